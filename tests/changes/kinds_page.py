"""The table of kinds as it stands in docs/changes.md: `python -m tests.changes.kinds_page` writes it anew."""

from __future__ import annotations

from pathlib import Path

from sla_dsl.changes.kinds import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs/changes.md"
HEADING = "## The kinds of changes\n"
SAID = """
A kind tells what is done to the text, never whom it serves. Its id is stable.
"""


def table() -> str:
    rows = [f"| `{kind.rule}` | {kind.what} | `{kind.mirror}` |" for kind in KINDS.values()]
    return "\n".join(["| rule | what | turned round |", "|---|---|---|", *rows, ""])


def written(text: str) -> str:
    """The page's text with the table as it is now."""
    return f"{text.partition(HEADING)[0]}{HEADING}{SAID}\n{table()}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
