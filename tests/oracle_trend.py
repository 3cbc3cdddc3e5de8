"""What a trend counts: its stretches, its weeks, its weekly series, in plain loops over rows.

`oracle_episodes` says what is found in them. Numbers in comments are those of the project's rulings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from boundaries.civil.zone import first_instant, to_local
from boundaries.contract.versions import Version
from boundaries.plugins.indicators import find_indicator
from boundaries.policy.condition import AllOf, Among, Compare, Filter, Registered, Trend, Usual
from oracle_case import Case, covers, excuse, matches, setting, speaks, visible, world_end
from oracle_fields import (
    DAY,
    Row,
    Setting,
    channel_agreed,
    column_value,
    kind_referred_to,
    lacking_column,
    number,
    on_leave,
    opens_thread,
    previous,
    resolve,
    thread_start,
)
from oracle_filters import judge, what_it_is_given

AROUND = ("thread_by", "previous_by", "opens_thread", "reply_minutes")  # missing is no, not unknown (57)


@dataclass(frozen=True)
class Week:
    """One ISO week on the contract's clock, and what was counted in it: `k` is the part, `n` the whole of a share."""

    monday: date
    begin: int
    end: int
    known: bool = True
    k: int = 0
    n: int = 0
    seen: int = 0  # events counted in it
    rows: tuple[str, ...] = ()  # the ids of those of the part


@dataclass(frozen=True)
class Line:
    """The weekly series of one stretch. `says` False: what is usual is not known, so it gives nothing."""

    weeks: tuple[Week, ...]
    baseline: int
    says: bool = True
    unit: Fraction = Fraction(1)

    def learning(self, share: bool) -> list[Week]:
        """The weeks that show what is usual: the first that are known (of a share, and have something in them)."""
        return [week for week in self.weeks if week.known and (week.n or not share)][: self.baseline]


# ---- stretches and weeks ----------------------------------------------------------------------------------


def stretches(case: Case, when: Trend) -> list[tuple[int, int]]:
    """[since, until) of the runs of versions in which the rule goes by the same, as far as anything is known."""
    own = [row["at"] for row in case.rows if row.get("relationship") == case.relationship]
    versions = case.contract.timeline.versions
    found: list[tuple[int, int]] = []
    open_: Version | None = None
    for place, version in enumerate(versions):
        until = versions[place + 1].start_us if place + 1 < len(versions) else None
        until = world_end(case) if until is None else min(until, world_end(case))
        if not speaks(version, case.rule):
            open_ = None
        elif open_ is not None and goes_by(open_, case, when) == goes_by(version, case, when):
            found[-1] = found[-1][0], until
        else:
            open_ = version
            found.append((version.start_us, until))
    clipped = [(max(since, min(own)), until) for since, until in found]
    return [(since, until) for since, until in clipped if since < until]


def goes_by(version: Version, case: Case, when: Trend) -> object:
    """What a new baseline begins with, where it changes: the clause, every reference, and the clauses named."""
    paths = [*([] if case.rule.clause is None else [case.rule.clause]), *when.restarts]
    terms = {
        path: (term.value, term.entries)
        for path, term in version.terms.items()
        if any(path == one or path.startswith(one + ".") for one in paths)
    }
    return terms, [resolve(replace(ref, factor=Fraction(1)), version, case.rule.defaults) for ref in case.rule.needs]


def weeks_of(since: int, until: int, zone: str) -> list[Week]:
    """The whole weeks of a stretch that are over."""
    day = to_local(since, zone).date()
    monday = day - timedelta(days=day.weekday() + 7)
    found = []
    while (end := first_instant(monday + timedelta(days=7), zone)) <= until:
        if (begin := first_instant(monday, zone)) >= since:
            found.append(Week(monday, begin, end))
        monday += timedelta(days=7)
    return found


