"""The engine of arrays on a cluster: Spark brings each lead's events together, the same kernels judge them."""

from sla_dsl.engine.distributed.frames import judge_frame
from sla_dsl.engine.distributed.judging import Question, judge_paths
from sla_dsl.engine.distributed.session import missing
from sla_dsl.engine.distributed.sources import is_remote, not_for_spark

__all__ = ["Question", "is_remote", "judge_frame", "judge_paths", "missing", "not_for_spark"]
