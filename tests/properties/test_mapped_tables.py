"""What holds for every table and map: a map that mirrors the log gives the log; accounts add up; order is nothing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from sla_dsl.diagnostics import Source
from sla_dsl.engine import judge
from sla_dsl.language.maps import load_map, used_columns
from sla_dsl.log.content import instant_text
from sla_dsl.log.mapped import MapInUse
from sla_dsl.log.mapped_log import read_mapped
from sla_dsl.model.event import EventLog
from sla_dsl.model.values import Value, value_text
from tests.properties.comparison import as_log
from tests.properties.seeds import asked_of
from tests.properties.test_log_sentences import bare, told
from tests.strategies.tables import HEAD, read_table


def quoted(text: str) -> str:
    """The text as YAML has it in double quotes."""
    return json.dumps(text, ensure_ascii=True)


def mirror(agreement, events) -> tuple[str, str]:
    """A map that says of a table what the log says, and the table: a row an event, a column a name."""
    names = sorted({name for event in events for name in event.values} - {"time", "event", "lead", "id", "opportunity"})
    kinds = sorted({event.kind for event in events})
    text = (
        "slac: 1\nmap: mirror\ncolumns:\n  time: time\n  event: text\n  lead: text\n  id: text\n  opportunity: text\n"
    )
    text += "".join(f"  {quoted(name)}: text\n" for name in names)
    text += "lead: lead\nopportunity: opportunity\nid: id\n"
    if names:
        text += "values:\n" + "".join(f"  {quoted(name)}: {quoted(name)}\n" for name in names)
    text += "events:\n  - time: time\n    event:\n      by: event\n"
    text += "".join(f"      {quoted(kind)}: {quoted(kind)}\n" for kind in kinds)
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(["time", "event", "lead", "id", "opportunity", *names])
    for event in events:
        own = [instant_text(event.time), event.kind, event.lead, event.id or "", event.opportunity or ""]
        writer.writerow([*own, *(written(event.values.get(name)) for name in names)])
    return text, table.getvalue()


def written(value: Value | None) -> str:
    return "" if value is None else value_text(value)


def read(agreement, text: str, table: str) -> EventLog:
    loaded = load_map(Source("mirror.map.yaml", text))
    assert loaded.log_map is not None, loaded.diagnostics
    with TemporaryDirectory(prefix="slac-mirror-") as folder:
        path = Path(folder, "events.csv")
        path.write_text(table, encoding="utf-8", newline="")
        use = MapInUse(loaded.log_map, used_columns(loaded.log_map))
        return read_mapped([str(path)], {str(path): use}, agreement.vocabulary, agreement.currency)


@asked_of(40)
def test_a_map_that_mirrors_the_log_gives_the_same_report(agreement, question, rnd):
    log = read(agreement, *mirror(agreement, question.events))
    assert not log.rejections
    assert not log.problems
    assert bare(log.events) == bare(question.events)
    asked = {"as_of": question.as_of, "since": question.since}
    assert told(judge(agreement, log, **asked)) == told(judge(agreement, as_log(question.events), **asked))


@asked_of(20)
def test_the_order_of_rows_and_a_second_export_change_nothing(agreement, question, rnd):
    numbered = [event._replace(id=f"n{place}") for place, event in enumerate(question.events)]
    again = [*rnd.sample(numbered, len(numbered)), *numbered]
    log = read(agreement, *mirror(agreement, again))
    assert (log.duplicates, log.rejections) == (len(numbered), [])
    asked = {"as_of": question.as_of, "since": question.since}
    assert told(judge(agreement, log, **asked)) == told(judge(agreement, as_log(numbered), **asked))


CELLS = {
    "deal": ["D-1", "D-2", "D/3", "", " ", "ä漢", 'a "quoted" one', "two\nlines", "-"],
    "stage": ["Open", "Won", "Lost", "won", "", "-"],
    "created": ["2026-03-02 09:00:00", "2026-10-25 03:30:00", "2026-03-29 03:30:00", "2026-03-02", "3/4/2026", "", "9999-12-31 00:00:00"],
    "closed": ["05.03.2026", "5.3.2026", "2026-03-05", "31.02.2026", "31.12.2099", ""],
    "amount": ["1", "150.25", "15 000 EUR", "15 000 USD", "1,5", "much", "", "-"],
}  # fmt: skip
MAP = (
    HEAD
    + """\
none: "-"
footer: Total
columns:
  deal: text
  stage: one of Open, Won, Lost
  created: time
  closed: {type: date, day: day ends, format: "%d.%m.%Y", none: 31.12.2099}
  amount: money
lead: deal
key: deal
events:
  - {event: lead.created, time: created}
  - event: opportunity.valued where amount is at least 100 EUR
    time: created
    values: {value: amount}
  - event: {by: stage, Won: opportunity.closed, Lost: opportunity.closed where amount is missing}
    time: closed
    values: {outcome: {by: stage, Won: won, Lost: lost}}
"""
)
MAP = MAP.replace("none:", "currency: EUR\nnone:", 1)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32))
def test_the_accounts_of_random_tables_add_up(seed):
    rnd = Random(seed)
    rows = [[rnd.choice(CELLS[name]) for name in CELLS] for _ in range(rnd.randint(0, 25))]
    for _ in range(rnd.randint(0, 3)):
        rows.insert(rnd.randint(0, len(rows)), rnd.choice([[], ["Total", "7"], [""] * 5, ["x"] * rnd.randint(1, 7)]))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=rnd.choice(["\n", "\r\n"])).writerows([[*CELLS], *rows])
    log = read_table(MAP, text.getvalue())
    (account,) = log.tables
    assert account.rows == len(rows) == account.read + account.rejected + account.blank
    assert account.rejected == len({rejection.line for rejection in log.rejections})
    torn = sum(rejection.code == "SLA705" for rejection in log.rejections)
    assert account.events == len(log.events) + log.duplicates + torn
    assert log.lines == len(log.events) + log.duplicates + len(log.rejections)
    assert account.footer == sum(row[:1] == ["Total"] for row in rows)
    assert account.silent + account.footer <= account.read + account.rejected
    # Rejected rows stand for nothing, but for those whose id another row has with other content.
    rejected = {rejection.line for rejection in log.rejections if rejection.code != "SLA705"}
    assert not rejected & {event.line for event in log.events}
