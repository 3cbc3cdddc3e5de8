"""When a rule has nothing to go by: the same answer as the oracle's, and what it is that lacks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

import oracle_case
from boundaries.civil.span import Deadline
from boundaries.contract.versions import Version
from boundaries.policy.condition import Each, NoneFor, Ref, StillOpen
from boundaries.policy.rule import Escalate, Rule
from boundaries.policy.silence import lacking, takes_default, value_of
from builders import compare, days, has, ref, rule
from contract.drawn import HEAD, load
from worlds import World, worlds

SESSIONS = "administrative.sessions"


def version(**administrative: object) -> Version:
    return load({**HEAD, "administrative": administrative}).timeline.versions[0]


@settings(max_examples=60)
@given(worlds())
def test_a_rule_lacks_something_exactly_where_the_oracle_says_it_does_not_speak(world: World) -> None:
    for agreement in world.agreements:
        for of_contract in agreement.contract.timeline.versions:
            for each in world.rules:
                assert (lacking(each, of_contract) is None) == oracle_case.speaks(of_contract, each)


OVERRUN = rule(
    "overrun", Each(compare("overrun_minutes", "gt", ref("sessions.overrun"))), clause="sessions",
    defaults={f"{SESSIONS}.overrun": Fraction(10)},
)  # fmt: skip
WAITS = rule("waits", NoneFor(has(kind="session"), Deadline("working_days", Fraction(1))))

LASTS = rule("lasts", NoneFor(has(kind="session"), days(7)), escalate=Escalate("crossing", beyond=ref("reply_within")))


@pytest.mark.parametrize(
    ("of", "agreed", "path"),
    [
        (OVERRUN, {}, SESSIONS),
        (OVERRUN, {"sessions": {"not_applicable": "no sessions"}}, SESSIONS),
        (OVERRUN, {"sessions": {"overrun": "5"}}, f"{SESSIONS}.minutes"),
        (OVERRUN, {"sessions": {"minutes": "50"}}, None),
        (OVERRUN, {"sessions": {"minutes": "50", "overrun": {"not_applicable": "none"}}}, f"{SESSIONS}.overrun"),
        (WAITS, {}, "administrative.hours"),
        (WAITS, {"hours": "Mo"}, None),
        (LASTS, {}, "administrative.reply_within"),
        (LASTS, {"reply_within": "1 working day"}, "administrative.hours"),
        (LASTS, {"reply_within": "1 working day", "hours": "Mo"}, None),
        (LASTS, {"reply_within": "P1D"}, None),
        (rule("plain", Each(has(kind="gift"))), {}, None),
    ],
)
def test_what_a_rule_lacks(of: Rule, agreed: dict[str, object], path: str | None) -> None:
    assert lacking(of, version(**agreed)) == path


def test_how_many_the_contract_names_never_lacks() -> None:
    crowd = rule("crowd", Each(compare("people", "gt", Ref("parties"))), defaults={"parties": Fraction(9)})
    assert lacking(crowd, version()) is None
    assert value_of(crowd, version(), "parties") == Fraction(2)
    assert not takes_default(crowd, version(), "parties")


def test_what_is_open_silences_nothing() -> None:
    assert lacking(rule("open", Each(StillOpen(("professional.goals",)))), version()) is None


def test_a_default_stands_in_where_the_clause_is_there_and_the_field_is_not() -> None:
    path = f"{SESSIONS}.overrun"
    said, unsaid = version(sessions={"overrun": "5"}), version(sessions={"minutes": "50"})
    assert (value_of(OVERRUN, said, path), takes_default(OVERRUN, said, path)) == (Fraction(5), False)
    assert (value_of(OVERRUN, unsaid, path), takes_default(OVERRUN, unsaid, path)) == (Fraction(10), True)
    assert value_of(OVERRUN, version(), path) is None
    assert value_of(rule("r", NoneFor(has(kind="session"), Ref(f"{SESSIONS}.every"))), unsaid, path) is None
