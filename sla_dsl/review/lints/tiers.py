"""Tiers that no case reaches, since earlier ones take them all, and tiers that change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_dsl.diagnostics import Diagnostic, Span
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Condition, Tier
from sla_dsl.review.durations import is_same
from sla_dsl.review.events import trigger_of
from sla_dsl.review.places import Places, Told, duration_words
from sla_dsl.review.values import Types, covered, implies, possible


def tiers(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA004: a deadline that no case has. SLA005: a tier with the deadline that its cases have without it."""
    for clause in agreement.clauses.values():
        if clause.deadline is None or not clause.deadline.tiers:
            continue
        trigger = trigger_of(clause, agreement)
        given: tuple[Condition, ...] = trigger.all if trigger else ()
        types = trigger.types if trigger else agreement.vocabulary.facts
        if possible(given, types):
            yield from _of_clause(clause, given, types, places)


def _of_clause(clause: Clause, given: Sequence[Condition], types: Types, places: Places) -> Iterator[Diagnostic]:
    assert clause.deadline is not None
    reached: list[Tier] = []
    for tier in clause.deadline.tiers:
        if not possible(tier.conditions, types):
            continue
        told = _unreached(tier, reached, given, types, places)
        if told is not None:
            yield told
            continue
        reached.append(tier)
    if any(possible((*given, *tier.conditions), types) for tier in reached):
        if covered(given, [tier.conditions for tier in reached], types):
            yield _no_default(clause, places)
            return
        yield from _indifferent(clause, reached, given, types, places)


def _unreached(
    tier: Tier, earlier: Sequence[Tier], given: Sequence[Condition], types: Types, places: Places
) -> Diagnostic | None:
    held, span = (*given, *tier.conditions), _span(tier)
    words = places.text(span)
    if not possible(held, types):
        way_out = "leave the tier out, or write another condition"
        return places.note("SLA004", Told(f"no case that the trigger opens has `{words}`", way_out), span)
    for before in earlier:
        if implies(held, before.conditions, types):
            message = f"no case is left for `{words}`: `{places.text(_span(before))}` takes them all"
            told = Told(message, "put the narrower condition first, or leave this tier out")
            return places.note("SLA004", told, span, (_span(before), "the tier that takes them is here"))
    if earlier and covered(held, [before.conditions for before in earlier], types):
        message = f"no case is left for `{words}`: the tiers before it take them all"
        return places.note("SLA004", Told(message, "put the narrower condition first, or leave this tier out"), span)
    return None


def _no_default(clause: Clause, places: Places) -> Diagnostic:
    assert clause.deadline is not None
    span = places.words(clause, "or", duration_words(clause.deadline.otherwise), last=True)
    words = places.words(clause, duration_words(clause.deadline.otherwise), last=True)
    told = Told(
        f"no case has the last deadline, `{places.text(words)}`: the tiers take them all",
        "leave out the condition of the last tier, and what follows it",
    )
    return places.note("SLA004", told, words or span)


def _indifferent(
    clause: Clause, reached: Sequence[Tier], given: Sequence[Condition], types: Types, places: Places
) -> Iterator[Diagnostic]:
    """Tiers whose cases would have the same time without them."""
    assert clause.deadline is not None
    otherwise = clause.deadline.otherwise
    for number, tier in enumerate(reached):
        later = [other for other in reached[number + 1 :] if not is_same(other.duration, tier.duration)]
        held = (*given, *tier.conditions)
        if not is_same(tier.duration, otherwise) or any(possible((*held, *one.conditions), types) for one in later):
            continue
        message = f"the tier `{places.text(_span(tier))}` makes no difference: its cases have the same time without it"
        yield places.note("SLA005", Told(message, "leave the tier out, or give it another time"), _span(tier))


def _span(tier: Tier) -> Span | None:
    first, last = tier.conditions[0].span, tier.conditions[-1].span
    return first.to(last) if first and last else None
