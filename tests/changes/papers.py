"""Agreements for tests of changes: a frame, and what is laid over it."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import yaml

from sla_dsl.changes import Paper
from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load

FOLDER = Path(__file__).resolve().parents[1] / "golden-diff"
FRAME = (FOLDER / "frame.sla.yaml").read_text(encoding="utf-8")
KEYS = tuple(yaml.safe_load(FRAME.replace("@", "at ")))


def sections(text: str) -> dict[str, str]:
    """The text of each key that stands at the very left, its line and what is below it."""
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines(keepends=True):
        if line[:1].strip() and not line.startswith("#"):
            key = line.partition(":")[0]
        found[key] = found.get(key, "") + line
    return found


def laid_over(text: str) -> str:
    """The frame with these sections in the place of its own; what begins with no section's name is clauses.

    `title: -` leaves a section out.
    """
    parts = sections(text if text.endswith("\n") else f"{text}\n")
    if next(iter(parts)) not in KEYS:
        parts = {"clauses": "clauses:\n" + indent(text, "  ")}
    whole = {**sections(FRAME), **parts}
    return "".join(part for key, part in whole.items() if part.strip() != f"{key}: -")


def paper(text: str, name: str = "acme.sla.yaml") -> Paper:
    """A whole agreement's text as a paper; it must be valid."""
    source = Source(name, text)
    loaded = load(source)
    assert loaded.agreement is not None, [(one.code, one.message, one.place) for one in loaded.diagnostics]
    return Paper(loaded.agreement, source, loaded.keys)


def framed(text: str, name: str = "acme.sla.yaml") -> Paper:
    """What is laid over the frame as a paper."""
    return paper(laid_over(text), name)
