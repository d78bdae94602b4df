"""`slac fmt`: what it writes, what it only shows, and what it leaves alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import sla_dsl
from sla_dsl.language import layout

from .conftest import AGREEMENT, Run

SHORT = "when a lead is assigned, sales must contact the lead within 4 hours"
HEAD = AGREEMENT[: AGREEMENT.index("clauses:")]
UNTIDY = f"{HEAD}clauses:  # ours\n  first-contact: {SHORT}\n  # last word"
TIDY = (
    f"{HEAD}clauses:  # ours\n  first-contact:\n    when a lead is assigned,\n"
    "    sales must contact the lead within 4 hours\n  # last word"
)
BROKEN = UNTIDY.replace("a lead is assigned", "a lead is asigned")
DIFF = """\
--- policies/b.sla.yaml
+++ policies/b.sla.yaml
@@ -17,5 +17,7 @@
   derive:
     mql target: customers / win rate
 clauses:  # ours
-  first-contact: when a lead is assigned, sales must contact the lead within 4 hours
+  first-contact:
+    when a lead is assigned,
+    sales must contact the lead within 4 hours
   # last word
\\ No newline at end of file
"""


@pytest.fixture
def path(folder: Path) -> Path:
    """An agreement in another layout, beside one in the canonical one."""
    path = folder / "policies/b.sla.yaml"
    path.write_text(UNTIDY)
    return path


def test_without_files_those_under_policies_are_laid_out(run: Run, path: Path) -> None:
    found = run("fmt")
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr == "policies/b.sla.yaml: 1 clause laid out anew\n"
    assert path.read_text() == TIDY
    assert path.with_name("acme.sla.yaml").read_text() == AGREEMENT
    assert sorted(one.name for one in path.parent.iterdir()) == ["acme.sla.yaml", "b.sla.yaml"]
    again = run("fmt")
    assert (again.exit_code, again.output) == (0, "")
    assert path.read_text() == TIDY


def test_what_is_laid_out_is_not_even_written(run: Run, folder: Path) -> None:
    path = folder / "policies/acme.sla.yaml"
    os.utime(path, ns=(0, 0))
    before = path.stat()
    assert run("fmt", "policies").exit_code == 0
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (0, before.st_ino)


def test_check_names_files_and_writes_nothing(run: Run, path: Path) -> None:
    found = run("fmt", "--check")
    assert (found.exit_code, found.stdout) == (1, "policies/b.sla.yaml: 1 clause would be laid out anew\n")
    assert path.read_text() == UNTIDY
    assert (run("fmt", "--check", "policies/acme.sla.yaml").exit_code, path.read_text()) == (0, UNTIDY)


def test_diff_shows_and_writes_nothing(run: Run, path: Path) -> None:
    found = run("fmt", "--diff", "policies/b.sla.yaml")
    assert (found.exit_code, found.stdout) == (0, DIFF)
    found = run("fmt", "--diff", "--check")
    assert (found.exit_code, found.stdout) == (1, DIFF)
    assert path.read_text() == UNTIDY


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_bytes_stay(run: Run, path: Path, line_end: str, mark: bytes) -> None:
    path.write_bytes(mark + UNTIDY.replace("\n", line_end).encode())
    assert run("fmt", str(path)).exit_code == 0
    assert path.read_bytes() == mark + TIDY.replace("\n", line_end).encode()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_standard_input_goes_to_standard_output(run: Run, path: Path, mark: bytes) -> None:
    given = mark + UNTIDY.replace("\n", "\r\n").encode()
    found = run("fmt", "-", input=given)
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout_bytes == mark + TIDY.replace("\n", "\r\n").encode()
    assert run("fmt", "-", input=found.stdout_bytes).stdout_bytes == found.stdout_bytes
    checked = run("fmt", "-", "--check", input=given)
    assert (checked.exit_code, checked.stdout) == (1, "-: 1 clause would be laid out anew\n")
    assert run("fmt", "-", "--diff", input=UNTIDY).stdout == DIFF.replace("policies/b.sla.yaml", "-")
    assert path.read_text() == UNTIDY


def test_standard_input_that_is_not_valid_gives_nothing(run: Run) -> None:
    found = run("fmt", "-", input=BROKEN)
    assert (found.exit_code, found.stdout) == (3, "")
    assert found.stderr.startswith("-:20:23: error[SLA203]: no event is called `a lead is asigned`\n")


@pytest.mark.parametrize("words", [[], ["--check"], ["--diff"]])
def test_a_file_with_errors_is_not_touched_and_the_others_are(run: Run, path: Path, words: list[str]) -> None:
    broken = path.with_name("broken.sla.yaml")
    broken.write_text(BROKEN)
    found = run("fmt", *words)
    assert found.exit_code == 3
    assert "policies/broken.sla.yaml:20:23: error[SLA203]" in found.stderr
    assert broken.read_text() == BROKEN
    assert path.read_text() == (UNTIDY if words else TIDY)


def test_warnings_are_left_to_validate(run: Run, path: Path) -> None:
    path.write_text(AGREEMENT.replace("from: 2026-01-01", "from: 2026-01-15"))
    assert "warning[SLA512]" in run("validate", str(path)).stderr
    found = run("fmt", str(path))
    assert (found.exit_code, found.output) == (0, "")


def test_a_clause_that_is_left_is_named(run: Run, path: Path) -> None:
    text = f'{HEAD}clauses:\n  first-contact: "{SHORT}"  # why\n'
    path.write_text(text)
    found = run("fmt", "--check", str(path))
    assert (found.exit_code, found.stdout) == (0, "")
    assert "b.sla.yaml:20:18: note[SLA905]: `first-contact` keeps its layout: the comment after its end" in found.stderr
    assert run("fmt", str(path)).exit_code == 0
    assert path.read_text() == text


def test_rights_and_links_stay(run: Run, folder: Path, path: Path) -> None:
    path.chmod(0o640)
    (folder / "link.sla.yaml").symlink_to("policies/b.sla.yaml")
    found = run("fmt", "link.sla.yaml", "policies/b.sla.yaml", "policies")
    assert found.stderr == "link.sla.yaml: 1 clause laid out anew\n"
    assert (folder / "link.sla.yaml").is_symlink()
    assert path.read_text() == TIDY
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_revision_is_refused_and_nothing_is_written(run: Run, path: Path) -> None:
    found = run("fmt", "policies/b.sla.yaml", "HEAD~1:policies/b.sla.yaml")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == (
        "HEAD~1:policies/b.sla.yaml: error[SLA903]: `HEAD~1:policies/b.sla.yaml` is a revision in Git, and what is "
        "committed is never altered\n   help: name the file itself: `policies/b.sla.yaml`\n"
    )
    assert path.read_text() == UNTIDY


@pytest.mark.parametrize(
    ("words", "code"),
    [(["nothing.sla.yaml"], 2), (["empty"], 2), (["-", "policies"], 2), (["pipe.sla.yaml"], 4), (["gone.sla.yaml"], 2),
     (["loop.sla.yaml"], 4), (["folder.sla.yaml"], 2), (["utf16.sla.yaml"], 3), ([""], 2), (["/dev/null"], 4)],
)  # fmt: skip
def test_what_is_no_agreement(run: Run, folder: Path, words: list[str], code: int) -> None:
    (folder / "empty").mkdir()
    (folder / "folder.sla.yaml").mkdir()
    os.mkfifo(folder / "pipe.sla.yaml")
    (folder / "gone.sla.yaml").symlink_to("nothing")
    (folder / "loop.sla.yaml").symlink_to("loop.sla.yaml")
    (folder / "utf16.sla.yaml").write_bytes(UNTIDY.encode("utf-16"))
    found = run("fmt", *words, input="")
    assert (found.exit_code, found.stdout) == (code, "")
    assert found.stderr
    assert (folder / "utf16.sla.yaml").read_bytes() == UNTIDY.encode("utf-16")


def test_nothing_is_altered_where_one_cannot_be_written(
    run: Run, folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder / "policies/c.sla.yaml"
    other.write_text(UNTIDY)
    monkeypatch.setattr(os, "access", lambda name, _: not str(name).endswith("c.sla.yaml"))
    found = run("fmt")
    assert (found.exit_code, found.stdout) == (74, "")
    assert found.stderr == "error[SLA902]: `policies/c.sla.yaml` cannot be written: permission denied\n"
    assert (path.read_text(), other.read_text()) == (UNTIDY, UNTIDY)


@pytest.mark.parametrize("word", ["--check", "--diff", "policies"])
def test_a_defect_writes_nothing(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr(layout, "clause_lines", lambda *_: [SHORT.replace("4", "5")])
    found = run("fmt", word)
    assert (found.exit_code, found.stdout) == (70, "")
    assert "error[SLA970]" in found.stderr
    assert path.read_text() == UNTIDY


def test_the_function_gives_texts_and_writes_nothing(path: Path) -> None:
    (one,) = sla_dsl.fmt(path)
    assert (one.file, one.before, one.after, one.altered) == (str(path), UNTIDY, TIDY, ("first-contact",))
    assert path.read_text() == UNTIDY
    assert [len(found.altered) for found in sla_dsl.fmt()] == [0, 1]
