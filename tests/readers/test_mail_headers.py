"""Which fields are kept, and which messages no person sent."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers import mail_headers as mh
from boundaries.readers.mail_headers import Fields, is_invitation, why_left_out

VALUE = st.text("ab <>@.,;:()=?\"\\'", max_size=20).map(lambda text: "v" + text + "v")
WANTED = ["Date", "From", "Sender", "Message-ID", "In-Reply-To", "References", "Content-Type", "Precedence"]


def fields(text: str | bytes) -> Fields:
    return Fields(text.encode() if isinstance(text, str) else text)


@given(
    st.lists(
        st.tuples(st.sampled_from([*WANTED, "Subject", "X-Other"]), st.lists(VALUE, min_size=1, max_size=3)), max_size=8
    )
)
def test_fields_are_those_the_standard_library_finds(made: list[tuple[str, list[str]]]) -> None:
    block = "\r\n".join(f"{name}: " + "\r\n\t ".join(folds) for name, folds in made).encode()
    peer, found = message_from_bytes(block + b"\r\n\r\n", policy=compat32), fields(block.replace(b"\r\n", b"\n"))
    for name in WANTED:
        assert found.value(name.lower()).split() == (peer[name] or "").encode().split()
        assert fields(block).value(name.lower()) == found.value(name.lower())


@given(st.binary(max_size=300) | st.text("\r\n :;<>FromToDate=-\x00", max_size=200).map(str.encode))
def test_any_bytes_are_fields(block: bytes) -> None:
    found = fields(block)
    assert why_left_out(found) in (None, mh.NOT_SENT, mh.AUTOMATIC, mh.LIST_MAIL, mh.REPORT, mh.JUNK, mh.CHAT)
    assert found.message_id() is None or found.message_id()
    assert found.answered() is None or found.answered()
    assert repr(found).endswith(" fields>")


def test_of_a_field_given_twice_the_first_counts_and_recipients_are_joined() -> None:
    found = fields("Date: 1\nTo: a@x\nDate: 2\nTO: b@x\n c@x\nReceived: top\nReceived: below")
    assert [found.value(name) for name in ("date", "to", "received")] == [b"1", b"a@x , b@x c@x", b"top"]


def test_a_subject_is_not_kept() -> None:
    found = fields("Subject: quokka\n quokka\nX-Mine: quokka\nDate: 1")
    assert "quokka" not in str(found._found)


@pytest.mark.parametrize(
    ("value", "own"),
    [
        ("<1@x>", "1@x"), (" < 1@x > ", "1@x"), ("<a b@x>", "a b@x"), ("1@x", "1@x"), ("<>", None), ("", None),
        ("none", None),
        ("(c) <1@x> <2@x>", "1@x"), ("<" + "a" * 2000 + ">", None),
    ],
)  # fmt: skip
def test_message_ids(value: str, own: str | None) -> None:
    assert fields(f"Message-ID:\n {value}").message_id() == own


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("In-Reply-To: <1@x>\nReferences: <0@x> <9@x>", "1@x"), ("References: <0@x>\n\t<9@x>", "9@x"),
        ("In-Reply-To: Your letter of Tuesday\nReferences: <9@x>", "9@x"), ("In-Reply-To: Anna's <1@x> of Tuesday",
        "1@x"),
        ("", None), ("References: none", None),
    ],
)  # fmt: skip
def test_what_a_message_answers(text: str, answered: str | None) -> None:
    assert fields(text).answered() == answered


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", None), ("Auto-Submitted: no", None), ("Auto-Submitted: No (a person)", None), ("Precedence: normal", None),
        ("Precedence: first-class", None), ("Return-Path: <a@x>", None), ("Content-Type: multipart/mixed", None),
        ("X-Mozilla-Status: 0001", None), ("X-Mozilla-Status: 0009", None), ("X-Mozilla-Status: what", None),
        ("X-Gmail-Labels: Inbox,Trash,My spam,Draft ideas", None), ("Content-Type: text/calendar; method=REPLY", None),
        ("X-Autoreply: no", None), ("X-Auto-Response-Suppress: All", None),
        ("Auto-Submitted: auto-replied", mh.AUTOMATIC), ("AUTO-SUBMITTED: auto-generated; x=y", mh.AUTOMATIC),
        ("X-Autoreply: yes", mh.AUTOMATIC), ("X-Autorespond: vacation", mh.AUTOMATIC),
        ("Precedence: auto_reply", mh.AUTOMATIC),
        ("Return-Path: <>", mh.AUTOMATIC), ("Return-Path: < >", mh.AUTOMATIC),
        ("Precedence: bulk", mh.LIST_MAIL), ("Precedence: Junk", mh.LIST_MAIL), ("Precedence: list", mh.LIST_MAIL),
        ("List-Id: <a.b>", mh.LIST_MAIL), ("List-Unsubscribe: <mailto:a@b>", mh.LIST_MAIL),
        ("Content-Type: multipart/report; report-type=disposition-notification", mh.REPORT),
        ("Content-Type:\n\tMultipart/Report;boundary=x", mh.REPORT), ("X-Failed-Recipients: a@x", mh.REPORT),
        ("X-Mozilla-Status: 0801", mh.NOT_SENT), ("X-Mozilla-Draft-Info: internal/draft; vcard=0", mh.NOT_SENT),
        ("X-Gmail-Labels: Opened,Drafts", mh.NOT_SENT), ('X-Gmail-Labels: "Draft"', mh.NOT_SENT),
        ("X-Gmail-Labels: =?UTF-8?Q?Ge=C3=B6ffnet,Entw=C3=BCrfe?=", mh.NOT_SENT),
        ("X-Gmail-Labels: Archived,Spam", mh.JUNK),
        ("X-Gmail-Labels: =?UTF-8?Q?Skr=C3=A4ppost?=", mh.JUNK), ("X-Gmail-Labels: Chat", mh.CHAT),
    ],
)  # fmt: skip
def test_why_a_message_is_no_contact(text: str, reason: str | None) -> None:
    assert why_left_out(fields(text)) == reason


def test_an_invitation_is_known_by_its_own_type() -> None:
    assert is_invitation(fields("Content-Type: text/calendar; method=REQUEST"))
    assert is_invitation(fields("Content-class: urn:content-classes:calendarmessage"))
    assert not is_invitation(fields("Content-Type: multipart/alternative; boundary=x"))