def is_known(week: Week, case: Case, when: Trend) -> bool:
    """No leave touches it (32), and the log covers every kind that is waited for in the whole of it (79)."""
    for row in case.rows:
        if row["kind"] == "leave":
            start = row["at"] if row.get("planned_start") is None else row["planned_start"]
            end = start + DAY if row.get("planned_end") is None else row["planned_end"]
            if start < end and start < week.end and week.begin < end:
                return False
    return covers(waited(when), week.begin, week.end - 1, case)


def waited(when: Trend) -> Filter:
    """What the log has to cover: of a share the whole, within which the part lies."""
    found = when.among if when.among is not None else when.of
    return AllOf(()) if found is None or isinstance(found, Usual) else found


# ---- what is counted --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """A row that counts: how much of the part and of the whole it is; what it adds, or has to be compared."""

    row: Row
    part: int = 1
    whole: int = 1
    amount: Fraction | None = None
    word: str | None = None


def counted(case: Case, when: Trend) -> list[Counted]:
    """The rows of a trend: of a share those of `among`; not those a filter cannot tell, nor the excused (16, 31)."""
    if when.indicator is not None:
        return [c for c in asked(case, when) if excuse(c.row, c.row["at"], case) is None]
    found: list[Counted] = []
    for row in visible(case):
        if excuse(row, row["at"], case) is None and not unknown_columns(row, case, when):
            found += one_counted(row, case, when)
    return found


def one_counted(row: Row, case: Case, when: Trend) -> list[Counted]:
    if when.measure == "share":
        assert when.among is not None
        if not matches(when.among, row, case):
            return []
        if isinstance(when.of, Usual):
            return [Counted(row, 0, 1, *usual_field(when.of, row, case))]
        assert when.of is not None
        return [Counted(row, int(matches(when.of, row, case)))]
    assert when.of is not None
    assert not isinstance(when.of, Usual)
    if not matches(when.of, row, case):
        return []
    if when.total is None:
        return [Counted(row)]
    amount = number(when.total, row, setting(row, case))
    return [] if amount is None else [Counted(row, amount=amount)]


def asked(case: Case, when: Trend) -> list[Counted]:
    """What an indicator says of all rows that exist for the rule, together."""
    indicator = find_indicator(when.indicator or "")
    assert indicator is not None
    rows = visible(case)
    there = [tuple(c for c in indicator.reads if column_value(c, row) is not None) for row in rows]
    tests = [Registered("", reads) for reads in there]
    said = indicator.adds([what_it_is_given(t, row, setting(row, case)) for t, row in zip(tests, rows, strict=True)])
    both = [(one, one) if when.measure == "count" else one for one in said]
    return [Counted(row, k, n) for row, (k, n) in zip(rows, both, strict=True) if n]


def usual_field(test: Usual, row: Row, case: Case) -> tuple[Fraction | None, str | None]:
    """The field of a row that is held to its usual value: a number, or a word."""
    if test.op == "ne":
        return None, word_of(test.column, row, setting(row, case))
    return number(test.column, row, setting(row, case)), None


def word_of(column: str, row: Row, place: Setting) -> str | None:
    """A word of a row, plain or derived; None where it has none."""
    if column in ("thread_by", "previous_by"):
        other = (thread_start if column == "thread_by" else previous)(row, place.rows)
        return None if other is None else other["by"]
    if column == "channel_agreed":
        return channel_agreed(row, place)
    derived = {"opens_thread": opens_thread, "on_leave": on_leave, "ref_kind": kind_referred_to}
    found: str | None = derived[column](row, place.rows) if column in derived else column_value(column, row)
    return found


def unknown_columns(row: Row, case: Case, when: Trend) -> set[str]:
    """The columns for want of which a filter of the rule, or its test against the usual, cannot be told (15, 16)."""
    place = setting(row, case)
    filters = [test for test in (when.of, when.among) if test is not None and not isinstance(test, Usual)]
    found = {column for test in filters for column in judge(test, row, place).lacking}
    if isinstance(when.of, Usual) and when.among is not None and matches(when.among, row, case):
        column = when.of.column
        probe = Among(column, frozenset(), True) if when.of.op == "ne" else Compare(column, "lt", Fraction(0))
        found |= judge(probe, row, place).lacking
    if when.total is not None and isinstance(when.of, Filter) and matches(when.of, row, case):
        lacks = number(when.total, row, place) is None and when.total not in AROUND
        found |= {lacking_column(when.total)} if lacks else set()
    return found


