"""Files → their records, as a DataFrame: which tasks read them, and where each piece of a file begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

from sla_dsl.diagnostics import Diagnostic, diagnostic
from sla_dsl.diagnostics import Place as Where
from sla_dsl.engine.distributed.reading import Piece, Place, Places
from sla_dsl.engine.distributed.records import SCHEMA
from sla_dsl.engine.distributed.sources import ADDRESS, Source, escaped
from sla_dsl.engine.distributed.tasks import COUNTS, ReadContents, ReadFiles, ReadLines, Sent, count_lines
from sla_dsl.log.streams import is_packed

_MARK = 3
"""The bytes of a byte order mark. A file's last line may lack its line feed, which is counted all the same."""


class Cut(NamedTuple):
    """Files of lines as they are shared among tasks: where each piece begins, and the files that are none after all.

    `altered` are files of which Spark has read other bytes than were there.
    """

    places: Mapping[tuple[str, int], Place]
    packed: tuple[Source, ...]
    altered: tuple[Source, ...]


def records(spark: Any, found: Sequence[Source], sent: Sent) -> tuple[Any, list[Diagnostic]]:  # noqa: ANN401
    """The records of all files, and the problems of files that were not read; `found` is not empty."""
    by_lines = [source for source in found if source.by_lines]
    whole = [source for source in found if not source.by_lines]
    frames: list[Any] = []
    problems: list[Diagnostic] = []
    if by_lines:
        lines = _lines(spark, by_lines)
        cut = _cut(lines.mapInArrow(count_lines, COUNTS).collect(), by_lines)
        whole += cut.packed
        problems += map(_altered, cut.altered)
        names = {source.number: source.name for source in by_lines}
        others = frozenset(source.address or "" for source in (*cut.packed, *cut.altered))
        frames.append(lines.mapInArrow(ReadLines(sent, Places(cut.places, names, others)), SCHEMA))
    own = tuple(source for source in whole if source.is_local)
    if own:
        frames.append(spark.range(0, len(own), 1, len(own)).mapInArrow(ReadFiles(sent, own), SCHEMA))
    elsewhere = {source.address or "": source for source in whole if not source.is_local}
    if elsewhere:
        contents = _reader(spark, "binaryFile").load([escaped(source.path) for source in elsewhere.values()])
        contents = contents.selectExpr(ADDRESS, "content")
        frames.append(contents.mapInArrow(ReadContents(sent, elsewhere), SCHEMA))
    return reduce(lambda one, other: one.unionAll(other), frames), problems


def _reader(spark: Any, format: str) -> Any:  # noqa: ANN401 - the library's types
    """A reader that takes names of folders for nothing but names."""
    return spark.read.format(format).option("recursiveFileLookup", "true")


def _lines(spark: Any, found: Sequence[Source]) -> Any:  # noqa: ANN401 - the library's types
    """Address of the file, start of the piece, and the bytes of each line."""
    paths = [escaped(source.path) for source in found]
    return _reader(spark, "text").option("lineSep", "\n").load(paths).selectExpr(
        ADDRESS, "_metadata.file_block_start as start", "cast(value as binary) as value"
    )  # fmt: skip


def _cut(pieces: Sequence[Any], found: Sequence[Source]) -> Cut:
    """Where each piece begins. A file whose pieces do not come to its size is not read."""
    of_file: dict[str, list[Piece]] = {}
    for row in pieces:
        piece = Piece(*row)
        of_file.setdefault(piece.address, []).append(piece)
    places: dict[tuple[str, int], Place] = {}
    packed, altered = [], []
    for source in found:
        own = sorted(of_file.get(source.address or "", ()), key=lambda piece: piece.start)
        unread = source.size - sum(piece.size for piece in own)
        if own and is_packed(bytes(own[0].head)):
            packed.append(source)
        elif unread not in (0, -1, _MARK, _MARK - 1):
            altered.append(source)
        else:
            places |= _begins(own, source.number, mark=unread > 0)
    return Cut(places, tuple(packed), tuple(altered))


def _begins(pieces: Sequence[Piece], file: int, *, mark: bool) -> dict[tuple[str, int], Place]:
    places: dict[tuple[str, int], Place] = {}
    lines = offset = 0
    for piece in pieces:
        places[piece.address, piece.start] = Place(file, lines, offset, mark)
        lines += piece.lines
        offset += piece.size + (_MARK if mark and offset == 0 else 0)
    return places


def _altered(source: Source) -> Diagnostic:
    message = f"`{source.name}` changed while it was read"
    return diagnostic("SLA742", message, Where(source.name), help="run it again when nothing writes to the file")
