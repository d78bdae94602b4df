"""All the mistakes of one sentence: each is mended in turn as it was most likely meant, so that none hides another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from sla_dsl.frozen import frozen, mutable
from sla_dsl.language.candidates import beside_characters, candidates, exchanged, left_over, offered
from sla_dsl.language.edits import Edit, Known
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


@mutable
class Budget:
    """How many characters may still be tried; a file shares one, so that a thousand broken clauses take no minutes."""

    left: int = 500_000

    def spend(self, text: str) -> bool:
        """Whether there is something left for one more trial of a text."""
        self.left -= len(text) + _EACH
        return self.left > 0


_EACH = 50
"""What a trial costs beside its characters, in characters."""

_OF_A_CLAUSE = 250_000
"""So much of a file's budget one clause may take at most."""


Judge = Callable[[str], Trial]


def mended(text: str, judge: Judge, known: Known, budget: Budget) -> list[Mistake]:
    """Every mistake of a text that `judge` refuses, by place; offsets are those of `text`."""
    own = Budget(min(budget.left, _OF_A_CLAUSE))
    before = own.left
    told: list[Mistake] = []
    version = _Version.of(text)
    judge = _remembering(judge)
    search = _Search(judge, known, own)
    trial = judge(text)
    left = trial.mistakes()
    while left and len(told) < ROUNDS and len(text) <= LONGEST:
        edits = search.best(version.text, trial, left)
        if not edits:
            break
        told += [version.original(edit.mistake) for edit in edits]
        for edit in reversed(edits):
            version = version.changed(edit)
        trial = judge(version.text)
        left = trial.mistakes()
    budget.left -= before - own.left
    if not told or trial.stage is not Stage.UNREAD:
        told += [version.original(mistake) for mistake in left]
    return sorted(_once(_but_of_prose(told)), key=lambda mistake: (mistake.start, mistake.end))


def _but_of_prose(told: list[Mistake]) -> list[Mistake]:
    """The mistakes less those after a party without `must`, where what it does is no duty either: that is prose."""
    bare = next((one for one in told if one.message.startswith("`must` is missing after")), None)
    if bare is None or not any(one.code == "SLA203" and one.start >= bare.start for one in told):
        return told
    return [one for one in told if one is bare or one.end <= bare.start]


def _remembering(judge: Judge) -> Judge:
    """The judge, who judges each text once."""
    judged: dict[str, Trial] = {}

    def again(text: str) -> Trial:
        if text not in judged:
            judged[text] = judge(text)
        return judged[text]

    return again


