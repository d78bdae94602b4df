"""A number of events → a log of a year of leads, always the same: `python -m benchmarks.generate 1000000 year.jsonl`.

Lines come in the order in which things happened, so that a lead's lie scattered; only what still lies ahead of the
leads made so far is held in memory.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterator
from enum import Enum
from math import ceil, sqrt
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from benchmarks.lines import csv_head, csv_lines, json_lines, long_id, plain_id
from benchmarks.lives import MEAN, Events, arrival, lives

BLOCK = 50_000
"""Leads that are made at a time."""

LINES = 50_000
"""Lines that are written at a time."""


class Shape(Enum):
    """How the events lie: as they do, or as hardly anyone's do."""

    YEAR = "year"
    ONE_LEAD = "one-lead"
    ONE_EVENT_EACH = "one-event-each"
    ONE_INSTANT = "one-instant"
    LONG_IDS = "long-ids"


def year(events: int) -> Iterator[Events]:
    """So many events of a year of leads, in the order of their times, in blocks."""
    leads = ceil(events / MEAN + 1.5 * sqrt(events / MEAN)) + 5
    waiting = lives(0, 0, leads)
    left = events
    for first in range(0, leads, BLOCK):
        last = min(first + BLOCK, leads)
        waiting = Events.joined(waiting, lives(first, last, leads))
        waiting = waiting.taken(np.lexsort((waiting.step, waiting.lead, waiting.time)))
        reached = int(arrival(np.array([last / leads]))[0]) - 1_000_000 if last < leads else None
        ready = waiting.time.size if reached is None else int(np.searchsorted(waiting.time, reached))
        yield waiting.taken(slice(min(ready, left)))
        left -= min(ready, left)
        waiting = waiting.taken(slice(ready, None))
    assert left == 0, f"{left} events are missing: fewer events a lead than expected"


def shaped(events: Events, shape: Shape, number: int) -> Events:
    """The events in another shape; the first of them is the `number`th of the log."""
    match shape:
        case Shape.ONE_LEAD:
            return events._replace(lead=np.zeros_like(events.lead))
        case Shape.ONE_EVENT_EACH:
            return events._replace(lead=np.arange(number, number + events.lead.size))
        case Shape.ONE_INSTANT:
            return events._replace(time=np.full_like(events.time, 1_781_000_000_000_000))
        case _:
            return events


def write(path: Path, events: int, shape: Shape = Shape.YEAR, again: float = 0.0) -> None:
    """Write the log, in the form that the file's name says; `again` is the share of lines that are sent twice."""
    if ".parquet" in path.suffixes:
        from benchmarks.tables import write_parquet

        write_parquet(path, year(events))
        return
    csv = ".csv" in path.suffixes
    lead_id = long_id if shape is Shape.LONG_IDS else plain_id
    lines = csv_lines if csv else json_lines
    with opened(path) as file:
        file.write(csv_head() if csv else b"")
        for number, part in numbered(year(events)):
            packed = lines(shaped(part, shape, number), number, lead_id)
            file.write(packed)
            file.write(sent_again(packed, again))


def numbered(blocks: Iterator[Events]) -> Iterator[tuple[int, Events]]:
    """The events in smaller blocks, each with the number of its first event in the log."""
    number = 0
    for block in blocks:
        for first in range(0, block.time.size, LINES):
            part = block.taken(slice(first, first + LINES))
            yield number, part
            number += part.time.size


def sent_again(packed: bytes, share: float) -> bytes:
    """That share of the lines with an id, evenly spread, as a system sends them that had no answer the first time."""
    if not share:
        return b""
    with_id = [line for line in packed.splitlines(keepends=True) if b'"id":' in line]
    return b"".join(with_id[:: round(1 / share)])


def opened(path: Path) -> BinaryIO:
    """The file to write to, packed where its name says so; equal logs make equal bytes."""
    if path.suffix == ".gz":
        return cast("BinaryIO", gzip.GzipFile(path, "wb", compresslevel=1, mtime=0))
    if path.suffix == ".zst":
        from backports import zstd

        return cast("BinaryIO", zstd.ZstdFile(path, "w", level=3))
    return path.open("wb")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("events", type=int)
    asked.add_argument("file", type=Path, help=".jsonl, .csv or .parquet; the first two also with .gz or .zst")
    asked.add_argument("--shape", type=Shape, default=Shape.YEAR, choices=list(Shape))
    asked.add_argument("--again", type=float, default=0.0, help="the share of numbered lines that come twice (JSONL)")
    given = asked.parse_args()
    write(given.file, given.events, given.shape, given.again)


if __name__ == "__main__":
    main()
