"""A judged log as JUnit's XML, which CI systems show as tests: a test a clause, or a period of a clause."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sla_dsl.model.agreement import Agreement
from sla_dsl.model.outcome import CaseState, ClauseOutcome, Verdict
from sla_dsl.model.result import Check
from sla_dsl.report.check_text import check_text
from sla_dsl.report.check_words import clause_sentences, period_words_of, subject_words
from sla_dsl.report.diagnostics_text import rejections_text
from sla_dsl.report.display import one_line, printable
from sla_dsl.report.instants import local, rfc3339
from sla_dsl.report.repository import repository_path

MOST_BREACHES = 20
"""How many breached cases a failure names; the others are counted."""

_NOT_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class _Test(NamedTuple):
    name: str
    verdict: Verdict
    message: str
    outcome: ClauseOutcome
    period: str | None


def check_junit(check: Check) -> str:
    """One suite, the agreement: what is broken failed; what is pending or has no cases is skipped, and says why.

    A clause with periods is a test a period. Lines that were not read stand in the suite's standard error.
    """
    agreement, judgement = check.agreement, check.judgement
    assert agreement is not None
    assert judgement is not None
    tests = [test for outcome in judgement.clauses for test in _tests(check, outcome)]
    count = Counter(test.verdict for test in tests)
    counts = {
        "tests": len(tests),
        "failures": count[Verdict.BROKEN],
        "errors": 0,
        "skipped": count[Verdict.PENDING] + count[Verdict.NO_CASES],
        "time": 0,
    }
    name = f"{agreement.id} {agreement.version}"
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        _opened("testsuites", {"name": "slac check", **counts}),
        _opened("testsuite", {"name": name, **counts}),
        *_properties(agreement, judgement.as_of, judgement.verdict),
        *(line for test in tests for line in _testcase(agreement, test)),
        _element("system-out", {}, check_text(check)),
        _element("system-err", {}, rejections_text(check.rejections)),
        "</testsuite>",
        "</testsuites>",
    )
    return "".join(f"{line}\n" for line in lines)


def _tests(check: Check, outcome: ClauseOutcome) -> Iterator[_Test]:
    if not outcome.periods:
        message = "; ".join(clause_sentences(check, outcome))
        yield _Test(outcome.clause, outcome.verdict, message, outcome, None)
    for period in outcome.periods:
        name = f"{outcome.clause} {period.period}"
        message = period_words_of(check, outcome, period)
        yield _Test(name, period.verdict, message, outcome, period.period)


def _properties(agreement: Agreement, as_of: int | None, verdict: Verdict) -> Iterator[str]:
    given = {
        "agreement": agreement.id,
        "version": agreement.version,
        "as_of": "" if as_of is None else rfc3339(as_of),
        "verdict": verdict.value,
    }
    yield "<properties>"
    yield from (_element("property", {"name": name, "value": value}) for name, value in given.items())
    yield "</properties>"


def _testcase(agreement: Agreement, test: _Test) -> Iterator[str]:
    clause = agreement.clauses[test.outcome.clause]
    given: dict[str, str | int] = {"classname": agreement.id, "name": test.name, "time": 0}
    if agreement.file:
        given["file"] = repository_path(agreement.file)
    if agreement.file and clause.span:
        given["line"] = clause.span.line
    match test.verdict:
        case Verdict.BROKEN:
            yield _opened("testcase", given)
            text = "\n".join([one_line(clause.text), test.message, *_breaches(agreement, test.outcome, test.period)])
            yield _element("failure", {"message": test.message, "type": test.verdict.value}, text)
            yield "</testcase>"
        case Verdict.PENDING | Verdict.NO_CASES:
            yield _opened("testcase", given)
            yield _element("skipped", {"message": ": ".join(filter(None, (test.verdict.value, test.message)))})
            yield "</testcase>"
        case Verdict.KEPT:
            yield _element("testcase", given)


def _breaches(agreement: Agreement, outcome: ClauseOutcome, period: str | None) -> Iterator[str]:
    """The breached cases (of a period), a line each."""
    breached = outcome.standing(CaseState.LATE, CaseState.OVERDUE, period=period)
    for case in islice(breached, MOST_BREACHES):
        due = "" if case.due is None else f", due {local(case.due, agreement.timezone, ends=True)}"
        start = local(case.start, agreement.timezone)
        yield f"{case.state.value}: {subject_words(case)}, from {start}{due}"
    if len(breached) > MOST_BREACHES:
        yield f"… and {len(breached) - MOST_BREACHES} more; --breaches FILE lists them all"


def _element(name: str, attributes: dict[str, str | int], text: str = "") -> str:
    opened = _opened(name, attributes)
    shown = "\n".join(map(printable, text.rstrip("\n").split("\n")))
    return f"{opened}{_xml(shown)}</{name}>" if shown else f"{opened[:-1]}/>"


def _opened(name: str, attributes: dict[str, str | int]) -> str:
    given = (f'{key}="{_xml(one_line(str(value)))}"' for key, value in attributes.items())
    return f"<{' '.join((name, *given))}>"


def _xml(text: str) -> str:
    """The text with entities, and a mark for each character that XML 1.0 has no way to write."""
    return _NOT_XML.sub("\ufffd", text.translate(_ENTITIES))
