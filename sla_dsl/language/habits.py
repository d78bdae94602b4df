"""Words that people write in a clause, and what a clause says instead: one table, each row tried only where it helps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sla_dsl.language.syntax import Mistake

_UNITS = r"(?:minutes?|hours?|business\s+minutes?|business\s+hours?|business\s+days?|calendar\s+days?|calendar\s+weeks?|days?)"
_NUMBER = r"[0-9]+(?:[ \n][0-9]{3})*(?:\.[0-9]+)?"
_TIME = "write a time: `within 8 business hours` or `within 1 business day`"
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TENS = {"fifteen": 15, "twenty": 20, "twenty-four": 24, "thirty": 30, "forty": 40, "forty-eight": 48, "fifty": 50,
         "sixty": 60, "ninety": 90, "hundred": 100}  # fmt: skip


class Habit(NamedTuple):
    """What is written (a pattern; the group `at` is underlined) and what stands in its place.

    A group `cut` is what is replaced, where that is more than what is underlined. `instead` may name groups of the pattern. Without a `message` it is said that the words are not understood; without
    a `help` the replacement is offered. A help of its own leaves the replacement unsaid: it only lets reading go on.
    """

    pattern: str
    instead: str
    code: str = "SLA301"
    message: str = ""
    help: str = ""


class Found(NamedTuple):
    """A habit at its place in a text: what to write over [start, end), and the mistake to tell of it."""

    start: int
    end: int
    instead: str
    mistake: Mistake


def _unit(written: str, unit: str) -> tuple[Habit, ...]:
    """A unit of time in other words, after a number with or without a space."""
    message = "`{at}` is no unit of time"
    return (
        Habit(rf"(?<=[0-9]\s)(?P<at>(?i:{written}))(?![\w'/-])", unit, "SLA318", message),
        Habit(rf"(?<![\w.])(?P<at>(?P<n>[0-9]+)-?(?i:{written}))(?![\w'/-])", rf"\g<n> {unit}", "SLA318",
              "a number and its unit stand apart", "write `{instead}`"),
    )  # fmt: skip


def _out(pattern: str, code: str = "SLA301", message: str = "") -> Habit:
    return Habit(pattern, "", code, message, "leave `{at}` out")


def _begin(pattern: str) -> str:
    return rf"\A\s*(?P<at>{pattern})(?=\s)"


def _tail(pattern: str) -> str:
    return rf"(?<=,)\s*(?P<at>{pattern})(?=\s)"


def _after(before: str, pattern: str) -> str:
    return rf"(?<![\w-]){before}\s+(?P<at>{pattern})(?![\w'/-])"


HABITS: tuple[Habit, ...] = (
    # how a sentence begins
    Habit(_begin(r"(?i:each|every|any|all)\s+times?"), "every time"),
    Habit(_begin(r"(?i:always\s+when|whenever)"), "every time"),
    Habit(_begin(r"(?i:the\s+)?(?i:first|1st)\s+time(?:\s+(?:when|that))?"), "the first time"),
    Habit(_begin(r"(?i:as\s+soon\s+as|in\s+case(?:\s+that)?|any\s?time|where(?=\s+an?\s)|while|upon|on|if|once|after)"), "when"),
    Habit(_begin(r"(?i:wenn|sobald|falls|kun|jos|quand|lorsque|cuando|när|wanneer|quando)"), "when"),
    Habit(_begin(r"(?i:jedes\s+mal\s+wenn|immer\s+wenn|joka\s+kerta\s+kun)"), "every time"),
    Habit(_begin(r"(?i:for\s+each|for\s+every|every|per|during\s+each|in\s+each|in\s+every|within\s+each|each\s+and\s+every)"),
          "each"),
    Habit(_begin(r"(?i:jede[nsrm]?|joka|chaque|cada|varje)"), "each"),
    Habit(r"\A\s*(?P<at>(?i:daily|every\s*day))(?=\s*,)", "each day"),
    Habit(r"\A\s*(?P<at>(?i:weekly))(?=\s*,)", "each week"),
    Habit(r"\A\s*(?P<at>(?i:monthly))(?=\s*,)", "each month"),
    Habit(r"\A\s*(?P<at>(?i:quarterly))(?=\s*,)", "each quarter"),
    Habit(r"\A\s*(?P<at>(?i:yearly|annually))(?=\s*,)", "each year"),
    Habit(r"(?P<at>(?<!\S)then)\s+(?=[\w-]+\s+must\s)", "", help="leave `{at}` out"),
    Habit(r"(?<=,)\s*(?P<at>the)\s+(?=[\w-]+\s+must\s)", "", help="leave `{at}` out"),
    # must
    Habit(r"(?<=\w)\s(?P<at>(?:(?:should|shall|will|can|may|do|does)\s+not|cannot|can't|mustn't|won't|shouldn't|"
          r"(?:is|are)\s+not\s+allowed\s+to|must\s+never|never|mustnt|may\s+never))(?=\s)",
          "must not", "SLA301", "`{at}` binds nobody", "write `must not`"),
    Habit(r"(?<=\w)\s(?P<at>(?:should|shall|will|would|ought\s+to|ha(?:s|ve)\s+to|needs?\s+to|(?:is|are)\s+to|may|can|"
          r"(?:is|are)\s+(?:required|obliged|expected|supposed)\s+to|agrees?\s+to|commits?\s+to|undertakes?\s+to|"
          r"promises?\s+to|muss|müssen|soll|täytyy|pitää|doit|debe|måste))(?=\s)",
          "must", "SLA301", "`{at}` binds nobody", "write `must`"),
    _out(_after("must", r"(?:to|always|be\s+sure\s+to|try\s+to|please|also|then|first|at\s+all\s+times|have\s+to|have)")),
    Habit(r"(?<=must\s)(?P<at>have\s+contacted)", "contact"),
    Habit(r"(?<!\S)must\s+(?P<at>either)(?=\s(?!.*\sor\s))", "", help="leave `{at}` out"),
    Habit(r"(?<!\S)must\s+(?P<at>both)(?=\s(?!.*\sand\s))", "", help="leave `{at}` out"),
    # deadlines
    Habit(rf"(?<=\s)(?P<at>in\s+under|in\s+less\s+than|in\s+max(?:imum)?|in\s+at\s+most|no\s+later\s+than|not\s+later\s+than|"
          rf"within\s+(?:a\s+)?max(?:imum)?(?:\s+of)?|within\s+the\s+(?:next|first|following)|within\s+at\s+most|within\s+less\s+than|"
          rf"within\s+about|within\s+the|"
          rf"at\s+the\s+latest\s+(?:in|after|within)|latest\s+(?:in|after|within)|in\s+the\s+(?:next|first|following)|"
          rf"inside\s+of|inside|during|under|over|in|by|after|withing|before|for|max|up\s+to|innerhalb\s+von|innerhalb|binnen|"
          rf"sisällä|kuluessa|inom|dans|en|at\s+most)(?=\s+{_NUMBER}\s+{_UNITS})", "within"),
    Habit(rf"(?<=\w)\s(?P<at>{_NUMBER}\s+{_UNITS})(?=\s*(?:,|\Z|if\s|where\s))", r"within \g<at>",
          message="`within` is missing before `{at}`", help="write `{instead}`"),
    _out(rf"within\s+{_NUMBER}\s+{_UNITS}\s+(?P<at>(?:at\s+the\s+latest|or\s+less|or\s+sooner|max(?:imum)?|latest|"
         rf"after\s+(?:that|assignment|the\s+assignment|this)|from\s+then|thereafter|of\s+(?:it|that|assignment)|time))(?![\w-])"),
    Habit(rf"(?<=\w)\s(?P<at>(?:within|by|before|until|at|on|till)?\s*(?:the\s+)?(?:end\s+of\s+(?:the\s+)?(?:business\s+|working\s+)?"
          rf"(?:day|week|month)|eod|eow|cob|close\s+of\s+business|same\s+(?:business\s+|working\s+)?day|next\s+(?:business\s+|"
          rf"working\s+)?day|tomorrow|today|(?:the\s+)?(?:same|next|following)\s+(?:business\s+|working\s+)?(?:day|morning)|"
          rf"noon|tonight))(?![\w-])", "within 8 hours", message="`{at}` is no deadline", help=_TIME),
    Habit(r"(?<=\w)\s(?P<at>immediately|asap|at\s+once|as\s+soon\s+as\s+possible|straight\s+away|right\s+away|promptly|quickly|"
          r"without\s+(?:undue\s+)?delay|in\s+time|on\s+time|instantly|in\s+real\s+time|soon)(?=\s*(?:,|\Z))",
          "within 8 hours", message="`{at}` is no deadline", help=_TIME),
    Habit(rf"within\s+{_NUMBER}\s+{_UNITS}\s*(?P<at>(?:and\s+|,\s*)?[0-9]+\s+{_UNITS})", "",
          message="a deadline has one number and one unit", help="write one number and one unit, such as `90 minutes`"),
    Habit(r"within\s+(?P<at>[0-9]+\s*-\s*[0-9]+)(?=\s)", "2", message="`{at}` are two numbers, and one counts",
          help="write the later one: a deadline is the last moment"),
    Habit(r"within\s+(?P<at>[0-9]+\s+(?:to|or)\s+[0-9]+)(?=\s)", "2", message="`{at}` are two numbers, and one counts",
          help="write the later one: a deadline is the last moment"),
    Habit(r"within\s+(?P<at>half\s+an\s+hour|half\s+hour)", "30 minutes", help="write `30 minutes`"),
    Habit(r"within\s+(?P<at>a\s+few|several|some|a\s+couple\s+of|few)(?=\s)", "2", message="`{at}` is no number",
          help="write the number in digits"),
    Habit(r"(?<=[0-9]\s)(?P<at>(?P<u>hours?|minutes?|days?|weeks?)\s+(?P<k>business|calendar))(?![\w-])", r"\g<k> \g<u>", "SLA318"),
    *_unit(r"(?:h|hs|hr|hrs|hr\.|hours?s|std\.?|stunden?|tuntia?|tunnin|timm(?:ar|e)|heures?|horas?|uur|uren)", "hours"),
    *_unit(r"(?:min|mins|m|minuten?|minuuttia?|minut(?:er)?|minutos?)", "minutes"),
    *_unit(r"(?:working|work|office|opening|service|bus\.?|biz|b)[\s-]?(?:hours?|hrs?|h)|bh|geschäftsstunden|arbeitsstunden|"
           r"(?:open|businness|buisness|bussiness|busines)\s+hours?|työtuntia", "business hours"),
    *_unit(r"(?:working|work|office|week|bus\.?|biz|b|banking|trading)[\s-]?days?|bd|werktagen?|arbeitstagen?|"
           r"arkipäivää?|työpäivää?|arbetsdagar|jours?\s+ouvrables?", "business days"),
    *_unit(r"d|tagen?|kalendertagen?|päivää?|dagar|jours?|dias?|(?:full|natural|consecutive)\s+days?", "calendar days"),
    *_unit(r"(?:w|wks?|wochen?|viikkoa?|veckor|semaines?|semanas?|full\s+weeks?)", "calendar weeks"),
    *_unit(r"(?:working|work|office)[\s-]?min(?:ute)?s?", "business minutes"),
    *(Habit(rf"(?:within|at\s+least|at\s+most|after|for|than)\s+(?P<at>(?i:{word}))(?=\s)", str(number),
            message="a number is expected, not `{at}`", help=f"write `{number}`")
      for word, number in [*((word, n) for n, word in enumerate(_DIGITS, 1)), *_TENS.items(), ("an?", 1)]),
    # how often
    Habit(r"(?<=\s)(?P<at>once)(?![\w-])", "at least 1 time"),
    Habit(r"(?<=\s)(?P<at>twice)(?![\w-])", "at least 2 times"),
    Habit(r"(?<=\s)(?P<at>thrice)(?![\w-])", "at least 3 times"),
    Habit(r"(?P<before>at\s+least|at\s+most|more\s+than|less\s+than)\s+(?P<at>once)(?![\w-])", "1 time"),
    Habit(r"(?P<before>at\s+least|at\s+most|more\s+than|less\s+than)\s+(?P<at>twice)(?![\w-])", "2 times"),
    Habit(r"(?<!least\s)(?<!most\s)(?<!than\s)(?<![\w.])(?P<at>(?P<n>[0-9]+)\s*(?:x|times?))(?![\w-])", r"at least \g<n> times",
          message="`{at}` says no bound", help="write `{instead}`"),
    Habit(r"(?:least|most|than)\s+(?P<at>(?P<n>[0-9]+)\s*x)(?![\w-])", r"\g<n> times"),
    Habit(r"(?:least|most|than)\s+[0-9]+\s+(?P<at>attempts?|tries|touches|occasions)(?=\s+(?:within|on|in)\s|\s*,|\s*\Z)", "times"),
    Habit(r"(?<=times\s)(?P<at>(?:over|across|in|during|spread\s+over|on))(?=\s+at\s+least\s+[0-9]+\s+different)", "on"),
    Habit(r"(?<=\s)(?P<at>(?:separate|distinct|several|various|unique)\s+days?)", "different days"),
    Habit(r"times\s+on\s+(?P<at>(?P<n>[0-9]+)(?=\s+different))", r"at least \g<n>", help="write `{instead}`"),
    Habit(r"(?<=on\sat\sleast\s)(?P<at>(?P<n>[0-9]+)\s+(?:calendar\s+|business\s+)?days)(?![\w-])", r"\g<n> different days"),
    # bounds
    Habit(r"(?<=\s)(?P<at>no\s+less\s+than|not\s+less\s+than|no\s+fewer\s+than|not\s+fewer\s+than|(?:a\s+)?minimum(?:\s+of)?|min\.?|"
          r"mindestens|vähintään|minst|al\s+menos|au\s+moins|at\s+the\s+very\s+least|at\s+minimum|from|"
          r"equal\s+(?:to\s+)?or\s+(?:more|greater|higher)(?:\s+than)?|"
          r"(?:more|greater|higher)(?:\s+than)?\s+or\s+equal(?:\s+to)?)(?=\s+[0-9\[])", "at least"),
    Habit(r"(?<=\s)(?P<at>no\s+more\s+than|not\s+more\s+than|not\s+over|(?:a\s+)?maximum(?:\s+of)?|max\.?|up\s+to|höchstens|enintään|"
          r"maximal|högst|at\s+maximum|at\s+the\s+most|not\s+exceeding|(?:less|lower|fewer)(?:\s+than)?\s+or\s+equal(?:\s+to)?)"
          r"(?=\s+[0-9\[])", "at most"),
    Habit(r"(?<=\s)(?P<at>over|above|greater\s+than|higher\s+than|larger\s+than|bigger\s+than|exceeding|more\s+then|better\s+than|"
          r"beyond|upwards\s+of|mehr\s+als|yli|more)(?=\s+[0-9\[])", "more than"),
    Habit(r"(?<=\s)(?P<at>under|below|lower\s+than|smaller\s+than|fewer\s+than|beneath|less\s+then|weniger\s+als|alle|less)"
          r"(?=\s+[0-9\[])", "less than"),
    Habit(r"(?<=\s)(?P<at>atleast|at\s+lest|at\s+leats|at\s+last|at-least|et\s+least|atlest|at\s+the\s+least|a\s+least|at\s+least\s+of)"
          r"(?=\s+[0-9\[])", "at least"),
    Habit(r"(?<=\s)(?P<at>atmost|at\s+moat|at-most|a\s+most)(?=\s+[0-9\[])", "at most"),
    Habit(r"(?<!is)\s(?P<at>over|above|exceeds?|greater\s+than|higher\s+than|bigger\s+than|larger\s+than|more\s+than|beyond|"
          r"(?:is\s+)?gt)(?=\s+[0-9\[])", "is more than"),
    Habit(r"(?<!is)\s(?P<at>under|below|lower\s+than|smaller\s+than|less\s+than|fewer\s+than)(?=\s+[0-9\[])", "is less than"),
    Habit(r"(?<!is)\s(?P<at>at\s+least|reaches|minimum|min)(?=\s+[0-9\[])", "is at least"),
    Habit(r"(?<!is)\s(?P<at>at\s+most|maximum|max|up\s+to)(?=\s+[0-9\[])", "is at most"),
    Habit(r"is\s+(?P<at>(?P<n>[0-9][0-9 .]*%?)\s+(?:or|and)\s+(?:more|above|over|higher|greater|up|better|upwards))(?![\w-])",
          r"at least \g<n>"),
    Habit(r"is\s+(?P<at>(?P<n>[0-9][0-9 .]*%?)\s+(?:or|and)\s+(?:less|below|under|lower|fewer))(?![\w-])", r"at most \g<n>"),
    Habit(r"(?<=[\w-]\s)(?P<at>between)\s+[0-9.]+\s+and\s+[0-9.]+", "is at least", message="`{at}` is two conditions",
          help="write two conditions: `… is at least … and … is at most …`"),
    Habit(r"(?P<field>[\w-]+)\s+(?P<at>(?:is\s+)?between\s+(?P<a>[0-9.]+)\s+and\s+(?P<b>[0-9.]+))",
          r"is at least \g<a> and \g<field> is at most \g<b>", message="`between` is two conditions",
          help="write `{instead}`"),
    Habit(r"where\s+(?P<field>[\w-]+)\s.*?\sand\s+(?P<at>at\s+least|at\s+most|more\s+than|less\s+than)(?=\s+[0-9])",
          r"\g<field> is \g<at>", message="a condition begins with its field", help="write `\\g<field> is …`"),
    # conditions
    Habit(r"(?<=\w)\s(?P<at>with\s+an?|having\s+an?|which\s+has\s+an?|that\s+has\s+an?|with\s+the|that\s+have|with|having|whose|"
          r"whereby|wherein|wheres|were|which|who|that|for\s+which|in\s+which|only\s+if|only\s+when|provided\s+that|provided|given|if|"
          r"when|and|jossa|wo|dessen|från|of\s+which)(?=\s+[\w-]+\s+(?:is|are|was|equals?|at|more|less|[0-9]|over|above|below|under))",
          "where"),
    Habit(r"(?<=,)\s*(?P<at>if|when)(?=\s+[\w-]+\s+is\s)", "where"),
    Habit(r"where\s+(?P<at>the\s+lead'?s?|its|the|their|lead|lead's|the\s+lead\s+has|an?)\s+(?=[\w-]+\s+(?:is|are|at|>|more|less|over|of)\s)",
          "", help="leave `{at}` out"),
    Habit(r"(?:where|and|if)\s+[\w-]+\s+(?P<at>equals?(?:\s+to)?|is\s+equal\s+to|are|was|ist|on|be|being|has|matches|as)(?=\s)", "is"),
    Habit(r"(?:where|and|if)\s+[\w-]+\s+is\s+(?P<at>equal\s+to|exactly|one\s+of|either|any\s+of|in|the|a|an)\s+(?=\S)", "",
          help="leave `{at}` out"),
    Habit(r"(?:where|and|if)\s+[\w-]+\s+(?P<at>in)(?=\s)", "is"),
    Habit(r"(?:where|and|if)\s+[\w-]+\s+(?P<at>isn't|is\s+no|is\s+never|does\s+not\s+equal|not\s+equals?|differs\s+from|is\s+other\s+than|"
          r"is\s+unequal\s+to|is\s+different\s+from|not\s+in|is\s+not\s+one\s+of|isnt|ain't|not)(?=\s)", "is not"),
    Habit(r"(?:where|and|if)\s+[\w-]+\s+(?P<at>is\s+(?:empty|blank|unknown|null|none|not\s+set|unset|not\s+given|not\s+available|"
          r"not\s+filled(?:\s+in)?|not\s+there|not\s+present))(?![\w-])", "is missing"),
    Habit(r"(?:where|and|if)\s+[\w-]+\s+(?P<at>is\s+(?:present|set|given|available|filled(?:\s+in)?|not\s+empty|not\s+blank|not\s+null|"
          r"specified|provided|there)|exists)(?![\w-])", "is known"),
    Habit(r"(?:where|and|if)\s+(?:the\s+)?[\w-]+(?P<at>(?<=\w)\s+)(?=(?:at\s+least|at\s+most|more\s+than|less\s+than|known|missing|not)\s)", " is ",
          message="`is` is missing before a bound", help="write `is` before it"),
    Habit(r"is\s+[^,]*?\w(?P<at>,)\s+(?=[\w-]+(?:\s+or\s|,))", " or", message="values are joined by `or`", help="write `or`"),
    Habit(r"(?<=\s)(?P<at>nor|and/or|oder|tai|ou)(?=\s)", "or"),
    Habit(r"(?<=\s)(?P<at>und|ja|as\s+well\s+as|plus|but|et|och)(?=\s)", "and"),
    Habit(r"(?:where|and|if)\s+[\w-]+\s+is\s[^,]*?\s(?P<at>or)(?=\s+(?:where\s+|if\s+)?[\w-]+\s+is\s)", "and",
          message="`or` joins the values of one field, not two conditions",
          help="write a clause for each, or define an event for one of them under `vocabulary: events:`"),
    # tails
    Habit(_tail(r"(?i:except\s+(?:if|when|where|that|for\s+when)|excepting|except|but\s+not\s+(?:if|when)|save\s+(?:if|when)|ausser(?:\s+wenn)?|"
                r"außer\s+wenn|es\s+sei\s+denn|ellei|paitsi\s+jos|sauf\s+si|other\s+than\s+(?:if|when)|only\s+if\s+not|"
                r"if\s+not\s+when|not\s+if|unless\s+and\s+until|until)"), "unless"),
    _out(_after("unless", r"(?:if|when|that|where|once|of)")),
    Habit(r"(?<!,)\s(?P<at>except\s+(?:if|when|where|that)|except|but\s+not\s+(?:if|when))(?=\s)", ", unless"),
    Habit(_tail(r"(?i:pauses?\s+while|paused?\s+when|paused\s+if|paused|pausing\s+while|stopped\s+while|on\s+hold\s+while|suspended\s+while|"
                r"excluding\s+(?:time|when)|not\s+counting\s+(?:time\s+)?(?:while|when)|while|the\s+clock\s+(?:is\s+)?paused\s+while|"
                r"the\s+clock\s+stops\s+while|clock\s+paused\s+while|is\s+paused\s+while|paused\s+during|paused\s+as\s+long\s+as)"), "paused while"),
    Habit(r"(?<!,)\s(?P<at>while)(?=\s)", ", paused while"),
    Habit(_tail(r"(?i:or\s+else|or\s+otherwise|else|if\s+not|in\s+case\s+not|other\s?wise|failing\s+(?:that|which)|sonst|ansonsten|muuten|sinon|"
                r"if\s+(?:breached|missed|late|overdue|it\s+is\s+late|this\s+fails|not\s+met|not\s+done)|on\s+breach|in\s+case\s+of\s+breach|"
                r"when\s+(?:breached|missed|late)|and\s+otherwise|if\s+they\s+do\s+not|alternatively|annars|and\s+if\s+not|then)"), "otherwise"),
    Habit(r"(?<!,)\s(?P<at>or\s+else|else|if\s+not|failing\s+that)(?=\s+(?:notify|apply)\s)", ", otherwise"),
    Habit(r"otherwise\s+(?P<at>inform|informs?|alert|tell|email|e-mail|mail|escalate(?:\s+to)?|warn|message|ping|notifies|notified|call|contact|"
          r"send\s+(?:a\s+)?(?:notification|message|mail|email)\s+to|notify\s+to|notification\s+to|report\s+to|notification|benachrichtige|"
          r"ilmoita)(?=\s)", "notify"),
    Habit(r"then\s+after\s+[^,]*?\s(?P<at>inform|alert|tell|email|escalate(?:\s+to)?|warn|message|ping|notifies|call)(?=\s+[\w-]+\s*(?:,|\Z|and\s|then\s))",
          "notify"),
    Habit(r"otherwise\s+(?P<at>trigger|start|run|execute|do|use|invoke|follow|perform|enforce|applies|hold|begin)(?=\s)", "apply"),
    Habit(r"otherwise\s+(?P<at>(?!notify\b|apply\b)[a-z][a-z0-9-]*)(?=\s*(?:,|\Z|and\s|then\s))", r"notify \g<at>",
          message="nothing says what happens to `{at}`", help="write `{instead}`"),
    Habit(r"otherwise\s+(?P<at>(?!notify\b|apply\b)[a-z][a-z0-9-]*)(?=\s*(?:,|\Z|then\s))", r"apply \g<at>",
          message="nothing says what happens to `{at}`", help="write `{instead}`"),
    _out(r"(?:notify|apply|and)\s+(?P<at>the|a|an|our|your|to)(?=\s+[a-z])"),
    Habit(r"(?:notify|and)\s+[a-z][a-z0-9-]*(?P<at>,)\s*(?:and\s+)?(?=[a-z][a-z0-9-]*\s*(?:,|\Z|and\s|then\s))", " and ",
          message="names are joined by `and`", help="write `and`"),
    Habit(r"(?P<at>(?<!\S)(?:and\s+then|then|after|and\s+after|and\s+then\s+after|later|after\s+another|followed\s+after|thereafter\s+after|"
          r"then\s+in|then\s+within|afterwards\s+after|, after))(?=\s+[0-9]+\s+\w+(?:\s\w+)?\s+(?:notify|apply))", "then after"),
    Habit(r"(?<=\w)(?P<at>,)(?=\s*then\s+after\s)", "", message="no comma stands before `then after`", help="leave the comma out"),
    # levels
    Habit(_tail(r"(?:in|at|with|to|on|for|of)\s+at\s+least(?=\s+[0-9\[])"), "for at least"),
    Habit(_tail(r"at\s+least(?=\s+[0-9\[])"), "for at least"),
    Habit(_tail(r"(?:in|at|with|for|to)(?=\s+(?:[0-9.]+\s*%|\[))"), "for at least"),
    Habit(_tail(r"(?=[0-9.]+\s*%)(?P<n>[0-9.]+\s*%)"), r"for at least \g<n>", help="write `{instead}`"),
    Habit(r"for\s+at\s+least\s+(?P<at>(?P<n>[0-9]+(?:\.[0-9]+)?)\s*(?:percent(?:age)?|per\s+cent|pct|prozent|prosenttia|procent|pc)(?:\s+points)?)(?![\w-])", r"\g<n>%",
          "SLA407", "a percentage is written with its sign", "write `{instead}`"),
    Habit(r"(?P<at>(?P<n>(?<![\w.])[0-9]+(?:\.[0-9]+)?)\s*(?:percent|per\s+cent|pct|prozent|prosenttia|procent))(?![\w-])", r"\g<n>%",
          "SLA407", "a percentage is written with its sign", "write `{instead}`"),
    Habit(r"(?:%|\])\s+(?P<at>(?:of|in)\s+(?:all|the|these|those|such|our)?\s*(?:of\s+the\s+)?(?:cases?|leads?|times?|occurrences|situations|instances|"
          r"them|requests|opportunities|deals|contacts|assigned\s+leads|new\s+leads)|cases|of\s+all|of\s+the\s+time|leads)(?=\s+each\s)",
          "of cases"),
    Habit(r"(?:%|\])(?P<at>\s+)(?=each\s)", " of cases ", message="`of cases` is missing before `each`", help="write `of cases each`"),
    Habit(r"(?:cases|breach(?:es)?|leads|%)\s+(?P<at>per|every|in\s+(?:a|each|every|the)|a|within\s+a|within\s+each|during\s+each|pro|for\s+each|for\s+every|for\s+the|"
          r"over\s+a|any|by|this|the|of\s+each|of\s+every|of\s+the|in\s+any)(?=\s+(?:calendar\s+)?(?:day|week|month|quarter|year))", "each"),
    *(Habit(rf"(?:cases|breach(?:es)?|leads|%)\s+(?P<at>{word})(?![\w-])", f"each {period}")
      for word, period in [("monthly", "month"), ("weekly", "week"), ("daily", "day"), ("quarterly", "quarter"),
                           ("yearly", "year"), ("annually", "year"), ("p\\.m\\.", "month")]),
    Habit(r"(?<=each\s)(?P<at>calendar\s+(?P<p>day|week|month|quarter|year))", r"\g<p>"),
    Habit(r"(?<=each\s)(?P<at>(?P<p>day|week|month|quarter|year)s)(?![\w-])", r"\g<p>", message="`{at}` is no period"),
    Habit(r"(?<=each\s)(?P<at>(?:single|and\s+every|one|business|full|fiscal|financial)\s+(?P<p>day|week|month|quarter|year))", r"\g<p>"),
    Habit(r"with\s+(?P<at>no\s+more\s+than|not\s+more\s+than|up\s+to|max(?:imum)?(?:\s+of)?|a\s+maximum\s+of|fewer\s+than|less\s+than)(?=\s+[0-9])", "at most"),
    Habit(_tail(r"(?:having|allowing|for|but|and|in|having)?\s*(?:at\s+most|no\s+more\s+than|max(?:imum)?|up\s+to|not\s+more\s+than)(?=\s+[0-9])"), "with at most"),
    Habit(r"with\s+at\s+most\s+[0-9.]+\s+(?P<at>misses|miss|failures?|violations?|late(?:\s+cases)?|exceptions?|missed\s+cases|errors?|breached\s+cases|"
          r"cases|overdue(?:\s+cases)?|times|delays|breachs|breaks|slips|exceedances)(?=\s+each)", "breaches"),
    Habit(r"with\s+(?P<at>no|zero)(?=\s+breach)", "at most 0"),
    # promises
    _out(r"(?:deliver|ensure)\s+(?P<at>that|a|the|us|sales|to\s+sales)(?=\s+(?:at|more|less|total))"),
    Habit(r"must\s+(?P<at>generate|produce|provide|supply|bring(?:\s+in)?|hand\s+over|create|achieve|reach|hit|make|pass|send|give|source|get|"
          r"deliver\s+us|delivers|generates|close|hold|book|have|win)(?=\s+(?:at|more|less|\[|[0-9]))", "deliver"),
    Habit(r"must\s+(?P<at>(?:ensure|make\s+sure|guarantee|see\s+to\s+it|achieve|convert|get|assure|insure|secure)(?:\s+that)?)(?=\s+(?:at|more|less))", "ensure"),
    Habit(r"deliver\s+(?P<at>(?:exactly|around|about|approximately|ca\.?|circa|roughly|a\s+total\s+of|total(?:\s+of)?|some|=)\s+(?P<n>[0-9\[]))", r"at least \g<n>",
          message="`{at}` is no bound", help="write `at least`, `at most`, `more than` or `less than`"),
    Habit(r"deliver\s+(?P<at>[0-9][0-9 .]*(?:[kM]?\s[A-Z]{3})?|\[[^\]]*\])(?=\s)", r"at least \g<at>",
          message="`{at}` says no bound", help="write `{instead}`"),
    Habit(r"ensure\s+(?P<at>[0-9][0-9.]*\s*%)(?=\s)", r"at least \g<at>", message="`{at}` says no bound", help="write `{instead}`"),
    Habit(r"(?:least|most|than)\s+(?P<at>[0-9.]+\s*%)(?=\s+(?!of\s)\w)", r"\g<at> of", message="`of` is missing after `{at}`",
          help="write `{instead}`"),
    Habit(r"%\s+of\s+(?P<at>the|our|all|all\s+the|their)(?=\s)", "", help="leave `{at}` out"),
    Habit(r"(?<=\s)(?P<at>becomes|turn\s+into|turns\s+into|convert\s+(?:in)?to|converts\s+(?:in)?to|converting\s+(?:in)?to|becoming|are\s+converted\s+(?:in)?to|"
          r"into|became|are\s+turned\s+into|lead\s+to|result\s+in|end\s+up\s+as|get)(?=\s)", "become"),
    _out(r"(?<=\s)(?P<at>to|will|must|should|can|shall|do|then|that|which)(?=\s+become\s)"),
    # the shape of the sentence
    Habit(r"(?:unless|until|before)\s[^,]*?(?P<cut>\s(?P<at>where)\s[^,]*)", "", message="`where` cannot stand here",
          help="define an event with this condition under `vocabulary: events:` and name it here"),
    Habit(rf"within\s+{_NUMBER}\s+{_UNITS}(?P<cut>,?\s*(?P<at>and)\s.*\Z)", "", message="a second duty follows",
          help="write a clause for each duty"),
)  # fmt: skip
"""Tried wherever they match; a row counts only where the sentence can be read better with it than without."""


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Habit], ...]:
    return tuple((re.compile(habit.pattern, re.DOTALL), habit) for habit in HABITS)


def habits_in(text: str) -> Iterator[Found]:
    """Every habit that the text shows, row by row."""
    for pattern, habit in _compiled():
        for match in pattern.finditer(text):
            start, end = match.span("cut" if "cut" in pattern.groupindex else "at")
            instead = match.expand(habit.instead)
            if instead != text[start:end]:
                yield Found(start, end, instead, _mistake(habit, match, instead))


def _mistake(habit: Habit, match: re.Match[str], instead: str) -> Mistake:
    start, end = match.span("at")
    at = " ".join(match["at"].split())
    message = habit.message.replace("{at}", at) or f"`{at}` is not understood here"
    way_out = match.expand(habit.help.replace("{at}", at).replace("{instead}", instead))
    return Mistake(habit.code, message, start, end, way_out or f"did you mean `{instead}`?")
