"""zst: several frames are one file, and a file that is not whole is never taken for one."""

from __future__ import annotations

import sys

import pytest

from tests.log.comparing import compare
from tests.log.conftest import VOCABULARY

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    zstd = pytest.importorskip("backports.zstd")

LINE = b'{"time": "2026-01-01T12:00:00Z", "event": "lead.assigned", "lead": "L%d"}\n'
FRAMES = [zstd.compress(LINE % 0 + LINE % 1), zstd.compress(LINE % 2)]
PACKED = b"".join(FRAMES)


def read(tmp_path, text, name="log.jsonl.zst"):
    (tmp_path / name).write_bytes(text)
    lines, _ = compare([str(tmp_path / name)], VOCABULARY)
    return lines


@pytest.mark.parametrize("name", ["log.jsonl.zst", "log.jsonl"])
def test_several_frames_are_one_file(tmp_path, name):
    log = read(tmp_path, PACKED, name)
    assert (len(log.events), log.lines, log.problems) == (3, 3, [])


def test_a_frame_to_be_skipped_is_skipped(tmp_path):
    skipped = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"note"
    log = read(tmp_path, FRAMES[0] + skipped + FRAMES[1])
    assert (len(log.events), log.problems) == (3, [])


def test_a_file_cut_at_every_byte(tmp_path):
    for size in range(len(PACKED)):
        log = read(tmp_path, PACKED[:size])
        assert [found.code for found in log.problems] == ([] if size == len(FRAMES[0]) else ["SLA708"]), size
        assert [event.lead for event in log.events] == ["L0", "L1", "L2"][: len(log.events)]
        assert len(log.events) >= (2 if size >= len(FRAMES[0]) else 0)


def test_a_file_damaged_at_every_byte_is_never_a_whole_other_log(tmp_path):
    options = {zstd.CompressionParameter.checksum_flag: 1}
    whole = zstd.compress(LINE % 0 + LINE % 1, options=options)
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        log = read(tmp_path, bytes(damaged))
        assert log.problems or [event.lead for event in log.events] == ["L0", "L1"]


def test_something_else_after_a_frame(tmp_path):
    log = read(tmp_path, PACKED + b"something else")
    assert (len(log.events), [found.code for found in log.problems]) == (3, ["SLA708"])


def test_a_name_that_says_zst(tmp_path):
    assert [found.code for found in read(tmp_path, b"PK\x03\x04 no zst").problems] == ["SLA708"]
    assert len(read(tmp_path, LINE % 5).events) == 1


def test_much_that_is_packed_into_little(tmp_path):
    log = read(tmp_path, zstd.compress(b"".join(LINE % number for number in range(20_000))))
    assert (len(log.events), log.problems) == (20_000, [])
