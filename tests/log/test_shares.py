"""Two processes read a log as one would."""

from __future__ import annotations

import gzip
import os
import signal
from pathlib import Path
from random import Random

import pytest

from sla_dsl.children import bury_processes
from sla_dsl.log import second_reader as second
from sla_dsl.log.shares import shares
from tests.log.comparing import SMALL, compare
from tests.log.conftest import VOCABULARY
from tests.log.test_columns import GOOD, log

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no second process here")


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    monkeypatch.setattr("sla_dsl.log.shares.os.sched_getaffinity", lambda _process: {0, 1})


@pytest.mark.parametrize("seed", range(12))
def test_hostile_files_of_all_kinds(tmp_path, seed):
    rnd = Random(seed)
    for number in range(rnd.choice((1, 1, 2, 5))):
        text = log(100 * seed + number, rnd.choice((3, 80, 300)))
        if rnd.random() < 0.3:
            (tmp_path / f"{number}.jsonl.gz").write_bytes(gzip.compress(text))
        else:
            (tmp_path / f"{number}.jsonl").write_bytes(text)
    paths = [str(tmp_path)]
    compare(paths, VOCABULARY, least=1, memory=rnd.choice((SMALL, 1 << 20, 1 << 30)), block=rnd.choice((100, 1 << 19)))


def test_a_file_is_cut_where_a_line_begins(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text("".join(f"{GOOD % (number, number)}\n" for number in range(100)))
    (own,), (other,) = shares([str(path)], ["log"], 1)
    assert (own.start, own.end, other.end) == (0, other.start, path.stat().st_size)
    assert path.read_bytes()[other.start - 1 : other.start + 1] == b"\n{"
    assert abs(2 * other.start - other.end - other.end // 24) < 2 * len(GOOD)


def test_lines_that_a_part_rejects_have_their_numbers_in_the_file(tmp_path):
    lines = [GOOD % (number, number) for number in range(100)]
    lines[70] = "{"
    lines[80] = lines[10]
    lines[90] = lines[20].replace("L-20", "L-21")
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines))
    found, _ = compare([str(path)], VOCABULARY, least=1)
    assert [rejection.line for rejection in found.rejections] == [21, 71, 91]
    assert found.duplicates == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 5000, GOOD.encode() % (1, 1), b"\xef\xbb\xbf\n" * 9])
def test_files_that_can_hardly_be_cut(tmp_path, content):
    (tmp_path / "log.jsonl").write_bytes(content)
    compare([str(tmp_path / "log.jsonl")], VOCABULARY, least=1)


def test_what_is_packed_under_another_name_is_not_cut(tmp_path):
    text = "".join(f"{GOOD % (number, number)}\n" for number in range(5000)).encode()
    path = tmp_path / "log.jsonl"
    path.write_bytes(gzip.compress(text, 0))
    assert shares([str(path)], ["log"], 1)[0][0].end is None
    compare([str(path)], VOCABULARY, least=1)


def test_a_second_process_that_dies_makes_no_difference(tmp_path, monkeypatch):
    def killed(_read, _send):
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(second, "_read_and_end", killed)
    path = tmp_path / "log.jsonl"
    path.write_text("".join(f"{GOOD % (number, number)}\n" for number in range(100)))
    lines, _ = compare([str(path)], VOCABULARY, least=1)
    assert len(lines.events) == 100


def test_nothing_is_left_open(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text("".join(f"{GOOD % (number, number)}\n" for number in range(100)))
    compare([str(path)], VOCABULARY, least=1)
    before = set(Path("/proc/self/fd").iterdir()) if Path("/proc/self/fd").is_dir() else set()
    compare([str(path)], VOCABULARY, least=1, memory=SMALL)
    assert len(before) >= len(set(Path("/proc/self/fd").iterdir()) if before else set())
    bury_processes()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_whoever_ignores_its_children_can_read_all_the_same(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text("".join(f"{GOOD % (number, number)}\n" for number in range(100)))
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        lines, _ = compare([str(path)], VOCABULARY, least=1)
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert len(lines.events) == 100
