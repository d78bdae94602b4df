"""Opportunities that stand under several leads, found over all partitions of a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.engine.columnar.histories import Histories
from sla_dsl.model.values import Value


@dataclass(frozen=True, slots=True)
class Owners:
    """The opportunities of a partition and their leads, a row a pair; `hashes` are of the opportunities' texts."""

    leads: Sequence[str]
    opportunities: Sequence[Value]
    lead: NDArray[Any]
    opportunity: NDArray[Any]
    hashes: NDArray[np.int64]


def owners_of(histories: Histories) -> Owners:
    """Which opportunities stand under which leads."""
    lead, opportunity = histories.owners()
    texts = histories.columns.opportunity.values
    hashes = np.fromiter((hash(texts[code]) for code in opportunity.tolist()), np.int64, len(opportunity))
    return Owners(histories.columns.leads, texts, lead, opportunity, hashes)


@dataclass(slots=True)
class SharedOpportunities:
    """Takes in partition after partition; no text is looked at that stands there only once."""

    _parts: list[Owners] = field(default_factory=list)

    def add(self, owners: Owners) -> None:
        """Take in a partition."""
        self._parts.append(owners)

    def found(self) -> Mapping[str, set[str]]:
        """The opportunities that stand under several leads, and these."""
        hashes = np.sort(np.concatenate([np.zeros(0, np.int64), *(part.hashes for part in self._parts)]))
        twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        leads: dict[str, set[str]] = {}
        for part in self._parts if len(twice) else ():
            for row in np.flatnonzero(np.isin(part.hashes, twice)).tolist():
                opportunity = str(part.opportunities[part.opportunity[row]])
                leads.setdefault(opportunity, set()).add(part.leads[part.lead[row]])
        return {opportunity: among for opportunity, among in leads.items() if len(among) > 1}
