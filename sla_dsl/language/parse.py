"""The text of a clause → what was written (`syntax`), or the mistake that stops it being read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lark import Lark, Token, Transformer, Tree, v_args
from lark.exceptions import UnexpectedInput

from sla_dsl.language import mistakes
from sla_dsl.language.grammar import build, parser_of
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
def parser(*, strict: bool = False) -> Lark:
    """The clause parser. `strict` refuses every ambiguity of the grammar; it needs the development extras."""
    return build(GRAMMAR, STARTS, strict=True) if strict else parser_of(GRAMMAR, STARTS)


def _parse(text: str, start: str) -> object:
    found = in_characters(text)
    if found:
        return Unread(found[0].start, lambda: found, by_characters=True)
    try:
        tree = parser().parse(text, start=start)
    except UnexpectedInput as error:
        stop = error
        return Unread(mistakes.stops_at(text, stop), lambda: [mistakes.explain(text, stop, start)])
    return _Words(text).transform(tree)


def _parts(tree: Tree[Any]) -> list[Any]:
    """A node's parts: records already made, and tokens."""
    return tree.children


@v_args(tree=True)
class _Words(Transformer[Token, Any]):
    """Lark's tree → records. Each method is named for the rule it reads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def _span(self, tree: Tree[Any]) -> tuple[int, int]:
        return tree.meta.start_pos, tree.meta.end_pos

    def _piece(self, tree: Tree[Any] | Token) -> Piece:
        if isinstance(tree, Token):
            assert tree.start_pos is not None
            assert tree.end_pos is not None
            start, end = tree.start_pos, tree.end_pos
        else:
            start, end = self._span(tree)
        return Piece(" ".join(self._text[start:end].split()), start, end)

    # names and phrases

    def words(self, tree: Tree[Any]) -> Piece:
        return self._piece(tree)

    party = field = name = period = words

    def phrase(self, tree: Tree[Any]) -> Phrase:
        (child,) = _parts(tree)
        return Phrase(self._piece(child), by_id=True) if isinstance(child, Token) else Phrase(child)

    def do_phrase(self, tree: Tree[Any]) -> Phrase:
        *record, child = _parts(tree)
        if isinstance(child, Token):
            return Phrase(self._piece(child), by_id=True, recorded=bool(record))
        return Phrase(child)

    def event(self, tree: Tree[Any]) -> EventWords:
        phrase, *where = _parts(tree)
        return EventWords(phrase, where[0] if where else (), *self._span(tree))

    deed = choice = filtered = event

    def where(self, tree: Tree[Any]) -> tuple[ConditionWords, ...]:
        return tuple(_parts(tree))

    # conditions

    def is_value(self, tree: Tree[Any]) -> ConditionWords:
        negated = any(isinstance(child, Token) for child in _parts(tree))
        name, *values = (child for child in _parts(tree) if not isinstance(child, Token))
        return ConditionWords("value", name, tuple(values), negated, "", *self._span(tree))

    def is_known(self, tree: Tree[Any]) -> ConditionWords:
        name, word = _parts(tree)
        return ConditionWords("known" if word.type == "KNOWN" else "missing", name, (), False, "", *self._span(tree))

    def is_bound(self, tree: Tree[Any]) -> ConditionWords:
        name, bound, amount = _parts(tree)
        return ConditionWords("bound", name, (amount,), False, bound, *self._span(tree))

    def bound(self, tree: Tree[Any]) -> str:
        return " ".join(str(_parts(tree)[0]).split())

    mode = bound

    def value(self, tree: Tree[Any]) -> ValueWords:
        return ValueWords("words", self._piece(tree))

    def quoted(self, tree: Tree[Any]) -> ValueWords:
        piece = self._piece(tree)
        inner = " ".join(line.strip() for line in self._text[piece.start + 1 : piece.end - 1].split("\n"))
        return ValueWords("quoted", Piece(inner, piece.start, piece.end))

    def number(self, tree: Tree[Any]) -> ValueWords:
        return ValueWords("number", self._piece(tree))

    def percent(self, tree: Tree[Any]) -> ValueWords:
        return ValueWords("percent", self._piece(tree))

    def money(self, tree: Tree[Any]) -> ValueWords:
        return ValueWords("money", self._piece(tree))

    def param(self, tree: Tree[Any]) -> ValueWords:
        piece = self._piece(tree)
        return ValueWords("param", Piece(" ".join(piece.text[1:-1].split()), piece.start, piece.end))

    # triggers and duties

    def trigger(self, tree: Tree[Any]) -> TriggerWords:
        mode, event = _parts(tree)
        return TriggerWords(mode, event, None, *self._span(tree))

    def breach(self, tree: Tree[Any]) -> TriggerWords:
        mode, clause = _parts(tree)
        return TriggerWords(mode, None, clause, *self._span(tree))

    def duration(self, tree: Tree[Any]) -> DurationWords:
        count, unit = _parts(tree)
        return DurationWords(self._piece(count), self._piece(unit))

    def tier(self, tree: Tree[Any]) -> TierWords:
        duration, *conditions = _parts(tree)
        return TierWords(duration, tuple(conditions))

    def deadline(self, tree: Tree[Any]) -> DeadlineWords:
        *tiers, otherwise = _parts(tree)
        return DeadlineWords(tuple(tiers), otherwise, *self._span(tree))

    def times(self, tree: Tree[Any]) -> TimesWords:
        bound, count, *days = _parts(tree)
        return TimesWords(bound, self._piece(count), self._piece(days[0]) if days else None, *self._span(tree))

    def response(self, tree: Tree[Any]) -> DutyWords:
        event, *times = _parts(tree)
        return DutyWords("respond", *self._span(tree), events=(event,), times=times[0] if times else None)

    def either(self, tree: Tree[Any]) -> DutyWords:
        return DutyWords("either", *self._span(tree), events=tuple(_parts(tree)))

    def both(self, tree: Tree[Any]) -> DutyWords:
        return DutyWords("both", *self._span(tree), events=tuple(_parts(tree)))

    def for_window(self, tree: Tree[Any]) -> WindowWords:
        return WindowWords("for", *self._span(tree), duration=_parts(tree)[0])

    def until_window(self, tree: Tree[Any]) -> WindowWords:
        return WindowWords("until", *self._span(tree), phrase=_parts(tree)[0])

    def before_gate(self, tree: Tree[Any]) -> WindowWords:
        *count, phrase = _parts(tree)
        return WindowWords("before", *self._span(tree), phrase=phrase, count=self._piece(count[1]) if count else None)

    def duty(self, tree: Tree[Any]) -> tuple[Piece, DutyWords]:
        party, duty, *deadline = _parts(tree)
        return party, _with_deadline(duty, deadline)

    def state(self, tree: Tree[Any]) -> tuple[Piece, DutyWords]:
        party, *names = _parts(tree)
        deadline = [names.pop()] if isinstance(names[-1], DeadlineWords) else []
        return party, _with_deadline(DutyWords("state", *self._span(tree), names=tuple(names)), deadline)

    def must_not(self, tree: Tree[Any]) -> tuple[Piece, DutyWords]:
        party, event, *window = _parts(tree)
        duty = DutyWords("must not", *self._span(tree), events=(event,), window=window[0] if window else None)
        return party, duty

    def deliver(self, tree: Tree[Any]) -> DutyWords:
        bound, amount, event = _parts(tree)
        return DutyWords("deliver", *self._span(tree), events=(event,), bound=bound, amount=amount)

    def deliver_money_word(self, tree: Tree[Any]) -> DutyWords:
        """`deliver at least 600 MQL`: three capitals after a number look like a currency, but name the event."""
        bound, token, *where = _parts(tree)
        start = token.end_pos - 3
        phrase = Phrase(Piece(str(token)[-3:], start, token.end_pos))
        event = EventWords(phrase, where[0] if where else (), start, tree.meta.end_pos)
        number = str(token)[:-3].rstrip()
        amount = ValueWords("number", Piece(number, token.start_pos, token.start_pos + len(number)))
        return DutyWords("deliver", *self._span(tree), events=(event,), bound=bound, amount=amount)

    def ensure(self, tree: Tree[Any]) -> DutyWords:
        bound, amount, event, become, *deadline = _parts(tree)
        duty = DutyWords("ensure", *self._span(tree), events=(event,), bound=bound, amount=amount, become=become)
        return _with_deadline(duty, deadline)

    # tails

    def _tail(self, tree: Tree[Any]) -> tuple[int, int, int]:
        start, end = self._span(tree)
        words = start + 1
        while self._text[words].isspace():
            words += 1
        return start, words, end

    def unless(self, tree: Tree[Any]) -> TailWords:
        return TailWords("unless", *self._tail(tree), phrases=tuple(_parts(tree)))

    def paused_while(self, tree: Tree[Any]) -> TailWords:
        return TailWords("paused while", *self._tail(tree), phrases=tuple(_parts(tree)))

    def rate_level(self, tree: Tree[Any]) -> TailWords:
        _, amount, period = _parts(tree)
        return TailWords("rate", *self._tail(tree), amount=amount, period=period.text)

    def budget_level(self, tree: Tree[Any]) -> TailWords:
        count, period = _parts(tree)
        amount = ValueWords("number", self._piece(count))
        return TailWords("budget", *self._tail(tree), amount=amount, period=period.text)

    def notify(self, tree: Tree[Any]) -> ActionWords:
        return ActionWords("notify", tuple(_parts(tree)))

    def apply(self, tree: Tree[Any]) -> ActionWords:
        return ActionWords("apply", tuple(_parts(tree)))

    def later(self, tree: Tree[Any]) -> tuple[DurationWords, ActionWords]:
        duration, action = _parts(tree)
        return duration, action

    def otherwise(self, tree: Tree[Any]) -> TailWords:
        action, *later = _parts(tree)
        return TailWords("otherwise", *self._tail(tree), action=action, later=tuple(later))

    def clause(self, tree: Tree[Any]) -> ClauseWords:
        head, *rest = _parts(tree)
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
