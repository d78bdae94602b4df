"""Why a file cannot be read as YAML, in the words of someone who writes agreements."""

from __future__ import annotations

import re
from collections.abc import Callable

from sla_dsl.diagnostics import Diagnostic, Place, Source, diagnostic
from sla_dsl.frozen import frozen
from sla_dsl.language.keys import KEYS
from sla_dsl.language.nodes import Scalar

_QUOTE_IT = "put the whole text in double quotes"
DEEPEST = 64
"""How many levels of keys and lists may lie inside each other."""

_LINE_UP = "begin the line in the column of the lines it belongs to, and write each as `key: value`"


@frozen
class Trouble:
    """Where reading ended: the reader's words, the offset of the problem and of what it was in the middle of.

    `last` is the last text read before it, `column` (from 1) where the keys around it begin; none where there is none.
    """

    context: str
    problem: str
    at: int
    began: int
    source: Source
    last: Scalar | None = None
    column: int | None = None
    brace: int | None = None
    """The offset of the innermost open brace or bracket."""
    ended: bool = False
    """Whether a document marker `...` has been read before it."""

    def found(self, code: str, message: str, start: int, end: int, help: str) -> Diagnostic:
        """A diagnostic of the source's offsets [start, end)."""
        size = len(self.source.text)
        span = self.source.span(min(start, size), min(end, size))
        return diagnostic(code, message, Place.of(self.source, span), help=help)

    def rest(self, start: int) -> int:
        """Where the text that starts there ends on its line."""
        return start + len(self.source.text[start:].split("\n", 1)[0].rstrip())

    @property
    def one_line(self) -> bool:
        """Whether the problem stands on the line where what it is in the middle of began."""
        return "\n" not in self.source.text[self.began : self.at].replace("\r", "\n")


def unreadable(trouble: Trouble) -> Diagnostic:
    """The one diagnostic for the place where a file stops being YAML (SLA101, or a nearer code)."""
    cut = _comment_before(trouble)
    if cut is not None:
        return cut
    open_quote = _quote_over_lines(trouble)
    if open_quote is not None:
        return open_quote
    for words, tell in _TELL:
        if words in f"{trouble.context}: {trouble.problem}":
            return tell(trouble)
    return _elsewhere(trouble)


def _quote_over_lines(trouble: Trouble) -> Diagnostic | None:
    """A text in quotes just before that runs over lines with keys of their own: its end was most likely forgotten."""
    last, text = trouble.last, trouble.source.text
    if last is None or last.style not in ("single", "double") or trouble.at < last.end:
        return None
    inside = text[last.start : last.end]
    if not re.search(r"[\r\n] *[\w.-]+:(?:\s|\Z)", inside):
        return None
    mark = text[last.start]
    at = last.start
    return trouble.found(
        "SLA101", f"the quote `{mark}` is not closed on its line", at, at + 1, f"end the text with `{mark}`"
    )


_COMMENT = re.compile(r"\s+(#[^\r\n]*)(?:\s+#[^\r\n]*)*\s+")


def _comment_before(trouble: Trouble) -> Diagnostic | None:
    """A bare text that ended at a comment, though the line after it is meant to go on with it."""
    last = trouble.last
    if last is None or last.style != "plain" or not last.text or trouble.column is None:
        return None
    match = _COMMENT.match(trouble.source.text, last.end)
    if match is None or match.end() not in (trouble.at, trouble.began):
        return None
    if trouble.source.position(match.end())[1] <= trouble.column:
        return None
    return comment_cut(trouble.source, match.start(1), match.end(1))


def comment_cut(source: Source, start: int, end: int) -> Diagnostic:
    """SLA109 for the comment at [start, end)."""
    place = Place.of(source, source.span(start, start + len(source.text[start:end].rstrip())))
    message = "this comment ends the text: what stands from `#` on is left out"
    way_out = "put the comment on a line of its own, above the key; where `#` is part of the text, quote the whole text"
    return diagnostic("SLA109", message, place, help=way_out)


