"""A failure as its reader sees it: one aligned timeline, and nothing on it that does not help."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.testing.judge import run
from boundaries.testing.outcome import Outcome
from boundaries.testing.timetable import padded, width
from scenarios import CONTRACT, EVENING, one

FRAME = CONTRACT.replace(
    'administrative: {hours: "Mo-Fr 09:00-18:00"}',
    'administrative: {hours: "Mo-Fr 09:00-18:00", sessions: {every: P7D, minutes: 50}, '
    "between_sessions: {at_most: 5, per: P7D}}",
)


def outcome(rest: str, timeline: str = EVENING) -> Outcome:
    return run(one(rest, timeline, FRAME))


def shown(rest: str, timeline: str = EVENING) -> str:
    return "\n" + outcome(rest, timeline).render() + "\n"


def test_what_differs_stands_side_by_side_by_the_keys_that_differ() -> None:
    text = shown(
        "expect: [{rule: reply-outside-hours, at: 2026-03-03 21:10, bearer: practitioner, severity: crossing}]"
    )
    assert (
        text
        == """
s.yaml:1:1: an evening: failed (times in Europe/London)
                      what happened          expected           got
    2026-03-03 17:59  e1  client > message sms
    2026-03-03 21:10  e2  practitioner > message sms length=40
  > 2026-03-03 21:10    reply-outside-hours  severity=crossing  severity=notice
"""
    )


def test_what_is_missing_and_what_nobody_expected_stand_where_they_belong() -> None:
    timeline = EVENING + '- 2026-03-05 10:00-10:50 both > session video place="部屋 二"\n'
    rest = """\
as_of: 2026-03-20
expect:
- {rule: session-gap, at: 2026-01-26 00:00}
- {rule: session-gap, at: 2026-03-19 10:00, until: 2026-03-20 09:00, measured: 15.5}
- {rule: contact-outside-hours, at: 2026-03-03 21:00, severity: crossing, evidence: e1}
- {rule: contact-volume}
- {rule: channel-not-agreed}
never: [reply-outside-hours]
"""
    assert (
        shown(rest, timeline)
        == """
s.yaml:1:1: an evening: failed (times in Europe/London)
                      what happened            expected                               got
    2026-01-26 00:00    session-gap is due     open                                   open
    2026-03-03 17:59  e1  client > message sms
  > 2026-03-03 21:00    contact-outside-hours  open, severity=crossing, evidence=e1   nothing
    2026-03-03 21:10  e2  practitioner > message sms length=40
  ! 2026-03-03 21:10    reply-outside-hours    never                                  open, notice, evidence=e2
    2026-03-05 10:00  e3  both > session video place="部屋 二"
  ! 2026-03-19 10:00    session-gap is due     until=2026-03-20 09:00, measured=15.5  until=null, measured=15.5833333
    2026-03-20 24:00  as_of: nothing later is known
  !                     contact-volume         open                                   nothing
  !                     channel-not-agreed     open                                   nothing
    channel-not-agreed is silent: the contract has no `channels`
"""
    )


@pytest.mark.parametrize(
    ("reply", "rest", "row"),
    [
        ("length=4", "expect: [{rule: reply-outside-hours}]", "open      excused by incidental"),
        ("certainty=date_only", "never: [COM-REPLY-HOURS]",
         "never     undetermined, `at` is not known, notice, evidence=e2"),
        ("length=40", "expect: [{rule: reply-outside-hours, status: excused, excused_by: crisis}]",
         "excused, excused_by=crisis  open, excused_by=null"),
        ("length=40", "expect: [{rule: reply-outside-hours, review_soon: true}]",
         "review_soon=true  review_soon=false"),
    ],
)  # fmt: skip
def test_a_difference_in_status_says_what_excused_it_or_was_not_known(reply: str, rest: str, row: str) -> None:
    text = shown(rest, EVENING.replace("length=40", reply))
    assert f"  > 2026-03-03 21:10    reply-outside-hours  {row}\n" in text


def test_findings_that_may_explain_a_failure_are_shown_beside_it() -> None:
    timeline = EVENING + "- 2026-03-03 21:20 practitioner > message sms length=4\n"
    text = shown("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:15}]", timeline)
    assert "    2026-03-03 21:20    reply-outside-hours            excused by incidental\n" in text


def test_a_finding_of_another_instant_is_a_further_one() -> None:
    rows = shown("expect: [{rule: reply-outside-hours, at: 2026-03-03 21:09}]").splitlines()[4:]
    assert rows == [
        "  > 2026-03-03 21:09    reply-outside-hours  open      nothing",
        "    2026-03-03 21:10  e2  practitioner > message sms length=40",
        "  ! 2026-03-03 21:10    reply-outside-hours  nothing   open, notice, evidence=e2",
    ]


MANY = "timeline:\n" + "".join(
    f"- 2026-03-{day:02} {hour:02}:00 client > message sms\n" for day in range(2, 8) for hour in range(9, 17)
)


def test_of_a_long_timeline_and_of_long_lists_what_matters_is_shown() -> None:
    rest = "expect: [{rule: contact-volume, evidence: [e1, e2, e3, e4, e5, e6, e7, e8, e9]}]\n"
    assert (
        shown(f"as_of: 2026-03-07 17:00\n{rest}", MANY)
        == """
