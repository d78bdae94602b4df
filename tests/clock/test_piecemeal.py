"""The library of holidays imported piece by piece says what the whole one says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version as searched
from pathlib import Path

import pytest

from sla_dsl.clock.piecemeal import handed_on
from sla_dsl.clock.versions import version

CODES = ("FI", "DE-BY", "MY", "ET", "IR", "LK", "NP", "US-MA", "KR", "TH", "IL")


def said(program: str) -> list[str]:
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return ran.stdout.splitlines()


LISTED = f"print([sorted(holiday_dates(code, year)) for code in {CODES} for year in (1999, 2026)])\n"


def test_the_same_holidays() -> None:
    whole = f"import holidays, holidays.countries\nfrom sla_dsl.clock import holiday_dates\n{LISTED}"
    pieces = f"import sys\nfrom sla_dsl.clock import holiday_dates\n{LISTED}print('holidays.countries.sweden' in sys.modules)"
    (from_whole,) = said(whole)
    assert said(pieces) == [from_whole, "False"]
    assert from_whole.count("date(") > 10 * 2 * len(CODES)


def test_what_is_imported_later_is_whole() -> None:
    program = (
        "from sla_dsl.clock import holiday_dates\nholiday_dates('FI', 2026)\n"
        "import dateutil.parser, holidays, holidays.groups, holidays.calendars\n"
        "from holidays.financial import *\nfrom holidays.countries import *\n"
        "print(dateutil.parser.isoparse('2026-05-01').month, dateutil.parser.__loader__.__class__.__name__)\n"
        "print(holidays.Sweden(years=2026) == Sweden(years=2026), len(holidays.countries.__all__) > 200, NYSE.__name__)\n"
        "print('IslamicHolidays' in dir(holidays.groups), holidays.groups.IslamicHolidays.__module__)\n"
        "print(hasattr(holidays.groups, 'Unheard'), holidays.__version__[0].isdigit())\n"
        "print('2026-05-01' in holidays.Finland(), '1 May 2026' in holidays.Finland())"
    )
    assert said(program) == [
        "5 SourceFileLoader",
        "True True NYSE",
        "True holidays.groups.islamic",
        "False True",
        "True True",
    ]


def test_who_reads_dates_while_it_is_imported_gets_all_of_the_reader() -> None:
    program = (
        "from sla_dsl.clock.piecemeal import piecemeal\n"
        "with piecemeal():\n    import dateutil.parser as early\n    parsed = early.parse('2026-05-01')\n"
        "    print(early.isoparse('2026-05-02').day, parsed.day)\n"
        "import dateutil.parser\nprint(dateutil.parser is early, dateutil.parser.parse('2026-05-03').day)"
    )
    assert said(program) == ["2 1", "True 3"]


@pytest.mark.parametrize("package", ["calendars", "countries", "financial", "groups"])
def test_packages_hand_on_what_they_import(package: str) -> None:
    module = import_module(f"holidays.{package}")
    assert module.__file__ is not None
    names = handed_on(Path(module.__file__).read_text(encoding="utf-8"))
    assert len(names) > 15
    for name, place in names.items():
        assert getattr(module, name) is getattr(import_module(place), name)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (
            "# remark\nfrom a.b import C, D  # noqa\nfrom e import (\n    F,\n    G,\n)\n",
            {"C": "a.b", "D": "a.b", "F": "e", "G": "e"},
        ),
        ("from a import *", {}),
        ("from a import B as C", {}),
        ("import a\nfrom b import C", {}),
        ("from a import B\nB.ready = True\n", {}),
        ("if True:\n    from a import B\n", {}),
        ("", {}),
    ],
)
def test_what_a_package_does_beside_leaves_it_whole(source: str, names: dict[str, str]) -> None:
    assert handed_on(source) == names


@pytest.mark.parametrize("package", ["holidays", "tzdata", "click", "numpy"])
def test_the_version_is_the_one_that_is_searched(package: str) -> None:
    assert version(package) == searched(package)


def nothing(folder: Path) -> None:
    (folder / "tzdata").mkdir()


def two(folder: Path) -> None:
    for number in (1, 2):
        (folder / f"tzdata-{number}.dist-info").mkdir()
        (folder / f"tzdata-{number}.dist-info/METADATA").write_text(f"Version: {number}\n")


def unsaid(folder: Path) -> None:
    (folder / "tzdata-1.dist-info").mkdir()
    (folder / "tzdata-1.dist-info/METADATA").write_text("Name: tzdata\n")


@pytest.mark.parametrize("unusual", [nothing, two, unsaid])
def test_where_it_does_not_stand_beside_it_is_searched(
    unusual: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unusual(tmp_path)
    monkeypatch.setattr(sys.modules["sla_dsl.clock.versions"], "_folder", lambda _package: tmp_path)
    assert version.__wrapped__("tzdata") == searched("tzdata")
