"""Events as numbers → what a line says beside its time: codes into tables of texts, 0 for what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.chance import Whole, chance
from benchmarks.lives import ATTEMPTS, SCORE, VIEWS, Events, Step

Codes = NDArray[np.uint16]

EVENTS = {
    Step.CREATED: "lead.created",
    Step.QUALIFIED: "lead.qualified",
    Step.ASSIGNED: "lead.assigned",
    Step.ACCEPTED: "lead.accepted",
    Step.REJECTED: "lead.rejected",
    **dict.fromkeys((*ATTEMPTS, Step.ATTEMPT_AFTER), "contact.attempted"),
    Step.CONTACTED: "lead.contacted",
    Step.REPLIED: "lead.replied",
    Step.BOOKED: "meeting.booked",
    Step.HELD: "meeting.held",
    Step.OPENED: "opportunity.created",
    Step.VALUED: "opportunity.valued",
    Step.VALUED_ANEW: "opportunity.valued",
    Step.CLOSED: "opportunity.closed",
    Step.SECOND_OPENED: "opportunity.created",
    Step.SECOND_VALUED: "opportunity.valued",
    Step.SECOND_CLOSED: "opportunity.closed",
    Step.DISQUALIFIED: "lead.disqualified",
    Step.REASSIGNED: "lead.assigned",
    Step.CONTACTED_AFTER: "lead.contacted",
    **dict.fromkeys(VIEWS, "page.viewed"),
}

FIRST_DEAL = (Step.OPENED, Step.VALUED, Step.VALUED_ANEW, Step.CLOSED)
SECOND_DEAL = (Step.SECOND_OPENED, Step.SECOND_VALUED, Step.SECOND_CLOSED)
WITH_ID = (Step.QUALIFIED, Step.BOOKED, Step.HELD, *FIRST_DEAL, *SECOND_DEAL, Step.REASSIGNED)
"""What comes from a system that numbers its events: about one in four."""

OFFSETS = ("Z", "+02:00", "-05:00", "+05:30")
OFFSET_MINUTES = np.array((0, 120, -300, 330))


class Field(NamedTuple):
    """A field or fact: its name, the texts it may have, whether they stand in quotes, and the share that have it.

    `steps` are the events that carry it, `question` is what chance is asked for the text; an empty text is one of the
    ways in which people leave a field open.
    """

    name: str
    texts: tuple[str, ...]
    quoted: bool
    share: float
    steps: tuple[Step, ...]


REASONS = (*("no budget", "no answer", "bad fit", "price", "timing", "went silent", "chose another") * 9, "")
CHANNELS = ("phone", "phone", "email", "email", "chat", "meeting")
FIELDS = (
    Field("source", ("web", "web", "event", "partner", "demo-request", "referral"), True, 0.96, (Step.CREATED,)),
    Field("source", ("event", "partner"), True, 0.05, (Step.VIEW_1,)),
    Field("segment", ("smb", "mid-market", "enterprise"), True, 0.9, (Step.CREATED,)),
    Field("country", ("FI", "FI", "SE", "EE", "DE"), True, 1.0, (Step.CREATED,)),
    Field("score", tuple(map(str, range(101))), False, 0.98, (Step.QUALIFIED,)),
    Field("owner", tuple(f"rep-{no:02}" for no in range(40)), True, 1.0, (Step.ASSIGNED, Step.REASSIGNED)),
    Field("channel", CHANNELS, True, 1.0, (*ATTEMPTS, Step.ATTEMPT_AFTER, Step.CONTACTED, Step.REPLIED)),
    Field("automated", ("false", "false", "false", "true"), False, 0.7, (*ATTEMPTS, Step.ATTEMPT_AFTER)),
    Field("value", tuple(f"{no * 75 / 2:.2f}" for no in range(20, 2000)), False, 1.0, FIRST_DEAL[1:3]),
    Field("value", tuple(f"{no * 75 / 2:.2f}" for no in range(20, 800)), False, 1.0, SECOND_DEAL[1:2]),
    Field("outcome", ("won", "lost", "lost"), True, 1.0, (Step.CLOSED, Step.SECOND_CLOSED)),
    Field("reason", REASONS, True, 0.97, (Step.REJECTED, Step.DISQUALIFIED, Step.CLOSED, Step.SECOND_CLOSED)),
    Field("competitor", ("Umbrella", "Initech", "Hooli"), True, 0.3, (Step.CLOSED, Step.SECOND_CLOSED)),
    Field("url", tuple(f"/pages/{no}" for no in range(300)), True, 1.0, VIEWS),
)
COLUMNS = ("time", "event", "lead", "id", "opportunity", *dict.fromkeys(field.name for field in FIELDS))


def codes(events: Events) -> Iterator[tuple[Field, Codes]]:
    """Each field with a code an event: 0 where the event lacks it, else one more than its text's place."""
    of = events.lead * len(Step) + events.step
    for no, field in enumerate(FIELDS):
        asked = events.lead if field.name == "score" else of
        has = np.isin(events.step, field.steps) & (chance(of, 200 + no) < field.share)
        text = (chance(asked, SCORE if field.name == "score" else 300 + no) * len(field.texts)).astype(np.uint16)
        yield field, np.where(has, text + 1, 0).astype(np.uint16)


def offsets(events: Events) -> NDArray[np.int64]:
    """Which of `OFFSETS` each time is written with: one in twelve is not in UTC."""
    of = events.lead * len(Step) + events.step
    return np.maximum((chance(of, 400) * 36).astype(np.int64) - 32, 0)


def deals(events: Events) -> NDArray[np.int64]:
    """Which opportunity of its lead the event names, 1 or 2; 0 where it names none: some teams leave the first out."""
    named = np.isin(events.step, FIRST_DEAL) & (chance(events.lead, 401) < 0.95)
    return named + 2 * np.isin(events.step, SECOND_DEAL)


def has_id(events: Events) -> NDArray[np.bool_]:
    """Whether the event carries an id."""
    return np.isin(events.step, WITH_ID)


def scrambled(lead: Whole) -> Whole:
    """A lead's number as its id shows it, twelve digits: no order of time is left in it."""
    return (lead * 7_919_193_743 + 104_729) % 999_999_999_989
