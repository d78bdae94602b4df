"""Inputs that grow from what earlier ones reached: whatever ran a line, or earned a message, for the first time is kept
and damaged further.

The way is the same for the same seed: what is reached by one input depends on those before it, and on nothing else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from types import CodeType, FrameType
from typing import Any, Self

import sla_dsl
from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load
from tests.fuzz.invariants import NAME, of_bytes, of_log
from tests.fuzz.mutations import damaged, mutated
from tests.fuzz.targets import CASES, LOG, ROOT, SCRATCH, Tried, seeds

PACKAGE = sla_dsl.__path__[0]
LONGEST = 6_000
"""Bytes of an input that others may grow from: long ones are slow, and reach little more."""

_FRAME = """slac: 1
agreement: acme
version: 1.0.0
parties: {marketing: {}, sales: {}}
contacts: {ann: ann@acme.example}
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars: {office: {hours: {Mon-Fri: 09:00-17:00}}}
funnel: {each: month, given: {target: 600, share: 20%, revenue: 1M EUR}}
consequences: {review: Both sit together.}
vocabulary:
  facts: {segment: "one of smb, enterprise", budget: money}
clauses:
  one:
    """


class Reach:
    """The lines of the package that have run, and the findings that were told; each counts once.

    A function all of whose lines have run is no longer watched, so that the watch costs little after a while.
    """

    def __init__(self) -> None:
        self.unseen: dict[CodeType, set[int]] = {}
        self.told: set[str] = set()
        self.new = 0

    def __enter__(self) -> Self:
        self.new = 0
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def hear(self, messages: Iterator[str]) -> None:
        """Count messages of a new form: the author's own words left out."""
        forms = {re.sub(r"`[^`]*`?|[0-9]+", "", message) for message in messages}
        self.new += len(forms - self.told)
        self.told |= forms

    def _call(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        unseen = self.unseen.get(code)
        if unseen is None:
            own = code.co_filename.startswith(PACKAGE)
            unseen = {line for _, _, line in code.co_lines() if line} if own else set()
            self.unseen[code] = unseen
        return self._line if unseen else None

    def _line(self, frame: FrameType, event: str, _argument: Any) -> Any:
        unseen = self.unseen[frame.f_code]
        if event == "line" and frame.f_lineno in unseen:
            unseen.discard(frame.f_lineno)
            self.new += 1
        return self._line if unseen else None


@dataclass(slots=True)
class Growing:
    """Inputs that each reached something new, to make others from; `check` gives what does not hold of one."""

    pool: list[bytes]
    check: Callable[[bytes], Iterator[str]]
    say: Callable[[bytes], Iterator[str]]
    reach: Reach = field(default_factory=Reach)
    begun: int = 0
    grown: int = 0
    last: bytes = b""

    def tried(self, rnd: Random) -> Tried:
        """The next input, kept for more where it reached something new."""
        if self.begun < len(self.pool) - self.grown:
            data = self.pool[self.begun]
            self.begun += 1
            return self._run(data, keep=False)
        # The latest are tried more often: what was reached last is explored least.
        at = rnd.randrange(len(self.pool)) if rnd.random() < 0.5 else -rnd.randrange(1, min(len(self.pool), 40) + 1)
        text = self.pool[at].decode("utf-8", "replace")
        others = [rnd.choice(self.pool).decode("utf-8", "replace"), *seeds()[:2]]
        data = mutated(rnd, text, others, 5).encode("utf-8", "surrogatepass")
        return self._run(damaged(rnd, data) if rnd.random() < 0.08 else data, keep=True)

    def _run(self, data: bytes, *, keep: bool) -> Tried:
        self.last = data
        with self.reach:
            wrong = tuple(self.check(data))
        self.reach.hear(self.say(data))
        if keep and self.reach.new and len(data) <= LONGEST:
            self.pool.append(data)
            self.grown += 1
        return Tried(data, wrong)


def _messages(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    return (found.message for found in load(Source(NAME, text)).diagnostics)


def _clause(data: bytes) -> bytes:
    return _FRAME.encode() + data.replace(b"\n", b"\n    ")


def _clauses() -> list[bytes]:
    """The sentences of the seeds, one an input."""
    found: list[str] = []
    for text in seeds():
        loaded = load(Source(NAME, text))
        found += [clause.text for clause in loaded.agreement.clauses.values()] if loaded.agreement else []
    kept = [re.search(r"(?s)\n  one:\n    (.*)", path.read_text(encoding="utf-8")) for path in CASES.glob("*.yaml")]
    return [each.encode() for each in dict.fromkeys([*found, *(each[1] for each in kept if each)])]


def _files() -> list[bytes]:
    corpus = sorted((ROOT / "tests/corpus").glob("*.sla.yaml"))
    return [*(text.encode() for text in seeds()[:-30]), *(path.read_bytes() for path in corpus)]


def _logs() -> list[bytes]:
    lines = LOG.read_text(encoding="utf-8").splitlines(keepends=True)
    return ["".join(lines[at : at + 6]).encode() for at in range(0, min(len(lines), 120), 6)]


def _log(data: bytes) -> Iterator[str]:
    SCRATCH.write_bytes(data)
    agreement = load(Source(NAME, seeds()[0])).agreement
    assert agreement is not None
    return of_log(str(SCRATCH), data, agreement)


def _growing() -> Mapping[str, Callable[[], Growing]]:
    return {
        "guided-files": lambda: Growing(_files(), of_bytes, _messages),
        "guided-clauses": lambda: Growing(
            _clauses(), lambda data: of_bytes(_clause(data)), lambda data: _messages(_clause(data))
        ),
        "guided-logs": lambda: Growing(_logs(), _log, lambda _: iter(())),
    }


GUIDED = tuple(_growing())
_RUNNING: dict[str, Growing] = {}


def guided(target: str, seed: int) -> Tried:
    """The next input of a guided target; whatever is raised is what does not hold."""
    if target not in _RUNNING:
        _RUNNING[target] = _growing()[target]()
    running = _RUNNING[target]
    try:
        return running.tried(Random(f"{target} {seed}"))
    except Exception as error:  # noqa: BLE001 - that is the finding
        import traceback

        sys.settrace(None)
        return Tried(running.last, (f"{type(error).__name__}: {error}", traceback.format_exc()))


def reached(target: str) -> tuple[int, int]:
    """How many inputs reached something new, and how many lines of the functions that ran have not run."""
    running = _RUNNING[target]
    return running.grown, sum(map(len, running.reach.unseen.values()))
