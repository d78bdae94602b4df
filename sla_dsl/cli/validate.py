"""`slac validate`: every problem of agreements in one pass."""

from __future__ import annotations

import click

from sla_dsl.cli.ending import Ending, ending_of, gravest
from sla_dsl.cli.options import debug_option, format_option, help_option
from sla_dsl.cli.screen import print_result, say, say_diagnostics
from sla_dsl.report.diagnostics_text import count_text
from sla_dsl.report.formats import VALIDATION


@click.command(add_help_option=False)
@click.argument("policy", metavar="[POLICY]...", nargs=-1)
@format_option(VALIDATION)
@click.option("--strict", is_flag=True, help="A warning counts as a finding.")
@click.option("--explain", is_flag=True, help="Say what each clause means in plain words.")
@debug_option
@help_option
def validate(policy: tuple[str, ...], format: str, strict: bool, explain: bool) -> int:
    """Show every problem of the agreements in one pass.

    POLICY is a file, a folder or REV:PATH from Git, or a log map. Default: every *.sla.yaml under policies/.
    """
    from sla_dsl import api

    validations = api.validate(*policy, explain=explain)
    found = [one for validation in validations for one in validation.diagnostics]
    if format == "text":
        say_diagnostics(found)
    say(count_text(found))
    print_result(VALIDATION[format](validations, explained=explain), for_people=format == "text")
    warned = strict and any(one.severity == "warning" for one in found)
    return gravest([ending_of(found), Ending.FINDING if warned else Ending.DONE])
