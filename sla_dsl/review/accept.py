"""Warnings that a clause accepts with a written reason, and acceptances that accept nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sla_dsl.diagnostics import CODES, Diagnostic, Span, suggestion
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause
from sla_dsl.review.places import Places, Told


def after_acceptance(found: Iterable[Diagnostic], agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """The findings less the warnings that the clause they stand in accepts, and SLA017 for what accepts none.

    An error cannot be accepted, nor what stands outside the clause.
    """
    accepting = [clause for clause in agreement.clauses.values() if clause.accepts]
    used: set[tuple[str, str]] = set()
    for one in found:
        clause = next((clause for clause in accepting if _accepts(clause, one)), None)
        if clause is None:
            yield one
        else:
            used.add((clause.id, one.code))
    for clause in accepting:
        for code in clause.accepts:
            if (clause.id, code) not in used:
                span = places.keys.get(("clauses", clause.id, "accept", code), clause.span)
                yield places.note("SLA017", _nothing(clause, code), span)


def _accepts(clause: Clause, one: Diagnostic) -> bool:
    span = one.place.span if one.place else None
    return one.severity == "warning" and one.code in clause.accepts and _holds(clause.span, span)


def _holds(outer: Span | None, inner: Span | None) -> bool:
    if outer is None or inner is None:
        return False
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return begins and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def _nothing(clause: Clause, code: str) -> Told:
    if code not in CODES:
        return Told(f"there is no code `{code}` to accept", suggestion(code, CODES, "write the code of a warning"))
    if CODES[code].severity == "error":
        return Told(f"`{code}` is an error, and an error cannot be accepted", "mend the clause, and leave this out")
    return Told(f"`{clause.id}` accepts `{code}`, and has no such warning", "leave it out")
