"""What a merge has left in a file where two people changed one place."""

from __future__ import annotations

import re

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic

_MARK = re.compile(r"^(<{7}|>{7}|\|{7})(?= |[ \t]*\r?$)[^\r\n]*", re.MULTILINE)


def left_by_a_merge(source: Source) -> list[Diagnostic]:
    """SLA101 for the first line that a merge has left, since what stands around it is said twice; or nothing."""
    marks = list(_MARK.finditer(source.text))
    if not marks:
        return []
    first = marks[0]
    place = Place.of(source, source.span(first.start(), first.start() + len(first[0].rstrip())))
    message = f"a merge has left `{first[1]}` here, and has not been ended"
    way_out = (
        "leave the line out"
        if len(marks) == 1
        else ("keep one of the two sides, and leave out the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`")
    )
    return [diagnostic("SLA101", message, place, help=way_out)]
