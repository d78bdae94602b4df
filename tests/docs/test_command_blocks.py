"""Every command on every page (README.md, docs/, examples/) is run, and prints what the page says.

What a page's writer needs to know:

1. A block ```console holds commands, each on a line `$ slac …` (long ones go on after a ` \\` at the line's end), each
   followed by what it prints: both streams, in the order of a terminal, 80 columns, no colour. Besides slac there are
   `$ cat FILE` and `$ head -n N FILE`. All are run in a copy of the repository's root.
2. A line `…` alone stands for any number of lines. The versions of holidays and tzdata are not compared.
3. An exit code other than 0 is told by the last line, `(exit code 1)`.
4. A block whose first line is `# file: NAME` is written to NAME in that copy, and lasts to the end of the page. Every
   kind but yaml loses that line.
5. A block ```yaml that is a whole agreement (its first line but comments is `slac: 1`) must be valid without a warning,
   except below a line `<!-- not valid -->`. Below a line `<!-- clauses -->` it is clauses alone, tried in
   `frame.sla.yaml`.
6. Below a line `<!-- not run: why -->` a console block is left alone.

`python -m tests.docs.refresh [PAGE…]` prints the outputs anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from textwrap import indent

import pytest

from sla_dsl import validate
from tests.docs.pages import Block, Command, blocks, commands, matches
from tests.docs.refresh import main as refresh
from tests.docs.refresh import refreshed, shortened
from tests.docs.shop import ROOT, Printed, opened, pages, put, run

FRAME = Path(__file__).with_name("frame.sla.yaml").read_text(encoding="utf-8")


def shown(command: Command, printed: Printed) -> str:
    """What is wrong with a command's output, as a difference; empty where nothing is."""
    if printed.code == command.code and matches(command.output, printed.lines):
        return ""
    said = [*command.output, f"(exit code {command.code})"]
    gave = [*printed.lines, f"(exit code {printed.code})"]
    return "\n".join(unified_diff(said, gave, "the page says", "slac prints", lineterm="", n=2))


def problems(page: Path) -> Iterator[str]:
    """What a page says that is not so, from its top."""
    with opened():
        for block in blocks(page):
            if block.file is not None:
                put(block)
            if block.is_run:
                for command in commands(block):
                    wrong = shown(command, run(command.words))
                    if wrong:
                        yield f"{page.name}:{command.line}: $ {' '.join(command.words)}\n{wrong}"
            text = agreement_text(block)
            if text is not None:
                yield from (f"{page.name}:{block.line}: {found}" for found in findings(text))


def agreement_text(block: Block) -> str | None:
    """The agreement that a block is or, put into the frame, stands for."""
    text = "\n".join(block.lines) + "\n"
    if block.is_agreement:
        return text
    return FRAME + indent(text, "  ") if block.is_clauses else None


def findings(text: str) -> list[str]:
    path = Path("block-of-a-page.sla.yaml")
    path.write_text(text, encoding="utf-8")
    (found,) = validate(path)
    path.unlink()
    # A frame offers more names than the clauses in it use.
    told = [one for one in found.diagnostics if not (text.startswith(FRAME) and one.code == "SLA014")]
    return [f"{one.code}: {one.message}" for one in told]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_prints_what_the_page_says(page):
    wrong = list(problems(page))
    assert not wrong, "\n\n" + "\n\n".join(wrong)


