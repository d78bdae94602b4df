"""What a file may not hold, and where exactly it is pointed at."""

from __future__ import annotations

import textwrap

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.diagnostics import Diagnostic, Source
from sla_dsl.language.envelope import Mapping, Scalar, decode, read
from sla_dsl.language.offsets import offsets


def problems(text: str) -> list[Diagnostic]:
    return read(Source("f.sla.yaml", text))[1]


def underlined(text: str, found: Diagnostic) -> str:
    source = Source("f", text)
    span = found.place.span
    return text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]


def value(text: str, *path: str) -> Scalar:
    node, found = read(Source("f", text))
    assert found == []
    for key in path:
        assert isinstance(node, Mapping)
        node = node.get(key)
    assert isinstance(node, Scalar)
    return node


CASES = [
    # text, then code and underlined words of each finding, in order
    ("a: 1\nb: 2\na: 3\n", [("SLA102", "a")]),
    ('a: 1\n"a": 2\n', [("SLA102", '"a"')]),
    ("x: {a: 1, a: 2}\n", [("SLA102", "a")]),
    ("a: &x b\nc: *x\n", [("SLA103", "&x"), ("SLA103", "*x")]),
    ("😀: &x b\n", [("SLA103", "&x")]),
    ("a: &x\n  b: c\n", [("SLA103", "&x")]),
    ("a: *im*\n", [("SLA103", "*")]),
    ("a: &\n", [("SLA103", "&")]),
    ("a: !!str b\n", [("SLA104", "!!str")]),
    ("a: ! b\n", [("SLA104", "!")]),
    ("a: !foo [b]\n", [("SLA104", "!foo")]),
    ("a: &x !y b\n", [("SLA103", "&x"), ("SLA104", "!y")]),
    ("a: !<foo b\n", [("SLA104", "!<foo b")]),
    ("a: &x {b: c}\nd:\n  <<: *x\n", [("SLA103", "&x"), ("SLA105", "<<")]),
    ("a: 1\n---\nb: 2\n", [("SLA106", "---")]),
    ("a: 1\n...\nb: 2\n", [("SLA106", "b: 2")]),
    ("%YAML 1.1\n---\na: 1\n", [("SLA101", "%YAML 1.1")]),
    ("a:\n\tb: 1\n", [("SLA107", "\t")]),
    ("a:\n  \tb: 1\n\tc: 2\n", [("SLA107", "\t"), ("SLA107", "\t")]),
    ("a: x\n  \ty\n", [("SLA107", "\t")]),
    ("a: 1\n\t\nb: 2\n", [("SLA107", "\t")]),
    ("clauses:\n  c: when 😀 x # y  \n  d: z\n", [("SLA109", "# y")]),
    ("clauses:\r\n  c:\r\n    clause: a\r\n      b # c\r\n", [("SLA109", "# c")]),
    ("clauses:\n  c: a b # c\n    d e\n", [("SLA109", "# c")]),
    ("clauses:\n  c:\n    a b\n    # c\n    d e\n", [("SLA109", "# c")]),
    ("title: a # c\n  b\n", [("SLA109", "# c")]),
    ("vocabulary:\n  events:\n    a.b:\n      is: c.d where e # f\n", [("SLA109", "# f")]),
    ("c: {clause: when a, sales must}\n", [("SLA110", "sales must")]),
    ("c: {clause: when a, b must c, d, why: x}\n", [("SLA110", "b must c")]),
    ("e: {fields: {reason: one of a, b}}\n", [("SLA110", "b")]),
    ("e: {reason, other}\n", [("SLA112", "reason")]),
    ('e: {a: "b", c}\n', [("SLA112", "c")]),
    ("? [a]\n: b\n", [("SLA112", "[a]")]),
    ("a: x\x07y\n", [("SLA114", "\x07")]),
    ("a: x\u2028b: y\n", [("SLA114", "\u2028")]),
    ("a: x # \u202ey\n", [("SLA114", "\u202e")]),
    ("a: x\ufeff\n", [("SLA114", "\ufeff")]),
    ("a: \ud800\n", [("SLA114", "\ud800")]),
    ('a: "b\\x1b[31m"\n', [("SLA114", "\\x1b")]),
    ("", [("SLA115", "")]),
    ("# only this\n", [("SLA115", "")]),
    ("---\n", [("SLA115", "")]),
    ("a: @acme\n", [("SLA101", "@")]),
    ("a: `x`\n", [("SLA101", "`")]),
    ("a: b: c\n", [("SLA101", ":")]),
    ("a: 1\nb\nc: 2\n", [("SLA101", "b")]),
    ("a: 'x\n", [("SLA101", "'")]),
    ("a: {b: c\nd: e\n", [("SLA101", "{")]),
    ("a: [b,\n", [("SLA101", "[")]),
    ("a: {b: c} d\n", [("SLA101", "d")]),
    ('a: "b" c\n', [("SLA101", "c")]),
    ("a:\n  b: 1\n c: 2\n", [("SLA101", "c: 2")]),
    ("a: - b\n", [("SLA101", "-")]),
    ("a: ]\n", [("SLA101", "]")]),
    ('a: "\\q"\n', [("SLA101", "\\q")]),
    ("a: {b: c:,d}\n", [("SLA101", ":")]),
    ("a: ? b\n", [("SLA101", "?")]),
    ("a: | x\n  b\n", [("SLA101", "x")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_refused(text, expected):
    found = problems(text)
    assert [(one.code, underlined(text, one)) for one in found] == expected
    for one in found:
        assert one.help
        assert one.message[0] == "`" or not one.message[0].isupper()
        assert not one.message.endswith(".")
        assert "\n" not in one.message


@pytest.mark.parametrize(
    "text",
    [
        "version: 1.0 # the first\n",
        "clauses: # all of them\n  c: # this one\n    a b\n  # about d\n  d: 'e # f' # g\n  # end\n",
        "clauses:\n  c: > # folded\n    a b # not a comment\n",
        "clauses:\n  c: a#b\n",
        "---\na: 1\n...\n",
        "a: {b: 1, c: , d: 2,}\n",
        "a: NO\nb: 09:00\nc: 2026-01-01\nd: ~\n",
        "a:\tb\n",
        "a: x*y & z!\n",
    ],
)
def test_allowed(text):
    assert problems(text) == []


def test_everything_is_text():
    text = "a: NO\nb: 09:00\nc: 1.10\nd: 2026-01-01\ne: null\nf:\ng: [0x1F, ~]\n"
    node, found = read(Source("f", text))
    assert found == []
    assert [entry.value.text for entry in node.entries[:6]] == ["NO", "09:00", "1.10", "2026-01-01", "null", ""]
    assert [item.text for item in node.get("g")] == ["0x1F", "~"]


def test_many_mistakes_are_reported_together_in_order():
    text = "a: &x 1\na: !t 2\nb: *x\nclauses:\n  c: d # e\n  f: {clause: g, h}\n"
    assert [one.code for one in problems(text)] == ["SLA103", "SLA102", "SLA104", "SLA103", "SLA109", "SLA110"]


def test_a_second_key_points_at_the_first():
    (found,) = problems("a: 1\nb: 2\na: 3\n")
    assert [(place.span.line, place.span.column) for place in found.related] == [(1, 1)]


def test_what_is_refused_is_marked():
    node, _ = read(Source("f", "clauses:\n  c: d # e\n  f: g\nh: *x\n"))
    assert node.get("clauses").get("c").refused
    assert not node.get("clauses").get("f").refused
    assert node.get("h").refused


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "? " * 100_000, "{a: " * 10_000, "[\n" * 10_000])
def test_depth(text):
    node, found = read(Source("f", text))
    assert node is None
    assert [one.code for one in found] == ["SLA113"]


def test_sixty_four_levels_are_allowed():
    assert problems("[" * 64 + "]" * 64) == []
    (found,) = problems("[" * 65 + "]" * 65)
    assert (found.code, found.place.span.column) == ("SLA113", 65)


def test_a_byte_order_mark_at_the_start_is_fine():
    source, found = decode("f", b"\xef\xbb\xbfa: @b\n")
    assert found == []
    assert source.text == "a: @b\n"
    assert problems("\ufeffa: b\n") == []
    assert underlined("\ufeffa: @b\n", problems("\ufeffa: @b\n")[0]) == "@"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a: b".encode("utf-16"), "UTF-16"),
        ("a: b".encode("utf-16-le"), "UTF-16"),
        ("a: b".encode("utf-32"), "UTF-32"),
        ("a: bäh".encode("latin-1"), "E4"),
    ],
)
def test_other_encodings(data, words):
    source, (found,) = decode("f", data)
    assert source is None
    assert found.code == "SLA114"
    assert words in found.message
    assert "UTF-8" in found.help


