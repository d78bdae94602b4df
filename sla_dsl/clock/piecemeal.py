"""The library of holidays, imported piece by piece: what one country needs, and no more.

Its packages import all that lies in them only to hand on the names: two hundred countries, and the calendars of the
world. It asks for a reader of dates that it is never given, and for its own version in a way that reads mail. While
`piecemeal()` holds, a package imports what is asked of it, when it is asked, and whoever asks later finds every name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from sla_dsl.clock.versions import version

_PACKAGES = ("holidays.calendars", "holidays.countries", "holidays.financial", "holidays.groups")
_VERSION = "holidays.version"
_DATES = "dateutil.parser"

_REMARK = re.compile(r"#.*")
_FROM = re.compile(r"^from ([\w.]+) import (?:\(([\w\s,]*)\)|([\w ,]*))$", re.MULTILINE)
_NAME = re.compile(r"\w+")


@contextmanager
def piecemeal() -> Iterator[None]:
    """What is imported of the library meanwhile is imported piece by piece; what is there already stays as it is."""
    sys.meta_path.insert(0, _Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(_Finder)


def handed_on(source: str) -> dict[str, str]:
    """The names that a package imports from modules, each with its module; none where it does anything beside."""
    code = _REMARK.sub("", source)
    if _FROM.sub("", code).strip():
        return {}
    names = {name: found[1] for found in _FROM.finditer(code) for name in _NAME.findall(found[2] or found[3])}
    return {} if "as" in names else names


class _Finder:
    """Finds the modules that cost much and give little, and has them filled with little."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of such a module; none of any other, and its own where it is not what it is taken to be."""
        if name not in (*_PACKAGES, _VERSION, _DATES):
            return None
        spec = PathFinder.find_spec(name, path)
        fill = None if spec is None else _content(spec)
        if spec is not None and fill is not None:
            loader: Any = _Filling(fill)
            spec.loader = loader
        return spec


class _Filling:
    """A loader that fills a module."""

    def __init__(self, exec_module: Callable[[ModuleType], None]) -> None:
        self.exec_module = exec_module

    @staticmethod
    def create_module(_spec: ModuleSpec) -> None:
        """None: a module like any other."""


def _content(spec: ModuleSpec) -> Callable[[ModuleType], None] | None:
    """What fills a module in place of its own loader."""
    loader: Any = spec.loader
    if spec.name == _VERSION:
        return _fill_version
    if spec.name == _DATES:
        return lambda module: _fill_dates(module, loader)
    names = handed_on(loader.get_source(spec.name) or "")
    return (lambda package: _fill_package(package, names)) if names else None


def _fill_version(module: ModuleType) -> None:
    vars(module)["__version__"] = version("holidays")


def _fill_dates(module: ModuleType, loader: Any) -> None:  # noqa: ANN401 - the machinery's
    """A reader of dates that becomes whole when anything of it is used."""
    content = vars(module)

    def whole(name: str) -> Any:  # noqa: ANN401 - whatever the library has
        if content.pop("__getattr__", None):
            module.__loader__ = loader
            loader.exec_module(module)
        return getattr(module, name)

    def parse(*given: object, **named: object) -> object:
        return whole("parse")(*given, **named)

    content.update({"parse": parse, "__getattr__": whole})


def _fill_package(package: ModuleType, names: Mapping[str, str]) -> None:
    def given(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}", name=name, obj=package)
        found: object = getattr(import_module(names[name]), name)
        setattr(package, name, found)
        return found

    vars(package).update(
        {"__all__": list(names), "__getattr__": given, "__dir__": lambda: sorted({*vars(package), *names})}
    )
