"""A log → counts and breaches, by Python's own library: `python -m benchmarks.peers.plain_python LOG COUNTS BREACHES`.

One pass keeps what the clauses need of each lead; then each lead is judged on its own.
"""

from __future__ import annotations

import csv
import json
import sys
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.hours import HOUR, nights, windows
from benchmarks.peers.counts import write

WINDOWS, NIGHTS = windows(), nights()
OPENS = [window.opens for window in WINDOWS]
CLOSES = [window.closes for window in WINDOWS]
COUNTED = [window.before for window in WINDOWS]
WORKDAYS = {window.day: window.closes for window in WINDOWS}
CLOSINGS = list(WORKDAYS.values())
WORKDAY = {day: no for no, day in enumerate(WORKDAYS)}
MIDNIGHTS = [night.begins for night in NIGHTS]

NEEDED = frozenset(
    [
        "lead.assigned",
        "lead.contacted",
        "lead.accepted",
        "lead.rejected",
        "contact.attempted",
        "lead.replied",
        "opportunity.created",
        "lead.disqualified",
        "opportunity.valued",
        "opportunity.closed",
        "lead.qualified",
    ]
)


class Event(NamedTuple):
    """What is kept of a line: its instant in microseconds, its kind, and the values that a clause asks for."""

    t: int
    kind: str
    opportunity: str | None
    known: bool
    score: int | None
    source: str | None
    value: Decimal | None


class Case(NamedTuple):
    """A case: its clause, subject, lead, and instants in microseconds."""

    clause: str
    subject: str
    lead: str
    start: int
    due: int
    answer: int | None
    excuse: int | None

    def until(self, as_of: int) -> int:
        """The last instant at which it runs."""
        return min(at for at in (self.answer, self.excuse, self.due, as_of) if at is not None)

    def state(self, as_of: int) -> str:
        """Met, late, overdue, pending or excused."""
        if self.answer is not None and self.answer <= self.due:
            return "met"
        if self.due >= as_of:
            return "pending" if self.excuse is None else "excused"
        if self.excuse is not None and self.excuse <= self.due:
            return "excused"
        return "overdue" if self.answer is None else "late"


def business_hours(start: int, hours: int) -> int:
    """When so many hours of open time are over."""
    no = bisect_right(OPENS, start) - 1
    target = COUNTED[no] + min(start, CLOSES[no]) - OPENS[no] + hours * HOUR
    last = bisect_left(COUNTED, target) - 1
    return OPENS[last] + target - COUNTED[last]


def business_days(start: int, days: int) -> int:
    """The closing of so many business days after the start's, or after the next opening's."""
    window = WINDOWS[bisect_right(CLOSES, start)]
    return CLOSINGS[WORKDAY[window.day] + days]


def calendar_days(start: int, days: int) -> int:
    """The end of so many local dates after the start's."""
    return NIGHTS[bisect_right(MIDNIGHTS, start) - 1 + days].ends


def local_day(at: int) -> int:
    """The local date's place in the table."""
    return bisect_right(MIDNIGHTS, at) - 1


