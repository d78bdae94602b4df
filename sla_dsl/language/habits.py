"""Words that people write in a clause, and what a clause says instead (`habits.yaml`), found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from sla_dsl.language.edits import not_understood
from sla_dsl.language.syntax import Mistake

TABLE = Path(__file__).with_name("habits.yaml")

_NOT_LETTERS = r"(?![\w'/-])"


class Habit(NamedTuple):
    """A row of the table, as its head describes it."""

    pattern: str
    instead: str
    code: str = "SLA301"
    message: str = ""
    help: str = ""
    cost: int = 1


class Found(NamedTuple):
    """A habit at its place in a text: what to write over [start, end), the mistake to tell of it, and its cost."""

    start: int
    end: int
    instead: str
    mistake: Mistake
    cost: int


@cache
def habits() -> tuple[Habit, ...]:
    """Every row of the table."""
    table = yaml.load(TABLE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - it is safe
    units, numbers = table.pop("units"), table.pop("numbers")
    rows = [Habit(**row) for group in table.values() for row in group]
    rows += [habit for unit, written in units.items() for habit in _unit(written, unit)]
    rows += [_share(tens, ones, numbers) for tens in _TENS for ones in _ONES]
    return (*rows, *(_number(word, number) for word, number in numbers.items()))


_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = ("", "five", "one", "two", "three", "four", "six", "seven", "eight", "nine")


def _share(tens: str, ones: str, numbers: dict[str, int]) -> Habit:
    """A percentage in words: `ninety-five percent`."""
    number = 10 * (_TENS.index(tens) + 2) + (numbers[ones] if ones else 0)
    word = rf"{tens}[\s-]?{ones}" if ones else tens
    pattern = rf"(?:least|most|than)\s+(?P<at>(?i:{word}\s*(?:%|per\s?cent))){_NOT_LETTERS}"
    return Habit(pattern, f"{number}%", "SLA407", "a percentage is written in digits", "write `{instead}`")


def _unit(written: str, unit: str) -> tuple[Habit, Habit]:
    """A unit of time in other words, after a number with or without a space."""
    apart = rf"(?<=[0-9]\s)(?P<at>(?i:{written})){_NOT_LETTERS}"
    together = (
        rf"(?<![\w.])(?P<at>(?P<n>[0-9]+)-?(?i:{written})){_NOT_LETTERS}(?!\s+(?:[A-Z]{{3}}|kr|euros?|dollars?)\b)"
    )
    either = "write the number, and `business days` or `calendar days`"
    help_ = either if unit == "calendar days" else "write `{instead}`"
    return (
        Habit(apart, unit, "SLA318", "`{at}` is no unit of time"),
        Habit(together, rf"\g<n> {unit}", "SLA318", "a number and its unit stand apart", help_),
    )


def _number(word: str, number: int) -> Habit:
    pattern = rf"(?:within|at\s+least|at\s+most|after|for|than)\s+(?P<at>(?i:{word})){_NOT_LETTERS}"
    return Habit(pattern, str(number), message="a number is expected, not `{at}`", help="write `{instead}`")


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Habit], ...]:
    return tuple((re.compile(habit.pattern, re.DOTALL | re.VERBOSE), habit) for habit in habits())


def habits_in(text: str) -> Iterator[Found]:
    """Every habit that the text shows, row by row."""
    for pattern, habit in _compiled():
        for match in pattern.finditer(text):
            start, end = match.span("cut" if "cut" in pattern.groupindex else "at")
            instead = match.expand(habit.instead)
            if instead != text[start:end]:
                yield Found(start, end, instead, _mistake(habit, match, instead), habit.cost)


def _mistake(habit: Habit, match: re.Match[str], instead: str) -> Mistake:
    start, end = match.span("at")
    at = " ".join(match["at"].split())
    if habit.code == "SLA301" and not habit.message and not habit.help:
        return not_understood(at, instead.strip(), start, end)
    message = habit.message.replace("{at}", at) or f"`{at}` is not understood here"
    way_out = match.expand(habit.help).replace("{at}", at).replace("{instead}", instead)
    return Mistake(habit.code, message, start, end, way_out or f"did you mean `{instead}`?")
