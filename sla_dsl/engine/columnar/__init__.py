"""The fast engine: every clause kind as a kernel over arrays of one partition of leads."""

from sla_dsl.engine.columnar.examining import cases_of, examined
from sla_dsl.engine.columnar.judging import judge_examined, judge_partitions
from sla_dsl.engine.columnar.partition import Examined

__all__ = ["Examined", "cases_of", "examined", "judge_examined", "judge_partitions"]
