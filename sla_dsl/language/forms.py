"""The one table of clause forms: which triggers, duties and tails may stand together, and which code refuses the rest.

A cell is empty where the form is legal. Tests walk every cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from sla_dsl.frozen import frozen
from sla_dsl.language.syntax import ClauseWords, DutyWords, Mistake, TailWords


class TriggerForm(StrEnum):
    """How a clause begins."""

    EVENT = "when EVENT"
    BREACH = "when CLAUSE is breached"
    PERIOD = "each PERIOD"
    NONE = "nothing before the duty"


class DutyForm(StrEnum):
    """What is owed."""

    RESPOND = "EVENT"
    FLOOR = "EVENT at least n times"
    CEILING = "EVENT at most n times"
    EITHER = "either … or …"
    BOTH = "both … and …"
    STATE = "state NAMES"
    NEVER = "not EVENT"
    FOR = "not EVENT for DURATION"
    UNTIL = "not EVENT until EVENT"
    BEFORE = "not EVENT before EVENT"
    DELIVER = "deliver"
    ENSURE = "ensure"


class TailForm(StrEnum):
    """What follows the duty; `within` is counted as one."""

    DEADLINE = "within"
    UNLESS = "unless"
    PAUSE = "paused while"
    CASE_OTHERWISE = "otherwise, for a case"
    RATE = "for at least … of cases"
    BUDGET = "with at most … breaches"
    PERIOD_OTHERWISE = "otherwise, for a period"


RESPONSES = (DutyForm.RESPOND, DutyForm.FLOOR, DutyForm.EITHER, DutyForm.BOTH, DutyForm.STATE)
PROMISES = (DutyForm.DELIVER, DutyForm.ENSURE)
STANDING = (DutyForm.NEVER, DutyForm.BEFORE)
"""Duties that need no trigger."""


def _trigger_cell(trigger: TriggerForm, duty: DutyForm) -> str | None:
    if (trigger is TriggerForm.PERIOD) != (duty in PROMISES):
        return "SLA301"
    if trigger is TriggerForm.NONE and duty not in STANDING:
        return "SLA305" if duty in (DutyForm.FOR, DutyForm.UNTIL) else "SLA304"
    if trigger in (TriggerForm.EVENT, TriggerForm.BREACH) and duty is DutyForm.BEFORE:
        return "SLA306"
    return None


def _tail_cell(duty: DutyForm, tail: TailForm) -> str | None:
    prohibition = duty in (DutyForm.NEVER, DutyForm.FOR, DutyForm.UNTIL, DutyForm.BEFORE)
    if tail is TailForm.DEADLINE and (prohibition or duty is DutyForm.DELIVER):
        return "SLA301"
    if duty in PROMISES and tail in (TailForm.UNLESS, TailForm.PAUSE, TailForm.RATE, TailForm.BUDGET):
        return "SLA309"
    if tail is TailForm.PAUSE and duty in (DutyForm.NEVER, DutyForm.UNTIL, DutyForm.BEFORE):
        return "SLA312"
    return None


TRIGGERS: Mapping[tuple[TriggerForm, DutyForm], str | None] = MappingProxyType(
    {(trigger, duty): _trigger_cell(trigger, duty) for trigger in TriggerForm for duty in DutyForm}
)
"""Trigger by duty: the code that refuses the pair, or none."""

TAILS: Mapping[tuple[DutyForm, TailForm], str | None] = MappingProxyType(
    {(duty, tail): _tail_cell(duty, tail) for duty in DutyForm for tail in TailForm}
)
"""Duty by tail: the code that refuses the pair, or none."""

ORDER = ("unless", "paused while", "otherwise", "level", "otherwise")
"""The order of tails; each at most once."""


@frozen
class Form:
    """The form of one clause, with the tails by what they are."""

    trigger: TriggerForm
    duty: DutyForm
    tails: Mapping[TailForm, TailWords | None]


def form_of(words: ClauseWords) -> Form:
    """Which form a clause has. Of tails that stand twice, the first counts."""
    tails: dict[TailForm, TailWords | None] = {}
    level_seen = words.period is not None
    for tail in words.tails:
        kind = _tail_form(tail, level_seen=level_seen)
        level_seen = level_seen or kind in (TailForm.RATE, TailForm.BUDGET)
        tails.setdefault(kind, tail)
    if words.duty.deadline:
        tails[TailForm.DEADLINE] = None
    return Form(_trigger_form(words), _duty_form(words.duty), tails)


def mistakes_of_form(words: ClauseWords) -> Iterator[Mistake]:
    """What the table refuses in this clause, and tails that are out of order or stand twice."""
    form = form_of(words)
    yield from _order(words)
    code = TRIGGERS[form.trigger, form.duty]
    if code is not None:
        yield _trigger_mistake(code, words)
    for kind, tail in form.tails.items():
        refused = TAILS[form.duty, kind]
        if refused is not None and tail is not None:
            yield _tail_mistake(refused, kind, tail, form)
    if code is None:
        yield from _joint_mistakes(words, form)


def _joint_mistakes(words: ClauseWords, form: Form) -> Iterator[Mistake]:
    """What only trigger, duty and tails together make wrong."""
    duty, tails = words.duty, form.tails
    if form.duty is DutyForm.CEILING and TailForm.DEADLINE not in tails and duty.times:
        message = f"`{duty.times.bound} {duty.times.count.text} times` without a deadline can never be kept"
        yield Mistake("SLA307", message, duty.times.start, duty.times.end, "add `within …`")
    rate = tails.get(TailForm.RATE)
    if rate and form.trigger is TriggerForm.NONE:
        message = "a percentage of cases needs a trigger: without one, every case is a breach"
        yield Mistake("SLA308", message, *_trim(rate), "write `with at most n breaches each …`")
    pause = tails.get(TailForm.PAUSE)
    if pause and TAILS[form.duty, TailForm.PAUSE] is None:
        clocks = TailForm.DEADLINE in tails or form.duty is DutyForm.FOR
        if not clocks:
            message = "there is no clock to pause: the duty has no deadline"
            yield Mistake("SLA312", message, *_trim(pause), "add `within …`")
        elif any("day" in unit or "week" in unit for unit in _units(duty)):
            way_out = "count hours or business hours instead, or leave the pause out"
            yield Mistake("SLA312", "a clock that counts days cannot be paused", *_trim(pause), way_out)


def _units(duty: DutyWords) -> list[str]:
    if duty.window and duty.window.duration:
        return [duty.window.duration.unit.text]
    if duty.deadline is None:
        return []
    return [*(tier.duration.unit.text for tier in duty.deadline.tiers), duty.deadline.otherwise.unit.text]


def _order(words: ClauseWords) -> Iterator[Mistake]:
    order = _order_of(words)
    place = 0
    before: list[TailWords] = []
    for tail in words.tails:
        try:
            place = order.index(_kind(tail), place) + 1
        except ValueError:
            message, way_out = _misplaced(tail, before)
            yield Mistake("SLA316", message, *_trim(tail), way_out)
        before.append(tail)


def _misplaced(tail: TailWords, before: list[TailWords]) -> tuple[str, str]:
    """What is wrong with a tail that its place does not allow, and the way out."""
    kind, earlier = _kind(tail), [_kind(one) for one in before]
    later = ORDER[ORDER.index(kind) + 1 :]
    follower = next((one for one in before if _kind(one) in later and _kind(one) != kind), None)
    if follower is not None and kind not in earlier:
        return f"`{_words(tail)}` stands too late", f"write it before `{_words(follower)}`: {_IN_ORDER}"
    return f"`{_words(tail)}` stands twice", _ONCE[kind]


def _kind(tail: TailWords) -> str:
    return "level" if tail.kind in ("rate", "budget") else tail.kind


_IN_ORDER = "the order is unless, paused while, otherwise (of a case), level, otherwise (of a period)"

_ONCE = {
    "unless": "join the excuses by `or`: `unless … or …`",
    "paused while": "keep one of them: a clause has one state that pauses it",
    "level": "keep one of them: a clause has one level, and another clause may have the other",
    "otherwise": "join them: `notify … and …`, or `then after` a time and what follows",
}


def _order_of(words: ClauseWords) -> tuple[str, ...]:
    """The tails this clause may have, in order: only a level, or a promise, has an `otherwise` of a period."""
    if words.period is not None:
        return ("unless", "paused while", "level", "otherwise")
    return ORDER if any(tail.kind in ("rate", "budget") for tail in words.tails) else ORDER[:3]


def _words(tail: TailWords) -> str:
    return {"rate": "for at least", "budget": "with at most"}.get(tail.kind, tail.kind)


def _trim(tail: TailWords) -> tuple[int, int]:
    """The tail's offsets without the comma before it."""
    return tail.words_start, tail.end


