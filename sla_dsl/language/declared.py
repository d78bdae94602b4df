"""A name that is declared in other letters than it is used in: told once, where it is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.language.near import is_misspelt
from sla_dsl.language.phrases import phrase_of
from sla_dsl.language.vocabulary import USES, standard_vocabulary

CODES = frozenset({"SLA201", "SLA203", "SLA204", "SLA205", "SLA206", "SLA207", "SLA208", "SLA209", "SLA403", "SLA408"})
"""What is told of a name that nothing declares."""

_SHOWN = 3
"""So many of the places that use a name are shown."""

_SECTIONS = ("parties", "contacts", "currency", "calendars", "funnel", "vocabulary", "consequences")
"""Where names are declared."""

_MEANT = re.compile(r"did you mean `\[?([^`\[\]]+)\]?`\?")


class _Slip(NamedTuple):
    """A name as it is used, and the one that is declared, nearly the same."""

    used: str
    declared: str


def where_declared(found: list[Diagnostic], keys: Mapping[tuple[str, ...], Span], source: Source) -> list[Diagnostic]:
    """The findings, but where several say that one name is not declared, or a single one does that is spelt right.

    Instead of those stands one, at the name that is declared and that nothing uses.
    """
    slips: dict[_Slip, list[Diagnostic]] = {}
    for each in found:
        slip = (_slip(each, source) or _bent(each, source)) if each.code in CODES else None
        if slip is not None:
            slips.setdefault(slip, []).append(each)
    for slip, uses in slips.items():
        at = _declaration(slip, keys, source)
        bent = slip.declared.partition(" ")[0] in {slip.used.partition(" ")[0] + end for end in ("s", "es")}
        if at is not None and (len(uses) > 1 or bent or _is_familiar(slip, source)):
            gone = {id(use) for use in uses}
            found = [each for each in found if id(each) not in gone]
            found.append(_told(slip, uses, Place.of(source, source.span(*at))))
    return found


def _slip(found: Diagnostic, source: Source) -> _Slip | None:
    meant, span = _MEANT.fullmatch(found.help), found.place.span if found.place else None
    if meant is None or span is None:
        return None
    start, end = source.offset(span.line, span.column), source.offset(span.end_line, span.end_column)
    used = " ".join(source.text[start:end].split()).strip("[]")
    if found.code == "SLA408":
        used = used.rpartition(" ")[2]
    pairs = list(_differing(used, meant[1]))
    slipped = pairs and all(_is_slip(one, other) for one, other in pairs)
    return _Slip(used, meant[1]) if slipped else None


def _bent(found: Diagnostic, source: Source) -> _Slip | None:
    """A duty that is declared in the third person, `sends a quote`, and used as `must` wants it."""
    meant, span = _MEANT.fullmatch(found.help), found.place.span if found.place else None
    if meant is None or span is None or not found.message.startswith("no duty "):
        return None
    used = " ".join(
        source.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)].split()
    )
    verb, _, rest = used.partition(" ")
    return _Slip(used, meant[1]) if meant[1] in (f"{verb}s {rest}", f"{verb}es {rest}") else None


def _is_slip(one: str, other: str) -> bool:
    """Whether letters are mistyped: other capitals, or one for several, are no slip."""
    one, other = one.casefold(), other.casefold()
    return one.rstrip("s") != other.rstrip("s") and is_misspelt(one, other)


def _differing(used: str, declared: str) -> Iterator[tuple[str, str]]:
    """The words in which two names of as many words differ."""
    ones, others = re.findall(r"\w+", used), re.findall(r"\w+", declared)
    if len(ones) == len(others):
        yield from ((one, other) for one, other in zip(ones, others, strict=True) if one != other)


def _declaration(slip: _Slip, keys: Mapping[tuple[str, ...], Span], source: Source) -> tuple[int, int] | None:
    """Where the declared name stands, if that is its only place in the file, and declares it."""
    found = [place.span() for place in _words(slip.declared).finditer(source.text)]
    places = [place for place in found if not _is_comment(source.text, place[0])]
    if len(places) != 1:
        return None
    line, _ = source.position(places[0][0])
    sections = [(span.line, path[0]) for path, span in keys.items() if len(path) == 1 and span.line <= line]
    return places[0] if sections and max(sections)[1] in _SECTIONS else None


def _is_comment(text: str, at: int) -> bool:
    """Whether an offset lies on a line that is a comment."""
    return text[text.rfind("\n", 0, at) + 1 : at].lstrip().startswith("#")


def _is_familiar(slip: _Slip, source: Source) -> bool:
    """Whether the name as it is used is made of words that the file knows elsewhere, and the declared one is not."""
    standard = _standard_words()
    for used, declared in _differing(slip.used.casefold(), slip.declared.casefold()):
        twice = len(_words(used).findall(source.text.casefold())) > 1
        once = len(_words(declared).findall(source.text.casefold())) == 1
        if not (twice or used in standard) or not once or declared in standard:
            return False
    return True


def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _standard_words() -> set[str]:
    phrases = (phrase_of(event, use) for event in standard_vocabulary().events.values() for use in USES)
    return {word for phrase in phrases if phrase for word in phrase.split()}


def _told(slip: _Slip, uses: list[Diagnostic], place: Place) -> Diagnostic:
    related = [replace(use.place, note=f"`{slip.used}` is named here") for use in uses[:_SHOWN] if use.place]
    message = f"`{slip.declared}` is declared, and elsewhere it is `{slip.used}`"
    return diagnostic(uses[0].code, message, place, help=f"did you mean `{slip.used}`?", related=related)
