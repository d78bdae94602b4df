"""What judging the leads one by one gives: the seam between an engine and what is made of its cases.

Any engine fills these; levels, promises, verdicts and consequences are made from them alone. Findings of two sets of
leads add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import field
from typing import NamedTuple, Protocol

from sla_dsl.frozen import mutable
from sla_dsl.model.outcome import Case
from sla_dsl.model.values import Exact


class Came(Protocol):
    """What came of a `deliver`, by the name of the period."""

    def count(self, period: str) -> int:
        """How many subjects have a matching event."""

    def first(self, period: str, number: int) -> int:
        """When the `number`-th of them (from 1) had its first one."""

    def amount(self, period: str) -> Exact:
        """The sum of the subjects' last amounts."""


@mutable
class Delivered:
    """What came of a `deliver`, by the name of the period.

    `firsts` has for each subject the instant of its first matching event; `amounts` is the sum of the subjects' last
    amounts.
    """

    firsts: dict[str, list[int]] = field(default_factory=dict)
    amounts: dict[str, Exact] = field(default_factory=dict)

    def count(self, period: str) -> int:
        """How many subjects have a matching event."""
        return len(self.firsts.get(period, ()))

    def first(self, period: str, number: int) -> int:
        """When the `number`-th of them (from 1) had its first one."""
        return sorted(self.firsts[period])[number - 1]

    def amount(self, period: str) -> Exact:
        """The sum of the subjects' last amounts."""
        return self.amounts.get(period, 0)

    def add(self, other: Delivered) -> None:
        """Take in what came of other leads."""
        for period, instants in other.firsts.items():
            self.firsts.setdefault(period, []).extend(instants)
        for period, amount in other.amounts.items():
            self.amounts[period] = self.amounts.get(period, 0) + amount


@mutable
class Findings:
    """What the leads come to under one clause.

    `cases` are those that count (none before `--since`), in any order. `unknown` counts the events that might have
    opened one. `tiers_passed` and `calendars_unknown` count the cases whose tier or calendar hung on an unknown value.
    """

    cases: list[Case] = field(default_factory=list)
    unknown: int = 0
    delivered: Delivered = field(default_factory=Delivered)
    tiers_passed: int = 0
    calendars_unknown: int = 0

    def add(self, other: Findings) -> None:
        """Take in what other leads come to."""
        self.cases += other.cases
        self.unknown += other.unknown
        self.delivered.add(other.delivered)
        self.tiers_passed += other.tiers_passed
        self.calendars_unknown += other.calendars_unknown


class Doubts(NamedTuple):
    """What was judged on shaky ground.

    `shared` has the opportunities that stand under several leads, and these; `ties` by fact the leads for whom two
    values at one instant mattered: how many, and the first by name. `tiers_passed` and `calendars_unknown` count cases
    by clause.
    """

    shared: Mapping[str, Collection[str]]
    ties: Mapping[str, tuple[int, str]]
    tiers_passed: Mapping[str, int]
    calendars_unknown: Mapping[str, int]


@mutable
class Examined:
    """A log's leads, all examined: findings by clause, and the facts whose value a tie decided.

    `ties` counts by fact the leads for whom two values at one instant mattered; `tied_leads` names the first of them.
    """

    findings: Mapping[str, Findings]
    ties: Counter[str] = field(default_factory=Counter)
    tied_leads: dict[str, str] = field(default_factory=dict)

    def doubts(self, shared: Mapping[str, Collection[str]]) -> Doubts:
        """What warnings are made of."""
        return Doubts(
            shared,
            {fact: (leads, self.tied_leads[fact]) for fact, leads in self.ties.items()},
            {clause: findings.tiers_passed for clause, findings in self.findings.items()},
            {clause: findings.calendars_unknown for clause, findings in self.findings.items()},
        )
