"""Logs in CSV: every good row is read and every bad one counted by its row and line, whatever stands around it."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.table.rows import Row, extract, rows

from boundaries.core.columns import NAMES
from boundaries.core.errors import LogError
from boundaries.readers import csv as reader
from boundaries.readers import records
from boundaries.readers.base import Options
from boundaries.table.assemble import assemble
from boundaries.table.log import Extract

HEADER = "id,relationship,at,kind,by,place\n"


def line(id: str = "a", place: str = "") -> str:
    return f"{id},c-1,2026-03-03T21:10:00Z,message,client,{place}\n"


def read(data: str | bytes, **options: object) -> Extract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Anna Smith.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        found = reader.read(path, Options(**options))  # type: ignore[arg-type]
    assert found.rows_seen == found.table.num_rows + len(found.rejects)
    return found


def ids(found: Extract) -> list[str]:
    return found.table["id"].to_pylist()


def rejects(found: Extract) -> list[tuple[int, int | None, str]]:
    return [(reject.row, reject.line, reject.reason) for reject in found.rejects]


def written(found: Sequence[Row], **form: object) -> str:
    """The rows as Python's own csv module writes them."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, NAMES, **form)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(found)
    return file.getvalue()


@given(
    st.lists(rows(), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
    st.sampled_from(["", "\ufeff"]),
    st.integers(20, 200),
)
@settings(max_examples=100, deadline=None)
def test_what_python_writes_is_read(
    found: list[Row], delimiter: str, form: tuple[str, int], bom: str, block: int
) -> None:
    text = bom + written(found, delimiter=delimiter, lineterminator=form[0], quoting=form[1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "BLOCK_BYTES", block)
        ours = read(text)
    assert not ours.rejects
    assert assemble([ours]).table.equals(assemble([extract(found)]).table)


SPOILT = [
    b"",
    b"\r",
    b"x",
    b",,,,,",
    b",,,,,,,,,",
    b'"',
    b'"open,c-1,2026-03-03T21:10:00Z,message,client,',
    b'q,c-1,2026-03-03T21:10:00Z,message,client,"open',
    b'q,c-1,2026-03-03T21:10:00Z,message,client,"shut"x',
    b'q"r,c-1,2026-03-03T21:10:00Z,message,client,',
    b"q\0,c-1,2026-03-03T21:10:00Z,message,client,",
    b"\xff,c-1,2026-03-03T21:10:00Z,message,client,",
    b"\xff,too few",
    b"q,c-1,2026-03-03T21:10:00Z\r,message,client,",
    b"q,c-1,yesterday,message,client,",
]
LINES = st.sampled_from(SPOILT) | st.binary(max_size=20).filter(lambda b: b"\n" not in b)


@given(st.lists(st.integers(0, 10**6) | LINES, max_size=30), st.integers(30, 400))
@settings(max_examples=200, deadline=None)
def test_no_good_row_is_lost_among_broken_ones(found: list[int | bytes], block: int) -> None:
    planted = [f"good-{index}" for index, row in enumerate(found) if isinstance(row, int)]
    lines = [line(f"good-{i}").encode() if isinstance(row, int) else row + b"\n" for i, row in enumerate(found)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "BLOCK_BYTES", block)
        ours = read(HEADER.encode() + b"".join(lines))
    assert [name for name in ids(ours) if name.startswith("good-")] == planted
    assert sorted(set(range(1, ours.rows_seen + 1)) - {r.row for r in ours.rejects}) == ours.rows.tolist()  # type: ignore[union-attr]
    for row, number in zip(ids(ours), ours.lines.tolist(), strict=True):  # type: ignore[union-attr]
        assert lines[number - 2].startswith(row.encode())


def test_row_and_line_are_told_apart_by_blank_lines_and_line_breaks() -> None:
    text = (
        HEADER
        + "\n"
        + line("a", '"x\ny"')
        + "\r\n"
        + line("b")
        + "short\n"
        + line("c")
        + "a,b,c,d,e,f,g\n"
        + line("d").rstrip()
    )
    found = read(text)
    assert ids(found) == ["a", "b", "c", "d"]
    assert found.rows.tolist() == [1, 2, 4, 6]  # type: ignore[union-attr]
    assert found.lines.tolist() == [3, 6, 8, 10]  # type: ignore[union-attr]
    assert rejects(found) == [(3, 7, "too few fields"), (5, 9, "too many fields")]
    assert found.table["place"].to_pylist() == ["x\ny", None, None, None]


def test_a_stray_quote_costs_its_own_line_only() -> None:
    found = read(HEADER + line("a") + line('"b') + line("c") + line('"d"') + line("e"))
    assert ids(found) == ["a", "c", "d", "e"]
    assert rejects(found) == [(2, 3, "quotes or line ends that do not fit together")]


def test_a_quote_that_a_later_one_closes_takes_no_good_row_between_them() -> None:
    found = read(HEADER + line("a", '"x') + line("b") + '",\n' + line("c", '"x\n1,2,3,4,5,6"'))
    assert ids(found) == ["b", "c"]
    assert [reject.row for reject in found.rejects] == [1, 3]
    assert found.table["place"].to_pylist() == [None, "x\n1,2,3,4,5,6"]


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_an_oversized_line_or_field_is_read_past_without_holding_it(tmp_path: Path, quote: bytes) -> None:
    path = tmp_path / "log.csv"
    with path.open("wb") as file:
        file.write((HEADER + line("a")).encode() + quote + b"x")
        file.truncate(100_000_000)  # a hole: NULs to the line's end
        file.seek(0, 2)
        file.write(quote + b"\n" + line("b").encode())
    tracemalloc.start()
    found = reader.read(path, Options())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert ids(found) == ["a", "b"]
    assert rejects(found) == [(2, 3, "longer than 1 MiB")]
    assert peak < 40_000_000


def test_an_oversized_field_of_many_lines_takes_no_row_after_it() -> None:
    found = read(HEADER + line("a") + '"' + ("x" * 500 + "\n") * 3_000 + '",c-1\n' + line("b"))
    assert ids(found) == ["a", "b"]
    assert found.rejects[0].line == 3


@pytest.mark.parametrize("size", [2**20 - 1, 2**20, 2**20 + 1])
def test_the_limit_of_a_line_is_exact(size: int) -> None:
    long = line("b")[:-1].ljust(size, "x") + "\n"
    found = read(HEADER + line("a") + long + line("c"))
    assert ids(found) == (["a", "b", "c"] if size <= 2**20 else ["a", "c"])


@pytest.mark.parametrize("head", ["", "\n\n", "\ufeff", HEADER])
def test_a_file_without_rows_is_an_empty_extract(head: str) -> None:
    assert read(head).rows_seen == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (HEADER.replace("place", "plaice"), "B202"),
        (HEADER.replace("place", "body"), "B203"),
        (HEADER.replace("place", "id"), "B204"),
        ("id,kind\n", "B205"),
        (HEADER.replace(",place", ","), "B202"),
        (HEADER.encode("utf-16"), "B207"),
        (HEADER.replace("\n", "\r") + line().replace("\n", "\r"), "B207"),
        (b"\x00\x01\x02", "B207"),
        (b"\xff" * 100, "B202"),
        ("x" * (2**20 + 5), "B207"),
    ],
)
def test_a_file_that_is_no_log_is_refused_and_says_nothing_of_itself(data: str | bytes, code: str) -> None:
    with pytest.raises(LogError) as caught:
        read(data, log="log 4")
    assert {d.code for d in caught.value.diagnostics} == {code}
    assert "log 4" in str(caught.value)
    assert "Anna" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_missing_file_is_refused_without_its_name(tmp_path: Path) -> None:
    with pytest.raises(LogError) as caught:
        reader.read(tmp_path / "Anna.csv", Options())
    assert "Anna" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (HEADER.encode(), True),
        (b"\xef\xbb\xbf" + HEADER.replace(",", ";").encode(), True),
        (b'"id"\t"at"\t"kind"\n', True),
        (b"\nid,kind\n", True),
        (b"From,To,Body\n", False),
        (b"", False),
        (b'{"id": "a", "at": "b"}\n', False),
        (b"\x00\xff\x00", False),
    ],
)
def test_a_log_is_known_by_its_header(head: bytes, known: bool) -> None:
    assert reader.sniff(head) is known


def test_options_give_the_pair_and_the_coverage() -> None:
    found = read("id,at,kind,by\na,2026-03-03T21:10:00Z,message,client\n", relationship="c-7", covers=("message",))
    assert found.table["relationship"].to_pylist() == ["c-7"]
    assert found.coverage is not None
    assert found.coverage[0].kinds == {"message"}
    assert read(HEADER).coverage is None


def test_a_header_in_capitals_is_a_log_whose_columns_are_named_with_their_way_out() -> None:
    head = b"ID, At ,Kind,By\n"
    assert reader.sniff(head)
    with pytest.raises(LogError, match="did you mean `id`"):
        read(head + b"1,2026-01-01T00:00:00Z,message,client\n")


@pytest.mark.parametrize(("name", "code"), [("id", "B204"), ("plaice", "B202"), ("", "B202")])
def test_a_header_of_half_a_million_columns_is_refused_at_once(name: str, code: str) -> None:
    with pytest.raises(LogError, match=code) as caught:
        read(HEADER.strip() + f",{name}" * (900_000 // (len(name) + 1)) + "\n")
    assert len(caught.value.diagnostics) <= 1_000
