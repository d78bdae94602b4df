"""Lines that share an id."""

from __future__ import annotations

import pytest

from sla_dsl.log import content_key, read_log


def line(own_id: str, more: str = "", event: str = "lead.assigned", time: str = "2026-01-01T12:00:00Z") -> str:
    return f'{{"id": {own_id}, "time": "{time}", "event": "{event}", "lead": "L1"{more}}}'


SAME = [
    (line("1"), line('"1"')),
    (line("1", ', "score": 50'), line("1", ', "score": "50"')),
    (line("1", ', "score": 50'), line("1", ', "score": 5.00e1')),
    (line("1", ', "source": 50'), line("1", ', "source": "50"')),
    (line("1", ', "source": null'), line("1", ', "source": ""')),
    (line("1"), line("1", ', "source": null, "opportunity": null')),
    (line("1"), line("1", ', "undeclared": "differs"')),
    (line("1"), line("1", time="2026-01-01T14:00:00.0000009+02:00")),
    (line("1", ', "budget": 15'), line("1", ', "budget": {"amount": "15.0", "currency": "EUR"}')),
    (line("1", ', "automated": true', "contact.attempted"), line("1", ', "automated": "yes"', "contact.attempted")),
    (line("1", "", "opportunity.valued"), line("1", ', "opportunity": "L1"', "opportunity.valued")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_content_is_one_event(read, one, other):
    log = read(f"{one}\n{other}\n{one}".encode())
    assert (len(log.events), log.duplicates, log.rejections, log.lines) == (1, 2, [], 3)
    assert log.events[0].line == 1


DIFFERENT = [
    (line("1", ', "source": "1.5"'), line("1", ', "source": 1.50'), "source"),
    (line("1"), line("1", ', "score": 0'), "score"),
    (line("1"), line("1", time="2026-01-01T12:00:00.000001Z"), "time"),
    (line("1"), line("1", "", "lead.accepted"), "event"),
    (line("1"), line("1").replace("L1", "l1"), "lead"),
    (line("1"), line("1", ', "opportunity": "L1"'), "opportunity"),
    (line("1", ', "budget": 1'), line("1", ', "budget": 1.01'), "budget"),
]


@pytest.mark.parametrize(("one", "other", "name"), DIFFERENT)
def test_different_content_is_none(read, one, other, name):
    log = read(f"{one}\n{one}\n{other}\n{line('2')}".encode())
    assert [event.id for event in log.events] == ["2"]
    assert (log.duplicates, log.lines) == (0, 4)
    assert [(rejection.line, rejection.code) for rejection in log.rejections] == [(n, "SLA705") for n in (1, 2, 3)]
    assert all(f"`{name}` is" in rejection.reason for rejection in log.rejections)
    assert [rejection.reason.count("`-` line 3") for rejection in log.rejections] == [1, 1, 0]
    assert "`-` line 1" in log.rejections[2].reason


def test_a_rejected_line_has_no_part(read):
    log = read("\n".join([line("1"), line("1", ', "score": "x"'), line("1")]).encode())
    assert (len(log.events), log.duplicates) == (1, 1)
    assert [(rejection.line, rejection.code) for rejection in log.rejections] == [(2, "SLA704")]


def test_without_an_id_equal_lines_are_two_events(read):
    log = read("\n".join([line("null"), line("null"), line('""')]).encode())
    assert (len(log.events), log.duplicates) == (3, 0)


def test_over_files(tmp_path, vocabulary):
    one, other = tmp_path / "b.jsonl", tmp_path / "a.jsonl"
    one.write_text(f"{line('1')}\n{line('2')}\n{line('3')}\n")
    other.write_text("\n".join([line("2"), "nonsense", line("1", ', "score": 1')]))
    log = read_log([str(one), str(other)], vocabulary, None)
    assert [(event.id, event.file, event.line) for event in log.events] == [("2", str(one), 2), ("3", str(one), 3)]
    assert log.duplicates == 1
    assert [(rejection.file, rejection.line, rejection.code) for rejection in log.rejections] == [
        (str(one), 1, "SLA705"),
        (str(other), 2, "SLA701"),
        (str(other), 3, "SLA705"),
    ]
    assert f"`{other}` line 3, where `score` is `1`, and here missing" in log.rejections[0].reason


def test_content_is_json_with_sorted_keys(read):
    more = ', "source": "é\\"", "score": "1.50", "budget": "2k EUR", "automated": "yes"'
    (event,) = read(line("1", more, "contact.attempted", "2026-01-01T12:00:00.5+02:00").encode()).events
    assert content_key(event) == (
        '{"automated": true, "budget": {"amount": 2000, "currency": "EUR"}, "event": "contact.attempted", '
        '"lead": "L1", "score": 1.5, "source": "é\\"", "time": "2026-01-01T10:00:00.500000Z"}'
    )


def test_content_names_the_opportunity(read):
    (event,) = read(line("1", "", "opportunity.valued").encode()).events
    assert content_key(event) == (
        '{"event": "opportunity.valued", "lead": "L1", "opportunity": "L1", "time": "2026-01-01T12:00:00Z"}'
    )


def test_a_torn_line_is_shown_as_its_file_has_it(tmp_path, vocabulary):
    file = tmp_path / "a.jsonl"
    torn = [line("1"), line("1", ', "score": 1')]
    file.write_text("\n".join(torn))
    log = read_log([str(file)], vocabulary, None)
    assert [rejection.text for rejection in log.rejections] == torn
