"""Whether every log that breaks the old version of a clause breaks the new one, by rules that need no search.

Each rule is sound by the argument in its docstring; where none applies nothing is claimed. The argument is the same
throughout: take any case that the old version has and sees breached; the new version has that case too (it opens for
the same line, or the same breach), and sees it breached by the same instant.
"""

from __future__ import annotations

from datetime import date, timedelta

from sla_dsl.changes.relation.breached import (
    adds_nothing_good,
    breaches_by_rule,
    breaches_stay,
    cases_stay,
    openings_stay,
)
from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.form import (
    Amount,
    Answers,
    Budget,
    Form,
    Limit,
    Rate,
)
from sla_dsl.changes.relation.lines import are_among, are_same
from sla_dsl.engine.bounds import HOLDS
from sla_dsl.model.clause import Bound, Period
from sla_dsl.model.period import PeriodDates, period_of

_FINER = {
    Period.DAY: {Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR},
    Period.WEEK: set[Period](),
    Period.MONTH: {Period.QUARTER, Period.YEAR},
    Period.QUARTER: {Period.YEAR},
    Period.YEAR: set[Period](),
}
"""The periods that are made up of whole ones of the first kind."""


def is_included(pair: Pair) -> bool:
    """Whether every log that breaks the old version breaks the new one, at the same instant."""
    old, new = pair.old, pair.new
    if never_breaks(old):
        return True
    if isinstance(old.duty, Amount) or isinstance(new.duty, Amount):
        return isinstance(old.duty, Amount) and isinstance(new.duty, Amount) and _amounts(pair)
    return cases_stay(pair) and _levels(pair)


def never_breaks(form: Form) -> bool:
    """Whether no log can break it.

    Nothing without a due is ever late; a rate lies between none and all; no count is below none; an amount is judged in
    whole periods only; and what can never open has no cases.
    """
    if isinstance(form.duty, Amount):
        asks_nothing = form.duty.carrier is None and not form.duty.bound.is_ceiling and form.duty.least == 0
        return asks_nothing or not _has_whole_period(form)
    if isinstance(form.level, Rate):
        held = form.level.share <= 0 if not form.level.bound.is_ceiling else form.level.share >= 1
        if held and form.level.bound in (Bound.AT_LEAST, Bound.AT_MOST):
            return True
        if form.level.bound.is_ceiling:
            return False
    if form.watched is not None and _never_breaches(form.watched):
        return True
    return _never_breaches(form)


def _has_whole_period(form: Form) -> bool:
    assert form.clause.period is not None
    first, last = _whole(form.dates, form.clause.period)
    return first <= last


def _never_breaches(form: Form) -> bool:
    if form.begins >= form.ends or (form.opens is not None and are_among((form.opens,), ())):
        return True
    if isinstance(form.duty, Answers):
        return not form.branches and not (isinstance(form.level, Rate) and form.level.bound is not Bound.AT_LEAST)
    return isinstance(form.duty, Limit) and are_among((form.duty.lines,), ())


# --- levels


def _levels(pair: Pair) -> bool:
    """Whether a period broken in the old version makes one broken in the new.

    A budget counts breaches: each of the old version is one of the new, in the same period, or in a longer one that
    is made up of whole old ones. A floor of a rate asks more than that: the new version has no good case that the old
    did not have (its answers come no earlier and its due no later, so nothing excused or late becomes good), so the
    cases must be the same, or every case must be good. If the rate over a long period falls short, it does in one of
    the shorter ones that it is made up of, since it lies between theirs. Nothing is broken later by a budget than by
    a rate, which waits for the period's end.
    """
    old, new = pair.old.level, pair.new.level
    if isinstance(old, Rate) and isinstance(new, Rate):
        return _rates(pair, old, new)
    if isinstance(new, Rate) or not breaches_stay(pair):
        return False
    if isinstance(old, Rate):
        return old.bound is Bound.AT_LEAST and new.allowed == 0
    return new.allowed <= old.allowed and _gathers(pair, old.each, new.each)


def _gathers(pair: Pair, old: Period | None, new: Period | None) -> bool:
    if new is None or (isinstance(pair.new.level, Budget) and pair.new.level.allowed == 0):
        return True
    return old is not None and pair.same_days and (old is new or new in _FINER[old])


