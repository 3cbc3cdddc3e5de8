"""Rows of any kind, written in any way, are read back as they were meant; every row is accounted for."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backups import CLIENT, PRACTITIONER, adds_up, backup, options, read_bytes
from boundaries.readers import sms_thread
from boundaries.readers.sms_rows import Backup
from boundaries.readers.sms_scan import Scanner

NAMES = {"": "(Unknown)", "c-2": "Ilse Vantongeren &#55358;&#56713;"}
FIRST_MS = 1_772_442_000_000


@dataclass(frozen=True)
class Meant:
    """A row as it is meant: what is written in the file, and what must come of it."""

    cells: dict[str, str]
    becomes: tuple[Any, ...] | str


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)
MOMENTS = st.integers(FIRST_MS, FIRST_MS + 10**9)


@st.composite
def parties(draw: st.DrawFn, column: str) -> tuple[dict[str, str], str | None, str | None]:
    """Cells that name somebody: with the relationship, or None and why the row is left out."""
    number, name, pair, why = draw(
        st.sampled_from(
            [
                (CLIENT, NAMES[""], "c-1", None), ("07700 900111", "x", "c-1", None),
                ("+447700900122", "null", "c-2", None),
                ("+447700900177", NAMES["c-2"], "c-2", None),
                ("+447700900199", "Perrin", None, "with nobody who is listed"),
                ("MyBank", NAMES[""], None, "with nobody who is listed"), ("-1", "x", None, "unknown number"),
            ]
        )
    )  # fmt: skip
    return {column: number, "contact_name": name}, pair, why


@st.composite
def messages(draw: st.DrawFn) -> Meant:
    text, at, type = draw(TEXTS), draw(MOMENTS), draw(st.sampled_from("123456"))
    cells, pair, why = draw(parties("address"))
    cells |= {"date": str(at), "type": type, "body": written(text, draw)}
    cells |= draw(st.sampled_from([{}, {"date_sent": "0", "readable_date": "x", "protocol": "0"}]))
    if type in "3456":
        return Meant(cells, {"3": "a draft", "5": "could not be sent"}.get(type, "not sent yet"))
    by = "client" if type == "1" else "practitioner"
    length = None if cells["body"] == "null" else len(text.translate(dict.fromkeys(map(ord, _MARKS))))
    return Meant(cells, why or ("message", at, by, pair, length, None))


@st.composite
def calls(draw: st.DrawFn) -> Meant:
    at, type, seconds = draw(MOMENTS), draw(st.sampled_from("1234567")), draw(st.integers(0, 4000))
    cells, pair, why = draw(parties("number"))
    cells |= {"date": str(at), "type": type, "duration": str(seconds)}
    by = "practitioner" if type == "2" else "client"
    minutes = 0.0 if type in "356" else None if type == "7" and not seconds else seconds / 60
    return Meant(cells, why or ("call", at, by, pair, None, minutes))


_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def written(text: str, draw: st.DrawFn) -> str:
    """A text for between two quotes, each character as it is or by its number."""
    out = []
    for character in text:
        units = character.encode("utf-16-be")
        halves = (int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2))
        by_number = character in "&<\"'" or draw(st.booleans())
        out.append("".join(f"&#{half};" for half in halves) if by_number else character)
    return "".join(out)


def as_xml(tag: str, meant: Meant, draw: st.DrawFn) -> str:
    """The row with its attributes in any order, in either quotes."""
    quotes = draw(st.sampled_from("\"'"))
    cells = draw(st.permutations(sorted(meant.cells.items())))
    inside = " ".join(f"{key}={quotes}{value}{quotes}" for key, value in cells)
    return f"<{tag} {inside}/>" if draw(st.booleans()) else f"<{tag}\n{inside} ></{tag}>"


@settings(max_examples=60)
@given(st.lists(messages(), max_size=8), st.data())
def test_messages_are_read_as_they_were_meant(meant: list[Meant], data: st.DataObject) -> None:
    check("sms", meant, data)


@settings(max_examples=60)
@given(st.lists(calls(), max_size=8), st.data())
def test_calls_are_read_as_they_were_meant(meant: list[Meant], data: st.DataObject) -> None:
    check("call", meant, data)


def check(tag: str, meant: list[Meant], data: st.DataObject) -> None:
    root = {"sms": "smses", "call": "calls"}[tag]
    extract = read_bytes(backup(*(as_xml(tag, one, data.draw) for one in meant), root=root))
    table = extract.table
    at = [us // 1000 for us in table["at"].cast("int64").to_pylist()]
    rows = [
        (row["kind"], when, row["by"], row["relationship"], row.get("length"), row.get("minutes"))
        for row, when in zip(table.to_pylist(), at, strict=True)
    ]
    assert rows == [one.becomes for one in meant if not isinstance(one.becomes, str)]
    assert Counter(dict(extract.left_out)) == Counter(one.becomes for one in meant if isinstance(one.becomes, str))
    assert not extract.rejects
    assert adds_up(extract)


# ---- picture and group messages -----------------------------------------------------------------------------

GUARDIAN, FRIEND, OTHER = "+447700900133", "+447700900144", "+447700900155"
OWNER = "insert-address-token"


def mms(box: int, address: str | None, *addrs: tuple[str, int], parts: str = "") -> str:
    listed = "".join(f'<addr address="{one}" type="{type}"/>' for one, type in addrs)
    thread = "" if address is None else f' address="{address}"'
    return f'<mms date="{FIRST_MS}" msg_box="{box}"{thread}><parts>{parts}</parts><addrs>{listed}</addrs></mms>'


@pytest.mark.parametrize(
    ("box", "address", "addrs", "by", "people"),
    [
        (1, CLIENT, (), "client", 2),
        (2, CLIENT, (), "practitioner", 2),
        (1, CLIENT, ((OTHER, 137),), "client", 2),
        (1, None, ((CLIENT, 137), (PRACTITIONER, 151)), "client", 2),
        (1, "null", ((CLIENT, 137),), "client", 2),
        (2, None, ((OWNER, 137), (CLIENT, 151)), "practitioner", 2),
        (2, None, ((PRACTITIONER, 137), (CLIENT, 151)), "practitioner", 2),
        (1, f"{CLIENT}~{GUARDIAN}", ((CLIENT, 137), (OWNER, 151), (GUARDIAN, 151)), "client", 3),
        (1, f"{CLIENT}~{GUARDIAN}", ((GUARDIAN, 137),), "other", 3),
        (1, f"{CLIENT}~{GUARDIAN}", (("0044 7700 900133", 137),), "other", 3),
        (1, f"{CLIENT}~{GUARDIAN}~{CLIENT}", ((CLIENT, 137),), "client", 3),
        (1, f"{CLIENT}~{GUARDIAN}", ((FRIEND, 137),), "other", 3),
        (1, f"{CLIENT}~{GUARDIAN}", (), "unknown", 3),
        (1, f"{CLIENT}~{GUARDIAN}", ((OWNER, 137), (CLIENT, 151)), "unknown", 3),
        (2, f"{CLIENT}~{GUARDIAN}~{FRIEND}", (), "practitioner", 4),
        (1, "g@rcs.google.com", ((CLIENT, 137), (CLIENT, 130), (GUARDIAN, 130), (PRACTITIONER, 151)), "client", 3),
        (1, "g@rcs.google.com", ((CLIENT, 137), (GUARDIAN, 151), (PRACTITIONER, 151)), "client", 3),
        (1, "g@rcs.google.com", ((CLIENT, 137), (GUARDIAN, 151), (OWNER, 151)), "client", 3),
        (2, "g@rcs.google.com", ((PRACTITIONER, 137), (CLIENT, 151), (GUARDIAN, 129)), "practitioner", 3),
        (1, "anna@example.org", (("anna@example.org", 137), (CLIENT, 130), (PRACTITIONER, 151)), "client", 2),
    ],
)  # fmt: skip
def test_who_wrote_and_how_many_read(
    box: int, address: str | None, addrs: tuple[tuple[str, int], ...], by: str, people: int
) -> None:
    extract = read_bytes(backup(mms(box, address, *addrs)))
    if address == "anna@example.org":  # a thread with an address of mail is that address's, whoever had a copy
        assert dict(extract.left_out) == {"with nobody who is listed": 1}
        return
    (row,) = extract.table.to_pylist()
    assert (row["by"], row.get("people") or 2, row["channel"], row["relationship"]) == (by, people, "sms", "c-1")


TEXT = '<part ct="text/plain" text="{}"/>'


@pytest.mark.parametrize(
    ("parts", "length"),
    [
        ("", None), ('<part ct="image/png" text="abc" data="QUJD"/>', None), (TEXT.format("abc"), 3),

        (TEXT.format(""), 0),
        (TEXT.format("null"), None), (TEXT.format("ab") + TEXT.format("null"), 2),
        (TEXT.format("ab") + TEXT.format("&x;"), None),
        ('<part ct="TEXT/PLAIN; charset=utf-8" text="ab"/>', 2), ('<part ct="text/x-vcard" text="ab"/>', None),
        ('<part ct="application/smil" text="ab"/>' + TEXT.format("&#55357;&#56838;"), 1), ('<part text="ab"/>', None),
    ],
)  # fmt: skip
def test_a_picture_messages_length_is_that_of_its_plain_text(parts: str, length: int | None) -> None:
    (row,) = read_bytes(backup(mms(1, CLIENT, parts=parts))).table.to_pylist()
    assert row.get("length") == length


def test_parts_and_numbers_outside_of_a_message_are_nobodys() -> None:
    part = TEXT.format("abc") + f'<addr address="{OTHER}" type="137"/>'
    extract = read_bytes(backup(part, mms(1, CLIENT), part))
    assert extract.table["by"].to_pylist() == ["client"]
    assert "length" not in extract.table.column_names
    assert extract.rows_seen == 1


PIECES = [
    mms(1, CLIENT), mms(1, CLIENT)[:60], "<mms>", "</mms>", "<parts>", TEXT.format("a"), "</smses>", '<sms type="1"/>',
    "<call/>", f'<x date="1" number="{OTHER}"/>',
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_elements_in_any_order_are_all_accounted_for(pieces: list[str]) -> None:
    assert adds_up(read_bytes(backup(*pieces)))


CROWD = 600


def crowded(times: int) -> bytes:
    """Messages in a thread of very many people, whose addresses of mail the messages name too."""
    people = [f"p{n}@example.org" for n in range(CROWD)]
    row = mms(1, "~".join([CLIENT, *people]), (CLIENT, 137), *((one, 151) for one in people))
    return backup(*[row] * times)


def test_each_person_of_a_crowd_is_looked_up_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    inner = sms_thread.settled
    monkeypatch.setattr(sms_thread, "settled", lambda one: looks.append(0) or inner(one))
    (row,) = read_bytes(crowded(1)).table.to_pylist()
    assert (row["by"], row["people"]) == ("client", CROWD + 2)
    assert len(looks) < 12 * CROWD


def test_a_crowd_is_not_remembered_and_a_few_people_are() -> None:
    for data, known in ((crowded(2), 0), (backup(mms(1, CLIENT), mms(1, CLIENT)), 1)):
        made = Backup(options())
        made.feed(Scanner(io.BytesIO(data).read).tags())
        assert len(made._sides) == known
