"""Whole backups are read to the same rows, whatever the app, the phone and the cable did to them."""

from __future__ import annotations

import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest

from backups import (
    CANARIES,
    CLIENT,
    EXPECTED,
    FILES,
    FOLDER,
    adds_up,
    backup,
    expected_coverage,
    expected_rows,
    message,
    options,
    read_bytes,
    rows_of,
)
from boundaries.core.errors import LogError, UsageError
from boundaries.readers import sms
from boundaries.readers.base import Options, pick
from boundaries.readers.open import open_log
from boundaries.readers.sms_rows import Backup
from boundaries.table.log import Extract


def read(file: str, **changes: Any) -> Extract:
    return sms.read(FOLDER / file, options(**changes))


@pytest.mark.parametrize("file", FILES)
def test_every_fixture_is_read_as_written(file: str) -> None:
    assert pick(FOLDER / file).name == "sms"
    extract, expected = read(file), EXPECTED["files"][file]
    assert rows_of(extract) == expected_rows(file)
    assert [[r.line, r.reason, r.column] for r in extract.rejects] == expected["rejects"]
    assert dict(extract.left_out) == expected["left_out"]
    assert extract.rows_seen == expected["seen"]
    assert adds_up(extract)


@pytest.mark.parametrize("file", FILES)
def test_a_backup_covers_its_kind_from_its_first_row_to_the_moment_it_was_made(file: str) -> None:
    coverage = read(file).coverage or ()
    assert [(*c.kinds, c.start_us, c.end_us) for c in coverage] == expected_coverage(file)
    assert all(c.relationship is None for c in coverage)  # type: ignore[union-attr]


@pytest.mark.parametrize("file", FILES)
def test_nothing_that_was_said_and_nobody_who_said_it_leaves_the_reader(file: str) -> None:
    log = open_log([FOLDER / file], options())
    told = options()
    backup = Backup(told)
    seen = str((log, log.rejects, log.sources, log.coverage, log.warnings, backup, told, log.table.to_pydict()))
    seen += str(pickle.dumps(log.table.to_pydict()))
    assert not [canary for canary in CANARIES if canary.lower() in seen.lower()]


def test_the_entities_of_a_document_type_are_refused_and_never_replaced() -> None:
    assert pick(FOLDER / "entities.xml").name == "sms"
    with pytest.raises(LogError) as caught:
        read("entities.xml")
    assert [d.code for d in caught.value.diagnostics] == ["B207"]
    assert_blind(caught.value)


def assert_blind(error: BaseException) -> None:
    """No text of a row is in an error, in what led to it, or in what the library's frames hold."""
    assert error.__context__ is None
    assert error.__cause__ is None
    frames = [
        frame for frame, _ in traceback.walk_tb(error.__traceback__) if "boundaries" in frame.f_globals["__name__"]
    ]
    held = [value for frame in frames for name, value in frame.f_locals.items() if name != "file"]
    assert frames
    assert not [canary for canary in CANARIES if canary.lower() in str((error, held)).lower()]


# ---- ids and overlap ----------------------------------------------------------------------------------------


def test_overlapping_backups_are_one_backup() -> None:
    log = open_log([FOLDER / "messages.xml", FOLDER / "later.xml", FOLDER / "messages.xml"], options())
    whole, later = expected_rows("messages.xml"), expected_rows("later.xml")
    want = {(row.at_us, row.by, row.length) for row in [*whole, *later]}
    assert len(log) == len(whole) + 1
    assert log.summary.duplicates == len(whole) + len(later) - 1
    assert log.summary.rejected == 3
    assert {(at, by, n) for at, by, n in zip(
        log.table["at"].cast("int64").to_pylist(), log.table["by"].to_pylist(), log.table["length"].to_pylist(),
        strict=True,
    )} == want  # fmt: skip


def test_a_row_twice_in_a_file_is_one_row() -> None:
    log = open_log_of(backup(message(), message(), message("hey"), message(type=2)))
    assert (len(log), log.summary.duplicates) == (3, 1)


