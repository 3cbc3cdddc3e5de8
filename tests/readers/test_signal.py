"""Chats from signal-export, in text and JSON: each row its own or counted, and nothing taken for silence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import BoundariesError, LogError, UsageError
from boundaries.readers import signal, whatsapp
from boundaries.readers.base import pick
from boundaries.readers.directory import read_people
from boundaries.readers.open import open_log
from boundaries.readers.signal_lines import NO_CALL, call_of, typed
from chats import FILES as WHATSAPP_FILES
from chats import FOLDER as WHATSAPP
from signals import CANARIES, EXPECTED, FILES, FOLDER, listed, options, read, rows_of, text
from telegrams import Bytes

LONDON = options(timezone="Europe/London")
WORDS = st.text(st.characters(categories=["L", "N", "So"]), min_size=1, max_size=6)
BODIES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
SAID = st.lists(st.tuples(st.sampled_from(["Me", "Aya"]), st.integers(0, 59), BODIES), max_size=6)


def times(said: list[tuple[str, int, str]]) -> list[tuple[str, str, str]]:
    """Rows with their times in order."""
    return [(f"{10 + n}:{second:02}:07", who, body) for n, (who, second, body) in enumerate(said)]


def as_json(rows: list[tuple[str, str, str]]) -> str:
    """The same rows as `data.json` has them."""
    return "".join(
        json.dumps({"date": f"2026-03-03T{at}", "sender": who, "body": f"{body}  ", "quote": "", "sticker": ""}) + "\n"
        for at, who, body in rows
    )


# ---- whole files --------------------------------------------------------------------------------------------


@given(SAID)
def test_any_chat_is_read_back_from_text_and_from_json(said: list[tuple[str, int, str]]) -> None:
    rows = times(said)
    want = [
        (f"signal-2026-03-03T{at[:5]}-{'practitioner' if who == 'Me' else 'client'}-001", f"2026-03-03T{at}", len(body))
        for at, who, body in rows
    ]
    for data in (text(*rows), as_json(rows)):
        extract = read(data)
        assert rows_of(extract, "id", "at", "length") == want
        assert extract.rows_seen == len(rows)
        assert extract.coverage == ()


@given(SAID, st.integers(0, 10_000), st.booleans())
def test_a_cut_keeps_every_row_before_it(said: list[tuple[str, int, str]], place: int, as_text: bool) -> None:
    rows = times(said)
    data = (text(*rows) if as_text else as_json(rows)).encode()
    data = data[: place % (len(data) + 1)]
    try:
        extract = read(data)
    except BoundariesError:
        assert data.count(b"\n") < 2
        return
    found = rows_of(extract, "at", "by")
    assert (
        found
        == [(f"2026-03-03T{at}", "practitioner" if who == "Me" else "client") for at, who, _ in rows][: len(found)]
    )
    assert len(found) >= data.count(b"  \n\n" if as_text else b"\n")
    assert extract.rows_seen == len(found) + len(extract.rejects) + extract.system <= len(rows)


@pytest.mark.parametrize("file", FILES)
def test_every_fixture_is_read_as_written(file: str) -> None:
    assert pick(FOLDER / file).name == "signal"
    extract, expected = signal.read(FOLDER / file, LONDON), EXPECTED["files"][file]
    assert extract.lines is not None
    assert [
        [
            line,
            row["at"].isoformat()[:19],
            row["kind"],
            row["by"],
            row.get("length"),
            row.get("minutes"),
            row["certainty"],
        ]
        for line, row in zip(extract.lines.tolist(), extract.table.to_pylist(), strict=True)
    ] == expected["rows"]
    assert [[reject.line, reject.reason] for reject in extract.rejects] == expected["rejects"]
    assert dict(extract.left_out or ()) == expected["left_out"]
    assert extract.rows_seen == extract.table.num_rows + extract.system + len(extract.rejects)


@pytest.mark.parametrize("file", FILES)
def test_nothing_that_was_said_and_nobody_who_said_it_is_in_the_log(file: str) -> None:
    log = open_log([FOLDER / file], LONDON)
    assert len(log)
    seen = str((log, log.rejects, log.sources, log.coverage, log.summary, log.table.to_pydict())).lower()
    assert not [canary for canary in CANARIES if canary.lower() in seen]


def test_the_text_and_the_json_of_one_chat_are_merged() -> None:
    log = open_log([FOLDER / "chat.md", FOLDER / "data.json"], LONDON)
    assert log.summary.duplicates == 6


def test_ids_count_within_the_minute_and_the_side() -> None:
    rows = (("10:00:00", "Aya", "a"), ("10:00:30", "Me", "b"), ("10:00:59", "Aya", "c"), ("10:01:00", "Aya", "d"))
    assert rows_of(read(text(*rows)), "id") == [
        "signal-2026-03-03T10:00-client-001",
        "signal-2026-03-03T10:00-practitioner-001",
        "signal-2026-03-03T10:00-client-002",
        "signal-2026-03-03T10:01-client-001",
    ]


# ---- which format it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", WHATSAPP_FILES)
def test_no_chat_of_whatsapp_is_taken_for_signals(file: str) -> None:
    data = (WHATSAPP / file).read_bytes()
    assert not signal.sniff(data)
    assert whatsapp.sniff(data)


@pytest.mark.parametrize(
    ("head", "is_signal"),
    [
        ("[2019-12-24, 12:23] Jane: Hello", True),
        ("[2019-12-24 12:23] Jane: Hello", True),
        ("\ufeff\n[2019-12-24 12:23] J: x", True),
        ("[2024-01-13 21:05:10] Anna: hej", False),
        ("[2024-01-13 21:05:10] Me: hej", True),
        ("[2024-01-13 21:05:10] Anna: hej  \n\n[2024-01-13 21:05:11] Bo: hej  \n\n", True),
        ("[2024-01-13 21:05:10] Anna: hej  \n[2024-01-13 21:05:11] Bo: hej  \n", False),
        ("[2024-01-13 21:05:10] Anna: a\n\nb\n[2024-01-13 21:05:11] Bo: hej\n", False),
        ("[13/01/24, 21:05:10] A: x", False),
        ("[2024/01/13, 21:05] A: x", False),
        ("2024-01-13 21:05 - A: x", False),
        ("[2024-01-13, 9:05:10 PM] A: x", False),
        ("[2024-01-13 21:05] no sender", False),
        ("hello", False),
        ("", False),
        ('{"date": "2024-01-13T21:05:10", "sender": "Me", "body": "x"}', True),
        ('{"at": "2024-01-13", "id": "1"}', False),
        ('[{"date":"2024-01-13T21:05:10","sender":"Me"}]', True),
    ],
)
def test_what_begins_as_signals_do(head: str, is_signal: bool) -> None:
    assert signal.sniff(head.encode()) is is_signal
    if not head.startswith("\ufeff"):
        assert signal.sniff(head.encode("utf-16")) is is_signal


# ---- rows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("hi", "hi"),
        ("hi  ", "hi"),
        ("see [1] and (2)", "see [1] and (2)"),
        ("![x](./media/y.jpg)  ", ""),
        ("hi  ![x](./media/y (1).jpg)  [z.pdf](./media/z.pdf)  ", "hi"),
        ("[😀](../exported_stickers/a/1.webp)  ", ""),
        ("[x](https://example.org)", "[x](https://example.org)"),
        ("(( 😀 ))", ""),
        ("(- A: 👍, B: ❤ -)", ""),
        ("(- x -)", "(- x -)"),
        ("hi (media not exported)  ", "hi"),
        ("(attachment not exported)  (media not exported)", ""),
        ("not exported)", "not exported)"),
        ("(This message was deleted)", ""),
        ("](./media/", ""),
    ],
)
def test_what_somebody_typed_of_a_line(line: str, want: str) -> None:
    assert typed(line) == want


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("Incoming voice call (accepted, 3m 5s)", 3.083),
        ("Outgoing video call (accepted, 45s)", 0.75),
        ("Incoming call (accepted)", -1),
        ("Missed voice call", NO_CALL),
        ("Outgoing call", NO_CALL),
        ("Outgoing voice call (unanswered)", NO_CALL),
        ("Incoming group call (declined)", NO_CALL),
        ("A call (accepted)", None),
        ("Incoming call and more", None),
    ],
)
def test_what_a_text_says_of_a_call(body: str, minutes: float | None) -> None:
    assert call_of(body) == minutes
    for data in (
        text(("10:00:00", "Me", "x"), ("10:01:00", "Aya", body)),
        as_json([("10:00:00", "Me", "x"), ("10:01:00", "Aya", body)]),
    ):
        kinds = rows_of(read(data), "kind", "minutes")[1:]
        assert kinds == (
            [("message", None)]
            if minutes is None
            else []
            if minutes == NO_CALL
            else [("call", None if minutes < 0 else minutes)]
        )


def test_a_quoted_answer_is_not_counted_and_a_typed_one_is() -> None:
    data = text(("10:00:00", "Me", "\n\n> what\n> was said\n\nanswer"), ("10:01:00", "Aya", "look\n> mine"))
    assert rows_of(read(data), "length") == [6, 11]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[2026-02-30 10:00:00] Aya: x  \n\n", "no such time"),
        ("[2026-03-03 10:00:00] No-Sender: x  \n\n", "no sender"),
        ("[2026-03-03 10:00:00] x  \n\n", "no sender"),
        ("[2026-03-03 10:00:00] Aya: " + "x" * (1 << 20) + "  \n\n", "longer than 1 MiB"),
    ],
)
def test_a_broken_row_is_turned_away_and_loses_no_other(line: str, reason: str) -> None:
    extract = read(text(("09:00:00", "Me", "a")) + line + text(("11:00:00", "Aya", "b")))
    assert [(reject.row, reject.reason) for reject in extract.rejects] == [(2, reason)]
    assert rows_of(extract, "by") == ["practitioner", "client"]


def test_a_line_before_the_first_row_is_turned_away() -> None:
    extract = read("hello\nthere\n\n" + text(("10:00:00", "Me", "a")), options(me="Me"))
    assert [(reject.line, reject.reason) for reject in extract.rejects] == [(1, "a line that belongs to no row")]


# ---- who is who ---------------------------------------------------------------------------------------------

TWO = text(("10:00:00", "Aya", "a"), ("10:01:00", "Me", "b"))


@pytest.mark.parametrize(
    ("data", "using", "want"),
    [
        (TWO, options(), ["client", "practitioner"]),
        (TWO, options(me="Dr Amara Osei"), ["client", "practitioner"]),
        (TWO, options(me="Aya"), ["practitioner", "client"]),
        (TWO, listed(), ["client", "practitioner"]),
        (text(("10:00:00", "Aya", "a")), options(), ["client"]),
        (text(("10:00:00", "Aya", "a")), listed(), ["client"]),
        (text(("10:00:00", "Me", "a")), options(), ["practitioner"]),
        (text(("10:00:00", "Jane", "a"), ("10:01:00", "John", "b")), options(me="John"), ["client", "practitioner"]),
        (text(("10:00:00", "Dr: A", "a"), ("10:01:00", "John", "b")), options(me="Dr: A"), ["practitioner", "client"]),
    ],
)
def test_me_is_the_practitioner_where_nothing_else_is_said(data: str, using: Any, want: list[str]) -> None:
    assert rows_of(read(data, using), "by") == want


def test_a_client_who_was_never_answered_is_one_though_me_is_listed() -> None:
    people = "people:\n- {role: practitioner, names: [Me]}\n- {role: client, relationship: c-1, names: [Aya]}\n"
    extract = read(text(("10:00:00", "Aya", "a")), listed(directory=read_people(people, "people.yaml")))
    assert rows_of(extract, "by", "relationship") == [("client", "c-1")]
    turned = people.replace("[Me]", "[Dr]").replace("[Aya]", "[Me]")
    extract = read(
        text(("10:00:00", "Me", "a"), ("10:01:00", "Dr", "b")), listed(directory=read_people(turned, "people.yaml"))
    )
    assert rows_of(extract, "by") == ["client", "practitioner"]


def test_somebody_who_is_not_listed_is_left_out() -> None:
    extract = read(text(("10:00:00", "Bo", "a"), ("10:01:00", "Me", "b")), listed())
    assert dict(extract.left_out or ()) == {"with nobody who is listed": 2}


def test_what_only_the_caller_knows_is_asked_for_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        read(text(("10:00:00", "Jane", "a"), ("10:01:00", "John", "b")), options(relationship=None, timezone=None))
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["B234", "B237", "B238"]
    assert "Jane" not in str(caught.value)


# ---- what is none -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["hello\n", "x\n\ny\n", "{x}", '{"a": 1'])
def test_a_file_without_a_row_is_refused(data: str) -> None:
    with pytest.raises(LogError) as caught:
        read(data)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["B263"]


def test_a_chat_in_which_nobody_writes_asks_for_nobody() -> None:
    extract = read(text(("10:00:00", "Aya", "")), options(relationship=None, timezone=None))
    assert (extract.table.num_rows, extract.system) == (0, 1)


@given(st.data())
def test_broken_bytes_end_in_an_error_or_in_rows_that_add_up(data: st.DataObject) -> None:
    whole = bytearray((FOLDER / data.draw(st.sampled_from(FILES))).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        extract = signal.read(Bytes(bytes(whole)), LONDON)
    except BoundariesError as error:
        shown = str(error)
    else:
        assert extract.rows_seen == extract.table.num_rows + extract.system + len(extract.rejects)
        shown = str((extract, extract.rejects, extract.table.to_pydict()))
    assert not [canary for canary in CANARIES if canary in shown]


def test_a_row_of_whatsapp_in_the_same_minute_is_another_row() -> None:
    rows = "[{at}] Me: hello  \n\n[{at}] Aya: hi  \n"
    ours = read(rows.format(at="2026-03-03 10:00"))
    theirs = whatsapp.read(
        Bytes(b"03/03/2026, 10:00 - Me: hello\n25/03/2026, 10:00 - Aya: hi\n"), options(me="Me", client="Aya")
    )
    assert rows_of(ours, "at") != []
    assert rows_of(theirs, "id")[0] == "2026-03-03T10:00-practitioner-001"
    assert rows_of(ours, "id")[0] == "signal-2026-03-03T10:00-practitioner-001"


@pytest.mark.parametrize("note", ["(media not exported) ", "(attachment not exported)", "(media not exported)   "])
def test_any_number_of_files_that_are_not_exported_is_no_text(note: str) -> None:
    assert typed(note * 12_000) == ""
    assert typed("a " + note * 12_000) == "a"
    assert typed(note * 12_000 + "a") == note * 12_000 + "a"
