"""A small vocabulary, and a way to read bytes as a log."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from sla_dsl.log import flat_columns, ids, instants, numbers, read_log, words
from sla_dsl.log.compiled import COMPILED
from sla_dsl.model.event import EventLog
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import EventType, Vocabulary

TEXT = ValueType("text")

VOCABULARY = Vocabulary(
    facts={
        "source": TEXT,
        "segment": ValueType("one of", ("smb", "mid-market", "50")),
        "score": ValueType("number"),
        "budget": ValueType("money"),
    },
    events={
        kind.id: kind
        for kind in (
            EventType("lead.assigned", "lead"),
            EventType("contact.attempted", "lead", fields={"channel": TEXT, "automated": ValueType("yes/no")}),
            EventType("opportunity.valued", "opportunity", fields={"value": ValueType("money")}),
        )
    },
)

Read = Callable[..., EventLog]

TWINS = (flat_columns, ids, instants, numbers, words)
"""What reads by the compiled reader where there is one."""


@pytest.fixture(params=["compiled", "pure"])
def twin(request, monkeypatch):
    """Which of the two reads: the compiled reader, or the one that a machine has which cannot compile."""
    if request.param == "pure":
        for module in TWINS:
            monkeypatch.setattr(module, "COMPILED", None)
    elif COMPILED is None:
        pytest.skip("nothing is compiled here")
    return request.param


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads bytes as the log on standard input, in euros unless told otherwise."""

    def read_bytes(log: bytes, currency: str | None = "EUR") -> EventLog:
        return read_log(["-"], VOCABULARY, currency, stdin=BytesIO(log))

    return read_bytes
