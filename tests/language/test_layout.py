"""`fmt` sets clauses one term a line, and alters nothing else: neither a meaning nor a byte."""

from __future__ import annotations

import json
import re
from random import Random
from textwrap import indent

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sla_dsl.diagnostics import Source
from sla_dsl.language import layout
from sla_dsl.language.format import agreement_text
from sla_dsl.language.layout import UnfaithfulError, lay_out
from sla_dsl.language.load import load
from tests.language.test_sentence import CANONICAL, HEAD
from tests.strategies.agreements import agreements

FOLDED = [
    'when a lead is assigned where source is "a #b",\nsales must contact the lead',
    'when a lead is assigned where source is "pay: later",\nsales must contact the lead,\nunless the lead replies',
    'when a lead is assigned where source is "no-break\u00a0space",\nsales must contact the lead',
]
"""Sentences that would not come back from plain text."""

SHORT = "when a lead is assigned, sales must contact the lead"
LONG = ("when a lead is assigned,", "sales must contact the lead")
TOP = HEAD[: HEAD.index("clauses:")]


def laid(clauses: str):
    """The clauses' part laid out, its altered ids, and the notes' messages."""
    text = f"{TOP}clauses:\n{clauses}"
    found = lay_out(Source("x", text))
    assert found.text.startswith(f"{TOP}clauses:\n")
    return found.text.removeprefix(f"{TOP}clauses:\n"), found.altered, [one.message for one in found.diagnostics]


def same_meaning(one: str, other: str) -> bool:
    first, second = load(Source("x", one)), load(Source("x", other))
    assert first.agreement is not None, [found.message for found in first.diagnostics]
    return first.agreement == second.agreement


WRITTEN = [
    ("one-line", f"  a: {SHORT}\n", "  a:\n    {0}\n    {1}\n"),
    ("colon-apart", f'  "a"  :   {SHORT}  \n', '  "a"  :\n    {0}\n    {1}  \n'),
    ("from-the-key-on", "  a: when a lead is assigned,\n     sales must\n\n     contact lead\n",
     "  a:\n    {0}\n    {1}\n"),
    ("its-own-indent", f"  a:\n       {SHORT}\n", "  a:\n       {0}\n       {1}\n"),
    ("comments-at-its-head", f"  a:  # one\n\n  # two\n        # three  \n     {SHORT}\n  # four\n",
     "  a:  # one\n\n  # two\n        # three  \n     {0}\n     {1}\n  # four\n"),
    ("double-quotes", f'  a: "{SHORT[:9]}\\\n   {SHORT[9:]}"\n', "  a:\n    {0}\n    {1}\n"),
    ("single-quotes-below", f"  a:\n   '{SHORT}'\n   # after\n", "  a:\n   {0}\n   {1}\n   # after\n"),
    ("literal", "  a: |\n\n      when a lead is assigned,\n       sales must contact the lead\n\n\n",
     "  a:\n      {0}\n      {1}\n\n\n"),
    ("folded-with-a-comment", f"  a: >2-   # why\n    {SHORT}\n", "  a:   # why\n    {0}\n    {1}\n"),
    ("folded-below", f"  a:  # one\n    >+  # two\n      {SHORT}\n\n",
     "  a:  # one\n    # two\n      {0}\n      {1}\n\n"),
    ("in-a-mapping", f"  a:\n    why: it's so   # because\n    clause: {SHORT}\n    # end\n",
     "  a:\n    why: it's so   # because\n    clause:\n      {0}\n      {1}\n    # end\n"),
    ("four-columns", f"    a:\n        why: so\n        clause: {SHORT}\n    b: {SHORT}\n",
     "    a:\n        why: so\n        clause:\n            {0}\n            {1}\n    b:\n        {0}\n        {1}\n"),
    ("no-last-break", f"  a: {SHORT}", "  a:\n    {0}\n    {1}"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), [one[1:] for one in WRITTEN], ids=[one[0] for one in WRITTEN])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_way_to_write_a_clause(written, expected, line_end):
    source = Source("x", f"{TOP}clauses:\n{written}".replace("\n", line_end))
    found = lay_out(source)
    assert found.text == f"{TOP}clauses:\n{expected.format(*LONG)}".replace("\n", line_end)
    assert found.altered[0] == "a"
    assert found.diagnostics == ()


