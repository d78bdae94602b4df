"""A grammar file → its parser: LALR, with a lexer that knows which words can stand where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

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


def build(grammar: Path, start: Sequence[str], *, strict: bool) -> Lark:
    """The parser of a grammar. `strict` refuses every ambiguity in it, and needs the development extras."""
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
