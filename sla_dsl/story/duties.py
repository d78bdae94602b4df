"""What each kind of duty asks for, and what settles one of its cases, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from sla_dsl.model.values import Money
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
    does, happens = phrases.pattern_does(duty.event), phrases.pattern_happens(duty.event)
    theirs = whose(phrases, clause, duty.event)
    if duty.times is None:
        return DutyWords(f"to {does}", f"A case is answered the first time that {happens} {theirs}. {_COUNTING}")
    owes = f"to {phrases.does(duty.event.event)} {times_text(duty.times)}{phrases.where(duty.event)}"
    if duty.times.bound.is_ceiling:
        return DutyWords(owes, _ceiling(happens, theirs, duty.times), "counted through")
    nth = "first" if duty.times.needed == 1 else ordinal(duty.times.needed)
    answers = f"A case is answered the {nth} time that {happens} {theirs}"
    if duty.times.days:
        days = f"{duty.times.days} different days" if duty.times.days > 1 else "one day"
        answers += f", or later, as soon as it has happened on at least {days} (local dates)"
    return DutyWords(owes, f"{answers}. {_COUNTING}")


_COUNTING = (
    "What counts is what happens from the start on, whoever records it; "
    "the event that opened the case is never its own answer."
)


def _ceiling(happens: str, theirs: str, times: Times) -> str:
    often = "not once" if times.allowed <= 0 else "once" if times.allowed == 1 else f"{times.allowed} times"
    breaks = ordinal(max(times.allowed, 0) + 1)
    return (
        f"From the start through due it may happen {often} that {happens} {theirs}: the {breaks} time breaks the "
        "case at once; without one it is met when the time is up. The event that opened the case is not counted."
    )


def _either(phrases: Phrases, clause: Clause, duty: Either) -> DutyWords:
    return DutyWords(
        f"to do one of these: {_choices([phrases.pattern_does(event) for event in duty.events], 'or')}",
        f"A case is answered by the first of these: {_each(phrases, clause, duty.events, 'or')}. {_COUNTING}",
    )


def _both(phrases: Phrases, clause: Clause, duty: Both) -> DutyWords:
    return DutyWords(
        f"to do all of these: {_choices([phrases.pattern_does(event) for event in duty.events], 'and')}",
        "A case is answered as soon as all of these have happened, in any order: "
        f"{_each(phrases, clause, duty.events, 'and')}. {_COUNTING}",
    )


def _each(phrases: Phrases, clause: Clause, events: tuple[EventPattern, ...], last: str) -> str:
    return _choices([f"{phrases.pattern_happens(event)} {whose(phrases, clause, event)}" for event in events], last)


def _choices(parts: list[str], last: str) -> str:
    return "; ".join(parts[:-1]) + f"; {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _state(phrases: Phrases, clause: Clause, duty: StateNames) -> DutyWords:
    names = joined(duty.names)
    fields = [name for name, role in zip(duty.names, duty.roles, strict=True) if role == "field"]
    facts = [name for name, role in zip(duty.names, duty.roles, strict=True) if role == "fact"]
    known = "is known" if len(duty.names) == 1 else "are all known"
    sources = []
    if fields:
        subject = phrases.subject_of(clause)
        event = "the event that opened the case or a later one" if clause.trigger else "an event"
        sources.append(f"{joined(fields)} as {event} about that {subject} carries it")
    if facts:
        sources.append(f"{joined(facts)} as last known of the lead")
    return DutyWords(
        f"to state {names}", f"A case is answered at the first moment at which {names} {known}: {'; '.join(sources)}."
    )


def _must_not(phrases: Phrases, clause: Clause, duty: MustNot) -> DutyWords:
    does, happens = phrases.pattern_does(duty.event), phrases.pattern_happens(duty.event)
    theirs = whose(phrases, clause, duty.event)
    broken = f"A case is broken the first time that {happens} {theirs}"
    match duty.window:
        case ForWindow(duration):
            return DutyWords(
                f"not to {does} for {duration_text(duration)}",
                f"{broken} within that time; it is met once the time is up without it.",
                "forbidden through",
            )
        case UntilWindow(event):
            end = phrases.happens(event)
            same = whose(phrases, clause, EventPattern(event))
            return DutyWords(
                f"not to {does} until {end}",
                f"{broken} before {end} {same} (or at that same instant); from then on it is met. "
                "Until one of the two happens, it stays pending.",
            )
        case BeforeGate(event, count):
            return _gate(phrases, clause, (does, happens, theirs), (event, count))
        case None if clause.trigger is None:
            return DutyWords(f"never to {does}", f"Each time that {happens} is a breach, at once.")
        case None:
            return DutyWords(
                f"not to {does} ever after",
                f"{broken} from the start on. The ban never ends, so a case that is not broken stays pending.",
            )


def _gate(phrases: Phrases, clause: Clause, duty: tuple[str, str, str], gate: tuple[str, int]) -> DutyWords:
    (does, happens, theirs), (event, count) = duty, gate
    before = phrases.happens(event) if count == 1 else f"at least {count} {phrases.several(event)}"
    same = whose(phrases, clause, EventPattern(event))
    often = "at least once" if count == 1 else f"at least {count} times"
    return DutyWords(
        f"not to {does} before {before}",
        f"Whenever {happens} {theirs}, it must by then have happened {often} that {phrases.happens(event)} {same} "
        "(the same instant is early enough; the event itself is not counted). The case is met if it has, "
        "and breached if it has not.",
    )


def _deliver(phrases: Phrases, clause: Clause, duty: Deliver) -> DutyWords:
    several = phrases.pattern_several(duty.event)
    about = phrases.about(duty.event.event)
    each = clause.period.value if clause.period else "period"
    if isinstance(duty.amount, Money) or is_money(phrases.agreement, duty.amount):
        counts = f"The last amount of each {about} in the {each} counts, and all are added up exactly"
        amount = f"{phrases.amount(duty.amount)} of"
    else:
        counts = f"Each {about} counts once in a {each}, however often it happens"
        amount = phrases.amount(duty.amount)
    return DutyWords(
        f"to deliver {duty.bound.value} {amount} {several} each {each}",
        f"{counts}: whenever {phrases.pattern_happens(duty.event)}.",
    )


def _ensure(phrases: Phrases, clause: Clause, duty: Ensure) -> DutyWords:
    each = clause.period.value if clause.period else "period"
    theirs = whose(phrases, clause, duty.become)
    return DutyWords(
        f"to ensure that {duty.bound.value} {phrases.amount(duty.share)} of {phrases.pattern_several(duty.event)} "
        f"become {phrases.pattern_several(duty.become)}, each {each}",
        f"A case is met if {phrases.pattern_happens(duty.become)} {theirs} in time.",
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


def whose(phrases: Phrases, clause: Clause, event: EventPattern) -> str:
    """Of whom an event must be to count for a case: `for that lead`."""
    if phrases.subject_of(clause) == "lead":
        return "for that lead"
    return "for that opportunity" if phrases.about(event.event) == "opportunity" else "for its lead"
