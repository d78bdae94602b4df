"""What must hold of every input, however it came about; each check gives what does not hold, in words."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from sla_dsl.clock import Clock
from sla_dsl.diagnostics import CODES, Diagnostic, Source
from sla_dsl.engine import judge
from sla_dsl.funnel import kinds
from sla_dsl.language.envelope import decode
from sla_dsl.language.format import agreement_text
from sla_dsl.language.load import Loaded, load
from sla_dsl.language.sentence import clause_lines
from sla_dsl.language.vocabulary import standard_vocabulary
from sla_dsl.log import content_key, read_log
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.event import EventLog
from sla_dsl.model.values import written_text
from sla_dsl.model.vocabulary import Vocabulary
from sla_dsl.model.words import ARTICLES, SAYS_NOTHING, SAYS_SOMETHING, without_articles
from sla_dsl.story import meaning

NAME = "fuzz.sla.yaml"
SLOW = 2.0
"""Seconds that an agreement, or a log, of less than 100 kB may take."""

TRACED = 4.0
"""A tracer, by which a fuzzer sees what is reached, makes everything take so many times as long."""

_PYTHON = re.compile(
    r"\b(None|NoneType|True|False|Traceback|str|int|dict|list index|Fraction|Decimal|Token|lark|yaml\.|LALR|"
    r"UnicodeDecodeError|ValueError|KeyError|TypeError|utf8|codec|NaN is)\b|<class|object at 0x|_[A-Z]{2,}_|\$END"
)
"""What a person who never saw Python has never seen (outside backticks)."""


def of_bytes(data: bytes) -> Iterator[str]:
    """What does not hold of the bytes of a policy file."""
    source, refused = decode(NAME, data)
    if source is None:
        yield from _diagnostics(refused, Source(NAME, data.decode("utf-8-sig", "replace")))
        if not refused:
            yield "no text, and no word why"
        return
    yield from of_text(source.text)


def _slow() -> float:
    return SLOW * (TRACED if sys.gettrace() else 1)


def of_text(text: str) -> Iterator[str]:
    """What does not hold of the text of a policy file."""
    source = Source(NAME, text)
    began = time.process_time()
    loaded = load(source)
    took = time.process_time() - began
    if took > _slow() and len(text) < 100_000:
        yield f"took {took:.1f} s"
    yield from of_loaded(loaded, source)


def of_loaded(loaded: Loaded, source: Source) -> Iterator[str]:
    """What does not hold of a loaded file."""
    yield from _diagnostics(loaded.diagnostics, source)
    failed = any(found.severity == "error" for found in loaded.diagnostics)
    if failed != (loaded.agreement is None):
        yield f"errors {failed}, agreement {loaded.agreement is not None}"
    if loaded.agreement is not None:
        yield from of_agreement(loaded.agreement)


def of_agreement(agreement: Agreement) -> Iterator[str]:
    """What does not hold of an agreement: it is read back from its own text, it can be explained, and it judges."""
    text = agreement_text(agreement)
    again = load(Source(NAME, text))
    if again.agreement is None:
        yield f"its own text is refused: {[found.message for found in again.diagnostics][:3]}"
    elif again.agreement != agreement:
        yield "its own text says something else"
    elif agreement_text(again.agreement) != text:
        yield "its own text is not stable"
    yield from unsaid(agreement)
    clock = Clock(agreement.timezone, agreement.calendars)
    for clause in agreement.clauses.values():
        meaning(agreement, clause, clock)
    judge(agreement, EventLog())


def _diagnostics(found: tuple[Diagnostic, ...] | list[Diagnostic], source: Source) -> Iterator[str]:
    for one in found:
        yield from (f"{one.code} {one.message!r}: {wrong}" for wrong in _diagnostic(one, source))


def _diagnostic(one: Diagnostic, source: Source) -> Iterator[str]:
    if one.code not in CODES or CODES[one.code].severity != one.severity:
        yield "unknown code"
    if not one.message.strip() or one.message.endswith("."):
        yield "an empty message, or a period"
    for text in (one.message, one.help):
        plain = re.sub(r"`[^`]*`?", "", text)
        if "\n" in text or _PYTHON.search(plain):
            yield f"no words of the domain: {text!r}"
    if one.place is None:
        yield "no place"
    for place in (one.place, *one.related):
        if place is None or place.span is None:
            continue
        span = place.span
        if place.line_text != source.line(span.line) or place.file != source.name:
            yield "the line shown is another"
        for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
            if not (1 <= line <= source.text.count("\n") + source.text.count("\r") + 1):
                yield f"a line outside the file: {span}"
            elif not 1 <= column <= len(source.line(line)) + 2:
                yield f"a column outside the line: {span}"
        if (span.end_line, span.end_column) < (span.line, span.column):
            yield f"a span that ends before it begins: {span}"


# nothing is accepted silently


_NUMBER = re.compile(r"(?<![\w.])[0-9]+(?: [0-9]{3}(?![\w.]))*(?:\.[0-9]+)?(?:[kM](?= [A-Z]{3}\b))?(?!\w)")
_DELIVERED = re.compile(r"(must deliver (?:at least|at most|more than|less than) (?:\[[^]]*\]|\S+(?: [A-Z]{3})?)) of ")
_PLURALS = re.compile(r"\b(minute|hour|day|week|time)s\b|\bbreaches(?= each)")


def words_of(sentence: str, vocabulary: Vocabulary) -> list[str]:
    """The words of a sentence that must have a meaning, in one spelling: events by id, numbers as fractions."""
    told = re.sub(r" *([,%\]]) *", r"\1 ", re.sub(r" *([,\[]) *", r" \1", " ".join(sentence.split())))
    told = " ".join(word for word in told.split() if word not in ARTICLES)
    told = re.sub(
        r'"([^"]*)"',
        lambda found: found[1] if found[1] in SAYS_NOTHING | SAYS_SOMETHING else written_text(found[1]),
        told,
    )
    for phrase, id_ in _phrases(vocabulary):
        told = re.sub(rf"(?<![\w.\-'/]){re.escape(phrase)}(?![\w.\-'/])", id_, told)
    told = _NUMBER.sub(_exact, told)
    told = _PLURALS.sub(lambda found: found[1] or "breach", told)
    return _DELIVERED.sub(r"\1 ", told).split()


def _exact(found: re.Match[str]) -> str:
    digits = found[0].replace(" ", "")
    times = {"k": 1_000, "M": 1_000_000}.get(digits[-1], 1)
    return str(Fraction(digits.rstrip("kM")) * times)


@cache
def _standard_phrases() -> tuple[tuple[str, str], ...]:
    return _listed(standard_vocabulary())


def _phrases(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    same = vocabulary.events == standard_vocabulary().events
    return _standard_phrases() if same else _listed(vocabulary)


def _listed(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Every phrase without articles, the longest first, and the id that it stands for."""
    found = {
        without_articles(phrase): f"record {event.id}" if use == "do" else event.id
        for event in vocabulary.events.values()
        for use, phrase in (("do", event.do), ("many", event.many), ("when", event.when))
        if phrase
    }
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def unsaid(agreement: Agreement) -> Iterator[str]:
    """Each clause whose sentence, written from the model, differs from the one that was read, beyond spelling."""
    known = kinds(agreement.funnel, agreement.currency)[0] if agreement.funnel else {}
    for clause in agreement.clauses.values():
        own = " ".join(clause_lines(clause, agreement.vocabulary, known))
        one, other = words_of(clause.text, agreement.vocabulary), words_of(own, agreement.vocabulary)
        if one != other:
            yield f"{' '.join(one)!r} was read as {' '.join(other)!r}"