def too_deep(source: Source, at: int) -> Diagnostic:
    """SLA113 for the bracket, dash or key at that offset."""
    place = Place.of(source, source.span(at, at + 1))
    message = f"more than {DEEPEST} levels lie inside each other here"
    return diagnostic("SLA113", message, place, help="an agreement needs no more than five")


def _too_deep(trouble: Trouble) -> Diagnostic:
    """Some releases of the reader run into a limit of their own before they give the first level."""
    return too_deep(trouble.source, trouble.at)


def _bad_start(trouble: Trouble) -> Diagnostic:
    text, at = trouble.source.text, trouble.at
    character = text[at : at + 1]
    if character == "\t":
        return tab(trouble.source, at)
    named = "a backtick" if character == "`" else f"`{character}`"
    shown = text[at : trouble.rest(at)]
    if "{" not in shown and "[" not in shown:
        shown = re.split(r"[,}\]]", shown)[0] if shown.endswith(("}", "]")) else shown
    plain = character != "`" and len(shown) < 60 and '"' not in shown and "\\" not in shown
    way_out = f'{_QUOTE_IT}: `"{shown}"`' if plain else _QUOTE_IT
    return trouble.found("SLA101", f"a text cannot begin with {named}", at, at + 1, way_out)


def tab(source: Source, at: int, more: str = "") -> Diagnostic:
    """SLA107 for the tab at that offset; `more` says how many others there are."""
    place = Place.of(source, source.span(at, at + 1))
    return diagnostic(
        "SLA107", f"a tab is used as indentation{more}", place, help="indent with spaces, two for each level"
    )


def key_without_colon(source: Source, start: int) -> Diagnostic | None:
    """SLA101 for the word at that offset, where it fills its line and more stands below it: it was meant as a key."""
    bare = _BARE_KEY.match(source.text, start)
    if bare is None:
        return None
    place = Place.of(source, source.span(*bare.span(1)))
    return diagnostic("SLA101", f"`{bare[1]}` is a key without its colon", place, help=f"write `{bare[1]}:`")


_BARE_KEY = re.compile(r"([A-Za-z][\w-]*)[ \t]*\r?\n[ \t]+\S")


def _neighbour_above(text: str, at: int) -> int | None:
    """Where the nearest line above begins its text in the same column, if all lines between are deeper."""
    column = at - (text.rfind("\n", 0, at) + 1)
    end = at - column
    while end > 0:
        begin = text.rfind("\n", 0, end - 1) + 1
        line = text[begin:end]
        depth = len(line) - len(line.lstrip())
        if line.strip() and depth <= column:
            return begin + depth if depth == column else None
        end = begin
    return None


def _later_tab(trouble: Trouble) -> Diagnostic:
    at = trouble.source.text.find("\t", trouble.at)
    return tab(trouble.source, at if at >= 0 else trouble.at)


def _second_colon(trouble: Trouble) -> Diagnostic:
    text, at = trouble.source.text, trouble.at
    begin = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    key = text[begin:at].strip()
    start = at - len(text[begin:at].lstrip())
    bare = _BARE_LINE.search(text, 0, max(begin - 1, 0))
    if bare and bare.start(1) - bare.start() < start - begin:
        # The line above is deeper in nothing: it was meant to be a key, and lacks its colon.
        way_out = f"write `{bare[1]}:`"
        return trouble.found("SLA101", f"`{bare[1]}` is a key without its colon", *bare.span(1), way_out)
    told = (
        _tail_as_a_key(trouble, begin)
        or _line_with_a_colon(trouble, begin)
        or _line_above(trouble, begin, start - begin)
    )
    if told is not None:
        return told
    above = _neighbour_above(text, start)
    if above is not None and (found := key_without_colon(trouble.source, above)):
        return found
    if re.fullmatch(r"[\w.-]+", key) and trouble.column not in (None, start - begin + 1):
        # A key that is deeper than its neighbours: the line above was read as if it went on.
        message = "this line does not line up with the lines it stands among"
        return trouble.found("SLA101", message, start, at, _LINE_UP)
    way_out = "put a text that holds `: ` in double quotes; a key begins its line in the column of its neighbours"
    word = re.search(r"[\w.-]+\Z", text[:at])
    if word and text[at + 1 : at + 2] in ("}", "]"):
        way_out = "write a value after the colon, or leave the key out"
        return trouble.found("SLA101", f"`{word[0]}` has no value", word.start(), at, way_out)
    message = "a colon makes a key of the words before it, and no key can stand here"
    way_out = _in_quotes(text[begin : trouble.rest(at)]) or way_out
    if text[at - 1 : at] == " ":
        way_out = "write `/` where a division is meant; put a text that holds `: ` in double quotes"
    return trouble.found("SLA101", message, trouble.at, trouble.at + 1, way_out)


