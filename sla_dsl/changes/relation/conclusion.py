"""What is proven, and the leads that were found → the relation."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sla_dsl.model.change import Related, Relation, Witness

NEW_ONLY, OLD_ONLY = 1, -1
"""Which version a lead breaks, where only one."""


class Proven(NamedTuple):
    """What the rules show: that whatever breaks the old version breaks the new one, and the reverse."""

    stricter: bool
    looser: bool

    @property
    def open(self) -> tuple[int, ...]:
        """The signs that a lead may still have."""
        return (*(() if self.looser else (NEW_ONLY,)), *(() if self.stricter else (OLD_ONLY,)))


def relation_of(proven: Proven, shown: Collection[int]) -> Relation:
    """The relation: what is proven one way needs a lead that shows it is not so the other way; else it is unproven."""
    if proven.stricter and proven.looser:
        return Relation.EQUIVALENT
    if NEW_ONLY in shown and OLD_ONLY in shown:
        return Relation.INCOMPARABLE
    if proven.stricter and NEW_ONLY in shown:
        return Relation.STRICTER
    return Relation.LOOSER if proven.looser and OLD_ONLY in shown else Relation.UNPROVEN


_WHY = {
    Relation.EQUIVALENT: "both versions are broken by the same logs",
    Relation.INCOMPARABLE: "some leads break only the old version, others only the new",
    Relation.STRICTER: "whatever breaks the old version breaks the new",
    Relation.LOOSER: "whatever breaks the new version breaks the old",
}


def concluded(proven: Proven, witnesses: tuple[Witness, ...], obstacle: str | None) -> Related:
    """The relation and why it is so; `obstacle` is what kept more from being told."""
    shown = {NEW_ONLY if one.shows is Relation.STRICTER else OLD_ONLY for one in witnesses}
    relation = relation_of(proven, shown)
    why = _WHY.get(relation) or _why_open(_open_question(proven, shown), obstacle)
    return Related(relation, why, witnesses)


def _why_open(question: str, reason: str | None) -> str:
    return question if reason is None else f"{question}: {reason}"


def _open_question(proven: Proven, shown: Collection[int]) -> str:
    if proven.stricter:
        return "the new version is at least as strict, but no lead was found that breaks only it"
    if proven.looser:
        return "the new version asks no more, but no lead was found that breaks only the old one"
    if NEW_ONLY in shown:
        return "some leads break only the new version; whether others break only the old one is open"
    if OLD_ONLY in shown:
        return "some leads break only the old version; whether others break only the new one is open"
    return "neither rules nor leads tell the versions apart"
