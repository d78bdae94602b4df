"""Clauses of which a lead cannot meet both: what one asks for, another forbids, or holds back until it is too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Span
from sla_dsl.frozen import frozen
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.clause import Clause, Duration, MustNot, Respond
from sla_dsl.review.anchors import COMPARED, Anchored
from sla_dsl.review.durations import is_overlong, never_later
from sla_dsl.review.events import Rooted, answers, is_always
from sla_dsl.review.inevitable import is_inevitable
from sla_dsl.review.obligations import Branch, Gate, Limit, Need, common_dates, gate_of, limit_of, meet_at, need_of
from sla_dsl.review.places import Places, Told, duration_text

MOST = 100
"""So many conflicts are looked for in one file, each shown by leads that are judged."""


@frozen
class _Limits:
    """What is limited of events of one root, by what opens it and by what the event must be."""

    by_trigger: Anchored[Limit] = field(default_factory=Anchored)
    by_event: Anchored[Limit] = field(default_factory=Anchored)

    def add(self, limit: Limit) -> None:
        self.by_trigger.add(limit, limit.trigger.all if limit.trigger else ())
        self.by_event.add(limit, limit.event.all)

    def on(self, event: Rooted, trigger: Rooted) -> Sequence[Limit]:
        """Those that may take in every such event, after such a trigger."""
        return min(list(self.by_trigger.compatible(trigger.all)), list(self.by_event.weaker(event.all)), key=len)


class _Duties(NamedTuple):
    """What the clauses of an agreement ask for, and by the root of the event what they limit and hold back."""

    needs: tuple[Need, ...]
    limits: Mapping[str, _Limits]
    gates: Mapping[str, list[Gate]]


def conflicts(agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """SLA008: no lead for which the clauses hold can meet them all. SLA009: and so no case at all can be kept."""
    duties = _duties(agreement)
    left = MOST
    for found in (_of_need(need, duties, agreement, places) for need in duties.needs):
        for one in found:
            yield one
            left -= 1
            if not left:
                return
    yield from _waiting(duties, agreement, places)


def _duties(agreement: Agreement) -> _Duties:
    limits: dict[str, _Limits] = defaultdict(_Limits)
    gates: dict[str, list[Gate]] = defaultdict(list)
    needs = []
    for clause in agreement.clauses.values():
        if need := need_of(clause, agreement):
            needs.append(need)
        if limit := limit_of(clause, agreement):
            limits[limit.event.root].add(limit)
        if gate := gate_of(clause, agreement):
            gates[gate.event.root].append(gate)
    return _Duties(tuple(needs), limits, gates)


def _of_need(need: Need, duties: _Duties, agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """What stands against a clause: the first limit of each kind of answer, and the first gate that cannot open."""
    for limit in _candidates(need, duties):
        if _all_blocked(need, limit) and meet_at(need, limit.trigger):
            found = _against(need, limit, agreement, places)
            if found is not None:
                yield found
                return
    for gate in _held_back(need, duties):
        for limit in _on(gate.opening, need, duties):
            found = _against_gate(need, gate, limit, agreement, places)
            if found is not None:
                yield found
                return


def _candidates(need: Need, duties: _Duties) -> Iterator[Limit]:
    for answer in need.answers:
        yield from (limit for limit in _on(answer, need, duties) if limit.clause.id != need.clause.id)


def _on(event: Rooted, need: Need, duties: _Duties) -> Sequence[Limit]:
    limits = duties.limits.get(event.root)
    return limits.on(event, need.trigger)[:COMPARED] if limits else ()


def _all_blocked(need: Need, limit: Limit) -> bool:
    """Whether the answer that is asked for is more than the limit allows, whichever alternative is chosen."""
    blocked = [need.number > limit.allowed and is_always(answer, limit.event) for answer in need.answers]
    return all(blocked) if need.any_is_enough else any(blocked)


def _blocked_branches(need: Need, limit: Limit, agreement: Agreement) -> list[Branch]:
    """The tiers whose time is over before the limit is."""
    branches = [branch for branch in need.branches if branch.duration is None or not is_overlong(branch.duration)]
    if not limit.durations:
        return branches
    if any(map(is_overlong, limit.durations)):
        return []
    return [branch for branch in branches if _ends_before(branch.duration, limit.durations, agreement)]


def _ends_before(duration: Duration | None, others: tuple[Duration, ...], agreement: Agreement) -> bool:
    return duration is not None and all(never_later(duration, other, agreement) for other in others)


def _against(need: Need, limit: Limit, agreement: Agreement, places: Places) -> Diagnostic | None:
    dates = common_dates(agreement, need.clause, limit.clause)
    branches = _blocked_branches(need, limit, agreement)
    if dates is None or not branches:
        return None
    from sla_dsl.review.conflict_leads import shown_lead

    shown = shown_lead(need, limit, branches[0], dates, agreement)
    if shown is None:
        return None
    sure = len(branches) == len(need.branches) and is_inevitable(need, limit, agreement)
    message = _who(need, limit, branches, sure=sure)
    if need.clause.unless or limit.clause.unless:
        message += ", but for an excuse"
    if need.clause.paused_while:
        message += ", unless it is paused long enough"
    way_out = f"change one of the two, or give it a condition that leaves out the other's leads; {shown}"
    return _placed("SLA009" if sure else "SLA008", Told(message, way_out), need.clause, (limit.clause,), places)


def _who(need: Need, limit: Limit, branches: list[Branch], *, sure: bool) -> str:
    asked, kept = need.clause.id, limit.clause.id
    if sure:
        return f"no lead can keep both `{asked}` and `{kept}`"
    if len(branches) < len(need.branches) and branches[0].duration:
        return f"a lead that has {duration_text(branches[0].duration)} by `{asked}` cannot keep `{kept}` too"
    return f"a lead that comes under both `{asked}` and `{kept}` cannot keep both"


def _held_back(need: Need, duties: _Duties) -> Iterator[Gate]:
    """The gates before the answer, whichever alternative is chosen."""
    for root in dict.fromkeys(answer.root for answer in need.answers):
        for gate in duties.gates.get(root, ()):
            held = [is_always(answer, gate.event) for answer in need.answers]
            if meet_at(need, gate.trigger) and (all(held) if need.any_is_enough else any(held)):
                yield gate


def _against_gate(need: Need, gate: Gate, limit: Limit, agreement: Agreement, places: Places) -> Diagnostic | None:
    """A gate that another clause keeps shut until the answer is too late, for a lead that begins with the trigger."""
    opens = gate.number > limit.allowed and is_always(gate.opening, limit.event) and meet_at(need, limit.trigger)
    clauses = (need.clause, gate.clause, limit.clause)
    dates = common_dates(agreement, *clauses)
    branches = _blocked_branches(need, limit, agreement) if opens and dates else []
    if dates is None or not branches or len({clause.id for clause in clauses}) < len(clauses):
        return None
    from sla_dsl.review.conflict_leads import shown_after_gate

    shown = shown_after_gate(need, gate, limit, branches[0], dates, agreement)
    if shown is None:
        return None
    names = f"`{need.clause.id}`, `{gate.clause.id}` and `{limit.clause.id}`"
    way_out = f"give `{need.clause.id}` more time, or let what it waits for come earlier; {shown}"
    told = Told(f"a lead that begins with `{need.trigger.event}` cannot keep {names}", way_out)
    return _placed("SLA008", told, need.clause, (gate.clause, limit.clause), places)


def _waiting(duties: _Duties, agreement: Agreement, places: Places) -> Iterator[Diagnostic]:
    """Two gates, each of which waits for what the other holds back."""
    by_root: dict[str, list[Gate]] = defaultdict(list)
    for gate in (gate for gates in duties.gates.values() for gate in gates if gate.trigger is None):
        shown = (_each_waits(gate, other, agreement, places) for other in by_root[gate.opening.root][:COMPARED])
        found = next((one for one in shown if one is not None), None)
        if found is not None:
            yield found
        by_root[gate.event.root].append(gate)


def _each_waits(gate: Gate, other: Gate, agreement: Agreement, places: Places) -> Diagnostic | None:
    dates = common_dates(agreement, gate.clause, other.clause)
    if dates is None or not (is_always(gate.opening, other.event) and is_always(other.opening, gate.event)):
        return None
    from sla_dsl.review.conflict_leads import shown_order

    shown = shown_order(gate, other, dates, agreement)
    if shown is None:
        return None
    message = f"`{gate.clause.id}` and `{other.clause.id}` wait for each other: what comes first breaks one of them"
    told = Told(message, f"let one of the two come first; {shown}")
    return _placed("SLA008", told, gate.clause, (other.clause,), places)


def _placed(code: str, told: Told, clause: Clause, others: tuple[Clause, ...], places: Places) -> Diagnostic:
    """At the last of the clauses in the file, the others beside it."""
    order = sorted((clause, *others), key=lambda one: (one.span.line, one.span.column) if one.span else (0, 0))
    *before, last = order
    return places.note(code, told, _duty_span(last), *((_duty_span(one), f"`{one.id}` is here") for one in before))


def _duty_span(clause: Clause) -> Span | None:
    if isinstance(clause.duty, MustNot | Respond):
        return clause.duty.event.span
    spans = [event.span for event in answers(clause) if event.span]
    return spans[0].to(spans[-1]) if spans else clause.span
