"""Extracts to one log: what the plain loop says of duplicates, conflicts and order, and one form for equal rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.table.rows import BASE_US, PLAIN_WORDS, WORDS, Row, extract, good, rows

from boundaries.core.instants import format_instant, parse_instant
from boundaries.table.assemble import CONFLICT, assemble
from boundaries.table.log import REQUIRED, SCHEMA, Coverage, Extract, Log, Reject, Summary

SHORT = st.sampled_from(["a", "b", "ab", "\uffff", "\U0001f600", "Z", "m-00000001", "m-00000002"])
CROWDED = st.fixed_dictionaries(
    {
        "id": SHORT,
        "at": st.integers(BASE_US, BASE_US + 2).map(format_instant),
        "kind": st.sampled_from(["message", "exception"]),
        "by": st.just("client"),
        "relationship": st.sampled_from(["c-1", "c-10", "c-2", "é", None]),
        "practitioner": st.sampled_from(["p-1", "p-2"]),
    },
    optional={
        "certainty": st.sampled_from(["exact", "ambiguous"]),
        "people": st.sampled_from([2, 3]),
        "reason": st.sampled_from(["crisis", "other"]),
        "minutes": st.sampled_from([-0.0, 0.0, 1.0]),
        "channel": st.sampled_from(["sms", "SMS", ""]),
    },
)


def settled(row: Row) -> Row:
    """The row as rows are compared: empty as absent, defaults filled in."""
    out = {k: v for k, v in row.items() if v is not None and v != ""}
    out = {"certainty": "exact", "people": 2} | out
    if row["kind"] == "exception":
        out.setdefault("reason", "crisis")
    if "channel" in out:
        out["channel"] = str(out["channel"]).lower()
    return out | {"at": parse_instant(str(row["at"]))}


def plainly(files: list[list[Row]]) -> tuple[list[Row], int, list[tuple[str, int]]]:
    """The rows that stay in their order, the number of duplicates, and the conflicts by log and row."""
    first: dict[tuple[object, object, object], Row] = {}
    duplicates, conflicts = 0, []
    for log, found in enumerate(files, 1):
        for number, row in enumerate(found, 1):
            owner = None if row.get("relationship") else row["practitioner"]
            key = (row.get("relationship"), owner, row["id"])
            if key not in first:
                first[key] = row
            elif settled(first[key]) == settled(row):
                duplicates += 1
            else:
                conflicts.append((f"log {log}", number))

    def place(row: Row) -> tuple[object, ...]:
        pair = row.get("relationship")
        return (pair is None, pair or "", parse_instant(str(row["at"])), row["id"], row["practitioner"])

    return sorted(first.values(), key=place), duplicates, conflicts


@given(st.lists(st.lists(CROWDED, max_size=12), max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_log_is_what_the_plain_loop_makes_of_the_rows(files: list[list[Row]]) -> None:
    log = assemble([extract(found, f"log {i}") for i, found in enumerate(files, 1)])
    expected, duplicates, conflicts = plainly(files)
    seen = sum(map(len, files))
    assert log.summary == Summary(seen, len(expected), duplicates, len(conflicts), 0)
    assert [(reject.log, reject.row) for reject in log.rejects] == conflicts
    assert all(reject.reason == CONFLICT for reject in log.rejects)
    assert [row["id"] for row in expected] == log.table["id"].to_pylist()
    assert [row.get("relationship") for row in expected] == log.table["relationship"].to_pylist()
    if expected:
        assert [row["practitioner"] for row in expected] == log.table["practitioner"].to_pylist()
    for row, kept in zip(expected, log.table.to_pylist(), strict=True):
        ours = {k: v for k, v in kept.items() if k != "at"}
        ours["at"] = kept["at"].isoformat()
        assert settled(ours) == settled(row)


@given(st.lists(rows(PLAIN_WORDS), max_size=15, unique_by=lambda r: (r["relationship"], r["id"])), st.data())
@settings(max_examples=60, deadline=None)
def test_the_table_does_not_depend_on_the_order_or_the_division_of_the_input(
    found: list[Row], data: st.DataObject
) -> None:
    whole = assemble([extract(found)])
    shuffled = data.draw(st.permutations(found))
    cut = data.draw(st.integers(0, len(found)))
    parts = assemble([extract(shuffled[:cut]), extract(shuffled[cut:])])
    assert parts.table.equals(whole.table)
    assert parts.table.schema.equals(whole.table.schema)


@given(st.lists(rows(WORDS), max_size=10))
@settings(max_examples=60, deadline=None)
def test_the_table_keeps_its_invariants(found: list[Row]) -> None:
    table = assemble([extract(found)]).table
    names = table.column_names
    assert set(REQUIRED) <= set(names)
    assert names == [name for name in SCHEMA.names if name in names]
    for name in names:
        column = table[name]
        assert column.num_chunks == 1
        assert column.type == SCHEMA.field(name).type
        assert name in REQUIRED or column.null_count < len(column)
        if pa.types.is_dictionary(column.type):
            words = column.chunk(0).dictionary.to_pylist()
            assert words == sorted(set(column.to_pylist()) - {None})


def many(count: int, seed: int) -> list[dict[str, object]]:
    """Many rows of few relationships, with ids of all lengths, some instants shared."""
    random = np.random.default_rng(seed)
    sizes, pairs = random.integers(0, 40, count).tolist(), random.integers(0, 50, count).tolist()
    at = random.integers(BASE_US, BASE_US + count // 4, count).tolist()
    return [
        {"id": "m" * n + str(i), "relationship": f"c-{p}", "at": t}
        for i, (n, p, t) in enumerate(zip(sizes, pairs, at, strict=True))
    ]


def coded(found: list[dict[str, object]]) -> Extract:
    table = pa.Table.from_pylist(found)
    word = pa.array(["message"] * len(found)).dictionary_encode()
    table = table.set_column(1, "relationship", table["relationship"].cast(SCHEMA.field("relationship").type))
    table = table.set_column(2, "at", table["at"].combine_chunks().view(SCHEMA.field("at").type))
    return Extract(table.append_column("kind", word).append_column("by", word), (), 0, len(found), "parquet")


@pytest.mark.parametrize("order", ["shuffled", "by time", "sorted", "wide"])
def test_every_way_of_sorting_gives_the_same_table(order: str) -> None:
    found = many(4_000, 1)
    if order == "wide":  # instants too far apart for one 64-bit key
        found += [{"id": str(at), "relationship": "c-1", "at": at} for at in (-(2**62), 2**62)]
    expected = sorted(found, key=lambda row: (row["relationship"], row["at"], row["id"]))
    if order == "by time":
        found.sort(key=lambda row: row["at"])  # type: ignore[arg-type, return-value]
    table = assemble([coded(expected if order == "sorted" else found)]).table
    assert table["id"].to_pylist() == [row["id"] for row in expected]
    assert table["at"].cast(pa.int64()).to_pylist() == [row["at"] for row in expected]


def test_ids_that_differ_late_or_meet_in_the_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ["x" * n + tail for n in (0, 7, 8, 9, 600) for tail in ("", "a", "b")][1:]
    found = [good(id=name) for name in [*ids, *ids]]
    assert assemble([extract(found)]).summary == Summary(len(found), len(ids), len(ids), 0, 0)
    monkeypatch.setattr("boundaries.table.duplicates.fingerprints", lambda texts: np.zeros(len(texts), np.uint64))
    assert assemble([extract(found)]).summary == Summary(len(found), len(ids), len(ids), 0, 0)


def test_a_conflict_is_named_by_its_own_record_and_line() -> None:
    found = [good(id="a"), good(id="b"), good(id="a", by="practitioner")]
    plain = extract([good(id="x", kind="nonsense"), *found])
    assert [(r.row, r.line, r.column) for r in assemble([plain]).rejects] == [(1, None, "kind"), (4, None, "id")]
    lined = Extract(extract(found).table, (), 1, 4, "csv", None, np.array([1, 3, 4]), np.array([2, 5, 9]))
    log = assemble([lined])
    assert log.rejects == (Reject(4, CONFLICT, 9, "id"),)
    assert log.summary == Summary(4, 2, 0, 1, 1)
    assert str(log.rejects[0]) == f"log 1:9: column `id`: {CONFLICT}"


def test_sources_and_coverage_are_told_file_by_file() -> None:
    shown = (Coverage(1, 2, frozenset({"message"}), "c-1"),)
    one = extract([good(id="a")])
    chat = Extract(one.table, (), 3, 4, "whatsapp", shown)
    log = assemble([chat, extract([good(id="a"), good(id="b", by="?")], "log 2")])
    assert [(s.log, s.format, s.rows) for s in log.sources] == [
        ("log 1", "whatsapp", Summary(4, 1, 0, 0, 3)),
        ("log 2", "jsonl", Summary(2, 0, 1, 1, 0)),
    ]
    assert log.coverage is None
    assert assemble([chat, chat]).coverage == shown * 2
    assert [reject.log for reject in log.rejects] == ["log 2"]


def test_nothing_at_all_is_an_empty_log() -> None:
    for log in (assemble([]), assemble([extract([])]), Log(extract([]).table)):
        assert len(log) == 0
        assert log.table.column_names == list(REQUIRED)
        assert log.summary == Summary()


def test_a_log_shows_counts_and_nothing_else() -> None:
    one = extract([good(id="canary", place="canary")])
    log = assemble([one])
    assert repr(log) == "<Log: 1 rows seen, 1 accepted, 0 duplicates, 0 rejected, 0 system>"
    assert "canary" not in repr(one)


def test_text_with_offsets_of_64_bits_stays_so_and_mixes() -> None:
    one = extract([good(id="a", ref="r")])
    wide = one.table.set_column(0, "id", one.table["id"].cast(pa.large_string()))
    log = assemble([Extract(wide, (), 0, 1, "parquet"), extract([good(id="b"), good(id="a", ref="r")])])
    assert log.table["id"].to_pylist() == ["a", "b"]
    assert log.table.schema.field("id").type == pa.large_string()
    assert log.summary.duplicates == 1