def _trigger_form(words: ClauseWords) -> TriggerForm:
    if words.period is not None:
        return TriggerForm.PERIOD
    if words.trigger is None:
        return TriggerForm.NONE
    return TriggerForm.BREACH if words.trigger.breach else TriggerForm.EVENT


def _duty_form(duty: DutyWords) -> DutyForm:
    if duty.kind == "must not":
        windows = {"for": DutyForm.FOR, "until": DutyForm.UNTIL, "before": DutyForm.BEFORE}
        return windows[duty.window.kind] if duty.window else DutyForm.NEVER
    if duty.kind == "respond" and duty.times:
        return DutyForm.CEILING if duty.times.bound in ("at most", "less than") else DutyForm.FLOOR
    return {
        "respond": DutyForm.RESPOND, "either": DutyForm.EITHER, "both": DutyForm.BOTH, "state": DutyForm.STATE,
        "deliver": DutyForm.DELIVER, "ensure": DutyForm.ENSURE,
    }[duty.kind]  # fmt: skip


def _tail_form(tail: TailWords, *, level_seen: bool) -> TailForm:
    if tail.kind == "otherwise":
        return TailForm.PERIOD_OTHERWISE if level_seen else TailForm.CASE_OTHERWISE
    return {
        "unless": TailForm.UNLESS, "paused while": TailForm.PAUSE, "rate": TailForm.RATE, "budget": TailForm.BUDGET,
    }[tail.kind]  # fmt: skip


