"""A clause as written → a clause of the model: phrases, names, types and amounts looked up, the form checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from fractions import Fraction

from sla_dsl.diagnostics import Place, nearest
from sla_dsl.frozen import frozen, mutable
from sla_dsl.language import conditions
from sla_dsl.language.actions import Named, resolve_action
from sla_dsl.language.conditions import Figures, Scope, resolve_conditions, resolve_param
from sla_dsl.language.forms import mistakes_of_form
from sla_dsl.language.idle import Idle
from sla_dsl.language.meant import calendar_meant, clause_meant, other_unit, party_meant, percent_of, whole_number
from sla_dsl.language.mistakes import UNITS
from sla_dsl.language.near import was_refused
from sla_dsl.language.notes import Notes
from sla_dsl.language.phrases import Phrases, Use
from sla_dsl.language.syntax import (
    ActionWords,
    ClauseWords,
    ConditionWords,
    DeadlineWords,
    DurationWords,
    DutyWords,
    EventWords,
    Phrase,
    Piece,
    TailWords,
    TimesWords,
    TriggerWords,
    ValueWords,
    WindowWords,
)
from sla_dsl.model.clause import (
    Action,
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
    Duty,
    Either,
    Ensure,
    EventPattern,
    EventTrigger,
    ForWindow,
    LaterAction,
    Level,
    Mode,
    MustNot,
    Otherwise,
    Param,
    Period,
    RateLevel,
    Respond,
    Role,
    StateNames,
    Tier,
    Times,
    Trigger,
    Unit,
    UntilWindow,
)
from sla_dsl.model.funnel import Kind
from sla_dsl.model.values import Exact, Money, Share, ValueType
from sla_dsl.model.vocabulary import EventType, Vocabulary


@frozen
class Context:
    """What a clause may refer to. `places` says where parties, contacts, clauses and consequences were declared."""

    vocabulary: Vocabulary
    phrases: Phrases
    parties: Collection[str]
    contacts: Collection[str]
    consequences: Collection[str]
    clauses: Collection[str]
    currency: str | None
    has_calendar: bool
    figures: Figures
    calendars: Collection[str] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    people: tuple[tuple[str, str], ...] = ()
    """What parties and contacts are called beside their ids, each with the id."""
    idle: Idle = field(default_factory=Idle)
    """What the file declares and no clause uses: it may be meant by a name that is none."""


def resolve_clause(id_: str, words: ClauseWords, context: Context, notes: Notes) -> Clause | None:
    """The clause, or nothing where an error was noted."""
    notes.mistakes(mistakes_of_form(words))
    clause = _Resolving(context, notes, _judged_each(words), id_).clause(id_, words)
    return None if notes.failed else clause


def _judged_each(words: ClauseWords) -> Period | None:
    if words.period is not None:
        return Period(words.period.text)
    return next((Period(tail.period) for tail in words.tails if tail.kind in ("rate", "budget")), None)


@mutable
class _Resolving:
    """One clause being resolved. Parts with an error are noted and come out as None, or are left out."""

    context: Context
    notes: Notes
    each: Period | None
    id: str = ""

    @property
    def figures(self) -> Figures:
        return replace(self.context.figures, wanted=self.each)

    def note(self, code: str, message: str, piece: Piece, help: str = "") -> None:
        self.notes.add(code, message, piece.start, piece.end, help)

    def clause(self, id_: str, words: ClauseWords) -> Clause | None:
        party = self.party(words.party)
        trigger = self.trigger(words.trigger) if words.trigger else None
        duty = self.duty(words.duty, trigger)
        deadline = (
            self.deadline(words.duty.deadline, self.opening(words, trigger, duty)) if words.duty.deadline else None
        )
        tails = self.tails(words)
        self.ends(words, trigger, duty)
        if party is None or duty is None or self.notes.failed:
            return None
        level = tails.level
        return Clause(
            id_, party, duty, trigger, Period(words.period.text) if words.period else None, deadline,
            tails.unless, tails.paused_while, tails.case_otherwise, level, tails.period_otherwise,
            text=" ".join(self.notes.scalar.text.split()), span=self.notes.scalar.span,
        )  # fmt: skip

    def party(self, words: Piece) -> str | None:
        if words.text in self.context.parties:
            return words.text
        known = self.context.parties
        party, _, negation = words.text.rpartition(" ")
        if negation == "not" and party in known:
            end = self.notes.scalar.text.find("must", words.end) + len("must")
            message = "`not must` stands the wrong way round"
            self.notes.add("SLA301", message, words.end - len("not"), end, "write `must not`")
            return None
        if " and " in words.text:
            self.note("SLA201", f"a clause binds one party, not `{words.text}`", words, "write a clause for each party")
            return None
        near = party_meant(words.text, known, self.context.people)
        idle = [f"`{party}`" for party in self.context.idle.parties(known)]
        if near:
            way_out = f"did you mean `{near}`?"
        elif 0 < len(idle) < len(known):
            way_out = f"did you mean {' or '.join(idle)}, which no clause binds?"
        else:
            way_out = f"the parties are {', '.join(known)}"
        if known:
            self.note("SLA201", f"no party is called `{words.text}`", words, way_out)
        return None

    # triggers

    def trigger(self, words: TriggerWords) -> Trigger | None:
        span = self.notes.span(words.start, words.end)
        if words.breach is not None:
            if words.breach.text in self.context.clauses:
                return BreachTrigger(Mode(words.mode), words.breach.text, span=span)
            way_out = clause_meant(words.breach.text, self.context.clauses, self.context.idle, self.id)
            self.note("SLA202", f"no clause is called `{words.breach.text}`", words.breach, way_out)
            return None
        assert words.event is not None
        event = self.event(words.event, "when")
        return None if event is None else EventTrigger(Mode(words.mode), event, span=span)

    def event(self, words: EventWords, use: Use) -> EventPattern | None:
        id_ = self.context.phrases.event(words.phrase, use, self.notes)
        if id_ is None:
            return None
        where = self.conditions(words.where, self.context.vocabulary.events[id_])
        return EventPattern(id_, where, span=self.notes.span(words.start, words.end))

    def conditions(self, words: tuple[ConditionWords, ...], event: EventType | None) -> tuple[Condition, ...]:
        fields: Mapping[str, ValueType] = event.fields if event else {}
        facts, currency = self.context.vocabulary.facts, self.context.currency
        phrases, id_ = self.context.phrases, event.id if event else ""
        whole = id_ not in phrases.partly
        scope = Scope(fields, facts, self.figures, currency, id_, phrases.unread, whole, phrases.idle)
        return resolve_conditions(words, scope, self.notes)

    # duties

    def duty(self, words: DutyWords, trigger: Trigger | None) -> Duty | None:
        match words.kind:
            case "state":
                return self.state(words, trigger)
            case "deliver":
                return self.deliver(words)
            case "ensure":
                return self.ensure(words)
        events = tuple(event for event in (self.event(each, "do") for each in words.events) if event is not None)
        if len(events) < len(words.events):
            self.window(words.window) if words.window else None
            return None
        match words.kind:
            case "either":
                return Either(events)
            case "both":
                return Both(events)
            case "must not":
                return MustNot(events[0], self.window(words.window) if words.window else None)
        return Respond(events[0], self.times(words.times) if words.times else None)

    def times(self, words: TimesWords) -> Times | None:
        bound = Bound(words.bound)
        count = self.count(words.count, zero=bound is Bound.AT_MOST)
        days = self.count(words.days) if words.days else None
        if words.days and bound.is_ceiling:
            self.notes.add(
                "SLA311", f"`different days` says nothing after `{bound}`", words.start, words.end,
                "leave it out, or write `at least`",
            )  # fmt: skip
        if count is None:
            return None
        return Times(bound, count, days, span=self.notes.span(words.start, words.end))

    def state(self, words: DutyWords, trigger: Trigger | None) -> StateNames | None:
        about = self.about(trigger)
        fields = {
            name
            for event in self.context.vocabulary.events.values()
            if about is None or event.about == about
            for name in event.fields
        }
        facts = self.context.vocabulary.facts
        roles: list[Role] = []
        for name in words.names:
            if name.text in [earlier.text for earlier in words.names[: len(roles)]]:
                self.note("SLA204", f"`{name.text}` stands twice", name, "name it once")
            if name.text in facts or name.text in fields or was_refused(name.text, self.context.phrases.unread):
                roles.append("fact" if name.text in facts or name.text not in fields else "field")
                continue
            near = nearest(name.text, {*fields, *facts})
            kind = about or "lead"
            way_out = f"did you mean `{near}`?" if near else "declare it as a fact, or as a field of an event"
            of_kind = f"no event about {'an' if kind == 'opportunity' else 'a'} {kind}"
            self.note("SLA204", f"{of_kind} has `{name.text}`, and it is no fact", name, way_out)
            roles.append("fact")
        return StateNames(tuple(name.text for name in words.names), tuple(roles))

    def about(self, trigger: Trigger | None) -> str | None:
        """What the trigger is about, where that is known here (a breach is about what its clause is about)."""
        if isinstance(trigger, EventTrigger):
            return self.context.vocabulary.events[trigger.event.event].about
        return None

    def window(self, words: WindowWords) -> ForWindow | UntilWindow | BeforeGate | None:
        span = self.notes.span(words.start, words.end)
        if words.duration is not None:
            duration = self.duration(words.duration)
            return ForWindow(duration) if duration else None
        assert words.phrase is not None
        if words.kind == "until":
            event = self.context.phrases.event(words.phrase, "when", self.notes)
            return UntilWindow(event, span=span) if event else None
        count = self.count(words.count) if words.count else 1
        event = self.context.phrases.event(words.phrase, "many" if words.count else "when", self.notes)
        if event is None or count is None:
            return None
        return BeforeGate(event, count, words.count is not None, span=span)

    def deliver(self, words: DutyWords) -> Deliver | None:
        (event_words,) = words.events
        assert words.amount is not None
        event = self.event(event_words, "many")
        bound = Bound(words.bound)
        amount = self.delivered(words.amount, bound)
        if event is not None and self.is_money(amount):
            self.one_money_field(event, event_words)
        return None if event is None or amount is None else Deliver(bound, amount, event)

    def delivered(self, words: ValueWords, bound: Bound) -> Exact | Money | Param | None:
        match words.kind:
            case "percent":
                way_out = "write a count or an amount, or `ensure … of … become …`"
                self.note("SLA407", "a percentage cannot be delivered", words.words, way_out)
                return None
            case "param":
                return resolve_param(words, (Kind.COUNT, Kind.MONEY), self.figures, self.notes)
            case "money":
                return conditions.money(words, self.context.currency, self.notes)
        return self.count(words.words, zero=bound is Bound.AT_MOST)

    def is_money(self, amount: Exact | Money | Param | None) -> bool:
        if isinstance(amount, Param):
            return self.figures.kinds.get(amount.name) is Kind.MONEY
        return isinstance(amount, Money)

    def one_money_field(self, event: EventPattern, words: EventWords) -> None:
        fields = self.context.vocabulary.events[event.event].fields
        money = [name for name, type_ in fields.items() if type_.name == "money"]
        if len(money) == 1:
            return
        phrase = words.phrase.words
        what = "has no field of money" if not money else f"has {len(money)} fields of money: {', '.join(money)}"
        events = self.context.vocabulary.events.values()
        worth = [one.many for one in events if one.many and [t.name for t in one.fields.values()].count("money") == 1]
        near = next((many for many in worth if many.endswith(f" {phrase.text}")), None)
        counts = [f"`[{name}]`" for name, kind in self.figures.kinds.items() if kind is Kind.COUNT]
        count = f"promise a count, such as {counts[-1]}" if counts else "promise a count"
        such_as = f", such as `{worth[0]}`," if worth else ","
        way_out = f"did you mean `{near}`?" if near else f"name an event with one field of money{such_as} or {count}"
        self.note("SLA410", f"`{phrase.text}` {what}", phrase, way_out)

    def ensure(self, words: DutyWords) -> Ensure | None:
        (event_words,) = words.events
        assert words.amount is not None
        assert words.become is not None
        event = self.event(event_words, "many")
        become = self.event(words.become, "many")
        share = self.share(words.amount)
        if event is None or become is None or share is None:
            return None
        return Ensure(Bound(words.bound), share, event, become)

    # amounts and time

    def share(self, words: ValueWords) -> Share | Param | None:
        if words.kind == "param":
            return resolve_param(words, (Kind.SHARE,), self.figures, self.notes)
        text = words.words.text
        if words.kind != "percent":
            way_out = f"write `{percent_of(text)}%`" if words.kind == "number" else "write a percentage, such as `95%`"
            if words.kind == "number" and Fraction(text.replace(" ", "")) > 100:
                way_out = "write a percentage, such as `30%`; a number is what `deliver` promises"
            self.note("SLA407", f"a percentage is expected, not `{text}`", words.words, way_out)
            return None
        share = conditions.share(words.words, self.notes)
        if share is not None and share.value > 1:
            self.note("SLA407", f"`{text}` is above 100%", words.words, "write a percentage from 0% to 100%")
            return None
        return share

    def count(self, words: Piece | None, *, zero: bool = False) -> int | None:
        assert words is not None
        number = conditions.number(words, self.notes)
        if number is None:
            return None
        if not isinstance(number, int):
            self.note("SLA405", f"`{words.text}` is not a whole number", words, whole_number(words.text))
            return None
        if number == 0 and not zero:
            self.note("SLA406", "nothing is counted by zero", words, "write a whole number above zero")
            return None
        return number

    def duration(self, words: DurationWords) -> Duration | None:
        unit = self.unit(words.unit)
        count = self.count(words.count)
        if unit and unit.needs_calendar and not self.context.has_calendar:
            way_out = calendar_meant(self.context.calendars)
            self.note("SLA510", f"`{words.unit.text}` needs a calendar, and there is none", words.unit, way_out)
        return Duration(count, unit) if unit and count is not None else None

    def unit(self, words: Piece) -> Unit | None:
        plural = words.text if words.text.endswith("s") else f"{words.text}s"
        if plural in UNITS:
            return Unit(plural)
        if plural == "days":
            way_out = "say which: `business days` or `calendar days`"
            self.note("SLA317", f"`{words.text}` may mean two things", words, way_out)
            return None
        self.note("SLA318", f"`{words.text}` is no unit of time here", words, other_unit(plural))
        return None

    def opening(self, words: ClauseWords, trigger: Trigger | None, duty: Duty | None) -> EventType | None:
        """The event that opens a case, whose fields a tier may name: the trigger, or what an `ensure` counts.

        Where it could not be read it has every field there is, so that nothing is complained of twice.
        """
        if isinstance(trigger, EventTrigger):
            return self.context.vocabulary.events[trigger.event.event]
        if isinstance(duty, Ensure):
            return self.context.vocabulary.events[duty.event.event]
        unread = (trigger is None and words.trigger is not None) or (duty is None and words.duty.kind == "ensure")
        return EventType("", "lead", fields=self.all_fields()) if unread else None

    def deadline(self, words: DeadlineWords, event: EventType | None) -> Deadline | None:
        tiers = [(self.duration(tier.duration), self.conditions(tier.conditions, event)) for tier in words.tiers]
        otherwise = self.duration(words.otherwise)
        if otherwise is None:
            return None
        return Deadline(otherwise, tuple(Tier(duration, where) for duration, where in tiers if duration))

    def all_fields(self) -> dict[str, ValueType]:
        """Every field there is: what conditions are read by where the trigger itself could not be."""
        return {
            name: type_ for event in self.context.vocabulary.events.values() for name, type_ in event.fields.items()
        }

    # tails

    def tails(self, words: ClauseWords) -> _Tails:
        tails = _Tails()
        level_seen = words.period is not None
        for tail in words.tails:
            match tail.kind:
                case "unless":
                    tails.unless = self.unless(tail)
                case "paused while":
                    tails.paused_while = self.context.phrases.state(tail.phrases[0], self.notes)
                case "rate" | "budget":
                    tails.level, level_seen = self.level(tail), True
                case "otherwise" if level_seen:
                    tails.period_otherwise = self.otherwise(tail)
                case "otherwise":
                    tails.case_otherwise = self.otherwise(tail)
        return tails

    def unless(self, tail: TailWords) -> tuple[str, ...]:
        found = [(self.context.phrases.event(phrase, "when", self.notes), phrase) for phrase in tail.phrases]
        seen: set[str] = set()
        for id_, phrase in found:
            if id_ in seen:
                self.note("SLA203", f"`{phrase.words.text}` stands twice", phrase.words, "name each excuse once")
            seen |= {id_} if id_ is not None else set()
        return tuple(id_ for id_, _ in found if id_ is not None)

    def level(self, tail: TailWords) -> Level | None:
        assert tail.amount is not None
        period = Period(tail.period)
        if tail.kind == "budget":
            breaches = self.count(tail.amount.words, zero=True)
            return None if breaches is None else BudgetLevel(breaches, period)
        share = self.share(tail.amount)
        return None if share is None else RateLevel(share, period)

    def otherwise(self, tail: TailWords) -> Otherwise | None:
        assert tail.action is not None
        first = self.action(tail.action)
        later = [(self.duration(duration), self.action(action)) for duration, action in tail.later]
        if first is None or any(duration is None or action is None for duration, action in later):
            return None
        return Otherwise(first, tuple(LaterAction(after, action) for after, action in later if after and action))

    def action(self, words: ActionWords) -> Action | None:
        named = Named(self.context.parties, self.context.contacts, self.context.consequences, self.context.idle)
        return resolve_action(words, named, self.notes)

    # excuses and ends that are the trigger or the duty itself

    def ends(self, words: ClauseWords, trigger: Trigger | None, duty: Duty | None) -> None:
        named: dict[str, str] = {}
        if isinstance(trigger, EventTrigger):
            named[trigger.event.event] = "the trigger"
        for event in _events_of(duty):
            named.setdefault(event.event, "the duty")
        for keyword, phrase in _phrases_of(words):
            quiet = Notes(self.notes.source, self.notes.scalar)
            id_ = self.context.phrases.event(phrase, "when", quiet)
            if id_ in named:
                message = f"`{phrase.words.text}` is {named[id_]} itself and cannot stand after `{keyword}`"
                self.note("SLA310", message, phrase.words, "name another event, or define one with a condition")


@mutable
class _Tails:
    """The tails of a clause, resolved."""

    unless: tuple[str, ...] = ()
    paused_while: str | None = None
    case_otherwise: Otherwise | None = None
    level: Level | None = None
    period_otherwise: Otherwise | None = None


def _events_of(duty: Duty | None) -> tuple[EventPattern, ...]:
    if isinstance(duty, Respond | MustNot):
        return (duty.event,)
    return duty.events if isinstance(duty, Either | Both) else ()


def _phrases_of(words: ClauseWords) -> list[tuple[str, Phrase]]:
    """The phrases after `unless` and `until`."""
    found = [("unless", phrase) for tail in words.tails if tail.kind == "unless" for phrase in tail.phrases]
    window = words.duty.window
    if window and window.kind == "until" and window.phrase:
        found.append(("until", window.phrase))
    return found
