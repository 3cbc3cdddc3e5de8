"""Header blocks are found wherever a mailbox has them, and nowhere else, whatever its bodies hold."""

from __future__ import annotations

import io
import mailbox
import re
import tempfile
from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boundaries.readers import mail_split
from boundaries.readers.base import LINE_BYTES
from boundaries.readers.mail_headers import Fields
from boundaries.readers.mail_split import blocks, looks_like_mail
from mails import ENVELOPE, FILES, FOLDER, made_mailboxes

CHUNKS = st.sampled_from([1, 2, 3, 7, 64, 1 << 20])
HEAD = "From: a@x.example\nTo: b@x.example\nDate: 1\n"


def found(data: bytes | str, chunk: int = 1 << 20) -> list[bytes | None]:
    data = data.encode() if isinstance(data, str) else data
    return [block.fields if block else None for block in blocks(io.BytesIO(data), chunk)]


@given(made_mailboxes(), st.sampled_from(["\n", "\r\n", "\r"]), CHUNKS, st.booleans())
def test_any_mailbox_is_split_where_it_was_put_together(
    made: tuple[list[str], str], end: str, chunk: int, mark: bool
) -> None:
    heads, text = made
    data = b"\xef\xbb\xbf" * mark + text.replace("\n", end).encode()
    got = [block.replace(b"\r\n", b"\n").removesuffix(b"\r") for block in found(data, chunk) if block is not None]
    assert got == [head.encode() for head in heads]


@given(made_mailboxes(), st.sampled_from([3, 1 << 20]))
def test_the_line_of_a_message_is_that_of_its_envelope(made: tuple[list[str], str], chunk: int) -> None:
    heads, text = made
    lines = text.split("\n")
    for block, head in zip(blocks(io.BytesIO(text.encode()), chunk), heads, strict=True):
        assert block is not None
        assert lines[block.line - 1].startswith("From ")
        assert "\n".join(lines[block.line :]).startswith(head)


@given(made_mailboxes(), st.data())
def test_a_cut_keeps_the_messages_before_it(made: tuple[list[str], str], data: st.DataObject) -> None:
    heads, text = made
    whole = text.encode()
    cut = data.draw(st.integers(0, len(whole)))
    got = found(whole[:cut])
    ends, place = [], 0
    for head in heads:
        place = whole.index(head.encode(), place) + len(head.encode())
        ends.append(place)
    kept = sum(end < cut for end in ends)
    assert [fields and fields.removesuffix(b"\n") for fields in got[:kept]] == [head.encode() for head in heads[:kept]]
    assert len(got) <= kept + 1


@given(st.binary(max_size=400), CHUNKS)
@example(b"From ", 1)
@example(b"\nFrom x@y Tue Mar 3 10:00:00 2026", 1)
@example(b"1\nFrom: a\n", 2)
def test_any_bytes_are_split_the_same_in_any_pieces(data: bytes, chunk: int) -> None:
    assert found(data, chunk) == found(data)


@given(
    st.lists(st.sampled_from([b"From ", b"a@b Tue Mar 3 10:00:00 2026", b"\n", b"\r", b"Date: x", b" ", b"2"])), CHUNKS
)
def test_any_pieces_of_envelopes_are_split_the_same_in_any_pieces(parts: list[bytes], chunk: int) -> None:
    data = b"".join(parts)
    assert found(data, chunk) == found(data)
    assert looks_like_mail(data) in (True, False)


@given(made_mailboxes())
def test_a_mailbox_in_good_order_is_split_as_the_standard_library_does(made: tuple[list[str], str]) -> None:
    fields = [head.encode() for head in made[0]]
    text = b"".join(ENVELOPE.encode() + head + b"\n\n>From the body\n\nFromage\n\n" for head in fields)
    peer = [message_from_bytes(held.partition(b"\n\n")[0] + b"\n\n") for held in _standard(text)]
    assert found(text) == fields
    for head, one in zip(fields, peer, strict=True):
        if head.isascii():
            to = ",".join(one.get_all("to", ()))
            assert b"".join(Fields(head).value("to").split()) == "".join(to.split()).encode()


