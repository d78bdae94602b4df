"""The text of a clause → what was written (`syntax`), or the mistake that stops it being read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sla_dsl.language import mistakes
from sla_dsl.language.lalr import Node, Reader, Token, reader_of
from sla_dsl.language.symbols import in_characters
from sla_dsl.language.syntax import (
    ActionWords,
    ClauseWords,
    ConditionWords,
    DeadlineWords,
    DurationWords,
    DutyWords,
    EventWords,
    Mistake,
    Phrase,
    Piece,
    TailWords,
    TierWords,
    TimesWords,
    TriggerWords,
    ValueWords,
    WindowWords,
)

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR = Path(__file__).with_name("clause.lark")
STARTS = ("clause", "event")


class Unread(NamedTuple):
    """A text that cannot be read: how far it can, and (when asked) the mistakes that stop it."""

    at: int
    mistakes: Callable[[], list[Mistake]]
    by_characters: bool = False
    """Whether it was not tried, as it holds characters that no clause may hold."""


def parse_clause(text: str) -> ClauseWords | list[Mistake]:
    """What a clause's text says, or every mistake found in it (offsets into `text`)."""
    found = read_clause(text)
    return found.mistakes() if isinstance(found, Unread) else found


def read_clause(text: str) -> ClauseWords | Unread:
    """What a clause's text says, or where it stops making sense."""
    found = _parse(text, "clause")
    assert isinstance(found, ClauseWords | Unread)
    return found


def parse_event(text: str) -> EventWords | list[Mistake]:
    """What the text of a defined event (`lead.assigned where score is at least 80`) says, or its mistakes."""
    found = _parse(text, "event")
    assert isinstance(found, EventWords | Unread)
    return found.mistakes() if isinstance(found, Unread) else found


@cache
def reader() -> Reader:
    """What reads a clause that can be read."""
    return reader_of(GRAMMAR)


@cache
def parser(*, strict: bool = False) -> Lark:
    """Lark's parser of clauses, which tells where one cannot be read, and why.

    `strict` refuses every ambiguity of the grammar; it needs the development extras.
    """
    from sla_dsl.language.grammar import build, parser_of

    return build(GRAMMAR, STARTS, strict=True) if strict else parser_of(GRAMMAR, STARTS)


def _parse(text: str, start: str) -> object:
    found = in_characters(text)
    if found:
        return Unread(found[0].start, lambda: found, by_characters=True)
    words: object = reader().read(text, start, _Words(text))
    return _unread(text, start) if words is None else words


def _unread(text: str, start: str) -> Unread:
    from sla_dsl.language.grammar import stop_of

    stop = stop_of(parser(), text, start)
    return Unread(mistakes.stops_at(text, stop), lambda: [mistakes.explain(text, stop, start)])


