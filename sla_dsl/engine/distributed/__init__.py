"""The engine of arrays on a cluster: Spark brings each lead's events together, the same kernels judge them."""

from sla_dsl.engine.distributed.judging import judge_paths

__all__ = ["judge_paths"]
