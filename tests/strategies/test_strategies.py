"""The strategies give what they promise, also when hypothesis is the source of chance."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_dsl.model.clause import BreachTrigger
from tests.strategies.agreements import agreements
from tests.strategies.lines import log_lines
from tests.strategies.logs import logs

few = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@few
@given(st.data())
def test_agreements_logs_and_lines_can_be_drawn(data):
    agreement = data.draw(agreements())
    assert agreement.clauses
    waits = [clause.trigger for clause in agreement.clauses.values() if isinstance(clause.trigger, BreachTrigger)]
    assert all(not agreement.clauses[trigger.clause].is_promise for trigger in waits)
    events = data.draw(logs(agreement))
    assert all(event.lead for event in events)
    assert all({"time", "event", "lead"} <= json.loads(line).keys() for line in data.draw(log_lines(agreement)))