def test_a_wrong_byte_is_pointed_at():
    _, (found,) = decode("f", "t: 😀\nx: é".encode() + b"\xff\n")
    assert (found.place.span.line, found.place.span.column) == (2, 5)


def test_many_tabs_are_not_reported_one_by_one():
    found = problems("\tx\n" * 1000)
    assert len(found) == 20
    assert found[-1].message.endswith("and 980 more of the kind")


# where the words of a text stand


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("a: one two\n", "two", (1, 8, 1, 11)),
        ("a: 😀 two\n", "two", (1, 6, 1, 9)),
        ("a: one\r\n  two\r\n  three\r\n", "three", (3, 3, 3, 8)),
        ("a: one\n\n  two\n", "two", (3, 3, 3, 6)),
        ("a: 'it''s two'\n", "two", (1, 11, 1, 14)),
        ("a: 'it''s two'\n", "'", (1, 7, 1, 9)),
        ('a: "x\\u00e9\\ttwo"\n', "two", (1, 14, 1, 17)),
        ('a: "x\\U0001F600\\\n   two"\n', "two", (2, 4, 2, 7)),
        ("a: |\n  one\n   two\n", "two", (3, 4, 3, 7)),
        ("a: |2-\n   one\n  two\n\n", "two", (3, 3, 3, 6)),
        ("a: >+ # c\n\n  one\n  two\n\n    x\n  three\n\n", "three", (7, 3, 7, 8)),
        ("a:\r\n  b: >-\r\n    one\r\n    two", "two", (4, 5, 4, 8)),
    ],
)
def test_span_of(text, word, expected):
    node = read(Source("f", text))[0]
    while isinstance(node, Mapping):
        node = node.entries[0].value
    at = node.text.index(word)
    span = node.span_of(at, at + len(word))
    assert (span.line, span.column, span.end_line, span.end_column) == expected


