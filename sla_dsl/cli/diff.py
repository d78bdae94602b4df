"""`slac diff`: what a new version changes, for whom, and the leads that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path

import click

from sla_dsl.cli.ending import Ending, ending_of, gravest
from sla_dsl.cli.git_driver import as_git_asks, meaning_of
from sla_dsl.cli.options import as_of_option, debug_option, format_option, help_option, output_option
from sla_dsl.cli.output import Output, refuse_clashes, write_outputs
from sla_dsl.cli.progress import reading
from sla_dsl.cli.rejections import ending_of_rejections, say_rejections
from sla_dsl.cli.screen import UnwritableError, say_diagnostics, unwritable
from sla_dsl.diagnostics import errors_in
from sla_dsl.model.change import Diff, Relation
from sla_dsl.model.outcome import Verdict
from sla_dsl.report.formats import DIFF, SAYS_WHY_NOT
from sla_dsl.report.witness_files import witness_files

_RELATIONS = (Relation.STRICTER, Relation.LOOSER, Relation.INCOMPARABLE, Relation.UNPROVEN)
UNSIGNED, VERSION, ANY, NONE = "unsigned", "version", "any", "none"
FAIL_ON = (*(relation.value for relation in _RELATIONS), UNSIGNED, VERSION, ANY, NONE)
"""What may count as a finding."""


@click.command(add_help_option=False)
@click.argument("versions", metavar="[OLD NEW | POLICY]", nargs=-1)
@click.option("--against", metavar="REV", help="Hold the working tree against this revision of Git.")
@click.option("--events", metavar="LOG", multiple=True, help="Judge this log under both versions; repeatable.")
@as_of_option
@click.option("--signed", metavar="PARTY", multiple=True, help="This party agrees to all of it; repeatable.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    multiple=True,
    default=(UNSIGNED, VERSION),
    show_default=True,
    help="What counts as a finding; repeatable.",
)
@click.option("--witness", metavar="DIR", help="Write each witness there: a log, and what either version makes of it.")
@click.option(
    "--max-rejects", metavar="N", type=click.IntRange(min=0), default=0, show_default=True,
    help="Allow so many rejected lines of the log.",
)  # fmt: skip
@format_option(DIFF)
@output_option
@click.option("--driver", is_flag=True, help="Compare as Git asks an external diff to: with its seven arguments.")
@click.option("--textconv", is_flag=True, help="Print what one file means, for Git to compare line by line.")
@debug_option
@help_option
def diff(  # noqa: PLR0913 - click gives every option as an argument
    *,
    versions: tuple[str, ...],
    against: str | None,
    events: tuple[str, ...],
    as_of: datetime | date | str | None,
    signed: tuple[str, ...],
    fail_on: tuple[str, ...],
    witness: str | None,
    max_rejects: int,
    format: str,
    output: str,
    driver: bool,
    textconv: bool,
) -> int:
    """Show what a new version changes, for whom, and a lead that shows it.

    OLD and NEW are files, folders that hold one agreement, or REV:PATH from Git. With --against, POLICY of the working
    tree is held against a revision. Default: the one under policies/.
    """
    from sla_dsl import api

    if driver:
        return as_git_asks(versions)
    if textconv:
        return meaning_of(versions)
    old, new = _named(versions, against)
    _refuse(fail_on)
    refuse_clashes([("--output", output)], [*versions, *events])
    with reading(events) if events else nullcontext(None) as tell:
        found = api.diff(old, new, against=against, signed=signed, events=events, as_of=as_of, progress=tell)
    rejections = found.cost.rejections if found.cost else ()
    if format not in SAYS_WHY_NOT:
        say_diagnostics(found.diagnostics)
    say_rejections(rejections)
    if found.version is not None or found.changes or format in SAYS_WHY_NOT:
        report = Output("--output", output, [DIFF[format](found)], for_people=format == "text")
        write_outputs([*_witnesses(found, witness), report])
    return gravest(
        [
            ending_of(found.diagnostics),
            ending_of_rejections(rejections, max_rejects),
            Ending.DONE if errors_in(found.diagnostics) else _ending(found, fail_on),
        ]
    )


def _named(versions: Sequence[str], against: str | None) -> tuple[str | None, str | None]:
    """The two versions that are named, or the one that is held against a revision."""
    if against is not None:
        if len(versions) > 1:
            raise click.UsageError("with --against there is one POLICY at most: it is held against the revision")
        return (versions[0] if versions else None), None
    if len(versions) != 2:
        raise click.UsageError("two versions are compared: name OLD and NEW, or --against REV and a POLICY")
    return versions[0], versions[1]


def _refuse(fail_on: Sequence[str]) -> None:
    if NONE in fail_on and len(set(fail_on)) > 1:
        raise click.UsageError("--fail-on none stands alone: nothing counts as a finding")


def _ending(found: Diff, fail_on: Sequence[str]) -> Ending:
    """A finding where one of the things that are asked for is there."""
    there = {relation.value for change in found.changes for relation in change.relations}
    there |= {UNSIGNED} if any(change.unsigned for change in found.changes) else set()
    there |= {VERSION} if found.version is not None and not found.version.enough else set()
    there |= {ANY} if found.changes else set()
    if there & set(fail_on):
        return Ending.FINDING
    cost = found.cost
    nothing = cost is not None and {cost.old.verdict, cost.new.verdict} == {Verdict.NO_CASES}
    return Ending.NOTHING if nothing else Ending.DONE


def _witnesses(found: Diff, folder: str | None) -> Iterator[Output]:
    """A file for each that a folder of witnesses holds; the folders are made."""
    if folder is None:
        return
    for name, text in witness_files(found):
        path = Path(folder, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableError([unwritable(str(path.parent), error)]) from error
        yield Output("--witness", str(path), [text])
