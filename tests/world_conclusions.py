"""Worlds for conclusions: a year of few rows, contracts that change, and rules that conclude something of all that.

Instants lie at, just before and just after a window's length behind others. `world_premises` has the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from boundaries.civil.span import Span, add
from boundaries.table.log import Coverage
from builders import DAY, HOUR, days, t
from world_premises import BASE, any_conclude
from worlds import Agreement, World, agreement_of

FIRST = date(2026, 1, 5)  # a Monday
ZONES = ("Europe/London", "Europe/London", "America/New_York", "Australia/Lord_Howe")

# ---- contracts ----------------------------------------------------------------------------------------------

SETS = (
    "{hours: '24/7'}", "{hours: 'Mo-Fr 10:00-11:00'}", "{hours: null}", "{gifts.at_most: 9}", "{gifts.at_most: 0}",
    "{hours: '24/7', gifts.at_most: 0}", "{sessions.every: P14D}", "{sessions: null}", "{between_sessions.at_most: 0}",
    "{professional.review_every: P4W}", "{calls: {not_applicable: none}}",
)  # fmt: skip


def any_agreement(number: int, pairs: Sequence[str], names: tuple[str, ...], chance: Random) -> Agreement:
    agreed = FIRST + timedelta(days=chance.choice((0, 0, -10, 30)))
    lines = [f"contract: c-{number}", f"relationships: [{', '.join(pairs)}]", f"timezone: {chance.choice(ZONES)}"]
    who = chance.choice(("p-1", "p-1", "p-1", "p-2", None))
    lines += [f"practitioner: {who}"] if who else []
    lines += [f"agreed: {agreed}", "consent: [practitioner, client]", "packs: []"]
    if chance.random() < 0.2:
        lines.append(f"ends: {agreed + timedelta(days=chance.randint(60, 300))}")
    lines.append("administrative: {hours: 'Mo-Fr 09:00-18:00', channels: {sms: any}, calls: {minutes: 10},")
    lines.append("  sessions: {minutes: 50, every: P7D}, between_sessions: {at_most: 1, per: P7D},")
    lines.append("  gifts: {at_most: 1, per: P1Y}, fee: {amount: 70}}")
    changes = [amendment(n, chance) for n in range(chance.choice((0, 0, 1, 2, 3)))]
    lines += ["amendments:", *changes] if changes else []
    dated = [exception(n, chance) for n in range(chance.choice((0, 0, 0, 1, 2)))]
    lines += ["exceptions:", *dated] if dated else []
    return agreement_of("\n".join(lines) + "\n", names)


def amendment(number: int, chance: Random) -> str:
    day = FIRST + timedelta(days=chance.randint(0, 200))
    entry = f"- {{id: a{number}, agreed: {day}, set: {chance.choice(SETS)}"
    entry += ", agreed_by: " + chance.choice(("[practitioner, client]",) * 3 + ("[practitioner]",))
    if chance.random() < 0.3:
        entry += f", effective: {day + timedelta(days=chance.choice((-20, 14)))}"
    if chance.random() < 0.4:
        entry += ", proposed_by: " + chance.choice(("practitioner", "client"))
    if chance.random() < 0.3:
        entry += ", because: asked for"
    if chance.random() < 0.3:
        entry += ", need_of: " + chance.choice(("practitioner", "client"))
    return entry + "}"


def exception(number: int, chance: Random) -> str:
    day = FIRST + timedelta(days=chance.randint(-10, 200))
    entry = f"- {{id: e{number}, clause: hours, agreed_by: [practitioner, client], from: {day}"
    if chance.random() < 0.7:
        entry += f", until: {day + timedelta(days=chance.choice((5, 30, 90)))}"
    return entry + (", reason: crisis" if chance.random() < 0.6 else "") + "}"


# ---- rows ---------------------------------------------------------------------------------------------------

HAPPENS = (*["message"] * 5, "call", "call", "gift", "session", "supervision", "invoice", "payment", "review", "leave")


def any_row(number: int, pairs: Sequence[str], earlier: Sequence[int], chance: Random) -> dict[str, Any]:
    pair = None if chance.random() < 0.06 else chance.choice(pairs)
    kind = chance.choice(HAPPENS)
    row: dict[str, Any] = {"id": f"{chance.choice('xyz')}{number}", "relationship": pair, "kind": kind}
    row |= {"at": instant(earlier, chance), "by": chance.choice(("practitioner", "practitioner", "client", "both"))}
    if pair is None:
        row["practitioner"] = chance.choice(("p-1", "p-1", "p-2"))
    if chance.random() < 0.4:
        row["channel"] = chance.choice(("signal", "sms"))
    if chance.random() < 0.6:
        row["purpose"] = chance.choice(("scheduling", "support", "crisis"))
    return row


def instant(earlier: Sequence[int], chance: Random) -> int:
    """Some time in a year, or the same instant, a day or the length of a window after another row."""
    if earlier and chance.random() < 0.6:
        at, nudge = chance.choice(earlier), chance.choice((0, 0, 0, -1, 1))
        step = chance.choice(
            (Span(), days(1), days(2), days(0.5), days(7), days(7), days(14), days(30), days(60), Span(1, 0))
        )
        return add(at, step, "Europe/London") + nudge
    start = t("01-05 00:00") - 5 * DAY
    return start + chance.randrange(0, chance.choice((60, 200, 360)) * 24) * HOUR


def any_rows(pairs: Sequence[str], many: int, chance: Random) -> tuple[dict[str, Any], ...]:
    rows: list[dict[str, Any]] = []
    for number in range(many):
        rows.append(any_row(number, pairs, [row["at"] for row in rows], chance))
        if chance.random() < 0.08:
            after = chance.choice((DAY, 7 * DAY, 3 * DAY))
            kind, pair = chance.choice(("message", "call", "gift")), chance.choice(pairs)
            some = {"relationship": pair, "kind": kind, "by": chance.choice(("practitioner", "client"))}
            at = rows[-1]["at"]
            rows += [{"id": f"h{number}.{n}", "at": at + n * after, **some} for n in range(1, 5)]
    return tuple(rows)


# ---- worlds -------------------------------------------------------------------------------------------------


def concluding_world(seed: int, size: int = 40) -> World:
    """Some base rules, up to three that conclude, up to three contracts of one or two practitioners, or a caseload."""
    chance = Random(seed)
    base = tuple(r for r in BASE if chance.random() < 0.75)
    caseload = chance.random() < 0.15
    drawn = tuple(any_conclude(n, chance, caseload) for n in range(chance.choice((1, 2, 2, 3))))
    rules = (*base, *drawn)
    groups = chance.choice(([["r-1", "r-2"], ["r-3"], ["r-4"]], [["r-1"], ["r-3"], ["r-4"]]))
    if caseload:
        groups = [[f"r-{n}" for n in range(1, 10)], ["r-x"]]
    groups = groups[: chance.choice((1, 1, 1, 2, 3))]
    agreements = []
    for number, pairs in enumerate(groups):
        names = tuple(r.name for r in rules if chance.random() < 0.95)
        agreements.append(any_agreement(number, pairs, names, chance))
    every = [pair for pairs in groups for pair in pairs] + (["r-3"] * 9 if caseload else [])  # one is busy
    rows = any_rows(every, chance.choice((0, 5, 10, 20, 30, size, size, size)) * (2 if caseload else 1), chance)
    until = t("01-05 00:00") + chance.randrange(400 * 24) * HOUR if chance.random() < 0.4 else None
    order = list(rows)
    chance.shuffle(order)
    return World(tuple(agreements), rules, tuple(order), until, any_coverage(chance))


def any_coverage(chance: Random) -> tuple[Coverage, ...] | None:
    if chance.random() < 0.7:
        return None
    start, kinds = t("01-01 00:00"), (None, None, frozenset({"message", "call", "gift", "session", "supervision"}))
    cut = start + chance.randrange(360) * DAY
    pieces = [(start - 60 * DAY, cut), (cut + chance.choice((1, DAY)), start + 500 * DAY)]
    if chance.random() < 0.3:
        pieces = pieces[:1]
    return tuple(Coverage(a, b, chance.choice(kinds), chance.choice((None, None, None, "r-1"))) for a, b in pieces)
