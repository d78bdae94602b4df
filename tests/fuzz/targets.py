"""The things that are fuzzed, each a function of chance: it makes an input, and gives what does not hold of it."""

from __future__ import annotations

import gzip
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from sla_dsl.diagnostics import Source
from sla_dsl.language.format import agreement_text
from sla_dsl.language.load import load
from sla_dsl.log import read_log
from sla_dsl.model.agreement import Agreement
from tests.fuzz.invariants import NAME, of_bytes, of_event_log, of_log, of_text
from tests.fuzz.mutations import damaged, mutated
from tests.log.comparing import SMALL, compare
from tests.strategies.agreements import random_agreement
from tests.strategies.lines import random_lines
from tests.strategies.logs import random_question

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "cases"
"""Inputs that once broke something, kept: `*.yaml` for the loader, `*.jsonl` and `*.gz` for the log reader."""


class Tried(NamedTuple):
    """An input, and what did not hold of it."""

    data: bytes
    wrong: tuple[str, ...]


@cache
def seeds() -> tuple[str, ...]:
    """Valid agreements: those of the repository, and random ones of every form."""
    paths = [
        *ROOT.glob("examples/**/*.sla.yaml"),
        *ROOT.glob("policies/*.sla.yaml"),
        *ROOT.glob("tests/golden/**/*.sla.yaml"),
    ]
    written = [path.read_text(encoding="utf-8") for path in sorted(paths)]
    return (*written, *(agreement_text(random_agreement(Random(seed))) for seed in range(40)))


def files(rnd: Random) -> Tried:
    """The loader of files: valid agreements with damage to their words, lines or bytes."""
    text = mutated(rnd, rnd.choice(seeds()), seeds(), 6)
    data = text.encode("utf-8", "surrogatepass")
    if rnd.random() < 0.2:
        data = damaged(rnd, data)
    return Tried(data, tuple(of_bytes(data)))


def sentences(rnd: Random) -> Tried:
    """The reader of clauses: sentences of random models, spelt in many ways; then nearly legal ones."""
    agreement = random_agreement(rnd)
    canonical = agreement_text(agreement)
    head, _, tail = canonical.partition("\nclauses:\n")
    text = f"{head}\nclauses:\n{_respelt(rnd, tail)}"
    loaded = load(Source(NAME, text))
    if loaded.agreement != agreement:
        told = tuple(found.message for found in loaded.diagnostics[:3])
        return Tried(text.encode(), ("a legal agreement is refused, or read as another", *told))
    text = f"{head}\nclauses:\n{mutated(rnd, tail, seeds(), 3)}"
    return Tried(text.encode("utf-8", "surrogatepass"), tuple(of_text(text)))


_UNITS = re.compile(
    r"\b(minute|hour|calendar day|calendar week|business day|different day|(?<!every )(?<!first )time)(s?)\b"
)
_ARTICLES = re.compile(r"(?<= )(?:a|an|the)(?= (?!first time))")


def _respelt(rnd: Random, clauses: str) -> str:
    """Other articles, other plurals, other line breaks; the same sentences."""
    clauses, section, rest = clauses.partition("\nconsequences:")
    lines = [line if " is " in line and ("where" in line or " if " in line) else _words_respelt(rnd, line)
             for line in clauses.split("\n")]  # fmt: skip
    told = re.sub(r"(?<=\S) (?=\S)", lambda _: "\n          " if rnd.random() < 0.08 else " ", "\n".join(lines))
    return told + section + rest


def _words_respelt(rnd: Random, line: str) -> str:
    line = _UNITS.sub(lambda found: found[1] + rnd.choice(("", "s")), line)
    return _ARTICLES.sub(lambda found: rnd.choice((found[0], "a", "an", "the")), line)


SCRATCH = Path(tempfile.mkdtemp(prefix="slac-fuzz-")) / "log.jsonl"
LOG = ROOT / "examples/first-agreement/events.jsonl"


@cache
def _agreements() -> tuple[Agreement, ...]:
    found = (load(Source(NAME, text)).agreement for text in seeds())
    return tuple(agreement for agreement in found if agreement is not None)


def logs(rnd: Random) -> Tried:
    """The reader of logs: lines of a random log, damaged; packed, cut and flipped; then judged."""
    agreement = rnd.choice(_agreements()[-40:])
    lines = "\n".join(random_lines(rnd, random_question(rnd, agreement).events))
    if rnd.random() < 0.3:
        lines += "\n".join(rnd.sample(_example_lines(), 5))
    text = mutated(rnd, lines, (lines, *seeds()[:3]), 6) if rnd.random() < 0.9 else lines
    data = text.encode("utf-8", "surrogatepass")
    if rnd.random() < 0.3:
        data = damaged(rnd, data)
    if rnd.random() < 0.5:
        SCRATCH.write_bytes(data)
        return Tried(data, tuple(of_log(str(SCRATCH), data, agreement)))
    return _packed(rnd, data, agreement)


