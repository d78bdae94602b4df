"""The command `slac`: one file a command. Arguments in, the API called, its records rendered, an exit code out."""

from sla_dsl.cli.group import main

__all__ = ["main"]
