"""One lead under a `deliver`: what it brings to each period."""

from __future__ import annotations

from collections.abc import Collection

from sla_dsl.engine.findings import Findings
from sla_dsl.engine.plan import ClausePlan, money_field
from sla_dsl.engine.reference.matching import opportunity_of
from sla_dsl.engine.reference.trial import Lead
from sla_dsl.model.values import Money


def examine_promise(lead: Lead, plan: ClausePlan, judged: Collection[str]) -> Findings:
    """What the lead's subjects bring to the periods that are judged (by name)."""
    findings = Findings()
    assert plan.trigger is not None
    assert plan.each is not None
    firsts: dict[tuple[str, str | None], int] = {}
    amounts: dict[tuple[str, str | None], Money] = {}
    carrier = money_field(plan.trigger, lead.terms.agreement.vocabulary)
    for place, certain in lead.matches.candidates(plan.trigger, plan.each):
        event = lead.history.events[place]
        period = lead.terms.figures.period(event.time, plan.each).name
        if period not in judged:
            continue
        if not certain:
            findings.unknown += 1
            continue
        subject = (period, opportunity_of(lead.history, place) if plan.about == "opportunity" else None)
        firsts.setdefault(subject, event.time)
        amount = event.values.get(carrier) if carrier else None
        if isinstance(amount, Money):
            amounts[subject] = amount
    for (period, _), instant in firsts.items():
        findings.delivered.firsts.setdefault(period, []).append(instant)
    for (period, _), money in amounts.items():
        findings.delivered.amounts[period] = findings.delivered.amounts.get(period, 0) + money.amount
    return findings
