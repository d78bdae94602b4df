"""Which figure needs which: an order to derive them in, and the circles that have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from sla_dsl.frozen import frozen, mutable
from sla_dsl.model.funnel import Derived, Formula, Funnel, Literally, Name


@frozen
class Order:
    """The derived names, each after those it needs, and the circles (each a path of names back to its first).

    A name that stands in a circle, or needs one that does, is not in `names`.
    """

    names: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]


def order(funnel: Funnel) -> Order:
    """The order in which the derived figures follow from the given ones; otherwise in the file's order.

    Of several circles that close at one name, the first is told.
    """
    walk = _Walk({name: tuple(names_needed(derived, funnel)) for name, derived in funnel.derive.items()})
    for name in funnel.derive:
        if name not in walk.seen:
            walk.visit(name)
    return Order(tuple(walk.done), tuple(walk.circles))


def names_needed(derived: Derived, funnel: Funnel) -> list[str]:
    """The derived names that a formula uses, each once, in order."""
    return [name for name in dict.fromkeys(name.name for name in names_in(derived.formula)) if name in funnel.derive]


def names_in(formula: Formula) -> Iterator[Name]:
    """The names in a formula, from left to right."""
    rest = [formula]
    while rest:
        part = rest.pop()
        if isinstance(part, Name):
            yield part
        elif not isinstance(part, Literally):
            rest += [part.right, part.left]


def literals_in(formula: Formula) -> Iterator[Literally]:
    """The figures written out in a formula, from left to right."""
    rest = [formula]
    while rest:
        part = rest.pop()
        if isinstance(part, Literally):
            yield part
        elif not isinstance(part, Name):
            rest += [part.right, part.left]


@mutable
class _Walk:
    """A walk along what is needed, depth first, without recursion: a file may hold a long chain."""

    needs: Mapping[str, tuple[str, ...]]
    seen: set[str] = field(default_factory=set)
    done: dict[str, None] = field(default_factory=dict)
    circles: list[tuple[str, ...]] = field(default_factory=list)
    closing: set[str] = field(default_factory=set)

    def visit(self, first: str) -> None:
        """Everything that `first` needs, then itself."""
        path = [first]
        places = {first: 0}
        rest = [iter(self.needs[first])]
        self.seen.add(first)
        while path:
            needed = next(rest[-1], None)
            if needed is None:
                self._leave(path.pop())
                places.popitem()
                rest.pop()
            elif needed in places:
                self._close(path, places[needed])
            elif needed not in self.seen:
                places[needed] = len(path)
                path.append(needed)
                rest.append(iter(self.needs[needed]))
                self.seen.add(needed)

    def _leave(self, name: str) -> None:
        if all(needed in self.done for needed in self.needs[name]):
            self.done[name] = None

    def _close(self, path: list[str], start: int) -> None:
        if path[-1] not in self.closing:
            self.closing.add(path[-1])
            self.circles.append(tuple(path[start:]))
