"""A small vocabulary, and a way to read bytes as a log."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from sla_dsl.log import read_log
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


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads bytes as the log on standard input, in euros unless told otherwise."""

    def read_bytes(log: bytes, currency: str | None = "EUR") -> EventLog:
        return read_log(["-"], VOCABULARY, currency, stdin=BytesIO(log))

    return read_bytes
