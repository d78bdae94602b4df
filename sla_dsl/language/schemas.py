"""The JSON Schemas that slac ships: in the package once it is installed, beside it in a checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "schemas", _PACKAGE.parent / "schemas")


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema `schemas/NAME.schema.json` (`agreement`, ...). It is shared: do not change it.

    Raises FileNotFoundError where slac ships none of that name: a defect of slac.
    """
    for folder in _FOLDERS:
        path = folder / f"{name}.schema.json"
        if path.is_file():
            loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return loaded
    raise FileNotFoundError(f"{name}.schema.json")
