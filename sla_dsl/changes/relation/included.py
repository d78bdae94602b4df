"""Whether every log that breaks the old version of a clause breaks the new one, by rules that need no search.

Each rule is sound by the argument in its docstring; where none applies nothing is claimed. The argument is the same
throughout: take any case that the old version has and sees breached; the new version has that case too (it opens for
the same line, or the same breach), and sees it breached by the same instant.
"""

from __future__ import annotations


from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.form import (
    Amount,
    Answer,
    Answers,
    Budget,
    Form,
    Gate,
    Limit,
    Rate,
    Stated,
)
from sla_dsl.changes.relation.lines import are_among, are_apart, are_same
from sla_dsl.engine.bounds import HOLDS
from sla_dsl.model.clause import Bound, Mode, Period
from sla_dsl.model.period import period_of

_BREADTH = {Mode.FIRST_TIME: 0, Mode.WHEN: 1, Mode.EVERY_TIME: 2}
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
    if _never_breaks(old):
        return True
    if isinstance(old.duty, Amount) or isinstance(new.duty, Amount):
        return isinstance(old.duty, Amount) and isinstance(new.duty, Amount) and _amounts(pair)
    return _cases(pair) and _levels(pair)


def _never_breaks(form: Form) -> bool:
    """Whether no log can break it.

    Nothing without a due is ever late; a rate lies between none and all; no count is below none; and what can never
    open has no cases.
    """
    if isinstance(form.duty, Amount):
        return form.duty.carrier is None and not form.duty.bound.is_ceiling and form.duty.least == 0
    if isinstance(form.level, Rate):
        held = form.level.share <= 0 if not form.level.bound.is_ceiling else form.level.share >= 1
        if held and form.level.bound in (Bound.AT_LEAST, Bound.AT_MOST):
            return True
        if form.level.bound.is_ceiling:
            return False
    if form.watched is not None and _never_breaches(form.watched):
        return True
    return _never_breaches(form)


def _never_breaches(form: Form) -> bool:
    if form.begins >= form.ends or (form.opens is not None and are_among((form.opens,), ())):
        return True
    if isinstance(form.duty, Answers):
        return not form.branches and not (isinstance(form.level, Rate) and form.level.bound is not Bound.AT_LEAST)
    return isinstance(form.duty, Limit) and are_among((form.duty.lines,), ())


# --- cases


def _cases(pair: Pair) -> bool:
    """Whether each case of the old version is one of the new.

    The domain is that no trigger falls into a running case of either version; so with `when` every trigger in force
    opens a case, as it does with `every time` on any log. With `the first time` the first match must be the same in
    both. From `when` to `every time`, and from `the first time` to either (by the same lines), all cases stay, also
    where triggers repeat.
    """
    old, new = pair.old, pair.new
    if old.about != new.about or not _in_dates(old, new):
        return False
    narrower = _BREADTH[old.mode] <= _BREADTH[new.mode]
    if not narrower and not _oldest_wait_suffices(pair):
        return False
    if Mode.FIRST_TIME in (old.mode, new.mode) and new.mode is not Mode.EVERY_TIME:
        return _same_opening(pair)
    if (old.watched is None) != (new.watched is None):
        return False
    if pair.watched is not None:
        return _same_instants(pair.watched)
    assert old.opens is not None
    assert new.opens is not None
    return are_among((old.opens,), (new.opens,))


def _in_dates(old: Form, new: Form) -> bool:
    return old.begins >= old.ends or (new.begins <= old.begins and old.ends <= new.ends)


def _same_opening(pair: Pair) -> bool:
    old, new, watched = pair.old.opens, pair.new.opens, pair.watched
    if old is not None and new is not None:
        return are_same((old,), (new,))
    return watched is not None and _same_instants(watched) and _same_instants(watched.turned)


def _same_instants(pair: Pair) -> bool:
    """Whether each breach of the old version of a clause that is waited for is one of the new, at the same instant.

    A response is breached at its due, so the due and the answers must be the same; a limit or a gate is broken by an
    event, so it must be the same one.
    """
    old, new = pair.old, pair.new
    if old.mode is not new.mode or not _cases(pair) or not are_among(new.excuses, old.excuses):
        return False
    if not _same_pause(old, new):
        return False
    if isinstance(old.duty, Gate):
        return _breaches(pair)
    if not _same_due(pair):
        return False
    if isinstance(old.duty, Limit) and isinstance(new.duty, Limit):
        same = are_same((old.duty.lines,), (new.duty.lines,)) and old.duty.allowed == new.duty.allowed
        return same and _breaches(pair)
    return _breaches(pair) and _breaches(pair.turned)


def _same_pause(old: Form, new: Form) -> bool:
    if old.pause is None or new.pause is None:
        return old.pause is new.pause
    return all(are_same((one,), (other,)) for one, other in zip(old.pause, new.pause, strict=True))


def _same_due(pair: Pair) -> bool:
    return pair.new_never_later and pair.turned.new_never_later


