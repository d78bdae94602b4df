"""What reads a text without Lark reads what Lark reads, and refuses what it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lark import Token as LarkToken
from lark import Tree
from lark.exceptions import UnexpectedInput

from sla_dsl.language import formula, parse
from sla_dsl.language.grammar import build, states_text
from sla_dsl.language.lalr import Node, Token, states_path
from tests.language.tables import GRAMMARS

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {"clause": parse, "formula": formula}


class Recorded:
    """What the rules are given, as a tree of tuples."""

    def __init__(self, *, offsets: bool) -> None:
        self.offsets = offsets

    def __getattr__(self, name: str) -> Any:
        if not name.islower():
            raise AttributeError(name)
        return lambda node: self.tree(name, node)

    def tree(self, name: str, node: Node) -> tuple[Any, ...]:
        return (name, tuple(node.parts), *(node.span if self.offsets else ()))


def as_recorded(tree: Any, *, offsets: bool) -> Any:
    """Lark's tree in the same form."""
    if isinstance(tree, LarkToken):
        return Token(tree.type, str(tree), tree.start_pos or 0, tree.end_pos or 0)
    assert isinstance(tree, Tree)
    parts = tuple(as_recorded(part, offsets=offsets) for part in tree.children)
    return (str(tree.data), parts, *((tree.meta.start_pos, tree.meta.end_pos) if offsets else ()))


def by_lark(name: str, text: str, start: str, *, offsets: bool) -> Any:
    try:
        return as_recorded(LANGUAGES[name].parser().parse(text, start=start), offsets=offsets)
    except UnexpectedInput:
        return None


def alike(name: str, text: str, start: str) -> bool:
    """Whether both read the text alike; says whether it can be read."""
    offsets = name == "clause"  # those of a formula are its own business: it takes parentheses in
    expected = by_lark(name, text, start, offsets=offsets)
    assert LANGUAGES[name].reader().read(text, start, Recorded(offsets=offsets)) == expected, text
    return expected is not None


def written() -> Iterator[str]:
    """Clauses that somebody wrote: those of the examples, of the golden cases and of the corpus of mistakes."""
    for path in sorted(ROOT.glob("examples/**/*.sla.yaml")) + sorted(ROOT.glob("tests/corpus/*.sla.yaml")):
        content = path.read_text(encoding="utf-8", errors="replace")
        yield from re.findall(r"(?m)^  [a-z-]+:\n((?:    .*\n?)+)", content)


def damaged(texts: list[str], times: int) -> Iterator[str]:
    """The same with words left out, put twice, swapped, cut and taken from others."""
    rnd = Random(61)
    pool = sorted({word for text in texts for word in re.findall(r"\S+", text)})
    for _ in range(times):
        words = re.findall(r"\s+|[^\s,]+|,", rnd.choice(texts))
        for _ in range(rnd.randint(1, 3)):
            at = rnd.randrange(len(words))
            words[at : at + 1] = rnd.choice(
                [[], [words[at]] * 2, [rnd.choice(pool)], [words[at], " ", rnd.choice(pool)], [words[at][:-1]]]
            ) or [" "]
        yield "".join(words)


@pytest.mark.parametrize("name", GRAMMARS)
def test_the_tables_are_those_of_the_grammar(name: str) -> None:
    grammar, starts = GRAMMARS[name]
    assert states_path(grammar).read_text(encoding="utf-8") == states_text(build(grammar, starts, strict=True))


@pytest.mark.parametrize("name", GRAMMARS)
def test_a_changed_grammar_is_seen(name: str, tmp_path: Path) -> None:
    grammar, starts = GRAMMARS[name]
    changed = tmp_path / grammar.name
    for old, new in {
        "clause": [("duty tail*", "duty tail+"), ("WHEN.2: /when", "WHEN.2: /if")],
        "formula": [("+", "~")],
    }[name]:
        changed.write_text(grammar.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert states_path(grammar).read_text(encoding="utf-8") != states_text(build(changed, starts, strict=False))


def test_both_read_alike_what_was_written() -> None:
    texts = list(written())
    assert len(texts) > 500
    read = [alike("clause", text, "clause") for text in texts]
    assert 100 < sum(read) < len(read) - 100


def test_both_read_alike_what_was_damaged() -> None:
    read = [alike("clause", text, "clause") for text in damaged(list(written()), 3000)]
    assert 300 < sum(read) < 2700


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("lead.assigned where score is at least 80", True),
        ("an opportunity is created", True),
        ("lead.assigned where", False),
        ("when a lead is assigned, sales must contact the lead", False),
        ("", False),
        (" \n ", False),
        ("  a lead\n\t is assigned  ", True),
    ],
)
def test_events(text: str, *, can: bool) -> None:
    assert alike("clause", text, "event") is can


def formulas() -> Iterator[str]:
    rnd = Random(62)
    pieces = ["a", "win rate", "2", "10%", " ", "  ", "\n", "+", "-", "*", "/", "(", ")", "(a)", "- b", "2.5k", "ä"]
    for _ in range(400):
        yield "".join(rnd.choices(pieces, k=rnd.randint(0, 9)))


def test_formulas() -> None:
    read = [alike("formula", text, "start") for text in formulas()]
    assert 40 < sum(read) < 360


@pytest.mark.parametrize(
    "text", ["((a + b) * (c - (d)))", "a + b * c - d / e", "(a)", "((((a))))", "a b  c", "(" * 60 + "a" + ")" * 60]
)
def test_formulas_in_parentheses(text: str) -> None:
    assert alike("formula", text, "start")


def test_what_a_rule_is_given() -> None:
    read = parse.reader().read("when a,  b must c where d is 7, unless x", "clause", Recorded(offsets=True))
    name, parts, start, end = read
    assert (name, start, end) == ("clause", 0, 40)
    assert [part[0] for part in parts] == ["trigger", "duty", "unless"]
    assert parts[2] == ("unless", (("phrase", (("words", (Token("WORD", "x", 39, 40),), 39, 40),), 39, 40),), 30, 40)
