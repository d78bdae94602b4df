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


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_two_versions(path: Path) -> None:
    """One test a case, so that each pair is compared once."""
    expected, found = case(path), compared(path)
    assert_told(found, expected)
    assert_shown(found)
    for text in (expected["old"], expected["new"]):
        same = compare(framed(text), framed(text))
        assert (same.changes, same.rewritten) == ((), ())
    if "turned" in expected:
        assert expected["turned"], "a case that does not hold turned round says why"
    else:
        assert_mirrored(found, compared(path, turned=True))


def assert_told(found: Diff, expected: Mapping[str, Any]) -> None:
    """The changes, the parties, the version, and what is told beside."""
    assert [told(change) for change in found.changes] == expected.get("changes", [])
    parties = expected.get("parties", {})
    relations = {name: one.related.relation.value for name, one in found.parties.items()}
    assert relations == {name: parties.get(name, "equivalent") for name in relations}
    assert found.version is not None
    assert found.version.asked.value == expected.get("version", "none")
    assert list(found.rewritten) == expected.get("rewritten", [])
    effects = [f"{one.name}: {one.old} -> {one.new}" for change in found.changes for one in change.effects]
    assert effects == expected.get("effects", [])
    assert [name for change in found.changes for name in change.delays] == expected.get("delays", [])
    touches = [f"{one.clause} {one.related.relation}" for change in found.changes if change.clause
               for one in change.touches]  # fmt: skip
    assert touches == expected.get("touches", [])


def assert_shown(found: Diff) -> None:
    """Each clause that is stricter, looser or incomparable has witnesses of just that."""
    for change in found.changes:
        if change.relation in SHOWN:
            assert {one.shows for one in change.witnesses} == SHOWN[change.relation], change.rule


SHOWN = {
    Relation.STRICTER: {Relation.STRICTER},
    Relation.LOOSER: {Relation.LOOSER},
    Relation.INCOMPARABLE: {Relation.STRICTER, Relation.LOOSER},
}


def assert_mirrored(there: Diff, back: Diff) -> None:
    """Turned round, each change is its mirror, and so is each party."""
    mirrored = sorted(
        (KINDS[one.rule].mirror, one.clause or "", one.relation and one.relation.mirror) for one in there.changes
    )
    assert sorted((one.rule, one.clause or "", one.relation) for one in back.changes) == mirrored
    assert {name: one.related.relation.mirror for name, one in there.parties.items()} == {
        name: one.related.relation for name, one in back.parties.items()
    }


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
