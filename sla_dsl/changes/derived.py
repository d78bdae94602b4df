"""What another input or formula of the funnel does to the figures that are derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sla_dsl.changes.uses import names_in
from sla_dsl.funnel import derive, figure_text
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Effect
from sla_dsl.model.funnel import Figure, Funnel
from sla_dsl.model.period import next_period, period_named, period_of

MOST_PERIODS = 60
"""How many periods in force are looked at one by one; those with figures of their own always are."""


def effects(old: Agreement, new: Agreement, path: tuple[str, ...]) -> tuple[Effect, ...]:
    """The derived figures that one changed key of the funnel makes others, all else as in the old version.

    `path` is that of an input or a formula both versions have; nothing is told of any other.
    """
    if old.funnel is None or new.funnel is None or path[:1] != ("funnel",) or len(path) < 3:
        return ()
    changed = _with(old.funnel, new.funnel, path[1], path[2])
    if changed is None:
        return ()
    names = _following(changed, path[2])
    periods = _periods(new, changed)
    found: dict[tuple[str, str, str], list[str]] = {}
    for period in periods:
        before, after = derive(old.funnel, period).figures, derive(changed, period).figures
        for name, texts in _differing(names, before, after):
            found.setdefault((name, *texts), []).append(period)
    return tuple(
        Effect(name, () if len(where) == len(periods) else tuple(where), before, after)
        for (name, before, after), where in found.items()
    )


def _with(old: Funnel, new: Funnel, section: str, name: str) -> Funnel | None:
    """The old funnel with one input or formula of the new one."""
    if section == "given" and name in old.given and name in new.given:
        return replace(old, given={**old.given, name: new.given[name]})
    if section == "derive" and name in old.derive and name in new.derive:
        if any(part not in old.given and part not in old.derive for part in names_in(new.derive[name].formula)):
            return None
        return replace(old, derive={**old.derive, name: new.derive[name]})
    return None


def _following(funnel: Funnel, name: str) -> tuple[str, ...]:
    """The derived figures that follow from a figure, itself among them where it is derived, in the file's order."""
    found = {name}
    for _ in funnel.derive:
        found |= {one.name for one in funnel.derive.values() if found & set(names_in(one.formula))}
    return tuple(one for one in funnel.derive if one in found)


def _differing(
    names: tuple[str, ...], old: Mapping[str, Figure], new: Mapping[str, Figure]
) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in names:
        if name in old and name in new and old[name] != new[name]:
            yield name, (figure_text(old[name]), figure_text(new[name]))


def _periods(agreement: Agreement, funnel: Funnel) -> tuple[str, ...]:
    """The periods in force that may have figures of their own, in order of time."""
    effective, each = agreement.effective, funnel.each
    names: list[str] = []
    period = period_of(effective.start, each)
    while len(names) < MOST_PERIODS and (effective.until is None or period.first <= effective.until):
        names.append(period.name)
        following = next_period(period, each)
        if following is None:
            break
        period = following
    own = {name for given in funnel.given.values() for name in given.by_period if _is_in_force(name, agreement, funnel)}
    return tuple(dict.fromkeys((*names, *sorted(own))))


def _is_in_force(name: str, agreement: Agreement, funnel: Funnel) -> bool:
    found = period_named(name, funnel.each)
    until = agreement.effective.until
    return found is not None and found.last >= agreement.effective.start and (until is None or found.first <= until)
