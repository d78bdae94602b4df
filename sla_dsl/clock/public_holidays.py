"""Public holidays with their observed days, by country or country-subdivision (`FI`, `DE-BY`)."""

from __future__ import annotations

import warnings
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from sla_dsl.clock.piecemeal import piecemeal

if TYPE_CHECKING:
    from holidays import HolidayBase

LAST_YEAR = 2200
"""No list of holidays reaches further; from the year after on, none are seen."""


@cache
def holiday_dates(code: str, year: int) -> frozenset[date]:
    """The holidays of a year; none where the year is beyond what is known. The code must be a known one."""
    if not 1 <= year <= LAST_YEAR:
        return frozenset()
    # A holiday of a neighbouring year may be observed in this one.
    around = range(max(year - 1, 1), year + 2)
    return frozenset(day for day in _holidays(code, around) if day.year == year)


@cache
def known_holidays(code: str) -> bool:
    """Whether there are holidays for that country or country-subdivision, spelt just so."""
    with piecemeal():
        from holidays.registry import EntityLoader

    country, hyphen, subdivision = code.partition("-")
    if country not in EntityLoader.get_country_codes() or (hyphen and not subdivision):
        return False
    try:
        _holidays(code, range(0))
    except NotImplementedError:
        return False
    return True


@cache
def holiday_codes() -> tuple[str, ...]:
    """Every country and country-subdivision that has holidays, sorted."""
    from holidays import list_supported_countries

    countries = list_supported_countries(include_aliases=True)
    parts = (f"{country}-{part}" for country, subdivisions in countries.items() for part in subdivisions)
    return tuple(sorted({*countries, *parts}))


@cache
def country_named(name: str) -> str | None:
    """The code of a country by its English name, in any letters; nothing where there are no holidays for it."""
    from holidays.registry import COUNTRIES

    wanted = "".join(name.casefold().replace("the ", "").split())
    names = {"".join(key.split("_")): codes[1] for key, codes in COUNTRIES.items()}
    return names.get(_OTHER_NAMES.get(wanted, wanted))


@cache
def part_named(name: str, country: str = "") -> str | None:
    """The code of a part of a large country by its name, `DE-BY` for Bavaria; of that country, where one is given."""
    import holidays

    wanted = name.casefold()
    wanted = {"bavaria": "bayern", "saxony": "sachsen", "hesse": "hessen"}.get(wanted, wanted)
    for code in (country,) if country else _IN_PARTS:
        aliases = getattr(getattr(holidays, code, None), "subdivisions_aliases", {})
        found = next((part for alias, part in aliases.items() if alias.casefold() == wanted and len(alias) > 2), None)
        if found:
            return f"{code}-{found}"
    return None


_IN_PARTS = ("DE", "AT", "CH", "GB", "ES", "US", "CA", "AU")
"""Countries whose parts are looked through for a name."""

_OTHER_NAMES = {
    "suomi": "finland", "sverige": "sweden", "norge": "norway", "danmark": "denmark", "deutschland": "germany",
    "österreich": "austria", "schweiz": "switzerland", "usa": "unitedstates", "america": "unitedstates",
    "unitedstatesofamerica": "unitedstates", "greatbritain": "unitedkingdom",
    "eesti": "estonia", "españa": "spain", "italia": "italy", "nederland": "netherlands", "holland": "netherlands",
}  # fmt: skip


def _holidays(code: str, years: range) -> HolidayBase:
    """What the library lists for these years. Raises NotImplementedError for a subdivision it does not know."""
    country, _, subdivision = code.partition("-")
    with warnings.catch_warnings(), piecemeal():
        import holidays

        # Some countries warn about years they know only in part.
        warnings.simplefilter("ignore")
        # The country's own language: else the machine's would be asked for.
        language = getattr(holidays, country).default_language
        return holidays.country_holidays(
            country, subdiv=subdivision or None, years=years, observed=True, language=language
        )
