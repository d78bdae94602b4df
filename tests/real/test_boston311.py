"""Boston 311, animal requests of 2019: our due instants and verdicts beside the city's own.

The data is not in this repository (`../shared/data/boston311_2019`, Public Domain Dedication and License); where it is
absent, these tests are skipped. `README.md` beside this file lists every difference.

The city writes a due that falls on closing time, 17:00, as the next opening, 08:30. `as_city` does the same to ours.
"""

import csv
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sla_dsl import check
from sla_dsl.clock import Clock
from sla_dsl.model.clause import Duration, Unit
from sla_dsl.model.outcome import CaseState

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data" / "boston311_2019"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the data is not there: {DATA.name}")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = 60_000_000


def micros(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


@pytest.fixture(scope="module")
def checked():
    return check([str(DATA / "events.jsonl.gz")], policy=str(HERE / "boston311.sla.yaml"))


@pytest.fixture(scope="module")
def cases(checked):
    return {case.lead: case for case in checked.judgement.clauses[0].cases}


@pytest.fixture(scope="module")
def truth():
    with gzip.open(DATA / "truth.csv.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["type"] == "Pick up Dead Animal"]
    return {row["lead"]: row for row in rows if row["city_due"]}


@pytest.fixture(scope="module")
def as_city(checked):
    """A due at closing time as the city writes it: the next opening."""
    clock = Clock(checked.agreement.timezone, checked.agreement.calendars)

    def written(due: int) -> int:
        if clock.local_time(due).strftime("%H:%M:%S") != "17:00:00":
            return due
        one_minute_on = clock.due(due, Duration(1, Unit.BUSINESS_MINUTES), "city-hall")
        assert isinstance(one_minute_on, int)
        return one_minute_on - MINUTE

    return written


def test_every_request_with_a_target_is_a_case(cases, truth):
    assert len(truth) == 4370
    assert cases.keys() == truth.keys()


def test_due_instants_agree_with_the_citys(cases, truth, as_city):
    apart = {lead: abs(as_city(cases[lead].due) - micros(row["city_due"])) for lead, row in truth.items()}
    assert sum(distance <= MINUTE for distance in apart.values()) >= 4360


def differing_flags(cases, truth, due_of):
    """Requests that were closed, where on time or overdue is not what the city's flag says (to the minute)."""
    closed = {lead: row for lead, row in truth.items() if row["closed"]}
    assert len(closed) == 3996
    return {
        lead
        for lead, row in closed.items()
        if (micros(row["closed"]) > due_of(cases[lead].due) + MINUTE) is not (row["city_flag"] == "OVERDUE")
    }


def test_flags_agree_but_for_three_when_due_is_written_as_the_city_does(cases, truth, as_city):
    assert len(differing_flags(cases, truth, as_city)) == 3


def test_without_that_the_requests_closed_before_the_next_opening_differ_too(cases, truth):
    assert 30 <= len(differing_flags(cases, truth, lambda due: due)) <= 40


def test_what_is_closed_by_our_due_is_met_and_the_rest_is_breached(cases, truth):
    for lead, case in cases.items():
        closed = truth[lead]["closed"]
        if not closed:
            assert case.state is CaseState.OVERDUE
        else:
            assert case.state is (CaseState.MET if micros(closed) <= case.due else CaseState.LATE)
