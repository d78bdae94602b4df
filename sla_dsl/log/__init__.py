"""Event logs: files → `EventLog`, with every line accounted for."""

from typing import TYPE_CHECKING

from sla_dsl.log.content import content_key
from sla_dsl.log.files import find_files, is_small
from sla_dsl.log.reader import read_log

if TYPE_CHECKING:
    from sla_dsl.log.column_reader import read_columns
    from sla_dsl.log.store import SpillError

__all__ = [
    "SpillError",
    "content_key",
    "find_files",
    "is_small",
    "read_columns",
    "read_log",
]


def __getattr__(name: str) -> object:
    """What reads columns, imported when it is first asked for: numpy takes its time."""
    if name == "read_columns":
        from sla_dsl.log.column_reader import read_columns

        return read_columns
    if name == "SpillError":
        from sla_dsl.log.store import SpillError

        return SpillError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
