"""A log that shows a difference → its story: what happened when, and how each version sees it."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.clock import Clock
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Event
from sla_dsl.model.outcome import CaseState, ClauseOutcome, Verdict
from sla_dsl.model.values import Value, value_text
from sla_dsl.story.moments import joined, local_text

_PREFIXES = ("a lead is ", "an opportunity is ")

_STATES = {
    CaseState.MET: "kept",
    CaseState.LATE: "breached",
    CaseState.OVERDUE: "breached",
    CaseState.PENDING: "still open",
    CaseState.EXCUSED: "excused",
}

_VERDICTS = {
    Verdict.BROKEN: "broken",
    Verdict.PENDING: "still open",
    Verdict.KEPT: "kept",
    Verdict.NO_CASES: "not asked",
}


def told(
    agreement: Agreement,
    clock: Clock,
    events: Sequence[Event],
    as_of: int,
    outcomes: tuple[ClauseOutcome | None, ClauseOutcome | None],
) -> str:
    """The story in a sentence, without a final period."""
    by_lead: dict[str, list[Event]] = {}
    for event in events:
        by_lead.setdefault(event.lead, []).append(event)
    groups: dict[tuple[object, ...], list[list[Event]]] = {}
    for own in by_lead.values():
        groups.setdefault(tuple(map(_likeness, own)), []).append(own)
    stories = [_lead_told(agreement, clock, same[0], len(same)) for same in groups.values()]
    asked = f"{', ' if len(stories) == 1 else '; '}as of {local_text(clock.local_time(as_of))}"
    old, new = (_seen(outcome, single=len(by_lead) == 1) for outcome in outcomes)
    return f"{'; '.join(stories)}{asked}: {old} until now, {new} from now on"


def _likeness(event: Event) -> object:
    return event.time, event.kind, tuple(sorted(event.values.items(), key=str))


def _lead_told(agreement: Agreement, clock: Clock, events: list[Event], number: int) -> str:
    """`a lead assigned on Fri 2026-01-09 13:31 and contacted on Sat 2026-01-10 14:00`."""
    parts: list[str] = []
    before = ""
    for event, times in _runs(sorted(events, key=lambda event: event.time)):
        kind = agreement.vocabulary.events.get(event.kind)
        phrase = (kind and kind.when) or f"`{event.kind}` is recorded"
        prefix = next((one for one in _PREFIXES if phrase.startswith(one)), "")
        said = phrase.removeprefix(prefix) if prefix else phrase
        if prefix and prefix != before:
            said = f"{prefix.removesuffix('is ')}{said}"
        before = prefix or before
        often = f" {times} times" if times > 1 else ""
        parts.append(f"{said}{_values(event)}{often} on {local_text(clock.local_time(event.time))}")
    return joined(parts) if number == 1 else _several(joined(parts), number)


def _several(story: str, number: int) -> str:
    """`19 leads assigned on …`: what so many of them have in common."""
    for one, many in (("a lead ", "leads "), ("an opportunity ", "opportunities ")):
        if story.startswith(one):
            return f"{number} {many}{story.removeprefix(one)}"
    return f"{number} times {story}"


def _runs(events: list[Event]) -> list[tuple[Event, int]]:
    """Events of one kind at one instant together, each with how many there are."""
    runs: list[tuple[Event, int]] = []
    for event in events:
        if runs and _likeness(runs[-1][0]) == _likeness(event):
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        else:
            runs.append((event, 1))
    return runs


def _values(event: Event) -> str:
    values: list[tuple[str, Value]] = list(event.values.items())
    return f" ({', '.join(f'{name} {value_text(value)}' for name, value in values)})" if values else ""


def _seen(outcome: ClauseOutcome | None, *, single: bool) -> str:
    """How one version sees it: by the state of the one case, else by the verdict."""
    if outcome is None:
        return "not asked"
    states = {case.state for case in outcome.cases}
    if single and len(states) == 1 and not outcome.periods:
        return _STATES[states.pop()]
    if single and any(state.breached for state in states) and not outcome.periods:
        return "breached"
    return _VERDICTS[outcome.verdict]
