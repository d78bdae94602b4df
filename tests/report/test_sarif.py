"""SARIF 2.1.0, by the sections of the standard (OASIS, errata 01) and by what GitHub asks of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from sla_dsl.diagnostics import CODES, Place, Span, diagnostic
from sla_dsl.model.result import Validation
from sla_dsl.report.validation_sarif import validation_sarif

PLACE = Place("policies/acme.sla.yaml", Span(31, 10, 31, 27))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run_of(*found: object) -> dict[str, Any]:
    log = json.loads(validation_sarif([Validation("a.sla.yaml", None, tuple(found))], explained=True))
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def result_of(one: object) -> dict[str, Any]:
    (result,) = run_of(one)["results"]
    return result


def region_of(span: Span | None) -> dict[str, int]:
    (location,) = result_of(diagnostic("SLA115", "the file is empty", Place("a.sla.yaml", span)))["locations"]
    return location["physicalLocation"]["region"]


def uri_of(file: str) -> dict[str, str]:
    (location,) = result_of(diagnostic("SLA115", "the file is empty", Place(file)))["locations"]
    return location["physicalLocation"]["artifactLocation"]


def test_a_run_without_findings_has_results_all_the_same() -> None:
    """§3.14.23: `results` is there, and empty, where a scan found nothing."""
    run = run_of()
    assert run["results"] == []
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True, "toolConfigurationNotifications": []}]


def test_every_code_is_described() -> None:
    driver = run_of()["tool"]["driver"]
    assert driver["name"] == "slac"
    described = driver["rules"] + driver["notifications"]
    assert sorted(one["id"] for one in described) == sorted(CODES)
    assert {one["id"] for one in driver["notifications"]} == {code for code in CODES if code.startswith("SLA9")}
    for one in described:
        code = CODES[one["id"]]
        assert one["shortDescription"]["text"] == code.title
        assert one["defaultConfiguration"]["level"] == code.severity
        assert one["fullDescription"]["text"]
        assert one["help"]["text"]


def test_a_finding() -> None:
    run = run_of(diagnostic("SLA203", "no event is called `x`", PLACE, help="did you mean `y`?"))
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result.pop("ruleIndex")]["id"] == "SLA203"
    assert result == {
        "ruleId": "SLA203",
        "level": "error",
        "message": {"text": "no event is called `x`\ndid you mean `y`?"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "policies/acme.sla.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 31, "startColumn": 10, "endLine": 31, "endColumn": 27},
                }
            }
        ],
    }


def test_levels() -> None:
    found = [diagnostic(code, "x", PLACE) for code in ("SLA203", "SLA014")]
    assert sorted(one["level"] for one in run_of(*found)["results"]) == ["error", "warning"]


def test_related_places_are_numbered_from_one() -> None:
    related = [Place("a.sla.yaml", Span(4, 1, 5, 1), note="first named here"), Place("b.sla.yaml")]
    first, second = result_of(diagnostic("SLA102", "twice", PLACE, related=related))["relatedLocations"]
    assert (first["id"], second["id"]) == (1, 2)
    assert (first["message"]["text"], second["message"]["text"]) == ("first named here", "see here")
    assert first["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 1, "endLine": 5, "endColumn": 1}


def test_regions_end_exclusively_and_are_never_empty() -> None:
    """§3.30: `endColumn` is one more than the last column; GitHub refuses what has no `startLine`, or no width."""
    assert region_of(None) == {"startLine": 1}
    assert region_of(Span(3, 5, 3, 6)) == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 6}
    assert region_of(Span(3, 5, 3, 5)) == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 6}
    assert region_of(Span(3, 5, 4, 1)) == {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 1}


def test_what_is_of_running_is_a_notification() -> None:
    missing = diagnostic("SLA904", "there is no file `x`", Place("x.sla.yaml"))
    run = run_of(missing, diagnostic("SLA903", "there are 2 agreements"), diagnostic("SLA203", "no event", PLACE))
    assert [one["ruleId"] for one in run["results"]] == ["SLA203"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolConfigurationNotifications"]
    assert (first["descriptor"]["id"], first["locations"]) == ("SLA903", [])
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x.sla.yaml"
    described = run["tool"]["driver"]["notifications"]
    assert [described[one["descriptor"]["index"]]["id"] for one in (first, second)] == ["SLA903", "SLA904"]


@pytest.mark.parametrize(
    "file", ["a b.sla.yaml", "ä/漢字😀.sla.yaml", "50%,#?[x]\\:;.sla.yaml", "a\n\x00.sla.yaml", 'x"<>`|']
)
def test_uris_are_of_ascii_and_read_back(file: str, tmp_path: Path) -> None:
    if "\0" not in file:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    artifact = uri_of(file)
    assert artifact["uriBaseId"] == "%SRCROOT%"
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", artifact["uri"])
    assert unquote(artifact["uri"]) == file


def test_a_file_elsewhere_has_an_absolute_uri() -> None:
    assert uri_of("/etc/a b.sla.yaml") == {"uri": "file:///etc/a%20b.sla.yaml"}
    assert uri_of("main:policies/a.sla.yaml") == {"uri": "policies/a.sla.yaml", "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("see [here](javascript:x)", "see [here]\u200b(javascript:x)"),
        ("no `{0}` and no {a: 1}", "no `{{0}}` and no {a: 1}"),
        ("a\nb\t\x1b[2J\u202e", "a b ␛[2J\ufffd"),
        ('"\\ <script> ]]> 😀', '"\\ <script> ]]> 😀'),
    ],
)
def test_a_message_is_plain_text(message: str, text: str) -> None:
    """§3.11.3, §3.11.5, §3.11.6: no formatting, no placeholder without an argument, no link."""
    assert result_of(diagnostic("SLA203", message, PLACE))["message"] == {"text": text}
