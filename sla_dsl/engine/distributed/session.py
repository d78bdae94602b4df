"""The session with Spark: the caller's own, the cluster's, or one on this machine; or why there is none."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sla_dsl.diagnostics import Diagnostic, diagnostic
from sla_dsl.log.raw import shown

_QUIET = Path(__file__).with_name("log4j2.properties")

_ON_ONE_MACHINE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_QUIET.as_uri()}",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Settings of a session that slac starts itself, where no cluster is named."""

_OF_A_CLUSTER = (
    "SPARK_HOME", "SPARK_REMOTE", "SPARK_CONF_DIR", "MASTER", "PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS",
)  # fmt: skip
"""Where one of these is in the environment, Spark's own settings say where it runs."""

_NEEDED = ("pyspark", "pyarrow", "pandas")
_MOST_SHOWN = 200


def missing() -> Diagnostic | None:
    """SLA741 where the extra or Java is not there; nothing is started, nor imported, to find out."""
    if any(find_spec(module) is None for module in _NEEDED):
        return _none("the engine `spark` needs an extra", "install it: `pip install 'slac[spark]'`")
    if shutil.which("java") is None and not any(os.environ.get(name) for name in ("JAVA_HOME", "SPARK_REMOTE")):
        return _none("the engine `spark` needs Java, and there is none", "install Java 17 or later, or set JAVA_HOME")
    return None


def session() -> Any:  # noqa: ANN401 - a session of the library, or a diagnostic
    """The active session, else a new one: where Spark's own settings say, or on all processors of this machine.

    A diagnostic (SLA741) where there is none to be had.
    """
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    builder = SparkSession.builder.appName("slac")
    if not any(os.environ.get(name) for name in _OF_A_CLUSTER):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master("local[*]")
        for name, setting in _ON_ONE_MACHINE.items():
            builder = builder.config(name, setting)
    return _started(builder)


def _started(builder: Any) -> Any:  # noqa: ANN401 - the library's types
    """A session, or why none could be started; what Java says on the way is not for the reader of a report."""
    with tempfile.TemporaryFile() as said, _standard_error_into(said.fileno()):
        try:
            return builder.getOrCreate()
        except Exception as error:  # noqa: BLE001 - the library has no type for a Java that does not start
            said.seek(0)
            text = f"{said.read().decode(errors='replace')}\n{error}"
            lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it gives no reason"]
            reason = shown(next((line for line in lines if "rror" in line), lines[0]), _MOST_SHOWN)
            return _none(f"Spark cannot be started: {reason}", "see whether `pyspark` starts on this machine")


@contextmanager
def _standard_error_into(file: int) -> Iterator[None]:
    """What this process and those that it starts write to standard error goes into a file; Java keeps it there."""
    before = os.dup(2)
    os.dup2(file, 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def _none(message: str, help: str) -> Diagnostic:
    return diagnostic("SLA741", message, help=help)
