"""The oracle held by hand to what the forms count: occasions, enough of them in a time, shares; and to `beyond`."""

from __future__ import annotations

from fractions import Fraction

import oracle
from boundaries.civil.span import Calendar, Span
from boundaries.table.log import Coverage
from builders import (
    Deadline,
    Escalate,
    MoreThan,
    NoneFor,
    Unanswered,
    contract,
    days,
    has,
    hours,
    ref,
    row,
    rule,
    shown,
    t,
    version,
)
from oracle_cases import CLIENT, MESSAGE, OFFICE, PRACTITIONER, SESSION, Rows, anchors, judged, lines, statuses

END = "05-01 00:00"
TASK = has(kind="task")


def asked(*times: str) -> Rows:
    """Messages of the client, called a, b, c ..."""
    return [row("abcdefgh"[n], at, "client") for n, at in enumerate(times)]


# ---- unanswered: enough of a run, in a time, apart ----------------------------------------------------------

THREE = Unanswered(CLIENT, PRACTITIONER, days(2), at_least=Fraction(3), window=days(7))


def test_the_clock_starts_at_the_third_and_the_finding_rests_on_all_three() -> None:
    rows = asked("03-02 10:00", "03-03 10:00", "03-04 10:00", "03-05 10:00")
    (found,) = judged(THREE, rows, as_of=END)
    assert (found.anchor, shown(found.at), found.until, found.evidence) == ("c", "03-06 10:00", None, ("a", "b", "c"))
    assert judged(THREE, rows[:2], as_of=END) == []
    assert judged(THREE, [*rows, row("x", "03-06 10:00")], as_of=END) == []  # answered at the due instant


def test_one_exactly_as_old_as_the_time_is_out() -> None:
    assert anchors(THREE, asked("03-02 10:00", "03-08 10:00", "03-09 10:00"), as_of=END) == []
    rows = asked("03-02 10:00:00.000001", "03-08 10:00", "03-09 10:00")
    assert anchors(THREE, rows, as_of=END) == ["c"]
    assert [f.evidence for f in judged(THREE, asked("03-02 10:00", *["03-09 10:00"] * 4), as_of=END)] == [
        ("b", "c", "d")  # those after the third at the same instant are later in the order
    ]


def test_an_answer_begins_a_new_count_and_a_run_has_one_wait() -> None:
    rows = asked("03-02 10:00", "03-02 11:00", "03-02 13:00", "03-02 14:00")
    assert anchors(THREE, [*rows, row("x", "03-02 12:00")], as_of=END) == []
    assert anchors(THREE, asked(*[f"03-02 1{n}:00" for n in range(8)]), as_of=END) == ["c"]


def test_without_a_time_all_of_the_run_count() -> None:
    ever = Unanswered(CLIENT, PRACTITIONER, days(2), at_least=Fraction(3))
    (found,) = judged(ever, asked("02-02 10:00", "03-02 10:00", "04-02 10:00"), as_of=END)
    assert (found.anchor, found.evidence) == ("c", ("a", "b", "c"))


def test_what_follows_too_soon_does_not_count_even_after_one_that_did_not() -> None:
    occasions = Unanswered(CLIENT, PRACTITIONER, days(2), at_least=Fraction(2), apart=hours(12))
    assert anchors(occasions, asked("03-02 00:00", "03-02 11:59", "03-02 23:58"), as_of=END) == []
    (found,) = judged(occasions, asked("03-02 00:00", "03-02 11:00", "03-02 23:00"), as_of=END)
    assert (found.anchor, found.evidence) == ("c", ("a", "c"))  # exactly as far apart counts
    begun_anew = [*asked("03-02 00:00", "03-02 11:59"), row("x", "03-02 11:00")]
    assert anchors(occasions, begun_anew, as_of=END) == []  # the first of a run counts, but is alone in it


def test_one_is_the_form_as_it_was() -> None:
    rows = [*asked("03-02 10:00", "03-02 11:00", "03-09 10:00"), row("x", "03-08 10:00")]
    plain = lines(Unanswered(CLIENT, PRACTITIONER, days(2)), rows, as_of=END)
    one = Unanswered(CLIENT, PRACTITIONER, days(2), False, Fraction(1), days(1), hours(12))
    assert lines(one, rows, as_of=END) == plain != []


