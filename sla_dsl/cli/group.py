"""The group of commands, and the one place where every way of ending is turned into an exit code."""

from __future__ import annotations

import _thread
import gc
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

import click

from sla_dsl.cli.ending import Ending
from sla_dsl.cli.options import DEBUG, debug_option, help_option, version_option
from sla_dsl.cli.screen import UnwritableError, say, say_diagnostics

COMMANDS: Mapping[str, str] = {
    "validate": "Show every problem of the agreements in one pass.",
    "fmt": "Lay out the clauses of agreements, one term a line; nothing else is altered.",
    "targets": "Derive the funnel of an agreement, showing each step.",
    "check": "Judge lead event logs against the agreement.",
    "explain": "Tell one lead's time line: each case, its clock, and why it stands as it does.",
    "diff": "Show what a new version changes, for whom, and a lead that shows it.",
    "map": "Show how a foreign table becomes events, row by row, and why rows become none.",
    "codes": "Tell what a code means, how it looks and how to mend it.",
}
"""Every command and what it does; a new one is a file of its name and a row. A command is imported when it is run."""


class DefectError(Exception):
    """Something that must not happen has happened; `shown` is the traceback, where it was asked for."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.shown = shown


class SlacGroup(click.Group):
    """Commands that give their exit code as their value, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's form
        """The names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's form
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"sla_dsl.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; click's usage error where there is none."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            from sla_dsl.diagnostics import suggestion

            near = suggestion(args[0], COMMANDS, f"there are {', '.join(COMMANDS)}")
            raise click.UsageError(f"there is no command `{args[0]}`; {near}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's form
        """The list of commands in the help, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:  # noqa: ANN401 - click's form
        """Run the command line. Ends the process with its exit code, or gives it where `standalone_mode` is off."""
        if not standalone_mode:
            return int(self._ending(*args, **extra))
        _end_tidily()
        _have_children()
        sys.unraisablehook = _interrupt_again
        gc.set_threshold(_GARBAGE)
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's helpers wait busily for work that never comes
        code = int(self._ending(*args, **extra))
        gc.freeze()  # what is left goes with the process: nothing need be looked through once more
        sys.exit(code)

    def _ending(self, *args: Any, **extra: Any) -> int:  # noqa: ANN401 - what click takes
        try:
            code: object = super().main(*args, **{**extra, "standalone_mode": False})
        except UnwritableError as error:
            say_diagnostics(error.found)
            return Ending.UNWRITABLE
        except click.ClickException as error:
            return _usage(error)
        except (click.Abort, KeyboardInterrupt):
            say("interrupted\n")
            return Ending.INTERRUPTED
        except DefectError as error:
            say(f"{error.shown}{_DEFECT}")
            return Ending.DEFECT
        return code if isinstance(code, int) else Ending.DONE

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that is named; whatever it does not expect is a defect."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, UnwritableError):
            raise
        except Exception as error:
            import traceback

            shown = "".join(traceback.format_exception(error)) if ctx.meta.get(DEBUG) else ""
            raise DefectError(shown) from error


_GARBAGE = 200_000
"""So many new records may wait before those that hold each other are looked for: what is imported alone is 50,000, all
of which stay, and looking them through over and over took a tenth of a small check."""

_MOMENT = 0.01
"""Seconds in which Python gets where it can be interrupted."""

_DEFECT = (
    "error[SLA970]: slac itself has failed, which is no fault of your files\n"
    "   help: please report it with what the same command shows with `--debug`\n"
)


def _end_tidily() -> None:
    """Let a command that is told to end take away what it has half written: code 128 and the signal's number."""
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(ValueError):  # not the main thread: whoever runs the command there has the signals
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _told_to_end)


def _have_children() -> None:
    """Wait for processes of its own, also where whoever runs the command has said that it waits for none."""
    ended = getattr(signal, "SIGCHLD", None)
    with suppress(ValueError):  # as above
        if ended is not None and signal.getsignal(ended) is signal.SIG_IGN:
            signal.signal(ended, signal.SIG_DFL)


def _interrupt_again(lost: sys.UnraisableHookArgs) -> None:
    """Ctrl-C at a moment when Python can raise nothing, as within an import, comes once more a moment later."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        _thread.start_new_thread(_interrupt_soon, ())
    else:
        sys.__unraisablehook__(lost)


def _interrupt_soon() -> None:
    time.sleep(_MOMENT)
    _thread.interrupt_main()


def _told_to_end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _usage(error: click.ClickException) -> int:
    """Say what is wrong with the command line, in click's own way."""
    try:
        error.show()
    except (OSError, ValueError):
        say(f"{error.format_message()}\n")
    return error.exit_code


@click.group(cls=SlacGroup, context_settings={"auto_envvar_prefix": "SLAC"}, add_help_option=False)
@version_option
@debug_option
@help_option
def main() -> None:
    """SLA as code: what marketing and sales owe each other, in one file that is read, reviewed and checked.

    Exit codes: 0 done, 1 a finding, 2 wrong usage, 3 the agreement is not valid, 4 input that cannot be read,
    5 nothing was judged, 70 a defect of slac, 74 an output cannot be written, 130 interrupted.
    """
