"""Whether the compiled part of the reader is there: `compiled.c` says what it does, and Python does it where it is not."""

from __future__ import annotations

from types import ModuleType

REVISION = 1
"""What is agreed between it and Python; one that was built from another revision is not used."""


def _found() -> ModuleType | None:
    try:
        from sla_dsl.log import _compiled
    except ImportError:
        return None
    return _compiled if getattr(_compiled, "REVISION", None) == REVISION else None


COMPILED = _found()
