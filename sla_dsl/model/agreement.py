"""What the parties have agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from sla_dsl.diagnostics import Span
from sla_dsl.frozen import frozen
from sla_dsl.model.calendar import Calendar, CalendarChoice
from sla_dsl.model.clause import Clause
from sla_dsl.model.funnel import Funnel
from sla_dsl.model.vocabulary import Vocabulary


@frozen
class Party:
    """One side of the agreement; `signs` says who speaks for it (a team or a person in the repository)."""

    id: str
    name: str | None = None
    signs: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Effective:
    """The local dates the agreement is in force, both inclusive; without `until`, for good."""

    start: date
    until: date | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class Agreement:
    """A whole agreement, ready to be judged by.

    `parties`, `contacts`, `calendars`, `clauses` and `consequences` are by id, in the file's order. `file` and
    `digest` (`sha256:` of the file's bytes) say where it came from; they are empty for one that was never in a file.
    """

    id: str
    version: str
    parties: Mapping[str, Party]
    effective: Effective
    timezone: str
    clauses: Mapping[str, Clause]
    title: str | None = None
    contacts: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    calendar: CalendarChoice | None = None
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    funnel: Funnel | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    consequences: Mapping[str, str] = field(default_factory=dict)
    language: int = 1
    file: str = field(default="", compare=False)
    digest: str = field(default="", compare=False)
