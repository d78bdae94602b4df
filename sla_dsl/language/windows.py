"""Opening hours of one date: `09:00-12:00 12:30-17:00`."""

from __future__ import annotations

import re

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.nodes import Scalar
from sla_dsl.model.calendar import MIDNIGHT, Window

_WINDOW = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_JOINT = r"(?:\s*[\-–—−~]\s*|\s+(?:to|till|until|bis|til)\s+)"
_PIECE = re.compile(r"[^\s\-–—−]+\s*[\-–—−]\s*[^\s\-–—−]+|\S+")
_LOOSE = re.compile(_JOINT, re.IGNORECASE)
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2})|[:.h]0)?\s*(am|pm|a\.m\.|p\.m\.|h|uhr)?", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*(?:[,;/&+]|\s(?:and|und|ja)\s)\s*")
_FORM = "hours are written `09:00-17:00`, several with a space between them"
_LIMITS = "a day goes from `00:00` to `24:00`, and an hour has minutes from 00 to 59"
_SHUT = frozenset({"closed", "off", "none", "no", "-", "geschlossen", "kiinni", "suljettu", "holiday", "free"})
_WHOLE_DAY = frozenset({"24h", "24/7", "all day", "always", "24 hours", "whole day", "open", "0-24"})


def windows(node: Scalar, source: Source) -> tuple[tuple[Window, ...] | None, list[Diagnostic]]:
    """The windows of one date, sorted; nothing where one cannot be read or two overlap (SLA501 to SLA503)."""
    found: list[Diagnostic] = _otherwise_said(node, source)
    if found:
        return None, found
    read: list[tuple[Window, Span]] = []
    for piece in _PIECE.finditer(node.text):
        span = node.span_of(piece.start(), piece.end())
        window = _window(piece.group(), span, source)
        if isinstance(window, Window):
            read.append((window, span))
        else:
            found.append(window)
    found += _overlaps(read, source)
    return (None if found else tuple(sorted(window for window, _ in read))), found


def _otherwise_said(node: Scalar, source: Source) -> list[Diagnostic]:
    """SLA501 for the whole text, where all of it is hours in another way of writing, or says that a day is closed."""
    text = " ".join(node.text.split())
    if text.casefold() in _SHUT:
        way_out = "leave out a day that is closed"
    elif text.casefold() in _WHOLE_DAY:
        way_out = "did you mean `00:00-24:00`?"
    else:
        parts = _SEVERAL.split(text)
        near = [part if _WINDOW.fullmatch(part) else _nearest(part) for part in parts]
        is_one = len(parts) == 1 and len(_PIECE.findall(text)) == 1
        if is_one or not all(near):
            return []
        way_out = f"did you mean `{' '.join(part for part in near if part)}`?"
    if all(_WINDOW.fullmatch(part) for part in text.split(" ")):
        return []
    return [diagnostic("SLA501", f"{excerpt(text)} is not hours", Place.of(source, node.span), help=way_out)]


def _window(text: str, span: Span, source: Source) -> Window | Diagnostic:
    match = _WINDOW.fullmatch(text)
    opens, closes = (_minutes(match[1], match[2]), _minutes(match[3], match[4])) if match else (None, None)
    if opens is None or closes is None:
        near = _nearest(text)
        way_out = f"did you mean `{near}`?" if near else _LIMITS if match else _FORM
        return diagnostic("SLA501", f"{excerpt(text)} is not hours", Place.of(source, span), help=way_out)
    if opens < closes:
        return Window(opens, closes)
    first, second = text.split("-")
    if opens == closes:
        way_out = "for a whole day write `00:00-24:00`"
        return diagnostic("SLA502", f"{excerpt(text)} has no length", Place.of(source, span), help=way_out)
    way_out = f"write `{first}-24:00`" + (f", and `00:00-{second}` on the next day" if closes else "")
    return diagnostic("SLA502", f"{excerpt(text)} runs over midnight", Place.of(source, span), help=way_out)


def _minutes(hours: str, minutes: str) -> int | None:
    """Minutes since midnight, up to `24:00`; nothing where there is no such time."""
    total = int(hours) * 60 + int(minutes)
    return total if int(minutes) < 60 and total <= MIDNIGHT else None


def _nearest(text: str) -> str | None:
    """The hours that someone may have meant by another way of writing them."""
    sides = [_TIME.fullmatch(side) for side in _LOOSE.split(text.strip(",;"))]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        return None
    opens, closes = _meant(sides[0]), _meant(sides[1])
    if opens is None or closes is None or opens >= closes:
        return None
    return str(Window(opens, closes))


def _meant(side: re.Match[str]) -> int | None:
    half = (side[3] or "").casefold().replace(".", "")
    hours = int(side[1])
    if half in ("am", "pm"):
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    return _minutes(str(hours), side[2] or "0")


def _overlaps(read: list[tuple[Window, Span]], source: Source) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    last: tuple[Window, Span] | None = None
    for window, span in sorted(read, key=lambda one: one[0]):
        if last and window.opens < last[0].closes:
            related = [Place.of(source, last[1], "the other is here")]
            message = f"`{window}` overlaps `{last[0]}`"
            place = Place.of(source, span)
            found.append(diagnostic("SLA503", message, place, help="write them as one window", related=related))
        if last is None or window.closes > last[0].closes:
            last = window, span
    return found
