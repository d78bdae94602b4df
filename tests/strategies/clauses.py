"""Random clauses of every form that the language allows, and of none that it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from sla_dsl.model.clause import (
    Action,
    Apply,
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
    LaterAction,
    Level,
    Mode,
    MustNot,
    Notify,
    Otherwise,
    Param,
    Period,
    RateLevel,
    Respond,
    StateNames,
    Tier,
    Times,
    Trigger,
    Unit,
    UntilWindow,
)
from sla_dsl.model.values import Money, Share
from tests.strategies.words import FACTS, STATES, VALUES, VOCABULARY, about, fields_of

LEAD_KINDS = tuple(kind for kind in VOCABULARY.events if about(kind) == "lead")
OPPORTUNITY_KINDS = tuple(kind for kind in VOCABULARY.events if about(kind) == "opportunity")
USUAL = ("lead.assigned", "lead.contacted", "contact.attempted", "lead.hot", "lead.disqualified", "email.sent")
_HOURS = (Unit.MINUTES, Unit.HOURS, Unit.BUSINESS_MINUTES, Unit.BUSINESS_HOURS)
_SHARES = (Share(Fraction(1, 2)), Share(Fraction(333, 1000)), Share(1), Share(Fraction(19, 20)), Share(Fraction(1, 10)))


@dataclass(frozen=True)
class Setting:
    """What the rest of the agreement offers a clause: the funnel's period and its names by kind."""

    funnel_each: Period
    counts: Sequence[str]
    amounts: Sequence[str]
    shares: Sequence[str]


