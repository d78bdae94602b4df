"""What was judged on shaky ground, told as warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sla_dsl.diagnostics import Diagnostic, diagnostic
from sla_dsl.engine.findings import Doubts
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Event

NAMED = 3
"""Leads that a warning names, at most."""


def warnings_of(agreement: Agreement, doubts: Doubts, reported: Sequence[str]) -> tuple[Diagnostic, ...]:
    """All warnings; those about cases for the `reported` clauses."""
    return (
        *_shared_opportunities(doubts),
        *_ties(doubts),
        *_calendars(agreement, doubts, reported),
        *_tiers(doubts, reported),
    )


def shared_opportunities(agreement: Agreement, events: Iterable[Event]) -> dict[str, set[str]]:
    """The opportunities that stand under several leads, and these."""
    about = {kind for kind, declared in agreement.vocabulary.events.items() if declared.about == "opportunity"}
    first: dict[str, str] = {}
    shared: dict[str, set[str]] = {}
    for event in events:
        if event.kind in about:
            opportunity = event.lead if event.opportunity is None else event.opportunity
            lead = first.setdefault(opportunity, event.lead)
            if lead != event.lead:
                shared.setdefault(opportunity, {lead}).add(event.lead)
    return shared


def _shared_opportunities(doubts: Doubts) -> Iterator[Diagnostic]:
    for opportunity, leads in sorted(doubts.shared.items()):
        yield diagnostic(
            "SLA801",
            f"the opportunity `{opportunity}` stands under {len(leads)} leads: {_named(sorted(leads))}",
            help="each is judged as an opportunity of its own; give every opportunity one lead, or another id",
        )


def _ties(doubts: Doubts) -> Iterator[Diagnostic]:
    for fact, (leads, first) in sorted(doubts.ties.items()):
        yield diagnostic(
            "SLA802",
            f"`{fact}` has two values at one instant for {_counted(leads, 'lead')}, "
            f"{'' if leads == 1 else 'first of them '}`{first}`; the greater as text counts",
            help="give such events an `id` each: then the greatest counts",
        )


def _calendars(agreement: Agreement, doubts: Doubts, reported: Sequence[str]) -> Iterator[Diagnostic]:
    choice = agreement.calendar
    for clause in reported:
        cases = doubts.calendars_unknown.get(clause)
        if choice is not None and cases:
            yield diagnostic(
                "SLA803",
                f"`{clause}`: {_counted(cases, 'case')} had no known `{choice.by}` to choose a calendar by, "
                f"so `{choice.otherwise}` counts",
                help=f"let the log carry `{choice.by}` by the time a case starts",
            )


def _tiers(doubts: Doubts, reported: Sequence[str]) -> Iterator[Diagnostic]:
    for clause in reported:
        cases = doubts.tiers_passed.get(clause)
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
