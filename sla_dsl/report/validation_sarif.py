"""Policy files looked over, as SARIF 2.1.0, which code scanning reads (OASIS, errata 01)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sla_dsl.diagnostics import CODES, Code, Diagnostic, Place, Span
from sla_dsl.diagnostics.pages import GROUPS
from sla_dsl.model.result import Validation
from sla_dsl.report.diagnostics_text import in_order
from sla_dsl.report.display import one_line
from sla_dsl.report.json_text import JsonValue, json_text
from sla_dsl.report.repository import repository_path
from sla_dsl.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_RUNNING = "SLA9"
"""How the codes begin that are of running the command: notifications, not results."""


def _is_of_running(one: Code | Diagnostic) -> bool:
    return one.code.startswith(_RUNNING)


_RULES = tuple(code for code in CODES.values() if not _is_of_running(code))
_NOTIFICATIONS = tuple(code for code in CODES.values() if _is_of_running(code))
_INDEX = {code.code: index for codes in (_RULES, _NOTIFICATIONS) for index, code in enumerate(codes)}

_PLACEHOLDER = re.compile(r"\{([0-9]+)\}")
_URI_CHARACTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def validation_sarif(validations: Sequence[Validation], *, explained: bool = False) -> str:  # noqa: ARG001 - no room
    """One run with all rules, a result a finding; what clauses mean has no place in it.

    Findings that are of running the command (a file that is not there) are notifications of its invocation.
    """
    found = in_order(one for validation in validations for one in validation.diagnostics)
    running = [one for one in found if _is_of_running(one)]
    driver: JsonValue = {
        "name": "slac",
        "version": __version__,
        "rules": [_descriptor(code) for code in _RULES],
        "notifications": [_descriptor(code) for code in _NOTIFICATIONS],
    }
    run: JsonValue = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not any(one.is_error for one in running),
                "toolConfigurationNotifications": [_notification(one) for one in running],
            }
        ],
        "results": [_result(one) for one in found if not _is_of_running(one)],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _descriptor(code: Code) -> JsonValue:
    about = GROUPS[code.code[:4]]
    return {
        "id": code.code,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": f"{code.title}: a finding about {about}"},
        "help": {"text": f"{code.title}: a finding about {about}. Where there is a way out, the finding tells it."},
        "defaultConfiguration": {"level": code.severity},
        "properties": {"tags": [about]},
    }


def _result(one: Diagnostic) -> JsonValue:
    result: dict[str, JsonValue] = {
        "ruleId": one.code,
        "ruleIndex": _INDEX[one.code],
        "level": one.severity,
        "message": _message(one),
        "locations": _locations(one),
    }
    related: list[JsonValue] = [
        {"id": number, **_location(place), "message": {"text": _plain(place.note or "see here")}}
        for number, place in enumerate(one.related, 1)
    ]
    return result | {"relatedLocations": related} if related else result


def _notification(one: Diagnostic) -> JsonValue:
    return {
        "descriptor": {"id": one.code, "index": _INDEX[one.code]},
        "level": one.severity,
        "message": _message(one),
        "locations": _locations(one),
    }


def _message(one: Diagnostic) -> JsonValue:
    return {"text": "\n".join(map(_plain, filter(None, (one.message, one.help))))}


def _plain(text: str) -> str:
    """A text in which a reader of SARIF finds neither a placeholder (§3.11.5) nor a link (§3.11.6)."""
    return _PLACEHOLDER.sub(r"{{\1}}", one_line(text)).replace("](", "]\u200b(")


def _locations(one: Diagnostic) -> list[JsonValue]:
    return [_location(one.place)] if one.place else []


def _location(place: Place) -> dict[str, JsonValue]:
    path = repository_path(place.file)
    if path.startswith("/"):
        artifact = {"uri": f"file://{_quoted(path)}"}
    else:
        artifact = {"uri": _quoted(path), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(place.span)}}


def _region(span: Span | None) -> JsonValue:
    """The region of a span, its end exclusive; a whole file's begins at line 1, without which GitHub refuses it."""
    if span is None:
        return {"startLine": 1}
    # GitHub refuses a region of no width
    least = span.column + 1 if span.end_line == span.line else 1
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": max(span.end_column, least),
    }


def _quoted(path: str) -> str:
    """The path of a URI: everything but letters, digits and `-._~/` as bytes of UTF-8 in per cent (RFC 3986)."""
    data = path.encode(errors="replace")
    return "".join(chr(byte) if byte in _URI_CHARACTERS else f"%{byte:02X}" for byte in data)
