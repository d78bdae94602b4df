"""One raw line → an event, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sla_dsl.log.raw import Cells, Fault, Written, found
from sla_dsl.log.times import read_time, time_expected
from sla_dsl.log.values import ReadValue, value_reader
from sla_dsl.model.event import Event
from sla_dsl.model.values import Value, ValueType
from sla_dsl.model.vocabulary import EventType, Vocabulary

_WHOLE = re.compile(r"-?[0-9]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CORE = ("time", "event", "lead", "id", "opportunity")

MOST_SHARED = 50_000
"""So many sets of values of a kind are kept, to be shared by the events that have the same: quicker, and lean."""

LONGEST_SHARED = 40
"""Sets with a longer text are not kept."""

_CELL_WORDS: Mapping[object, bool] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False
}  # fmt: skip
"""How tables write yes/no, beside `yes` and `no`: JSON's way, Python's, and a spreadsheet's."""

_Readers = Mapping[str, ReadValue]
_Shared = dict[tuple[object, ...], dict[str, Value]]


class _Plan:
    """How lines of one kind are read: whether they are about an opportunity, and what types each name's value.

    `shared` holds sets of typed values by the raw ones, in the order of `names`. Raw values that are equal are typed
    equally: a number is kept as it is written, and `50` means the same as `"50"` in every type.
    """

    __slots__ = ("about_opportunity", "kind", "names", "readers", "shared", "yes_no")

    def __init__(
        self, kind: str, readers: _Readers, *, about_opportunity: bool, shared: _Shared, yes_no: Iterable[str]
    ) -> None:
        self.kind = kind
        self.about_opportunity = about_opportunity
        self.names = tuple(readers)
        self.readers = tuple(readers.values())
        self.shared = shared
        self.yes_no = tuple(yes_no)


class LineReader:
    """Reads lines by a vocabulary, with the agreement's currency.

    The first reason found is the line's, in this order: surrogates (SLA707), `time`, `event`, `lead`, `id`,
    `opportunity`, the facts, then the event's fields, as the vocabulary orders them.
    """

    def __init__(self, vocabulary: Vocabulary, currency: str | None) -> None:
        self._facts = {name: value_reader(type_, currency) for name, type_ in vocabulary.facts.items()}
        self._plans = {kind.id: self._declared(kind, vocabulary, currency) for kind in vocabulary.events.values()}
        self._undeclared_shared: _Shared = {}
        self._yes_no_facts = _yes_no(vocabulary.facts)
        self._leads: dict[str, str] = {}

    def event(self, raw: Mapping[str, object], line: bytes, file: str, number: int) -> Event | Fault:
        """The event of a raw line (`line` is its text), or the first reason found why it is none."""
        if b"\\u" in line and (fault := self._half_characters(raw)):
            return fault
        when = raw.get("time")
        time = read_time(when) if type(when) is str and when else _no_time(raw)
        if isinstance(time, Fault):
            return time
        name = raw.get("event")
        if type(name) is not str or not name:
            return _no_text("event", raw)
        plan = self._plans.get(name) or self._undeclared(name)
        lead = _named(raw, "lead")
        if not isinstance(lead, str):
            return lead or _no_text("lead", raw)
        own_id = _named(raw, "id")
        if isinstance(own_id, Fault):
            return own_id
        opportunity = _named(raw, "opportunity")
        if isinstance(opportunity, Fault):
            return opportunity
        values = _values(_with_yes_no(raw, plan) if type(raw) is Cells else raw, plan)
        if isinstance(values, Fault):
            return values
        lead = self._leads.setdefault(lead, lead)
        if opportunity is None and plan.about_opportunity:
            opportunity = lead
        return Event(time, plan.kind, lead, own_id, opportunity, values, file, number)

    def _declared(self, kind: EventType, vocabulary: Vocabulary, currency: str | None) -> _Plan:
        fields = {name: value_reader(type_, currency) for name, type_ in kind.fields.items()}
        yes_no = _yes_no({**vocabulary.facts, **kind.fields})
        return _Plan(
            kind.id, self._facts | fields, about_opportunity=kind.about == "opportunity", shared={}, yes_no=yes_no
        )

    def _undeclared(self, kind: str) -> _Plan:
        """The plan of a kind that the vocabulary lacks: its facts count."""
        plan = _Plan(
            kind, self._facts, about_opportunity=False, shared=self._undeclared_shared, yes_no=self._yes_no_facts
        )
        self._plans[kind] = plan
        return plan

    def _half_characters(self, raw: Mapping[str, object]) -> Fault | None:
        """A fault where a name, or a value that is looked at, holds an escape of half a character."""
        kind = raw.get("event")
        plan = self._plans.get(kind) if type(kind) is str else None
        names = (*_CORE, *(plan.names if plan else self._facts))
        texts = [*raw, *(text for name in names for text in _texts(raw.get(name)))]
        if any(_SURROGATE.search(text) for text in texts):
            return Fault("SLA707", "an escape such as `\\ud800` stands for half a character, which is no text")
        return None


