"""CSV: every row is read, rejected with its lines, or blank."""

from __future__ import annotations

import gzip
from random import Random

import pytest

from sla_dsl.log import read_log
from sla_dsl.model.values import Money
from tests.log.comparing import SMALL, compare
from tests.log.conftest import VOCABULARY

HEAD = "id,time,event,lead,score,channel,automated,value\n"
ROWS = (
    "e-1,2026-03-02T09:00:00+02:00,lead.assigned,L-1,50,,,\n"
    "e-2,2026-03-02T09:30:00Z,contact.attempted,17,,phone,true,\n"
    "\n"
    'e-3,2026-03-02T10:00:00Z,contact.attempted,L-1,,"a ""b"", c",FALSE,\n'
    "e-4,2026-03-02T10:00:00Z,opportunity.valued,L-1,,,,15 000 EUR\n"
)  # fmt: skip


def read(tmp_path, text, name="log.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    lines, _ = compare([str(path)], VOCABULARY)
    return lines


def test_cells_are_typed_by_the_vocabulary(tmp_path):
    log = read(tmp_path, HEAD + ROWS)
    assert (len(log.events), log.lines, log.blank, log.rejections, log.problems) == (4, 4, 1, [], [])
    assert [event.line for event in log.events] == [2, 3, 5, 6]
    assert [dict(event.values) for event in log.events] == [
        {"score": 50},
        {"channel": "phone", "automated": True},
        {"channel": 'a "b", c', "automated": False},
        {"value": Money(15_000, "EUR")},
    ]
    assert [event.lead for event in log.events] == ["L-1", "17", "L-1", "L-1"]


def test_a_text_that_says_true_stays_text(tmp_path):
    log = read(tmp_path, "time,event,lead,channel\n2026-03-02T09:30:00Z,contact.attempted,L,true\n")
    assert log.events[0].values == {"channel": "true"}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_marks_and_line_ends(tmp_path, end, mark, last):
    text = mark + (HEAD + ROWS).replace("\n", end)
    log = read(tmp_path, text if last else text.removesuffix(end))
    assert (len(log.events), log.rejections, log.problems) == (4, [], [])


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz", "-"])
def test_packed_and_from_standard_input(tmp_path, name):
    text = (HEAD + ROWS).encode()
    if name == "-":
        lines, _ = compare(["-"], VOCABULARY, stdin=text)
        assert len(lines.events) == 4
    else:
        log = read(tmp_path, gzip.compress(text) if name.endswith(".gz") else text, name)
        assert len(log.events) == 4


def test_a_row_with_a_line_break_in_a_cell_is_one_line_of_the_log(tmp_path):
    """Or the report would tell of a rejected line that nobody can find."""
    log = read(tmp_path, HEAD + ROWS.replace("phone", '"by\nphone"'))
    assert (len(log.events), log.lines, log.rejections) == (4, 4, [])


def test_a_quotation_mark_that_is_never_closed_rejects_all_lines_to_the_end(tmp_path):
    log = read(tmp_path, HEAD + ROWS.replace("phone", '"phone').replace('"a ""b"", c"', "mail"))
    (rejection,) = log.rejections
    assert (rejection.code, rejection.line, rejection.last_line, rejection.offset) == ("SLA712", 3, 6, len(HEAD) + 54)
    assert (len(log.events), log.lines) == (1, 5)
    assert "never closed" in rejection.reason


def test_a_quotation_mark_that_is_closed_in_another_row_rejects_the_rows_up_to_there(tmp_path):
    log = read(tmp_path, HEAD + ROWS.replace("phone", '"phone'))
    assert [(one.line, one.last_line, one.code) for one in log.rejections] == [(3, 5, "SLA712")]
    assert [event.line for event in log.events] == [2, 6]


def test_a_cell_with_line_feeds_is_one_row_of_several_lines(tmp_path):
    rows = 'e-1,2026-03-02T09:00:00Z,contact.attempted,L,,"two\nlines",,\ne-2,x,lead.assigned,L,,,,\n'
    log = read(tmp_path, HEAD + rows)
    assert log.events[0].values == {"channel": "two\nlines"}
    assert [(one.line, one.last_line, one.code) for one in log.rejections] == [(4, 4, "SLA703")]


def test_a_misplaced_quotation_mark_rejects_its_row_only(tmp_path):
    log = read(tmp_path, HEAD + ROWS.replace("phone", '"pho"ne'))
    assert [(one.line, one.last_line, one.code) for one in log.rejections] == [(3, 3, "SLA712")]
    assert len(log.events) == 3


def test_rows_that_do_not_fit_their_head(tmp_path):
    log = read(tmp_path, HEAD + ROWS.replace(",50,,,", ",50,,,,").replace(",15 000 EUR", ""))
    assert [(one.line, one.code) for one in log.rejections] == [(2, "SLA713"), (6, "SLA713")]
    assert "9 cells, more than the 8" in log.rejections[0].reason
    assert "7 cells, fewer than the 8" in log.rejections[1].reason


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("time,event,lead,time\n", "`time` twice"),
        ("time;event;lead\n", "lacks `time`, `event`, `lead`; it is `time;event;lead`"),
        ("time,event\n", "lacks `lead`"),
        ('time,event,"lead\n', "not well quoted"),
    ],
)
def test_a_head_that_cannot_be_used_refuses_the_file(tmp_path, head, said):
    log = read(tmp_path, f"{head}2026-03-02T09:00:00Z,lead.assigned,L,x\n")
    (problem,) = log.problems
    assert (problem.code, log.events, log.lines) == ("SLA714", [], 0)
    assert said in problem.message


