from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.diagnostics import Source
from sla_dsl.funnel import formula_text
from sla_dsl.language.formula import is_name, parse_formula, parser
from sla_dsl.model.funnel import Literally, Name, Operation
from sla_dsl.model.values import Money, Share, exact

A, B, C = Name("a"), Name("b"), Name("c")


def test_the_grammar_has_no_conflict():
    assert parser(strict=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", A),
        ("revenue target * marketing share", Operation("*", Name("revenue target"), Name("marketing share"))),
        ("a - b - c", Operation("-", Operation("-", A, B), C)),
        ("a - (b - c)", Operation("-", A, Operation("-", B, C))),
        ("a + b * c", Operation("+", A, Operation("*", B, C))),
        ("(a + b) * c", Operation("*", Operation("+", A, B), C)),
        ("a / b / c", Operation("/", Operation("/", A, B), C)),
        ("((a))", A),
        ("a*b", Operation("*", A, B)),
        ("a+b", Operation("+", A, B)),
        ("2 * a", Operation("*", Literally(2), A)),
        ("3 000 000 EUR * 30%", Operation("*", Literally(Money(3_000_000, "EUR")), Literally(Share(Fraction(3, 10))))),
        ("2.5M EUR / 1.5", Operation("/", Literally(Money(2_500_000, "EUR")), Literally(Fraction(3, 2)))),
        ("q1 leads + leads 2", Operation("+", Name("q1 leads"), Name("leads 2"))),
        ("2nd tier * 2", Operation("*", Name("2nd tier"), Literally(2))),
        ("win\nrate", Name("win rate")),
        ("Umsatzgröße * कुल", Operation("*", Name("Umsatzgröße"), Name("कुल"))),
    ],
)
def test_formulas(text, expected):
    assert parse_formula(text) == expected


def test_a_known_name_may_begin_with_a_number():
    assert parse_formula("90 EUR deals", None, {"90 EUR deals"}) == Name("90 EUR deals")


@pytest.mark.parametrize(
    ("text", "code", "underlined", "help"),
    [
        ("a × b", "SLA601", "×", "write `*` instead"),
        ("a : b", "SLA601", ":", "write `/` instead"),
        ("a ÷ b", "SLA601", "÷", "write `/` instead"),
        ("a \u2013 b", "SLA601", "\u2013", "write ` - ` instead"),
        ("a , b", "SLA601", ",", "figures are joined by `+`, `-`, `*` and `/`"),
        ("a * 1,5", "SLA404", "1,5", "write `1.5`"),
        ("a * 2M", "SLA408", "2M", "write money as `2M EUR`, a plain number as `2 000 000`"),
        ("a * 15 000 eur", "SLA601", "15 000 eur", "write `15 000 EUR`"),
        ("a +", "SLA601", "+", "write a figure after it, or take it out"),
        ("(a *) + b", "SLA601", "*", "write a figure after it, or take it out"),
        ("+ a", "SLA601", "+", "write a figure before it, or take it out"),
        ("a + * b", "SLA601", "*", "write a figure before it, or take it out"),
        ("-5 * a", "SLA601", "-", "a minus stands between two figures, and no figure is below zero"),
        ("a ** 2", "SLA601", "**", "figures are joined by `+`, `-`, `*` and `/`"),
        ("a // 2", "SLA601", "//", "figures are joined by `+`, `-`, `*` and `/`"),
        ("a * (b + c", "SLA601", "(", "add the `)`"),
        ("a * b) + c", "SLA601", ")", "take it out, or add the `(`"),
        ("a * ()", "SLA601", "()", "write a figure in them"),
        ("(a) b", "SLA601", "b", "write `+`, `-`, `*` or `/` between them"),
        ("a (b)", "SLA601", "(", "write `+`, `-`, `*` or `/` between them"),
        ("2 b", "SLA601", "2 b", "write `2 * b`"),
        ("a-b", "SLA601", "-", "write ` - `; a name holds no hyphen, only letters and digits"),
        ("a -b", "SLA601", " -", "write ` - `; a name holds no hyphen, only letters and digits"),
        ("(a)-(b)", "SLA601", "-", "write ` - `; a name holds no hyphen, only letters and digits"),
        ("win_rate", "SLA601", "_", "a name is words of letters and digits, with one space between them"),
        ("[a]", "SLA601", "[a]", "did you mean `a`?"),
        ("[a b]", "SLA601", "[", "names stand without brackets; parts of a formula stand in `(` and `)`"),
        ("a\u00a0b", "SLA601", "\u00a0", "write a plain space instead, or nothing"),
        ("a^2", "SLA601", "^", "figures are joined by `+`, `-`, `*` and `/`"),
        ("", "SLA601", "", "write one, like `customers / win rate`"),
        ("(" * 10_000 + "a" + ")" * 10_000, "SLA113", "(", "derive a part of it under a name of its own"),
    ],
)
def test_mistakes_are_placed_and_have_a_way_out(text, code, underlined, help):
    (found,) = parse_formula(text, None, {"a", "b", "c"})
    assert (found.code, text[found.start : found.end], found.help) == (code, underlined, help)


