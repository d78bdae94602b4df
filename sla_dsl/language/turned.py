"""Sentences turned round: the passive, a noun for a verb, a duty that names nobody, parts in another order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from sla_dsl.language.edits import TAILS, Edit, Known, loosely, not_understood
from sla_dsl.language.near import nearest_phrase, same_words, unlike
from sla_dsl.language.syntax import Mistake


def turned_round(text: str, known: Known) -> Iterator[Edit]:
    """Each of them that the text shows, put right."""
    yield from _without_must(text, known)
    yield from _without_party(text, known)
    yield from _passive(text, known)
    yield from _stated(text, known)
    yield from _first_this(text, known)
    yield from _every_one(text, known)
    yield from _without(text, known)
    yield from _promised(text, known)
    yield from _out_of(text)
    yield from _nominal(text, known)
    yield from _shared_object(text, known)
    yield from _counted(text, known)
    yield from _number_inside(text, known)
    yield from _gerund(text, known)
    yield from _period_first(text)


def _without_party(text: str, known: Known) -> Iterator[Edit]:
    """A duty that nobody is named for: `when a lead is assigned, contact the lead`."""
    for duty in known.duties if known.parties else ():
        for found in re.finditer(rf"(?:\A|,)\s*(?:please\s+)?(?P<at>{loosely(duty)})(?![\w-])(?![^,]*\bmust\b)", text):
            words = " ".join(found["at"].split())
            message = f"nobody is named who must `{words}`"
            mistake = Mistake(
                "SLA301", message, *found.span("at"), f"begin with a party: `{known.parties[0]} must {words}`"
            )
            yield Edit(*found.span("at"), f"{known.parties[0]} must {words}", mistake, 1)


def _passive(text: str, known: Known) -> Iterator[Edit]:
    """A duty said of what it is done to: `the lead must be contacted by sales`."""
    for found in re.finditer(
        r"(?:\A|,)\s*(?P<at>(?P<none>no\s+)?(?P<what>(?:an?\s+|the\s+)?[\w-]+)\s+must\s+(?P<not>not\s+)?be\s+(?P<verb>[\w-]+)(?:\s+by\s+(?:the\s+)?(?P<who>[\w-]+))?)",
        text,
    ):
        duty = nearest_phrase(f"{found['verb']} {found['what']}", frozenset(known.duties))
        if duty is not None and known.parties and not unlike(found["verb"], duty):
            who = found["who"] if found["who"] in known.parties else known.owing
            meant = f"{who} {'must not' if found['none'] or found['not'] else 'must'} {duty}"
            mistake = Mistake("SLA301", "a duty says who must do what", *found.span("at"), f"write `{meant}`")
            yield Edit(*found.span("at"), meant, mistake, 1)


def _instead(found: re.Match[str], meant: str, message: str) -> Edit:
    """What is meant by the words at `at`, at hand, and the mistake that tells so."""
    return Edit(*found.span("at"), meant, Mistake("SLA301", message, *found.span("at"), f"write `{meant}`"), 0)


def _first_this(text: str, known: Known) -> Iterator[Edit]:
    """What must come first said as a duty: `sales must hold a meeting before an opportunity is created`."""
    happens = {duty: when for when, duty in known.turns}
    duties = dict(known.turns)
    for found in _FIRST_THIS.finditer(text):
        first = nearest_phrase(found["duty"], frozenset(happens))
        when = nearest_phrase(found["then"], frozenset(duties)) or ""
        later = duties.get(when) or nearest_phrase(found["then"], frozenset(happens))
        if first is not None and later is not None and first != later:
            meant = f"must not {later} before {happens[first]}"
            yield _instead(found, meant, "`before` follows what must not be done yet")


_FIRST_THIS = re.compile(
    r"\A\s*[\w-]+\s+(?P<at>must\s+(?!not?\s|never\s|either\s|both\s|state\s)(?P<duty>[^,]*?)\s+before\s+(?!at\s)(?P<then>[^,]*?))(?=\s*(?:,|\Z))"
)


def _every_one(text: str, known: Known) -> Iterator[Edit]:
    """A duty said of all: `every qualified lead must be contacted by sales`."""
    for found in _EVERY_ONE.finditer(text):
        duty = nearest_phrase(f"{found['verb']} the {found['what']}", frozenset(known.duties))
        when = nearest_phrase(f"a {found['what']} is {found['how'] or 'assigned'}", frozenset(known.happenings))
        if duty is not None and when is not None and known.parties and not unlike(found["verb"], duty):
            who = found["who"] if found["who"] in known.parties else known.owing
            meant = f"when {when}, {who} must {duty}"
            yield _instead(found, meant, "a duty says when it is owed, and who must do what")


_EVERY_ONE = re.compile(
    r"\A\s*(?P<at>(?i:every|each|any|all)\s+(?:(?P<how>[a-z]+ed)\s+)?(?P<what>[a-z]+?)s?\s+must\s+be\s+(?P<verb>[a-z]+)"
    r"(?:\s+by\s+(?:the\s+)?(?P<who>[\w-]+))?)(?![\w-])"
)


def _without(text: str, known: Known) -> Iterator[Edit]:
    """A gate said with `without`: `must not create an opportunity without a meeting`."""
    for found in _WITHOUT.finditer(text):
        gates = [when for when in known.happenings if same_words(found["what"], when)]
        if gates:
            message, meant = "what must come first follows `before`", f"before {gates[-1]}"
            listed = " or ".join(f"`before {when}`" for when in gates[-2:])
            yield Edit(*found.span("at"), meant, Mistake("SLA301", message, *found.span("at"), f"write {listed}"), 0)


_WITHOUT = re.compile(
    r"must\s+not\s[^,]*?\s(?P<at>(?:without|unless\s+there\s+(?:is|was))\s+(?:first\s+)?(?:an?\s+|the\s+|any\s+)?(?:prior\s+|previous\s+)?"
    r"(?P<what>(?!at\s)[a-z-]+))(?=\s*(?:,|\Z))"
)


def _promised(text: str, known: Known) -> Iterator[Edit]:
    """A promise with a verb of its own: `each quarter, marketing must qualify at least 500 leads`."""
    for found in _PROMISED.finditer(text):
        duty = nearest_phrase(f"{found['verb']} the {found['what']}", frozenset(do for _, do in known.done))
        many = next((many for many, do in known.done if do == duty), None)
        if many is not None and duty is not None and not unlike(found["verb"], duty):
            meant = f"deliver {' '.join(found['amount'].split())} {many}"
            yield _instead(found, meant, "a promise is to `deliver` or to `ensure`")


_PROMISED = re.compile(
    r"\A\s*each\s+\w+\s*,\s*[\w-]+\s+must\s+(?P<at>(?P<verb>(?!deliver\b|ensure\b)[a-z]+)\s+"
    r"(?P<amount>(?:at\s+least|at\s+most|more\s+than|less\s+than)\s+(?:[0-9][0-9 ]*|\[[^\]]*\]))\s*"
    r"(?P<what>[a-z]+?)s?)(?=\s*(?:,|\Z))"
)


def _out_of(text: str) -> Iterator[Edit]:
    """A level as so many of so many: `in 9 of 10 cases each month`."""
    for found in _OUT_OF.finditer(text):
        share = Fraction(int(found["n"]) * 100, int(found["all"]))
        if 0 < share <= 100 and share.denominator == 1:
            meant = f"for at least {share}% of cases each {found['period'] or 'month'}"
            yield _instead(found, meant, "a level is a percentage")


_OUT_OF = re.compile(
    r"(?<=,)\s*(?P<at>(?:in|for)\s+(?:at\s+least\s+)?(?P<n>[0-9]{1,3})\s+(?:out\s+of|of|in)\s+(?P<all>[1-9][0-9]{0,2})\s+cases"
    r"(?:\s+(?:each|per|every|a)\s+(?P<period>day|week|month|quarter|year))?)(?=\s*(?:,|\Z))"
)


def _stated(text: str, known: Known) -> Iterator[Edit]:
    """Fields of which is said that they must be there: `reason and competitor must be stated by sales`."""
    for found in _STATED.finditer(text):
        fields = re.split(r"\s*,\s*|\s+and\s+", re.sub(r"(?<!\S)(?:an?|the)\s+", "", found["fields"]))
        if known.parties and all(name in known.names for name in fields):
            who = found["who"] if found["who"] in known.parties else known.owing
            meant = f"{who} must state {' and '.join(fields)}"
            yield _instead(found, meant, "a duty says who must do what")


_STATED = re.compile(
    r"(?:\A|,)\s*(?P<at>(?P<fields>[\w-]+(?:\s+[\w-]+)?(?:\s*(?:,|\sand)\s+[\w-]+(?:\s+[\w-]+)?)*)\s+must\s+be\s+"
    r"(?:stated|given|reported|recorded|filled(?:\s+in)?|entered|known|provided|set|logged|documented)"
    r"(?:\s+by\s+(?:the\s+)?(?P<who>[\w-]+))?)(?![\w-])"
)


def _nominal(text: str, known: Known) -> Iterator[Edit]:
    """An event as a noun: `upon assignment of a lead`."""
    for pattern, begin in _NOUNS:
        found = pattern.match(text)
        said = f"{found['what'] or ''} is {found['deed']}".strip() if found else ""
        phrase = nearest_phrase(said, frozenset(known.happenings)) if found else None
        if found and phrase is not None:
            meant, written = f"{begin} {phrase}", " ".join(found["at"].split())
            yield Edit(*found.span("at"), meant, not_understood(written, meant, *found.span("at"), "SLA301"), 1)


_NOUNS = (
    (
        re.compile(
            r"\s*(?P<at>(?:upon|on|after|following|at|with|in\s+case\s+of|in\s+the\s+event\s+of)\s+(?:an?\s+|the\s+)?"
            r"(?P<deed>\w+)(?:\s+of\s+(?:an?\s+|the\s+)?(?P<what>[\w-]+))?)(?=\s*,|\s+where\s)"
        ),
        "when",
    ),
    (
        re.compile(
            r"\s*(?P<at>(?:for\s+)?(?:each|every|any|all)\s+(?P<what>[\w-]+?)s?\s+(?:that\s+)?(?:(?:is|are|was|gets)\s+)?"
            r"(?P<deed>[a-z]+))(?=\s*,|\s+where\s)"
        ),
        "every time",
    ),
    (
        re.compile(
            r"\s*(?P<at>(?:should|were|had|provided|assuming)\s+(?:an?\s+|the\s+)?(?P<what>[\w-]+)\s+(?:be|to\s+be|been|is)\s+"
            r"(?P<deed>[a-z]+))(?=\s*,|\s+where\s)"
        ),
        "when",
    ),
)


def _counted(text: str, known: Known) -> Iterator[Edit]:
    """A duty as so many of something: `make at least 5 contact attempts`."""
    for many, do in known.done:
        verb = r"(?:(?!deliver|ensure)[a-z]+\s+)?"
        pattern = rf"must\s+(?P<at>{verb}(?P<bound>(?:{_BOUND}\s+)?[0-9]+)\s+{loosely(many)})(?![\w-])"
        for found in re.finditer(pattern, text):
            bound = " ".join(found["bound"].split())
            bound = f"at least {bound}" if bound.isdigit() else bound
            meant, written = f"{do} {bound} times", " ".join(found["at"].split())
            mistake = Mistake("SLA301", f"`{written}` is no duty", *found.span("at"), f"write `{meant}`")
            yield Edit(*found.span("at"), meant, mistake, 1)


_BOUND = r"(?:at\s+least|at\s+most|more\s+than|less\s+than)"


def _number_inside(text: str, known: Known) -> Iterator[Edit]:
    """A duty with its number inside: `attempt 5 contacts`."""
    for found in _NUMBER_INSIDE.finditer(text):
        duty = nearest_phrase(f"{found['verb']} {found['what']}", frozenset(known.duties))
        if duty is not None:
            bound = " ".join((found["bound"] or "at least").split())
            meant, written = f"{duty} {bound} {found['n']} times", " ".join(found["at"].split())
            mistake = Mistake("SLA301", f"`{written}` is no duty", *found.span("at"), f"write `{meant}`")
            yield Edit(*found.span("at"), meant, mistake, 1)


_NUMBER_INSIDE = re.compile(
    rf"must\s+(?P<at>(?P<verb>[a-z]+)\s+(?:(?P<bound>{_BOUND})\s+)?(?P<n>[0-9]+)\s+(?P<what>[a-z]+s))(?![\w-])"
)


def _gerund(text: str, known: Known) -> Iterator[Edit]:
    """What must not be done as a noun: `must refrain from assigning the lead`."""
    for found in re.finditer(
        r"(?P<at>must\s+(?:avoid|refrain\s+from|abstain\s+from|stop|cease)\s+(?P<duty>[a-z]+ing\s+(?:(?:the|an?)\s+)?[\w-]+))",
        text,
    ):
        duty = nearest_phrase(found["duty"], frozenset(known.duties))
        if duty is not None:
            written, meant = " ".join(found["at"].split()), f"must not {duty}"
            yield Edit(*found.span("at"), meant, not_understood(written, meant, *found.span("at")), 1)


def _period_first(text: str) -> Iterator[Edit]:
    """A level whose period stands before it: `each month for at least 95% of cases`."""
    for found in _PERIOD_FIRST.finditer(text):
        period = found["period"] or _PERIODICALLY[found["adverb"]]
        budget = " ".join((found["budget"] or "").split())
        budget = f"with {budget.removeprefix('with ')}" if budget else ""
        level = budget or f"for at least {found['share']} of cases"
        meant = f"{level} each {period}"
        mistake = Mistake("SLA301", "a level's period stands at its end", *found.span("at"), f"write `{meant}`")
        yield Edit(*found.span("at"), meant, mistake, 1)


_PERIODICALLY = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}
_PERIOD_FIRST = re.compile(
    r"(?<=,)\s*(?P<at>(?:(?:each|per|every|in\s+each|in\s+every)\s+(?P<period>day|week|month|quarter|year)"
    rf"|(?P<adverb>{'|'.join(_PERIODICALLY)}))\s*,?\s+"
    r"(?:(?:for|in|with)?\s*(?:at\s+least\s+)?(?P<share>[0-9]+(?:\.[0-9]+)?%)(?:\s+of\s+(?:all\s+|the\s+)?cases)?"
    r"|(?P<budget>(?:with\s+)?at\s+most\s+[0-9]+\s+breach(?:es)?)))(?=\s*(?:,|\Z))"
)


def _shared_object(text: str, known: Known) -> Iterator[Edit]:
    """Two duties with one object between them: `accept or reject the lead`."""
    for found in _SHARED.finditer(text):
        verbs = [verb for verb in re.split(r"\s*,\s*|\s+(?:or|and|then|and\s+then)\s+", found["verbs"]) if verb]
        said = [f"{verb} {found['object']}" for verb in verbs]
        near = [nearest_phrase(duty, frozenset(known.duties)) or duty for duty in said]
        joint = found["joint"]
        meant = f"{'either' if joint == 'or' else 'both'} {f' {joint} '.join(near)}"
        if len(set(near)) == 1:
            meant = near[0]
        written = " ".join(found["at"].split())
        mistake = Mistake("SLA301", f"`{written}` are several duties", *found.span("at"), f"write `{meant}`")
        yield Edit(*found.span("at"), meant, mistake, 1)


_SHARED = re.compile(
    r"(?<!\S)must\s+(?P<at>(?:either\s+|both\s+)?(?P<verbs>(?:[a-z-]+\s*,\s*)*[a-z-]+\s+(?:and\s+)?(?P<joint>or|and)\s+[a-z-]+)"
    r"\s+(?P<object>(?:the|an?)\s+[\w-]+))"
)


def _without_must(text: str, known: Known) -> Iterator[Edit]:
    """A party without `must` after it, its verb perhaps bent: `sales contacts the lead`."""
    for found in re.finditer(
        rf"(?:\A|,)\s*(?:the\s+)?(?P<party>[\w-]+)\s+(?!must\b|{_MODAL}\b)(?P<verb>[\w-]+)(?![^,]*\bmust\b)", text
    ):
        if found["party"] in known.ids:
            message = f"`must` is missing after `{found['party']}`"
            mistake = Mistake("SLA301", message, *found.span("party"), f"write `{found['party']} must …`")
            for verb in dict.fromkeys(
                (found["verb"], found["verb"].removesuffix("s"), found["verb"].removesuffix("es"))
            ):
                yield Edit(found.start("party"), found.end(), f"{found['party']} must {verb}", mistake, 1)


_MODAL = "(?:should|shall|will|would|ought|has|have|needs?|may|can|cannot|is|are|never)"


def moved(text: str) -> Iterator[Edit]:
    """A trigger after its duty, or a deadline before it, at their places; the whole text is written anew."""
    tail = _TAIL_FIRST.search(text)
    if tail:
        deadline, words = " ".join(tail["at"].split()), " ".join(tail["tail"].split())
        anew = f"{text[: tail.start()]} {deadline}, {words}{text[tail.end() :]}"
        mistake = Mistake(
            "SLA301", "the deadline stands right after the duty", *tail.span("at"), f"write it before `{words}`"
        )
        yield Edit(0, len(text), anew, mistake, 1)
    among = _CONDITION_FIRST.search(text)
    if among:
        condition = f"where {among['field']} is {' '.join(among['bound'].split())}"
        anew = f"{text[: among.start('at')]}{among['verb']} {condition}{text[among.end('verb') :]}"
        way_out = f"write `{condition}` after it"
        mistake = Mistake("SLA301", "a condition stands after its event", *among.span("at"), way_out)
        yield Edit(0, len(text), anew, mistake, 1)
    inside = _DEADLINE_FIRST.search(text)
    if inside:
        deadline, duty = " ".join(inside["at"].split()), " ".join(inside["duty"].split())
        anew = f"{text[: inside.start('at')]}{duty} {deadline}{text[inside.end('duty') :]}"
        mistake = Mistake(
            "SLA301", "the deadline stands after the duty", *inside.span("at"), f"write it after `{duty}`"
        )
        yield Edit(0, len(text), anew, mistake, 1)
    late = re.search(rf"(?<=\w)\s*,?\s+(?P<at>{_TRIGGER}\s[^,]*?)(?=\s*(?:,|\Z|within\s))", text)
    if late:
        rest = text[: late.start()] + text[late.end() :]
        words = " ".join(late["at"].split())
        mistake = Mistake("SLA301", "the trigger stands before the duty", *late.span("at"), f"begin with `{words},`")
        yield Edit(0, len(text), f"{words}, {rest}", mistake, 1)
    yield from _condition_before_trigger(text)
    yield from _default_first(text)
    early = _DEADLINE_EARLY.search(text)
    if early:
        words = " ".join(early["at"].split()).removeprefix("then ")
        anew = f"{text[: early.start('at')]}{early['duty']} {words}{text[early.end() :]}"
        mistake = Mistake(
            "SLA301", "the deadline stands after the duty", *early.span("at"), f"write `… must … {words}`"
        )
        yield Edit(0, len(text), anew, mistake, 1)


def _condition_before_trigger(text: str) -> Iterator[Edit]:
    """`where tier is gold, when a lead is assigned, …`."""
    found = _CONDITION_BEFORE.match(text)
    if found:
        words, event = " ".join(found["at"].split()), " ".join(found["event"].split())
        where = f"where {words.partition(' ')[2]}"
        mistake = Mistake(
            "SLA301", "a condition stands after its event", *found.span("at"), f"begin with `{event} {where},`"
        )
        yield Edit(0, len(text), f"{event} {where}{text[found.end() :]}", mistake, 1)


def _default_first(text: str) -> Iterator[Edit]:
    """`within 2 business days, or 30 minutes if score is at least 50`: the deadline of all other cases stands first."""
    found = _DEFAULT_FIRST.search(text)
    if found:
        tier, default = " ".join(found["tier"].split()), found["default"]
        meant = f"within {tier}, or {default}"
        mistake = Mistake(
            "SLA301", "the deadline for all other cases stands last", *found.span("at"), f"write `{meant}`"
        )
        yield Edit(*found.span("at"), meant, mistake, 1)


_DEADLINE_EARLY = re.compile(
    r"(?:(?<=,)|\A)\s*(?P<at>(?:then\s+)?within\s+[0-9 ]+(?:business\s+|calendar\s+)?[a-z]+)\s*,?\s+"
    r"(?P<duty>[^,]*must[^,]*)"
)
_SPAN = r"[0-9]+\s+(?:business\s+|calendar\s+)?(?:minute|hour|day|week)s?"
_CONDITION_BEFORE = re.compile(
    r"\s*(?P<at>(?:where|if|for|with)\s+[\w-]+\s+is\s[^,]*?)\s*,\s*"
    r"(?P<event>(?:when|every\s+time|the\s+first\s+time)\s[^,]*?)(?=\s*,)"
)
_DEFAULT_FIRST = re.compile(
    rf"(?P<at>within\s+(?P<default>{_SPAN})\s*,?\s*(?:or|but)\s+(?:within\s+)?(?P<tier>{_SPAN}\s+(?:if|where|when)\s[^,]*?))"
    r"(?=\s*(?:,|\Z))"
)

_CONDITION_FIRST = re.compile(
    r"\A\s*(?:when|every\s+time|the\s+first\s+time)\s+(?:an?|the)\s+[\w-]+\s+(?P<at>(?:with|having|of|whose|where)\s+(?:an?\s+)?"
    rf"(?P<field>[\w-]+)\s+(?:of\s+|is\s+)?(?P<bound>{_BOUND}\s+[0-9][0-9 .]*))\s+(?P<verb>(?:is|was|gets)\s+[a-z]+)"
)
_DEADLINE_FIRST = re.compile(
    r"(?<!\S)must\s+(?:[^,]*?\s)??(?P<at>within\s+[0-9 ]+(?:business\s+|calendar\s+)?[a-z]+)\s+"
    r"(?P<duty>(?!(?:if|unless|otherwise|for|with|paused|or|of|from|after|since|at|in|and|time)\s)[^,]*?)(?=\s*(?:,|\Z))"
)
_TAIL_FIRST = re.compile(
    rf"(?<!\s)\s*,?\s+(?P<tail>(?:{TAILS})\s[^,]*?)\s*,?\s+"
    r"(?P<at>within\s+[0-9 ]+(?:business\s+|calendar\s+)?[a-z]+)(?=\s*(?:,|\Z))"
)
_TRIGGER = r"(?:when|every\s+time|the\s+first\s+time|each(?=\s+(?:day|week|month|quarter|year)\b))"