def local(at: int) -> datetime:
    """A local date."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=NIGHTS[local_day(at)].day)


def quarter(at: int) -> str:
    """The local quarter."""
    return f"{local(at):%Y}-Q{(local(at).month + 2) // 3}"


def read(path: str) -> tuple[dict[str, list[Event]], int]:
    """What is needed of each lead, in order of time, and the latest instant of the log."""
    leads: defaultdict[str, list[Event]] = defaultdict(list)
    latest = 0
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line, parse_float=Decimal)
            t = round(datetime.fromisoformat(row["time"]).timestamp() * 1e6)
            latest = max(latest, t)
            if row["event"] in NEEDED or row.get("source") or row.get("score") is not None:
                leads[row["lead"]].append(_event(t, row))
    for events in leads.values():
        events.sort(key=lambda event: event.t)
    return leads, latest


def _event(t: int, row: dict[str, Any]) -> Event:
    opportunity = (row.get("opportunity") or row["lead"]) if row["event"].startswith("opportunity.") else None
    value = row.get("value")
    return Event(
        t,
        row["event"],
        opportunity,
        bool(row.get("reason")),
        row.get("score"),
        row.get("source") or None,
        None if value is None else Decimal(value),
    )


class Judge:
    """Adds up cases, unknown triggers and figures, lead by lead."""

    def __init__(self, as_of: int) -> None:
        self.as_of = as_of
        self.states: Counter[tuple[str, str | None, str]] = Counter()
        self.unknown = self.pipeline_unknown = 0
        self.volume: Counter[str] = Counter()
        self.pipeline: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.breaches: list[tuple[Case, str]] = []

    def lead(self, lead: str, events: list[Event]) -> None:
        """Judge one lead."""
        assigned = [event.t for event in events if event.kind == "lead.assigned"]
        for clause, make in LEAD_CLAUSES.items():
            self._cases(clause, assigned, lambda start, make=make: make(lead, events, start), events)  # type: ignore[misc]
        by_deal: dict[str, list[Event]] = {}
        for event in events:
            if event.opportunity is not None:
                by_deal.setdefault(event.opportunity, []).append(event)
        for deal, own in by_deal.items():
            opened = [event.t for event in own if event.kind == "opportunity.created"]
            for clause, make_deal in DEAL_CLAUSES.items():
                self._cases(clause, opened, lambda start, make=make_deal: make(deal, lead, own, start), own)  # type: ignore[misc] # noqa: B023
        self._figures(events)

    def _cases(self, clause: str, starts: list[int], make: Callable[[int], Case], events: list[Event]) -> None:
        running = -1
        for start in starts:
            if start <= running:
                continue
            if clause == "first-contact":
                score = last_known(events, start, "score")
                self.unknown += score is None
                if score is None or score < 50:
                    continue
            case = make(start)
            running = case.until(self.as_of)
            state = case.state(self.as_of)
            period = f"{local(start):%Y-%m}" if clause == "first-contact" else None
            self.states[clause, period, state] += 1
            if state in {"late", "overdue"}:
                self.breaches.append((case, state))

    def _figures(self, events: list[Event]) -> None:
        self.volume.update({quarter(event.t) for event in events if event.kind == "lead.qualified"})
        last: dict[tuple[str, str | None], Decimal] = {}
        for event in events:
            if event.kind == "opportunity.valued":
                source = last_known(events, event.t, "source")
                self.pipeline_unknown += source is None
                if source not in {None, "partner"} and event.value is not None:
                    last[quarter(event.t), event.opportunity] = event.value
        for (period, _), value in last.items():
            self.pipeline[period] += value


def last_known(events: list[Event], at: int, fact: str) -> Any:
    """The fact as last known at that instant."""
    known = (getattr(event, fact) for event in reversed(events) if event.t <= at)
    return next((value for value in known if value is not None), None)


def first(events: list[Event], start: int, *kinds: str, reasoned: tuple[str, ...] = ()) -> int | None:
    """The first event of these kinds from that instant on; of those in `reasoned`, one whose reason is known."""
    fits = (event.t for event in events if event.t >= start and event.kind in kinds)
    told = (event.t for event in events if event.t >= start and event.kind in reasoned and event.known)
    return min((at for at in (next(fits, None), next(told, None)) if at is not None), default=None)


def persisted(events: list[Event], start: int) -> int | None:
    """The first moment with three attempts on two local dates."""
    attempts = [event.t for event in events if event.t >= start and event.kind == "contact.attempted"]
    days: set[int] = set()
    for number, at in enumerate(attempts, 1):
        days.add(local_day(at))
        if number >= 3 and len(days) >= 2:
            return at
    return None


def _first_contact(lead: str, events: list[Event], start: int) -> Case:
    answer = first(events, start, "lead.contacted")
    return Case("first-contact", lead, lead, start, business_hours(start, 4), answer, None)


def _answer(lead: str, events: list[Event], start: int) -> Case:
    answer = first(events, start, "lead.accepted", reasoned=("lead.rejected",))
    return Case("answer", lead, lead, start, business_days(start, 1), answer, None)


def _persistence(lead: str, events: list[Event], start: int) -> Case:
    excuse = first(events, start, "lead.replied", "lead.contacted")
    return Case("persistence", lead, lead, start, business_days(start, 10), persisted(events, start), excuse)


def _convert_or_release(lead: str, events: list[Event], start: int) -> Case:
    answer = first(events, start, "opportunity.created", reasoned=("lead.disqualified",))
    return Case("convert-or-release", lead, lead, start, calendar_days(start, 14), answer, None)


def _value(deal: str, lead: str, events: list[Event], start: int) -> Case:
    answer = first(events, start, "opportunity.valued")
    return Case("opportunity-value", deal, lead, start, business_days(start, 2), answer, None)


def _decision(deal: str, lead: str, events: list[Event], start: int) -> Case:
    answer = first(events, start, reasoned=("opportunity.closed",))
    return Case("decision", deal, lead, start, calendar_days(start, 90), answer, None)


LEAD_CLAUSES: dict[str, Callable[[str, list[Event], int], Case]] = {
    "first-contact": _first_contact,
    "answer": _answer,
    "persistence": _persistence,
    "convert-or-release": _convert_or_release,
}
DEAL_CLAUSES: dict[str, Callable[[str, str, list[Event], int], Case]] = {
    "opportunity-value": _value,
    "decision": _decision,
}


def _row(case: Case, state: str) -> Iterator[str]:
    yield from (case.clause, case.subject, case.lead)
    yield _instant(case.start)
    yield _instant(case.due)
    yield state
    yield _instant(case.answer if state == "late" and case.answer is not None else case.due)
    yield f"{local(case.start):%Y-%m}" if case.clause == "first-contact" else ""


def _instant(at: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).replace(tzinfo=None).isoformat(" ")


def main() -> None:
    log, counted, breaches = sys.argv[1:]
    leads, as_of = read(log)
    judge = Judge(as_of)
    for lead, events in leads.items():
        judge.lead(lead, events)
    with Path(breaches).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["clause", "subject", "lead", "start", "due", "state", "decided", "period"])
        table.writerows(map(tuple, (_row(case, state) for case, state in judge.breaches)))
    cases = ((*key, number) for key, number in judge.states.items())
    write(counted, cases, judge.unknown, judge.volume.items(), judge.pipeline.items(), judge.pipeline_unknown)


if __name__ == "__main__":
    main()
