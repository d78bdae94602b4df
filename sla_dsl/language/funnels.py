"""The `funnel` of a file → the model's, and everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from sla_dsl.diagnostics import Diagnostic, Place, Source, Span, diagnostic
from sla_dsl.frozen import mutable
from sla_dsl.funnel import Problem, check_periods, figure_text, kinds, period_help, signs_meant, with_signs
from sla_dsl.language.excerpt import excerpt
from sla_dsl.language.figures import figure
from sla_dsl.language.formula import NAME_HELP, is_name, parse_formula
from sla_dsl.language.keys import meant_key
from sla_dsl.language.nodes import Entry, Mapping, Node, Scalar
from sla_dsl.language.order import in_order
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.agreement import Effective
from sla_dsl.model.clause import Period
from sla_dsl.model.funnel import Derived, Figure, Formula, Funnel, Given
from sla_dsl.model.period import period_named
from sla_dsl.model.values import Share

OTHERWISE = "otherwise"
"""The key of the value for every period that is not named."""

_PERIOD_NAMES = {Period.WEEK: "{}-W{:02}", Period.MONTH: "{}-{:02}", Period.QUARTER: "{}-Q{}"}


def read_funnel(
    node: Node | None, source: Source, currency: str | None, effective: Effective | None
) -> tuple[Funnel | None, list[Diagnostic]]:
    """The funnel of a file, and what is wrong with it, by place (SLA117, 206, 404, 408, 511, 601 to 609).

    What the schema finds (missing and unknown keys, values of the wrong shape, empty ones) is not told again. There is
    a funnel, beside errors too, where it is known of every name what it is, so that clauses can be checked against it;
    else there is none. Without `effective` (which could not be read, then) nothing is said of single periods.
    """
    if not isinstance(node, Mapping):
        return None, []
    each = _each(node)
    reading = _Reading(source, each, currency)
    funnel = reading.funnel(node)
    known, problems = kinds(funnel, currency)
    dates = effective if each is not None else None
    problems = (*problems, *_of_periods(funnel, dates))
    meant = with_signs(funnel)
    left = (*kinds(meant, currency)[1], *_of_periods(meant, dates)) if problems and meant != funnel else problems
    if len(left) < len(problems):  # signs are missing, and what does not fit is what comes of that
        reading.tell(left)
        return None, in_order([*reading.found, *without_signs(funnel, node, source)])
    reading.tell(problems)
    is_whole = not reading.partial and not reading.misnamed and len(known) == len(funnel.given) + len(funnel.derive)
    return (funnel if each and is_whole else None), in_order(reading.found)


def without_signs(funnel: Funnel, node: Node | None, source: Source) -> list[Diagnostic]:
    """SLA407 or SLA408 for each given figure that stands without its percent sign or currency."""
    given = node.get("given") if isinstance(node, Mapping) else None
    found = []
    for name, meant in signs_meant(funnel).items():
        value = given.get(name) if isinstance(given, Mapping) else None
        for period, said in meant.items():
            at = value.get(period or OTHERWISE) if isinstance(value, Mapping) else value
            code, what = ("SLA407", "a share") if isinstance(said, Share) else ("SLA408", "money")
            message = f"`{name}` is a plain number, where {what} is meant"
            place = Place.of(source, at.span if at else funnel.span)
            found.append(diagnostic(code, message, place, help=f"write `{figure_text(said)}`"))
    return found


def _of_periods(funnel: Funnel, effective: Effective | None) -> Iterable[Problem]:
    return check_periods(funnel, effective.start, effective.until) if effective is not None else ()


def _each(node: Mapping) -> Period | None:
    each = node.get("each")
    return Period(each.text) if isinstance(each, Scalar) and each.text in set(Period) else None


@mutable
class _Reading:
    """A funnel as it is read: what was found, and where each value of a given figure stands.

    `partial` says that names may be missing, as a problem with them has been told already; `misnamed` that one is
    left out, as it cannot be a name.
    """

    source: Source
    each: Period | None
    currency: str | None = None
    found: list[Diagnostic] = field(default_factory=list)
    places: dict[tuple[str, str | None], Span] = field(default_factory=dict)
    partial: bool = False
    misnamed: bool = False

    def funnel(self, node: Mapping) -> Funnel:
        """The funnel, as far as it can be read."""
        given_entries = {entry.key.text: entry for entry in self._entries(node, "given")}
        derive_entries = {entry.key.text: entry for entry in self._entries(node, "derive")}
        self._twice(given_entries, derive_entries)
        given = {name: self._given(entry) for name, entry in given_entries.items()}
        derive: dict[str, Derived] = {}
        known = {*given_entries, *derive_entries}
        for name, entry in derive_entries.items():
            formula = None if name in given else self._formula(entry.value, known)
            if formula is not None and isinstance(entry.value, Scalar):
                derive[name] = Derived(name, formula, entry.value.text, entry.key.span)
            elif name not in given:
                given[name] = Given(name, None, span=entry.key.span)
        return Funnel(self.each or Period.MONTH, given, derive, node.span)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Turn problems of the funnel into diagnostics at their places."""
        for problem in problems:
            if problem.code == "SLA206" and self.partial:
                continue
            at_value = problem.code in ("SLA408", "SLA511", "SLA602", "SLA605")
            value = self.places.get((problem.name, problem.period)) if at_value else None
            related = [Place.of(self.source, span, note) for span, note in problem.related]
            place = Place.of(self.source, value or problem.span)
            self.found.append(diagnostic(problem.code, problem.message, place, help=problem.help, related=related))

    def _entries(self, node: Mapping, key: str) -> Iterator[Entry]:
        """The entries of `given` or `derive` whose names are names."""
        section = node.get(key)
        if section is None:
            self.partial |= node.partial
            return
        if not isinstance(section, Mapping):
            self.partial = True
            return
        self.partial |= section.partial
        for entry in section:
            if entry.key.refused:
                self.partial = True
            elif is_name(entry.key.text):
                yield entry
            else:
                self.found.append(self._no_name(entry.key))
                meant = _name_of(entry.key.text)
                self.misnamed |= meant is None or section.entry(meant) is not None
                if meant is not None and section.entry(meant) is None:
                    yield Entry(replace(entry.key, text=meant), entry.value)

    def _no_name(self, key: Scalar) -> Diagnostic:
        meant = _name_of(key.text)
        way_out = f"{NAME_HELP}: {excerpt(meant)}" if meant else f"{NAME_HELP}; it holds a letter, and is no amount"
        message = f"{excerpt(key.text)} cannot be the name of a figure" if key.text else "a figure without a name"
        return diagnostic("SLA117", message, Place.of(self.source, key.span), help=way_out)

    def _twice(self, given: dict[str, Entry], derive: dict[str, Entry]) -> None:
        for name, entry in derive.items():
            if name in given:
                related = [Place.of(self.source, given[name].key.span, "given here")]
                message = f"`{name}` is given and derived"
                place = Place.of(self.source, entry.key.span)
                way_out = "keep one of them, or give one another name"
                self.found.append(diagnostic("SLA609", message, place, help=way_out, related=related))

    def _given(self, entry: Entry) -> Given:
        """A given figure; without any value where it cannot be read."""
        name, span = entry.key.text, entry.key.span
        if isinstance(entry.value, Scalar):
            self.places[name, None] = entry.value.span
            return Given(name, self._figure(entry.value), span=span)
        by_period = self._by_period(name, entry) if isinstance(entry.value, Mapping) else None
        if by_period is None:
            return Given(name, None, span=span)
        otherwise = by_period.pop(OTHERWISE, None)
        return Given(name, otherwise, by_period, span)

    def _by_period(self, name: str, entry: Entry) -> dict[str, Figure] | None:
        """The figures by the names of their periods and `otherwise`, or nothing where one of them cannot be read."""
        assert isinstance(entry.value, Mapping)
        figures: dict[str, Figure] = {}
        for period in entry.value:
            amount = self._figure(period.value) if isinstance(period.value, Scalar) else None
            if self._is_period(period.key) and amount is not None:
                figures[period.key.text] = amount
                self.places[name, None if period.key.text == OTHERWISE else period.key.text] = period.value.span
        if entry.value.partial or len(figures) < len(entry.value.entries):
            return None
        if not figures:
            place = Place.of(self.source, entry.key.span)
            way_out = "write a value, or `{otherwise: …}`"
            self.found.append(diagnostic("SLA607", f"`{name}` has no value in any period", place, help=way_out))
        return figures

    def _is_period(self, key: Scalar) -> bool:
        if key.text == OTHERWISE or self.each is None:
            return True
        if key.refused:
            return False
        if period_named(key.text, self.each):
            return True
        message = f"{excerpt(key.text)} is no {self.each}" if key.text else "a value without its period"
        place = Place.of(self.source, key.span)
        self.found.append(diagnostic("SLA607", message, place, help=_meant_period(key.text, self.each)))
        return False

    def _figure(self, value: Scalar) -> Figure | None:
        if value.refused or not value.text.strip():
            return None
        amount = figure(value.text.strip(), self.currency)
        if isinstance(amount, Mistake):
            if amount.code == "SLA608" and _RECKONED.search(value.text):
                amount = amount._replace(help="a figure that follows from others stands under `derive`")
            self._mistake(amount, value, len(value.text) - len(value.text.lstrip()))
            return None
        return amount

    def _formula(self, value: Node, known: set[str]) -> Formula | None:
        if not isinstance(value, Scalar) or value.refused or not value.text.strip():
            return None
        formula = parse_formula(value.text, value.span_of, known)
        if isinstance(formula, list):
            for mistake in formula:
                self._mistake(mistake, value)
            return None
        return formula

    def _mistake(self, mistake: Mistake, value: Scalar, before: int = 0) -> None:
        place = Place.of(self.source, value.span_of(before + mistake.start, before + mistake.end))
        self.found.append(diagnostic(mistake.code, mistake.message, place, help=mistake.help))


