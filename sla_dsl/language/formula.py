"""The text of a formula → its tree, or the mistakes in it, each at its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sla_dsl.diagnostics import Span
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.figures import figure
from sla_dsl.language.lalr import Node, Reader, Token, reader_of
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.funnel import Formula, Literally, Name, Operation

if TYPE_CHECKING:
    from lark import Lark
    from lark.exceptions import UnexpectedInput

GRAMMAR = Path(__file__).with_name("formula.lark")
STARTS = ("start",)

DEEPEST = 64
"""Parentheses stand inside one another no deeper than this."""

OPERATIONS = 100
"""A formula joins figures no more often than this."""

NAME_HELP = "a name is words of letters and digits, with one space between them"

JOINED_HELP = "figures are joined by `+`, `-`, `*` and `/`"

_OPERATORS = "+-*/"
_SYMBOLS = {"×": "*", "·": "*", "∙": "*", "⋅": "*", "•": "*", "÷": "/", ":": "/", "∶": "/", "⁄": "/", "∕": "/",
            "\u2212": " - ", "\u2013": " - ", "\u2014": " - ", "\u2010": " - ", "\u2011": " - "}  # fmt: skip
_SAID = {"x": "*", "times": "*", "multiplied by": "*", "of": "*", "divided by": "/", "per": "/", "by": "/", "over": "/",
         "plus": "+", "and": "+", "minus": "-", "less": "-"}  # fmt: skip
_OPERATORS_SAID = re.compile(rf"\s({'|'.join(word.replace(' ', chr(92) + 's+') for word in _SAID)})\s", re.IGNORECASE)
_EXACT = "leave it out: figures are kept exact, and shown rounded"
_FUNCTIONS = {
    **dict.fromkeys(("round", "roundup", "rounddown", "ceil", "ceiling", "floor", "int", "trunc"), _EXACT),
    **dict.fromkeys(("sum", "product", "average", "avg", "min", "max", "if"), JOINED_HELP),
}
"""Functions that people know from sheets, and what is written instead."""

_BRACKETS = "[]{}"
_NO_OPERATORS = ",;=^<>&|"
_FIGURE_LIKE = re.compile(r"[0-9€$£¥.,]|[A-Z]{3} [0-9]", re.ASCII)
_LEADING_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?%?) (.+)", re.ASCII)

Places = Callable[[int, int], Span]
"""Where the characters [start, end) of a formula's text stand in the file."""