def test_terms_and_figures_are_written_as_declared():
    text, altered, _ = laid(
        "  a: every time lead.assigned where score is at least 1.50, sales must record lead.contacted within 1 hours,\n"
        "     with at most 1 breaches each month, otherwise notify sales-director\n"
        "  b: each month, marketing must deliver at least 2.5M EUR valued opportunities\n"
    )
    assert text == (
        "  a:\n    every time a lead is assigned where score is at least 1.5,\n    sales must contact the lead within "
        "1 hour,\n    with at most 1 breach each month,\n    otherwise notify sales-director\n"
        "  b:\n    each month,\n    marketing must deliver at least 2 500 000 EUR of valued opportunities\n"
    )
    assert altered == ("a", "b")


def test_what_is_laid_out_already_stays():
    text = "  a:\n    {0}\n    {1}\n  b:\n    why: so\n    clause:\n      {0}\n      {1}\n".format(*LONG)
    assert laid(text) == (text, (), [])


@pytest.mark.parametrize("sentence", FOLDED)
def test_what_would_not_stay_plain_is_folded(sentence):
    quoted = json.dumps(sentence.replace("\n", " "), ensure_ascii=False)
    block = indent(sentence, "     ")
    expected = f"  a:  # head\n     >-\n{block}\n   # below\n  # end\n"
    for written in (
        f"  a:  # head\n     {quoted}\n   # below\n  # end\n",
        f"  a: |  # head\n{block}\n   # below\n  # end\n",
        expected,
    ):
        assert laid(written)[0] == expected


KEPT = [
    (f'  a: "{SHORT}"  # end\n', "the comment after its end would cut it short"),
    (f"  a: {{clause: '{SHORT}', why: so}}\n", "it stands in braces"),
    (f"  ? a\n  : {SHORT}\n", "its key is not followed by `:` on the same line"),
    (f"  a: '{FOLDED[0]}'\n\n    # below\n".replace(",\n", ", "), "the comment below it would become part of it"),
]


@pytest.mark.parametrize(("written", "why"), KEPT)
def test_a_clause_that_cannot_be_laid_out_is_left_and_named(written, why):
    text, altered, notes = laid(f"{written}  b: {SHORT}\n")
    assert text == "{}  b:\n    {}\n    {}\n".format(written, *LONG)
    assert (altered, notes) == (("b",), [f"`a` keeps its layout: {why}"])


def test_clauses_in_braces_are_left():
    text = TOP + f'clauses: {{\n  a: "{SHORT}",\n  b: "{SHORT}"\n}}\n'
    found = lay_out(Source("x", text))
    assert (found.text, found.altered) == (text, ())
    assert [one.severity for one in found.diagnostics] == ["note", "note"]


def test_a_file_with_an_error_is_not_touched():
    text = f"{TOP}clauses:\n  a: {SHORT}\n  b: when a lead is asigned, sales must contact the lead\n"
    found = lay_out(Source("x", text))
    assert (found.text, found.altered) == (text, ())
    assert [one.code for one in found.diagnostics] == ["SLA203"]


def test_warnings_are_left_to_validate():
    promise = "  a:\n    each month,\n    marketing must deliver at least 5 new leads\n"
    source = Source("x", f"{TOP}clauses:\n{promise}".replace("from: 2026-01-01", "from: 2026-01-15"))
    assert [one.code for one in load(source).diagnostics] == ["SLA512"]
    assert lay_out(source).diagnostics == ()


