"""The page of each code: in the package once it is installed, under `docs/codes/` in a checkout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sla_dsl.diagnostics.codes import CODES, Code
from sla_dsl.diagnostics.diagnostic import Diagnostic, diagnostic
from sla_dsl.diagnostics.suggest import suggestion

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "codes", _PACKAGE.parent / "docs" / "codes")
_WHOLE = re.compile(r"\s*(?:SLA)?[\s-]*([0-9]{3})\s*", re.IGNORECASE)

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "SLA0": "what a reviewer asks of an agreement that can be read",
        "SLA1": "the file as YAML",
        "SLA2": "names and phrases",
        "SLA3": "the form of a clause",
        "SLA4": "types, units and numbers",
        "SLA5": "calendars, dates and log maps",
        "SLA6": "the funnel",
        "SLA7": "event logs and tables",
        "SLA8": "judging, and a new version",
        "SLA9": "running the command",
    }
)
"""What codes are about, by how they begin."""


class CodePage(NamedTuple):
    """A code, what its group is about, and its page in Markdown: what it means, how it looks, how to mend it."""

    code: Code
    group: str
    page: str


def code_page(code: Code) -> CodePage:
    """The page of a code. Raises FileNotFoundError where slac ships none: a defect of slac."""
    for folder in _FOLDERS:
        path = folder / f"{code.code}.md"
        if path.is_file():
            return CodePage(code, GROUPS[code.code[:4]], path.read_text(encoding="utf-8"))
    raise FileNotFoundError(f"{code.code}.md")


def find_codes(names: Iterable[str]) -> tuple[tuple[Code, ...], tuple[Diagnostic, ...]]:
    """The codes of these names, each once, and SLA903 for each name that is none; every code where none is named.

    `SLA203`, `sla203` and `203` are one name.
    """
    wanted = tuple(dict.fromkeys(map(_canonical, names))) or tuple(CODES)
    known = tuple(CODES[name] for name in wanted if name in CODES)
    return known, tuple(_unknown(name) for name in wanted if name not in CODES)


def _canonical(name: str) -> str:
    found = _WHOLE.fullmatch(name)
    return f"SLA{found[1]}" if found else name


def _unknown(name: str) -> Diagnostic:
    near = suggestion(name.upper(), CODES, "`slac codes` lists them all")
    return diagnostic("SLA903", f"there is no code `{name}`", help=near)