def _oldest_wait_suffices(pair: Pair) -> bool:
    """Whether fewer cases see every breach: from `every time` to `when`, where one answer answers all that wait.

    Take a case breached under `every time`, whose trigger fell into a running case of the same clause. That one began
    before, so its due (the same for all, and never earlier for a later start) is no later. It ran up to the trigger:
    an answer or excuse of it from then on, by its due, would be one of the later case's too. So it is breached itself.
    """
    old, new = pair.old, pair.new
    one_answer = isinstance(old.duty, Answers) and all(
        isinstance(part, Answer) and part.number == 1 for part in old.duty.parts
    )
    if (old.mode, new.mode) != (Mode.EVERY_TIME, Mode.WHEN) or not one_answer or old.opens is None:
        return False
    assert isinstance(old.duty, Answers)
    asked = [lines for part in old.duty.parts if isinstance(part, Answer) for lines in part.lines]
    alike = len(old.branches) <= 1 and (old.calendar is None or old.calendar.by is None)
    same = _same_opening(pair) and old.begins == new.begins and old.ends == new.ends and _same_due(pair)
    plain = isinstance(old.level, Budget) and old.level == Budget(0)
    apart = are_apart((old.opens,), (*asked, *old.excuses))
    return alike and same and plain and apart and _breaches(pair) and _breaches(pair.turned)


# --- breaches of a case


def _breaches(pair: Pair) -> bool:
    """Whether a case breached in the old version is breached in the new, by the same instant."""
    old, new = pair.old, pair.new
    if not are_among(new.excuses, old.excuses):
        return False
    match old.duty, new.duty:
        case Answers(), Answers():
            return _answers_no_earlier(pair, old.duty, new.duty) and _due_no_later(pair)
        case Limit(), Limit():
            return _limits(pair, old.duty, new.duty)
        case Gate(), Gate():
            return _gates(old.duty, new.duty)
    return False


def _due_no_later(pair: Pair) -> bool:
    """Whether the new due comes no later, pauses included.

    A pause only moves a due on; so one that only the old version has does no harm. One that both have stops both.
    """
    old, new = pair.old, pair.new
    if new.pause is not None and not _same_pause(old, new):
        return False
    return pair.new_never_later


def _answers_no_earlier(pair: Pair, old: Answers, new: Answers) -> bool:
    """Whether the new answer comes no earlier than the old one, on any log.

    An answer comes when the last of its parts has. So each part of the old must have come when some part of the new
    has: by as many of the same lines, or more, on as many days. Then what the old misses up to its due the new misses
    up to one no later, and neither the late nor the excused are good in the new.
    """
    return all(any(_comes_first(pair, part, other) for other in new.parts) for part in old.parts)


def _comes_first(pair: Pair, old: Answer | Stated, new: Answer | Stated) -> bool:
    if isinstance(old, Stated) or isinstance(new, Stated):
        alike = isinstance(old, Stated) and isinstance(new, Stated) and (old.name, old.role) == (new.name, new.role)
        return alike and isinstance(old, Stated) and isinstance(new, Stated) and new.kinds <= old.kinds
    if old.days > 1 and not pair.same_days:
        return False
    return old.number <= new.number and old.days <= new.days and are_among(new.lines, old.lines)


def _limits(pair: Pair, old: Limit, new: Limit) -> bool:
    """Whether what exceeds the old limit exceeds the new by then.

    The new one counts the same lines, or more, allows as many, or fewer, and ends no earlier; its excuses are all
    excuses of the old, which had none by then.
    """
    counted = are_among((old.lines,), (new.lines,)) and new.allowed <= old.allowed
    if not counted:
        return False
    if new.until is not None:
        return old.until is not None and are_among((new.until,), (old.until,))
    if not new.timed:
        return True
    paused = pair.old.pause is not None
    return old.timed and not (paused and not _same_pause(pair.old, pair.new)) and pair.turned.new_never_later


def _gates(old: Gate, new: Gate) -> bool:
    """Whether what comes too early in the old version does in the new: as few of its lines, or fewer, and as many asked."""
    if new.gate is None:
        return True
    return old.gate is not None and are_among((new.gate,), (old.gate,)) and old.number <= new.number


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
    if isinstance(new, Rate) or not _breaches(pair):
        return False
    if isinstance(old, Rate):
        return old.bound is Bound.AT_LEAST and new.allowed == 0
    return new.allowed <= old.allowed and _gathers(pair, old.each, new.each)


def _gathers(pair: Pair, old: Period | None, new: Period | None) -> bool:
    if new is None or (isinstance(pair.new.level, Budget) and pair.new.level.allowed == 0):
        return True
    return old is not None and pair.same_days and (old is new or new in _FINER[old])


def _rates(pair: Pair, old: Rate, new: Rate) -> bool:
    if old.bound.is_ceiling != new.bound.is_ceiling or not pair.same_days:
        return False
    if new.each is not old.each and old.each not in _FINER[new.each]:
        return False
    if not _asks_no_less(old, new):
        return False
    if old.bound.is_ceiling:
        # What is met must stay met: the mirror of everything else.
        return _cases(pair.turned) and _breaches(pair.turned)
    if not _breaches(pair):
        return False
    if new.share == 1 and new.bound is Bound.AT_LEAST and new.each is old.each:
        return True
    return _cases(pair.turned)


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

    The same period, where the new dates take in the old; a shorter one of those it is made up of for a floor (missed
    over the whole, it is missed in the last part, which has begun when the whole is over); a longer one for a ceiling
    (exceeded in a part, it is exceeded in the whole), where that is in force as a whole.
    """
    old, new = pair.old, pair.new
    if new.dates[0] > old.dates[0] or old.dates[1] > new.dates[1]:
        return False
    kind, other = old.clause.period, new.clause.period
    assert kind is not None
    assert other is not None
    assert isinstance(old.duty, Amount)
    if kind is other:
        return True
    if not old.duty.bound.is_ceiling:
        return kind in _FINER[other]
    first, last = old.dates
    whole = period_of(first, other).first >= new.dates[0] and period_of(last, other).last <= new.dates[1]
    return other in _FINER[kind] and whole
