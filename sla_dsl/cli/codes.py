"""`slac codes`: what a diagnostic means, how it looks, how to mend it."""

from __future__ import annotations

import click

from sla_dsl.cli.ending import ending_of
from sla_dsl.cli.options import debug_option, format_option, help_option
from sla_dsl.cli.screen import print_result, say_diagnostics
from sla_dsl.report.formats import CODES


@click.command(add_help_option=False)
@click.argument("code", metavar="[CODE]...", nargs=-1)
@format_option(CODES)
@debug_option
@help_option
def codes(*, code: tuple[str, ...], format: str) -> int:
    """Tell what a code means, how it looks and how to mend it.

    CODE is a code such as SLA203. Default: a list of them all.
    """
    from sla_dsl import api

    found = api.codes(*code)
    say_diagnostics(found.diagnostics)
    if found.pages:
        print_result(CODES[format](found.pages, listed=not code), for_people=format == "text")
    return ending_of(found.diagnostics)
