"""Opening hours as people write them, drawn from the grammar of the language."""

from __future__ import annotations

from hypothesis import strategies as st

DAYS = "Mo Tu We Th Fr Sa Su".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def clock(minutes: int) -> str:
    """Minutes from midnight as a time of day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes(low: int, high: int) -> st.SearchStrategy[int]:
    """Minutes between two bounds: often full hours, often a bound."""
    hours = st.integers(-(-low // 60), high // 60).map(lambda hour: hour * 60)
    return st.one_of(hours, st.integers(low, high), st.sampled_from([low, high]))


@st.composite
def times(draw: st.DrawFn, *, past_midnight: bool) -> str:
    """`09:00-12:00,13:00-17:00`; past midnight also `22:00-02:00` and `22:00-26:00`."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(minutes(0, 1439))
        end = draw(minutes(0 if past_midnight else start + 1, 2880 if past_midnight else 1440))
        found.append(f"{clock(start)}-{clock(end)}")
    return ",".join(found)


def weekdays() -> st.SearchStrategy[str]:
    """`Mo`, `Fr-Mo`, `Mo[1,-1]`, `Tu[2] +9 days`, `PH -1 day`, and lists of them."""
    day = st.sampled_from(DAYS)
    one = st.one_of(
        day,
        st.tuples(day, day).map("-".join),
        st.builds("{}[{}]".format, day, st.sampled_from(["1", "5", "-1", "-2", "1-3", "2,-1"])),
        st.builds("{}[{}] {:+} days".format, day, st.sampled_from(["1", "-1"]), st.sampled_from([-2, 2, 9])),
        st.sampled_from(["PH", "PH -1 day", "PH +1 day"]),
    )
    return st.lists(one, min_size=1, max_size=3).map(",".join)


def years() -> st.SearchStrategy[str]:
    """`2026`, `2026+`, `2024-2030/2`."""
    year = st.integers(2019, 2030)
    return st.one_of(
        year.map(str),
        year.map("{}+".format),
        st.builds(
            lambda first, more, step: f"{first}-{first + more}/{step}", year, st.integers(0, 9), st.integers(1, 4)
        ),
    )


def dates() -> st.SearchStrategy[str]:
    """`Mar`, `Nov-Feb`, `Dec 24`, `Dec 20-Jan 05`, `Dec 24-26`, `2026 Dec 20-2027 Jan 05`."""
    month, day = st.sampled_from(MONTHS), st.integers(1, 28)
    date = st.builds("{} {:02}".format, month, day)
    return st.one_of(
        month,
        st.tuples(month, month).map("-".join),
        date,
        st.tuples(date, date).map("-".join),
        st.builds("{} {:02}-{:02}".format, month, st.integers(1, 14), st.integers(15, 28)),
        date.map("2026 {}".format),
        st.builds("2026 {}-2027 {}".format, date, date),
    )


def weeks() -> st.SearchStrategy[str]:
    """`week 07`, `week 02-52/2`; the step fits into the range."""
    return st.one_of(
        st.integers(1, 53).map("week {:02}".format),
        st.builds(lambda first, step, n: f"week {first:02}-{first + step * n:02}/{step}",
                  st.integers(1, 28), st.integers(1, 5), st.integers(1, 5)),
    )  # fmt: skip


@st.composite
def selectors(draw: st.DrawFn) -> str:
    """The days of a rule, an empty text for every day."""
    wide = draw(st.one_of(st.just(""), st.just(""), years(), dates(), weeks()))
    return f"{wide} {draw(st.one_of(st.just(''), weekdays()))}".strip()


@st.composite
def rules(draw: st.DrawFn, *, past_midnight: bool, opening: bool = False) -> str:
    """One rule: days, times, state, comment."""
    days, spans = draw(selectors()), draw(times(past_midnight=past_midnight))
    state = draw(st.sampled_from(["", "", " open", ' open "by phone"', *([] if opening else [" off", " closed"])]))
    timed = state == "" or draw(st.booleans())
    return " ".join(part for part in (days, spans if timed else "", state.strip()) if part)


@st.composite
def hours_texts(draw: st.DrawFn, *, past_midnight: bool = True, fallback: bool = True) -> str:
    """Whole opening hours of one to four rules."""
    text = draw(st.one_of(rules(past_midnight=past_midnight), st.just("24/7")))
    for _ in range(draw(st.integers(0, 3))):
        rule = draw(rules(past_midnight=past_midnight))
        continues = rule[0].isdigit() and rule[2] == ":"  # times behind a comma carry on the list before it
        joint = draw(st.sampled_from([";", ";", *([] if continues else [","]), *(["||"] if fallback else [])]))
        text += f"{joint} {rule}" if joint != "||" else f" || {rule}"
    return text
