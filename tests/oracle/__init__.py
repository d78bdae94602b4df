"""A second judge, deliberately naive, straight from the language; it shares no code with the engine or the clock."""

from tests.oracle.verdicts import judge

__all__ = ["judge"]
