"""What each kind of duty asks for, and what settles one of its cases, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Clause,
    Deliver,
    Duty,
    Either,
    Ensure,
    EventPattern,
    ForWindow,
    MustNot,
    Respond,
    StateNames,
    Times,
    UntilWindow,
)
from sla_dsl.story.moments import duration_text, joined, ordinal
from sla_dsl.story.phrases import Phrases
from sla_dsl.story.targets import is_money


class DutyWords(NamedTuple):
    """What is owed (after `owes it to …`), what settles a case, and how the due of an example reads."""

    owes: str
    answers: str
    reads: str = "due"


def duty_words(phrases: Phrases, clause: Clause) -> DutyWords:
    """The words for a clause's duty."""
    return TELL[type(clause.duty)](phrases, clause, clause.duty)


def _respond(phrases: Phrases, clause: Clause, duty: Respond) -> DutyWords:
    happens = phrases.pattern_happens(duty.event)
    counting = _counting(phrases, clause, (duty.event,))
    if duty.times is None:
        does = phrases.pattern_does(duty.event)
        return DutyWords(f"to {does}", f"A case is answered the first time that {happens}. {counting}")
    owes = f"to {phrases.does(duty.event.event)} {times_text(duty.times)}{phrases.where(duty.event)}"
    if duty.times.bound.is_ceiling:
        return DutyWords(owes, f"{_ceiling(happens, duty.times)} {counting}", "counted through")
    nth = "first" if duty.times.needed == 1 else ordinal(duty.times.needed)
    answers = f"A case is answered the {nth} time that {happens}"
    if duty.times.days:
        days = f"{duty.times.days} different days" if duty.times.days > 1 else "one day"
        answers += f", or later, as soon as it has happened on at least {days} (local dates)"
    return DutyWords(owes, f"{answers}. {counting}")


def _counting(phrases: Phrases, clause: Clause, events: Iterable[EventPattern]) -> str:
    """Of whom and from when events count for a case."""
    whom = "that lead"
    if phrases.subject_of(clause) == "opportunity":
        about = {phrases.about(event.event) for event in events}
        whom = "that opportunity or to its lead" if len(about) > 1 else "its lead"
        whom = "that opportunity" if about == {"opportunity"} else whom
    return (
        f"Only what happens to {whom} from the start on counts, whoever records it; "
        "the event that opened the case does not."
    )


def _ceiling(happens: str, times: Times) -> str:
    often = "not once" if times.allowed <= 0 else "once" if times.allowed == 1 else f"{times.allowed} times"
    breaks = ordinal(max(times.allowed, 0) + 1)
    return (
        f"From the start through due it may happen {often} that {happens}: the {breaks} time breaks the case at once; "
        "without it the case is met when the time is up."
    )


def _either(phrases: Phrases, clause: Clause, duty: Either) -> DutyWords:
    happen = _choices([phrases.pattern_happens(event) for event in duty.events], "or")
    return DutyWords(
        f"to do one of these: {_choices([phrases.pattern_does(event) for event in duty.events], 'or')}",
        f"A case is answered by the first of these: {happen}. {_counting(phrases, clause, duty.events)}",
    )


def _both(phrases: Phrases, clause: Clause, duty: Both) -> DutyWords:
    happen = _choices([phrases.pattern_happens(event) for event in duty.events], "and")
    return DutyWords(
        f"to do all of these: {_choices([phrases.pattern_does(event) for event in duty.events], 'and')}",
        f"A case is answered as soon as all of these have happened, in any order: {happen}. "
        f"{_counting(phrases, clause, duty.events)}",
    )


def _choices(parts: list[str], last: str) -> str:
    return "; ".join(parts[:-1]) + f"; {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _state(phrases: Phrases, clause: Clause, duty: StateNames) -> DutyWords:
    names = joined(duty.names)
    known = "is known" if len(duty.names) == 1 else "are all known"
    sources = " and ".join(
        f"{joined(chosen)} {_SOURCES[role]}"
        for role in ("field", "fact")
        if (chosen := tuple(name for name, own in zip(duty.names, duty.roles, strict=True) if own == role))
    ).replace("$SUBJECT", phrases.subject_of(clause))
    return DutyWords(
        f"to state {names}", f"A case is answered at the first moment at which {names} {known}: {sources}."
    )


