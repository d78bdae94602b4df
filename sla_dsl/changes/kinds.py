"""The one table of what can change between two versions: every kind with its rule id, and its mirror.

A kind tells what is done to the text of an agreement, never whom it serves: that is the relation's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sla_dsl.frozen import frozen


@frozen
class Kind:
    """A kind of change: its rule id, what it is in a few words, and the rule of the same with old and new turned round.

    Where a kind is its own mirror, `own_mirror` says why. `obliges` is false where nobody owes more or less by it;
    `is_consequence` where it is about what falling short costs, which all parties sign.
    """

    rule: str
    what: str
    mirror: str
    own_mirror: str = ""
    obliges: bool = True
    is_consequence: bool = False


_NEITHER = "one thing is put in the place of another: neither is more than the other"
_NAME = "what is called otherwise is, turned round, called otherwise"


def _pair(one: str, other: str, what: str, *, obliges: bool = True, is_consequence: bool = False) -> Iterator[Kind]:
    """Two kinds that mirror each other; `what` holds `{}` for the last word of the rule."""
    for rule, mirror in ((one, other), (other, one)):
        said = what.format(rule.rpartition("-")[2])
        yield Kind(rule, said, mirror, obliges=obliges, is_consequence=is_consequence)


def _own(rule: str, what: str, why: str = _NEITHER, *, obliges: bool = True, is_consequence: bool = False) -> Kind:
    return Kind(rule, what, rule, why, obliges=obliges, is_consequence=is_consequence)


def _comes(name: str, what: str, *, obliges: bool = True, is_consequence: bool = False) -> Iterator[Kind]:
    """Something is added, or removed."""
    added, removed = f"{name}-added", f"{name}-removed"
    yield from _pair(added, removed, f"{what} is {{}}", obliges=obliges, is_consequence=is_consequence)


def _three(name: str, what: str, *, obliges: bool = True, is_consequence: bool = False) -> Iterator[Kind]:
    """Something is added, removed, or another stands in its place."""
    yield from _comes(name, what, obliges=obliges, is_consequence=is_consequence)
    yield _own(f"{name}-changed", f"{what} is another", obliges=obliges, is_consequence=is_consequence)


def _event(name: str, what: str) -> Iterator[Kind]:
    """The event that a clause names in one of its places, and the conditions on it."""
    yield _own(f"{name}-changed", f"{what} is another")
    yield from _three(f"{name}-condition", f"a condition on {what}")


_TABLE: tuple[Kind, ...] = (
    # whole clauses
    *_comes("clause", "a clause"),
    Kind("clause-handed-over", "a clause becomes another party's to keep, seen from the one that owed it",
         "clause-taken-on"),
    Kind("clause-taken-on", "a clause becomes another party's to keep, seen from the one that owes it now",
         "clause-handed-over"),
    _own("clause-renamed", "a clause has another id, and names its former one", _NAME, obliges=False),
    # when a case opens
    *_comes("trigger", "the trigger"),
    *_event("trigger", "the trigger"),
    _own("trigger-mode-changed", "`when`, `every time` or `the first time` stand for each other"),
    # what is owed
    _own("duty-changed", "the duty is of another form"),
    *_event("response", "the response"),
    *_comes("alternative", "an alternative of `either`"),
    *_comes("joint-response", "a response of `both`"),
    *_pair("count-raised", "count-lowered", "the number of times is {}"),
    _own("count-bound-changed", "a least number of times becomes a greatest, or the other way round"),
    *_pair("days-raised", "days-lowered", "the number of different days is {}"),
    *_comes("stated-name", "a name to be stated"),
    *_event("forbidden", "what must not happen"),
    *_three("window", "the time in which it must not happen"),
    *_pair("window-lengthened", "window-shortened", "the time in which it must not happen is {}"),
    *_pair("gate-raised", "gate-lowered", "how often something must have come before is {}"),
    # until when
    *_three("deadline", "the deadline"),
    *_pair("deadline-shortened", "deadline-lengthened", "the deadline is {}"),
    *_three("tier", "a tier of the deadline"),
    *_pair("tier-shortened", "tier-lengthened", "a tier of the deadline is {}"),
    *_comes("excuse", "an `unless`"),
    *_three("pause", "what pauses the clock"),
    # how well
    *_three("level", "the level"),
    *_pair("level-raised", "level-lowered", "the share of cases is {}"),
    *_pair("budget-raised", "budget-lowered", "the number of breaches allowed is {}"),
    # promises
    *_event("promised", "what is promised"),
    *_event("outcome", "what it becomes"),
    *_pair("amount-raised", "amount-lowered", "the amount promised is {}"),
    _own("amount-changed", "the amount promised is of another kind"),
    _own("bound-changed", "`at least` and its like stand for each other"),
    _own("period-changed", "the promise is judged by another period"),
    # what falling short costs
    *_three("case-consequence", "what a breached case costs", obliges=False, is_consequence=True),
    *_three("period-consequence", "what a broken period costs", obliges=False, is_consequence=True),
    *_three("consequence", "a consequence that clauses apply", obliges=False, is_consequence=True),
    # from when to when
    *_pair("starts-earlier", "starts-later", "the clause holds from an {} date on"),
    *_pair("ends-earlier", "ends-later", "the clause holds until an {} date"),
    *_pair("force-starts-earlier", "force-starts-later", "the agreement is in force from an {} date on"),
    *_pair("force-ends-earlier", "force-ends-later", "the agreement is in force until an {} date"),
    # what is said beside
    *_three("reason", "the `why` of a clause", obliges=False),
    *_three("acceptance", "a warning that a clause accepts", obliges=False),
    # the agreement
    *_comes("agreement", "the whole agreement", obliges=False),
    _own("agreement-renamed", "the agreement has another id", _NAME, obliges=False),
    *_three("title", "the title", obliges=False),
    *_comes("party", "a party", obliges=False),
    _own("party-name-changed", "a party's name is another", _NAME, obliges=False),
    _own("signer-changed", "another signs for a party", obliges=False),
    *_three("contact", "a contact", obliges=False),
    # time
    _own("timezone-changed", "the time zone is another"),
    *_three("calendar-choice", "which calendar counts"),
    *_comes("calendar", "a calendar"),
    *_pair("hours-extended", "hours-cut", "the opening hours are {}"),
    _own("hours-changed", "the opening hours are others"),
    *_three("holidays", "the public holidays that a calendar keeps"),
    *_comes("closed-date", "a closed date"),
    *_three("open-date", "a date with hours of its own"),
    _own("calendar-timezone-changed", "a calendar's time zone is another"),
    # words
    *_three("fact", "a fact"),
    *_three("event", "an event of the vocabulary"),
    *_three("state", "a state of a lead"),
    # figures
    _own("currency-changed", "the currency is another"),
    *_comes("funnel", "the funnel"),
    _own("funnel-period-changed", "the funnel is for another kind of period"),
    *_three("figure", "a given figure of the funnel"),
    *_pair("figure-raised", "figure-lowered", "a given figure of the funnel is {}"),
    *_three("formula", "a formula of the funnel"),
)  # fmt: skip

KINDS: Mapping[str, Kind] = MappingProxyType({kind.rule: kind for kind in _TABLE})
"""Every kind of change by its rule id."""

assert len(KINDS) == len(_TABLE), "a rule id stands twice"
