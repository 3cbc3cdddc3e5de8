"""Which contract judges which relationship: exactly what the file says, or a refusal that shows nothing of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.readers import assignments
from boundaries.readers.assignments import read_assignments
from chats import CANARIES

NAMES = {"riverside-1": (), "riverside-2": ("c-9",), "Säsong-3": ()}
Told = tuple[dict[str, str], list[str]]


def read(path: Path, contracts: Mapping[str, tuple[str, ...]] | None = NAMES) -> Told:
    """What a file assigns, and its problems as they are shown."""
    assigned, problems = read_assignments(path, contracts)
    shown = [problem.render() for problem in problems]
    assert not [canary for canary in CANARIES if canary in "\n".join(shown)]
    return assigned, shown


def written(folder: Path, content: str | bytes, name: str = "Wrenna.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def csv_of(rows: Mapping[str, str], delimiter: str, ending: str, swapped: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    for row in [("relationship", "contract"), *rows.items()]:
        writer.writerow(row[::-1] if swapped else row)
    return out.getvalue()


# ---- what is said is what is read ---------------------------------------------------------------------------

PAIRS = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8).filter(
        lambda text: "\ufffd" not in text and text != "c-9"
    ),
    st.sampled_from(list(NAMES)),
)


@settings(max_examples=60)
@given(
    PAIRS, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)  # fmt: skip
def test_a_csv_file_says_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, str], delimiter: str, ending: str, swapped: bool,
    encoding: str,
) -> None:  # fmt: skip
    text = csv_of(rows, delimiter, ending, swapped)
    path = written(tmp_path_factory.mktemp("a"), text.encode(encoding))
    assert read(path) == (rows, [])


@settings(max_examples=30)
@given(PAIRS, st.sampled_from([pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())]), st.booleans())
def test_a_parquet_file_says_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, str], kind: pa.DataType, swapped: bool
) -> None:
    columns = {"relationship": pa.array(rows.keys(), pa.string()), "contract": pa.array(rows.values(), pa.string())}
    names = sorted(columns, reverse=swapped)
    path = tmp_path_factory.mktemp("a") / "a.csv"  # known by its first bytes, not by its name
    pq.write_table(pa.table({name: columns[name].cast(kind) for name in names}), path, row_group_size=3)
    assert read(path) == (rows, [])


def test_blanks_around_a_cell_and_blank_lines_say_nothing(tmp_path: Path) -> None:
    text = '\n\n relationship ,contract\n  c-1 , riverside-1\n\n"c-2"," riverside-2 "\n'
    assert read(written(tmp_path, text)) == ({"c-1": "riverside-1", "c-2": "riverside-2"}, [])


def test_the_same_twice_is_said_once(tmp_path: Path) -> None:
    text = "relationship,contract\nc-1,riverside-1\nc-1,riverside-1\nc-9,riverside-2\n"
    assert read(written(tmp_path, text)) == ({"c-1": "riverside-1", "c-9": "riverside-2"}, [])


def test_a_header_alone_assigns_nothing(tmp_path: Path) -> None:
    assert read(written(tmp_path, "relationship,contract")) == ({}, [])


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_beginning_of_a_file_is_read_right_or_refused(tmp_path: Path, ending: str) -> None:
    rows = {f"c-{n}": list(NAMES)[n % 3] for n in range(5)}
    whole = csv_of(rows, ",", ending, swapped=False).encode()
    for cut in range(len(whole)):
        assigned, problems = read(written(tmp_path, whole[:cut]))
        lines = whole[:cut].count(b"\n")
        header = lines > 0 or whole[:cut].rstrip() == b"relationship,contract"
        assert assigned.items() <= rows.items()
        assert len(assigned) >= lines - 1
        assert bool(problems) == (not header or len(assigned) < len(whole[:cut].split()) - 1)


# ---- what is wrong ------------------------------------------------------------------------------------------

NO_OTHER = "its columns are `relationship` and `contract`, and no other"
UNNAMED = "a column whose name is not shaped like an identifier"
HEADERS = [
    ("", [f"B242 the file of assignments has no header with its columns ({NO_OTHER})"]),
    ("Dear Wrenna\nhow are you", [f"B242 the file of assignments has no header with its columns ({NO_OTHER})"]),
    ("relationship", [f"B242 the file of assignments has no column `contract` ({NO_OTHER})"]),
    ("contract,contract", [f"B242 the file of assignments has no column `relationship` ({NO_OTHER})",
                           "B242 the column `contract` of assignments is there twice (keep one)"]),
    ("relationship,contracts", ["B242 `contracts` is no column of assignments (did you mean `contract`?)"]),
    ("relationship,contract,client_name",
     [f"B242 `client_name` is no column of assignments (leave it out: {NO_OTHER})"]),
    ("relationship,name,since", [
        f"B242 `name` is no column of assignments (leave it out: {NO_OTHER})",
        f"B242 `since` is no column of assignments (leave it out: {NO_OTHER})",
        f"B242 the file of assignments has no column `contract` ({NO_OTHER})",
    ]),
    ("relationship,contract,Wrenna Marsh",
     [f"B242 {UNNAMED} is no column of assignments (leave it out: {NO_OTHER})"]),
    ("relationship,contract,",
     [f"B242 {UNNAMED} is no column of assignments (leave it out: {NO_OTHER})"]),
]  # fmt: skip


@pytest.mark.parametrize(("header", "told"), HEADERS)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_two_columns_and_no_other(tmp_path: Path, header: str, told: list[str], kind: str) -> None:
    path = tmp_path / "a"
    if kind == "csv":
        path.write_text(f"{header}\nc-1,riverside-1,canaryzeta\n")
    else:
        names = header.split(",")
        pq.write_table(pa.table([pa.array(["canaryzeta"])] * len(names), names=names), path)
    assert read(path) == ({}, told)


ROWS = [
    ("c-2,", "row 2 (line 3): `contract` is empty"),
    (",riverside-1", "row 2 (line 3): `relationship` is empty"),
    ('" ",riverside-1', "row 2 (line 3): `relationship` is empty"),
    ("c-2", "row 2 (line 3): more or fewer cells than the header has names"),
    ("c-2,riverside-1,Wrenna", "row 2 (line 3): more or fewer cells than the header has names"),
    ('c-2,"riverside-1', "row 2 (line 3): not a record of CSV"),
    ('c-2,"river"side-1', "row 2 (line 3): not a record of CSV"),
    ("Wrenna\x07,riverside-1", "row 2 (line 3): `relationship` is too long for a name, or holds control characters"),
    ("Wrenna" * 40 + ",riverside-1",
     "row 2 (line 3): `relationship` is too long for a name, or holds control characters"),
    ("c-2," + "Wrenna" * 200_000, "row 2 (line 3): longer than 1 MiB"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "told"), ROWS)
def test_a_row_that_says_too_little_is_told_by_its_place_alone(tmp_path: Path, row: str, told: str) -> None:
    path = written(tmp_path, f"relationship,contract\nc-1,riverside-1\n{row}\nc-3,riverside-1\n")
    hint = "each row names a relationship and its contract"
    assert read(path) == (dict.fromkeys(("c-1", "c-3"), "riverside-1"), [f"B245 assignments, {told} ({hint})"])


def test_text_that_is_not_utf_8_is_no_name(tmp_path: Path) -> None:
    path = written(tmp_path, "relationship,contract\nsäsong,riverside-1\nc-1,riverside-1\n".encode("latin-1"))
    assigned, (problem,) = read(path)
    assert assigned == {"c-1": "riverside-1"}
    assert problem.startswith("B245 assignments, row 1 (line 2): `relationship` is not UTF-8 text")


def test_cells_of_parquet_are_held_to_the_same(tmp_path: Path) -> None:
    bad = pa.array([b"c-1", b"s\xe4", b"", None, b"a\0b", b"x" * (1 << 21)], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"contract": ["riverside-1"] * 6, "relationship": bad}), tmp_path / "a")
    assigned, problems = read(tmp_path / "a")
    assert assigned == {"c-1": "riverside-1"}
    assert [problem.partition(" (")[0] for problem in problems] == [
        "B245 assignments, row 2: `relationship` is not UTF-8 text",
        "B245 assignments, row 3: `relationship` is empty",
        "B245 assignments, row 4: `relationship` is empty",
        "B245 assignments, row 5: `relationship` is too long for a name, or holds control characters",
        "B245 assignments, row 6: `relationship` is too long for a name, or holds control characters",
    ]


@pytest.mark.parametrize("values", [[1, 2], [b"a", b"b"], [["a"], ["b"]], [None, 1.5]])
def test_columns_of_parquet_are_text(tmp_path: Path, values: list[object]) -> None:
    pq.write_table(pa.table({"contract": ["riverside-1"] * 2, "relationship": values}), tmp_path / "a")
    assert read(tmp_path / "a") == ({}, ["B242 the column `relationship` of assignments is not text (cast it to text)"])


def test_a_column_of_nothing_is_empty_cells(tmp_path: Path) -> None:
    pq.write_table(pa.table({"contract": ["riverside-1"] * 2, "relationship": pa.nulls(2)}), tmp_path / "a")
    assigned, problems = read(tmp_path / "a")
    assert (assigned, len(problems)) == ({}, 2)


def test_names_of_contracts_that_are_not_there(tmp_path: Path) -> None:
    text = "relationship,contract\nc-1,riversde-1\nc-2,Wrenna Marsh\nc-3,riverside-1\nc-4,RIVERSIDE-1\n"
    assert read(written(tmp_path, text)) == (
        {"c-3": "riverside-1"},
        [
            "B243 assignments, row 1 (line 2): no contract is called `riversde-1` (did you mean `riverside-1`?)",
            "B243 assignments, row 2 (line 3): `contract` is the name of none of the contracts "
            "(the name stands after `contract:` in the contract's file)",
            "B243 assignments, row 4 (line 5): no contract is called `RIVERSIDE-1` (did you mean `riverside-1`?)",
        ],
    )


def test_of_very_many_unknown_names_the_first_get_a_guess(tmp_path: Path) -> None:
    rows = "".join(f"c-{n},riverside-x{n}\n" for n in range(30))
    _, problems = read(written(tmp_path, f"relationship,contract\n{rows}"))
    assert [("did you mean" in problem) for problem in problems] == [True] * 20 + [False] * 10


def test_relationships_that_have_another_contract(tmp_path: Path) -> None:
    text = (
        "relationship,contract\nc-1,riverside-1\nc-9,riverside-1\nc-1,riverside-2\nc-1,riverside-1\n"
        "c-1,nothing-like-it\nc-9,riverside-2\n"
    )
    assigned, problems = read(written(tmp_path, text))
    assert assigned == {"c-1": "riverside-1", "c-9": "riverside-2"}
    assert problems[:2] == [
        "B120 assignments, row 2 (line 3): relationship `c-9` is assigned to `riverside-1`, and contract `riverside-2` "
        "names it itself (take it out of one of the two)",
        "B244 assignments, row 3 (line 4): relationship `c-1` is assigned to `riverside-2`, and in row 1 (line 2) to "
        "`riverside-1` (give each relationship one contract)",
    ]
    assert [problem[:4] for problem in problems[2:]] == ["B243"]


def test_of_an_assignment_said_twice_the_first_row_is_named(tmp_path: Path) -> None:
    text = "relationship,contract\nc-1,riverside-1\nc-1,riverside-1\nc-1,riverside-2\n"
    _, (problem,) = read(written(tmp_path, text))
    assert "row 3 (line 4): relationship `c-1` is assigned to `riverside-2`, and in row 1 (line 2) to" in problem


def test_where_the_contracts_are_not_known_a_file_is_held_to_itself_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "relationship,contract\nc-1,x\nc-9,riverside-1\nc-1,y\nc-2,\n")
    assigned, problems = read(path, None)
    assert assigned == {"c-1": "x", "c-9": "riverside-1"}
    assert [problem[:4] for problem in problems] == ["B244", "B245"]


# ---- files that are none ------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_or_a_folder_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "Wrenna").mkdir()
    for name, why in {"Wrenna": "is a folder", "Wrenna.csv": "does not exist"}.items():
        ((problem,),) = [read(tmp_path / name)[1:]]
        assert problem[0].startswith(f"B223 the file of assignments {why}")


def test_a_file_that_ends_in_a_fault_of_the_disk_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> NoReturn:
        raise OSError(5, "Input/output error", "Wrenna.csv")

    monkeypatch.setattr(assignments, "text_lines", failing)
    assigned, problems = read(written(tmp_path, "relationship,contract\nc-1,riverside-1\n"))
    hint = "check its place and its rights"
    assert (assigned, problems) == ({}, [f"B223 the file of assignments cannot be read to its end ({hint})"])


def test_every_beginning_of_a_parquet_file_is_refused(tmp_path: Path) -> None:
    rows = {f"r-{n}": "riverside-1" for n in range(50)}
    pq.write_table(pa.table({"relationship": list(rows), "contract": list(rows.values())}), tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for cut in [4, 5, 20, len(whole) // 2, len(whole) - 9, len(whole) - 1]:
        assigned, (problem,) = read(written(tmp_path, whole[:cut]))
        assert (assigned, problem[:4]) == ({}, "B223")
    assert read(tmp_path / "whole") == (rows, [])


def test_broken_pages_of_parquet_are_refused_or_read_and_never_fail_otherwise(tmp_path: Path) -> None:
    pq.write_table(pa.table({"relationship": ["c-1", "c-2"], "contract": ["riverside-1"] * 2}), tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for at in range(4, len(whole) - 8):
        broken = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        read(written(tmp_path, broken))


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    _, (problem,) = read(written(tmp_path, b"PARE" + bytes(100) + b"PARE"))
    assert problem.startswith("B223 the file of assignments is not a Parquet file that can be read")


@pytest.mark.parametrize("content", [b"PK\x03\x04\x14\x00", bytes(100), b"\xff\xfe\x00", b"\r\r\r", b"\x80" * 50])
def test_what_is_no_text_has_no_header(tmp_path: Path, content: bytes) -> None:
    assert [problem[:4] for problem in read(written(tmp_path, content))[1]] == ["B242"]