def test_a_byte_order_mark_stays():
    assert lay_out(Source("x", f"\ufeff{TOP}clauses:\n  a: {SHORT}\n")).text.startswith(f"\ufeff{TOP}")


def test_a_second_sentence_beside_clauses_is_none_of_its_business():
    vocabulary = "  events: {lead.hot: {is: lead.assigned  where score is  at least 80}}\n"
    text = re.sub(r"  events: .*\n", vocabulary, TOP) + f"clauses:\n  a: {SHORT}\n"
    assert vocabulary in lay_out(Source("x", text)).text


def test_a_thousand_columns_are_one_line():
    sources = " or ".join(f"web-{number}" for number in range(200))
    written = f"  a:\n    when a lead is assigned where source is {sources},\n    sales must contact the lead\n"
    assert laid(written)[0] == written


class TestItChecksItself:
    """Planted faults: none is written."""

    TEXT = f"{TOP}clauses:\n  a: {SHORT} within 4 hours # no comment\n".replace(" # no comment", "")

    def spoil(self, monkeypatch, sentence):
        monkeypatch.setattr(layout, "clause_lines", lambda *_: sentence)
        with pytest.raises(UnfaithfulError) as error:
            lay_out(Source("x", self.TEXT))
        return str(error.value)

    def test_another_meaning(self, monkeypatch):
        assert "mean something else" in self.spoil(monkeypatch, [*LONG[:1], f"{LONG[1]} within 5 hours"])

    def test_no_meaning(self, monkeypatch):
        assert "mean something else" in self.spoil(monkeypatch, ["when a lead is assigned"])

    def test_something_beside_it(self, monkeypatch):
        spoilt = [*LONG[:1], f"{LONG[1]} within 4 hours\n  # a comment"]
        assert "beside a clause" in self.spoil(monkeypatch, spoilt)

    def test_no_end_to_it(self, monkeypatch):
        texts = iter(["sales must contact lead within 4 hours", "sales must contact the lead within 4 hours"])
        monkeypatch.setattr(layout, "clause_lines", lambda *_: [LONG[0], next(texts)])
        with pytest.raises(UnfaithfulError, match="second run"):
            lay_out(Source("x", self.TEXT))


@given(agreements())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_slac_writes_is_laid_out(agreement):
    text = agreement_text(agreement)
    # The model can hold a little more than a clause can say (`both` of three), and so do these agreements.
    assume(load(Source("random", text)).agreement is not None)
    assert lay_out(Source("random", text)) == (text, (), ())


