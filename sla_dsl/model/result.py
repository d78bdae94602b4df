"""What each command gives, as records: the one thing that reports are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, errors_in
from sla_dsl.diagnostics.pages import CodePage
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import Event, Rejection, TableAccount
from sla_dsl.model.funnel import Figure
from sla_dsl.model.log_map import LogMap
from sla_dsl.model.outcome import Judgement
from sla_dsl.model.story import LeadStory, Meaning


@frozen
class Validation:
    """One policy file looked over: what it says (none where it is not valid), and every finding in it.

    `meanings` tells each clause in plain words, where that was asked for. A file that is a log map has `log_map`.
    """

    file: str
    agreement: Agreement | None
    diagnostics: tuple[Diagnostic, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    log_map: LogMap | None = None

    @property
    def valid(self) -> bool:
        """Whether the file is an agreement that logs can be judged by, or a log map that tables can be read through."""
        return (self.agreement is not None or self.log_map is not None) and not errors_in(self.diagnostics)


@frozen
class Formatted:
    """A policy file's text as it is and with its clauses in canonical layout, a byte order mark included.

    `altered` are the ids of the clauses that are laid out anew; where there are none, `after` is `before`. Both texts
    are empty where the file cannot be read. `diagnostics` are the errors of a file that is not valid, which stays as
    it is, and notes on clauses that keep their layout.
    """

    file: str
    before: str = ""
    after: str = ""
    altered: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@frozen
class Codes:
    """Codes with their pages, in the order asked for; `diagnostics` names those that do not exist."""

    pages: tuple[CodePage, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class ShownFigure(NamedTuple):
    """A figure of the funnel: its name, exactly, and as people write it (`900 000 EUR`)."""

    name: str
    figure: Figure
    text: str


class GivenFigure(NamedTuple):
    """An input. `agreed` is what the agreement says (as people write it) where a what-if stands in its place."""

    shown: ShownFigure
    agreed: str | None = None


class DerivedFigure(NamedTuple):
    """A step: its formula as the file has it, the same with figures put in, and what comes out, unrounded."""

    shown: ShownFigure
    formula: str
    substituted: str


class Target(NamedTuple):
    """A figure that a clause asks for: as it is shown, rounded (`at least 67`), and exactly."""

    clause: str
    name: str
    bound: str
    rounded: ShownFigure
    exactly: ShownFigure


@frozen
class TargetSheet:
    """The funnel of some periods whose figures are the same.

    `periods` are their names in order; empty stands for every period that no other sheet names.
    """

    periods: tuple[str, ...]
    given: tuple[GivenFigure, ...]
    derived: tuple[DerivedFigure, ...]
    targets: tuple[Target, ...] = ()


@frozen
class Targets:
    """The funnel of an agreement, step by step; no `sheets` where there is no funnel, or a diagnostic says why not."""

    agreement: Agreement | None
    sheets: tuple[TargetSheet, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@frozen
class Check:
    """A log judged by an agreement; none of either where a diagnostic says why not.

    `rejections` are the lines that were not read, `diagnostics` what stood in the way (the agreement's findings, files
    that cannot be read, wrong usage). `calendars` names what opening hours were worked out with, and its versions.
    `required` gives, by clause and period, what a `deliver` asks for as it is shown: a derived target rounded.
    `tables` is the account of the rows of tables that were read through maps.
    """

    agreement: Agreement | None = None
    judgement: Judgement | None = None
    rejections: tuple[Rejection, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    calendars: Mapping[str, str] = field(default_factory=dict)
    required: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    tables: tuple[TableAccount, ...] = ()


@frozen
class Explanation:
    """How one lead stands under an agreement, and why; none where a diagnostic says why not."""

    story: LeadStory | None = None
    rejections: tuple[Rejection, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class MissedEvent(NamedTuple):
    """An event that a row might have stood for, in words what stands against it, and the condition that it asks for."""

    event: str
    why: str
    asked: str = ""


class MappedRow(NamedTuple):
    """A row of a foreign table, from its first line to its last, and what a map makes of it.

    `cells` are those that the map looks at, by heading; none where the row is blank, a footer, or could not be told
    apart. A row that is rejected stands for no event.
    """

    line: int
    last_line: int
    cells: Mapping[str, str] = {}
    events: tuple[Event, ...] = ()
    missed: tuple[MissedEvent, ...] = ()
    rejection: Rejection | None = None
    is_footer: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it."""
        return not self.cells and self.rejection is None and not self.is_footer


@frozen
class Mapped:
    """What a map makes of a table: its first rows one by one, the account of all of them, and every event, each once.

    `accounts` begins with the table's own; those of tables in which values were looked up follow. None of it is there
    where only the map was asked for, or a diagnostic says why not.
    """

    log_map: LogMap | None = None
    rows: tuple[MappedRow, ...] = ()
    accounts: tuple[TableAccount, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    events: tuple[Event, ...] = ()
