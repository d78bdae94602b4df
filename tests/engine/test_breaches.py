"""`when CLAUSE is breached`: late, overdue, a broken prohibition, a broken ceiling."""

from __future__ import annotations

from datetime import date

from sla_dsl.model.clause import Duration, Tier, Unit
from tests.engine.builders import (
    agreement,
    breach,
    cases,
    clause,
    do,
    ev,
    every,
    for_,
    is_,
    must_not,
    outcome,
    rows,
    score,
    state,
    times,
    when,
    within,
)

FIRST = clause(do("lead.contacted"), every("lead.assigned"), within(4, "hours"), id="first")


def recovery(mode: str = "when", base=FIRST, duty=do("lead.contacted"), deadline=within(2, "hours"), **parts):  # noqa: B008
    """The recovery first in the file: judging follows the waiting, not the order of the clauses."""
    return agreement(clause(duty, breach(base.id, mode), deadline, id="recovery", **parts), base)


def recovered(of, *events, **options):
    return rows(outcome(of, *events, id="recovery", **options).cases)


def test_a_breach_at_due_opens_a_case_once_due_has_passed():
    assigned = ev("lead.assigned", "03-02 09:00")
    assert recovered(recovery(), assigned, as_of="03-02 13:00") == []
    assert recovered(recovery(), assigned, as_of="03-02 13:00:00.000001") == [
        ("L", "03-02 13:00", "03-02 15:00", "pending", None)
    ]
    late = ev("lead.contacted", "03-02 15:00")
    assert recovered(recovery(), assigned, late) == [("L", "03-02 13:00", "03-02 15:00", "met", "03-02 15:00")]
    later = ev("lead.contacted", "03-02 15:01")
    assert recovered(recovery(), assigned, later) == [("L", "03-02 13:00", "03-02 15:00", "late", "03-02 15:01")]
    in_time = ev("lead.contacted", "03-02 13:00")
    assert recovered(recovery(), assigned, in_time, as_of="03-03 09:00") == []


def test_modes_count_for_breaches_too():
    events = [ev("lead.assigned", f"03-02 {hour}") for hour in ("09:00", "09:00", "10:00", "12:00")]
    starts = {
        mode: [start for _, start, *_ in recovered(recovery(mode), *events, as_of="03-05 09:00")]
        for mode in ("when", "every time", "the first time")
    }
    assert starts == {
        "when": ["03-02 13:00", "03-02 16:00"],
        "every time": ["03-02 13:00", "03-02 13:00", "03-02 14:00", "03-02 16:00"],
        "the first time": ["03-02 13:00"],
    }


def test_the_breach_must_lie_in_the_dates_and_the_watched_case_may_start_before_since():
    assigned = ev("lead.assigned", "03-02 09:00")
    own = recovery(valid_from=date(2026, 3, 3))
    assert recovered(own, assigned, as_of="03-05 09:00") == []
    overnight = ev("lead.assigned", "03-02 22:00")
    assert len(recovered(own, overnight, as_of="03-05 09:00")) == 1
    since = recovered(recovery(), overnight, as_of="03-05 09:00", since=date(2026, 3, 3))
    assert [start for _, start, *_ in since] == ["03-03 02:00"]
    assert cases(recovery(), overnight, as_of="03-05 09:00", since=date(2026, 3, 3)) == ()


QUIET = clause(must_not("contact.attempted", window=for_(4, "hours")), every("lead.disqualified"), id="quiet")


def test_the_event_that_broke_a_prohibition_answers_nothing():
    again = recovery(base=QUIET, duty=do("contact.attempted"))
    events = [ev("lead.disqualified", "03-02 09:00"), ev("contact.attempted", "03-02 10:00")]
    assert recovered(again, *events) == [("L", "03-02 10:00", "03-02 12:00", "pending", None)]
    twin = ev("contact.attempted", "03-02 10:00", channel="email")
    assert recovered(again, *events, twin) == [("L", "03-02 10:00", "03-02 12:00", "met", "03-02 10:00")]


def test_the_last_straw_of_a_ceiling_answers_nothing():
    capped = clause(
        do("contact.attempted", times=times("at most", 1)), when("lead.assigned"), within(4, "hours"), id="cap"
    )
    again = recovery(base=capped, duty=do("contact.attempted"))
    events = [ev("lead.assigned", "03-02 09:00"), ev("contact.attempted", "03-02 10:00")]
    assert recovered(again, *events) == []
    straw = ev("contact.attempted", "03-02 11:00")
    assert recovered(again, *events, straw) == [("L", "03-02 11:00", "03-02 13:00", "pending", None)]


def test_a_standing_prohibition_may_be_watched():
    never = clause(must_not("lead.rejected"), id="never")
    why = recovery(base=never, duty=state("reason"))
    # the fields of the event that broke it state nothing; those of a later one do
    rejected = ev("lead.rejected", "03-02 09:00", reason="x")
    assert recovered(why, rejected) == [("L", "03-02 09:00", "03-02 11:00", "pending", None)]
    assert recovered(why, rejected, ev("lead.recycled", "03-02 10:00", reason="y")) == [
        ("L", "03-02 09:00", "03-02 11:00", "met", "03-02 10:00")
    ]
    owner = recovery(base=never, duty=state("owner"))
    assert recovered(owner, ev("lead.rejected", "03-02 09:00", owner="ann")) == [
        ("L", "03-02 09:00", "03-02 11:00", "met", "03-02 09:00")
    ]


def test_the_subject_is_that_of_the_watched_case():
    value = clause(do("opportunity.valued"), when("opportunity.created"), within(4, "hours"), id="value")
    again = recovery(base=value, duty=do("opportunity.valued"))
    events = [
        ev("opportunity.created", "03-02 09:00", opp="O"),
        ev("opportunity.created", "03-02 10:00", opp="P"),
        ev("opportunity.valued", "03-02 14:30", opp="P"),
    ]
    assert recovered(again, *events) == [
        ("O", "03-02 13:00", "03-02 15:00", "pending", None),
        ("P", "03-02 14:00", "03-02 16:00", "met", "03-02 14:30"),
    ]


def test_conditions_at_a_breach_see_facts_as_last_known():
    tiers = (
        Tier(Duration(1, Unit.HOURS), (score("at least", 50),)),
        Tier(Duration(3, Unit.HOURS), (is_("source", "x"),)),
    )
    tiered = recovery(deadline=within(5, "hours", *tiers))
    assigned = ev("lead.assigned", "03-02 09:00")
    by_then = ev("page.viewed", "03-02 13:00", score=50)
    too_late = ev("page.viewed", "03-02 13:01", score=50)
    assert recovered(tiered, assigned, by_then, as_of="03-02 13:30")[0][2] == "03-02 14:00"
    assert recovered(tiered, assigned, too_late, as_of="03-02 13:30")[0][2] == "03-02 18:00"
    assert recovered(tiered, assigned._replace(values={"source": "x"}), as_of="03-02 13:30")[0][2] == "03-02 16:00"


def test_breaches_of_breaches():
    third = clause(do("meeting.held"), breach("recovery"), within(1, "hours"), id="third")
    of = recovery()
    chain = agreement(third, *of.clauses.values())
    found = outcome(chain, ev("lead.assigned", "03-02 09:00"), id="third", as_of="03-02 15:30")
    assert rows(found.cases) == [("L", "03-02 15:00", "03-02 16:00", "pending", None)]
    only = outcome(chain, ev("lead.assigned", "03-02 09:00"), as_of="03-02 15:30", only=("third",))
    assert only == found
