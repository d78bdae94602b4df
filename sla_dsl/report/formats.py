"""The one table of formats. A new one is a file and a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

from sla_dsl.diagnostics.pages import CodePage
from sla_dsl.model.change import Diff
from sla_dsl.model.result import Check, Mapped, Targets, Validation
from sla_dsl.model.story import LeadStory


def _later(name: str) -> Any:  # noqa: ANN401 - any of the functions below
    """The function of a module of the same name, imported when it is first called: one report needs one format."""

    def write(*records: Any, **how: Any) -> Any:  # noqa: ANN401 - what the function takes and gives
        return getattr(import_module(f"sla_dsl.report.{name}"), name)(*records, **how)

    return write


class ValidationFormat(Protocol):
    """Writes the report of policy files looked over."""

    def __call__(self, validations: tuple[Validation, ...], *, explained: bool = False) -> str:
        """The report, with what each clause means where it is `explained`."""


class CodesFormat(Protocol):
    """Writes codes."""

    def __call__(self, pages: Sequence[CodePage], *, listed: bool = False) -> str:
        """Their pages, or with `listed` only what there is."""


VALIDATION: Mapping[str, ValidationFormat] = {
    "text": _later("validation_text"),
    "json": _later("validation_json"),
    "github": _later("validation_github"),
    "sarif": _later("validation_sarif"),
}
TARGETS: Mapping[str, Callable[[Targets], str]] = {"text": _later("targets_text"), "json": _later("targets_json")}
CHECK: Mapping[str, Callable[[Check], str]] = {
    "text": _later("check_text"),
    "json": _later("check_json"),
    "github": _later("check_github"),
    "markdown": _later("check_markdown"),
    "junit": _later("check_junit"),
}
SAYS_WHY_NOT = frozenset({"github"})
"""Formats of a check that also say what stood in the way of judging, and which lines were not read.

Then standard error does not: a line of a log that stood there could give the runner commands of its own (`##[…]`).
"""
EXPLAIN: Mapping[str, Callable[[LeadStory], str]] = {"text": _later("explain_text"), "json": _later("explain_json")}
DIFF: Mapping[str, Callable[[Diff], str]] = {
    "text": _later("diff_text"),
    "json": _later("diff_json"),
    "github": _later("diff_github"),
    "markdown": _later("diff_markdown"),
}
CODES: Mapping[str, CodesFormat] = {"text": _later("codes_text"), "json": _later("codes_json")}
MAPPED: Mapping[str, Callable[[Mapped], str]] = {"text": _later("map_text"), "json": _later("map_json")}
