"""What must not be asked: nothing of the examples, the policies and the language's own clauses; and it is quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest

from sla_dsl import validate
from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load
from sla_dsl.review import LINTS, Places, examine
from tests.review.agreements import text_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*ROOT.glob("examples/**/*.sla.yaml"), *ROOT.glob("policies/**/*.sla.yaml")])

LANGUAGE = """
first-contact:      when a lead is assigned, sales must contact the lead within 4 business hours, for at least 95% of cases each month
persistence:        when a lead is assigned, sales must attempt contact at least 5 times on at least 3 different days within 10 business days, unless the lead replies or a lead is contacted
convert-or-release: when a lead is assigned, sales must either create an opportunity or disqualify the lead where reason is known within 14 calendar days
opportunity-value:  when an opportunity is created, sales must value the opportunity within 2 business days
decision:           when an opportunity is created, sales must close the opportunity where reason is known within 90 calendar days
mql-volume:         each quarter, marketing must deliver at least [mql target] qualified leads
tiered:         when a lead is assigned, sales must contact the lead within 30 minutes if source is demo-request, or 4 business hours if score is at least 50, or 2 business days
effort-first:   sales must not disqualify the lead before at least 3 contact attempts
meeting-first:  sales must not create an opportunity before a meeting is held
quiet-period:   when a lead is disqualified, marketing must not assign the lead for 90 calendar days
loss-reason:    when an opportunity is lost, sales must state reason and competitor within 2 business days
quality:        each quarter, marketing must ensure at least 30% of qualified leads become opportunities within 60 calendar days
rejects:        each month, marketing must ensure at most 10% of assigned leads become rejected leads within 5 business days
pipeline:       each quarter, marketing must deliver at least 2M EUR of valued opportunities where source is not partner
call-back:      when a lead is assigned, sales must contact the lead within 8 business hours, paused while the lead is on hold
answer:         when a lead is assigned, sales must either reject the lead where reason is known, or accept the lead within 1 business day, with at most 3 breaches each month, otherwise notify sales-director
email-cap:      when a lead is assigned, marketing must attempt contact where channel is email at most 4 times within 7 calendar days
recovery:       when first-contact is breached, sales must contact the lead within 1 business day
"""
MORE = """
contacts: {sales-director: d@acme.example}
funnel:
  each: quarter
  given: {mql target: 600}
"""


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nothing_is_asked_of_what_is_shipped(path):
    (found,) = validate(path)
    assert found.diagnostics == ()


def test_nothing_is_asked_of_the_clauses_of_the_language():
    source = Source("a", text_of(LANGUAGE, vocabulary="", more=MORE))
    loaded = load(source)
    assert loaded.agreement is not None
    assert [one.message for one in examine(loaded.agreement, Places(source, loaded.keys), loaded.diagnostics)] == []


@pytest.mark.parametrize(
    "clause",
    [
        "when a lead is assigned, sales must contact the lead within 4 business hours, for at least 95% of cases each month",
        "when a lead is assigned where source is s{n}, sales must contact the lead where channel is c{n} within {n} hours",
        "when a lead is assigned where score is at least {n}, sales must not contact the lead for {n} business hours",
    ],
)
def test_a_thousand_clauses_in_five_seconds(clause):
    text = text_of("\n".join(f"c{n}: {clause.format(n=n)}" for n in range(1, 1001)))
    started = process_time()
    source = Source("a", text)
    loaded = load(source)
    assert loaded.agreement is not None
    examine(loaded.agreement, Places(source, loaded.keys))
    assert process_time() - started < 5


def test_looking_over_a_plain_agreement_needs_no_engine():
    """The engine is imported for its part only where two clauses have to be set against each other."""
    code = "import sys; from sla_dsl import validate; validate('examples'); print('sla_dsl.engine' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_every_question_has_its_cases():
    """One file a question, and one test file each, named as its function is."""
    here = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    for lint in LINTS:
        assert lint.__module__.endswith(f".{lint.__name__}")
        assert lint.__name__ in here
