from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.funnel import derive, value
from sla_dsl.language.envelope import read
from sla_dsl.language.funnels import read_funnel
from sla_dsl.model.agreement import Effective
from sla_dsl.model.clause import Period
from sla_dsl.model.values import Money

YEAR = Effective(date(2026, 1, 1), date(2026, 12, 31))
FOR_GOOD = Effective(date(2026, 1, 1))

SEED = """\
each: quarter
given:
  revenue target: {2026-Q1: 3 000 000 EUR, otherwise: 3.1M EUR}
  marketing share: 30%
  average deal: 15 000 EUR
  win rate: 10%
derive:
  mql target: customers / win rate
  marketing revenue: revenue target * marketing share
  customers: marketing revenue / average deal
"""


def funnel_of(text, currency="EUR", effective=YEAR):
    source = Source("acme.sla.yaml", text)
    node, found = read(source)
    assert not found
    return read_funnel(node, source, currency, effective)


def findings(text, currency="EUR", effective=YEAR):
    """Code, the text that is underlined (on its first line), and help of each finding."""
    _, found = funnel_of(text, currency, effective)
    return [(each.code, _underlined(each), each.help) for each in found]


def _underlined(found):
    span = found.place.span
    end = span.end_column if span.end_line == span.line else None
    return found.place.line_text[span.column - 1 : end and end - 1]


def codes(text, currency="EUR", effective=YEAR):
    return [(code, underlined) for code, underlined, _ in findings(text, currency, effective)]


def small(given="", derive=""):
    lines = ["each: quarter", "given:", *(f"  {line}" for line in given.splitlines())]
    return "\n".join([*lines, "derive:", *(f"  {line}" for line in derive.splitlines())]) + "\n"


def test_the_seed():
    funnel, found = funnel_of(SEED)
    assert found == []
    assert funnel.each is Period.QUARTER
    assert value(funnel, "marketing revenue", "2026-Q1") == Money(900_000, "EUR")
    assert value(funnel, "customers", "2026-Q1") == 60
    assert value(funnel, "mql target", "2026-Q1") == 600
    assert value(funnel, "mql target", "2026-Q2") == 620
    assert funnel.derive["customers"].text == "marketing revenue / average deal"
    assert list(funnel.derive) == ["mql target", "marketing revenue", "customers"]


def test_no_funnel():
    assert read_funnel(None, Source("f", ""), None, YEAR) == (None, [])


