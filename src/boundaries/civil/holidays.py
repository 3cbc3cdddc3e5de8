"""Public holidays of a country or one of its subdivisions."""

from __future__ import annotations

import re
import warnings
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from boundaries.civil.error import UnknownCountry as UnknownCountry
from boundaries.civil.error import shown
from boundaries.core.errors import did_you_mean

if TYPE_CHECKING:
    from boundaries.civil.hours_rule import Holidays

_NAMES = {
    "UK": "GB", "EN": "GB-ENG", "ENG": "GB-ENG", "SCT": "GB-SCT", "WLS": "GB-WLS", "NIR": "GB-NIR", "ENGLAND": "GB-ENG",
    "SCOTLAND": "GB-SCT", "WALES": "GB-WLS", "GREAT BRITAIN": "GB", "UNITED KINGDOM": "GB", "GERMANY": "DE",
    "DEUTSCHLAND": "DE", "AUSTRIA": "AT", "SWITZERLAND": "CH", "FRANCE": "FR", "SPAIN": "ES", "ITALY": "IT",
    "IRELAND": "IE", "USA": "US", "UNITED STATES": "US", "CANADA": "CA", "AUSTRALIA": "AU", "INDIA": "IN",
    "NETHERLANDS": "NL", "BELGIUM": "BE", "PORTUGAL": "PT", "BRAZIL": "BR", "JAPAN": "JP", "NEW ZEALAND": "NZ",
}  # fmt: skip


def public_holidays(country: str | None) -> Holidays:
    """Which days are public holidays in an ISO 3166-1 country (`GB`) or an ISO 3166-2 subdivision (`GB-SCT`).

    A country alone keeps the days that every one of its subdivisions keeps; substitute days count, days of banks
    only do not. None keeps no day. Raises `UnknownCountry` with a way out.
    """
    return _no_day if country is None else _calendar(country)


def _no_day(_: date) -> bool:
    return False


@cache
def _calendar(country: str) -> Holidays:
    """A calendar that looks a year up once, on first use."""
    code, subdivisions = _places(country)
    years: dict[int, frozenset[date]] = {}

    def kept(day: date) -> bool:
        days = years.get(day.year)
        if days is None:
            days = years[day.year] = _kept(code, subdivisions, day.year)
        return day in days

    return kept


def _kept(code: str, subdivisions: tuple[str | None, ...], year: int) -> frozenset[date]:
    """The days of one year that all the subdivisions keep; beyond the package's tables, those it still knows."""
    import holidays  # half a tenth of a second, and only hours with PH need it

    with warnings.catch_warnings():
        # For movable feasts of far years the package warns once a year; a day it does not know is no PH (docs say so).
        warnings.simplefilter("ignore")
        days = [frozenset(holidays.country_holidays(code, subdiv=place, years=year)) for place in subdivisions]
    return frozenset.intersection(*days)


def _places(country: str) -> tuple[str, tuple[str | None, ...]]:
    """The country's code and the subdivisions meant; raises `UnknownCountry`."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    code, _, part = country.partition("-")
    if code not in known:
        message = f"{shown(country)} is not a country with known public holidays"
        raise UnknownCountry(message, hint=_hint(country, known))
    if not part and "-" not in country:
        return code, tuple(known[code]) or (None,)
    if part not in known[code]:
        hint = did_you_mean(part, known[code]).replace("`", f"`{code}-", 1)
        some = ", ".join(f"`{code}-{name}`" for name in known[code][:4])
        hint = hint or f"write `{code}`" + (f", or a part such as {some}" if some else "")
        raise UnknownCountry(f"{shown(country)} is not a part of {code} with holidays of its own", hint=hint)
    return code, (part,)


def _hint(country: str, known: dict[str, list[str]]) -> str:
    word = re.sub(r"[_\s]+", " ", country.strip()).upper()
    meant = _NAMES.get(word) or (word if word in known else None)
    head, _, part = word.replace(" ", "-").partition("-")
    if meant is None and head in known and part in known[head]:
        meant = f"{head}-{part}"
    if meant:
        return f"did you mean `{meant}`?"
    if found := re.search(r"`(.+)`", did_you_mean(word, _NAMES)):
        return f"did you mean `{_NAMES[found[1]]}`?"
    return "a country is two letters, such as `GB`, or `GB-SCT` for a part of it"
