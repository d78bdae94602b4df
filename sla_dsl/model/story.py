"""What people are told: what a clause means, and how one lead came to stand as it does.

All sentences are finished, for people; every instant stands beside its local time, so that a report only lays out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from sla_dsl.frozen import frozen
from sla_dsl.model.outcome import CaseState, Why
from sla_dsl.model.values import Value


class Moment(NamedTuple):
    """An instant (microseconds since 1970-01-01T00:00Z) and how a person there reads it: `Fri 2026-01-09 16:30`."""

    instant: int
    text: str


class Topic(StrEnum):
    """What a statement about a clause tells, in the order in which they are told."""

    OWES = "owes"
    WORDS = "words"
    OPENS = "opens"
    DECIDES = "decides"
    TIME = "time"
    EXCUSES = "excuses"
    PAUSES = "pauses"
    TARGETS = "targets"
    JUDGED = "judged"
    CONSEQUENCES = "otherwise"
    IN_FORCE = "in force"


class Statement(NamedTuple):
    """One thing a clause means, in a sentence or a few."""

    topic: Topic
    text: str


class ExampleDue(NamedTuple):
    """When an example falls due: the time allowed, for which cases (empty: for all), by which calendar.

    `due` is none where there is none before the year 10000.
    """

    allowed: str
    applies: str
    calendar: str | None
    due: Moment | None


@frozen
class Example:
    """A start (`a lead is assigned`, at a moment, which is `late on the last business day of a week`) and its dues."""

    event: str
    note: str
    start: Moment
    dues: tuple[ExampleDue, ...]


@frozen
class Meaning:
    """What one clause means. `sentence` is the clause as the file has it, `party` the name of the party that owes.

    `reads` says what an example's due is for this duty: `due`, `forbidden through`, `counted through`.
    """

    agreement: str
    clause: str
    party: str
    sentence: str
    why: str | None
    statements: tuple[Statement, ...]
    reads: str = "due"
    examples: tuple[Example, ...] = ()


class Happening(StrEnum):
    """What an entry of a lead's time line is."""

    EVENT = "event"
    OPENS = "opens"
    NO_CASE = "no case"
    NOT_COUNTED = "does not count"
    PAUSES = "pauses"
    RESUMES = "resumes"
    COUNTS = "counts"
    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    UNKNOWN = "unknown"


class TimelineEntry(NamedTuple):
    """One line of a lead's time line; `clause` and `subject` are none for the event itself.

    An event has its id as `event`, and the facts and fields it carries as `values`.
    """

    at: Moment
    what: Happening
    text: str
    clause: str | None = None
    subject: str | None = None
    event: str | None = None
    values: Mapping[str, Value] = {}


class CountedTime(NamedTuple):
    """A stretch of time that counted, and how long it is (`3 h 30 min`)."""

    start: Moment
    end: Moment
    text: str


@frozen
class CaseStory:
    """One case: how it stands, its clock counted out, and in a sentence why.

    `count` is the whole clock in one line (`Fri 16:30-17:00 30 min + … = 4 business hours`), empty where no clock runs.
    """

    clause: str
    party: str
    subject: str
    about: str
    state: CaseState
    start: Moment
    due: Moment | None
    decided: Moment | None
    allowed: str | None
    calendar: str | None
    stretches: tuple[CountedTime, ...]
    count: str
    why: Why
    sentence: str


class Absence(NamedTuple):
    """A clause under which the lead has no case, and why in a few words."""

    clause: str
    text: str


class UnknownNote(NamedTuple):
    """A clause under which a value that is not known might have made a difference, how often, and which value."""

    clause: str
    events: int
    text: str


@frozen
class LeadStory:
    """One lead under an agreement: everything that happened on one time line, each case, and what is missing.

    `as_of` is none where nothing could be judged. `later` counts the lead's events after it, which are left out.
    """

    agreement: str
    version: str
    lead: str
    timezone: str
    as_of: Moment | None
    timeline: tuple[TimelineEntry, ...] = ()
    cases: tuple[CaseStory, ...] = ()
    absences: tuple[Absence, ...] = ()
    unknowns: tuple[UnknownNote, ...] = ()
    later: int = 0
