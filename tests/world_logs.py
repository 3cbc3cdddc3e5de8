"""Logs for generated worlds: rows at, just before and just after every instant at which something changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from boundaries.civil.deadline import due
from boundaries.civil.hours import Hours
from boundaries.civil.span import Deadline, Span, add, subtract
from boundaries.civil.zone import from_local, offsets
from boundaries.contract.model import Contract
from boundaries.policy.condition import Agreement
from boundaries.policy.rule import Rule
from builders import DAY, HOUR
from world_contracts import Story
from world_filters import KINDS, WORDS, Dice

Row = dict[str, Any]
NUDGES = (0, 0, 0, -1, 1, -60_000_000, 60_000_000)  # microseconds: at an edge, just before, just after


# ---- instants worth trying --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clockwork:
    """What decides when things happen in a world."""

    zone: str
    country: str | None
    hours: Hours | None
    edges: tuple[int, ...]  # instants at which something changes
    lengths: tuple[Span | Deadline, ...]  # durations and windows that something is measured by
    turns: tuple[int, ...]  # instants at which something was agreed, came into force or ended
    first: int
    last: int

    def after(self, at: int, length: Span | Deadline) -> int:
        """The instant a length after another; itself where working time has no end."""
        if isinstance(length, Span):
            return add(at, length, self.zone)
        found = None if self.hours is None else due(at, length, self.hours, self.country, self.zone)
        return at if found is None else found


def clockwork(contract: Contract, focus: date, ruled: Sequence[Rule]) -> Clockwork:
    """The edges and lengths of a contract and of the rules."""
    life = contract.timeline
    middle = from_local(datetime(focus.year, focus.month, focus.day, 12), contract.timezone)  # noqa: DTZ001
    first, last = middle - 20 * DAY, middle + 20 * DAY
    agreed = [change.agreed_us for change in life.amendments]
    over = [exemption.until_us for exemption in life.exemptions if exemption.until_us is not None]
    told = [change.agreed_us for change in life.amendments if change.name == "told"]
    told += [e.until_us for e in life.exemptions if e.id == "told" and e.until_us is not None]
    turns = (*told, life.agreed_us, life.start_us, *agreed, *over, *(v.start_us for v in life.versions))
    edges = [*turns, *(exemption.from_us for exemption in life.exemptions if exemption.from_us is not None)]
    edges += [] if life.end_us is None else [life.end_us]
    for span in (r.when.within for r in ruled if isinstance(r.when, Agreement) and r.when.within):
        edges += [subtract(at, span, contract.timezone) for at in agreed]
        edges += [add(at, span, contract.timezone) for at in over]
    edges += [at for at, _ in offsets(contract.timezone, first, last)[1:]]
    values = [term.value for version in life.versions for term in version.terms.values()]
    opening = [value for value in values if isinstance(value, Hours)]
    for hours in opening[:2]:
        edges += _hours_edges(hours, focus, contract.timezone)
    found = [value for value in values if isinstance(value, Span | Deadline)]
    for each in ruled:
        operands = [getattr(each.when, name) for name in each.when.__dataclass_fields__]
        found += [value for value in operands if isinstance(value, Span | Deadline)]
        if each.escalate:
            found += [way for way in (each.escalate.within, each.escalate.beyond) if isinstance(way, Span | Deadline)]
    found += [Span(0, 12 * HOUR), Span(0, DAY)]
    return Clockwork(
        contract.timezone, contract.country, opening[0] if opening else None, tuple(sorted(set(edges))),
        tuple(dict.fromkeys(found)), turns, first, last,
    )  # fmt: skip


def _hours_edges(hours: Hours, focus: date, zone: str) -> list[int]:
    """Openings and closings of the days around the focus."""
    edges = []
    for shift in (-2, -1, 0, 1):
        day = focus + timedelta(days=shift)
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        for span in hours.spans(day, lambda _: False):
            edges += [from_local(midnight + timedelta(minutes=minute), zone) for minute in span]
    return edges


def instant(clock: Clockwork, earlier: Sequence[int], by: Dice) -> int:
    """An edge, a length after an earlier event, the same instant again, or any minute; give or take a moment."""
    nudge, choice = by.pick(NUDGES), by.roll(8)
    if choice == 7:
        return clock.first + (by.roll(256) * 256 + by.roll(256)) * (clock.last - clock.first) // 65_536
    if choice < 3 or not earlier:
        return by.pick(clock.edges) + nudge
    at = by.pick(earlier)
    if choice == 3:
        return at + by.pick((0, 0, 1, 60_000_000, HOUR))
    return clock.after(at, by.pick(clock.lengths)) + nudge


# ---- rows -------------------------------------------------------------------------------------------------

EXTRAS: dict[str, tuple[Any, ...]] = {
    **{name: WORDS[name] for name in ("channel", "purpose", "account", "place", "actor", "party", "basis", "reason")},
    "certainty": ("exact", "exact", *WORDS["certainty"]),
    "minutes": (50.0, 0.0, 10.0, 20.0, 60.0, 60.1, 69.9, 10.1, 0.1), "length": (21, 0, 5, 20, 160),
    "amount": (5.0, -9.0, 0.0, 0.1, 0.2, 70.0), "people": (2, 3, 4),
}  # fmt: skip
EVENTS = (*["message"] * 10, *["session"] * 5, *["call"] * 3, *KINDS)
ACTORS = (*["practitioner"] * 6, *["client"] * 5, "both", "other", "system", "unknown")
PAIRS = (["r-1"], ["r-2", "r-3"], ["r-4", "r-5"])  # of each contract; the third is a standard one


def any_row(number: int, clocks: Sequence[Clockwork], rows: Sequence[Row], by: Dice) -> Row:
    """A row at, before or after an edge of its contract, or near an earlier row; of a pair or a practitioner."""
    which = by.pick([0, 0, 0, *range(len(clocks))])
    pair = by.pick([*PAIRS[which] * 5, None, "r-5"])
    at = instant(clocks[which], [row["at"] for row in rows], by)
    kind = by.pick(EVENTS if pair else ("leave", "leave", "supervision", "message", "exception"))
    name = f"{by.pick('bBzaé0')}{number}"
    if rows and by.rarely(8):
        name = by.pick(rows)["id"]  # another pair's id, or one's own met by a practitioner's row
    row: Row = {"id": name, "relationship": pair, "at": at, "kind": kind, "by": by.pick(ACTORS)}
    row |= {column: by.pick(values) for column, values in EXTRAS.items() if by.roll(5) > 2}
    if pair is None or by.rarely(10):
        row["practitioner"] = by.pick(("p-1", "p-2"))
    if rows and by.roll(3):
        row["ref"] = by.pick([*(other["id"] for other in rows), name, "nothing"])
    return row | plan(clocks[which], at, by)


HABITS: dict[str, Row] = {  # what people do, by the clause that speaks of it
    "hours": {"kind": "message", "by": "practitioner"},
    "channels": {"kind": "message", "by": "practitioner", "channel": "signal"},
    "between_sessions": {"kind": "message", "by": "client"},
    "reply_within": {"kind": "message", "by": "client", "channel": "sms"},
    "sessions": {"kind": "session", "by": "both", "minutes": 69.9},
    "calls": {"kind": "call", "by": "practitioner", "channel": "phone", "minutes": 60.1},
    "gifts": {"kind": "gift", "by": "client"},
    "cancellation": {"kind": "cancellation", "by": "client", "ref": "nothing"},
}


def habit(number: int, clocks: Sequence[Clockwork], story: Story | None, by: Dice) -> list[Row]:
    """The same thing again and again, around an instant at which something was agreed, came into force or ended.

    Where a story is told it is mostly what that is about, up to what was agreed, or from the end of what was.
    """
    which, clause = by.pick([0, 0, 0, *range(len(clocks))]), by.pick(list(HABITS))
    at, step = by.pick(clocks[which].turns), by.pick((-11 * HOUR, -DAY, -HOUR, DAY, HOUR, 11 * HOUR, 7 * DAY))
    if story and by.roll(4):
        which, clause, at = 0, story.clause, clocks[0].turns[0]
        step = -abs(step) if story.amended else abs(step)
    what = {"relationship": PAIRS[which][0]} | HABITS[clause]
    at += by.pick(NUDGES)
    return [{"id": f"{by.pick('bBzaé0')}{number}.{n}", "at": at + n * step} | what for n in range(2 + by.roll(6))]


def plan(clock: Clockwork, at: int, by: Dice) -> Row:
    """A plan near the row itself, near an edge, or none."""
    choice = by.roll(6)
    found: Row = {}
    if choice in (3, 5):
        ahead = by.pick((0, 24 * HOUR, 48 * HOUR, 48 * HOUR - 1, 48 * HOUR + 1, -HOUR, -3 * DAY))
        found["planned_start"] = by.pick(clock.edges) if by.rarely(4) else at + ahead
    if choice in (4, 5):
        found["planned_end"] = found.get("planned_start", at) + by.pick((HOUR, DAY, 3 * DAY, 0, 7 * DAY))
    return found


def log(clocks: Sequence[Clockwork], story: Story | None, thrown: Sequence[Dice]) -> tuple[Row, ...]:
    """Rows in no particular order; an id twice in one pair (or twice among practitioners' rows) is left out."""
    rows: list[Row] = []
    for number, by in enumerate(thrown):
        for row in habit(number, clocks, story, by) if by.rarely(4) else [any_row(number, clocks, rows, by)]:
            if all((row["relationship"], row["id"]) != (other["relationship"], other["id"]) for other in rows):
                rows.append(row)
    return tuple(rows)
