"""Address fields name the people they name, whatever their shape; no text makes them fail."""

from __future__ import annotations

from email.header import Header
from email.utils import formataddr, getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boundaries.readers.mail_addresses import MOST_PEOPLE, Mailbox, decoded, mailboxes

pytestmark = pytest.mark.untraced  # one path, walked many times

ATOM = st.text("abcxyz019!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=8).filter(lambda text: "=?" not in text)
ADDRESS = st.builds(lambda a, b, c: f"{a}.{b}@{c}.example", ATOM, ATOM, st.text("abc-", min_size=1, max_size=5))
NAME = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"), exclude_characters="=?"), max_size=20)
NASTY = st.text('ab@.,;:<>()"\\ =?q\t', max_size=60)


def said(field: str | bytes) -> list[tuple[str, str]]:
    return [(one.address, one.name) for one in mailboxes(field.encode() if isinstance(field, str) else field)]


@given(st.lists(st.tuples(NAME, ADDRESS), max_size=5))
def test_what_the_standard_library_writes_and_reads_is_read_alike(people: list[tuple[str, str]]) -> None:
    field = ", ".join(formataddr(one) for one in people)
    want = [(address.lower(), " ".join(name.split())) for name, address in people]
    assert said(field) == want
    plain = [one for one in people if one[0].isascii()]
    read = getaddresses([", ".join(formataddr(one) for one in plain)]) if plain else []
    assert [(a.lower(), " ".join(n.split())) for n, a in read] == [(a.lower(), " ".join(n.split())) for n, a in plain]


@given(NAME.filter(str.strip), st.sampled_from(["utf-8", "iso-8859-1", "utf-16"]), st.integers(20, 76))
def test_encoded_names_are_decoded_in_whatever_pieces(name: str, charset: str, width: int) -> None:
    try:
        text = Header(name, charset, maxlinelen=width).encode()
    except UnicodeEncodeError:
        return
    if charset != "utf-16":  # none of mail's
        assert " ".join(decoded(text).split()) == " ".join(name.split())


@given(NASTY | st.binary(max_size=80).map(lambda b: b.decode("latin-1")))
@example('"\\')
@example("<@")
def test_any_text_names_people_or_nobody(text: str) -> None:
    for one in mailboxes(text.encode("latin-1", "replace")):
        assert one.address or one.name
        assert one.address == one.address.lower()
        assert one.key
        assert repr(one) == "<Mailbox>"


@given(st.lists(ADDRESS, min_size=1, max_size=4), NASTY)
def test_what_follows_a_list_in_good_order_takes_nobody_of_it_away(people: list[str], rest: str) -> None:
    if '"' not in rest:
        found = mailboxes((", ".join(f"<{one}>" for one in people) + ", " + rest).encode())
        assert [one.address for one in found[: len(people)]] == [one.lower() for one in people]


@pytest.mark.parametrize(
    "part", ['"', '\\"', "(", "<", "<@a,", "a@b,", "=?utf-8?q?", "=?utf-8?q?=41?=", ":", ";", "\\", " ", "@"]
)
def test_a_long_field_of_anything_is_read_in_one_pass(part: str) -> None:
    for before in ("", '"', "("):
        assert len(mailboxes((before + part * ((1 << 17) // len(part))).encode())) <= MOST_PEOPLE


@pytest.mark.parametrize(
    ("field", "people"),
    [
        ("a@x.example", [("a@x.example", "")]),
        ("Anna Ng <A@X.example>", [("a@x.example", "Anna Ng")]),
        ('"Ng, Anna" <a@x.example>, b@x.example', [("a@x.example", "Ng, Anna"), ("b@x.example", "")]),
        ('"An\\"na\\\\" <a@x.example>', [("a@x.example", 'An"na\\')]),
        ("a@x.example (Anna Ng)", [("a@x.example", "Anna Ng")]),
        ("Anna (of old (very)) <a@x.example> (more)", [("a@x.example", "Anna")]),
        ("a(one)@(two)x . example", [("a@x.example", "one two")]),
        ('"anna ng"@x.example, <"a@b"@x.example>', [('"anna ng"@x.example', ""), ('"a@b"@x.example', "")]),
        ("<@one,@two:a@x.example>, b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
        ("Friends: a@x.example, Ben <b@x.example>;, c@x.example",
         [("a@x.example", ""), ("b@x.example", "Ben"), ("c@x.example", "")]),
        ("undisclosed-recipients:;", []), ("", []), (",,;<>", []), ("<>", []),
        ("a@x.example; b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
        ("Anna Ng", [("", "Anna Ng")]), ("<Anna Ng>", [("", "AnnaNg")]), ("Anna <>", [("", "Anna")]),
        ("Anna a@x.example", [("a@x.example", "Anna")]), ("mailto:a@x.example", [("a@x.example", "")]),
        ("<a@x.example, b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
        ('"Anna <a@x.example>, b@x.example', [("a@x.example", "Anna"), ("b@x.example", "")]),
        ("=?utf-8?q?J=C3=BCrg?= <j@x.example>", [("j@x.example", "Jürg")]),
        ("=?UTF-8?B?SsO8?= =?UTF-8?B?cmc=?= K <j@x.example>", [("j@x.example", "Jürg K")]),
        ("=?utf-8?q?J=C3?= =?utf-8?q?=BCrg?= <j@x.example>", [("j@x.example", "Jürg")]),
        ('"=?iso-8859-1*en?q?J=FCrg_K?=" <j@x.example>', [("j@x.example", "Jürg K")]),
        ("=?unicode_escape?q?=5Cq?= <j@x.example>", [("j@x.example", "=?unicode_escape?q?=5Cq?=")]),
        ("=?utf-8?b?a?= <j@x.example>", [("j@x.example", "=?utf-8?b?a?=")]),
        ("=?utf-8?q?a?= =?x?q?b?= <j@x.example>", [("j@x.example", "a =?x?q?b?=")]),
        ("Jürg <j@x.example>", [("j@x.example", "Jürg")]),
    ],
)  # fmt: skip
def test_people_of_a_field(field: str, people: list[tuple[str, str]]) -> None:
    assert said(field) == people


def test_bytes_that_are_no_utf_8_are_latin_1_and_nuls_nothing() -> None:
    assert said(b"J\xfcrg <j\x00@x.example>") == [("j@x.example", "Jürg")]


def test_identities_are_the_address_before_the_name() -> None:
    assert Mailbox("a@x.example", "Anna").identities == (("address", "a@x.example"), ("name", "Anna"))
    assert Mailbox("", "Anna").identities == (("name", "Anna"),)
    assert Mailbox("a@x.example", "").identities == (("address", "a@x.example"),)
