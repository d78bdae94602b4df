"""All the mistakes of one sentence: each is mended in turn as it was most likely meant, so that none hides another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from sla_dsl.language.candidates import Edit, Known, candidates, offered
from sla_dsl.language.syntax import Mistake

ROUNDS = 8
"""So many mistakes of one sentence are mended at most."""

LONGEST = 1_500
"""A longer sentence (in characters) is told its first mistake only."""


class Stage(IntEnum):
    """How far the reading of a text came."""

    READ = 0
    UNREAD = 1
    CHARACTERS = 2
    """It holds characters that no clause may hold, and has not been read."""


class Trial(NamedTuple):
    """What becomes of a text: how far reading came, the offset where it stopped, and (when asked) what is wrong."""

    stage: Stage
    stops_at: int
    mistakes: Callable[[], list[Mistake]]


@dataclass(slots=True)
class Budget:
    """How many texts may still be tried; a file shares one, so that a thousand broken clauses do not take minutes."""

    left: int = 6_000


Judge = Callable[[str], Trial]


def mended(text: str, judge: Judge, known: Known, budget: Budget) -> list[Mistake]:
    """Every mistake of a text that `judge` refuses, by place; offsets are those of `text`."""
    search = _Search(judge, known, budget)
    told: list[Mistake] = []
    version = _Version.of(text)
    trial = judge(text)
    left = trial.mistakes()
    while left and len(told) < ROUNDS and len(text) <= LONGEST:
        edit = search.best(version.text, trial, left)
        if edit is None:
            break
        told.append(version.original(edit.mistake))
        version = version.changed(edit)
        trial = judge(version.text)
        left = trial.mistakes()
    if not told or trial.stage is not Stage.UNREAD:
        told += [version.original(mistake) for mistake in left]
    return sorted(_once(told), key=lambda mistake: (mistake.start, mistake.end))


def _once(mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """Each mistake once, and of two at one place the first."""
    seen: set[tuple[int, int]] = set()
    for mistake in mistakes:
        if (mistake.start, mistake.end) not in seen:
            seen.add((mistake.start, mistake.end))
            yield mistake


@dataclass(frozen=True, slots=True)
class _Version:
    """A text that has been changed, and where each of its characters stood before: from, and to."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Version:
        return cls(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))

    def changed(self, edit: Edit) -> _Version:
        start, end = self._original(edit.start, edit.end)
        new = len(edit.instead)
        return _Version(
            self.text[: edit.start] + edit.instead + self.text[edit.end :],
            self.starts[: edit.start] + (start,) * new + self.starts[edit.end :],
            self.ends[: edit.start] + (end,) * new + self.ends[edit.end :],
        )

    def original(self, mistake: Mistake) -> Mistake:
        """The mistake at its place in the text as it was written."""
        start, end = self._original(mistake.start, mistake.end)
        return mistake._replace(start=start, end=end)

    def _original(self, start: int, end: int) -> tuple[int, int]:
        if not self.text:
            return 0, 0
        first = self.starts[start] if start < len(self.starts) else self.ends[-1]
        last = self.ends[end - 1] if end > start else first
        return first, max(first, last)


_Score = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Search:
    judge: Judge
    known: Known
    budget: Budget

    def best(self, text: str, trial: Trial, left: list[Mistake]) -> Edit | None:
        """The change after which most of the text can be read, and the nearest at hand of several; words out at last."""
        before = _score(text, trial, left)
        found: tuple[bool, _Score, int, int] | None = None
        best: Edit | None = None
        for order, edit in enumerate(self._edits(text, trial, left)):
            if self.budget.left <= 0:
                break
            self.budget.left -= 1
            changed = text[: edit.start] + edit.instead + text[edit.end :]
            after = self.judge(changed)
            score = _score(changed, after, after.mistakes() if after.stage is Stage.READ else [])
            rank = edit.cost > _AT_HAND, score, edit.cost, order
            if _helps(edit, before, score) and (found is None or rank < found):
                found, best = rank, edit
        return best

    def _edits(self, text: str, trial: Trial, left: list[Mistake]) -> Iterator[Edit]:
        yield from offered(left)
        if trial.stage is Stage.CHARACTERS:
            return
        wordy = [(mistake.start, mistake.end) for mistake in left if mistake.code in _WORDY]
        if trial.stage is Stage.READ and not wordy:
            return
        for edit in candidates(text, self.known):
            near = trial.stage is Stage.UNREAD or any(edit.start < end and edit.end > start for start, end in wordy)
            if near:
                yield edit


_WORDY = frozenset({"SLA201", "SLA202", "SLA203", "SLA205", "SLA207", "SLA208", "SLA216", "SLA301", "SLA302", "SLA402"})
"""Codes of mistakes that may come of words before or after them: of a sentence that was read otherwise than meant."""

_FURTHER = 8
"""How many characters more must be read after a change that was not offered."""


def _helps(edit: Edit, before: _Score, after: _Score) -> bool:
    """Whether a change is worth it. What was not offered by the mistake itself must lead on by some words."""
    if after >= before or after[0] > before[0]:
        return False
    if after[0] < before[0]:
        return True
    if after[0] == Stage.READ:
        return after[1] < before[1] or (after[1] == before[1] and edit.cost <= _AT_HAND and bool(edit.instead))
    return edit.cost == 0 or before[1] - after[1] + before[2] - after[2] >= _FURTHER


_AT_HAND = 3
"""The cost up to which a change may be right though as many mistakes are left, of fewer words."""


def _score(text: str, trial: Trial, mistakes: list[Mistake]) -> _Score:
    """How far a text is from being right: how it was read, then how much is left, by its parts and its characters.

    What was read is counted up to the last comma before the stop, so that words swallowed up to the end count nothing.
    """
    if trial.stage is Stage.READ:
        return Stage.READ, len(mistakes), sum(mistake.end - mistake.start for mistake in mistakes)
    if trial.stage is Stage.CHARACTERS:
        return Stage.CHARACTERS, len(text) - trial.stops_at, 0
    part = text.rfind(",", 0, trial.stops_at) + 1
    ends = not text[trial.stops_at :].strip()
    return Stage.UNREAD, len(text) - part, len(text) - (part if ends else trial.stops_at)