class _Words:
    """What is read → records. Each method is named for the rule whose parts it is given."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _piece(self, words: Node | Token) -> Piece:
        return Piece(" ".join(self._text[words.start : words.end].split()), words.start, words.end)

    # names and phrases

    def words(self, node: Node) -> Piece:
        return self._piece(node)

    party = field = name = period = words

    def phrase(self, node: Node) -> Phrase:
        (child,) = node.parts
        return Phrase(self._piece(child), by_id=True) if isinstance(child, Token) else Phrase(child)

    def do_phrase(self, node: Node) -> Phrase:
        *record, child = node.parts
        if isinstance(child, Token):
            return Phrase(self._piece(child), by_id=True, recorded=bool(record))
        return Phrase(child)

    def event(self, node: Node) -> EventWords:
        phrase, *where = node.parts
        return EventWords(phrase, where[0] if where else (), *node.span)

    deed = choice = filtered = event

    def where(self, node: Node) -> tuple[ConditionWords, ...]:
        return tuple(node.parts)

    # conditions

    def is_value(self, node: Node) -> ConditionWords:
        negated = any(isinstance(child, Token) for child in node.parts)
        name, *values = (child for child in node.parts if not isinstance(child, Token))
        return ConditionWords("value", name, tuple(values), negated, "", *node.span)

    def is_known(self, node: Node) -> ConditionWords:
        name, word = node.parts
        return ConditionWords("known" if word.kind == "KNOWN" else "missing", name, (), False, "", *node.span)

    def is_bound(self, node: Node) -> ConditionWords:
        name, bound, amount = node.parts
        return ConditionWords("bound", name, (amount,), False, bound, *node.span)

    def bound(self, node: Node) -> str:
        return " ".join(node.parts[0].text.split())

    mode = bound

    def value(self, node: Node) -> ValueWords:
        return ValueWords("words", self._piece(node))

    def quoted(self, node: Node) -> ValueWords:
        piece = self._piece(node)
        inner = " ".join(line.strip() for line in self._text[piece.start + 1 : piece.end - 1].split("\n"))
        return ValueWords("quoted", Piece(inner, piece.start, piece.end))

    def number(self, node: Node) -> ValueWords:
        return ValueWords("number", self._piece(node))

    def percent(self, node: Node) -> ValueWords:
        return ValueWords("percent", self._piece(node))

    def money(self, node: Node) -> ValueWords:
        return ValueWords("money", self._piece(node))

    def param(self, node: Node) -> ValueWords:
        piece = self._piece(node)
        return ValueWords("param", Piece(" ".join(piece.text[1:-1].split()), piece.start, piece.end))

    # triggers and duties

    def trigger(self, node: Node) -> TriggerWords:
        mode, event = node.parts
        return TriggerWords(mode, event, None, *node.span)

    def breach(self, node: Node) -> TriggerWords:
        mode, clause = node.parts
        return TriggerWords(mode, None, clause, *node.span)

    def duration(self, node: Node) -> DurationWords:
        count, unit = node.parts
        return DurationWords(self._piece(count), self._piece(unit))

    def tier(self, node: Node) -> TierWords:
        duration, *conditions = node.parts
        return TierWords(duration, tuple(conditions))

    def deadline(self, node: Node) -> DeadlineWords:
        *tiers, otherwise = node.parts
        return DeadlineWords(tuple(tiers), otherwise, *node.span)

    def times(self, node: Node) -> TimesWords:
        bound, count, *days = node.parts
        return TimesWords(bound, self._piece(count), self._piece(days[0]) if days else None, *node.span)

    def response(self, node: Node) -> DutyWords:
        event, *times = node.parts
        return DutyWords("respond", *node.span, events=(event,), times=times[0] if times else None)

    def either(self, node: Node) -> DutyWords:
        return DutyWords("either", *node.span, events=tuple(node.parts))

    def both(self, node: Node) -> DutyWords:
        return DutyWords("both", *node.span, events=tuple(node.parts))

    def for_window(self, node: Node) -> WindowWords:
        return WindowWords("for", *node.span, duration=node.parts[0])

    def until_window(self, node: Node) -> WindowWords:
        return WindowWords("until", *node.span, phrase=node.parts[0])

    def before_gate(self, node: Node) -> WindowWords:
        *count, phrase = node.parts
        return WindowWords("before", *node.span, phrase=phrase, count=self._piece(count[1]) if count else None)

    def duty(self, node: Node) -> tuple[Piece, DutyWords]:
        party, duty, *deadline = node.parts
        return party, _with_deadline(duty, deadline)

    def state(self, node: Node) -> tuple[Piece, DutyWords]:
        party, *names = node.parts
        deadline = [names.pop()] if isinstance(names[-1], DeadlineWords) else []
        return party, _with_deadline(DutyWords("state", *node.span, names=tuple(names)), deadline)

    def must_not(self, node: Node) -> tuple[Piece, DutyWords]:
        party, event, *window = node.parts
        duty = DutyWords("must not", *node.span, events=(event,), window=window[0] if window else None)
        return party, duty

    def deliver(self, node: Node) -> DutyWords:
        bound, amount, event = node.parts
        return DutyWords("deliver", *node.span, events=(event,), bound=bound, amount=amount)

    def deliver_money_word(self, node: Node) -> DutyWords:
        """`deliver at least 600 MQL`: three capitals after a number look like a currency, but name the event."""
        bound, token, *where = node.parts
        start = token.end - 3
        phrase = Phrase(Piece(token.text[-3:], start, token.end))
        event = EventWords(phrase, where[0] if where else (), start, node.end)
        number = token.text[:-3].rstrip()
        amount = ValueWords("number", Piece(number, token.start, token.start + len(number)))
        return DutyWords("deliver", *node.span, events=(event,), bound=bound, amount=amount)

    def ensure(self, node: Node) -> DutyWords:
        bound, amount, event, become, *deadline = node.parts
        duty = DutyWords("ensure", *node.span, events=(event,), bound=bound, amount=amount, become=become)
        return _with_deadline(duty, deadline)

    # tails

    def _tail(self, node: Node) -> tuple[int, int, int]:
        start, end = node.span
        words = start + 1
        while self._text[words].isspace():
            words += 1
        return start, words, end

    def unless(self, node: Node) -> TailWords:
        return TailWords("unless", *self._tail(node), phrases=tuple(node.parts))

    def paused_while(self, node: Node) -> TailWords:
        return TailWords("paused while", *self._tail(node), phrases=tuple(node.parts))

    def rate_level(self, node: Node) -> TailWords:
        _, amount, period = node.parts
        return TailWords("rate", *self._tail(node), amount=amount, period=period.text)

    def budget_level(self, node: Node) -> TailWords:
        count, period = node.parts
        amount = ValueWords("number", self._piece(count))
        return TailWords("budget", *self._tail(node), amount=amount, period=period.text)

    def notify(self, node: Node) -> ActionWords:
        return ActionWords("notify", tuple(node.parts))

    def apply(self, node: Node) -> ActionWords:
        return ActionWords("apply", tuple(node.parts))

    def later(self, node: Node) -> tuple[DurationWords, ActionWords]:
        duration, action = node.parts
        return duration, action

    def otherwise(self, node: Node) -> TailWords:
        action, *later = node.parts
        return TailWords("otherwise", *self._tail(node), action=action, later=tuple(later))

    def clause(self, node: Node) -> ClauseWords:
        head, *rest = node.parts
        if isinstance(head, TriggerWords):
            (party, duty), *tails = rest
            return ClauseWords(party, duty, tuple(tails), trigger=head)
        if isinstance(head, Token):
            period, party, duty, *tails = rest
            return ClauseWords(party, duty, tuple(tails), period=period)
        party, duty = head
        return ClauseWords(party, duty, tuple(rest))


def _with_deadline(duty: DutyWords, deadline: list[DeadlineWords]) -> DutyWords:
    if not deadline:
        return duty
    return DutyWords(
        duty.kind, duty.start, deadline[0].end, events=duty.events, times=duty.times, names=duty.names,
        bound=duty.bound, amount=duty.amount, become=duty.become, deadline=deadline[0],
    )  # fmt: skip
