"""The page of changes names every kind."""

from __future__ import annotations

from tests.changes.kinds_page import PAGE, written


def test_the_page_has_the_table_of_kinds() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == written(text)