def _line_with_a_colon(trouble: Trouble, begin: int) -> Diagnostic | None:
    """A line that begins there and whose first colon is not the mistake: it says itself what is."""
    line = trouble.source.text[begin : trouble.rest(trouble.at)]
    first = begin + len(line) - len(line.lstrip())
    braces, hours = _KEY_AND_BRACE.match(line), _HOURS.match(line)
    if braces:
        message = f"`{braces[1]}` is a key without its colon"
        return trouble.found("SLA101", message, first, first + len(braces[1]), f"write `{braces[1]}:`")
    if hours:
        way_out = f"write `hours: {{{hours[1].strip()}}}`"
        message = "days and their hours stand in braces"
        return trouble.found("SLA101", message, first, trouble.rest(trouble.at), way_out)
    in_a_row = _KEYS_IN_A_ROW.fullmatch(line)
    if in_a_row and len(line) < _SHORT:
        start, end = begin + in_a_row.start(2), begin + in_a_row.end(2)
        message = f"keys in the line of `{in_a_row[1]}` stand in braces"
        return trouble.found("SLA101", message, start, end, f"write `{{{in_a_row[2]}}}`")
    if _IN_A_CLAUSE.match(line):
        message = "a colon makes a key of the words before it, and no key can stand here"
        return trouble.found("SLA101", message, trouble.at, trouble.at + 1, "leave the colon out")
    return None


def _tail_as_a_key(trouble: Trouble, begin: int) -> Diagnostic | None:
    """A line of a clause that goes on after a comma, and whose first words end with a colon: `otherwise: notify …`."""
    text = trouble.source.text
    tail = _TAIL_KEY.match(text, begin, trouble.rest(trouble.at))
    if tail is None or not text[:begin].rstrip().endswith(","):
        return None
    words = " ".join(tail["words"].split())
    message = f"a colon makes a key of `{words}`, which goes on with the clause"
    return trouble.found("SLA101", message, tail.end("words"), tail.end(), "leave the colon out")


_TAIL_KEY = re.compile(
    r" *(?P<words>unless|paused while|otherwise(?: notify| apply)?|for at least|with at most|then after|within):"
)


def _line_above(trouble: Trouble, begin: int, depth: int) -> Diagnostic | None:
    """The first key of its neighbours without its colon: the line after it, of that depth, was read as going on."""
    end = max(begin - 1, 0)
    equal, bare = (pattern.search(trouble.source.text, 0, end) for pattern in (_EQUAL_ABOVE, _KEY_ABOVE))
    lost = equal or (bare if bare and bare[1] in KEYS else None)
    if lost is None or lost.start(1) - lost.start() != depth:
        return None
    way_out = f"write `{lost[1]}: {lost[2].strip()}`"
    return trouble.found("SLA101", "this line has no key: a colon is missing", lost.start(1), lost.end(2), way_out)


def _in_quotes(line: str) -> str | None:
    """The way out that puts the text of a line in quotes; nothing where it may need something else, as a sentence."""
    whole = _KEY_AND_TEXT.fullmatch(line)
    return f'write `{whole[1]}: "{whole[2]}"`' if whole and len(line) < _SHORT and " must " not in line else None


