"""An agreement of the model → the text of a file that says the same, in canonical form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sla_dsl.funnel import formula_text, kinds, write_figure
from sla_dsl.language.sentence import clause_lines, pattern_text
from sla_dsl.language.vocabulary import standard_vocabulary
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import DAYS, Calendar, CalendarChoice, Window
from sla_dsl.model.clause import Clause
from sla_dsl.model.funnel import Given
from sla_dsl.model.vocabulary import EventType, Vocabulary

INDENT = "  "

Lines = Iterator[str]
"""Lines of a file, without their breaks."""


def agreement_text(agreement: Agreement) -> str:
    """The file of an agreement; what the standard vocabulary has already is left out. It ends in a line break."""
    return "\n".join(line for section in SECTIONS for line in section(agreement)) + "\n"


def _head(agreement: Agreement) -> Lines:
    yield f"slac: {agreement.language}"
    yield f"agreement: {scalar(agreement.id)}"
    yield f"version: {scalar(agreement.version)}"
    if agreement.title is not None:
        yield f"title: {scalar(agreement.title)}"


def _parties(agreement: Agreement) -> Lines:
    yield "parties:"
    for party in agreement.parties.values():
        parts = {"name": party.name, "signs": party.signs}
        given = {key: text for key, text in parts.items() if text is not None}
        yield f"{INDENT}{party.id}:{'' if given else ' {}'}"
        yield from _pairs(given, 2)
    yield from _section("contacts", agreement.contacts)


def _dates(agreement: Agreement) -> Lines:
    yield "effective:"
    yield f"{INDENT}from: {agreement.effective.start}"
    if agreement.effective.until is not None:
        yield f"{INDENT}until: {agreement.effective.until}"
    yield f"timezone: {scalar(agreement.timezone)}"
    if agreement.currency is not None:
        yield f"currency: {agreement.currency}"


def _calendars(agreement: Agreement) -> Lines:
    if agreement.calendar is not None:
        yield from _choice(agreement.calendar)
    if agreement.calendars:
        yield "calendars:"
        for calendar in agreement.calendars.values():
            yield f"{INDENT}{calendar.id}:"
            yield from _calendar(calendar)


def _choice(choice: CalendarChoice) -> Lines:
    if choice.by is None:
        yield f"calendar: {choice.otherwise}"
        return
    yield "calendar:"
    yield from _pairs({"by": choice.by, **choice.cases, "otherwise": choice.otherwise}, 1)


def _calendar(calendar: Calendar) -> Lines:
    if calendar.timezone is not None:
        yield f"{INDENT * 2}timezone: {scalar(calendar.timezone)}"
    yield f"{INDENT * 2}hours:"
    yield from _pairs({DAYS[day]: _windows(windows) for day, windows in sorted(calendar.hours.items()) if windows}, 3)
    if calendar.holidays is not None:
        yield f"{INDENT * 2}holidays: {calendar.holidays}"
    if calendar.closed:
        yield f"{INDENT * 2}closed: [{', '.join(map(str, sorted(calendar.closed)))}]"
    if calendar.open:
        yield f"{INDENT * 2}open:"
        yield from _pairs({str(day): _windows(windows) for day, windows in sorted(calendar.open.items())}, 3)


def _windows(windows: Iterable[Window]) -> str:
    return " ".join(map(str, windows))


def _vocabulary(agreement: Agreement) -> Lines:
    standard, vocabulary = standard_vocabulary(), agreement.vocabulary
    facts = {name: str(type_) for name, type_ in vocabulary.facts.items() if standard.facts.get(name) != type_}
    events = [event for event in vocabulary.events.values() if not _is_standard(event, standard)]
    states = [state for phrase, state in vocabulary.states.items() if standard.states.get(phrase) != state]
    if facts or events or states:
        yield "vocabulary:"
    yield from _section("facts", facts, 1)
    if events:
        yield f"{INDENT}events:"
        for event in events:
            yield f"{INDENT * 2}{event.id}:"
            yield from _event(event, vocabulary)
    if states:
        yield f"{INDENT}states:"
        for state in states:
            yield f"{INDENT * 2}{scalar(state.phrase)}:"
            yield from _pairs({"from": state.entered, "to": state.left}, 3)


def _is_standard(event: EventType, standard: Vocabulary) -> bool:
    """Whether the standard says the same; of a defined event, what it takes from its base need not be said."""
    known = standard.events.get(event.id)
    if known is None or known.definition != event.definition:
        return False
    phrases = (known.when, known.do, known.many) == (event.when, event.do, event.many)
    return phrases and (event.definition is not None or known == event)


def _event(event: EventType, vocabulary: Vocabulary) -> Lines:
    parts: dict[str, str] = {} if event.definition else {"about": event.about}
    if event.definition:
        parts["is"] = pattern_text(event.definition, vocabulary)
    phrases = {"when": event.when, "do": event.do, "many": event.many}
    yield from _pairs(parts | {use: phrase for use, phrase in phrases.items() if phrase is not None}, 3)
    if event.fields and not event.definition:
        yield f"{INDENT * 3}fields:"
        yield from _pairs({name: str(type_) for name, type_ in event.fields.items()}, 4)


def _funnel(agreement: Agreement) -> Lines:
    funnel = agreement.funnel
    if funnel is None:
        return
    yield "funnel:"
    yield f"{INDENT}each: {funnel.each}"
    if funnel.given:
        yield f"{INDENT}given:"
        for given in funnel.given.values():
            yield from _given(given)
    yield from _section("derive", {each.name: formula_text(each.formula) for each in funnel.derive.values()}, 1)


def _given(given: Given) -> Lines:
    name = scalar(given.name)
    otherwise = None if given.otherwise is None else write_figure(given.otherwise)
    if not given.by_period and otherwise is not None:
        yield f"{INDENT * 2}{name}: {otherwise}"
        return
    yield f"{INDENT * 2}{name}:"
    yield from _pairs({period: write_figure(figure) for period, figure in given.by_period.items()}, 3)
    if otherwise is not None:
        yield f"{INDENT * 3}otherwise: {otherwise}"


def _clauses(agreement: Agreement) -> Lines:
    yield "clauses:"
    known = kinds(agreement.funnel, agreement.currency)[0] if agreement.funnel else {}
    for clause in agreement.clauses.values():
        lines = clause_lines(clause, agreement.vocabulary, known)
        extra = _extra(clause)
        yield f"{INDENT}{clause.id}:"
        if not extra and not clause.accepts:
            yield from _sentence(lines, 2)
            continue
        yield f"{INDENT * 2}clause:"
        yield from _sentence(lines, 3)
        yield from _pairs(extra, 2)
        if clause.accepts:
            yield f"{INDENT * 2}accept:"
            yield from _pairs(clause.accepts, 3)


def _extra(clause: Clause) -> dict[str, str]:
    parts = {"why": clause.why, "from": clause.valid_from, "until": clause.valid_until, "was": clause.was}
    return {key: str(part) for key, part in parts.items() if isinstance(part, str | date)}


def _sentence(lines: list[str], depth: int) -> Lines:
    """The sentence as plain text, or folded (`>-`) where plain text would not come back as it is."""
    if not all(_stays_plain(line) for line in lines):
        yield f"{INDENT * depth}>-"
    for line in lines:
        yield f"{INDENT * depth}{line}"


def _consequences(agreement: Agreement) -> Lines:
    yield from _section("consequences", agreement.consequences)


SECTIONS = (_head, _parties, _dates, _calendars, _vocabulary, _funnel, _clauses, _consequences)
"""The sections of a file, in canonical order."""


def _section(key: str, pairs: Mapping[str, str], depth: int = 0) -> Lines:
    if pairs:
        yield f"{INDENT * depth}{key}:"
        yield from _pairs(pairs, depth + 1)


def _pairs(pairs: Mapping[str, str], depth: int) -> Lines:
    for key, text in pairs.items():
        yield f"{INDENT * depth}{scalar(key)}: {scalar(text)}"


def scalar(text: str) -> str:
    """A text as a YAML scalar on one line: plain where that is safe, else in double quotes."""
    return text if _stays_plain(text) else _quoted(text)


def _stays_plain(text: str) -> bool:
    if not re.match(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]", text) or text != text.strip():
        return False
    return not re.search(r":(\s|$)|\s#|[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]", text)


def _quoted(text: str) -> str:
    """Double quotes and JSON's escapes, which are YAML's too."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\xa0\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", quoted)
