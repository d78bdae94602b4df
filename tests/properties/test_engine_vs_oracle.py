"""Both engines say what the oracle says, in every field, of random agreements and random logs.

The engine of arrays is compared with the plain one, in every byte of every report, whatever the partitions.

`SLAC_DEEP=5000 pytest tests/properties/test_engine_vs_oracle.py` asks about that many more pairs.
"""

import os

import pytest

from tests.properties.comparison import differences, engine, smallest
from tests.properties.engines import FORMS, apart, forms_of, pair_of

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


def test_every_form_of_the_language_is_there():
    """In clauses under which something happened: what is not there has not been compared."""
    forms = set()
    for seed in range(FAST):
        agreement, question = pair_of(seed)
        forms |= forms_of(agreement, engine(agreement, question))
        if forms >= FORMS:
            return
    assert not FORMS - forms


def _agree(seed: int) -> None:
    agreement, question = pair_of(seed)
    for compared in (differences, apart):
        if compared(agreement, question):
            pytest.fail(_told(seed, compared, *smallest(agreement, question, lambda *pair: bool(compared(*pair)))))  # noqa: B023


def _told(seed, compared, agreement, question) -> str:
    parts = [f"seed {seed}", agreement.timezone, agreement.effective, agreement.calendar,
             *agreement.calendars.values(), *agreement.clauses.values(),
             *(tuple(event[:6]) for event in sorted(question.events, key=lambda event: event.time)),
             f"as of {question.as_of}, since {question.since}",
             *(difference[:2000] for difference in compared(agreement, question))]  # fmt: skip
    return "\n".join(map(str, parts))
