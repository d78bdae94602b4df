"""Whether a value is as a schema wants it: yes or no, quickly, so that what finds out why is only imported for a no."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Json = dict[str, "Json"] | list["Json"] | str | None
"""A tree of texts, as a file gives it; nothing for an empty value."""

_Schema = Mapping[str, Any] | bool
_Rule = Callable[[Any, Any, Mapping[str, Any], Mapping[str, Any]], bool]

_TYPES: Mapping[str, type] = {"object": dict, "array": list, "string": str, "null": type(None)}
_pattern = cache(re.compile)


def conforms(value: Json, schema: _Schema, root: Mapping[str, Any] | None = None) -> bool:
    """Whether a tree of texts surely satisfies a schema of draft 7; `root` is where references lead, or itself.

    A rule that is not known here counts as failed: whoever then looks closer finds out.
    """
    if isinstance(schema, bool):
        return schema
    root = schema if root is None else root
    if "$ref" in schema:  # in draft 7 all beside it is nothing
        return conforms(value, root["definitions"][schema["$ref"].rsplit("/", 1)[1]], root)
    rules = ((rule, wanted) for rule, wanted in schema.items() if rule not in _SAY_NOTHING)
    return all(rule in _RULES and _RULES[rule](wanted, value, schema, root) for rule, wanted in rules)


def _type(wanted: str | list[str], value: Json, _schema: Mapping[str, Any], _root: Mapping[str, Any]) -> bool:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return any(isinstance(value, _TYPES[kind]) for kind in kinds if kind in _TYPES)


def _properties(wanted: Mapping[str, Any], value: Json, _schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    return not isinstance(value, dict) or all(
        conforms(part, wanted[name], root) for name, part in value.items() if name in wanted
    )


def _others(wanted: _Schema, value: Json, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    return all(conforms(part, wanted, root) for name, part in value.items() if name not in known)


def _if(wanted: _Schema, value: Json, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    return conforms(value, schema.get("then" if conforms(value, wanted, root) else "else", True), root)


_RULES: Mapping[str, _Rule] = {
    "type": _type,
    "properties": _properties,
    "additionalProperties": _others,
    "if": _if,
    "required": lambda names, value, _schema, _root: (
        not isinstance(value, dict) or all(name in value for name in names)
    ),
    "minProperties": lambda least, value, _schema, _root: not isinstance(value, dict) or len(value) >= least,
    "propertyNames": lambda names, value, _schema, root: (
        not isinstance(value, dict) or all(conforms(name, names, root) for name in value)
    ),
    "items": lambda items, value, _schema, root: (
        not isinstance(value, list) or all(conforms(item, items, root) for item in value)
    ),
    "pattern": lambda pattern, value, _schema, _root: (
        not isinstance(value, str) or _pattern(pattern).search(value) is not None
    ),
    "enum": lambda options, value, _schema, _root: value in options,
    "allOf": lambda parts, value, _schema, root: all(conforms(value, part, root) for part in parts),
}
"""Each rule: what it wants, of which value, beside which other rules, with which definitions."""

_SAY_NOTHING = frozenset({"$schema", "title", "description", "examples", "definitions", "then", "else"})
"""Parts of a schema that no value can fail by themselves."""
