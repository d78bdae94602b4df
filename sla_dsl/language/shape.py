"""Which keys stand where, and what shape their values have: a tree against the agreement's schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Table
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic, nearest
from sla_dsl.language.conforming import conforms
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.keys import BELONGS, MEANT, PARTS, PLACES, id_of, is_type, with_names
from sla_dsl.language.near import is_misspelt
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from sla_dsl.language.order import in_order
from sla_dsl.language.schemas import schema
from sla_dsl.language.strays import brought_home
from sla_dsl.language.unreadable import key_without_colon

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

ID_HELP = "an id is a small letter, then small letters, digits and hyphens"
_EMPTY_HELP = "write a value, or leave the key out"


_Json = dict[str, "_Json"] | list["_Json"] | str | None


class Shape(NamedTuple):
    """What is wrong with the shape, by place, the top-level keys under which something is, and the tree.

    In the tree every key and id of which a diagnostic says what was meant is what was meant, so that a mistake in a
    key hides nothing beneath it, and is not told again where its name is used.
    """

    diagnostics: list[Diagnostic]
    broken: frozenset[str]
    tree: Node


class _Error(NamedTuple):
    """One finding of the schema (`of` is its name): at which node, under which key of its parent, by which rule."""

    path: tuple[str | int, ...]
    node: Node
    entry: Entry | None
    rule: str
    wanted: Any
    value: Any
    schema: Table[str, Any]
    of: str = "agreement"

    @property
    def name(self) -> str:
        """What a message calls the place."""
        if self.path and isinstance(self.path[-1], int):
            return f"an entry of {excerpt(str(self.path[-2]))}" if len(self.path) > 1 else "an entry"
        return excerpt(str(self.path[-1])) if self.path else "the file"

    @property
    def key_span(self) -> Span | None:
        """Where the key of the place stands; for the whole file, its start."""
        if not self.path:
            return Span(1, 1, 1, 2)
        return self.entry.key.span if self.entry else self.node.span


def shape(root: Node, source: Source, of: str = "agreement") -> Shape:
    """What a schema, the agreement's, finds in a tree (SLA108, 111, 112, 116, 117, 319): one diagnostic a mistake."""
    renames: list[Diagnostic] = []
    if of == "agreement":
        root, renames = brought_home(root, source)
    errors = list(_errors(root, of))
    while named := list(_named(errors, source)):
        renames += [found for _, _, found in named]
        root = with_names(root, {path: name for path, name, _ in named})
        errors = list(_errors(root, of))
    told = [(error.path, found) for error in errors for found in _RULES[error.rule](error, source)]
    broken = frozenset(str(path[0]) for path, _ in told if path)
    return Shape(in_order([*renames, *(found for _, found in told)]), broken, root)


def suggested_id(text: str) -> str:
    """The help line for an id of the wrong form: the nearest right one, where there is one."""
    made = id_of(text)
    return f"{ID_HELP}: {excerpt(made)}" if made else ID_HELP


def _named(errors: Iterable[_Error], source: Source) -> Iterator[tuple[tuple[str | int, ...], str, Diagnostic]]:
    """Keys and ids that are not right as they stand, of which is known what was meant: path, name, and how it is told.

    A name is given once in a place, and to none where it stands already.
    """
    taken: set[tuple[str | int, ...]] = set()
    for error in errors:
        if error.rule not in MEANT or not isinstance(error.node, Mapping) or not _is_of_keys(error):
            continue
        if _is_in_parts(error):
            continue
        for key, name in MEANT[error.rule](error.node, error.schema, error.value):
            path = (*error.path, name)
            if error.node.entry(name) is None and path not in taken:
                taken.add(path)
                told = _pattern(error, source) if error.rule == "pattern" else [_unknown_key(error, key, source, name)]
                yield from (((*error.path, key.text), name, found) for found in told)


def _is_of_keys(error: _Error) -> bool:
    """Whether the finding is of the names of keys; a pattern may be one of values."""
    return error.rule != "pattern" or error.wanted == schema(error.of)["definitions"]["id"]["pattern"]


def _errors(root: Node, of: str) -> Iterator[_Error]:
    """The schema's findings that are worth telling: of one value, not beside its wrong type, not where refused."""
    instance = _instance(root)
    if conforms(instance, schema(of)):
        return
    checks = _checker(of)
    mistyped: set[tuple[str | int, ...]] = set()
    done: set[tuple[str, tuple[str | int, ...]]] = set()
    found = sorted(checks.iter_errors(instance), key=lambda error: error.validator != "type")
    for error in found:
        path = tuple(error.absolute_path)
        node, entry = _at(root, path)
        if error.validator not in _RULES or path in mistyped or (isinstance(node, Scalar) and node.refused):
            continue
        rule = str(error.validator)
        if rule == "type":
            mistyped.add(path)
        if rule in _ONCE and (rule, path) in done:
            continue
        done.add((rule, path))
        part = error.schema if isinstance(error.schema, Table) else {}
        yield _Error(path, node, entry, rule, error.validator_value, error.instance, part, of)


