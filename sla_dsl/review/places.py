"""Where the parts of an agreement stand in its file, so that a finding can underline the very words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Clause, Duration
from sla_dsl.model.words import ARTICLES

_WORD_AFTER = re.compile(r"['\"]?\s*:\s*(?P<word>[\w.-]+)")


class Told(NamedTuple):
    """What a finding says: its sentence, and the way out."""

    message: str
    help: str


@frozen
class Places:
    """A file's text, and where each of its keys stands, by its path: `("contacts", "sales-director")`."""

    source: Source
    keys: Mapping[tuple[str, ...], Span] = field(default_factory=dict)

    def note(
        self, code: str, told: Told, span: Span | None, *related: tuple[Span | None, str], more: Iterable[Place] = ()
    ) -> Diagnostic:
        """A finding at a span; `related` are other spans and what is to be seen there."""
        places = [*(Place.of(self.source, other, why) for other, why in related if other is not None), *more]
        return diagnostic(code, told.message, Place.of(self.source, span), help=told.help, related=places)

    def text(self, span: Span | None) -> str:
        """The author's words at a span, on one line."""
        if span is None:
            return ""
        start, end = (
            self.source.offset(line, column)
            for line, column in ((span.line, span.column), (span.end_line, span.end_column))
        )
        return " ".join(self.source.text[start:end].split())

    def id(self, clause: Clause) -> Span | None:
        """Where the clause's id stands."""
        return self.keys.get(("clauses", clause.id), clause.span)

    def value(self, *path: str) -> Span | None:
        """Where the one word after a key stands; the key, where more follows it."""
        key = self.keys.get(path)
        if key is None:
            return None
        found = _WORD_AFTER.match(self.source.text, self.source.offset(key.end_line, key.end_column))
        return self.source.span(*found.span("word")) if found else key

    def words(self, clause: Clause, *phrases: str, last: bool = False) -> Span | None:
        """Where words stand in a clause's sentence, each phrase after the one before; the last such place, if asked.

        The whole of them is given. Articles and line breaks do not count. The clause's id where they are not found
        (a sentence in quotes may spell them otherwise).
        """
        begin, end = self._sentence(clause)
        start = None
        for phrase in phrases:
            pattern = re.compile(_loosely(phrase))
            found = list(pattern.finditer(self.source.text, begin, end))
            if not found:
                return self.id(clause)
            chosen = found[-1 if last and phrase is phrases[-1] else 0]
            start = chosen.start() if start is None else start
            begin = chosen.end()
        return self.id(clause) if start is None else self.source.span(start, begin)

    def _sentence(self, clause: Clause) -> tuple[int, int]:
        key = self.keys.get(("clauses", clause.id, "clause")) or self.id(clause)
        span = clause.span
        if key is None or span is None:
            return 0, 0
        return self.source.offset(key.end_line, key.end_column), self.source.offset(span.end_line, span.end_column)


def duration_words(duration: Duration) -> str:
    """The words of a duration as a clause may write them, for `Places.words`."""
    return f"{duration.count} {duration.unit.removesuffix('s')}"


def duration_text(duration: Duration) -> str:
    """A duration as people write it: `1 business day`, `4 hours`."""
    return duration_words(duration) if duration.count == 1 else f"{duration.count} {duration.unit}"


def _loosely(phrase: str) -> str:
    words = [word for word in phrase.split() if word not in ARTICLES] or phrase.split()
    between = rf"(?:\s+(?:{'|'.join(sorted(ARTICLES))}))*\s+"
    return rf"(?<![\w-]){between.join(map(re.escape, words))}s?(?![\w-])"
