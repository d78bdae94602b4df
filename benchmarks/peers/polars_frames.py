"""A log → counts and breaches, by Polars: `python -m benchmarks.peers.polars_frames LOG COUNTS BREACHES`.

What is found of a trigger stands in one wide row: the events of its lead are joined to it, and the first of each kind
is the least by group. Dues come from the calendar's table by binary search over sorted columns.
"""

from __future__ import annotations

import sys

import polars as pl

from benchmarks.hours import HOUR, nights, windows
from benchmarks.peers.counts import write

SCHEMA = {
    "time": pl.String,
    "event": pl.String,
    "lead": pl.String,
    "opportunity": pl.String,
    "reason": pl.String,
    "score": pl.Int64,
    "source": pl.String,
    "value": pl.Float64,
}
KINDS = (
    *("contact.attempted", "lead.assigned", "lead.qualified", "lead.accepted", "lead.contacted", "lead.disqualified"),
    *("opportunity.valued", "lead.replied", "opportunity.created", "opportunity.closed", "lead.rejected"),
)
COLUMNS = ("clause", "subject", "lead", "start", "due", "state", "decided", "period")


class Calendar:
    """The calendar's table as columns; instants are microseconds."""

    def __init__(self) -> None:
        table, dates = windows(), nights()
        closings = {window.day: window.closes for window in table}
        places = {day: place for place, day in enumerate(closings)}
        self._opens = pl.Series([window.opens for window in table])
        self._closes = pl.Series([window.closes for window in table])
        self._counted = pl.Series([window.before for window in table])
        self._workday = pl.Series([places[window.day] for window in table])
        self._closings = pl.Series(list(closings.values()))
        self._midnights = pl.Series([date.begins for date in dates])
        self._ends = pl.Series([date.ends for date in dates])
        self._first = dates[0].day

    def business_hours(self, start: pl.Series, hours: int) -> pl.Series:
        """When so many hours of open time are over."""
        no = self._opens.search_sorted(start, "right") - 1
        closes = self._closes.gather(no)
        inside = start.zip_with(start < closes, closes) - self._opens.gather(no)
        target = self._counted.gather(no) + inside + hours * HOUR
        last = self._counted.search_sorted(target, "left") - 1
        return self._opens.gather(last) + target - self._counted.gather(last)

    def business_days(self, start: pl.Series, days: int) -> pl.Series:
        """The closing of so many business days after the start's, or after the next opening's."""
        return self._closings.gather(self._workday.gather(self._closes.search_sorted(start, "right")) + days)

    def calendar_days(self, start: pl.Series, days: int) -> pl.Series:
        """The end of so many local dates after the start's."""
        return self._ends.gather(self._midnights.search_sorted(start, "right") - 1 + days)

    def local_date(self, at: pl.Series) -> pl.Series:
        """The local date."""
        return (self._midnights.search_sorted(at, "right").cast(pl.Int32) - 1 + self._first).cast(pl.Date)


def read(log: str) -> pl.DataFrame:
    """What is needed of each line, in no order; `kind` is the place in `KINDS`, from 1, or 0."""
    kind = pl.col("event").cast(pl.Enum(KINDS), strict=False).to_physical().cast(pl.UInt8) + 1
    return (
        pl.scan_ndjson(log, schema=SCHEMA)
        .select(
            kind.fill_null(0).alias("kind"),
            pl.col("time").str.to_datetime("%+", time_unit="us", time_zone="UTC").dt.epoch("us").alias("t"),
            "lead",
            pl.coalesce(_known("opportunity"), "lead").alias("opportunity"),
            _known("reason").is_not_null().alias("known"),
            "score",
            _known("source").alias("source"),
            pl.col("value").cast(pl.Decimal(18, 2)),
        )
        .collect(engine="streaming")
    )


