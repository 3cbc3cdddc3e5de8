"""Mailboxes are read to the messages of practitioner and clients; nothing else of them is kept, and all is counted."""

from __future__ import annotations

import io
import pickle
import random
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import BoundariesError, LogError, UsageError
from boundaries.readers import mail
from boundaries.readers.base import Options, pick
from boundaries.readers.circle import NOT_LISTED, SEVERAL
from boundaries.readers.mail_split import blocks
from boundaries.readers.open import open_log
from boundaries.readers.pseudonyms import Key
from chats import codes
from mails import (
    CANARIES,
    ENVELOPE,
    EXPECTED,
    FILES,
    FOLDER,
    KEY,
    Bytes,
    corpus_options,
    made_mailboxes,
    message,
    options,
    read_mail,
    rows_of,
)


@pytest.mark.parametrize("file", FILES)
def test_every_fixture_is_read_as_written(file: str) -> None:
    assert pick(FOLDER / file).name == "mail"
    extract, want = mail.read(FOLDER / file, corpus_options()), EXPECTED["files"][file]
    assert rows_of(extract) == want["rows"]
    assert dict(extract.left_out) == want["left_out"]
    assert [[reject.line, reject.reason, reject.column] for reject in extract.rejects] == want["rejects"]
    assert extract.rows_seen == sum(map(len, (want["rows"], want["rejects"]))) + sum(want["left_out"].values())
    assert extract.table["kind"].unique().to_pylist() == ["message"]
    assert extract.table["channel"].unique().to_pylist() == ["email"]
    assert "length" not in extract.table.column_names


def test_all_fixtures_together_are_one_log_without_anybody_in_it() -> None:
    settings_ = corpus_options()
    log = open_log([FOLDER / file for file in FILES], settings_)
    assert log.summary.duplicates > 0, "the same messages in three kinds of lines, and as a letter"
    assert [reject.reason for reject in log.rejects if reject.column == "id"] == []
    seen = str((log, log.rejects, log.sources, log.coverage, log.warnings, log.table.to_pydict(), settings_)).lower()
    seen += str(pickle.dumps(log.table)).lower()
    assert not [canary for canary in CANARIES if canary in seen]


@pytest.mark.parametrize("file", FILES)
def test_what_is_held_while_reading_shows_nothing(file: str) -> None:
    messages = mail._Messages(corpus_options())
    with (FOLDER / file).open("rb") as stream:
        for block in blocks(stream):
            messages.take(block)
    seen = repr((messages, messages._circle, messages._rows, messages._named.values(), messages._threads)).lower()
    assert not [canary for canary in CANARIES if canary in seen]


@given(made_mailboxes(), st.sampled_from(["\n", "\r\n"]))
def test_rows_add_up_whatever_a_mailbox_holds(made: tuple[list[str], str], end: str) -> None:
    heads, text = made
    extract = read_mail(text.replace("\n", end))
    assert extract.rows_seen == len(heads) == extract.table.num_rows + extract.system + len(extract.rejects)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans(), st.integers(0, 9)), max_size=8), st.integers(0, 2000))
def test_a_cut_keeps_the_rows_before_it(made: list[tuple[str, bool, int]], cut: int) -> None:
    parts = [
        message(
            **{"from": "m@p.example" if own else f"{who}@x.example",
            "to": f"{who}@x.example" if own else "m@p.example"},
            message_id=f"<{i}@x>", date=f"Tue, {3 + day} Mar 2026 10:00:00 +0000",
            body="From me\n>From you\nDate: never",
        )
        for i, (who, own, day) in enumerate(made)
    ]  # fmt: skip
    text = "".join(parts)
    cut = min(cut, len(text))
    kept = next((i for i in range(len(parts)) if len("".join(parts[: i + 1])) - 32 > cut), len(parts))
    if not any(blocks(io.BytesIO(text[:cut].encode()))):
        assert kept == 0
        return
    assert rows_of(read_mail(text[:cut]))[:kept] == rows_of(read_mail(text))[:kept]


