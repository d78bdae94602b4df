"""Policy files looked over, as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.model.result import Validation
from sla_dsl.report.annotations import annotations_text, diagnostic_annotations


def validation_github(validations: Sequence[Validation], *, explained: bool = False) -> str:  # noqa: ARG001 - no room
    """A workflow command of GitHub Actions a diagnostic; what clauses mean has no place in it."""
    return annotations_text(diagnostic_annotations(found for one in validations for found in one.diagnostics))
