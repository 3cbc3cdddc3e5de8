"""Rows as readers give them: every one counted, kept as columns, and what no column can hold turned away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.core.instants import parse_instant
from boundaries.readers import rows as module
from boundaries.readers.base import Options
from boundaries.readers.rows import Rows
from boundaries.table.log import Coverage

T0 = parse_instant("2026-03-03T10:00:00Z")
OPTIONS = Options(relationship="c-1", timezone="Europe/London")


@given(st.lists(st.sampled_from(["add", "late", "reject", "leave"]), max_size=40))
def test_rows_add_up_and_keep_their_numbers(calls: list[str]) -> None:
    rows = Rows(OPTIONS, "sms")
    for place, call in enumerate(calls, 1):
        if call == "reject":
            rows.reject("broken", place, "at")
        elif call == "leave":
            rows.leave_out("a draft")
        else:
            rows.add(
                id=f"r{place}", kind="message", by="client", at_us=T0 if call == "add" else 10**18 * place, line=place
            )
    extract = rows.extract(())
    kept = [place for place, call in enumerate(calls, 1) if call == "add"]
    turned = [place for place, call in enumerate(calls, 1) if call in ("late", "reject")]
    assert extract.table["id"].to_pylist() == [f"r{place}" for place in kept]
    assert extract.rows is not None
    assert extract.rows.tolist() == kept
    assert [(r.row, r.line, r.column) for r in extract.rejects] == [(place, place, "at") for place in turned]
    assert extract.rows_seen == len(calls) == extract.table.num_rows + len(turned) + extract.system
    assert extract.system == calls.count("leave")
    assert extract.left_out == ((("a draft", extract.system),) if extract.system else ())


def test_blocks_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK_ROWS", 2)
    rows = Rows(OPTIONS, "sms")
    for i in range(5):
        rows.add(id=f"r{i}", kind="call", by="client", at_us=T0 + i, minutes=1.5 if i == 3 else None, people=i or None)
    table = rows.extract(None).table
    assert table["minutes"].to_pylist() == [None, None, None, 1.5, None]
    assert table["people"].to_pylist() == [None, 1, 2, 3, 4]
    assert table["relationship"].to_pylist() == ["c-1"] * 5


def test_local_readings_are_of_the_clock_that_is_given() -> None:
    rows = Rows(OPTIONS, "signal")
    for at in ("2026-07-01T12:00:00Z", "2026-10-25T01:30:00Z", "2026-03-29T01:30:00Z"):
        rows.add(id=at, kind="message", by="client", local_us=parse_instant(at))
    rows.add(id="z", kind="message", by="client", local_us=10**19)
    extract = rows.extract(())
    assert [row["at"].isoformat() for row in extract.table.to_pylist()] == [
        "2026-07-01T11:00:00+00:00", "2026-10-25T00:30:00+00:00", "2026-03-29T01:00:00+00:00",
    ]  # fmt: skip
    assert extract.table["certainty"].to_pylist() == ["zone_assumed", "ambiguous", "ambiguous"]
    assert [(r.row, r.column) for r in extract.rejects] == [(4, "at")]


def test_a_local_reading_needs_a_zone() -> None:
    for zone, code in ((None, "B238"), ("Europe/Lodnon", "B239")):
        with pytest.raises(UsageError, match=code):
            Rows(Options(timezone=zone), "signal").add(id="a", kind="message", by="client", local_us=T0)


def test_instants_and_shown_kinds_pass_through() -> None:
    rows = Rows(OPTIONS, "ics")
    rows.add(id="a", kind="session", by="both", at_us=T0, planned_start_us=T0, planned_end_us=T0 + 60, line=7)
    shown = Coverage(T0, T0, frozenset({"session"}))
    extract = rows.extract([shown])
    assert extract.coverage == (shown,)
    assert extract.lines is not None
    assert extract.lines.tolist() == [7]
    assert extract.table["planned_end"].cast("int64").to_pylist() == [T0 + 60]
    assert repr(rows) == "<Rows: 1 seen>"
