"""The funnel for people: the inputs, each step with its figures, and what the clauses then ask for."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.result import DerivedFigure, GivenFigure, Target, Targets, TargetSheet
from sla_dsl.report.display import one_line, padded, printable, table, width


def targets_text(targets: Targets) -> str:
    """The funnel, a block for each set of periods; every line ends with a line break."""
    agreement = targets.agreement
    assert agreement is not None
    head = f"{agreement.id} {one_line(agreement.version)}"
    if agreement.funnel is None:
        return f"{head} has no funnel\n"
    blocks = [list(_sheet(agreement, sheet, targets)) for sheet in targets.sheets]
    return "\n".join([f"{head}\n", *("".join(f"{line}\n" for line in block) for block in blocks)])


def _sheet(agreement: Agreement, sheet: TargetSheet, targets: Targets) -> Iterator[str]:
    yield _periods(agreement, sheet, targets)
    yield from table([(*_given(one),) for one in sheet.given], "  ")
    column = max((width(printable(one.shown.name)) for one in sheet.derived), default=0)
    for step in sheet.derived:
        yield from _derived(step, column)
    if sheet.targets:
        yield "  asked for"
    yield from table([(target.clause, _target(target)) for target in sheet.targets], "    ")


def _periods(agreement: Agreement, sheet: TargetSheet, targets: Targets) -> str:
    assert agreement.funnel is not None
    each = agreement.funnel.each.value
    if not sheet.periods:
        return f"every other {each}" if len(targets.sheets) > 1 else f"every {each}"
    first, last = sheet.periods[0], sheet.periods[-1]
    if len(sheet.periods) == 1:
        return first
    return ", ".join(sheet.periods) if len(sheet.periods) <= 4 else f"{first} to {last}"


def _given(one: GivenFigure) -> tuple[str, str]:
    agreed = f"  (the agreement says {one.agreed})" if one.agreed is not None else ""
    return one.shown.name, f"{one.shown.text}{agreed}"


def _derived(step: DerivedFigure, column: int) -> Iterator[str]:
    name = padded(printable(step.shown.name), column)
    yield f"  {name}  = {one_line(step.formula)}"
    yield f"  {' ' * column}  = {one_line(step.substituted)}"
    told = one_line(step.shown.text)
    yield f"  {' ' * column}  {'' if told.startswith('≈') else '= '}{told}"


def _target(target: Target) -> str:
    exactly = f" (unrounded {target.exactly.text})" if target.exactly.figure != target.rounded.figure else ""
    return f"{target.bound} {target.rounded.text}, [{target.name}]{exactly}"
