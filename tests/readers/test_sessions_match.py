"""Within one relationship, what a diary tells is joined with what a calendar planned, in any order and only if sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers import sessions_match
from boundaries.readers.sessions_match import EARLY, LENGTH, Joined, Planned, Told, join

HOUR = 3_600_000_000
DAY = 24 * HOUR


def plan(hours: float, kind: str = "session", length: float = 1, at: float = 0, id: str = "") -> Planned:
    start = round(hours * HOUR)
    return Planned(
        start, start + round(length * HOUR), id or f"cal-{kind[:1]}{len(kind)}-{start}", kind, round(at * HOUR)
    )


def told(hours: float, kind: str = "session", start: float | None = None, ref: str | None = None, id: str = "") -> Told:
    at = round(hours * HOUR)
    return Told(at, id or f"d-{kind}-{at}", kind, None if start is None else round(start * HOUR), ref, False)


def hours(joined: Joined) -> dict[str, float]:
    """The plan each row of a diary got."""
    return {row.id: one.start / HOUR for row, one in joined.plans.items()}


def left(planned: list[Planned], rows: list[Told]) -> list[float]:
    """The starts of the sessions still presumed held."""
    gone = join(planned, rows).stands_for
    return sorted(one.start / HOUR for one in planned if one.kind == "session" and one not in gone)


# ---- held sessions ------------------------------------------------------------------------------------------


def test_a_held_session_is_the_nearest_plan_it_can_be() -> None:
    plans = [plan(10), plan(34)]
    assert left(plans, [told(10.1)]) == [34]
    assert hours(join(plans, [told(10.1)])) == {f"d-session-{round(10.1 * HOUR)}": 10}
    assert left(plans, [told(9), told(35)]) == []  # an hour early, and at the very end
    assert left(plans, [told(8.9), told(35.1)]) == [10, 34]


def test_a_session_that_says_its_plan_is_that_one() -> None:
    assert left([plan(10), plan(11.5)], [told(11.4, start=10)]) == [11.5]
    assert hours(join([plan(10)], [told(10, start=10)])) == {}  # it has it already


def test_two_rows_of_one_session_take_no_other_with_them() -> None:
    assert left([plan(10), plan(11)], [told(10, start=10, id="a"), told(10.6, start=10, id="b")]) == [11]


def test_back_to_back_sessions_are_told_apart() -> None:
    plans = [plan(10), plan(11), plan(12)]
    assert left(plans, [told(10), told(11), told(12)]) == []
    assert left(plans, [told(11)]) == [10, 12]


def test_where_two_are_as_near_one_goes_and_none_is_named() -> None:
    rows = [told(11)]
    assert left([plan(10.5), plan(11.5)], rows) == [11.5]
    assert hours(join([plan(10.5), plan(11.5)], rows)) == {}
    twice = [told(9.5), told(10.5)]
    assert (left([plan(10)], twice), hours(join([plan(10)], twice))) == ([], {})


def test_two_appointments_at_one_time_are_one() -> None:
    assert left([plan(10, id="cal-a-1"), plan(10, id="cal-b-1", length=2)], []) == [10]
    assert left([plan(10, id="cal-a-1"), plan(10, id="cal-b-1")], [told(10)]) == []


def test_of_a_session_whose_day_alone_is_known_the_day_is_compared() -> None:
    day = Told(0, "d", "session", None, None, True)
    assert left([plan(18)], [day]) == []
    assert left([plan(24)], [day]) == [24]
    assert left([plan(9), plan(18)], [day]) == [18]


# ---- cancellations, moves, missed sessions --------------------------------------------------------------------


def test_a_cancellation_with_its_plan_takes_the_session_away() -> None:
    for kind in ("cancellation", "no_show", "reschedule"):
        assert left([plan(10)], [told(2, kind, start=10)]) == []
        assert left([plan(10)], [told(2, kind, start=10.5)]) == [10]


def test_the_diarys_word_comes_before_the_calendars_own() -> None:
    off, again = plan(10, "cancellation"), plan(10)
    assert join([off], [told(2, "cancellation", start=10, id="d")]).stands_for == {off: "d"}
    assert join([off], [told(2, "no_show", start=10, id="d")]).stands_for == {off: "d"}
    assert left([off, again], [told(2, "cancellation", start=10)]) == [10]  # it was made again
    assert join([off], [told(10, start=10, id="d")]).stands_for == {}  # called off and held: both are told


def test_a_reference_to_the_calendar_names_the_plan() -> None:
    one = plan(10, id="cal-0123-20260101T100000Z")
    for ref in (one.id, one.id + "-cancelled"):
        joined = join([one], [told(2, "cancellation", ref=ref, id="d")])
        assert (hours(joined), joined.stands_for) == ({"d": 10}, {one: "d"})
    assert join([one], [told(2, "cancellation", ref="cal-0123-20270101T100000Z")]) == Joined()


def test_a_missed_session_is_the_only_one_that_began_before_it_was_noted() -> None:
    assert hours(join([plan(10)], [told(11, "no_show", id="d")])) == {"d": 10}
    assert hours(join([plan(10)], [told(9.5, "no_show")])) == {}
    assert hours(join([plan(10)], [told(23, "no_show")])) == {}
    assert hours(join([plan(10), plan(15)], [told(16, "no_show")])) == {}
    assert hours(join([plan(10), plan(15)], [told(10), told(16, "no_show", id="d")])) == {"d": 15} | {
        f"d-session-{10 * HOUR}": 10
    }
    assert left([plan(10)], [told(11, "no_show"), told(12, "no_show")]) == [10]


def test_a_cancellation_written_down_on_both_sides_is_one() -> None:
    off = plan(40, "cancellation", at=5)
    assert hours(join([off], [told(3, "cancellation", id="d")])) == {"d": 40}
    assert hours(join([off], [told(30, "cancellation")])) == {}
    assert hours(join([off], [told(3, "cancellation"), told(4, "cancellation")])) == {}
    assert hours(join([off, plan(60, "cancellation", at=6)], [told(3, "cancellation")])) == {}


def test_a_cancellation_concerns_the_next_session_if_the_diary_goes_on_without_it() -> None:
    week = [plan(day * 24.0) for day in (7, 14, 21)]
    note = told(6 * 24, "cancellation", id="d")
    assert hours(join(week, [note])) == {}  # perhaps nothing else is in the diary
    later = told(14 * 24)
    assert left(week, [note, later]) == [21 * 24]
    assert hours(join(week, [note, later]))["d"] == 7 * 24
    assert left(week, [note, told(7 * 24), later]) == [21 * 24]  # the next one was held: it was another one
    assert "d" not in hours(join(week, [note, told(7 * 24), later]))
    assert left(week, [note, told(5 * 24, "cancellation"), later]) == [7 * 24, 21 * 24]  # which of the two?


# ---- for all of them ----------------------------------------------------------------------------------------

TIMES = st.integers(0, 60).map(lambda quarter: quarter * HOUR // 2)
PLANS = st.builds(
    lambda start, length, kind, at: Planned(start, start + length, f"cal-{kind}-{start}-{length}", kind, at),
    TIMES, st.sampled_from([0, HOUR, 2 * HOUR]), st.sampled_from(["session", "cancellation", "reschedule"]), TIMES,
)  # fmt: skip
ROWS = st.builds(
    lambda at, kind, start, day: Told(at - at % DAY if day else at, f"d-{kind}-{at}-{start}", kind, start, None, day),
    TIMES, st.sampled_from(["session", "session", "cancellation", "no_show", "reschedule"]), st.none() | TIMES,
    st.booleans(),
)  # fmt: skip


@given(st.lists(PLANS, max_size=12), st.lists(ROWS, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(planned: list[Planned], rows: list[Told], random: object) -> None:
    assert join(planned, rows) == join(reversed(planned), reversed(rows)) == join(planned * 2, rows * 2)


def nearest_first(planned: list[Planned], rows: list[Told]) -> set[Planned]:
    """Which sessions held ones without a plan stand for, said in plain loops."""
    starts: dict[int, Planned] = {}
    for one in sorted(set(planned)):
        if one.kind == "session":
            starts.setdefault(one.start, one)
    free, held, gone = list(starts.values()), sorted(set(rows), key=lambda row: (row.at, row.id)), set()
    while True:
        best = None
        for one in free:
            for row in held:
                end = one.end if one.end > one.start else one.start + LENGTH
                fits = one.start - EARLY <= row.at <= end
                if row.whole_day:
                    fits = row.at <= one.start < row.at + DAY
                key = (abs(row.at - one.start), one, row.at, row.id)
                if fits and (best is None or key < best[0]):
                    best = (key, one, row)
        if best is None:
            return gone
        free.remove(best[1])
        held.remove(best[2])
        gone.add(best[1])


@given(st.lists(PLANS, max_size=12), st.lists(ROWS, max_size=12))
def test_held_sessions_are_joined_as_plain_loops_say(planned: list[Planned], rows: list[Told]) -> None:
    held = [row for row in rows if row.kind == "session" and row.start is None]
    joined = join(planned, held)
    by_rows = {one for one, name in joined.stands_for.items() if not name.startswith("cal-")}
    assert by_rows == nearest_first(planned, held)
    assert len(set(joined.stands_for.values()) - {one.id for one in planned}) == len(by_rows)  # one for one


@given(st.lists(PLANS, max_size=12), st.lists(ROWS, max_size=12))
def test_what_goes_is_told_by_a_row_that_is_there(planned: list[Planned], rows: list[Told]) -> None:
    joined = join(planned, rows)
    assert set(joined.stands_for) <= set(planned)
    names = {row.id: row for row in rows}
    for one, name in joined.stands_for.items():
        if name in names:
            row = names[name]
            told_of = row.start if row.start is not None else joined.plans[row].start if row in joined.plans else None
            near = row.kind == "session" and abs(row.at - one.start) <= DAY
            assert told_of == one.start or near
        else:
            assert one.kind == "session"
            assert any(other.id == name and other.start == one.start for other in planned)
    for row, one in joined.plans.items():
        assert row.start is None
        assert one in planned


@given(st.lists(PLANS, max_size=12), st.lists(ROWS, max_size=12))
def test_no_diary_makes_more_sessions_than_it_and_the_calendar_have(planned: list[Planned], rows: list[Told]) -> None:
    presumed = {one.start for one in planned if one.kind == "session"}
    assert len(left(list(set(planned)), rows)) <= len(presumed)
    assert left(planned, []) == sorted(start / HOUR for start in presumed for _ in range(planned_times(planned, start)))


def planned_times(planned: list[Planned], start: int) -> int:
    """How often the kept one of the sessions at a start is in the list."""
    same = sorted(one for one in planned if one.kind == "session" and one.start == start)
    return same.count(same[0])


# ---- more than a pair can have ------------------------------------------------------------------------------


@pytest.mark.parametrize(("many", "undecided"), [(20, 19), (21, 21)])
def test_a_session_that_could_be_more_appointments_than_one_can_choose_from_is_none(many: int, undecided: int) -> None:
    assert len(left([plan(10 + n / 1_000) for n in range(many)], [told(10.1)])) == undecided


def test_a_day_of_short_appointments_is_told_apart() -> None:
    plans = [plan(n / 2, length=0.4) for n in range(100)]
    assert left(plans, [told(20.1)]) == [n / 2 for n in range(100) if n != 40]


def test_no_session_is_compared_with_every_appointment(monkeypatch: pytest.MonkeyPatch) -> None:
    real, looked = sessions_match._over, []
    monkeypatch.setattr(sessions_match, "_over", lambda row: looked.append(row) or real(row))
    spread = [plan(12 * n) for n in range(1_000)]
    join(spread, [told(12 * n) for n in range(1_000)])
    assert 1_000 <= len(looked) <= 5_000
    looked.clear()
    crowd = [plan(10 + n / 10_000) for n in range(1_000)]
    assert join(crowd, [told(10 + n / 10_000, id=f"d-{n}") for n in range(1_000)]) == Joined()
    assert len(looked) == 0


RANGES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 3)).map(lambda r: range(r[0], min(8, sum(r)))), max_size=8
)


@given(RANGES)
def test_what_fits_one_thing_only_is_settled_as_if_each_were_counted(found: list[range]) -> None:
    rows = [plan(n) for n in range(8)]
    joining = sessions_match._Joining(rows, [])
    joining._settle(rows, {told(n): fitting for n, fitting in enumerate(found)})
    wanted = [place for fitting in found for place in fitting]
    sure = {told(n): rows[one[0]] for n, one in enumerate(found) if len(one) == 1 and wanted.count(one[0]) == 1}
    assert joining._joined.plans == sure
    assert joining._joined.stands_for == {one: row.id for row, one in sure.items()}


# ---- several clients ----------------------------------------------------------------------------------------


def test_nobody_takes_the_plan_of_another_client() -> None:
    anna, bert = plan(10)._replace(actor="a"), plan(12)._replace(actor="b")
    held = told(11)
    assert left([anna, bert], [held._replace(actor="a")]) == [12]
    assert left([anna, bert], [held._replace(actor="b")]) == [10]
    assert left([anna], [held._replace(actor="b")]) == [10]
    assert left([anna], [held]) == []
    assert left([plan(10)], [held._replace(actor="b")]) == []


@pytest.mark.parametrize("row", [told(10, start=10), told(9, "cancellation", start=10), told(11, "no_show")])
def test_what_a_diary_says_of_one_client_is_not_said_of_another(row: Told) -> None:
    anna = plan(10)._replace(actor="a")
    assert left([anna], [row._replace(actor="b")]) == [10]
    assert left([anna], [row._replace(actor="a")]) == left([anna], [row]) == []


def test_two_clients_may_have_sessions_that_begin_together() -> None:
    anna, bert, open_one = (plan(10, id=f"cal-{name}-1")._replace(actor=name) for name in ("a", "b", ""))
    assert left([anna, bert], []) == [10, 10]
    assert left([anna, open_one], []) == left([open_one, bert], []) == [10]
    assert left([anna, bert, open_one], [told(10, start=10)._replace(actor="b")]) == [10]
