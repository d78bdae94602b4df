"""Diagnostics as text: what is underlined is what is meant, whatever stands before it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.diagnostics import Place, Source, Span, diagnostic
from sla_dsl.model.event import Rejection
from sla_dsl.report.diagnostics_text import count_text, diagnostics_text, rejections_text
from sla_dsl.report.display import width
from sla_dsl.report.json_text import diagnostic_records
from sla_dsl.report.paint import painted


def shown(line: str, column: int, end: int, end_line: int = 1) -> list[str]:
    place = Place("a.sla.yaml", Span(1, column, end_line, end), line)
    return diagnostics_text([diagnostic("SLA203", "no event", place)]).splitlines()


def test_the_form_of_the_interface() -> None:
    source = Source("policies/acme.sla.yaml", "\n" * 30 + "    when a lead is asigned where score is at least 50,\n")
    place = Place.of(source, Span(31, 10, 31, 27))
    found = diagnostic(
        "SLA203", "no event is called `a lead is asigned`", place, help="did you mean `a lead is assigned`?"
    )
    assert diagnostics_text([found]) == (
        "policies/acme.sla.yaml:31:10: error[SLA203]: no event is called `a lead is asigned`\n"
        "   31 |     when a lead is asigned where score is at least 50,\n"
        "      |          ^^^^^^^^^^^^^^^^^\n"
        "   help: did you mean `a lead is assigned`?\n"
    )


@pytest.mark.parametrize(
    ("line", "column", "end", "line_shown", "underline"),
    [
        ("a 漢字 word", 6, 10, "a 漢字 word", " " * 7 + "^^^^"),
        ("漢字", 1, 3, "漢字", "^^^^"),
        ("😀 x", 3, 4, "😀 x", "   ^"),
        ("e\u0301 x", 4, 5, "e\u0301 x", "  ^"),
        ("\ta\tb", 4, 5, "    a    b", " " * 9 + "^"),
        ("a\x1b[2Jb", 6, 7, "a␛[2Jb", "     ^"),
        ("a\u202eb", 3, 4, "a\ufffdb", "  ^"),
        ("abc", 4, 4, "abc", "   ^"),
        ("abc", 9, 12, "abc", "   ^"),
    ],
)
def test_underlines_stand_under_the_words(line: str, column: int, end: int, line_shown: str, underline: str) -> None:
    assert shown(line, column, end)[1:] == [f"    1 | {line_shown}", f"      | {underline}"]


def test_a_span_of_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    assert shown("when a lead  ", 6, 3, end_line=4)[2] == "      |      ^^^^^^"


def test_a_very_long_line_is_shown_in_part() -> None:
    line = "x" * 5000 + "BAD" + "y" * 5000
    _, text, underline = shown(line, 5001, 5004)
    assert len(text) < 200
    assert text.index("BAD") == underline.index("^^^")


@given(st.text(st.characters(blacklist_characters="\r\n"), max_size=40), st.integers(1, 45), st.integers(0, 9))
def test_carets_are_as_many_columns_as_the_words(line: str, column: int, length: int) -> None:
    lines = shown(line, column, column + length)
    if len(lines) == 1:
        assert not line.strip()
        return
    assert all(unicodedata.category(character) != "Cc" for character in "".join(lines))
    assert width(lines[2].rstrip("^")) <= width(lines[1].rstrip()) + 9
    assert lines[2].endswith("^")


def test_related_places_help_and_order() -> None:
    source = Source("b.yaml", "one\ntwo\n")
    second = Place.of(source, Span.at(2, 1, 3), "`one` stands here too")
    found = [
        diagnostic("SLA102", "twice", Place.of(source, Span.at(2, 1, 3)), related=[second]),
        diagnostic("SLA512", "cut", Place.of(source, Span.at(1, 2))),
        diagnostic("SLA901", "gone", Place("a.yaml")),
        diagnostic("SLA903", "wrong\nusage"),
    ]
    assert diagnostics_text(found).splitlines() == [
        "error[SLA903]: wrong usage",
        "a.yaml: error[SLA901]: gone",
        "b.yaml:1:2: warning[SLA512]: cut",
        "    1 | one",
        "      |  ^",
        "b.yaml:2:1: error[SLA102]: twice",
        "    2 | two",
        "      | ^^^",
        "   b.yaml:2:1: `one` stands here too",
        "    2 | two",
        "      | ^^^",
    ]
    assert count_text(found) == "3 errors, 1 warning in 2 files\n"
    assert count_text(found[:2]) == "1 error, 1 warning in b.yaml\n"
    assert count_text([]) == ""
    records = diagnostic_records(found)
    assert records[0] == {
        "code": "SLA903",
        "severity": "error",
        "message": "wrong\nusage",
        "file": None,
        "line": None,
        "column": None,
        "end": None,
        "help": None,
        "related": [],
    }


def test_rejected_lines_of_a_range() -> None:
    text = rejections_text([Rejection("e.csv", 3, "SLA701", "an open quote", "a,\x00b\tc", 5)])
    assert text == "e.csv:3-5: error[SLA701]: an open quote\n    3 | a,␀b    c\n"


def test_colour_changes_no_character() -> None:
    text = "a.yaml:1:1: error[SLA203]: [red]no[/red] :smile:\n    1 | x\n      | ^\n   help: y\nBROKEN    a\n"
    coloured = painted(text)
    assert "\x1b[1;31merror[SLA203]\x1b[0m" in coloured
    assert "\x1b[1;31mBROKEN\x1b[0m" in coloured
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text