@cache
def _checker(of: str) -> Validator:
    from jsonschema import Draft7Validator

    return Draft7Validator(schema(of))


def _instance(node: Node) -> _Json:
    """The tree as JSON: texts, but nothing for an empty value."""
    if isinstance(node, Mapping):
        return {entry.key.text: _instance(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [_instance(item) for item in node]
    return None if node.style == "plain" and not node.text else node.text


def _at(root: Node, path: Iterable[str | int]) -> tuple[Node, Entry | None]:
    """The node at a path, and its entry where it has a key."""
    node, entry = root, None
    for step in path:
        if isinstance(node, Mapping):
            entry = node.entry(str(step))
            assert entry is not None
            node = entry.value
        elif isinstance(node, Sequence):
            node, entry = node.items[int(step)], None
    return node, entry


def _type(error: _Error, source: Source) -> Iterator[Diagnostic]:
    if error.value is None:
        yield _empty(error, source)
        return
    if error.path[:2] == ("vocabulary", "events") and isinstance(error.node, Scalar) and is_type(error.node.text):
        message = f"{error.name} is a fact or a field, and stands among the events"
        way_out = "put it under `facts:`, or under `fields:` of its event"
        yield diagnostic("SLA112", message, Place.of(source, error.key_span), help=way_out)
        return
    is_below = error.entry is not None and error.node.span.line > error.entry.key.span.line
    if error.wanted == "object" and isinstance(error.node, Scalar) and error.node.style == "plain" and is_below:
        found = key_without_colon(source, error.node.start)
        if found:
            yield found
            return
    kinds = [error.wanted] if isinstance(error.wanted, str) else error.wanted
    wanted = "keys with values" if "object" in kinds else "a list" if "array" in kinds else "a text"
    is_windows = error.path[-2:-1] in (("hours",), ("open",))
    is_whole = isinstance(error.node, Scalar) or not error.entry or is_windows
    span = error.node.span if is_whole and error.path else error.key_span
    message = f"{error.name} must be {wanted}, not {_KINDS[error.node.kind]}"
    way_out = _put_right(error) or _example(error) or f"write {wanted} here"
    yield diagnostic("SLA112", message, Place.of(source, span), help=way_out)


_DAY = r"((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:-(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun))?):?\s+(\d\d:\d\d-\d\d:\d\d)"
_DAYS, _ALL_DAYS = re.compile(_DAY), re.compile(rf"{_DAY}(?:\s*[,;]?\s+{_DAY})+")


def _put_right(error: _Error) -> str:
    """The help line that puts a value into the shape that its key wants; empty where it is not known how."""
    if isinstance(error.node, Sequence):
        return _text_of(error.node, error)
    if not isinstance(error.node, Scalar) or not error.path or len(error.node.text) > _SHORT:
        return ""
    made = _shaped(" ".join(error.node.text.split()), error)
    return f"write `{made}`" if made else ""


def _text_of(node: Sequence, error: _Error) -> str:
    """The help line for a list where a text or keys belong."""
    texts = [item.text for item in node if isinstance(item, Scalar) and item.text]
    match error.path[-2:]:
        case (("facts" | "fields"), _):
            return f"as a text it is `one of {', '.join(texts)}`" if len(texts) > 1 else ""
        case (("hours" | "open"), _):
            return f"write `{' '.join(texts)}`" if texts else ""
        case (_, "holidays"):
            return f"name one country, or a part of it: `{texts[0]}`" if texts else ""
    if error.path[:-1] == ("clauses",) and texts:
        return f"a clause is one sentence: leave out each `-`, `{error.path[1]}: {texts[0]} …`"
    all_keys = error.wanted == "object" and all(isinstance(item, Mapping) for item in node)
    return "leave out the `-` before each key" if all_keys else ""


def _shaped(text: str, error: _Error) -> str:
    """A text as the keys, list or text that its key wants; empty where it is not known how."""
    match error.path[-1]:
        case "hours":
            return _hours(text)
        case _ if error.path[:-1] == ("parties",) and "{" not in text:
            return f"{{name: {text}}}"
        case "closed" if dates := re.findall(r"\d{4}-\d\d-\d\d", text):
            return f"[{', '.join(dates)}]"
        case "effective" if dates := re.findall(r"\d{4}-\d\d-\d\d", text):
            return f"{{{', '.join(f'{key}: {day}' for key, day in zip(('from', 'until'), dates, strict=False))}}}"
    return ""


def _hours(text: str) -> str:
    """Days and hours in a line of text, or of cron, in braces."""
    if _ALL_DAYS.fullmatch(text):
        return f"{{{', '.join(f'{day}: {hours}' for day, hours in _DAYS.findall(text))}}}"
    if cron := _CRON.fullmatch(text):
        return f"{{{_cron_days(cron['days'])}: {cron['open']:0>2}:00-{cron['close']:0>2}:00}}"
    found = re.fullmatch(r"(?:([A-Za-z][^\d:]*?):?\s+)?(\d[\d:.\-\s]*)", text)
    return f"{{{found[1] or 'Mon-Fri'}: {_ON_THE_HOUR.sub(_clock_time, found[2])}}}" if found else ""


_ON_THE_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})(?:[.:](\d\d))?(?![\d:.])")


