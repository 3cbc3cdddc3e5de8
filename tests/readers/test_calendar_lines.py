"""Lines are unfolded as they were folded, wherever, and counted as they stand."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers import calendar_lines
from boundaries.readers.base import LINE_BYTES
from boundaries.readers.calendar_lines import FOLD, TOO_LONG, blocks, parameters_of, split, value_of

TEXT = st.binary(max_size=40).map(lambda b: bytes(c for c in b if c not in b"\r\n\x1e\x1f\xef\xfe\xff")).map(
    lambda b: b.lstrip(b" \t")
)  # fmt: skip


def unfolded(data: bytes) -> list[tuple[int, bytes]]:
    """Each line with the number of its first physical one; folds taken out."""
    found = []
    for block in blocks(io.BytesIO(data), data[:65_536]):
        number = block.first
        for line in block.lines():
            found.append((number, line.replace(FOLD, b"")))
            number += 1 + line.count(FOLD)
    return found


@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=8),
    st.sampled_from([b"\n", b"\r\n", b"\r\r\n"]),
    st.sampled_from([b" ", b"\t"]),
    st.integers(1, 60),
    st.booleans(),
)
def test_what_was_folded_is_unfolded(
    lines: list[list[bytes]], newline: bytes, blank: bytes, size: int, closed: bool
) -> None:
    data = newline.join((newline + blank).join(parts) for parts in lines) + (newline if closed else b"")
    expected, number = [], 1
    for parts in lines:
        expected.append((number, b"".join(parts)))
        number += len(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar_lines, "_BLOCK", size)  # block ends fall anywhere
        found = unfolded(data)
    assert [row for row in found if row[1]] == [row for row in expected if row[1]]


@pytest.mark.parametrize("tail", [b"", b"\r\nEND:X\r\n", b"\r\n more\r\nEND:X\r\n"])
@pytest.mark.parametrize("fold", [70, 10**7])
def test_a_line_over_the_limit_is_read_past(tail: bytes, fold: int) -> None:
    body = b"x" * (3 * LINE_BYTES)
    long = b"\r\n ".join(body[i : i + fold] for i in range(0, len(body), fold))
    found = unfolded(b"BEGIN:X\r\n" + long + tail)
    after = [(3 + long.count(b"\n") + tail.count(b"more"), b"END:X")] if tail else []
    assert found == [(1, b"BEGIN:X"), (2, TOO_LONG), *after]


@pytest.mark.parametrize("size", [LINE_BYTES - 1, LINE_BYTES, LINE_BYTES + 1, LINE_BYTES + 2**18 - 30])
def test_the_limit_is_one_mebibyte(size: int) -> None:
    found = unfolded(b"A\n" + b"x" * size + b"\nB\n")
    assert [number for number, _ in found] == [1, 2, 3]
    assert (found[1][1] == TOO_LONG) == (size > LINE_BYTES)


def test_the_bytes_that_stand_for_folds_cannot_be_written() -> None:
    assert unfolded(b"A\x1fB\x1eC\n\x1e\n") == [(1, b"A?B?C"), (2, b"?")]


def test_lines_end_at_a_return_only_where_there_is_no_other_end() -> None:
    assert unfolded(b"A\rB\r C\rD") == [(1, b"A"), (2, b"BC"), (4, b"D")]
    assert unfolded(b"A\rB\nC") == [(1, b"A\rB"), (2, b"C")]


def test_utf_16_is_read_wherever_a_block_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_lines, "_BLOCK", 3)
    assert unfolded("BEGIN:Ä\r\n 𝄞\r\nEND".encode("utf-16")) == [(1, "BEGIN:Ä𝄞".encode()), (3, b"END")]
    assert unfolded("A\r\nB".encode("utf-16") + b"\x00")[0] == (1, b"A")


def test_memory_does_not_grow_with_the_file() -> None:
    import tracemalloc

    class Endless(io.RawIOBase):
        """So many lines that are folded without end."""

        def __init__(self, blocks: int) -> None:
            self._left = blocks

        def read(self, size: int = -1) -> bytes:
            self._left -= 1
            return b"" if self._left < 0 else (b"x" * 70 + b"\r\n ") * (size // 73)

    def peak(count: int) -> int:
        tracemalloc.start()
        for block in blocks(Endless(count), b"\n"):  # type: ignore[arg-type]
            block.lines()
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    assert peak(400) < peak(20) + 4 * LINE_BYTES


@pytest.mark.parametrize(
    ("line", "value", "parameters"),
    [
        (b"STATUS:CANCELLED", b"CANCELLED", {}),
        (b'STATUS;X-P="a:b":CANCELLED', b"CANCELLED", {b"X-P": b"a:b"}),
        (b'SUMMARY:say "a: b"', b'say "a: b"', {}),
        (b'A;x="a;y=b:";z=1:v:w', b"v:w", {b"X": b"a;y=b:", b"Z": b"1"}),
        (b'A;X="a:v', b"", {b"X": b""}),
        (b"A;X=1", b"", {b"X": b"1"}),
        (b"A:", b"", {}),
    ],
)
def test_a_line_is_parted_at_the_colon_that_is_in_no_quotes(
    line: bytes, value: bytes, parameters: dict[bytes, bytes]
) -> None:
    assert (value_of(line), parameters_of(split(line)[0])) == (value, parameters)
