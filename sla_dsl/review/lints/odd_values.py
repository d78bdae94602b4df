"""Values that read like several, or like one with words around it: `DE/AT`, `any of DE`, `by phone`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.review.bare_values import bare_values
from sla_dsl.review.places import Places, Told

_AROUND = re.compile(
    r"(?P<around>(?:any|one|all|some|each|none)\s+of|either|neither|equal\s+to|exactly|only|like|containing|contains|"
    r"starting\s+with|by|via|through|from|to|in|on|at|with|a\s+kind\s+of)\s+(?P<value>\S.*)"
)


def odd_values(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA020: a bare text that was most likely meant for another, or for several. In double quotes it is not asked."""
    for _, value, place in bare_values(agreement, places):
        around = _AROUND.fullmatch(value)
        several = [part for part in value.split("/") if part]
        meant = around["value"] if around else " or ".join(several)
        if around or (len(several) > 1 and " " not in value):
            told = Told(
                f"`{value}` is one text here, word for word",
                f'write `{meant}`, or `"{value}"` where the whole text is meant',
            )
            yield places.note("SLA020", told, place)
