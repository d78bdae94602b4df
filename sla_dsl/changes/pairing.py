"""The clauses of two versions → which of them are one clause: by their ids, and by the ids that they `was`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement


class Paired(NamedTuple):
    """A clause by its id in each version; none where the version lacks it."""

    old: str | None
    new: str | None

    @property
    def id(self) -> str:
        """Its new id, or its old one where it is removed."""
        found = self.new if self.new is not None else self.old
        assert found is not None
        return found


def pair_up(old: Agreement, new: Agreement) -> tuple[Paired, ...]:
    """Every clause once: those of the new version in its order, then those that are removed.

    A clause that names as its former id one that only the old version has is that clause; the first to name it has it.
    """
    former: dict[str, str] = {}
    for clause in new.clauses.values():
        if clause.id not in old.clauses and clause.was in old.clauses and clause.was not in new.clauses:
            assert clause.was is not None
            former.setdefault(clause.was, clause.id)
    taken = {now: was for was, now in former.items()}
    return tuple(_paired(old, new, taken, former))


def _paired(old: Agreement, new: Agreement, taken: dict[str, str], former: dict[str, str]) -> Iterator[Paired]:
    for name in new.clauses:
        yield Paired(name if name in old.clauses else taken.get(name), name)
    for name in old.clauses:
        if name not in new.clauses and name not in former:
            yield Paired(name, None)
