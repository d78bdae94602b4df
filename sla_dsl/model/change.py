"""What a new version of an agreement changes, for whom, and the leads that show it.

Everything is seen from the party that owes: a stricter clause asks more of it, a looser one less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Span
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Event, Rejection
from sla_dsl.model.outcome import CaseState, Judgement, OwedAction, Verdict


class Relation(StrEnum):
    """How the new version of a clause, or of all that a party owes, stands to the old one.

    Stricter: every log, as of any instant, that breaks the old breaks the new, and some breaks only the new. Looser is
    the mirror, equivalent both ways, incomparable neither; unproven is said where none of these is proven.
    """

    EQUIVALENT = "equivalent"
    STRICTER = "stricter"
    LOOSER = "looser"
    INCOMPARABLE = "incomparable"
    UNPROVEN = "unproven"

    @property
    def mirror(self) -> Relation:
        """The relation with old and new changed about."""
        turned = {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}
        return turned.get(self, self)


@frozen
class Witness:
    """A smallest log that the two versions judge differently, replayed through the engine under both.

    `shows` is stricter where only the new version is broken by it, looser where only the old one is; in a note it may
    be either. `story` is told in two lines at most, for people, without a final period. `as_of` is an instant. The
    verdicts are the clause's; a version that lacks the clause says no cases.
    """

    shows: Relation
    story: str
    events: tuple[Event, ...]
    as_of: int
    verdict_old: Verdict
    verdict_new: Verdict


@frozen
class RelationNote:
    """What could turn the answer outside the logs it ranges over (repeated triggers), and a log that shows it."""

    text: str
    witness: Witness | None = None


@frozen
class Related:
    """How a clause of the new version stands to that of the old one, and why, in a sentence.

    A stricter clause has a witness that shows it, so has a looser one; an incomparable one has one of each.
    """

    relation: Relation
    why: str = ""
    witnesses: tuple[Witness, ...] = ()
    notes: tuple[RelationNote, ...] = ()


@frozen
class Side:
    """What stands in one version: its file, its place there (none where there is no line of its own), its words."""

    file: str
    span: Span | None
    text: str


@frozen
class Touched:
    """A clause that a change elsewhere (a calendar, a figure, a word) touches: who owes it, and its relation.

    Where the clause's own text changes too, the relation is of both together.
    """

    clause: str
    owes: str
    related: Related


class Effect(NamedTuple):
    """A derived figure of the funnel that becomes another: in which periods (empty: in all), as people are told it."""

    name: str
    periods: tuple[str, ...]
    old: str
    new: str


@frozen
class Change:
    """One thing that differs in meaning between two versions.

    `rule` is its kind in the table of kinds. `clause` is the clause it stands in (by its new id, or its old one where
    it is removed), none for a change elsewhere; `subject` names in words what changes (`calendar office`). `old` and
    `new` are where it stands, none where it is not there. `relation` is the clause's as a whole, with everything else
    that changes it; of a change elsewhere, that of the clauses it touches together where they share one. None where
    nobody is obliged more or less. `owes` is the party that owes, `owed_to` the others, `signs` who must agree,
    `signed` who of these has. `fingerprint` survives moving, re-flowing and rephrasing. `touches` are the clauses
    elsewhere that stand otherwise by it, `effects` what it does to the figures that are derived, and `delays` the
    clauses of which it moves when what is owed later falls due.
    """

    rule: str
    clause: str | None
    subject: str
    relation: Relation | None
    fingerprint: str
    old: Side | None = None
    new: Side | None = None
    owes: str | None = None
    owed_to: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    why: str = ""
    witnesses: tuple[Witness, ...] = ()
    notes: tuple[RelationNote, ...] = ()
    touches: tuple[Touched, ...] = ()
    effects: tuple[Effect, ...] = ()
    delays: tuple[str, ...] = ()

    @property
    def relations(self) -> frozenset[Relation]:
        """Its own relation, and those of the clauses that it touches."""
        own = () if self.relation is None else (self.relation,)
        return frozenset((*own, *(one.related.relation for one in self.touches)))

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The parties that must agree and have not."""
        return tuple(party for party in self.signs if party not in self.signed)


class Step(StrEnum):
    """How far a version moves on, the least first: `1.2.0` to `1.2.1` is a patch, `1.3.0` minor, `2.0.0` major."""

    BACK = "back"
    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


@frozen
class VersionStep:
    """The step of `version` that the changes ask for, the one that is given, and whether that is enough."""

    asked: Step
    given: Step
    why: str = ""

    @property
    def enough(self) -> bool:
        """Whether the version moves at least as far as is asked."""
        steps = list(Step)
        return steps.index(self.given) >= steps.index(self.asked)


@frozen
class Flip:
    """A case that stands otherwise under the new version; a state is none where that version opens no such case.

    `clause` is the new version's id of the clause (the old one's where it is removed), `month` the local month in which
    the case started, `owner` the lead's owner at that time, none where it is not known.
    """

    clause: str
    subject: str
    lead: str
    start: int
    month: str
    owner: str | None
    old: CaseState | None
    new: CaseState | None

    @property
    def shows(self) -> Relation | None:
        """Stricter where only the new version sees a breach, looser where only the old one does, else nothing."""
        old, new = (state is not None and state.breached for state in (self.old, self.new))
        return None if old == new else Relation.STRICTER if new else Relation.LOOSER


@frozen
class TurnedPeriod:
    """A period of a clause, or (with `period` none) the clause as a whole, whose verdict differs.

    A verdict is none where that version does not judge the period.
    """

    clause: str
    period: str | None
    old: Verdict | None
    new: Verdict | None


@frozen
class LogCost:
    """What the new version changes on a log: it is judged under both versions, as of one instant.

    `come` and `go` are the consequences owed only under the new version, and only under the old one, by new ids.
    """

    old: Judgement
    new: Judgement
    flips: tuple[Flip, ...] = ()
    turned: tuple[TurnedPeriod, ...] = ()
    come: tuple[OwedAction, ...] = ()
    go: tuple[OwedAction, ...] = ()
    rejections: tuple[Rejection, ...] = ()


@frozen
class PartyChange:
    """All that a party owes, taken together: how it stands to the old version, and why."""

    party: str
    related: Related


@frozen
class Diff:
    """Two versions of an agreement compared; neither where a diagnostic says why not.

    `parties` is by id. `rewritten` are the clauses (by new ids) that are written otherwise and mean the same.
    `findings` are what stands in the way of the new version: unsigned changes, a version that does not say what
    changes, dates that judge past leads anew. `diagnostics` are what stood in the way of comparing.
    """

    old: Agreement | None = None
    new: Agreement | None = None
    changes: tuple[Change, ...] = ()
    parties: Mapping[str, PartyChange] = field(default_factory=dict)
    rewritten: tuple[str, ...] = ()
    version: VersionStep | None = None
    cost: LogCost | None = None
    findings: tuple[Diagnostic, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
