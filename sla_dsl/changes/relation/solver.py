"""The small model of one case, put to a solver: whether it can be breached in the old version and not in the new.

The model knows less than a log does: kinds of lines told apart by which events they are, the first few instants at
which each comes, both dues in an order that they can have, an as-of instant. Whatever a log can do to a case, the model
can do too, so what is impossible in the model is impossible. What is possible there is only a hint: it is made into
a lead and judged by the engine. Only whole numbers are in it; the solver works within a fixed measure of effort, and
what it leaves open is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from sla_dsl.changes.relation.cells import Cell, Pair
from sla_dsl.changes.relation.form import Answer, Answers, Form, Gate, Limit, Stated
from sla_dsl.changes.relation.lines import Lines, Sample, partition

if TYPE_CHECKING:
    from types import ModuleType

EFFORT = 2_000_000
"""The solver's own measure of work, for each question: some tenths of a second. It is the same on every machine."""

OF_A_STEP = 60
"""How much of its measure the solver does in a step of the work of a comparison."""

MOST_TIMES = 6
"""A line that must come more often than this is not modelled."""

MOST_LINES = 12
"""Kinds of lines that are told apart in a model, at most."""


class Answered(Enum):
    """What the solver says: it cannot be, it can be in the model, it was stopped, or the case is not modelled."""

    IMPOSSIBLE = "impossible"
    POSSIBLE = "possible"
    STOPPED = "stopped"
    NOT_MODELLED = "not modelled"


class Hint(NamedTuple):
    """How a case may part the versions: which lines come when, on a scale on which it starts at zero."""

    cell: Cell
    lines: tuple[tuple[Sample, int], ...]
    dues: tuple[int | None, int | None]
    as_of: int


class Told(NamedTuple):
    """The solver's answer, and where a case can be, how."""

    answer: Answered
    hints: tuple[Hint, ...] = ()


def is_there() -> bool:
    """Whether the solver is installed (`pip install 'slac[prove]'`)."""
    return find_spec("z3") is not None


def can_part(pair: Pair, *, good: bool = False) -> Told:
    """Whether a case can be breached in the old version and not in the new; with `good`, be good in the new alone.

    Good is what counts for a rate: met, pending, or excused with time left to be met.
    """
    told: Told = pair.remembered(("solved", good, pair.work), lambda: _asked(pair, good=good))
    return told


def _asked(pair: Pair, *, good: bool) -> Told:
    if not is_there() or not _is_modelled(pair):
        return Told(Answered.NOT_MODELLED)
    events = [*_events(pair.old), *_events(pair.new)]
    lines = _lines(events, pair.new.agreement.currency)
    if lines is None:
        return Told(Answered.NOT_MODELLED)
    hints: list[Hint] = []
    for cell in pair.cells:
        for sign in pair.orders(cell):
            if pair.work.is_used_up:
                return Told(Answered.STOPPED)
            answer, hint = _Question(pair, events, lines, cell, sign).asked(good=good)
            if answer is not Answered.IMPOSSIBLE and answer is not Answered.POSSIBLE:
                return Told(answer)
            hints += [hint] if hint else []
    return Told(Answered.POSSIBLE if hints else Answered.IMPOSSIBLE, tuple(hints))


def _is_modelled(pair: Pair) -> bool:
    forms = pair.old, pair.new
    if any(form.pause is not None or form.watched is not None for form in forms):
        return False
    if isinstance(pair.old.duty, Gate) != isinstance(pair.new.duty, Gate):
        return False
    return all(_is_small(form) for form in forms)


def _is_small(form: Form) -> bool:
    match form.duty:
        case Answers(parts=parts):
            return all(isinstance(part, Answer) and part.days == 1 and part.number <= MOST_TIMES for part in parts)
        case Limit(allowed=allowed):
            return allowed < MOST_TIMES
        case Gate(number=number):
            return number <= MOST_TIMES
    return False