def open_log_of(data: bytes) -> Any:
    from boundaries.table.assemble import assemble

    return assemble([read_bytes(data)])


def test_ids_are_made_of_the_moment_the_side_and_the_length_alone() -> None:
    ids = read("messages.xml").table["id"].to_pylist()
    assert ids[:2] == ["sms-1772442001250-client-17", "sms-1772442300000-practitioner-4"]
    assert ids[3] == "sms-1772442420000-client-x"
    assert "mms-1772524860000-practitioner-x-80351" in ids
    assert read("calls.xml").table["id"].to_pylist()[0] == "call-1772449200007-client"


def test_two_pictures_of_one_second_are_two() -> None:
    picture = '<mms date="1772442000000" address="{}" msg_box="2" m_size="{}" />'
    log = open_log_of(backup(picture.format(CLIENT, 10), picture.format(CLIENT, 11), picture.format(CLIENT, 11)))
    assert (len(log), log.summary.duplicates) == (2, 1)


# ---- who is who ---------------------------------------------------------------------------------------------


def test_without_a_file_of_people_a_backup_of_one_pair_needs_the_pair_alone() -> None:
    extract = read_bytes(backup(message(), message(type=2)), directory=None, relationship="c-9")
    assert extract.table.select(["by", "relationship"]).to_pylist() == [
        {"by": "client", "relationship": "c-9"},
        {"by": "practitioner", "relationship": "c-9"},
    ]


@pytest.mark.parametrize("file", ["messages.xml", "calls.xml"])
def test_without_a_file_of_people_a_whole_phone_is_refused(file: str) -> None:
    with pytest.raises(UsageError) as caught:
        sms.read(FOLDER / file, Options(relationship="c-1"))
    assert [d.code for d in caught.value.diagnostics] == ["B260"]
    assert_blind(caught.value)


def test_a_client_named_on_the_command_line_is_taken_out_of_the_phone() -> None:
    rows = rows_of(sms.read(FOLDER / "calls.xml", Options(relationship="c-7", client=CLIENT)))
    assert [row.minutes for row in rows] == [10, 1.5, 0, 0, 0.75, 0, 0, None]


def test_what_is_missing_is_asked_for() -> None:
    with pytest.raises(UsageError) as caught:
        sms.read(FOLDER / "messages.xml", Options())
    assert [d.code for d in caught.value.diagnostics] == ["B237"]


def test_everybody_else_is_left_out_at_once() -> None:
    strangers = [message(f"canary {i}", address=f"+44770080{i:04}") for i in range(5000)]
    extract = read_bytes(backup(*strangers, message()))
    assert extract.table.num_rows == 1
    assert dict(extract.left_out) == {"with nobody who is listed": 5000}


# ---- rows ---------------------------------------------------------------------------------------------------


def only(row: str, root: str = "smses") -> Extract:
    extract = read_bytes(backup(row, root=root))
    assert extract.rows_seen == 1
    assert adds_up(extract)
    return extract


@pytest.mark.parametrize(
    ("body", "length"),
    [
        ("", 0), ("hi", 2), ("null", None), ("Null", 4), ("é", 1), ("😆", 1), ("&#55357;&#56838;", 1),
        ("&#xD83D;&#xde06;", 1), ("&#55357;", 1), ("&#56838;&#55357;", 2), ("&#128518;", 1), ("a&#10;b", 3),
        ("&amp;lt;", 4), ("&lt;b&gt;", 3), ("Q & A", 5), ("AT&T", 4), ("&nbsp;", None), ("&#0;", 1),
        ("&#1114112;", 1), ("&#99999999999;", 14), ("&#;", 3), ("\u202bhi\u202c", 2), ("a > b", 5), ("'", 1),
        ("&#13;&#10;", 2),
    ],
)  # fmt: skip
def test_length_is_of_what_was_written(body: str, length: int | None) -> None:
    row = only(message(body)).table.to_pylist()[0]
    assert row.get("length") == length


