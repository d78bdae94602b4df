"""Shares without their sign: `win rate: 0.2` and `marketing share: 30` are counts, which are reckoned with as such."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.funnel import figure_text, shares_meant
from sla_dsl.model.agreement import Agreement
from sla_dsl.review.places import Places, Told


def plain_shares(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA021: a given figure that is called a share, and is a plain number no greater than 100."""
    for figure in agreement.funnel.given.values() if agreement.funnel else ():
        meant = next(iter(shares_meant(figure).values()), None)
        if meant is not None:
            told = Told(
                f"`{figure.name}` is a plain number, and reads as if it were a share",
                f"write `{figure_text(meant)}` where a share is meant; else call it by another name",
            )
            yield places.note("SLA021", told, places.value("funnel", "given", figure.name))