@pytest.mark.parametrize(
    ("given", "derive", "expected"),
    [
        # names
        ("win_rate: 5%", "x: 2", ("SLA117", "win_rate",
         "a name is words of letters and digits, with one space between them: `win rate`")),
        ("30: 5%", "x: 2", ("SLA117", "30",
         "a name is words of letters and digits, with one space between them; it holds a letter, and is no amount")),
        ("a: 5", "a: 2 * 3", ("SLA609", "a", "keep one of them, or give one another name")),
        ("win rate: 5%", "x: 5 / win rat", ("SLA206", "win rat", "did you mean `win rate`?")),
        ("win rate: 5%\nleads: 3", "x: win rate leads",
         ("SLA206", "win rate leads", "write `+`, `-`, `*` or `/` between `win rate` and `leads`")),
        ("a: 5", "x: zzz * 2", ("SLA206", "zzz", "add it under `given` or `derive`")),
        # amounts
        ("a: 2,5", "x: a", ("SLA404", "2,5", "write `2.5`")),
        ("a: 2.5M", "x: a", ("SLA408", "2.5M", "write money as `2.5M EUR`, a plain number as `2 500 000`")),
        ("a: {2026-Q1: 5, otherwise: lots}", "x: a", ("SLA608", "lots",
         "write a number (`250 000`, `1.5`), a percentage (`30%`) or money (`15 000 EUR`, `1.5M EUR`)")),
        # currency
        ("a: {2026-Q1: 5 EUR, otherwise: 5 USD}", "x: a", ("SLA408", "5 USD", "write it in EUR")),
        ("a: 5", "x: 5 USD * a", ("SLA408", "5 USD", "write it in EUR")),
        # units
        ("a: 5 EUR", "x: 2 * (a * a)", ("SLA602", "a * a", "money can be multiplied by a count, a share or a number: `/` would fit")),
        ("a: 5 EUR\nb: 3", "x: b / a", ("SLA602", "b / a", "a count can be divided by a count, a share or a number: `*` would fit")),
        ("a: 5%", "x: 1 - a", ("SLA602", "1 - a", "beside a share, one whole is `100%`")),
        ("a: 5%\nb: 3", "x: b + a", ("SLA602", "b + a", "only figures of one kind are added or subtracted: `*` would fit")),
        ("a: 5%", "x: a / a", ("SLA602", "a / a", "a share can be divided by a number")),
        ("a: 3", "x: a * a", ("SLA602", "a * a", "a count can be multiplied by money, a share or a number")),
        ("a: {2026-Q1: 5%, 2026-Q2: 7, otherwise: 6%}", "x: a",
         ("SLA602", "7", "write `7%`: all values of one figure are of one kind")),
        # formulas
        ("a: 5", "x: a-a", ("SLA601", "-", "write ` - `; a name holds no hyphen, only letters and digits")),
        # figures
        ("a: 0%\nb: 3", "x: 1 + b / a", ("SLA604", "a", "divide by what is above zero")),
        ("a: {2026-Q3: 0, otherwise: 1}", "x: 4 EUR / (a * 2)", ("SLA604", "a * 2", "divide by what is above zero")),
        ("a: 120%", "x: 3 * a", ("SLA605", "120%", "write a percentage from 0% to 100%")),
        ("a: 3", "x: a * 120%", ("SLA605", "120%", "as a plain factor it is `1.2`")),
        ("a: 3\nb: 2", "x: a / b", ("SLA605", "a / b", "a count divided by a count is a share, a part of a whole")),
        ("a: 30%", "x: 4 * a",
         ("SLA605", "4 * a", "a bare number times a share is a share; under a name of its own, a number is a count")),
        ("a: 30%\nb: 40%", "x: a - b", ("SLA605", "a - b", "a share is a part of a whole")),
        ("a: 3\nb: 4", "x: a - b", ("SLA606", "a - b", "`3 - 4` is below zero; check the figures it follows from")),
        # periods
        ("a: {2026-Q1: 5, 2026-Q2: 6}", "x: a",
         ("SLA607", "a", "add `2026-Q3: …`, or `otherwise: …` for every period that is not named")),
        ("a: {2026-05: 5, otherwise: 6}", "x: a",
         ("SLA607", "2026-05", "did you mean `2026-Q2`?")),
        ("a: {Q1 2026: 5, otherwise: 6}", "x: a", ("SLA607", "Q1 2026", "did you mean `2026-Q1`?")),
        ("a: {2026-Q1: 5, otherwize: 6}", "x: a", ("SLA607", "otherwize", "did you mean `otherwise`?")),
        ("a: {}", "x: a", ("SLA607", "a", "write a value, or `{otherwise: …}`")),
    ],
)  # fmt: skip
def test_one_mistake_is_told_once_at_its_place_with_a_way_out(given, derive, expected):
    assert findings(small(given, derive)) == [expected]


@pytest.mark.parametrize("derive", ["x: a\ny: x * 2\nz: y + 5%", "z: y + 5%\ny: x * 2\nx: a"])
def test_what_follows_from_a_mistake_is_not_told(derive):
    assert codes(small("a: nonsense", derive)) == [("SLA608", "nonsense")]
    assert codes(small("a: 0", derive.replace("x: a", "x: 5 EUR / a").replace("+ 5%", "+ 5 EUR"))) == [("SLA604", "a")]


def test_independent_mistakes_are_all_told():
    text = small("a: 1,5\nb: 120%\nc: 5", "x: c * c\ny: nope\nz: c +\nq: c - 7")
    assert [code for code, _ in codes(text)] == ["SLA404", "SLA605", "SLA602", "SLA206", "SLA601", "SLA606"]


def test_one_figure_may_fail_in_two_ways_in_two_periods():
    text = small("a: {2026-Q1: 0, 2026-Q2: 1, otherwise: 50}\nb: 10", "x: b / a")
    assert codes(text) == [("SLA605", "b / a"), ("SLA604", "a")]
    _, found = funnel_of(text)
    assert [each.message for each in found] == [
        "`x` comes to 1 000% in 2026-Q2, outside 0% to 100%",
        "`x` divides by `a`, which is zero in 2026-Q1",
    ]