def test_how_many_how_long_and_how_far_are_those_of_the_version_at_the_event() -> None:
    terms = {"sessions.at_most": 2, "sessions.every": days(7)}
    changed = contract(
        version("01-01 00:00", terms), version("03-03 00:00", terms | {"sessions.at_most": 3}),
        version("03-05 00:00", {"sessions.at_most": 3, "sessions.every": days(1)}),
    )  # fmt: skip
    most = Unanswered(CLIENT, PRACTITIONER, hours(1), False, ref("sessions.at_most"), ref("sessions.every"))
    early = asked("03-02 10:00", "03-02 11:00")
    assert anchors(most, early, changed, END) == ["b"]
    assert anchors(most, asked("03-02 10:00", "03-03 10:00"), changed, END) == []
    assert anchors(most, asked("03-02 10:00", "03-03 10:00", "03-04 10:00"), changed, END) == ["c"]
    assert anchors(most, asked("03-02 10:00", "03-03 10:00", "03-05 10:00"), changed, END) == []
    assert anchors(most, early, contract(version("01-01 00:00", {})), END) == []  # nothing agreed: silent
    half = Unanswered(CLIENT, PRACTITIONER, hours(1), at_least=ref("sessions.at_most", Fraction(3, 4)))
    assert anchors(half, early, changed, END) == ["b"]  # 1.5 are two


def test_excuses_look_at_the_start() -> None:
    rows = asked("03-02 10:00", "03-03 10:00", "03-04 10:00")
    rows[0]["purpose"] = "crisis"
    assert statuses(THREE, rows, as_of=END, unless=("crisis",)) == [("c", "open", None)]
    rows[2]["purpose"] = "crisis"
    assert statuses(THREE, rows, as_of=END, unless=("crisis",)) == [("c", "excused", "crisis")]


# ---- none_for: an established practice ----------------------------------------------------------------------

WEEKLY = NoneFor(SESSION, days(10), Fraction(2), days(8))


def sessions(*times: str) -> Rows:
    return [row("abcdefgh"[n], at, kind="session") for n, at in enumerate(times)]


def test_only_an_established_practice_stops() -> None:
    assert lines(WEEKLY, sessions("03-02 10:00"), as_of=END) == []  # nor from the contract's start
    assert lines(WEEKLY, sessions("03-02 10:00", "03-09 10:00"), as_of=END) == [
        ("b", "03-19 10:00", None, (t(END) - t("03-09 10:00")) / 86_400_000_000)
    ]
    (found,) = judged(WEEKLY, sessions("03-02 10:00", "03-09 10:00", "03-25 10:00"), as_of=END)
    assert (found.anchor, shown(found.until), found.evidence) == ("b", "03-25 10:00", ("b",))
    assert lines(WEEKLY, sessions("03-02 10:00", "03-10 10:00"), as_of=END) == []  # exactly eight days older is out


def test_a_practice_of_one_is_not_counted_from_the_start() -> None:
    once = NoneFor(SESSION, days(10), Fraction(1), days(8))
    assert anchors(once, [row("m", "03-02 10:00")], as_of=END) == []
    assert anchors(once, sessions("03-02 10:00"), as_of=END) == ["a"]
    assert anchors(NoneFor(SESSION, days(10)), [row("m", "03-02 10:00")], as_of=END) == [""]


# ---- more_than: occasions -----------------------------------------------------------------------------------


def test_occasions_are_counted_not_messages() -> None:
    rows = asked("03-02 08:00", "03-02 10:00", "03-02 21:00", "03-03 09:00")
    assert lines(MoreThan(Fraction(1), MESSAGE, days(7), apart=hours(12)), rows) == [
        ("d", "03-03 09:00", "03-03 09:00", 2.0)
    ]
    (found,) = judged(MoreThan(Fraction(0), MESSAGE, days(7), apart=hours(12)), rows)
    assert (found.anchor, found.measured, found.evidence) == ("a", 2.0, ("a", "d"))
    assert lines(MoreThan(Fraction(1), MESSAGE, Calendar("week"), apart=hours(12)), rows) == [
        ("d", "03-03 09:00", "03-03 09:00", 2.0)
    ]
    assert lines(MoreThan(Fraction(1), MESSAGE, Calendar("day"), apart=hours(12)), rows) == []


