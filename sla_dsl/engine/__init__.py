"""Judging: an agreement and a log → cases, levels, verdicts and consequences."""

from sla_dsl.engine.judge import judge, judge_columns

__all__ = ["judge", "judge_columns"]