_KEY_AND_TEXT = re.compile(r"\s*([\w][\w .-]*): +([^\s{\['\"\\][^\"\\]*)")
_KEYS_IN_A_ROW = re.compile(
    r"\s*([\w-]+): +((?:name|signs|from|until|to|by|about|when|do|many|hours|given|each|is): +[^\s{\[][^:{}\[\]]*"
    r"(?:, *[a-z]+: +[^:{}\[\]]*)*)"
)
_BARE_LINE = re.compile(r"^ *([a-z][\w-]*)[ \t]*\Z", re.MULTILINE)
_KEY_AND_BRACE = re.compile(r" *([A-Za-z][\w-]*) +\{")
_HOURS = re.compile(r" *hours: +((?:[A-Z][\w-]*: +[0-9][^,:{}]*:[^,{}]*,? *)+)\Z")
_EQUAL_ABOVE = re.compile(r"^ *([a-z][\w]*(?: [\w]+)*) *:?= *([^\s=][^:\r\n]*?)[ \t]*\r?\Z", re.MULTILINE)
_KEY_ABOVE = re.compile(r"^ *([a-z]+) +([^\s:#][^:\r\n]*?)[ \t]*\r?\Z", re.MULTILINE)
_IN_A_CLAUSE = re.compile(
    r" *(?:when|every time|the first time|unless|paused while|otherwise|for at least|with at most|then after|within)"
    r"\s[^:]*:"
)
"""A line of a clause: nothing in one is followed by a colon."""

_SHORT = 80


def _no_colon(trouble: Trouble) -> Diagnostic:
    at = trouble.began
    if (found := _not_indented(trouble, at)) is not None:
        return found
    before = trouble.source.text[:at].rstrip().rsplit("\n", 1)[-1]
    if before.endswith(":") and " " in before.strip():
        colon = len(trouble.source.text[:at].rstrip()) - 1
        message = "a colon makes a key of the words before it"
        return trouble.found(
            "SLA101", message, colon, colon + 1, "write a comma instead, or put the text in double quotes"
        )
    dash = len(before) - len(before.lstrip())
    if before.startswith("- ", dash) and trouble.source.position(at)[1] == dash + 1:
        start = len(trouble.source.text[:at].rstrip()) - len(before) + dash
        message = "`-` begins a list, and the lines after it do not belong to it"
        return trouble.found("SLA101", message, start, start + 1, "leave `-` out")
    if (found := key_without_colon(trouble.source, at)) is not None:
        return found
    way_out = "write `key: value`; a text that goes on from the line above is indented deeper than its key"
    key, _, rest = trouble.source.text[at : trouble.rest(at)].partition(" ")
    other = re.match(r"([\w -]*\w)\s*(?:=>?|:=)\s*(\S.*)|([\w-]+):(\S.*)", trouble.source.text[at : trouble.rest(at)])
    if other:
        way_out = f"write `{other[1] or other[3]}: {other[2] or other[4]}`"
    elif key in KEYS and rest and " must " not in rest:
        way_out = f"write `{key}: {rest.lstrip(' =:')}`"
    elif figure := _FIGURE.fullmatch(trouble.source.text, at, trouble.rest(at)):
        way_out = f"write `{figure[1]}: {figure[2]}`"
    return trouble.found("SLA101", "this line has no key: a colon is missing", at, trouble.rest(at), way_out)


def _not_indented(trouble: Trouble, at: int) -> Diagnostic | None:
    """A sentence that stands in the column of its id, just below it."""
    text = trouble.source.text
    id_ = _ID_ABOVE.search(text, 0, at)
    if id_ is None or len(id_["indent"]) != at - (text.rfind("\n", 0, at) + 1) or not _SENTENCE.match(text, at):
        return None
    message = f"the sentence of `{id_['id']}` is not indented"
    return trouble.found("SLA101", message, at, trouble.rest(at), f"indent it deeper than `{id_['id']}:`")


_ID_ABOVE = re.compile(r"^(?P<indent> *)(?P<id>[a-z][\w-]*):[ \t]*\r?\n *\Z", re.MULTILINE)
_SENTENCE = re.compile(r"(?:when|every time|the first time|each)\s|[\w-]+ must\s")
_FIGURE = re.compile(r"([a-z][\w]*(?: [a-z][\w]*){0,4}) ([0-9][0-9 .]*(?:%|[kM]?(?: [A-Z]{3})?))")
"""A name of the funnel and its number."""


