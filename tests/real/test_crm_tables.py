"""Tables as CRMs and their connectors write them, read through shipped maps and those of `maps/`.

The data is not in this repository (`../shared/data`: `crm_seed_schemas`, Apache-2.0; `maven_crm`, a fictional company's);
where it is absent, these tests are skipped. What each table holds was counted in a spreadsheet.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sla_dsl import check, mapped
from sla_dsl.cli import main

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
SEEDS = DATA / "crm_seed_schemas"
MAVEN = DATA / "maven_crm"

seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the data is not there: {SEEDS.name}")
maven = pytest.mark.skipif(not MAVEN.is_dir(), reason=f"the data is not there: {MAVEN.name}")

TABLES = {
    "hubspot/contact_data": ("hubspot-contacts", 22, 0, 22),
    "hubspot/contact_property_history_data": ("hubspot-contact-history", 100, 100, 0),
    "hubspot/deal_contact_data": ("deal-contacts", 11, 0, 11),
    "hubspot/deal_data": ("hubspot-deals", 44, 0, 44),
    "hubspot/deal_pipeline_data": ("deal-pipelines", 6, 0, 6),
    "hubspot/deal_pipeline_stage_data": ("deal-pipeline-stages", 71, 66, 5),
    "hubspot/deal_property_history_data": ("hubspot-deal-history", 100, 100, 0),
    "hubspot/deal_stage_data": ("hubspot-deal-stages", 14, 14, 0),
    "hubspot/engagement_call_data": ("hubspot-calls", 1, 0, 1),
    "hubspot/engagement_contact_data": ("engagement-contacts", 1, 0, 1),
    "hubspot/engagement_data": ("engagements", 1, 0, 1),
    "hubspot/engagement_deal_data": ("engagement-deals", 1, 0, 1),
    "hubspot/engagement_email_data": ("engagement-emails", 1, 1, 0),
    "hubspot/engagement_meeting_data": ("engagement-meetings", 100, 0, 200),
    "hubspot/engagement_task_data": ("engagement-tasks", 2, 1, 1),
    "hubspot/owner_data": ("owners", 100, 0, 200),
    "hubspot/property_data": ("properties", 10, 0, 10),
    "hubspot/property_option_data": ("property-options", 20, 0, 20),
    "salesforce/sf_event_data": ("events", 10, 0, 20),
    "salesforce/sf_lead_data": ("salesforce-leads", 1, 0, 2),
    "salesforce/sf_opportunity_data": ("salesforce-opportunities", 10, None, None),
    "salesforce/sf_opportunity_history_data": ("salesforce-opportunity-history", 10, None, None),
    "salesforce/sf_task_data": ("salesforce-tasks", 10, 10, 0),
    "zendesk/audit_log_data": ("audits", 10, 0, 10),
    "zendesk/daylight_time_data": ("daylight", 2, 0, 4),
    "zendesk/schedule_data": ("schedules", 5, 0, 5),
    "zendesk/schedule_holiday_data": ("holidays", 2, 0, 4),
    "zendesk/sla_policy_metric_history_data": ("policy-metrics", 22, 10, 12),
    "zendesk/ticket_comment_data": ("ticket-comments", 20, 0, 20),
    "zendesk/ticket_data": ("tickets", 10, 0, 18),
    "zendesk/ticket_field_history_data": ("ticket-fields", 38, 14, 24),
    "zendesk/ticket_schedule_data": ("ticket-schedules", 10, 0, 10),
    "zendesk/ticket_sla_policy_data": ("ticket-policies", 10, 0, 10),
    "zendesk/time_zone_data": ("zones", 2, 0, 2),
}
"""Of each table: its map, its rows, those that stand for no event, and the events they make."""


def named(name: str) -> str:
    """A map of this folder, or one that ships with slac."""
    own = HERE / "maps" / f"{name}.map.yaml"
    return str(own) if own.is_file() else name


@seeds
def test_every_table_has_a_map():
    assert {str(path.relative_to(SEEDS).with_suffix("")) for path in SEEDS.glob("*/*.csv")} == {*TABLES}


@seeds
@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_read(table):
    name, rows, silent, events = TABLES[table]
    path = SEEDS / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert sum(any(row) for row in csv.reader(file)) - 1 == rows
    read = mapped(named(name), str(path))
    assert [one for one in read.diagnostics if one.is_error] == []
    account = read.accounts[0]
    assert (account.rows, account.read, account.rejected, account.blank) == (rows, rows, 0, 0)
    if events is not None:
        assert (account.silent, account.events) == (silent, events)


@seeds
def test_opportunities_that_are_not_deleted():
    # All but one row of each table say that they are deleted, or all: counted here, row by row.
    for table, closing in (("sf_opportunity_data", 2), ("sf_opportunity_history_data", 3)):
        path = SEEDS / f"salesforce/{table}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            kept = [row for row in csv.DictReader(file) if row["is_deleted"].lower() == "false"]
        events = sum(1 + (row["is_closed"].lower() == "true") for row in kept)
        if closing == 3:
            events += sum(row["amount"] != "" for row in kept)
        account = mapped(TABLES[f"salesforce/{table}"][0], str(path)).accounts[0]
        assert account.events == events
        assert account.silent == account.rows - len(kept)


@pytest.fixture
def pipeline(tmp_path, monkeypatch):
    """The two twins, each as `pipeline.csv` in a folder of its own, the agreement and the maps beside them."""
    monkeypatch.chdir(tmp_path)
    for twin, name in (("iso", "sales_pipeline"), ("usa", "variant_sales_pipeline_us_dates")):
        (tmp_path / twin).mkdir()
        shutil.copy(MAVEN / f"{name}.csv", tmp_path / twin / "pipeline.csv")
    text = (HERE / "maps/maven.map.yaml").read_text(encoding="utf-8")
    (tmp_path / "iso.map.yaml").write_text(text, encoding="utf-8")
    stated = text.replace("type: date,", 'type: date, format: "%-m/%-d/%Y",')
    assert stated.count("format") == 2
    (tmp_path / "usa.map.yaml").write_text(stated, encoding="utf-8")
    return tmp_path


def report(twin: str, log_map: str, *more: str) -> tuple[int, str]:
    words = ["check", f"{twin}/pipeline.csv", "--map", log_map, "-p", str(HERE / "maps/maven.sla.yaml"), *more]
    ran = CliRunner().invoke(main, words)
    return ran.exit_code, ran.stdout.replace(f"{twin}/pipeline.csv", "pipeline.csv")


@maven
@pytest.mark.parametrize("form", ["json", "text", "markdown", "junit"])
def test_twins_with_dates_of_two_kinds_give_the_same_bytes(pipeline, form):
    first = report("iso", "iso", "--format", form, "--cases", "iso.csv")
    assert first == report("usa", "usa", "--format", form, "--cases", "usa.csv")
    assert first[0] == 1
    assert (pipeline / "iso.csv").read_bytes() == (pipeline / "usa.csv").read_bytes()


@maven
def test_the_pipeline_is_what_the_columns_say(pipeline):
    judged = check("iso/pipeline.csv", HERE / "maps/maven.sla.yaml", maps="iso")
    (account,) = judged.tables
    # 500 opportunities are prospects without any date; 8 300 were engaged, 6 711 closed, 4 238 of them for money.
    assert (account.rows, account.read, account.rejected, account.blank, account.silent) == (8800, 8800, 0, 0, 500)
    assert account.events == 8300 + 8300 + 6711 + 4238
    assert judged.judgement.log.events == account.events
    assert judged.judgement.log.duplicates == 0


@maven
def test_dates_in_an_unstated_order_are_refused(pipeline):
    judged = check("usa/pipeline.csv", HERE / "maps/maven.sla.yaml", maps="iso")
    assert {rejection.code for rejection in judged.rejections} == {"SLA726"}
    # Every row with a date: also one such as 10/20/2016, which can be read in one order only.
    assert len(judged.rejections) == 8300
    assert judged.judgement.log.events == 0
    assert report("usa", "iso")[0] == 4


@maven
def test_a_pipeline_that_is_exported_twice_counts_once(pipeline):
    once = check("iso/pipeline.csv", HERE / "maps/maven.sla.yaml", maps="iso").judgement
    twice = check(["iso/pipeline.csv", "usa/pipeline.csv"], HERE / "maps/maven.sla.yaml",
                  maps={"iso/pipeline.csv": "iso", "usa/pipeline.csv": "usa"}).judgement  # fmt: skip
    assert twice.log.duplicates == once.log.events == twice.log.events
    assert twice.clauses == once.clauses
