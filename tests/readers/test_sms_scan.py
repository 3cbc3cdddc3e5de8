"""The scanner: the same tags however the bytes come in, nothing lost before a cut, nothing held that is not wanted."""

from __future__ import annotations

import io
import random
import tracemalloc
from collections.abc import Callable
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backups import FILES, FOLDER, Endless, backup, message, options, read_bytes, rows_of, shown, tags_of
from boundaries.readers import sms_scan
from boundaries.readers.sms_rows import Backup
from boundaries.readers.sms_scan import BROKEN, CUT, WANTED, DeclarationError, Scanner, Tag
from conftest import LONG

pytestmark = pytest.mark.untraced  # one path, walked many times

FIXTURES = {file: (FOLDER / file).read_bytes() for file in FILES if file != "utf-16.xml"}
KEYS = st.sampled_from([*sorted(WANTED), b"date_sent", b"data", b"x:y", b"readable_date", "é".encode()])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["", "null", "a='b'", "<sms x", "]]>", "-->"]
)
BLANKS = st.sampled_from([b" ", b"\n", b"\t", b"\r\n", b"   "])


@st.composite
def written_tags(draw: st.DrawFn) -> tuple[bytes, Tag]:
    """A tag as anybody may write it, and what must be read of it."""
    name = draw(st.sampled_from([b"sms", b"mms", b"call", b"part", b"addr", b"smses", b"/mms", b"a-b.c:d"]))
    cells, text = {}, b"<" + name
    for key in draw(st.lists(KEYS, unique=True, max_size=8)):
        quote = draw(st.sampled_from("\"'"))
        value = draw(TEXTS).replace("&", "&amp;").replace("<", "&lt;").replace(quote, f"&#{ord(quote)};")
        equals = draw(st.sampled_from([b"=", b" = ", b"=\n"]))
        text += draw(BLANKS) + key + equals + f"{quote}{value}{quote}".encode()
        if key in WANTED:
            cells[key] = value.encode()
    closed = draw(st.booleans())
    return text + draw(st.sampled_from([b"", b" ", b"\r\n"])) + (b"/>" if closed else b">"), Tag(name, cells, 1, closed)


@given(st.lists(written_tags(), max_size=6), st.data())
def test_what_is_written_is_read_however_it_is_written(tags: list[tuple[bytes, Tag]], data: st.DataObject) -> None:
    text, expected = b"", []
    for written, tag in tags:
        text += data.draw(st.sampled_from([b"", b"\n", b" text > 1 < 2 ", b"<!-- <sms --- > ' -->", b'<?x "?>\n']))
        tag.line = text.count(b"\n") + 1
        text += written
        expected.append(shown(tag))
    assert tags_of(text) == expected
    assert tags_of(text, data.draw(st.integers(1, 40))) == expected


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1000, 4096])
@pytest.mark.parametrize("file", FIXTURES)
def test_the_same_tags_come_out_of_pieces_of_any_size(file: str, chunk: int) -> None:
    assert tags_of(FIXTURES[file], chunk) == tags_of(FIXTURES[file])


