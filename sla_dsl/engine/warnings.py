"""What was judged on shaky ground, told as warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sla_dsl.diagnostics import Diagnostic, diagnostic
from sla_dsl.engine.findings import Examined
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Event

NAMED = 3
"""Leads that a warning names, at most."""


def warnings_of(
    agreement: Agreement, events: Iterable[Event], examined: Examined, reported: Sequence[str]
) -> tuple[Diagnostic, ...]:
    """All warnings; those about cases for the `reported` clauses."""
    return (
        *_shared_opportunities(agreement, events),
        *_ties(examined),
        *_calendars(agreement, examined, reported),
        *_tiers(examined, reported),
    )


def _shared_opportunities(agreement: Agreement, events: Iterable[Event]) -> Iterator[Diagnostic]:
    about = {kind for kind, declared in agreement.vocabulary.events.items() if declared.about == "opportunity"}
    first: dict[str, str] = {}
    shared: dict[str, set[str]] = {}
    for event in events:
        if event.kind in about:
            opportunity = event.lead if event.opportunity is None else event.opportunity
            lead = first.setdefault(opportunity, event.lead)
            if lead != event.lead:
                shared.setdefault(opportunity, {lead}).add(event.lead)
    for opportunity in sorted(shared):
        yield diagnostic(
            "SLA801",
            f"the opportunity `{opportunity}` stands under {len(shared[opportunity])} leads: "
            f"{_named(sorted(shared[opportunity]))}",
            help="each is judged as an opportunity of its own; give every opportunity one lead, or another id",
        )


def _ties(examined: Examined) -> Iterator[Diagnostic]:
    for fact in sorted(examined.ties):
        leads = examined.ties[fact]
        yield diagnostic(
            "SLA802",
            f"`{fact}` has two values at one instant for {_counted(leads, 'lead')}, "
            f"{'' if leads == 1 else 'first of them '}`{examined.tied_leads[fact]}`; the greater as text counts",
            help="give such events an `id` each: then the greatest counts",
        )


def _calendars(agreement: Agreement, examined: Examined, reported: Sequence[str]) -> Iterator[Diagnostic]:
    choice = agreement.calendar
    for clause in reported:
        cases = examined.findings[clause].calendars_unknown
        if choice is not None and cases:
            yield diagnostic(
                "SLA803",
                f"`{clause}`: {_counted(cases, 'case')} had no known `{choice.by}` to choose a calendar by, "
                f"so `{choice.otherwise}` counts",
                help=f"let the log carry `{choice.by}` by the time a case starts",
            )


def _tiers(examined: Examined, reported: Sequence[str]) -> Iterator[Diagnostic]:
    for clause in reported:
        cases = examined.findings[clause].tiers_passed
        if cases:
            yield diagnostic(
                "SLA804",
                f"`{clause}`: for {_counted(cases, 'case')} a deadline was passed over, "
                "since a value in its condition is not known",
                help="let the log carry every value that a deadline hangs on by the time a case starts",
            )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _named(leads: Sequence[str]) -> str:
    """The leads by name, the rest of many counted."""
    shown = [f"`{lead}`" for lead in leads[:NAMED]]
    rest = len(leads) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
