"""The session with Spark: the caller's own, the cluster's, or one on this machine; or why there is none."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sla_dsl.diagnostics import Diagnostic, diagnostic

_QUIET = Path(__file__).with_name("log4j2.properties")

_ON_ONE_MACHINE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_QUIET.as_uri()}",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Settings of a session that slac starts itself, where no cluster is named."""


def session() -> Any | Diagnostic:  # noqa: ANN401 - the library's type, seldom installed
    """The active session, else a new one: on the cluster of `spark-submit`, or on all processors of this machine."""
    lacking = [module for module in ("pyspark", "pyarrow", "pandas") if find_spec(module) is None]
    if lacking:
        return diagnostic(
            "SLA741", "the engine `spark` needs an extra", help="install it: `pip install 'slac[spark]'`"
        )
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return diagnostic(
            "SLA741", "the engine `spark` needs Java, and there is none", help="install Java 17 or later, or set JAVA_HOME"
        )
    builder = SparkSession.builder.appName("slac")
    if "SPARK_HOME" not in os.environ and "SPARK_REMOTE" not in os.environ and "MASTER" not in os.environ:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master("local[*]")
        for name, setting in _ON_ONE_MACHINE.items():
            builder = builder.config(name, setting)
    return builder.getOrCreate()
