"""Whole chats, in every language, are read to the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from boundaries.core.errors import LogError, UsageError
from boundaries.core.instants import parse_instant
from boundaries.readers import whatsapp
from boundaries.readers.base import Options, pick
from boundaries.readers.open import open_log
from chats import CANARIES, CLIENT, EXPECTED, FILES, FOLDER, ME, OPTIONS, codes, expected_rows, read_text, rows_of


@pytest.mark.parametrize("file", FILES)
def test_every_fixture_is_read_as_written(file: str) -> None:
    assert pick(FOLDER / file).name == "whatsapp"
    extract = whatsapp.read(FOLDER / file, OPTIONS)
    expected = EXPECTED["files"][file]
    assert rows_of(extract) == expected_rows(file)
    assert (extract.system, len(extract.rejects)) == (expected["system"], expected["rejected"])
    assert extract.rows_seen == extract.table.num_rows + len(extract.rejects) + extract.system
    assert set(extract.table.column("people").to_pylist() if "people" in extract.table.column_names else [2]) == {
        expected.get("people", 2)
    }


@pytest.mark.parametrize("file", FILES)
def test_a_chat_covers_messages_and_calls_from_its_first_row_to_its_last(file: str) -> None:
    (coverage,) = whatsapp.read(FOLDER / file, OPTIONS).coverage or ()
    times = [row[1] for row in [*EXPECTED["files"][file]["rows"], *EXPECTED["files"][file]["others"]]]
    shown = (coverage.start_us, coverage.end_us)
    first, last = (parse_instant(min(times) + "Z"), parse_instant(max(times) + "Z"))
    assert shown == (first, last)
    assert (coverage.kinds, coverage.relationship) == (frozenset({"message", "call"}), "c-1")


@pytest.mark.parametrize("file", FILES)
def test_nothing_that_was_said_and_nobody_who_said_it_is_in_the_log(file: str) -> None:
    log = open_log([FOLDER / file], OPTIONS)
    with (FOLDER / file).open("rb") as stream:
        scan = whatsapp.scan_chat(stream, "utf-8-sig", OPTIONS)
    seen = str((log, log.rejects, log.sources, log.coverage, scan, scan.people, log.table.to_pydict()))
    assert len(log) > 3
    assert not [canary for canary in CANARIES if canary.lower() in seen.lower()]


def test_ids_are_the_minute_the_party_and_the_ordinal() -> None:
    log = open_log([FOLDER / "group-android.txt"], OPTIONS)
    assert log.table["id"].to_pylist() == [
        "2024-01-14T09:01-client-001", "2024-01-14T09:01-other-001", "2024-01-14T09:01-other-002",
        "2024-01-14T21:15-practitioner-001",
    ]  # fmt: skip
    assert log.table["channel"].unique().to_pylist() == ["whatsapp"]


def test_the_same_chat_twice_is_the_chat_once() -> None:
    file = FOLDER / "es-ios.txt"
    once, twice = open_log([file], OPTIONS), open_log([file, file], OPTIONS)
    assert twice.table.equals(once.table)
    assert twice.summary.duplicates == len(once)
    assert [source.log for source in twice.sources] == ["log 1", "log 2"]


# ---- who is who ---------------------------------------------------------------------------------------------

THREE = "13/01/24, 10:00 - B: b\n13/01/24, 10:01 - A: a\n13/01/24, 10:02 - C: c\n"


def test_the_first_who_is_not_the_practitioner_is_the_client_and_others_are_other() -> None:
    assert read_text(THREE).table["by"].to_pylist() == ["client", "practitioner", "other"]
    assert read_text(THREE, client="C").table["by"].to_pylist() == ["other", "practitioner", "client"]
    assert read_text(THREE, me=" C ").table["by"].to_pylist() == ["client", "other", "practitioner"]
    assert read_text(THREE).table["people"].to_pylist() == [3, 3, 3]


def test_a_name_is_matched_over_marks_spaces_and_composition() -> None:
    text = "13/01/24, 10:00 - \u202a~\u202fZoe\u0301  K\u202c: a\n13/01/24, 10:01 - B: b\n"
    assert read_text(text, me="Zoé K").table["by"].to_pylist() == ["practitioner", "client"]


def test_a_name_with_a_colon_is_found_if_it_is_given() -> None:
    text = "13/01/24, 10:00 - Dr: A: hello\n13/01/24, 10:01 - B: b\n"
    table = read_text(text, me="Dr: A").table
    assert (table["by"].to_pylist(), table["length"].to_pylist()) == (["practitioner", "client"], [5, 1])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"me": None}, "B234"), ({"me": "Nobody"}, "B235"), ({"client": "Nobody"}, "B236"), ({"client": "A"}, "B236"),
        ({"relationship": None}, "B237"), ({"timezone": None}, "B238"), ({"timezone": "Europe/Londn"}, "B239"),
    ],
)  # fmt: skip
def test_what_only_the_caller_knows_is_asked_for(changes: dict[str, object], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_text(THREE, **changes)
    assert codes(caught.value) == [code]
    assert code == "B239" or "log 1" in str(caught.value)
    assert all(diagnostic.hint for diagnostic in caught.value.diagnostics)


def test_everything_missing_is_asked_for_at_once_and_people_are_counted_not_named() -> None:
    with pytest.raises(UsageError) as caught:
        whatsapp.read(FOLDER / "group-android.txt", Options())
    assert codes(caught.value) == ["B234", "B237", "B238"]
    assert "4 people" in str(caught.value)
    assert not [canary for canary in CANARIES if canary in str(caught.value)]


def test_the_names_given_are_in_no_repr() -> None:
    assert ME not in repr(Options(me=ME, client=CLIENT))
    assert CLIENT not in repr(Options(me=ME, client=CLIENT))


# ---- the clock ----------------------------------------------------------------------------------------------


def test_times_are_read_on_the_given_clock_and_said_to_be_assumed() -> None:
    text = "13/07/24, 10:00 - A: a\n31/03/24, 01:30 - A: gap\n27/10/24, 01:30 - A: fold\n27/10/24, 02:30 - A: b\n"
    extract = read_text("\n".join(sorted(text.splitlines(), key=lambda line: line[3:5])), timezone="Europe/London")
    assert [at.strftime("%m-%d %H:%M") for at in extract.table["at"].to_pylist()] == [
        "03-31 01:00", "07-13 09:00", "10-27 00:30", "10-27 02:30",
    ]  # fmt: skip
    assert extract.table["certainty"].to_pylist() == ["ambiguous", "zone_assumed", "ambiguous", "zone_assumed"]


def test_a_row_far_back_in_time_is_kept_and_said_to_be_unsure() -> None:
    text = "13/01/24, 10:00 - A: a\n14/01/24, 10:00 - B: b\n10/01/24, 10:00 - B: late\n15/01/24, 10:00 - A: a\n"
    assert read_text(text).table["certainty"].to_pylist() == [
        "zone_assumed",
        "zone_assumed",
        "ambiguous",
        "zone_assumed",
    ]


# ---- rows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0), ("hi", 2), ("🤓é", 2), ("e\u0301", 2), ("\u202bhi\u202c", 2), ("a: b", 4), ("hi\nthere", 8),
        ("hi\n\nx", 5),
        ("hi\n", 2), ("<3", 2), ("a <b>", 5), ("(yes)", 5), ("hi <This message was edited>", 2),
        ("<Media omitted>", None), ("\u200eimage omitted", None),
        ("a.pdf • \u200e2 pages \u200edocument omitted", None),
        ("\u200e<attached: 1-PHOTO.jpg>", None), ("a b.pdf (file attached)", None), ("null", None),
        ("This message was deleted.", None), ("\u200eYou deleted this message", None),
        ("\u200eStrange new thing", None),
    ],
)  # fmt: skip
def test_length_is_of_what_was_typed_and_missing_where_nothing_was(text: str, length: int | None) -> None:
    extract = read_text(f"[13/01/24, 10:00:00] A: {text}\n[13/01/24, 10:01:00] B: b\n")
    assert extract.table["length"].to_pylist() == [length, 1]


@pytest.mark.parametrize(
    "text",
    [
        "\u200eMissed voice call. \u200eTap to call back", "\u200eVideo call. \u200eNo answer",
        "\u200eA changed the subject",
        "\u200eYou blocked this contact", "Messages and calls are end-to-end encrypted. No one can read them.",
    ],
)  # fmt: skip
def test_what_whatsapp_says_under_a_name_is_a_system_row(text: str) -> None:
    extract = read_text(f"[13/01/24, 10:00:00] A: x\n[13/01/24, 10:00:00] B: {text}\n")
    assert (extract.table.num_rows, extract.system) == (1, 1)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("Voice call, \u200e12 min", 12), ("Video call. \u200e1 hr 5 min", 65), ("Voice call, \u200e30 sec", 0.5)],
)
def test_a_call_that_was_taken_is_a_call(said: str, minutes: float) -> None:
    extract = read_text(f"[13/01/24, 10:00:00] A: \u200e{said}\n")
    assert extract.table.select(["kind", "minutes"]).to_pylist() == [{"kind": "call", "minutes": minutes}]
    assert extract.table["length"].to_pylist() == [None]


def test_broken_rows_are_rejected_with_their_place_and_lose_no_other() -> None:
    text = (
        "13/01/24, 10:00 - A: a\n13/01/24, 10:01 - A:b\n31/02/24, 10:02 - A: c\n99/99/24, 10:02 - A: c\n"
        "13/01/24, 25:00 - A: d\nmore of it\n13/01/24, 10:05 - B: e\n"
    )
    extract = read_text("hello\n" + text)
    assert [(r.row, r.line, r.reason) for r in extract.rejects] == [
        (1, 1, "a line that belongs to no row"), (3, 3, "no separator between name and text"), (4, 4, "no such date"),
        (5, 5, "no such date"), (6, 6, "no such time of day"),
    ]  # fmt: skip
    assert extract.table["by"].to_pylist() == ["practitioner", "client"]


def test_ten_thousand_broken_rows_are_counted() -> None:
    extract = read_text("13/01/24, 10:00 - A: a\n" + "13/01/24, 10:01 - A:b\n" * 10_000)
    assert (extract.table.num_rows, len(extract.rejects), extract.rows_seen) == (1, 10_000, 10_001)


def test_an_oversized_line_is_a_reject_and_what_follows_is_read() -> None:
    long = "x" * 3_000_000
    text = (
        f"13/01/24, 10:00 - A: a\n13/01/24, 10:01 - A: {long}\n13/01/24, 10:02 - B: b\n{long}\n13/01/24, 10:03 - A: c\n"
    )
    extract = read_text(text)
    assert [(r.row, r.reason) for r in extract.rejects] == [(2, "longer than 1 MiB"), (3, "longer than 1 MiB")]
    assert extract.table["length"].to_pylist() == [1, 1]


def test_a_long_chat_is_read_whole() -> None:
    lines = (
        f"{1 + n // 1440 % 28:02}/01/2024, {n // 60 % 24:02}:{n % 60:02} - {'AB'[n % 2]}: {n}" for n in range(40_000)
    )
    extract = read_text("\r\n".join(lines))
    assert (extract.table.num_rows, extract.rows_seen) == (40_000, 40_000)


def test_a_file_of_another_format_named_a_chat_is_refused() -> None:
    with pytest.raises(LogError) as caught:
        read_text("id,at,kind,by\n1,2024-01-01T00:00:00Z,message,client\n")
    assert codes(caught.value) == ["B230"]


def test_a_chat_without_rows_is_empty() -> None:
    extract = read_text("")
    assert (extract.rows_seen, extract.table.num_rows, extract.coverage) == (0, 0, ())


def test_a_chat_in_which_nobody_writes_has_no_rows_and_asks_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("12/01/2026, 17:01 - Messages and calls are end-to-end encrypted.\n")
    log = open_log([path], Options(me="Robin", relationship="c-1", timezone="Europe/London"))
    assert (len(log), log.summary.rows_seen, log.summary.system) == (0, 1, 1)
