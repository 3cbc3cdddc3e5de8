"""Documents of JSON, whole, cut and broken, at every size of a chunk: each element its own, none of another array."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers import json_pieces
from boundaries.readers.json_pieces import (
    BROKEN,
    CUT_OFF,
    TOO_LONG,
    TOO_MUCH,
    Element,
    End,
    Lost,
    Piece,
    Scalar,
    head_text,
    parsed,
    pieces,
)  # fmt: skip

pytestmark = pytest.mark.untraced  # one path, walked many times

ROWS = [("chats", "list", "messages")]
ALSO = [("personal_information",)]
TEXTS = st.text(st.sampled_from('ab"\\{}[],:\n\t é😀\u2028\ud800') | st.characters(), max_size=12)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
ELEMENTS = st.dictionaries(TEXTS, VALUES, max_size=4) | VALUES
FORMS = st.sampled_from([None, 0, 1, 3, "\t"])
CHUNKS = st.integers(1, 64) | st.just(1 << 18)
MESSAGE = {"id": 1, "type": "message", "text": ["a ", {"type": "bold", "text": "b}"}], "n": {"deep": [[{"x": []}]]}}


def split(data: bytes, rows: Any = ROWS, also: Any = ALSO, chunk: int = 1 << 18) -> list[Piece]:
    """All pieces of a document, read by that many bytes at a time."""
    return list(pieces(io.BytesIO(data), rows, also, chunk))


def elements(found: list[Piece]) -> list[Element]:
    """Its elements alone."""
    return [piece for piece in found if isinstance(piece, Element)]


def dumped(value: object, form: Any = None, ascii: bool = True) -> bytes:
    """A document in one of the shapes that programs write."""
    separators = (",", ":") if form == 0 else None
    return json.dumps(value, indent=form or None, separators=separators, ensure_ascii=ascii).encode("utf-8", "replace")


def of_chats(*chats: list[Any]) -> dict[str, Any]:
    """A document as Telegram writes one of an account; the chats are called `c1`, `c2` ..."""
    listed = [{"name": f"c{n}", "id": n, "messages": messages} for n, messages in enumerate(chats, 1)]
    return {"about": "x", "personal_information": {"user_id": 7, "bio": "y"}, "chats": {"about": "z", "list": listed}}


@given(st.lists(st.lists(ELEMENTS, max_size=4), max_size=3), FORMS, CHUNKS, st.booleans())
def test_every_element_comes_as_it_was_written(chats: list[list[Any]], form: Any, chunk: int, ascii: bool) -> None:
    data = dumped(of_chats(*chats), form, ascii)
    found = split(data, chunk=chunk)
    raw = [(e.ordinal, e.raw, e.problem) for e in elements(found)]
    want = json.loads(data)["chats"]["list"]
    assert [(n, json.loads(bytes_ or b""), problem) for n, bytes_, problem in raw] == [
        (n, message, "") for chat in want for n, message in enumerate(chat["messages"], 1)
    ]
    names = [piece.value for piece in found if isinstance(piece, Scalar) and piece.path[-1] == "name"]
    assert names == [chat["name"] for chat in want]
    assert not [piece for piece in found if isinstance(piece, Lost)]
    assert found == split(data)


@given(st.lists(ELEMENTS, max_size=5), FORMS, CHUNKS)
def test_an_array_at_the_top_and_objects_one_after_the_other(values: list[Any], form: Any, chunk: int) -> None:
    values = [value if isinstance(value, dict) else {"a": value} for value in values]
    listed = split(dumped(values, form), [()], chunk=chunk)
    assert [json.loads(e.raw or b"") for e in elements(listed)] == json.loads(dumped(values))
    lines = b"\n".join(dumped(value) for value in values)
    assert [json.loads(e.raw or b"") for e in elements(split(lines, [()], chunk=chunk))] == json.loads(dumped(values))


@given(st.lists(ELEMENTS, min_size=1, max_size=4), FORMS, CHUNKS, st.data())
def test_what_stands_before_a_cut_is_kept_and_the_cut_is_said(
    values: list[Any], form: Any, chunk: int, data: st.DataObject
) -> None:
    whole = dumped(of_chats(values, values), form)
    cut = data.draw(st.integers(1, len(whole.rstrip()) - 1))
    full, found = split(whole), split(whole[:cut], chunk=chunk)
    assert isinstance(found[-1], Element | Lost)
    assert found[-1].problem == CUT_OFF
    kept = [piece for piece in found if not isinstance(piece, Lost) and getattr(piece, "problem", "") != CUT_OFF]
    if kept and isinstance(kept[-1], Element) and kept[-1] != full[len(kept) - 1]:  # of a number, a part is one too
        kept.pop()
    if kept and isinstance(kept[-1], Scalar):
        kept.pop()
    assert kept == full[: len(kept)]


@given(st.binary(max_size=300) | TEXTS.map(lambda text: text.encode("utf-8", "replace")), CHUNKS)
def test_any_bytes_come_to_an_end(data: bytes, chunk: int) -> None:
    for rows in (ROWS, [()], [("a",)]):
        assert len(split(data, rows, chunk=chunk)) <= len(data) + 1


BYTES = st.sampled_from([b"x", b'"', b"{", b"}", b"[", b"]", b"", b",", b":", b"\\", b"\0", b"\n"])


@given(st.integers(0, 1000), BYTES, st.sampled_from([1, 3]), CHUNKS)
def test_one_broken_byte_costs_one_element_where_each_begins_a_line(
    place: int, byte: bytes, form: int, chunk: int
) -> None:
    messages = [dict(MESSAGE, id=n) for n in range(100, 112)]
    data = dumped(of_chats(messages, messages), form)
    first = data.index(b'"id": 103')
    start, end = data.rindex(b"{", 0, first), data.index(b'"id": 104')
    place = start + place % (data.rindex(b"}", 0, end) - start)
    found = elements(split(data[:place] + byte + data[place + 1 :], chunk=chunk))
    good = [m["id"] for m in (parsed(e.raw) for e in found if e.raw) if m and m.keys() == MESSAGE.keys()]
    for id in (100, 101, 102, *range(105, 112)):
        assert good.count(id) == 2


@pytest.mark.parametrize("form", [None, 1])
@pytest.mark.parametrize("lost", ["}", "]", '"', "{", "["])
def test_no_element_is_ever_taken_for_one_of_another_array(form: int | None, lost: str) -> None:
    chats = [[dict(MESSAGE, id=n * 100 + i, of=f"c{n}") for i in range(5)] for n in (1, 2, 3)]
    data = dumped(of_chats(*chats), form)
    places = [place for place in range(len(data)) if data[place : place + 1] == lost.encode()]
    for place in places:
        name = None
        for piece in split(data[:place] + data[place + 1 :]):
            if isinstance(piece, Scalar) and piece.path[-1] == "name":
                name = piece.value
            elif isinstance(piece, End) and piece.path == ("chats", "list") and not piece.array:
                name = None
            elif isinstance(piece, Element) and piece.raw and (message := parsed(piece.raw)):
                assert message.get("of", name) == name or name is None


def test_lines_and_ordinals_are_those_of_the_file() -> None:
    data = b'{"chats": {"list": [\n {"messages": [\n  {"a":\n 1}, {"b": 2},\n\n  {"c": 3}\n]}, {"messages": [{}]}]}}'
    assert [(e.line, e.ordinal) for e in elements(split(data))] == [(3, 1), (4, 2), (6, 3), (7, 1)]


def test_only_what_was_asked_for_comes() -> None:
    document = of_chats([MESSAGE]) | {
        "contacts": {"list": [{"messages": [MESSAGE], "name": "n"}]},
        "messages": [MESSAGE],
    }
    found = split(dumped(document))
    assert len(elements(found)) == 1
    assert [piece.path for piece in found if isinstance(piece, Scalar)] == [
        ("about",), ("personal_information", "user_id"), ("personal_information", "bio"), ("chats", "about"),
        ("chats", "list", "name"), ("chats", "list", "id"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("chunk", [1, 3, 1 << 18])
def test_a_document_may_stand_in_any_unicode(encoding: str, chunk: int) -> None:
    text = json.dumps(of_chats([MESSAGE, {"é😀": "ü"}]), ensure_ascii=False)
    found = split(text.encode(encoding), chunk=chunk)
    assert [parsed(e.raw or b"") for e in elements(found)] == [MESSAGE, {"é😀": "ü"}]
    assert found == split(text.encode())
    assert head_text(text.encode(encoding)[:999]).startswith(b'{"about"')


def test_an_element_that_is_too_long_is_read_past_without_being_held() -> None:
    long = {"id": 2, "text": "x" * (8 << 20), "list": [[1, {}]] * 400_000}
    data = dumped(of_chats([MESSAGE, long, {"id": 3}]))
    tracemalloc.start()
    found = elements(split(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(e.ordinal, e.problem) for e in found] == [(1, ""), (2, TOO_LONG), (3, "")]
    assert peak < 8 << 20


def test_many_elements_take_no_memory() -> None:
    data = dumped(of_chats([MESSAGE] * 60_000))
    tracemalloc.start()
    count = sum(isinstance(piece, Element) for piece in pieces(io.BytesIO(data), ROWS))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, peak < 2 << 20) == (60_000, True)


IN = b'{"chats": {"list": [{"messages": ['
NASTY = [
    IN + b"[" * 300_000, IN + b'{"a":' * 60_000, IN + b"[" * 30_000 + b"]" * 30_000 + b"]}]}}", IN + b"x " * 40_000,
    IN + b'{"a" ' * 20_000, b"[" * 300_000, b'{"chats":' * 300_000, b'{"x": ' + b"[{" * 90_000, b'"' * 300_001,
    b'{"' + b"\\" * 300_000, b'{"' + b"a" * 300_000, b"1" * 300_000, b"\0" * 300_000, b"]" * 90_000,
    b'{"chats": {"list": [' + b"{" * 90_000,
]  # fmt: skip


@pytest.mark.parametrize("data", NASTY, ids=range(len(NASTY)))
def test_nothing_hangs_and_nothing_recurses(data: bytes) -> None:
    tracemalloc.start()
    count = sum(1 for _ in pieces(io.BytesIO(data), ROWS))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count < 10
    assert peak < 4 << 20


def test_a_broken_element_of_a_document_of_one_line_costs_that_one() -> None:
    messages = [dumped(dict(MESSAGE, id=n)).decode() for n in range(9)]
    messages[3] = messages[3][:-1]  # its last bracket
    data = f'{{"chats": {{"list": [{{"name": "c1", "messages": [{", ".join(messages)}]}}]}}}}'.encode()
    found = elements(split(data))
    assert [parsed(e.raw or b"null") for e in found if e.raw] == [dict(MESSAGE, id=n) for n in range(9) if n != 3]
    assert [e.problem for e in found if e.problem] == [BROKEN]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": NaN}', None), (b'{"a": -Infinity}', None), (b'{"a": 1e999}', {"a": float("inf")}),
        (b'{"a": "\\ud83d"}', {"a": "\ud83d"}), (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}), (b'{"a": "\xff"}', None),
        (b'{"a": 1, "a": 2}', {"a": 2}), (b'{"a": ' + b"9" * 5000 + b"}", None), (b'{"a": "\\x0B"}', None),
        (b'{"a": ' + b"[" * 9999 + b"]" * 9999 + b"}", None), (b"[]", None), (b"7", None), (b"{\x00}", None),
        (b'{"a": "\x00"}', None), (b"", None),
    ],
)  # fmt: skip
def test_an_element_as_a_value(raw: bytes, value: object) -> None:
    assert parsed(raw) == value


def test_no_piece_shows_what_it_holds() -> None:
    found = split(dumped(of_chats([{"text": "canaryzeta"}])).replace(b'"y"', b'"canaryzeta"'))
    assert "canaryzeta" not in repr(found)
    assert "canaryzeta" in str([tuple(piece) for piece in found])


def test_reading_errors_are_the_callers() -> None:
    class Broken:
        def read(self, size: int, /) -> bytes:  # noqa: ARG002
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(pieces(Broken(), ROWS))


CHAT = b'{"chats": {"list": [{"messages": ['


class Counting:
    """A pattern or function that notes how many bytes it was let look at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bytes = 0
        inner = json_pieces.balanced_end

        def counted(data: bytes, pos: int, limit: int) -> int:
            self.bytes += limit - pos
            return inner(data, pos, limit)

        monkeypatch.setattr(json_pieces, "balanced_end", counted)


