"""Columns of an export to columns of a log: words, names, numbers, lengths and moments, and what of each may not be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.readers.privacy import length_of
from maps import KEY, read, rejects, rows

BASE = {"at": "{from: At}", "kind": "{is: message}", "by": "{is: client}", "relationship": "{is: c-1}"}


def one(cell: str, value: str, place: Path, more: str = "", **options: object) -> tuple[object, str | None]:
    """What a column makes of a cell (the column is the first word of `cell`), or why it is none."""
    name, _, recipe = cell.partition(": ")
    columns = "\n".join(f"  {column}: {text}" for column, text in (BASE | {name: recipe}).items())
    at = "" if name == "at" else "At,"
    text = f'{at}A\n{"" if name == "at" else "2026-03-03T10:00:00Z,"}"{value}"\n'
    found = read(
        f"map: m\nexport: csv\n{more}columns:\n{columns}\n".replace("{from: At}", "{from: At}"), text, place, **options
    )
    if found.rejects:
        return None, found.rejects[0].reason
    return (rows(found)[0].get(name) if found.table.num_rows else "left out"), None


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("minutes: {from: A, unit: s}", "90", 1.5),
        ("minutes: {from: A, unit: min}", "50", 50.0),
        ("minutes: {from: A, unit: h}", "0.75", 45.0),
        ("minutes: {from: A, unit: 'h:mm'}", "1:05", 65.0),
        ("minutes: {from: A, unit: 'h:mm:ss'}", "01:05:30", 65.5),
        ("minutes: {from: A, unit: 'mm:ss'}", "125:30", 125.5),
        ("minutes: {from: A, unit: h, decimal: ','}", "1,5", 90.0),
        ("minutes: {is: 50}", "", 50.0),
        ("minutes: {from: A, unit: s}", "", None),
        ("amount: {from: A}", "-70.5", -70.5),
        ("amount: {from: A}", "7e1", 70.0),
        ("amount: {from: A, decimal: ','}", "1.234.567,89 €", 1234567.89),
        ("amount: {from: A, decimal: ','}", "EUR 70,00", 70.0),
        ("amount: {from: A, decimal: '.'}", "£1,234", 1234.0),
        ("amount: {from: A, decimal: '.'}", "1'234.50", 1234.5),
        ("amount: {from: A, decimal: ','}", "1\u202f234,50", 1234.5),
        ("people: {from: A}", "3", 3),
        ("purpose: {from: A}", " crisis ", "crisis"),
        ("purpose: {from: A, words: {Booking  made: scheduling}}", "Booking  made", "scheduling"),
        ("purpose: {from: A, words: {a: crisis}, otherwise: missing}", "b", None),
        ("purpose: {from: A, words: {a: crisis}, otherwise: other}", "b", "other"),
        ("purpose: {from: A, words: {a: crisis}, otherwise: leave_out}", "b", "left out"),
        ("purpose: {from: A, words: {a: crisis, '': support}}", "", "support"),
        ("purpose: {from: A, words: {a: crisis}}", "", None),
        ("channel: {from: A, words: {SMS: Text}}", "SMS", "text"),
        ("place: {is: Room 2}", "", "Room 2"),
        ("length: {length_of: A}", "", None),
        ("length: {length_of: A}", "a\nb, \u200ec\U0001f600", 7),
        ("length: {from: A}", "12", 12),
        ("ref: {from: A, as_is: true}", "SM1:2.3_a-b", "SM1:2.3_a-b"),
        ("ref: {from: A}", "", None),
    ],
)
def test_a_cell_is_read_as_the_map_says(cell: str, value: str, expected: object, tmp_path: Path) -> None:
    assert one(cell, value, tmp_path / "export") == (expected, None)


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("minutes: {from: A, unit: s}", "1:30", "not a number as the map says"),
        ("minutes: {from: A, unit: 'h:mm'}", "1:65", "not a number as the map says"),
        ("minutes: {from: A, unit: 'h:mm'}", "1:05:00", "not a number as the map says"),
        ("minutes: {from: A, unit: s}", "-1", "less than zero"),
        ("amount: {from: A}", "1,234", "not a number as the map says"),
        ("amount: {from: A}", "£70", "not a number as the map says"),
        ("amount: {from: A}", "NaN", "not a number as the map says"),
        ("amount: {from: A}", "٣", "not a number as the map says"),
        ("amount: {from: A, decimal: ','}", "1.23", "not a number as the map says"),
        ("amount: {from: A, decimal: ','}", "1,234,567", "not a number as the map says"),
        ("people: {from: A}", "2.5", "not a whole number"),
        ("purpose: {from: A}", "Crisis", "a word that the map does not list"),
        ("purpose: {from: A, words: {a: crisis}}", "A", "a word that the map does not list"),
        ("kind: {from: A}", "x-anything at all", "a word that the map does not list"),
        ("kind: {from: A}", "", "missing"),
        ("ref: {from: A, as_is: true}", "+447700900123", "not shaped like a name of an id"),
        ("ref: {from: A, as_is: true}", "a@b.example", "not shaped like a name of an id"),
        ("ref: {from: A, as_is: true}", "two words", "not shaped like a name of an id"),
        ("relationship: {from: A, as_is: true}", "x" * 65, "not shaped like a name of an id"),
        ("relationship: {from: A, words: {a: c-1}}", "b", "a word that the map does not list"),
        ("planned_start: {from: A}", "2026-03-03", "a day without a time"),
        ("planned_start: {from: A}", "2226-03-03T10:00:00Z", "outside the years 1900 to 2199"),
        ("at: {from: A, format: unix}", "99999999999", "outside the years 1900 to 2199"),
        ("at: {from: A, format: '%d/%m/%Y'}", "01/01/9999", "outside the years 1900 to 2199"),
        ("at: {from: A}", "", "missing"),
    ],
)
def test_a_cell_that_cannot_be_is_told_by_its_column(cell: str, value: str, reason: str, tmp_path: Path) -> None:
    assert one(cell, value, tmp_path / "export", timezone="Europe/London") == (None, reason)


def test_names_are_keyed_and_belong_to_their_map(tmp_path: Path) -> None:
    def name(cell: str, value: str, map: str = "m") -> object:
        text = f"map: {map}\nexport: csv\ncolumns:\n" + "".join(
            f"  {c}: {t}\n" for c, t in (BASE | {"id": cell}).items()
        )
        return rows(read(text, f"At,A,B\n2026-03-03T10:00:00Z,{value},x\n", tmp_path / "export"))[0]["id"]

    assert name("{from: A}", "17") == KEY.name("map", "m", "17")
    assert name("{from: A}", "17", "n") != name("{from: A}", "17")
    assert name("{from: A, of: m}", "17", "n") == name("{from: A}", "17")
    assert name("{from: [A, B]}", "17") == KEY.name("map", "m", "17", "x")


@given(st.text(st.characters(codec="utf-8", exclude_characters='\0"\r'), max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_length_is_counted_as_every_reader_counts_it(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    place = tmp_path_factory.getbasetemp() / "length"
    assert one("length: {length_of: A}", text, place) == (length_of(text) or None, None)


@given(st.datetimes(datetime.fromisoformat("2001-01-01"), datetime.fromisoformat("2037-12-31")))
@settings(max_examples=100, deadline=None)
def test_a_reading_without_an_offset_is_on_the_maps_clock(
    tmp_path_factory: pytest.TempPathFactory, when: datetime
) -> None:
    zone = ZoneInfo("Europe/London")
    reading = when.replace(tzinfo=UTC).astimezone(zone).replace(microsecond=0)
    sure = reading.utcoffset() == reading.replace(fold=1 - reading.fold).utcoffset()
    text = reading.strftime("%d/%m/%Y %H:%M:%S")
    map = "map: m\nexport: csv\ntimezone: Europe/London\ncolumns:\n" + "".join(
        f"  {c}: {t}\n" for c, t in (BASE | {"at": '{from: A, format: "%d/%m/%Y %H:%M:%S"}'}).items()
    )
    (row,) = rows(read(map, f"A\n{text}\n", tmp_path_factory.getbasetemp() / "clock", timezone="Asia/Tokyo"))
    assert row["certainty"] == ("zone_assumed" if sure else "ambiguous")
    assert row["at"] == reading.replace(fold=0)


def test_a_day_is_a_day_and_a_clock_is_needed(tmp_path: Path) -> None:
    map = "map: m\nexport: csv\ncolumns:\n" + "".join(
        f"  {c}: {t}\n" for c, t in (BASE | {"at": '{from: A, format: "%d/%m/%Y"}'}).items()
    )
    (row,) = rows(read(map, "A\n04/03/2026\n", tmp_path / "export", timezone="Asia/Tokyo"))
    assert (row["at"].isoformat(), row["certainty"]) == ("2026-03-03T15:00:00+00:00", "date_only")
    with pytest.raises(UsageError, match="B238 log 1 names no time zone"):
        read(map, "A\n04/03/2026\n", tmp_path / "export")
    with pytest.raises(UsageError, match="B239"):
        read(map, "A\n04/03/2026\n", tmp_path / "export", timezone="Nowhere")


SPAN = """\
map: m
export: csv
timezone: Europe/London
columns:
  at: {date: Day, time: From, format: "%d/%m/%Y %H:%M"}
  kind: {is: session}
  by: {is: both}
  relationship: {is: c-1}
  minutes: {start: Begun, end: Over, format: "%d/%m/%Y %H:%M"}
  planned_start: {from: Plan, format: "%d/%m/%Y %H:%M"}