# ---- series -----------------------------------------------------------------------------------------------


def lines(case: Case, when: Trend) -> list[Line]:
    """The weekly series of a rule and a relationship, one for each stretch: 12 weeks show what is usual, then 8."""
    rows = counted(case, when)
    found = []
    for place, (since, until) in enumerate(stretches(case, when)):
        weeks = [
            replace(week, known=is_known(week, case, when)) for week in weeks_of(since, until, case.contract.timezone)
        ]
        found.append(line(weeks, 8 if place else 12, rows, when))
    return found


def line(weeks: Sequence[Week], baseline: int, rows: Sequence[Counted], when: Trend) -> Line:
    inside = {week: [c for c in rows if week.known and week.begin <= c.row["at"] < week.end] for week in weeks}
    whole = Line(tuple(replace(w, n=sum(c.whole for c in inside[w])) for w in weeks), baseline)
    learning = {week.monday for week in whole.learning(when.measure == "share")}
    first = [c for week in weeks if week.monday in learning for c in inside[week]]
    if isinstance(when.of, Usual):
        return beside_usual(when.of, whole, inside, first)
    if when.total is not None:
        return in_units(whole, inside, first)
    filled = [filled_in(week, inside[week], sum(c.part for c in inside[week]), when.measure) for week in weeks]
    return replace(whole, weeks=tuple(filled))


def filled_in(week: Week, rows: Sequence[Counted], k: int, measure: str) -> Week:
    n, part = sum(c.whole for c in rows), sum(c.part for c in rows)
    ids = tuple(c.row["id"] for c in rows if c.part)
    return replace(week, k=k, n=n, seen=part if measure == "count" else n, rows=ids)


def beside_usual(test: Usual, whole: Line, inside: Mapping[Week, Sequence[Counted]], first: Sequence[Counted]) -> Line:
    """The part is what is not as usual: below or above the median of 20 or more, or not the most frequent word."""
    usual: object = None
    if test.op == "ne":
        tally = Counter(c.word for c in first if c.word is not None)
        usual = min(tally, key=lambda word: (-tally[word], word)) if tally else None
    else:
        numbers = [c.amount for c in first if c.amount is not None]
        usual = median(numbers) if len(numbers) >= 20 else test.otherwise

    def unusual(c: Counted) -> bool:
        if test.op == "ne":
            return usual is not None and c.word is not None and c.word != usual
        if usual is None or c.amount is None:
            return False
        assert isinstance(usual, Fraction)
        return c.amount < usual if test.op == "lt" else c.amount > usual

    told = {week: [replace(c, part=int(unusual(c))) for c in rows] for week, rows in inside.items()}
    weeks = [filled_in(week, rows, sum(c.part for c in rows), "share") for week, rows in told.items()]
    return replace(whole, weeks=tuple(weeks), says=usual is not None)


def in_units(whole: Line, inside: Mapping[Week, Sequence[Counted]], first: Sequence[Counted]) -> Line:
    """Sums in whole units, halves up, never below nothing; a unit is the median of what single rows added."""
    amounts = [c.amount for c in first if c.amount is not None and c.amount > 0]
    unit = median(amounts) if amounts else None
    weeks = []
    for week, rows in inside.items():
        total = max(sum((c.amount or Fraction(0) for c in rows), Fraction(0)), Fraction(0))
        units = 0 if unit is None else (total / unit + Fraction(1, 2)).__floor__()
        weeks.append(filled_in(week, rows, units, "total"))
    return replace(whole, weeks=tuple(weeks), says=unit is not None, unit=unit or Fraction(0))
