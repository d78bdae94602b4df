"""Time zones by name."""

from __future__ import annotations

import re

from sla_dsl.clock import known_zone, zone_names
from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic, nearest
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.nodes import Node, Scalar

_FORM = "write its IANA name, a region and a city: `Europe/Helsinki`"


def zone(node: Node | None, source: Source, beside: str | None = None) -> tuple[str | None, list[Diagnostic]]:
    """The time zone that a text names; nothing, and SLA506, where there is none of that name.

    `beside` is the currency of the file, with which it may have been exchanged.
    """
    if not isinstance(node, Scalar) or node.refused or not node.text.strip():
        return None, []
    if known_zone(node.text):
        return node.text, []
    message = f"there is no time zone {excerpt(node.text)}"
    exchanged = beside is not None and known_zone(beside)
    way_out = f"did you mean `{beside}`, which stands at `currency:`?" if exchanged else _meant(node.text)
    return None, [diagnostic("SLA506", message, Place.of(source, node.span), help=way_out)]


_ELSEWHERE = {
    "mez": "Europe/Berlin", "mesz": "Europe/Berlin", "cest": "Europe/Berlin",
    "w. europe standard time": "Europe/Berlin", "central european time": "Europe/Berlin", "eest": "Europe/Helsinki",
    "fle standard time": "Europe/Helsinki", "bst": "Europe/London", "gmt standard time": "Europe/London",
    "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pacific time": "America/Los_Angeles", "mdt": "America/Denver", "cst": "America/Chicago", "cdt": "America/Chicago",
    "edt": "America/New_York", "eastern time": "America/New_York", "et": "America/New_York",
    "pt": "America/Los_Angeles", "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "germany": "Europe/Berlin",
    "deutschland": "Europe/Berlin", "munich": "Europe/Berlin", "münchen": "Europe/Berlin", "hamburg": "Europe/Berlin",
    "frankfurt": "Europe/Berlin", "cologne": "Europe/Berlin", "köln": "Europe/Berlin", "stuttgart": "Europe/Berlin",
    "düsseldorf": "Europe/Berlin", "finland": "Europe/Helsinki", "suomi": "Europe/Helsinki",
    "espoo": "Europe/Helsinki", "tampere": "Europe/Helsinki", "oulu": "Europe/Helsinki", "sweden": "Europe/Stockholm",
    "gothenburg": "Europe/Stockholm", "norway": "Europe/Oslo", "denmark": "Europe/Copenhagen",
    "france": "Europe/Paris", "lyon": "Europe/Paris", "spain": "Europe/Madrid", "barcelona": "Europe/Madrid",
    "italy": "Europe/Rome", "milan": "Europe/Rome", "switzerland": "Europe/Zurich", "geneva": "Europe/Zurich",
    "zürich": "Europe/Zurich", "austria": "Europe/Vienna", "wien": "Europe/Vienna", "netherlands": "Europe/Amsterdam",
    "rotterdam": "Europe/Amsterdam", "belgium": "Europe/Brussels", "poland": "Europe/Warsaw", "uk": "Europe/London",
    "england": "Europe/London", "manchester": "Europe/London", "edinburgh": "Europe/London", "india": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "boston": "America/New_York",
    "washington": "America/New_York", "miami": "America/New_York", "atlanta": "America/New_York",
    "austin": "America/Chicago", "dallas": "America/Chicago", "houston": "America/Chicago",
}  # fmt: skip
"""Zones that people name by an abbreviation, a country or a city that is not in the list of zones."""


def _meant(text: str) -> str:
    """The name that is nearest, or whose city has been written alone."""
    turned = "/".join(reversed(text.strip().split("/")))
    if turned != text and known_zone(turned):
        return f"did you mean `{turned}`?"
    known = _ELSEWHERE.get(text.strip().casefold()) or _ELSEWHERE.get(text.strip().rsplit("/", 1)[-1].casefold())
    if known:
        return f"did you mean `{known}`?"
    if re.search(r"[0-9]", text):
        return _FORM
    names = list(zone_names())
    wanted = text.strip().casefold().replace(" ", "_")
    city = next((name for name in sorted(names) if name.rsplit("/", 1)[-1].casefold() == wanted), None)
    near = city or nearest(text, names)
    return f"did you mean `{near}`?" if near else _FORM
