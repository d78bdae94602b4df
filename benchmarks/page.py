"""Rows → a table of Markdown, and the place in `README.md` where it stands until it is measured again."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

README = Path(__file__).with_name("README.md")
PACKAGES = ("slac", "numpy", "msgspec", "duckdb", "duckdb-cli", "polars")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the columns of figures stand to the right, as far as Markdown has it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """A paragraph on where and with what was measured."""
    model = next((line.split(":")[1].strip() for line in _read("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next((int(line.split()[1]) for line in _read("/proc/meminfo") if line.startswith("MemTotal")), 0)
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors ({model}), {memory / 2**20:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}; {versions}; "
        f"commit {_commit()}; load before the run {os.getloadavg()[0]:.1f}."
    )


def put(section: str, text: str, page: Path = README) -> None:
    """Put the text where the page has that section: between `<!-- section -->` and `<!-- /section -->`."""
    written = page.read_text(encoding="utf-8")
    before, opening, rest = written.partition(f"<!-- {section} -->\n")
    _, closing, after = rest.partition(f"<!-- /{section} -->")
    if not (opening and closing):
        raise ValueError(f"{page} has no place for {section}")
    page.write_text(f"{before}{opening}\n{text}\n\n{closing}{after}", encoding="utf-8")


def _read(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _commit() -> str:
    asked = ["git", "-C", str(README.parent), "describe", "--always", "--dirty"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
