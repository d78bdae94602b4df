"""Names that the file declares and nobody uses."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.diagnostics import Diagnostic
from sla_dsl.language.vocabulary import standard_vocabulary
from sla_dsl.model.agreement import Agreement
from sla_dsl.review.places import Places, Told
from sla_dsl.review.uses import Uses, uses_of


def unused(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA014: a consequence, contact, calendar, event, fact, state or figure that nothing in the file refers to.

    Parties that owe nothing and are owed nothing are fine; so is what only changes a word of the standard vocabulary.
    """
    uses = uses_of(agreement)
    for path, kind, way_out in _declared(agreement, uses):
        if path in places.keys:
            told = Told(f"nobody uses the {kind} `{path[-1]}`", way_out)
            yield places.note("SLA014", told, places.keys[path])


def _declared(agreement: Agreement, uses: Uses) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What is not used: its path in the file, what it is, and the way out."""
    for name in agreement.contacts.keys() - uses.people:
        yield ("contacts", name), "contact", "name it after `notify`, or leave it out"
    for name in agreement.consequences.keys() - uses.consequences:
        yield ("consequences", name), "consequence", "name it after `apply`, or leave it out"
    for name in agreement.calendars.keys() - uses.calendars:
        yield ("calendars", name), "calendar", "count business time by it, or leave it out"
    yield from _vocabulary(agreement, uses)
    funnel = agreement.funnel
    for name in (funnel.given.keys() - uses.figures) if funnel else ():
        yield ("funnel", "given", name), "figure", "use it in a formula or as `[…]` in a clause, or leave it out"
    for name in (funnel.derive.keys() - uses.figures) if funnel else ():
        yield ("funnel", "derive", name), "figure", f"write `[{name}]` in a clause, or leave it out"


def _vocabulary(agreement: Agreement, uses: Uses) -> Iterator[tuple[tuple[str, ...], str, str]]:
    standard, vocabulary = standard_vocabulary(), agreement.vocabulary
    for name in vocabulary.facts.keys() - standard.facts.keys() - uses.values:
        yield ("vocabulary", "facts", name), "fact", "name it in a condition, or leave it out"
    for name in vocabulary.events.keys() - standard.events.keys() - uses.events:
        yield ("vocabulary", "events", name), "event", "name it in a clause, or leave it out"
    for name in vocabulary.states.keys() - standard.states.keys() - uses.states:
        yield ("vocabulary", "states", name), "state", "name it after `paused while`, or leave it out"
