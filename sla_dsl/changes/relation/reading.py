"""How lines are read that both versions are to judge: as if either knew every kind and every option of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.values import ValueType
from sla_dsl.model.vocabulary import Vocabulary
from sla_dsl.review.values import Types


class Reading:
    """The words of two versions together.

    `raw` are the kinds of lines that one of them, or both, has no definition for.
    """

    def __init__(self, old: Agreement, new: Agreement) -> None:
        self._vocabularies = old.vocabulary, new.vocabulary
        events = (event for one in self._vocabularies for event in one.events.values())
        self.raw = frozenset(event.id for event in events if event.definition is None)

    def types(self, kind: str | None, vocabulary: Vocabulary) -> Types:
        """The types of what a line of that kind (none: any) may carry, in a version; with the options of either."""
        fields = vocabulary.events[kind].fields if kind is not None else {}
        own = {**vocabulary.facts, **fields}
        return {name: self._with_options(name, kind, of) if of.options else of for name, of in own.items()}

    def _with_options(self, name: str, kind: str | None, of: ValueType) -> ValueType:
        options = (option for known in self._known(name, kind) for option in known.options)
        return replace(of, options=tuple(dict.fromkeys((*of.options, *options))))

    def _known(self, name: str, kind: str | None) -> Iterator[ValueType]:
        for one in self._vocabularies:
            if name in one.facts:
                yield one.facts[name]
            if kind is not None and kind in one.events and name in one.events[kind].fields:
                yield one.events[kind].fields[name]