def test_names_without_a_text_are_no_columns(tmp_path):
    log = read(tmp_path, "time,event,lead,,\n2026-03-02T09:00:00Z,lead.assigned,L,x,y\n")
    assert (len(log.events), log.events[0].values) == (1, {})


def test_text_that_is_not_utf8_rejects_its_row(tmp_path):
    log = read(tmp_path, HEAD.encode() + ROWS.replace("phone", "f\u00f6n").encode("latin-1"))
    assert [(one.line, one.code) for one in log.rejections] == [(3, "SLA707")]


def test_a_cell_of_many_megabytes(tmp_path):
    log = read(tmp_path, HEAD + ROWS.replace("phone", "x" * 3_000_000))
    assert len(log.events) == 4


def test_ids_are_told_apart_over_formats(tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + ROWS)
    (tmp_path / "b.jsonl").write_text(
        '{"id": "e-1", "time": "2026-03-02T07:00:00Z", "event": "lead.assigned", "lead": "L-1", "score": "50"}\n'
        '{"id": "e-2", "time": "2026-03-02T09:30:00Z", "event": "contact.attempted", "lead": "other"}\n'
    )
    log, _ = compare([str(tmp_path)], VOCABULARY)
    assert log.duplicates == 1
    assert [(one.file[-5:], one.line, one.offset) for one in log.rejections] == [
        ("a.csv", 3, len(HEAD) + 54),
        ("jsonl", 2, 102),
    ]


@pytest.mark.parametrize("size", range(0, 400, 7))
def test_a_packed_table_cut_anywhere_is_never_taken_for_whole(tmp_path, size):
    text = gzip.compress((HEAD + ROWS * 40).encode(), mtime=0)
    log = read(tmp_path, text[: min(size, len(text) - 1)], "log.csv.gz")
    assert [problem.code for problem in log.problems] == ["SLA708"]
    assert len(log.events) + len(log.rejections) + log.duplicates == log.lines


@pytest.mark.parametrize("seed", range(30))
def test_hostile_tables_are_accounted_for(tmp_path, seed):
    rnd = Random(seed)
    text = bytearray((HEAD + ROWS * rnd.choice((1, 5, 60))).encode())
    for _ in range(rnd.choice((1, 3, 20))):
        text[rnd.randrange(len(HEAD), len(text))] = rnd.choice(b'",\n\r\xff\x00 x')
    path = tmp_path / "log.csv"
    path.write_bytes(text)
    log, _ = compare([str(path)], VOCABULARY, memory=rnd.choice((SMALL, 1 << 30)))
    assert len(log.events) + log.duplicates + sum(one.last_line - one.line + 1 for one in log.rejections) == log.lines
    assert log == read_log([str(path)], VOCABULARY, "EUR")
