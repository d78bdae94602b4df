"""What is told of one difference before anybody knows whom it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from sla_dsl.frozen import frozen
from sla_dsl.funnel import kinds
from sla_dsl.language.sentence import Writing
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause
from sla_dsl.model.values import Exact


class Edit(NamedTuple):
    """One difference: its rule in the table of kinds, and the words of each version, none where there are none.

    `subject` says in words what it is about, where that is more than the clause.
    """

    rule: str
    old: str | None
    new: str | None
    subject: str = ""


Edits = Iterator[Edit]
Texts = tuple[str | None, str | None]
"""The words of each version, none where it has none."""

_Part = TypeVar("_Part")
Write = Callable[[_Part], str]


@frozen
class Version:
    """One version of an agreement, and what its sentences are written with."""

    agreement: Agreement
    writing: Writing

    @classmethod
    def of(cls, agreement: Agreement) -> Version:
        """The version that an agreement is."""
        funnel = agreement.funnel
        known = kinds(funnel, agreement.currency)[0] if funnel else {}
        return cls(agreement, Writing(agreement.vocabulary, known))


@frozen
class Pair:
    """A clause in both versions. `renamed` gives the new ids of clauses that have been renamed, by their old ones."""

    old: Version
    new: Version
    before: Clause
    after: Clause
    renamed: Mapping[str, str]


def told(old: _Part | None, new: _Part | None, write: Write[_Part], write_new: Write[_Part] | None = None) -> Texts:
    """The words of a part in each version, none where it is not there; `write_new` where the new one's differ."""
    after = write_new or write
    return None if old is None else write(old), None if new is None else after(new)


def on_one_line(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


def comes(name: str, texts: Texts, subject: str = "") -> Edits:
    """`NAME-added`, `NAME-removed` or `NAME-changed`, by which of the two texts are there and whether they differ."""
    old, new = texts
    if old == new:
        return
    what = "added" if old is None else "removed" if new is None else "changed"
    yield Edit(f"{name}-{what}", old, new, subject)


def moves(up: str, down: str, old: Exact, new: Exact, texts: Texts, subject: str = "") -> Edits:
    """`up` where the new amount is the greater, `down` where it is the less, nothing where they are equal."""
    if old != new:
        yield Edit(up if new > old else down, *texts, subject)
