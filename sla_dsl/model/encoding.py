"""An agreement ↔ its JSON form: the model's own records and words, without places in a file.

Exact numbers are texts (`"0.95"`, `"1/3"`), dates ISO 8601, enumerations their words. Where a part may be one of
several records, `kind` says which (`TAGS`).
"""

# ruff: noqa: ANN401 - what is walked here is data and types, of any type

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from sla_dsl.diagnostics import Span
from sla_dsl.model import clause as clauses
from sla_dsl.model import funnel as funnels
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.values import Money, Share, decimal_text, exact

TAGS: Mapping[type, str] = types.MappingProxyType(
    {
        clauses.EventTrigger: "event",
        clauses.BreachTrigger: "breach",
        clauses.Respond: "respond",
        clauses.Either: "either",
        clauses.Both: "both",
        clauses.StateNames: "state",
        clauses.MustNot: "must not",
        clauses.Deliver: "deliver",
        clauses.Ensure: "ensure",
        clauses.ForWindow: "for",
        clauses.UntilWindow: "until",
        clauses.BeforeGate: "before",
        clauses.IsValue: "is",
        clauses.IsKnown: "is known",
        clauses.IsBound: "is bound",
        clauses.Notify: "notify",
        clauses.Apply: "apply",
        clauses.RateLevel: "rate",
        clauses.BudgetLevel: "budget",
        clauses.Param: "figure of the funnel",
        Money: "money",
        Share: "share",
        funnels.Literally: "figure",
        funnels.Name: "name",
        funnels.Operation: "operation",
    }
)
"""What `kind` is for each record that stands where another might."""

NUMBER = "number"
"""The `kind` of an exact number where something else might stand."""

_NUMBER_TEXT = re.compile(r"-?[0-9]+(?:\.[0-9]+|/[0-9]+)?")
_RECORDS = {tag: record for record, tag in TAGS.items()}


def to_json(agreement: Agreement) -> dict[str, Any]:
    """The agreement as JSON holds it: dicts, lists, texts, whole numbers, yes/no and null."""
    encoded: dict[str, Any] = _encode(agreement, Agreement)
    return encoded


def from_json(data: Any) -> Agreement:
    """The agreement of its JSON form; `from_json(to_json(a)) == a`.

    Raises ValueError for data that is not such a form; a part may be left out where the record has a default.
    """
    agreement: Agreement = _decode(data, Agreement)
    return agreement


def _encode(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    options = _options(hint)
    if len(options) > 1:
        return _encode_tagged(value, options)
    hint = options[0]
    if hint is Fraction:
        return decimal_text(value)
    if not is_dataclass(hint):
        return _encode_plain(value, hint)
    record: Any = hint
    return {name: _encode(getattr(value, name), part) for name, part in _parts(record).items()}


def _encode_plain(value: Any, hint: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return [_encode(item, arguments[0]) for item in value]
    if origin is frozenset:
        return sorted(_encode(item, arguments[0]) for item in value)
    if origin is Mapping:
        return {str(_encode(key, arguments[0])): _encode(item, arguments[1]) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _encode_tagged(value: Any, options: tuple[Any, ...]) -> Any:
    """A value that may be of several types: text and yes/no as they are, everything else with its `kind`."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | Fraction):
        return {"kind": NUMBER, "value": decimal_text(value)}
    assert type(value) in options, type(value)
    return {"kind": TAGS[type(value)], **_encode(value, type(value))}


def _decode(data: Any, hint: Any) -> Any:
    options = _options(hint)
    if data is None:
        _expect(type(None) in get_args(hint), data, hint)
        return None
    if len(options) > 1:
        return _decode_tagged(data, options)
    hint = options[0]
    if hint is Fraction:
        return _number(data)
    if is_dataclass(hint):
        return _record(data, hint)
    return _decode_plain(data, hint)


def _decode_plain(data: Any, hint: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (tuple, frozenset):
        _expect(isinstance(data, list), data, hint)
        make: Callable[[Any], Any] = tuple if origin is tuple else frozenset
        return make(_decode(item, arguments[0]) for item in data)
    if origin is Mapping:
        _expect(isinstance(data, dict), data, hint)
        return {_key(key, arguments[0]): _decode(item, arguments[1]) for key, item in data.items()}
    if origin is Literal:
        _expect(data in arguments, data, hint)
        return data
    if hint is date or issubclass(hint, Enum):
        _expect(isinstance(data, str), data, hint)
        return date.fromisoformat(data) if hint is date else hint(data)
    _expect(type(data) is hint, data, hint)
    return data


def _decode_tagged(data: Any, options: tuple[Any, ...]) -> Any:
    if isinstance(data, str | bool):
        _expect(type(data) in options, data, options)
        return data
    _expect(isinstance(data, dict) and "kind" in data, data, options)
    content = {key: value for key, value in data.items() if key != "kind"}
    if data["kind"] == NUMBER:
        _expect(Fraction in options and set(content) == {"value"}, data, options)
        return _number(content["value"])
    record = _RECORDS.get(data["kind"]) if isinstance(data["kind"], str) else None
    _expect(record in options, data, options)
    return _record(content, record)


def _record(data: Any, record: Any) -> Any:
    _expect(isinstance(data, dict), data, record)
    parts = _parts(record)
    _expect(set(data) <= set(parts), data, record)
    try:
        return record(**{name: _decode(value, parts[name]) for name, value in data.items()})
    except TypeError as error:
        raise ValueError(str(error)) from error


def _number(data: Any) -> Any:
    _expect(isinstance(data, str) and _NUMBER_TEXT.fullmatch(data) is not None, data, Fraction)
    try:
        return exact(Fraction(data))
    except ZeroDivisionError as error:
        raise ValueError(data) from error


def _key(key: str, hint: Any) -> Any:
    return int(key) if hint is int else _decode(key, hint)


@cache
def _parts(record: Any) -> Mapping[str, Any]:
    """The parts of a record and their types, without its place in a file."""
    hints = get_type_hints(record)
    named = [(part.name, hints[part.name]) for part in fields(record) if part.init]
    return {name: hint for name, hint in named if _options(hint) != (Span,)}


def _options(hint: Any) -> tuple[Any, ...]:
    """The types that a value may have beside none; an exact number counts as one of them."""
    if get_origin(hint) not in (Union, types.UnionType):
        return (hint,)
    options = tuple(option for option in get_args(hint) if option is not type(None))
    return tuple(option for option in options if option is not int) if Fraction in options else options


def _expect(holds: bool, data: Any, wanted: Any) -> None:
    if not holds:
        raise ValueError(f"not {wanted}: {data!r:.200}")
