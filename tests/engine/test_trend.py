"""Trends from end to end: episodes, findings, what is not checked, a caseload; tests/properties has the oracle's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

import boundaries as bd
from boundaries.core.instants import from_datetime
from boundaries.core.sentence import calm
from boundaries.engine.trend import Episode, episodes
from boundaries.policy.condition import Agreement, Inside, Trend, Usual
from boundaries.table.log import Coverage
from builders import DAY, HOUR, AllOf, days, has, ref, rule, t
from evidence_stand_in import stand_in
from worlds import World, agreement_of, end_of, log_of, policy_of

MONDAY = t("2026-01-05 00:00")
WEEK = 7 * DAY
TEXT = """\
contract: c
relationships: [r, s]
timezone: Etc/UTC
agreed: 2026-01-01
consent: [practitioner, client]
packs: []
administrative: {hours: 'Mo-Fr 09:00-18:00', channels: {sms: any}}
"""
MESSAGES = has(kind="message", by="practitioner")
COUNT = Trend("count", MESSAGES)


# ---- episodes -----------------------------------------------------------------------------------------------


def of(line: list[float], seen: list[int] | None = None, at_least: int = 0) -> list[tuple[int, int, bool]]:
    events = np.array([seen or [99] * len(line)])
    found = episodes(np.array([line]), events, np.array([len(line)]), 20, at_least)
    return [(e.begun, e.last, e.over) for e in found]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ([0, 5, 19.9], []),
        ([0, 20, 30], [(1, 2, False)]),  # enough is enough
        ([0, 20, 5, 1, 7], [(1, 1, False)]),  # at 1 it is not over
        ([0, 20, 25, 5, 0.99, 7], [(1, 2, True)]),
        ([0, 20, 0.5, 20, 3], [(1, 1, True), (3, 3, False)]),  # a later crossing is another finding
        ([0, 20, 3, 21, 0.5, 0.5, 30, 0.1], [(1, 3, True), (6, 6, True)]),
    ],
)
def test_an_episode_begins_with_enough_evidence_and_lasts_until_it_is_below_one(line: Any, found: Any) -> None:
    assert of(line) == found


def test_none_begins_before_enough_events_were_seen() -> None:
    line = [0, 25, 30, 30, 30]
    assert of(line, [2, 9, 19, 20, 30], at_least=20) == [(3, 4, False)]
    assert of([0, 25, 30, 0.5, 5], [2, 9, 19, 20, 30], at_least=20) == [], "by the time there are enough it is over"
    assert of([0, 25, 30, 19, 21], [2, 9, 19, 20, 30], at_least=20) == [(4, 4, False)]


def test_what_stands_behind_a_series_last_week_is_not_looked_at() -> None:
    evidence, seen = np.array([[0.0, 25, 0, 0], [0, 25, 30, 0.5]]), np.full((2, 4), 50)
    assert episodes(evidence, seen, np.array([2, 4]), 20, 1) == [Episode(0, 1, 1, False), Episode(1, 1, 2, True)]


# ---- findings -----------------------------------------------------------------------------------------------


def weekly(*counts: int, pair: str = "r", begin: int = MONDAY, **columns: Any) -> list[dict[str, Any]]:
    """So many messages of the practitioner's in each week; of the pair something is known from the day before on."""
    row = {"relationship": pair, "kind": "message", "by": "practitioner"} | columns
    first = {"id": f"{pair}first", "relationship": pair, "at": begin - DAY, "kind": "x-note", "by": "practitioner"}
    return [first] + [
        {"id": f"{pair}{week}.{n}", "at": begin + week * WEEK + (10 + n) * HOUR, **row}
        for week, count in enumerate(counts)
        for n in range(count)
    ]


def check(
    rows: list[dict[str, Any]], *trends: Trend, text: str = TEXT, as_of: str | None = None, **fields: Any
) -> bd.Result:
    coverage = fields.pop("coverage", None)
    ruled = tuple(rule(f"trend-{n}", when, type="drift", **fields) for n, when in enumerate(trends))
    names = tuple(r.name for r in ruled)
    world = World((agreement_of(text, names),), ruled, tuple(rows), None if as_of is None else t(as_of), coverage)
    return bd.check(log_of(world), policy_of(world), as_of=end_of(world))


