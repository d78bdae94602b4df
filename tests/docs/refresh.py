"""Print the commands' outputs anew, in the pages: `python -m tests.docs.refresh [PAGE…]`, from the repository's root.

What still matches is left as it is, `…` and all. What does not is replaced by what is printed now: with one `…`, as
many lines before and after it as there were; with several, in full. A person reads it over. Refuses where CI is set:
what a page says is for a person to confirm.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tests.docs.pages import ANY_LINES, Block, blocks, commands, matches
from tests.docs.shop import opened, pages, put, run


def refreshed(page: Path) -> str:
    """The page's text with every output as it is now."""
    lines = page.read_text(encoding="utf-8").split("\n")
    changes: list[tuple[int, int, list[str]]] = []
    with opened():
        for block in blocks(page):
            if block.file is not None:
                put(block)
            if block.is_run:
                changes += _changes(block)
    for first, end, output in reversed(changes):
        lines[first - 1 : end - 1] = output
    return "\n".join(lines)


def _changes(block: Block) -> list[tuple[int, int, list[str]]]:
    """The spans of lines that no longer hold, each with what stands there now."""
    found = []
    for command in commands(block):
        printed = run(command.words)
        if printed.code == command.code and matches(command.output, printed.lines):
            continue
        kept = command.output if matches(command.output, printed.lines) else shortened(command.output, printed.lines)
        told = [f"(exit code {printed.code})"] if printed.code else []
        now = [f"{block.indent}{line}" if line else "" for line in (*kept, *told)]
        found.append((command.first, command.end, now))
    return found


def shortened(before: Sequence[str], printed: Sequence[str]) -> Sequence[str]:
    """What is printed now: cut as it was before, where one `…` stood; else in full."""
    if before.count(ANY_LINES) != 1:
        return printed
    head = before.index(ANY_LINES)
    tail = len(before) - head - 1
    if len(printed) <= head + tail:
        return printed
    return (*printed[:head], ANY_LINES, *printed[len(printed) - tail :])


def main() -> int:
    """Refresh the pages that are named, else all."""
    if os.environ.get("CI"):
        click.echo("pages are not refreshed in CI", err=True)
        return 2
    for page in [Path(name).resolve() for name in sys.argv[1:]] or pages():
        before, now = page.read_text(encoding="utf-8"), refreshed(page)
        if now != before:
            page.write_text(now, encoding="utf-8")
            click.echo(f"refreshed {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
