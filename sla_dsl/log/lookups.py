"""Another table beside the one that is read → the value that each of its rows gives for a row's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sla_dsl.diagnostics import Diagnostic, Place, diagnostic
from sla_dsl.log.cells import CellReader, holds
from sla_dsl.log.files import file_shown, unreadable
from sla_dsl.log.foreign import Form, TableRow, UnreadableTableError, is_table, rejected, table_rows_in
from sla_dsl.log.map_times import Zones
from sla_dsl.log.raw import Fault, shown
from sla_dsl.log.streams import BrokenOffError
from sla_dsl.model.event import Rejection, TableAccount
from sla_dsl.model.log_map import LogMap, Lookup
from sla_dsl.model.values import Value, value_text

_Found = dict[str, tuple[Value, ...]]


class Answers:
    """The different values that another table has for each value of a column of this one."""

    def __init__(self, lookup: Lookup, found: Mapping[str, tuple[Value, ...]]) -> None:
        self._lookup = lookup
        self._found = found

    def of(self, values: Mapping[str, Value]) -> Value | Fault | None:
        """The value for a row; nothing where there is none, a fault where there are several and none is stated."""
        own = values.get(self._lookup.match[1])
        answers = self._found.get(value_text(own), ()) if own is not None else ()
        if len(answers) > 1 and self._lookup.several == "reject":
            few = ", ".join(f"`{shown(value_text(one))}`" for one in answers[:3])
            many = f"{few}{', …' if len(answers) > 3 else ''}"
            table, take = self._lookup.table, self._lookup.take
            reason = f"`{table}` has several `{take}` for `{shown(value_text(own or ''))}`: {many}"
            return Fault("SLA731", f"{reason}; tell them apart with `where`, or state `several: first`")
        return answers[0] if answers else None


def read_lookup(
    lookup: Lookup, log_map: LogMap, folder: Path, zones: Zones, tell: Callable[[int], None]
) -> tuple[Answers, TableAccount, list[Rejection], list[Diagnostic]]:
    """What the other table in that folder says, with an account of its rows as of any table's."""
    fitting = _fitting(lookup.table, folder)
    path = fitting[0] if len(fitting) == 1 else str(folder / lookup.table)
    name = file_shown(path)
    account, rejections = TableAccount(name, log_map.id, lookup=lookup.name), list[Rejection]()
    found: _Found = {}
    if len(fitting) > 1:
        message = f"{len(fitting)} files fit `{lookup.table}`: {', '.join(f'`{file_shown(one)}`' for one in fitting)}"
        several = diagnostic("SLA904", message, Place(name), help="name the one that is meant in the map")
        return Answers(lookup, found), account, [], [several]
    cells = CellReader(lookup.columns.values(), log_map.currency, zones, log_map.repeated)
    wanted = {column.heading: column.optional for column in lookup.columns.values()}
    form = Form(wanted, log_map.separator, log_map.encoding, log_map.footer)
    try:
        with Path(path).open("rb", buffering=0) as source:
            for row in table_rows_in(path, source, tell, form):
                _take(row, lookup, cells, account, rejections, found)
    except BrokenOffError as error:
        way_out = error.help if isinstance(error, UnreadableTableError) else "copy or export the file again"
        return (
            Answers(lookup, found),
            account,
            rejections,
            [diagnostic(error.fault.code, error.fault.reason, Place(name), help=way_out)],
        )
    except (OSError, ValueError) as error:
        return Answers(lookup, {}), account, [], [unreadable(path, error)]
    return Answers(lookup, found), account, rejections, []


def _fitting(table: str, folder: Path) -> list[str]:
    """The tables in the folder that a pattern fits; none for a plain name."""
    if "*" not in table or "/" in table:
        return []
    return sorted(str(path) for path in folder.glob(table) if is_table(path.name) and path.is_file())


def _take(
    row: TableRow,
    lookup: Lookup,
    cells: CellReader,
    account: TableAccount,
    rejections: list[Rejection],
    found: _Found,
) -> None:
    account.rows += row.counted
    values = row.cells if row.cells is None or isinstance(row.cells, Fault) else cells.values(row.cells)
    if values is None:
        account.count_empty(is_footer=row.is_footer)
        return
    if isinstance(values, Fault):
        account.rejected += row.counted
        rejections.append(rejected(account.file, row, values))
        return
    account.read += 1
    own, taken = values.get(lookup.match[0]), values.get(lookup.take)
    if own is None or taken is None or not all(holds(one, values) for one in lookup.where):
        account.silent += 1
        return
    key = value_text(own)
    known = found.get(key, ())
    if taken not in known:
        found[key] = (*known, taken)
