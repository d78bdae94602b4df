"""Outputs: whole or not at all, and never over what is read."""

from __future__ import annotations

import os
import signal
import stat
import threading
from pathlib import Path

import pytest

from sla_dsl.cli.output import Output, write_outputs
from sla_dsl.cli.screen import UnwritableError

from .conftest import AGREEMENT, Run


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_report_goes_to_a_file_and_nothing_to_standard_output(run: Run, folder: Path) -> None:
    found = run("check", "events.jsonl", "-o", "report.txt")
    assert found.exit_code == 1
    assert found.stdout == ""
    assert (folder / "report.txt").read_text() == run("check", "events.jsonl", "-o", "-").stdout


@pytest.mark.parametrize("bad", ["missing/cases.csv", "policies/folder.csv"])
def test_nothing_is_changed_where_one_output_cannot_be_written(run: Run, folder: Path, bad: str) -> None:
    (folder / "policies/folder.csv").mkdir()
    (folder / "report.txt").write_text("before")
    before = names_in(folder)
    found = run("check", "events.jsonl", "-o", "report.txt", "--cases", bad)
    assert found.exit_code == 74
    assert f"error[SLA902]: `{bad}` cannot be written" in found.stderr
    assert (folder / "report.txt").read_text() == "before"
    assert names_in(folder) == before


def test_what_fails_half_way_leaves_what_was_there(folder: Path) -> None:
    def halting():
        yield "half"
        raise KeyboardInterrupt

    (folder / "cases.csv").write_text("before")
    before = names_in(folder)
    with pytest.raises(KeyboardInterrupt):
        write_outputs([Output("--cases", "cases.csv", halting())])
    assert (folder / "cases.csv").read_text() == "before"
    assert names_in(folder) == before


def test_what_is_ended_as_soon_as_a_file_is_begun_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def interrupted(*args, **rest):
        os.close(opened(*args, **rest))
        raise KeyboardInterrupt

    before = names_in(folder)
    monkeypatch.setattr("os.open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_outputs([Output("--cases", "cases.csv", ["x"])])
    assert names_in(folder) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_all_outputs_are_put_in_place_or_none(folder: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Told to end after the first of two, it ends after the second."""
    replace = Path.replace

    def disturbed(written: Path, target: Path) -> Path:
        signal.raise_signal(number)
        return replace(written, target)

    def told_to_end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", disturbed)
    before = signal.signal(number, told_to_end)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_outputs([Output("--cases", "a.csv", ["x"]), Output("--breaches", "b.csv", ["y"])])
        assert signal.getsignal(number) is told_to_end
    finally:
        signal.signal(number, before)
    assert [(folder / name).read_text() for name in ("a.csv", "b.csv")] == ["x", "y"]


def test_outputs_are_written_in_another_thread_too(folder: Path) -> None:
    thread = threading.Thread(target=write_outputs, args=([Output("--cases", "a.csv", ["x"])],))
    thread.start()
    thread.join()
    assert (folder / "a.csv").read_text() == "x"


def test_a_full_disk_is_told(folder: Path) -> None:
    with pytest.raises(UnwritableError) as error:
        write_outputs([Output("--output", "/dev/full", ["x"]), Output("--cases", "cases.csv", ["x"])])
    assert error.value.found[0].message == "`/dev/full` cannot be written: no space left on device"
    assert not (folder / "cases.csv").exists()


def test_rights_and_links_stay(folder: Path) -> None:
    (folder / "real.txt").write_text("before")
    (folder / "real.txt").chmod(0o640)
    (folder / "link.txt").symlink_to("real.txt")
    (folder / "dangling.txt").symlink_to("new.txt")
    write_outputs([Output("-o", "link.txt", ["after"]), Output("--cases", "dangling.txt", ["new"])])
    assert (folder / "link.txt").is_symlink()
    assert (folder / "real.txt").read_text() == "after"
    assert stat.S_IMODE((folder / "real.txt").stat().st_mode) == 0o640
    assert (folder / "new.txt").read_text() == "new"


@pytest.mark.parametrize(
    "words",
    [
        ["-o", "a.csv", "--cases", "a.csv"],
        ["--cases", "a.csv", "--breaches", "./a.csv"],
        ["--cases", "a.csv", "--rejects", "policies/../a.csv"],
        ["--cases", "events.jsonl"],
        ["-o", "events.jsonl"],
        ["-o", "policies/acme.sla.yaml"],
        ["--cases", "a.xlsx"],
        ["--cases", "a"],
        ["--cases", "a.jsonl.gz"],
        ["-o", ""],
    ],
)
def test_wrong_usage_of_outputs(run: Run, folder: Path, words: list[str]) -> None:
    before = names_in(folder)
    found = run("check", "events.jsonl", *words)
    assert found.exit_code == 2, found.output
    assert names_in(folder) == before
    assert (folder / "policies/acme.sla.yaml").read_text() == AGREEMENT


def test_a_log_inside_a_folder_is_not_written_over(run: Run, folder: Path) -> None:
    (folder / "logs").mkdir()
    (folder / "logs/day.jsonl").write_text("")
    found = run("check", "logs", "--cases", "logs/day.jsonl")
    assert found.exit_code == 2
    assert "would write over" in found.stderr


def test_missing_formats_name_the_ones_there_are(run: Run) -> None:
    assert "neither in .jsonl nor in .csv nor in .parquet" in run("check", "events.jsonl", "--cases", "a.xlsx").stderr


def test_a_pipe_is_written_to_as_it_is(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_outputs([Output("-o", "pipe", ["one\n", "two\n"])])
    assert os.read(reader, 100) == b"one\ntwo\n"
    os.close(reader)
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)