def _trigger_mistake(code: str, words: ClauseWords) -> Mistake:
    duty = words.duty
    if code == "SLA306" and duty.window:
        way_out = "leave the trigger out: `before` holds whenever the event comes"
        return Mistake(code, "`before` cannot follow a trigger", duty.window.start, duty.window.end, way_out)
    if code == "SLA305" and duty.window:
        message = f"`{duty.window.kind}` needs a trigger to count from"
        start, end = duty.window.start, duty.window.end
        if duty.window.kind == "until" and duty.kind == "must not":
            end = start + len("until")
            return Mistake(code, message, start, end, "write `before`, or begin with `when …,`")
        return Mistake(code, message, start, end, "begin with `when …,`")
    message = "nothing says when this is owed"
    return Mistake(code, message, words.party.start, duty.end, "begin with `when …,` or make it a promise: `each …,`")


def _tail_mistake(code: str, kind: TailForm, tail: TailWords, form: Form) -> Mistake:
    if code == "SLA309":
        way_out = "a promise is judged by its periods; only `otherwise` may follow it"
        return Mistake(code, f"a promise cannot have `{_words(tail)}`", *_trim(tail), way_out)
    why = "`until` ends by an event, not by a clock" if form.duty is DutyForm.UNTIL else "there is no clock to pause"
    return Mistake(code, why, *_trim(tail), f"leave `{kind}` out")