def _yes_no(types: Mapping[str, ValueType]) -> tuple[str, ...]:
    return tuple(name for name, type_ in types.items() if type_.name == "yes/no")


def _with_yes_no(cells: Mapping[str, object], plan: _Plan) -> Mapping[str, object]:
    """The cells of a table's row, with yes/no told from text: a table has no other way to write it."""
    words = {name: _CELL_WORDS.get(cells.get(name)) for name in plan.yes_no}
    return {**cells, **{name: word for name, word in words.items() if word is not None}} if words else cells


def _values(raw: Mapping[str, object], plan: _Plan) -> Mapping[str, Value] | Fault:
    """The typed values that the line has; those of an earlier line where it holds the same."""
    held = tuple(map(raw.get, plan.names))
    try:
        known = plan.shared.get(held)
    except TypeError:  # an object or a list cannot be looked up
        return _typed(held, plan)
    if known is not None:
        return known
    values = _typed(held, plan)
    if not isinstance(values, Fault) and len(plan.shared) < MOST_SHARED and not any(map(_is_long, held)):
        plan.shared[held] = values
    return values


def _typed(held: tuple[object, ...], plan: _Plan) -> dict[str, Value] | Fault:
    """The values, typed; `null` and empty text are none."""
    values: dict[str, Value] = {}
    for name, read, value in zip(plan.names, plan.readers, held, strict=True):
        if value is None or value == "":
            continue
        typed = read(value)
        if isinstance(typed, Fault):
            return Fault(typed.code, f"`{name}` {typed.reason}")
        values[name] = typed
    return values


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > LONGEST_SHARED


def _named(raw: Mapping[str, object], name: str) -> str | Fault | None:
    """An id: text, or a whole number taken as text; nothing where it is missing, `null` or empty."""
    value = raw.get(name)
    if type(value) is str:
        return value or None
    if value is None:
        return None
    if type(value) is Written and _WHOLE.fullmatch(value):
        return "0" if value == "-0" else str(value)
    return Fault("SLA704", f"`{name}` is {found(value)}, where a text or a whole number is expected")


def _no_time(raw: Mapping[str, object]) -> Fault:
    return _missing("time", raw) or time_expected(raw["time"])


def _no_text(name: str, raw: Mapping[str, object]) -> Fault:
    return _missing(name, raw) or Fault("SLA704", f"`{name}` is {found(raw[name])}, where a text is expected")


def _missing(name: str, raw: Mapping[str, object]) -> Fault | None:
    if name not in raw:
        return Fault("SLA702", f"`{name}` is missing")
    if raw[name] is None or raw[name] == "":
        return Fault("SLA702", f"`{name}` is {'`null`' if raw[name] is None else 'empty'}")
    return None


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a value that are looked at: itself, or the parts of money."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict):
        return tuple(part for part in (value.get("amount"), value.get("currency")) if isinstance(part, str))
    return ()