def _open_quote(trouble: Trouble) -> Diagnostic:
    mark = trouble.source.text[trouble.began : trouble.began + 1]
    way_out = f"end the text with `{mark}`"
    return trouble.found("SLA101", f"the quote `{mark}` is never closed", trouble.began, trouble.began + 1, way_out)


def _open_brackets(trouble: Trouble) -> Diagnostic:
    begin = trouble.source.text[trouble.began : trouble.began + 1]
    close = {"{": "}", "[": "]"}.get(begin, "}")
    word = re.search(r"(?<=[\s])([\w-]+)\s*\Z", trouble.source.text[: trouble.at])
    if trouble.one_line and trouble.source.text[trouble.at : trouble.at + 1] == ":" and word:
        return trouble.found("SLA101", f"a comma is missing before `{word[1]}`", *word.span(1), f"write `, {word[1]}`")
    if trouble.one_line and trouble.at < len(trouble.source.text.rstrip()):
        message = f"a comma or `{close}` is missing here"
        return trouble.found("SLA101", message, trouble.at, trouble.at + 1, f"or {_QUOTE_IT}")
    return _never_closed(trouble, trouble.began)


def _never_closed(trouble: Trouble, at: int) -> Diagnostic:
    begin = trouble.source.text[at : at + 1]
    close = "]" if begin == "[" else "}"
    return trouble.found("SLA101", f"`{begin}` is never closed", at, at + 1, f"end it with `{close}`")


def _no_key(trouble: Trouble) -> Diagnostic:
    text, at, last = trouble.source.text, trouble.at, trouble.last
    before = text[:at].rstrip(" \t")
    if last is not None and last.style in ("single", "double") and last.end == len(before):
        way_out = f"{_QUOTE_IT}; inside single quotes, a `'` is written twice"
        return trouble.found("SLA101", "text follows the closing quote", at, trouble.rest(at), way_out)
    if before.endswith(("}", "]")):
        way_out = "leave it out, or put the whole text in double quotes"
        return trouble.found("SLA101", f"nothing may follow `{before[-1]}` here", at, trouble.rest(at), way_out)
    dash = _DASHED.search(text, 0, at)
    if dash and "\n" not in text[dash.end() : at].rstrip(" ") and re.match(r"[\w-]+:", text[at:]):
        message = "`-` begins a list, and the lines after it do not belong to it"
        return trouble.found("SLA101", message, dash.start(1), dash.end(1), "leave `-` out")
    above = _neighbour_above(text, at)
    if above is not None and (found := key_without_colon(trouble.source, above)):
        return found
    message = "this line does not line up with the lines it stands among"
    return trouble.found("SLA101", message, at, max(trouble.rest(at), at + 1), _LINE_UP)


_DASHED = re.compile(r"^ *(-) [^\n]*\n *\Z", re.MULTILINE)
"""A line that begins with a dash, just above."""


def _no_value(trouble: Trouble) -> Diagnostic:
    character = trouble.source.text[trouble.at : trouble.at + 1]
    if trouble.brace is not None and not trouble.source.text[trouble.at :].strip():
        return _never_closed(trouble, trouble.brace)
    message = f"a value cannot begin with `{character}`" if character.strip() else "a value is missing here"
    return trouble.found("SLA101", message, trouble.at, trouble.at + 1, _QUOTE_IT)


def _list_here(trouble: Trouble) -> Diagnostic:
    way_out = f"a list begins on a line of its own; where `-` is part of a text, {_QUOTE_IT}"
    return trouble.found("SLA101", "a list cannot begin here", trouble.at, trouble.at + 1, way_out)


def _bad_escape(trouble: Trouble) -> Diagnostic:
    text = trouble.source.text
    start = max(text.rfind("\\", trouble.began, trouble.at + 1), trouble.began)
    shown = text[start : start + 2].strip()
    way_out = "write a backslash twice, or put the text in single quotes, where it has no meaning"
    return trouble.found("SLA101", f"`{shown}` means nothing in double quotes", start, start + len(shown), way_out)


