"""Which keys stand where: one finding for one mistake, at the key or the value that is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from sla_dsl.diagnostics import Source
from sla_dsl.language.envelope import read
from sla_dsl.language.schemas import schema
from sla_dsl.language.shape import shape

WHOLE = {
    "slac": "1",
    "agreement": "acme",
    "version": "1.0.0",
    "parties": "{marketing: {name: Marketing}, sales: {}}",
    "effective": "{from: 2026-01-01}",
    "timezone": "Europe/Helsinki",
    "clauses": "{one: a b}",
}


def file(**changed: str | None) -> str:
    """A right file with other values; one that is none is left out."""
    return "".join(f"{key}: {value}\n" for key, value in {**WHOLE, **changed}.items() if value is not None)


def found(text: str) -> list[tuple[str, str, str]]:
    """Code, underlined words and help of each finding."""
    source = Source("f", text)
    root, problems = read(source)
    assert problems == []
    told = []
    for one in shape(root, source).diagnostics:
        span = one.place.span
        words = text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]
        told.append((one.code, words, one.help))
    return told


def test_the_smallest_file():
    assert found(file()) == []


@pytest.mark.parametrize("key", WHOLE)
def test_a_missing_key(key):
    ((code, _, way_out),) = found(file(**{key: None}))
    assert code == "SLA111"
    assert f"`{key}: " in way_out


@pytest.mark.parametrize(
    ("changed", "code", "words", "help"),
    [
        ({"timezone": None, "timezon": "UTC"}, "SLA108", "timezon", "`timezone`"),
        ({"xyzzy": "1"}, "SLA108", "xyzzy", "keys here"),
        ({"parties": "{a: {nam: A}, b: {}}"}, "SLA108", "nam", "`name`"),
        ({"effective": "{form: 2026-01-01}"}, "SLA108", "form", "`from`"),
        ({"effective": "{until: 2026-01-01}"}, "SLA111", "effective", "`from: 2026-01-01`"),
        ({"slac": "2"}, "SLA116", "2", "slac: 1"),
        ({"slac": "1.0"}, "SLA116", "1.0", "slac: 1"),
        ({"slac": ""}, "SLA112", "slac", "slac: 1"),
        ({"agreement": "Acme Corp"}, "SLA117", "Acme Corp", "`acme-corp`"),
        ({"agreement": '"a\\n"'}, "SLA117", '"a\\n"', "`a`"),
        ({"parties": "{Sales: {}, b: {}}"}, "SLA117", "Sales", "`sales`"),
        ({"parties": "{a: {}}"}, "SLA112", "parties", "sales"),
        ({"parties": "[a, b]"}, "SLA112", "parties", "{"),
        ({"parties": "{a: A, b: {}}"}, "SLA112", "A", "name"),
        ({"effective": "2026-01-01"}, "SLA112", "2026-01-01", "from: 2026-01-01"),
        ({"title": ""}, "SLA112", "title", "leave the key out"),
        ({"title": '" "'}, "SLA112", "title", "leave the key out"),
        ({"title": "[a]"}, "SLA112", "title", "title: "),
        ({"clauses": ""}, "SLA112", "clauses", "must contact"),
        ({"clauses": "{}"}, "SLA112", "clauses", "must contact"),
        ({"clauses": "{one: }"}, "SLA319", "one", "sentence"),
        ({"clauses": '{one: ""}'}, "SLA319", "one", "sentence"),
        ({"clauses": "{one: {clause: }}"}, "SLA319", "clause", "sentence"),
        ({"clauses": "{one: {why: x}}"}, "SLA111", "one", "clause: "),
        ({"clauses": "{one: [x]}"}, "SLA112", "one", "`one: x …`"),
        ({"clauses": "{one: {clause: a, was: Old One}}"}, "SLA117", "Old One", "`old-one`"),
        ({"contacts": "{a: [b]}"}, "SLA112", "a", ""),
        ({"calendar": "{by: country, DE: x}"}, "SLA111", "calendar", "otherwise: "),
        ({"calendar": "[x]"}, "SLA112", "calendar", "office"),
        ({"calendars": "{o: {holidays: FI}}"}, "SLA111", "o", "hours: "),
        ({"calendars": "{o: {hours: {}, closed: 2026-01-01}}"}, "SLA112", "2026-01-01", "write `[2026-01-01]`"),
        ({"funnel": "{given: {a: 1}}"}, "SLA111", "funnel", "each: "),
        ({"funnel": "{each: quater}"}, "SLA112", "quater", "`quarter`"),
        ({"funnel": "{each: day, given: {a: {2026-01-01: [1]}}}"}, "SLA112", "2026-01-01", ""),
        ({"vocabulary": "{fact: {}}"}, "SLA108", "fact", "`facts`"),
        ({"vocabulary": "{events: {a.b: {about: leed}}}"}, "SLA112", "leed", "`lead`"),
        ({"vocabulary": "{states: {on hold: {from: a.b}}}"}, "SLA111", "on hold", "to: "),
    ],
)
def test_one_mistake_one_finding(changed, code, words, help):
    ((found_code, found_words, found_help),) = found(file(**changed))
    assert (found_code, found_words) == (code, words)
    assert help in found_help


def test_every_mistake_is_found_in_one_run():
    text = file(title="[x]", parties="{A: {}, b: {nam: x}}", calendars="{o: {hour: {}}}", clauses="{x: , y: }")
    assert [code for code, _, _ in found(text)] == ["SLA117", "SLA108", "SLA319", "SLA319", "SLA112", "SLA108"]


def test_a_party_may_be_left_empty():
    assert found(file(parties="\n  marketing:\n  sales:")) == []


@pytest.mark.parametrize("text", ["[a]\n", "just words\n"])
def test_a_file_of_another_shape(text):
    assert [code for code, _, _ in found(text)] == ["SLA112"]


def test_what_was_refused_is_not_reported_again():
    for text in (
        file(parties="*x"),
        file(parties="{<<: *x}"),
        file(effective="&x"),
        file(clauses="{one: {clause: a, b}}"),
    ):
        source = Source("f", text)
        root, problems = read(source)
        assert problems
        assert [one.code for one in shape(root, source).diagnostics if one.code != "SLA112"] == []


def test_the_sections_that_are_broken_are_named():
    source = Source("f", file(title="[x]", clauses="{x: }"))
    root, _ = read(source)
    assert shape(root, source).broken == {"title", "clauses"}


def test_the_schema_is_loaded_only_when_it_is_needed():
    code = "import sys, sla_dsl.language.outline; sys.exit('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# the schema itself


def parts(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every described key of the schema."""
    if isinstance(part, dict):
        for key, inner in part.get("properties", {}).items():
            yield f"{path}/{key}", inner
        for key, inner in part.items():
            yield from parts(inner, f"{path}/{key}")