def parse_formula(text: str, places: Places | None = None, known: Collection[str] = ()) -> Formula | list[Mistake]:
    """What a formula says, or every mistake found in it (offsets into `text`; SLA404, 408, 601, 608 or 113).

    `places` gives the parts their spans. `known` are the names of the funnel: where one begins with a digit, it is
    read as that name.
    """
    found = [*_balance(text), *_too_long(text)]
    if found:
        return found
    found = [*_minuses(text, known)]
    words = _Words(text, places, known)
    read: tuple[Formula, int, int] | None = reader().read(text, "start", words)
    if read is None:
        from sla_dsl.language.grammar import stop_of

        return found or [_explained(text, stop_of(parser(), text, "start"))]
    found += words.mistakes
    return sorted(found, key=lambda mistake: mistake.start) or read[0]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a figure: words with one space between them, no number and no amount."""
    amount = figure(text)
    return _is_words(text) and isinstance(amount, Mistake) and amount.code == "SLA608"


@cache
def reader() -> Reader:
    """What reads a formula that can be read."""
    return reader_of(GRAMMAR)


@cache
def parser(*, strict: bool = False) -> Lark:
    """Lark's parser of formulas, which tells where one cannot be read.

    `strict` refuses every ambiguity of the grammar; it needs the development extras.
    """
    from sla_dsl.language.grammar import build, parser_of

    return build(GRAMMAR, STARTS, strict=True) if strict else parser_of(GRAMMAR, STARTS)


class _Words:
    """The words of a formula → the formula, each part with its offsets; `mistakes` are those in its operands."""

    def __init__(self, text: str, places: Places | None, known: Collection[str]) -> None:
        self.text, self.places, self.known = text, places, known
        self.mistakes: list[Mistake] = []

    def OPERAND(self, token: Token) -> tuple[Formula, int, int]:  # noqa: N802 - the kind's name
        _, text, start, end = token
        name = " ".join(text.split())
        span = self._span(start, end)
        if name not in self.known:
            amount = figure(name)
            if not isinstance(amount, Mistake):
                return Literally(amount, span), start, end
            self.mistakes += _in_operand(text, name, start, amount, self.known)
        return Name(name, span), start, end

    def plus(self, node: Node) -> tuple[Formula, int, int]:
        return self._joined("+", node.parts)

    def minus(self, node: Node) -> tuple[Formula, int, int]:
        return self._joined("-", node.parts)

    def times(self, node: Node) -> tuple[Formula, int, int]:
        return self._joined("*", node.parts)

    def over(self, node: Node) -> tuple[Formula, int, int]:
        return self._joined("/", node.parts)

    def _joined(self, operator: Literal["+", "-", "*", "/"], sides: list[Any]) -> tuple[Formula, int, int]:
        (left, start, left_end), (right, right_start, end) = sides
        start, end = _with_parentheses(self.text, start, left_end, right_start, end)
        return Operation(operator, left, right, self._span(start, end)), start, end

    def _span(self, start: int, end: int) -> Span | None:
        return self.places(start, end) if self.places else None


def _with_parentheses(text: str, start: int, left_end: int, right_start: int, end: int) -> tuple[int, int]:
    """The offsets of two sides and their operator, with the parentheses that stand around one side only."""
    between = text[left_end:right_start]
    for _ in range(between.count(")")):
        start = text.rindex("(", 0, start)
    for _ in range(between.count("(")):
        end = text.index(")", end) + 1
    return start, end


def _balance(text: str) -> Iterator[Mistake]:
    """A parenthesis without its other half, or too many of them inside one another; the first of each."""
    still_open: list[int] = []
    for offset, character in enumerate(text):
        if character == "(":
            still_open.append(offset)
            if len(still_open) > DEEPEST:
                way_out = "derive a part of it under a name of its own"
                message = f"more than {DEEPEST} parentheses stand inside one another"
                yield Mistake("SLA113", message, offset, offset + 1, way_out)
                return
        elif character == ")":
            if not still_open:
                yield Mistake("SLA601", "a `)` without its `(`", offset, offset + 1, "take it out, or add the `(`")
                return
            still_open.pop()
    if still_open:
        at = still_open[-1]
        yield Mistake("SLA601", "a `(` that is never closed", at, at + 1, "add the `)`")


def _too_long(text: str) -> Iterator[Mistake]:
    if sum(text.count(operator) for operator in _OPERATORS) > OPERATIONS:
        message = f"a formula with more than {OPERATIONS} operations"
        yield Mistake("SLA601", message, 0, len(text), "derive a part of it under a name of its own")


def _minuses(text: str, known: Collection[str]) -> Iterator[Mistake]:
    """Each minus that joins two figures without a space on either side, or two words of a figure's name."""
    for name in _HYPHENED.finditer(text):
        meant = " ".join(re.split(r"[\s-]+", name[0]))
        if meant in known:
            message = f"{excerpt(name[0])} is not written as the figure is"
            yield Mistake("SLA601", message, *name.span(), f"did you mean `{meant}`?")
            text = text[: name.start()] + name[0].replace("-", "x") + text[name.end() :]
    for found in re.finditer(r"(?<=[^\s(+\-*/])(\s*)-(\s*)(?=[^\s)+\-*/])", text):
        if not (found[1] and found[2]):
            start, end = found.span()
            message = "a minus stands between spaces"
            yield Mistake("SLA601", message, start, end, "write ` - `; a name holds no hyphen, only letters and digits")


