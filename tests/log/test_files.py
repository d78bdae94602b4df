"""From paths to files."""

from __future__ import annotations

import gzip
import os
import threading
from io import BytesIO

import pytest

from sla_dsl.log import find_files, read_log
from sla_dsl.log.formats import READABLE, READABLE_TEXT, READERS

LINE = b'{"time": "2026-01-01T12:00:00Z", "event": "lead.assigned", "lead": "L1"}\n'


def codes(problems):
    return [found.code for found in problems]


def test_a_folder_is_every_log_below_it(tmp_path):
    for name in (
        "b.jsonl",
        "a/z.jsonl.gz",
        "a/y.JSONL",
        "c.csv",
        "notes.md",
        ".hidden.jsonl",
        ".git/x.jsonl",
        "d.json",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found, problems = find_files([str(tmp_path)])
    assert found == tuple(str(tmp_path / name) for name in ("a/y.JSONL", "a/z.jsonl.gz", "b.jsonl", "c.csv"))
    assert problems == []


def test_a_folder_without_a_log(tmp_path):
    (tmp_path / "notes.md").touch()
    found, (problem,) = find_files([str(tmp_path)])
    assert (found, problem.code, problem.place.file) == ((), "SLA901", str(tmp_path))
    assert ".jsonl, .csv, .parquet, each also with .gz or .zst" in problem.help


def test_a_file_is_read_once(tmp_path, vocabulary):
    path = tmp_path / "log.jsonl"
    path.write_bytes(LINE)
    (tmp_path / "link.jsonl").symlink_to(path)
    log = read_log([str(path), str(tmp_path), f"{tmp_path}/./log.jsonl"], vocabulary, None)
    assert (len(log.events), log.files) == (1, (str(path),))


def test_standard_input_is_read_once_and_left_open(vocabulary):
    stdin = BytesIO(LINE)
    log = read_log(["-", "-"], vocabulary, None, stdin=stdin)
    assert (len(log.events), log.files, stdin.closed) == (1, ("-",), False)


def test_links_that_go_round(tmp_path, vocabulary):
    (tmp_path / "log.jsonl").write_bytes(LINE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "self.jsonl").symlink_to(tmp_path / "self.jsonl")
    log = read_log([str(tmp_path)], vocabulary, None)
    assert (len(log.events), codes(log.problems)) == (1, ["SLA901"])


@pytest.mark.parametrize("path", ["", "nowhere.jsonl", "no/where/log.jsonl", "a\0b.jsonl", "x" * 5000, "\ud800.jsonl"])
def test_a_path_that_is_not_there(path, vocabulary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    log = read_log([path], vocabulary, None)
    assert codes(log.problems) == (["SLA901"] if len(path) > 4000 else ["SLA904"])
    assert log.problems[0].help
    log.problems[0].message.encode()


def test_a_link_to_nothing_in_a_folder(tmp_path, vocabulary):
    (tmp_path / "gone.jsonl").symlink_to(tmp_path / "nothing.jsonl")
    assert codes(read_log([str(tmp_path)], vocabulary, None).problems) == ["SLA904"]


@pytest.mark.parametrize("name", ["log.tsv", "log.jsonl.bz2", "log.csv.zip", "log", "log.gz", "log.zst", "log.json"])
def test_a_format_that_is_not_known(tmp_path, vocabulary, name):
    (tmp_path / name).write_bytes(LINE)
    log = read_log([str(tmp_path / name)], vocabulary, None)
    assert (log.lines, codes(log.problems)) == (0, ["SLA901"])
    assert READABLE_TEXT in log.problems[0].help


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero"])
def test_a_device_is_no_file(path):
    found, problems = find_files([path])
    assert (found, codes(problems)) == ((), ["SLA901"])


def test_a_link_is_known_by_what_it_leads_to(tmp_path, vocabulary):
    (tmp_path / "log.jsonl").write_bytes(LINE)
    (tmp_path / "current").symlink_to(tmp_path / "log.jsonl")
    assert len(read_log([str(tmp_path / "current")], vocabulary, None).events) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="everything may be read by root")
def test_a_file_without_the_right_to_read(tmp_path, vocabulary):
    path = tmp_path / "log.jsonl"
    path.write_bytes(LINE)
    path.chmod(0)
    assert codes(read_log([str(path)], vocabulary, None).problems) == ["SLA901"]


def test_a_file_that_went_away_is_a_problem(tmp_path, vocabulary, monkeypatch):
    gone = str(tmp_path / "gone.jsonl")
    monkeypatch.setattr("sla_dsl.log.reader.find_files", lambda _paths: ((gone,), []))
    log = read_log([gone], vocabulary, None)
    assert (log.files, codes(log.problems)) == ((gone,), ["SLA904"])


@pytest.mark.parametrize("content", [LINE * 3, gzip.compress(LINE * 3, mtime=0)], ids=["plain", "packed"])
@pytest.mark.parametrize("name", ["pipe", "pipe.jsonl"])
def test_a_pipe_is_read_as_it_comes(tmp_path, vocabulary, content, name):
    path = tmp_path / name
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(content,))
    writer.start()
    log = read_log([str(path)], vocabulary, None)
    writer.join()
    assert (len(log.events), log.problems) == (3, [])


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jsonl")
    found, problems = find_files([str(tmp_path)])
    assert (found, codes(problems)) == ((), ["SLA901"])


def test_a_name_that_is_not_utf8(tmp_path, vocabulary):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jsonl")
    with open(path, "wb") as file:  # noqa: PTH123 - the name is not text
        file.write(LINE + b"x\n")
    log = read_log([path], vocabulary, None)
    assert log.events[0].file == log.rejections[0].file == log.files[0] == f"{tmp_path}/\ufffd.jsonl"


def test_without_standard_input(vocabulary, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert codes(read_log(["-"], vocabulary, None).problems) == ["SLA901"]


def test_the_order_of_files_is_the_order_of_events(tmp_path, vocabulary):
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_bytes(b"x\n" + LINE)
    paths = [str(tmp_path / f"{name}.jsonl") for name in ("b", "a")]
    log = read_log(paths, vocabulary, None)
    assert [event.file for event in log.events] == [rejection.file for rejection in log.rejections] == paths
    assert (log.lines, log.blank) == (4, 0)


def test_nothing_named_is_an_empty_log(vocabulary):
    log = read_log([], vocabulary, None)
    assert (log.events, log.lines, log.problems, log.files) == ([], 0, [], ())


def test_every_row_of_the_table_of_readers_is_named():
    assert {end for end in READABLE if end.count(".") == 1} == set(READERS)