def test_an_excused_one_is_no_link_in_the_chain() -> None:
    rows = asked("03-02 08:00", "03-02 16:00", "03-03 00:00")
    twice = MoreThan(Fraction(1), MESSAGE, days(7), apart=hours(12))
    assert anchors(twice, rows) == []
    rows[1]["purpose"] = "crisis"
    assert anchors(twice, rows, unless=("crisis",)) == ["c"]


def test_months_apart_are_counted_on_the_clock() -> None:
    monthly = MoreThan(Fraction(1), MESSAGE, days(60), apart=Span(1))
    assert anchors(monthly, asked("02-10 10:00", "03-10 10:00")) == ["b"]
    assert anchors(monthly, asked("02-10 10:00", "03-10 09:59")) == []


# ---- more_than: a share -------------------------------------------------------------------------------------

SIDE = MoreThan(Fraction(1, 2), PRACTITIONER, days(7), among=TASK, at_least=Fraction(3))


def tasks(*who: str) -> Rows:
    """Tasks of Monday 2 March, an hour apart; p and c tell whose."""
    return [
        row("abcdefgh"[n], f"03-02 1{n}:00", {"p": "practitioner", "c": "client"}[by], "task")
        for n, by in enumerate(who)
    ]


def test_more_than_a_share_of_enough_of_them() -> None:
    assert judged(SIDE, tasks("p", "p")) == []
    (found,) = judged(SIDE, tasks("p", "p", "p"))
    assert (found.anchor, shown(found.until), found.measured, found.evidence) == (
        "c", "03-02 12:00", 1.0, ("a", "b", "c"),
    )  # fmt: skip
    (found,) = judged(SIDE, tasks("p", "c", "c", "p", "p"))
    assert (found.anchor, found.measured, found.evidence) == ("e", 0.6, ("a", "d", "e"))
    assert judged(SIDE, tasks("c", "p", "c", "p")) == []  # half is not more than half
    assert judged(SIDE, tasks("c", "c", "p", "c", "c")) == []


def test_a_run_is_of_the_counted_and_measured_is_the_largest_share() -> None:
    (found,) = judged(SIDE, tasks("c", "p", "p", "c", "p", "c", "p"))
    assert (found.anchor, shown(found.until), found.measured) == ("c", "03-02 16:00", float(Fraction(2, 3)))
    assert found.evidence == ("b", "c", "e", "g")
    rows = [*tasks("p", "p", "p"), row("x", "03-02 15:00"), row("z", "03-20 10:00", kind="task")]
    assert [(f.anchor, shown(f.until)) for f in judged(SIDE, rows)] == [("c", "03-02 12:00")]


def test_the_window_is_that_of_the_event_and_one_exactly_as_old_is_out_of_both() -> None:
    rows = [row("0", "02-23 12:00", "client", "task"), *tasks("p", "p", "p")]
    assert [f.measured for f in judged(SIDE, rows)] == [1.0]
    rows[0] = row("0", "02-23 12:00:00.000001", "client", "task")
    assert [f.measured for f in judged(SIDE, rows)] == [0.75]


def test_excused_ones_are_of_neither() -> None:
    rows = tasks("p", "p", "p", "p")
    rows[1]["purpose"] = "crisis"
    (found,) = judged(SIDE, rows, unless=("crisis",))
    assert (found.anchor, found.measured, found.evidence) == ("d", 1.0, ("a", "c", "d"))


def test_what_cannot_be_told_of_either_is_undetermined() -> None:
    side = MoreThan(Fraction(1, 2), has(purpose="support"), days(7), among=has(place="room"), at_least=Fraction(1))
    rows = [row("a", "03-02 10:00", place="room"), row("b", "03-02 11:00", purpose="support")]
    assert sorted(anchors(side, rows)) == ["?place", "?purpose"]


