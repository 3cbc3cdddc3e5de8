"""Words that contracts list, as the engine looks them up: each version's own, in one go for all rows."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.engine.params import words_of
from boundaries.policy.compile import compile_policy
from boundaries.policy.rule import Rule
from builders import AnyOf, Each, Filter, Listed, MoreThan, Not, compare, days, has, ref, rule

CONTRACT = """\
contract: {name}
relationship: {name}
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative: {terms}
"""
CHANGED = "amendments:\n- {{agreed: 2026-03-01, agreed_by: [practitioner, client], set: {changes}}}\n"


def told(contracts: dict[str, str], rows: list[bd.Interaction], given: Rule) -> dict[str, str]:
    """What is said of which row, by its id: its status, or the column that is missing; nothing where nothing is."""
    texts = (CONTRACT.format(name=name, terms=terms) for name, terms in contracts.items())
    loaded = [contract for text in texts for contract in load_contracts(text, "contract.yaml")]
    policy = compile_policy(loaded, packs=[], rules=[given])
    return {id: f.unknown or f.status for f in bd.check(rows, policy) for id in f.evidence}


def of_one(terms: str, test: Filter, *rows: bd.Interaction, **fields: Any) -> dict[str, str]:
    return told({"c-1": terms}, list(rows), rule("own", Each(test), **fields))


def row(id: str, relationship: str = "c-1", at: str = "2026-02-02T10:00:00Z", **columns: object) -> bd.Interaction:
    given = {"id": id, "relationship": relationship, "at": at, "kind": "message", "by": "client"}
    return bd.Interaction.from_mapping(given | columns)


def places(*places: str) -> list[bd.Interaction]:
    return [row(place, place=place) for place in places]


def test_every_version_of_every_contract_has_its_own_list() -> None:
    lists = {f"c-{n:02}": ([f"room-{n % 5}", "hall"], ["garden"]) for n in range(20)}
    changed = CHANGED.format(changes="{sessions.places: [garden]}")
    contracts = {
        name: f"{{sessions: {{places: [{', '.join(first)}]}}}}\n{changed}" for name, (first, _) in lists.items()
    }
    rows, outside = [], set()
    for name, agreed in lists.items():
        for (month, places), place in product(zip((2, 3), agreed, strict=True), ("room-3", "garden", "hall")):
            id = f"{name} {place} {month}"
            rows.append(row(id, name, f"2026-0{month}-15T10:00:00Z", place=place))
            outside |= set() if place in places else {id}
    given = rule("own", Each(Listed("place", ref("sessions.places"), negated=True)))
    assert told(contracts, rows, given) == dict.fromkeys(outside, "open")


@pytest.mark.parametrize("negated", [False, True])
def test_an_empty_list_and_words_nobody_uses(negated: bool) -> None:
    said = {"room": "open"} if negated else {}
    for terms in ("{sharing: []}", "{sharing: [{with: gp}]}"):
        assert of_one(terms, Listed("place", ref("sharing"), negated), *places("room")) == said
    assert of_one("{sharing: []}", Listed("party", ref("sharing"), negated), row("none")) == {"none": "party"}


def test_channels_are_compared_in_lower_case_places_as_they_are_written() -> None:
    support = "{after_hours: {channels: [SMS, Phone], support: [Room, GP]}}"
    rows = [row("sms", channel="sms", place="room"), row("phone", channel="phone", place="Room"), row("none")]
    either = {"sms": "open", "phone": "open", "none": "channel"}
    assert of_one(support, Listed("channel", ref("after_hours.channels")), *rows) == either
    assert of_one(support, Listed("place", ref("after_hours.support")), *rows) == {"phone": "open", "none": "place"}


def test_a_party_nobody_knows_is_unknown_unless_the_contract_names_it() -> None:
    rows = [row("u", by="unknown"), row("b", by="both")]
    for words, negated, said in (
        ("[client]", False, {"u": "by"}), ("[client]", True, {"u": "by", "b": "open"}),
        ("[unknown]", False, {"u": "open"}), ("[unknown]", True, {"b": "open"}),
        ("[both]", False, {"u": "by", "b": "open"}),
    ):  # fmt: skip
        test = Listed("by", ref("after_hours.support"), negated)
        assert of_one(f"{{after_hours: {{support: {words}}}}}", test, *rows) == said


def test_a_list_in_the_scope_of_an_exception_that_the_contract_has_not_yet() -> None:
    scope = "{place: {not: $sessions.places}}"
    exception = f"exceptions:\n- {{clause: hours, agreed_by: [practitioner, client], scope: {scope}}}\n"
    later = CHANGED.format(changes="{sessions.places: [room]}")
    rows = [row("early", place="garden"), row("late", at="2026-03-02T10:00:00Z", place="garden")]
    fields = {"clause": "hours", "unless": ("agreed",), "defaults": {"administrative.sessions.places": ("room",)}}
    terms = f"{{hours: 24/7, sessions: {{minutes: 50}}}}\n{exception}{later}"
    assert of_one(terms, has(kind="message"), *rows, **fields) == {"early": "open", "late": "excused"}


def test_lists_among_other_tests() -> None:
    rows = [*places("room", "garden"), row("none"), row("call", kind="call", place="room")]
    inside = Listed("place", ref("sessions.places"))
    terms = "{sessions: {places: room}}"
    assert of_one(terms, Not(inside), *rows) == {"garden": "open", "none": "place"}
    either = AnyOf((inside, has(kind="message")))
    assert of_one(terms, either, *rows) == dict.fromkeys(("room", "garden", "none", "call"), "open")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("none", {"none"}), (("Room", "video"), {"Room", "video"}), ((), set()), (None, set()),
        ({"sms": None, "email": ("crisis",)}, {"sms", "email"}),
    ],
)  # fmt: skip
def test_the_words_of_a_value(value: object, words: set[str]) -> None:
    assert words_of(value, "place") == words
    assert words_of(value, "channel") == {word.lower() for word in words}


def answered(*seconds: int) -> list[bd.Interaction]:
    """A question, and an answer so many seconds after it, every day."""
    found = []
    for day, later in enumerate(seconds, 2):
        found.append(row(f"q-{later}", at=f"2026-02-{day:02}T10:00:00Z"))
        at = f"2026-02-{day:02}T10:{later // 60:02}:{later % 60:02}Z"
        found.append(row(f"a-{later}", at=at, by="practitioner"))
    return found


def test_how_long_an_answer_took_is_compared_exactly() -> None:
    """1.1, 2.2 and 4.1 minutes are no whole microseconds as binary floats; a float of hours is no better."""
    rows = answered(66, 132, 246)
    for text, second in (("1.1", 66), ("2.2", 132), ("4.1", 246)):
        for op, holds in (("lt", False), ("le", True), ("eq", True), ("ge", True), ("gt", False), ("ne", False)):
            told = of_one("{}", compare("reply_minutes", op, float(text)), *rows)
            assert (f"a-{second}" in told) is holds, (text, op)
    planned = [row("n", planned_start="2026-02-02T12:18:00Z")]
    assert of_one("{}", compare("notice_hours", "le", 2.3), *planned) == {"n": "open"}
    assert of_one("{}", compare("notice_hours", "lt", 2.3), *planned) == {}


def test_what_answers_nothing_adds_nothing_and_is_not_undetermined() -> None:
    over = MoreThan(Fraction(3), has(kind="message"), days(30), "reply_minutes")
    assert told({"c-1": "{}"}, answered(66, 132), rule("own", over)) == {"a-66": "open", "a-132": "open"}
    assert told({"c-1": "{}"}, answered(66, 114), rule("own", over)) == {}
