"""What a clause means, in plain words that leave no doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sla_dsl.clock import Clock
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    BreachTrigger,
    Clause,
    Deliver,
    Ensure,
    EventPattern,
    EventTrigger,
    IsKnown,
    Mode,
    MustNot,
    Respond,
)
from sla_dsl.model.story import Meaning, Statement, Topic
from sla_dsl.story.deadlines import time_sentence
from sla_dsl.story.duties import duty_words, whose
from sla_dsl.story.examples import examples
from sla_dsl.story.judged import consequence_sentences, judged_sentence
from sla_dsl.story.moments import day_text, joined
from sla_dsl.story.phrases import Phrases, in_force, named_events
from sla_dsl.story.targets import target_sentences


def meaning(agreement: Agreement, clause: Clause, clock: Clock) -> Meaning:
    """What one clause of a valid agreement means; the same for the same agreement on any day."""
    phrases = Phrases(agreement)
    return Meaning(
        agreement=agreement.id,
        clause=clause.id,
        party=phrases.party(clause.party),
        sentence=clause.text,
        why=clause.why,
        statements=tuple(_statements(phrases, clause)),
        reads=duty_words(phrases, clause).reads,
        examples=examples(agreement, clause, clock),
    )


Speaker = Callable[[Phrases, Clause], str]


def _statements(phrases: Phrases, clause: Clause) -> Iterator[Statement]:
    for topic, speaker in SPEAKERS:
        text = speaker(phrases, clause)
        if text:
            yield Statement(topic, text)


def _owes(phrases: Phrases, clause: Clause) -> str:
    others = [phrases.party(party) for party in phrases.agreement.parties if party != clause.party]
    whom = joined(others) or "the others"
    return f"{phrases.party(clause.party)} owes it to {whom} {duty_words(phrases, clause).owes}."


def _words(phrases: Phrases, clause: Clause) -> str:
    events = phrases.agreement.vocabulary.events
    waiting, told = list(named_events(clause)), dict[str, str]()
    while waiting:
        event = waiting.pop(0)
        known = events.get(event)
        if event not in told and known is not None and known.definition is not None:
            told[event] = f'"{phrases.happens(event)}" means: {phrases.pattern_happens(known.definition)}.'
            waiting.append(known.definition.event)
    return " ".join(told.values())


def _opens(phrases: Phrases, clause: Clause) -> str:
    match clause.trigger, clause.duty:
        case EventTrigger(mode, event), _:
            return (
                f"{_opening(phrases, clause, mode, phrases.pattern_happens(event))}{_unknown(event, 'opens no case')}"
            )
        case BreachTrigger(mode, base), _:
            breached = f"a case of {base} becomes breached (at its due, or at the event that broke it)"
            return _opening(phrases, clause, mode, breached)
        case None, Ensure(event=event):
            opening = _opening(phrases, clause, Mode.WHEN, phrases.pattern_happens(event))
            return f"{opening}{_unknown(event, 'opens no case')}"
        case None, MustNot(event, window):
            decided = "is decided at once" if isinstance(window, BeforeGate) else "is breached at once"
            opening = f"There is no trigger: every time {phrases.pattern_happens(event)}, a case opens that {decided}."
            never = "" if window else " As long as that never happens, the clause is kept."
            return f"{opening}{never}{_unknown(event, 'opens no case')}"
        case None, Deliver(event=event):
            return f"No case opens: results are counted.{_unknown(event, 'is not counted')}"
        case _:
            return ""


def _opening(phrases: Phrases, clause: Clause, mode: Mode, happens: str) -> str:
    subject = phrases.subject_of(clause)
    what = "breach" if isinstance(clause.trigger, BreachTrigger) else "event"
    match mode:
        case Mode.WHEN:
            return (
                f"A case opens when {happens}. While a case of that {subject} is running, another such {what} opens "
                "no second one: the oldest wait counts."
            )
        case Mode.EVERY_TIME:
            return f"A case opens every time {happens}, also while another is running."
        case Mode.FIRST_TIME:
            return f"A case opens the first time that {happens} for a {subject}; later times open none."


def _unknown(event: EventPattern, effect: str) -> str:
    asked = tuple(dict.fromkeys(part.name for part in event.where if not isinstance(part, IsKnown)))
    if not asked:
        return ""
    return f" Where {joined(asked, 'or')} is not known, the event {effect}, but is reported as unknown."


def _decides(phrases: Phrases, clause: Clause) -> str:
    return duty_words(phrases, clause).answers


def _excuses(phrases: Phrases, clause: Clause) -> str:
    if not clause.unless:
        return ""
    happens = [f"{phrases.happens(event)}{whose(phrases, clause, event)}" for event in clause.unless]
    excuse = joined(happens, "or")
    if isinstance(clause.duty, MustNot) and clause.trigger is None:
        return f"If {excuse} before that or at the same instant, the case is excused instead of breached."
    if _is_ban(clause):
        return (
            f"If {excuse} from the start on, what would break the case at that moment or later excuses it instead. "
            "An excuse alone decides nothing: a case that is not broken is met in the end."
        )
    return (
        f"A case is excused if {excuse} from the start through due before it is answered; "
        "an answer in time still makes it met."
    )


def _is_ban(clause: Clause) -> bool:
    if isinstance(clause.duty, Respond) and clause.duty.times:
        return clause.duty.times.bound.is_ceiling
    return isinstance(clause.duty, MustNot)


def _pauses(phrases: Phrases, clause: Clause) -> str:
    if clause.paused_while is None:
        return ""
    told = f"While {clause.paused_while} the clock stands still"
    state = phrases.agreement.vocabulary.states.get(clause.paused_while)
    if state is not None:
        told += f": from when {phrases.happens(state.entered)} until {phrases.happens(state.left)}"
    return f"{told}. An answer in that time is an answer all the same."


def _targets(phrases: Phrases, clause: Clause) -> str:
    return " ".join(target_sentences(phrases.agreement, clause))


def _consequences(phrases: Phrases, clause: Clause) -> str:
    return " ".join(consequence_sentences(phrases, clause))


def _in_force(phrases: Phrases, clause: Clause) -> str:
    first, last = in_force(phrases.agreement, clause)
    zone = phrases.agreement.timezone
    if last is not None and last < first:
        return "Never: the clause's own dates lie outside those of the agreement."
    until = f" through {day_text(last)}" if last else " on, without an end"
    what = (
        f"For whole {clause.period.value}s"
        if isinstance(clause.duty, Deliver) and clause.period
        else "For cases that start"
    )
    return f"{what} from {day_text(first)}{until} (local dates in {zone})."


SPEAKERS: tuple[tuple[Topic, Speaker], ...] = (
    (Topic.OWES, _owes),
    (Topic.WORDS, _words),
    (Topic.OPENS, _opens),
    (Topic.DECIDES, _decides),
    (Topic.TIME, time_sentence),
    (Topic.EXCUSES, _excuses),
    (Topic.PAUSES, _pauses),
    (Topic.TARGETS, _targets),
    (Topic.JUDGED, judged_sentence),
    (Topic.CONSEQUENCES, _consequences),
    (Topic.IN_FORCE, _in_force),
)
"""Who speaks on which topic, in order; one who has nothing to say is silent."""
