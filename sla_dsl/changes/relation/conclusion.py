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


def concluded(proven: Proven, witnesses: tuple[Witness, ...], obstacle: str | None, stopped: str | None) -> Related:
    """The relation: what is proven one way needs a lead that shows it is not so the other way.

    `obstacle` is why nothing could be proven, `stopped` what kept the solver from telling.
    """
    shown = {one.shows for one in witnesses}
    if proven.stricter and proven.looser:
        return Related(Relation.EQUIVALENT, "both versions are broken by the same logs")
    if len(shown) == 2:
        return Related(Relation.INCOMPARABLE, "some leads break only the old version, others only the new", witnesses)
    if proven.stricter and Relation.STRICTER in shown:
        return Related(Relation.STRICTER, "whatever breaks the old version breaks the new", witnesses)
    if proven.looser and Relation.LOOSER in shown:
        return Related(Relation.LOOSER, "whatever breaks the new version breaks the old", witnesses)
    return Related(Relation.UNPROVEN, _why_open(_open_question(proven, shown), obstacle or stopped), witnesses)


def _why_open(question: str, reason: str | None) -> str:
    return question if reason is None else f"{question}: {reason}"


def _open_question(proven: Proven, shown: Collection[Relation]) -> str:
    if proven.stricter:
        return "the new version is at least as strict, but no lead was found that breaks only it"
    if proven.looser:
        return "the new version asks no more, but no lead was found that breaks only the old one"
    if Relation.STRICTER in shown:
        return "some leads break only the new version; whether others break only the old one is open"
    if Relation.LOOSER in shown:
        return "some leads break only the old version; whether others break only the new one is open"
    return "neither rules nor leads tell the versions apart"
