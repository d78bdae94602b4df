"""JUnit's XML: well formed whatever stands in the log, with the counts that its elements have."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.diagnostics import Span
from sla_dsl.model.event import Rejection
from sla_dsl.model.outcome import ClauseOutcome, Judgement, LogAccount, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report.check_junit import MOST_BREACHES, check_junit
from sla_dsl.report.check_text import check_text
from tests.report.conftest import CHECK

HOSTILE = "%0A ]]> <script>&amp; \"'| 😀 \x00\x07\x1b\x7f\x85\ud800\ufffe\uffff\n\t\u2028 -->"


def suite_of(check: Check) -> ET.Element:
    root = ET.fromstring(check_junit(check).encode())
    assert root.tag == "testsuites"
    (suite,) = root
    for element in (root, suite):
        assert element.get("tests") == str(len(suite.findall("testcase")))
        assert element.get("failures") == str(len(suite.findall("testcase/failure")))
        assert element.get("skipped") == str(len(suite.findall("testcase/skipped")))
        assert element.get("errors") == "0"
    return suite


def outcome_of(test: ET.Element) -> str:
    return test[0].tag if len(test) else "passed"


def with_clauses(check: Check, *outcomes: ClauseOutcome) -> Check:
    assert check.judgement is not None
    return replace(check, judgement=replace(check.judgement, clauses=outcomes))


def test_a_test_a_clause_or_a_period_of_one(check: Check) -> None:
    """By the judgement of conftest: the periods of quality are kept, but for the last one without cases."""
    suite = suite_of(check)
    assert suite.get("name") == "acme 1.2.0"
    tests = [(test.get("name"), outcome_of(test)) for test in suite.iter("testcase")]
    assert tests == [
        ("first-contact 2026-03", "skipped"),
        ("revenue 2026-Q1", "failure"),
        *((f"quality {year}-Q1", "passed") for year in range(2010, 2018)),
        ("quality 2026-Q1", "skipped"),
        ("no-reassign", "failure"),
    ]
    assert {test.get("classname") for test in suite.iter("testcase")} == {"acme"}
    given_properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert given_properties == {
        "agreement": "acme",
        "version": "1.2.0",
        "as_of": "2026-03-31T21:00:00Z",
        "verdict": "broken",
    }


def test_the_order_of_a_suite(check: Check) -> None:
    suite = suite_of(check)
    assert suite[0].tag == "properties"
    assert [element.tag for element in suite][-2:] == ["system-out", "system-err"]
    assert suite.findtext("system-out") == check_text(check).removesuffix("\n")
    assert suite.findtext("system-err") == 'events.jsonl:7: error[SLA701]: no JSON\n    7 | {"a": "b'


def test_a_failure_says_what_was_asked_and_who_broke_it(check: Check) -> None:
    failure = suite_of(check).find("testcase[@name='revenue 2026-Q1']/failure")
    assert failure is not None
    assert failure.get("type") == "broken"
    assert failure.get("message") == "2026-Q1: 1 000 000.5 EUR, at least 1 333 333.34 EUR asked"
    said = suite_of(check).findtext("testcase[@name='no-reassign']/failure")
    assert said is not None
    assert said.splitlines()[0] == "when a lead is disqualified, marketing must not assign the lead"
    assert said.splitlines()[2] == "overdue: lead L-1, from Sun 2026-03-01 00:00"
    assert len(said.splitlines()) == 7


def test_a_failure_names_the_cases_of_its_period_only(check: Check) -> None:
    """first-contact has two breaches in March 2026: L-2 late, O "1" overdue."""
    assert check.judgement is not None
    first = check.judgement.clauses[0]
    march = replace(first.periods[0], verdict=Verdict.BROKEN)
    april = replace(march, period="2026-04")
    suite = suite_of(with_clauses(check, replace(first, verdict=Verdict.BROKEN, periods=(march, april))))
    one, other = (test.findtext("failure") or "" for test in suite.iter("testcase"))
    assert one.splitlines()[2:] == [
        "late: lead L-2, from Sun 2026-03-01 01:00, due Sun 2026-03-01 05:00",
        'overdue: opportunity O "1" of lead L-␛[2J, from Sun 2026-03-01 00:00, due Sun 2026-03-01 04:00',
    ]
    assert len(other.splitlines()) == 2


def test_a_skipped_test_says_why(check: Check) -> None:
    none = ClauseOutcome("first-contact", "sales", Verdict.NO_CASES, Verdict.NO_CASES)
    skipped = suite_of(with_clauses(check, none)).find("testcase/skipped")
    assert skipped is not None
    assert skipped.get("message") == "no cases"
    skipped = suite_of(check).find("testcase/skipped")
    assert skipped is not None
    assert (skipped.get("message") or "").startswith("pending: March 2026: 1 of 11 in time, 8 pending")


def test_many_breaches_are_counted(check: Check) -> None:
    assert check.judgement is not None
    last = check.judgement.clauses[-1]
    said = suite_of(with_clauses(check, replace(last, cases=last.cases * 5))).findtext("testcase/failure")
    assert said is not None
    assert len(said.splitlines()) == 2 + MOST_BREACHES + 1
    assert said.splitlines()[-1] == "… and 5 more; --breaches FILE lists them all"


def test_a_test_knows_its_line(check: Check) -> None:
    assert check.agreement is not None
    clauses = {name: replace(clause, span=Span(40, 3, 42, 20)) for name, clause in check.agreement.clauses.items()}
    placed = replace(check, agreement=replace(check.agreement, clauses=clauses))
    test = next(suite_of(placed).iter("testcase"))
    assert (test.get("file"), test.get("line")) == ("policies/acme.sla.yaml", "40")
    nowhere = replace(check, agreement=replace(check.agreement, file=""))
    assert "file" not in next(suite_of(nowhere).iter("testcase")).attrib


def test_a_log_without_events(check: Check) -> None:
    empty = LogAccount((), 0, 0, 0, 0, {}, None, None)
    nothing = Judgement(None, empty, Verdict.NO_CASES, Verdict.NO_CASES, ())
    suite = suite_of(replace(check, judgement=nothing, rejections=()))
    assert suite.get("tests") == "0"
    assert suite.find("system-err") is not None


def hostile_check(text: str) -> Check:
    assert CHECK.agreement is not None
    assert CHECK.judgement is not None
    clauses = {name: replace(clause, text=text) for name, clause in CHECK.agreement.clauses.items()}
    last = CHECK.judgement.clauses[-1]
    cases = tuple(replace(case, subject=text, lead=text) for case in last.cases)
    return replace(
        with_clauses(CHECK, *CHECK.judgement.clauses[:-1], replace(last, cases=cases)),
        agreement=replace(CHECK.agreement, clauses=clauses, version=text, title=text, file=f"f{text}"),
        rejections=(Rejection(text, 1, "SLA701", text, text, 1),),
    )


def test_hostile_text_is_shown() -> None:
    said = suite_of(hostile_check(HOSTILE)).findtext("testcase[@name='no-reassign']/failure")
    assert said is not None
    assert "%0A ]]> <script>&amp; \"'| 😀 ␀␇␛␡" in said


@given(st.text(max_size=50))
def test_every_text_makes_well_formed_xml(text: str) -> None:
    suite_of(hostile_check(text))
