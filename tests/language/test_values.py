"""Values without quotes end where the words of a clause begin; and forms that were once missing."""

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load
from sla_dsl.language.sentence import clause_lines
from sla_dsl.model.clause import Both
from sla_dsl.model.words import clause_words_in
from tests.language.test_sentence import HEAD, loaded


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("phone otherwise notify ann", "otherwise"),
        ("phone paused\n  while it rings", "paused\n  while"),
        ("phone then after 2 hours", "then after"),
        ("is ann", "is"),
        ("must have", "must"),
        ("phone each month", "each"),
        ("not ann", "not"),
        ("missing", "missing"),
        ("known", "known"),
        ("phone 5 times", "5 times"),
        ("phone in 5 business days", "5 business days"),
        ("at least one", "at least"),
    ],
)
def test_words_of_a_clause_are_found_in_a_value(value, words):
    assert value[slice(*clause_words_in(value))] == words


@pytest.mark.parametrize(
    "value", ["island", "not-now", "known partner", "24 hours", "word of mouth", "in person", "sales order", "timeless"]
)
def test_a_value_of_other_words_stands_bare(value):
    assert clause_words_in(value) is None
    clause = loaded(f"when a lead is assigned where source is {value}, sales must contact the lead").clauses["test"]
    assert clause.trigger.event.where[0].values == (value,)


@pytest.mark.parametrize("value", ["is ann", "phone otherwise notify ann", "phone 5 times", "missing", "not now"])
def test_in_quotes_every_value_is_read_and_written(value):
    sentence = f'when a lead is assigned where source is "{value}",\nsales must contact the lead'
    agreement = loaded(sentence)
    assert agreement.clauses["test"].trigger.event.where[0].values == (value,)
    assert "\n".join(clause_lines(agreement.clauses["test"], agreement.vocabulary)) == sentence


def test_both_takes_more_than_two():
    sentence = "when a lead is assigned,\nsales must both contact the lead and book a meeting and hold a meeting"
    agreement = loaded(sentence)
    assert isinstance(agreement.clauses["test"].duty, Both)
    assert len(agreement.clauses["test"].duty.events) == 3
    assert "\n".join(clause_lines(agreement.clauses["test"], agreement.vocabulary)) == sentence


def test_a_tier_of_an_ensure_may_name_a_field_of_what_it_counts():
    """Its cases are those that `when E` opens, and a tier of that clause may."""
    sentence = (
        "each month,\nmarketing must ensure at least 10% of rejected leads become recycled leads within "
        "2 hours if reason is price, or 4 hours"
    )
    clause = loaded(sentence).clauses["test"]
    assert clause.deadline.tiers[0].conditions[0].role == "field"


def test_a_name_that_nothing_has_is_told_once():
    text = (
        f"{HEAD}  test: each month, marketing must ensure at least 10% of rejected leeds become recycled leads within "
        "2 hours if reason is price, or 4 hours\nconsequences: {review: We meet.}\n"
    )
    assert [found.code for found in load(Source("x", text)).diagnostics if found.is_error] == ["SLA203"]
