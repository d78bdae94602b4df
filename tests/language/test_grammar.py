"""The clause grammar as a whole."""

from sla_dsl.language.parse import parse_clause, parser


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