MOVED = [2, 1, 3] * 7 + [9, 8, 11] * 6


def test_a_finding_is_at_the_end_of_the_week_that_was_enough_and_tells_since_when() -> None:
    result = check(weekly(*MOVED), COUNT, as_of="2026-10-05 00:00")
    (found,) = result
    assert (found.type, found.severity, found.status, found.unit) == ("drift", "notice", "open", "count")
    at = from_datetime(found.at)
    assert (at - MONDAY) % WEEK == 0
    assert 22 <= (at - MONDAY) // WEEK <= 34
    assert found.until is None
    assert found.since is not None
    assert found.since_interval is not None
    assert abs(from_datetime(found.since) - (MONDAY + 21 * WEEK)) <= 2 * WEEK
    assert found.since_interval[0] <= found.since <= found.since_interval[1]
    assert found.measured == found.after == pytest.approx(9.3, rel=0.3)
    assert found.before == pytest.approx(2, rel=0.3)
    assert found.factor == pytest.approx(4.5, rel=0.3)
    assert found.evidence_factor is not None
    assert found.evidence_factor >= 20
    assert found.second_opinion == "agrees"
    begun = (from_datetime(found.since) - MONDAY) // WEEK
    last = (at - MONDAY) // WEEK
    rows = [row for row in weekly(*MOVED) if row["kind"] == "message"]
    assert found.evidence == tuple(row["id"] for row in rows if begun <= (row["at"] - MONDAY) // WEEK < last)
    assert found.version == "2026-01-01"


def test_its_id_hangs_on_the_week_and_stays_as_weeks_are_added() -> None:
    ids = [
        {f.id for f in check(weekly(*MOVED), COUNT, as_of=until)} for until in ("2026-09-09 12:00", "2026-10-05 00:00")
    ]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 1


def test_the_json_of_a_drift_has_its_keys_and_that_of_another_finding_has_not() -> None:
    (found,) = check(weekly(*MOVED), COUNT)
    said = found.to_dict()
    assert str(said["since"]).endswith("T00:00:00.000000Z")
    assert [type(value) for value in said["since_interval"]] == [str, str]  # type: ignore[attr-defined]
    assert said["promise"] == found.promise
    (lacking,) = check(weekly(1, by="unknown"), COUNT)
    assert (lacking.type, lacking.status, lacking.unknown) == ("breach", "undetermined", "by")
    assert "since" not in lacking.to_dict()


def test_before_the_first_whole_week_nothing_is_said_but_that() -> None:
    result = check(weekly(2), COUNT, as_of="2026-01-07 10:00")
    assert list(result) == []
    (entry,) = result.summary().not_checked
    assert (entry.rule, entry.relationships, str(entry.reason)) == (
        "trend-0", "r", "fewer than 12 whole weeks to learn what is usual",
    )  # fmt: skip


def test_nobody_is_judged_where_there_is_nobody() -> None:
    result = check([], COUNT)
    assert (list(result), result.caseload().standings, result.to_arrow().num_rows) == ([], (), 0)


@pytest.mark.parametrize(
    ("weeks", "checked"), [(11, False), (12, True), (13, True)]
)  # fmt: skip
def test_a_trend_is_checked_from_the_week_on_that_ends_what_it_learns_from(weeks: int, checked: bool) -> None:
    result = check(weekly(*[1] * weeks, 1), COUNT)
    assert (result.summary().not_checked == ()) is checked
    assert [(s.relationship, s.trends) for s in result.caseload().standings] == ([("r", 1)] if checked else [])


def test_why_it_is_not_checked_is_said() -> None:
    amended = (
        f"{TEXT}amendments: [{{id: a, agreed: 2026-01-19, agreed_by: [practitioner, client], set: {{hours: 24/7}}}}]\n"
    )
    anew = check(weekly(*[1] * 9), COUNT, text=amended, clause="hours")
    nothing = check(weekly(*[1] * 20), Trend("total", MESSAGES, total="minutes"))
    few = check(weekly(*[1] * 20), Trend("share", Usual("reply_minutes", "lt"), MESSAGES))
    seen = (Coverage(MONDAY, MONDAY + 20 * WEEK, frozenset({"session"}), None),)
    blind = check(weekly(*[1] * 20), COUNT, coverage=seen)
    said = [[str(entry.reason) for entry in result.summary().not_checked] for result in (anew, nothing, few, blind)]
    usual = "its first weeks have too little in them to say what is usual"
    assert said == [
        ["fewer than 8 whole weeks since what was agreed has changed"], [usual], [usual],
        ["the log does not cover what it waits for"],
    ]  # fmt: skip


def test_a_share_learns_from_weeks_that_have_something_in_them() -> None:
    share = Trend("share", has(channel="sms"), MESSAGES)
    rows = [row | {"channel": "sms"} for row in weekly(*[1, 0] * 12)]
    assert check(rows, share, as_of="2026-06-29 00:00").summary().not_checked == ()
    assert len(check(rows, share, as_of="2026-06-01 00:00").summary().not_checked) == 1


def test_an_agreed_change_of_its_clause_begins_anew() -> None:
    """Twice as many, from the day on which both agreed to it."""
    outside = Trend("count", AllOf((MESSAGES, has(channel="sms"))))
    rows = weekly(*[2, 1, 3] * 5, 2, *[9, 8, 11] * 7, channel="sms")
    assert len(check(rows, outside, clause="hours")) == 1
    agreed = "{id: a, agreed: 2026-04-27, agreed_by: [practitioner, client], set: {hours: 'Mo-Sa 08:00-20:00'}}"
    assert list(check(rows, outside, clause="hours", text=f"{TEXT}amendments: [{agreed}]\n")) == []


def test_weeks_of_leave_are_no_fall() -> None:
    away = {"id": "l", "relationship": "r", "kind": "leave", "by": "practitioner", "at": MONDAY}
    plan = {"planned_start": MONDAY + 20 * WEEK, "planned_end": MONDAY + 32 * WEEK}
    rows = weekly(*[6] * 20, *[0] * 12, *[6] * 2)
    fall = Trend("count", MESSAGES, direction="down")
    assert len(check(rows, fall)) == 1
    assert list(check([*rows, away | plan], fall)) == []


def test_a_total_is_said_in_the_unit_of_its_field() -> None:
    calls = Trend("total", has(kind="call"), total="minutes")
    rows = [row | {"kind": "call", "minutes": 10.0 if n < 40 else 55.0} for n, row in enumerate(weekly(*[2] * 36))]
    (found,) = check(rows, calls)
    assert found.unit == "minutes"
    assert found.before == pytest.approx(20, rel=0.3)
    assert found.after == pytest.approx(110, rel=0.3)


def test_excuses_leave_rows_out_and_excuse_no_finding() -> None:
    rows = weekly(*[2, 1, 3] * 7) + weekly(*[9, 8, 11] * 6, begin=MONDAY + 21 * WEEK, purpose="crisis")[1:]
    for n, row in enumerate(rows):
        row["id"] = f"e{n}"
    assert [f.status for f in check(rows, COUNT)] == ["open"]
    assert list(check(rows, COUNT, unless=("crisis",))) == []


def test_dates_before_1970_are_dates() -> None:
    begin = t("1969-03-03 00:00")
    (found,) = check(weekly(*MOVED, begin=begin), COUNT, text=TEXT.replace("2026-01-01", "1969-03-01"))
    assert found.at < datetime(1970, 1, 1, tzinfo=UTC)
    assert found.since is not None
    assert found.since.weekday() == 0
    assert found.params["since"] == f"{found.since.day} {found.since:%b %Y}"


def test_a_rule_that_looks_at_channels_agreed_waits_for_them() -> None:
    agreed = Trend("share", Usual("channel_agreed", "ne"), MESSAGES)
    (entry,) = check(weekly(*[1] * 20), agreed, text=TEXT.replace(", channels: {sms: any}", "")).summary().not_checked
    assert str(entry.reason) == "nothing is agreed at `channels`"


def test_what_has_moved_is_no_practice_that_an_amendment_came_to_allow() -> None:
    """A drift breaks nothing, so nothing of it is made right."""
    late = Trend("share", Inside(ref("hours"), inside=False), MESSAGES)
    rows = [row | {"at": row["at"] + (10 * HOUR if row["at"] > MONDAY + 21 * WEEK else 0)} for row in weekly(*[6] * 40)]
    wider = "{id: a, agreed: 2026-10-05, agreed_by: [practitioner, client], set: {hours: '24/7'}}"
    text = f"{TEXT}amendments: [{wider}]\n"
    ruled = (
        rule("late", late, clause="hours", type="drift"),
        rule("after", Agreement("after_practice", 1, days(400))),
    )
    world = World((agreement_of(text, ("late", "after")),), ruled, tuple(rows), t("2026-10-12 00:00"))
    found = bd.check(log_of(world), policy_of(world), as_of=end_of(world))
    assert [f.rule for f in found] == ["late"]


# ---- over a caseload ----------------------------------------------------------------------------------------


def test_a_caseload_averages_the_trends_of_a_relationship_and_chooses_at_q(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    rows = [*weekly(*[2] * 16, *[6] * 3), *weekly(*[2] * 19, pair="s")]
    result = check(rows, COUNT, Trend("count", has(kind="call")), as_of="2026-05-18 00:00")
    caseload = result.caseload(0.2)
    moved, still = caseload.standings
    assert (moved.relationship, moved.trends, still.relationship, still.trends) == ("r", 2, "s", 2)
    assert caseload.chosen == ("r",)
    evidence = {index: armed.evidence.tolist() for index, armed in result.found.armed.items()}
    factors = [(1 + evidence[index][0]) * (51 / 52) ** 7 for index in (0, 1)]
    assert moved.value == pytest.approx(sum(factors) / 2)
    assert result.caseload(0.0001).chosen == ()


def test_of_a_relationship_only_the_last_stretch_is_told_and_only_where_it_reaches_to_the_end() -> None:
    cut = "{id: a, agreed: 2026-05-25, agreed_by: [practitioner, client], set: {hours: null}}"
    ended = check(weekly(*MOVED), COUNT, clause="hours", text=f"{TEXT}amendments: [{cut}]\n")
    assert ended.caseload().standings == ()
    again = cut.replace("null", "'24/7'")
    anew = check(weekly(*MOVED), COUNT, clause="hours", text=f"{TEXT}amendments: [{again}]\n")
    ((name, trends, value, chosen),) = anew.caseload().standings
    assert (name, trends, chosen) == ("r", 1, False)
    assert 0 < value < 20, "it learnt from weeks in which there was much already"


@pytest.mark.parametrize("q", [0, 1, -0.1, 2])
def test_a_q_that_is_no_rate_is_a_usage_error(q: float) -> None:
    with pytest.raises(bd.UsageError, match="between 0 and 1"):
        check(weekly(2), COUNT).caseload(q)


def test_the_table_has_what_the_objects_have() -> None:
    result = check([*weekly(*MOVED), *weekly(1, pair="s", by="unknown")], COUNT)
    drift, lacking = result.to_arrow().to_pylist()
    found = result.findings[0]
    assert (drift["since"], drift["since_interval"]) == (found.since, list(found.since_interval or ()))
    assert (drift["factor"], drift["second_opinion"], drift["type"]) == (found.factor, found.second_opinion, "drift")
    assert (lacking["since"], lacking["factor_interval"], lacking["type"]) == (None, None, "breach")


def test_a_share_tells_shares_and_odds() -> None:
    rows = [
        row | {"channel": "sms" if n % 10 < (4 if n > 180 else 1) else "email"}
        for n, row in enumerate(weekly(*[9] * 50))
    ]
    (found,) = check(rows, Trend("share", has(channel="sms"), MESSAGES))
    assert found.unit == "share"
    assert found.before == pytest.approx(0.1, abs=0.05)
    assert found.after is not None
    assert found.after == pytest.approx(0.4, abs=0.1)
    assert found.params["before"] == calm(found.before, "share")