@pytest.mark.parametrize(
    ("type", "reason"),
    [(3, "a draft"), (4, "not sent yet"), (5, "could not be sent"), (6, "not sent yet")],
)
def test_what_never_left_the_phone_is_no_contact(type: int, reason: str) -> None:
    assert only(message(type=type)).left_out == ((reason, 1),)
    picture = f'<mms date="1772442000000" address="{CLIENT}" msg_box="{type}" />'
    assert only(picture).left_out == ((reason, 1),)
    assert only(message(type=type, date=0)).left_out == ((reason, 1),)


@pytest.mark.parametrize("number", ["", " ", "-1", "-2", "unknown", "UNKNOWN", "Private", "null"])
def test_a_number_that_is_withheld_is_nobodys(number: str) -> None:
    call = f'<call number="{number}" date="1772442000000" type="1" duration="3" contact_name="Tamsin Orrel" />'
    assert only(call, "calls").left_out == (("unknown number", 1),)
    assert only(message(address=number)).left_out == (("unknown number", 1),)


@pytest.mark.parametrize("date", ["1772442000", "1772442000000000", "0", "", "null", "x", "1.5", "-1", "١٧٧٢٤٤٢٠٠٠٠٠٠"])
def test_a_date_that_is_not_in_milliseconds_is_turned_away(date: str) -> None:
    call = f'<call number="{CLIENT}" date="{date}" type="1" duration="3" />'
    for extract in (only(message(date=date)), only(call, "calls")):
        (reject,) = extract.rejects
        assert (reject.reason, reject.column, reject.line) == ("not in milliseconds since 1970", "date", 3)
        assert extract.coverage == ()


def test_times_are_instants_whatever_the_readable_date_says() -> None:
    extract = only(message(readable_date="1 Jan 1999 00:00:00", date_sent="1"))
    assert extract.table["at"].cast("int64").to_pylist() == [1_772_442_000_000_000]
    assert "certainty" not in extract.table.column_names


@pytest.mark.parametrize("column", ["body", "address", "date", "type", "contact_name"])
def test_a_field_of_more_than_a_mebibyte_is_turned_away_and_the_next_row_read(column: str) -> None:
    big, fits = (message(**{column: "1" * size}) for size in (1_048_577, 1_048_576))  # type: ignore[arg-type]
    extract = read_bytes(backup(big, message()))
    assert [row.line for row in rows_of(extract)] == [4]
    assert len(extract.rejects) == 1
    if column in ("body", "contact_name"):
        assert (extract.rejects[0].reason, extract.rejects[0].column) == ("longer than 1 MiB", column)
        assert len(rows_of(read_bytes(backup(fits, message())))) == 2


def test_a_picture_of_many_megabytes_costs_nothing() -> None:
    row = (
        f'<mms date="1772442000000" address="{CLIENT}" msg_box="1"><parts><part data="{"QUJD" * 1_000_000}" '
        f'ct="image/jpeg" text="null"/><part text="look" ct="text/plain" data="{"QUJD" * 100_000}"/></parts></mms>'
    )
    assert only(row).table["length"].to_pylist() == [4]


def test_a_text_part_of_more_than_a_mebibyte_turns_its_message_away() -> None:
    row = (
        f'<mms date="1772442000000" address="{CLIENT}" msg_box="1"><parts>'
        f'<part ct="text/plain" text="{"x" * 1_048_577}"/></parts></mms>'
    )
    (reject,) = only(row).rejects
    assert (reject.reason, reject.column) == ("longer than 1 MiB", "text")


def test_a_message_to_a_crowd_is_turned_away() -> None:
    addrs = "".join(f'<addr address="+4477009{i:05}" type="151"/>' for i in range(1001))
    row = f'<mms date="1772442000000" address="{CLIENT}" msg_box="2"><addrs>{addrs}</addrs></mms>'
    assert [r.reason for r in only(row).rejects] == ["more than 1,000 people"]


@pytest.mark.parametrize(
    "cut",
    ["<", "<s", "<sms", "<sms ", "<sms date", '<sms body="ab', "<mms a='1'>", "<mms><parts><pa", "<ca", "<sms a='1'/"],
)
def test_what_is_cut_off_is_one_reject(cut: str) -> None:
    extract = read_bytes(backup(message(), message(type=2)).replace(b"</smses>\n", cut.encode()))
    assert [(r.reason, r.line) for r in extract.rejects] == [("cut off", 5)]
    assert extract.table.num_rows == 2


