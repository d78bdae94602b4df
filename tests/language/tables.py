"""The tables of the parsers, made from their grammars: `python -m tests.language.tables` writes them anew."""

from __future__ import annotations

from typing import Any

from lark import Lark
from lark.grammar import Rule

from sla_dsl.language import formula, parse
from sla_dsl.language.grammar import build, states_text, tables_path, tables_text
from sla_dsl.language.lalr import states_path

GRAMMARS = {"clause": (parse.GRAMMAR, parse.STARTS), "formula": (formula.GRAMMAR, formula.STARTS)}


def meaning(parser: Lark) -> dict[str, Any]:
    """All that decides how a parser reads, however its states are numbered."""
    table = parser.parser.parser._parse_table
    numbers: dict[object, int] = {}
    states: list[dict[str, object]] = []
    waiting = [table.start_states[start] for start in sorted(table.start_states)]
    for state in waiting:  # grows as states are met, in an order that does not depend on their numbers
        if state in numbers:
            continue
        numbers[state] = len(numbers)
        row = {}
        for symbol, (action, argument) in sorted(table.states[state].items()):
            is_shift = "Shift" in str(action)
            row[symbol] = argument if is_shift else _rule(argument)
            if is_shift:
                waiting.append(argument)
        states.append(row)
    return {
        "states": [{symbol: numbers.get(to, to) for symbol, to in row.items()} for row in states],
        "ends": {start: numbers[state] for start, state in table.end_states.items()},
        "terminals": sorted(
            (one.name, repr(one.pattern), sorted(one.pattern.flags), one.priority) for one in parser.terminals
        ),
        "rules": sorted(map(_rule, parser.rules)),
        "ignored": sorted(parser.lexer_conf.ignore),
        "positions": parser.options.propagate_positions,
        "placeholders": parser.options.maybe_placeholders,
    }


def _rule(rule: Rule) -> str:
    """A rule, told apart from all others; Lark names its parts by texts of several types."""
    parts = [(part.is_term, str(part.name), getattr(part, "filter_out", None)) for part in rule.expansion]
    return f"{rule.origin.name!s} {parts} {rule.alias!s} {rule.order} {rule.options}"


if __name__ == "__main__":
    for grammar, starts in GRAMMARS.values():
        parser = build(grammar, starts, strict=True)
        tables_path(grammar).write_text(tables_text(parser), encoding="utf-8")
        states_path(grammar).write_text(states_text(parser), encoding="utf-8")
