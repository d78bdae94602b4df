"""A witness as a log is → read and judged again under both versions, before anybody is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

from sla_dsl.clock import Clock
from sla_dsl.engine import judge
from sla_dsl.frozen import frozen
from sla_dsl.log import read_log
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Related, Witness
from sla_dsl.model.line import event_line
from sla_dsl.model.outcome import Verdict


@frozen
class Reader:
    """One version, with the clock that all its witnesses are judged by."""

    agreement: Agreement
    clock: Clock

    @classmethod
    def of(cls, agreement: Agreement, clock: Clock | None = None) -> Reader:
        """The reader of an agreement; `clock` is the agreement's own, where it has been made already."""
        return cls(agreement, clock or Clock(agreement.timezone, agreement.calendars))

    def verdict(self, witness: Witness, clause: str | None) -> Verdict:
        """The verdict of a clause on a witness, its events read as the lines of a log."""
        if clause is None:
            return Verdict.NO_CASES
        lines = "".join(f"{json.dumps(event_line(event), ensure_ascii=False)}\n" for event in witness.events)
        agreement = self.agreement
        log = read_log(["-"], agreement.vocabulary, agreement.currency, stdin=BytesIO(lines.encode()))
        return judge(agreement, log, as_of=witness.as_of, only=[clause], clock=self.clock).clauses[0].verdict


def replay(related: Related, old: Reader, new: Reader, ids: tuple[str | None, str | None]) -> None:
    """Read each witness of a clause's relation as a log, and judge it; `ids` are the clause's in each version.

    Raises RuntimeError where a verdict is another than the witness says: a defect of slac.
    """
    for witness in _witnesses(related):
        for reader, clause, said in ((old, ids[0], witness.verdict_old), (new, ids[1], witness.verdict_new)):
            found = reader.verdict(witness, clause)
            if found is not said:
                raise RuntimeError(f"a witness of {ids} says {said}, and the clause is {found}: {witness.story}")


def _witnesses(related: Related) -> Iterator[Witness]:
    yield from related.witnesses
    yield from (note.witness for note in related.notes if note.witness is not None)
