"""`slac map`: how a foreign table becomes events, row by row."""

from __future__ import annotations

import click

from sla_dsl.cli.ending import Ending, ending_of, gravest
from sla_dsl.cli.options import debug_option, format_option, help_option, output_option
from sla_dsl.cli.output import Output, refuse_clashes, write_outputs
from sla_dsl.cli.progress import reading
from sla_dsl.cli.rejections import ending_of_rejections, say_rejections
from sla_dsl.cli.screen import say_diagnostics
from sla_dsl.diagnostics import errors_in
from sla_dsl.report.formats import MAPPED


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
    format: str,
    output: str,
) -> int:
    """Show how a foreign table becomes events, row by row, and why rows become none.

    MAP is a file NAME.map.yaml, REV:PATH from Git, or the name of a map that ships with slac. FILE is a table, or - for
    standard input; without it only the map itself is looked over.
    """
    from sla_dsl import api

    refuse_clashes([("--output", output)], [one for one in (map, file, policy) if one])
    with reading([file] if file else []) as tell:
        mapped = api.mapped(map, file, policy, rows=rows, progress=tell)
    say_rejections(mapped.rejections)
    say_diagnostics(mapped.diagnostics)
    if mapped.log_map is not None and (mapped.accounts or not errors_in(mapped.diagnostics)):
        write_outputs([Output("--output", output, [MAPPED[format](mapped)], for_people=format == "text")])
    nothing = file is not None and mapped.accounts and not mapped.accounts[0].events
    return gravest(
        [
            ending_of(mapped.diagnostics),
            ending_of_rejections(mapped.rejections),
            Ending.NOTHING if nothing else Ending.DONE,
        ]
    )
