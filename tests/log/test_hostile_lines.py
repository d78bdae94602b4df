"""Logs of lines that are nearly as a machine writes them: every reader says the same of each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest

from tests.log.comparing import SMALL, compare
from tests.log.conftest import VOCABULARY

pytestmark = pytest.mark.usefixtures("twin")

KINDS = ("lead.assigned", "contact.attempted", "opportunity.valued", "page.viewed", "x" * 30)
NAMES = (
    "id",
    "opportunity",
    "source",
    "channel",
    "automated",
    "value",
    "score",
    "rep",
    "country",
    "x" * 50,
    "\u00e4",
    "",
)
TEXTS = ("web", "a,b", "}", "{", "\u00e4", "", "\u2028", '"', "\\", "a\tb", "true", "5")
SCALARS = ("0", "-0", "5", "1.5", "01", "1.", "1e5", "1E+5", "-1", "true", "false", "null", "NaN", "Infinity", "tru",
           "12345678901234567890", "0.1234567890123456789", "nulll", "1.5.5", "--1", "[]", "{}", '[1,{"a":2}]',
           '{"amount":5,"currency":"EUR"}')  # fmt: skip
USUAL_TIMES = ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00+02:00", "2026-03-02T09:00:00.125Z",
               "2026-03-02T09:00:00.125-05:30", "2026-03-02T09:00:00.125250+02:00")  # fmt: skip
SIGNS = ('"', "}", "{", ",", ":", " ", "\\", "\t", "\x01", "\x7f", "\u00e4", "", '","', "\r")
ODD_LINES = ("", "  ", "{}", "[]", "null", "x")
SPELLINGS = ((",", ":"), (", ", ": "), (",", ": "), (", ", ":"))


def time(rnd: Random) -> str:
    """A time, mostly one that is usual, else one that may be none."""
    if rnd.random() < 0.6:
        return rnd.choice(USUAL_TIMES)
    date = f"{rnd.choice((1, 1969, 2024, 2026, 9999)):04}-{rnd.randrange(14):02}-{rnd.randrange(33):02}"
    clock = f"{rnd.randrange(25):02}:{rnd.randrange(61):02}:{rnd.randrange(61):02}"
    fraction = rnd.choice(("", "", ".5", ".125", ".125250", ".1234567890", ".", ".12a"))
    return (
        date
        + rnd.choice("TTTt _")
        + clock
        + fraction
        + rnd.choice(("Z", "z", "+02:00", "+24:00", "+0200", "", "+02:60"))
    )


def parts(rnd: Random) -> Iterator[tuple[str, str]]:
    """The names and values of a line, as they are written."""
    yield "time", json.dumps(time(rnd))
    yield "event", json.dumps(rnd.choice(KINDS))
    yield (
        "lead",
        rnd.choice((f'"L-{rnd.randrange(20)}"', str(rnd.randrange(9)), f'"\u00e4-{rnd.randrange(5)}"', '""', "null")),
    )
    for name in rnd.sample(NAMES, rnd.randrange(5)):
        text = rnd.choice((*TEXTS, "x" * rnd.randrange(140)))
        written = json.dumps(text, ensure_ascii=rnd.random() < 0.5) if rnd.random() < 0.5 else rnd.choice(SCALARS)
        yield name, f'"e-{rnd.randrange(200)}"' if name == "id" and rnd.random() < 0.7 else written


def line(rnd: Random, comma: str, colon: str) -> str:
    """A line, now and then with a name twice, or a sign too many, too few or another."""
    own = list(parts(rnd))
    if rnd.random() < 0.2:
        rnd.shuffle(own)
    if rnd.random() < 0.03:
        own.append(rnd.choice(own))
    text = "{" + comma.join(f'"{name}"{colon}{value}' for name, value in own) + "}"
    if rnd.random() < 0.06:
        place = rnd.randrange(len(text))
        text = text[:place] + rnd.choice(SIGNS) + text[place + rnd.randrange(2) :]
    return rnd.choice((*ODD_LINES, f"{text} ", f" {text}", text + text)) if rnd.random() < 0.02 else text


@pytest.mark.parametrize("seed", range(60))
def test_every_reader_says_the_same_of_each_line(seed):
    rnd = Random(seed)
    spelling = rnd.choice((*SPELLINGS, None))
    lines = [line(rnd, *(spelling or rnd.choice(SPELLINGS))) for _ in range(rnd.choice((3, 40, 300)))]
    end = rnd.choice(("\n", "\r\n"))
    text = (end.join(lines) + rnd.choice((end, end, ""))).encode("utf-8", "surrogatepass")
    if rnd.random() < 0.1:
        place = rnd.randrange(len(text))
        text = text[:place] + bytes([rnd.randrange(256)]) + text[place + 1 :]
    how = rnd.choice(({}, {"memory": SMALL}, {"block": rnd.choice((60, 500, 3000, 20_000))}))
    compare(["-"], VOCABULARY, stdin=text, **how)
