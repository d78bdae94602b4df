"""One wrong clause a row: the code, the words underlined, and the way out, each worked out by hand."""

import pytest

from sla_dsl.diagnostics import Source
from sla_dsl.language.load import load

HEAD = """\
slac: 1
agreement: acme
version: 1.0.0
parties: {marketing: {}, sales: {}}
contacts: {sales-director: director@acme.example}
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars: {office: {hours: {Mon-Fri: 09:00-17:00}}}
vocabulary:
  facts:
    segment: one of smb, mid-market, enterprise
funnel:
  each: quarter
  given:
    revenue target: 3 000 000 EUR
    average deal: 15 000 EUR
    win rate: 10%
  derive:
    customers: revenue target / average deal
    mql target: customers / win rate
clauses:
  first-contact: when a lead is assigned, sales must contact the lead within 4 hours
  test: """

WHEN = "when a lead is assigned, sales must contact the lead"

ROWS = [
    ("when a lead is asigned, sales must contact the lead", "SLA203", "a lead is asigned", "`a lead is assigned`"),
    ("when a lead is assigned, sale must contact the lead", "SLA201", "sale", "`sales`"),
    ("when a lead is assigned, sales should contact the lead", "SLA301", "should", "`must`"),
    ("when a lead is assigned, sales contact the lead", "SLA301", "sales", "`sales must …`"),
    (
        "when a lead is assigned, marketing and sales must contact the lead",
        "SLA201",
        "marketing and sales",
        "each party",
    ),
    ("When a lead is assigned, sales must contact the lead", "SLA301", "When", "`when`"),
    ("if a lead is assigned, sales must contact the lead", "SLA301", "if", "`when`"),
    ("every quarter, sales must deliver at least 5 replies", "SLA301", "every", "`each`"),
    ("when a lead is assigned sales must contact the lead", "SLA302", "sales must", "`, sales must`"),
    ("each quarter sales must deliver at least 5 replies", "SLA302", "sales must", "`, sales must`"),
    ("when a lead is assigned and score is 5, sales must contact the lead", "SLA301", "and", "`where`"),
    ("when a lead is assigned where scor is 5, sales must contact the lead", "SLA204", "scor", "`score`"),
    ("when a lead is assigned where score is high, sales must contact the lead", "SLA402", "high", "digits"),
    ("when a lead is assigned where score > 5, sales must contact the lead", "SLA303", ">", "`is more than`"),
    (
        "when a lead is assigned where segment is enterprize, sales must contact the lead",
        "SLA403",
        "enterprize",
        "`enterprise`",
    ),
    (
        "when a lead is assigned where source is not known, sales must contact the lead",
        "SLA313",
        "is not known",
        "`is missing`",
    ),
    (
        "when a lead is assigned where channel is email, sales must contact the lead",
        "SLA204",
        "channel",
        "name the event",
    ),
    (
        "when a lead is assigned where source is at least 5, sales must contact the lead",
        "SLA401",
        "source is at least 5",
        "`source is …`",
    ),
    (f"{WHEN} in 4 hours", "SLA301", "in", "`within`"),
    (f"{WHEN} wihtin 4 hours", "SLA301", "wihtin", "`within`"),
    (f"{WHEN} twice within 4 hours", "SLA301", "twice", "`at least 2 times`"),
    (f"{WHEN} 5 times within 4 hours", "SLA301", "5 times", "`at least 5 times`"),
    (f"{WHEN} within 4 days", "SLA317", "days", "`calendar days`"),
    (f"{WHEN} within 4 busines hours", "SLA318", "busines hours", "`business hours`"),
    (f"{WHEN} within 4 months", "SLA318", "months", "calendar days"),
    (f"{WHEN} within 2 business weeks", "SLA318", "business weeks", "business days"),
    (f"{WHEN} within 4 hrs", "SLA318", "hrs", "`hours`"),
    (f"{WHEN} within 0 hours", "SLA406", "0", "above zero"),
    (f"{WHEN} within 1.5 hours", "SLA405", "1.5", "whole"),
    (f"{WHEN} within four hours", "SLA301", "four", "`4`"),
    (f"{WHEN} within 250,000 minutes", "SLA404", "250,000", "`250 000`"),
    (f"{WHEN} within 4 hours if score is at least 50", "SLA301", "50", "`, or`"),
    (f"{WHEN} within 4 hours.", "SLA303", ".", "without a period"),
    (f"{WHEN} within 4 hours otherwise notify sales-director", "SLA302", "otherwise", "`, otherwise`"),
    (f"{WHEN} otherwise notify sales-director", "SLA302", "otherwise", "`, otherwise`"),
    (f"{WHEN} within 4 hours unless the lead replies", "SLA302", "unless", "`, unless`"),
    (f"{WHEN} within 4 hours, otherwise notfy sales-director", "SLA301", "notfy", "`notify`"),
    (f"{WHEN} within 4 hours, otherwise notify sales-directer", "SLA207", "sales-directer", "`sales-director`"),
    (f"{WHEN} within 4 hours, otherwise apply joint-review", "SLA208", "joint-review", "`consequences:`"),
    (f"{WHEN}, otherwise notify sales, then after 2 hours notify marketing", "SLA301", ",", "comma"),
    (f"{WHEN} within 4 hours, for at least 950% of cases each month", "SLA407", "950%", "100%"),
    (f"{WHEN} within 4 hours, for at least 95 of cases each month", "SLA407", "95", "`95%`"),
    (f"{WHEN} within 4 hours, for at least 95% of cases each months", "SLA301", "months", "`month`"),
    (f"{WHEN} within 4 hours, unless a lead is contacted", "SLA310", "a lead is contacted", "another event"),
    (f"{WHEN} within 4 hours, unless a lead is assigned", "SLA310", "a lead is assigned", "another event"),
    (f"{WHEN}, paused while the lead is on hold", "SLA312", "paused while the lead is on hold", "`within …`"),
    (
        f"{WHEN} within 4 business days, paused while the lead is on hold",
        "SLA312",
        "paused while the lead is on hold",
        "hours",
    ),
    (f"{WHEN} within 4 hours, paused while the lead is hold", "SLA205", "the lead is hold", "`the lead is on hold`"),
    (
        f"{WHEN} within 4 hours, with at most 3 breaches each month, unless the lead replies",
        "SLA316",
        "unless the lead replies",
        "the order is",
    ),
    ("when a lead is assigned, sales must contact the lead or qualify the lead", "SLA301", "or", "`either`"),
    (
        "when a lead is assigned, sales must either contact the lead where channel is phone or qualify the lead within 4 hours",
        "SLA301",
        "or",
        "`, or`",
    ),
    (
        "when a lead is assigned, sales must lead.contacted within 4 hours",
        "SLA216",
        "lead.contacted",
        "`contact the lead`",
    ),
    ("when a lead is assigned, sales must a lead is contacted", "SLA216", "a lead is contacted", "`contact the lead`"),
    ("when contact the lead, sales must qualify the lead", "SLA216", "contact the lead", "`a lead is contacted`"),
    ("when a lead is assigned, sales must record lead.contcted", "SLA203", "lead.contcted", "`lead.contacted`"),
    ("when a lead is assigned, sales must state reson within 4 hours", "SLA204", "reson", "`reason`"),
    ("when frist-contact is breached, sales must contact the lead", "SLA202", "frist-contact", "`first-contact`"),
    ("when promised is breached, sales must contact the lead", "SLA202", "promised", "name a clause"),
    ("when test is breached, sales must contact the lead", "SLA214", "when test is breached", "begin one"),
    ("sales must contact the lead within 4 hours", "SLA304", "sales must contact the lead within 4 hours", "`when …,`"),
    ("sales must not contact the lead for 4 hours", "SLA305", "for 4 hours", "`when …,`"),
    ("sales must not contact the lead until the lead replies", "SLA305", "until", "`before`"),
    (
        "when a lead is assigned, sales must not contact the lead before a meeting is held",
        "SLA306",
        "before a meeting is held",
        "leave the trigger out",
    ),
    ("when a lead is assigned, sales must attempt contact at most 4 times", "SLA307", "at most 4 times", "`within …`"),
    (
        "sales must not contact the lead, for at least 95% of cases each month",
        "SLA308",
        "for at least 95% of cases each month",
        "breaches",
    ),
    (
        "when a lead is assigned, sales must attempt contact less than 4 times on at least 2 different days within 9 hours",
        "SLA311",
        "less than 4 times on at least 2 different days",
        "`at least`",
    ),
    (
        "when a lead is assigned, sales must attempt contact at least 5 times on at least 3 diferent days",
        "SLA301",
        "diferent days",
        "`different days`",
    ),
    (
        "each quarter, marketing must deliver at least 5 qualified leads, unless the lead replies",
        "SLA309",
        "unless the lead replies",
        "promise",
    ),
    ("each quarter, marketing must deliver at least 30% qualified leads", "SLA407", "30%", "`ensure"),
    (
        "each quarter, marketing must deliver at least [mql targt] qualified leads",
        "SLA206",
        "[mql targt]",
        "`[mql target]`",
    ),
    (
        "each month, marketing must deliver at least [mql target] qualified leads",
        "SLA314",
        "[mql target]",
        "each quarter",
    ),
    ("each quarter, marketing must deliver at least [win rate] qualified leads", "SLA409", "[win rate]", "another"),
    ("each quarter, marketing must deliver at least 5 USD of valued opportunities", "SLA408", "5 USD", "EUR"),
    ("each quarter, marketing must deliver at least 5 EUR of qualified leads", "SLA410", "qualified leads", "count"),
    (
        "each quarter, marketing must deliver at least 600 qualified lead",
        "SLA203",
        "qualified lead",
        "`qualified leads`",
    ),
    (
        "each quarter, marketing must ensure at least 130% of qualified leads become opportunities",
        "SLA407",
        "130%",
        "100%",
    ),
    ("each quarter, marketing must contact the lead", "SLA301", "contact", "`deliver`"),
    ("when a lead is assigned", "SLA301", "assigned", "`,`"),
]


