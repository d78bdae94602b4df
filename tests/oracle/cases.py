"""Cases: which a clause opens, and how each stands at as-of. Every rule looks through all events of the log."""

from dataclasses import dataclass, field
from datetime import date

from sla_dsl.model.clause import (
    BeforeGate,
    Both,
    BreachTrigger,
    Clause,
    Duration,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    ForWindow,
    Mode,
    MustNot,
    Respond,
    StateNames,
    UntilWindow,
)
from sla_dsl.model.outcome import CaseState
from sla_dsl.model.values import value_text
from tests.oracle.business import NEVER, Due, Hours, Pause, due
from tests.oracle.history import History, Subject


@dataclass
class Case:
    """One case. `trigger` is the place of the event that opened it, `broke_it` of the event that broke it.

    `runs_until` is the earliest of its decision, its excuse and its due, none where none of them came.
    """

    clause: str
    subject: Subject
    start: int
    trigger: int | None
    due: Due = NEVER
    state: CaseState = CaseState.PENDING
    decided: int | None = None
    breached_at: int | None = None
    broke_it: int | None = None
    period: str | None = None
    may_become_met: bool = False
    runs_until: list[int] = field(default_factory=list)

    @property
    def shown_due(self) -> int | None:
        """Empty where there is none, or where an open pause leaves it unknown."""
        return self.due if isinstance(self.due, int) else None

    @property
    def row(self) -> tuple:
        """`subject, lead, start, due, state, decided, period`, and what else is asked of a case."""
        lead, opportunity = self.subject
        subject = lead if opportunity is None else opportunity
        return (subject, lead, self.start, self.shown_due, self.state, self.decided, self.period,
                self.breached_at, self.may_become_met)  # fmt: skip


@dataclass
class Opened:
    """The cases of a clause, and the local dates of the events that count as `unknown` for it."""

    cases: list[Case]
    unknown: list[date]


