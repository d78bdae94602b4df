"""Colour for a terminal. The plain text is what a report says; this only paints over what stands in it already."""

from __future__ import annotations

import re

_STYLES = (
    (re.compile(r"^(?:BROKEN|OVERDUE|LATE)(?=  |$)", re.MULTILINE), "bold red"),
    (re.compile(r"^PENDING(?=  |$)", re.MULTILINE), "bold yellow"),
    (re.compile(r"^(?:KEPT|MET)(?=  |$)", re.MULTILINE), "bold green"),
    (re.compile(r"^(?:NO CASES|EXCUSED)(?=  |$)", re.MULTILINE), "bold"),
    (re.compile(r"^ +(?:broken|overdue|late)(?=  )", re.MULTILINE), "red"),
    (re.compile(r"^ +pending(?=  )", re.MULTILINE), "yellow"),
    (re.compile(r"^ +(?:kept|met)(?=  )", re.MULTILINE), "green"),
    (re.compile(r"(?<=: )error\[SLA\d+\]|^error\[SLA\d+\]", re.MULTILINE), "bold red"),
    (re.compile(r"(?<=: )warning\[SLA\d+\]|^warning\[SLA\d+\]", re.MULTILINE), "bold yellow"),
    (re.compile(r"^ +\| +\^+$", re.MULTILINE), "red"),
    (re.compile(r"^   help:", re.MULTILINE), "bold"),
)


def painted(text: str) -> str:
    """The same text with a terminal's colours around verdicts, severities and underlines. Nothing in it is markup."""
    from rich.console import Console
    from rich.text import Text

    shown = Text(text, end="")
    for pattern, style in _STYLES:
        shown.highlight_regex(pattern, style)
    console = Console(force_terminal=True, color_system="standard", markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(shown, soft_wrap=True, end="")
    return captured.get()