_SOURCES = {
    "field": "by an event about that $SUBJECT from the start on (what opened the case included)",
    "fact": "as last known of the lead",
}


def _must_not(phrases: Phrases, clause: Clause, duty: MustNot) -> DutyWords:
    does, happens = phrases.pattern_does(duty.event), phrases.pattern_happens(duty.event)
    counting = _counting(phrases, clause, (duty.event,))
    broken = f"A case is broken the first time that {happens}"
    match duty.window:
        case ForWindow(duration):
            owes = f"not to {does} for {duration_text(duration)}"
            met = "it is met once the time is up without it"
            return DutyWords(owes, f"{broken} within that time; {met}. {counting}", "forbidden through")
        case UntilWindow(event):
            end = f"{phrases.happens(event)}{whose(phrases, clause, event)}"
            return DutyWords(
                f"not to {does} until {phrases.happens(event)}",
                f"{broken} before {end}, or at the same instant; from then on it is met. "
                f"Until one of the two happens, it stays pending. {counting}",
            )
        case BeforeGate():
            return _gate(phrases, duty.window, does, happens)
        case None if clause.trigger is None:
            return DutyWords(f"never to {does}", f"Each time that {happens} is a breach, at once.")
        case None:
            pending = "The ban never ends, so a case that is not broken stays pending."
            return DutyWords(f"not to {does} ever after", f"{broken} from the start on. {pending} {counting}")


def _gate(phrases: Phrases, gate: BeforeGate, does: str, happens: str) -> DutyWords:
    end = phrases.happens(gate.event)
    before = f"at least {gate.count} {phrases.several(gate.event)}" if gate.written else end
    often = "at least once" if gate.count == 1 else f"at least {gate.count} times"
    return DutyWords(
        f"not to {does} before {before}",
        f"Whenever {happens}, it must by then have happened {often}, to the same {phrases.about(gate.event)}, that "
        f"{end}. The same instant is early enough; the event itself is not counted. The case is met if it has, "
        "and breached if it has not.",
    )


def _deliver(phrases: Phrases, clause: Clause, duty: Deliver) -> DutyWords:
    several = phrases.pattern_several(duty.event)
    about = phrases.about(duty.event.event)
    each = clause.period.value if clause.period else "period"
    happens = phrases.pattern_happens(duty.event)
    amount = phrases.amount(duty.amount)
    if is_money(phrases.agreement, duty.amount):
        amount += " of"
        counts = f"The last amount in the {each} of each {about} counts, and all are added up exactly: {happens}."
    else:
        counts = f"Each {about} to which this happens in a {each} counts once: {happens}."
    return DutyWords(f"to deliver {duty.bound.value} {amount} {several} each {each}", counts)


def _ensure(phrases: Phrases, clause: Clause, duty: Ensure) -> DutyWords:
    each = clause.period.value if clause.period else "period"
    return DutyWords(
        f"to ensure that {duty.bound.value} {phrases.amount(duty.share)} of {phrases.pattern_several(duty.event)} "
        f"become {phrases.pattern_several(duty.become)}, each {each}",
        f"A case is met if {phrases.pattern_happens(duty.become)} in time. "
        f"{_counting(phrases, clause, (duty.become,))}",
    )


Teller = Callable[[Phrases, Clause, Any], DutyWords]

TELL: Mapping[type[Duty], Teller] = MappingProxyType(
    {
        Respond: _respond,
        Either: _either,
        Both: _both,
        StateNames: _state,
        MustNot: _must_not,
        Deliver: _deliver,
        Ensure: _ensure,
    }
)
"""Who tells each kind of duty."""


def times_text(times: Times) -> str:
    """`at least 5 times on at least 3 different days`."""
    text = f"{times.bound.value} {times.count} {'time' if times.count == 1 else 'times'}"
    if times.days:
        text += f" on at least {times.days} different {'day' if times.days == 1 else 'days'}"
    return text


def whose(phrases: Phrases, clause: Clause, event: str) -> str:
    """For a clause about opportunities, whose event it has to be; for one about leads that goes without saying."""
    if phrases.subject_of(clause) == "lead":
        return ""
    return " (that opportunity)" if phrases.about(event) == "opportunity" else " (its lead)"
