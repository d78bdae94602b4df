"""A number of events and a shape → a log on disk, made once for each state of the generator."""

from __future__ import annotations

import hashlib
from pathlib import Path

from benchmarks.generate import Shape, write

HERE = Path(__file__).parent
MADE_BY = ("chance.py", "hours.py", "lives.py", "fields.py", "lines.py", "generate.py")


def log(folder: Path, events: int, shape: Shape = Shape.YEAR, ending: str = ".jsonl", again: float = 0.0) -> Path:
    """The log's path; it is generated where the folder does not hold it yet, and read once, so that it is in memory."""
    made_by = hashlib.blake2b(b"".join((HERE / name).read_bytes() for name in MADE_BY), digest_size=4).hexdigest()
    twice = f"-again{again:g}" if again else ""
    path = folder / f"{shape.value}-{events}{twice}-{made_by}{ending}"
    if not path.exists():
        # A name with other endings would change the form in which it is written.
        unfinished = path.with_name(f"unfinished-{path.name}")
        write(unfinished, events, shape, again)
        unfinished.rename(path)
    with path.open("rb") as file:
        while file.read(2**24):
            pass
    return path