_HYPHENED = re.compile(r"(?<![^\s(+*/])\w+(?:[- ]\w+)*-\w+(?:[- ]\w+)*(?![^\s)+*/])")
"""Words of which some have a hyphen between them."""


def _explained(text: str, error: UnexpectedInput) -> Mistake:
    """The mistake behind a formula whose operands and operators do not alternate."""
    at = len(text.rstrip()) if _is_end(error) else (error.pos_in_stream or 0)
    before = re.search(r"(\S)\s*\Z", text[:at])
    last = before[1] if before else ""
    start = before.start() if before else 0
    here = text[at : at + 1]
    if not text.strip():
        return Mistake("SLA601", "the formula is empty", 0, len(text), "write one, like `customers / win rate`")
    if here == ")" and last == "(":
        return Mistake("SLA601", "nothing stands between the parentheses", start, at + 1, "write a figure in them")
    if here and here in _OPERATORS:
        return _no_left_side(here, last, start, at)
    if here in ("", ")"):
        way_out = "write a figure after it, or take it out"
        return Mistake("SLA601", f"`{last}` has no figure to its right", start, start + 1, way_out)
    called = re.search(r"([A-Za-z]+)\s*\Z", text[:at])
    if here == "(" and called and called[1].casefold() in _FUNCTIONS:
        return _called(text, called, at)
    word = re.match(r"[^\s+\-*/()]+|\(", text[at:])
    found = word[0] if word else here
    message = f"nothing joins {excerpt(found)} to what stands before it"
    return Mistake("SLA601", message, at, at + len(found), "write `+`, `-`, `*` or `/` between them")


def _called(text: str, called: re.Match[str], at: int) -> Mistake:
    """A function of a sheet; of one that only rounds, what stands in it is meant."""
    message, way_out = f"`{called[1]}` has no place in a formula", _FUNCTIONS[called[1].casefold()]
    whole = _CALL.match(text, at)
    if whole is None or way_out is not _EXACT:
        return Mistake("SLA601", message, called.start(1), called.end(1), way_out)
    is_all = not text[: called.start(1)].strip() and not text[whole.end() :].strip()
    inside = whole["inside"].strip() if is_all else f"({whole['inside'].strip()})"
    return Mistake(
        "SLA601", message, called.start(1), whole.end(), f"write `{inside}`{_EXACT.removeprefix('leave it out')}"
    )


_CALL = re.compile(r"\((?P<inside>[^(),;]*(?:\([^()]*\)[^(),;]*)*)(?:[,;]\s*-?[0-9]+\s*)?\)")


def _is_end(error: UnexpectedInput) -> bool:
    from lark.exceptions import UnexpectedToken

    return isinstance(error, UnexpectedToken) and error.token.type == "$END"


def _no_left_side(operator: str, last: str, start: int, at: int) -> Mistake:
    if operator == "-":
        way_out = "a minus stands between two figures, and no figure is below zero"
    elif last in ("*", "/") and operator == last and at == start + 1:
        message = f"`{last}{operator}` is no operator"
        return Mistake("SLA601", message, start, at + 1, JOINED_HELP)
    else:
        way_out = "write a figure before it, or take it out"
    return Mistake("SLA601", f"`{operator}` has no figure to its left", at, at + 1, way_out)


