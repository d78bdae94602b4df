"""An event with its conditions in two versions → what differs."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.changes.edits import Edit, Edits, Pair
from sla_dsl.changes.normal import condition_key, followed, meant
from sla_dsl.language.phrases import Use
from sla_dsl.model.clause import Condition, EventPattern

USES: dict[str, Use] = {"trigger": "when", "response": "do", "forbidden": "do", "promised": "many", "outcome": "many"}
"""In which of its phrases an event is told, by the place where a clause names it."""


def event_edits(name: str, old: EventPattern, new: EventPattern, pair: Pair) -> Edits:
    """What differs in what an event means: another event, or conditions on it."""
    if meant(old, pair.old.agreement).is_same(meant(new, pair.new.agreement)):
        return
    before, after = old, new
    if old.event != new.event:
        before, after = followed(old, pair.old.agreement), followed(new, pair.new.agreement)
    if before.event != after.event:
        use = USES[name]
        yield Edit(f"{name}-changed", pair.old.writing.event(old, use), pair.new.writing.event(new, use))
    else:
        yield from _conditions(name, before.where, after.where, pair)


def _conditions(name: str, old: Sequence[Condition], new: Sequence[Condition], pair: Pair) -> Edits:
    """Conditions that are gone, that are new, and those on one name that stand for each other."""
    old_keys, new_keys = {condition_key(one) for one in old}, {condition_key(one) for one in new}
    gone = [one for one in old if condition_key(one) not in new_keys]
    come = [one for one in new if condition_key(one) not in old_keys]
    rule = f"{name}-condition"
    for one in gone:
        instead = next((other for other in come if other.name == one.name), None)
        text = pair.old.writing.condition(one)
        if instead is None:
            yield Edit(f"{rule}-removed", text, None)
        else:
            come.remove(instead)
            yield Edit(f"{rule}-changed", text, pair.new.writing.condition(instead))
    for one in come:
        yield Edit(f"{rule}-added", None, pair.new.writing.condition(one))
