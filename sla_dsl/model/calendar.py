"""When business is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from sla_dsl.diagnostics import Span
from sla_dsl.frozen import frozen

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""The days of a week, in the order of `date.weekday()`."""

MIDNIGHT = 24 * 60
"""The last minute a window may close at: `24:00`."""


@frozen(order=True)
class Window:
    """Opening and closing on one local date, in minutes since its midnight: [opens, closes), closes up to 1440."""

    opens: int
    closes: int

    def __str__(self) -> str:
        """As a person writes it: `09:00-17:00`."""
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{self.closes // 60:02}:{self.closes % 60:02}"


@frozen
class Calendar:
    """Opening hours by weekday (0 is Monday), less holidays and closed dates, or what `open` says for a date.

    `holidays` is a country or country-subdivision (`FI`, `DE-BY`) as the `holidays` library names them. `timezone` is
    none where the agreement's counts. Windows of a day are sorted and do not overlap.
    """

    id: str
    hours: Mapping[int, tuple[Window, ...]]
    holidays: str | None = None
    closed: frozenset[date] = frozenset()
    open: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    timezone: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@frozen
class CalendarChoice:
    """The calendar of each case, chosen at its start: by the value of a fact, `otherwise` where none fits.

    With `by` none, every case has the calendar `otherwise`. `cases` maps the fact's value (as text) to a calendar's id.
    """

    otherwise: str
    by: str | None = None
    cases: Mapping[str, str] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)
