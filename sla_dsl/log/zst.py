"""zst → the bytes that were packed: one frame after another, and never success where the last one is not whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

from sla_dsl.log.extras import missing_extra
from sla_dsl.log.raw import Fault
from sla_dsl.log.streams import BLOCK, BrokenOffError

_FED = 4096
"""So many bytes go in at once: what stands in the same bytes before a damage is lost with it."""


def unpacked(head: bytes, reads: Iterator[bytes]) -> Iterator[bytes]:
    """The frames of a file, unpacked. Raises BrokenOffError where one is damaged or not whole."""
    zstd = _zstd()
    frame, whole = zstd.ZstdDecompressor(), False
    for block in _small(head, reads):
        rest = block
        while rest:
            whole = False
            try:
                yield frame.decompress(rest, BLOCK)
                while not frame.eof and not frame.needs_input:
                    yield frame.decompress(b"", BLOCK)
            except zstd.ZstdError:
                raise BrokenOffError(
                    Fault("SLA708", "the zst file is damaged, or something else follows in it")
                ) from None
            rest = b""
            if frame.eof:
                rest, frame, whole = frame.unused_data, zstd.ZstdDecompressor(), True
    if not whole:
        raise BrokenOffError(Fault("SLA708", "the zst file ends too early"))


def _small(head: bytes, reads: Iterator[bytes]) -> Iterator[bytes]:
    block: bytes | None = head
    while block is not None:
        for place in range(0, len(block), _FED):
            yield block[place : place + _FED]
        block = next(reads, None)


def _zstd() -> ModuleType:
    """The library that unpacks, of Python itself or of the extra."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        raise BrokenOffError(missing_extra("zstd", "zst")) from None
    return zstd
