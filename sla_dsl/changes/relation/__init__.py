"""How a clause stands to its former self: stricter, looser, equivalent, incomparable, or not proven."""

from sla_dsl.changes.relation.relate import Versions, WitnessError, relate

__all__ = ["Versions", "WitnessError", "relate"]