def _once(mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """Each mistake once, and of two at one place the first."""
    seen: set[tuple[int, int]] = set()
    for mistake in mistakes:
        if (mistake.start, mistake.end) not in seen:
            seen.add((mistake.start, mistake.end))
            yield mistake


@frozen
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


def _places(trial: Trial, left: list[Mistake]) -> list[int]:
    """Where something is wrong: where reading stopped, and where mistakes begin and end."""
    wordy = [one for one in left if trial.stage is not Stage.READ or one.code in _WORDY]
    return [*([trial.stops_at] if trial.stage is Stage.UNREAD else ()), *(at for one in wordy for at in one[2:4])]


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The changes by place, less those that overlap one before."""
    end = -1
    for edit in sorted(edits):
        if edit.start >= end:
            end = max(edit.end, edit.start + 1)
            yield edit


def _changed(text: str, edits: tuple[Edit, ...]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.instead + text[edit.end :]
    return text


_Score = tuple[int, int, int]


@frozen
class _Search:
    judge: Judge
    known: Known
    budget: Budget

    def best(self, text: str, trial: Trial, left: list[Mistake]) -> tuple[Edit, ...]:
        """The change after which most of the text can be read, and the nearest at hand of several.

        Words are left out only where nothing else helps, and two changes at once are tried after that.
        """
        if self.budget.left <= 0:
            return ()
        at_once = tuple(_apart(offered(left)))
        if at_once and not any(edit.cost for edit in at_once) and self._is_right(_changed(text, at_once)):
            return at_once
        self.budget.spend(text)
        before = _score(text, trial, left)
        edits = list(self._edits(text, trial, left))
        at_hand = [(edit,) for edit in edits if edit.cost <= _AT_HAND]
        near = [edit for edit in edits if edit.cost <= _NEAR][:_PAIRED]
        pairs = [(one, other) for one in near for other in near if one.end <= other.start]
        left_out = [(edit,) for edit in edits if edit.cost > _AT_HAND]
        groups: tuple[list[tuple[Edit, ...]], ...] = ([*at_hand], [*pairs], [*left_out])
        for group in groups:
            found = self._best_of(group, text, before)
            if group is groups[0] and (found or trial.stage is Stage.READ):
                others: list[tuple[Edit, ...]] = [(edit,) for edit in exchanged(text, _places(trial, left))]
                others += [*pairs] if trial.stage is not Stage.READ else []
                others += left_out[:_PAIRED]
                found = self._all_right(found, others, text) or found
            if found:
                return found
        return ()

    def _all_right(self, best: tuple[Edit, ...], others: Sequence[tuple[Edit, ...]], text: str) -> tuple[Edit, ...]:
        """The changes after which nothing is wrong, where the best one leaves something."""
        if best and self._is_right(_changed(text, best)):
            return best
        ranked = sorted(others, key=lambda edits: sum(edit.cost for edit in edits))
        return next((edits for edits in ranked if self._is_right(_changed(text, edits))), ())

    def _is_right(self, changed: str) -> bool:
        if not self.budget.spend(changed):
            return False
        after = self.judge(changed)
        return after.stage is Stage.READ and not after.mistakes()

    def _best_of(self, group: list[tuple[Edit, ...]], text: str, before: _Score) -> tuple[Edit, ...]:
        best: tuple[Edit, ...] = ()
        found: tuple[int, bool, _Score, int] | None = None
        for edits in group:
            changed = _changed(text, edits)
            if not self.budget.spend(changed):
                break
            after = self.judge(changed)
            mistakes = after.mistakes() if after.stage is Stage.READ else []
            score, cost = _score(changed, after, mistakes), sum(edit.cost for edit in edits)
            rank = score[0], score[0] is not Stage.READ and cost > _NEAR, score, cost
            if (found is None or rank < found) and _helps(edits, before, score, after, mistakes, changed):
                found, best = rank, edits
        return best

    def _left_over(self, text: str, trial: Trial, left: list[Mistake]) -> Iterator[Edit]:
        """What stands where reading stopped, or after a phrase that is known without it, left out."""
        unexplained = any(mistake.help.startswith("here may follow") or not mistake.help for mistake in left)
        if trial.stage is Stage.UNREAD and unexplained:
            found = re.compile(r"[^\s,]").search(text, trial.stops_at)
            yield from left_over(text, found.start()) if found else ()
        for mistake in left:
            if "` is not understood after `" in mistake.message:
                yield from (edit for edit in left_over(text, mistake.start) if edit.end == mistake.end)

    def _edits(self, text: str, trial: Trial, left: list[Mistake]) -> Iterator[Edit]:
        yield from offered(left)
        yield from self._left_over(text, trial, left)
        if trial.stage is Stage.CHARACTERS:
            at = [(mistake.start, mistake.end) for mistake in left]
            for edit in beside_characters(text, self.known):
                if any(edit.start <= start and end <= edit.end for start, end in at):
                    yield edit
            return
        wordy = [_part(text, mistake.start, mistake.end) for mistake in left if mistake.code in _WORDY]
        if trial.stage is Stage.READ and not wordy:
            return
        for edit in candidates(text, self.known):
            near = trial.stage is Stage.UNREAD or any(edit.start < end and edit.end > start for start, end in wordy)
            if near:
                yield edit


def _part(text: str, start: int, end: int) -> tuple[int, int]:
    """The words from the comma before to the comma after."""
    after = text.find(",", end)
    return text.rfind(",", 0, start) + 1, len(text) if after < 0 else after


_WORDY = frozenset({"SLA201", "SLA202", "SLA203", "SLA205", "SLA207", "SLA208", "SLA216", "SLA301", "SLA302", "SLA402"})
"""Codes of mistakes that may come of words before or after them: of a sentence that was read otherwise than meant."""

_FURTHER = 8
"""How many characters more must be read after a change that was not offered."""


def _helps(
    edits: tuple[Edit, ...], before: _Score, score: _Score, after: Trial, mistakes: list[Mistake], changed: str
) -> bool:
    """Whether changes are worth it. What the mistake itself did not offer must lead on, and be understood itself."""
    cost = max(edit.cost for edit in edits)
    last = edits[-1]
    anew = last.start == 0 and last.end >= len(changed) - 1
    if score >= before or score[0] > before[0] or (anew and score != _RIGHT):
        return False
    if score[0] == Stage.READ:
        ends = last.start + sum(len(edit.instead) - (edit.end - edit.start) for edit in edits[:-1])
        swallowed = any(
            mistake.start < ends and ends + len(last.instead) < mistake.end
            for mistake in mistakes
            if mistake.code in _UNKNOWN
        )
        fewer = score[0] < before[0] or score[1] < before[1]
        anew_wrong = any(ends <= mistake.start and mistake.end <= ends + len(last.instead) for mistake in mistakes)
        if anew_wrong and not fewer:
            return False
        return (not swallowed or cost == 0) and (fewer or (cost <= _AT_HAND and bool(last.instead)))
    if score[0] < before[0]:
        return True
    if after.stops_at < last.start:
        return False
    if cost == 0:
        return True
    passed = after.stops_at - last.start - len(last.instead)
    return (passed >= 0 and cost <= _NEAR) or (before[2] - score[2] >= _FURTHER and passed >= _FURTHER)


_RIGHT: _Score = (Stage.READ, 0, 0)
_UNKNOWN = frozenset({"SLA201", "SLA203", "SLA205", "SLA301"})

_NEAR = 2
"""The cost up to which changes are tried in pairs."""

_PAIRED = 12
"""So many changes are tried in pairs."""

_AT_HAND = 3
"""The cost up to which a change may be right though as many mistakes are left, of fewer words."""


def _score(text: str, trial: Trial, mistakes: list[Mistake]) -> _Score:
    """How far a text is from being right: how it was read, then how much is left, by its commas and its characters."""
    if trial.stage is Stage.READ:
        return Stage.READ, len(mistakes), sum(mistake.end - mistake.start for mistake in mistakes)
    if trial.stage is Stage.CHARACTERS:
        return Stage.CHARACTERS, len(text) - trial.stops_at, 0
    return Stage.UNREAD, text.count(",", trial.stops_at), len(text) - trial.stops_at
