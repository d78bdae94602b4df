"""A clause as it was written: its parts in order, each with its place, and no meaning yet."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sla_dsl.frozen import frozen


class Piece(NamedTuple):
    """Words of a sentence, one space between them, with their offsets [start, end) in the clause's text."""

    text: str
    start: int
    end: int


@frozen
class Phrase:
    """Words that name an event or a state, or (`by_id`) an event's id; `recorded` where `record ID` was written."""

    words: Piece
    by_id: bool = False
    recorded: bool = False


@frozen
class ValueWords:
    """What a name is compared with."""

    kind: Literal["words", "quoted", "number", "percent", "money", "param"]
    words: Piece


@frozen
class ConditionWords:
    """`field is …`: one of `values`, known or missing, or within a bound (then `values` holds the one amount)."""

    kind: Literal["value", "known", "missing", "bound"]
    name: Piece
    values: tuple[ValueWords, ...] = ()
    negated: bool = False
    bound: str = ""
    start: int = 0
    end: int = 0


@frozen
class EventWords:
    """A phrase and its conditions."""

    phrase: Phrase
    where: tuple[ConditionWords, ...]
    start: int
    end: int


@frozen
class TriggerWords:
    """`when EVENT` or `when CLAUSE is breached` (then `breach` names the clause)."""

    mode: str
    event: EventWords | None
    breach: Piece | None
    start: int
    end: int


@frozen
class DurationWords:
    """A number and a unit, not yet known to be one that a duration can have."""

    count: Piece
    unit: Piece


@frozen
class TierWords:
    """A deadline for cases of which the conditions hold."""

    duration: DurationWords
    conditions: tuple[ConditionWords, ...]


@frozen
class DeadlineWords:
    """`within …`, tier by tier, the default last."""

    tiers: tuple[TierWords, ...]
    otherwise: DurationWords
    start: int
    end: int


@frozen
class TimesWords:
    """`at least 5 times on at least 3 different days`."""

    bound: str
    count: Piece
    days: Piece | None
    start: int
    end: int


@frozen
class WindowWords:
    """What follows `must not EVENT`: `for` a duration, `until` a phrase, `before` (at least a count of) a phrase."""

    kind: Literal["for", "until", "before"]
    start: int
    end: int
    duration: DurationWords | None = None
    phrase: Phrase | None = None
    count: Piece | None = None


@frozen
class DutyWords:
    """What the party must do, or must not."""

    kind: Literal["respond", "either", "both", "state", "must not", "deliver", "ensure"]
    start: int
    end: int
    events: tuple[EventWords, ...] = ()
    times: TimesWords | None = None
    names: tuple[Piece, ...] = ()
    window: WindowWords | None = None
    bound: str = ""
    amount: ValueWords | None = None
    become: EventWords | None = None
    deadline: DeadlineWords | None = None


@frozen
class ActionWords:
    """`notify` some, or `apply` one."""

    kind: Literal["notify", "apply"]
    names: tuple[Piece, ...]


@frozen
class TailWords:
    """One tail of a clause, from its comma (`start`) or its first word (`words_start`) to its end."""

    kind: Literal["unless", "paused while", "otherwise", "rate", "budget"]
    start: int
    words_start: int
    end: int
    phrases: tuple[Phrase, ...] = ()
    action: ActionWords | None = None
    later: tuple[tuple[DurationWords, ActionWords], ...] = ()
    amount: ValueWords | None = None
    period: str = ""


@frozen
class ClauseWords:
    """A whole clause."""

    party: Piece
    duty: DutyWords
    tails: tuple[TailWords, ...]
    trigger: TriggerWords | None = None
    period: Piece | None = None


class Mistake(NamedTuple):
    """Something wrong at offsets [start, end) of a text; a diagnostic once its place in the file is known."""

    code: str
    message: str
    start: int
    end: int
    help: str = ""
