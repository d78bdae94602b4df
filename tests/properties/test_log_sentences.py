"""What may be done to the lines of a log without changing a case: one sentence of the language each."""

from io import BytesIO

from sla_dsl.engine import judge
from sla_dsl.log import read_log
from sla_dsl.model.event import EventLog
from tests.properties.comparison import as_log
from tests.properties.seeds import asked_of
from tests.strategies.lines import line_of, random_lines


def read(agreement, lines) -> EventLog:
    text = "\n".join(lines).encode()
    return read_log(["-"], agreement.vocabulary, agreement.currency, stdin=BytesIO(text))


def told(judgement):
    """Everything but how the lines were accounted for."""
    outcomes = [(o.clause, o.verdict, o.so_far, o.unknown, sorted(map(repr, o.cases)), o.periods)
                for o in judgement.clauses]  # fmt: skip
    return judgement.as_of, judgement.verdict, judgement.so_far, outcomes, judgement.consequences


def bare(events):
    return sorted(repr(event[:5]) + repr(sorted(event.values.items())) for event in events)


@asked_of(40)
def test_lines_say_what_the_events_are_however_they_are_written(agreement, question, rnd):
    log = read(agreement, random_lines(rnd, question.events))
    assert not log.rejections
    assert bare(log.events) == bare(question.events)


@asked_of(40)
def test_the_order_of_lines_changes_nothing(agreement, question, rnd):
    shuffled = list(question.events)
    rnd.shuffle(shuffled)
    asked = {"as_of": question.as_of, "since": question.since}
    assert told(judge(agreement, as_log(shuffled), **asked)) == told(judge(agreement, as_log(question.events), **asked))


@asked_of(40)
def test_repeated_lines_with_an_id_and_other_offsets_change_nothing(agreement, question, rnd):
    numbered = [event._replace(id=event.id or f"n{place}") for place, event in enumerate(question.events)]
    once = read(agreement, [line_of(rnd, event) for event in numbered])
    twice = read(agreement, [line_of(rnd, event) for event in rnd.sample(numbered, len(numbered)) + numbered])
    assert twice.duplicates == len(numbered)
    asked = {"as_of": question.as_of, "since": question.since}
    assert told(judge(agreement, twice, **asked)) == told(judge(agreement, once, **asked))


@asked_of(40)
def test_one_id_with_two_contents_takes_all_its_lines_away(agreement, question, rnd):
    numbered = [event._replace(id=f"n{place}") for place, event in enumerate(question.events)]
    twisted = {place for place in range(len(numbered)) if rnd.random() < 0.3}
    lines = [line_of(rnd, event) for event in numbered]
    lines += [line_of(rnd, numbered[place]._replace(time=numbered[place].time + 1)) for place in sorted(twisted)]
    rnd.shuffle(lines)
    log = read(agreement, lines)
    assert len(log.rejections) == 2 * len(twisted)
    assert bare(log.events) == bare(event for place, event in enumerate(numbered) if place not in twisted)


@asked_of(40)
def test_events_of_other_leads_change_no_case_of_a_lead(agreement, question, rnd):
    as_of = question.as_of if question.as_of is not None else max(event.time for event in question.events)
    whole = judge(agreement, as_log(question.events), as_of=as_of)
    for lead in {event.lead for event in question.events}:
        alone = judge(agreement, as_log([e for e in question.events if e.lead == lead]), as_of=as_of)
        for mine, theirs in zip(alone.clauses, whole.clauses, strict=True):
            assert sorted(map(repr, mine.cases)) == sorted(repr(case) for case in theirs.cases if case.lead == lead)


@asked_of(40)
def test_events_after_as_of_change_nothing_but_their_count(agreement, question, rnd):
    as_of = question.as_of if question.as_of is not None else max(event.time for event in question.events)
    seen = [event for event in question.events if event.time <= as_of]
    later = [event._replace(time=as_of + 1 + rnd.randint(0, 10**12)) for event in question.events]
    before = judge(agreement, as_log(seen), as_of=as_of, since=question.since)
    after = judge(agreement, as_log([*later, *seen]), as_of=as_of, since=question.since)
    assert told(after) == told(before)
    assert (after.log.events, after.log.after_as_of) == (len(seen), len(later))
    assert (after.log.first, after.log.last, after.warnings) == (before.log.first, before.log.last, before.warnings)
