"""A text → the bytes that are written of it."""

from __future__ import annotations


def utf8(text: str) -> bytes:
    r"""UTF-8; half a pair of surrogates, which UTF-8 lacks, as `\udc80`, which JSON reads back."""
    return text.encode("utf-8", "backslashreplace")
