"""Telegram's exports: one chat or an account, whole, cut and broken, each row its own or counted."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import BoundariesError, LogError, UsageError
from boundaries.readers import telegram
from boundaries.readers.base import Options, pick
from boundaries.readers.chat import HEAP
from boundaries.readers.json_pieces import BROKEN, CUT_OFF, TOO_LONG
from boundaries.readers.open import open_log
from telegrams import (
    ANNA,
    CANARIES,
    EXPECTED,
    FILES,
    FOLDER,
    ME,
    T0,
    Bytes,
    account,
    chat,
    corpus_options,
    dumped,
    message,
    options,
    read,
    rows_of,
    service,
)  # fmt: skip

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PARTS = TEXTS | st.lists(TEXTS | st.fixed_dictionaries({"type": st.just("bold"), "text": TEXTS}), max_size=3)
SAID = st.tuples(st.sampled_from([ME, ANNA]), st.integers(0, 10**7), PARTS)
CHATS = st.lists(SAID, max_size=8)


def made(said: list[tuple[str, int, Any]]) -> dict[str, Any]:
    """A chat of two in which this was said."""
    return chat(*(message(n, who, T0 + later, text) for n, (who, later, text) in enumerate(said, 1)))


def length(text: Any) -> int | None:
    """What is typed of a text, as the corpus counts it."""
    parts = text if isinstance(text, list) else [text]
    marks = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    whole = "".join(part["text"] if isinstance(part, dict) else part for part in parts)
    return sum(letter not in marks for letter in whole) or None


# ---- whole files --------------------------------------------------------------------------------------------


@given(CHATS, st.sampled_from([None, 1, 3]))
def test_any_chat_is_read_back(said: list[tuple[str, int, Any]], indent: int | None) -> None:
    extract = telegram.read(Bytes(dumped(made(said), indent)), options())
    assert rows_of(extract, "id", "at", "by", "length", "kind", "channel") == [
        (
            f"telegram-{n:012}",
            T0 + later,
            "practitioner" if who == ME else "client",
            length(text),
            "message",
            "telegram",
        )
        for n, (who, later, text) in enumerate(said, 1)
    ]
    assert extract.rows_seen == len(said)
    assert {(c.start_us, c.end_us) for c in extract.coverage or ()} == (
        {((T0 + min(at for _, at, _ in said)) * 10**6, (T0 + max(at for _, at, _ in said)) * 10**6)} if said else set()
    )


@given(st.lists(CHATS, max_size=3), st.integers(0, 10**6), st.sampled_from([None, 1]))
def test_a_cut_keeps_every_row_before_it(chats: list[Any], place: int, indent: int | None) -> None:
    data = dumped(account(*map(made, chats)), indent)
    data = data[: place % len(data)]
    try:
        extract = telegram.read(Bytes(data), options())
    except BoundariesError:
        assert data.count(b'"text_entities": []') <= 1
        return
    whole = [row for said in chats for row in enumerate(said, 1)]
    found = rows_of(extract, "at", "by")
    assert found == [(T0 + at, "practitioner" if who == ME else "client") for _, (who, at, _) in whole][: len(found)]
    assert len(found) >= data.count(b'"text_entities": []') - 1
    assert len(extract.rejects) == 1
    assert extract.rejects[0].reason in (CUT_OFF, BROKEN)
    assert extract.rows_seen == len(found) + 1


@pytest.mark.parametrize("file", FILES)
def test_every_fixture_is_read_as_written(file: str) -> None:
    assert pick(FOLDER / file).name == "telegram"
    extract, expected = telegram.read(FOLDER / file, corpus_options()), EXPECTED["files"][file]
    assert extract.lines is not None
    assert [
        [
            line,
            row["at"].isoformat()[:19],
            row["kind"],
            row["by"],
            row["relationship"],
            row.get("length"),
            row.get("minutes"),
            row.get("certainty") or "exact",
        ]
        for line, row in zip(extract.lines.tolist(), extract.table.to_pylist(), strict=True)
    ] == expected["rows"]
    assert (extract.system, len(extract.rejects)) == (expected["system"], expected["rejected"])
    assert extract.rows_seen == extract.table.num_rows + extract.system + len(extract.rejects)
    assert [[c.relationship, c.start_us // 10**6, c.end_us // 10**6] for c in extract.coverage or ()] == expected[
        "coverage"
    ]


@pytest.mark.parametrize("file", FILES)
def test_nothing_that_was_said_and_nobody_who_said_it_is_in_the_log(file: str) -> None:
    log = open_log([FOLDER / file], corpus_options())
    assert len(log)
    seen = str((log, log.rejects, log.sources, log.coverage, log.summary, log.table.to_pydict())).lower()
    assert not [canary for canary in CANARIES if canary.lower() in seen]


def test_two_exports_of_one_chat_are_merged() -> None:
    log = open_log([FOLDER / "one-chat.json", FOLDER / "account.json"], corpus_options())
    assert log.summary.duplicates == 2
    assert not log.rejects


def test_the_ids_sort_as_the_rows_do() -> None:
    extract = read(chat(*(message(n) for n in range(8, 12))))
    assert rows_of(extract, "id") == sorted(rows_of(extract, "id"))


def test_a_file_without_ids_gets_them_from_second_side_and_ordinal() -> None:
    rows = [
        {k: v for k, v in message(0, who, at).items() if k not in ("id", "from_id")}
        for who, at in ((ANNA, T0), (ANNA, T0), (ME, T0), (ANNA, T0 + 1))
    ]
    assert rows_of(read(chat(*rows)), "id") == [
        "telegram-2026-03-03T10:00:00Z-client-001",
        "telegram-2026-03-03T10:00:00Z-client-002",
        "telegram-2026-03-03T10:00:00Z-practitioner-001",
        "telegram-2026-03-03T10:00:01Z-client-001",
    ]


# ---- rows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("", None),
        ("hi", 2),
        (["a", {"type": "link", "text": "bc"}, 7, None, {"type": "x"}], 3),
        (None, None),
        ({}, None),
        ("e\u0301🤓", 3),
        ("\u200ehi\u202c", 2),
        ("\ud83d", 1),
    ],
)
def test_length_is_of_what_was_typed_and_missing_where_nothing_was(text: Any, want: int | None) -> None:
    document = json.dumps(chat(message(1, text=text, photo="x.jpg"))).encode()
    assert rows_of(read(document), "length") == [want]


def test_control_characters_as_telegram_writes_them_are_repaired() -> None:
    data = dumped(chat(message(1, text="QQ"), message(2))).replace(b'"QQ"', b'"a\\x0Bb\\\\x1Fc\\\\\\x07"')
    assert rows_of(read(data), "length") == [10, 5]


def test_an_edit_changes_no_time_and_an_answer_names_its_row() -> None:
    extract = read(
        chat(
            message(1, edited_unixtime=str(T0 + 99)),
            message(2, ME, T0 + 1, reply_to_message_id=1),
            message(3, ME, T0 + 2, reply_to_message_id=1, reply_to_peer_id="channel9"),
            message(4, reply_to_message_id="1"),
        )
    )
    assert rows_of(extract, "at", "ref") == [
        (T0, None),
        (T0 + 1, "telegram-000000000001"),
        (T0 + 2, None),
        (T0, None),
    ]


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ({"duration_seconds": 90, "discard_reason": "hangup"}, 1.5),
        ({"discard_reason": "missed"}, None),
        ({"discard_reason": "busy"}, None),
        ({"duration_seconds": 0}, None),
        ({"duration_seconds": "90"}, None),
    ],
)
def test_a_call_counts_if_it_was_taken(more: dict[str, Any], minutes: float | None) -> None:
    extract = read(chat(message(1), service(2, "phone_call", T0 + 5, ME, **more)))
    assert [row for row in rows_of(extract, "kind", "by", "minutes") if row[0] == "call"] == (
        [("call", "practitioner", minutes)] if minutes else []
    )
    assert extract.system == (minutes is None)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (message(2, type="massage"), "neither a message nor a service row"),
        (message(2, type=None), "neither a message nor a service row"),
        (message(2, date_unixtime="soon"), "no such time"),
        (message(2, date_unixtime=None, date=None), "no such time"),
        (message(2, **{"from": None, "from_id": None}), "no sender"),
        ([], BROKEN),
        (7, BROKEN),
        ("canaryzeta", BROKEN),
        (message(2, text="x" * (1 << 20)), TOO_LONG),
    ],
)
def test_a_broken_row_is_turned_away_and_loses_no_other(broken: Any, reason: str) -> None:
    extract = read(chat(message(1), broken, message(3)))
    assert rows_of(extract, "id") == ["telegram-000000000001", "telegram-000000000003"]
    assert [(reject.row, reject.reason) for reject in extract.rejects] == [(2, reason)]


@pytest.mark.parametrize("at", [-(10**12), 10**12, 10**17])
def test_a_time_of_no_year_is_a_reject_and_stretches_nothing(at: int) -> None:
    extract = read(chat(message(1), message(2, date_unixtime=str(at)), message(3, at=T0 + 9)))
    assert len(extract.rejects) == 1
    assert [(c.start_us, c.end_us) for c in extract.coverage or ()] == [(T0 * 10**6, (T0 + 9) * 10**6)]


def test_forwarded_rows_in_heaps_are_of_another_time_and_single_ones_are_not() -> None:
    heap = [message(n, at=T0 + n % 30, forwarded_from="X") for n in range(1, HEAP + 1)]
    few = [message(n, at=T0 + 3600, forwarded_from="X") for n in range(100, 100 + HEAP - 1)]
    extract = read(chat(*heap, *few, message(200, at=T0)))
    assert rows_of(extract, "certainty") == ["ambiguous"] * HEAP + [None] * HEAP


# ---- the clock ----------------------------------------------------------------------------------------------


def test_an_old_export_has_a_clock_of_its_own() -> None:
    old = [
        message(n, date=date, date_unixtime=None)
        for n, date in enumerate(
            ("2019-07-01T10:00:00", "2019-03-31T01:30:00", "2019-10-27T01:30:00", "2019-07-01T10:00:00+02:00"), 1
        )
    ]
    with pytest.raises(UsageError) as caught:
        read(chat(*old), options(relationship=None))
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["B237", "B238"]
    extract = read(chat(*old), options(timezone="Europe/London"))
    assert [row["at"].isoformat()[:16] for row in extract.table.to_pylist()] == [
        "2019-07-01T09:00",
        "2019-03-31T01:00",
        "2019-10-27T00:30",
        "2019-07-01T08:00",
    ]
    assert rows_of(extract, "certainty") == ["zone_assumed", "ambiguous", "ambiguous", None]


# ---- what is none -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document", [{}, {"about": "x"}, [], [1], {"messages": {"a": 1}}, "x", {"chats": {"list": []}}]
)
def test_a_document_without_a_chat_is_refused(document: Any) -> None:
    with pytest.raises(LogError) as caught:
        read(document)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["B262"]


def test_a_chat_without_rows_is_empty() -> None:
    extract = read(chat())
    assert (extract.rows_seen, extract.table.num_rows, extract.coverage) == (0, 0, ())


@pytest.mark.parametrize(
    "head",
    [
        b'{"id": "1", "kind": "message"}',
        b'[{"date_unixtime": "1"}]',
        b'{"messages": [{"sender": "x", "timestamp_ms": 1}]}',
        b'[2024-01-01, 10:00] A: {"messages": []}',
        b"",
        b"{",
    ],
)
def test_other_files_are_not_taken_for_telegrams(head: bytes) -> None:
    assert not telegram.sniff(head)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_an_export_is_known_and_read_in_any_unicode(encoding: str) -> None:
    data = json.dumps(account(chat(message(1, text="é😀"))), ensure_ascii=False).encode(encoding)
    assert telegram.sniff(data)
    assert rows_of(telegram.read(Bytes(data), options()), "length") == [2]


@given(st.data())
def test_broken_bytes_end_in_an_error_or_in_rows_that_add_up(data: st.DataObject) -> None:
    whole = bytearray((FOLDER / data.draw(st.sampled_from(FILES))).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        extract = telegram.read(Bytes(bytes(whole)), corpus_options())
    except BoundariesError as error:
        shown = str(error)
    else:
        assert extract.rows_seen == extract.table.num_rows + extract.system + len(extract.rejects)
        shown = str((extract, extract.rejects, extract.table.to_pydict()))
    assert not [canary for canary in CANARIES if canary in shown]


def test_a_chat_in_memory_is_numbers() -> None:
    rows = [message(n, ME if n % 2 else ANNA, T0 + n, "words " * 400) for n in range(5_000)]
    data = dumped(chat(*rows))
    del rows
    tracemalloc.start()
    assert read(data, options()).table.num_rows == 5_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(data)  # a fixed part, and some numbers a row


def test_a_reading_shows_nobody() -> None:
    assert "Anna" not in repr(telegram._Reading(Options(me="Anna Ng")))