def _block_head(trouble: Trouble) -> Diagnostic:
    sign = trouble.source.text[trouble.began : trouble.began + 1]
    way_out = f"begin the text on the next line, indented; or leave `{sign}` out"
    message = f"nothing but a comment may stand beside `{sign}`"
    return trouble.found("SLA101", message, trouble.at, max(trouble.rest(trouble.at), trouble.at + 1), way_out)


def _anchor(trouble: Trouble) -> Diagnostic:
    sign = trouble.source.text[trouble.began : trouble.began + 1]
    message = f"a text that begins with `{sign}` is read as a reference, and those are not used here"
    return trouble.found("SLA103", message, trouble.began, trouble.began + 1, _QUOTE_IT)


def _tag(trouble: Trouble) -> Diagnostic:
    message = "a text that begins with `!` is read as a tag, and those are not used here"
    return trouble.found("SLA104", message, trouble.began, trouble.rest(trouble.began), _QUOTE_IT)


def directive(source: Source, at: int) -> Diagnostic:
    """SLA101 for a line that begins with `%`."""
    trouble = Trouble("", "", at, at, source)
    message = "a line that begins with `%` is an instruction to YAML, and those are not used here"
    return trouble.found("SLA101", message, at, trouble.rest(at), "leave the line out")


def _directive(trouble: Trouble) -> Diagnostic:
    start = trouble.source.text.rfind("%", 0, trouble.at + 1)
    return directive(trouble.source, max(start, 0))


def second_document(source: Source, start: int, end: int) -> Diagnostic:
    """SLA106 for what begins at [start, end)."""
    place = Place.of(source, source.span(start, end))
    message = "a second document begins here: a file holds one agreement"
    return diagnostic("SLA106", message, place, help="leave the line out, or put the rest into a file of its own")


def _after_the_end(trouble: Trouble) -> Diagnostic:
    if trouble.ended:
        return second_document(trouble.source, trouble.at, trouble.rest(trouble.at))
    return _no_key(trouble)


def _elsewhere(trouble: Trouble) -> Diagnostic:
    message = "the file cannot be read from here on: it is not laid out as keys and values"
    return trouble.found("SLA101", message, trouble.at, max(trouble.rest(trouble.at), trouble.at + 1), _LINE_UP)


def is_of_layout(found: Diagnostic) -> bool:
    """Whether a diagnostic says that a line cannot stand where it stands; another may be the one that is wrong."""
    return found.code == "SLA109" or (found.code == "SLA101" and found.message.endswith(_OF_LAYOUT))


def may_be_of_layout(found: Diagnostic) -> bool:
    """Whether a diagnostic of a file that can be read may come of a line in another column than it was meant to."""
    is_empty = found.code == "SLA112" and found.message.endswith((" is empty", " must be a text, not keys with values"))
    is_strange = found.code == "SLA108" and found.help.startswith("leave it out; ")
    return is_empty or is_strange or found.code == "SLA102"


_OF_LAYOUT = (
    "the lines it stands among",
    "no key can stand here",
    "a colon is missing",
    "not laid out as keys and values",
    "is not indented",
)

_TELL: tuple[tuple[str, Callable[[Trouble], Diagnostic]], ...] = (
    ("nesting depth", _too_deep),
    ("found a tab character", _later_tab),
    ("cannot start any token", _bad_start),
    ("mapping values are not allowed", _second_colon),
    ("found unexpected ':'", _second_colon),
    ("mapping keys are not allowed", _bad_start),
    ("could not find expected ':'", _no_colon),
    ("quoted scalar: found unexpected", _open_quote),
    ("quoted scalar: ", _bad_escape),
    ("did not find expected ',' or", _open_brackets),
    ("did not find expected key", _no_key),
    ("did not find expected '-'", _no_key),
    ("did not find expected node content", _no_value),
    ("block sequence entries are not allowed", _list_here),
    ("block scalar: ", _block_head),
    ("directive", _directive),
    ("while scanning an anchor", _anchor),
    ("while scanning an alias", _anchor),
    ("while scanning a tag", _tag),
    ("while parsing a tag", _tag),
    ("found undefined tag handle", _tag),
    ("expected <document start>", _after_the_end),
)
"""By the reader's words (context and problem), in this order: how the mistake is told."""
