"""Time zones by name."""

from __future__ import annotations

import re

from sla_dsl.clock import known_zone, zone_names
from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic, nearest
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.nodes import Node, Scalar

_FORM = "write its IANA name, a region and a city: `Europe/Helsinki`"


def zone(node: Node | None, source: Source) -> tuple[str | None, list[Diagnostic]]:
    """The time zone that a text names; nothing, and SLA506, where there is none of that name."""
    if not isinstance(node, Scalar) or node.refused or not node.text.strip():
        return None, []
    if known_zone(node.text):
        return node.text, []
    message = f"there is no time zone {excerpt(node.text)}"
    return None, [diagnostic("SLA506", message, Place.of(source, node.span), help=_meant(node.text))]


def _meant(text: str) -> str:
    """The name that is nearest, or whose city has been written alone."""
    if re.search(r"[0-9]", text):
        return _FORM
    names = list(zone_names())
    wanted = text.strip().casefold().replace(" ", "_")
    city = next((name for name in sorted(names) if name.rsplit("/", 1)[-1].casefold() == wanted), None)
    near = city or nearest(text, names)
    return f"did you mean `{near}`?" if near else _FORM
