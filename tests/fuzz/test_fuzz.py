"""A short run of what `python -m tests.fuzz` runs for an hour, always the same; and what it found, kept."""

from __future__ import annotations

import re
from random import Random

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load
from tests.fuzz.invariants import NAME, of_text
from tests.fuzz.targets import CASES, seeds, tried

SHORT = {"files": 120, "sentences": 25, "logs": 40, "machine-logs": 60}
"""Inputs a target, about two seconds each."""

MEANINGLESS = re.compile(r"a|an|the|of|[sn|>-]")
"""What may go without changing what is meant: articles, `of` after money, a plural's s, the n of `an`, a block's sign."""


@pytest.mark.parametrize("target", SHORT)
def test_nothing_breaks(target):
    found = {seed: made.wrong for seed in range(SHORT[target]) if (made := tried(target, seed)).wrong}
    assert not found


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_was_found_is_refused(path):
    """Each was read, once, as if words of it were not there; its first line names the code it deserves."""
    text = path.read_text(encoding="utf-8")
    codes = {found.code for found in load(Source(NAME, text)).diagnostics if found.is_error}
    assert re.match(r"# (SLA[0-9]+)", text)[1] in codes
    assert not list(of_text(text))


WHOLE = (CASES / "every-form.sla.yml").read_text(encoding="utf-8")


def test_every_word_counts():
    """Without any one word or mark an agreement is refused or says something else, but for articles and such."""
    meant = load(Source(NAME, WHOLE)).agreement
    assert meant is not None
    silent = set()
    for found in Random(7).sample([*re.finditer(r"\w+|[^\w\s]", WHOLE)], 260):
        text = WHOLE[: found.start()] + WHOLE[found.end() :]
        if not MEANINGLESS.fullmatch(found[0]) and load(Source(NAME, text)).agreement == meant:
            silent.add((found[0], WHOLE[max(0, found.start() - 20) : found.end() + 20]))
    assert not silent


def test_seeds_are_of_every_kind():
    """What is damaged is sound before."""
    for text in seeds()[:-40]:
        assert not list(of_text(text))
