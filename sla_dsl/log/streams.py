"""An opened file → blocks of its bytes, unpacked where they are packed (gz, zst)."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from sla_dsl.log.raw import Fault

BLOCK = 1 << 20
"""How many bytes are read, and at most unpacked, at once."""

_HEAD = 64
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"


class BrokenOffError(Exception):
    """The rest of a file cannot be read; `fault` says why. All that came before it has been given."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def blocks(source: BinaryIO, tell: Callable[[int], None], *, packing: str = "") -> Iterator[bytes]:
    """The bytes of an opened file, unpacked where they begin as a packed file does, whatever its name.

    `tell` is called with the number of bytes of each read. With a `packing` that its name says (`gz`), a file that is
    neither packed nor JSON is refused whole. Raises BrokenOffError where the rest cannot be read.
    """
    reads = _reads(source, tell)
    head = b""
    for block in reads:
        head += block
        if len(head) >= _HEAD:
            break
    for magic, unpacked in _PACKED.items():
        if head.startswith(magic):
            yield from unpacked(head, reads)
            return
    if packing and not head.lstrip(_BEFORE_TEXT).startswith(b"{"):
        raise BrokenOffError(_not_packed(packing, head))
    yield head
    yield from reads


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is packed."""
    return head.startswith(tuple(_PACKED))


def part(source: BinaryIO, tell: Callable[[int], None], start: int, end: int) -> Iterator[bytes]:
    """The bytes [start, end) of an opened file that is not packed. Raises BrokenOffError where they cannot be read."""
    source.seek(start)
    yield from _reads(source, tell, end - start)


def _not_packed(packing: str, head: bytes) -> Fault:
    if any(magic.startswith(head) for magic in _PACKED):
        return Fault("SLA708", f"the {packing} file ends too early")
    return Fault("SLA708", f"the file's name says {packing}, but it is no {packing} file")


def _reads(source: BinaryIO, tell: Callable[[int], None], left: int = sys.maxsize) -> Iterator[bytes]:
    """The blocks of a file up to its end, or until so many bytes have been read."""
    while left:
        try:
            block = source.read(min(BLOCK, left))
        except (OSError, ValueError) as error:
            raise BrokenOffError(Fault("SLA901", f"reading it failed: {trouble(error)}")) from error
        if block is None:
            raise BrokenOffError(Fault("SLA901", "reading it failed: no more came, and it had not ended"))
        if not block:
            return
        tell(len(block))
        left -= len(block)
        yield block


def trouble(error: OSError | ValueError) -> str:
    """What the system says about a file, in lower case; ValueErrors are about names and closed files."""
    text = error.strerror if isinstance(error, OSError) else None
    return text[:1].lower() + text[1:] if text else "the system gives no reason"


def _unpacked(head: bytes, reads: Iterator[bytes]) -> Iterator[bytes]:
    """One gz member after another. Zeros between and after them are padding; anything else there is a fault."""
    member = zlib.decompressobj(wbits=31)
    block = head
    while True:
        yield from _unpack(member, block)
        if member.eof:
            block = member.unused_data.lstrip(b"\0")
            if block or (block := _after_padding(reads)):
                member = zlib.decompressobj(wbits=31)
                continue
            return
        block = next(reads, b"")
        if not block:
            raise BrokenOffError(Fault("SLA708", "the gz file ends too early"))


def _after_padding(reads: Iterator[bytes]) -> bytes:
    return next(filter(None, (block.lstrip(b"\0") for block in reads)), b"")


def _unpack(member: zlib._Decompress, block: bytes) -> Iterator[bytes]:
    """What comes out of a block, in pieces of bounded size, up to the member's end."""
    while not member.eof:
        before = member.copy()
        try:
            piece = member.decompress(block, BLOCK)
        except zlib.error:
            yield from _until_damage(before, block)
            raise BrokenOffError(Fault("SLA708", "the gz file is damaged, or something else follows in it")) from None
        if piece:
            yield piece
        block = member.unconsumed_tail
        if not block and len(piece) < BLOCK:
            return


def _until_damage(member: zlib._Decompress, block: bytes) -> Iterator[bytes]:
    """All that stands before the damage: a whole block is lost otherwise. Byte by byte, so that it is all of it."""
    try:
        for place in range(len(block)):
            yield member.decompress(block[place : place + 1])
    except zlib.error:
        return


def _unpacked_zst(head: bytes, reads: Iterator[bytes]) -> Iterator[bytes]:
    from sla_dsl.log.zst import unpacked

    return unpacked(head, reads)


_PACKED: Mapping[bytes, Callable[[bytes, Iterator[bytes]], Iterator[bytes]]] = {
    b"\x1f\x8b": _unpacked,
    b"\x28\xb5\x2f\xfd": _unpacked_zst,
}
"""How packed files begin, and what unpacks them."""
