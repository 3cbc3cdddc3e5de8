"""Weeks, stretches and masks: at the edges, by hand. That every week is the oracle's is in tests/properties.

2 March 2026 is a Monday; clocks go forward in London on the 29th.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from boundaries.engine.build import build
from boundaries.engine.judge import Common
from boundaries.engine.weeks import Stretches, Weeks, known, stretches
from boundaries.policy.condition import Trend
from boundaries.table.log import Coverage, Log
from builders import has, rule, shown, t
from worlds import World, agreement_of, log_of, policy_of

MESSAGES = frozenset({"message"})
WATCHES = rule("x", Trend("count", has(kind="message")), clause="hours", type="drift")
CONTRACT = """\
contract: c
relationships: [r]
practitioner: p
timezone: Europe/London
agreed: 2026-01-01
consent: [practitioner, client]
packs: []
administrative: {hours: 'Mo-Fr 09:00-18:00', sessions: {minutes: 50}}
"""


def row(at: str, id: str = "", **columns: Any) -> dict[str, Any]:
    given = {"id": id or at, "relationship": "r", "at": t(at), "kind": "message", "by": "client"}
    return given | {name: t(value) if name.startswith("planned") else value for name, value in columns.items()}


def common(
    *rows: dict[str, Any], text: str = CONTRACT, as_of: str | None = None, log: Any = None, when: Any = WATCHES
) -> Common:  # fmt: skip
    world = World((agreement_of(text, ("x",)),), (when,), rows, None if as_of is None else t(as_of))
    read: Log = log_of(world) if log is None else replace(log_of(world), **log)
    return Common(build(read, policy_of(world), world.as_of))


def found(work: Common, restarts: tuple[str, ...] = ()) -> tuple[Stretches, Weeks]:
    return stretches(work.judging(0).params, restarts, work.weeks), work.weeks


def told(work: Common, restarts: tuple[str, ...] = ()) -> list[tuple[str, int, int, bool]]:
    """(Monday of the first week, how many, of which to learn from, is it the last)"""
    some, weeks = found(work, restarts)
    columns = zip(some.first.tolist(), some.weeks.tolist(), some.baseline.tolist(), some.last.tolist(), strict=True)
    return [(weeks.monday(first)[5:], many, baseline, last) for first, many, baseline, last in columns]


def masked(work: Common) -> str:
    """Of the only stretch, week by week: `x` known, `.` not."""
    some, weeks = found(work)
    mask = known(some, int(some.weeks[0]), MESSAGES, weeks)
    return "".join("x" if week else "." for week in mask[0].tolist())


def amended(when: str, change: str) -> str:
    entry = f"{{id: a, agreed: {when}, agreed_by: [practitioner, client], set: {change}}}"
    return f"{CONTRACT}amendments: [{entry}]\n"


# ---- edges of weeks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "row_at", "begins"),
    [
        ("Europe/London", "2026-03-25 12:00", ["03-23 00:00", "03-29 23:00", "04-05 23:00"]),  # the clock goes forward
        ("Europe/London", "2026-10-21 12:00", ["10-18 23:00", "10-26 00:00", "11-02 00:00"]),  # and back
        ("Asia/Tehran", "2021-03-16 12:00", ["2021-03-14 20:30", "2021-03-21 20:30", "2021-03-28 19:30"]),  # no 00:00
        ("Australia/Lord_Howe", "2026-04-01 12:00", ["03-29 13:00", "04-05 13:30", "04-12 13:30"]),  # half an hour
        ("Europe/London", "1969-12-31 12:00", ["1969-12-28 23:00", "1970-01-04 23:00", "1970-01-11 23:00"]),
    ],
)
def test_a_week_begins_with_the_first_instant_of_monday_on_the_contract_s_clock(
    zone: str, row_at: str, begins: list[str]
) -> None:
    text = CONTRACT.replace("Europe/London", zone).replace("2026-01-01", "1969-01-01")
    work = common(
        row(row_at), text=text, as_of=f"{row_at[:4]}-12-31 23:00" if row_at[:4] != "1969" else "1970-06-01 00:00"
    )
    week = int(work.weeks.of_row[0])
    pair = np.zeros(3, np.int64)
    assert [shown(at) for at in work.weeks.begin(pair, week + np.arange(3)).tolist()] == begins


def test_every_relationship_has_its_own_clock() -> None:
    other = (
        CONTRACT.replace("[r]", "[s]").replace("contract: c", "contract: d").replace("Europe/London", "Asia/Kolkata")
    )
    world = World(
        (agreement_of(CONTRACT, ("x",)), agreement_of(other, ("x",))), (WATCHES,),
        (row("2026-03-01 20:00"), row("2026-03-01 20:00", "b") | {"relationship": "s"}, row("2026-03-10 10:00", "c")),
        None,
    )  # fmt: skip
    work = Common(build(log_of(world), policy_of(world), None))
    assert [work.weeks.monday(week) for week in work.weeks.of_row.tolist()] == [
        "2026-02-23",
        "2026-03-09",
        "2026-03-02",
    ]


# ---- stretches ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "weeks"),
    [
        ("2026-03-01 23:59:59", 0),  # the first whole week is not over
        ("2026-03-08 23:59:59.999999", 0),
        ("2026-03-09 00:00", 1),  # and now it is
        ("2026-03-12 10:00", 1),  # in mid-week
        ("2026-03-29 22:59", 3),
        ("2026-03-29 23:00", 4),  # midnight of a Monday in summer
    ],
)
def test_a_week_counts_once_it_is_over(as_of: str, weeks: int) -> None:
    assert told(common(row("2026-02-27 10:00"), as_of=as_of)) == [("03-02", weeks, 12, True)]


@pytest.mark.parametrize(
    ("first", "monday"),
    [("2026-03-01 23:59", "03-02"), ("2026-03-02 00:00", "03-02"), ("2026-03-02 00:00:00.000001", "03-09"),
     ("2025-11-03 10:00", "01-05"), ("2026-04-15 10:00", "04-20")],
)  # fmt: skip
def test_before_the_first_row_of_a_pair_s_own_nothing_is_known(first: str, monday: str) -> None:
    away = row("2026-01-02 10:00", "p", kind="leave") | {"relationship": None, "practitioner": "p"}
    ((begins, *_),) = told(common(row(first), away, as_of="2026-06-01 00:00"))
    assert begins == monday, "the contract begins on Thursday 1 January, the practitioner's row is nobody's own"


def test_a_contract_that_ends_in_mid_week_ends_with_the_week_before() -> None:
    work = common(row("2026-03-01 10:00"), text=f"{CONTRACT}ends: 2026-03-18\n", as_of="2026-06-01 00:00")
    assert told(work) == [("03-02", 2, 12, True)]


@pytest.mark.parametrize(
    ("when", "change", "stretches_"),
    [
        ("2026-03-18", "{hours: 'Mo-Fr 10:00-16:00'}", [("03-02", 2, 12, False), ("03-23", 4, 8, True)]),  # mid-week
        ("2026-03-16", "{hours: 'Mo-Fr 10:00-16:00'}", [("03-02", 2, 12, False), ("03-16", 5, 8, True)]),  # its edge
        ("2026-03-18", "{hours: 'Mo-Fr 09:00-18:00'}", [("03-02", 7, 12, True)]),  # worded anew, the same
        ("2026-03-18", "{sessions.minutes: 60}", [("03-02", 7, 12, True)]),  # another clause
        ("2026-03-18", "{hours: null}", [("03-02", 2, 12, False)]),  # from there on the rule is silent
        ("2026-01-20", "{hours: 'Mo-Fr 10:00-16:00'}", [("03-02", 7, 12, True)]),  # before anything is known
    ],
)
def test_an_amendment_of_what_the_rule_goes_by_begins_a_stretch(when: str, change: str, stretches_: object) -> None:
    assert told(common(row("2026-03-01 10:00"), text=amended(when, change), as_of="2026-04-20 00:00")) == stretches_


@pytest.mark.parametrize("path", ["administrative.sessions", "administrative.sessions.minutes", "administrative"])
def test_so_does_an_amendment_of_a_clause_that_is_named(path: str) -> None:
    work = common(
        row("2026-03-01 10:00"), text=amended("2026-03-18", "{sessions.minutes: 60}"), as_of="2026-04-20 00:00"
    )
    assert told(work, (path,)) == [("03-02", 2, 12, False), ("03-23", 4, 8, True)]
    assert len(told(work, ("administrative.fee",))) == 1


def test_a_rule_of_other_packs_has_none() -> None:
    world = World((agreement_of(CONTRACT, ()),), (WATCHES,), (row("2026-03-01 10:00"),), None)
    work = Common(build(log_of(world), policy_of(world), None))
    assert len(found(work)[0]) == 0


# ---- what is not known --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "end", "weeks"),
    [
        ("2026-03-10 00:00", "2026-03-12 00:00", "x.xxxx"),
        ("2026-03-09 00:00", "2026-03-16 00:00", "x.xxxx"),  # a week and no more
        ("2026-03-08 23:59", "2026-03-16 00:01", "...xxx"),
        ("2026-02-01 00:00", "2026-03-02 00:00", "xxxxxx"),  # over when the first begins
        ("2026-03-25 00:00", "2026-09-01 00:00", "xxx..."),
        ("2026-03-10 00:00", "2026-03-10 00:00", "xxxxxx"),  # of no length
        ("2026-03-12 00:00", "2026-03-10 00:00", "xxxxxx"),  # of less
    ],
)
def test_a_week_that_a_leave_touches_is_masked(begin: str, end: str, weeks: str) -> None:
    leave = row("2026-03-01 11:00", "l", kind="leave", planned_start=begin, planned_end=end)
    assert masked(common(row("2026-03-01 10:00"), leave, as_of="2026-04-13 00:00")) == weeks


def test_so_is_one_that_a_leave_of_the_practitioner_touches() -> None:
    leave = row("2026-03-10 10:00", "l", kind="leave") | {"relationship": None, "practitioner": "p"}
    assert masked(common(row("2026-03-01 10:00"), leave, as_of="2026-04-06 00:00")) == "x.xxx", (
        "24 hours from the row on"
    )


def cover(begin: str, end: str, *kinds: str, relationship: str | None = None) -> Coverage:
    return Coverage(t(begin), t(end), frozenset(kinds) or None, relationship)


@pytest.mark.parametrize(
    ("covers", "weeks"),
    [
        ((cover("2026-03-11 10:00", "2026-04-30 00:00"),), "..xxx"),  # a chat that begins in mid-week
        ((cover("2026-03-09 00:00", "2026-03-22 23:59:59.999999"),), ".xx.."),
        ((cover("2026-03-09 00:00", "2026-03-22 23:59:59.999998"),), ".x..."),
        ((cover("2026-01-01 00:00", "2026-04-30 00:00", "session"),), "....."),  # another kind
        ((cover("2026-01-01 00:00", "2026-03-17 00:00", "message"), cover("2026-03-17 00:00", "2026-04-30 00:00")),
         "xxxxx"),
        ((cover("2026-01-01 00:00", "2026-04-30 00:00", relationship="s"),), "....."),
    ],
)  # fmt: skip
def test_a_week_that_the_log_does_not_cover_wholly_is_masked(covers: tuple[Coverage, ...], weeks: str) -> None:
    assert masked(common(row("2026-03-01 10:00"), as_of="2026-04-06 00:00", log={"coverage": covers})) == weeks


def test_and_one_in_which_something_hides_what_happened() -> None:
    hidden = (cover("2026-03-12 10:00", "2026-03-17 10:00", "message"),)
    assert masked(common(row("2026-03-01 10:00"), as_of="2026-04-06 00:00", log={"blind": hidden})) == "x..xx"
