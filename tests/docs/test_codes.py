"""Every code has a page, and what the page shows is so: before gives the finding, after gives none."""

from __future__ import annotations

import re

import pytest

from sla_dsl.diagnostics import CODES
from sla_dsl.diagnostics.pages import GROUPS
from tests.docs.code_pages import FOLDER, PARTS, index, refreshed, shown, told, words_of
from tests.docs.pages import blocks
from tests.docs.shop import ROOT

PROSE = {
    "SLA114": "a page is UTF-8 itself",
    "SLA320": "it is too long for a page",
    "SLA708": "every line of a page is whole",
    "SLA710": "it is too long for a page",
    "SLA711": "it depends on what is installed",
    "SLA712": "the logs on pages are JSON lines",
    "SLA713": "the logs on pages are JSON lines",
    "SLA714": "the logs on pages are JSON lines",
    "SLA715": "it depends on the machine's disk",
    "SLA732": "it is too long for a page",
    "SLA741": "it depends on what is installed",
    "SLA742": "it depends on the cluster",
    "SLA854": "a page is in no repository",
    "SLA970": "no defect is known",
}
"""Codes whose page shows nothing that could be tried, each with its reason."""

RUN = {"SLA851", "SLA852", "SLA853", "SLA855", "SLA901", "SLA902", "SLA903", "SLA904", "SLA905"}
"""Codes of running the command: their pages show commands, which `test_command_blocks.py` runs."""

TRIED = sorted(set(CODES) - RUN - set(PROSE))


def test_every_code_has_a_page_and_every_page_a_code():
    assert {path.stem for path in FOLDER.glob("*.md")} == {*CODES, "README"}


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_headed_by_its_code_and_says_how_to_mend_it(code):
    text = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}: {CODES[code].title}\n\n")
    assert "\nAfter:\n" in text or "\nHow to mend it: " in text
    assert max(map(len, text.partition("\nBefore:\n")[0].splitlines())) <= 120


@pytest.mark.parametrize("code", TRIED)
def test_before_gives_the_finding_at_the_words_that_the_page_underlines(code):
    page = shown(FOLDER / f"{code}.md")
    assert page.said[0].startswith(f"{CODES[code].severity}[{code}]: ")
    found = [one for one in told(page.before) if one.code == code]
    assert found, "the page's `before` does not give its code"
    assert found[0].words == words_of(page.said)


@pytest.mark.parametrize("code", TRIED)
def test_before_gives_no_other_finding(code):
    # A page shows one mistake; what its frame declares and no clause uses is none.
    assert {one.code for one in told(shown(FOLDER / f"{code}.md").before)} - {"SLA014"} <= {code}


@pytest.mark.parametrize("code", TRIED)
def test_after_gives_no_finding(code):
    found = [one for one in told(shown(FOLDER / f"{code}.md").after) if one.code in (code, "SLA014") or one.lines]
    assert [one.lines for one in found if one.code == code or one.code != "SLA014"] == []


@pytest.mark.parametrize("code", sorted(RUN))
def test_the_commands_of_a_page_print_its_code(code):
    runs = [block for block in blocks(FOLDER / f"{code}.md") if block.is_run]
    assert any(f"[{code}]: " in line for line in runs[0].lines)
    assert not any(f"[{code}]" in line for block in runs[1:] for line in block.lines)


@pytest.mark.parametrize("code", PROSE)
def test_what_cannot_be_shown_is_told(code):
    text = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    assert not any(part in text for part in PARTS)
    assert "\nHow to mend it: " in text


def _named_in_tests() -> dict[str, int]:
    """How many files of tests, cases of the corpus among them, name each code; these pages' own tests apart."""
    others = [path for path in (ROOT / "tests").rglob("*") if path.suffix in (".py", ".expected", ".yaml")]
    texts = [
        path.read_text(encoding="utf-8", errors="replace") for path in others if path.parent != ROOT / "tests/docs"
    ]
    return {code: sum(code in text for text in texts) for code in CODES}


def test_every_code_has_a_case_or_a_test():
    """Beside its page: a case of the corpus that shows it, or a test that names it."""
    assert [code for code, count in _named_in_tests().items() if not count] == []


def test_the_index_names_every_code_by_group():
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == index()
    assert {code[:4] for code in CODES} == set(GROUPS)


class TestTheTestSeesWhatIsWrong:
    """A test that passes everything would pass every page."""

    @pytest.fixture
    def page(self, tmp_path):
        text = (FOLDER / "SLA203.md").read_text(encoding="utf-8")

        def written(old, new):
            path = tmp_path / "SLA203.md"
            assert old in text
            path.write_text(re.sub(re.escape(old), new, text, count=1), encoding="utf-8")
            return path

        return written

    def test_before_without_the_mistake(self, page):
        assert told(shown(page("a lead is asigned,", "a lead is assigned,")).before) == []

    def test_after_with_another_mistake(self, page):
        path = page("After:\n\n```yaml\nfirst-contact:", "After:\n\n```yaml\nfirst_contact:")
        assert [one.code for one in told(shown(path).after)] == ["SLA117"]

    def test_other_words_underlined(self, page):
        path = page(" ^^^^^^^^^^^^^^^^^", "^^^^^^^^^^^^^^^^^ ".rstrip())
        assert words_of(shown(path).said) == " a lead is asigne"

    def test_what_slac_says_is_written_anew(self, page):
        path = page("error[SLA203]: no event is called", "error[SLA203]: there is no event")
        assert refreshed(path) == (FOLDER / "SLA203.md").read_text(encoding="utf-8")
