"""Calendars and diaries in one log: each session once, and every row accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.interaction import Interaction
from boundaries.readers.sessions import match_sessions
from boundaries.table.arrow import from_interactions
from boundaries.table.assemble import assemble
from boundaries.table.log import Extract, Log
from calendars import event, read_events

WEEKLY = event("RRULE:FREQ=WEEKLY;COUNT=4", uid="w")  # 6, 13, 20, 27 January, 10:00-10:50


def diary(*rows: dict[str, Any], format: str = "jsonl") -> Extract:
    """An extract of these rows; `relationship` is c-1."""
    whole = [Interaction(**{"relationship": "c-1", "by": "both", "id": f"d-{i}", **row}) for i, row in enumerate(rows)]
    table = from_interactions(whole)
    return Extract(table, (), 0, len(rows), format)


def joined(*extracts: Extract) -> Log:
    """The log of all, whose rows add up."""
    log = assemble(match_sessions(extracts))
    rows = log.summary
    assert rows.rows_seen == rows.accepted + rows.duplicates + rows.rejected + rows.system
    assert rows.rows_seen == sum(extract.rows_seen for extract in extracts)
    assert rows.accepted == len(log)
    return log


def told(log: Log) -> list[tuple[str, str, str | None, str | None]]:
    """Kind, time, planned start and ref of each row, in order."""
    rows = log.table.to_pylist()
    return [(r["kind"], _short(r["at"]), _short(r.get("planned_start")), r.get("ref")) for r in rows]


def _short(value: Any) -> Any:
    return None if value is None else value.strftime("%d %H:%M")


def test_a_planned_and_a_held_session_are_one() -> None:
    log = joined(read_events(WEEKLY), diary({"kind": "session", "at": "2026-01-13T10:04:00Z", "minutes": 52}))
    assert told(log) == [
        ("session", "06 10:00", "06 10:00", None), ("session", "13 10:04", "13 10:00", None),
        ("session", "20 10:00", "20 10:00", None), ("session", "27 10:00", "27 10:00", None),
    ]  # fmt: skip
    assert log.table["minutes"].to_pylist() == [None, 52, None, None]
    assert [source.rows.duplicates for source in log.sources] == [1, 0]


def test_a_cancellation_gets_its_sessions_plan() -> None:
    calendar = read_events(WEEKLY)
    ref = sorted(calendar.table["id"].to_pylist())[2]
    off = {"kind": "cancellation", "by": "client", "at": "2026-01-19T09:00:00Z", "ref": ref}
    log = joined(calendar, diary(off))
    assert ("cancellation", "19 09:00", "20 10:00", ref) in told(log)
    assert ("session", "20 10:00", "20 10:00", None) not in told(log)


def test_a_reference_to_the_presumed_session_leads_to_the_one_that_stays() -> None:
    calendar = read_events(WEEKLY)
    ref = sorted(calendar.table["id"].to_pylist())[0]
    held = {"kind": "session", "at": "2026-01-06T10:02:00Z", "id": "held"}
    bill = {"kind": "invoice", "by": "practitioner", "at": "2026-01-07T10:00:00Z", "ref": ref}
    assert [row[3] for row in told(joined(calendar, diary(held, bill))) if row[0] == "invoice"] == ["held"]
    assert [row[3] for row in told(joined(calendar, diary(bill))) if row[0] == "invoice"] == [ref]


def test_a_later_export_of_the_calendar_knows_better_in_either_order() -> None:
    early = read_events(WEEKLY, known_until_us=1_768_500_000_000_000)  # 15 January
    off = event(
        "RECURRENCE-ID:20260113T100000Z",
        "STATUS:CANCELLED",
        "LAST-MODIFIED:20260112T080000Z",
        uid="w",
        start="20260113T100000Z",
    )
    late = read_events(WEEKLY, off)
    one, other = joined(early, late), joined(late, early)
    assert one.table.equals(other.table)
    assert told(one) == told(joined(late))
    assert one.summary.duplicates == 2


def test_other_relationships_are_not_looked_at() -> None:
    held = {"kind": "session", "at": "2026-01-13T10:04:00Z", "relationship": "c-2"}
    assert len(joined(read_events(WEEKLY), diary(held))) == 5
    alone = {"kind": "supervision", "at": "2026-01-13T10:04:00Z", "relationship": None, "practitioner": "p-1"}
    assert len(joined(read_events(WEEKLY), diary(alone))) == 5


def test_a_converted_calendar_beside_itself_is_itself() -> None:
    calendar = read_events(WEEKLY)
    copy = Extract(calendar.table, (), 0, calendar.table.num_rows, "csv")
    log = joined(calendar, copy)
    assert log.table.equals(joined(copy).table)
    assert log.summary.duplicates == 4


def test_without_a_calendar_nothing_is_looked_at() -> None:
    class Untouched:
        """A table that nobody may ask anything."""

        num_rows = 1_000_000

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(name)

    extract = Extract(Untouched(), (), 0, 1_000_000, "jsonl")  # type: ignore[arg-type]
    assert match_sessions([extract, extract]) == [extract, extract]
    assert match_sessions([]) == []


def test_rows_without_any_of_these_columns_stay_what_they_are() -> None:
    extract = diary({"kind": "message", "by": "client", "at": "2026-01-13T10:04:00Z"})
    assert match_sessions([read_events(WEEKLY), extract])[1] is extract


@pytest.mark.parametrize("name", ["rows", "lines"])
def test_the_numbers_of_rows_go_with_them(name: str) -> None:
    calendar = read_events(WEEKLY, event(uid="other", start="20260301T100000Z"))
    (found, _) = match_sessions([calendar, diary({"kind": "session", "at": "2026-01-13T10:00:00Z"})])
    before = dict(zip(calendar.table["id"].to_pylist(), getattr(calendar, name).tolist(), strict=True))
    assert (
        dict(zip(found.table["id"].to_pylist(), getattr(found, name).tolist(), strict=True)).items() <= before.items()
    )
    assert (found.matched, found.table.num_rows) == (1, 4)


def test_chunks_of_a_table_make_no_difference() -> None:
    extract = diary(*({"kind": "session", "at": f"2026-01-{day:02}T10:05:00Z"} for day in (6, 13, 14, 27)))
    chunked = pa.concat_tables([extract.table.slice(0, 1), extract.table.slice(1)])
    again = Extract(chunked, (), 0, 4, "jsonl", rows=np.arange(1, 5))
    assert joined(read_events(WEEKLY), extract).table.equals(joined(read_events(WEEKLY), again).table)


# ---- for all of them ----------------------------------------------------------------------------------------

HOURS = st.integers(8, 12)
ROW = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["session", "session", "cancellation", "no_show", "reschedule", "message", "invoice"]),
        "at": st.builds("2026-01-{:02}T{:02}:{}0:00Z".format, st.integers(5, 28), HOURS, st.integers(0, 5)),
        "planned_start": st.none() | st.builds("2026-01-{:02}T10:00:00Z".format, st.sampled_from([6, 7, 13, 20])),
        "relationship": st.sampled_from(["c-1", "c-1", "c-2"]),
    }
)  # fmt: skip


@given(st.lists(ROW, max_size=6), st.lists(ROW, max_size=6), st.booleans())
def test_the_order_of_files_does_not_matter(
    one: list[dict[str, Any]], other: list[dict[str, Any]], twice: bool
) -> None:
    first = diary(*({**row, "id": f"a-{i}"} for i, row in enumerate(one)))
    second = diary(*({**row, "id": f"b-{i}"} for i, row in enumerate(other)), format="csv")
    files = [read_events(WEEKLY), first, second, *([first] if twice else [])]
    logs = [joined(*order) for order in (files, files[::-1], [*files[1:], files[0]])]
    for log in logs[1:]:
        assert log.table.equals(logs[0].table)
    sessions = [row for row in told(logs[0]) if row[0] == "session"]
    held = sum(row["kind"] == "session" for row in [*one, *other])
    assert held <= len(sessions) <= held + 4


def test_open_log_joins_them(tmp_path: Path) -> None:
    from boundaries.readers.open import open_log
    from calendars import calendar_of, options

    (tmp_path / "a.ics").write_text(calendar_of(WEEKLY))
    (tmp_path / "b.csv").write_text("id,at,kind,by\ns-1,2026-01-06T10:05:00Z,session,both\n")
    log = open_log([tmp_path / "a.ics", tmp_path / "b.csv"], options())
    assert (len(log), log.summary.duplicates) == (4, 1)


def test_a_row_about_one_client_takes_no_plan_of_another() -> None:
    people = "people:\n" + "".join(
        f"- {{role: client, relationship: c-1, id: c-1{one}, names: [{name}]}}\n"
        for one, name in (("a", "Anna"), ("b", "Bert"))
    )
    calendar = read_events(
        event("SUMMARY:Anna", uid="a", end="PT2H"),
        event("SUMMARY:Bert", uid="b", start="20260106T113000Z"),
        people=people,
    )
    held = {"kind": "session", "at": "2026-01-06T11:00:00Z", "minutes": 50}
    rows = {
        actor: joined(calendar, diary({**held, "actor": actor} if actor else held)).table.to_pylist()
        for actor in ("c-1a", "c-1b", "c-1c", None)
    }
    plans = {actor: [_short(row["planned_start"]) for row in found] for actor, found in rows.items()}
    assert plans == {
        "c-1a": ["06 10:00", "06 11:30"], "c-1b": ["06 10:00", "06 11:30"],
        "c-1c": ["06 10:00", None, "06 11:30"], None: ["06 10:00", "06 11:30"],
    }  # fmt: skip
    assert [(row["actor"], row["minutes"]) for row in rows["c-1a"]] == [("c-1a", 50), ("c-1b", None)]
    assert [(row["actor"], row["minutes"]) for row in rows["c-1b"]] == [("c-1a", None), ("c-1b", 50)]
