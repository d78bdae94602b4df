"""SLA as code: the agreement between marketing and sales as a file that can be read, reviewed and checked.

Everything the command `slac` does is a typed function here. They are imported when they are first asked for, so that
`slac --help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.version import __version__

if TYPE_CHECKING:
    from sla_dsl.api import check, check_dataframe, codes, diff, explain, fmt, mapped, targets, validate

__all__ = [
    "__version__",
    "check",
    "check_dataframe",
    "codes",
    "diff",
    "explain",
    "fmt",
    "mapped",
    "targets",
    "validate",
]


def __getattr__(name: str) -> object:
    """A function of the API by its name; raises AttributeError for any other."""
    if name in __all__:
        from sla_dsl import api

        function: object = getattr(api, name)
        return function
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What there is, also what has not been imported yet."""
    return sorted({*globals(), *__all__})