# ---- escalate: beyond ---------------------------------------------------------------------------------------

TWICE = Escalate("crossing", beyond=days(4))


def weights(when: Unanswered | NoneFor, rows: Rows, as_of: str, ladder: Escalate = TWICE) -> list[tuple[str, str]]:
    return [(f.anchor, f.severity) for f in judged(when, rows, as_of=as_of, escalate=ladder)]


def test_an_answer_that_still_does_not_come() -> None:
    waits, rows = Unanswered(CLIENT, PRACTITIONER, days(2)), asked("03-02 10:00")
    assert weights(waits, rows, "03-06 10:00") == [("a", "notice")]  # the end is not later than the four days
    assert weights(waits, rows, "03-06 10:00:00.000001") == [("a", "crossing")]
    for came, weight in (("03-05 10:00", "notice"), ("03-06 10:00", "notice"), ("03-06 10:00:00.000001", "crossing")):
        assert weights(waits, [*rows, row("x", came)], END) == [("a", weight)]


def test_a_pause_that_still_goes_on() -> None:
    pause, rows = NoneFor(SESSION, days(2)), sessions("01-02 10:00", "01-04 12:00")
    assert weights(pause, rows, "01-08 12:00") == [("a", "notice"), ("b", "notice")]
    assert weights(pause, rows, "01-08 12:00:00.000001") == [("a", "notice"), ("b", "crossing")]
    rows = sessions("01-06 10:00", "01-07 10:00")
    assert weights(pause, rows, "01-08 10:00") == [("", "crossing")]  # from the contract's start


def test_both_ways_stand_side_by_side() -> None:
    ladder = Escalate("crossing", 2, days(30), days(4))
    waits = Unanswered(CLIENT, PRACTITIONER, days(2))
    rows = [*asked("03-02 10:00", "03-12 10:00", "03-22 10:00"), row("x", "03-05 10:00"), row("y", "03-15 10:00")]
    assert weights(waits, rows, "03-25 00:00", ladder) == [("a", "notice"), ("b", "crossing"), ("c", "crossing")]
    assert weights(waits, rows[:1], END, ladder) == [("a", "crossing")]


def test_an_excused_one_stays_as_it_is() -> None:
    rows = asked("03-02 10:00")
    rows[0]["purpose"] = "crisis"
    waits = Unanswered(CLIENT, PRACTITIONER, days(2))
    (found,) = judged(waits, rows, as_of=END, escalate=TWICE, unless=("crisis",))
    assert (found.status, found.severity) == ("excused", "notice")


def test_what_the_log_does_not_cover_stays_as_it_is() -> None:
    ruled = rule("x", Unanswered(CLIENT, has(kind="call"), days(2)), escalate=TWICE)
    for until, weight in (("03-06 10:00", "crossing"), ("03-06 09:59", "notice")):
        piece = Coverage(t("03-01 00:00"), t(until), frozenset({"call"}))
        agreed = contract(version("01-01 00:00", {}))
        (found,) = oracle.run([ruled], [agreed], asked("03-02 10:00"), t(END), [piece])
        assert found.severity == weight


def test_its_references_and_working_time_are_needs_of_the_rule() -> None:
    waits, rows = Unanswered(CLIENT, PRACTITIONER, days(2)), asked("03-02 10:00")
    for beyond, terms in (
        (ref("reply_within", 2), {"reply_within": days(2)}),
        (Deadline("working_days", Fraction(3)), {"hours": OFFICE}),
        (ref("reply_within", 2), {"reply_within": Deadline("open_hours", Fraction(8)), "hours": OFFICE}),
    ):
        ladder = Escalate("crossing", beyond=beyond)
        agreed = contract(version("01-01 00:00", terms))
        assert [f.severity for f in judged(waits, rows, agreed, END, escalate=ladder)] == ["crossing"]
        for missing in terms:
            less = contract(version("01-01 00:00", {path: term for path, term in terms.items() if path != missing}))
            assert judged(waits, rows, less, END, escalate=ladder) == []
