"""Compiles `sla_dsl/log/compiled.c` where the machine can; without it slac reads logs by Python and numpy alone.

An editable install gets it beside its source. A wheel that has it is for this kind of machine and any Python from 3.11
on; one that has not is for all.
"""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension

FOLDER = Path("sla_dsl", "log")
NAME = "sla_dsl.log._compiled"


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling looks for it here."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is put together; `version` says whether it is an editable one."""
        if self.target_name != "wheel" or sys.implementation.name != "cpython" or os.environ.get("SLAC_PURE"):
            return
        place = Path(self.root) / FOLDER if version == "editable" else Path(self._folder.name)
        compiled = _compiled(Path(self.root), place)
        if compiled is None:
            self.app.display_warning("compiled.c was not compiled: logs will be read by Python and numpy alone")
            return
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
        if version != "editable":
            build_data["force_include"][str(compiled)] = str(FOLDER / compiled.name)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's form
        """Take away what was compiled for the wheel alone."""
        self._folder.cleanup()

    @property
    def _folder(self) -> TemporaryDirectory[str]:
        """Where what goes into the wheel is compiled."""
        folder: TemporaryDirectory[str] = self.__dict__.setdefault("_temporary", TemporaryDirectory())
        return folder


def _compiled(root: Path, place: Path) -> Path | None:
    """The module, compiled into a folder; none where that cannot be done, whose reason setuptools prints."""
    source = Path(os.path.relpath(root / FOLDER / "compiled.c"))
    made_of = f'"{hashlib.sha256(source.read_bytes()).hexdigest()}"'
    extension = Extension(
        NAME, [source.as_posix()], define_macros=[("SOURCE", made_of)], py_limited_api=True, optional=True
    )
    build: Any = Distribution({"name": "slac", "ext_modules": [extension]}).get_command_obj("build_ext")
    with TemporaryDirectory() as scratch:
        build.build_lib = build.build_temp = scratch
        build.ensure_finalized()
        build.run()
        made = Path(build.get_ext_fullpath(NAME))
        if not made.exists():
            return None
        compiled = place / made.name
        compiled.write_bytes(made.read_bytes())
        compiled.chmod(0o755)
    return compiled
