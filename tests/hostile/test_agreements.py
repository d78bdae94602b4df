"""Agreements that are none: `slac validate` says so, in time, at a place."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random

import pytest

from tests.cli.conftest import AGREEMENT

from .running import ran

VALID = AGREEMENT.encode()
CLAUSE = b"slac: 1\nagreement: a\nversion: 1.0.0\nparties: {sales: {}, b: {}}\neffective: {from: 2026-01-01}\ntimezone: UTC\n"

FILES = {
    "random bytes": (Random(1).randbytes(100_000), 3),
    "random characters": ("".join(map(chr, Random(2).choices(range(32, 0xD7FF), k=20_000))).encode(), 3),
    "cut in the middle": (VALID[: len(VALID) // 2], 3),
    "nothing": (b"", 3),
    "zeros": (bytes(100_000), 3),
    "a line of 5 MB": (b"a" * 5_000_000, 3),
    "a value of 5 MB": (VALID.replace(b"Marketing and sales", b"x" * 5_000_000), 0),
    "100 000 lists in each other": (b"[" * 100_000, 3),
    "100 000 keys in each other": (b"{a: " * 100_000, 3),
    "100 000 dashes": (b"- " * 100_000, 3),
    "100 000 question marks": (b"? " * 100_000, 3),
    "an alias bomb": (b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 120)), 3),
    "an alias of itself": (b"a: &a [*a]\n", 3),
    "every key twice": (VALID + VALID, 3),
    "ids of a megabyte": (CLAUSE + b"clauses:\n  " + b"c" * 1_000_000 + b": sales must contact the lead\n", 3),
    "a byte order mark": (b"\xef\xbb\xbf" + VALID, 0),
    "UTF-16": (AGREEMENT.encode("utf-16"), 3),
    "UTF-16 without a mark": (AGREEMENT.encode("utf-16-le"), 3),
    "UTF-32": (AGREEMENT.encode("utf-32"), 3),
    "Latin-1": (AGREEMENT.replace("Marketing and", "Verkäufer und").encode("latin-1"), 3),
    "half a character": (VALID.replace(b"Marketing and", b"\xed\xa0\x80"), 3),
    "half a character by an escape": (VALID.replace(b"Marketing and sales", b'"\\uD800"'), 3),
    "Windows lines": (VALID.replace(b"\n", b"\r\n"), 0),
    "old Mac lines": (VALID.replace(b"\n", b"\r"), 0),
    "years 1 to 9999": (VALID.replace(b"2026-01-01", b"0001-01-01").replace(b"2026-12-31", b"9999-12-31"), 0),
    "a day that is none": (VALID.replace(b"2026-12-31", b"2026-02-30"), 3),
}  # fmt: skip


def test_every_file_is_answered_in_one_run(folder: Path) -> None:
    """What cannot be read hides nothing of what can."""
    paths = [folder / f"policies/{number:02}.sla.yaml" for number in range(len(FILES))]
    for path, (data, _) in zip(paths, FILES.values(), strict=True):
        path.write_bytes(data)
    found = ran("validate", *map(str, paths))
    assert found.code == 3
    assert len(found.errors) < 1_000_000
    for name, path, (_, code) in zip(FILES, paths, FILES.values(), strict=True):
        told = re.search(rf"^{re.escape(str(path))}:[^\n]* error\[SLA".encode(), found.errors, re.MULTILINE)
        valid = f"{path}: acme 1.2.0 is valid".encode() in found.out
        assert (bool(told), valid) == (code == 3, code == 0), name


def test_a_file_too_large_for_memory(folder: Path) -> None:
    """A log named by mistake, say: 100 GB that take no room on the disk."""
    os.truncate(folder / "policies/acme.sla.yaml", 100 << 30)
    found = ran("validate")
    assert found.code == 4
    assert b"larger than 32 MB" in found.errors


def test_a_pipe_in_a_folder_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "policies/pipe.sla.yaml")
    os.mkfifo(folder / "beside.sla.yaml")
    assert ran("validate").code == 0
    assert ran("check", "events.jsonl").code == 1


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/full", "/proc/self/mem", "/dev/tty"])
def test_a_device(folder: Path, name: str) -> None:
    assert ran("validate", name).code == 4


def test_links(folder: Path) -> None:
    """To itself, to nothing, to the folder around it: each is told, and the agreement is still read."""
    (folder / "policies/round.sla.yaml").symlink_to("round.sla.yaml")
    (folder / "policies/up").symlink_to(".")
    found = ran("validate")
    assert found.code == 4
    assert b"acme 1.2.0 is valid" in found.out
    assert found.errors.count(b"error[SLA901]") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission(folder: Path) -> None:
    (folder / "policies").chmod(0)
    try:
        assert ran("validate").code == 2
    finally:
        (folder / "policies").chmod(0o755)
