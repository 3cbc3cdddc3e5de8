"""The oracle held to the rulings, by hand: more_than (19, 22-25, 31, 41, 44, 45)."""

from __future__ import annotations

from fractions import Fraction

from boundaries.civil.span import Calendar, Span
from builders import MoreThan, Unanswered, contract, days, has, ref, row, shown, version
from oracle_cases import MESSAGE, OFFICE, SESSION, anchors, judged, lines


def test_r22_an_event_exactly_p_older_is_out_and_later_ties_do_not_count() -> None:
    rows = [row("a", "03-01 10:00"), row("b", "03-08 10:00"), row("c", "03-08 10:00")]
    cap = MoreThan(Fraction(1), MESSAGE, days(7))
    assert lines(cap, rows) == [("c", "03-08 10:00", "03-08 10:00", 2.0)]
    rows[0] = row("a", "03-01 10:00:00.000001")
    found = judged(cap, rows)
    assert [(f.anchor, f.measured, f.evidence) for f in found] == [("b", 3.0, ("a", "b", "c"))]


def test_r25_a_run_ends_with_an_event_that_is_not_over_and_evidence_is_the_union_of_windows() -> None:
    times = ["03-02 08:00", "03-02 09:00", "03-02 10:00", "03-03 09:59", "03-05 10:00", "03-05 11:00", "03-05 12:00"]
    rows = [row(str(place), at) for place, at in enumerate(times)]
    found = judged(MoreThan(Fraction(1), MESSAGE, days(1)), rows)
    assert [(f.anchor, shown(f.at), shown(f.until), f.measured, f.evidence) for f in found] == [
        ("1", "03-02 09:00", "03-03 09:59", 3.0, ("0", "1", "2", "3")),
        ("5", "03-05 11:00", "03-05 12:00", 3.0, ("4", "5", "6")),
    ]


def test_r25_events_that_do_not_match_do_not_end_a_run() -> None:
    rows = [row("a", "03-02 08:00"), row("b", "03-02 09:00"), row("s", "03-02 09:30", kind="session")]
    rows += [row("c", "03-02 10:00")]
    assert lines(MoreThan(Fraction(1), MESSAGE, days(1)), rows) == [("b", "03-02 09:00", "03-02 10:00", 3.0)]


def test_r25_totals_are_exact_decimals() -> None:
    rows = [row(str(n), f"03-02 1{n}:00", kind="gift", amount=0.1) for n in range(3)]
    gifts = has(kind="gift")
    assert lines(MoreThan(Fraction("0.3"), gifts, days(1), total="amount"), rows) == []
    assert lines(MoreThan(Fraction("0.29"), gifts, days(1), total="amount"), rows) == [
        ("2", "03-02 12:00", "03-02 12:00", 0.3)
    ]


def test_r44_negative_amounts_are_summed() -> None:
    amounts = [8.0, 5.0, -9.0, 2.0]
    rows = [row(str(n), f"03-02 1{n}:00", kind="gift", amount=amount) for n, amount in enumerate(amounts)]
    gifts = has(kind="gift")
    rolling = MoreThan(Fraction(10), gifts, days(1), total="amount")
    assert lines(rolling, rows) == [("1", "03-02 11:00", "03-02 11:00", 13.0)]
    calendar = MoreThan(Fraction(10), gifts, Calendar("day"), total="amount")
    assert lines(calendar, rows) == [("1", "03-02 11:00", "03-02 13:00", 6.0)]


def test_r44_overrun_may_be_negative_and_is_summed_as_such() -> None:
    agreed = contract(version("01-01 00:00", {"sessions.minutes": 50}))
    rows = [row(str(n), f"03-0{n} 10:00", minutes=m) for n, m in ((2, 65.0), (3, 40.0), (4, 61.0))]
    assert lines(MoreThan(Fraction(15), MESSAGE, days(7), total="overrun_minutes"), rows, agreed) == [
        ("4", "03-04 10:00", "03-04 10:00", 16.0)
    ]


def test_r23_a_calendar_window_counts_all_of_it() -> None:
    rows = [row("x", "03-01 23:59:59.999999")]  # the Sunday before
    rows += [row(str(n), f"03-0{n} 10:00") for n in (2, 3, 4)] + [row("8", "03-08 23:59:59.999999")]
    rows += [row("9", "03-09 00:00")]
    found = judged(MoreThan(Fraction(2), MESSAGE, Calendar("week")), rows)
    assert [(f.anchor, shown(f.until), f.measured, f.evidence) for f in found] == [
        ("4", "03-08 23:59:59.999999", 4.0, ("2", "3", "4", "8"))
    ]