def test_each_circle_is_told_once():
    _, found = funnel_of(small("g: 5", "a: b + g\nb: c\nc: a\nd: d * 2\ne: a + d\nf: g"))
    assert [(each.code, each.message) for each in found] == [
        ("SLA603", "`a` needs `b` needs `c` needs `a`: no figure follows from itself"),
        ("SLA603", "`d` needs `d`: no figure follows from itself"),
    ]
    assert [place.note for place in found[0].related] == ["`b`", "`c`"]


def test_no_currency_is_told_once():
    assert codes(small("a: 5 EUR\nb: 6 EUR", "x: a + b + 7 EUR"), currency=None) == [("SLA511", "5 EUR")]


def test_only_periods_in_force_count():
    gap = small("a: {2026-Q2: 5, 2026-Q3: 0}", "x: 10 EUR / a")
    assert codes(gap, effective=Effective(date(2026, 4, 1), date(2026, 6, 30))) == []
    assert codes(gap, effective=Effective(date(2026, 4, 1), date(2026, 7, 1))) == [("SLA604", "a")]
    assert codes(gap, effective=Effective(date(2026, 3, 31), date(2026, 6, 30))) == [("SLA607", "a")]
    assert codes(gap, effective=None) == []


def test_an_agreement_for_good_needs_otherwise():
    assert codes(small("a: {2026-Q1: 5}", "x: a"), effective=FOR_GOOD) == [("SLA607", "a")]
    assert codes(small("a: {2026-Q1: 5, otherwise: 5}", "x: a"), effective=FOR_GOOD) == []
    assert codes(small("a: {2030-Q1: 0, otherwise: 5}", "x: 5 EUR / a"), effective=FOR_GOOD) == [("SLA604", "a")]


def test_an_average_may_pass_through_more_than_a_whole():
    assert codes(small("a: 80%\nb: 90%", "x: (a + b) / 2")) == []


def test_a_funnel_beside_errors():
    """It is there where it is known what every name is, so that clauses can be checked against it."""
    assert funnel_of(small("a: 120%", "x: 2 * a"))[0] is not None
    for broken in (small("a: nonsense", "x: a"), small("_: 5", "x: 2"), small("a: 5", "x: a * a"), "each: decade\n"):
        assert funnel_of(broken)[0] is None


def test_what_the_schema_tells_is_not_told_again():
    for text in ("each: fortnight\n", "given: {a: 5}\n", "each: quarter\ngiven: [a]\nderive: {x: a}\n",
                 "each: quarter\ngiven: {a: [1]}\nderive: {x: a, y: {b: c}, z: y}\n",
                 "each: quarter\ngiven: {a: ''}\nderive: {x: a, y: ''}\n", "[a]\n", "quarter\n"):  # fmt: skip
        assert codes(text) == []


def test_places_in_folded_and_quoted_text():
    text = "each: year\nderive:\n  x: >-\n    1 +\n    nope\n  y: '2 *\n    nada'\n"
    assert codes(text) == [("SLA206", "nope"), ("SLA206", "nada")]


def test_many_days_and_many_names_are_fast():
    days = "".join(f"    2026-{month:02}-{day:02}: {day} EUR\n" for month in range(1, 13) for day in range(1, 29))
    names = "".join(f"  n{at}: n{at - 1} * 2\n" for at in range(1, 30))
    text = f"each: day\ngiven:\n  a:\n{days}    otherwise: 5 EUR\nderive:\n  n0: a * 50%\n{names}"
    start = process_time()
    assert codes(text, effective=Effective(date(1, 1, 1))) == []
    assert codes(text, effective=Effective(date(1, 1, 1), date(9999, 12, 31))) == []
    assert process_time() - start < 5


def test_long_chains_and_circles_do_not_crash():
    chain = "".join(f"  n{at}: n{at + 1} + 1\n" for at in range(5_000))
    funnel, found = funnel_of(f"each: year\ngiven:\n  n5000: 1\nderive:\n{chain}")
    assert found == []
    assert derive(funnel, "2026").figures["n0"] == 5_001
    assert [code for code, _ in codes(f"each: year\nderive:\n{chain}  n5000: n0\n")] == ["SLA603"]
