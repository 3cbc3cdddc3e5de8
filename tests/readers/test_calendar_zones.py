"""What a TZID means."""

from __future__ import annotations

import pytest

from boundaries.civil.zone import zone_names
from boundaries.readers.calendar_zones import FLOATING, UTC, Zones


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ('"Europe/London"', "Europe/London"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "Europe/Berlin"),
        ("/softwarestudio.org/Tzfile/Asia/Tokyo", "Asia/Tokyo"),
        ("GMT Standard Time", "Europe/London"),
        ("W. Europe Standard Time 1", "Europe/Berlin"),
        ("Fiji Standard Time", "Pacific/Fiji"),
        ("UTC", "UTC"),
        ("Customized Time Zone", None),
        ("europe/london", None),
        ("../../etc/passwd", None),
        ("/etc/localtime", None),
        ("", None),
        ("\udcff", None),
    ],
)
def test_a_name_means_a_zone_of_the_package_or_none(tzid: str, zone: str | None) -> None:
    zones = Zones()
    number = zones.number(tzid.encode("utf-8", "surrogateescape"))
    assert zones.name(number) == zone


def test_every_zone_of_the_package_means_itself() -> None:
    zones = Zones()
    numbers = {name: zones.number(name.encode()) for name in zone_names()}
    zones.floating = "Asia/Tokyo"
    assert {name: zones.name(number) for name, number in numbers.items()} == {name: name for name in zone_names()}
    assert (zones.name(FLOATING), zones.name(UTC)) == ("Asia/Tokyo", "UTC")


def test_every_name_of_windows_is_known() -> None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    zones = Zones()
    numbers = [zones.number(name.encode()) for name in WINDOWS_TO_OLSON]
    assert all(zones.name(number) is not None for number in numbers)


def test_a_zone_of_its_own_is_where_it_says() -> None:
    zones = Zones()
    number = zones.number(b"Our practice")
    zones.locate(b'"Our practice"', b"Europe/Paris")
    assert zones.name(number) == "Europe/Paris"


def test_where_it_says_nothing_that_is_known_it_is_no_zone() -> None:
    zones = Zones()
    number = zones.number(b"Our practice")
    zones.locate(b"Our practice", b"Nowhere")
    assert zones.name(number) is None


def test_more_names_than_any_calendar_has_are_no_zone() -> None:
    zones = Zones()
    numbers = [zones.number(b"%d" % i) for i in range(5_000)]
    assert all(zones.name(number) is None for number in numbers)
    assert repr(zones) == object.__repr__(zones)
