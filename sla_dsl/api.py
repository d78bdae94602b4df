"""Everything the command does, as typed functions that give records: nothing is printed, nothing ends the process.

What a user did wrong is in the records' `diagnostics`, never raised: SLA903 and SLA904 for wrong usage and paths that
are not there, SLA7xx and SLA901 for input that cannot be read, other errors for an agreement that is not valid. Each
function imports what it works with when it is called, so that looking over an agreement need not wait for the engine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, TypedDict

from sla_dsl.aside import Meanwhile, columns_to_import, fetched
from sla_dsl.children import bury_processes
from sla_dsl.diagnostics import Diagnostic, diagnostic, errors_in
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Diff, LogCost
from sla_dsl.model.event import EventLog
from sla_dsl.model.funnel import Figure
from sla_dsl.model.outcome import Judgement
from sla_dsl.model.result import Check, Codes, Explanation, Formatted, Mapped, Targets, Validation
from sla_dsl.policy import STDIN, Opened, find_named, find_one, find_standing, open_up

if TYPE_CHECKING:
    from sla_dsl.engine.distributed.frames import Frame
    from sla_dsl.log.columns import ColumnLog
    from sla_dsl.log.mapped import MapInUse

    _Judged = tuple[EventLog | ColumnLog, Judgement]


class _Reading(TypedDict):
    """What a log is read with beside its paths."""

    stdin: BinaryIO | None
    progress: Callable[[int], None] | None


class _Room(NamedTuple):
    """How much may be kept: bytes of events (a gibibyte if none), and cases that are met or excused."""

    memory: int | None
    settled: bool


PathName = str | os.PathLike[str]
"""A path; as a policy also `REV:PATH` from Git, as a log also `-` for standard input."""

Engine = Literal["local", "spark"]
"""What judges a log: this machine, or Spark. Both give the same, to the byte of every report."""

AsOf = int | date | datetime | str
"""An instant: microseconds since 1970-01-01T00:00Z, a local date (its end), an aware datetime, or text of RFC 3339."""

Maps = PathName | Mapping[str, str]
"""A log map (a file, or a shipped one's name) for all tables of a log; or by file or folder, the map for it."""


def validate(*policies: PathName, explain: bool = False) -> tuple[Validation, ...]:
    """Every problem of agreements, each file in one pass; with `explain` also what each clause means.

    A policy is a file, a folder (every `*.sla.yaml` below it) or `REV:PATH` from Git; without any, every `*.sla.yaml`
    under `policies/` of the current folder. A log map (`*.map.yaml`) that is named is looked over too. Gives one record
    a file, each file once, in the order named; a policy that is not there is a record too, with a diagnostic.
    """
    named = [(os.fspath(policy), find_named(os.fspath(policy))) for policy in policies]
    found = named or [("policies", find_standing())]
    missing = [Validation(name, None, one.diagnostics) for name, one in found if one.diagnostics]
    names = dict.fromkeys(name for _, one in found for name in one.names)
    return (*missing, *(_validation(name, explain=explain) for name in names))


def fmt(*policies: PathName, stdin: BinaryIO | None = None) -> tuple[Formatted, ...]:
    """The text of agreements with their clauses in canonical layout; no file is written.

    Policies as for `validate`, also `-` for standard input (`stdin` where it is given), but not `REV:PATH`: what is
    committed is never altered (SLA903). Gives one record a file, a file that several names lead to only once. The text
    of a file that is not valid stays as it is, and its errors are in the record.

    Raises an error where a file that is laid out would mean, or keep, anything else: that is a defect of slac.
    """
    from sla_dsl.policy.formatting import committed, formatted

    names = [os.fspath(policy) for policy in policies]
    refused = {name: why for name in names if (why := committed(name)) is not None}
    found = [(name, find_named(name)) for name in names if name != STDIN and name not in refused]
    if not names:
        found = [("policies", find_standing())]
    told = {name: (why,) for name, why in refused.items()} | {name: one.diagnostics for name, one in found}
    wrong = (Formatted(name, diagnostics=diagnostics) for name, diagnostics in told.items() if diagnostics)
    files: dict[str, str] = {STDIN: STDIN} if STDIN in names else {}
    for file in (file for _, one in found for file in one.names):
        files.setdefault(os.path.realpath(file), file)
    return (*wrong, *(formatted(name, stdin) for name in files.values()))


def targets(
    policy: PathName | None = None, *, settings: Mapping[str, Figure | str] | None = None, period: str | None = None
) -> Targets:
    """The funnel of one agreement derived, with every step.

    `policy` as for `validate`, but exactly one; without it the one under `policies/`. `settings` put other figures in
    the place of inputs, as figures or as a file has them (`12%`, `3 000 000 EUR`). `period` names one period of the
    funnel's kind (`2026-Q1`); without it there is a sheet for each set of periods whose figures differ. An agreement
    without a funnel has no sheets. Figures are exact; shares are parts of one.
    """
    from sla_dsl.asking import settings_figures
    from sla_dsl.sheets import target_sheets

    agreement, found = _one_agreement(policy, None)
    if agreement is None or errors_in(found):
        return Targets(None, (), found)
    figures, wrong = settings_figures(settings or {})
    if wrong:
        return Targets(agreement, (), (*found, *wrong))
    sheets, wrong = target_sheets(agreement, period, figures)
    return Targets(agreement, () if wrong else sheets, (*found, *wrong))


def check(  # noqa: PLR0913 - each says something of its own
    events: PathName | Sequence[PathName], policy: PathName | None = None, *, as_of: AsOf | None = None,
    since: date | None = None, clauses: Collection[str] = (), maps: Maps | None = None, memory: int | None = None,
    engine: Engine = "local", settled: bool = True, stdin: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Check:  # fmt: skip
    """Logs of lead events judged by one agreement.

    `events` are files or folders, or `-` for standard input (`stdin` where it is given). `policy` as for `validate`,
    but exactly one; without it the one beside the first of the logs, else the one under `policies/`. `as_of` is by
    default the latest event. What started before the local date `since` is left out; with `clauses` (their ids) only
    these are reported. Foreign tables are read through `maps`. `memory` is about how many bytes the events may take (a
    gibibyte if none): what is beyond goes to a temporary file, and makes no difference to anything else; tables that
    are read through maps stay in memory. The `engine` `spark` judges what Spark can read, also paths such as `s3a://…`;
    it takes no standard input, no `maps` and no `memory`, and tells no progress. Without `settled`, cases that are met
    or excused may be counted only, and not be among an outcome's `cases`: that takes less memory. `progress` is called
    with the bytes read so far. Instants in the records are microseconds since 1970-01-01T00:00Z, rates are fractions of
    one.

    Lines that cannot be read are in `rejections`, and the rest is judged; so it is where a file breaks off, which a
    diagnostic then says. Nothing is judged where the agreement is not valid, or a path or a clause is not there.
    """
    from sla_dsl.asking import as_of_instant, paths_here, refused_engine
    from sla_dsl.clock import Clock

    paths = _paths(events)
    if refused := refused_engine(engine, paths, memory, maps):
        return Check(diagnostics=refused)
    asked = _asked(paths_here(engine, paths), policy, clauses, maps, columns_to_import(paths, engine, maps))
    if isinstance(asked, tuple):
        return Check(diagnostics=asked)
    through, found = _through(paths, maps, asked)
    if errors_in(found):
        return Check(asked, diagnostics=found)
    agreement, clock = asked, Clock(asked.timezone, asked.calendars)
    instant = None if as_of is None else as_of_instant(as_of, clock)
    if isinstance(instant, Diagnostic):
        return Check(agreement, diagnostics=(instant,))
    if engine == "spark":
        from sla_dsl.engine.distributed import Question, judge_paths

        return _checked(agreement, judge_paths(agreement, paths, Question(instant, since, clauses)))
    reading: _Reading = {"stdin": stdin, "progress": progress}
    judged = _judged(agreement, paths, through, instant, since, clauses, _Room(memory, settled), reading)
    return _checked(agreement, judged, found)


def check_dataframe(
    frame: Frame, policy: PathName | None = None, *, as_of: AsOf | None = None,
    since: date | None = None, clauses: Collection[str] = (),
) -> Check:  # fmt: skip
    """A DataFrame of Spark, an event a row, judged by one agreement where the DataFrame lies.

    Its columns are named as the parts of a line are (`time`, `event`, `lead`, …), and each row is read as a row of a
    Parquet file is; a rejected one is named by its partition and its number in it. `policy` as for `validate`, but
    exactly one; without it the one under `policies/`. All else is as in `check`.
    """
    from sla_dsl.asking import as_of_instant, refused_engine
    from sla_dsl.clock import Clock

    if refused := refused_engine("spark", (), None, None):
        return Check(diagnostics=refused)
    asked = _asked((), policy, clauses, None)
    if isinstance(asked, tuple):
        return Check(diagnostics=asked)
    instant = None if as_of is None else as_of_instant(as_of, Clock(asked.timezone, asked.calendars))
    if isinstance(instant, Diagnostic):
        return Check(asked, diagnostics=(instant,))
    from sla_dsl.engine.distributed import Question, judge_frame

    return _checked(asked, judge_frame(asked, frame, Question(instant, since, clauses)))


def explain(
    events: PathName | Sequence[PathName],
    lead: str,
    policy: PathName | None = None,
    *,
    as_of: AsOf | None = None,
    clauses: Collection[str] = (),
    maps: Maps | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Explanation:
    """How one lead stands under an agreement: its time line, each of its cases with its clock, and why.

    The arguments are those of `check`. `as_of` is by default the latest event of the whole log. A lead that the log
    does not have is a diagnostic (SLA903).
    """
    from sla_dsl.asking import as_of_instant, unknown_lead
    from sla_dsl.clock import Clock
    from sla_dsl.engine import judge
    from sla_dsl.story import lead_story

    paths = _paths(events)
    asked = _asked(paths, policy, clauses, maps)
    if isinstance(asked, tuple):
        return Explanation(diagnostics=asked)
    through, found = _through(paths, maps, asked)
    if errors_in(found):
        return Explanation(diagnostics=found)
    agreement, clock = asked, Clock(asked.timezone, asked.calendars)
    instant = None if as_of is None else as_of_instant(as_of, clock)
    if isinstance(instant, Diagnostic):
        return Explanation(diagnostics=(instant,))
    log = _log(paths, through, agreement, {"stdin": stdin, "progress": progress})
    own = [event for event in log.events if event.lead == lead]
    if not own:
        # A file that was not read in full may well have held the lead.
        missing = () if log.problems else (unknown_lead(log, lead),)
        return Explanation(None, tuple(log.rejections), (*log.problems, *missing))
    instant = max(event.time for event in log.events) if instant is None else instant
    judgement = judge(agreement, EventLog(log.files, own), as_of=instant, only=clauses, reasons=True)
    story = lead_story(agreement, judgement, own, lead, clock)
    return Explanation(story, tuple(log.rejections), tuple(log.problems))


def mapped(
    log_map: PathName,
    table: PathName | None = None,
    policy: PathName | None = None,
    *,
    rows: int = 10,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Mapped:
    """What a log map makes of a foreign table, row by row: the events of the first `rows` rows, why others are none.

    `log_map` is a file, `REV:PATH` from Git, or the name of a map that ships with slac (`hubspot-deals`); `table` is a
    file, or `-` for standard input (`stdin` where it is given); without it only the map itself is looked over. Values
    are typed by the agreement `policy`, without it by the standard vocabulary. Every row is read and counted.
    """
    from sla_dsl.policy.maps import fetch_map
    from sla_dsl.tables import map_diagnostics, read_through

    loaded = fetch_map(os.fspath(log_map))
    agreement, found = (None, ()) if policy is None else _one_agreement(policy, None)
    if policy is not None and agreement is None:
        return Mapped(diagnostics=(*loaded.diagnostics, *found))
    diagnostics = tuple(map_diagnostics(loaded, agreement))
    if loaded.log_map is None or table is None:
        return Mapped(loaded.log_map, diagnostics=diagnostics)
    read = read_through(loaded.log_map, os.fspath(table), agreement, rows, stdin, progress)
    return replace(read, diagnostics=(*diagnostics, *read.diagnostics))


def diff(  # noqa: PLR0913 - two versions, and what else there is to hold against them
    old: PathName | None = None,
    new: PathName | None = None,
    *,
    against: str | None = None,
    signed: Collection[str] = (),
    events: PathName | Sequence[PathName] = (),
    as_of: AsOf | None = None,
    called: str | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Diff:
    """What changes from one version of an agreement to the other, for whom, and the leads that show it.

    `old` and `new` are files, folders that hold one agreement, or `REV:PATH` from Git; `/dev/null` stands for a version
    that is not there. With `against`, a revision of Git, `old` is the file of the working tree that is held against it
    (without it the one under `policies/`). `signed` are the parties that agree to everything; the trailers `Agreed-by`
    of the commits between the versions are looked at too. With `events` (as for `check`) the log is judged under both
    versions as of one instant. `called` is the name that people know both files by.

    Nothing is compared where either version is not valid. Raises RuntimeError where a witness does not show what it
    says, which is a defect of slac.
    """
    from sla_dsl.changes import compare
    from sla_dsl.comparing import papers, settled, unknown_parties

    given = papers(_name(old), _name(new), against, called)
    if given.diagnostics:
        return Diff(diagnostics=given.diagnostics)
    versions = tuple(paper.agreement for paper in (given.old, given.new) if paper is not None)
    paths = _paths(events)
    wrong = (*unknown_parties(signed, *versions), *_cannot_be_judged(paths, versions))
    if wrong:
        return Diff(diagnostics=wrong)
    found = settled(compare(given.old, given.new), given, signed)
    if not paths:
        return found
    cost, wrong = _cost(paths, versions, as_of, stdin, progress)
    return replace(found, cost=cost, diagnostics=wrong)


def meaning(policy: PathName) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """An agreement as a text in which two versions differ only where their meaning may; none where it is not valid."""
    from sla_dsl.changes import meaning_text

    agreement, found = _one_agreement(policy, None)
    return (None if agreement is None else meaning_text(agreement)), found


def codes(*names: str) -> Codes:
    """What codes of diagnostics mean, how they look and how to mend them; without names every code of the table.

    A name is a code, in capitals or not (`SLA203`). One that does not exist is a diagnostic (SLA903), and the others
    are given.
    """
    from sla_dsl.diagnostics.pages import code_page, find_codes

    known, unknown = find_codes(names)
    return Codes(tuple(map(code_page, known)), unknown)


def _checked(agreement: Agreement, judged: _Judged | Diagnostic, found: tuple[Diagnostic, ...] = ()) -> Check:
    """What came of judging a log, with what a report needs beside."""
    from sla_dsl.clock import versions
    from sla_dsl.sheets import shown_requirements

    if isinstance(judged, Diagnostic):
        return Check(agreement, diagnostics=(judged,))
    log, judgement = judged
    return Check(
        agreement,
        judgement,
        tuple(log.rejections),
        (*log.problems, *found),
        calendars=versions(),
        required=shown_requirements(agreement, judgement),
        tables=tuple(log.tables) if isinstance(log, EventLog) else (),
    )


def _judged(
    agreement: Agreement,
    paths: Sequence[str],
    maps: Mapping[str, MapInUse],
    as_of: int | None,
    since: date | None,
    only: Collection[str],
    room: _Room,
    reading: _Reading,
) -> _Judged | Diagnostic:
    """The log, read and judged: in columns, unless it is too small to repay the import of what they need.

    Both ways give the same, to the byte of every report. A diagnostic says that there was no room for the log.
    """
    from sla_dsl.engine import judge, judge_columns
    from sla_dsl.log import is_small

    if maps or is_small(paths):
        plain = _log(paths, maps, agreement, reading)
        return plain, judge(agreement, plain, as_of=as_of, since=since, only=only)
    from sla_dsl.log.column_reader import MEMORY, read_columns
    from sla_dsl.log.store import SpillError

    try:
        log = read_columns(paths, agreement.vocabulary, agreement.currency, memory=room.memory or MEMORY, **reading)
        judged = judge_columns(agreement, log, as_of=as_of, since=since, only=only, settled=room.settled)
    except SpillError as error:
        return error.found
    bury_processes()  # who read is gone by now
    return log, judged


def _validation(name: str, *, explain: bool) -> Validation:
    if name.endswith(".map.yaml"):
        from sla_dsl.policy.maps import fetch_map

        loaded = fetch_map(name)
        return Validation(name, None, loaded.diagnostics, log_map=loaded.log_map)
    agreement, found = _reviewed(open_up(name))
    if agreement is None or errors_in(found) or not explain:
        return Validation(name, agreement, found)
    from sla_dsl.clock import Clock
    from sla_dsl.story import meaning

    clock = Clock(agreement.timezone, agreement.calendars)
    meanings = tuple(meaning(agreement, clause, clock) for clause in agreement.clauses.values())
    return Validation(name, agreement, found, meanings)


def _reviewed(opened: Opened) -> tuple[Agreement | None, tuple[Diagnostic, ...]]:
    """A file that can be read is looked at with a reviewer's eye; what is found wrong leaves no agreement."""
    if opened.agreement is None or opened.source is None or errors_in(opened.diagnostics):
        return opened.agreement, opened.diagnostics
    from sla_dsl.review import Places, examine

    found = examine(opened.agreement, Places(opened.source, opened.keys), opened.diagnostics)
    return (None if errors_in(found) else opened.agreement), found


def _one_agreement(
    policy: PathName | None, events: Sequence[str] | None, also: Meanwhile = None
) -> tuple[Agreement | None, tuple[Diagnostic, ...]]:
    """The one agreement that is meant (none where it is not valid), and every finding on the way."""
    found = find_one(None if policy is None else os.fspath(policy), events)
    if not found.names:
        return None, found.diagnostics
    agreement, diagnostics = fetched(found.names[0], also)
    return (None if errors_in(diagnostics) else agreement), diagnostics


def _asked(
    paths: Sequence[str], policy: PathName | None, clauses: Iterable[str], maps: Maps | None, also: Meanwhile = None
) -> Agreement | tuple[Diagnostic, ...]:
    """The agreement to judge by, or why nothing can be judged. Its warnings are `validate`'s to tell."""
    from sla_dsl.asking import unknown_clauses
    from sla_dsl.log import find_files

    missing = tuple(one for one in find_files(paths, tables=maps is not None)[1] if one.code in ("SLA904", "SLA711"))
    if missing:
        return missing
    agreement, found = _one_agreement(policy, paths, also)
    if agreement is None:
        return found
    return unknown_clauses(agreement, clauses) or agreement


def _through(
    paths: Sequence[str], maps: Maps | None, agreement: Agreement
) -> tuple[Mapping[str, MapInUse], tuple[Diagnostic, ...]]:
    """The map of each table, and errors in what is asked, or else warnings of what the agreement does not know."""
    if not maps:
        return {}, ()
    from sla_dsl.tables import assigned, vocabulary_misfits

    through = assigned(paths, maps)
    return through.uses, through.diagnostics or vocabulary_misfits(through, agreement.vocabulary)


def _log(paths: Sequence[str], maps: Mapping[str, MapInUse], agreement: Agreement, reading: _Reading) -> EventLog:
    """The log in the paths, tables through their maps."""
    vocabulary, currency = agreement.vocabulary, agreement.currency
    if maps:
        from sla_dsl.log.mapped_log import read_mapped

        return read_mapped(paths, maps, vocabulary, currency, **reading)
    from sla_dsl.log import read_log

    return read_log(paths, vocabulary, currency, **reading)


def _name(path: PathName | None) -> str | None:
    return None if path is None else os.fspath(path)


def _cannot_be_judged(paths: Sequence[str], versions: Sequence[Agreement]) -> Iterator[Diagnostic]:
    """Why a log cannot be judged under both versions, if it cannot."""
    if not paths:
        return
    from sla_dsl.log import find_files

    yield from (one for one in find_files(paths)[1] if one.code == "SLA904")
    if len(versions) < 2:
        message = "a log is judged under two versions, and there is only one"
        yield diagnostic("SLA903", message, help="`slac check` judges it under one")


def _cost(
    paths: Sequence[str],
    versions: Sequence[Agreement],
    as_of: AsOf | None,
    stdin: BinaryIO | None,
    progress: Callable[[int], None] | None,
) -> tuple[LogCost | None, tuple[Diagnostic, ...]]:
    """What the new version changes on a log. The log is read once where both versions type its lines alike."""
    from sla_dsl.asking import as_of_instant
    from sla_dsl.changes import Logs, cost
    from sla_dsl.clock import Clock
    from sla_dsl.comparing import read_under_both

    old, new = versions
    instant = None if as_of is None else as_of_instant(as_of, Clock(new.timezone, new.calendars))
    if isinstance(instant, Diagnostic):
        return None, (instant,)
    logs: Logs = read_under_both(paths, old, new, stdin, progress)
    return cost(old, new, logs, as_of=instant), tuple(logs.new.problems)


def _paths(events: PathName | Sequence[PathName]) -> tuple[str, ...]:
    if isinstance(events, str | os.PathLike):
        return (os.fspath(events),)
    return tuple(os.fspath(path) for path in events)
