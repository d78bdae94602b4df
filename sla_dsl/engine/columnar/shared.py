"""Opportunities that stand under several leads, found over all partitions of a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sla_dsl.engine.columnar.distinct import distinct
from sla_dsl.engine.columnar.histories import Histories
from sla_dsl.frozen import frozen, mutable
from sla_dsl.log.names import Names


@frozen
class Owners:
    """The opportunities of a partition and their leads, a row a pair.

    `shared` says whether one of them stands under several leads of the partition already.
    """

    leads: Names
    opportunities: Names
    lead: NDArray[Any]
    opportunity: NDArray[Any]
    shared: bool

    def hashes(self) -> NDArray[np.int64]:
        """A hash of each opportunity's text."""
        return self.opportunities.hashes(self.opportunity)


def owners_of(histories: Histories, leads: Names, opportunities: Names) -> Owners:
    """Which opportunities stand under which leads."""
    return Owners(leads, opportunities, *histories.owners())


@mutable
class SharedOpportunities:
    """Takes in partition after partition; no text is looked at that stands there only once."""

    _parts: list[Owners] = field(default_factory=list)

    def add(self, owners: Owners) -> None:
        """Take in a partition."""
        if len(owners.lead):
            self._parts.append(owners)

    def found(self) -> Mapping[str, set[str]]:
        """The opportunities that stand under several leads, and these."""
        if self._are_one_partition():
            codes = np.concatenate([part.opportunity for part in self._parts])
            if not any(part.shared for part in self._parts) and np.bincount(codes).max() == 1:
                return {}
        hashes = [part.hashes() for part in self._parts]
        whole = np.sort(np.concatenate([np.zeros(0, np.int64), *hashes]))
        twice = distinct(whole[1:][whole[1:] == whole[:-1]])
        leads: dict[str, set[str]] = {}
        for part, own in zip(self._parts, hashes, strict=True) if len(twice) else ():
            for row in np.flatnonzero(np.isin(own, twice)).tolist():
                opportunity = part.opportunities[part.opportunity[row]]
                leads.setdefault(opportunity, set()).add(part.leads[part.lead[row]])
        return {opportunity: among for opportunity, among in leads.items() if len(among) > 1}

    def _are_one_partition(self) -> bool:
        """Whether all are stretches of one partition, so that one opportunity has one code."""
        return len({id(part.opportunities) for part in self._parts}) == 1