def underlined(source: Source, found) -> str:
    span = found.place.span
    return source.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]


@pytest.mark.parametrize(("clause", "code", "words", "way_out"), ROWS, ids=[row[0] for row in ROWS])
def test_a_mistake_is_named_at_its_words_with_a_way_out(clause, code, words, way_out):
    source = Source("acme.sla.yaml", HEAD + clause + "\n")
    loaded = load(source)
    assert loaded.agreement is None
    found = loaded.diagnostics
    assert [(each.code, underlined(source, each)) for each in found] == [(code, words)]
    assert way_out in found[0].help


FOLDED = [
    ("\n    when a lead is assigned,\n    sales must contact the lead\n    wihtin 4 hours\n", "wihtin", 29, 5),
    (">-\n    when a lead is assigned,\n    sales must 🙂 contact the lead\n", "🙂", 29, 16),
    ("|\n    when a lead is asigned,\n    sales must contact the lead\n", "a lead is asigned", 28, 10),
    ("'when a lead is asigned, sales must contact the lead'\n", "a lead is asigned", 27, 15),
    ('"when a lead is \\u0061signed, sales must contact the lead"\n', "a lead is \\u0061signed", 27, 15),
]


@pytest.mark.parametrize(("text", "words", "line", "column"), FOLDED)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_the_exact_words_are_underlined_in_every_style(text, words, line, column, line_break):
    head = HEAD.replace("  first-contact: when", "  first-contact: when", 1)
    whole = (head + text).replace("\n", line_break)
    source = Source("acme.sla.yaml", whole)
    found = load(source).diagnostics
    assert underlined(source, found[0]) == words
    offset = whole.index(words)
    assert (found[0].place.span.line, found[0].place.span.column) == source.position(offset)


def test_all_mistakes_of_a_file_come_in_one_run():
    text = HEAD + "when a lead is asigned, sales must contact the lead\n  two: sales must contact the lead\n"
    found = load(Source("acme.sla.yaml", text.replace("Europe/Helsinki", "Europe/Helsink"))).diagnostics
    assert [each.code for each in found] == ["SLA506", "SLA203", "SLA304"]