class Cases:
    """The cases of every clause of an agreement, as of an instant."""

    def __init__(self, history: History, as_of: int) -> None:
        self.history = history
        self.agreement = history.agreement
        self.as_of = as_of
        self.hours = {
            name: Hours(calendar, self.agreement.timezone) for name, calendar in self.agreement.calendars.items()
        }
        self.opened: dict[str, Opened] = {}

    def of(self, clause: Clause) -> Opened:
        """All cases of a clause, before `since` leaves any out."""
        if clause.id not in self.opened:
            self.opened[clause.id] = self._open(clause)
        return self.opened[clause.id]

    def _open(self, clause: Clause) -> Opened:
        if isinstance(clause.duty, Ensure):
            return self._by_event(clause, EventTrigger(Mode.WHEN, clause.duty.event))
        if clause.trigger is None:
            return self._by_event(clause, EventTrigger(Mode.EVERY_TIME, clause.duty.event))
        if isinstance(clause.trigger, BreachTrigger):
            return self._by_breach(clause, clause.trigger)
        return self._by_event(clause, clause.trigger)

    def _by_event(self, clause: Clause, trigger: EventTrigger) -> Opened:
        """`A trigger event whose condition is true opens a case`; an unknown one that could have is counted."""
        cases: list[Case] = []
        unknown = []
        first = set()
        for place, event in enumerate(self.history.events):
            period = self.history.period_name(event.time, clause.judged_each)
            truth = self.history.matches(trigger.event, place, period)
            if truth is False:
                continue
            subject = self.history.subject(trigger.event.event, place)
            barred = subject in first or (trigger.mode is Mode.WHEN and self._running(cases, subject, event.time))
            if truth and trigger.mode is Mode.FIRST_TIME:
                first.add(subject)
            if barred or not self.in_force(clause, event.time):
                continue
            if truth:
                cases.append(self._judged(clause, subject, event.time, place, place))
            else:
                unknown.append(self.history.date(event.time))
        return Opened(cases, unknown)

    def _by_breach(self, clause: Clause, trigger: BreachTrigger) -> Opened:
        """`The trigger is the instant a case of that clause became breached, once that case is breached at as-of`.

        The event that broke it `answers nothing here`, and an instant has no values of its own.
        """
        breached = [case for case in self.of(self.agreement.clauses[trigger.clause]).cases if case.state.breached]
        breached.sort(key=lambda case: (case.breached_at, -1 if case.broke_it is None else case.broke_it))
        cases: list[Case] = []
        first = set()
        for breach in breached:
            barred = trigger.mode is Mode.FIRST_TIME and breach.subject in first
            barred |= trigger.mode is Mode.WHEN and self._running(cases, breach.subject, breach.breached_at)
            first.add(breach.subject)
            if not barred and self.in_force(clause, breach.breached_at):
                cases.append(self._judged(clause, breach.subject, breach.breached_at, breach.broke_it, None))
        return Opened(cases, [])

    def _running(self, cases: list[Case], subject: Subject, instant: int) -> bool:
        """`From its start through the earliest of its decision, its excuse, its due and as-of, ends included`."""
        return any(
            case.subject == subject and case.start <= instant <= min([*case.runs_until, self.as_of]) for case in cases
        )

    def in_force(self, clause: Clause, instant: int) -> bool:
        """`The local date must lie within effective and the clause's own from/until`."""
        day = self.history.date(instant)
        effective = self.agreement.effective
        begins = max(effective.start, clause.valid_from or date.min)
        return begins <= day <= min(effective.until or date.max, clause.valid_until or date.max)

    def _judged(self, clause: Clause, subject: Subject, start: int, trigger: int | None, own: int | None) -> Case:
        case = Case(clause.id, subject, start, trigger)
        period = self.history.period_name(start, clause.judged_each)
        case.period = period
        if clause.trigger is None and isinstance(clause.duty, MustNot):
            self._standing(clause, case)
            return case
        case.due = self._due(clause, case, own, period)
        match clause.duty:
            case MustNot(event, window):
                self._must_not(clause, case, event, window, period)
            case Respond(event, times) if times is not None and times.bound.is_ceiling:
                self._at_most(clause, case, event, times.allowed, period)
            case duty:
                self._response(clause, case, self._answer(duty, case, own, period))
        return case

    # --- due

    def _due(self, clause: Clause, case: Case, own: int | None, period: str | None) -> Due:
        duration = self._allowed(clause, case, own, period)
        if duration is None:
            return NEVER
        hours = self.hours[self._calendar(case, own)] if duration.unit.needs_calendar else None
        pauses = self.pauses(clause.paused_while, case.subject) if clause.paused_while else []
        return due(case.start, duration, hours, self.agreement.timezone, pauses)

    def _allowed(self, clause: Clause, case: Case, own: int | None, period: str | None) -> Duration | None:
        """`First match wins; the last is the default`."""
        if isinstance(clause.duty, MustNot):
            return clause.duty.window.duration if isinstance(clause.duty.window, ForWindow) else None
        if clause.deadline is None:
            return None
        for tier in clause.deadline.tiers:
            if self.history.holds(tier.conditions, case.subject[0], case.start, own, period) is True:
                return tier.duration
        return clause.deadline.otherwise

    def _calendar(self, case: Case, own: int | None) -> str:
        """`calendar: {by: …} names a fact; where it is unknown, otherwise`."""
        choice = self.agreement.calendar
        value = self.history.fact(choice.by, case.subject[0], case.start, own) if choice.by else None
        return choice.otherwise if value is None else choice.cases.get(value_text(value), choice.otherwise)

    def pauses(self, phrase: str, subject: Subject) -> list[Pause]:
        """`Time in the state, [from, to); what the whole log says; a resume at the pause's instant wins`."""
        state = self.agreement.vocabulary.states[phrase]
        enters = {self._time(place) for place in self.history.all_of(EventPattern(state.entered), subject)}
        leaves = {self._time(place) for place in self.history.all_of(EventPattern(state.left), subject)}
        pauses: list[Pause] = []
        begin = None
        for instant in sorted(enters | leaves):
            if instant in leaves:
                if begin is not None:
                    pauses.append((begin, instant))
                begin = None
            elif begin is None:
                begin = instant
        return pauses if begin is None else [*pauses, (begin, None)]

    # --- what answers

    def _time(self, place: int) -> int:
        return self.history.events[place].time

    def _following(self, pattern: EventPattern, case: Case, period: str | None) -> list[int]:
        """`Time ≥ trigger`; `the trigger event is never its own answer, excuse, forbidden event, until or before`."""
        return [
            place
            for place in self.history.all_of(pattern, case.subject, period)
            if self._time(place) >= case.start and place != case.trigger
        ]

    def _answer(self, duty, case: Case, own: int | None, period: str | None) -> int | None:
        """The instant of the answer, however late, or none."""
        if isinstance(duty, StateNames):
            return self._stated(duty, case, own)
        if isinstance(duty, Respond) and duty.times is not None:
            places = self._following(duty.event, case, period)
            for count in range(1, len(places) + 1):
                days = {self.history.date(self._time(place)) for place in places[:count]}
                if count >= duty.times.needed and len(days) >= (duty.times.days or 0):
                    return self._time(places[count - 1])
            return None
        patterns = {Respond: lambda: [duty.event], Ensure: lambda: [duty.become]}.get(
            type(duty), lambda: list(duty.events)
        )()
        firsts = [next(iter(self._following(pattern, case, period)), None) for pattern in patterns]
        came = [self._time(place) for place in firsts if place is not None]
        if isinstance(duty, Either):
            return min(came, default=None)
        assert isinstance(duty, Both | Respond | Ensure)
        return max(came) if len(came) == len(firsts) else None

    def _stated(self, duty: StateNames, case: Case, own: int | None) -> int | None:
        """`Every name is known: a field by the trigger event or a later one that declares it; a fact as last known`."""
        moments = [self._known_since(name, role, case, own) for name, role in zip(duty.names, duty.roles, strict=True)]
        return None if None in moments else max(moments)

    def _known_since(self, name: str, role: str, case: Case, own: int | None) -> int | None:
        moments = []
        lead, opportunity = case.subject
        later = [place for place in range(len(self.history.events)) if place != case.trigger]
        for place, event in enumerate(self.history.events):
            if event.lead != lead or name not in event.values:
                continue
            if role == "fact":
                moments.append(max(event.time, case.start))
            elif name in self.history.fields(event.kind) and event.time >= case.start and place in (own, *later):
                about = self.history.about(event.kind)
                fits = (
                    about == "lead"
                    if opportunity is None
                    else (about, event.opportunity) == ("opportunity", opportunity)
                )
                if fits:
                    moments.append(max(event.time, case.start))
        return min(moments, default=None)

    def _excuses(self, clause: Clause, case: Case) -> list[int]:
        """The instants of the `unless` events at or after the trigger."""
        patterns = [EventPattern(event) for event in clause.unless]
        return sorted(
            self._time(place) for pattern in patterns for place in self._following(pattern, case, case.period)
        )

    # --- how a case stands

    def _passed(self, due_at: Due) -> bool:
        """`Overdue iff as-of > due`."""
        return isinstance(due_at, int) and self.as_of > due_at

    def _response(self, clause: Clause, case: Case, answer: int | None) -> None:
        """Met, excused, late, overdue, pending: `State of a case`, for `must` with a response."""
        excuse = next(iter(self._excuses(clause, case)), None)
        in_time = isinstance(case.due, int)
        if answer is not None and not (in_time and answer > case.due):
            case.state, case.decided = CaseState.MET, answer
        elif excuse is not None and not (in_time and excuse > case.due):
            case.state, case.decided = CaseState.EXCUSED, excuse
            case.may_become_met = not self._passed(case.due)
        elif self._passed(case.due):
            case.state = CaseState.OVERDUE if answer is None else CaseState.LATE
            case.decided = case.due if answer is None else answer
            case.breached_at = case.due
        case.runs_until = [t for t in (answer, excuse, case.shown_due) if t is not None]

    def _at_most(self, clause: Clause, case: Case, event: EventPattern, allowed: int, period: str | None) -> None:
        """`Overdue at response n+1 inside the window, met at due, pending before`."""
        inside = self._inside(case, self._following(event, case, period))
        self._ceiling(clause, case, inside[allowed] if len(inside) > allowed else None, case.shown_due)

    def _must_not(self, clause: Clause, case: Case, event: EventPattern, window, period: str | None) -> None:
        """`Overdue at the first E at or after the trigger and at or before due` (or P); else met as it closes."""
        closes = case.shown_due
        forbidden = self._inside(case, self._following(event, case, period))
        if isinstance(window, UntilWindow):
            closing = self._following(EventPattern(window.event), case, period)
            closes = self._time(closing[0]) if closing else None
            forbidden = [place for place in forbidden if closes is None or self._time(place) <= closes]
        self._ceiling(clause, case, forbidden[0] if forbidden else None, closes)

    def _inside(self, case: Case, places: list[int]) -> list[int]:
        return [place for place in places if not (isinstance(case.due, int) and self._time(place) > case.due)]

    def _ceiling(self, clause: Clause, case: Case, broke: int | None, closes: int | None) -> None:
        """`A forbidden event at or after an excuse makes the case excused; a window that ends without one is met`."""
        excuse = next(iter(self._excuses(clause, case)), None)
        if broke is not None:
            if excuse is not None and excuse <= self._time(broke):
                case.state, case.decided = CaseState.EXCUSED, excuse
            else:
                case.state, case.decided = CaseState.OVERDUE, self._time(broke)
                case.breached_at, case.broke_it = self._time(broke), broke
        elif closes is not None and self.as_of >= closes:
            case.state, case.decided = CaseState.MET, closes
        ends = (excuse, closes, None if broke is None else self._time(broke))
        case.runs_until = [t for t in ends if t is not None]

    def _standing(self, clause: Clause, case: Case) -> None:
        """Without a trigger: `overdue at once`; `before`: `met if n events matching P have time ≤ E's time`.

        `Any excuse of that subject at or before E counts, and E's time decides`.
        """
        gate = clause.duty.window
        case.decided = case.start
        if isinstance(gate, BeforeGate) and self._earlier([gate.event], case) >= gate.count:
            case.state = CaseState.MET
        elif self._earlier(clause.unless, case):
            case.state = CaseState.EXCUSED
        else:
            case.state, case.breached_at, case.broke_it = CaseState.OVERDUE, case.start, case.trigger

    def _earlier(self, kinds, case: Case) -> int:
        """How many events of those kinds have time ≤ the forbidden event's (itself not counted)."""
        found = {
            place
            for kind in kinds
            for place in self.history.all_of(EventPattern(kind), case.subject, case.period)
            if self._time(place) <= case.start and place != case.trigger
        }
        return len(found)
