"""Agreement → what to look for: which kinds of lines can matter to which clause, under which conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    BeforeGate,
    BreachTrigger,
    Clause,
    Condition,
    Deliver,
    Ensure,
    EventPattern,
    IsBound,
    Mode,
    MustNot,
    Param,
    Period,
    Respond,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.vocabulary import About, Vocabulary


@frozen(eq=False)
class Pattern:
    """An event pattern made ready: the conditions that a line of each kind has to meet to be that event.

    Only a line of the event's own id, or of the id at the root of its definition, can be one. `by_period` says that a
    condition has a figure of the funnel, so that the period decides what fits.
    """

    event: str
    about: About
    conditions: Mapping[str, tuple[Condition, ...]]
    by_period: bool


@frozen(eq=False)
class ClausePlan:
    """A clause with its patterns made ready.

    `trigger` is none where a breach of the clause `watched` opens its cases; for a prohibition without a trigger it is
    the forbidden event, for an `ensure` and a `deliver` the event they count. `duty` are the responses, alternatives,
    or what is forbidden; `gate` the `until` or `before`; `pause` where a pause begins and ends. `each` is the period
    whose figures count for a case.
    """

    clause: Clause
    about: About
    mode: Mode
    trigger: Pattern | None
    watched: str | None
    duty: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    gate: Pattern | None
    pause: tuple[Pattern, Pattern] | None
    each: Period | None


@frozen
class Wanted:
    """Which events can matter: those of some kinds (by their ids), and those that carry a value of some names."""

    kinds: frozenset[str]
    names: frozenset[str]


def wanted_by(plans: Sequence[ClausePlan], agreement: Agreement) -> Wanted:
    """The events that the plans can look at, and all about opportunities, of which none should have two leads."""
    patterns = [pattern for plan in plans for pattern in _patterns(plan)]
    kinds = {kind for pattern in patterns for kind in pattern.conditions}
    kinds |= {kind for kind, declared in agreement.vocabulary.events.items() if declared.about == "opportunity"}
    conditions = [one for pattern in patterns for own in pattern.conditions.values() for one in own]
    names: set[str] = set()
    for clause in (plan.clause for plan in plans):
        conditions += [one for tier in (clause.deadline.tiers if clause.deadline else ()) for one in tier.conditions]
        names.update(clause.duty.names if isinstance(clause.duty, StateNames) else ())
    names |= {condition.name for condition in conditions if condition.role == "fact"}
    if agreement.calendar is not None and agreement.calendar.by is not None:
        names.add(agreement.calendar.by)
    return Wanted(frozenset(kinds), frozenset(names))


def _patterns(plan: ClausePlan) -> Iterator[Pattern]:
    """All patterns of a plan."""
    yield from (*plan.duty, *plan.unless, *(plan.pause or ()))
    yield from (pattern for pattern in (plan.trigger, plan.gate) if pattern is not None)


def make_plans(agreement: Agreement, only: Collection[str] = ()) -> tuple[ClausePlan, ...]:
    """The plans of the clauses (`only` those, and the ones they wait for), each after the clause that it waits for."""
    planner = _Planner(agreement)
    plans: dict[str, ClausePlan] = {}
    for name in agreement.clauses:
        if not only or name in only:
            planner.add(name, plans)
    return tuple(plans.values())


class _Planner:
    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._patterns: dict[EventPattern, Pattern] = {}

    def add(self, name: str, plans: dict[str, ClausePlan]) -> None:
        chain = list(self._waiting(name))
        for clause in reversed(chain):
            if clause.id not in plans:
                watched = clause.trigger.clause if isinstance(clause.trigger, BreachTrigger) else None
                plans[clause.id] = self._planned(clause, plans[watched] if watched else None)

    def _waiting(self, name: str) -> Iterator[Clause]:
        """The clause, the one whose breach it waits for, and so on."""
        clause = self._agreement.clauses[name]
        yield clause
        while isinstance(clause.trigger, BreachTrigger):
            clause = self._agreement.clauses[clause.trigger.clause]
            yield clause

    def _planned(self, clause: Clause, watched: ClausePlan | None) -> ClausePlan:
        trigger = None if watched else self._pattern(_opening_event(clause))
        funnel = self._agreement.funnel
        about = watched.about if watched else (trigger.about if trigger else "lead")
        return ClausePlan(
            clause,
            about,
            _mode(clause),
            trigger,
            watched.clause.id if watched else None,
            tuple(self._pattern(event) for event in _duty_events(clause)),
            tuple(self._event(event) for event in clause.unless),
            self._gate(clause),
            self._pause(clause),
            clause.judged_each or (funnel.each if funnel else None),
        )

    def _gate(self, clause: Clause) -> Pattern | None:
        window = clause.duty.window if isinstance(clause.duty, MustNot) else None
        return self._event(window.event) if isinstance(window, UntilWindow | BeforeGate) else None

    def _pause(self, clause: Clause) -> tuple[Pattern, Pattern] | None:
        if clause.paused_while is None:
            return None
        state = self._agreement.vocabulary.states[clause.paused_while]
        return self._event(state.entered), self._event(state.left)

    def _event(self, event: str) -> Pattern:
        return self._pattern(EventPattern(event))

    def _pattern(self, written: EventPattern) -> Pattern:
        if written not in self._patterns:
            self._patterns[written] = make_pattern(written, self._agreement.vocabulary)
        return self._patterns[written]


def make_pattern(written: EventPattern, vocabulary: Vocabulary) -> Pattern:
    """The pattern made ready: definitions followed to their root."""
    conditions = {written.event: written.where}
    root, where = written.event, written.where
    while (definition := vocabulary.events[root].definition) is not None:
        root, where = definition.event, (*definition.where, *where)
    conditions[root] = where
    return Pattern(written.event, vocabulary.events[root].about, conditions, any(map(_has_param, where)))


def _has_param(condition: Condition) -> bool:
    return isinstance(condition, IsBound) and isinstance(condition.amount, Param)


def _mode(clause: Clause) -> Mode:
    if clause.trigger is not None:
        return clause.trigger.mode
    return Mode.EVERY_TIME if isinstance(clause.duty, MustNot) else Mode.WHEN


def _opening_event(clause: Clause) -> EventPattern:
    if clause.trigger is not None:
        assert not isinstance(clause.trigger, BreachTrigger)
        return clause.trigger.event
    assert isinstance(clause.duty, MustNot | Ensure | Deliver), "a plain duty has a trigger"
    return clause.duty.event


def _duty_events(clause: Clause) -> Iterable[EventPattern]:
    match clause.duty:
        case Respond(event=event) | MustNot(event=event):
            return (event,)
        case Ensure(become=become):
            return (become,)
        case StateNames() | Deliver():
            return ()
        case either_or_both:
            return either_or_both.events


def money_field(pattern: Pattern, vocabulary: Vocabulary) -> str | None:
    """The one field of the event that is money, if it has one; a defined event has those of its root."""
    fields = (vocabulary.events[kind].fields for kind in pattern.conditions)
    return next((name for own in fields for name, kind in own.items() if kind.name == "money"), None)
