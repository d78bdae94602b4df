"""Provisional: what the structure alone says."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation


def relate(old: Agreement, new: Agreement, old_clause: str | None, new_clause: str | None) -> Related:
    """How the clause stands to its old version."""
    if old_clause is None:
        return Related(Relation.STRICTER, "the duty is new")
    if new_clause is None:
        return Related(Relation.LOOSER, "the duty is gone")
    before, after = old.clauses[old_clause], new.clauses[new_clause]
    if replace(before, id="", was=None, why=None) == replace(after, id="", was=None, why=None) and (
        old.calendars, old.timezone, old.funnel, old.vocabulary) == (
        new.calendars, new.timezone, new.funnel, new.vocabulary):  # fmt: skip
        return Related(Relation.EQUIVALENT)
    return Related(Relation.UNPROVEN, "nothing is proven yet")
