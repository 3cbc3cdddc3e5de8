"""Exports in CSV, however they are delimited, encoded and broken: every sound record is read, every other counted."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import LogError
from boundaries.readers import records
from boundaries.readers.base import Options
from boundaries.readers.mapped import reader_of
from boundaries.readers.mapped_file import parse_map
from maps import KEY, read, rejects, rows

MAP = """\
map: m
export: csv
columns:
  id: {from: Nr, as_is: true}
  at: {from: When, format: "%d/%m/%Y %H:%M %z"}
  kind: {is: message}
  by: {from: Way, words: {ein: client, "aus, später": practitioner}}
  relationship: {is: c-1}
  length: {length_of: "Text; Inhalt"}
"""
NAMES = ["Nr", "Rest", "When", "Way", "Text; Inhalt", "Rest"]


def written(records: list[list[str]], delimiter: str, end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([NAMES, *records])  # type: ignore[arg-type]
    return file.getvalue()


def record(number: int, text: str, way: str = "ein") -> list[str]:
    return [f"n{number}", "", f"03/09/2026 10:{number:02} +0100", way, text, "canary"]


TEXTS = st.text(st.characters(codec="cp1252", exclude_characters="\0\r\x1a"), min_size=1, max_size=30)


@given(
    st.lists(TEXTS, max_size=5), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from([("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")]),
    st.integers(40, 400),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_what_python_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], delimiter: str, end: str, quoting: int,
    encoding: tuple[str, str], block: int,
) -> None:  # fmt: skip
    place = tmp_path_factory.getbasetemp() / "table"
    found = [record(n, text, ("ein", "aus, später")[n % 2]) for n, text in enumerate(texts)]
    data = written(found, delimiter, end, quoting).encode(encoding[1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "BLOCK_BYTES", block)
        ours = read(MAP + f"encoding: {encoding[0]}\n", data, place)
    assert not ours.rejects
    assert [(row["id"], row["length"]) for row in rows(ours)] == [(f"n{n}", len(text)) for n, text in enumerate(texts)]
    assert [row["by"] for row in rows(ours)] == [("client", "practitioner")[n % 2] for n in range(len(texts))]


def test_a_delimiter_that_is_named_is_taken(tmp_path: Path) -> None:
    text = written([record(1, "a,b;c")], "|")
    assert rows(read(MAP + 'delimiter: "|"\n', text, tmp_path / "x"))[0]["length"] == 5
    with pytest.raises(LogError, match="no column `Nr`"):
        read(MAP + "delimiter: tab\n", text, tmp_path / "x")


def test_a_broken_record_costs_its_own_line_only(tmp_path: Path) -> None:
    sound = written([record(1, "a"), record(2, "b\nn9;;03/09/2026 10:00 +0100;ein;x"), record(3, "c")], ";", "\n")
    first, *rest = sound.splitlines(keepends=True)
    data = (
        (first + rest[0]).encode() + b'"open;x\n' + b"n\xff;;;;;\n" + b"too;few\n" + b"a;b;c;d;e;f;g\n" + b"\0;;;;;\n"
    )
    found = read(MAP, data + "".join(rest[1:]).encode(), tmp_path / "x")
    assert [row["id"] for row in rows(found)] == ["n1", "n2", "n3"]
    assert [row["length"] for row in rows(found)] == [1, 34, 1]
    assert sorted(reason for _, _, reason in rejects(found)) == [
        "contains a NUL", "not UTF-8 text", "quotes or line ends that do not fit together", "too few fields",
        "too many fields",
    ]  # fmt: skip


def test_a_quote_left_open_takes_no_good_row_with_it(tmp_path: Path) -> None:
    lines = written([record(1, "a"), record(2, "b"), record(3, "c")], ";", "\n").splitlines()
    lines[1] = lines[1].replace(";a;", ';"a;')
    lines[3] = lines[3].replace(";c;", ';c";')
    found = read(MAP, "\n".join(lines) + "\n", tmp_path / "x")
    assert [row["id"] for row in rows(found)] == ["n2"]
    assert [row for row, _, _ in rejects(found)] == [1, 3]


def test_a_field_over_a_mebibyte_is_read_past(tmp_path: Path) -> None:
    text = written([record(1, "a"), record(2, "x" * (1 << 21)), record(3, "c")], ",")
    found = read(MAP, text, tmp_path / "x")
    assert [row["id"] for row in rows(found)] == ["n1", "n3"]
    assert rejects(found) == [(2, None, "longer than 1 MiB")]


@pytest.mark.parametrize(
    ("header", "code", "message"),
    [
        ("Nr,Rest,When,Way", "B284", "log 1: no column `Text; Inhalt`, which map `m` names"),
        ("NR,Rest,When,Way,Text; Inhalt", "B284", "log 1: no column `Nr`, which map `m` names (did you mean `NR`?)"),
        (
            "Anna Smith,Rest,When,Way,Text; Inhalt",
            "B284",
            "names are compared letter by letter; is it the right",
        ),
        ("Nr,Nr,When,Way,Text; Inhalt", "B286", "log 1: the column `Nr`, which map `m` names, is there twice"),
        ("\xff\xfeN\0r\0", "B207", "log 1 is UTF-16"),
    ],
)
def test_a_header_that_does_not_fit_is_told(header: str, code: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(LogError) as caught:
        read(MAP, (header + "\nn1,,03/09/2026 10:00 +0100,ein,canary\n").encode("latin-1"), tmp_path / "x")
    assert caught.value.diagnostics[0].code == code
    assert message in str(caught.value)
    assert "Anna" not in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(("header", "fits"), [("Nr,When,Way,Text; Inhalt", True), ("Nr,When,Way", False), ("", False)])
def test_an_export_is_known_by_its_header(header: str, fits: bool) -> None:
    reader = reader_of(parse_map(MAP, "m"))
    assert reader.sniff(f"{header}\n1,2\n".encode()) is fits
    assert reader.sniff(f"\n\n{header}".encode("utf-8-sig")) is fits


def test_an_empty_export_is_no_mistake(tmp_path: Path) -> None:
    for text in ("", "\n\n", ",".join(["Nr", "When", "Way", '"Text; Inhalt"']) + "\n"):
        place = tmp_path / "x"
        place.write_text(text)
        found = reader_of(parse_map(MAP, "m")).read(place, Options(key=KEY))
        assert (found.rows_seen, found.coverage) == (0, ())
