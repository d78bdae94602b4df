"""Whom a change is asked of: who must agree, and what step of the version says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sla_dsl.changes.kinds import KINDS
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Change, Relation, Step, VersionStep

_ALL_SIGN = frozenset({"party-added", "party-removed", "agreement-added", "agreement-removed"})
"""Kinds by which nobody's clause changes, and which concern every party all the same."""

_GROWS = frozenset({Relation.STRICTER, Relation.INCOMPARABLE, Relation.UNPROVEN})
"""Relations by which somebody may owe more."""


def signers(relation: Relation | None, owes: str, parties: Iterable[str]) -> set[str]:
    """Who must agree: to stricter the one who owes, to looser those it is owed to, to what cannot be told both."""
    if relation is Relation.STRICTER:
        return {owes}
    if relation is Relation.LOOSER:
        return set(parties) - {owes}
    return set(parties) if relation in (Relation.INCOMPARABLE, Relation.UNPROVEN) else set()


def with_signers(change: Change, old: Agreement, new: Agreement) -> Change:
    """The change with who must agree to it, in the order of the agreement's parties."""
    parties = tuple(dict.fromkeys((*new.parties, *old.parties)))
    wanted: set[str] = set()
    if KINDS[change.rule].is_consequence or change.rule in _ALL_SIGN or _only_delays(change):
        wanted |= set(parties)
    if change.rule == "signer-changed":
        wanted.add(change.subject.removeprefix("party "))
    if (change.owes is not None and not change.touches) or (change.clause is not None and change.owes is not None):
        wanted |= signers(change.relation, change.owes, parties)
    for one in change.touches:
        wanted |= signers(one.related.relation, one.owes, parties)
    owed_to = tuple(party for party in parties if party != change.owes) if change.owes is not None else ()
    return replace(change, owed_to=owed_to, signs=tuple(party for party in parties if party in wanted))


def _only_delays(change: Change) -> bool:
    """Whether it moves what is owed later and nothing beside, of which a party's relation would speak."""
    return bool(change.delays) and not change.touches


def version_step(old: Agreement, new: Agreement, changes: Sequence[Change]) -> VersionStep:
    """The step that the changes ask for, and the one that the new version takes."""
    asked, why = _asked(changes)
    return VersionStep(asked, step_between(old.version, new.version), why)


def _asked(changes: Sequence[Change]) -> tuple[Step, str]:
    """Major where a duty may grow, minor where duties only shrink or consequences change, patch for the rest."""
    if not changes:
        return Step.NONE, "nothing changes"
    relations = {relation for change in changes for relation in _relations(change)}
    if relations & _GROWS:
        return Step.MAJOR, "somebody owes more, or it cannot be ruled out"
    if Relation.LOOSER in relations:
        return Step.MINOR, "duties only shrink"
    if any(KINDS[change.rule].is_consequence or change.delays for change in changes):
        return Step.MINOR, "duties stay, and what falling short costs changes"
    return Step.PATCH, "nobody owes more or less"


def _relations(change: Change) -> set[Relation]:
    own = {change.relation} if change.relation is not None else set()
    return own | {one.related.relation for one in change.touches}


def step_between(old: str, new: str) -> Step:
    """How far the version moves on; a number that is not there is 0."""
    before, after = _numbers(old), _numbers(new)
    if after < before:
        return Step.BACK
    steps = (Step.MAJOR, Step.MINOR, Step.PATCH)
    return next((step for step, one, other in zip(steps, before, after, strict=True) if one != other), Step.NONE)


def _numbers(version: str) -> tuple[int, int, int]:
    numbers = [int(part) for part in version.split(".")]
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    return major, minor, patch
