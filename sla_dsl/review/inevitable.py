"""Whether a conflict of two clauses catches every case, so that the agreement cannot be kept once there is one."""

from __future__ import annotations

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Mode, RateLevel
from sla_dsl.model.values import Share
from sla_dsl.review.events import is_strictly
from sla_dsl.review.obligations import Limit, Need, holds_when


def is_inevitable(need: Need, limit: Limit, agreement: Agreement) -> bool:
    """Whether every case of what is asked for breaks one of the two, and neither forgives that."""
    clauses = need.clause, limit.clause
    excused = any(clause.unless or clause.paused_while for clause in clauses)
    forgiven = limit.clause.level is not None or not _asks(need.clause)
    if excused or forgiven or not holds_when(limit.clause, need.clause, agreement):
        return False
    strictly = [is_strictly(answer, limit.event) for answer in need.answers]
    return (all(strictly) if need.any_is_enough else any(strictly)) and _always_opens(need, limit)


def _asks(clause: Clause) -> bool:
    """Whether one case more that is met, out of all, is asked for."""
    level = clause.level
    return level is None or (isinstance(level, RateLevel) and isinstance(level.share, Share) and level.share.value > 0)


def _always_opens(need: Need, limit: Limit) -> bool:
    """Whether each case of the one comes with a case of the other that began no later."""
    if limit.trigger is None or limit.clause.trigger is None:
        return True
    if not is_strictly(need.trigger, limit.trigger):
        return False
    mode = limit.clause.trigger.mode
    return mode is Mode.EVERY_TIME or (mode is Mode.WHEN and is_strictly(limit.trigger, need.trigger))
