"""Opening hours as people write them, drawn from the language's grammar."""

from __future__ import annotations

from hypothesis import strategies as st

DAYS = "Mo Tu We Th Fr Sa Su".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _minutes(low: int, high: int) -> st.SearchStrategy[int]:
    """Minutes of a day, often full hours, often the first or the last."""
    hours = st.integers(-(-low // 60), high // 60).map(lambda h: h * 60)
    return st.one_of(hours, st.integers(low, high), st.sampled_from([low, high]))


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def spans(draw: st.DrawFn, *, past_midnight: bool) -> str:
    """`09:00-12:00,13:00-17:00`; past midnight also `22:00-02:00` and `22:00-26:00`."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(_minutes(0, 1439))
        end = draw(_minutes(0 if past_midnight else start + 1, 2880 if past_midnight else 1440))
        found.append(f"{clock(start)}-{clock(end)}")
    return ",".join(found)


def weekdays(*, holidays: bool = False) -> st.SearchStrategy[str]:
    day = st.sampled_from(DAYS)
    some = st.lists(st.integers(1, 5), min_size=1, max_size=2, unique=True).map(lambda ns: ",".join(map(str, ns)))
    one = st.one_of(
        day,
        st.tuples(day, day).map("-".join),
        st.builds("{}[{}]".format, day, st.one_of(some, st.sampled_from(["-1", "-2", "1-3", "2,-1"]))),
        st.builds("{}[{}] {:+} days".format, day, st.sampled_from(["1", "-1"]), st.sampled_from([-2, 2, 9])),
        *([st.sampled_from(["PH", "PH -1 day", "PH +1 day"])] if holidays else []),
    )
    return st.lists(one, min_size=1, max_size=3).map(",".join)


def years() -> st.SearchStrategy[str]:
    year = st.integers(2019, 2030)
    return st.one_of(
        year.map(str),
        year.map("{}+".format),
        st.tuples(year, st.integers(0, 9), st.integers(1, 4)).map(lambda t: f"{t[0]}-{t[0] + t[1]}/{t[2]}"),
    )


@st.composite
def dates(draw: st.DrawFn) -> str:
    month, day = st.integers(0, 11), st.integers(1, 28)
    date = st.builds("{} {:02}".format, month.map(MONTHS.__getitem__), day)
    one = st.one_of(
        st.sampled_from(MONTHS),
        st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS)).map("-".join),
        date,
        st.tuples(date, date).map("-".join),
        st.builds("{} {:02}-{:02}".format, st.sampled_from(MONTHS), st.integers(1, 14), st.integers(15, 28)),
        st.builds("2026 {}".format, date),
        st.builds("2026 {}-2027 {}".format, date, date),
    )
    return draw(one)


def weeks() -> st.SearchStrategy[str]:
    week = st.integers(1, 53)
    return st.one_of(
        week.map("week {:02}".format),
        st.tuples(week, week, st.integers(1, 5)).map(lambda t: f"week {min(t[:2]):02}-{max(t[:2]):02}/{t[2]}"),
    )


@st.composite
def selectors(draw: st.DrawFn, *, holidays: bool = False) -> str:
    """The days of a rule, an empty text for every day."""
    wide = draw(st.one_of(st.just(""), st.just(""), years(), dates(), weeks()))
    return " ".join(part for part in (wide, draw(st.one_of(st.just(""), weekdays(holidays=holidays)))) if part)


@st.composite
def hours_texts(draw: st.DrawFn, *, past_midnight: bool = True, holidays: bool = True) -> str:
    """Whole opening hours of one to four rules."""
    if draw(st.integers(0, 20)) == 0:
        return "24/7"
    text = ""
    for index in range(draw(st.integers(1, 4))):
        days = draw(selectors(holidays=holidays))
        times = draw(spans(past_midnight=past_midnight))
        state = draw(st.sampled_from(["", "", "", " open", ' open "by phone"', " off", " closed"]))
        timed = not state.strip() in ("off", "closed") or draw(st.booleans())
        rule = f"{days} {times if timed else ''}{state}".strip()
        joint = draw(st.sampled_from(["; ", "; ", ", ", " || "])) if index else ""
        if joint == ", " and not days:
            joint = "; "
        text += joint + rule
    return text
