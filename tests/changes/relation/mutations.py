"""Single edits of an agreement that leave it valid: what a pull request may change in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from sla_dsl.diagnostics import Source, errors_in
from sla_dsl.language.format import agreement_text
from sla_dsl.language.load import load
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.calendar import Window
from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    Bound,
    BreachTrigger,
    BudgetLevel,
    Clause,
    Condition,
    Deadline,
    Deliver,
    Duration,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    ForWindow,
    IsBound,
    IsKnown,
    IsValue,
    Mode,
    MustNot,
    Param,
    Period,
    RateLevel,
    Respond,
    StateNames,
    Tier,
    Times,
    Unit,
    UntilWindow,
)
from sla_dsl.model.funnel import Given
from sla_dsl.model.values import Money, Share, exact


def mutated(rnd: Random, agreement: Agreement, tries: int = 60) -> tuple[Agreement, str] | None:
    """The agreement with one edit, and a clause that the edit touches; nothing where no try was valid."""
    for _ in range(tries):
        name = rnd.choice(list(agreement.clauses))
        edit = rnd.choice(EDITS)
        made = edit(rnd, agreement, agreement.clauses[name])
        if made is None or made == agreement:
            continue
        reread = _reread(made)
        if reread is not None:
            return reread, name
    return None


def _reread(agreement: Agreement) -> Agreement | None:
    """The agreement as its text is read, if it is valid."""
    try:
        text = agreement_text(agreement)
    except (AssertionError, KeyError, ValueError, TypeError):
        return None
    loaded = load(Source("mutated.sla.yaml", text))
    return None if loaded.agreement is None or errors_in(loaded.diagnostics) else loaded.agreement


def _with(agreement: Agreement, clause: Clause, **parts) -> Agreement:
    return replace(agreement, clauses={**agreement.clauses, clause.id: replace(clause, **parts)})


# --- leaves


def duration(rnd: Random, one: Duration) -> Duration:
    count = max(1, rnd.choice((one.count - 1, one.count + 1, one.count * 2, one.count // 2, one.count)))
    unit = rnd.choice((one.unit, one.unit, one.unit, rnd.choice(list(Unit))))
    return Duration(count, unit)


def number(rnd: Random, one):
    if isinstance(one, Money):
        return Money(number(rnd, one.amount), one.currency)
    if isinstance(one, Share):
        step = rnd.choice((Fraction(-1, 10), Fraction(-1, 100), Fraction(1, 100), Fraction(1, 10)))
        return Share(exact(min(max(Fraction(one.value) + step, Fraction(0)), Fraction(1))))
    if isinstance(one, Param):
        return one
    return max(0, rnd.choice((one - 1, one + 1, one * 2, one + 10)))


def bound(rnd: Random, one: Bound) -> Bound:
    return rnd.choice([each for each in Bound if each is not one])


def pattern(rnd: Random, agreement: Agreement, one: EventPattern, *, subject: bool = True) -> EventPattern:
    form = rnd.random()
    if form < 0.3 and one.where:
        place = rnd.randrange(len(one.where))
        return replace(one, where=(*one.where[:place], *one.where[place + 1 :]))
    if form < 0.5 and one.where:
        place = rnd.randrange(len(one.where))
        changed = condition(rnd, agreement, one.where[place])
        return replace(one, where=(*one.where[:place], changed, *one.where[place + 1 :]))
    if form < 0.8:
        return replace(one, where=(*one.where, new_condition(rnd, agreement, one.event)))
    about = agreement.vocabulary.events[one.event].about
    kinds = [kind for kind, each in agreement.vocabulary.events.items() if not subject or each.about == about]
    return EventPattern(rnd.choice(kinds))


def condition(rnd: Random, agreement: Agreement, one: Condition) -> Condition:
    match one:
        case IsKnown():
            return replace(one, known=not one.known)
        case IsValue() if rnd.random() < 0.5 or len(one.values) < 2:
            return replace(one, negated=not one.negated)
        case IsValue():
            return replace(one, values=one.values[1:])
        case IsBound() if rnd.random() < 0.5:
            return replace(one, bound=bound(rnd, one.bound))
    return replace(one, amount=number(rnd, one.amount))


def new_condition(rnd: Random, agreement: Agreement, event: str) -> Condition:
    fields = agreement.vocabulary.events[event].fields
    name = rnd.choice([*fields, *agreement.vocabulary.facts])
    role = "field" if name in fields else "fact"
    kind = {**agreement.vocabulary.facts, **fields}[name]
    if rnd.random() < 0.3:
        return IsKnown(name, role, rnd.random() < 0.6)
    if kind.name == "number":
        return IsBound(name, role, rnd.choice(list(Bound)), rnd.choice((10, 50, 80)))
    if kind.name == "money":
        return IsBound(
            name, role, rnd.choice(list(Bound)), Money(rnd.choice((500, 10_000)), agreement.currency or "EUR")
        )
    if kind.name == "yes/no":
        return IsValue(name, role, (rnd.random() < 0.5,))
    values = kind.options or ("web", "partner", "referral")
    return IsValue(name, role, tuple(rnd.sample(values, rnd.choice((1, min(2, len(values)))))), rnd.random() < 0.3)


# --- edits of a clause


def edit_deadline(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    deadline = clause.deadline
    if isinstance(clause.duty, MustNot) and isinstance(clause.duty.window, ForWindow):
        window = ForWindow(duration(rnd, clause.duty.window.duration))
        return _with(agreement, clause, duty=replace(clause.duty, window=window))
    if deadline is None:
        return _with(agreement, clause, deadline=Deadline(Duration(rnd.choice((1, 2, 8)), rnd.choice(list(Unit)))))
    form = rnd.random()
    if form < 0.5:
        return _with(agreement, clause, deadline=replace(deadline, otherwise=duration(rnd, deadline.otherwise)))
    if form < 0.58:
        return _with(agreement, clause, deadline=None)
    if deadline.tiers:
        return _with(agreement, clause, deadline=_tiers(rnd, agreement, deadline))
    event = clause.trigger.event.event if isinstance(clause.trigger, EventTrigger) else None
    if event is None:
        return None
    tier = Tier(duration(rnd, deadline.otherwise), (new_condition(rnd, agreement, event),))
    return _with(agreement, clause, deadline=replace(deadline, tiers=(tier,)))


def _tiers(rnd: Random, agreement: Agreement, deadline: Deadline) -> Deadline:
    place = rnd.randrange(len(deadline.tiers))
    tier, form = deadline.tiers[place], rnd.random()
    if form < 0.3:
        new = (replace(tier, duration=duration(rnd, tier.duration)),)
    elif form < 0.6:
        new = (replace(tier, conditions=(condition(rnd, agreement, tier.conditions[0]), *tier.conditions[1:])),)
    elif form < 0.8:
        return replace(deadline, tiers=tuple(reversed(deadline.tiers)))
    else:
        new = ()
    return replace(deadline, tiers=(*deadline.tiers[:place], *new, *deadline.tiers[place + 1 :]))


def edit_trigger(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    if clause.trigger is None:
        return None
    if rnd.random() < 0.25 or isinstance(clause.trigger, BreachTrigger):
        mode = rnd.choice([mode for mode in Mode if mode is not clause.trigger.mode])
        return _with(agreement, clause, trigger=replace(clause.trigger, mode=mode))
    return _with(
        agreement, clause, trigger=replace(clause.trigger, event=pattern(rnd, agreement, clause.trigger.event))
    )


def edit_duty(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    made = _duty(rnd, agreement, clause.duty)
    return None if made is None else _with(agreement, clause, duty=made)


def _duty(rnd: Random, agreement: Agreement, duty):
    match duty:
        case Respond(event=event, times=None):
            form = rnd.random()
            if form < 0.2:
                return Respond(event, Times(rnd.choice(list(Bound)), rnd.choice((2, 3))))
            if form < 0.4:
                other = pattern(rnd, agreement, event, subject=False)
                return None if other == event else rnd.choice((Either, Both))((event, other))
            return Respond(pattern(rnd, agreement, event))
        case Respond(event=event, times=times):
            form = rnd.random()
            if form < 0.4:
                return Respond(event, replace(times, count=max(1, times.count + rnd.choice((-1, 1)))))
            if form < 0.6:
                return Respond(event, replace(times, days=rnd.choice((None, 1, 2, 3))))
            if form < 0.8:
                return Respond(event, replace(times, bound=bound(rnd, times.bound)))
            return Respond(pattern(rnd, agreement, event), times)
        case Either(events=events) | Both(events=events):
            form = rnd.random()
            kind = type(duty)
            if form < 0.25:
                return Both(events) if kind is Either else Either(events)
            if form < 0.5:
                return kind(events[1:]) if len(events) > 2 else Respond(events[0])
            place = rnd.randrange(len(events))
            return kind((*events[:place], pattern(rnd, agreement, events[place]), *events[place + 1 :]))
        case StateNames(names=names, roles=roles):
            if len(names) > 1 and rnd.random() < 0.5:
                return StateNames(names[1:], roles[1:])
            fact = rnd.choice(list(agreement.vocabulary.facts))
            return None if fact in names else StateNames((*names, fact), (*roles, "fact"))
        case MustNot(window=BeforeGate() as gate) if rnd.random() < 0.6:
            return replace(duty, window=replace(gate, count=max(1, gate.count + rnd.choice((-1, 1))), written=True))
        case MustNot(event=event, window=window):
            if rnd.random() < 0.3 and window is not None:
                return MustNot(event)
            if isinstance(window, UntilWindow) and rnd.random() < 0.4:
                return replace(duty, window=UntilWindow(rnd.choice(list(agreement.vocabulary.events))))
            return replace(duty, event=pattern(rnd, agreement, event))
        case Deliver() if rnd.random() < 0.6:
            return replace(
                duty, amount=number(rnd, duty.amount), bound=rnd.choice((duty.bound, bound(rnd, duty.bound)))
            )
        case Deliver():
            return replace(duty, event=pattern(rnd, agreement, duty.event))
        case Ensure() if rnd.random() < 0.6:
            return replace(duty, share=number(rnd, duty.share), bound=rnd.choice((duty.bound, bound(rnd, duty.bound))))
        case Ensure() if rnd.random() < 0.5:
            return replace(duty, event=pattern(rnd, agreement, duty.event))
        case Ensure():
            return replace(duty, become=pattern(rnd, agreement, duty.become))
    return None


def edit_unless(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    if clause.is_promise:
        return None
    if clause.unless and rnd.random() < 0.5:
        return _with(agreement, clause, unless=clause.unless[1:])
    kinds = [kind for kind, one in agreement.vocabulary.events.items() if one.when and kind not in clause.unless]
    return _with(agreement, clause, unless=(*clause.unless, rnd.choice(kinds)))


def edit_pause(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    states = [None, *agreement.vocabulary.states]
    return _with(agreement, clause, paused_while=rnd.choice([one for one in states if one != clause.paused_while]))


def edit_level(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    if clause.is_promise:
        return _with(agreement, clause, period=rnd.choice(list(Period)))
    level, form = clause.level, rnd.random()
    if level is None:
        each = rnd.choice(list(Period))
        made = rnd.choice((RateLevel(Share(Fraction(9, 10)), each), BudgetLevel(rnd.choice((0, 1, 3)), each)))
    elif form < 0.2:
        made = None
    elif form < 0.4:
        made = replace(level, period=rnd.choice(list(Period)))
    elif isinstance(level, RateLevel):
        made = replace(level, share=number(rnd, level.share)) if form < 0.8 else BudgetLevel(2, level.period)
    else:
        more = replace(level, breaches=max(0, level.breaches + rnd.choice((-1, 1, 2))))
        made = more if form < 0.8 else RateLevel(Share(Fraction(4, 5)), level.period)
    return _with(agreement, clause, level=made, period_otherwise=clause.period_otherwise if made else None)


def edit_dates(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    start = agreement.effective.start
    if rnd.random() < 0.5:
        return _with(agreement, clause, valid_from=start + timedelta(days=rnd.choice((10, 60))))
    return _with(agreement, clause, valid_until=start + timedelta(days=rnd.choice((90, 200))))


# --- edits elsewhere


def edit_effective(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    moved = agreement.effective.start + timedelta(days=rnd.choice((-30, -1, 1, 31)))
    until = agreement.effective.until
    if rnd.random() < 0.5:
        ended = None if until and rnd.random() < 0.3 else (until or date(moved.year + 1, 12, 31)) + timedelta(days=31)
        return replace(agreement, effective=replace(agreement.effective, until=ended))
    return replace(agreement, effective=replace(agreement.effective, start=moved))


def edit_calendar(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    if not agreement.calendars:
        return None
    name = rnd.choice(list(agreement.calendars))
    calendar, form = agreement.calendars[name], rnd.random()
    day = agreement.effective.start + timedelta(days=rnd.randrange(120))
    if form < 0.35:
        made = replace(calendar, closed=calendar.closed | {day})
    elif form < 0.5:
        made = replace(calendar, open={**calendar.open, day: (Window(600, 840),)})
    elif form < 0.65:
        made = replace(calendar, holidays=None if calendar.holidays else "FI")
    elif form < 0.9:
        weekday = rnd.choice(list(calendar.hours))
        made = replace(calendar, hours={**calendar.hours, weekday: (Window(480, rnd.choice((900, 960, 1080))),)})
    else:
        made = replace(calendar, timezone=rnd.choice((None, "Europe/Paris", "America/New_York")))
    return replace(agreement, calendars={**agreement.calendars, name: made})


def edit_zone(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    return replace(agreement, timezone=rnd.choice(("Europe/Helsinki", "Europe/Paris", "America/New_York", "UTC")))


def edit_funnel(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    if agreement.funnel is None:
        return None
    name = rnd.choice(list(agreement.funnel.given))
    given: Given = agreement.funnel.given[name]
    made = replace(given, otherwise=number(rnd, given.otherwise)) if given.otherwise is not None else None
    if made is None:
        return None
    return replace(agreement, funnel=replace(agreement.funnel, given={**agreement.funnel.given, name: made}))


def edit_definition(rnd: Random, agreement: Agreement, clause: Clause) -> Agreement | None:
    defined = [one for one in agreement.vocabulary.events.values() if one.definition is not None]
    if not defined:
        return None
    one = rnd.choice(defined)
    made = replace(one, definition=pattern(rnd, agreement, one.definition))
    if made.definition.event != one.definition.event:
        return None
    events = {**agreement.vocabulary.events, one.id: made}
    return replace(agreement, vocabulary=replace(agreement.vocabulary, events=events))


CLAUSE_EDITS: tuple[Callable[[Random, Agreement, Clause], Agreement | None], ...] = (
    edit_deadline, edit_deadline, edit_deadline, edit_trigger, edit_trigger, edit_duty, edit_duty, edit_duty,
    edit_unless, edit_unless, edit_pause, edit_level, edit_level, edit_dates,
)  # fmt: skip
EDITS = (*CLAUSE_EDITS, edit_effective, edit_calendar, edit_calendar, edit_zone, edit_funnel, edit_definition)


def many(rnd: Random, agreements: list[Agreement], count: int) -> Iterator[tuple[Agreement, Agreement, str]]:
    """So many pairs of an agreement and its edited self, with a clause that the edit touches."""
    given = 0
    while given < count:
        agreement = rnd.choice(agreements)
        made = mutated(rnd, agreement)
        if made is not None:
            given += 1
            yield agreement, *made
