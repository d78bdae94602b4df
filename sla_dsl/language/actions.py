"""What follows on a breach, as written → who is notified, or what is applied."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sla_dsl.diagnostics import nearest
from sla_dsl.language.idle import Idle
from sla_dsl.language.meant import consequence_meant
from sla_dsl.language.notes import Notes
from sla_dsl.language.syntax import ActionWords, Piece
from sla_dsl.model.clause import Action, Apply, Notify


class Named(NamedTuple):
    """What an action may name: who can be notified, the consequences that can be applied, and which of all are idle."""

    parties: Collection[str]
    contacts: Collection[str]
    consequences: Collection[str]
    idle: Idle

    @property
    def people(self) -> frozenset[str]:
        """Who can be notified."""
        return frozenset((*self.parties, *self.contacts))


def resolve_action(words: ActionWords, named: Named, notes: Notes) -> Action | None:
    """The action; what is wrong with it is noted, and then there may be none."""
    if words.kind == "apply":
        return _apply(words.names[0], named, notes)
    for position, name in enumerate(words.names):
        if name.text not in named.people:
            _nobody(name, named, notes, alone=len(words.names) == 1)
        elif name.text in [earlier.text for earlier in words.names[:position]]:
            notes.add("SLA207", f"`{name.text}` stands twice", name.start, name.end, "name each once")
    span = notes.span(words.names[0].start, words.names[-1].end)
    return Notify(tuple(name.text for name in words.names), span=span)


def _apply(name: Piece, named: Named, notes: Notes) -> Apply | None:
    if name.text in named.consequences:
        return Apply(name.text, span=notes.span(name.start, name.end))
    if name.text in named.people:
        message = f"`{name.text}` is no consequence: it is notified"
        notes.add("SLA208", message, _verb("apply", name, notes), name.end, f"write `notify {name.text}`")
        return None
    way_out = consequence_meant(name.text, named.consequences, named.idle.only(named.consequences))
    notes.add("SLA208", f"no consequence is called `{name.text}`", name.start, name.end, way_out)
    return None


def _nobody(name: Piece, named: Named, notes: Notes, *, alone: bool) -> None:
    if alone and name.text in named.consequences:
        message = f"`{name.text}` is a consequence: it is applied"
        notes.add("SLA207", message, _verb("notify", name, notes), name.end, f"write `apply {name.text}`")
        return
    near, add = nearest(name.text, named.people), "add a line under `contacts:`"
    idle = named.idle.only(named.contacts)
    way_out = f"did you mean `{near}`?" if near else f"name a party, or {add}"
    way_out = f"did you mean `{idle}`? Else {add}" if idle and not near else way_out
    notes.add("SLA207", f"nobody called `{name.text}` can be notified", name.start, name.end, way_out)


def _verb(verb: str, name: Piece, notes: Notes) -> int:
    """Where the verb before a name begins."""
    return max(notes.scalar.text.rfind(verb, 0, name.start), 0)
