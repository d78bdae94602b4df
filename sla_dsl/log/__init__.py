"""Event logs: files → `EventLog`, with every line accounted for."""

from sla_dsl.log.content import content_key
from sla_dsl.log.files import find_files
from sla_dsl.log.mapped import MapInUse
from sla_dsl.log.mapped_log import read_mapped
from sla_dsl.log.reader import read_log

__all__ = ["MapInUse", "content_key", "find_files", "read_log", "read_mapped"]
