"""What is still to be settled, and what the version is asked to say."""

from __future__ import annotations

import pytest

from sla_dsl.changes import Signature, compare, findings, party_named, with_signatures
from sla_dsl.changes.findings import _next
from sla_dsl.changes.places import Paper
from sla_dsl.changes.signing import step_between
from sla_dsl.diagnostics import Diagnostic
from sla_dsl.model.change import Step, VersionStep
from tests.changes.papers import FRAME, framed, laid_over, paper

ANSWER = "answer: when a lead is assigned, sales must accept the lead within 4 business hours\n"
FASTER = ANSWER.replace("4 business", "2 business")


def found(old: Paper, new: Paper) -> dict[str, list[Diagnostic]]:
    codes: dict[str, list[Diagnostic]] = {}
    for one in findings(compare(old, new), old, new):
        codes.setdefault(one.code, []).append(one)
    return codes


def test_unsigned() -> None:
    (one,) = found(framed(ANSWER), framed(FASTER))["SLA851"]
    assert (
        one.message == "`sales` (@acme/sales) must agree to this: the deadline is shortened (clause answer, stricter)"
    )
    assert one.place is not None
    assert one.place.line_text == f"  {FASTER.rstrip()}"


def test_a_removed_clause_is_told_at_its_old_place() -> None:
    more = "other: when a lead is created, sales must assign the lead within 4 hours\n"
    old = framed(ANSWER + more, "old")
    (one,) = found(old, framed(ANSWER, "new"))["SLA851"]
    assert one.place is not None
    assert (one.place.file, one.place.line_text) == ("old", f"  {more.rstrip()}")
    assert one.message.startswith("`marketing` (@acme/marketing) must agree")


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("1.2.0", "1.2.0", Step.NONE),
        ("1.2.0", "1.2.1", Step.PATCH),
        ("1.2.3", "1.3.0", Step.MINOR),
        ("1.2.3", "1.3", Step.MINOR),
        ("1.2.3", "2", Step.MAJOR),
        ("1", "1.0.0", Step.NONE),
        ("1.9", "1.10", Step.MINOR),
        ("2.0.0", "1.9.9", Step.BACK),
        ("1.2.3", "1.2.2", Step.BACK),
    ],
)
def test_steps(old: str, new: str, step: Step) -> None:
    assert step_between(old, new) is step


def test_what_is_enough() -> None:
    for asked, enough in (
        (Step.NONE, "none patch minor major"),
        (Step.PATCH, "patch minor major"),
        (Step.MAJOR, "major"),
    ):
        assert {given.value for given in Step if VersionStep(asked, given).enough} == set(enough.split())


@pytest.mark.parametrize(
    ("version", "step", "following"),
    [("1.2.3", Step.PATCH, "1.2.4"), ("1.2.3", Step.MINOR, "1.3.0"), ("1.2.3", Step.MAJOR, "2.0.0"),
     ("1", Step.MAJOR, "2"), ("1", Step.PATCH, "1.0.1"), ("1.2", Step.MINOR, "1.3"), ("1.2", Step.MAJOR, "2.0")],
)  # fmt: skip
def test_the_version_that_is_asked(version: str, step: Step, following: str) -> None:
    assert _next(version, step) == following


def test_the_version_is_told_where_it_does_not_move_on() -> None:
    (one,) = found(framed(ANSWER), framed(FASTER))["SLA852"]
    assert one.message == "`1.0.0` after `1.0.0` is no step, and the changes ask for major"
    assert one.help == "somebody owes more, or it cannot be ruled out: write `2.0.0`"
    assert "SLA852" not in found(framed(ANSWER), paper(laid_over(FASTER).replace("1.0.0", "2.0.0")))


def test_leads_are_judged_anew() -> None:
    (one,) = found(framed(ANSWER), framed(FASTER))["SLA853"]
    assert one.message.startswith("`answer` asks for something else from 2026-01-01 on")
    later = paper(laid_over(FASTER).replace("from: 2026-01-01", "from: 2026-07-01"))
    assert "SLA853" not in found(framed(ANSWER), later)
    sooner = (
        "answer:\n  clause: when a lead is assigned, sales must accept the lead within 2 hours\n  from: 2026-07-01\n"
    )
    assert "SLA853" not in found(framed(ANSWER), framed(sooner))
    ends = "answer:\n  clause: when a lead is assigned, sales must accept the lead within 4 business hours\n  until: 2026-07-01\n"
    assert "SLA853" not in found(framed(ANSWER), framed(ends))


def test_leads_are_judged_anew_by_a_calendar_and_by_a_new_clause() -> None:
    closed = paper(FRAME.replace("09:00-17:00}", "09:00-17:00}\n    closed: [2026-03-02]"))
    (one,) = found(paper(FRAME), closed)["SLA853"]
    assert "`answer`" in one.message
    more = "other: when a lead is created, sales must assign the lead within 4 hours\n"
    (one,) = found(framed(ANSWER), framed(ANSWER + more))["SLA853"]
    assert "`other`" in one.message


def test_a_former_id_that_is_none() -> None:
    was = "acceptance:\n  clause: when a lead is assigned, sales must accept the lead within 4 business hours\n  was: {}\n"
    (one,) = found(framed(ANSWER), framed(was.format("anwser")))["SLA855"]
    assert one.message == "`acceptance` was `anwser`, which the old version does not have"
    assert one.help == "did you mean `answer`?"
    (one,) = found(framed(ANSWER), framed(ANSWER + was.format("answer")))["SLA855"]
    assert "still a clause of its own" in one.message
    assert "SLA855" not in found(framed(ANSWER), framed(was.format("answer")))
    # once the name is settled, its former one may stay in the file
    assert "SLA855" not in found(framed(was.format("answer")), framed(was.format("answer")))


def test_who_is_meant_by_a_signature() -> None:
    agreement = paper(FRAME).agreement
    for who in ("sales", "Sales", " SALES ", "@acme/sales", "Sales <s@acme.example>"):
        assert party_named(who, agreement) == "sales"
    for who in ("slaes", "", "<s@acme.example>"):
        assert party_named(who, agreement) is None


def test_a_signature_settles_what_it_was_given_to() -> None:
    changes = compare(framed(ANSWER), framed(FASTER)).changes
    assert with_signatures(changes, [Signature("sales")])[0].unsigned == ()
    assert with_signatures(changes, [Signature("marketing")])[0].unsigned == ("sales",)
    assert with_signatures(changes, [Signature("sales", frozenset())])[0].unsigned == ("sales",)
    assert with_signatures(changes, [Signature("sales", frozenset({changes[0].fingerprint}))])[0].unsigned == ()
