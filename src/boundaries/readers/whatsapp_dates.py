"""Which number is the day: decided from all dates of a file together, or left open.

A file's dates are read under each order that its shape allows. What speaks against an order is a date that does
not exist under it, and a step of more than a day back in time from one row to the next. One such step proves
nothing: a message can be delivered weeks late, a phone's clock can be wrong. So an order is taken only where every
date exists under it and more dates speak against each other order than steps go back under it; or where under it no
step goes back and under each other order at least two do. Anything less is refused, with the readings counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from boundaries.readers.whatsapp_stamps import Shape

Triple = tuple[int, int, int]
ORDERS = ("dmy", "mdy", "ymd")
_FIRST = {"dmy": "day", "mdy": "month", "ymd": "year"}
_YEARS = range(2000, 2100)  # two digits mean these; no chat has other years


def _day(year: int, month: int, day: int) -> int | None:
    """The day's ordinal; None where there is no such date."""
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return found.toordinal() if found.year in _YEARS else None


@lru_cache(maxsize=65_536)
def day_under(order: str, numbers: Triple) -> int | None:
    """The day's ordinal that three numbers are under an order; None where there is no such date."""
    first, middle, last = numbers
    if order == "ymd":
        return _day(first, middle, last)
    return _day(last, middle, first) if order == "dmy" else _day(last, first, middle)


@dataclass(frozen=True, slots=True)
class Reading:
    """All dates of a file under one order: how many exist, how many steps lead back, how far apart the ends are."""

    order: str
    dates: int
    missing: int
    back: int
    span: int

    def words(self) -> str:
        """The reading counted, for the message of a refusal."""
        back = {0: "never goes back", 1: "goes back once"}.get(self.back, f"goes back {self.back} times")
        exist = f"{self.dates - self.missing} of {self.dates} dates exist"
        return f"{_FIRST[self.order]} first: {exist}, time {back}"


def candidates(shape: Shape) -> tuple[str, ...]:
    """The orders a shape allows: four digits first are a year, and dots without spaces are written day first."""
    if shape.year_first or "年" in shape.separators:
        return ("ymd",)
    if set(shape.separators) == {"."}:
        return ("dmy",)
    return ("dmy", "mdy") if shape.year_digits == 4 else ORDERS


def readings(dates: Sequence[Triple], shape: Shape) -> tuple[Reading, ...]:
    """The dates (in the order of the rows) under each order that is worth counting.

    A date that exists neither day first nor month first says nothing about either.
    """
    if candidates(shape) == ("ymd",):
        return (_reading("ymd", dates),)
    known = [d for d in dates if day_under("dmy", d) is not None or day_under("mdy", d) is not None]
    tried = ORDERS if "ymd" in candidates(shape) else ("dmy", "mdy")
    return tuple(_reading(order, known) for order in tried)


def _reading(order: str, dates: Sequence[Triple]) -> Reading:
    days = [day_under(order, d) for d in dates]
    found = [day for day in days if day is not None]
    back = sum(b < a - 1 for a, b in pairwise(found))
    return Reading(order, len(days), len(days) - len(found), back, max(found) - min(found) if found else 0)


def decide(dates: Sequence[Triple], shape: Shape, given: str | None = None) -> str | None:
    """The order that all dates of a file prove together; None where they leave it open.

    An order given is taken where the shape leaves a choice.
    """
    allowed = candidates(shape)
    read = {r.order: r for r in readings(dates, shape)}
    if given or allowed == ("ymd",):
        return "ymd" if allowed == ("ymd",) else given
    if allowed == ("dmy",):
        return None if read["dmy"].missing else "dmy"
    dmy, mdy, ymd = read["dmy"], read["mdy"], read.get("ymd")
    if all(day_under("dmy", d) == day_under("mdy", d) for d in dates):
        chosen: Reading | None = dmy
    else:
        chosen = next((a for a, b in ((dmy, mdy), (mdy, dmy)) if _beats(a, b)), None)
    if ymd is None or ymd.missing:
        return chosen.order if chosen else None
    # Two digits first may be a year; then the same rows lie closer together than under the order chosen.
    closer = chosen is None or ymd.span < chosen.span
    if closer and all(_beats(ymd, other) for other in ((dmy, mdy) if chosen is None else (chosen,))):
        return "ymd"
    return None if chosen is None or (closer and ymd.back <= chosen.back) else chosen.order


def _beats(a: Reading, b: Reading) -> bool:
    return not a.missing and (b.missing > a.back or (not a.back and b.back >= 2))


def contradicts(order: str, dates: Sequence[Triple], shape: Shape) -> bool:
    """Whether dates that do not exist under an order somebody gave all exist under another."""
    read = {r.order: r for r in readings(dates, shape)}
    given = read.get(order) or _reading(order, dates)
    return bool(given.missing) and any(not r.missing for r in read.values() if r.order != order)


def going_back(dates: Sequence[Triple], shape: Shape) -> list[int]:
    """The places of dates more than a day before an earlier one, under every order under which they exist."""
    orders = candidates(shape)[:2]  # two digits first are hardly ever a year
    latest = dict.fromkeys(orders, 0)
    found = []
    for place, numbers in enumerate(dates):
        days = {order: day for order in orders if (day := day_under(order, numbers)) is not None}
        if days and all(day < latest[order] - 1 for order, day in days.items()):
            found.append(place)
        else:
            latest.update((order, max(day, latest[order])) for order, day in days.items())
    return found
