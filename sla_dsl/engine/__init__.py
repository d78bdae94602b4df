"""Judging: an agreement and a log → cases, levels, verdicts and consequences."""

from sla_dsl.engine.judge import judge

__all__ = ["judge"]