def test_the_frame_itself_is_valid(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert findings(FRAME + "  first: when a lead is assigned, sales must contact the lead within 1 hour\n") == []


class TestTheRunnerSeesWhatIsWrong:
    """A runner that passes everything would pass every page."""

    @pytest.fixture
    def page(self, tmp_path):
        def written(*lines):
            path = tmp_path / "page.md"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            return path

        return written

    @pytest.mark.parametrize(
        "expected",
        [
            ("slac 0",),
            (),
            ("…", "slac 0"),
            ("(exit code 1)",),
            ("…", "(exit code 1)"),
        ],
    )
    def test_another_output_or_exit_code(self, page, expected):
        (found,) = problems(page("```console", "$ slac --version", *expected, "```"))
        assert found.startswith("page.md:2: $ slac --version\n--- the page says\n+++ slac prints\n")

    def test_a_right_one(self, page):
        assert not list(problems(page("```console", "$ slac --version", "…", "```")))

    def test_a_missing_exit_code(self, page):
        (found,) = problems(page("```console", "$ slac chek", "…", "```"))
        assert "-(exit code 0)" in found
        assert "+(exit code 2)" in found

    def test_an_agreement_that_is_not_valid(self, page):
        text = ("```yaml", "slac: 1", "agreement: a", "```")
        assert any("SLA" in found for found in problems(page(*text)))
        assert not list(problems(page("<!-- not valid -->", *text)))

    def test_clauses_that_are_not_valid(self, page):
        good = "first: when a lead is assigned, sales must contact the lead within 4 business hours"
        assert not list(problems(page("<!-- clauses -->", "```yaml", good, "```")))
        assert list(problems(page("<!-- clauses -->", "```yaml", good.replace("business ", "busy "), "```")))

    def test_a_block_that_is_never_closed(self, page):
        with pytest.raises(ValueError, match="never closed"):
            list(problems(page("```console", "$ slac --version")))

    def test_output_before_any_command(self, page):
        with pytest.raises(ValueError, match="begins with"):
            list(problems(page("```console", "slac 1", "```")))

    def test_another_program(self, page):
        with pytest.raises(ValueError, match="only slac"):
            list(problems(page("```console", "$ ls", "```")))

    def test_files_of_a_page_last_to_its_end(self, page):
        lines = ("```jsonl", "# file: logs/a.jsonl", '{"a": 1}', "```", "```console", "$ cat logs/a.jsonl", '{"a": 1}')
        assert not list(problems(page(*lines, "```")))

    def test_a_command_over_two_lines(self, page):
        assert not list(problems(page("```console", "$ slac \\", "    --version", "…", "```")))

    def test_a_block_in_a_list(self, page):
        assert not list(problems(page("1. see", "   ```console", "   $ slac --version", "   …", "   ```")))


class TestRefreshing:
    def test_only_what_no_longer_holds_is_replaced(self, tmp_path):
        page = tmp_path / "page.md"
        before = "1. see\n\n   ```console\n   $ slac --version\n   …\n   $ slac chek\n   old\n   ```\n\nend\n"
        page.write_text(before, encoding="utf-8")
        now = refreshed(page)
        assert now.startswith("1. see\n\n   ```console\n   $ slac --version\n   …\n   $ slac chek\n   Usage: ")
        assert now.endswith("\n   (exit code 2)\n   ```\n\nend\n")
        page.write_text(now, encoding="utf-8")
        assert not list(problems(page))
        assert refreshed(page) == now

    @pytest.mark.parametrize(
        ("before", "printed", "now"),
        [
            ("a … z", "b c d y", "b … y"),
            ("a …", "b c", "b …"),
            ("a … z", "b y", "b y"),
            ("a … m … z", "b c d y", "b c d y"),
            ("a", "b c", "b c"),
        ],
    )
    def test_one_line_of_dots_stays(self, before, printed, now):
        assert list(shortened(before.split(), printed.split())) == now.split()

    def test_it_refuses_in_ci(self, monkeypatch, capsys):
        monkeypatch.setenv("CI", "true")
        assert refresh() == 2
        assert "not refreshed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("Calendars: holidays 0.109, tzdata 2026.6", "Calendars: holidays 0.112, tzdata 2027.1"),
        ('"calendars": {"holidays": "0.109"}', '"calendars": {"holidays": "0.112"}'),
    ],
)
def test_the_versions_of_the_calendars_data_are_not_compared(expected, printed):
    assert matches([expected], [printed])
    assert not matches([expected], [printed.replace("holidays", "feasts")])


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a b", "a b", True),
        ("a b", "a", False),
        ("…", "", True),
        ("…", "a b c", True),
        ("a …", "a", True),
        ("a …", "b a", False),
        ("… c", "a b c", True),
        ("… c", "a b", False),
        ("a … a", "a", False),
        ("a … b … c", "a x b y z c", True),
        ("a … b … c", "a x y c", False),
        ("… b c … d", "a b b c d", True),
        ("… b … b …", "b", False),
        ("", "a", False),
    ],
)
def test_what_a_line_of_dots_stands_for(expected, printed, same):
    assert matches(expected.split(), printed.split()) is same
