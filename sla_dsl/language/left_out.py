"""A word that was forgotten: `where` before a condition, `or` before a second phrase, whom `notify` names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sla_dsl.language.edits import Edit, Known, loosely
from sla_dsl.language.mistakes import UNITS
from sla_dsl.language.syntax import Mistake
from sla_dsl.model.words import ARTICLES

MOST = 8
"""So many names are tried where one is missing."""


def left_out(text: str, known: Known) -> Iterator[Edit]:
    """Each word that may have been forgotten, put in."""
    yield from _before_condition(text, known)
    yield from _without_when(text, known)
    yield from _without_duty(text, known)
    for phrases, joints in (
        (known.duties, ("or", "and")),
        (known.happenings, ("or", "until", "before", ", unless")),
        (known.plurals, ("become", "of", "before at least 1")),
    ):
        yield from _before_phrase(text, phrases, joints)
    yield from _before_time(text)
    yield from _bound_to_nothing(text, known)
    yield from _without_party(text, known)
    yield from _nobody(text, known)
    yield from _between_names(text, known)
    yield from _neither_action(text, known)
    yield from _without_field(text, known)
    yield from _worth(text, known)


def _before_condition(text: str, known: Known) -> Iterator[Edit]:
    """`where`, or `if` after a time, before a field and its `is`."""
    for found in re.finditer(r"(?<=[\w\"\]]\s)(?P<at>[\w-]+)(?=\s+is\s)", text):
        before = text[: found.start()].rsplit(maxsplit=1)[-1]
        if found["at"] in known.names and before not in ("where", "and", "if", "or", "not"):
            for word in ("where", "if"):
                yield _put_in(found, word)


def _without_when(text: str, known: Known) -> Iterator[Edit]:
    """A sentence that begins with what happens: `a lead is assigned, sales must …`."""
    for phrase in known.happenings:
        found = re.match(rf"\s*(?P<at>(?:(?:an?|the)\s+)?{loosely(phrase)})(?=\s*,|\s+where\s)", text)
        if found:
            yield _put_in(found, "when")


def _without_duty(text: str, known: Known) -> Iterator[Edit]:
    """A trigger, and at once a deadline or a tail: who must do what has been left out."""
    found = _NO_DUTY.match(text)
    if found and known.parties:
        message = "nothing says who must do what"
        party = known.owing
        way_out = f"write it before `{' '.join(found['at'].split())}`: `{party} must …`"
        mistake = Mistake("SLA301", message, *found.span("at"), way_out)
        duty = f"{party} must record lead.created"
        joint = " " if found["at"] == "within" else ", "
        yield Edit(*found.span("at"), f"{duty}{joint}{found['at']}", mistake, 1)


_NO_DUTY = re.compile(
    r"\s*(?:when|every\s+time|the\s+first\s+time)\s[^,]*,\s*"
    r"(?P<at>within|unless|paused\s+while|otherwise|for\s+at\s+least|with\s+at\s+most)(?=\s)(?!.*(?<!\S)must\s)",
    re.DOTALL,
)


def _before_phrase(text: str, phrases: tuple[str, ...], joints: tuple[str, ...]) -> Iterator[Edit]:
    """A phrase that follows another with nothing between them."""
    for phrase in phrases:
        for found in re.finditer(rf"(?<=\w\s)(?P<at>(?:(?:an?|the)\s+)?{loosely(phrase)})(?![\w-])", text):
            before = text[: found.start()].rsplit(maxsplit=1)[-1]
            if before not in _LEADS_ON and before not in ARTICLES:
                for word in joints:
                    yield _put_in(found, word)


_LEADS_ON = frozenset(
    {
        "must", "not", "either", "both", "or", "and", "when", "time", "unless", "until", "before", "where", "of",
        "become", "least", "most", "than", "deliver", "each",
    }
)  # fmt: skip
"""Words after which a phrase may stand."""


def _bound_to_nothing(text: str, known: Known) -> Iterator[Edit]:
    """`must` where a party does something: `sales contacts the lead`."""
    verbs = "|".join(sorted({re.escape(duty.split()[0]) for duty in known.duties}))
    parties = "|".join(map(re.escape, known.parties))
    if not verbs or not parties:
        return
    pattern = (
        rf"(?<![\w-])(?:{parties})(?:\s+(?:team|department|people|reps?))?\s+(?P<at>(?P<verb>{verbs})(?:s|es))(?=\s)"
    )
    for found in re.finditer(pattern, text):
        meant = f"must {found['verb']}"
        mistake = Mistake("SLA301", f"`{found['at']}` binds nobody", *found.span("at"), f"write `{meant}`")
        yield Edit(*found.span("at"), meant, mistake, 1)


def _without_party(text: str, known: Known) -> Iterator[Edit]:
    """A party and `must` before a duty that stands alone: `when …, contact the lead`."""
    for verb in sorted({duty.split()[0] for duty in known.duties}):
        for found in re.finditer(rf"(?:\A|,)\s*(?P<at>{re.escape(verb)})(?=\s)", text):
            if known.parties:
                message = f"nobody is bound to `{verb}`: a party and `must` are missing"
                party = known.owing
                meant = f"{party} must {verb}"
                mistake = Mistake(
                    "SLA301", message, *found.span("at"), f"write `{meant}`, with the party that is meant"
                )
                yield Edit(*found.span("at"), meant, mistake, 2)


def _before_time(text: str) -> Iterator[Edit]:
    """`for`, or `within`, before a time that follows a duty at once."""
    for found in _TIME.finditer(text):
        before = text[: found.start()].rsplit(maxsplit=1)[-1]
        if before not in _BEFORE_TIMES:
            prohibits = re.search(r"must\s+not\s[^,]*\Z", text[: found.start()])
            for word in ("for", "within") if prohibits else ("within", "for"):
                yield _put_in(found, word)


_BEFORE_TIMES = frozenset({"within", "for", "after", "or", "least", "most", "than"})
_UNITS = "|".join(unit[:-1].replace(" ", "\\s+") for unit in UNITS)
_TIME = re.compile(rf"(?<=\w\s)(?P<at>[0-9]+\s+(?:{_UNITS})s?)(?![\w-])")


def _put_in(found: re.Match[str], word: str) -> Edit:
    at = " ".join(found["at"].split())
    meant = f"{word} {at}"
    mistake = Mistake("SLA301", f"`{word}` is missing before `{at}`", *found.span("at"), f"write `{meant}`")
    return Edit(*found.span("at"), meant, mistake, 2)


def _nobody(text: str, known: Known) -> Iterator[Edit]:
    """`notify` with no name after it."""
    for found in re.finditer(r"(?<!\S)(?P<at>notify)(?=\s+then\s+after\s|\s*(?:,|\Z))", text):
        if known.parties:
            way_out = "name a party or a contact: `notify …`"
            mistake = Mistake("SLA301", "nobody is named after `notify`", *found.span("at"), way_out)
            yield Edit(*found.span("at"), f"notify {known.parties[0]}", mistake, 1)


def _between_names(text: str, known: Known) -> Iterator[Edit]:
    """`and` between two who are notified."""
    for found in re.finditer(r"(?<!\S)(?:notify|and)\s+[a-z][a-z0-9-]*\s+(?P<at>[a-z][a-z0-9-]*)(?![\w-])", text):
        if found["at"] in known.ids:
            yield _put_in(found, "and")


def _neither_action(text: str, known: Known) -> Iterator[Edit]:
    """`otherwise` with something else after it than `notify` or `apply`: a consequence in its own words."""
    for found in _FREE_ACTION.finditer(text):
        words = " ".join(found["at"].split())
        message = f"after `otherwise` stands `notify` or `apply`, not `{words}`"
        id_ = "-".join(re.findall(r"[a-z0-9]+", words.casefold()))
        way_out = f"write `apply {id_}`, and what it is under `consequences:`"
        if known.parties:
            yield Edit(
                *found.span("at"),
                f"notify {known.parties[0]}",
                Mistake("SLA301", message, *found.span("at"), way_out),
                3,
            )


_FREE_ACTION = re.compile(
    r"(?<!\S)otherwise\s+(?P<at>(?!notify\b|apply\b|after\b|[\w-]+\s+must\b)[a-z][\w-]*(?:\s+(?!then\s+after\b)[\w-]+){0,5})(?=\s*(?:,|\Z)|\s+then\s+after\s)"
)


def _worth(text: str, known: Known) -> Iterator[Edit]:
    """An amount said of an event without the field that holds it: `send a quote of at least 5k EUR`."""
    for found in _WORTH.finditer(text):
        bound = " ".join((found["bound"] or "at least").split())
        for name in known.money[:MOST]:
            meant = f"where {name} is {bound} {found['amount']}"
            words = " ".join(found["at"].split())
            message = f"nothing says what is `{words}`"
            yield Edit(*found.span("at"), meant, Mistake("SLA301", message, *found.span("at"), f"write `{meant}`"), 1)


_WORTH = re.compile(
    r"(?<=\w)\s(?P<at>(?:of|for|worth|over|with|above|with\s+a\s+value\s+of)?\s*(?P<bound>at\s+least|at\s+most|more\s+than|less\s+than)?"
    r"\s*(?P<amount>[0-9]+(?:[ \n][0-9]{3})*(?:\.[0-9]+)?[kM]?\s[A-Z]{3}))(?![\w-])"
)


def _without_field(text: str, known: Known) -> Iterator[Edit]:
    """A condition that does not say of what: `where is at least 50`."""
    for found in re.finditer(r"(?<!\S)(?:where|if)\s+(?P<at>is)\s", text):
        way_out = "name a field or a fact: `… is`"
        mistake = Mistake("SLA301", "nothing says what `is` is said of", *found.span("at"), way_out)
        for name in known.names[:MOST]:
            yield Edit(*found.span("at"), f"{name} is", mistake, 2)