@pytest.mark.parametrize("short", [300, 400, 1000])
@pytest.mark.parametrize("file", FIXTURES)
def test_long_tags_are_read_as_short_ones_are(file: str, short: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tags_of(FIXTURES[file])
    monkeypatch.setattr(sms_scan, "_SHORT", short)
    assert tags_of(FIXTURES[file]) == expected
    assert tags_of(FIXTURES[file], 50) == expected


def mutated(data: bytes, seed: int) -> bytes:
    """A fixture with some bytes changed, cut out, doubled or swapped."""
    rng, out = random.Random(seed), bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at, size = rng.randrange(len(out) + 1), rng.choice([1, 1, 1, 3, 40, 400])
        piece = out[at : at + size]
        what = rng.randrange(4)
        if what == 0:
            out[at : at + 1] = rng.choice(
                [b'"', b"'", b"<", b">", b"\x00", b"&", b"<!--", b"=", b"/>", b"\xff", b"</mms>"]
            )
        elif what == 1:
            del out[at : at + size]
        else:
            out[at:at] = piece if what == 2 else piece[::-1]
    return bytes(out)


@pytest.mark.parametrize("file", FIXTURES)
def test_damage_is_the_same_damage_however_the_bytes_come_in(file: str) -> None:
    for seed in range(400 if LONG else 40):
        data = mutated(FIXTURES[file], seed)
        assert outcome(data, 1 << 18) == outcome(data, random.Random(seed).choice([1, 5, 33, 500, 5000]))


def outcome(data: bytes, chunk: int) -> object:
    try:
        return tags_of(data, chunk)
    except DeclarationError:
        return None


@settings(max_examples=200)
@given(st.binary(max_size=60) | st.text("<>/='\" smcalpdt&!-[]?", max_size=60).map(str.encode), st.integers(1, 9))
@example(b"<sms a=\"<sms b='", 1)
@example(b"<!-->-->", 1)
@example(b"<?>?>", 2)
def test_no_bytes_hang_it_or_break_it(data: bytes, chunk: int) -> None:
    assert outcome(data, chunk) == outcome(data, 1 << 18)


# ---- cuts ---------------------------------------------------------------------------------------------------


def ends(data: bytes) -> list[tuple[int, int, str]]:
    """What comes of a file: each row's and reject's line and what it is."""
    extract = read_bytes(data)
    rows = [(row.line, 0, repr(row)) for row in rows_of(extract)]
    return sorted([*rows, *((r.line or 0, 1, f"{r.column} {r.reason}") for r in extract.rejects)])


@pytest.mark.parametrize("file", FIXTURES)
def test_a_cut_file_gives_what_the_whole_one_gives_before_the_cut(file: str) -> None:
    data = FIXTURES[file]
    whole = ends(data)
    step = 1 if LONG else 41
    before = 0
    for cut in range(0, len(data) + 1, step):
        found = ends(data[:cut])
        kept = found[:-1] if found and found[-1][1:] == (1, f"None {CUT}") else found
        assert kept == whole[: len(kept)], cut
        assert len(kept) >= before, cut
        before = len(kept)


@pytest.mark.parametrize("file", FIXTURES)
def test_a_cut_before_a_row_loses_none_of_those_before_it(file: str) -> None:
    data = FIXTURES[file]
    lines = data.split(b"\n")
    whole = ends(data)
    for line, _, _ in whole:
        prefix = b"\n".join(lines[: line - 1]) + b"\n"
        earlier = [one for one in whole if one[0] < line]
        found = ends(prefix)
        assert found[: len(earlier) - 1] == earlier[:-1]
        assert len(found) == len(earlier)
        if earlier and earlier[-1][1] == 0:
            assert found == earlier


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("<sms a='1'", CUT), ("<sms a='1", CUT), ("<sms a=", CUT), ("<sms a", CUT), ("<sms", CUT), ("<", CUT),
        ("</", CUT),
        ("<sms a='1'/", CUT), ("<!-- <sms", CUT), ("<?xml", CUT), ("<![CDATA[ x", CUT),
        ("<sms a='1'b='2'>", BROKEN), ("<sms a>", BROKEN), ("<sms a=b>", BROKEN), ("<sms date='1' date='2'>", BROKEN),
        ("<sms =''>", BROKEN), ("<sms a='1' / >", BROKEN), ("<sms a='<sms b=' ", BROKEN), ("<sms <sms ", BROKEN),
        ("<sms\x00>", BROKEN), ("<sms a=''\x00/>", BROKEN),
    ],
)  # fmt: skip
def test_a_flaw_is_named(text: str, flaw: str) -> None:
    assert tags_of(text.encode())[0][4] == flaw


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE a>", "<a><!doctype html>", "<!ENTITY x 'y'>", "<!DOCTYPE smses [<!ENTITY a 'b'>]>"]
)
def test_a_declaration_stops_everything(text: str) -> None:
    with pytest.raises(DeclarationError):
        tags_of(text.encode())
    assert tags_of(f"<!-- {text} --><b a='{escape(text)}'/>".encode())[0][0] == b"b"


# ---- memory -------------------------------------------------------------------------------------------------

MIB = 1 << 20
START, END = b"<smses>" + message().encode(), b">" + message(type=2).encode() + b"</smses>"


@pytest.mark.parametrize(
    ("opening", "piece", "closing"),
    [
        (b"<mms><part data='", b"QUJD" * 4096, b"'/></mms"), (b"<sms body='", b"word " * 4096, b"'/"),
        (b"<sms ", b" " * 16384, b""), (b"<sms ", b"a" * 16384, b""), (b"<sms ", b"a='' " * 4096, b""),
        (b"<", b"a" * 16384, b""), (b"", b"text " * 4096, b"<x"), (b"", b"<" * 16384, b""),
        (b"<!--", b"-> " * 4096, b"--"),
        (b"<mms>", b"<addr address='1' type='151'/>" * 40, b"</mms"),
        (b"<mms>", b"<part ct='text/plain' text='abc'/>" * 40, b"</mms"),
        (b"", b"<sms address='9' date='1772442000000' type='1'/>" * 30, b"<x"),
    ],
    ids="picture text blanks key attributes name outside brackets comment people parts strangers".split(),
)  # fmt: skip
def test_nothing_is_held_that_goes_on_and_on(opening: bytes, piece: bytes, closing: bytes) -> None:
    def peak(times: int) -> tuple[int, object]:
        stream = Endless(START + opening, piece, times, closing + END)
        told = options()
        tracemalloc.start()
        backup = Backup(told)
        backup.feed(Scanner(stream.pieces()).tags())
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert stream.given > times * len(piece)
        return held, rows_of(backup.extract())[0]

    (little, first), (much, same) = peak(128), peak(400)
    assert first == same
    assert much < little + MIB
    assert much < 6 * MIB


def test_a_reader_of_pieces_that_are_larger_than_asked_for_is_fine() -> None:
    data = backup(message(), message(type=2))
    stream = io.BytesIO(data)
    read: Callable[[int], bytes] = lambda size: stream.read(size * 3)  # noqa: E731
    assert [shown(tag) for tag in Scanner(read, 8).tags()] == tags_of(data)


def test_a_tag_and_its_scanner_show_nothing() -> None:
    scanner = Scanner(io.BytesIO(backup(message("canaryomega"))).read)
    seen = "".join(repr(tag) for tag in scanner.tags()) + repr(scanner)
    assert "canaryomega" not in seen
    assert "7700900" not in seen