def _most(form: Form) -> int:
    """How many lines of a kind can matter."""
    match form.duty:
        case Answers(parts=parts):
            return max(part.number for part in parts if isinstance(part, Answer))
        case Limit(allowed=allowed):
            return allowed + 1
        case Gate(number=number):
            return max(number, 1)
    return 1


def _events(form: Form) -> Iterator[Lines]:
    """The events that decide a case of the form."""
    yield from form.excuses
    match form.duty:
        case Answers(parts=parts):
            yield from (lines for part in parts if not isinstance(part, Stated) for lines in part.lines)
        case Limit(lines=lines, until=until):
            yield from (one for one in (lines, until) if one is not None)
        case Gate(gate=gate):
            yield from (one for one in (gate,) if one is not None)


class Line(NamedTuple):
    """A way in which a line can be some of the events (by their place among all) and not the others."""

    sample: Sample
    events: frozenset[int]


def _lines(events: Sequence[Lines], currency: str | None) -> list[Line] | None:
    """Every way in which lines can be some of the events; nothing where there are too many, or it is not sure."""
    found: list[Line] = []
    for kind in dict.fromkeys(kind for one in events for kind in one.kinds):
        of = [place for place, one in enumerate(events) if kind in one.kinds]
        first = events[of[0]]
        parts = partition(kind, first.about, [events[place].kinds[kind] for place in of], first.types[kind], currency)
        if parts is None:
            return None
        found += [
            Line(sample, frozenset(place for place, is_met in zip(of, sample.meets, strict=True) if is_met))
            for sample in parts
        ]
    return found if len(found) <= MOST_LINES else None


