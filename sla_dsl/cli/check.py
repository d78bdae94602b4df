"""`slac check`: lead event logs judged against the agreement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click

from sla_dsl.cli.ending import Ending, ending_of, gravest
from sla_dsl.cli.options import (
    DateKind,
    SizeKind,
    as_of_option,
    clause_option,
    debug_option,
    engine_option,
    events_argument,
    format_option,
    help_option,
    map_option,
    maps_of,
    output_option,
    policy_option,
)
from sla_dsl.cli.output import Output, refuse_clashes, write_outputs
from sla_dsl.cli.progress import reading
from sla_dsl.cli.rejections import ending_of_rejections, say_rejections
from sla_dsl.cli.screen import say_diagnostics
from sla_dsl.model.outcome import Judgement, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report.formats import CHECK, SAYS_WHY_NOT
from sla_dsl.report.parquet_rows import MISSING, can_write
from sla_dsl.report.rows import (
    CASE_COLUMNS,
    REJECTION_COLUMNS,
    ROW_FORMATS,
    Row,
    breach_rows,
    case_rows,
    rejection_rows,
)


def _rows_file(_ctx: click.Context, _param: click.Parameter, path: str | None) -> str | None:
    """The path of a file of rows, whose name says its format."""
    if path is not None and _end(path) not in ROW_FORMATS:
        raise click.BadParameter(f"`{path}` ends neither in {' nor in '.join(ROW_FORMATS)}, the formats there are")
    if path is not None and _end(path) == ".parquet" and not can_write():
        raise click.BadParameter(MISSING)
    return path


def _rows_option(name: str, help: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option(name, metavar="FILE", callback=_rows_file, help=help)


@click.command(add_help_option=False)
@events_argument
@policy_option
@map_option
@as_of_option
@click.option("--since", metavar="DATE", type=DateKind(), help="Leave out what started before this date.")
@format_option(CHECK)
@output_option
@_rows_option("--cases", "A row a case; the name ends in .jsonl, .csv or .parquet.")
@_rows_option("--breaches", "The same, only late and overdue ones.")
@_rows_option("--rejects", "A row a rejected line, likewise.")
@click.option(
    "--max-rejects",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Allow so many rejected lines.",
)
@click.option(
    "--memory",
    metavar="SIZE",
    type=SizeKind(),
    help="How much the events may take in memory, such as 512MiB; the rest goes to a temporary file. Default: 1GiB.",
)
@engine_option
@click.option("--strict", is_flag=True, help="What is unknown or pending counts as a finding.")
@clause_option
@debug_option
@help_option
def check(  # noqa: PLR0913 - click gives every option as an argument
    *,
    events: tuple[str, ...],
    policy: str | None,
    map: tuple[str, ...],
    as_of: datetime | date | str | None,
    since: date | None,
    format: str,
    output: str,
    cases: str | None,
    breaches: str | None,
    rejects: str | None,
    max_rejects: int,
    memory: int | None,
    engine: Literal["local", "spark"],
    strict: bool,
    clause: tuple[str, ...],
) -> int:
    """Judge lead event logs against the agreement.

    EVENTS are files or folders of lead events, or - for standard input.
    """
    from sla_dsl import api

    maps = maps_of(map, events)
    named = [("--output", output), ("--cases", cases), ("--breaches", breaches), ("--rejects", rejects)]
    refuse_clashes(named, [*events, *([policy] if policy else []), *maps.values()])
    with reading(events if engine == "local" else ()) as tell:
        checked = api.check(
            events, policy, as_of=as_of, since=since, clauses=clause, maps=maps, memory=memory, engine=engine,
            settled=cases is not None, progress=tell,
        )  # fmt: skip
    if format not in SAYS_WHY_NOT:
        say_rejections(checked.rejections, rejects)
        say_diagnostics(checked.diagnostics)
    if checked.judgement is not None or format in SAYS_WHY_NOT:
        report = Output("--output", output, [CHECK[format](checked)], for_people=format == "text")
        write_outputs([report, *_row_outputs(checked, cases, breaches, rejects)])
    return gravest(
        [
            ending_of(checked.diagnostics),
            ending_of_rejections(checked.rejections, max_rejects),
            _ending_of_judgement(checked.judgement, strict=strict),
        ]
    )


def _row_outputs(checked: Check, cases: str | None, breaches: str | None, rejects: str | None) -> Iterator[Output]:
    wanted: tuple[tuple[str, str | None, tuple[str, ...], Callable[[Check], Iterable[Row]]], ...] = (
        ("--cases", cases, CASE_COLUMNS, case_rows),
        ("--breaches", breaches, CASE_COLUMNS, breach_rows),
        ("--rejects", rejects, REJECTION_COLUMNS, rejection_rows),
    )
    for option, path, columns, rows in wanted:
        if path is not None and checked.judgement is not None:
            yield Output(option, path, ROW_FORMATS[_end(path)](columns, rows(checked)))


def _ending_of_judgement(judgement: Judgement | None, *, strict: bool) -> Ending:
    if judgement is None:
        return Ending.DONE
    unsure = judgement.verdict is Verdict.PENDING or any(outcome.unknown for outcome in judgement.clauses)
    if judgement.verdict is Verdict.BROKEN or (strict and unsure):
        return Ending.FINDING
    return Ending.NOTHING if judgement.verdict is Verdict.NO_CASES else Ending.DONE


def _end(path: str) -> str:
    return Path(path).suffix.lower()
