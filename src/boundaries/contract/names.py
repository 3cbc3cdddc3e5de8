"""Readers of what a contract's head names: zones, countries, currencies, packs, paths of clauses."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from boundaries.civil.zone import UnknownZone, load_zone
from boundaries.contract.clauses import PARTS, resolve
from boundaries.contract.setting import no_path
from boundaries.contract.values import Problem, ValueProblem, plain_text, read_name, tick
from boundaries.contract.values import each as read_each

_COUNTRY = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_SYMBOLS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "EURO": "EUR", "POUND": "GBP", "DOLLAR": "USD"}


def read_zone(value: object) -> str:
    """The name of a time zone."""
    text = plain_text(value, "a time zone", "`Europe/London`")
    try:
        load_zone(text)
    except UnknownZone as wrong:
        raise ValueProblem(Problem("B014", wrong.message, wrong.hint)) from None
    return text


def read_country(value: object) -> str:
    """An ISO 3166-1 country or an ISO 3166-2 subdivision."""
    text = plain_text(value, "a country", "`GB`")
    found = _COUNTRY.fullmatch(text)
    if found is None or found[1] not in _countries() or found[2]:
        _kept_days(text)
    return text


def _kept_days(country: str) -> None:
    """Ask the calendar of public holidays: slower, and so only where a look at the code does not settle it."""
    from boundaries.civil.error import UnknownCountry
    from boundaries.civil.holidays import public_holidays

    try:
        public_holidays(country)
    except UnknownCountry as wrong:
        raise ValueProblem(Problem("B015", wrong.message, wrong.hint)) from None


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """The codes of ISO 3166-1, which the package of the zones carries."""
    from importlib.resources import files

    lines = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if not line.startswith("#"))


def check_holidays(country: str) -> Problem | None:
    """The problem of a country whose public holidays nobody knows, for hours that name `PH`."""
    try:
        _kept_days(country)
    except ValueProblem as wrong:
        return wrong.problems[0]
    return None


def read_currency(value: object) -> str:
    """An ISO 4217 code."""
    text = plain_text(value, "a currency", "`GBP`")
    if not _CURRENCY.fullmatch(text):
        code = _SYMBOLS.get(text.upper().removesuffix("S"), text.upper() if len(text) == 3 and text.isalpha() else "")
        hint = f"did you mean `{code}`?" if code else "three capital letters, such as `GBP`"
        raise ValueProblem(Problem("B003", f"{tick(text)} is not a currency", hint))
    return text


def read_packs(value: object) -> tuple[str, ...]:
    """Names or folders of rule packs; an empty list is none."""

    def one(item: object) -> str:
        text = plain_text(item, "the name of a pack", "`core`")
        if not text.isprintable() or text != text.strip():
            raise ValueProblem(Problem("B021", f"{tick(text, 40)} cannot name a pack", "such as `core`"))
        return text

    return read_each(value, one)


def read_format(value: object) -> str:
    """The format of the file: 1."""
    text = plain_text(value, "the version of the format", "`1`")
    if text != "1":
        hint = "this version reads `format: 1`; leave the key out, or use a newer version"
        raise ValueProblem(Problem("B020", f"format {tick(text)} is not known", hint))
    return "1"


def read_path(value: object) -> str:
    """The full path of a clause or a field, its part optional; a part stands for all its clauses."""
    text = plain_text(value, "a clause", "`administrative.hours`")
    full = text if text in PARTS else resolve(text)
    if full is None:
        raise ValueProblem(no_path(text))
    return full


def read_names(value: object) -> tuple[str, ...]:
    """Pseudonyms, or one alone."""
    reader: Callable[[object], str] = read_name
    return read_each(value, reader)
