"""Public holidays: of the whole country, of a part, in lieu; and the way out of a wrong code."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import holidays as package
import pytest

from boundaries.civil.holidays import UnknownCountry, public_holidays


@pytest.mark.parametrize(
    ("country", "day", "kept"),
    [
        ("GB", date(2026, 12, 25), True),
        ("GB", date(2026, 12, 28), True),  # Boxing Day falls on a Saturday: the substitute counts
        ("GB", date(2026, 11, 30), False),  # Saint Andrew's Day is Scotland's alone
        ("GB-SCT", date(2026, 11, 30), True),
        ("GB", date(2026, 4, 6), False),  # Easter Monday is not Scotland's
        ("GB-ENG", date(2026, 4, 6), True),
        ("DE", date(2026, 10, 3), True),
        ("DE", date(2026, 11, 1), False),
        ("DE-BY", date(2026, 11, 1), True),
        ("DE-BE", date(2026, 11, 1), False),
        ("US", date(2026, 12, 25), True),
        ("US", date(2026, 10, 12), False),  # Columbus Day is not kept everywhere
        ("US-CA", date(2026, 3, 31), True),
        ("FR", date(2026, 7, 14), True),
        (None, date(2026, 12, 25), False),
    ],
)
def test_days(country: str | None, day: date, kept: bool) -> None:
    assert public_holidays(country)(day) is kept


@pytest.mark.parametrize("country", ["GB", "DE", "ES", "AU", "CA", "US", "CH"])
def test_a_country_keeps_what_all_its_parts_keep(country: str) -> None:
    whole = public_holidays(country)
    parts = [public_holidays(f"{country}-{part}") for part in package.list_supported_countries()[country]]
    days = (date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()))
    assert all(whole(day) == all(part(day) for part in parts) for day in days)


def test_days_of_banks_only_do_not_count() -> None:
    banks = package.country_holidays("AT", years=2026, categories=("bank",))
    public = package.country_holidays("AT", years=2026)
    only = [day for day in banks if day not in public]
    assert only
    assert not any(public_holidays("AT")(day) for day in only)


def test_years_at_the_edge_have_an_answer() -> None:
    assert public_holidays("GB")(date(1, 1, 1)) in (True, False)
    assert public_holidays("GB")(date(9999, 12, 31)) in (True, False)


@pytest.mark.parametrize(
    ("country", "hint"),
    [
        ("UK", "`GB`"),
        ("gb", "`GB`"),
        ("gb-sct", "`GB-SCT`"),
        ("GB_SCT", "`GB-SCT`"),
        ("GB-SC", "`GB-SCT`"),
        ("Scotland", "`GB-SCT`"),
        ("Germny", "`DE`"),
        ("USA", "`US`"),
        ("GB-", "`GB-ENG`"),
        ("FR-75", "write `FR`"),
        ("AQ-1", "`AQ`"),
        ("XX", "two letters"),
        ("", "two letters"),
        ("x" * 5000, "two letters"),
    ],
)
def test_an_unknown_country_shows_the_way(country: str, hint: str) -> None:
    with pytest.raises(UnknownCountry) as caught:
        public_holidays(country)
    assert hint in caught.value.hint
    assert len(str(caught.value)) < 250


def test_the_package_is_loaded_on_first_use_only() -> None:
    code = "import sys, boundaries.civil.deadline; print({'holidays', 'pendulum', 'numpy'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