def test_the_schema_is_one():
    Draft7Validator.check_schema(schema("agreement"))


def test_every_key_is_described_and_shown():
    for path, part in parts(schema("agreement")):
        assert part.get("title"), path
        assert part.get("description"), path
        assert part.get("examples"), path


def test_no_choice_without_a_discriminator():
    assert '"oneOf"' not in str(schema("agreement")).replace("'", '"')
    assert '"anyOf"' not in str(schema("agreement")).replace("'", '"')


def test_an_editor_that_types_numbers_accepts_a_right_file():
    text = file(version="1.2", title="2026", funnel="{each: quarter, given: {leads: 500, share: 30%}}")
    typed = yaml.load(text, Loader=yaml.BaseLoader) | {"slac": 1, "version": 1.2, "title": 2026}
    typed["funnel"]["given"]["leads"] = 500
    assert list(Draft7Validator(schema("agreement")).iter_errors(typed)) == []


@pytest.mark.parametrize("change", [{"currency": "euro"}, {"version": "one"}, {"effective": {"from": "1.1.2026"}}])
def test_an_editor_sees_wrong_forms_too(change):
    typed = yaml.load(file(), Loader=yaml.BaseLoader) | change
    assert list(Draft7Validator(schema("agreement")).iter_errors(typed))
