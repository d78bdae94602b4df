"""How a command ends: its exit codes, and which of several wins."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sla_dsl.diagnostics import Diagnostic

_USAGE = frozenset({"SLA711", "SLA741", "SLA903", "SLA904"})
"""Codes of wrong usage: of paths, leads, clauses and extras that are not there."""

_READING = ("SLA7", "SLA9")
"""How the codes begin of what cannot be read."""


class Ending(IntEnum):
    """The exit codes, the same for every command."""

    DONE = 0
    FINDING = 1
    USAGE = 2
    INVALID = 3
    UNREADABLE = 4
    NOTHING = 5
    DEFECT = 70
    UNWRITABLE = 74
    INTERRUPTED = 130


PRECEDENCE = (
    Ending.DEFECT,
    Ending.UNWRITABLE,
    Ending.USAGE,
    Ending.UNREADABLE,
    Ending.INVALID,
    Ending.FINDING,
    Ending.NOTHING,
    Ending.DONE,
)
"""Where several hold, the first of these wins. Wrong usage ends a command before it has anything else to say."""


def gravest(endings: Iterable[Ending]) -> Ending:
    """The ending that wins."""
    return min((Ending.DONE, *endings), key=PRECEDENCE.index)


def ending_of(found: Iterable[Diagnostic]) -> Ending:
    """What diagnostics alone make of a command: warnings and notes nothing."""
    return gravest(_ending(one) for one in found if one.is_error)


def _ending(one: Diagnostic) -> Ending:
    if one.code in _USAGE:
        return Ending.USAGE
    return Ending.UNREADABLE if one.code.startswith(_READING) else Ending.INVALID
