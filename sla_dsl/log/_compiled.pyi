from typing import Any, TypeAlias

from numpy.typing import NDArray

REVISION: int
SOURCE: str

_Array: TypeAlias = NDArray[Any]

def flat_lines(
    raw: _Array,
    names: _Array,
    name_lengths: _Array,
    flat: _Array,
    bits: _Array,
    starts: _Array,
    lengths: _Array,
    is_text: _Array,
    other_lines: _Array,
    other_names: _Array,
    other_starts: _Array,
    other_lengths: _Array,
    other_is_text: _Array,
    occurs: _Array,
    size: int,
    first: int,
    wanted: int,
    /,
) -> tuple[int, int]: ...
def instants(raw: _Array, starts: _Array, lengths: _Array, found: _Array, odd: _Array, /) -> None: ...
def hashes(raw: _Array, starts: _Array, lengths: _Array, found: _Array, seed: int, /) -> None: ...
def numbers(
    raw: _Array,
    starts: _Array,
    lengths: _Array,
    sizes: _Array,
    found: _Array,
    slots: _Array,
    kept: _Array,
    ends: _Array,
    bytes_: _Array,
    row: int,
    count: int,
    seed: int,
    /,
) -> tuple[int, int]: ...
def packed(raw: _Array, starts: _Array, lengths: _Array, rows: _Array, found: _Array, count: int, /) -> int: ...
