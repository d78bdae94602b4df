"""Tables read through maps, in a folder of their own."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sla_dsl.diagnostics import Source
from sla_dsl.language.maps import load_map
from sla_dsl.language.vocabulary import standard_vocabulary
from sla_dsl.log.mapped_log import read_mapped
from sla_dsl.model.event import EventLog
from sla_dsl.model.log_map import LogMap
from sla_dsl.model.vocabulary import Vocabulary
from sla_dsl.tables import in_use

HEAD = "slac: 1\nmap: deals\ntimezone: Europe/Helsinki\n"
COLUMNS = "columns: {deal: text, created: time}\nlead: deal\n"
EVENTS = "events:\n  - {event: opportunity.created, time: created}\n"


def map_of(text: str) -> LogMap:
    """The map of a text, which must be valid without a warning."""
    loaded = load_map(Source("deals.map.yaml", text))
    assert loaded.diagnostics == ()
    assert loaded.log_map is not None
    return loaded.log_map


def read_table(
    text: str,
    data: bytes | str,
    name: str = "deals.csv",
    *,
    beside: dict[str, str] | None = None,
    vocabulary: Vocabulary | None = None,
    currency: str | None = "EUR",
) -> EventLog:
    """A table's log, read through the map of a text, with other files beside it."""
    with TemporaryDirectory(prefix="slac-table-") as folder:
        for other, content in (beside or {}).items():
            Path(folder, other).write_text(content, encoding="utf-8")
        path = Path(folder, name)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        maps = {str(path): in_use(map_of(text))}
        return read_mapped([str(path)], maps, vocabulary or standard_vocabulary(), currency)


def told(log: EventLog) -> list[tuple[int, str]]:
    """The rejected rows: line and code."""
    return [(rejection.line, rejection.code) for rejection in log.rejections]
