"""The text of an agreement file → the same text with its clauses in canonical layout: one term a line.

A clause's sentence stands below its key, the trigger, the duty and each tail on a line of its own, however long; as
plain text, or folded (`>-`) where plain text would not come back as it is. Everything else stays to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic
from sla_dsl.funnel import kinds
from sla_dsl.language.envelope import Mapping, Node, Scalar, read
from sla_dsl.language.format import scalar
from sla_dsl.language.load import load
from sla_dsl.language.sentence import clause_lines
from sla_dsl.model.agreement import Agreement


class LaidOut(NamedTuple):
    """A file's text with its clauses laid out, the ids of those that were altered, and findings.

    The findings are the errors of a file that is not valid, whose text is as it was; else notes on clauses that had to
    be left as they were.
    """

    text: str
    altered: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


class UnfaithfulError(Exception):
    """What was about to be written differs from the file in more than layout: a defect of slac."""


class _Sentence(NamedTuple):
    """Where a clause's sentence stands: its text, its key, and the key around that one, by whose indent it is set."""

    clause: str
    key: Scalar
    around: Scalar
    text: Scalar
    in_braces: bool


class _Edit(NamedTuple):
    """What stands in the place of the source's characters [start, end)."""

    start: int
    end: int
    text: str


class _Kept(NamedTuple):
    """Why a sentence is left as it is, and what to do about it."""

    why: str
    help: str


_LINE_END = r"(?>\r\n|\n|\r)"
_BREAK = re.compile(_LINE_END)
_COMMENT = re.compile(r"#[^\r\n]*")
_GAP = re.compile(
    rf"(?P<colon>[ \t]*:)(?:[ \t]+|[ \t]*(?:#[^\r\n]*)?{_LINE_END}(?:[ \t]*(?:#[^\r\n]*)?{_LINE_END})*(?P<indent> +))"
)
"""What stands between a key and its sentence; `indent` is there where the sentence begins on a line of its own."""

_HEADER = re.compile(rf"[|>][-+0-9]*(?P<comment>[ \t]+#[^\r\n]*)?[ \t]*{_LINE_END}(?:[ \t]*{_LINE_END})*(?P<indent> *)")
"""The first line of a block scalar, and the indent of its first line of text."""

_COMMENT_AFTER = re.compile(r"[ \t]+#")
_COMMENT_BELOW = re.compile(rf"[ \t]*{_LINE_END}(?:[ \t]*{_LINE_END})*(?P<indent> *)#")
_LF = "\n"
_STEP = 2

_IN_BRACES = _Kept("it stands in braces", "write it in block style: each key on a line of its own, without braces")
_ODD_KEY = _Kept("its key is not followed by `:` on the same line", "write the key and `:` on one line")
_CUT_SHORT = _Kept("the comment after its end would cut it short", "put the comment on a line of its own above it")
_SWALLOWED = _Kept("the comment below it would become part of it", "indent the comment less than the clause")


def lay_out(source: Source) -> LaidOut:
    """The source's text with every clause in canonical layout. Giving that text again alters nothing.

    Raises UnfaithfulError where the text to be given would mean, or keep, anything else: a defect of slac.
    """
    loaded = load(source)
    if loaded.agreement is None:
        return LaidOut(source.text, (), tuple(found for found in loaded.diagnostics if found.is_error))
    edits, notes = _edits(source, loaded.agreement)
    text = _applied(source.text, list(edits.values()))
    if edits:
        _prove(source, Source(source.name, text), loaded.agreement)
    return LaidOut(text, tuple(edits), tuple(notes))


def _edits(source: Source, agreement: Agreement) -> tuple[dict[str, _Edit], list[Diagnostic]]:
    """What has to be altered, by the clause's id in the file's order, and a note for each clause that is left."""
    known = kinds(agreement.funnel, agreement.currency)[0] if agreement.funnel else {}
    edits: dict[str, _Edit] = {}
    notes: list[Diagnostic] = []
    for sentence in _sentences(source):
        lines = clause_lines(agreement.clauses[sentence.clause], agreement.vocabulary, known)
        edit = _edit(sentence, lines, source.text)
        if isinstance(edit, _Kept):
            message = f"`{sentence.clause}` keeps its layout: {edit.why}"
            place = Place.of(source, sentence.text.span)
            notes.append(diagnostic("SLA905", message, place, help=edit.help))
        elif source.text[edit.start : edit.end] != edit.text:
            edits[sentence.clause] = edit
    return edits, notes


