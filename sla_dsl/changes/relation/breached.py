"""Whether each case of the old version is one of the new, and each that is breached there is breached here.

Each rule is sound by the argument in its docstring; where none applies nothing is claimed.
"""

from __future__ import annotations

from sla_dsl.changes.relation.cells import Pair
from sla_dsl.changes.relation.form import Answer, Answers, Budget, Form, Gate, Limit, Stated
from sla_dsl.changes.relation.lines import Lines, are_among, are_apart, are_same
from sla_dsl.changes.relation.solver import Answered, can_part
from sla_dsl.model.clause import IsKnown, Mode
from sla_dsl.review.values import implies

_BREADTH = {Mode.FIRST_TIME: 0, Mode.WHEN: 1, Mode.EVERY_TIME: 2}


def cases_stay(pair: Pair) -> bool:
    """Whether each case of the old version is one of the new.

    The domain is that no trigger falls into a running case of either version; so with `when` every trigger in force
    opens a case, as it does with `every time` on any log. With `the first time` the first match must be the same in
    both. From `when` to `every time`, and from `the first time` to either (by the same lines), all cases stay, also
    where triggers repeat.
    """
    return _in_dates(pair.old, pair.new) and openings_stay(pair)


def openings_stay(pair: Pair) -> bool:
    """The same, dates apart."""
    return pair.old.about == pair.new.about and (_all_open(pair) or _oldest_wait_suffices(pair))


def _all_open(pair: Pair) -> bool:
    old, new = pair.old, pair.new
    if _BREADTH[old.mode] > _BREADTH[new.mode]:
        return False
    if Mode.FIRST_TIME in (old.mode, new.mode) and new.mode is not Mode.EVERY_TIME:
        return _same_opening(pair)
    if (old.watched is None) != (new.watched is None):
        return False
    if pair.watched is not None:
        # Where the mode changes, all logs count: then both must wait for the very same.
        same_mode = old.mode is new.mode
        return _same_instants(pair.watched) and (same_mode or _same_instants(pair.watched.turned))
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
    if old.mode is not new.mode or not cases_stay(pair) or not are_among(new.excuses, old.excuses):
        return False
    if not _same_pause(old, new):
        return False
    if isinstance(old.duty, Gate):
        return breaches_stay(pair)
    if not _same_due(pair):
        return False
    if isinstance(old.duty, Limit) and isinstance(new.duty, Limit):
        same = are_same((old.duty.lines,), (new.duty.lines,)) and old.duty.allowed == new.duty.allowed
        return same and breaches_stay(pair)
    return breaches_stay(pair) and breaches_stay(pair.turned)


def _same_pause(old: Form, new: Form) -> bool:
    if old.pause is None or new.pause is None:
        return old.pause is new.pause
    return all(are_same((one,), (other,)) for one, other in zip(old.pause, new.pause, strict=True))


def _same_due(pair: Pair) -> bool:
    return pair.new_never_later and pair.turned.new_never_later


def _oldest_wait_suffices(pair: Pair) -> bool:
    """Whether each breach of the old version comes with one of the new, which has the oldest wait alone (`when`).

    Take a case breached in the old version. Its trigger is one of the new. Where that opened no case of the new, it
    fell into a running one, which began before: so its due (the same time for all) is no later. That one ran up to
    the trigger, so nothing had answered or excused it, and whatever does from then on, by its due, would be a later
    case's answer or excuse too, since a single line decides. There is none, so it is breached. One breach must be
    enough to break the new version; the cases themselves are not the same.
    """
    new = pair.new
    if new.mode is not Mode.WHEN or not isinstance(new.duty, Answers):
        return False
    part = new.duty.parts[0]
    if len(new.duty.parts) > 1 or not isinstance(part, Answer) or part.number > 1:
        return False
    by_fact = new.calendar is not None and new.calendar.by is not None
    same_time = len(new.branches) <= 1 and not (
        by_fact and any(one.duration.unit.needs_calendar for one in new.branches)
    )
    one_breaks = isinstance(new.level, Budget) and new.level.allowed == 0
    return one_breaks and same_time and _opens_apart(pair, (*part.lines, *new.excuses)) and breaches_stay(pair)


def _opens_apart(pair: Pair, deciding: tuple[Lines, ...]) -> bool:
    """Whether each trigger of the old version is one of the new, and none of them decides a case of its own.

    A response that is waited for is breached at its due, by no line.
    """
    old, new, watched = pair.old, pair.new, pair.watched
    if old.opens is not None and new.opens is not None:
        return are_apart((new.opens,), deciding) and are_among((old.opens,), (new.opens,))
    if watched is None or not isinstance(watched.old.duty, Answers):
        return False
    return _same_instants(watched) and _same_instants(watched.turned)


def breaches_stay(pair: Pair) -> bool:
    """Whether a case breached in the old version is breached in the new, by the same instant."""
    return breaches_by_rule(pair) or (pair.solved and can_part(pair).answer is Answered.IMPOSSIBLE)


def adds_nothing_good(pair: Pair) -> bool:
    """Whether a case that counts as good for a rate in the new version does in the old.

    By the rules it does: see `_answers_no_earlier` and `_limits`.
    """
    return breaches_by_rule(pair) or (pair.solved and can_part(pair, good=True).answer is Answered.IMPOSSIBLE)


def breaches_by_rule(pair: Pair) -> bool:
    """The same, told by rules alone: the duties are of one kind, and nothing excuses that did not excuse before."""
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
    up to one no later, and neither the late nor the excused are good in the new. A name that the trigger itself must
    have stated has come before all.
    """
    return all(
        _comes_at_once(pair.old, part) or any(_comes_first(pair, part, other) for other in new.parts)
        for part in old.parts
    )


def _comes_at_once(form: Form, part: Answer | Stated) -> bool:
    """Whether every trigger has stated the name: it is one of the conditions that the name is known."""
    if not isinstance(part, Stated) or form.opens is None:
        return False
    known = (IsKnown(part.name, part.role, known=True),)
    return all(
        (part.role == "fact" or kind in part.kinds) and implies(conditions, known, form.opens.types[kind])
        for kind, conditions in form.opens.kinds.items()
    )


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
    """Whether what comes too early in the old version does in the new.

    It asks for as many lines, or more, and no line counts that did not count before.
    """
    if new.gate is None:
        return True
    return old.gate is not None and are_among((new.gate,), (old.gate,)) and old.number <= new.number