s.yaml:1:1: an evening: failed (times in Europe/London)
                      what happened     expected         got
    2026-03-02 09:00  e1   client > message sms
    2026-03-02 10:00  e2   client > message sms
    2026-03-02 11:00  e3   client > message sms
    2026-03-02 12:00  e4   client > message sms
    2026-03-02 13:00  e5   client > message sms
    2026-03-02 14:00  e6   client > message sms
  > 2026-03-02 14:00    contact-volume  evidence=9 rows  evidence=48 rows: e10,e11,e12 and 36 more
    2026-03-02 15:00  e7   client > message sms
    2026-03-02 16:00  e8   client > message sms
                      ... 40 lines
    2026-03-07 17:00  as_of: nothing later is known
"""
    )


def test_times_are_exact_where_the_clock_shows_an_hour_twice() -> None:
    timeline = "timeline: ['2026-11-01 01:30-05:00 practitioner > call', '2026-11-01 01:30 practitioner > call']\n"
    text = shown("zone: America/New_York\nexactly: true", timeline)
    assert re.findall(r"2026-11-01 01:30\S+  e\d", text) == ["2026-11-01 01:30-04:00  e2", "2026-11-01 01:30-05:00  e1"]
    assert "(times in America/New_York)" in text


def test_what_could_steer_a_terminal_is_shown_as_a_mark() -> None:
    text = shown("exactly: true", 'timeline: ["2026-03-03 21:10 practitioner > call place=a\\u202Eb"]\n')
    assert "place=a\N{REPLACEMENT CHARACTER}b" in text


def test_a_pass_is_one_line() -> None:
    assert shown("never: [contact-outside-hours]") == "\ns.yaml:1:1: an evening: passed\n"


@given(st.text(max_size=20), st.integers(0, 30))
def test_padding_fills_up_and_cuts_nothing(text: str, more: int) -> None:
    assert padded(text, width(text) + more) == text + " " * more


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("部屋", 4), ("e\u0301", 1), ("ｈ", 2), ("", 0)])
def test_wide_characters_take_two_columns_and_marks_none(text: str, columns: int) -> None:
    assert width(text) == columns


def test_of_a_drift_its_intervals_stand_side_by_side() -> None:
    weeks = """timeline:
- {weekly: 16, rows: [2026-01-20 10:00 practitioner > message sms, 2026-01-22 10:00 practitioner > message sms]}
- {weekly: 10, rows: [2026-05-12 20:00 practitioner > message sms, 2026-05-14 20:00 practitioner > message sms]}
"""
    wrong = "since_interval: [2026-01-05 00:00, 2026-05-18 00:00], second_opinion: null, before: 0.5"
    (line,) = re.findall(r".*drift-out-of-hours.*", shown(f"expect: [{{rule: drift-out-of-hours, {wrong}}}]", weeks))
    said, got = re.split(r"  +", line.strip())[-2:]
    assert "since_interval=2026-01-05 00:00,2026-05-18 00:00" in said
    assert re.search(r"since_interval=2026-\d\d-\d\d 00:00,2026-\d\d-\d\d 00:00", got)
    assert "second_opinion=null" in said
