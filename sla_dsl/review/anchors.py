"""Values that conditions ask for, by which those are found that can hold together, or follow from one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from sla_dsl.model.clause import Condition, IsValue
from sla_dsl.model.values import Value

COMPARED = 200
"""Others that one clause is set against, at most, among those that ask for much the same: the first in the file."""

_Item = TypeVar("_Item")


class Anchored(Generic[_Item]):
    """Items by the first value that their conditions ask for, so that most that cannot fit are never looked at."""

    def __init__(self) -> None:
        self._free: list[_Item] = []
        self._asking: dict[str, dict[Value, list[_Item]]] = defaultdict(lambda: defaultdict(list))

    def add(self, item: _Item, conditions: Iterable[Condition]) -> None:
        """Take in an item with its conditions."""
        first = next(_asked(conditions), None)
        if first is None:
            self._free.append(item)
            return
        for value in first.values:
            self._asking[first.name][value].append(item)

    def compatible(self, conditions: Sequence[Condition]) -> Iterator[_Item]:
        """Every item whose conditions may hold beside these, and some others; one may come twice."""
        wanted = {condition.name: condition.values for condition in _asked(conditions)}
        yield from self._free
        for name, by_value in self._asking.items():
            for value in wanted.get(name, by_value):
                yield from by_value.get(value, ())

    def weaker(self, conditions: Sequence[Condition]) -> Iterator[_Item]:
        """Every item whose conditions may follow from these, and some others."""
        yield from self._free
        for condition in _asked(conditions):
            yield from self._asking.get(condition.name, {}).get(condition.values[0], ())

    def stronger(self, conditions: Sequence[Condition]) -> Iterator[_Item] | None:
        """Every item from whose conditions these may follow, and some others; nothing where that may be any."""
        first = next(_asked(conditions), None)
        if first is None:
            return None
        return self.compatible((first,))


def _asked(conditions: Iterable[Condition]) -> Iterator[IsValue]:
    return (condition for condition in conditions if isinstance(condition, IsValue) and not condition.negated)
