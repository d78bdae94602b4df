"""Logs that are none, or of leads and times that nobody has seen: judged as far as they can be read."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from sla_dsl.cli import main
from tests.cli.conftest import EVENTS

from .running import ran

TIME = '"time": "2026-03-02T08:00:00Z"'
ODD = {
    "nested": '{"time": ' + "[" * 100_000,
    "nested to the end": '{"x": ' + "[" * 100_000 + "]" * 100_000 + f', {TIME}, "event": "lead.assigned", "lead": "L"}}',
    "a name twice": f'{{{TIME}, "event": "lead.assigned", "lead": "L", "lead": "M"}}',
    "not a number": f'{{{TIME}, "event": "lead.assigned", "lead": "L", "score": NaN}}',
    "infinite": f'{{{TIME}, "event": "lead.assigned", "lead": "L", "score": -Infinity}}',
    "1e99999": f'{{{TIME}, "event": "lead.assigned", "lead": "L", "score": 1e99999}}',
    "naive": '{"time": "2026-03-02T08:00:00", "event": "lead.assigned", "lead": "L"}',
    "no such day": '{"time": "2026-02-30T08:00:00Z", "event": "lead.assigned", "lead": "L"}',
    "leap second": '{"time": "2026-06-30T23:59:60Z", "event": "lead.assigned", "lead": "L"}',
    "year 0": '{"time": "0000-01-01T00:00:00Z", "event": "lead.assigned", "lead": "L"}',
    "before year 1": '{"time": "0001-01-01T00:00:00+00:01", "event": "lead.assigned", "lead": "L"}',
    "year 10000": '{"time": "10000-01-01T00:00:00Z", "event": "lead.assigned", "lead": "L"}',
    "after year 9999": '{"time": "9999-12-31T23:59:59-00:01", "event": "lead.assigned", "lead": "L"}',
    "zero byte": '{"time": "2026-03-02T08:00:00Z"\0, "event": "lead.assigned", "lead": "L"}',
    "half a character": f'{{{TIME}, "event": "lead.assigned", "lead": "half \\ud800 a character"}}',
    "cut": '{"time": "2026-03-02T08:00:00Z", "event": "lead.ass',
}  # fmt: skip
SOUND = [
    '{"time": "0001-01-01T00:00:00Z", "event": "lead.assigned", "lead": "first"}',
    '{"time": "9999-12-31T23:59:59.999999Z", "event": "lead.assigned", "lead": "last"}',
    f'{{{TIME}, "event": "lead.assigned", "lead": "{"x" * 1_000_000}"}}',
    f'{{{TIME}, "event": "lead.assigned", "lead": "\\u0000\\u001b[31m\\u202e,\\"\\r\\n=1+1"}}',
    f'{{{TIME}, "event": "lead.assigned", "lead": {"9" * 4000}}}',
]


def test_every_odd_line_is_told_and_every_sound_one_judged(folder: Path) -> None:
    (folder / "events.jsonl").write_text("\n".join([*ODD.values(), *SOUND]))
    found = ran(
        "check", "events.jsonl", "--format", "json", "-o", "report.json", "--cases", "cases.jsonl", "--breaches",
        "breaches.csv", "--rejects", "rejects.jsonl",
    )  # fmt: skip
    assert found.code == 4
    rejects = [json.loads(line) for line in (folder / "rejects.jsonl").read_text("utf-8").splitlines()]
    assert [row["line"] for row in rejects] == list(range(1, len(ODD) + 1))
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["log"]["events"] == len(SOUND)
    leads = {json.loads(line)["lead"] for line in (folder / "cases.jsonl").read_text("utf-8").splitlines()}
    assert leads == {json.loads(line)["lead"] if "9999" not in line[-20:] else "9" * 4000 for line in SOUND[2:]}
    csv.field_size_limit(2_000_000)
    with (folder / "breaches.csv").open(encoding="utf-8", newline="") as file:
        assert len([*csv.DictReader(file)]) == len(leads)


FILES = {
    "random bytes": (Random(3).randbytes(200_000), 4),
    "a line of 5 MB": (b"a" * 5_000_000, 4),
    "an object of 5 MB": (EVENTS.encode() + b'{"x": "' + b"a" * 5_000_000 + b'"}\n', 4),
    "zeros": (bytes(1_000_000), 4),
    "UTF-16": (EVENTS.encode("utf-16"), 4),
    "UTF-32": (EVENTS.encode("utf-32"), 4),
    "a byte order mark": (b"\xef\xbb\xbf" + EVENTS.encode(), 1),
    "Windows lines": (EVENTS.replace("\n", "\r\n").encode(), 1),
    "a list around": (b"[" + EVENTS.replace("}\n", "},\n").encode() + b"]", 4),
    "a million blank lines": (b"\n" * 1_000_000, 5),
    "YAML": (b"slac: 1\n", 4),
}


@pytest.mark.parametrize(("data", "code"), FILES.values(), ids=FILES)
def test_a_file(folder: Path, data: bytes, code: int) -> None:
    (folder / "events.jsonl").write_bytes(data)
    found = CliRunner().invoke(main, ["check", "events.jsonl"])
    assert found.exit_code == code
    assert len(found.output) < 100_000


def test_the_ends_of_time(folder: Path) -> None:
    """An agreement for all years, a lead at either end of them, and questions from either end."""
    policy = folder / "policies/acme.sla.yaml"
    policy.write_text(
        policy.read_text().replace("2026-01-01", "0001-01-01").replace("2026-12-31", "9999-12-31").replace(
            "Europe/Helsinki", "Pacific/Kiritimati"
        )
    )  # fmt: skip
    (folder / "events.jsonl").write_text("\n".join([*SOUND[:2], SOUND[1].replace("assigned", "contacted")]))
    for words, code in (
        (["explain", "events.jsonl", "--lead", "first", "--as-of", "2026-01-01"], 0),
        (["explain", "events.jsonl", "--lead", "last", "--clause", "first-contact"], 0),
        (["check", "events.jsonl", "--as-of", "0001-01-01"], 0),
        (
            ["check", "events.jsonl", "--as-of", "9999-12-31", "--since", "9999-12-31"],
            5,
        ),  # the last event is in year 10000 there
        (["check", "events.jsonl", "--clause", "first-contact"], 1),
    ):
        found = CliRunner().invoke(main, words)
        assert found.exit_code == code, (words, found.output)
