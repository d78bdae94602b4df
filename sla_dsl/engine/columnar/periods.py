"""The local day and the period of many instants, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from sla_dsl.clock.columns import Places
from sla_dsl.model.clause import Period
from sla_dsl.model.period import period_of

_EPOCH = date(1970, 1, 1).toordinal()
_LAST = date.max.toordinal()
_MONTHS_OF_QUARTER = 3


def _months(days: Places) -> Places:
    months: Places = (days - _EPOCH).astype("M8[D]").astype("M8[M]").astype(np.int64)
    return months


def _years(days: Places) -> Places:
    years: Places = (days - _EPOCH).astype("M8[D]").astype("M8[Y]").astype(np.int64)
    return years


_NUMBERS: Mapping[Period, Callable[[Places], Places]] = {
    Period.DAY: lambda days: days,
    Period.WEEK: lambda days: (days - 1) // 7,
    Period.MONTH: _months,
    Period.QUARTER: lambda days: _months(days) // _MONTHS_OF_QUARTER,
    Period.YEAR: _years,
}
_FIRST_DAYS: Mapping[Period, Callable[[int], int]] = {
    Period.DAY: lambda number: number,
    Period.WEEK: lambda number: 7 * number + 1,
    Period.MONTH: lambda number: _first_day(number, "M8[M]"),
    Period.QUARTER: lambda number: _first_day(number * _MONTHS_OF_QUARTER, "M8[M]"),
    Period.YEAR: lambda number: _first_day(number, "M8[Y]"),
}


def period_numbers(days: Places, each: Period) -> Places:
    """The number of the period of each local day (an ordinal). Numbers rise with time."""
    return _NUMBERS[each](days)


def period_name(number: int, each: Period) -> str:
    """The name of a period by its number."""
    day = min(max(_FIRST_DAYS[each](number), 1), _LAST)
    return period_of(date.fromordinal(day), each).name


def _first_day(number: int, unit: str) -> int:
    return int(np.array([number], unit).astype("M8[D]").astype(np.int64)[0]) + _EPOCH
