"""Who has agreed to what → changes with their signatures.

A signature is given to what stood there when it was given: it settles the differences that were there then, and none
that came after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Change


class Signature(NamedTuple):
    """A party that has agreed, and the fingerprints of what it has agreed to; none: to everything."""

    party: str
    to: frozenset[str] | None = None


def with_signatures(changes: Iterable[Change], given: Collection[Signature]) -> tuple[Change, ...]:
    """The changes, each with those of its signers that have agreed to it."""
    return tuple(_signed(change, given) for change in changes)


def _signed(change: Change, given: Collection[Signature]) -> Change:
    agreed = {one.party for one in given if one.to is None or change.fingerprint in one.to}
    return replace(change, signed=tuple(party for party in change.signs if party in agreed))


def party_named(who: str, *versions: Agreement) -> str | None:
    """The id of the party that is meant by an id, a name, or by who signs for it; an address after it is left out."""
    told = who.partition("<")[0].strip() or who.strip()
    names: Mapping[str, str] = {
        name.casefold(): party.id
        for agreement in reversed(versions)
        for party in agreement.parties.values()
        for name in (party.signs, party.name, party.id)
        if name
    }
    return names.get(told.casefold())
