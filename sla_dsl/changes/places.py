"""Where a difference stands in the file of its version: the words themselves where they are found, else their key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from sla_dsl.diagnostics import Source, Span
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Side
from sla_dsl.model.clause import Clause
from sla_dsl.model.words import ARTICLES

Keys = Mapping[tuple[str, ...], Span]


@frozen
class Paper:
    """An agreement with the text of its file (none where it never was in one), and where each of its keys stands."""

    agreement: Agreement
    source: Source | None = None
    keys: Keys = field(default_factory=dict)

    def at_key(self, path: tuple[str, ...], text: str) -> Side:
        """A part at its key, or at the nearest key above that is there."""
        found = next((self.keys[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.keys), None)
        return Side(self.agreement.file, found, text)

    def of_clause(self, clause: Clause, text: str, key: str | None) -> Side:
        """A part of a clause: at its own key beside the sentence, else where its words stand in the sentence."""
        path = ("clauses", clause.id, key or "")
        return self.at_key(path, text) if key is not None and path in self.keys else self.in_clause(clause, text)

    def in_clause(self, clause: Clause, text: str) -> Side:
        """Words of a clause: where they stand in it, else at its id."""
        key = self.keys.get(("clauses", clause.id)) or clause.span
        return Side(self.agreement.file, self._found(clause, key, text) or key, text)

    def whole(self, clause: Clause) -> Side:
        """The clause as a whole, at its id."""
        return self.in_clause(clause, clause.text)

    def _found(self, clause: Clause, key: Span | None, text: str) -> Span | None:
        """Where the words stand: articles, commas at the end and line breaks do not count, numbers are as written."""
        if self.source is None or key is None or clause.span is None or text == clause.text:
            return None
        begin = self.source.offset(key.end_line, key.end_column)
        end = self.source.offset(clause.span.end_line, clause.span.end_column)
        words = [word for word in text.split() if word not in ARTICLES]
        between = rf"(?:\s+(?:{'|'.join(sorted(ARTICLES))}))*\s+"
        pattern = re.compile(rf"(?<![\w-]){between.join(map(re.escape, words))}(?![\w-])")
        found = pattern.search(self.source.text, begin, end)
        return self.source.span(*found.span()) if found else None
