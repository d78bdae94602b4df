"""A number → an agreement of so many clauses, of ten kinds, with other numbers in each."""

from __future__ import annotations

HEAD = """\
slac: 1
agreement: many-clauses
version: 1.0.0
parties: {marketing: {}, sales: {}}
effective: {from: 2026-01-01, until: 2026-12-31}
timezone: Europe/Helsinki
currency: EUR
calendar: office
calendars:
  office: {hours: {Mon-Fri: 09:00-17:00}, holidays: FI}
clauses:
"""

CLAUSES = (
    (
        "when a lead is assigned where score is at least {n}, sales must contact the lead within {k} business hours, "
        "for at least 95% of cases each month, otherwise notify sales"
    ),
    (
        "when a lead is assigned, sales must attempt contact at least {k} times on at least 2 different days "
        "within 10 business days, unless the lead replies"
    ),
    (
        "when a lead is assigned, sales must either create an opportunity or disqualify the lead where reason is known "
        "within {k} calendar days"
    ),
    "when an opportunity is created, sales must value the opportunity within {k} business days",
    "sales must not disqualify the lead before at least {k} contact attempts",
    "when a lead is disqualified, marketing must not assign the lead for {k} calendar days",
    "each quarter, marketing must deliver at least {n} qualified leads where segment is smb",
    "each quarter, marketing must ensure at least 30% of qualified leads become opportunities within {k} calendar days",
    "when an opportunity is lost, sales must state reason and competitor within {k} business days",
    (
        "when a lead is assigned, marketing must attempt contact where channel is email at most {k} times "
        "within 7 calendar days"
    ),
)


def agreement(clauses: int) -> str:
    """The agreement's text."""
    sentences = (CLAUSES[no % len(CLAUSES)].format(n=no % 90 + 1, k=no % 20 + 2) for no in range(clauses))
    return HEAD + "".join(f"  clause-{no}: {sentence}\n" for no, sentence in enumerate(sentences))
