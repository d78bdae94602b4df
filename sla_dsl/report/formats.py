"""The one table of formats. A new one is a file and a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sla_dsl.diagnostics.pages import CodePage
from sla_dsl.model.change import Diff
from sla_dsl.model.result import Check, Targets, Validation
from sla_dsl.model.story import LeadStory
from sla_dsl.report.check_github import check_github
from sla_dsl.report.check_json import check_json
from sla_dsl.report.check_junit import check_junit
from sla_dsl.report.check_markdown import check_markdown
from sla_dsl.report.check_text import check_text
from sla_dsl.report.codes_json import codes_json
from sla_dsl.report.codes_text import codes_text
from sla_dsl.report.diff_github import diff_github
from sla_dsl.report.diff_json import diff_json
from sla_dsl.report.diff_markdown import diff_markdown
from sla_dsl.report.diff_text import diff_text
from sla_dsl.report.explain_json import explain_json
from sla_dsl.report.explain_text import explain_text
from sla_dsl.report.targets_json import targets_json
from sla_dsl.report.targets_text import targets_text
from sla_dsl.report.validation_github import validation_github
from sla_dsl.report.validation_json import validation_json
from sla_dsl.report.validation_sarif import validation_sarif
from sla_dsl.report.validation_text import validation_text


class ValidationFormat(Protocol):
    """Writes the report of policy files looked over."""

    def __call__(self, validations: tuple[Validation, ...], *, explained: bool = False) -> str:
        """The report, with what each clause means where it is `explained`."""


class CodesFormat(Protocol):
    """Writes codes."""

    def __call__(self, pages: Sequence[CodePage], *, listed: bool = False) -> str:
        """Their pages, or with `listed` only what there is."""


VALIDATION: Mapping[str, ValidationFormat] = {
    "text": validation_text,
    "json": validation_json,
    "github": validation_github,
    "sarif": validation_sarif,
}
TARGETS: Mapping[str, Callable[[Targets], str]] = {"text": targets_text, "json": targets_json}
CHECK: Mapping[str, Callable[[Check], str]] = {
    "text": check_text,
    "json": check_json,
    "github": check_github,
    "markdown": check_markdown,
    "junit": check_junit,
}
SAYS_WHY_NOT = frozenset({"github"})
"""Formats of a check that also say what stood in the way of judging, and which lines were not read.

Then standard error does not: a line of a log that stood there could give the runner commands of its own (`##[…]`).
"""
EXPLAIN: Mapping[str, Callable[[LeadStory], str]] = {"text": explain_text, "json": explain_json}
DIFF: Mapping[str, Callable[[Diff], str]] = {
    "text": diff_text,
    "json": diff_json,
    "github": diff_github,
    "markdown": diff_markdown,
}
CODES: Mapping[str, CodesFormat] = {"text": codes_text, "json": codes_json}
