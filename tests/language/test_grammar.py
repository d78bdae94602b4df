"""The clause grammar as a whole."""

import pytest

from sla_dsl.language.grammar import build, parser_of, tables_path
from sla_dsl.language.parse import parse_clause, parser
from tests.language.tables import GRAMMARS, meaning


def test_the_grammar_has_no_conflict_and_no_colliding_words():
    assert parser(strict=True).parse("sales must contact the lead", start="clause")


def test_keywords_end_where_their_word_ends():
    for text in (
        "when a, sales must b within 4 hoursunless c",
        "when a, sales must contact the order within 4 hours",
        "whenever a, sales must b",
    ):
        words = parse_clause(text)
        assert isinstance(words, list) is ("order" not in text)


@pytest.mark.parametrize("name", GRAMMARS)
def test_the_tables_are_those_of_the_grammar(name):
    grammar, starts = GRAMMARS[name]
    assert meaning(parser_of(grammar, starts)) == meaning(build(grammar, starts, strict=True))


@pytest.mark.parametrize("name", GRAMMARS)
def test_a_changed_grammar_is_seen(name, tmp_path):
    grammar, starts = GRAMMARS[name]
    changed = tmp_path / grammar.name
    old, new = {"clause": ("duty tail*", "duty tail+"), "formula": ("+", "~")}[name]
    changed.write_text(grammar.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert changed.read_bytes() != grammar.read_bytes()
    assert meaning(parser_of(grammar, starts)) != meaning(build(changed, starts, strict=True))


def test_tables_of_another_release_are_not_used(tmp_path):
    grammar, starts = GRAMMARS["clause"]
    copied = tmp_path / grammar.name
    copied.write_bytes(grammar.read_bytes())
    tables_path(copied).write_text('{"lark": "0.1"}', encoding="utf-8")
    assert parser_of(copied, starts).parse("sales must contact the lead", start="clause")
