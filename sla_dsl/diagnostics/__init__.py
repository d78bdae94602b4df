"""What slac says when something is wrong: a place, a code, a sentence and a way out."""

from sla_dsl.diagnostics.codes import CODES, Code, Severity
from sla_dsl.diagnostics.diagnostic import Diagnostic, Place, diagnostic, errors_in
from sla_dsl.diagnostics.source import Source, Span
from sla_dsl.diagnostics.suggest import nearest, suggestion

__all__ = [
    "CODES",
    "Code",
    "Diagnostic",
    "Place",
    "Severity",
    "Source",
    "Span",
    "diagnostic",
    "errors_in",
    "nearest",
    "suggestion",
]