def test_r23_the_first_whose_rank_is_over_what_is_agreed_then() -> None:
    lower = contract(
        version("01-01 00:00", {"sessions.at_most": 3}), version("03-05 00:00", {"sessions.at_most": 1})
    )  # the third event's rank is not over 3, the fourth's is over 1
    rows = [row(str(n), f"03-0{n} 10:00") for n in (2, 3, 4, 5, 6)]
    assert lines(MoreThan(ref("sessions.at_most"), MESSAGE, Calendar("week")), rows, lower) == [
        ("5", "03-05 10:00", "03-06 10:00", 5.0)
    ]


def test_calendar_windows_are_local() -> None:
    rows = [row("a", "06-30 22:59"), row("b", "06-30 23:00"), row("c", "07-01 10:00")]  # b: 00:00 on 1 July in London
    for unit in ("day", "month"):
        assert lines(MoreThan(Fraction(1), MESSAGE, Calendar(unit)), rows) == [("c", "07-01 10:00", "07-01 10:00", 2.0)]


def test_iso_weeks_at_the_turn_of_the_year() -> None:
    rows = [row("a", "2026-12-28 10:00"), row("b", "2027-01-03 10:00"), row("c", "2027-01-04 10:00")]
    assert lines(MoreThan(Fraction(1), MESSAGE, Calendar("week")), rows) == [
        ("b", "2027-01-03 10:00", "2027-01-03 10:00", 2.0)
    ]


def test_r24_a_window_whose_kind_changes() -> None:
    changing = contract(
        version("01-01 00:00", {"between_sessions.at_most": 1, "between_sessions.per": days(7)}),
        version("03-04 00:00", {"between_sessions.at_most": 1, "between_sessions.per": Calendar("week")}),
    )
    cap = MoreThan(ref("between_sessions.at_most"), MESSAGE, ref("between_sessions.per"))
    rows = [row(str(n), f"03-0{n} 10:00") for n in (2, 3, 4, 5)]
    found = judged(cap, rows, changing)
    assert [(f.anchor, shown(f.until), f.measured, f.evidence) for f in found] == [
        ("3", "03-03 10:00", 2.0, ("2", "3")),  # rolling; the event of Wednesday, under weeks, ends the run
        ("4", "03-05 10:00", 4.0, ("2", "3", "4", "5")),  # rank 3 of the week, counting those of the rolling days
    ]


def test_r24_back_to_rolling_counts_what_the_calendar_judged() -> None:
    changing = contract(
        version("01-01 00:00", {"between_sessions.per": Calendar("day")}),
        version("03-03 00:00", {"between_sessions.per": days(7)}),
    )
    rows = [row("a", "03-02 10:00"), row("b", "03-03 10:00")]
    cap = MoreThan(Fraction(1), MESSAGE, ref("between_sessions.per"))
    assert lines(cap, rows, changing) == [("b", "03-03 10:00", "03-03 10:00", 2.0)]


def test_r19_months_are_steps_on_the_local_clock() -> None:
    cap = MoreThan(Fraction(1), MESSAGE, Span(months=1))
    assert anchors(cap, [row("a", "02-28 10:00"), row("b", "03-31 09:00")]) == []  # 31 March - 1 month = 28 February
    assert anchors(cap, [row("a", "02-28 10:00:01"), row("b", "03-31 09:00")]) == ["b"]


def test_r19_days_are_elapsed_hours() -> None:
    rows = [row("a", "03-28 10:00", "client"), row("z", "04-09 10:00", kind="session")]
    assert lines(Unanswered(MESSAGE, SESSION, days(1)), rows) == [("a", "03-29 10:00", "04-09 10:00", None)]


def test_r31_excused_events_are_not_counted_and_give_no_finding() -> None:
    rows = [row("a", "03-02 10:00"), row("b", "03-02 11:00", purpose="crisis"), row("c", "03-02 12:00")]
    for window in (days(7), Calendar("week")):
        cap = MoreThan(Fraction(1), MESSAGE, window)
        found = judged(cap, rows, unless=("crisis",))
        assert [(f.anchor, f.status, f.evidence) for f in found] == [("c", "open", ("a", "c"))]
        assert anchors(cap, rows[:2], unless=("crisis",)) == []


def test_r41_a_run_goes_on_over_a_time_in_which_the_rule_is_silent() -> None:
    pause = contract(
        version("01-01 00:00", {"hours": OFFICE}), version("03-03 00:00", {}, ("hours",)),
        version("03-04 00:00", {"hours": OFFICE}),
    )  # fmt: skip
    rows = [row(f"{n}", f"03-0{n} 10:00") for n in (1, 2, 3, 4)]
    found = judged(MoreThan(Fraction(1), MESSAGE, days(7)), rows, pause, clause="hours")
    assert [(f.anchor, shown(f.until), f.measured, f.evidence) for f in found] == [
        ("2", "03-04 10:00", 3.0, ("1", "2", "4"))
    ]