def _mutated(data: bytes, seed: int) -> bytes:
    """Some bytes with bits turned, parts cut out, doubled, swapped, and bytes that are no text."""
    random_, out = random.Random(seed), bytearray(data)
    for _ in range(random_.randint(1, 8)):
        at, size = random_.randrange(len(out) + 1), random_.randrange(200)
        part = bytes(out[at : at + size])
        new = random_.choice([
            b"", part * 2, part[::-1], b"\x00" * size, b"\xff\xfe", b"\n", b"\r", b"From ", b"(" * size, b'"',
            b"<" * size,
            bytes(byte ^ (1 << random_.randrange(8)) for byte in part[:1]) + part[1:], b"\n\n" + ENVELOPE.encode(),
            b":",
        ])  # fmt: skip
        out[at : at + size] = new
    return bytes(out)


@pytest.mark.parametrize("file", FILES)
def test_mutated_mail_is_counted_or_refused(file: str) -> None:
    data = (FOLDER / file).read_bytes()
    for seed in range(60):
        changed = _mutated(data, seed)
        try:
            extract = mail.read(Bytes(changed), corpus_options())
        except BoundariesError as problem:
            seen = str((problem, problem.__cause__, problem.__context__))
        else:
            assert extract.rows_seen == extract.table.num_rows + extract.system + len(extract.rejects)
            seen = str((extract.rejects, extract.left_out, extract.table.to_pydict()))
        assert not [canary for canary in CANARIES if canary in seen.lower()]


# ---- ids ----------------------------------------------------------------------------------------------------


def test_ids_are_keyed_and_an_answer_names_what_it_answers() -> None:
    text = message() + message(
        **{"from": "m@p.example", "to": "a@x.example"}, message_id="<2@p>", in_reply_to="<1@x.example>"
    )
    first, second = read_mail(text).table.to_pylist()
    assert first["id"] == f"mail-{KEY.name('mail', '1@x.example')}"
    assert (second["ref"], len(first["id"])) == (first["id"], 21)
    other = read_mail(text, key=Key(secret=b"o" * 32)).table.to_pylist()
    assert other[0]["id"] != first["id"]
    assert other[1]["ref"] == other[0]["id"]


def test_a_message_without_an_id_is_known_by_its_date_and_people() -> None:
    bare = message(message_id="")
    same = bare.replace("a@x.example", "a@x.example\n ").replace("\n", "\r\n")
    one, again, later, to_other = (
        read_mail(text).table["id"].to_pylist()
        for text in (bare, same, message(message_id="<>", date="Tue, 3 Mar 2026 10:00:01 +0000"),
                     message(message_id="", to="m@home.example"))
    )  # fmt: skip
    assert one == again
    assert len({*one, *later, *to_other}) == 3


def test_copies_of_a_message_in_two_folders_are_one_row(tmp_path: Path) -> None:
    own = {"from": "m@p.example", "to": "a@x.example, m@p.example"}
    sent = message(**own)
    back = message(**own, received="from p by p; Fri, 6 Mar 2026 10:00:00 +0000", delivered_to="m@p.example", cc="")
    theirs = message(message_id="<2@x>", received="from x by p; Fri, 6 Mar 2026 10:00:00 +0000")
    (tmp_path / "a").write_text(sent + theirs)
    (tmp_path / "b").write_text(back + theirs.replace("From x@y", "From z@y"))
    log = open_log([tmp_path / "a", tmp_path / "b"], options())
    assert (len(log), log.summary.duplicates, log.summary.rejected) == (2, 2, 0)
    assert log.table["certainty"].to_pylist().count("ambiguous") == 1


