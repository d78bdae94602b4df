"""Tables as files hold them: quotes, breaks, separators, encodings, headings; every row is accounted for."""

from __future__ import annotations

import gzip
import random
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.log.raw import Fault
from sla_dsl.log.separated import LONGEST, Form, table_rows
from sla_dsl.log.streams import BrokenOffError
from tests.strategies.tables import COLUMNS, EVENTS, HEAD, read_table, told

MAP = HEAD + COLUMNS + EVENTS
TIME = "2026-03-02 09:00:00"


def rows(data, *, separator=",", wanted=("a", "b"), footer=(), encoding="utf-8", size=None):
    """The rows of bytes, given whole or in blocks of a size: cells, or a code, or None."""
    blocks = [data] if size is None else [data[at : at + size] for at in range(0, len(data), size)]
    form = Form(dict.fromkeys(wanted, False), separator, encoding, footer)
    return [
        (
            row.number,
            row.last_line,
            row.cells.code if isinstance(row.cells, Fault) else row.cells and [*row.cells.values()],
        )
        for row in table_rows(blocks, form)
    ]


@pytest.mark.parametrize(
    ("data", "cells"),
    [
        (b"a,b\n1,2\n", [(2, 2, ["1", "2"])]),
        (b"a,b\r\n1,2", [(2, 2, ["1", "2"])]),
        (b"a,b\r1,2\r3,4", [(2, 2, ["1", "2"]), (3, 3, ["3", "4"])]),
        (b"\xef\xbb\xbfa,b\n1,2\n", [(2, 2, ["1", "2"])]),
        (b'\xef\xbb\xbf"a","b"\n1,2\n', [(2, 2, ["1", "2"])]),
        (b"\n\na,b\n\n1,2\n", [(4, 4, None), (5, 5, ["1", "2"])]),
        (b"b, a ,c\n1,2,3\n", [(2, 2, ["2", "1"])]),
        (b'a,b\n"1,5","say ""yes"""\n', [(2, 2, ["1,5", 'say "yes"'])]),
        (b'a,b\n"one\ntwo",2\n3,4\n', [(2, 3, ["one\ntwo", "2"]), (4, 4, ["3", "4"])]),
        (b'a,b\n"one\r\n\r\ntwo","2"\r\n', [(2, 4, ["one\r\n\r\ntwo", "2"])]),
        (b'a,b\n"",""\n', [(2, 2, None)]),
        (b"a,b\n , \n,\n", [(2, 2, None), (3, 3, None)]),
        (b'a,b\n5" pipe,2\n', [(2, 2, ['5" pipe', "2"])]),
        (b'a,b\n1,"2"x\n3,4\n', [(2, 2, "SLA724"), (3, 3, ["3", "4"])]),
        (b'a,b\n1,"2\n3,4\n5,"6"\n7,8\n', [(2, 4, "SLA724"), (5, 5, ["7", "8"])]),
        (b'a,b\n1,2\n3,"4\n5,6\n', [(2, 2, ["1", "2"]), (3, 4, "SLA724")]),
        (b'a,b\n"', [(2, 2, "SLA724")]),
        (b"a,b\n1\n1,2,3\n", [(2, 2, "SLA723"), (3, 3, "SLA723")]),
        (b"a,b\n\xff,2\n1,2\n", [(2, 2, "SLA707"), (3, 3, ["1", "2"])]),
        (b"a,b,c\n1,2,\xff\n", [(2, 2, ["1", "2"])]),
        (b"a,b\n1," + "ä漢".encode() + b"\n", [(2, 2, ["1", "ä漢"])]),
    ],
)
@pytest.mark.parametrize("size", [None, 1, 3])
def test_rows(data, cells, size):
    # An old way to end lines can be told only where the first block holds one.
    if size != 1 or b"\r1" not in data:
        assert rows(data, size=None if b"\r1" in data else size) == cells


def test_separators_and_encodings():
    assert rows(b"a;b\n1,5;2\n", separator=";") == [(2, 2, ["1,5", "2"])]
    assert rows(b"sep=;\na;b\n1;2\n", separator=";") == [(3, 3, ["1", "2"])]
    assert rows(b"a\tb\n1\t2\n", separator="\t") == [(2, 2, ["1", "2"])]
    assert rows(b"a,b\nM\xfcller,\x80\n", encoding="windows-1252") == [(2, 2, ["Müller", "€"])]


def test_footers_are_no_data():
    data = b"a,b\n1,2\nTotal,3\n\nCopyright (c) 2026\n"
    assert rows(data, footer=("Total", "Copyright")) == [(2, 2, ["1", "2"]), (3, 3, None), (4, 4, None), (5, 5, None)]
    assert rows(data) == [(2, 2, ["1", "2"]), (3, 3, ["Total", "3"]), (4, 4, None), (5, 5, "SLA723")]


@pytest.mark.parametrize(
    ("data", "code", "help"),
    [
        (b"", "SLA721", "its first line names its columns"),
        (b"a;b\n1;2\n", "SLA721", "its cells seem to stand between others: state `separator: semicolon`"),
        (b"a,xyz\n1,2\n", "SLA721", "its columns are `a`, `xyz`"),
        (b"a,bb\n1,2\n", "SLA721", "did you mean `bb`? the map may say so: `b: {type: …, column: bb}`"),
        (b"a,b,b\n1,2,3\n", "SLA722", "give one of them another heading, or leave it out of the table"),
        ("a,b\n".encode("utf-16"), "SLA707", "save it as UTF-8"),
        (b"sep=;\na,b\n", "SLA721", "state the table's in the map, under `separator`"),
        (b'"a,b\n1,2\n', "SLA724", "mend the heading"),
    ],
)
def test_a_heading_that_cannot_be_read(data, code, help):
    with pytest.raises(BrokenOffError) as caught:
        rows(data)
    assert (caught.value.fault.code, caught.value.help) == (code, help)


