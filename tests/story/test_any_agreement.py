"""Stories of random agreements and logs: nothing breaks, and what is told is what the engine found."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft7Validator

from sla_dsl.clock import Clock
from sla_dsl.engine import judge
from sla_dsl.model.clause import Deliver
from sla_dsl.model.event import EventLog
from sla_dsl.model.outcome import CaseState
from sla_dsl.model.result import Validation
from sla_dsl.model.story import Happening
from sla_dsl.report.explain_json import explain_json
from sla_dsl.report.explain_text import explain_text
from sla_dsl.report.validation_json import validation_json
from sla_dsl.report.validation_text import validation_text
from sla_dsl.story import lead_story, meaning
from tests.strategies.agreements import random_agreement
from tests.strategies.logs import random_question

SCHEMAS = Path(__file__).parents[2] / "schemas"
ENDED = (CaseState.MET, CaseState.LATE, CaseState.EXCUSED)


def is_as_described(report: str, text: str) -> bool:
    schema = json.loads((SCHEMAS / f"{report}-report.schema.json").read_text())
    return Draft7Validator(schema).is_valid(json.loads(text))


@pytest.mark.parametrize("seed", range(60))
def test_every_clause_has_a_meaning(seed):
    agreement = random_agreement(Random(seed))
    for clause in agreement.clauses.values():
        found = meaning(agreement, clause, Clock(agreement.timezone, agreement.calendars))
        explained = (Validation("acme.sla.yaml", agreement, meanings=(found,)),)
        assert "None" not in validation_text(explained, explained=True)
        assert is_as_described("validate", validation_json(explained, explained=True))


@pytest.mark.parametrize("seed", range(60))
def test_a_story_tells_what_the_engine_found(seed):
    chance = Random(seed)
    agreement = random_agreement(chance)
    events = [event for event in random_question(chance, agreement).events if event.lead == "L1"]
    judgement = judge(agreement, EventLog(events=events), reasons=True)
    story = lead_story(agreement, judgement, events, "L1", Clock(agreement.timezone, agreement.calendars))
    assert "None" not in explain_text(story)
    assert is_as_described("explain", explain_json(story))
    instants = [entry.at.instant for entry in story.timeline]
    assert instants == sorted(instants)
    ended = Counter((case.clause, case.state.value) for case in story.cases if case.state in ENDED)
    said = Counter((entry.clause, entry.what.value) for entry in story.timeline)
    assert {key: count for key, count in said.items() if key in ended} == ended
    unknown = Counter(entry.clause for entry in story.timeline if entry.what is Happening.UNKNOWN)
    for outcome in judgement.clauses:
        if not isinstance(agreement.clauses[outcome.clause].duty, Deliver):
            assert unknown[outcome.clause] == outcome.unknown
