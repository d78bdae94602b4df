"""What went wrong in Spark → a diagnostic without a trace of Java; a defect of slac on a task is raised."""

from __future__ import annotations

import re

from sla_dsl.diagnostics import Diagnostic, diagnostic
from sla_dsl.log.raw import shown

PAGE = "docs/how-to/run-on-spark.md"

_MOST_SHOWN = 300
_AN_ERROR = re.compile(r"^(?:[\w.]+\.)?(\w+(?:Error|Exception|Interrupt)): ?(.*)$", re.MULTILINE)
_LACKING = re.compile(r"No module named '([\w.]+)'")
_AHEAD = re.compile(r"^(?:Job aborted.*?\(executor [^)]*\): |[\w.$]+(?:Exception|Error): )+")
_OWN = ("/sla_dsl/", "\\sla_dsl\\")
_WAY_OUT = f"see Spark's own logs; {PAGE} says what slac asks of a cluster"


class OtherVersionsError(Exception):
    """A task has other releases than the program that sent it: it might judge otherwise."""


def spark_errors() -> tuple[type[Exception], ...]:
    """What Spark raises: about what it was asked, and out of Java."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return PySparkException, Py4JError


def failure(error: Exception) -> Diagnostic:
    """SLA742 for what Spark raised. Raises RuntimeError where a task of slac failed of itself."""
    text = _text(error)
    if lacking := _LACKING.search(text):
        module = lacking[1].partition(".")[0]
        what = "slac is" if module == "sla_dsl" else f"`{module}` is"
        return _failed(f"{what} not installed on the executors", f"{PAGE} says how to bring it there")
    raised = _AN_ERROR.findall(text)
    name, said = raised[-1] if raised and "Traceback" in text else ("", "")
    if name == OtherVersionsError.__name__:
        return _failed(said, "install the same releases on the executors and where slac runs")
    if name == "MemoryError":
        return _failed("a task had no room for its leads", "give the executors more memory for Python")
    if name and any(path in text for path in _OWN):
        raise RuntimeError(f"a task failed:\n{text}") from error
    if name:
        return _failed(shown(f"{name}: {said}", _MOST_SHOWN), _WAY_OUT)
    line = next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
    return _failed(shown(_AHEAD.sub("", line), _MOST_SHOWN), _WAY_OUT)


def _failed(reason: str, help: str) -> Diagnostic:
    return diagnostic("SLA742", f"Spark failed: {reason}", help=help)


def _text(error: Exception) -> str:
    """What is said: of an exception out of Java that which its deepest cause says."""
    cause = getattr(error, "java_exception", None)
    if cause is None:
        return str(error)
    while cause.getCause() is not None:
        cause = cause.getCause()
    return str(cause.toString())
