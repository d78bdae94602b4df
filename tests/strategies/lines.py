"""Events as the lines of a file: the same content in any of the ways in which it may be written."""

import json
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Event
from sla_dsl.model.values import Money, decimal_text
from tests.strategies.logs import random_question
from tests.strategies.words import FACTS, TEXT, VOCABULARY, about, fields_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@st.composite
def log_lines(draw, agreement: Agreement) -> list[str]:
    """The lines of a log, some of those with an id repeated, in other words."""
    rnd = draw(st.randoms(use_true_random=False))
    return random_lines(rnd, random_question(rnd, agreement).events)


def random_lines(rnd: Random, events: list[Event]) -> list[str]:
    """One line for each event, and now and then another for one that has an id, in no order."""
    lines = [line_of(rnd, event) for event in events]
    lines += [line_of(rnd, event) for event in events if event.id is not None and rnd.random() < 0.2]
    rnd.shuffle(lines)
    return lines


def line_of(rnd: Random, event: Event) -> str:
    """One line of JSON, in a random offset, order and spelling."""
    parts = {
        "time": json.dumps(time_text(rnd, event.time)),
        "event": json.dumps(event.kind),
        "lead": _lead(rnd, event.lead),
    }
    if event.id is not None:
        parts["id"] = json.dumps(event.id)
    own = event.kind in VOCABULARY.events and about(event.kind) == "opportunity"
    if event.opportunity is not None and not (own and event.opportunity == event.lead and rnd.random() < 0.5):
        parts["opportunity"] = json.dumps(event.opportunity)
    parts |= {name: _value(rnd, value) for name, value in event.values.items()}
    declared = {**FACTS, **(fields_of(event.kind) if event.kind in VOCABULARY.events else {})}
    for name in sorted(declared.keys() - event.values.keys()):
        if rnd.random() < 0.7:
            continue
        parts[name] = "null" if declared[name] != TEXT else rnd.choice(("null", '""'))
    if rnd.random() < 0.3:
        parts["colour"] = '{"not": ["looked", "at"]}'
    names = list(parts)
    rnd.shuffle(names)
    return "{" + ", ".join(f"{json.dumps(name)}: {parts[name]}" for name in names) + "}"


def time_text(rnd: Random, instant: int) -> str:
    """RFC 3339 in some offset, with digits past microseconds now and then."""
    offset = rnd.choice((0, 0, 120, -300, 330, 345, 840, -720))
    moment = (_EPOCH + timedelta(microseconds=instant)).astimezone(timezone(timedelta(minutes=offset)))
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    if moment.microsecond or rnd.random() < 0.5:
        text += f".{moment.microsecond:06}{rnd.choice(('', '9', '000'))}"
    if offset == 0 and rnd.random() < 0.7:
        return f"{text}Z"
    return f"{text}{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"


def _lead(rnd: Random, lead: str) -> str:
    return lead if lead.isdigit() and rnd.random() < 0.5 else json.dumps(lead)


def _value(rnd: Random, value) -> str:
    if isinstance(value, bool):
        return rnd.choice(("true", '"yes"') if value else ("false", '"no"'))
    if isinstance(value, Money):
        amount = decimal_text(value.amount)
        return rnd.choice((amount, f'"{amount}"', f'"{amount} {value.currency}"',
                           f'{{"amount": {amount}, "currency": "{value.currency}"}}'))  # fmt: skip
    if isinstance(value, int | Fraction):
        return rnd.choice((decimal_text(value), f'"{decimal_text(value)}"'))
    return json.dumps(value)
