"""A duty in two versions → what differs in what is owed."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.changes.edits import Edit, Edits, Pair, comes, moves
from sla_dsl.changes.event_edits import event_edits
from sla_dsl.changes.normal import amount_key, counted, meant, measure, times_key
from sla_dsl.model.clause import (
    Amount,
    BeforeGate,
    Both,
    Bound,
    Deliver,
    Either,
    Ensure,
    EventPattern,
    ForWindow,
    MustNot,
    Param,
    Respond,
    StateNames,
    Times,
    UntilWindow,
)
from sla_dsl.model.values import Exact, Money, Share

Window = ForWindow | UntilWindow | BeforeGate


def duty_edits(pair: Pair) -> Edits:
    """Every difference of two duties; another form of duty is one."""
    match pair.before.duty, pair.after.duty:
        case Respond(old, before), Respond(new, after):
            yield from event_edits("response", old, new, pair)
            yield from _times(before, after, pair)
        case StateNames(old_names), StateNames(new_names):
            yield from (Edit("stated-name-removed", name, None) for name in old_names if name not in new_names)
            yield from (Edit("stated-name-added", None, name) for name in new_names if name not in old_names)
        case MustNot(old, before), MustNot(new, after):
            yield from event_edits("forbidden", old, new, pair)
            yield from _windows(before, after, pair)
        case Deliver() | Ensure(), Deliver() | Ensure():
            yield from _promises(pair)
        case _:
            yield from _several(pair)


def _several(pair: Pair) -> Edits:
    """`either` and `both`, which one response alone may stand for."""
    for name, form in (("alternative", Either), ("joint-response", Both)):
        old, new = _events(pair.before.duty, form), _events(pair.after.duty, form)
        if old and new:
            yield from _sets(name, old, new, pair)
            return
    yield Edit("duty-changed", pair.old.writing.duty(pair.before), pair.new.writing.duty(pair.after))


def _events(duty: object, form: type[Either | Both]) -> tuple[EventPattern, ...]:
    """The events of an `either` (or a `both`), or the one response that is like it."""
    if isinstance(duty, form):
        return duty.events
    return (duty.event,) if isinstance(duty, Respond) and times_key(duty.times) == (False, 1, 1) else ()


def _sets(name: str, old: Sequence[EventPattern], new: Sequence[EventPattern], pair: Pair) -> Edits:
    before = [(event, meant(event, pair.old.agreement)) for event in old]
    after = [(event, meant(event, pair.new.agreement)) for event in new]
    gone = [event for event, one in before if not any(one.is_same(other) for _, other in after)]
    come = [event for event, one in after if not any(one.is_same(other) for _, other in before)]
    for event in gone:
        instead = next((other for other in come if other.event == event.event), None)
        if instead is None:
            yield Edit(f"{name}-removed", pair.old.writing.event(event, "do"), None)
        else:
            come.remove(instead)
            yield from event_edits("response", event, instead, pair)
    for event in come:
        yield Edit(f"{name}-added", None, pair.new.writing.event(event, "do"))


def _times(old: Times | None, new: Times | None, pair: Pair) -> Edits:
    (ceiling, count, days), (other_ceiling, other_count, other_days) = times_key(old), times_key(new)
    texts = (pair.old.writing.times(old).strip() or "once", pair.new.writing.times(new).strip() or "once")
    if ceiling != other_ceiling:
        yield Edit("count-bound-changed", *texts)
        return
    yield from moves("count-raised", "count-lowered", count, other_count, texts)
    yield from moves("days-raised", "days-lowered", days, other_days, texts)


def _windows(old: Window | None, new: Window | None, pair: Pair) -> Edits:
    texts = (pair.old.writing.window(old).strip() or None, pair.new.writing.window(new).strip() or None)
    match old, new:
        case (None, _) | (_, None):
            yield from comes("window", texts)
        case ForWindow(before), ForWindow(after):
            first, second = measure(before), measure(after)
            if first.unit is second.unit:
                yield from moves("window-lengthened", "window-shortened", first.amount, second.amount, texts)
            else:
                yield from comes("window", texts)
        case BeforeGate(event, count), BeforeGate(other, other_count) if _same(event, other, pair):
            yield from moves("gate-raised", "gate-lowered", count, other_count, texts)
        case UntilWindow(event), UntilWindow(other) if _same(event, other, pair):
            return
        case _:
            yield from comes("window", texts)


def _same(old: str, new: str, pair: Pair) -> bool:
    return meant(old, pair.old.agreement).is_same(meant(new, pair.new.agreement))


def _promises(pair: Pair) -> Edits:
    before, after = pair.before, pair.after
    match before.duty, after.duty:
        case Deliver(old_bound, old_amount, old), Deliver(new_bound, new_amount, new):
            yield from _amounts((old_bound, old_amount), (new_bound, new_amount), pair)
            yield from event_edits("promised", old, new, pair)
        case Ensure(old_bound, old_amount, old, became), Ensure(new_bound, new_amount, new, becomes):
            yield from _amounts((old_bound, old_amount), (new_bound, new_amount), pair)
            yield from event_edits("promised", old, new, pair)
            yield from event_edits("outcome", became, becomes, pair)
        case _:
            yield Edit("duty-changed", pair.old.writing.duty(before), pair.new.writing.duty(after))
    if before.period is not after.period:
        yield Edit("period-changed", f"each {before.period}", f"each {after.period}")


def _amounts(old: tuple[Bound, Amount], new: tuple[Bound, Amount], pair: Pair) -> Edits:
    """The bound and the amount: raised, lowered, or of another kind."""
    texts = (f"{old[0]} {pair.old.writing.amount(old[1])}", f"{new[0]} {pair.new.writing.amount(new[1])}")
    (bound, amount), (other_bound, other) = counted(*old), counted(*new)
    if bound is not other_bound:
        yield Edit("bound-changed", *texts)
    elif amount_key(amount) == amount_key(other):
        return
    elif _currency(amount) is None or _currency(amount) != _currency(other):
        yield Edit("amount-changed", *texts)
    else:
        yield from moves("amount-raised", "amount-lowered", plain(amount), plain(other), texts)


def _currency(amount: Amount) -> str | None:
    """Of money its currency, of a number or a share nothing but that it is none, of a figure of the funnel none."""
    if isinstance(amount, Param):
        return None
    return amount.currency if isinstance(amount, Money) else ""


def plain(amount: Amount) -> Exact:
    """The bare number of an amount, which is no figure of the funnel."""
    assert not isinstance(amount, Param)
    return amount.amount if isinstance(amount, Money) else amount.value if isinstance(amount, Share) else amount
