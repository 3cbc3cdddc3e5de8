"""What the parser of opening hours refuses, where it points, and which way out it shows."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.hours import HoursError, parse_hours

_WORDS = (
    "Mo Tu Su PH SH Jan Dec week 24/7 off open closed unknown sunrise 09:00 17:00 24:00 25:00 9 17 2026 53 - - , ; : "
    '|| + / [ ] ( ) " "x" 1 -1 day am – Montag day'
).split()


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join),
                 st.lists(st.sampled_from(_WORDS), max_size=12).map("".join)))  # fmt: skip
@settings(max_examples=600)
def test_any_text_is_hours_or_a_calm_refusal(text: str) -> None:
    error: HoursError | None = None
    try:
        hours = parse_hours(text)
    except HoursError as caught:
        error = caught
    if error is None:
        assert hours.rules
        assert hours.text == text
    else:
        assert 0 <= error.offset <= len(text)
        assert error.message.isprintable()
        assert error.message[0] == "`" or error.message[0].islower()
        assert error.hint


@given(st.sampled_from(["Mo,", "(", "[", "1,", '"', "09:00-17:00,", ";", "Jan-", " ", "0", "a", "Mo[1,", "||", "24/7"]))
def test_a_long_text_is_refused_in_few_steps(part: str) -> None:
    """A text twice as long takes at most about twice the calls, and beyond the limit none at all."""
    for half in (900, 999):
        short_one, long_one = (calls_of((part * n)[:n] + "!") for n in (half, 2 * half))
        assert long_one <= 2.5 * short_one + 500
    assert calls_of((part * 100_000)[:100_000] + "!") < 100


def calls_of(text: str) -> int:
    """How many calls the refusal of a text takes: a count, so that a slow machine changes nothing."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        parse_hours(text)
    except HoursError:
        return count
    finally:
        sys.setprofile(before)
    raise AssertionError(f"{text[:20]!r} was read")


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("", 0, "empty", "Mo-Fr 09:00-17:00"),
        ("   ", 3, "empty", "Mo-Fr 09:00-17:00"),
        ("25:00-26:00", 0, "`25:00`", "22:00-02:00"),
        ("Mo 24:00-26:00", 3, "`24:00`", "22:00-02:00"),
        ("22:00-48:01", 6, "`48:01`", "48:00"),
        ("Mo 09:60-10:00", 3, "`60`", "00 to 59"),
        ("9-17", 0, "`9-17`", "`09:00-17:00`"),
        ("Mo-Fr 9-17", 6, "`9-17`", "`09:00-17:00`"),
        ("Mo-Fr 9-5", 6, "`9-5`", "`09:00-17:00`"),
        ("Mo-Fr 9am-5pm", 6, "`9am-5pm`", "`09:00-17:00`"),
        ("22-7", 0, "`22-7`", "`22:00-07:00`"),
        ("22-07", 0, "`22-07`", "`22:00-07:00`"),
        ("22h-07h", 0, "`22h-07h`", "`22:00-07:00`"),
        ("10pm-6", 0, "`10pm-6`", "`22:00-06:00`"),
        ("Mo-Fr 9:30 am - 12:00 pm", 6, "`9:30 am`", "`09:30-12:00`"),
        ("9am", 0, "`9am`", "`09:00`"),
        ("12am", 0, "`12am`", "`00:00`"),
        ("Mo 9.00-17.30", 3, "`9.00-17.30`", "`09:00-17:30`"),
        ("Mo 9h30-17h", 3, "`9h30-17h`", "`09:30-17:00`"),
        ("Mo 0900-1700", 3, "`0900-1700`", "`09:00-17:00`"),
        ("1900-2200", 0, "year", "`19:00-22:00`"),
        ("Mo 09:00-12:00,1900-2200", 15, "year", "`19:00-22:00`"),
        ("Mo 9", 3, "`9`", "`09:00-10:00`"),
        ("Mo 10:00-12:00,9-5", 15, "`9-5`", "`09:00-17:00`"),
        ("Mo 99", 3, "`99`", "`09:00-17:00`"),
        ("Mo 10:00", 3, "moment", "`10:00-11:00`"),
        ("Mo 23:30", 3, "moment", "`23:30-24:30`"),
        ("Mo 10:00+", 8, "`+`", "write the end"),
        ("Mo 10:00-12:00+", 14, "`+`", "write the end"),
        ("Mo 10:00-16:00/90", 14, "`/`", "no length"),
        ("Mo 10:00-", 9, "the end", "09:00-17:00"),
        ("sunrise-sunset", 0, "`sunrise`", "07:00-19:00"),
        ("Mo 10:00-sunset", 9, "`sunset`", "07:00-19:00"),
        ("(dawn+01:00)-12:00", 1, "`dawn`", "07:00-19:00"),
        ("Mo 10:00-(dusk-01:00)", 10, "`dusk`", "07:00-19:00"),
        ("Mo-Fr unknown", 6, "`unknown`", "`open` or `off`"),
        ('"by appointment"', 0, "a comment alone", "open"),
        ('Mo-Fr "by appointment"', 6, "a comment alone", "open"),
        ('Mo 10:00-12:00 open "x', 20, "closing quote", 'open "by phone"'),
        ("SH off", 0, "`SH`", "Jul 20-Aug 31 off"),
        ("Mo-Fr,SH 10:00-12:00", 6, "`SH`", "Jul 20-Aug 31 off"),
        ("easter off", 0, "`easter`", "2026 Apr 05"),
        ("Monday 09:00-17:00", 0, "`Monday`", "did you mean `Mo`?"),
        ("Mo-Friday 09:00-17:00", 3, "`Friday`", "did you mean `Fr`?"),
        ("Mo,wednesdy 09:00-17:00", 3, "`wednesdy`", "did you mean `We`?"),
        ("Sund 09:00-17:00", 0, "`Sund`", "did you mean `Su`?"),
        ("opne", 0, "`opne`", "did you mean `open`?"),
        ("Dienstag 09:00-17:00", 0, "`Dienstag`", "did you mean `Tu`?"),
        ("jeudi 09:00-17:00", 0, "`jeudi`", "did you mean `Th`?"),
        ("sábado 09:00-17:00", 0, "`sábado`", "did you mean `Sa`?"),
        ("März 09:00-17:00", 0, "`März`", "did you mean `Mar`?"),
        ("weekdays 09:00-17:00", 0, "`weekdays`", "did you mean `Mo-Fr`?"),
        ("Mo to Fr 09:00-17:00", 3, "`to`", "write `-`"),
        ("Mo and We 09:00-17:00", 3, "`and`", "write `,`"),
        ("Mo–Fr 09:00-17:00", 2, "`–`", "written with `-`"),
        ("Mo-Fr 09:00–17:00", 11, "`–`", "written with `-`"),
        ("Mo & We 09:00-17:00", 3, "`&`", "written with `,`"),
        ("Mo 09:00-18:00, 12:00-13:00 off", 14, "all of them", "`;`"),
        ("Mo, We 09:00-18:00, 12:00-13:00 off", 18, "all of them", "`;`"),
        ("Mo 09:00-12:00 13:00-17:00", 15, "`13:00`", "with `,`"),
        ("09:00-12:00 Mo", 12, "`Mo`", "days stand before times"),
        ("Mo-Fr PH 09:00-17:00", 6, "`PH`", "Mo-Fr,PH"),
        ("PH Mo,PH 09:00-17:00", 3, "once", "PH,Mo-Fr"),
        ("PH - day 10:00-12:00", 5, "`day`", "PH -1 day"),
        ("PH -1 10:00-12:00", 6, "`10:00`", "PH -1 day"),
        ("Mo-Fr, Dec 24 10:00-12:00", 5, "no times", "`;`"),
        ("Mo[6] 10:00-12:00", 3, "`6`", "Mo[-1]"),
        ("Mo[3-2] 10:00-12:00", 5, "`2`", "Mo[1]"),
        ("Mo[1 10:00-12:00", 5, "`10:00`", "Mo[1]"),
        ("Mo- 10:00-12:00", 4, "`10:00-12:00`", ""),
        ("Feb 30 off", 4, "`30`", "01 to 29"),
        ("Dec 00 off", 4, "`00`", "01 to 31"),
        ("Mar-Oct 15 off", 0, "both ends", "Mar 01-Oct 31"),
        ("Mar- off", 5, "`off`", ""),
        ("2026 Nov-Feb 10:00-12:00", 0, "either winter", "2026 Nov 01-2027 Feb 28"),
        ("2026-2027 Dec 20-Jan 05 off", 0, "either winter", "2026 Nov 01-2027 Feb 28"),
        ("2026 Dec 24,Dec 31 off", 12, "without a year", "at each date"),
        ("Dec 20-2027 Jan 05 off", 0, "starts in one", "2026 Dec 20-2027 Jan 05"),
        ("2026 Dec 20-2026 Jan 05 off", 0, "before it starts", "2026 Dec 20-2027 Jan 05"),
        ("2027-2026 Mo 10:00-12:00", 5, "2026", "`2026-2027`"),
        ("2026-30 Mo 10:00-12:00", 5, "`30`", "`2026-2028`"),
        ("2026/2 Mo 10:00-12:00", 4, "`/`", ""),
        ("week 54 off", 5, "`54`", "week 01-10"),
        ("week 50-02 off", 8, "before they start", "week 50-53,01-02"),
        ("week off", 5, "`off`", "week 01-10"),
        ("week 99999 off", 5, "`99999`", "week 01-10"),
        ("Mo 10:00-12:00,", 15, "the end", "Mo-Fr 09:00-17:00"),
        ("; Mo 10:00-12:00", 0, "`;`", "Mo-Fr 09:00-17:00"),
        ("Mo 10:00-12:00 ||", 17, "the end", "Mo-Fr 09:00-17:00"),
        ("24/7 10:00-12:00", 5, "`10:00`", "`;`"),
        ("Mo 10:00-12:00 off off", 19, "`off`", ""),
        ("x" * 2001, 0, "2,001 characters", "2,000"),
    ],
)
def test_refusals(text: str, offset: int, message: str, hint: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse_hours(text)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert error.offset == offset


def test_a_long_word_is_shown_short() -> None:
    with pytest.raises(HoursError) as caught:
        parse_hours("Z" * 1500)
    assert len(caught.value.message) < 100


@given(st.integers(0, 23), st.integers(0, 23), st.sampled_from(["{}-{}", "{:02}-{:02}", "{}h-{}h"]))
def test_two_hours_are_the_span_that_ends_next_after_the_start(first: int, last: int, form: str) -> None:
    """A second hour below twelve may be of the morning or the afternoon: whichever comes first."""
    with pytest.raises(HoursError) as caught:
        parse_hours(form.format(first, last))
    ends = [last] if last >= 12 else [last, last + 12]
    end = min(ends, key=lambda hour: (hour - first - 1) % 24)
    assert f"`{first:02}:00-{end:02}:00`" in caught.value.hint
    assert parse_hours(caught.value.hint.split("`")[1]).rules


@pytest.mark.parametrize("text", ["Mo-Fr 9-17", "Mo-Fr 9am-5pm", "9.30-17", "0900-1700", "Mo 10:00", "Mo 8 pm"])
def test_a_suggested_span_is_one_that_parses(text: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse_hours(text)
    assert parse_hours(caught.value.hint.split("`")[-2]).rules
