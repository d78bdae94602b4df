"""The table of clause forms, walked: every cell is written as a clause, and is legal or refused as the table says."""

import itertools

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.forms import STANDING, TAILS, TRIGGERS, DutyForm, TailForm, TriggerForm
from sla_dsl.language.load import load

HEAD = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {marketing: {}, sales: {}}
effective: {from: 2026-01-01}
timezone: UTC
clauses:
  other: when a lead is created, sales must qualify the lead within 1 hour
  test: """

TRIGGER_TEXT = {
    TriggerForm.EVENT: "when a lead is assigned, ",
    TriggerForm.BREACH: "when other is breached, ",
    TriggerForm.PERIOD: "each month, ",
    TriggerForm.NONE: "",
}
DUTY_TEXT = {
    DutyForm.RESPOND: "contact the lead",
    DutyForm.FLOOR: "attempt contact at least 3 times",
    DutyForm.CEILING: "attempt contact at most 3 times",
    DutyForm.EITHER: "either contact the lead or disqualify the lead",
    DutyForm.BOTH: "both contact the lead and book a meeting",
    DutyForm.STATE: "state reason",
    DutyForm.NEVER: "not recycle the lead",
    DutyForm.FOR: "not recycle the lead for 3 hours",
    DutyForm.UNTIL: "not recycle the lead until a meeting is held",
    DutyForm.BEFORE: "not recycle the lead before a meeting is held",
    DutyForm.DELIVER: "deliver at least 5 qualified leads",
    DutyForm.ENSURE: "ensure at least 5% of new leads become qualified leads",
}
TAIL_TEXT = {
    TailForm.DEADLINE: " within 3 hours",
    TailForm.UNLESS: ", unless the lead replies",
    TailForm.PAUSE: ", paused while the lead is on hold",
    TailForm.CASE_OTHERWISE: ", otherwise notify sales",
    TailForm.RATE: ", for at least 95% of cases each month",
    TailForm.BUDGET: ", with at most 3 breaches each month",
    TailForm.PERIOD_OTHERWISE: ", otherwise notify marketing",
}


def codes(clause: str) -> set[str]:
    return {found.code for found in load(Source("x", HEAD + clause + "\n")).diagnostics}


def clause(trigger: TriggerForm, duty: DutyForm, *tails: TailForm) -> str:
    return TRIGGER_TEXT[trigger] + "sales must " + DUTY_TEXT[duty] + "".join(TAIL_TEXT[tail] for tail in tails)


def legal_trigger(duty: DutyForm) -> TriggerForm:
    return next(
        trigger
        for trigger in (TriggerForm.EVENT, TriggerForm.NONE, TriggerForm.PERIOD)
        if TRIGGERS[trigger, duty] is None
    )


def test_the_table_has_every_cell():
    assert set(TRIGGERS) == set(itertools.product(TriggerForm, DutyForm))
    assert set(TAILS) == set(itertools.product(DutyForm, TailForm))


@pytest.mark.parametrize(("trigger", "duty"), list(itertools.product(TriggerForm, DutyForm)))
def test_trigger_by_duty(trigger, duty):
    needed = (TailForm.DEADLINE,) if duty is DutyForm.CEILING else ()
    expected = TRIGGERS[trigger, duty]
    assert codes(clause(trigger, duty, *needed)) == ({expected} if expected else set())


@pytest.mark.parametrize(("duty", "tail"), list(itertools.product(DutyForm, TailForm)))
def test_tail_by_duty(duty, tail):
    expected = TAILS[duty, tail]
    trigger = legal_trigger(duty)
    tails = [tail]
    if tail is not TailForm.DEADLINE and TAILS[duty, TailForm.DEADLINE] is None:
        tails.insert(0, TailForm.DEADLINE)
    if tail is TailForm.PERIOD_OTHERWISE and trigger is not TriggerForm.PERIOD:
        tails.insert(-1, TailForm.BUDGET)
    if tail is TailForm.CASE_OTHERWISE and trigger is TriggerForm.PERIOD:
        return  # after a promise, `otherwise` is of the period
    if duty in STANDING and tail is TailForm.RATE and trigger is TriggerForm.NONE:
        expected = "SLA308"
    assert codes(clause(trigger, duty, *tails)) == ({expected} if expected else set())


@pytest.mark.parametrize(
    "tails",
    [
        (
            TailForm.DEADLINE,
            TailForm.UNLESS,
            TailForm.PAUSE,
            TailForm.CASE_OTHERWISE,
            TailForm.RATE,
            TailForm.PERIOD_OTHERWISE,
        ),
        (TailForm.DEADLINE, TailForm.PAUSE, TailForm.BUDGET, TailForm.PERIOD_OTHERWISE),
        (TailForm.UNLESS, TailForm.CASE_OTHERWISE),
    ],
)
def test_all_tails_in_their_order(tails):
    assert codes(clause(TriggerForm.EVENT, DutyForm.RESPOND, *tails)) == set()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TailForm.PAUSE, TailForm.UNLESS),
        (TailForm.RATE, TailForm.UNLESS),
        (TailForm.BUDGET, TailForm.PAUSE),
        (TailForm.CASE_OTHERWISE, TailForm.UNLESS),
        (TailForm.RATE, TailForm.BUDGET),
        (TailForm.UNLESS, TailForm.UNLESS),
        (TailForm.CASE_OTHERWISE, TailForm.CASE_OTHERWISE),
    ],
)
def test_tails_out_of_order(first, second):
    assert codes(clause(TriggerForm.EVENT, DutyForm.RESPOND, TailForm.DEADLINE, first, second)) == {"SLA316"}
