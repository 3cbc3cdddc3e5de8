"""Any table in, SCHEMA's types out; a bad row is turned away by number and column, and takes no other with it."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.table.rows import Row, good, rows, table

from boundaries.core.columns import NAMES
from boundaries.core.errors import LogError
from boundaries.core.instants import parse_instant
from boundaries.core.interaction import Interaction
from boundaries.table.arrow import check_names, from_interactions, from_stream, normalise
from boundaries.table.log import REQUIRED, SCHEMA

BAD = [
    ("id", None, "missing"),
    ("id", "", "missing"),
    ("id", "a\0b", "contains a NUL"),
    ("id", "a\ud800", "not UTF-8 text"),
    ("id", "x" * (2**20 + 1), "longer than 1 MiB"),
    ("at", None, "missing"),
    ("at", "", "missing"),
    ("at", "2026-03-03T21:10:00", "not a full date and time with seconds and an offset, such as 2026-03-03T21:10:00Z"),
    ("at", "2026-03-03T21:10Z", "not a full date and time with seconds and an offset"),
    ("at", "2026-02-30T21:10:00Z", "no such date or time"),
    ("at", "1899-12-31T23:59:59.999999Z", "outside the years 1900 to 2199"),
    ("at", "2200-01-01T00:00:00Z", "outside the years 1900 to 2199"),
    ("kind", "Message", "no such kind"),
    ("kind", "x-", "no such kind"),
    ("kind", "", "missing"),
    ("by", "therapist", "not one of practitioner, client, both, other, system, unknown"),
    ("purpose", "fun", "not one of scheduling, support, crisis, other"),
    ("minutes", -0.5, "less than zero"),
    ("minutes", float("nan"), "not a number that can be kept"),
    ("minutes", float("inf"), "not a number that can be kept"),
    ("length", 1.5, "not a whole number"),
    ("length", -1, "less than zero"),
    ("people", 2**53, "too large a number"),
    ("people", 10**400, "not a number that can be kept"),
    ("place", "x\0", "contains a NUL"),
    ("planned_end", "tomorrow", "not a full date and time with seconds and an offset"),
    ("relationship", None, "missing"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "reason"), BAD)
def test_a_bad_cell_turns_its_row_away_and_no_other(column: str, value: object, reason: str) -> None:
    found = [good(id="a"), good(id="b") | {column: value}, good(id="c")]
    kept, rejects = normalise(table(found), lines=pa.array([2, 3, 5]).to_numpy())
    assert kept["id"].to_pylist() == ["a", "c"]
    assert [(r.row, r.line, r.column) for r in rejects] == [(2, 3, column)]
    assert rejects[0].reason.startswith(reason)


@given(st.lists(rows(), max_size=12))
@settings(max_examples=60, deadline=None)
def test_good_rows_all_stay_in_their_order_and_in_the_types_of_the_schema(found: list[Row]) -> None:
    kept, rejects = normalise(table(found))
    assert not rejects
    assert kept["id"].to_pylist() == [row["id"] for row in found]
    assert kept["at"].cast(pa.int64()).to_pylist() == [parse_instant(str(row["at"])) for row in found]
    assert set(REQUIRED) <= set(kept.column_names)
    assert all(kept.schema.field(name).type == SCHEMA.field(name).type for name in kept.column_names)
    for name in kept.column_names:
        given_cells = [row.get(name) for row in found]
        if name == "reason":
            given_cells = [r.get(name) or ("crisis" if r["kind"] == "exception" else None) for r in found]
        if SCHEMA.field(name).type != SCHEMA.field("at").type:
            assert kept[name].to_pylist() == given_cells


@given(st.lists(st.tuples(rows(), st.none() | st.sampled_from(BAD)), max_size=25))
@settings(max_examples=60, deadline=None)
def test_no_good_row_is_lost_among_broken_ones(found: list[tuple[Row, tuple[str, object, str] | None]]) -> None:
    spoilt = [row if bad is None else row | {bad[0]: bad[1]} for row, bad in found]
    spoilt = [row | {"practitioner": None} for row in spoilt]
    kept, rejects = normalise(table(spoilt))
    assert kept["id"].to_pylist() == [row["id"] for row, bad in found if bad is None]
    assert [reject.row for reject in rejects] == [i for i, (_, bad) in enumerate(found, 1) if bad]


def test_text_numbers_are_strict_decimals() -> None:
    texts = [
        "50",
        "50.5",
        "5e1",
        "-0",
        "",
        None,
        "+5",
        "007",
        "nan",
        "inf",
        "-inf",
        "0x10",
        "1_000",
        "1,5",
        " 5",
        ".5",
        "5.",
        "1e999",
        "٣",
    ]
    found = (
        table([good(id=str(i)) for i in range(len(texts))]).drop("minutes").append_column("minutes", pa.array(texts))
    )
    kept, rejects = normalise(found)
    assert kept["minutes"].to_pylist() == [50.0, 50.5, 50.0, 0.0, None, None, 5.0, 7.0]
    assert [reject.row for reject in rejects] == list(range(9, len(texts) + 1))


def test_whole_numbers_written_as_decimals_are_whole() -> None:
    found = (
        table([good(id=str(i)) for i in range(3)]).drop("people").append_column("people", pa.array(["3.0", "3", "2.5"]))
    )
    kept, rejects = normalise(found)
    assert kept["people"].to_pylist() == [3, 3]
    assert [(r.column, r.reason) for r in rejects] == [("people", "not a whole number")]


@pytest.mark.parametrize(
    ("array", "micros"),
    [
        (pa.array([-1, 1_999], pa.timestamp("ns", "UTC")), [-1, 1]),
        (pa.array([-1, 2], pa.timestamp("ms", "Europe/London")), [-1_000, 2_000]),
        (pa.array([-1, 2], pa.timestamp("s", "Asia/Kolkata")), [-1_000_000, 2_000_000]),
        (pa.array([-1, 2], pa.timestamp("us", "Europe/London")), [-1, 2]),
        (pa.array(["1970-01-01T01:00:00+01:00"] * 2).dictionary_encode(), [0, 0]),
    ],
)
def test_instants_of_other_units_and_zones_are_brought_to_microseconds_utc(array: pa.Array, micros: list[int]) -> None:
    found = table([good(id="a"), good(id="b")]).drop("at").append_column("at", array)
    kept, rejects = normalise(found)
    assert not rejects
    assert kept["at"].cast(pa.int64()).to_pylist() == micros


def test_an_instant_that_overflows_is_a_reject() -> None:
    array = pa.array([2**62, None, 1, -(2**62)], pa.timestamp("s", "UTC"))
    kept, rejects = normalise(table([good(id=str(i)) for i in range(4)]).drop("at").append_column("at", array))
    assert kept["id"].to_pylist() == ["2"]
    assert [reject.row for reject in rejects] == [1, 2, 4]


@pytest.mark.parametrize(
    ("column", "array", "code"),
    [
        ("at", pa.array([1], pa.timestamp("us")), "B206"),
        ("at", pa.array([1], pa.date32()), "B206"),
        ("at", pa.array([1]), "B206"),
        ("id", pa.array([1]), "B206"),
        ("id", pa.array([b"x"]), "B206"),
        ("kind", pa.array([["message"]]), "B206"),
        ("minutes", pa.array([True]), "B206"),
        ("minutes", pa.array([{"a": 1}]), "B206"),
    ],
)
def test_a_column_of_another_type_stops_the_table(column: str, array: pa.Array, code: str) -> None:
    with pytest.raises(LogError) as caught:
        normalise(table([good()]).drop(column).append_column(column, array), log="log 3")
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert str(caught.value).startswith(f"{code} log 3: the column `{column}` is")
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("names", "code", "said"),
    [
        ([*NAMES, "chanel"], "B202", "did you mean `channel`?"),
        ([*NAMES, "Anna Smith +44 20"], "B202", "not shaped like an identifier"),
        ([*NAMES, "message_text"], "B203", "`message_text` looks like content"),
        ([*NAMES, "note from Anna"], "B203", "looks like content"),
        ([*NAMES, "id"], "B204", "`id` is there twice"),
        (["id", "kind"], "B205", "`at`, `by`"),
    ],
)
def test_names_of_columns_are_held_to_the_list(names: list[str], code: str, said: str) -> None:
    with pytest.raises(LogError) as caught:
        check_names(names)
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert said in str(caught.value)
    assert "Anna" not in str(caught.value)


def test_a_pair_is_given_to_rows_that_name_nobody_and_never_to_a_practitioner_s() -> None:
    found = [good(id="a", relationship=None), good(id="b", relationship=None, practitioner="p-1"), good(id="c")]
    kept, rejects = normalise(table(found), relationship="c-9")
    assert kept["relationship"].to_pylist() == ["c-9", None, "c-1"]
    assert not rejects
    kept, rejects = normalise(table(found))
    assert kept["relationship"].to_pylist() == [None, "c-1"]
    assert [(r.row, r.column) for r in rejects] == [(1, "relationship")]


def test_an_exception_without_a_reason_is_one_of_crisis() -> None:
    found = [good(id="a", kind="exception"), good(id="b", kind="exception", reason="illness"), good(id="c")]
    assert normalise(table(found))[0]["reason"].to_pylist() == ["crisis", "illness", None]
    assert "reason" not in normalise(table([good()]))[0].column_names


def test_channels_are_in_lower_case_and_empty_cells_are_missing() -> None:
    found = [good(id="a", channel="SMS"), good(id="b", channel="sms"), good(id="c", channel=""), good(id="d", ref="")]
    kept, _ = normalise(table(found))
    assert kept["channel"].to_pylist() == ["sms", "sms", None, None]
    assert kept["channel"].chunk(0).dictionary.to_pylist() == ["sms"]
    assert "ref" not in kept.column_names


AT = dt.datetime(2026, 3, 3, 21, 10, tzinfo=dt.UTC)
CELLS = {
    "id": ["a", "b"],
    "relationship": ["c-1", None],
    "kind": ["message", "leave"],
    "by": ["client", "practitioner"],
}
CELLS |= {"practitioner": [None, "p-1"]}


def _duckdb() -> object:
    frame = pa.table(CELLS | {"at": [AT, AT], "minutes": pa.array([decimal.Decimal("1.5"), None])})  # noqa: F841
    return duckdb.sql("select * from frame")


@pytest.mark.parametrize(
    "make",
    [
        lambda: pl.DataFrame(CELLS | {"at": [AT, AT], "minutes": [1.5, None]}),
        lambda: pl.DataFrame(
            CELLS | {"at": [AT, AT], "minutes": [1.5, None]}, schema_overrides={"kind": pl.Categorical}
        ),
        lambda: pd.DataFrame(CELLS | {"at": [AT.astimezone(ZoneInfo("Asia/Tokyo"))] * 2, "minutes": [1.5, None]}),
        _duckdb,
        lambda: pa.table(CELLS | {"at": [AT, AT], "minutes": [1.5, None]}).to_reader(),
    ],
    ids=["polars", "polars-categorical", "pandas", "duckdb", "arrow"],
)
def test_tables_of_other_libraries_come_in_by_the_arrow_stream(make: Callable[[], object]) -> None:
    kept, rejects = normalise(from_stream(make()))
    assert not rejects
    assert kept.select(["id", "relationship", "kind", "by", "practitioner"]).to_pydict() == {
        k: CELLS[k] for k in ("id", "relationship", "kind", "by", "practitioner")
    }
    assert kept["at"].to_pylist() == [AT, AT]
    assert kept["minutes"].to_pylist() == [1.5, None]


@given(st.lists(rows(), max_size=5))
@settings(max_examples=40, deadline=None)
def test_interactions_of_python_are_the_same_rows(found: list[Row]) -> None:
    ours = normalise(from_interactions(Interaction.from_mapping(row) for row in found))[0]
    assert ours.equals(normalise(table(found))[0])


def test_interactions_that_no_file_could_hold_are_rejects() -> None:
    at = "2026-03-03T21:10:00Z"
    odd = Interaction(id="a\ud800", at=at, kind="message", by="client", relationship="c-1")  # type: ignore[arg-type]
    huge = Interaction(id="b", at=at, kind="message", by="client", relationship="c-1", people=10**400)  # type: ignore[arg-type]
    kept, rejects = normalise(from_interactions([odd, huge]))
    assert kept.num_rows == 0
    assert [(r.row, r.column) for r in rejects] == [(1, "id"), (2, "people")]


def test_rows_and_nulls_left_over_in_slices_and_dictionaries_do_no_harm() -> None:
    whole = table([good(id="a", kind="nonsense"), good(id="b"), good(id="c")])
    kinds = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.int8()), pa.array(["nonsense", "message", None]))
    whole = whole.set_column(whole.column_names.index("kind"), "kind", kinds)
    kept, rejects = normalise(whole.slice(1))
    assert kept["id"].to_pylist() == ["b"]
    assert [(r.row, r.column, r.reason) for r in rejects] == [(2, "kind", "missing")]