def test_an_element_without_an_end_is_looked_through_up_to_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting(monkeypatch)
    data = b'{"messages":[\n' + b' {"a":1,\n' * 3000 + b' {"a":2}\n]'
    found = elements(split(data, [("messages",)]))
    assert [parsed(e.raw) for e in found if e.raw] == [{"a": 2}]
    assert [e.problem for e in found[:-1]] == [BROKEN] * 3000
    assert counting.bytes < 2 * len(data)


def test_after_thousands_of_lost_elements_the_rest_is_given_up_and_said() -> None:
    data = CHAT + b"\n" + b' {"a":1,\n' * 20_000 + b' {"a":2}\n]}]}}'
    found = split(data)
    assert isinstance(found[-1], Lost)
    assert found[-1].problem == TOO_MUCH
    assert len(found) == 4098
    apart = b'{"messages":[\n' + (b' {"a":1,\n' * 3000 + b' {"a":2},\n') * 3 + b" {}\n]"
    found = split(apart, [("messages",)])
    assert [parsed(e.raw) for e in elements(found) if e.raw] == [{"a": 2}] * 3 + [{}]
    assert isinstance(found[-1], Lost)
    assert found[-1].problem == CUT_OFF


def test_an_element_of_many_levels_is_whole() -> None:
    deep = b'{"a": ' * 40 + b"1" + b"}" * 40
    for line in (b"\n ", b" "):
        data = CHAT + (line + deep + b",") * 3 + line + b'{"b": 1}\n]}]}}'
        assert [e.raw for e in elements(split(data))] == [deep] * 3 + [b'{"b": 1}']


@pytest.mark.parametrize("stray", [b"]", b"}", b"]}", b"] ,\n"])
@pytest.mark.parametrize("start", [b"", CHAT, CHAT + b"\n  {},", CHAT + b"\n  {1 2}"])
def test_a_million_stray_brackets_are_passed_in_few_steps(
    start: bytes, stray: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    inner = json_pieces.pass_closers

    def counted(window: Any, kind: int | None, lines: bool) -> None:
        steps.append(kind)
        inner(window, kind, lines)

    monkeypatch.setattr(json_pieces, "pass_closers", counted)
    assert len(split(start + stray * (1_000_000 // len(stray)))) < 20
    assert len(steps) < 100