def _clock_time(found: re.Match[str]) -> str:
    """A time of the day in four digits: `9` is `09:00`."""
    return f"{found[1]:0>2}:{found[2] or '00'}"


_CRON = re.compile(
    r"(?:0|\*) (?P<open>[0-9]{1,2})-(?P<close>[0-9]{1,2}) \* \* (?P<days>[0-6]-[0-6]|[0-6]|\*|[A-Za-z]{3}-[A-Za-z]{3})"
)
_CRON_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


def _cron_days(days: str) -> str:
    """The days of a line of cron, by its numbers."""
    if days == "*":
        return "Mon-Sun"
    return "-".join(_CRON_DAYS[int(day)] if day.isdigit() else day.title() for day in days.split("-"))


_SHORT = 100
"""So many characters of a text are looked into for what was meant."""


def _empty(error: _Error, source: Source) -> Diagnostic:
    place = Place.of(source, error.key_span)
    if len(error.path) > 1 and error.path[0] == "clauses":
        clause = excerpt(str(error.path[1]))
        if len(error.path) == 2 or error.path[2] == "clause":
            way_out = "write its sentence, or take the clause out"
            return diagnostic("SLA319", f"the clause {clause} is empty", place, help=way_out)
    is_required = len(error.path) == 1 and error.path[0] in schema(error.of)["required"]
    way_out = _example(error) if is_required else _EMPTY_HELP
    return diagnostic("SLA112", f"{error.name} is empty", place, help=way_out)


def _pattern(error: _Error, source: Source) -> Iterator[Diagnostic]:
    """A text of blanks, or an id of the wrong form; any other form is judged where its value is read."""
    if error.wanted == schema(error.of)["definitions"]["text"]["pattern"]:
        yield _empty(error, source)
    elif error.wanted == schema(error.of)["definitions"]["id"]["pattern"]:
        entry = error.node.entry(error.value) if isinstance(error.node, Mapping) else None
        if not error.value and entry is None:
            yield _empty(error, source)
            return
        place = Place.of(source, entry.key.span if entry else error.node.span)
        message = f"{excerpt(str(error.value))} is not an id" if error.value else "an id is missing before the colon"
        yield diagnostic("SLA117", message, place, help=suggested_id(error.value))


def _enum(error: _Error, source: Source) -> Iterator[Diagnostic]:
    place = Place.of(source, error.node.span)
    if error.path == ("slac",):
        message = f"language version {excerpt(str(error.value))} is not known to this slac"
        yield diagnostic("SLA116", message, place, help="write `slac: 1`")
        return
    known = [str(option) for option in error.wanted]
    near = nearest(str(error.value), known)
    way_out = f"did you mean `{near}`?" if near else f"write `{known[0]}` or `{known[1]}`" if len(known) == 2 else ""
    message = f"{error.name} must be {', '.join(known[:-1])} or {known[-1]}, not {excerpt(str(error.value))}"
    yield diagnostic("SLA112", message, place, help=way_out or _example(error))


def _unknown(error: _Error, source: Source) -> Iterator[Diagnostic]:
    """A finding for each key that the place does not have; the schema names only the place."""
    known = error.schema["properties"]
    assert isinstance(error.node, Mapping)
    if _is_in_parts(error):
        message = f"the clause {error.name} is in parts, and a clause is one sentence"
        way_out = "write one sentence: `when …, a party must … within …`"
        yield diagnostic("SLA112", message, Place.of(source, error.key_span), help=way_out)
        return
    for entry in error.node:
        if entry.key.text not in known:
            yield _unknown_key(error, entry.key, source, nearest(entry.key.text, known))


def _is_in_parts(error: _Error) -> bool:
    """Whether the parts of a clause's sentence stand under keys of their own."""
    assert isinstance(error.node, Mapping)
    is_clause = len(error.path) == 2 and error.path[0] == "clauses" and error.of == "agreement"
    parts = [entry for entry in error.node if entry.key.text.casefold() in PARTS]
    return is_clause and error.node.entry("clause") is None and len(parts) > 1