class ClauseMaker:
    """Makes clauses one after another; later ones may wait for a breach of earlier ones."""

    def __init__(self, rnd: Random, setting: Setting) -> None:
        self.rnd = rnd
        self.setting = setting
        self.made: dict[str, Clause] = {}
        kinds = list(VOCABULARY.events)
        self.kinds = [*rnd.sample(USUAL, 2), *rnd.sample(kinds, rnd.choice((1, 3, 3, len(kinds))))]
        self.waits = rnd.choice((0.1, 0.2, 0.6))

    def make(self, name: str) -> Clause:
        """One more clause."""
        form = self.rnd.choice((self._plain,) * 6 + (self._standing, self._gate, self._deliver, self._ensure))
        self.made[name] = form(name)
        return self.made[name]

    # --- triggers and patterns

    def kind(self) -> str:
        """The id of an event."""
        return self.rnd.choice(self.kinds)

    def pattern(self, each: Period | None = None, kind: str | None = None, chance: float = 0.35) -> EventPattern:
        """An event, now and then with conditions."""
        kind = kind or self.kind()
        names = [*fields_of(kind), *FACTS]
        chosen = self.rnd.sample(names, self.rnd.choice((1, 1, 2))) if self.rnd.random() < chance else []
        return EventPattern(kind, tuple(self.condition(name, kind, each) for name in chosen))

    def condition(self, name: str, kind: str | None, each: Period | None) -> Condition:
        """A condition on a fact, or on a field of that event."""
        fields = fields_of(kind) if kind else {}
        role = "field" if name in fields else "fact"
        kind_of = {**FACTS, **fields}[name].name
        form = self.rnd.random()
        if form < 0.2:
            return IsKnown(name, role, self.rnd.random() < 0.6)
        if kind_of in ("number", "money") and form < 0.7:
            return IsBound(name, role, self.rnd.choice(list(Bound)), self._limit(name, kind_of, each))
        values = tuple(self.rnd.sample(VALUES[name], self.rnd.choice((1, 1, 2))))
        return IsValue(name, role, values, self.rnd.random() < 0.3)

    def _limit(self, name: str, kind_of: str, each: Period | None):
        names = self.setting.counts if kind_of == "number" else self.setting.amounts
        if each is self.setting.funnel_each and self.rnd.random() < 0.7:
            return Param(self.rnd.choice(names))
        return self.rnd.choice(VALUES[name])

    def _trigger(self, each: Period | None) -> tuple[Trigger, str]:
        mode = self.rnd.choice((Mode.WHEN, Mode.WHEN, Mode.EVERY_TIME, Mode.FIRST_TIME))
        waited = [clause for clause in self.made.values() if not clause.is_promise]
        if waited and self.rnd.random() < self.waits:
            clause = self.rnd.choice(waited)
            return BreachTrigger(mode, clause.id), self.about(clause)
        event = self.pattern(each)
        return EventTrigger(mode, event), about(event.event)

    def about(self, clause: Clause) -> str:
        """What the cases of a clause are about."""
        if isinstance(clause.trigger, BreachTrigger):
            return self.about(self.made[clause.trigger.clause])
        return about(clause.duty.event.event if clause.trigger is None else clause.trigger.event.event)

    # --- forms

    def _plain(self, name: str) -> Clause:
        """A duty after a trigger, with any of the tails."""
        level = self._level(standing=False)
        each = level.period if level else None
        trigger, subject = self._trigger(each)
        duty = self._duty(each, subject, trigger)
        ceiling = isinstance(duty, Respond) and duty.times is not None and duty.times.bound.is_ceiling
        paused = self.rnd.random() < 0.3
        deadline = None
        if not isinstance(duty, MustNot) and (ceiling or paused or self.rnd.random() < 0.85):
            deadline = self._deadline(trigger, each, paused=paused)
        timed = deadline is not None
        if isinstance(duty, MustNot) and isinstance(duty.window, ForWindow):
            timed = not duty.window.duration.unit.counts_days
        state = self.rnd.choice(STATES).phrase if paused and timed else None
        return self._clause(name, duty, trigger, deadline, state, level)

    def _duty(self, each: Period | None, subject: str, trigger: Trigger):
        form = self.rnd.random()
        if form < 0.45:
            return Respond(self.pattern(each), self._times() if self.rnd.random() < 0.4 else None)
        if form < 0.65:
            events = tuple(self.pattern(each) for _ in range(self.rnd.choice((2, 2, 3))))
            return (
                self.rnd.choice((Either, Both))(tuple(dict.fromkeys(events)))
                if len(set(events)) > 1
                else Respond(events[0])
            )
        if form < 0.78:
            return self._state(subject)
        event = self.pattern(each)
        barred = {event.event, trigger.event.event if isinstance(trigger, EventTrigger) else None}
        windows = (None, ForWindow(self.duration()), ForWindow(self.duration()), UntilWindow(self._other(barred)))
        return MustNot(event, self.rnd.choice(windows))

    def _times(self) -> Times:
        bound = self.rnd.choice(list(Bound))
        if bound.is_ceiling:
            return Times(bound, self.rnd.choice((0, 1, 2) if bound is Bound.AT_MOST else (1, 2, 3)))
        return Times(bound, self.rnd.choice((1, 2, 3)), self.rnd.choice((None, None, 1, 2, 3)))

    def _state(self, subject: str) -> StateNames:
        kinds = LEAD_KINDS if subject == "lead" else OPPORTUNITY_KINDS
        fields = sorted({name for kind in kinds for name in fields_of(kind)})
        names = self.rnd.sample([*fields, *FACTS], self.rnd.choice((1, 2, 2, 3)))
        return StateNames(tuple(names), tuple("field" if name in fields else "fact" for name in names))

    def duration(self, *, paused: bool = False) -> Duration:
        """A duration of any unit: small ones, and now and then one that never ends."""
        unit = self.rnd.choice(_HOURS if paused else tuple(Unit))
        counts = (1, 2, 4, 8, 24, 30) if unit in _HOURS else (1, 1, 2, 3, 5)
        if self.rnd.random() < 0.02 and not unit.needs_calendar:
            return Duration(10**9, unit)
        if unit in (Unit.MINUTES, Unit.BUSINESS_MINUTES):
            counts = (1, 30, 60, 90, 480)
        return Duration(self.rnd.choice(counts), unit)

    def _deadline(self, trigger: Trigger | None, each: Period | None, *, paused: bool = False) -> Deadline:
        kind = trigger.event.event if isinstance(trigger, EventTrigger) else None
        tiers = []
        for _ in range(self.rnd.choice((0, 0, 0, 1, 2))):
            names = self.rnd.sample([*(fields_of(kind) if kind else ()), *FACTS], self.rnd.choice((1, 1, 2)))
            tiers.append(Tier(self.duration(paused=paused), tuple(self.condition(n, kind, each) for n in names)))
        return Deadline(self.duration(paused=paused), tuple(tiers))

    def _standing(self, name: str) -> Clause:
        level = self._level(standing=True)
        return self._clause(name, MustNot(self.pattern(level.period if level else None)), None, None, None, level)

    def _gate(self, name: str) -> Clause:
        level = self._level(standing=True)
        event = self.pattern(level.period if level else None)
        written = self.rnd.random() < 0.6
        gate = BeforeGate(self._other({event.event}), self.rnd.choice((1, 2, 3)) if written else 1, written)
        return self._clause(name, MustNot(event, gate), None, None, None, level)

    def _deliver(self, name: str) -> Clause:
        each = self.rnd.choice((Period.DAY, Period.WEEK, Period.MONTH, self.setting.funnel_each))
        bound = self.rnd.choice(list(Bound))
        if self.rnd.random() < 0.4:
            event = self.pattern(each, self.rnd.choice(("opportunity.valued", "opportunity.big", "demo.requested")))
            amount = self.rnd.choice((Money(500, "EUR"), Money(10_000, "EUR"), Money(20_001, "EUR")))
            names = self.setting.amounts
        else:
            event = self.pattern(each)
            amount = self.rnd.choice((0, 1, 2) if bound is Bound.AT_MOST else (1, 2, 3))
            names = self.setting.counts
        if each is self.setting.funnel_each and self.rnd.random() < 0.5:
            amount = Param(self.rnd.choice(names))
        return self._promise(name, Deliver(bound, amount, event), each)

    def _ensure(self, name: str) -> Clause:
        each = self.rnd.choice((Period.DAY, Period.WEEK, Period.MONTH, self.setting.funnel_each))
        event = self.pattern(each)
        duty = Ensure(self.rnd.choice(list(Bound)), self._share(each), event, self.pattern(each))
        timed = self.rnd.random() < 0.85
        deadline = self._deadline(EventTrigger(Mode.WHEN, event), each) if timed else None
        return self._promise(name, duty, each, deadline)

    def _promise(self, name: str, duty, each: Period, deadline: Deadline | None = None) -> Clause:
        owed = self._otherwise() if self.rnd.random() < 0.6 else None
        return Clause(name, "sales", duty, None, each, deadline, period_otherwise=owed)

    # --- tails

    def _clause(self, name: str, duty, trigger, deadline, paused, level) -> Clause:
        barred = {trigger.event.event} if isinstance(trigger, EventTrigger) else set()
        barred |= {event.event for event in _events_of(duty)}
        unless = {self._other(barred) for _ in range(self.rnd.choice((0, 0, 1, 2)))}
        return Clause(
            name,
            self.rnd.choice(("sales", "marketing")),
            duty,
            trigger,
            None,
            deadline,
            tuple(sorted(unless)),
            paused,
            self._otherwise() if self.rnd.random() < 0.5 else None,
            level,
            self._otherwise() if level and self.rnd.random() < 0.6 else None,
        )

    def _other(self, barred: set[str | None]) -> str:
        near = [kind for kind in self.kinds if kind not in barred]
        return self.rnd.choice(near or [kind for kind in VOCABULARY.events if kind not in barred])

    def _level(self, *, standing: bool) -> Level | None:
        if self.rnd.random() < 0.5:
            return None
        each = self.rnd.choice((Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR, self.setting.funnel_each))
        if standing or self.rnd.random() < 0.4:
            return BudgetLevel(self.rnd.choice((0, 1, 2)), each)
        return RateLevel(self._share(each), each)

    def _share(self, each: Period) -> Share | Param:
        if each is self.setting.funnel_each and self.rnd.random() < 0.4:
            return Param(self.rnd.choice(self.setting.shares))
        return self.rnd.choice(_SHARES)

    def _otherwise(self) -> Otherwise:
        later = tuple(LaterAction(self.duration(), self._action()) for _ in range(self.rnd.choice((0, 0, 1, 2))))
        return Otherwise(self._action(), later)

    def _action(self) -> Action:
        if self.rnd.random() < 0.4:
            return Apply("joint-review")
        return Notify(tuple(self.rnd.sample(("sales-director", "marketing", "sales"), self.rnd.choice((1, 2)))))


def _events_of(duty) -> tuple[EventPattern, ...]:
    if isinstance(duty, StateNames):
        return ()
    return duty.events if isinstance(duty, Either | Both) else (duty.event,)
