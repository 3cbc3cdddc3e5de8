"""Worlds long enough for trends: months of rows in whole weeks, with leaves, gaps, amendments and changes of the clock.

Like `worlds`, but of trends alone: what the others look at lies within a few weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from boundaries.civil.zone import first_instant
from boundaries.core.interaction import Interaction
from boundaries.plugins.indicators import indicator
from boundaries.policy.condition import AllOf, Compare, Inside, Trend, Usual
from boundaries.policy.rule import Rule
from boundaries.table.log import Coverage
from builders import DAY, HOUR, has, ref, rule
from worlds import Agreement, World, agreement_of

WEEK = 7 * DAY
ZONES = (
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca",
)  # fmt: skip
# Mondays from which the clocks of some zone change within a few weeks; one of them lies before 1970.
BEGINNINGS = ("2025-09-01", "2026-01-05", "2026-02-02", "1969-11-03", "2011-10-31")
PAIRS = (("r-1", "r-2"), ("r-3",), ("r-4",))


@indicator("even-minutes", measure="count", reads=("minutes", "by"))
def even_minutes(rows: Sequence[Interaction]) -> list[int]:
    return [int((row.minutes or 1) % 2 == 0) * (2 if row.by == "client" else 1) for row in rows]


@indicator("as-before", measure="share", reads=("channel",))
def as_before(rows: Sequence[Interaction]) -> list[tuple[int, int]]:
    """It looks at what came before, also where that is excused."""
    before = [None, *(row.channel for row in rows)]
    wholes = [int(row.kind == "message") for row in rows]
    return [(whole * (row.channel == was), whole) for row, was, whole in zip(rows, before, wholes, strict=False)]


# ---- rules ------------------------------------------------------------------------------------------------

CONTACT, MINE = has(kind=("message", "call")), has(kind=("message", "call"), by="practitioner")
OUTSIDE = Inside(ref("hours"), inside=False)
REPLIES = AllOf((MINE, Compare("reply_minutes", "ge", Fraction(0))))
TRENDS: tuple[tuple[str | None, Trend], ...] = (
    (None, Trend("count", MINE)),
    ("hours", Trend("count", AllOf((MINE, OUTSIDE)))),
    ("hours", Trend("share", OUTSIDE, MINE)),
    ("hours", Trend("share", AllOf((MINE, OUTSIDE)), CONTACT, restarts=("administrative.sessions",))),
    ("channels", Trend("share", has(channel="sms"), CONTACT)),
    (None, Trend("share", has(channel_agreed="false"), CONTACT)),
    (None, Trend("share", has(purpose="support"), has(by="client"))),
    (None, Trend("share", has(opens_thread="true", by="practitioner"), has(opens_thread="true"))),
    (None, Trend("share", Usual("reply_minutes", "lt", Fraction(30)), REPLIES)),
    (None, Trend("share", Usual("reply_minutes", "gt"), MINE)),
    (None, Trend("share", Usual("minutes", "gt", Fraction("20.5")), has(kind=("call", "session")))),
    (None, Trend("share", Usual("minutes", "lt", Fraction("0.1")), AllOf(()))),
    ("sessions.minutes", Trend("share", Usual("overrun_minutes", "gt"), has(kind="session"))),
    (None, Trend("share", Usual("channel", "ne"), CONTACT)),
    (None, Trend("share", Usual("by", "ne"), CONTACT)),
    (None, Trend("share", Usual("thread_by", "ne"), AllOf(()))),
    (None, Trend("share", Usual("on_leave", "ne"), CONTACT)),
    (None, Trend("share", Usual("channel_agreed", "ne"), CONTACT)),
    (None, Trend("share", Usual("ref_kind", "ne"), CONTACT)),
    (None, Trend("total", has(kind="call"), total="minutes")),
    (None, Trend("total", has(kind="invoice"), total="amount")),
    ("sessions", Trend("total", has(kind="session"), total="overrun_minutes")),
    (None, Trend("total", AllOf(()), total="reply_minutes")),
    (None, Trend("total", has(kind="session"), total="notice_hours")),
    (None, Trend("count", indicator="even-minutes", reads=("minutes", "by"))),
    (None, Trend("share", indicator="as-before", reads=("channel",))),
)
EXCUSES = (("crisis", "scheduling"), ("cover",), ("agreed",), ("incidental",), (), (), (), ())


def any_trend(name: str, chance: Random) -> Rule:
    clause, when = chance.choice(TRENDS)
    fields = {name: getattr(when, name) for name in when.__dataclass_fields__}
    fields["direction"] = chance.choice(("up", "up", "up", "down"))
    fields["mode"], fields["at_least"] = chance.choice(("proved", "calibrated")), chance.choice((20, 5, 5, 1, 60))
    if chance.random() < 0.3:
        fields["restarts"] = chance.choice((("administrative.between_sessions",), ("administrative",)))
    needed = {"administrative.sessions.minutes": Fraction(50)} if chance.random() < 0.5 else {}
    return rule(name, Trend(**fields), clause=clause, unless=chance.choice(EXCUSES), defaults=needed, type="drift")


# ---- contracts --------------------------------------------------------------------------------------------

CHANGES = (
    "{hours: 'Mo-Fr 10:00-16:00'}", "{hours: 'Mo-Fr 09:00-18:00'}", "{hours: null}", "{sessions.minutes: 60}",
    "{sessions.minutes: null}", "{between_sessions.at_most: 3}", "{channels: {sms: any, email: [support]}}",
    "{hours: {not_applicable: no hours}}",
)  # fmt: skip


def any_agreement(number: int, first: date, weeks: int, names: tuple[str, ...], chance: Random) -> Agreement:
    zone, agreed = chance.choice(ZONES), first - timedelta(days=chance.choice((0, 3, 30)))
    lines = [f"contract: c-{number}", f"relationships: [{', '.join(PAIRS[number])}]", "practitioner: p-1"]
    lines += [f"timezone: {zone}", f"agreed: {agreed}", "consent: [practitioner, client]", "packs: []"]
    if chance.random() < 0.3:
        lines.append(f"starts: {first + timedelta(days=chance.randint(-3, 30))}")
    if chance.random() < 0.3:
        lines.append(f"ends: {first + timedelta(days=chance.randint(max(7 * weeks - 40, 40), max(7 * weeks + 4, 44)))}")
    lines.append("administrative: {hours: 'Mo-Fr 09:00-18:00', channels: {sms: any}, sessions: {minutes: 50},")
    lines.append("  between_sessions: {at_most: 5, per: P7D}}")
    many = chance.choice((0, 0, 1, 1, 2, 3))
    days = [chance.choice((0, 7, 7, 1, 3)) + 7 * chance.randint(0, weeks) for _ in range(many)]
    changes = [
        f"- {{id: a{n}, agreed: {first + timedelta(days=day)}, agreed_by: [practitioner, client], "
        f"set: {chance.choice(CHANGES)}}}"
        for n, day in enumerate(days)
    ]
    lines += ["amendments:", *changes] if changes else []
    if chance.random() < 0.2:
        until = first + timedelta(days=chance.randint(20, 200))
        lines += ["exceptions:", f"- {{id: e, clause: hours, until: {until}, agreed_by: [practitioner, client]}}"]
    return agreement_of("\n".join(lines) + "\n", names)


# ---- rows -------------------------------------------------------------------------------------------------

KINDS = ("message", "message", "message", "call", "session", "invoice")


def any_row(id: str, pair: str, at: int, chance: Random, late: bool) -> dict[str, Any]:
    """A row; late ones come from the practitioner, by text and at length more often."""
    kind = "message" if late and chance.random() < 0.5 else chance.choice(KINDS)
    by = chance.choice(("practitioner", "practitioner" if late else "client", "client", "client"))
    row: dict[str, Any] = {"id": id, "relationship": pair, "at": at, "kind": kind, "by": by}
    if chance.random() < 0.02:
        row["by"] = chance.choice(("unknown", "system", "both"))
    if chance.random() < 0.95:
        row["channel"] = chance.choice(("sms", "sms" if late else "email", "email", "signal"))
    if chance.random() < 0.3:
        row["purpose"] = chance.choice(("support", "support", "scheduling", "crisis"))
    if kind in ("call", "session") and chance.random() < 0.95:
        row["minutes"] = chance.choice((50.0, 60.0, 20.5, 10.1, 5.0)) * (2 if late else 1)
    if kind == "invoice":
        row["amount"] = chance.choice((70.0, 0.1, -9.0, 35.5))
    if kind == "message" and chance.random() < 0.5:
        row["length"] = chance.choice((5, 200))
    if kind == "session" and chance.random() < 0.8:
        row["planned_start"] = at + chance.choice((0, HOUR, 48 * HOUR, -HOUR))
    if chance.random() < 0.05:
        row["certainty"] = chance.choice(("date_only", "ambiguous"))
    if chance.random() < 0.1:
        row["ref"] = f"{pair}.{chance.randint(0, 99)}"
    return row


def any_instant(zone: str, first: date, weeks: int, chance: Random) -> int:
    """An instant in some week: any, or at midnight of its Monday, a moment before or after it."""
    monday = first_instant(first + timedelta(days=7 * chance.randint(0, weeks)), zone)
    if chance.random() < 0.05:
        return monday + chance.choice((0, -1, 1))
    return monday + chance.randrange(WEEK // 60_000_000) * 60_000_000


def rows_of(pair: str, zone: str, first: date, weeks: int, chance: Random) -> list[dict[str, Any]]:
    """Some rows every week, more of them later on or earlier; some silent months at the beginning of a pair."""
    quiet = chance.choice((0, 0, 0, weeks // 2))
    begins, turn = quiet, chance.randint(quiet, max(weeks, quiet + 1))
    many, times = chance.choice(((2, 1), (4, 1), (6, 1), (2, 3), (4, 3), (1, 9), (2, 6)))
    instants = [
        any_instant(zone, first + timedelta(days=7 * week), 0, chance)
        for week in range(begins, weeks)
        for _ in range(chance.randint(0, 2 * many) * (times if week >= turn else 1))
    ]
    change = first_instant(first + timedelta(days=7 * turn), zone)
    rows = [any_row(f"{pair}.{n}", pair, at, chance, at >= change) for n, at in enumerate(sorted(instants))]
    for n in range(chance.choice((0, 0, 1, 3))):
        at = any_instant(zone, first, weeks, chance)
        row = {"id": f"{pair}.a{n}", "relationship": pair, "at": at, "by": "practitioner"}
        row |= {"kind": chance.choice(("leave", "leave", "exception"))}
        if chance.random() < 0.7:
            row["planned_start"] = at + chance.choice((0, 3 * DAY, -DAY))
            row["planned_end"] = row["planned_start"] + chance.choice((DAY, 9 * DAY, 21 * DAY, 0, 10 * HOUR))
        rows.append(row)
    return rows


def long_world(seed: int, most: int = 45) -> World:
    """Some trends, up to three contracts each on a clock of its own, up to `most` weeks."""
    chance = Random(seed)
    first = date.fromisoformat(chance.choice(BEGINNINGS))
    weeks = chance.choice((chance.randint(3, 15), chance.randint(20, most), chance.randint(28, most)))
    ruled = tuple(any_trend(f"trend-{n}", chance) for n in range(chance.randint(1, 4)))
    agreements = []
    rows: list[dict[str, Any]] = []
    for number in range(chance.randint(1, 3)):
        names = tuple(r.name for r in ruled if chance.random() < 0.9)
        agreements.append(any_agreement(number, first, weeks, names, chance))
        zone = agreements[-1].contract.timezone
        for pair in PAIRS[number]:
            rows += rows_of(pair, zone, first, weeks, chance)
    if chance.random() < 0.3:
        at = any_instant("Etc/UTC", first, weeks, chance)
        away = {"id": "p", "relationship": None, "practitioner": "p-1", "at": at, "kind": "leave", "by": "both"}
        rows.append(away | {"planned_start": at, "planned_end": at + chance.choice((5, 12)) * DAY})
    chance.shuffle(rows)
    until = any_instant("Etc/UTC", first, weeks + 5, chance) if chance.random() < 0.4 else None
    return World(tuple(agreements), ruled, tuple(rows), until, any_coverage(first, weeks, chance))


def moving_world(seed: int) -> World:
    """A world in which something has plainly moved: messages, evenings, the channel, how long a call takes."""
    chance = Random(seed)
    first, turn, weeks = date.fromisoformat(chance.choice(BEGINNINGS)), chance.randint(16, 24), chance.randint(36, 44)
    chosen = [TRENDS[n] for n in chance.sample((0, 1, 2, 4, 8, 13, 19, 24), 3)]
    ruled = tuple(
        rule(f"trend-{n}", replace(when, mode=chance.choice(("proved", "calibrated"))), clause=clause, type="drift")
        for n, (clause, when) in enumerate(chosen)
    )  # fmt: skip
    zone, rows = chance.choice(ZONES), []
    agreed = first - timedelta(days=chance.choice((0, 3)))
    text = (
        f"contract: c-0\nrelationships: [r-1, r-2]\ntimezone: {zone}\nagreed: {agreed}\npacks: []\n"
        "consent: [practitioner, client]\nadministrative: {hours: '09:00-18:00', channels: {sms: any}}\n"
    )
    for week in range(weeks):
        monday, moved = first_instant(first + timedelta(days=7 * week), zone), week >= turn
        for pair in ("r-1", "r-2"):
            moved &= pair == "r-1"
            for n in range(chance.randint(1, 3) * (5 if moved else 1)):
                asked = monday + chance.randint(0, 6) * DAY + chance.randint(10, 15) * HOUR
                kind, minutes = ("call", 40.0 if moved else 10.0) if n % 2 else ("message", None)
                row = {"id": f"{pair}.{week}.{n}", "relationship": pair, "kind": kind, "by": "practitioner"}
                row |= {"at": asked + (9 * HOUR if moved else HOUR), "channel": "sms" if moved else "email"}
                client = {"id": f"{pair}.{week}.{n}c", "relationship": pair, "kind": "message", "by": "client"}
                rows += [row | ({"minutes": minutes} if minutes else {}), client | {"at": asked, "channel": "email"}]
    return World((agreement_of(text, tuple(r.name for r in ruled)),), ruled, tuple(rows), None, None)


def any_coverage(first: date, weeks: int, chance: Random) -> tuple[Coverage, ...] | None:
    """Mostly everything; else pieces of some kinds, beginning and ending in mid-week."""
    if chance.random() < 0.6:
        return None
    begin = first_instant(first, "Etc/UTC")
    cuts = sorted(begin + chance.randrange(-WEEK, weeks * WEEK) for _ in range(chance.choice((2, 4))))
    kinds = (None, None, frozenset({"message", "call"}), frozenset({"message", "call", "session"}))
    pieces = [*zip(cuts[::2], cuts[1::2], strict=True), (begin, begin + weeks * WEEK // 2)]
    return tuple(Coverage(a, b, chance.choice(kinds), chance.choice((None, None, None, "r-1"))) for a, b in pieces)
