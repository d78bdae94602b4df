"""Warnings that a clause accepts, with a reason."""

from __future__ import annotations

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.format import agreement_text
from sla_dsl.language.load import load
from sla_dsl.model.encoding import from_json, to_json
from tests.review.agreements import findings, seen, text_of, told

OPEN = "when a lead is assigned, sales must contact the lead"


def accepting(code: str, clause: str = OPEN, reason: str = "they know") -> str:
    return f"one:\n  clause: {clause}\n  accept:\n    {code}: {reason}\n"


def test_a_warning_that_is_accepted_is_not_told():
    assert told(f"one: {OPEN}") == [("SLA011", "contact the lead")]
    assert told(accepting("SLA011")) == []


def test_another_warning_of_the_clause_stays():
    clause = "when a lead is assigned where size is small or large, sales must contact the lead"
    assert told(accepting("SLA011", clause)) == [("SLA003", "size is small or large")]


def test_another_clause_keeps_its_warning():
    assert told(accepting("SLA011") + f"two: {OPEN.replace('contact', 'accept')}") == [("SLA011", "accept the lead")]


@pytest.mark.parametrize(
    ("code", "message", "help"),
    [
        ("SLA013", "`one` accepts `SLA013`, and has no such warning", "leave it out"),
        ("SLA099", "there is no code `SLA099` to accept", "did you mean `SLA"),
        ("sla011", "there is no code `sla011` to accept", "did you mean `SLA011`?"),
        ("SLA002", "`SLA002` is an error, and an error cannot be accepted", "mend the clause"),
    ],
)
def test_an_acceptance_that_accepts_nothing(code, message, help):
    (found,) = [one for one in seen(accepting(code)) if one.code == "SLA017"]
    assert (found.words, found.message) == (code, message)
    assert found.help.startswith(help)


def test_an_error_cannot_be_accepted():
    clause = "when a lead is assigned, sales must contact the lead where channel is a and channel is b within 1 hour"
    assert [code for code, _ in told(accepting("SLA002", clause))] == ["SLA002", "SLA017"]


def test_a_cut_of_the_clauses_own_dates_can_be_accepted():
    clause = "one:\n  clause: each month, sales must deliver at least 5 opportunities\n  from: 2026-01-05\n"
    assert "SLA512" in [one.code for one in findings(clause)]
    assert "SLA512" not in [one.code for one in findings(clause + "  accept: {SLA512: we begin in the middle}\n")]


@pytest.mark.parametrize(
    ("accept", "code", "words"),
    [
        ("{SLA011: }", "SLA112", "SLA011"),
        ('{SLA011: " "}', "SLA112", "SLA011"),
        ("SLA011", "SLA112", "SLA011"),
        ("[SLA011]", "SLA112", "accept"),
    ],
)
def test_a_reason_is_required(accept, code, words):
    text = text_of(f"one:\n  clause: {OPEN}\n  accept: {accept}\n")
    loaded = load(Source("a", text))
    (found,) = [one for one in loaded.diagnostics if one.is_error]
    span = found.place.span
    assert found.code == code
    assert text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1] == words


def test_the_reason_is_part_of_the_agreement():
    agreement = load(Source("a", text_of(accepting("SLA011", reason='"leads: in bursts"')))).agreement
    assert agreement.clauses["one"].accepts == {"SLA011": "leads: in bursts"}
    again = load(Source("a", agreement_text(agreement))).agreement
    assert again == agreement
    assert from_json(to_json(agreement)) == agreement
    assert hash(agreement.clauses["one"])
