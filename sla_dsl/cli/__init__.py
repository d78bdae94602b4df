"""The command `slac`: one file a command. Arguments in, the API called, its records rendered, an exit code out."""

try:
    from sla_dsl.cli.group import main
except KeyboardInterrupt:  # while click is imported there is nobody yet to say it
    raise SystemExit(130) from None

__all__ = ["main"]