_RECKONED = re.compile(r"[^\W\d_][^*/+]*\s[*/+×-]\s*\S|\S\s[*/+×-]\s+[^\W\d_]")
"""A value that is a formula."""


def _name_of(text: str) -> str | None:
    """The name that was meant by a text that is none; what stands in parentheses is a unit."""
    found = (" ".join(re.findall(r"[^\W_]+", part)) for part in (re.sub(r"\([^()]*\)", "", text), text))
    return next((name for name in found if is_name(name)), None)


def _meant_period(text: str, each: Period) -> str:
    """The name that was meant for a period, or how such periods are named."""
    if meant_key(text, [OTHERWISE], ()):
        return f"did you mean `{OTHERWISE}`?"
    numbers = re.findall(r"(?<![0-9])[0-9]{1,4}(?![0-9])", text[:40])
    years = [number for number in numbers if len(number) == 4]
    others = [int(number) for number in numbers if len(number) < 3]
    month = re.fullmatch(r"([0-9]{4})-([0-9]{2})(?:-[0-9]{2})?", text)
    if month and each is Period.QUARTER and 1 <= int(month[2]) <= 12:
        return f"did you mean `{month[1]}-Q{(int(month[2]) + 2) // 3}`?"
    if len(years) == len(others) == 1 and each in _PERIOD_NAMES and re.search(r"[QqWw]|^[0-9]+\W[0-9]+$", text[:40]):
        meant = _PERIOD_NAMES[each].format(years[0], others[0])
        if period_named(meant, each):
            return f"did you mean `{meant}`?"
    return period_help(each)
