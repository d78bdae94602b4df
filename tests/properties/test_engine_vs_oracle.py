"""The engine says what the oracle says, in every field, of random agreements and random logs.

`SLAC_DEEP=5000 pytest tests/properties/test_engine_vs_oracle.py` asks about that many more pairs.
"""

import os
from random import Random

import pytest

from tests.properties.comparison import differences, smallest
from tests.strategies.agreements import random_agreement
from tests.strategies.logs import random_question

FAST = 400
DEEP = int(os.environ.get("SLAC_DEEP", "0"))
BLOCK = 50


@pytest.mark.parametrize("first", range(0, FAST, BLOCK))
def test_the_engine_agrees_with_the_oracle(first):
    for seed in range(first, first + BLOCK):
        _agree(seed)


@pytest.mark.skipif(not DEEP, reason="asked for by SLAC_DEEP")
@pytest.mark.parametrize("first", range(1_000_000, 1_000_000 + DEEP, BLOCK))
def test_the_engine_agrees_with_the_oracle_at_length(first):
    for seed in range(first, first + BLOCK):
        _agree(seed)


def _agree(seed: int) -> None:
    rnd = Random(seed)
    agreement = random_agreement(rnd)
    question = random_question(rnd, agreement)
    if differences(agreement, question):
        pytest.fail(_told(seed, *smallest(agreement, question, lambda *pair: bool(differences(*pair)))))


def _told(seed, agreement, question) -> str:
    parts = [f"seed {seed}", agreement.timezone, agreement.effective, agreement.calendar,
             *agreement.calendars.values(), *agreement.clauses.values(),
             *(tuple(event[:6]) for event in sorted(question.events, key=lambda event: event.time)),
             f"as of {question.as_of}, since {question.since}",
             *(difference[:2000] for difference in differences(agreement, question))]  # fmt: skip
    return "\n".join(map(str, parts))
