"""What several commands take: options, arguments, and the kinds of their values."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

import click

from sla_dsl.cli.screen import print_result
from sla_dsl.version import __version__

DEBUG = "sla_dsl.debug"
"""Where a context keeps whether a defect shows its traceback."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

LEAST_MEMORY = 16 << 20
"""No log is read with less."""

_SIZE = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,9}))? ?([kmgt]i?b|b|)", re.IGNORECASE)
_UNITS = {"": 1, "b": 1} | {
    f"{letter}{form}": base**power
    for power, letter in enumerate("kmgt", 1)
    for form, base in (("b", 1000), ("ib", 1024))
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateKind(click.ParamType[date]):
    """A date: `2026-03-01`."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date of a text; click's usage error where it is none."""
        if isinstance(value, date):
            return value
        text = str(value)
        if not _DATE.fullmatch(text):
            self.fail(f"`{text}` is no date; write it as 2026-03-01", param, ctx)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"there is no date `{text}`", param, ctx)


class InstantKind(click.ParamType["datetime | date | str"]):
    """`now`, a date, or a time of RFC 3339 (which is read later)."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime | date | str:
        """The wall clock's time for `now` (nothing else in slac looks at it), the date of a date, else the text."""
        if isinstance(value, date):
            return value
        text = str(value)
        if text == "now":
            return datetime.now(UTC)
        return DateKind().convert(text, param, ctx) if _DATE.fullmatch(text) else text


class SizeKind(click.ParamType[int]):
    """A number of bytes: `2GiB`, `512 MiB`, `1.5GB`."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The bytes that a text says; click's usage error where it says none, or fewer than can be worked with."""
        if isinstance(value, int):
            return value
        parts = _SIZE.fullmatch(str(value).strip())
        if parts is None:
            self.fail(f"`{value}` is no size; write it as 512MiB or 2GiB", param, ctx)
        whole, fraction = parts[1], parts[2] or ""
        size: int = int(whole + fraction) * _UNITS[parts[3].lower()] // 10 ** len(fraction)
        if size < LEAST_MEMORY:
            self.fail(f"`{value}` is too little; at least {LEAST_MEMORY >> 20}MiB are needed", param, ctx)
        return size


class SettingKind(click.ParamType[tuple[str, str]]):
    """`NAME=FIGURE`; several in an environment variable stand with `;` between."""

    name = "name=figure"
    envvar_list_splitter = ";"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and the figure's text."""
        name, sign, figure = str(value).partition("=")
        if not sign or not name.strip() or not figure.strip():
            self.fail(f"`{value}` is not of the form NAME=FIGURE, such as `win rate=12%`", param, ctx)
        return " ".join(name.split()), figure.strip()


def _remember_debug(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    ctx.meta[DEBUG] = value or ctx.meta.get(DEBUG, False)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        print_result(f"slac {__version__}\n", for_people=True)
        ctx.exit()


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        print_result(f"{ctx.get_help()}\n", for_people=True)
        ctx.exit()


def _at_once(*names: str, callback: Callable[..., None], help: str) -> Decorator:
    """An option that does its work and ends; never from the environment, where `SLAC_VERSION` may mean a version."""
    return click.option(
        *names,
        is_flag=True,
        expose_value=False,
        is_eager=True,
        allow_from_autoenv=False,
        callback=callback,
        help=help,
    )


help_option = _at_once("-h", "--help", callback=_show_help, help="Show this and end.")
version_option = _at_once("--version", callback=_show_version, help="Show the version and end.")
debug_option = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=_remember_debug,
    help="Show the traceback of a defect of slac.",
)
events_argument = click.argument("events", metavar="EVENTS...", nargs=-1, required=True)
policy_option = click.option(
    "-p",
    "--policy",
    metavar="POLICY",
    help="The agreement: a file, a folder or REV:PATH from Git. Default: the one beside the log, else under policies/.",
)
as_of_option = click.option(
    "--as-of",
    metavar="INSTANT",
    type=InstantKind(),
    help="Judge as of then: RFC 3339, a date (its end), or now. Default: the latest event.",
)
clause_option = click.option("--clause", metavar="ID", multiple=True, help="Only this clause; repeatable.")
engine_option = click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Judge on this machine, or with Spark: also logs such as s3a://bucket/*.jsonl.",
)
map_option = click.option(
    "--map",
    metavar="MAP",
    multiple=True,
    help="Read tables through this log map: a file or a shipped map's name; FILE=MAP for one of several. Repeatable.",
)
output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="-",
    help="Where the report goes. Default: standard output.",
)


def maps_of(named: Iterable[str], events: Iterable[str]) -> dict[str, str]:
    """The map of each file or folder: `FILE=MAP` for what it names, `MAP` for all other events.

    Raises click's usage error where two maps are for the same.
    """
    maps: dict[str, str] = {}
    for one in named:
        file, sign, log_map = one.partition("=")
        if not (sign and file and log_map) or os.path.lexists(one):
            file, log_map = "", one
        if maps.setdefault(file, log_map) != log_map:
            raise click.UsageError(
                f"two maps for {f'`{file}`' if file else 'all files'}: `{maps[file]}` and `{log_map}`"
            )
    everywhere = maps.pop("", None)
    return (dict.fromkeys(events, everywhere) if everywhere else {}) | maps


def format_option(formats: Iterable[str]) -> Decorator:
    """`--format`, by the names of a table of formats."""
    return click.option(
        "--format", type=click.Choice(list(formats)), default="text", show_default=True, help="The report's form."
    )
