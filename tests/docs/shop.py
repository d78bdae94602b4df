"""Where the commands of a page are run: a copy of what a reader of the repository has."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from click.testing import CliRunner

from sla_dsl.cli import main
from tests.docs.pages import Block

ROOT = Path(__file__).resolve().parents[2]
"""The repository."""

_COPIED = ("README.md", "docs", "examples", "policies", "schemas")


class Printed(NamedTuple):
    """What a command gave: its lines (both streams, as a terminal has them) and its exit code."""

    lines: tuple[str, ...]
    code: int


def pages() -> list[Path]:
    """Every page whose commands are run."""
    found = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return sorted(page for page in found if page.exists())


@contextmanager
def opened() -> Iterator[None]:
    """Stand in a fresh copy, which is gone afterwards."""
    with TemporaryDirectory(prefix="slac-page-") as folder:
        for name in _COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, Path(folder, name))
            elif (ROOT / name).exists():
                shutil.copy(ROOT / name, folder)
        with chdir(folder):
            yield


def put(block: Block) -> None:
    """Write the file that a block is. YAML keeps the line that names it, which is a comment there."""
    assert block.file is not None
    path = Path(block.file)
    assert not path.is_absolute()
    assert ".." not in path.parts
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = block.lines if block.kind == "yaml" else block.lines[1:]
    path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def run(words: Sequence[str]) -> Printed:
    """Run a command where we stand: `slac …`, `cat FILE`, `head -n N FILE`. Raises ValueError for any other."""
    match list(words):
        case ["slac", *arguments]:
            result = CliRunner(env=_environment()).invoke(main, arguments, prog_name="slac")
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                raise result.exception
            return Printed(_lines(result.output), result.exit_code)
        case ["cat", file]:
            return Printed(_lines(Path(file).read_text(encoding="utf-8")), 0)
        case ["head", "-n", count, file]:
            with Path(file).open(encoding="utf-8") as lines:
                return Printed(_lines("".join(islice(lines, int(count)))), 0)
    raise ValueError(f"only slac, cat and head are run on a page, not {' '.join(words)}")


def _environment() -> Mapping[str, str | None]:
    """No setting of whoever runs the tests changes what is printed."""
    own = {name: None for name in os.environ if name.startswith("SLAC_")}
    return {**own, "COLUMNS": "80", "NO_COLOR": "1"}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.removesuffix("\n").split("\n")) if text else ()