def _edit(sentence: _Sentence, lines: list[str], text: str) -> _Edit | _Kept:
    """The sentence's lines in its place, or why they cannot stand there."""
    written = sentence.text
    gap = _GAP.fullmatch(text, sentence.key.end, written.start)
    if sentence.in_braces or gap is None:
        return _IN_BRACES if sentence.in_braces else _ODD_KEY
    header = _HEADER.match(text, written.start, written.end) if written.style in ("literal", "folded") else None
    if _COMMENT_AFTER.match(text, written.end):
        return _CUT_SHORT
    indent = header["indent"] if header else gap["indent"] or " " * _indent(sentence)
    is_plain = all(scalar(line) == line for line in lines)
    below = None if is_plain else _COMMENT_BELOW.match(text, written.end)
    if below and len(below["indent"]) >= len(indent):
        return _SWALLOWED
    found = _BREAK.search(text, sentence.key.start) or _BREAK.search(text)
    new_line = f"{found[0] if found else _LF}{indent}"
    body = new_line.join(lines if is_plain else [">-", *lines])
    comment = (header["comment"] if header else None) or ""
    if gap["indent"] is None:
        return _Edit(gap.end("colon"), written.end, f"{comment}{new_line}{body}")
    own = f"{gap['indent']}{comment.lstrip()}{new_line}" if comment else indent
    return _Edit(gap.start("indent"), written.end, own + body)


def _indent(sentence: _Sentence) -> int:
    """How far a sentence that stood on its key's line is set in: from the key as far as the key from the one around."""
    column, around = (key.span.column - 1 for key in (sentence.key, sentence.around))
    return column + (column - around if column > around else _STEP)


def _sentences(source: Source) -> Iterator[_Sentence]:
    """Every clause's sentence, in the file's order."""
    root, _ = read(source)
    clauses = root.entry("clauses") if isinstance(root, Mapping) else None
    if clauses is None or not isinstance(clauses.value, Mapping):
        return
    for entry in clauses.value:
        inner = entry.value.entry("clause") if isinstance(entry.value, Mapping) else None
        own, around = (inner, entry) if inner else (entry, clauses)
        if isinstance(own.value, Scalar):
            in_braces = _starts_with_brace(around.value, source)
            yield _Sentence(entry.key.text, own.key, around.key, own.value, in_braces)


def _starts_with_brace(node: Node, source: Source) -> bool:
    return source.text.startswith("{", source.offset(node.span.line, node.span.column))


def _applied(text: str, edits: list[_Edit]) -> str:
    pieces, last = [], 0
    for edit in edits:
        pieces += [text[last : edit.start], edit.text]
        last = edit.end
    return "".join([*pieces, text[last:]])


def _prove(before: Source, after: Source, agreement: Agreement) -> None:
    """Read what is about to be written, and compare: its meaning, what surrounds the sentences, and a second run."""
    again = load(after).agreement
    if again is None or again != agreement:
        raise UnfaithfulError("the agreement would mean something else")
    if list(_surroundings(before)) != list(_surroundings(after)):
        raise UnfaithfulError("something beside a clause would be altered")
    if _edits(after, again)[0]:
        raise UnfaithfulError("a second run would alter it again")


def _surroundings(source: Source) -> Iterator[str]:
    """The file without its sentences: what stands before, between and after them, and the comments at their heads."""
    last = 0
    for sentence in _sentences(source):
        written = sentence.text
        yield source.text[last : sentence.key.end]
        yield from _COMMENT.findall(source.text, sentence.key.end, written.start)
        header = _HEADER.match(source.text, written.start) if written.style in ("literal", "folded") else None
        if header and header["comment"]:
            yield header["comment"].lstrip()
        last = written.end
    yield source.text[last:]
