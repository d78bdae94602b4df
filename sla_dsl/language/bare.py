"""Values without quotes: the words of a clause that none may hold, and what was probably meant by them."""

from __future__ import annotations

import re

from sla_dsl.language.mistakes import TAIL_STARTS
from sla_dsl.language.notes import Notes
from sla_dsl.language.syntax import Piece
from sla_dsl.model.words import clause_words_in

_NO_MORE = re.compile(r"(?<!\S)(?P<no>no|not)\s+(?P<bound>more|less)\s+than(?![\w-])")
_TURNED = {"more": "at most", "less": "at least"}


def _no_more_than(words: Piece, notes: Notes) -> bool:
    """Note a bound turned round, whose `no` was read as the end of a value: `email no more than 4 times`."""
    last = words.start + words.text.rfind(" ") + 1
    found = _NO_MORE.search(notes.scalar.text, max(words.end - 3, words.start))
    if found is None or found.end("no") != words.end or last == words.start:
        return False
    meant, said = _TURNED[found["bound"]], " ".join(found[0].split())
    notes.add("SLA301", f"`{said}` is not understood here", *found.span(), f"did you mean `{meant}`?")
    return True


def refuse_clause_words(words: Piece, notes: Notes) -> bool:
    """Note the first words of a clause in a bare value; whether there are any.

    Without this `where channel is phone otherwise notify ann` would wait for a channel of that name.
    """
    text = notes.scalar.text[words.start : words.end]
    if _no_more_than(words, notes):
        return True
    found = clause_words_in(text)
    if found is None:
        return False
    start, end = words.start + found[0], words.start + found[1]
    said = " ".join(text[slice(*found)].split())
    if said in TAIL_STARTS and found[0] > 0:
        way_out = f"write `, {said}`; a value that holds these words stands in double quotes"
        notes.add("SLA302", f"a comma is missing before `{said}`", start, end, way_out)
    elif re.search(r"[0-9] times?$", said):
        notes.add("SLA301", f"`{said}` says no bound", start, end, f"write `at least {said}`")
    elif said[0].isdigit():
        way_out = f"write `within {said}`; a value that holds these words stands in double quotes"
        notes.add("SLA301", f"nothing says what `{said}` are for", start, end, way_out)
    else:
        way_out = f'write `"{words.text}"` where it is all one value' if len(words.text) <= 80 else "write it in quotes"
        notes.add("SLA301", f"`{said}` cannot stand in a value without double quotes", start, end, way_out)
    return True