# ---- who is who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({}, ("client", "c-1", "work", None, "c-1a")),
        ({"from": "M <M@P.example>", "to": "A@Y.example"}, ("practitioner", "c-1", "work", None, None)),
        ({"from": "m@home.example", "to": "b@x.example"}, ("practitioner", "c-2", "personal", None, None)),
        ({"to": "x@z.example, m@home.example"}, ("client", "c-1", "personal", 3, "c-1a")),
        ({"to": "m@home.example, m@p.example"}, ("client", "c-1", "personal", None, "c-1a")),
        ({"to": "m@p.example", "cc": "a@y.example"}, ("client", "c-1", "work", None, "c-1a")),
        ({"from": "g@x.example", "to": "m@p.example"}, ("other", "c-1", "work", None, "g-1")),
        ({"from": "x@z.example", "to": "m@p.example", "cc": "a@x.example"}, ("other", "c-1", "work", 3, None)),
        ({"from": "m@p.example", "to": "undisclosed-recipients:;", "bcc": "a@x.example"},
         ("practitioner", "c-1", "work", None, None)),
        ({"from": "=?utf-8?q?Cleo_Ng?= <new@z.example>"}, ("client", "c-3", "work", None, None)),
        ({"from": "Anna Ng"}, ("client", "c-1", "work", None, "c-1a")),
        ({"from": "Cleo Ng <b@x.example>"}, ("client", "c-2", "work", None, None)),
        ({"from": "", "sender": "a@x.example"}, ("client", "c-1", "work", None, "c-1a")),
        ({"from": "x@z.example, a@x.example", "sender": "a@x.example"}, ("client", "c-1", "work", 3, "c-1a")),
        ({"sender": "office@p.example"}, ("client", "c-1", "work", None, "c-1a")),
    ],
)  # fmt: skip
def test_from_decides_who_wrote_and_all_recipients_between_whom(
    fields: dict[str, str], row: tuple[str | int | None, ...]
) -> None:
    extract = read_mail(message(**fields))
    assert extract.rejects == ()
    (found,) = extract.table.to_pylist()
    assert tuple(found.get(name) for name in ("by", "relationship", "account", "people", "actor")) == row


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"from": "x@z.example"}, NOT_LISTED), ({"from": "Anna Ng <new@z.example>"}, mail.NAME_ALONE),
        ({"from": "Anna Ng <a@x.example>", "to": "Dr M <new@z.example>"}, mail.WITHOUT_ME),
        ({"to": "info@p.example"}, mail.WITHOUT_ME),
        ({"from": "m@p.example", "to": "m@home.example"}, NOT_LISTED), ({"auto_submitted": "auto-replied"},
        "sent by a program"),
    ],
)  # fmt: skip
def test_what_is_no_contact_of_theirs_is_left_out_and_counted(fields: dict[str, str], reason: str) -> None:
    extract = read_mail(message(**fields))
    assert (extract.left_out, extract.system, extract.rows_seen) == (((reason, 1),), 1, 1)


