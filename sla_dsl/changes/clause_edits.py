"""A clause in two versions → every part of it that differs, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sla_dsl.changes.duty_edits import duty_edits
from sla_dsl.changes.edits import Edit, Edits, Pair, Texts, comes, moves, on_one_line, told
from sla_dsl.changes.event_edits import event_edits
from sla_dsl.changes.normal import Measure, amount_key, deadline_key, keys, meant, measure, otherwise_key
from sla_dsl.model.clause import (
    BreachTrigger,
    BudgetLevel,
    Deadline,
    Duration,
    EventTrigger,
    Level,
    Otherwise,
    Param,
    RateLevel,
    Tier,
    Trigger,
)


def clause_edits(pair: Pair) -> tuple[Edit, ...]:
    """Every part that differs in what it means, in the order of the sentence; none where the clause means the same."""
    return tuple(edit for part in _PARTS for edit in part(pair))


def _trigger(pair: Pair) -> Edits:
    old, new = pair.before.trigger, pair.after.trigger
    texts = (
        None if old is None else pair.old.writing.trigger(old),
        None if new is None else pair.new.writing.trigger(new),
    )
    if old is None or new is None:
        yield from comes("trigger", texts)
        return
    if old.mode is not new.mode:
        yield Edit("trigger-mode-changed", *texts)
    if isinstance(old, EventTrigger) and isinstance(new, EventTrigger):
        yield from event_edits("trigger", old.event, new.event, pair)
    elif _watched(old, pair.renamed) != _watched(new, {}):
        yield Edit("trigger-changed", *texts)


def _watched(trigger: Trigger, renamed: Mapping[str, str]) -> str | None:
    """The clause whose breach opens the cases, by its new id."""
    return renamed.get(trigger.clause, trigger.clause) if isinstance(trigger, BreachTrigger) else None


def _deadline(pair: Pair) -> Edits:
    old, new = pair.before.deadline, pair.after.deadline
    texts = told(old, new, pair.old.writing.deadline, pair.new.writing.deadline)
    if old is None or new is None:
        yield from comes("deadline", texts)
    elif deadline_key(old) != deadline_key(new):
        found = [*_tiers(old, new, pair), *_duration("deadline", old.otherwise, new.otherwise, pair)]
        yield from found or [Edit("tier-changed", *texts)]


def _duration(name: str, old: Duration, new: Duration, pair: Pair, given: str = "") -> Edits:
    """A duration is another: of one clock it is shorter or longer, else it is changed."""
    before, after = measure(old), measure(new)
    texts = (f"{pair.old.writing.duration(old)}{given}", f"{pair.new.writing.duration(new)}{given}")
    if before.unit is after.unit:
        yield from moves(f"{name}-lengthened", f"{name}-shortened", before.amount, after.amount, texts)
    elif before != after:
        yield Edit(f"{name}-changed", *texts)


def _tiers(old: Deadline, new: Deadline, pair: Pair) -> Edits:
    """Tiers are the same where their conditions are; a tier that is as the default is none at the end."""
    before, after = _by_conditions(old), _by_conditions(new)
    for key, tier in before.items():
        given = f" if {pair.old.writing.conditions(tier.conditions)}"
        if key in after:
            yield from _duration("tier", tier.duration, after[key].duration, pair, given)
        else:
            yield Edit("tier-removed", f"{pair.old.writing.duration(tier.duration)}{given}", None)
    for key, tier in after.items():
        if key not in before:
            given = f" if {pair.new.writing.conditions(tier.conditions)}"
            yield Edit("tier-added", None, f"{pair.new.writing.duration(tier.duration)}{given}")


def _by_conditions(deadline: Deadline) -> dict[object, Tier]:
    tiers = list(deadline.tiers)
    default: Measure = measure(deadline.otherwise)
    while tiers and measure(tiers[-1].duration) == default:
        tiers.pop()
    return {keys(tier.conditions): tier for tier in tiers}


def _excuses(pair: Pair) -> Edits:
    before = [(name, meant(name, pair.old.agreement)) for name in pair.before.unless]
    after = [(name, meant(name, pair.new.agreement)) for name in pair.after.unless]
    for name, one in before:
        if not any(one.is_same(other) for _, other in after):
            yield Edit("excuse-removed", f"unless {pair.old.writing.named(name, 'when')}", None)
    for name, one in after:
        if not any(one.is_same(other) for _, other in before):
            yield Edit("excuse-added", None, f"unless {pair.new.writing.named(name, 'when')}")


def _pause(pair: Pair) -> Edits:
    old, new = pair.before.paused_while, pair.after.paused_while
    if (
        old is not None
        and new is not None
        and (old == new or _ends(old, pair, new=False) == _ends(new, pair, new=True))
    ):
        return
    yield from comes("pause", told(old, new, "paused while {}".format))


def _ends(state: str, pair: Pair, *, new: bool) -> tuple[object, ...]:
    """What a state is entered and left by."""
    agreement = (pair.new if new else pair.old).agreement
    found = agreement.vocabulary.states[state]
    return tuple((one.root, one.all) for one in (meant(found.entered, agreement), meant(found.left, agreement)))


def _level(pair: Pair) -> Edits:
    old, new = pair.before.level, pair.after.level
    texts = (
        None if old is None else pair.old.writing.level(old),
        None if new is None else pair.new.writing.level(new),
    )
    if old is None or new is None:
        yield from comes("level", texts)
    elif _level_key(old) != _level_key(new):
        yield from _levels(old, new, texts)


def _levels(old: Level, new: Level, texts: Texts) -> Edits:
    match old, new:
        case BudgetLevel(before, period), BudgetLevel(after, other) if period is other:
            yield from moves("budget-raised", "budget-lowered", before, after, texts)
        case RateLevel(before, period), RateLevel(after, other) if (
            period is other and not isinstance(before, Param) and not isinstance(after, Param)
        ):
            yield from moves("level-raised", "level-lowered", before.value, after.value, texts)
        case _:
            yield Edit("level-changed", *texts)


def _level_key(level: Level) -> tuple[object, ...]:
    if isinstance(level, BudgetLevel):
        return ("budget", level.breaches, level.period)
    return ("rate", amount_key(level.share), level.period)


def _consequences(pair: Pair) -> Edits:
    before, after = pair.before, pair.after
    for name, old, new in (
        ("case-consequence", before.case_otherwise, after.case_otherwise),
        ("period-consequence", before.period_otherwise, after.period_otherwise),
    ):
        if _costs(old) != _costs(new):
            yield from comes(name, told(old, new, pair.old.writing.otherwise, pair.new.writing.otherwise))


def _costs(otherwise: Otherwise | None) -> object:
    return otherwise and otherwise_key(otherwise)


def _dates(pair: Pair) -> Edits:
    before, after = pair.before, pair.after
    yield from dates("starts", "from", before.valid_from, after.valid_from, date.min)
    yield from dates("ends", "until", before.valid_until, after.valid_until, date.max)


def dates(name: str, key: str, old: date | None, new: date | None, without: date) -> Edits:
    """`NAME-earlier` or `NAME-later`; a date that is not there counts as `without`."""
    texts = told(old, new, lambda day: f"{key} {day.isoformat()}")
    before, after = old or without, new or without
    if old != new and before != after:
        yield Edit(f"{name}-{'later' if after > before else 'earlier'}", *texts)


def _beside(pair: Pair) -> Edits:
    before, after = pair.before, pair.after
    yield from comes("reason", told(before.why, after.why, on_one_line))
    for code in sorted({*before.accepts, *after.accepts}):
        yield from _acceptance(code, before.accepts.get(code), after.accepts.get(code))


def _acceptance(code: str, old: str | None, new: str | None) -> Edits:
    yield from comes("acceptance", told(old, new, lambda reason: f"{code}: {on_one_line(reason)}"))


_PARTS: Iterable[Callable[[Pair], Edits]] = (
    _trigger,
    duty_edits,
    _deadline,
    _excuses,
    _pause,
    _level,
    _consequences,
    _dates,
    _beside,
)
"""The parts of a clause, in the order in which their differences are told."""
