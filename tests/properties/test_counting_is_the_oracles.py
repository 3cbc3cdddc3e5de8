"""What is counted, waited for and lasts, on a grid of half days: so coarse that every edge is met exactly."""

from __future__ import annotations

import os
from fractions import Fraction
from random import Random

import pytest

from boundaries.civil.span import Span
from boundaries.policy.condition import Duration, Length, Number
from boundaries.policy.rule import Escalate, Rule, When
from boundaries.table.log import Coverage
from builders import AllOf, MoreThan, NoneFor, Unanswered, has, ref, rule, t
from worlds import World, agreement_of, kernel_findings, oracle_findings, smaller

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
HALF = 43_200_000_000
START = t("2026-03-02 00:00")
CONTRACT = """\
contract: c-0
relationships: [r-1, r-2, r-3, r-4]
timezone: Etc/UTC
agreed: 2026-03-02
ends: 2026-03-19
consent: [practitioner, client]
packs: []
administrative: {sessions: {every: P2D, at_most: 2, per: P7D}}
amendments:
- {id: a1, agreed: 2026-03-08, agreed_by: [practitioner, client], set: {sessions.every: P3D, sessions.at_most: 3}}
"""
RULES = tuple(f"rule-{n}" for n in range(12))
AGREED = agreement_of(CONTRACT, RULES)
CLIENT, PRACTITIONER, SUPPORT = has(by="client"), has(by="practitioner"), has(purpose="support")


def length(chance: Random) -> Length:
    return ref("sessions.every") if chance.random() < 0.2 else Span(0, chance.randint(1, 6) * HALF)


def count(chance: Random) -> Number:
    return ref("sessions.at_most", Fraction(3, 4)) if chance.random() < 0.2 else Fraction(chance.randint(1, 4))


def perhaps(chance: Random) -> Length | None:
    return length(chance) if chance.random() < 0.7 else None


def form(chance: Random) -> When:
    match chance.randrange(4):
        case 0:
            return Unanswered(
                CLIENT, PRACTITIONER, length(chance), False, count(chance), perhaps(chance), perhaps(chance)
            )
        case 1:
            window = perhaps(chance)
            return NoneFor(CLIENT, length(chance), count(chance), window, None if window is None else perhaps(chance))
        case 2:
            return MoreThan(Fraction(chance.randint(0, 2)), CLIENT, length(chance), apart=length(chance))
        case _:
            part = chance.choice((Fraction(0), Fraction(1, 2), Fraction("0.75")))
            among = chance.choice((AllOf(()), SUPPORT))
            return MoreThan(part, CLIENT, length(chance), among=among, at_least=count(chance))


def any_rule(name: str, chance: Random) -> Rule:
    when = form(chance)
    beyond: Duration | None = length(chance) if isinstance(when, Unanswered | NoneFor) else None
    ladder = None if beyond is None else Escalate("crossing", beyond=beyond)
    return rule(name, when, unless=("crisis",) if chance.random() < 0.5 else (), escalate=ladder)


def moment(chance: Random) -> int:
    return START + chance.randint(0, 36) * HALF + chance.choice((0, 0, 0, 1, -1))


def grid(seed: int) -> World:
    """Twelve rules, four relationships of up to twenty rows."""
    chance = Random(seed)
    rows = [
        {"id": f"{n:02}", "relationship": f"r-{pair}", "kind": "message", "at": START + chance.randint(-2, 30) * HALF,
         "by": chance.choice(("client", "client", "client", "practitioner", "unknown"))}
        | ({"purpose": chance.choice(("support", "crisis"))} if chance.random() < 0.4 else {})
        for pair in range(1, 5)
        for n in range(chance.randint(1, 20))
    ]  # fmt: skip
    until = moment(chance) if chance.random() < 0.5 else None
    pieces = [sorted((moment(chance), moment(chance))) for _ in range(2)] if chance.random() < 0.5 else []
    covered = tuple(Coverage(begin, end, None, None) for begin, end in pieces) or None
    return World((AGREED,), tuple(any_rule(name, chance) for name in RULES), tuple(rows), until, covered)


def differs(world: World) -> bool:
    return kernel_findings(world) != oracle_findings(world)


@pytest.mark.parametrize("block", range(100 if LONG else 5))
def test_the_kernel_counts_as_the_oracle_does(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        world = grid(seed)
        if differs(world):
            pytest.fail(f"seed {seed}\n{smaller(world, differs)}")
