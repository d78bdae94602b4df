"""Random pairs by seed: a failing test prints one number instead of a whole agreement."""

from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.strategies.agreements import random_agreement
from tests.strategies.logs import random_question


def asked_of(examples: int) -> Callable:
    """Ask a property of so many random pairs: `property(agreement, question, rnd)`; each log has an event."""

    def decorate(prop: Callable) -> Callable:
        @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
                  phases=[Phase.generate])  # fmt: skip
        @given(seed=st.integers(0, 2**32))
        def asked(seed: int) -> None:
            rnd = Random(seed)
            agreement = random_agreement(rnd)
            question = random_question(rnd, agreement)
            if question.events:
                prop(agreement, question, rnd)

        asked.__name__ = prop.__name__
        asked.__doc__ = prop.__doc__
        return asked

    return decorate