# logs


def of_log(path: str, data: bytes | None, agreement: Agreement) -> Iterator[str]:
    """What does not hold of a log file with these (unpacked) bytes."""
    began = time.process_time()
    log = read_log([path], agreement.vocabulary, agreement.currency)
    took = time.process_time() - began
    if took > _slow():
        yield f"took {took:.1f} s"
    yield from of_event_log(log, data)
    judged = judge(agreement, log)
    if [outcome.clause for outcome in judged.clauses] != list(agreement.clauses):
        yield "a clause without an outcome"


def of_event_log(log: EventLog, data: bytes | None) -> Iterator[str]:
    """What does not hold of a log: its lines add up, and each that was refused says why."""
    if log.lines != len(log.events) + log.duplicates + len(log.rejections):
        yield f"{log.lines} lines, {len(log.events)} events, {log.duplicates} twice, {len(log.rejections)} rejected"
    if data is not None and not log.problems:
        lines = data.split(b"\n")
        count = len(lines) - (lines[-1] == b"")
        if log.lines + log.blank != count:
            yield f"{count} lines in the file, {log.lines} read and {log.blank} blank"
    for one in log.rejections:
        if one.code not in CODES or not one.reason or one.line < 1 or "\n" in one.reason:
            yield f"a rejection without its reason: {one}"
        if _PYTHON.search(re.sub(r"`[^`]*`?", "", one.reason)):
            yield f"no words of the domain: {one.reason!r}"
    for problem in log.problems:
        if problem.code not in CODES or not problem.message or not problem.help:
            yield f"a problem without a word: {problem}"
    for event in log.events:
        content_key(event)
