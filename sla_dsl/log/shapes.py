"""What lines of each kind look like, as a decoder of JSON wants to know it; grows with the lines that come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sla_dsl.log.columns import NONE
from sla_dsl.log.raw import Written
from sla_dsl.log.tables import Declared

CORE = ("time", "event", "lead")
IDS = ("id", "opportunity")

_MOST_KINDS = 200
_MOST_NAMES = 250
_UNFIT = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')
_WHOLE = re.compile(r"-?[0-9]{1,300}")
_UNTYPED = msgspec.Raw(b"")

_DECODED: Mapping[str, Any] = {
    "text": str | None,
    "one of": str | None,
    "number": str | int | None,
    "money": str | int | None,
    "yes/no": str | bool | None,
}
"""What the decoder takes for a type at first; where a value is anything else, its bytes are taken from then on."""


class NoLine(msgspec.Struct, tag_field="event", tag="\x00"):
    """Stands beside the shapes of kinds: where there is only one, msgspec would not ask whether a line has a kind."""


class Shape:
    """The lines of one kind: the names they have, and how their values come.

    `attributes` are those of the decoded objects by name, without `time`, `event` and `lead`. `types` has the number of
    the type of each declared name. What is `wide` comes as its bytes, an id as text, number or `null`.
    """

    __slots__ = ("attributes", "kind", "made", "types", "wide")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.attributes: dict[str, str] = {}
        self.types: dict[str, int] = {}
        self.wide: set[str] = set()
        self.made: type = object


class Shapes:
    """The shapes of all kinds, and a decoder of whole blocks by them."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._shapes: dict[str, Shape] = {}
        self.by_type: dict[type, Shape] = {}
        self.decode_lines: Callable[[bytes], Sequence[Any]] = _decode_nothing
        self.decode: Callable[[bytes], Any] = _decode_nothing

    def learn(self, lines: Iterable[object]) -> bool:
        """Take in what lines hold, as the reader of lines has them; whether that changes what can be decoded."""
        changed = {shape.kind: shape for line in lines if isinstance(line, dict) for shape in self._learned(line)}
        for shape in changed.values():
            self.by_type.pop(shape.made, None)
            shape.made = self._made(shape)
            self.by_type[shape.made] = shape
        if changed:
            decoder = msgspec.json.Decoder(_any_of([NoLine, *self.by_type]))
            self.decode_lines, self.decode = decoder.decode_lines, decoder.decode
        return bool(changed)

    def _learned(self, line: Mapping[str, object]) -> Iterable[Shape]:
        """The shape of the line's kind, where the line makes a difference to it."""
        kind = line.get("event")
        if type(kind) is not str or not kind or _UNFIT.search(kind):
            return
        shape = self._shapes.get(kind)
        if shape is None:
            if len(self._shapes) == _MOST_KINDS:
                return
            shape = self._shapes[kind] = Shape(kind)
            yield shape
        for name, value in line.items():
            if self._differs(shape, name, value):
                yield shape

    def _differs(self, shape: Shape, name: str, value: object) -> bool:
        changed = False
        if name not in shape.attributes and name not in CORE:
            if len(shape.attributes) == _MOST_NAMES or _UNFIT.search(name):
                return False
            shape.attributes[name] = f"v{len(shape.attributes)}"
            if name not in IDS and (type_ := self._declared.type_of(name, shape.kind)) != NONE:
                shape.types[name] = type_
            changed = True
        if name not in shape.wide and name not in ("time", "event") and not self._fits(shape, name, value):
            shape.wide.add(name)
            changed = True
        return changed

    def _fits(self, shape: Shape, name: str, value: object) -> bool:
        """Whether the decoder takes the value as it is."""
        if type(value) is str:
            return True
        if name not in shape.types:
            return False
        type_ = self._declared.types[name][shape.types[name]].name
        if type(value) is Written:
            return type_ in ("number", "money") and _WHOLE.fullmatch(value) is not None
        return value is None or (type(value) is bool and type_ == "yes/no")

    def _made(self, shape: Shape) -> type:
        fields: list[Any] = [("time", str, ""), ("lead", _id_type(shape, "lead"), "")]
        for name, attribute in shape.attributes.items():
            if name in IDS:
                fields.append((attribute, _id_type(shape, name) | msgspec.UnsetType, msgspec.UNSET))
            elif name in shape.wide:
                fields.append((attribute, msgspec.Raw, _UNTYPED))
            else:
                declared = shape.types.get(name)
                type_ = str if declared is None else _DECODED[self._declared.types[name][declared].name]
                fields.append((attribute, type_ | msgspec.UnsetType, msgspec.UNSET))
        renamed = {attribute: name for name, attribute in shape.attributes.items()}
        return msgspec.defstruct("Line", fields, rename=renamed, tag_field="event", tag=shape.kind, gc=False)


def _id_type(shape: Shape, name: str) -> Any:  # noqa: ANN401 - a union of types
    return str | int | None if name in shape.wide else str


def _any_of(types: Sequence[type]) -> Any:  # noqa: ANN401 - a union of types
    whole: Any = types[0]
    for one in types[1:]:
        whole |= one
    return whole


def _decode_nothing(_block: bytes) -> Any:  # noqa: ANN401 - never gives anything
    raise msgspec.ValidationError("no line has been seen yet")