class Shop:
    """Writes a file by chance, and beside it what must come of it."""

    def __init__(self, rnd: Random) -> None:
        self.rnd = rnd
        self.written: list[str] = []
        self.expected: list[str] = []

    def file(self) -> tuple[str, str]:
        self.both(self.rnd.choice(("", "\ufeff")) + TOP + f"clauses:{self.rnd.choice(('', '  # all', '   '))}\n")
        self.column = self.rnd.choice((1, 2, 2, 4))
        self.both(indent("first-contact:\n   {}\n   {}\n".format(*LONG), " " * self.column))
        for number in range(self.rnd.randint(1, 4)):
            self.clause(f"clause-{number}")
        self.both("consequences: {review: We meet.}")
        if self.rnd.random() < 0.5:
            self.both("\n")
        line_end = self.rnd.choice(("\n", "\r\n", "\r"))
        return tuple("".join(part).replace("\n", line_end) for part in (self.written, self.expected))

    def both(self, text: str) -> None:
        self.written.append(text)
        self.expected.append(text)

    def comment(self, chance: float = 0.4) -> str:
        texts = ("#", "# why: because", "#  | > \"' {", "# when a lead is assigned,", "# ä€😀  ")
        return self.rnd.choice(("  ", " ", "\t", "    ")) + self.rnd.choice(texts) if self.rnd.random() < chance else ""

    def lines_between(self, most: int = 9) -> str:
        """Blank lines, and comments at most so far in."""
        some = range(self.rnd.choice((0, 0, 1, 2)))
        return "".join(" " * self.rnd.randint(0, most) + self.comment().lstrip() + "\n" for _ in some)

    def clause(self, name: str) -> None:
        column, around = self.column, 0
        sentence = self.rnd.choice((*CANONICAL, *CANONICAL, *FOLDED))
        key = name
        is_mapping = self.rnd.random() < 0.3
        if is_mapping:
            self.both(f"{' ' * column}{name}:{self.comment()}\n{self.lines_between()}")
            around, column, key = column, column + self.rnd.choice((1, 2, 4)), "clause"
            if self.rnd.random() < 0.5:
                self.both(f"{' ' * column}why: |\n{' ' * column}  so: # no comment\n")
        self.both(" " * column + self.rnd.choice(("{}:", '"{}":', "'{}' :", "{} :")).format(key))
        self.sentence(sentence, column, around)
        if is_mapping:
            self.both(f"{' ' * column}from: 2026-02-01{self.comment()}\n")

    def sentence(self, sentence: str, column: int, around: int) -> None:
        is_plain = sentence not in FOLDED
        styles = ("single", "double", "literal", "folded") + (("plain", "plain", "plain") if is_plain else ())
        style = self.rnd.choice(styles)
        is_below = self.rnd.random() < 0.5
        is_block = style in ("literal", "folded")
        inner = " " * (column + self.rnd.randint(1, 5))
        gap = f"{self.comment()}\n{self.lines_between()}{inner}" if is_below else self.rnd.choice((" ", "   ", "\t"))
        header, comment, body = "", "", ""
        if is_block:
            comment = self.comment()
            header = {"literal": "|", "folded": ">"}[style] + self.rnd.choice(("", "-", "+")) + comment
            inner = " " * (column + self.rnd.randint(1, 5))
            body = "\n" + "\n" * self.rnd.choice((0, 0, 1)) + inner + self.broken(sentence, f"\n{inner}")
        elif not is_below:
            body, inner = self.quoted(sentence, style, column), " " * (2 * column - around)
        else:
            body = self.quoted(sentence, style, column)
        deepest = len(inner) - 1 if is_block or not is_plain else 9
        after = self.rnd.choice(("", "", "  ", "\t")) + f"\n{self.lines_between(deepest)}"
        self.written.append(gap + header + body + after)
        lines = ([] if is_plain else [">-"]) + sentence.split("\n")
        if is_below:
            own = gap[: gap.rindex("\n") + 1]
            begins = len(gap) - len(own)
            own += f"{' ' * begins}{comment.lstrip()}\n" if comment else ""
        else:
            own = f"{comment}\n"
        self.expected.append(own + "\n".join(inner + line for line in lines) + after)

    def quoted(self, sentence: str, style: str, column: int) -> str:
        """The sentence with line breaks anywhere, in quotes or plain."""
        text = {"single": lambda: sentence.replace("'", "''"), "double": lambda: json.dumps(sentence)[1:-1],
                "plain": lambda: sentence}[style]().replace("\\n", "\n")  # fmt: skip
        mark = {"single": "'", "double": '"', "plain": ""}[style]
        return mark + self.broken(text, f"\n{' ' * (column + self.rnd.randint(1, 5))}") + mark

    def broken(self, text: str, line_end: str) -> str:
        words = text.replace("\n", " ").split(" ")
        return "".join(f"{word}{self.rnd.choice((' ', ' ', ' ', line_end))}" for word in words[:-1]) + words[-1]


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_meaning_and_surroundings_stay_however_a_file_is_written(rnd):
    written, expected = Shop(rnd).file()
    found = lay_out(Source("x", written))
    assert [one.message for one in found.diagnostics] == []
    assert found.text == expected
    assert same_meaning(written, found.text)
    assert lay_out(Source("x", found.text)) == (found.text, (), ())