def test_every_mistake_in_one_run():
    found = parse_formula("a × b + 1,5 * c_d")
    assert [(mistake.code, mistake.start) for mistake in found] == [("SLA601", 2), ("SLA404", 8), ("SLA601", 15)]


def test_a_hundred_operations_are_read_and_no_more():
    assert not isinstance(parse_formula("a" + " + a" * 100), list)
    (found,) = parse_formula("a" + " + a" * 101)
    assert found.code == "SLA601"
    (found,) = parse_formula("a" + " * a" * 100_000)
    assert found.code == "SLA601"


def test_spans_are_those_of_the_parts():
    text = "x * ((a + b)) / (c - (d))"
    formula = parse_formula(text, Source("f", text).span)

    def cut(part):
        return text[part.span.column - 1 : part.span.end_column - 1]

    assert cut(formula) == text
    assert cut(formula.left) == "x * ((a + b))"
    assert cut(formula.left.right) == "a + b"
    assert cut(formula.left.right.left) == "a"
    assert cut(formula.right) == "c - (d)"
    assert cut(formula.right.right) == "d"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("revenue target", True),
        ("q1 leads", True),
        ("90 day leads", True),
        ("über ziel", True),
        ("2M", False),
        ("15 000 EUR", False),
        ("30", False),
        ("2026 01", False),
        ("a  b", False),
        (" a", False),
        ("a_b", False),
        ("a-b", False),
        ("a.b", False),
        ("", False),
    ],
)
def test_names(text, answer):
    assert is_name(text) is answer


NUMBERS = st.builds(
    lambda digits, places: exact(Fraction(digits, 10**places)), st.integers(0, 10**12), st.integers(0, 6)
)
LEAVES = (
    st.builds(Literally, NUMBERS | st.builds(Share, NUMBERS) | st.builds(Money, NUMBERS, st.just("EUR")))
    | st.builds(Name, st.sampled_from(["a", "win rate", "q1 leads", "3 day deals", "größe"]))
)  # fmt: skip
FORMULAS = st.recursive(
    LEAVES, lambda parts: st.builds(Operation, st.sampled_from(["+", "-", "*", "/"]), parts, parts), max_leaves=12
)


@given(FORMULAS)
def test_what_is_written_reads_the_same(formula):
    text = formula_text(formula)
    read = parse_formula(text, None, {"3 day deals"})
    assert read == formula
    assert formula_text(read) == text


@given(st.text("ab1 +-*/()%,.€EURkM_×\n", max_size=20))
def test_any_text_is_a_formula_or_has_mistakes_inside_it(text):
    found = parse_formula(text, Source("f", text).span)
    if isinstance(found, list):
        assert found
        for mistake in found:
            assert 0 <= mistake.start <= mistake.end <= len(text)
            assert mistake.help
