"""Lines whose id stands for different contents: rejected as their files have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sla_dsl.log.formats import rows_in
from sla_dsl.log.raw import Row, line_shown
from sla_dsl.log.streams import BrokenOffError
from sla_dsl.model.event import Rejection


def as_written(torn: list[Rejection], paths: Mapping[str, str]) -> list[Rejection]:
    """The rejections with their lines as the files have them, read once more; of a stream, its content as typed."""
    wanted: dict[str, set[int]] = {}
    for rejection in torn:
        wanted.setdefault(rejection.file, set()).add(rejection.line)
    rows = {(name, row.number): row for name, numbers in wanted.items() for row in _rows(paths[name], numbers)}
    return [_written(rejection, rows.get((rejection.file, rejection.line))) for rejection in torn]


def in_order(rejections: Iterable[Rejection], names: Sequence[str]) -> list[Rejection]:
    """The rejections by file, in the order of the names, and line."""
    order = {name: place for place, name in enumerate(names)}
    return sorted(rejections, key=lambda rejection: (order[rejection.file], rejection.line))


def _written(rejection: Rejection, row: Row | None) -> Rejection:
    if row is None:
        return rejection
    last = row.number if row.last is None else row.last
    return rejection._replace(text=line_shown(row.line), last_line=last, offset=row.offset, group=row.group)


def _rows(path: str, numbers: set[int]) -> Iterator[Row]:
    """The rows of those numbers; none of what cannot be read twice."""
    if not Path(path).is_file():
        return
    try:
        with Path(path).open("rb", buffering=0) as source:
            yield from (row for row in rows_in(path, source, _tell_nobody) if row.number in numbers)
    except (OSError, BrokenOffError):
        pass  # what was read before that place stands


def _tell_nobody(_count: int) -> None:
    """Takes no note of the bytes of a second reading."""
