"""Values that say that there is none, or one: `reason is not null` waits for any reason but the word `null`."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.words import SAYS_NOTHING, SAYS_SOMETHING
from sla_dsl.review.bare_values import bare_values
from sla_dsl.review.places import Places, Told


def no_values(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA019: a bare word that says that a value is missing, or is there. In double quotes it is meant as text."""
    for condition, value, place in bare_values(agreement, places):
        if value.casefold() in SAYS_NOTHING:
            instead = f"{condition.name} is {'known' if condition.negated else 'missing'}"
            told = Told(
                f"`{value}` is a text like any other here, and says nothing of a value that is missing",
                f'write `{instead}`, or `"{value}"` where the text is meant',
            )
            yield places.note("SLA019", told, place)
        elif value.casefold() in SAYS_SOMETHING:
            instead = f"{condition.name} is {'missing' if condition.negated else 'known'}"
            told = Told(
                f"`{value}` is a text like any other here, and does not say that there is a value",
                f'write `{instead}`, or `"{value}"` where the text is meant',
            )
            yield places.note("SLA019", told, place)
