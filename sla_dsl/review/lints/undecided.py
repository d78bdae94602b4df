"""Clauses that nothing can ever break: no deadline, no dates, no share that could be missed."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import (
    Bound,
    Clause,
    Deliver,
    Ensure,
    EventTrigger,
    IsKnown,
    IsValue,
    MustNot,
    Period,
    RateLevel,
    Respond,
    StateNames,
)
from sla_dsl.model.period import next_period, period_of
from sla_dsl.model.values import Share, percent_text
from sla_dsl.review.events import rooted
from sla_dsl.review.obligations import common_dates
from sla_dsl.review.places import Places, Told
from sla_dsl.review.values import rooms


def undecided(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA011: a clause that is never decided against anyone."""
    for clause in agreement.clauses.values():
        found = (
            _never_judged(clause, agreement, places)
            or _without_deadline(clause, places)
            or _known_already(clause, agreement, places)
            or _any_share(clause, places)
        )
        if found is not None:
            yield found


def _never_judged(clause: Clause, agreement: Agreement, places: Places) -> Diagnostic | None:
    """Its own dates lie outside those of the agreement, or no whole period of a `deliver` lies inside both."""
    dates = common_dates(agreement, clause)
    if dates is None:
        told = Told(
            f"`{clause.id}` never holds: its dates lie outside those of the agreement", "mend its `from` and `until`"
        )
        return places.note("SLA011", told, places.id(clause))
    if not isinstance(clause.duty, Deliver) or clause.period is None:
        return None
    first, last = dates
    whole = period_of(first, clause.period)
    following = whole if whole.first >= first else next_period(whole, clause.period)
    if following is not None and following.last <= last:
        return None
    told = Told(
        f"`{clause.id}` is never judged: no whole {clause.period} lies inside its dates",
        f"promise for each {_shorter(clause.period)}, or let the dates take in a whole {clause.period}",
    )
    return places.note("SLA011", told, places.words(clause, f"each {clause.period}"))


def _shorter(period: Period) -> Period:
    order = list(Period)
    return order[max(order.index(period) - 1, 0)]


def _without_deadline(clause: Clause, places: Places) -> Diagnostic | None:
    if clause.deadline is not None or isinstance(clause.duty, MustNot | Deliver):
        return None
    if isinstance(clause.duty, Ensure) and _can_be_missed(clause.duty):
        return None
    told = Told(
        f"`{clause.id}` has no deadline: what is never answered stays pending for good, and nobody breaks it",
        "say how soon: add `within …`",
    )
    span = clause.duty.event.span if isinstance(clause.duty, Respond) else places.words(clause, f"{clause.party} must")
    return places.note("SLA011", told, span)


def _can_be_missed(duty: Ensure) -> bool:
    """Whether the share can be missed while everything may come still."""
    return duty.bound.is_ceiling or (duty.bound, duty.share) == (Bound.MORE_THAN, Share(1))


def _known_already(clause: Clause, agreement: Agreement, places: Places) -> Diagnostic | None:
    """`state NAMES` where the trigger opens a case only with all of them known."""
    if not isinstance(clause.duty, StateNames) or not isinstance(clause.trigger, EventTrigger):
        return None
    trigger = rooted(clause.trigger.event, agreement.vocabulary)
    held = rooms(trigger.own, trigger.types)
    if not all(name in held and held[name].known for name in clause.duty.names):
        return None
    told = Told(
        f"`{clause.id}` is met as soon as it is owed: its trigger asks for what is to be stated",
        "leave the condition out, or name what is not known yet",
    )
    span = next(one.span for one in trigger.own if one.name in clause.duty.names and isinstance(one, IsKnown | IsValue))
    return places.note("SLA011", told, span)


def _any_share(clause: Clause, places: Places) -> Diagnostic | None:
    """A share that every outcome has."""
    if isinstance(clause.level, RateLevel) and clause.level.share == Share(0):
        told = Told(f"`{clause.id}` forgives every breach: any rate is at least 0%", "write the share that is meant")
        return places.note("SLA011", told, places.words(clause, "for at least", "0%"))
    if isinstance(clause.duty, Ensure) and isinstance(clause.duty.share, Share):
        bound, share = clause.duty.bound, clause.duty.share
        if (bound, share.value) in ((Bound.AT_LEAST, 0), (Bound.AT_MOST, 1)):
            words = f"{bound} {percent_text(share.value)}"
            told = Told(f"`{clause.id}` can never be broken: every share is {words}", "write the share that is meant")
            return places.note("SLA011", told, places.words(clause, words))
    return None
