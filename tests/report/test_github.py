"""Annotations: read back the way the runner of GitHub Actions reads them (actions/runner: `ActionCommand.cs`)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.diagnostics import Place, Span, diagnostic
from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import ClauseOutcome, Judgement, LogAccount, Verdict
from sla_dsl.model.result import Check, Validation
from sla_dsl.report.annotations import Annotation, annotations_text
from sla_dsl.report.check_github import check_github
from sla_dsl.report.repository import repository_path
from sla_dsl.report.validation_github import validation_github

HOSTILE = (
    "%0A::error::x\r\n::warning file=a,line=1::y ##[stop-commands]z ]]> <script> | 😀 \x00\x1b[2J\u202e @acme 100%25"
)


class Said(NamedTuple):
    level: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, *marks: str) -> str:
    for mark in (*marks, "\r", "\n", "%"):
        text = text.replace(f"%{ord(mark):02X}", mark)
    return text


def read(line: str) -> Said:
    """One command: `::`, the name, a space, the properties up to the next `::`, the message."""
    assert line.startswith("::")
    command, _, message = line[2:].partition("::")
    level, _, properties = command.partition(" ")
    pairs = (part.partition("=") for part in properties.strip().split(","))
    return Said(level, {name: unescaped(value, ":", ",") for name, _, value in pairs}, unescaped(message))


def said(text: str) -> list[Said]:
    assert text == "" or text.endswith("\n")
    return [read(line) for line in text.removesuffix("\n").split("\n") if line]


def validated(*found: object) -> list[Said]:
    return said(validation_github([Validation("a.sla.yaml", None, tuple(found))]))


def test_the_form_of_the_interface() -> None:
    """`a lead is asigned` has 17 letters: columns 10 to 26, the last one included."""
    place = Place("policies/acme.sla.yaml", Span(31, 10, 31, 27))
    one = diagnostic("SLA203", "no event is called `a, b: 5%`", place, help="did you mean `a lead is assigned`?")
    assert validation_github([Validation("policies/acme.sla.yaml", None, (one,))]) == (
        "::error file=policies/acme.sla.yaml,line=31,col=10,endLine=31,endColumn=26,title=SLA203"
        "::no event is called `a, b: 5%25`%0Ahelp: did you mean `a lead is assigned`?\n"
    )


def test_nothing_found_is_nothing_written() -> None:
    assert validation_github([Validation("a.sla.yaml", None)], explained=True) == ""


@pytest.mark.parametrize(
    ("span", "where"),
    [
        (None, {}),
        (Span(3, 5, 3, 6), {"line": "3", "col": "5", "endLine": "3", "endColumn": "5"}),
        (Span(3, 5, 3, 5), {"line": "3", "col": "5", "endLine": "3", "endColumn": "5"}),
        (Span(3, 5, 4, 9), {"line": "3", "endLine": "4"}),
        (Span(3, 5, 5, 1), {"line": "3", "endLine": "4"}),
        (Span(3, 1, 4, 1), {"line": "3", "endLine": "3"}),
    ],
)
def test_places(span: Span | None, where: dict[str, str]) -> None:
    (one,) = validated(diagnostic("SLA115", "the file is empty", Place("a.sla.yaml", span)))
    assert one.properties == {"file": "a.sla.yaml", **where, "title": "SLA115"}


def test_levels_come_by_file_and_line_and_what_has_no_place_first() -> None:
    found = (
        diagnostic("SLA014", "a name", Place("b.sla.yaml", Span(9, 1, 9, 2))),
        diagnostic("SLA905", "a clause", Place("b.sla.yaml", Span(2, 1, 2, 2))),
        diagnostic("SLA903", "there are 2 agreements"),
    )
    first, second, third = validated(*found)
    assert first == Said("error", {"title": "SLA903"}, "there are 2 agreements")
    assert (second.level, second.properties["line"]) == ("notice", "2")
    assert (third.level, third.properties["line"]) == ("warning", "9")


def test_related_places_stand_in_the_message() -> None:
    related = [Place("a.sla.yaml", Span(4, 1, 4, 2), note="first named here"), Place("b.sla.yaml")]
    (one,) = validated(diagnostic("SLA102", "the key stands twice", Place("a.sla.yaml"), related=related))
    assert one.message == "the key stands twice\na.sla.yaml:4: first named here\nb.sla.yaml: see here"


@given(st.lists(st.text(), min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_no_text_breaks_out(lines: list[str], title: str, file: str) -> None:
    text = annotations_text([Annotation("error", title, [*lines, HOSTILE], f"f{file}", Span(1, 2, 1, 4))])
    assert text.count("\n") == 1
    assert "\r" not in text
    (one,) = said(text)
    assert one.level == "error"
    assert set(one.properties) == {"file", "line", "col", "endLine", "endColumn", "title"}
    assert (one.properties["line"], one.properties["endColumn"]) == ("1", "3")
    assert one.message.count("\n") == len(lines)


def test_hostile_text_is_shown_as_it_is() -> None:
    (one,) = validated(diagnostic("SLA203", HOSTILE, Place("a,b:c\n.sla.yaml", Span(1, 1, 1, 2))))
    assert one.message == (
        "%0A::error::x ::warning file=a,line=1::y ##[stop-commands]z ]]> <script> | 😀 ␀␛[2J\ufffd @acme 100%25"
    )
    assert one.properties["title"] == "SLA203"


def test_a_page_of_text_is_cut() -> None:
    (one,) = validated(diagnostic("SLA203", "x" * 10_000, Place("a.sla.yaml")))
    assert one.message == "x" * 1000


def test_paths_are_from_the_top_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "repo" / "teams" / "emea"
    inner.mkdir(parents=True)
    (inner / "a:b.sla.yaml").touch()
    (tmp_path / "repo" / "teams" / "log.jsonl").touch()
    monkeypatch.chdir(inner)
    assert repository_path("policies/acme.sla.yaml") == "policies/acme.sla.yaml"
    (tmp_path / "repo" / ".git").touch()
    assert repository_path("policies/acme.sla.yaml") == "teams/emea/policies/acme.sla.yaml"
    assert repository_path("./acme.sla.yaml") == "teams/emea/acme.sla.yaml"
    assert repository_path("../log.jsonl") == "teams/log.jsonl"
    assert repository_path(str(inner / "x y.sla.yaml")) == "teams/emea/x y.sla.yaml"
    assert repository_path("../../../other/x.sla.yaml") == (tmp_path / "other" / "x.sla.yaml").as_posix()
    assert repository_path("a:b.sla.yaml") == "teams/emea/a:b.sla.yaml"
    assert repository_path("v1.2.0:policies/acme.sla.yaml") == "policies/acme.sla.yaml"
    assert repository_path("HEAD:./acme.sla.yaml") == "teams/emea/acme.sla.yaml"
    assert repository_path("no\0file") == "teams/emea/no\0file"


def spanned(check: Check) -> Check:
    """The same check, its first clause with a place."""
    assert check.agreement is not None
    clauses = dict(check.agreement.clauses)
    clauses["revenue"] = replace(clauses["revenue"], span=Span(40, 3, 42, 20))
    return replace(check, agreement=replace(check.agreement, clauses=clauses))


def test_a_check_says_what_broke_and_what_was_not_read(check: Check) -> None:
    """By the judgement of conftest: first-contact pending, revenue and no-reassign broken, quality without cases."""
    pending, revenue, reassign, warning, rejected = said(check_github(spanned(check)))
    assert (pending.level, pending.properties["title"]) == ("notice", "first-contact: pending; so far no cases")
    assert revenue.level == "error"
    assert revenue.properties == {
        "file": "policies/acme.sla.yaml",
        "line": "40",
        "endLine": "42",
        "title": "revenue: broken",
    }
    assert revenue.message == (
        "broken, 2026-Q1: 1 000 000.5 EUR, at least 1 333 333.34 EUR asked\n"
        "1 event might have counted, but for a value that is unknown"
    )
    assert (reassign.level, reassign.properties["file"]) == ("error", "policies/acme.sla.yaml")
    assert reassign.message.splitlines()[0] == "5 cases: 5 overdue"
    assert (warning.level, warning.properties) == ("warning", {"title": "SLA801"})
    assert rejected == Said(
        "error", {"file": "events.jsonl", "line": "7", "endLine": "7", "title": "SLA701"}, "no JSON"
    )


def test_rejected_lines_are_counted_from_the_twentieth_on(check: Check) -> None:
    lines = tuple(Rejection("a.jsonl", number, "SLA701", "no JSON", "", number) for number in range(1, 24))
    *_, last, more = said(check_github(replace(check, rejections=lines)))
    assert last.properties["line"] == "20"
    assert more == Said("error", {"title": "rejected lines"}, "3 more lines rejected; --rejects FILE keeps all")


def test_lines_of_standard_input_have_no_file(check: Check) -> None:
    several = (Rejection("-", 7, "SLA701", "no JSON"), Rejection("a.csv", 3, "SLA701", "a quote", "", 9))
    *_, stdin, csv = said(check_github(replace(check, rejections=several)))
    assert stdin == Said("error", {"title": "SLA701"}, "standard input, line 7: no JSON")
    assert (csv.properties["line"], csv.properties["endLine"]) == ("3", "9")


def test_a_kept_clause_is_silent_but_for_what_is_unknown(check: Check) -> None:
    assert check.judgement is not None
    kept = ClauseOutcome("first-contact", "sales", Verdict.KEPT, Verdict.KEPT)
    judgement = replace(check.judgement, verdict=Verdict.KEPT, clauses=(kept,), warnings=())
    quiet = replace(check, judgement=judgement, rejections=())
    assert check_github(quiet) == ""
    unsure = replace(quiet, judgement=replace(judgement, clauses=(replace(kept, unknown=2),)))
    (one,) = said(check_github(unsure))
    assert (one.level, one.properties["title"]) == ("notice", "first-contact: kept")
    assert one.message == "2 events might have opened a case, but for a value that is unknown"


def test_where_nothing_was_judged_it_says_why(check: Check) -> None:
    empty = LogAccount((), 0, 0, 0, 0, {}, None, None)
    nothing = replace(check, judgement=Judgement(None, empty, Verdict.NO_CASES, Verdict.NO_CASES, ()), rejections=())
    assert said(check_github(nothing)) == [
        Said(
            "warning",
            {"file": "policies/acme.sla.yaml", "title": "nothing was judged"},
            "every clause says no cases",
        )
    ]
    invalid = Check(diagnostics=(diagnostic("SLA203", "no event", Place("a.sla.yaml", Span(1, 1, 1, 2))),))
    assert [one.level for one in said(check_github(invalid))] == ["error"]
