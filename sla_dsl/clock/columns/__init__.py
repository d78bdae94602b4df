"""The clock of an agreement over arrays: many starts at a time → their due instants."""

from sla_dsl.clock.columns.due import ColumnClock, Pauses
from sla_dsl.clock.columns.lanes import NEVER, Instants, Places, first_above, first_at_least

__all__ = ["NEVER", "ColumnClock", "Instants", "Pauses", "Places", "first_above", "first_at_least"]
