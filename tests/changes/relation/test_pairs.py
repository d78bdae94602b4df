"""Every pair by hand stands as its file says, and its mirror the other way; every lead that shows it is judged anew."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sla_dsl.changes.relation import relate
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Relation, Witness
from tests.changes.relation.frame import agreement
from tests.oracle import judge

FILES = sorted(Path(__file__).parent.glob("pairs/*.yaml"))
PAIRS = [
    pytest.param(pair, id=f"{file.stem}: {pair['says']}")
    for file in FILES
    for pair in yaml.safe_load(file.read_text(encoding="utf-8"))
]
SHOWN = {
    Relation.EQUIVALENT: [],
    Relation.STRICTER: [Relation.STRICTER],
    Relation.LOOSER: [Relation.LOOSER],
    Relation.INCOMPARABLE: [Relation.STRICTER, Relation.LOOSER],
}


def both(pair: dict) -> tuple[Agreement, Agreement]:
    return (
        agreement(pair["old"], *map(tuple, pair.get("was", ()))),
        agreement(pair["new"], *map(tuple, pair.get("is", ()))),
    )


def confirm(witness: Witness, old: Agreement, new: Agreement) -> None:
    """The second engine, which shares nothing with the first but the model, sees the same."""
    verdicts = [judge(one, list(witness.events), witness.as_of).clauses["it"].verdict for one in (old, new)]
    assert verdicts == [witness.verdict_old, witness.verdict_new]
    broken = [verdict == "broken" for verdict in verdicts]
    assert broken == ([False, True] if witness.shows is Relation.STRICTER else [True, False])


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_stands_as_its_file_says(pair: dict) -> None:
    old, new = both(pair)
    related = relate(old, new, "it", "it")
    assert related.relation == pair["relation"], related.why
    if related.relation is not Relation.UNPROVEN:
        assert [witness.shows for witness in related.witnesses] == SHOWN[related.relation]
    for witness in related.witnesses:
        confirm(witness, old, new)
    noted(related, pair, old, new)
    assert relate(new, old, "it", "it").relation is related.relation.mirror


def noted(related: Related, pair: dict, old: Agreement, new: Agreement) -> None:
    shown = [note.witness.shows for note in related.notes if note.witness is not None]
    if "note" in pair:
        assert pair["note"] in shown
    for note in related.notes:
        if note.witness is not None:
            confirm(note.witness, old, new)
