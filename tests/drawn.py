"""Short ways to ask what is concluded of a few rows, beside some plain rules. In London; 2 March 2026 is a Monday."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import boundaries as bd
from boundaries.core.finding import finding_id
from boundaries.core.instants import from_datetime
from boundaries.policy.conclusion import (
    Conclude,
    Facts,
    OfEvents,
    OfFindings,
    Premise,
    Said,
)
from boundaries.policy.rule import Rule
from boundaries.table.log import Coverage
from builders import Each, has, row, shown, t
from world_premises import concluding, plain
from worlds import World, agreement_of, end_of, log_of, policy_of

CALL = plain("call", Each(has(kind="call")), "calls", "contact", "crossing")
GIFT = plain("gift", Each(has(kind="gift")), "gifts", "gifts")
COSTLY = plain("costly", Each(has(kind="gift", by="practitioner")), "gifts", "money")
SIGNAL = plain("signal", Each(has(channel="signal")), "channels", "channel", unless=("crisis",))
BASE = (CALL, GIFT, COSTLY, SIGNAL)
SUPERVISION = has(kind="supervision")
ANY = Facts()


def contract(*more: str, name: str = "c", pairs: str = "r", ends: str = "") -> str:
    lines = [f"contract: {name}", f"relationships: [{pairs}]", "timezone: Europe/London", "agreed: 2026-01-12"]
    lines += [f"ends: {ends}"] if ends else []
    lines += ["consent: [practitioner, client]", "packs: []", "administrative: {calls: {minutes: 10}, channels: [sms],"]
    lines += ["  gifts: {at_most: 1, per: P1Y}, sessions: {minutes: 50, every: P7D}}", *more]
    return "\n".join(lines) + "\n"


PLAIN = contract()


def named(rule: str) -> Facts:
    return Facts((Said("rule", frozenset({rule})),))


def findings(rule: str, **more: Any) -> OfFindings:
    return OfFindings(of=named(rule), **more)


def events(test: Any, **more: Any) -> OfEvents:
    return OfEvents(of=test, **more)


def call(id: str, at: str, **more: Any) -> dict[str, Any]:
    return row(id, at, "both", "call", **more)


def gift(id: str, at: str, by: str = "client", **more: Any) -> dict[str, Any]:
    return row(id, at, by, "gift", **more)


def raised(id: str, at: str, **more: Any) -> dict[str, Any]:
    return row(id, at, "practitioner", "supervision", **more)


def conclude(*every: Premise, none: Sequence[Premise] = (), retract: Sequence[Premise] = (), **more: Any) -> Conclude:
    return Conclude(every, tuple(none), tuple(retract), **more)


def drawn(
    when: Conclude,
    *rows: dict[str, Any],
    texts: Sequence[str] = (PLAIN,),
    as_of: str | None = "12-31 00:00",
    coverage: tuple[Coverage, ...] | None = None,
    others: Sequence[Rule] = (),
    **given: Any,
) -> list[bd.Finding]:
    """The findings of one rule `x` beside some plain ones."""
    return [f for f in judged(when, *rows, texts=texts, as_of=as_of, coverage=coverage, others=others, **given)
            if f.rule == "x"]  # fmt: skip


def judged(
    when: Conclude,
    *rows: dict[str, Any],
    texts: Sequence[str] = (PLAIN,),
    as_of: str | None = "12-31 00:00",
    coverage: tuple[Coverage, ...] | None = None,
    others: Sequence[Rule] = (),
    **given: Any,
) -> bd.Result:
    """What one rule `x` and some plain ones find, and what they could not check."""
    rules = (*BASE, *others, concluding("x", when, **given))
    agreements = tuple(agreement_of(text, tuple(rule.name for rule in rules)) for text in texts)
    world = World(agreements, rules, rows, None if as_of is None else t(as_of), coverage)
    return bd.check(log_of(world), policy_of(world), as_of=end_of(world))


def spans(*args: Any, **given: Any) -> list[tuple[str | None, str | None]]:
    """From when to when."""
    return [(moment(f.at), None if f.until is None else moment(f.until)) for f in drawn(*args, **given)]


def moment(at: Any) -> str | None:
    return shown(from_datetime(at))


def premises(rule: str, *ids: str, relationship: str = "r", name: str = "c") -> tuple[str, ...]:
    return tuple(sorted(finding_id(rule, relationship, name, id) for id in ids))
