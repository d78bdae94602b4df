"""Markdown: what a reader of it (CommonMark with tables) makes of the report, whatever stands in the log."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import CaseState, ClauseOutcome, Judgement, LogAccount, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report.check_markdown import MOST_CLAUSES, check_markdown
from sla_dsl.report.display import one_line
from sla_dsl.report.markdown import LONGEST, bullets, escaped, table

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = (
    r"a|b \| c\\| `x` ``y`` *e* __s__ ~~d~~ [l](http://e.x) ![i](u) <script>1</script> "
    "<!-- &amp; $m$ @acme #12 ]]> 😀 %0A"
)


def texts(markdown: str, tag: str) -> list[str]:
    """The text of every element of a kind, without the spaces of no width."""
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", READER.render(markdown), re.DOTALL)
    return [html.unescape(one).replace("\u200b", "") for one in found]


def tags(markdown: str) -> list[str]:
    return re.findall(r"<(\w+)", READER.render(markdown))


@given(st.text(st.characters(exclude_characters="\u200b"), max_size=200))
def test_a_text_is_shown_as_it_is(text: str) -> None:
    shown = f"{escaped(text)}x"
    assert texts(f"x{shown}", "p") == [f"x{one_line(text)}x"]
    assert set(tags(f"x{shown}")) <= {"p"}


def test_hostile_text_in_every_place() -> None:
    page = table(("a", "b"), [(escaped(HOSTILE), "1"), (escaped(f"{HOSTILE}\\"), "2")])
    assert texts(page, "td") == [one_line(HOSTILE), "1", f"{one_line(HOSTILE)}\\", "2"]
    page = bullets("title", [HOSTILE, f"- {HOSTILE}\n# x"])
    assert "script" not in tags(page)
    assert texts(f"### {escaped(HOSTILE)}", "h3") == [one_line(HOSTILE)]


def test_nobody_is_called_and_nothing_is_linked() -> None:
    """GitHub looks for `@name` and `#12` in the text that comes out, and links addresses by themselves."""
    out = html.unescape(READER.render(escaped("@acme/sales a@b.example #12 https://e.x www.e.x WWW.e.x")))
    assert not re.search(r"@\w|#\d", out)
    assert not re.search(r"://|www\.", escaped("https://e.x www.e.x WWW.e.x"), re.IGNORECASE)


def test_a_page_of_text_is_cut() -> None:
    assert escaped("x" * 10_000) == "x" * LONGEST + "…"


def test_the_report(check: Check, snapshot: SnapshotAssertion) -> None:
    assert check_markdown(check) == snapshot


def test_its_parts(check: Check) -> None:
    """By the judgement of conftest, worked out there."""
    page = check_markdown(check)
    assert texts(page, "h3") == ["acme 1.2.0: broken"]
    cells = texts(page, "td")
    assert cells[0::4] == ["revenue", "no-reassign", "first-contact", "quality"]
    assert cells[1::4] == ["marketing", "marketing", "Sales", "marketing"]
    assert cells[2].startswith("<strong>broken</strong>")
    assert "March 2026: 1 of 11 in time, 8 pending" in cells[11]
    assert "<br>11 cases: 1 met, 1 late, 1 overdue, 8 pending" in cells[11]
    listed = texts(page, "li")
    assert "… and 3 more; --cases FILE lists them all" in listed
    assert "SLA701 in events.jsonl:7: no JSON" in listed
    assert "joint-review: Both parties review the agreement." in listed
    assert sum("first-contact" in one and one.startswith("due ") for one in listed) == 6


def test_a_hostile_log(check: Check) -> None:
    assert check.judgement is not None
    assert check.agreement is not None
    first = check.judgement.clauses[0]
    cases = tuple(replace(case, subject=HOSTILE, lead=HOSTILE) for case in first.cases)
    hostile = replace(
        check,
        agreement=replace(check.agreement, title=HOSTILE, version=HOSTILE),
        judgement=replace(check.judgement, clauses=(replace(first, cases=cases), *check.judgement.clauses[1:])),
        rejections=(Rejection(HOSTILE, 1, "SLA701", HOSTILE),),
    )
    page = check_markdown(hostile)
    assert set(tags(page)) <= {"h3", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br", "ul", "li"}
    assert len(texts(page, "td")) == 16
    assert texts(page, "h3") == [f"acme {one_line(HOSTILE)}: broken"]


def test_many_clauses_are_counted(check: Check) -> None:
    assert check.judgement is not None
    verdicts = [Verdict.KEPT] * 50 + [Verdict.NO_CASES] * 2 + [Verdict.BROKEN]
    many = tuple(ClauseOutcome("no-reassign", "marketing", verdict, verdict) for verdict in verdicts)
    page = check_markdown(replace(check, judgement=replace(check.judgement, clauses=many)))
    rows = texts(page, "tr")[1:]
    assert len(rows) == MOST_CLAUSES
    assert "broken" in rows[0]
    assert "… and 13 more clauses: 11 kept, 2 no cases" in page


def test_a_log_without_events(check: Check) -> None:
    empty = LogAccount((), 0, 0, 0, 0, {}, None, None)
    clause = ClauseOutcome("no-reassign", "marketing", Verdict.NO_CASES, Verdict.NO_CASES)
    nothing = Judgement(None, empty, Verdict.NO_CASES, Verdict.NO_CASES, (clause,))
    page = check_markdown(replace(check, judgement=nothing, rejections=()))
    assert texts(page, "h3") == ["acme 1.2.0: no cases"]
    assert "There are no events, so nothing was judged. 1 clause: 1 no cases." in page
    assert texts(page, "td") == ["no-reassign", "marketing", "<strong>no cases</strong>", ""]
    assert texts(page, "li") == []


@pytest.mark.parametrize("state", list(CaseState))
def test_every_state_of_a_case_is_a_word(check: Check, state: CaseState) -> None:
    assert check.judgement is not None
    first = check.judgement.clauses[0]
    one = replace(first, cases=(replace(first.cases[0], state=state),))
    assert f"1 case: 1 {state.value}" in check_markdown(
        replace(check, judgement=replace(check.judgement, clauses=(one,)))
    )