def _in_operand(raw: str, name: str, start: int, amount: Mistake, known: Collection[str]) -> Iterator[Mistake]:
    """What is wrong with the words between two operators, where they are no figure; nothing where they are a name."""
    said = _said(raw, start, known)
    if said is not None:
        yield said
        return
    number = _LEADING_NUMBER.fullmatch(name)
    if number and number[2] in known:
        message = f"nothing joins `{number[1]}` to {excerpt(number[2])}"
        yield Mistake("SLA601", message, start, start + len(raw), f"write {excerpt(f'{number[1]} * {number[2]}')}")
    elif _means_an_amount(name, amount):
        first, last = (amount.start, amount.end) if raw == name else (0, len(raw))
        code = "SLA601" if amount.code == "SLA608" else amount.code
        yield Mistake(code, amount.message, start + first, start + last, amount.help)
    elif near := _near_name(name, known):
        message = f"{excerpt(name)} is not written as the figure is"
        yield Mistake("SLA601", message, start, start + len(raw), f"did you mean {excerpt(near)}?")
    else:
        yield from _strange(raw, start)


def _near_name(name: str, known: Collection[str]) -> str | None:
    """The figure that is meant by words with signs that no name may hold: `win_rate`, `win rate %`."""
    plain = " ".join(re.findall(r"[^\W_]+", name))
    return plain if plain in known and plain != name and not name.startswith("=") else None


def _said(raw: str, start: int, known: Collection[str]) -> Mistake | None:
    """An operator that stands in words between two figures: `10% of customers`, `customers x win rate`."""
    for found in _OPERATORS_SAID.finditer(raw):
        left, right = (" ".join(side.split()) for side in (raw[: found.start()], raw[found.end() :]))
        if not (_is_operand(left, known) and _is_operand(right, known)):
            continue
        sign = _SAID[" ".join(found[1].casefold().split())]
        message = f"`{found[1]}` has no place in a formula"
        if found[1] == "of":
            return Mistake("SLA601", message, start, start + len(raw), f"write `{left} {sign} {right}`")
        return Mistake("SLA601", message, start + found.start(1), start + found.end(1), f"write `{sign}`")
    return None


def _is_operand(text: str, known: Collection[str]) -> bool:
    return text in known or not isinstance(figure(text), Mistake) or _OPERATORS_SAID.search(f" {text} ") is not None


def _means_an_amount(name: str, mistake: Mistake) -> bool:
    """Whether words that cannot be read as an amount were meant as one, and not as a name."""
    if mistake.code != "SLA608":
        return True
    return bool(_FIGURE_LIKE.match(name)) and (mistake.help.startswith("write `") or not _is_words(name))


def _strange(raw: str, start: int) -> Iterator[Mistake]:
    """The first character of an operand that no name may hold."""
    for offset, character in enumerate(raw, start):
        if character in " \t\r\n" or _is_word(character) or unicodedata.category(character).startswith("M"):
            continue
        message, way_out = _misplaced(character)
        yield Mistake("SLA601", message, offset, offset + 1, way_out)
        return


def _misplaced(character: str) -> tuple[str, str]:
    """The message and the way out for a character that no name may hold."""
    if character in _SYMBOLS:
        return f"`{character}` has no place in a formula", f"write `{_SYMBOLS[character]}` instead"
    if character in _BRACKETS:
        way_out = "names stand without brackets; parts of a formula stand in `(` and `)`"
        return f"`{character}` has no place in a formula", way_out
    if character in _NO_OPERATORS:
        way_out = "leave it out" if character == "=" else JOINED_HELP
        return f"`{character}` has no place in a formula", way_out
    if character.isspace() or unicodedata.category(character).startswith("C"):
        return f"an invisible character (U+{ord(character):04X})", "write a plain space instead, or nothing"
    return f"`{character}` has no place in a name", NAME_HELP


def _is_words(text: str) -> bool:
    words = text.split(" ")
    return all(map(_is_word, words)) and any(map(_has_letter, words))


def _is_word(word: str) -> bool:
    """Whether a text is letters and digits of any script, with the marks that belong to them."""
    kinds = [unicodedata.category(character) for character in word]
    return bool(kinds) and kinds[0][0] != "M" and all(kind[0] in "LM" or kind == "Nd" for kind in kinds)


def _has_letter(word: str) -> bool:
    return any(unicodedata.category(character).startswith("L") for character in word)
