"""Every kind of duty has a kernel, in the same places as the plain engine has its rule."""

from typing import get_args

from sla_dsl.engine.columnar.deciding import KERNELS, STATES
from sla_dsl.engine.columnar.periods import period_name, period_numbers
from sla_dsl.engine.reference.deciding import DUTIES
from sla_dsl.model.clause import Deliver, Duty, Period
from sla_dsl.model.outcome import CaseState
from sla_dsl.model.period import period_of
from tests.properties.engines import FORMS


def test_every_duty_has_a_kernel():
    """`Deliver` has no cases: both engines have it in their `promises`."""
    assert KERNELS.keys() == DUTIES.keys() == set(get_args(Duty)) - {Deliver}


def test_every_duty_is_among_the_forms_that_random_pairs_must_have():
    assert {f"duty {kind.__name__}" for kind in get_args(Duty)} <= FORMS


def test_states_are_numbered_as_they_are_declared():
    assert tuple(CaseState) == STATES


def test_every_period_has_a_number_and_its_name_back():
    import numpy as np

    days = np.array([1, 2, 59, 60, 365, 366, 146_097, 719_163, 739_000, 739_001, 3_652_059])
    for each in Period:
        from datetime import date

        expected = [period_of(date.fromordinal(day), each).name for day in days.tolist()]
        assert [period_name(number, each) for number in period_numbers(days, each).tolist()] == expected
