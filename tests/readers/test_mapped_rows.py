"""Records to rows: which shape each takes, in the order of the file; and all that is no row is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.core.instants import parse_instant
from boundaries.table.log import Coverage
from maps import read, rejects, rows

MAP = """\
map: m
export: csv
only: {Sort: {not: draft}}
leave_out: [{Sort: bot}, {Sort: sent, Mark: {missing: false}}]
columns:
  at: {from: At}
  by: {from: By}
  relationship: {is: c-1}
rows:
- when: {Sort: [call, ring]}
  columns: {kind: {is: call}, id: {from: Id, as_is: true}, minutes: {from: Mark, unit: min}}
- when: {Sort: leave}
  columns: {kind: {is: leave}, practitioner: {is: p-1}}
- when: [{Sort: sent}, {Sort: received, Mark: {missing: true}}]
  columns: {kind: {is: message}}
"""
SORTS = ("draft", "bot", "sent", "received", "call", "ring", "leave", "other", "")


def become(sort: str, mark: str) -> str:
    """What the map says of a record, in plain words."""
    if sort in ("draft", "bot", "") or (sort == "sent" and mark):
        return "left out"
    if sort in ("call", "ring"):
        return "call"
    if sort == "leave":
        return "leave"
    return "message" if sort == "sent" or (sort == "received" and not mark) else "rejected"


@given(st.lists(st.tuples(st.sampled_from(SORTS), st.sampled_from(["", "7"])), max_size=12))
@settings(max_examples=100, deadline=None)
def test_each_record_becomes_what_the_map_says(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str]]
) -> None:
    lines = [f"2026-03-03T10:00:{n:02}Z,client,{sort},{mark},id{n}" for n, (sort, mark) in enumerate(records)]
    place = tmp_path_factory.getbasetemp() / "rows"
    found = read(MAP, "At,By,Sort,Mark,Id\n" + "".join(f"{line}\n" for line in lines), place)
    expected = [become(*record) for record in records]
    assert found.rows_seen == len(records)
    assert found.system == expected.count("left out")
    assert [row["kind"] for row in rows(found)] == [one for one in expected if one not in ("left out", "rejected")]
    assert [row for row, _, _ in rejects(found)] == [n + 1 for n, one in enumerate(expected) if one == "rejected"]
    kept = [n for n, one in enumerate(expected) if one not in ("left out", "rejected")]
    assert found.rows is not None
    assert found.lines is not None
    assert found.rows.tolist() == [n + 1 for n in kept]
    assert found.lines.tolist() == [n + 2 for n in kept]
    assert [row["at"].second for row in rows(found)] == kept


def test_rows_without_an_id_are_named_by_when_and_who(tmp_path: Path) -> None:
    lines = [
        "2026-03-03T10:00:00.1Z,client,sent,,",
        "2026-03-03T10:00:00.9Z,client,sent,,",
        "2026-03-03T10:00:00Z,practitioner,sent,,",
        "2026-03-03T10:00:00Z,client,call,,own",
        "2026-03-03T10:00:00Z,client,call,,",
    ]
    found = read(MAP, "At,By,Sort,Mark,Id\n" + "\n".join(lines) + "\n", tmp_path / "export")
    assert [row["id"] for row in rows(found)] == [
        "m-2026-03-03T10:00:00Z-client-message-001", "m-2026-03-03T10:00:00Z-client-message-002",
        "m-2026-03-03T10:00:00Z-practitioner-message-001", "own",
    ]  # fmt: skip
    assert rejects(found) == [(5, "id", "missing")]


PLANS = """\
map: m
export: csv
WRITTEN
columns: {at: {from: At}, kind: {is: session}, by: {is: both}, relationship: {is: c-1}}
rows:
- when: {Done: x}
- planned: true
"""
TABLE = """\
At,Done,Changed
2026-03-01T10:00:00Z,,2026-03-01T10:00:00Z
2026-03-08T10:00:00Z,,2026-03-02T10:00:00Z
2026-03-09T10:00:00Z,x,
2026-03-10T10:00:00Z,,never
"""


@pytest.mark.parametrize(
    ("written", "until", "days"),
    [
        ("written: {from: Changed}", None, [1, 9]),
        ("written: {from: Changed}", "2026-03-08T10:00:00Z", [1, 8, 9]),
        ("", "2026-03-08T09:59:59Z", [1, 9]),
        ("", "2026-04-01T00:00:00Z", [1, 8, 9, 10]),
    ],
)
def test_plans_that_lie_ahead_are_left_out(written: str, until: str | None, days: list[int], tmp_path: Path) -> None:
    known = None if until is None else parse_instant(until)
    found = read(PLANS.replace("WRITTEN", written), TABLE, tmp_path / "export", known_until_us=known)
    assert [row["at"].day for row in rows(found)] == days
    assert dict(found.left_out).get("still ahead", 0) == 4 - len(days)


def test_plans_without_an_end_of_the_world_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="B288 log 1 holds plans, and nothing says up to when they have been"):
        read(PLANS.replace("WRITTEN", ""), TABLE, tmp_path / "export")


def test_what_a_practitioner_does_alone_is_shown_for_everybody(tmp_path: Path) -> None:
    text = (
        "map: m\nexport: csv\ncolumns: {id: {from: Id}, at: {from: At}, kind: {from: Kind}, by: {is: practitioner}, "
        "relationship: {from: Pair, as_is: true}, practitioner: {is: p-1}}\ncovers: supervision\n"
    )
    table = "Id,At,Kind,Pair\n1,2026-03-01T10:00:00Z,message,c-1\n2,2026-03-02T10:00:00Z,supervision,\n"
    found = read(text, table, tmp_path / "export")
    ends = (parse_instant("2026-03-01T10:00:00Z"), parse_instant("2026-03-02T10:00:00Z"))
    assert found.coverage == tuple(Coverage(*ends, frozenset({"supervision"}), pair) for pair in (None, "c-1"))
    assert read(text, "Id,At,Kind,Pair\n", tmp_path / "export").coverage == ()
