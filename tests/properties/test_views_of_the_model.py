"""Text and JSON are views of the model: each comes back as what it was."""

import json
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_dsl.diagnostics import Source, errors_in
from sla_dsl.language.format import agreement_text
from sla_dsl.language.layout import lay_out
from sla_dsl.language.load import load
from sla_dsl.model.encoding import from_json, to_json
from tests.strategies.agreements import random_agreement

SEEDS = st.integers(0, 2**32)
ALIKE_EACH_TIME = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@ALIKE_EACH_TIME
@given(seed=SEEDS)
def test_model_text_model_is_the_identity_and_so_is_text_model_text(seed):
    agreement = random_agreement(Random(seed))
    text = agreement_text(agreement)
    loaded = load(Source("acme.sla.yaml", text))
    assert not errors_in(loaded.diagnostics), loaded.diagnostics
    assert loaded.agreement == agreement
    assert agreement_text(loaded.agreement) == text


@ALIKE_EACH_TIME
@given(seed=SEEDS)
def test_model_json_model_is_the_identity(seed):
    agreement = random_agreement(Random(seed))
    assert from_json(json.loads(json.dumps(to_json(agreement)))) == agreement


@ALIKE_EACH_TIME
@given(seed=SEEDS)
def test_canonical_text_is_laid_out_already(seed):
    source = Source("acme.sla.yaml", agreement_text(random_agreement(Random(seed))))
    assert lay_out(source).text == source.text
