"""The one table of codes. A code is never used for another meaning, and never reused.

SLA0xx what a reviewer asks of an agreement that can be read, SLA1xx the file as YAML, SLA2xx names and phrases,
SLA3xx the form of a clause, SLA4xx types, units and numbers, SLA5xx calendars and dates (SLA551 to SLA579: log maps),
SLA6xx the funnel, SLA7xx event logs (SLA721 to SLA739: tables read through a map), SLA8xx judging, SLA9xx running the
command.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from sla_dsl.frozen import frozen

Severity = Literal["error", "warning", "note"]


@frozen
class Code:
    """A code, how severe it is, and in a few words what it stands for."""

    code: str
    severity: Severity
    title: str


_TABLE: tuple[Code, ...] = (
    # what a reviewer asks of an agreement that can be read
    Code("SLA001", "warning", "conditions that cannot hold together"),
    Code("SLA002", "error", "a clause that can never be kept"),
    Code("SLA003", "warning", "a condition that is always true"),
    Code("SLA004", "warning", "a deadline that no case has"),
    Code("SLA005", "warning", "a tier that makes no difference"),
    Code("SLA006", "warning", "an excuse that comes with what it excuses"),
    Code("SLA007", "warning", "a response that is the trigger"),
    Code("SLA008", "warning", "clauses that a lead cannot keep together"),
    Code("SLA009", "warning", "two clauses that no lead can keep"),
    Code("SLA010", "warning", "a clause that follows from another"),
    Code("SLA011", "warning", "a clause that nobody can break"),
    Code("SLA012", "warning", "a clause that can only be broken"),
    Code("SLA013", "warning", "a level too fine for its number of cases"),
    Code("SLA014", "warning", "a name that nobody uses"),
    Code("SLA015", "warning", "a state that a lead cannot leave or be in"),
    Code("SLA016", "warning", "days counted where opening hours would matter"),
    Code("SLA017", "warning", "an acceptance that accepts nothing"),
    Code("SLA018", "warning", "a point that groups digits elsewhere"),
    Code("SLA019", "warning", "a text that says that there is no value"),
    Code("SLA020", "warning", "a text that reads like another, or like several"),
    Code("SLA021", "warning", "a share or money without its sign"),
    # the file as YAML
    Code("SLA101", "error", "the file is not YAML"),
    Code("SLA102", "error", "a key stands twice"),
    Code("SLA103", "error", "an anchor or an alias"),
    Code("SLA104", "error", "a tag"),
    Code("SLA105", "error", "a merge key"),
    Code("SLA106", "error", "more than one document"),
    Code("SLA107", "error", "a tab as indentation"),
    Code("SLA108", "error", "an unknown key"),
    Code("SLA109", "error", "a comment cuts a text short"),
    Code("SLA110", "error", "a comma cuts a text in braces short"),
    Code("SLA111", "error", "a key is missing"),
    Code("SLA112", "error", "a value of the wrong shape"),
    Code("SLA113", "error", "nested too deeply"),
    Code("SLA114", "error", "not text in UTF-8"),
    Code("SLA115", "error", "an empty file"),
    Code("SLA116", "error", "a language version that this slac does not know"),
    Code("SLA117", "error", "an id of the wrong form"),
    # names and phrases
    Code("SLA201", "error", "no such party"),
    Code("SLA202", "error", "no such clause"),
    Code("SLA203", "error", "no such event"),
    Code("SLA204", "error", "no such field or fact"),
    Code("SLA205", "error", "no such state"),
    Code("SLA206", "error", "no such funnel name"),
    Code("SLA207", "error", "nobody of that name can be notified"),
    Code("SLA208", "error", "no such consequence"),
    Code("SLA209", "error", "no such calendar"),
    Code("SLA210", "error", "a phrase that means two things"),
    Code("SLA211", "error", "a declared phrase that cannot be used"),
    Code("SLA212", "error", "a name that is both a field and a fact"),
    Code("SLA213", "error", "events defined in a circle"),
    Code("SLA214", "error", "clauses that wait for each other in a circle"),
    Code("SLA215", "error", "an unknown type"),
    Code("SLA216", "error", "a phrase used in the wrong place"),
    # the form of a clause
    Code("SLA301", "error", "a sentence that cannot be read"),
    Code("SLA302", "error", "a missing comma"),
    Code("SLA303", "error", "a character that has no place in a clause"),
    Code("SLA304", "error", "a duty without a trigger"),
    Code("SLA305", "error", "a window without a trigger"),
    Code("SLA306", "error", "`before` with a trigger"),
    Code("SLA307", "error", "a ceiling without a deadline"),
    Code("SLA308", "error", "a percentage level without a trigger"),
    Code("SLA309", "error", "a tail that a promise cannot have"),
    Code("SLA310", "error", "an excuse or end that is the trigger or the duty itself"),
    Code("SLA311", "error", "`different days` with a ceiling"),
    Code("SLA312", "error", "`paused while` where no clock of hours runs"),
    Code("SLA313", "error", "`is not known`"),
    Code("SLA314", "error", "a parameter of another period"),
    Code("SLA315", "error", "`is breached` of a promise"),
    Code("SLA316", "error", "tails out of order or twice"),
    Code("SLA317", "error", "days without saying which"),
    Code("SLA318", "error", "a unit that a duration cannot have"),
    Code("SLA319", "error", "an empty clause"),
    Code("SLA320", "note", "clauses that are told their first mistake only"),
    # types, units, numbers
    Code("SLA401", "error", "a comparison that the type does not have"),
    Code("SLA402", "error", "a value of another type"),
    Code("SLA403", "error", "a value outside its list"),
    Code("SLA404", "error", "a comma in a number"),
    Code("SLA405", "error", "a number that must be whole"),
    Code("SLA406", "error", "a number that must be above zero"),
    Code("SLA407", "error", "a percentage above 100 or where none belongs"),
    Code("SLA408", "error", "money in another currency, or without one"),
    Code("SLA409", "error", "an amount of the wrong kind"),
    Code("SLA410", "error", "an event with no money to add up, or with two"),
    # calendars and dates
    Code("SLA501", "error", "hours that cannot be read"),
    Code("SLA502", "error", "a window over midnight or of no length"),
    Code("SLA503", "error", "windows that overlap"),
    Code("SLA504", "error", "a day named twice"),
    Code("SLA505", "error", "a calendar that is never open"),
    Code("SLA506", "error", "no such time zone"),
    Code("SLA507", "error", "no such holidays"),
    Code("SLA508", "error", "a date that is none"),
    Code("SLA509", "error", "dates the wrong way round"),
    Code("SLA510", "error", "business time without a calendar"),
    Code("SLA511", "error", "money without a currency"),
    Code("SLA512", "warning", "dates cut a period"),
    # log maps
    Code("SLA551", "error", "no such column in a map"),
    Code("SLA552", "error", "a time format that cannot be read"),
    Code("SLA553", "error", "a date without saying when in its day it counts"),
    Code("SLA554", "error", "a map with local times and no time zone"),
    Code("SLA555", "error", "formats that read one text as two dates"),
    Code("SLA556", "error", "a time where none can stand, or none where one must"),
    Code("SLA557", "error", "a map that says two things, or nothing"),
    Code("SLA558", "warning", "an event that the agreement does not know"),
    Code("SLA559", "warning", "a value that the agreement does not know"),
    Code("SLA560", "warning", "a column that nothing uses"),
    # the funnel
    Code("SLA601", "error", "a formula that cannot be read"),
    Code("SLA602", "error", "units that do not fit"),
    Code("SLA603", "error", "formulas in a circle"),
    Code("SLA604", "error", "a division by zero"),
    Code("SLA605", "error", "a share outside 0 to 100 %"),
    Code("SLA606", "error", "a target below zero"),
    Code("SLA607", "error", "a period without a value"),
    Code("SLA608", "error", "a value that is no amount"),
    Code("SLA609", "error", "a name given or derived twice"),
    # event logs
    Code("SLA701", "error", "a line that is not JSON"),
    Code("SLA702", "error", "a line without a required part"),
    Code("SLA703", "error", "a time that cannot be read"),
    Code("SLA704", "error", "a value of the wrong type"),
    Code("SLA705", "error", "one id, different content"),
    Code("SLA706", "error", "a name that stands twice in one line"),
    Code("SLA707", "error", "text that is not UTF-8"),
    Code("SLA708", "error", "a file that ends too early"),
    Code("SLA709", "error", "a number out of range"),
    Code("SLA710", "error", "nested too deeply"),
    Code("SLA711", "error", "an extra that is missing"),
    Code("SLA712", "error", "a quotation mark out of place"),
    Code("SLA713", "error", "a row with more or fewer cells than its table"),
    Code("SLA714", "error", "a table whose columns cannot be told"),
    Code("SLA715", "error", "no room for what does not fit into memory"),
    # tables read through a map
    Code("SLA721", "error", "a table without a column"),
    Code("SLA722", "error", "a heading that stands twice"),
    Code("SLA723", "error", "a row with more or fewer cells"),
    Code("SLA724", "error", "a quote that is never closed, or text after one"),
    Code("SLA725", "error", "a time that is not of the stated format"),
    Code("SLA726", "error", "a date whose order is not known"),
    Code("SLA727", "error", "a local time that is none, or two"),
    Code("SLA728", "error", "a cell of the wrong type"),
    Code("SLA729", "error", "a cell that the map does not translate"),
    Code("SLA730", "error", "a row without its lead or its key"),
    Code("SLA731", "error", "a lookup with several answers"),
    Code("SLA732", "error", "a row too long"),
    Code("SLA733", "error", "an open end that is not stated"),
    # judging with Spark
    Code("SLA741", "error", "no Spark to judge with"),
    Code("SLA742", "error", "Spark failed"),
    # judging
    Code("SLA801", "warning", "one opportunity under two leads"),
    Code("SLA802", "warning", "two values of a fact at one instant"),
    Code("SLA803", "warning", "a calendar chosen by an unknown fact"),
    Code("SLA804", "warning", "a tier passed over for an unknown fact"),
    # a new version
    Code("SLA851", "warning", "a change that is not signed"),
    Code("SLA852", "warning", "a version that does not say what changes"),
    Code("SLA853", "warning", "leads that are judged anew"),
    Code("SLA854", "warning", "a signature of nobody"),
    Code("SLA855", "warning", "a former id that is none"),
    # running the command
    Code("SLA901", "error", "a file that cannot be read"),
    Code("SLA902", "error", "an output that cannot be written"),
    Code("SLA903", "error", "wrong usage"),
    Code("SLA904", "error", "a path that is not there"),
    Code("SLA905", "note", "a clause that keeps its layout"),
    Code("SLA970", "error", "a defect of slac"),
)

CODES: Mapping[str, Code] = MappingProxyType({entry.code: entry for entry in _TABLE})
"""Every code by its name."""