def _unknown_key(error: _Error, key: Scalar, source: Source, near: str | None) -> Diagnostic:
    known = error.schema.get("properties", {})
    placed = PLACES.get(key.text.casefold(), "") if "is" in known else ""
    listed = f"leave it out; keys here: {', '.join(f'`{name}`' for name in known)}"
    if not error.path and error.of == "agreement" and not (near and is_misspelt(key.text, near)):
        placed = placed or BELONGS.get(key.text.casefold(), "")
    if error.path[:1] == ("parties",) and key.text.casefold() in ("email", "e-mail", "mail", "phone", "address"):
        placed = "leave it out: who is notified by an address stands under `contacts:`"
    way_out = placed or (f"did you mean `{near}`?" if near else listed)
    where = f" in {error.name}" if error.path else ""
    message = f"there is no key {excerpt(key.text)}{where}" if key.text else f"a key without a name{where}"
    return diagnostic("SLA108", message, Place.of(source, key.span), help=way_out)


def _missing(error: _Error, source: Source) -> Iterator[Diagnostic]:
    """A finding for each key that is not there; not for one that is only misspelt, or was left out when reading."""
    assert isinstance(error.node, Mapping)
    if error.node.partial or _is_in_parts(error):
        return
    known = error.schema.get("properties", {})
    unknown = [entry.key.text for entry in error.node if entry.key.text not in known]
    is_closed = error.schema.get("additionalProperties") is False
    misspelt = {nearest(key, known) for key in unknown} if is_closed else set()
    where = error.name if error.path else _WHOLES[error.of]
    for key in error.wanted:
        if key not in error.value and key not in misspelt:
            way_out = f"add `{_line(key, known[key], error.of)}`"
            yield diagnostic("SLA111", f"{where} has no `{key}`", Place.of(source, error.key_span), help=way_out)


def _few(error: _Error, source: Source) -> Iterator[Diagnostic]:
    assert isinstance(error.node, Mapping)
    if error.node.partial:
        return
    message = "an agreement has two parties or more" if error.path == ("parties",) else f"{error.name} is empty"
    yield diagnostic("SLA112", message, Place.of(source, error.key_span), help=_example(error))


_RULES: Table[str, Callable[[_Error, Source], Iterator[Diagnostic]]] = {
    "type": _type,
    "pattern": _pattern,
    "enum": _enum,
    "additionalProperties": _unknown,
    "required": _missing,
    "minProperties": _few,
}
"""How a finding of each rule of the schema is told."""

_ONCE = ("additionalProperties", "required")
"""Rules of which the schema gives several findings for one place, though one is told for all."""

_WHOLES = {"agreement": "the agreement", "log-map": "the map"}
"""What a file of each schema is called."""

_KINDS = {"text": "a text", "keys and values": "keys with values", "list": "a list"}


def _example(error: _Error) -> str:
    """The help line that shows how the place looks when it is right; empty where the schema shows none."""
    if not error.path:
        return "begin with `slac: 1`"
    described = _described(error.path, error.of)
    key = error.path[-1]
    if isinstance(key, int) or not _shown(described, error.of):
        return ""
    return f"for example `{_line(key, described, error.of)}`"


def _line(key: str, described: Table[str, Any], of: str) -> str:
    """A key with the first example of its value, as it would stand in a file."""
    return f"{key}: {_flow(_shown(described, of)[0])}"


def _described(path: Iterable[str | int], of: str) -> Table[str, Any]:
    """The part of the schema that describes the values at a path."""
    part: Table[str, Any] = schema(of)
    for step in path:
        part = _resolved(part, of)
        part = part.get("then", part)
        part = _resolved(part, of)
        part = (
            part.get("items", {})
            if isinstance(step, int)
            else part.get("properties", {}).get(step, part.get("additionalProperties", {}))
        )
    return part


def _shown(part: Table[str, Any], of: str) -> list[Any]:
    shown: list[Any] = part.get("examples") or _resolved(part, of).get("examples") or []
    return shown


def _resolved(part: Table[str, Any], of: str) -> Table[str, Any]:
    """The definition that a part of the schema refers to, or the part itself."""
    references = [part] if "$ref" in part else part.get("allOf", [])
    for reference in references:
        found: Table[str, Any] = schema(of)["definitions"][reference["$ref"].rsplit("/", 1)[1]]
        return _resolved(found, of) if "$ref" in found or "allOf" in found else found
    return part


def _flow(value: object, *, is_inside: bool = False) -> str:
    """A value in one line of YAML; a text that braces or its first character would change stands in quotes."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(part, is_inside=True)}' for key, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(part, is_inside=True) for part in value)}]"
    text = str(value)
    return f'"{text}"' if (is_inside and "," in text) or text.startswith("@") else text
