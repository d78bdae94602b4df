"""Everything of two agreements that is not a clause → what differs, and which clauses it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeVar

from sla_dsl.changes.calendar_edits import calendar_edits
from sla_dsl.changes.clause_edits import dates
from sla_dsl.changes.edits import Edit, Edits, Version, comes, on_one_line, told
from sla_dsl.changes.funnel_edits import funnel_edits
from sla_dsl.changes.uses import Uses
from sla_dsl.changes.vocabulary_edits import vocabulary_edits
from sla_dsl.model.agreement import Agreement, Party

_Part = TypeVar("_Part")

Touches = Callable[[Uses], bool]
"""Whether a clause that uses so much is touched."""


class Elsewhere(NamedTuple):
    """A difference outside the clauses: the path of its key in the file, and which clauses it touches."""

    edit: Edit
    path: tuple[str, ...]
    touches: Touches


def agreement_edits(old: Version, new: Version) -> tuple[Elsewhere, ...]:
    """Every difference outside the clauses, in the order of the file."""
    return tuple(found for part in _PARTS for found in part(old, new))


def _nothing(_uses: Uses) -> bool:
    return False


def _uses_any(what: Literal["calendars", "names", "events", "states", "figures"], which: frozenset[str]) -> Touches:
    """Whether a clause uses any of these."""

    def touches(uses: Uses) -> bool:
        used: frozenset[str] = getattr(uses, what)
        return bool(used & which)

    return touches


def _everything(_uses: Uses) -> bool:
    return True


def _head(old: Version, new: Version) -> Iterator[Elsewhere]:
    before, after = old.agreement, new.agreement
    if before.id != after.id:
        yield Elsewhere(Edit("agreement-renamed", before.id, after.id, "agreement"), ("agreement",), _nothing)
    for edit in comes("title", (before.title, after.title), "title"):
        yield Elsewhere(edit, ("title",), _nothing)
    for edit in _in_force(before, after):
        yield Elsewhere(edit, ("effective",), _everything)
    for rule, name, one, other, touches in (
        ("timezone-changed", "timezone", before.timezone, after.timezone, _everything),
        ("currency-changed", "currency", before.currency, after.currency, _is_money),
    ):
        if one != other:
            yield Elsewhere(Edit(rule, one, other, name), (name,), touches)


def _is_money(uses: Uses) -> bool:
    return uses.money


def _in_force(old: Agreement, new: Agreement) -> Edits:
    before, after = old.effective, new.effective
    for edit in dates("force-starts", "from", before.start, after.start, date.min):
        yield edit._replace(subject="effective")
    for edit in dates("force-ends", "until", before.until, after.until, date.max):
        yield edit._replace(subject="effective")


def _parties(old: Version, new: Version) -> Iterator[Elsewhere]:
    before, after = old.agreement.parties, new.agreement.parties
    for id_, one, other in both(before, after):
        for edit in _party(one, other, f"party {id_}"):
            yield Elsewhere(edit, ("parties", id_), _nothing)
    contacts = both(old.agreement.contacts, new.agreement.contacts)
    for id_, address, now in contacts:
        for edit in comes("contact", (address, now), f"contact {id_}"):
            yield Elsewhere(edit, ("contacts", id_), _nothing)


def _party(old: Party | None, new: Party | None, subject: str) -> Edits:
    if old is None or new is None:
        yield from comes("party", told(old, new, _name), subject)
        return
    if _name(old) != _name(new):
        yield Edit("party-name-changed", _name(old), _name(new), subject)
    if old.signs != new.signs:
        yield Edit("signer-changed", old.signs, new.signs, subject)


def _name(party: Party) -> str:
    return party.name or party.id


def _calendars(old: Version, new: Version) -> Iterator[Elsewhere]:
    for edit, path, ids in calendar_edits(old.agreement, new.agreement):
        yield Elsewhere(edit, path, _uses_any("calendars", ids))


def _words(old: Version, new: Version) -> Iterator[Elsewhere]:
    for edit, path, used, name in vocabulary_edits(old, new):
        yield Elsewhere(edit, path, _uses_any(used, frozenset([name])))


def _figures(old: Version, new: Version) -> Iterator[Elsewhere]:
    for edit, path, names in funnel_edits(old.agreement, new.agreement):
        yield Elsewhere(edit, path, _uses_any("figures", names))


def _consequences(old: Version, new: Version) -> Iterator[Elsewhere]:
    for id_, text, now in both(old.agreement.consequences, new.agreement.consequences):
        for edit in comes("consequence", told(text, now, on_one_line), f"consequence {id_}"):
            yield Elsewhere(edit, ("consequences", id_), _nothing)


def both(old: Mapping[str, _Part], new: Mapping[str, _Part]) -> Iterator[tuple[str, _Part | None, _Part | None]]:
    """Each key of either, with its part in each; the old ones first."""
    for key in dict.fromkeys((*old, *new)):
        yield key, old.get(key), new.get(key)


_PARTS: tuple[Callable[[Version, Version], Iterator[Elsewhere]], ...] = (
    _head,
    _parties,
    _calendars,
    _words,
    _figures,
    _consequences,
)
"""The parts of an agreement, in the order in which their differences are told."""
