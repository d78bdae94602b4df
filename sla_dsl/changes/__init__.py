"""Two versions of an agreement → what changes between them, for whom, and what that costs on a log."""

from sla_dsl.changes.agreed import Signature, party_named, with_signatures
from sla_dsl.changes.compare import compare, fingerprints
from sla_dsl.changes.cost import AnyLog, Logs, cost
from sla_dsl.changes.findings import findings, nobody
from sla_dsl.changes.meaning_text import meaning_text
from sla_dsl.changes.places import Paper

__all__ = [
    "AnyLog",
    "Logs",
    "Paper",
    "Signature",
    "compare",
    "cost",
    "findings",
    "fingerprints",
    "meaning_text",
    "nobody",
    "party_named",
    "with_signatures",
]