def _standard(text: bytes) -> list[bytes]:
    """The messages of a mailbox as the standard library splits it, without their envelope lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "box"
        path.write_bytes(text)
        box = mailbox.mbox(path, create=False)
        try:
            return [box.get_bytes(key) for key in box.iterkeys()]
        finally:
            box.close()


# ---- remembered ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("chunk", [1, 1000])
def test_fixtures_are_split_the_same_in_any_pieces(file: str, chunk: int) -> None:
    data = (FOLDER / file).read_bytes()
    assert found(data, chunk) == found(data)
    assert looks_like_mail(data[:65_536])


@pytest.mark.parametrize(
    "line",
    [
        "From x@y.example Tue Mar  3 10:00:00 2026", "From - Tue Mar 03 10:00:00 2026",
        "From ???@??? Tue Mar 03 10:00:00 2026",
        "From 17900000000000000@xxx Tue Mar 03 10:00:00 +0000 2026", "From x Tue Mar  3 10:00 GMT 2026",
        "From x@y.example  Tue, 3 Mar 2026 10:00:00 +0000", 'From "a b"@y.example Tue Mar  3 10:00:00 2026',
        "From x!y Tue Mar  3 10:00:00 2026 remote from z", "From \u00e9@y.example Tue Mar  3 10:00:00 2026",
    ],
)  # fmt: skip
def test_envelope_lines_of_every_kind_open_a_message(line: str) -> None:
    assert len(found(f"{line}\n{HEAD}\nbody\n\n{line}\n{HEAD}\n\n\n{line}\nX-Any: 1\nTo: me\n")) == 3
    assert len(found(f"{line}\n\n{line}\n\n{line}")) == 3, "one without fields is one too"


@pytest.mark.parametrize("line", ["From nobody", "From -", "From x@y.example", "From MAILER-DAEMON "])
def test_envelope_lines_without_a_date_open_one_before_fields_alone(line: str) -> None:
    assert len(found(f"{line}\n{HEAD}\nbody\n\n{line}\n{HEAD}\n")) == 2
    for after in (
        "",
        "\n",
        "To: us, as ever\n",
        "To: us\nand to\nFrom: you\n",
        "To: us\nFrom: you\n",
        "so it goes\n" + HEAD,
        "X-A: 1\nX-B: 2\n",
    ):
        assert len(found(f"{ENVELOPE}{HEAD}\nbody\n\n{line}\n{after}\nmore\n")) == 1


@pytest.mark.parametrize(
    "body",
    [
        "From here on, it was better\nDate: unknown", "From x@y.example Tue Mar  3 10:00:00 2026\nhe wrote to me",
        "x\nFrom x@y.example Tue Mar  3 10:00:00 2026\nDate: x",
        " \nFrom x@y.example Tue Mar  3 10:00:00 2026\nDate: x",
        ">From x@y.example Tue Mar  3 10:00:00 2026\nDate: x",
        "From " + "x" * 2000 + " Tue Mar  3 10:00:00 2026\nDate: x",
        "From me to you in 2026\nTo: whom\nDate: it was", "from x@y.example Tue Mar  3 10:00:00 2026\nDate: x",
    ],
)  # fmt: skip
def test_lines_of_a_body_open_none(body: str) -> None:
    for end in ("\n", "\r\n"):
        text = f"{ENVELOPE}{HEAD}\n{body}\n\nmore\n\n{ENVELOPE}{HEAD}\n".replace("\n", end)
        assert len(found(text)) == 2


def test_an_envelope_inside_fields_opens_a_message() -> None:
    assert found(f"{ENVELOPE}Date: 1\n{ENVELOPE}Date: 2\nFrom here\n\nbody") == [b"Date: 1", b"Date: 2\nFrom here"]


@pytest.mark.parametrize("chunk", [1000, 1 << 20])
def test_fields_over_the_limit_are_none_and_what_follows_is_found(chunk: int) -> None:
    long = b"X-Long: " + b"x" * (2 * LINE_BYTES)
    text = b"%sDate: 1\n\n\n%s%s\n\nbody\n\n%sDate: 3\n\n" % (
        ENVELOPE.encode(),
        ENVELOPE.encode(),
        long,
        ENVELOPE.encode(),
    )
    got = list(blocks(io.BytesIO(text), chunk))
    assert [(block.line, block.fields and block.fields[:7]) for block in got if block] == [
        (1, b"Date: 1"), (5, None), (10, b"Date: 3"),
    ]  # fmt: skip


class _Endless(io.RawIOBase):
    """A message whose one line of a body has any number of bytes, then another; counts the most asked for."""

    def __init__(self, size: int) -> None:
        self.left, self.parts = size, [ENVELOPE.encode() + b"Date: 1\n\n", b"\n\n" + ENVELOPE.encode() + b"Date: 2\n\n"]

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= 1 << 20
        if len(self.parts) == 2:
            return self.parts.pop(0)
        if self.left > 0:
            self.left -= size
            return b"x" * size
        return self.parts.pop() if self.parts else b""


def test_a_line_of_any_length_is_read_past() -> None:
    import tracemalloc

    tracemalloc.start()
    got = [block.fields for block in blocks(_Endless(1 << 28)) if block]  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got == [b"Date: 1", b"Date: 2"]
    assert peak < 8 << 20


def test_lines_before_the_first_message_are_said_to_be_of_none() -> None:
    assert found(f"the end of a body\n\n{ENVELOPE}{HEAD}\n") == [None, HEAD[:-1].encode()]
    assert found("no mail at all\n") == [None]
    assert found("") == found("\n \r\n") == []


@pytest.mark.parametrize("before", ["", "\n\n", "\ufeff", "\ufeff\n", "1234      \n"])
def test_a_single_message_needs_no_envelope(before: str) -> None:
    text = f"{before}{HEAD}X-A: x\n\nbody\n"
    assert looks_like_mail(text.encode())
    assert found(text) == [f"{HEAD}X-A: x".encode()]


@pytest.mark.parametrize(
    "head",
    [
        b"", b"From here on\nit is a text\n", b"id,at,kind,by\n", b'{"id": 1}\n',
        b"BEGIN:VCARD\nVERSION:3.0\nFN:Anna\n",
        b"BEGIN:VCALENDAR\nMETHOD:PUBLISH\n", b"people:\n- role: client\n", b"contract: x\nrelationship: y\n",
        b"13/01/24, 10:00 - From: hello\n", b"[13/01/24, 10:00:00] A: b\n", b"To: whom it may concern\n\nFrom: me\n",
        b"Status: open\n", b"<?xml version='1.0'?>\n<smses>", b"From: a\nthen nothing\n",
    ],
)  # fmt: skip
def test_what_is_no_mail_does_not_look_like_it(head: bytes) -> None:
    assert not looks_like_mail(head)


def test_what_is_held_shows_nothing(tmp_path: Path) -> None:
    (block,) = blocks(io.BytesIO(f"{ENVELOPE}{HEAD}\n".encode()))
    assert repr(block) == "<Block at line 1>"


class Counting:
    """A pattern that counts how often it is tried."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self.pattern, self.tries = pattern, 0

    def match(self, text: bytes) -> re.Match[bytes] | None:
        self.tries += 1
        return self.pattern.match(text)


@pytest.mark.parametrize(
    "line", ["From x\n", "From x Mon Jan  1 00:00:00 2024\nx\n", "From x y\nA: 1\n", "From x\nA: 1\n", "From x\n\tx\n"]
)
def test_lines_that_could_open_a_message_are_each_looked_at_a_little(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting(mail_split._FIELD)
    monkeypatch.setattr(mail_split, "_FIELD", counting)
    count = 20_000
    found(HEAD + line * count)
    assert counting.tries < 8 * count


def test_two_known_fields_open_a_message_but_not_those_of_the_next_one() -> None:
    dated = "From x Mon Jan  1 00:00:00 2024\n"
    assert looks_like_mail(f"{dated}odd line\n{HEAD}\n".encode())
    assert not looks_like_mail(f"{dated}odd line\nFrom y\n{HEAD}\n".encode())
