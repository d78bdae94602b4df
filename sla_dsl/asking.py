"""What a caller asks for → what is meant by it, or a diagnostic that says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sla_dsl.clock import Clock
from sla_dsl.diagnostics import Diagnostic, diagnostic, suggestion
from sla_dsl.log.times import read_time
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import EventLog
from sla_dsl.model.funnel import Figure

ENGINES = ("local", "spark")
"""What can judge a log: this machine, or Spark."""

_MAPPED = "write an event log with `slac map --events FILE`, and judge that"
_SIZED = "Spark's own settings say how much its executors take, such as `spark.executor.memory`"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_OF = "write a time with its offset, such as `2026-05-31T18:00:00+03:00`, or a date; from the years 1 to 9999"


def as_of_instant(as_of: int | date | str, clock: Clock) -> int | Diagnostic:
    """The instant to judge at, in microseconds since 1970-01-01T00:00Z; of a date, the end of that local day."""
    if isinstance(as_of, int):
        return as_of
    if isinstance(as_of, str):
        return _read(as_of, clock)
    if not isinstance(as_of, datetime):
        return clock.day_end(as_of)
    if as_of.tzinfo is None:
        return _wrong(f"`{as_of.isoformat()}` has no offset", _AS_OF)
    return (as_of - _EPOCH) // timedelta(microseconds=1)


def refused_engine(
    engine: str, paths: Sequence[str], memory: int | None, maps: object | None
) -> tuple[Diagnostic, ...]:
    """Why an engine cannot be asked: there is none of that name, or Spark is not there or cannot be given such things.

    Nothing is read to find out.
    """
    if engine not in ENGINES:
        return (_wrong(f"there is no engine `{engine}`", suggestion(engine, ENGINES, "they are `local` and `spark`")),)
    if engine == "local":
        return ()
    from sla_dsl.engine.distributed import missing, not_for_spark

    if (lacking := missing()) is not None:
        return (lacking,)
    useless = ((memory is not None, "a size of memory", _SIZED), (maps, "maps", _MAPPED))
    return *not_for_spark(paths), *(
        _wrong(f"the engine `spark` has no use for {what}", why) for given, what, why in useless if given
    )


def paths_here(engine: str, paths: Sequence[str]) -> tuple[str, ...]:
    """The paths that lie on this machine, as far as the engine cares."""
    if engine == "local":
        return tuple(paths)
    from sla_dsl.engine.distributed import is_remote

    return tuple(path for path in paths if not is_remote(path))


def settings_figures(settings: Mapping[str, Figure | str]) -> tuple[dict[str, Figure], tuple[Diagnostic, ...]]:
    """The figures to put in the place of inputs, and what is wrong with those that are none."""
    from sla_dsl.language.figures import figure
    from sla_dsl.language.syntax import Mistake

    figures: dict[str, Figure] = {}
    wrong: list[Diagnostic] = []
    for name, setting in settings.items():
        found = figure(" ".join(setting.split())) if isinstance(setting, str) else setting
        if isinstance(found, Mistake):
            wrong.append(_wrong(f"the figure for `{name}`: {found.message}", found.help))
        else:
            figures[name] = found
    return figures, tuple(wrong)


def unknown_clauses(agreement: Agreement, clauses: Iterable[str]) -> tuple[Diagnostic, ...]:
    """A diagnostic for each clause that the agreement does not have."""
    return tuple(
        _wrong(
            f"`{agreement.id}` has no clause `{clause}`",
            suggestion(clause, agreement.clauses, f"its clauses are {', '.join(agreement.clauses)}"),
        )
        for clause in dict.fromkeys(clauses)
        if clause not in agreement.clauses
    )


def unknown_lead(log: EventLog, lead: str) -> Diagnostic:
    """The diagnostic of a lead that the log does not have."""
    from sla_dsl.story import near_lead

    near = near_lead(log, lead)
    way_out = f"did you mean `{near}`?" if near is not None else "see how the log writes it"
    return _wrong(f"the log has no event of lead `{lead}`", way_out)


def _read(text: str, clock: Clock) -> int | Diagnostic:
    if _DATE.fullmatch(text):
        try:
            return clock.day_end(date.fromisoformat(text))
        except ValueError:
            return _wrong(f"there is no date `{text}`", _AS_OF)
    instant = read_time(text)
    return instant if isinstance(instant, int) else _wrong(f"`{text}` is no time to judge at", _AS_OF)


def _wrong(message: str, help: str) -> Diagnostic:
    return diagnostic("SLA903", message, help=help)
