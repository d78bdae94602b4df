"""Figures without their sign: `win rate: 0.2` and `average deal: 15 000` are counts, and are reckoned with as such."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.funnel import figure_text, signs_meant
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.values import Share
from sla_dsl.review.places import Places, Told


def plain_figures(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA021: a given figure that is called a share or money, and is a plain number."""
    for name, meant in signs_meant(agreement.funnel).items() if agreement.funnel else ():
        figure = next(iter(meant.values()))
        what = "a share" if isinstance(figure, Share) else "money"
        told = Told(
            f"`{name}` is a plain number, and reads as if it were {what}",
            f"write `{figure_text(figure)}` where {what} is meant; else call it by another name",
        )
        yield places.note("SLA021", told, places.value("funnel", "given", name))
