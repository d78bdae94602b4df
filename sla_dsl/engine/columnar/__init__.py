"""The fast engine: every clause kind as a kernel over arrays of one partition of leads."""

from sla_dsl.engine.columnar.judging import judge_partitions

__all__ = ["judge_partitions"]
