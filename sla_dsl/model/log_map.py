"""What a log map says: how the rows of a foreign table become events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sla_dsl.diagnostics import Span
from sla_dsl.frozen import frozen
from sla_dsl.model.clause import Condition
from sla_dsl.model.values import ValueType

TimeForm = Literal["iso", "epoch seconds", "epoch milliseconds", "pattern"]
"""How a table writes instants and dates: ISO 8601, seconds or milliseconds since 1970 in UTC, or by a pattern."""

DayEnd = Literal["day starts", "day ends"]
"""At which end of its local day a date without a time counts."""

Repeated = Literal["first", "second"]
"""Which of the two is meant by a local time that comes twice, as the clocks go back."""


@frozen
class TimeFormat:
    """One way in which a column writes its times; of a pattern, its `pieces`: `%Y` and its like, and literal text."""

    form: TimeForm
    pieces: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As a map writes it."""
        return "".join(self.pieces) if self.form == "pattern" else self.form


ISO = TimeFormat("iso")


@frozen
class Column:
    """A column that the map uses: its name there, and its heading in the table.

    `type` is none for instants and dates, which have `formats` and the `timezone` of what has no offset (none where the
    map states none); `day` is there for dates alone. `none` are the texts
    that stand for no value, beside empty ones. A table may lack a column that is `optional`.
    """

    name: str
    heading: str
    type: ValueType | None = None
    formats: tuple[TimeFormat, ...] = ()
    day: DayEnd | None = None
    timezone: str | None = None
    none: frozenset[str] = frozenset()
    optional: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def is_time(self) -> bool:
        """Whether it holds instants or dates."""
        return self.type is None


@frozen
class Lookup:
    """A column whose value stands in another table: `take` of the row of `table` in which `match` has the row's value.

    `table` is a file beside the one that is read, or a pattern that fits one. `match` is a column of each: the other
    table's, then this one's. Only rows of which `where` holds count. `several` says what happens where rows differ: the
    row is rejected, or the first of them counts.
    """

    name: str
    table: str
    columns: Mapping[str, Column]
    match: tuple[str, str]
    take: str
    where: tuple[Condition, ...] = ()
    several: Literal["reject", "first"] = "reject"


@frozen
class Constant:
    """A value that is the same for every row."""

    text: str


@frozen
class FromColumn:
    """The value of a column; money takes its currency from another column, where one is named."""

    column: str
    currency: str | None = None


@frozen
class Translated:
    """A value that a column's value stands for; of one that is not in `words` `otherwise`, or the row is rejected."""

    column: str
    words: Mapping[str, str]
    otherwise: str | None = None


ValueSource = Constant | FromColumn | Translated


@frozen
class EventRule:
    """A row becomes an event of this id, at the time of a column, where all conditions hold and the time is there.

    Its lead is the first value of the columns `lead`. Its own id is composed of the values of the columns `key`, where
    there are any; `suffix` tells it from those of the map's other rules. `values` are the facts and fields by name,
    `spans` says where their names stand in the map.
    """

    event: str
    time: str
    where: tuple[Condition, ...] = ()
    lead: tuple[str, ...] = ()
    opportunity: str | None = None
    values: Mapping[str, ValueSource] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    suffix: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)


@frozen
class LogMap:
    """How the rows of one kind of table become events.

    `timezone` is the zone of times that are written without an offset. An event's id is the value of the column `id`,
    or is composed of the map's id, the values of its rule's key, and the rule's suffix; without both it has none.
    A row whose first cell begins with one of the texts of `footer` is no data.
    """

    id: str
    columns: Mapping[str, Column]
    rules: tuple[EventRule, ...]
    title: str | None = None
    timezone: str | None = None
    repeated: Repeated | None = None
    currency: str | None = None
    separator: str | None = None
    encoding: str = "utf-8"
    footer: tuple[str, ...] = ()
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    id_column: str | None = None
    file: str = field(default="", compare=False)