class _Question:
    """One kind of case with one order of its two dues, as a problem for the solver."""

    def __init__(self, pair: Pair, events: Sequence[Lines], lines: Sequence[Line], cell: Cell, sign: int) -> None:
        import z3

        self._z3: ModuleType = z3
        self._pair = pair
        self._lines = lines
        self._places = {id(one): place for place, one in enumerate(events)}
        self._cell = cell
        self._solver: Any = z3.SolverFor("QF_LIA")
        self._solver.set("rlimit", EFFORT)
        most = max(map(_most, (pair.old, pair.new)))
        self._times = {
            (number, place): z3.Int(f"t{number}_{place}") for number in range(len(lines)) for place in range(most)
        }
        self._as_of: Any = z3.Int("as_of")
        self._dues: tuple[Any, Any] = (
            z3.Int("old") if cell.old.duration else None,
            z3.Int("new") if cell.new.duration else None,
        )
        self._lay_down(sign)

    def asked(self, *, good: bool) -> tuple[Answered, Hint | None]:
        """Whether such a case can part the versions, and how."""
        z3, pair = self._z3, self._pair
        old, new = (self._is_breached(form, due) for form, due in zip((pair.old, pair.new), self._dues, strict=True))
        if good:
            self._solver.add(self._is_good(pair.new, self._dues[1]), z3.Not(self._is_good(pair.old, self._dues[0])))
        else:
            self._solver.add(old, z3.Not(new))
        before = self._effort
        answer = self._solver.check()
        pair.work.spend(1 + (self._effort - before) // OF_A_STEP)
        if answer == z3.unsat:
            return Answered.IMPOSSIBLE, None
        return (Answered.POSSIBLE, self._hint(self._solver.model())) if answer == z3.sat else (Answered.STOPPED, None)

    @property
    def _effort(self) -> int:
        """What the solver has done since the program began, by its own measure."""
        told = self._solver.statistics()
        return int(told.get_key_value("rlimit count")) if "rlimit count" in told.keys() else 0  # noqa: SIM118

    def _lay_down(self, sign: int) -> None:
        """What every case keeps to: lines in order, from the start on (before it too for a gate), the dues' order."""
        solver = self._solver
        standing = isinstance(self._pair.old.duty, Gate)
        for (number, place), time in self._times.items():
            solver.add(time >= (-1000 if standing else 0))
            if place:
                solver.add(time >= self._times[number, place - 1])
        solver.add(self._as_of >= 0)
        old, new = self._dues
        for due in (old, new):
            if due is not None:
                solver.add(due > 0)
        if old is not None and new is not None:
            solver.add({0: old == new, 1: old > new, -1: old < new}[sign])

    def _coming(self, lines: Sequence[Lines], by: Any) -> Any:  # noqa: ANN401
        """How many lines that are one of these events have come by an instant, as far as the model counts."""
        z3 = self._z3
        wanted = {self._places[id(one)] for one in lines}
        ones = [z3.If(time <= by, 1, 0) for (line, _), time in self._times.items() if self._lines[line].events & wanted]
        return z3.Sum(ones) if ones else z3.IntVal(0)

    def _limit(self, due: Any) -> Any:  # noqa: ANN401
        """The last instant that counts in time."""
        return self._as_of if due is None else self._z3.If(due <= self._as_of, due, self._as_of)

    def _is_answered(self, form: Form, by: Any) -> Any:  # noqa: ANN401
        assert isinstance(form.duty, Answers)
        parts = [part for part in form.duty.parts if isinstance(part, Answer)]
        return self._z3.And([self._coming(part.lines, by) >= part.number for part in parts])

    def _is_breached(self, form: Form, due: Any) -> Any:  # noqa: ANN401
        z3 = self._z3
        match form.duty:
            case Answers():
                if due is None:
                    return z3.BoolVal(False)
                excused = self._coming(form.excuses, due) > 0
                return z3.And(self._as_of > due, z3.Not(self._is_answered(form, due)), z3.Not(excused))
            case Limit():
                return z3.Or([self._is_exceeded(form, time, due) for time in self._times.values()])
        assert isinstance(form.duty, Gate)
        passed = self._coming((form.duty.gate,), 0) >= form.duty.number if form.duty.gate else z3.BoolVal(False)
        return z3.And(z3.Not(passed), self._coming(form.excuses, 0) == 0)

    def _is_exceeded(self, form: Form, at: Any, due: Any) -> Any:  # noqa: ANN401
        """Whether the limit is exceeded by that instant, within the window, with no excuse by then."""
        return self._z3.And(self._comes_too_often(form, at, due), self._coming(form.excuses, at) == 0)

    def _is_good(self, form: Form, due: Any) -> Any:  # noqa: ANN401
        """Whether the case counts as good for a rate: met, or not over yet."""
        z3 = self._z3
        if isinstance(form.duty, Answers):
            return z3.Or(self._is_answered(form, self._limit(due)), self._as_of <= due if due is not None else True)
        assert isinstance(form.duty, Limit)
        return z3.Not(z3.Or([self._comes_too_often(form, time, due) for time in self._times.values()]))

    def _comes_too_often(self, form: Form, at: Any, due: Any) -> Any:  # noqa: ANN401
        """Whether the limit is exceeded by that instant, excused or not."""
        duty = form.duty
        assert isinstance(duty, Limit)
        inside = [at <= self._as_of, self._coming((duty.lines,), at) > duty.allowed]
        if duty.timed and due is not None:
            inside.append(at <= due)
        if duty.until is not None:
            inside.append(self._coming((duty.until,), at - 1) == 0)
        return self._z3.And(*inside)

    def _hint(self, model: Any) -> Hint:  # noqa: ANN401
        def value(one: Any) -> int:  # noqa: ANN401
            return int(model.eval(one, model_completion=True).as_long())

        last = value(self._as_of)
        lines = [
            (self._lines[number].sample, value(time))
            for (number, _), time in self._times.items()
            if value(time) <= last
        ]
        dues = tuple(None if due is None else value(due) for due in self._dues)
        return Hint(self._cell, tuple(sorted(lines, key=lambda one: one[1])), (dues[0], dues[1]), last)
