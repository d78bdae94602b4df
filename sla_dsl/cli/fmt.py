"""`slac fmt`: the clauses of agreements in canonical layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import unified_diff

import click

from sla_dsl.cli.ending import Ending, ending_of, gravest
from sla_dsl.cli.options import debug_option, help_option
from sla_dsl.cli.output import Output, write_outputs
from sla_dsl.cli.screen import print_result, say, say_diagnostics
from sla_dsl.diagnostics import errors_in
from sla_dsl.model.result import Formatted
from sla_dsl.report.display import plural, printable

_STDIN = "-"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_UNENDED = "\n\\ No newline at end of file\n"


@click.command(add_help_option=False)
@click.argument("policy", metavar="[POLICY]...", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; a file that would be altered is a finding.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would be altered.")
@debug_option
@help_option
def fmt(policy: tuple[str, ...], *, check: bool, diff: bool) -> int:
    """Lay out the clauses of agreements, one term a line; nothing else is altered.

    POLICY is a file or a folder, or - for standard input, which goes to standard output. Default: every *.sla.yaml
    under policies/.
    """
    from sla_dsl import api

    if _STDIN in policy and len(policy) > 1:
        raise click.UsageError("`-` stands for standard input, and is not read together with files")
    texts = api.fmt(*policy)
    found = [one for text in texts for one in text.diagnostics]
    ending = ending_of(found)
    say_diagnostics(found)
    if ending is Ending.USAGE:
        return ending
    altered = [text for text in texts if text.altered]
    if not check and not diff:
        _write(texts)
        return ending
    if diff:
        print_result("".join(map(_diff, altered)))
    else:
        print_result(_named(altered, "would be laid out anew"), for_people=True)
    return gravest([ending, Ending.FINDING if check and altered else Ending.DONE])


def _write(texts: Sequence[Formatted]) -> None:
    """Write the files that are altered, and say which; standard input goes on to standard output as it has become."""
    altered = [text for text in texts if text.altered and text.file != _STDIN]
    passed_on = [text for text in texts if text.file == _STDIN and not errors_in(text.diagnostics)]
    write_outputs([Output("POLICY", text.file, [text.after]) for text in (*altered, *passed_on)])
    say(_named(altered, "laid out anew"))


def _named(altered: Iterable[Formatted], what: str) -> str:
    return "".join(f"{printable(one.file)}: {plural(len(one.altered), 'clause')} {what}\n" for one in altered)


def _diff(text: Formatted) -> str:
    """A unified diff; a file's last line that ends in no line break says so, as Git's do."""
    name = printable(text.file)
    lines = unified_diff(_LINE.findall(text.before), _LINE.findall(text.after), name, name)
    return "".join(line if line.endswith("\n") else f"{line}{_UNENDED}" for line in lines)
