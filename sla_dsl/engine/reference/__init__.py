"""The plain engine: one lead, one clause, one case at a time, by the letter of the language."""

from sla_dsl.engine.reference.leads import examine

__all__ = ["examine"]
