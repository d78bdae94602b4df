"""Every line is read, rejected or blank, whatever a file holds."""

from __future__ import annotations

import gc
import gzip
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.log import read_log
from sla_dsl.model.vocabulary import Vocabulary

LINE = b'{"time": "2026-01-01T12:00:00Z", "event": "lead.assigned", "lead": "L%d"}'
GOOD = [LINE % number for number in range(3)]
SAME_ID = [LINE.replace(b"}", b', "id": %s}') % (number, written) for number, written in ((1, b"1"), (2, b'"1"'))]
BREAKS = [b"\n", b"\r\n", b"\r", b" ", b"\t", b"\x0b"]
OTHER = [b"\0", b"\xef\xbb\xbf", b"{", b"}", b"{}", b'"', b"\xff", b"null"]
PIECES = st.sampled_from([*GOOD, *SAME_ID, *BREAKS, *OTHER])


class Trickle(BytesIO):
    """A stream that gives three bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(3 if size is None or size < 0 else min(size, 3))


def lines_of(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n") and data != b"")


@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=30).map(b"".join)))
def test_lines_add_up(data):
    if data.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1")):
        return
    vocabulary = Vocabulary()
    log = read_log(["-"], vocabulary, None, stdin=BytesIO(data))
    assert len(log.events) + log.duplicates + len(log.rejections) == log.lines
    assert log.lines + log.blank == lines_of(data)
    assert log.problems == []
    numbers = [rejection.line for rejection in log.rejections]
    assert numbers == sorted(set(numbers))
    assert read_log(["-"], vocabulary, None, stdin=Trickle(data)) == log
    packed = read_log(["-"], vocabulary, None, stdin=BytesIO(gzip.compress(data)))
    assert packed == log


@pytest.mark.parametrize(
    ("data", "events", "blank"),
    [
        (b"", 0, 0),
        (b"\n", 0, 1),
        (b" \t\r\n\n", 0, 2),
        (b"\xef\xbb\xbf", 0, 1),
        (b"\xef\xbb\xbf" + GOOD[0], 1, 0),
        (b"\r\n".join(GOOD), 3, 0),
        (b"\n".join(GOOD), 3, 0),
        (b"\n".join(GOOD) + b"\n", 3, 0),
        (b"\n\n".join(GOOD) + b"\n\n", 3, 3),
        (b"  " + GOOD[0] + b"\t\r\r\n", 1, 0),
    ],
)
def test_breaks_and_blanks(read, data, events, blank):
    log = read(data)
    assert (len(log.events), log.lines, log.blank, log.rejections) == (events, events, blank, [])


def test_line_numbers_count_blank_lines(read):
    log = read(b"\n\n" + GOOD[0] + b"\n\nx\n")
    assert (log.events[0].line, log.rejections[0].line) == (3, 5)


def test_a_line_of_many_megabytes(read):
    long = LINE.replace(b"}", b', "note": "' + b"y" * 5_000_000 + b'"}') % 1
    log = read(GOOD[0] + b"\n" + long + b"\n" + long[:-1] + b"\n" + GOOD[1])
    assert [event.line for event in log.events] == [1, 2, 4]
    assert [rejection.line for rejection in log.rejections] == [3]
    assert len(log.rejections[0].text) == 201


def test_a_rejected_line_is_shown_without_what_would_harm_a_terminal(read):
    (rejection,) = read(b"\x1b[31m\xff" + b"a" * 500).rejections
    assert rejection.text == "\ufffd[31m\ufffd" + "a" * 194 + "…"


MEMBERS = b"\n".join(GOOD[:2]) + b"\n", GOOD[2] + b"\n"
PACKED = b"".join(gzip.compress(member, mtime=0) for member in MEMBERS)


@pytest.mark.parametrize("name", ["log.jsonl.gz", "log.jsonl"])
def test_several_members_are_one_file(tmp_path, vocabulary, name):
    (tmp_path / name).write_bytes(PACKED + b"\0" * 512)
    log = read_log([str(tmp_path / name)], vocabulary, None)
    assert (len(log.events), log.lines, log.problems) == (3, 3, [])


def test_a_packed_file_cut_at_every_byte(tmp_path, vocabulary):
    path = tmp_path / "log.jsonl.gz"
    first_member = len(gzip.compress(MEMBERS[0], mtime=0))
    for size in range(len(PACKED)):
        path.write_bytes(PACKED[:size])
        log = read_log([str(path)], vocabulary, None)
        assert [found.code for found in log.problems] == ([] if size == first_member else ["SLA708"]), size
        assert len(log.events) + len(log.rejections) == log.lines
        assert [event.lead for event in log.events] == ["L0", "L1", "L2"][: len(log.events)]
        assert {rejection.code for rejection in log.rejections} <= {"SLA708"}
        assert len(log.rejections) <= 1
        assert len(log.events) >= (2 if size >= first_member else 0)


def test_a_packed_file_damaged_at_every_byte(tmp_path, vocabulary):
    path = tmp_path / "log.jsonl.gz"
    for place in range(len(PACKED)):
        damaged = bytearray(PACKED)
        damaged[place] ^= 0x10
        path.write_bytes(damaged)
        log = read_log([str(path)], vocabulary, None)
        assert len(log.events) + len(log.rejections) == log.lines
        if log.problems:
            assert [found.code for found in log.problems] == ["SLA708"]


@pytest.mark.parametrize("after", [b"garbage", b"\0\0garbage", b"\n"])
def test_what_follows_a_member_is_a_problem(tmp_path, vocabulary, after):
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(PACKED + after)
    log = read_log([str(path)], vocabulary, None)
    assert len(log.events) == 3
    assert [found.code for found in log.problems] == ["SLA708"]


def test_a_damaged_checksum_keeps_the_lines_before_it(read):
    packed = bytearray(gzip.compress(b"\n".join(GOOD)))
    packed[-6] ^= 1
    log = read(bytes(packed))
    assert [event.lead for event in log.events] == ["L0", "L1"]
    assert [(rejection.code, rejection.line) for rejection in log.rejections] == [("SLA708", 3)]
    assert [found.code for found in log.problems] == ["SLA708"]


def test_a_file_that_unpacks_to_very_much_is_read_in_pieces(read):
    packer = zlib.compressobj(wbits=31)
    packed = b"".join(packer.compress(b"\n" * 1_000_000) for _ in range(3)) + packer.compress(GOOD[0]) + packer.flush()
    log = read(packed)
    assert (len(log.events), log.blank, log.events[0].line) == (1, 3_000_000, 3_000_001)


@pytest.mark.parametrize(("content", "events", "codes"), [
    (b"\n".join(GOOD), 3, []),
    (b"\xef\xbb\xbf \n" + GOOD[0], 1, []),
    (b"PK\x03\x04 something else", 0, ["SLA708"]),
    (b"", 0, ["SLA708"]),
])  # fmt: skip
def test_a_name_that_says_gz(tmp_path, vocabulary, content, events, codes):
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(content)
    log = read_log([str(path)], vocabulary, None)
    assert (len(log.events), [found.code for found in log.problems]) == (events, codes)


class Failing(BytesIO):
    """A stream whose second read fails."""

    def __init__(self, data: bytes, error: Exception | None) -> None:
        super().__init__(data)
        self.error = error

    def read(self, size: int | None = -1) -> bytes | None:
        data = super().read(size)
        if not data and self.error:
            raise self.error
        return data or None


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), ValueError("closed"), None])
def test_a_read_that_fails_keeps_the_lines_before_it(vocabulary, error):
    log = read_log(["-"], vocabulary, None, stdin=Failing(b"\n".join(GOOD), error))
    assert [event.lead for event in log.events] == ["L0", "L1"]
    assert [rejection.code for rejection in log.rejections] == ["SLA708"]
    assert [found.code for found in log.problems] == ["SLA901"]


def test_an_interruption_passes_through(vocabulary):
    class Interrupted(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_log(["-"], vocabulary, None, stdin=Interrupted())
    assert gc.isenabled()


def test_progress_tells_of_the_bytes_read(vocabulary):
    told: list[int] = []
    data = (GOOD[0] + b"\n") * 50_000
    read_log(["-"], vocabulary, None, stdin=BytesIO(data), progress=told.append)
    assert told == sorted(told)
    assert len(told) == len(data) >> 20
    assert told[-1] <= len(data)
