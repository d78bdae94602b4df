"""`slac explain`: one lead's time line, and why each of its cases stands as it does."""

from __future__ import annotations

from datetime import date, datetime

import click

from sla_dsl.cli.ending import ending_of, gravest
from sla_dsl.cli.options import (
    as_of_option,
    clause_option,
    debug_option,
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
from sla_dsl.report.formats import EXPLAIN


@click.command(add_help_option=False)
@events_argument
@click.option("--lead", metavar="ID", required=True, help="The lead.")
@policy_option
@map_option
@as_of_option
@clause_option
@format_option(EXPLAIN)
@output_option
@debug_option
@help_option
def explain(
    *,
    events: tuple[str, ...],
    lead: str,
    policy: str | None,
    map: tuple[str, ...],
    as_of: datetime | date | str | None,
    clause: tuple[str, ...],
    format: str,
    output: str,
) -> int:
    """Tell one lead's time line: each case, its clock, and why it stands as it does.

    EVENTS are files or folders of lead events, or - for standard input.
    """
    from sla_dsl import api

    maps = maps_of(map, events)
    refuse_clashes([("--output", output)], [*events, *([policy] if policy else []), *maps.values()])
    with reading(events) as tell:
        told = api.explain(events, lead, policy, as_of=as_of, clauses=clause, maps=maps, progress=tell)
    say_rejections(told.rejections)
    say_diagnostics(told.diagnostics)
    if told.story is not None:
        write_outputs([Output("--output", output, [EXPLAIN[format](told.story)], for_people=format == "text")])
    return gravest([ending_of(told.diagnostics), ending_of_rejections(told.rejections)])