def _packed(rnd: Random, data: bytes, agreement: Agreement) -> Tried:
    """A gz stream of one or two members: damage to it is told, or changes nothing."""
    half = rnd.randrange(len(data) + 1)
    parts = rnd.choice(((data,), (data[:half], data[half:])))
    packed = b"".join(gzip.compress(part, rnd.choice((0, 1, 9)), mtime=0) for part in parts)
    hurt = damaged(rnd, packed) if rnd.random() < 0.8 else packed
    SCRATCH.write_bytes(packed)
    whole = read_log([str(SCRATCH)], agreement.vocabulary, agreement.currency)
    wrong = [*of_event_log(whole, data), *(["a sound stream has a problem"] if whole.problems else [])]
    SCRATCH.write_bytes(hurt)
    wrong += of_log(str(SCRATCH), None, agreement) if hurt.startswith(b"\x1f\x8b") else ()
    log = read_log([str(SCRATCH)], agreement.vocabulary, agreement.currency)
    silent = hurt.startswith(b"\x1f\x8b") and not log.problems and not _ends_whole_members(hurt, packed)
    if silent and (log.events, log.duplicates, log.rejections) != (whole.events, whole.duplicates, whole.rejections):
        wrong.append("damage to a gz stream is not told")
    return Tried(hurt, tuple(wrong))


def _ends_whole_members(hurt: bytes, packed: bytes) -> bool:
    """Whether the damage has left whole members only: then nobody can see that there were more."""
    return packed.startswith(hurt)


@cache
def _example() -> Agreement:
    found = load(Source(NAME, LOG.with_name("first-agreement.sla.yaml").read_text(encoding="utf-8"))).agreement
    assert found is not None
    return found


@cache
def _example_lines() -> list[str]:
    return LOG.read_text(encoding="utf-8").splitlines()


_SIGNS = (
    '"', "\\", ",", "}", "{", ":", " ", "\n", "\r\n", "\t", "\x00", "\u00e4", "0", "-", ".5", "e9", "null", "true", '""', '","',
    '":"', ',"lead":"x"', '"id":5,', "\\u0041", "\\ud800", "[]", "{}", "12345678901234567890",
)  # fmt: skip


def machine_logs(rnd: Random) -> Tried:
    """All readers of logs: lines as machines write them, some with a sign too many or too few; they must agree."""
    agreement = _example()
    events = [json.loads(line) for line in rnd.sample(_example_lines(), rnd.choice((3, 20, 60)))]
    spelling = rnd.choice(((",", ":"), (", ", ": ")))
    lines = [json.dumps(event, separators=spelling, ensure_ascii=rnd.random() < 0.2) for event in events]
    hurt = [_hurt(rnd, line) if rnd.random() < 0.3 else line for line in lines]
    data = "\n".join(hurt).encode("utf-8", "surrogatepass")
    how = {"block": rnd.choice((300, 5000, 1 << 21)), "memory": rnd.choice((SMALL, 1 << 30))}
    compare(["-"], agreement.vocabulary, agreement.currency, stdin=data, **how)
    return Tried(data, ())


def _hurt(rnd: Random, line: str) -> str:
    for _ in range(rnd.choice((1, 1, 2, 3))):
        place, left_out = rnd.randrange(len(line) + 1), rnd.choice((0, 0, 1, 1, 2, 5))
        sign = rnd.choice(_SIGNS) if not left_out or rnd.random() < 0.5 else ""
        line = line[:place] + sign + line[place + left_out :]
    return line


TARGETS: Mapping[str, Callable[[Random], Tried]] = {
    "files": files,
    "sentences": sentences,
    "logs": logs,
    "machine-logs": machine_logs,
}


def tried(target: str, seed: int) -> Tried:
    """One input by its seed; whatever is raised is what does not hold."""
    try:
        return TARGETS[target](Random(f"{target} {seed}"))
    except Exception as error:  # noqa: BLE001 - that is the finding
        import traceback

        return Tried(b"", (f"{type(error).__name__}: {error}", traceback.format_exc()))


def kept() -> Iterator[Path]:
    """The inputs that once broke something."""
    yield from sorted(path for path in CASES.glob("*") if path.is_file())
