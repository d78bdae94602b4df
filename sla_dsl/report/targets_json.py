"""The funnel as JSON: every figure exactly, and as people write it."""

from __future__ import annotations

from sla_dsl.model.result import ShownFigure, Targets, TargetSheet
from sla_dsl.report.json_text import JsonValue, figure_json, json_text

VERSION = 1
"""The version of this report's form."""


def targets_json(targets: Targets) -> str:
    """The funnel; figures are exact text (`600`, `30%`, `2000000 EUR`, `200/3`)."""
    agreement = targets.agreement
    assert agreement is not None
    funnel = agreement.funnel
    return json_text(
        {
            "report": VERSION,
            "agreement": {
                "id": agreement.id,
                "version": agreement.version,
                "file": agreement.file,
                "digest": agreement.digest,
            },
            "each": funnel.each.value if funnel else None,
            "sheets": [_sheet(sheet) for sheet in targets.sheets],
        }
    )


def _sheet(sheet: TargetSheet) -> JsonValue:
    return {
        "periods": list(sheet.periods),
        "given": [{**_figure(one.shown), "agreed": one.agreed} for one in sheet.given],
        "derived": [
            {**_figure(one.shown), "formula": one.formula, "substituted": one.substituted} for one in sheet.derived
        ],
        "targets": [
            {
                "clause": one.clause,
                "name": one.name,
                "bound": one.bound,
                "required": figure_json(one.rounded.figure),
                "exactly": figure_json(one.exactly.figure),
            }
            for one in sheet.targets
        ],
    }


def _figure(shown: ShownFigure) -> dict[str, JsonValue]:
    return {"name": shown.name, "figure": figure_json(shown.figure), "text": shown.text}
