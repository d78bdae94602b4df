"""Broken agreements as files, each one mistake that a person makes (some two), with what must be said of it.

A case is `NAME.sla.yaml`; its head says its kind, what the person did, and every diagnostic, by place:

    # keyword: two letters of `within` change places
    # SLA301 13:32 ⟦wihtin⟧ did you mean `within`?

that is code, line, column, the words underlined (a line break as a space, what cannot be seen as `\\uXXXX`), and how
the help begins. It is written by hand, before the tool is asked. A file that cannot hold a head has it beside it, in
`NAME.expected`; there `-` stands for a diagnostic of the whole file. To count the cases by kind:
`python tests/corpus/test_corpus.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from sla_dsl import validate
from sla_dsl.diagnostics import CODES, Diagnostic, Source
from sla_dsl.language.candidates import fix_of

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*.sla.yaml"))

SHOWS_A_LINE = frozenset({"SLA116"})
"""Codes whose help shows the whole line, where one word of it is underlined."""

_ROW = re.compile(r"# (?P<code>SLA\d{3}) (?P<place>\d+:\d+|-) ⟦(?P<words>.*?)⟧(?: (?P<help>.*))?")


class Told(NamedTuple):
    """One diagnostic, as a case writes it."""

    code: str
    place: str
    words: str
    help: str


class Case(NamedTuple):
    """A case's head: the kind of mistake, and what is to be told."""

    kind: str
    told: list[Told]


def case_of(path: Path) -> Case:
    """The head of a case."""
    beside = path.with_name(path.name.replace(".sla.yaml", ".expected"))
    first, *rows = (beside if beside.exists() else path).read_text(encoding="utf-8").splitlines()
    told = []
    for row in rows:
        found = _ROW.fullmatch(row)
        if found is None:
            break
        words = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), found["words"])
        told.append(Told(found["code"], found["place"], words, found["help"] or ""))
    return Case(first.removeprefix("# ").partition(":")[0], told)


def told_of(path: Path) -> list[Told]:
    """What the tool says of a case's file."""
    (validation,) = validate(path)
    source = Source(path.name, path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff"))
    return [_told(found, source) for found in validation.diagnostics]


def _told(found: Diagnostic, source: Source) -> Told:
    span = found.place.span if found.place else None
    if span is None:
        return Told(found.code, "-", "", found.help)
    words = source.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]
    return Told(found.code, f"{span.line}:{span.column}", re.sub(r"\s*\n\s*", " ", words), found.help)


@pytest.mark.parametrize("path", CASES, ids=[path.name.removesuffix(".sla.yaml") for path in CASES])
def test_a_mistake_is_told_as_the_case_says(path: Path) -> None:
    wanted = case_of(path).told
    told = told_of(path)
    assert [each[:3] for each in told] == [each[:3] for each in wanted]
    for each, want in zip(told, wanted, strict=True):
        assert each.help.startswith(want.help), (each.help, want.help)


def test_there_are_enough_cases_and_each_says_something() -> None:
    assert len(CASES) >= 120
    for path in CASES:
        case = case_of(path)
        assert case.told, path.name
        assert all(each.code in CODES and each.help for each in case.told), path.name


def _mended(path: Path, found: tuple[Diagnostic, ...]) -> str | None:
    """The file with every suggestion taken, as a person takes it: a word for a comma stands apart from the word before.

    Nothing where a suggestion does not say what to write.
    """
    text = path.read_text(encoding="utf-8")
    source = Source(path.name, text)
    for each in reversed(found):
        span, fix = each.place.span if each.place else None, fix_of(each.help)
        if span is None or fix is None or each.code in SHOWS_A_LINE:
            return None
        start, end = source.offset(span.line, span.column), source.offset(span.end_line, span.end_column)
        apart = " " if fix[:1].isalpha() and text[:start][-1:].isalnum() else ""
        text = text[:start] + apart + fix + text[end:]
    return text


@pytest.mark.parametrize("path", CASES, ids=[path.name.removesuffix(".sla.yaml") for path in CASES])
def test_a_suggestion_mends_what_it_is_for(path: Path, tmp_path: Path) -> None:
    if path.with_name(path.name.replace(".sla.yaml", ".expected")).exists():
        return
    (before,) = validate(path)
    text = _mended(path, before.diagnostics)
    if text is not None:
        mended = tmp_path / path.name
        mended.write_text(text, encoding="utf-8")
        (after,) = validate(mended)
        assert [found.message for found in after.diagnostics if found.is_error] == []


def main() -> None:
    """Print how many cases there are of each kind."""
    kinds = Counter(case_of(path).kind for path in CASES)
    for kind, count in sorted(kinds.items()):
        print(f"{count:4}  {kind}")  # noqa: T201 - what running the module is for
    print(f"{sum(kinds.values()):4}  in all")  # noqa: T201


if __name__ == "__main__":
    main()
