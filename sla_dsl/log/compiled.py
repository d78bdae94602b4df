"""Whether the compiled part of the reader is there: `compiled.c` says what it does, and Python does it where it is not.

With `SLAC_PURE` in the environment it is left alone: then slac reads as it does on a machine that cannot compile.
"""

from __future__ import annotations

import os
from types import ModuleType

REVISION = 1
"""What is agreed between it and Python; one that was built from another revision is not used."""


def _found() -> ModuleType | None:
    if os.environ.get("SLAC_PURE"):
        return None
    try:
        from sla_dsl.log import _compiled
    except ImportError:
        return None
    return _compiled if getattr(_compiled, "REVISION", None) == REVISION else None


COMPILED = _found()