def test_span_of_an_empty_range_and_of_one_outside():
    node = value("a: 'one'\n", "a")
    assert node.span_of(3, 3) == node.span_of(9, 99)
    assert (node.span_of(3, 3).column, node.span_of(3, 3).end_column) == (8, 8)


def test_block_texts_end_at_their_last_word():
    node, _ = read(Source("f", "a: |\n  x y\n\n\nb: 1\n"))
    span = node.get("a").span
    assert (span.line, span.column, span.end_line, span.end_column) == (1, 4, 2, 6)


WORD = st.text(st.characters(codec="utf-8", categories=["L", "N", "S"], exclude_characters="`|>#&*!%@<>=~"), min_size=1)
PROSE = st.lists(st.lists(WORD, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=5)
BREAK = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n \r\n"])


def check(written: str, ending: str) -> None:
    """Each character that is not white stands where its span says, as it is or escaped."""
    text = f"é:\n  k: {written}{ending}z: 1\n"
    node = value(text, "é", "k") if written[0] != "#" else None
    raw = text[node.start : node.end]
    if node.style in ("literal", "folded"):
        raw = text[node.start : text.rindex("z:")]
    assert offsets(raw, node.text, node.style) is not None
    source = node.source
    for at, character in enumerate(node.text.rstrip("\n")):
        span = node.span_of(at, at + 1)
        shown = text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]
        if character in " \n":
            assert not shown.strip() or shown.startswith("\\")
        elif node.style == "single":
            assert shown.replace("''", "'") == character
        elif node.style == "double" and shown.startswith("\\"):
            assert yaml.safe_load(f'"{shown}"') == character
        else:
            assert shown == character


@given(PROSE, BREAK)
def test_plain_and_single_quoted_texts_map_back(lines, ending):
    check((f"{ending}     ").join(["x", *lines]), "\n")
    quoted = [line.replace("x", "''") for line in lines]
    check("'" + (f" {ending}     ").join(quoted) + "'", ending)


@given(
    PROSE, BREAK, st.sampled_from([r"\n", r"\x41", r"\u00e9", r"\U0001F600", r"\"", r"\\", r"\t", "\\\n    ", r"\/"])
)
def test_double_quoted_texts_map_back(lines, ending, escape):
    quoted = [line.replace("\\", "").replace('"', "") + escape + "y" for line in lines]
    check('"' + (f"{ending}     ").join(quoted) + '"', ending)


@given(PROSE, st.sampled_from(["|", ">"]), st.sampled_from(["", "-", "+", "2", "2-", "+2"]), BREAK, st.booleans())
def test_block_texts_map_back(lines, style, header, ending, more):
    inner = ["  " + line if more and number % 2 else line for number, line in enumerate(lines)]
    body = "".join(f"{ending}    {line}" for line in inner)
    check(f"{style}{header}{body}", ending)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Cn", "Co"]), max_size=80)
)
def test_whatever_yaml_writes_is_read_back(text):
    for style in ('"', "'", None):
        dumped = yaml.safe_dump({"k": text}, default_style=style, allow_unicode=True, width=20)
        node, found = read(Source("f", dumped))
        if found:  # yaml writes a tag or a tab that the language refuses
            assert {one.code for one in found} <= {"SLA104", "SLA107"}
            continue
        scalar = node.entries[-1].value
        assert scalar.text == text
        assert offsets(dumped[scalar.start : scalar.end], text, scalar.style) is not None


@given(st.text(st.sampled_from(list("ab:{}[],#&*!|>'\"%@`-? \n\t\r😀")), max_size=60))
def test_nothing_makes_reading_fail(text):
    node, found = read(Source("f", text))
    assert node is not None or found
    for one in found:
        assert one.place.span.line >= 1
        assert one.place.span.column >= 1


def test_the_c_reader_is_optional(monkeypatch):
    monkeypatch.setattr("sla_dsl.language.envelope._LOADER", yaml.SafeLoader)
    text = textwrap.dedent("""\
        a: &x 1
        c: {clause: when a, b must}
        d: 'x' y
        """)
    assert [one.code for one in problems(text)] == ["SLA103", "SLA110", "SLA101"]
