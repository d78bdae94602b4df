"""A log lead by lead: every clause, each after the one whose breach it waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sla_dsl.engine.findings import Examined, Findings
from sla_dsl.engine.plan import ClausePlan
from sla_dsl.engine.reference.cases import examine_cases
from sla_dsl.engine.reference.history import History, in_order
from sla_dsl.engine.reference.matching import Matches
from sla_dsl.engine.reference.opening import Breach
from sla_dsl.engine.reference.promises import examine_promise
from sla_dsl.engine.reference.trial import Lead
from sla_dsl.engine.terms import Terms
from sla_dsl.model.clause import Deliver
from sla_dsl.model.event import Event


def examine(
    events: Iterable[Event], plans: Sequence[ClausePlan], terms: Terms, judged: Mapping[str, Collection[str]]
) -> Examined:
    """What all leads come to under each clause; `judged` names the periods of each `deliver` that count."""
    examined = Examined({plan.clause.id: Findings() for plan in plans})
    by_lead: dict[str, list[Event]] = {}
    for event in events:
        by_lead.setdefault(event.lead, []).append(event)
    for name in sorted(by_lead):
        history = History(in_order(by_lead[name]))
        lead = Lead(name, history, Matches(history, terms), terms, {})
        _examine_lead(lead, plans, judged, examined)
        for fact in history.ties:
            examined.ties[fact] += 1
            examined.tied_leads.setdefault(fact, name)
    return examined


def _examine_lead(
    lead: Lead, plans: Sequence[ClausePlan], judged: Mapping[str, Collection[str]], examined: Examined
) -> None:
    breaches: dict[str, list[Breach]] = {}
    for plan in plans:
        name, findings = plan.clause.id, None
        if plan.trigger is None:
            watched = breaches.get(plan.watched or "")
            if watched:
                findings, breaches[name] = examine_cases(lead, plan, watched)
        elif plan.trigger.conditions.keys().isdisjoint(lead.history.places):
            continue
        elif isinstance(plan.clause.duty, Deliver):
            findings = examine_promise(lead, plan, judged[name])
        else:
            findings, breaches[name] = examine_cases(lead, plan, ())
        if findings is not None:
            examined.findings[name].add(findings)
