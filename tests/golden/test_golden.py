"""Every folder here is a case: an agreement, a log, and what is to come of it, worked out by hand (see README.md)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent.name for path in HERE.glob("*/expected.json"))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEYS = {"why", "as_of", "since", "verdict", "so_far", "clauses", "cases", "periods", "consequences", "warnings"}


def instant(text: str | None) -> int | None:
    return None if text is None else (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def shown(moment: int | None) -> str | None:
    text = None if moment is None else (EPOCH + timedelta(microseconds=moment)).isoformat()
    return text and text.replace("+00:00", "Z")


def plain(agreement, log, **asked):
    from sla_dsl.engine import judge

    return judge(agreement, log, **asked)


def columns(agreement, log, **asked):
    from sla_dsl.engine import judge_columns
    from sla_dsl.log.columns import column_log

    return judge_columns(agreement, column_log(log), **asked)


def judged(folder: Path, expected: dict, engine):
    from sla_dsl.diagnostics import Source
    from sla_dsl.language.load import load
    from sla_dsl.log import read_log

    path = folder / "agreement.sla.yaml"
    loaded = load(Source(path.name, path.read_text("utf-8")))
    assert loaded.agreement is not None, loaded.diagnostics
    log = read_log([str(folder / "events.jsonl")], loaded.agreement.vocabulary, loaded.agreement.currency)
    assert not log.rejections, log.rejections
    since = expected.get("since")
    return engine(
        loaded.agreement,
        log,
        as_of=instant(expected["as_of"]),
        since=date.fromisoformat(since) if since else None,
    )


def case_rows(found) -> list[list]:
    return [
        [one.clause, one.subject, shown(one.start), shown(one.due), str(one.state), shown(one.decided), one.period]
        for clause in found.clauses
        for one in clause.cases
    ]


def period_row(clause: str, period) -> list:
    row = [clause, period.period, str(period.verdict)]
    if hasattr(period, "met"):
        ends = [None if end is None else str(end) for end in (period.low, period.high)]
        return [*row, period.met, period.breached, period.pending, period.excused, *ends]
    return [*row, period.actual if isinstance(period.actual, int) else str(period.actual.amount)]


def owed_row(one) -> list:
    return [one.clause, one.subject, one.period, one.action, shown(one.due)]


@pytest.mark.parametrize("engine", [plain, columns])
@pytest.mark.parametrize("name", FOLDERS)
def test_the_case_comes_out_as_worked_out_by_hand(name, engine):
    folder = HERE / name
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    assert set(expected) <= KEYS
    found = judged(folder, expected, engine)
    assert (str(found.verdict), str(found.so_far)) == (expected["verdict"], expected["so_far"])
    clauses = {one.clause: [str(one.verdict), str(one.so_far), one.unknown] for one in found.clauses}
    assert clauses == expected["clauses"]
    assert case_rows(found) == expected.get("cases", [])
    periods = [period_row(one.clause, period) for one in found.clauses for period in one.periods]
    assert periods == expected.get("periods", [])
    assert [owed_row(one) for one in found.consequences] == expected.get("consequences", [])
    assert [one.code for one in found.warnings] == expected.get("warnings", [])


def test_there_are_cases():
    assert len(FOLDERS) >= 25