def _rates(pair: Pair, old: Rate, new: Rate) -> bool:
    if _never_suffices(new) and not pair.new.excuses:
        # A period that counts a case breaks it, whatever came of the case: the new version counts it too.
        return pair.same_days and (new.each is old.each or old.each in _FINER[new.each])
    if old.bound.is_ceiling != new.bound.is_ceiling or not pair.same_days:
        return False
    if new.each is not old.each and old.each not in _FINER[new.each]:
        return False
    if not _asks_no_less(old, new):
        return False
    if old.bound.is_ceiling:
        # What is met must stay met: the mirror of everything else.
        return _same_in_periods(pair, old.each) and breaches_by_rule(pair.turned)
    if not breaches_stay(pair):
        return False
    if new.share == 1 and new.bound is Bound.AT_LEAST and new.each is old.each:
        return True
    return adds_nothing_good(pair) and _same_in_periods(pair, old.each)


def _never_suffices(level: Rate) -> bool:
    """Whether no rate keeps the level: more than all, or less than none."""
    return level.bound is (Bound.MORE_THAN if level.share >= 1 else Bound.LESS_THAN if level.share <= 0 else None)


def _same_in_periods(pair: Pair, each: Period) -> bool:
    """Whether each period in which the old version has cases has the same ones in the new.

    The new dates may go on where the old ones stop, if no period has days of both.
    """
    (first, last), (begins, ends) = pair.old.dates, pair.new.dates
    whole_first = first == begins or period_of(first, each).first == first
    whole_last = last == ends or period_of(last, each).last == last
    return openings_stay(pair.turned) and whole_first and whole_last


def _asks_no_less(old: Rate, new: Rate) -> bool:
    """Whether every rate that breaks the old bound breaks the new."""
    if old.bound is new.bound or old.share != new.share:
        return HOLDS[Bound.AT_MOST if old.bound.is_ceiling else Bound.AT_LEAST](new.share, old.share)
    return new.bound in (Bound.MORE_THAN, Bound.LESS_THAN)


# --- amounts


def _amounts(pair: Pair) -> bool:
    """Whether a period in which the old amount falls short (or is exceeded) makes one in which the new does.

    A floor is missed with as many subjects, or fewer, where as much is asked, or more; a ceiling is the mirror. Sums of
    money count each subject's last amount, which other lines may take away: there the lines must be the same.
    """
    old, new = pair.old.duty, pair.new.duty
    assert isinstance(old, Amount)
    assert isinstance(new, Amount)
    if old.bound.is_ceiling != new.bound.is_ceiling or (old.carrier is None) != (new.carrier is None):
        return False
    if not pair.same_days or not _periods_inside(pair) or old.lines.about != new.lines.about:
        return False
    if old.carrier is not None:
        same = old.carrier == new.carrier and are_same((old.lines,), (new.lines,))
        return same and pair.old.clause.period is pair.new.clause.period and _money(old, new)
    if old.bound.is_ceiling:
        return old.least >= new.least and are_among((old.lines,), (new.lines,))
    return old.least <= new.least and are_among((new.lines,), (old.lines,))


def _money(old: Amount, new: Amount) -> bool:
    if old.bound is new.bound or old.amount != new.amount:
        return HOLDS[Bound.AT_MOST if old.bound.is_ceiling else Bound.AT_LEAST](new.amount, old.amount)
    return new.bound in (Bound.MORE_THAN, Bound.LESS_THAN)


def _periods_inside(pair: Pair) -> bool:
    """Whether the new version judges a period wherever the old one does.

    The same period, where the new dates take in every whole one of the old; a shorter one of those it is made up of for
    a floor (missed over the whole, it is missed in the last part, which has begun when the whole is over); a longer one
    for a ceiling (exceeded in a part, it is exceeded in the whole), where that is in force as a whole.
    """
    old, new = pair.old, pair.new
    kind, other = old.clause.period, new.clause.period
    assert kind is not None
    assert other is not None
    assert isinstance(old.duty, Amount)
    first, last = _whole(old.dates, kind)
    if first > last:
        return True
    if old.duty.bound.is_ceiling and other in _FINER[kind]:
        first, last = period_of(first, other).first, period_of(last, other).last
    elif kind is not other and (old.duty.bound.is_ceiling or kind not in _FINER[other]):
        return False
    return new.dates[0] <= first and last <= new.dates[1]


def _whole(dates: tuple[date, date], each: Period) -> tuple[date, date]:
    """The first and the last date of the periods that lie wholly within two dates."""
    first, last = (period_of(day, each) for day in dates)
    begins = first.first if first.first >= dates[0] else _after(first)
    ends = last.last if last.last <= dates[1] else _before(last)
    return begins, ends


def _after(period: PeriodDates) -> date:
    return date.max if period.last == date.max else period.last + timedelta(days=1)


def _before(period: PeriodDates) -> date:
    return date.min if period.first == date.min else period.first - timedelta(days=1)
