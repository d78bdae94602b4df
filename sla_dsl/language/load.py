"""The text of an agreement file → an agreement, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from typing import TYPE_CHECKING

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic, errors_in
from sla_dsl.frozen import frozen
from sla_dsl.funnel import kinds, with_signs
from sla_dsl.language.analyse import Subject, analyse
from sla_dsl.language.conditions import Figures
from sla_dsl.language.envelope import read
from sla_dsl.language.follow_ups import but_follow_ups, misdeclared, partly_read
from sla_dsl.language.funnels import read_funnel, without_signs
from sla_dsl.language.idle import Idle
from sla_dsl.language.notes import Notes
from sla_dsl.language.order import in_order
from sla_dsl.language.outline import Outline, RawClause, outline
from sla_dsl.language.parse import read_clause
from sla_dsl.language.phrases import Phrases
from sla_dsl.language.resolve import Context, resolve_clause
from sla_dsl.language.syntax import ClauseWords
from sla_dsl.language.unreadable import is_of_layout, may_be_of_layout
from sla_dsl.language.vocabulary import read_vocabulary
from sla_dsl.model.agreement import Agreement, Effective
from sla_dsl.model.clause import Clause
from sla_dsl.model.funnel import Funnel
from sla_dsl.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from sla_dsl.language.trial import Reviewer

_NO_DATE = date(1, 1, 1)
"""Stands for the first day in force where the file does not say it; such an agreement is never handed out."""


@frozen
class Loaded:
    """An agreement (none where the file has an error), and every finding by place.

    `keys` is where each key of the file stands, by its path.
    """

    agreement: Agreement | None
    diagnostics: tuple[Diagnostic, ...]
    keys: Mapping[tuple[str, ...], Span] = field(default_factory=dict)


def load(source: Source, digest: str = "") -> Loaded:
    """The agreement in a file; `digest` is kept with it. Every error and warning of the file comes in one run."""
    loaded = _load(source, digest)
    misplaced = [each for each in loaded.diagnostics if may_be_of_layout(each)] if loaded.agreement is None else []
    if not misplaced:
        return loaded
    from sla_dsl.language.indents import out_of_place

    told = out_of_place(source, misplaced[0], lambda moved: _load(moved).agreement is not None)
    return loaded if told is None else replace(loaded, diagnostics=(told,))


def _load(source: Source, digest: str = "") -> Loaded:
    root, found = read(source)
    if root is None:
        return Loaded(None, tuple(_with_its_line(found, source)))
    outlined, more = outline(root, source)
    found += more
    if outlined is None:
        return Loaded(None, tuple(in_order(found)))
    vocabulary, more = read_vocabulary(outlined.vocabulary, source, outlined.currency, outlined.sentences)
    found += more
    funnel, more = read_funnel(outlined.funnel, source, outlined.currency, outlined.effective)
    found += but_follow_ups(more, outlined)
    clauses, more = _clauses(outlined, source, _context(outlined, vocabulary, funnel))
    if funnel is not None and any(each.code in _OF_FIGURES for each in more):
        more = _with_signs(outlined, vocabulary, funnel, source, more)
    found += but_follow_ups(more, outlined)
    agreement = _agreement(outlined, vocabulary, funnel, clauses, source, digest)
    complete = len(clauses) == len(outlined.clauses) and not outlined.unread
    by = outlined.calendar_by.span if outlined.calendar_by else None
    found += analyse(Subject(agreement, source, outlined.keys, by))
    if errors_in(found):
        from sla_dsl.language.declared import where_declared

        found = where_declared(found, outlined.keys, source)
    invalid = errors_in(found) or not complete
    return Loaded(None if invalid else agreement, tuple(in_order(found)), outlined.keys)


_OF_FIGURES = frozenset({"SLA409", "SLA410"})
"""What is told of a clause that names a figure which is not what it has to be."""


def _with_signs(
    outlined: Outline, vocabulary: Vocabulary, funnel: Funnel, source: Source, found: list[Diagnostic]
) -> list[Diagnostic]:
    """What is wrong with the clauses, less what only comes of figures without their signs, which are told instead."""
    meant = with_signs(funnel)
    if meant == funnel or kinds(meant, outlined.currency)[1]:
        return found
    _, left = _clauses(outlined, source, _context(outlined, vocabulary, meant))
    return [*without_signs(funnel, outlined.funnel, source), *left] if len(left) < len(found) else found


def _with_its_line(found: list[Diagnostic], source: Source) -> list[Diagnostic]:
    """The findings of a file that cannot be read, where one line is out of place, that line in place of the last."""
    if not found or not is_of_layout(found[-1]):
        return found
    from sla_dsl.language.indents import out_of_place

    told = out_of_place(source, found[-1])
    return found if told is None else [*found[:-1], told]


def _context(outlined: Outline, vocabulary: Vocabulary, funnel: Funnel | None) -> Context:
    known = kinds(funnel, outlined.currency)[0] if funnel else {}
    idle = _idle(outlined, vocabulary)
    return Context(
        vocabulary,
        Phrases(
            vocabulary,
            misdeclared(outlined.vocabulary, vocabulary),
            partly_read(outlined.vocabulary, vocabulary),
            idle,
        ),
        outlined.parties,
        outlined.contacts,
        outlined.consequences,
        {raw.id.text for raw in outlined.clauses} | outlined.unread,
        outlined.currency,
        outlined.calendar is not None or "calendar" in outlined.broken or "calendars" in outlined.broken,
        Figures(known, funnel.each if funnel else None, readable=funnel is not None or outlined.funnel is None),
        calendars=outlined.calendars,
        people=_people(outlined),
        idle=idle,
    )


def _idle(outlined: Outline, vocabulary: Vocabulary) -> Idle:
    was = {raw.was: raw.id.text for raw in outlined.clauses if raw.was}
    return Idle(outlined.sentences, was, outlined.vocabulary, vocabulary)


def _people(outlined: Outline) -> tuple[tuple[str, str], ...]:
    names = [(party.name, party.id) for party in outlined.parties.values() if party.name]
    handles = [(party.signs, party.id) for party in outlined.parties.values() if party.signs]
    addresses = [(address, id_) for id_, address in outlined.contacts.items() if address]
    return (*names, *handles, *addresses)


def _clauses(outlined: Outline, source: Source, context: Context) -> tuple[dict[str, Clause], list[Diagnostic]]:
    clauses: dict[str, Clause] = {}
    found: list[Diagnostic] = []
    reviewers: list[Reviewer] = []
    for raw in outlined.clauses:
        clause, notes = _clause(raw, source, context, reviewers)
        found += notes.found
        if clause is not None:
            clauses[raw.id.text] = clause
        if reviewers and reviewers[0].stopped == raw.id.text:
            found.append(_first_mistakes_only(raw, source))
    return clauses, found


def _first_mistakes_only(raw: RawClause, source: Source) -> Diagnostic:
    """SLA320 at the first clause of which not all mistakes have been looked for."""
    message = "from here on, each broken clause is told its first mistake only"
    way_out = "mend what is told, and validate the file again"
    return diagnostic("SLA320", message, Place.of(source, raw.id.span), help=way_out)


def _clause(raw: RawClause, source: Source, context: Context, reviewers: list[Reviewer]) -> tuple[Clause | None, Notes]:
    """A clause and what is to be said of it. The file's one reviewer is only called for when it is needed."""
    notes = Notes(source, raw.text)
    if raw.text.refused:
        return None, notes
    words = read_clause(raw.text.text)
    clause = resolve_clause(raw.id.text, words, context, notes) if isinstance(words, ClauseWords) else None
    if clause is None:
        notes = Notes(source, raw.text)
        if not reviewers:
            from sla_dsl.language.trial import Reviewer

            reviewers.append(Reviewer(context))
        notes.mistakes(reviewers[0].mistakes(raw.id.text, raw.text))
    else:
        clause = replace(
            clause,
            valid_from=raw.valid_from,
            valid_until=raw.valid_until,
            why=raw.why,
            was=raw.was,
            accepts=raw.accepts,
            span=raw.span,
        )
    return clause, notes


def _agreement(
    outlined: Outline, vocabulary: Vocabulary, funnel: Funnel | None, clauses: dict[str, Clause], source: Source,
    digest: str,
) -> Agreement:  # fmt: skip
    return Agreement(
        id=outlined.id or "",
        version=outlined.version or "",
        parties=outlined.parties,
        effective=outlined.effective or Effective(_NO_DATE),
        timezone=outlined.timezone or "UTC",
        clauses=clauses,
        title=outlined.title,
        contacts=outlined.contacts,
        currency=outlined.currency,
        calendar=outlined.calendar,
        calendars=outlined.calendars,
        funnel=funnel,
        vocabulary=vocabulary,
        consequences=outlined.consequences,
        file=source.name,
        digest=digest,
    )
