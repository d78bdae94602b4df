"""A grammar file → its parser: LALR, with a lexer that knows which words can stand where.

Where the grammar's own tables fit the Lark that is installed, the parser is read from them, which takes a third of the
time; a test holds them against the grammar, and `python -m tests.language.tables` makes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.common import LexerConf
from lark.lexer import ContextualLexer


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
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = parser.memo_serialize([TerminalDef, Rule])
    data["options"]["strict"] = False  # what would be refused has been
    return json.dumps({"lark": lark.__version__, "data": data, "memo": memo}, separators=(",", ":")) + "\n"


def _with_numbers(table: dict[str, Any]) -> dict[str | int, Any]:
    """A table with the numbers for keys that JSON has as texts."""
    return {int(key) if key.isdigit() else key: value for key, value in table.items()}