@pytest.mark.parametrize("cut", ["", "</", "</sms", "</smses", "</smses>"])
def test_a_file_cut_between_two_rows_has_lost_nothing_that_can_be_seen(cut: str) -> None:
    extract = read_bytes(backup(message(), message(type=2)).replace(b"</smses>\n", cut.encode()))
    assert (extract.rows_seen, extract.table.num_rows) == (2, 2)


def test_only_a_whole_file_covers_the_time_after_its_last_row() -> None:
    whole = backup(message()).replace(b"<smses ", b'<smses backup_date="1772900000000" ')
    early = backup(message()).replace(b"<smses ", b'<smses backup_date="1700000000000" ')
    last = 1_772_442_000_000_000
    ends = [read_bytes(data).coverage for data in (whole, whole.replace(b"</smses>", b""), early)]
    assert [c[0].end_us for c in ends if c] == [1_772_900_000_000_000, last, last]


# ---- the file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("<smses>", True), ("<calls count='1'>", True), ("\ufeff<smses/>", True), (" \r\n<smses\n", True),
        ("<?xml version='1.0'?><!-- a > b --><?x y?>\n<smses count='1'>", True),
        ("<!DOCTYPE smses [<!ENTITY a '>'>]><smses>", True),
        ("<html>", False), ("<smsesx>", False), ("<?xml version='1.0'?><rss><smses>", False), ("", False),
        ("<!-- <smses> -->", False), ("smses", False), ("{\"a\": \"<smses>\"}", False), ("<sms", False),
    ],
)  # fmt: skip
def test_a_backup_is_known_by_its_first_element(head: str, known: bool) -> None:
    assert sms.sniff(head.encode()) is known
    plain = head.removeprefix("\ufeff")
    assert sms.sniff(plain.encode("utf-16")) is known
    assert sms.sniff(plain.encode("utf-16-be")) is (known and plain.startswith("<"))


def test_a_head_of_nothing_but_comments_is_looked_at_once() -> None:
    assert not sms.sniff(b"<!--" * 16_000)
    assert not sms.sniff(b"<?a?>" * 13_000)
    assert not sms.sniff(b"<!DOCTYPE x[" * 5_000)


def test_an_encoding_that_is_not_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "canaryomega.xml"
    path.write_bytes(backup(message()).replace(b"UTF-8", b"windows-1252"))
    with pytest.raises(LogError) as caught:
        sms.read(path, options())
    assert [d.code for d in caught.value.diagnostics] == ["B207"]
    assert_blind(caught.value)


def test_bytes_that_are_no_text_cost_no_row() -> None:
    data = backup(message("a?b"), message("c")).replace(b"a?b", b"a\xff\xfe\xed\xa0\xbd\xed\xb8\x86")
    assert read_bytes(data).table.num_rows == 2


def test_halves_written_as_bytes_are_one_character() -> None:
    data = backup(message("a?b")).replace(b"?", b"\xed\xa0\xbd\xed\xb8\x86")
    assert read_bytes(data).table["length"].to_pylist() == [3]


def test_a_stream_that_fails_is_refused_without_its_name() -> None:
    class Failing:
        def __init__(self) -> None:
            self.opened = 0

        def open(self, mode: str) -> Any:  # noqa: ARG002 (as a path is opened)
            self.opened += 1
            if self.opened > 1:
                raise OSError(5, "broken", "canaryomega.xml")
            return (FOLDER / "messages.xml").open("rb")

    with pytest.raises(LogError) as caught:
        sms.read(Failing(), options())
    assert [d.code for d in caught.value.diagnostics] == ["B223"]
    assert_blind(caught.value)


def test_counts_in_the_file_are_not_believed() -> None:
    for count in ("0", "99999999999999999999", "-1", "x"):
        assert read_bytes(backup(message()).replace(b'count="1"', f'count="{count}"'.encode())).rows_seen == 1
