"""How much work a comparison may take, counted in steps and never timed: the same answer on every machine."""

from __future__ import annotations

from collections.abc import Hashable

OF_A_CLAUSE = 40_000
"""Steps for one clause, at most: about two seconds."""

OF_A_DIFF = 400_000
"""Steps for all clauses of two versions; each has its share, whichever of them is looked at first."""

LEAST = 8_000
"""Steps that each clause has, however many there are."""

OF_THOSE_TOGETHER = 20_000
"""Steps for finding a log that shows how several clauses stand together."""

STOPPED = "there was more to try than the work for one comparison allows"
"""What is said where the work was used up."""


class Work:
    """The steps that are left. A step is an event looked at under a clause, or what takes as long: some 50 µs."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self._counted: set[Hashable] = set()

    @property
    def is_used_up(self) -> bool:
        """Whether no more is to be begun; what has been begun is finished."""
        return self.left <= 0

    def spend(self, steps: int) -> None:
        """Count what is about to be done."""
        self.left -= steps

    def spend_once(self, key: Hashable, steps: int) -> None:
        """Count what is kept once it is made: again only by others, so that no order of comparing tells."""
        if key not in self._counted:
            self._counted.add(key)
            self.spend(steps)


def of_each(clauses: int) -> int:
    """The steps that each of so many clauses may take."""
    return max(LEAST, min(OF_A_CLAUSE, OF_A_DIFF // max(clauses, 1)))
