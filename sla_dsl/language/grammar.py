"""A grammar file → Lark's parser of it: LALR, with a lexer that knows which words can stand where.

It says where a text that `lalr` could not read stops making sense, and the tables of both are made from it. Where the
tables for Lark fit the Lark that is installed, the parser is read from them, which takes a third of the time; a test
holds all tables against the grammar, and `python -m tests.language.tables` makes them anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.common import LexerConf
from lark.exceptions import UnexpectedInput
from lark.grammar import Rule
from lark.lexer import ContextualLexer, TerminalDef

from sla_dsl.language.lalr import END


class _TrustingLexer(ContextualLexer):
    """The same lexer without its search for words that collide: tests make it, on the strict parser.

    Where the development extras are installed, that search takes several times as long as all the rest.
    """

    def __init__(
        self, conf: LexerConf, states: dict[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        conf.skip_validation = True
        super().__init__(conf, states, always_accept)


def parser_of(grammar: Path, start: Sequence[str]) -> Lark:
    """The parser of a grammar."""
    tables = json.loads(tables_path(grammar).read_text(encoding="utf-8"), object_hook=_with_numbers)
    if tables["lark"] != lark.__version__:
        return build(grammar, start, strict=False)
    load: Any = Lark._load_from_dict  # noqa: SLF001 - what its own prebuilt parsers are loaded with
    parser: Lark = load(tables["data"], tables["memo"])
    for terminal in parser.terminals:
        terminal.pattern.flags = frozenset(terminal.pattern.flags)
    return parser


def stop_of(parser: Lark, text: str, start: str) -> UnexpectedInput:
    """What stops a text being read, as Lark tells it. The text must be one that `lalr` could not read."""
    try:
        parser.parse(text, start=start)
    except UnexpectedInput as error:
        return error
    raise AssertionError(f"read by one parser and not by the other: {text!r}")


def build(grammar: Path, start: Sequence[str], *, strict: bool) -> Lark:
    """The parser, from the grammar's text. `strict` refuses every ambiguity in it, and needs the development extras."""
    return Lark(
        grammar.read_text(encoding="utf-8"),
        parser="lalr",
        lexer="contextual",
        start=list(start),
        propagate_positions=True,
        maybe_placeholders=False,
        strict=strict,
        **({} if strict else {"_plugins": {"ContextualLexer": _TrustingLexer}}),
    )


def tables_path(grammar: Path) -> Path:
    """Where the tables of a grammar lie."""
    return grammar.with_suffix(".tables.json")


def tables_text(parser: Lark) -> str:
    """The tables of a strict parser, as JSON. Its states may be numbered otherwise each time."""
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    data["options"]["strict"] = False  # what would be refused has been
    return json.dumps({"lark": lark.__version__, "data": data, "memo": memo}, separators=(",", ":")) + "\n"


def states_text(parser: Lark) -> str:
    """The tables of a strict parser as `lalr` reads them, as JSON: always the same of the same grammar."""
    inner: Any = parser.parser
    table = inner.parser._parse_table  # noqa: SLF001 - it has no other
    order = _states_in_order(table)
    numbers = {state: number for number, state in enumerate(order)}
    moves = [(str(name), *move) for state in order for name, move in table.states[state].items()]
    symbols = sorted({END, *(name for name, _, _ in moves)})
    rules = sorted({rule for _, action, rule in moves if not _is_shift(action)}, key=_rule_order)

    def moved(action: object, to: Any) -> int:  # noqa: ANN401 - a state or a rule
        return numbers[to] if _is_shift(action) else -1 - rules.index(to)

    ends = table.end_states
    rows = [{symbols.index(str(name)): moved(*move) for name, move in table.states[state].items()} for state in order]
    tables = {
        "symbols": symbols,
        "kinds": [[kind.name, _beginning(kind), kind.pattern.to_regexp()] for kind in _in_order_of_trial(parser)],
        "rules": [_rule(rule, symbols) for rule in rules],
        "states": [sorted(row.items()) for row in rows],
        "bounds": {name: [numbers[first], numbers[ends[name]]] for name, first in table.start_states.items()},
    }
    return json.dumps(tables, separators=(",", ":"), sort_keys=True) + "\n"


def _is_shift(action: object) -> bool:
    return str(action) == "Shift"


def _states_in_order(table: Any) -> list[Any]:  # noqa: ANN401 - Lark's
    """The states as they are met from the beginnings on: Lark may number them otherwise each time."""
    met: list[Any] = [table.start_states[start] for start in sorted(table.start_states)]
    for state in met:  # grows meanwhile
        shifts = sorted((str(name), to) for name, (action, to) in table.states[state].items() if _is_shift(action))
        for _, to in shifts:
            if to not in met:
                met.append(to)
    return met


def _in_order_of_trial(parser: Lark) -> list[TerminalDef]:
    """The kinds of words, in the order in which Lark's own lexer tries them."""

    def order(kind: TerminalDef) -> tuple[int, int, int, str]:
        return -kind.priority, -kind.pattern.max_width, -len(kind.pattern.value), kind.name

    return sorted(parser.terminals, key=order)


def _beginning(kind: TerminalDef) -> str:
    """The letters that every word of a kind begins with."""
    pattern = kind.pattern.to_regexp()
    found = re.match(r"[a-z,]+(?![a-z,?*+{])", pattern)
    return found[0] if found and "|" not in pattern else ""


def _rule_order(rule: Rule) -> tuple[str, int]:
    return str(rule.origin.name), rule.order


def _rule(rule: Rule, symbols: list[str]) -> list[object]:
    """A rule as `lalr.Rule` has it."""
    parts = list(enumerate(rule.expansion))
    origin = str(rule.origin.name)
    kept = [number for number, part in parts if rule.options.keep_all_tokens or not getattr(part, "filter_out", False)]
    spread = [number for number, part in parts if not part.is_term and str(part.name).startswith("_")]
    name = "" if origin.startswith("_") else rule.alias or origin
    single = bool(rule.options.expand1 and not rule.alias)
    return [name, symbols.index(origin), len(parts), kept, spread, single]


def _with_numbers(table: dict[str, Any]) -> dict[str | int, Any]:
    """A table with the numbers for keys that JSON has as texts."""
    return {int(key) if key.isdigit() else key: value for key, value in table.items()}
