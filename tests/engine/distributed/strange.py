"""A log of many files that has every trap a reader may fall into, and all that can be written of a check."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sla_dsl.model.result import Check
from sla_dsl.report.formats import CHECK
from sla_dsl.report.rows import (
    CASE_COLUMNS,
    REJECTION_COLUMNS,
    ROW_FORMATS,
    breach_rows,
    case_rows,
    rejection_rows,
)

POLICY = """\
slac: 1
agreement: strange
version: 1.0.0
parties: {marketing: {}, sales: {}}
effective: {from: 2026-01-01}
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars: {office: {hours: {Mon-Fri: 09:00-17:00}, holidays: FI}}
clauses:
  first-contact: when a lead is assigned where score is at least 50, sales must contact the lead within 4 business hours,
    for at least 95% of cases each month
  hot: when a lead is assigned where source is known, sales must contact the lead within 30 minutes
  value: when an opportunity is created, sales must value the opportunity within 2 business days
  pipeline: each month, marketing must deliver at least 1000 EUR of valued opportunities
"""

EVENTS = ("lead.assigned", "lead.contacted", "opportunity.created", "opportunity.valued", "page.viewed")


def line(number: int, **others: object) -> dict[str, object]:
    """The parts of an event; numbers near each other share leads."""
    event = EVENTS[number % len(EVENTS)]
    value = {"value": f"{number}.50 EUR"} if event == "opportunity.valued" else {}
    when = f"2026-03-{2 + number % 27:02}T{8 + number % 9:02}:{number % 60:02}:00+02:00"
    parts = {"time": when, "event": event, "lead": f"L-{number // 4}", "score": number % 100, **value}
    return {**parts, **({"id": f"i{number}"} if number % 3 == 0 else {}), **others}


def jsonl(rows) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def write_log(folder: Path) -> None:
    """The files of the log; rows repeat ids of others, and contradict them, within files and across."""
    plain = jsonl(line(number) for number in range(40))
    odd = [
        b'{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "caf\xe9"}',
        b"", b"  \t", b"\r", b"\xc2\xa0", b"not json", b'{"time": "2026-03-02", "event": "lead.assigned", "lead": "x"}',
        b'{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "half \\ud800"}',
        b'{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "two", "lead": "names"}',
        b'{"time": "2026-03-02T08:00:00Z",\r"event": "lead.assigned", "lead": "a\\r\\nb \\u0000", "score": 99}',
        '{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "ö", "source": "säästö, \u2028", "score": 1}'.encode(),
        b'{"time": "2026-03-02T08:00:00Z", "event": "lead.assigned", "lead": "r", "score": "high"}\r',
        b'{"time": "2026-03-02T08:00:00Z", "event": "lead.contacted", "lead": 7, "id": "own", "score": 1e400}',
        b"[" * 70_000, b"\x00", b"\xef\xbb\xbf" + plain.split(b"\n")[0],
    ]  # fmt: skip
    (folder / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + plain)
    (folder / "b.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\n".join([*odd, plain[:-1]]))
    (folder / "c.jsonl").write_bytes(b"\r\n".join(plain.split(b"\n")[:9]))
    (folder / "d.jsonl").write_bytes(b"")
    (folder / "e.jsonl").write_bytes(b"\n\n\n")
    (folder / "f g%20[1]*,.jsonl").write_bytes(
        jsonl([line(50), line(3, score=1), line(6, time="2026-03-09T06:06:00Z")])
    )
    (folder / "_hidden ö.jsonl").write_bytes(jsonl([line(51), line(12, lead="other")]))
    (folder / "h.jsonl.gz").write_bytes(gzip.compress(jsonl(line(number) for number in range(50, 70)))[:-9])
    (folder / "i.jsonl").write_bytes(gzip.compress(plain + b"{}\n"))
    (folder / "j.jsonl.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n") + b"[]"))
    (folder / "k.csv").write_bytes(
        b'\xef\xbb\xbftime,event,lead,score,id,opportunity,value\r\n2026-03-03T08:00:00Z,lead.assigned,"L\n9",77,,,\r\n'
        b'2026-03-03T08:00:00Z,lead.assigned,L-1,x,,,\n\n2026-03-04T08:00:00Z,opportunity.valued,L-2,,k1,O1,"12.50 EUR"\n'
        b'2026-03-04T08:00:00Z,opportunity.valued,L-2,,k1,O1,"12.51 EUR"\n2026-03-03T08:00:00Z,a\xff.b,L-1,1,,,\n'
        b'2026-03-05T08:00:00Z,lead.contacted,L-1,1\n2026-03-05T08:00:00Z,lead.contacted,"L-1,1,i9,,\n'
    )
    (folder / "l.csv").write_bytes(b"time,event\n2026-03-03T08:00:00Z,lead.assigned\n")
    rows = [
        *(line(number, value=None) for number in range(30, 60)),
        {"lead": None},
        line(33, lead="torn", value="1 EUR"),
    ]
    rows = [
        {name: str(row[name]) if row.get(name) is not None else None for name in (*line(33), "value")} for row in rows
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "m.parquet", row_group_size=7)


def written(check: Check) -> dict[str, str]:
    """Everything that can be written of a check, by name."""
    texts = {name: render(check) for name, render in CHECK.items()}
    if check.judgement is not None:
        for end in (".jsonl", ".csv"):
            rows = ROW_FORMATS[end]
            texts[f"cases {end}"] = b"".join(rows(CASE_COLUMNS, case_rows(check)))
            texts[f"breaches {end}"] = b"".join(rows(CASE_COLUMNS, breach_rows(check)))
            texts[f"rejects {end}"] = b"".join(rows(REJECTION_COLUMNS, rejection_rows(check)))
    texts["diagnostics"] = "\n".join(map(repr, check.diagnostics))
    return texts
