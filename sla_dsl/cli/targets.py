"""`slac targets`: the funnel derived, each step shown."""

from __future__ import annotations

import click

from sla_dsl.cli.ending import ending_of
from sla_dsl.cli.options import SettingKind, debug_option, format_option, help_option, output_option
from sla_dsl.cli.output import Output, refuse_clashes, write_outputs
from sla_dsl.cli.screen import say_diagnostics
from sla_dsl.diagnostics import errors_in
from sla_dsl.report.formats import TARGETS


@click.command(add_help_option=False)
@click.argument("policy", metavar="[POLICY]", required=False)
@click.option("--set", type=SettingKind(), multiple=True, help="What if: another figure for an input; repeatable.")
@click.option("--period", metavar="NAME", help="Only this period, such as 2026-Q1. Default: all of them.")
@format_option(TARGETS)
@output_option
@debug_option
@help_option
def targets(
    *,
    policy: str | None,
    set: tuple[tuple[str, str], ...],
    period: str | None,
    format: str,
    output: str,
) -> int:
    """Derive the funnel of an agreement, showing each step.

    POLICY is a file, a folder or REV:PATH from Git that holds one agreement. Default: the one under policies/.
    """
    from sla_dsl import api

    names = [name for name, _ in set]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise click.UsageError(f"`{twice}` is set twice")
    refuse_clashes([("--output", output)], [policy] if policy else [])
    derived = api.targets(policy, settings=dict(set), period=period)
    say_diagnostics(derived.diagnostics)
    if not errors_in(derived.diagnostics):
        write_outputs([Output("--output", output, [TARGETS[format](derived)], for_people=format == "text")])
    return ending_of(derived.diagnostics)
