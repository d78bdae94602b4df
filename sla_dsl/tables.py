"""Log maps as they are asked for: which file is read through which map, and what a map makes of each row."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple

from sla_dsl.clock import LocalTimes
from sla_dsl.diagnostics import Diagnostic, Place, diagnostic, suggestion
from sla_dsl.language.maps import LoadedMap, misfits, used_columns
from sla_dsl.language.sentence import pattern_text
from sla_dsl.language.vocabulary import standard_vocabulary
from sla_dsl.log import find_files
from sla_dsl.log.files import is_only_table
from sla_dsl.log.mapped import MapInUse, ReadRow
from sla_dsl.log.mapped_log import read_mapped
from sla_dsl.log.row_map import Missed
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import EventPattern
from sla_dsl.model.log_map import LogMap
from sla_dsl.model.result import Mapped, MappedRow, MissedEvent
from sla_dsl.model.values import Value, value_text
from sla_dsl.model.vocabulary import Vocabulary
from sla_dsl.policy.maps import fetch_map

Maps = str | os.PathLike[str] | Mapping[str, str] | None
"""A map for all files, or by file (or folder) the map for what it names."""


class Assigned(NamedTuple):
    """Which file is read through which map, the maps with their texts, and what is wrong with either."""

    uses: Mapping[str, MapInUse]
    loaded: Mapping[str, LoadedMap]
    diagnostics: tuple[Diagnostic, ...]


def in_use(log_map: LogMap) -> MapInUse:
    """A map with what reading by it takes."""
    others = [lookup.columns.values() for lookup in log_map.lookups.values()]
    names = {column.timezone for columns in (log_map.columns.values(), *others) for column in columns}
    return MapInUse(log_map, used_columns(log_map), {name: LocalTimes(name) for name in names if name})


def assigned(paths: Sequence[str], maps: Maps) -> Assigned:
    """The map of each file of the paths; of several names that lead to a file, the longest path wins.

    SLA903: a file that is named with a map, and is not among the paths.
    """
    if maps is None or (isinstance(maps, Mapping) and not maps):
        return Assigned({}, {}, ())
    by_name = dict(maps) if isinstance(maps, Mapping) else dict.fromkeys(paths, os.fspath(maps))
    loaded = {name: fetch_map(name) for name in dict.fromkeys(by_name.values())}
    found = [one for log_map in loaded.values() for one in log_map.diagnostics if one.is_error]
    files = find_files(paths, tables=True)[0]
    homes = {name: "-" if name == "-" else os.path.realpath(name) for name in by_name}
    chosen = {file: name for file in files if (name := _chosen(file, homes)) is not None}
    found += [_without_map(file) for file in files if file not in chosen and is_only_table(file)]
    found += [_unused(name, files) for name in by_name if name not in chosen.values() and not _is_shadowed(name, paths)]
    if found:
        return Assigned({}, loaded, tuple(found))
    uses = {name: in_use(one.log_map) for name, one in loaded.items() if one.log_map is not None}
    return Assigned({file: uses[by_name[name]] for file, name in chosen.items()}, loaded, ())


def vocabulary_misfits(assigned: Assigned, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Warnings of what the maps make that an agreement does not know."""
    return tuple(one for loaded in assigned.loaded.values() for one in misfits(loaded, vocabulary))


def _chosen(file: str, homes: Mapping[str, str]) -> str | None:
    """The name whose map reads a file: its own, else that of the innermost folder around it."""
    real = file if file == "-" else os.path.realpath(file)
    around = [name for name, home in homes.items() if real == home or real.startswith(home.rstrip(os.sep) + os.sep)]
    return max(around, key=lambda name: len(homes[name]), default=None)


def _is_shadowed(name: str, paths: Sequence[str]) -> bool:
    """Whether the name is one of the log's own paths, so that whatever is in it has a map of its own."""
    return name in paths


def _without_map(file: str) -> Diagnostic:
    message = f"`{file}` is no event log, and no map is named for it"
    return diagnostic("SLA903", message, Place(file), help=f"write `--map {file}=MAP`")


def _unused(name: str, files: Sequence[str]) -> Diagnostic:
    near = suggestion(name, files, f"the files are {', '.join(files[:5])}" if files else "")
    return diagnostic("SLA903", f"`{name}` is given a map, and is not among the files that are read", help=near)


# what a map makes of a row


def mapped_row(read: ReadRow, log_map: LogMap) -> MappedRow:
    """A row as a record: its cells that the map looks at, its events, and why others are none."""
    row = read.row
    cells = row.cells if isinstance(row.cells, Mapping) else {}
    shown = {name: "" if cell is None else str(cell) for name, cell in cells.items()}
    missed = tuple(_missed(one, log_map) for one in read.missed)
    return MappedRow(row.number, row.last_line, shown, read.events, missed, read.rejection, is_footer=row.is_footer)


def _missed(missed: Missed, log_map: LogMap) -> MissedEvent:
    """What stands against an event, in words."""
    rule, condition = missed.rule, missed.condition
    if condition is None:
        return MissedEvent(rule.event, f"`{rule.time}` is empty")
    asked = pattern_text(EventPattern(rule.event, (condition,)), Vocabulary()).partition(" where ")[2]
    column = log_map.columns.get(condition.name)
    is_time = column is not None and column.is_time
    held = "empty" if missed.value is None else f"`{_shown(missed.value, is_time=is_time)}`"
    return MissedEvent(rule.event, f"`{condition.name}` is {held}", asked)


def _shown(value: Value, *, is_time: bool) -> str:
    if is_time and isinstance(value, int):
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)).isoformat()
    return value_text(value)


def map_diagnostics(loaded: LoadedMap, agreement: Agreement | None) -> Iterator[Diagnostic]:
    """Every finding of a map: its own, and what the agreement, or else the standard vocabulary, does not know."""
    yield from loaded.diagnostics
    if agreement is not None:
        yield from misfits(loaded, agreement.vocabulary)
    else:
        yield from misfits(loaded, standard_vocabulary(), "the standard vocabulary")


def read_through(
    log_map: LogMap,
    table: str,
    agreement: Agreement | None,
    count: int,
    stdin: BinaryIO | None,
    progress: Callable[[int], None] | None,
) -> Mapped:
    """A table read through a map, with its first rows one by one."""
    files, problems = find_files([table], tables=True)
    if problems or len(files) != 1:
        return Mapped(log_map, diagnostics=(*problems, *([] if problems else [_no_one_table(table)])))
    vocabulary = agreement.vocabulary if agreement else standard_vocabulary()
    kept: list[MappedRow] = []

    def keep(read: ReadRow) -> None:
        if len(kept) < count:
            kept.append(mapped_row(read, log_map))

    log = read_mapped(
        files,
        {files[0]: in_use(log_map)},
        vocabulary,
        agreement.currency if agreement else None,
        stdin=stdin,
        progress=progress,
        watch=keep,
    )
    return Mapped(
        log_map, tuple(kept), tuple(log.tables), tuple(log.rejections), tuple(log.problems), tuple(log.events)
    )


def _no_one_table(name: str) -> Diagnostic:
    return diagnostic("SLA903", f"`{name}` is not one table", Place(name), help="name one file")
