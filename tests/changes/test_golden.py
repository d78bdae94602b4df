"""Two versions, and by hand what changes between them (tests/golden-diff/README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sla_dsl.changes import compare
from sla_dsl.changes.kinds import KINDS
from sla_dsl.model.change import Change, Diff, Relation
from tests.changes.papers import FOLDER, framed

CASES = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "frame.sla.yaml")


@cache
def case(path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


@cache
def compared(path: Path, *, turned: bool = False) -> Diff:
    texts = (case(path)["old"], case(path)["new"])
    return compare(
        *(framed(text, name) for text, name in zip(texts[:: -1 if turned else 1], ("old", "new"), strict=True))
    )


def told(change: Change) -> str:
    """A change as a case's line has it."""
    relation = change.relation.value if change.relation else "-"
    return f"{change.rule} {change.clause or '-'} {relation} {'+'.join(change.signs) or '-'}"


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_what_changes(path: Path) -> None:
    assert [told(change) for change in compared(path).changes] == case(path).get("changes", [])


def test_for_whom(path: Path) -> None:
    relations = {name: one.related.relation.value for name, one in compared(path).parties.items()}
    expected = case(path).get("parties", {})
    assert relations == {name: expected.get(name, "equivalent") for name in relations}


def test_what_the_version_must_say(path: Path) -> None:
    step = compared(path).version
    assert step is not None
    assert step.asked.value == case(path).get("version", "none")


def test_what_means_the_same(path: Path) -> None:
    assert list(compared(path).rewritten) == case(path).get("rewritten", [])


def test_what_is_told_beside(path: Path) -> None:
    changes = compared(path).changes
    effects = [f"{one.name}: {one.old} -> {one.new}" for change in changes for one in change.effects]
    touches = [f"{one.clause} {one.related.relation}" for change in changes if change.clause for one in change.touches]
    assert effects == case(path).get("effects", [])
    assert touches == case(path).get("touches", [])


def test_every_relation_is_shown(path: Path) -> None:
    """Each one-sided or incomparable clause has witnesses of just that."""
    wanted = {
        Relation.STRICTER: {Relation.STRICTER},
        Relation.LOOSER: {Relation.LOOSER},
        Relation.INCOMPARABLE: {Relation.STRICTER, Relation.LOOSER},
    }
    for change in compared(path).changes:
        if change.relation in wanted:
            assert {one.shows for one in change.witnesses} == wanted[change.relation], change.rule


def test_turned_round_it_is_the_mirror(path: Path) -> None:
    if "turned" in case(path):
        assert case(path)["turned"]
        return
    there, back = compared(path), compared(path, turned=True)
    mirrored = sorted(
        (KINDS[one.rule].mirror, one.clause, one.relation and one.relation.mirror) for one in there.changes
    )
    assert sorted((one.rule, one.clause, one.relation) for one in back.changes) == mirrored
    assert {name: one.related.relation.mirror for name, one in there.parties.items()} == {
        name: one.related.relation for name, one in back.parties.items()
    }


def test_nothing_changes_between_a_version_and_itself(path: Path) -> None:
    for text in (case(path)["old"], case(path)["new"]):
        found = compare(framed(text), framed(text))
        assert (found.changes, found.rewritten) == ((), ())


def test_every_kind_has_a_case() -> None:
    """A kind without a golden case fails here; the mirror of a kind that has one is tried turned round."""
    whole = {"agreement-added", "agreement-removed"}  # there is no frame to lay them over: test_compare.py
    shown = {line.split()[0] for path in CASES for line in case(path).get("changes", [])}
    turned = {KINDS[line.split()[0]].mirror for path in CASES if "turned" not in case(path)
              for line in case(path).get("changes", [])}  # fmt: skip
    assert set(KINDS) - shown - turned - whole == set()


def test_every_kind_has_its_mirror_or_says_why_it_has_none() -> None:
    for kind in KINDS.values():
        mirror = KINDS[kind.mirror]
        assert mirror.mirror == kind.rule
        assert (mirror.rule == kind.rule) == bool(kind.own_mirror)
        assert (mirror.obliges, mirror.is_consequence) == (kind.obliges, kind.is_consequence)
