"""A class of parts with types → a record with slots, as `dataclasses` makes it, at a fraction of what that costs.

A run imports far more kinds of records than it makes. `dataclass` writes and compiles six functions for each kind when
it is imported, which was a quarter of a small check. Here only what makes a record is compiled, and only when the first
one of its kind is made; everything else is shared. In all else a record is a dataclass: `field`, `fields`, `replace`,
`match`, `copy` and `pickle` know it, and type checkers too. Parts that belong to the class (`ClassVar`) and parts that
are only given to `__post_init__` (`InitVar`) are not for records.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, replace
from functools import partial
from inspect import get_annotations
from reprlib import recursive_repr
from typing import Any, NamedTuple, NoReturn, TypeVar, dataclass_transform, overload

_T = TypeVar("_T")


class _Part(NamedTuple):
    """A part of a record: whether it is given when one is made, compared, hashed and shown.

    It need not be given where there is a `preset`, or something that can `make` one.
    """

    name: str
    preset: object = MISSING
    make: Any = MISSING
    given: bool = True
    compared: bool = True
    hashed: bool = True
    shown: bool = True


@overload
def frozen(cls: type[_T], /) -> type[_T]: ...


@overload
def frozen(*, eq: bool = True, order: bool = False) -> Callable[[type[_T]], type[_T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T] | None = None, /, *, eq: bool = True, order: bool = False) -> Any:
    """A record that never changes: `dataclass(frozen=True, slots=True)`.

    Raises TypeError, when the class is made, for a preset that every record would share and any could change.
    """
    return partial(_record, eq=eq, order=order, fixed=True) if cls is None else _record(cls, fixed=True)


@dataclass_transform(field_specifiers=(field,))
def mutable(cls: type[_T], /) -> type[_T]:
    """A record whose parts may be set anew: `dataclass(slots=True)`. Otherwise as `frozen`."""
    return _record(cls, fixed=False)


def _record(cls: type[_T], *, fixed: bool, eq: bool = True, order: bool = False) -> type[_T]:
    own = tuple(_part(name, cls.__dict__.get(name, MISSING)) for name in get_annotations(cls))
    parts = tuple({part.name: part for part in (*_parts(cls), *own)}.values())
    added: dict[str, object] = {
        "__slots__": tuple(part.name for part in own),
        _PARTS: parts,
        "__match_args__": tuple(part.name for part in parts if part.given),
        "__init__": _Later(partial(_initialiser, fixed=fixed)),
        "__repr__": _shown,
        "__replace__": _replaced,
        "__dataclass_fields__": _Later(_fields),
        **(_FIXED if fixed else {}),
        **(_comparisons(parts, fixed=fixed, order=order) if eq else {}),
    }
    replaced = {"__dict__", "__weakref__", *(part.name for part in own)}
    members = {name: member for name, member in cls.__dict__.items() if name not in replaced}
    kind: Any = type(cls)
    made: type[_T] = kind(cls.__name__, cls.__bases__, {**added, **members})
    made.__qualname__ = cls.__qualname__
    return made


def _part(name: str, preset: object) -> _Part:
    if isinstance(preset, Field):
        hashed = preset.compare if preset.hash is None else preset.hash
        part = _Part(name, preset.default, preset.default_factory, preset.init, preset.compare, hashed, preset.repr)
    else:
        part = _Part(name, preset)
    if type(part.preset).__hash__ is None:
        raise TypeError(f"every record would share the preset of `{name}`: use field(default_factory=...)")
    return part


_PARTS = "__parts__"


def _parts(record: object) -> tuple[_Part, ...]:
    """The parts of a record or of its class, those of its bases first."""
    parts: tuple[_Part, ...] = getattr(record, _PARTS, ())
    return parts


class _Later:
    """An attribute of a class that is made when it is first asked for, and stands in its own place from then on."""

    __slots__ = ("_make", "_name", "_owner")

    def __init__(self, make: Callable[[type], object]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    def __get__(self, instance: object, owner: type) -> object:
        setattr(self._owner, self._name, self._make(self._owner))
        return getattr(owner if instance is None else instance, self._name)


def _initialiser(cls: type, *, fixed: bool) -> object:
    """The `__init__` of a record: of its parts in their order, then `__post_init__` where there is one."""
    names: dict[str, Any] = {"MISSING": MISSING}
    wanted, lines = [], []
    for part in _parts(cls):
        names[f"preset_{part.name}"], names[f"make_{part.name}"] = part.preset, part.make
        names[f"set_{part.name}"] = getattr(cls, part.name).__set__
        if part.given:
            wanted.append(part.name if part.preset is part.make is MISSING else f"{part.name}=preset_{part.name}")
        value = _value_text(part)
        if value is not None:
            lines.append(f" set_{part.name}(self, {value})" if fixed else f" self.{part.name} = {value}")
    lines.append(" self.__post_init__()" if hasattr(cls, "__post_init__") else " pass")
    text = "\n".join([f"def __init__(self, {', '.join(wanted)}):", *lines])
    exec(text, names)  # noqa: S102 - as dataclasses do: the names of the parts, and nothing else
    made = names["__init__"]
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    return made


def _value_text(part: _Part) -> str | None:
    """What a part is set to at first; none where it is left to `__post_init__`."""
    if part.make is not MISSING:
        made = f"make_{part.name}()"
        return f"{made} if {part.name} is MISSING else {part.name}" if part.given else made
    if part.given:
        return part.name
    return None if part.preset is MISSING else f"preset_{part.name}"


def _fields(cls: type) -> object:
    """The parts as `dataclasses` knows them: those of a dataclass that has the same."""
    hints: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        hints |= get_annotations(base)
    presets: dict[str, Any] = {
        part.name: field(init=part.given, compare=part.compared, hash=part.hashed, repr=part.shown, **_preset(part))
        for part in _parts(cls)
    }
    own = {"__annotations__": hints, "__module__": cls.__module__, "__doc__": cls.__doc__ or "-"}
    like = type(cls.__name__, (), {**own, **presets})
    return getattr(dataclass(init=False, repr=False, eq=False)(like), "__dataclass_fields__")  # noqa: B009 - mypy


def _preset(part: _Part) -> dict[str, Any]:
    return {"default": part.preset} if part.make is MISSING else {"default_factory": part.make}


def _comparisons(parts: Sequence[_Part], *, fixed: bool, order: bool) -> dict[str, object]:
    """`__eq__` and `__hash__`, and with `order` those of the order: by what the parts hold."""
    held = _held(tuple(part.name for part in parts if part.compared))
    told = _held(tuple(part.name for part in parts if part.hashed))

    def equal(self: object, other: object) -> bool:
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(told(self))

    compared: dict[str, object] = {"__eq__": equal, "__hash__": hashed if fixed else None}
    if order:
        compared |= {f"__{sign.__name__}__": _ordered(sign, held) for sign in _ORDERS}
    return compared


_ORDERS = (operator.lt, operator.le, operator.gt, operator.ge)


def _ordered(
    sign: Callable[[Any, Any], bool], held: Callable[[object], tuple[object, ...]]
) -> Callable[[object, object], bool]:
    def ordered(self: object, other: object) -> bool:
        return sign(held(self), held(other)) if other.__class__ is self.__class__ else NotImplemented

    return ordered


def _held(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    """What gives the values that a record has under these names."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


@recursive_repr()
def _shown(self: object) -> str:
    parts = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in _parts(self) if part.shown)
    return f"{type(self).__qualname__}({parts})"


def _replaced(self: object, /, **changes: object) -> object:
    """What `copy.replace` gives, from Python 3.13 on."""
    record: Any = self
    return replace(record, **changes)


def _refuse_to_set(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _values(self: object) -> list[object]:
    return [getattr(self, part.name) for part in _parts(self)]


def _take_values(self: object, values: list[object]) -> None:
    for part, value in zip(_parts(self), values, strict=True):
        object.__setattr__(self, part.name, value)


_FIXED = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _values,
    "__setstate__": _take_values,
}
"""What a record has that never changes; the last two for `copy` and `pickle`, which would else set its parts."""