def _known(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


def _is(*names: str) -> pl.Expr:
    return pl.col("kind").is_in([KINDS.index(name) + 1 for name in names])


def _first(condition: pl.Expr) -> pl.Expr:
    """The first event from the trigger on that is so."""
    return pl.col("t").filter(condition & (pl.col("t") >= pl.col("start"))).min()


def assigned(events: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """A row for each event that gives a lead to somebody: what was known, what followed, and the four dues."""
    triggers = events.filter(_is("lead.assigned")).select("lead", start="t", subject="lead").with_row_index("trigger")
    attempts = pl.col("t").filter(_is("contact.attempted") & (pl.col("t") >= pl.col("start")))
    found = (
        triggers.lazy()
        .select("trigger", "lead", "start")
        .join(events.lazy().filter((pl.col("kind") > 0) | pl.col("score").is_not_null()), on="lead")
        .group_by("trigger")
        .agg(
            pl.col("score")
            .filter(pl.col("score").is_not_null() & (pl.col("t") <= pl.col("start")))
            .sort_by(pl.col("t").filter(pl.col("score").is_not_null() & (pl.col("t") <= pl.col("start"))))
            .last(),
            _first(_is("lead.contacted")).alias("contacted"),
            _first(_is("lead.accepted") | (_is("lead.rejected") & pl.col("known"))).alias("answered"),
            _first(_is("lead.contacted", "lead.replied")).alias("reached"),
            _first(_is("opportunity.created") | (_is("lead.disqualified") & pl.col("known"))).alias("settled"),
            attempts.sort().alias("attempts"),
        )
        .collect()
    )
    start = triggers["start"]
    return triggers.with_columns(
        calendar.business_hours(start, 4).alias("due_4h"),
        calendar.business_days(start, 1).alias("due_1bd"),
        calendar.business_days(start, 10).alias("due_10bd"),
        calendar.calendar_days(start, 14).alias("due_14d"),
        calendar.local_date(start).dt.strftime("%Y-%m").alias("period"),
    ).join(found.drop("attempts").join(persisted(found, calendar), on="trigger", how="left"), on="trigger", how="left")


def persisted(found: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The first moment with three attempts on two local dates, where there is one."""
    long = found.select("trigger", "attempts").filter(pl.col("attempts").list.len() >= 3)
    attempts = long.explode("attempts").rename({"attempts": "t"})
    attempts = attempts.with_columns(calendar.local_date(attempts["t"]).alias("day"))
    return (
        attempts.group_by("trigger", maintain_order=False)
        .agg(third=pl.col("t").get(2), elsewhere=pl.col("t").filter(pl.col("day") > pl.col("day").first()).first())
        .filter(pl.col("elsewhere").is_not_null())
        .select("trigger", persisted=pl.max_horizontal("third", "elsewhere"))
    )


def deals(events: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """A row for each event that opens an opportunity: what followed, and the two dues."""
    about = events.filter(_is("opportunity.created", "opportunity.valued", "opportunity.closed"))
    opened = about.filter(_is("opportunity.created"))
    triggers = opened.select("lead", subject="opportunity", start="t").with_row_index("trigger")
    found = (
        triggers.select("trigger", "lead", "start", opportunity="subject")
        .join(about, on=["lead", "opportunity"])
        .group_by("trigger")
        .agg(
            _first(_is("opportunity.valued")).alias("valued"),
            _first(_is("opportunity.closed") & pl.col("known")).alias("closed"),
        )
    )
    return triggers.with_columns(
        calendar.business_days(triggers["start"], 2).alias("due_2bd"),
        calendar.calendar_days(triggers["start"], 90).alias("due_90d"),
        pl.lit(None, pl.String).alias("period"),
    ).join(found, on="trigger", how="left")


def cases(
    clause: str, triggers: pl.DataFrame, due: str, answer: str, as_of: int, excuse: str | None = None
) -> pl.DataFrame:
    """The cases that the triggers open, with their state."""
    due_at, answered = pl.col(due), pl.col(answer)
    excused = pl.col(excuse) if excuse else pl.lit(None, pl.Int64)
    ended = pl.when(excused <= due_at).then(pl.lit("excused")).when(answered.is_null()).then(pl.lit("overdue"))
    running = pl.when(excused.is_null()).then(pl.lit("pending")).otherwise(pl.lit("excused"))
    state = pl.when(answered <= due_at).then(pl.lit("met")).when(due_at >= as_of).then(running)
    period = pl.col("period") if clause == "first-contact" else pl.lit(None, pl.String)
    owed = triggers.select(
        pl.lit(clause).alias("clause"),
        "subject",
        "lead",
        "start",
        due_at.alias("due"),
        state.otherwise(ended.otherwise(pl.lit("late"))).alias("state"),
        answered.alias("answer"),
        pl.min_horizontal(due_at, answered, excused, pl.lit(as_of)).alias("until"),
        period.alias("period"),
    )
    return opening(owed)


def opening(owed: pl.DataFrame) -> pl.DataFrame:
    """Of triggers with one subject, those that come when the case before them no longer runs."""
    several = owed.is_duplicated() if owed.is_empty() else owed.select("lead", "subject").is_duplicated()
    alone, rest = owed.filter(~several), owed.filter(several).sort("lead", "subject", "start")
    opens, of, running = [], None, 0
    for lead, subject, start, until in rest.select("lead", "subject", "start", "until").iter_rows():
        if (lead, subject) != of or start > running:
            of, running = (lead, subject), until
            opens.append(True)
        else:
            opens.append(False)
    return pl.concat([alone, rest.filter(pl.Series(opens, dtype=pl.Boolean))])


def unknown(triggers: pl.DataFrame, contacts: pl.DataFrame) -> int:
    """Triggers without a score, where no case runs that would have kept them from opening one."""
    unsure = triggers.filter(pl.col("score").is_null()).select("lead", "start").sort("start")
    running = contacts.select("lead", "start", "until").sort("start")
    last = unsure.join_asof(running, on="start", by="lead", check_sortedness=False)
    return last.filter(pl.col("until").is_null() | (pl.col("until") < pl.col("start"))).height


def quarter(at: pl.Series, calendar: Calendar) -> pl.Series:
    """The local quarter."""
    date = calendar.local_date(at)
    return date.dt.strftime("%Y-Q") + date.dt.quarter().cast(pl.String)


def volume(events: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Distinct qualified leads by quarter."""
    qualified = events.filter(_is("lead.qualified"))
    by = quarter(qualified["t"], calendar).alias("period")
    return qualified.group_by(by).agg(pl.col("lead").n_unique())


def pipeline(events: pl.DataFrame, calendar: Calendar) -> tuple[pl.DataFrame, int]:
    """The opportunities' last values by quarter, added up, and how many events had no source."""
    valued = events.filter(_is("opportunity.valued")).drop("source").sort("t")
    sources = events.filter(pl.col("source").is_not_null()).select("lead", "t", "source").sort("t")
    known = valued.join_asof(sources, on="t", by="lead", check_sortedness=False)
    fits = known.filter(pl.col("source") != "partner")
    fits = fits.with_columns(quarter(fits["t"], calendar).alias("period"))
    last = fits.group_by("period", "lead", "opportunity").agg(pl.col("value").last())
    return last.group_by("period").agg(pl.col("value").sum()), known["source"].null_count()


def main() -> None:
    log, counted, breaches = sys.argv[1:]
    calendar, events = Calendar(), read(log)
    as_of = events["t"].max()
    assert isinstance(as_of, int)
    leads, opportunities = assigned(events, calendar), deals(events, calendar)
    contacts = cases("first-contact", leads.filter(pl.col("score") >= 50), "due_4h", "contacted", as_of)
    found = pl.concat(
        [
            contacts,
            cases("answer", leads, "due_1bd", "answered", as_of),
            cases("persistence", leads, "due_10bd", "persisted", as_of, "reached"),
            cases("convert-or-release", leads, "due_14d", "settled", as_of),
            cases("opportunity-value", opportunities, "due_2bd", "valued", as_of),
            cases("decision", opportunities, "due_90d", "closed", as_of),
        ]
    )
    answer = pl.when(pl.col("state") == "late").then(pl.col("answer")).otherwise(pl.col("due")).alias("decided")
    breached = found.filter(pl.col("state").is_in(["late", "overdue"])).with_columns(answer)
    shown = breached.with_columns(pl.from_epoch(pl.col("start", "due", "decided"), "us")).select(COLUMNS)
    shown.write_csv(breaches, datetime_format="%Y-%m-%d %H:%M:%S%.f")
    totals = found.group_by("clause", "period", "state").len()
    figures, missing = pipeline(events, calendar)
    by_quarter = volume(events, calendar).iter_rows()
    write(counted, totals.iter_rows(), unknown(leads, contacts), by_quarter, figures.iter_rows(), missing)


if __name__ == "__main__":
    main()
