"""A clause's text tried out: how far it can be read, and every mistake in it, with no file around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace

from sla_dsl.diagnostics import Place, Span
from sla_dsl.frozen import mutable
from sla_dsl.language.candidates import KEYWORDS
from sla_dsl.language.edits import Known
from sla_dsl.language.mistakes import PERIODS, UNITS
from sla_dsl.language.nodes import Scalar
from sla_dsl.language.notes import Notes
from sla_dsl.language.parse import Unread, read_clause
from sla_dsl.language.repair import Budget, Stage, Trial, mended
from sla_dsl.language.resolve import Context, resolve_clause
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.words import ARTICLES


@mutable
class _Offsets(Notes):
    """Notes that keep the offsets of what is noted, and never look at the file."""

    kept: list[Mistake] = field(default_factory=list)

    def add(self, code: str, message: str, start: int, end: int, help: str = "", related: Iterable[Place] = ()) -> None:  # noqa: ARG002
        """Keep a mistake."""
        self.kept.append(Mistake(code, message, start, end, help))

    def span(self, start: int, end: int) -> Span:
        """The offsets as columns."""
        return Span(1, start + 1, 1, end + 1)

    @property
    def failed(self) -> bool:
        """Whether a mistake has been kept."""
        return bool(self.kept)


@mutable
class Reviewer:
    """Looks for the mistakes in clauses of one file; what it knows of the file is gathered when first asked."""

    context: Context
    budget: Budget = field(default_factory=Budget)
    known: Known | None = None
    stopped: str | None = None
    """The first clause whose further mistakes were not looked for, as all that may be tried of one file was."""

    def mistakes(self, id_: str, scalar: Scalar) -> list[Mistake]:
        """Every mistake in the sentence of a clause that cannot be taken as it stands."""
        if self.budget.left <= 0:
            self.stopped = self.stopped or id_
        self.known = self.known or _known(self.context)
        return mended(scalar.text, lambda text: self._judge(id_, scalar, text), self.known, self.budget)

    def _judge(self, id_: str, scalar: Scalar, text: str) -> Trial:
        words = read_clause(text)
        if isinstance(words, Unread):
            return Trial(Stage.CHARACTERS if words.by_characters else Stage.UNREAD, words.at, words.mistakes)
        notes = _Offsets(scalar.source, replace(scalar, text=text))
        resolve_clause(id_, words, self.context, notes)
        return Trial(Stage.READ, len(text), lambda: notes.kept)


def _known(context: Context) -> Known:
    """Every word that some part of a sentence may hold, and the names in it."""
    vocabulary = context.vocabulary
    phrases = [
        phrase for event in vocabulary.events.values() for phrase in (event.when, event.do, event.many) if phrase
    ]
    fields = [(name, type_) for event in vocabulary.events.values() for name, type_ in event.fields.items()]
    typed = [*fields, *vocabulary.facts.items()]
    names = [name for name, _ in typed] + [option for _, type_ in typed for option in type_.options]
    own = (*context.parties, *context.contacts, *context.consequences, *context.clauses, *vocabulary.events)
    singular = (unit.removesuffix("s") for unit in UNITS)
    grammar = (*KEYWORDS, *UNITS, *singular, *PERIODS, *ARTICLES, "yes", "no", "time", "day", "breach", "cases")
    texts = (*phrases, *names, *own, *vocabulary.states, *grammar)
    words = frozenset(word for text in texts for word in text.split()) | frozenset(own)
    duties = tuple(event.do for event in vocabulary.events.values() if event.do)
    happenings = tuple(event.when for event in vocabulary.events.values() if event.when)
    return Known(
        words,
        frozenset(own),
        frozenset(context.figures.kinds),
        context.people,
        duties,
        happenings,
        tuple(context.parties),
        context.currency,
        tuple(event.many for event in vocabulary.events.values() if event.many),
        tuple((event.many, event.do) for event in vocabulary.events.values() if event.many and event.do),
        tuple(dict.fromkeys(name for name, _ in typed)),
        tuple(dict.fromkeys(name for name, type_ in typed if type_.name == "money")),
        tuple((event.when, event.do) for event in vocabulary.events.values() if event.when and event.do),
    )
