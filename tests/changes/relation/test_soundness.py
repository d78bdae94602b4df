"""Relations of random agreements and their edits hold on random logs; `python -m tests.changes.relation.experiment`
does the same for as long as one likes."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from sla_dsl.changes.relation import relate
from sla_dsl.model.change import Relation
from tests.changes.relation.experiment import Trial, is_broken, pairs
from tests.changes.relation.mutations import mutated
from tests.strategies.agreements import random_agreement

SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_log_contradicts_a_claim(seed: int) -> None:
    rnd = Random(seed)
    for old, new, name in islice(pairs(rnd), 2):
        related = relate(old, new, name, name)
        assert Trial(rnd, old, new, name, related).refuted(1) is None
        for witness in related.witnesses:
            sign = is_broken(new, name, witness.events, witness.as_of) - is_broken(
                old, name, witness.events, witness.as_of
            )
            assert sign == (1 if witness.shows is Relation.STRICTER else -1)
        assert relate(new, old, name, name).relation is related.relation.mirror


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_changed_is_equivalent(seed: int) -> None:
    agreement = random_agreement(Random(seed))
    for name in agreement.clauses:
        assert relate(agreement, agreement, name, name).relation is Relation.EQUIVALENT


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_stricter_than_stricter_is_stricter(seed: int) -> None:
    """Of three versions in a row; what is not decided says nothing."""
    rnd = Random(seed)
    first = random_agreement(rnd)
    made = mutated(rnd, first)
    if made is None:
        return
    second, name = made
    again = mutated(rnd, second)
    if again is None or again[1] != name:
        return
    steps = {relate(first, second, name, name).relation, relate(second, again[0], name, name).relation}
    whole = relate(first, again[0], name, name).relation
    for relation in (Relation.STRICTER, Relation.LOOSER, Relation.EQUIVALENT):
        if steps == {relation}:
            assert whole in (relation, Relation.UNPROVEN)