@pytest.mark.parametrize(
    ("fields", "reason", "column"),
    [
        ({"to": "m@p.example, b@x.example"}, SEVERAL, "relationship"), ({"from": ""}, mail.NOBODY, "by"),
        ({"from": "undisclosed:;"}, mail.NOBODY, "by"), ({"date": ""}, mail.NO_DATE, "at"),
        ({"date": "yesterday"}, mail.NO_DATE, "at"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_row_is_turned_away_with_its_line(fields: dict[str, str], reason: str, column: str) -> None:
    extract = read_mail(message() + message(**fields))
    assert [(r.row, r.reason, r.line, r.column) for r in extract.rejects] == [(2, reason, 9, column)]


def test_a_block_of_fields_over_the_limit_is_a_reject() -> None:
    extract = read_mail(message() + message(x_long="x" * 1_100_000) + message(message_id="<3@x>"))
    assert [(r.row, r.reason) for r in extract.rejects] == [(2, "longer than 1 MiB")]
    assert extract.table.num_rows == 2


def test_without_a_file_of_people_me_names_the_practitioner_of_one_pair() -> None:
    text = message() + message(**{"from": '"Dr M" <m@p.example>', "to": "a@x.example"}, message_id="<2@p>")
    for me, to in (("M@P.example", "m@p.example"), ("Dr M", '"Dr M" <m@p.example>')):
        found = read_mail(text.replace("To: m@p.example", f"To: {to}"), directory=None, relationship="c-9", me=me).table
        assert found["by"].to_pylist() == ["client", "practitioner"]
        assert found["relationship"].to_pylist() == ["c-9", "c-9"]
    with pytest.raises(UsageError) as caught:
        read_mail(text + message(**{"from": "b@x.example"}), directory=None, relationship="c-9", me="m@p.example")
    assert codes(caught.value) == ["B260"]
    assert "x.example" not in str(caught.value)
    one = read_mail(text + message(**{"from": "b@x.example"}), directory=None, relationship="c-9", me="m@p.example",
                    client="a@x.example")  # fmt: skip
    assert (one.table.num_rows, one.left_out) == (2, ((NOT_LISTED, 1),))
    with pytest.raises(UsageError) as caught:
        read_mail(text, directory=None)
    assert codes(caught.value) == ["B234", "B237"]


# ---- when ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "at", "certainty"),
    [
        ({}, "03 10:00", None), ({"received": "by x; Wed, 4 Mar 2026 10:00:00 +0000"}, "03 10:00", None),
        ({"received": "by x; Wed, 4 Mar 2026 10:00:01 +0000"}, "03 10:00", "ambiguous"),
        ({"received": "by x; Mon, 2 Mar 2026 09:59:59 +0000"}, "03 10:00", "ambiguous"),
        ({"received": "by x; nobody knows when"}, "03 10:00", None),
        ({"date": "", "received": "by x; Wed, 4 Mar 2026 10:00:00 +0000"}, "04 10:00", "ambiguous"),
        ({"date": "Tue, 3 Mar 2026 10:00:00 CET"}, "03 10:00", "ambiguous"),
        ({"date": "Tue, 3 Mar 2026 10:00:00 -0000"}, "03 10:00", None),
        ({"from": "m@p.example", "to": "a@x.example", "received": "by x; Fri, 6 Mar 2026 10:00:00 +0000"},
        "03 10:00", None),
    ],
)  # fmt: skip
def test_the_date_is_held_against_the_arrival(fields: dict[str, str], at: str, certainty: str | None) -> None:
    (row,) = read_mail(message(**fields)).table.to_pylist()
    assert (f"{row['at']:%d %H:%M}", row.get("certainty")) == (at, certainty)


def test_an_invitation_is_about_an_appointment() -> None:
    (row,) = read_mail(message(content_type="text/calendar; method=REQUEST")).table.to_pylist()
    assert (row["kind"], row["purpose"]) == ("message", "scheduling")


def test_a_mailbox_covers_its_days_only_where_both_write() -> None:
    theirs = message() + message(message_id="<2@x>", date="Fri, 6 Mar 2026 10:00:00 +0000")
    mine = message(
        **{"from": "m@p.example", "to": "a@x.example"}, message_id="<3@p>", date="Thu, 5 Mar 2026 10:00:00 +0000"
    )
    seen = message(
        **{"from": "x@z.example"},
        received="by x; Mon, 9 Mar 2026 10:00:00 +0000",
        date="Mon, 9 Mar 2026 10:00:00 +0000",
    )
    forged = message(
        **{"from": "x@z.example"},
        received="by x; Mon, 9 Mar 2026 10:00:00 +0000",
        date="Mon, 9 Mar 2037 10:00:00 +0000",
    )
    assert read_mail(theirs).coverage == ()
    assert read_mail(mine).coverage == ()
    for text, days in ((theirs + mine, 3), (theirs + mine + seen + forged, 6), (forged + seen + mine + theirs, 6)):
        (shown,) = read_mail(text).coverage or ()
        assert (shown.end_us - shown.start_us) == days * 86_400_000_000
        assert (shown.kinds, shown.relationship) == (frozenset({"message"}), None)


def test_the_same_mailbox_twice_is_the_mailbox_once() -> None:
    file = FOLDER / "thunderbird.mbox"
    once, twice = open_log([file], corpus_options()), open_log([file, file], corpus_options())
    assert twice.table.equals(once.table)
    assert twice.summary.duplicates == len(once)


# ---- files that cannot be read -------------------------------------------------------------------------------


def test_a_file_without_a_message_is_refused() -> None:
    for data in (b"no mail\n", b"\xff\xfeF\x00r\x00o\x00m\x00", b"\x00" * 5000):
        with pytest.raises(LogError) as caught:
            mail.read(Bytes(data), Options())
        assert codes(caught.value) == ["B265"]


def test_a_file_that_breaks_off_is_refused_without_its_name() -> None:
    class Broken(Bytes):
        def open(self, mode: str) -> NoReturn:  # noqa: ARG002 (as a path is opened)
            raise OSError(5, "quokka", "/home/quokka.mbox")

    with pytest.raises(LogError) as caught:
        mail.read(Broken(b""), options())
    assert "quokka" not in str(caught.value)
    assert caught.value.__context__ is None


@settings(max_examples=30)
@given(st.integers(1, 400))
def test_memory_of_threads_and_names_is_bounded(count: int) -> None:
    messages = mail._Messages(options())
    mail._KEPT, kept = 50, mail._KEPT
    try:
        for i in range(count):
            messages.take(next(iter(blocks(Bytes(message(**{"from": f"u{i}@x.example"}).encode()).open("rb")))))
    finally:
        mail._KEPT = kept
    assert max(len(messages._named), len(messages._threads)) <= 50