def test_a_cell_of_a_megabyte_and_a_row_too_long():
    long = b'a,b\n1,"' + b"x\n" * 500_000 + b'"\n3,4\n'
    (first, second) = rows(long, size=1 << 16)
    assert (first[0], first[1], len(first[2][1])) == (2, 500_002, 1_000_000)
    assert second == (500_003, 500_003, ["3", "4"])
    endless = b'a,b\n"' + b"y" * (LONGEST + 10) + b"\n3,4\n"
    assert rows(endless, size=1 << 20) == [(2, 2, "SLA732"), (3, 3, ["3", "4"])]


def test_a_row_in_the_middle_of_which_the_file_breaks_off():
    packed = gzip.compress(f"deal,created\nD-1,{TIME}\nD-2,{TIME}".encode() * 1, mtime=0)
    log = read_table(MAP, packed[:-8], "deals.csv.gz")
    assert [event.lead for event in log.events] == ["D-1"]
    assert [one.code for one in log.problems] == ["SLA708"]
    assert told(log) == [(3, "SLA708")]
    assert (log.tables[0].rows, log.tables[0].read, log.tables[0].rejected) == (2, 1, 1)


def test_objects_a_line_are_a_table_too():
    lines = f'{{"deal": 7, "created": "{TIME}"}}\n\n{{"deal": null}}\n{{"deal": [1], "created": "{TIME}"}}\n[]\n'
    log = read_table(MAP, lines, "deals.jsonl")
    assert [event.lead for event in log.events] == ["7"]
    assert told(log) == [(4, "SLA728"), (5, "SLA701")]
    account = log.tables[0]
    assert (account.rows, account.read, account.rejected, account.blank, account.silent) == (5, 2, 2, 1, 1)
    log = read_table(MAP, '{"deal": 7, "creatd": "x"}\n', "deals.jsonl")
    assert [(one.code, one.message) for one in log.problems] == [("SLA721", "no row of the table has `created`")]


PIECES = st.sampled_from(
    [
        b"D-1",
        b"D-2",
        b",",
        b",",
        b"\n",
        b"\n",
        b'"',
        b'""',
        b"\r\n",
        TIME.encode(),
        b"2026-03-02",
        b" ",
        b"\xff",
        b"Total",
    ]
)


@given(st.lists(PIECES, max_size=60).map(b"".join), st.integers(1, 9))
def test_rows_add_up_whatever_a_table_holds(data, size):
    table = b"deal,created\n" + data
    log = read_table(MAP, table)
    account = log.tables[0]
    assert account.rows == account.read + account.rejected + account.blank
    untold = [one.last_line - one.line for one in log.rejections if one.code == "SLA724"]
    assert account.rejected == len({rejection.line for rejection in log.rejections}) + sum(untold)
    assert account.events == len(log.events) == account.read - account.silent
    lines = table.count(b"\n") + (not table.endswith(b"\n"))
    taken = [rejection.last_line - rejection.line + 1 for rejection in log.rejections]
    assert account.rows - account.rejected + sum(taken) <= lines - 1
    assert account.rows <= lines - 1
    form = Form({"deal": False, "created": False}, ",")
    blocks = [table[at : at + size] for at in range(0, len(table), size)]
    assert [*table_rows(blocks, form)] == [*table_rows([table], form)]


def test_what_the_csv_module_writes_is_read_as_it_was():
    import csv
    import io

    rnd = random.Random(7)
    for _ in range(200):
        cells = [
            ["".join(rnd.choices('ab,";\n ä', k=rnd.randint(0, 6))) for _ in range(2)] for _ in range(rnd.randint(1, 5))
        ]
        kept = [row for row in cells if any(cell.strip() for cell in row)]
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([["a", "b"], *cells])
        assert [row[2] for row in rows(text.getvalue().encode()) if row[2] is not None] == kept


def test_parquet_and_zst_are_tables_too(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    moment = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - as tables have it
    columns = {"deal": pa.array([7, 8, None]), "created": pa.array([moment, None, moment], pa.timestamp("us"))}
    pq.write_table(pa.table(columns), tmp_path / "deals.parquet")
    log = read_table(MAP, (tmp_path / "deals.parquet").read_bytes(), "deals.parquet")
    assert [(event.lead, event.time) for event in log.events] == [("7", 1_772_434_800_000_000)]
    assert [(one.line, one.code, one.group) for one in log.rejections] == [(3, "SLA730", 0)]
    assert (log.tables[0].rows, log.tables[0].read, log.tables[0].silent) == (3, 2, 1)
    zstd = pytest.importorskip("backports.zstd")
    log = read_table(MAP, zstd.compress(f"deal,created\nD-1,{TIME}\n".encode()), "deals.csv.zst")
    assert [event.lead for event in log.events] == ["D-1"]


def test_tabs_stand_between_the_cells_of_a_tsv_file():
    log = read_table(MAP, f"deal\tcreated\nD-1,a\t{TIME}\n", "deals.tsv")
    assert [event.lead for event in log.events] == ["D-1,a"]


def test_where_a_rejected_row_begins():
    table = f'\ufeffdeal,created\r\nD-1,{TIME}\r\n"two\r\nlines",yesterday\r\nD-2\r\n'
    log = read_table(MAP, table)
    data = table.encode()
    assert [(one.line, one.last_line, one.offset) for one in log.rejections] == [
        (3, 4, data.index(b'"two')),
        (5, 5, data.index(b"D-2")),
    ]
