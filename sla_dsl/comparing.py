"""Two names of versions → the papers to compare, and who has agreed to what: what the API's `diff` has in hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO, NamedTuple

from sla_dsl.changes import AnyLog, Logs, Paper, Signature, findings, fingerprints, nobody, party_named, with_signatures
from sla_dsl.diagnostics import Diagnostic, diagnostic, errors_in, suggestion
from sla_dsl.log import is_small, read_log
from sla_dsl.model.agreement import Agreement
from sla_dsl.model.change import Diff
from sla_dsl.policy import NOTHING, STDIN, Range, Versions, fetch, open_up, signatures, two_versions, version_against


class Papers(NamedTuple):
    """Both versions (none where one is not there), the commits between them, and what is wrong with either."""

    old: Paper | None = None
    new: Paper | None = None
    commits: Range | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


def papers(old: str | None, new: str | None, against: str | None, called: str | None) -> Papers:
    """The two versions that are named: both, or one (or none) and the revision that it is held against.

    `called` is the name that people know both files by. Warnings are `validate`'s to tell.
    """
    versions = _versions(old, new, against)
    if versions.diagnostics:
        return Papers(diagnostics=versions.diagnostics)
    before, wrong_before = _paper(versions.old, called)
    after, wrong_after = _paper(versions.new, called)
    return Papers(before, after, versions.commits, (*wrong_before, *wrong_after))


def _versions(old: str | None, new: str | None, against: str | None) -> Versions:
    if against is not None and new is None:
        return version_against(against, old)
    if against is None and old is not None and new is not None:
        return two_versions(old, new)
    message = "two versions are compared: OLD and NEW, or the revision to hold one file against"
    return Versions(diagnostics=(diagnostic("SLA903", message, help="name both, or `--against REV` and a file"),))


def _paper(name: str, called: str | None) -> tuple[Paper | None, tuple[Diagnostic, ...]]:
    if name == NOTHING:
        return None, ()
    opened = open_up(name, called)
    wrong = tuple(one for one in opened.diagnostics if one.is_error)
    if opened.agreement is None or wrong:
        return None, wrong
    return Paper(opened.agreement, opened.source, opened.keys), ()


def unknown_parties(signed: Collection[str], *agreements: Agreement) -> tuple[Diagnostic, ...]:
    """A diagnostic for each name that `--signed` gives and that is no party of either version."""
    names = dict.fromkeys(name for agreement in agreements for name in agreement.parties)
    return tuple(
        diagnostic(
            "SLA903",
            f"`{agreements[-1].id}` has no party `{who}` that could have signed",
            help=suggestion(who, names, f"its parties are {', '.join(names)}"),
        )
        for who in dict.fromkeys(signed)
        if party_named(who, *agreements) is None
    )


def settled(found: Diff, given: Papers, signed: Collection[str]) -> Diff:
    """The differences with who has signed them, and with what still stands in the way."""
    old, new = given.old or given.new, given.new or given.old
    assert old is not None
    assert new is not None
    versions = (old.agreement, new.agreement)
    named = [party for who in signed if (party := party_named(who, *versions)) is not None]
    agreed = [Signature(party) for party in named]
    strangers: list[Diagnostic] = []
    if given.commits is not None and found.changes:
        for who, to in _from_commits(given, given.commits):
            party = party_named(who, *versions)
            if party is None:
                strangers.append(nobody(who, new.agreement))
            else:
                agreed.append(Signature(party, to))
    signed_changes = with_signatures(found.changes, agreed)
    done = replace(found, changes=signed_changes)
    return replace(done, findings=(*findings(done, old, new), *dict.fromkeys(strangers)))


def _from_commits(given: Papers, commits: Range) -> Iterator[tuple[str, frozenset[str]]]:
    """Who agreed in a commit, and to which differences: those that the file of that commit has."""
    old = None if given.old is None else given.old.agreement
    for name, who in signatures(commits):
        stood, wrong = fetch(name)
        is_gone = all(one.code == "SLA904" for one in wrong)
        # a file that was not valid when it was signed has nothing that could be agreed to
        yield who, frozenset() if errors_in(wrong) and not is_gone else fingerprints(old, stood)


def read_under_both(
    paths: Sequence[str], old: Agreement, new: Agreement, stdin: BinaryIO | None, progress: Callable[[int], None] | None
) -> Logs:
    """A log as each version reads it: read once, or twice where the versions type its lines otherwise."""
    if _types(old) == _types(new):
        log = _read(paths, new, stdin, progress)
        return Logs(log, log)
    held = BytesIO((stdin or sys.stdin.buffer).read()) if STDIN in paths else None
    before = _read(paths, old, held, None)
    if held is not None:
        held.seek(0)
    return Logs(before, _read(paths, new, held, progress))


def _read(
    paths: Sequence[str], agreement: Agreement, stdin: BinaryIO | None, progress: Callable[[int], None] | None
) -> AnyLog:
    """The log in columns, unless it is too small to repay the import of what they need."""
    if is_small(paths):
        return read_log(paths, agreement.vocabulary, agreement.currency, stdin=stdin, progress=progress)
    from sla_dsl.log.column_reader import read_columns

    return read_columns(paths, agreement.vocabulary, agreement.currency, stdin=stdin, progress=progress)


def _types(agreement: Agreement) -> object:
    """What decides how a line is read: the currency, the facts, and the fields of each event."""
    known = agreement.vocabulary
    events = {name: (event.about, event.fields, event.definition) for name, event in known.events.items()}
    return agreement.currency, known.facts, events
