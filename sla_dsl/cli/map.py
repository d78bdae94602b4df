"""`slac map`: how a foreign table becomes events, row by row."""

from __future__ import annotations

from pathlib import Path

import click

from sla_dsl.cli.ending import Ending, ending_of, gravest
from sla_dsl.cli.options import debug_option, format_option, help_option, output_option
from sla_dsl.cli.output import Output, refuse_clashes, write_outputs
from sla_dsl.cli.progress import reading
from sla_dsl.cli.rejections import ending_of_rejections, say_rejections
from sla_dsl.cli.screen import say_diagnostics
from sla_dsl.diagnostics import errors_in
from sla_dsl.report.formats import MAPPED
from sla_dsl.report.map_json import event_lines


def _log_file(_ctx: click.Context, _param: click.Parameter, path: str | None) -> str | None:
    """The path of an event log, whose name says its format."""
    if path is not None and Path(path).suffix.lower() != ".jsonl":
        raise click.BadParameter(f"`{path}` does not end in .jsonl")
    return path


@click.command(add_help_option=False)
@click.argument("map", metavar="MAP")
@click.argument("file", metavar="[FILE]", required=False)
@click.option(
    "-p", "--policy", metavar="POLICY", help="Type values by this agreement. Default: the standard vocabulary."
)
@click.option(
    "--rows",
    metavar="N",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Show so many rows one by one.",
)
@click.option("--events", metavar="FILE", callback=_log_file, help="All events, as an event log; it ends in .jsonl.")
@format_option(MAPPED)
@output_option
@debug_option
@help_option
def map(  # noqa: A001 - the command's name
    *,
    map: str,
    file: str | None,
    policy: str | None,
    rows: int,
    events: str | None,
    format: str,
    output: str,
) -> int:
    """Show how a foreign table becomes events, row by row, and why rows become none.

    MAP is a file NAME.map.yaml, REV:PATH from Git, or the name of a map that ships with slac. FILE is a table, or - for
    standard input; without it only the map itself is looked over.
    """
    from sla_dsl import api

    refuse_clashes([("--output", output), ("--events", events)], [one for one in (map, file, policy) if one])
    with reading([file] if file else []) as tell:
        mapped = api.mapped(map, file, policy, rows=rows, progress=tell)
    say_rejections(mapped.rejections)
    say_diagnostics(mapped.diagnostics)
    if mapped.log_map is not None and (mapped.accounts or not errors_in(mapped.diagnostics)):
        log = [Output("--events", events, event_lines(mapped))] if events and mapped.accounts else []
        write_outputs([Output("--output", output, [MAPPED[format](mapped)], for_people=format == "text"), *log])
    nothing = file is not None and mapped.accounts and not mapped.accounts[0].events
    return gravest(
        [
            ending_of(mapped.diagnostics),
            ending_of_rejections(mapped.rejections),
            Ending.NOTHING if nothing else Ending.DONE,
        ]
    )