"""


def test_minutes_between_two_moments_and_plans_in_a_repeated_hour(tmp_path: Path) -> None:
    lines = [
        "Day,From,Begun,Over,Plan",
        "03/03/2026,10:00,03/03/2026 10:00,03/03/2026 11:15,03/03/2026 10:00",
        "03/03/2026,11:00,03/03/2026 10:00,,03/03/2026 10:00",
        "03/03/2026,12:00,03/03/2026 10:00,03/03/2026 09:00,",
        "24/10/2026,10:00,25/10/2026 00:30,25/10/2026 01:30,25/10/2026 01:30",
        "03/03/2026,,03/03/2026 10:00,03/03/2026 11:15,03/03/2026 10:00",
    ]
    found = read(SPAN, "\n".join(lines) + "\n", tmp_path / "export")
    assert [(row.get("minutes"), row["certainty"]) for row in rows(found)] == [
        (75.0, "zone_assumed"), (None, "zone_assumed"), (None, "ambiguous"),
    ]  # fmt: skip
    assert rejects(found) == [(3, "minutes", "ends before it starts"), (5, "at", "missing")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1" + " " * 20_000 + "x", None), ("1" + " " * 100_000 + "GBP", None), (" " * 50 + "x", None), ("1" * 81, None),
        ("EUR    1.234,5", 1234.5), ("1.234,5    EUR", 1234.5), ("7 €", 7.0), ("1" + " " * 70 + "GBP", 1.0),
    ],
)  # fmt: skip
def test_a_number_with_much_around_it_is_soon_seen_to_be_none(
    value: str, expected: float | None, tmp_path: Path
) -> None:
    found, _ = one("amount: {from: A, decimal: ','}", value, tmp_path / "export")
    assert found == expected
