"""Filters: what is written is what is compiled."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.hours import parse_hours
from boundaries.core.columns import BASES, KINDS, PARTIES, PURPOSES
from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Ref,
    Registered,
    StillOpen,
)
from boundaries.policy.context import Context
from boundaries.policy.filters import parse_filter, read_filter
from boundaries.source.document import parse_document
from boundaries.source.reading import Problems
from world_conditions import CONDITIONS

WORDS = {
    "kind": (*KINDS, "x-walk"),
    "by": PARTIES,
    "purpose": PURPOSES,
    "basis": BASES,
    "channel_agreed": ("true", "false"),
    "on_leave": ("true", "false"),
    "opens_thread": ("true", "false"),
    "ref_kind": (*KINDS, "x-walk"),
}
NUMBERS = ("minutes", "length", "people", "amount", "overrun_minutes", "notice_hours", "reply_minutes")
REFERENCES = {
    "$sessions.minutes": Ref("administrative.sessions.minutes"),
    "$administrative.sessions.overrun * 2": Ref("administrative.sessions.overrun", Fraction(2)),
    "$cancellation.fee * 0.5": Ref("administrative.cancellation.fee", Fraction(1, 2)),
    "$cancellation.notice * 2": Ref("administrative.cancellation.notice", Fraction(2)),
    "$parties": Ref("parties"),
    "$parties * 2": Ref("parties", Fraction(2)),
}
_MINUTES = ("$sessions.minutes", "$administrative.sessions.overrun * 2")
_ANYTHING = (*_MINUTES, "$cancellation.fee * 0.5")
COMPARED_WITH: dict[str, tuple[str, ...]] = {  # by a field with a unit of its own
    "minutes": _MINUTES, "reply_minutes": _MINUTES, "overrun_minutes": _MINUTES,
    "notice_hours": ("$cancellation.notice * 2",),
    "amount": ("$cancellation.fee * 0.5",), "people": ("$parties", "$parties * 2"),
}  # fmt: skip
LISTS = {
    "$sessions.places": "administrative.sessions.places",
    "$administrative.sharing": "administrative.sharing",
    "$sharing.school nurse": "administrative.sharing.school nurse",
    "$channels": "administrative.channels",
    "$social": "administrative.social",
}
OPEN = {
    "goals": "professional.goals", "professional.tasks": "professional.tasks", "hours": "administrative.hours",
    "sessions.overrun": "administrative.sessions.overrun", "psychological.expectations": "psychological.expectations",
    "sharing.school nurse": "administrative.sharing.school nurse",
}  # fmt: skip
LISTABLE = ("place", "party", "channel", "basis", "ref", "actor", "id")
FIFTY, SIXTY, FIVE, TEN = map(Fraction, (50, 60, 5, 10))
NOTICE = Ref("administrative.cancellation.notice")
WEEKEND = Registered("on-a-weekend", ("at",))
Written = tuple[dict[str, object], Filter]  # a filter as written, and as compiled


def read(text: str) -> Filter:
    problems: list[Diagnostic] = []
    found = parse_filter(parse_document(text, "filter.yaml")[0], problems)
    assert not problems, problems
    assert found is not None
    return found


@st.composite
def words(draw: st.DrawFn) -> Written:
    field = draw(st.sampled_from(sorted(WORDS)))
    chosen = draw(st.lists(st.sampled_from(WORDS[field]), min_size=1, max_size=3, unique=True))
    negated = draw(st.booleans())
    value: object = chosen if len(chosen) > 1 or draw(st.booleans()) else chosen[0]
    return {field: {"not": value} if negated else value}, Among(field, frozenset(chosen), negated)


@st.composite
def numbers(draw: st.DrawFn) -> Written:
    field, op = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(("gt", "ge", "lt", "le")))
    if draw(st.booleans()):
        text = draw(st.sampled_from(COMPARED_WITH.get(field, _ANYTHING)))
        return {field: {op: text}}, Compare(field, op, REFERENCES[text])
    number = draw(st.decimals(-1000, 1000, allow_nan=False, places=2))
    return {field: {op: str(number)}}, Compare(field, op, Fraction(str(number)))


@st.composite
def hours(draw: st.DrawFn) -> Written:
    inside = draw(st.booleans())
    text = draw(st.sampled_from(("$hours", "$rest.night", "Mo-Fr 09:00-18:00", "22:00-07:00")))
    paths = {"$hours": Ref("administrative.hours"), "$rest.night": Ref("administrative.rest.night")}
    return {"within" if inside else "outside": text}, Inside(paths.get(text) or parse_hours(text), inside)


@st.composite
def missing(draw: st.DrawFn) -> Written:
    field, flag = draw(st.sampled_from(("ref", "planned_start", "thread_by", "minutes"))), draw(st.booleans())
    return {field: {"missing": str(flag).lower()}}, Missing(field, flag)


@st.composite
def listed(draw: st.DrawFn) -> Written:
    field, text, negated = draw(st.sampled_from(LISTABLE)), draw(st.sampled_from(sorted(LISTS))), draw(st.booleans())
    if field == "basis":  # of whose words most of these have none
        text = "$sharing.school nurse"
    return {field: {"not": text} if negated else text}, Listed(field, Ref(LISTS[text]), negated)


@st.composite
def left_open(draw: st.DrawFn) -> Written:
    chosen = draw(st.lists(st.sampled_from(sorted(OPEN)), min_size=1, max_size=3, unique=True))
    written = chosen if len(chosen) > 1 or draw(st.booleans()) else chosen[0]
    return {"open": written}, StillOpen(tuple(OPEN[name] for name in chosen))


@st.composite
def named(draw: st.DrawFn) -> Written:
    found = draw(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3, unique=True))
    names = [condition.name for condition in found]
    written = names if len(names) > 1 or draw(st.booleans()) else names[0]
    return {"is": written}, found[0] if len(found) == 1 else AnyOf(tuple(found))


def wider(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    negation = inner.map(lambda w: ({"not": w[0]}, Not(w[1])))
    choice = st.lists(inner, min_size=1, max_size=3).map(
        lambda ws: ({"any": [w[0] for w in ws]}, AnyOf(tuple(w[1] for w in ws)))
    )
    return negation | choice | st.lists(inner, min_size=2, max_size=4).filter(distinct).map(together)


def distinct(written: list[Written]) -> bool:
    keys = [key for plain, _ in written for key in plain]
    return len(keys) == len(set(keys)) and all(len(plain) == 1 for plain, _ in written)


def together(written: list[Written]) -> Written:
    merged = {key: value for plain, _ in written for key, value in plain.items()}
    return merged, AllOf(tuple(test for _, test in written))


LEAVES = words() | numbers() | hours() | missing() | listed() | left_open() | named()
FILTERS = st.recursive(LEAVES, wider, max_leaves=8)


@settings(max_examples=150)
@given(FILTERS)
def test_a_filter_reads_as_it_is_written(written: Written) -> None:
    plain, compiled = written
    assert read(json.dumps(plain)) == compiled


@pytest.mark.parametrize(
    ("text", "compiled"),
    [
        ("{}", AllOf(())),
        ("{channel: SMS}", Among("channel", frozenset({"sms"}))),
        ("{place: Room 2}", Among("place", frozenset({"Room 2"}))),
        ("{minutes: 50}", Compare("minutes", "eq", FIFTY)),
        ("{minutes: [50, 60]}", AnyOf((Compare("minutes", "eq", FIFTY), Compare("minutes", "eq", SIXTY)))),
        ("{minutes: {not: 50}}", Compare("minutes", "ne", FIFTY)),
        ("{minutes: {not: [50, 60]}}", AllOf((Compare("minutes", "ne", FIFTY), Compare("minutes", "ne", SIXTY)))),
        ("{minutes: {ge: 5, lt: 10}}", AllOf((Compare("minutes", "ge", FIVE), Compare("minutes", "lt", TEN)))),
        ("{minutes: {gt: PT1H30M}}", Compare("minutes", "gt", Fraction(90))),
        ("{overrun_minutes: {gt: 15 minutes}}", Compare("overrun_minutes", "gt", Fraction(15))),
        ("{notice_hours: {lt: P2D}}", Compare("notice_hours", "lt", Fraction(48))),
        ("{notice_hours: {lt: PT90M}}", Compare("notice_hours", "lt", Fraction(3, 2))),
        ("{notice_hours: {lt: $cancellation.notice}}", Compare("notice_hours", "lt", NOTICE)),
        ("{channel_agreed: false}", Among("channel_agreed", frozenset({"false"}))),
        ("{place: {not: $sessions.places}}", Listed("place", Ref("administrative.sessions.places"), True)),
        ("{account: {not: $accounts}}", Listed("account", Ref("administrative.accounts"), True)),
        ("{channel: $after_hours.channels}", Listed("channel", Ref("administrative.after_hours.channels"))),
        ("{purpose: {not: $ending.contact}}", Listed("purpose", Ref("administrative.ending.contact"), True)),
        ("{party: {not: $sharing}}", Listed("party", Ref("administrative.sharing"), True)),
        ("{basis: $sharing.gp}", Listed("basis", Ref("administrative.sharing.gp"))),
        ("{place: {not: $social, missing: false}}",
         AllOf((Listed("place", Ref("administrative.social"), True), Missing("place", False)))),
        ("{on_leave: true}", Among("on_leave", frozenset({"true"}))),
        ("{ref_kind: {not: [session, x-walk], missing: false}}",
         AllOf((Among("ref_kind", frozenset({"session", "x-walk"}), True), Missing("ref_kind", False)))),
        ("{open: goals}", StillOpen(("professional.goals",))),
        ("{open: [sessions, administrative.sessions]}", StillOpen(("administrative.sessions",))),
        ("{people: {gt: $parties}}", Compare("people", "gt", Ref("parties"))),
        ("{people: {ge: $parties * 1.5}}", Compare("people", "ge", Ref("parties", Fraction(3, 2)))),
        ("on-a-weekend", WEEKEND),
        ("{is: on-a-weekend}", WEEKEND),
        ("{is: [on-a-weekend]}", WEEKEND),
        ("{not: on-a-weekend}", Not(WEEKEND)),
        ("{any: [on-a-weekend, {by: client}]}", AnyOf((WEEKEND, Among("by", frozenset({"client"}))))),
        ("{kind: call, is: on-a-weekend}", AllOf((Among("kind", frozenset({"call"})), WEEKEND))),
    ],
)  # fmt: skip
def test_remembered_filters(text: str, compiled: Filter) -> None:
    assert read(text) == compiled


def test_a_macro_stands_for_its_filter_and_comes_before_a_condition_of_its_name() -> None:
    macros: dict[str, Filter] = {"on-a-weekend": Among("by", frozenset({"client"})), "m": Missing("place", True)}
    first, second, room = macros["m"], macros["on-a-weekend"], Registered("in-a-room", ("place",))
    problems = Problems()
    for text, compiled in (
        ("m", first),
        ("{is: [m, on-a-weekend]}", AnyOf((first, second))),
        ("{by: client, any: [{not: m}, in-a-room]}", AllOf((second, AnyOf((Not(first), room))))),
    ):
        assert read_filter(parse_document(text, "f.yaml")[0], Context(macros=macros), problems) == compiled
    assert not problems.found


def test_a_scope_knows_no_pack() -> None:
    problems: list[Diagnostic] = []
    assert parse_filter(parse_document("{minutes: {gt: $parameters.long}, is: wrote}", "c.yaml")[0], problems) is None
    assert [(d.code, d.hint) for d in problems] == [
        ("B106", "it is a pack that gives its rules parameters and lists"),
        ("B126", "register it with `@boundaries.condition`"),
    ]


def test_a_condition_whose_entry_point_fails_is_told_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str) -> None:
        raise PolicyError(Diagnostic("B127", f"condition `{name}` cannot be used: there is no module `gone`"))

    monkeypatch.setattr("boundaries.policy.filters.find_condition", fails)
    problems: list[Diagnostic] = []
    assert parse_filter(parse_document("{kind: call, is: broken}", "c.yaml")[0], problems) is None
    assert [str(d.location) for d in problems] == ["c.yaml:1:18"]


def test_a_filter_with_a_problem_is_no_filter() -> None:
    problems: list[Diagnostic] = []
    node = parse_document("{kind: message, colour: red}", "contract.yaml")[0]
    assert parse_filter(node, problems) is None
    assert [(d.code, d.location and d.location.column) for d in problems] == [("B112", 17)]


@pytest.mark.parametrize("field", ["minutes", "overrun_minutes", "notice_hours", "amount", "length", "people"])
@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("$sessions.minutes", "minutes"), ("$sessions.overrun * 2", "minutes"), ("$calls.minutes", "minutes"),
        ("$supervision.minutes", "minutes"), ("$fee.amount", "money"), ("$cancellation.fee", "money"),
        ("$between_sessions.at_most", "count"), ("$sessions.at_most", "count"), ("$gifts.at_most", "anything"),
        ("$parties", "count"),
    ],
)  # fmt: skip
def test_a_time_is_compared_with_a_time_of_its_unit(field: str, text: str, counts: str) -> None:
    """A field without a unit, and a term that may count anything, are compared with all."""
    own = {"notice_hours": "hours", "amount": "money", "length": "", "people": ""}.get(field, "minutes")
    times = ("minutes", "hours")
    fits = not own or counts in ("anything", own) or (own not in times and counts not in times)
    for written in (f"{{{field}: {{gt: {text}}}}}", f"{{{field}: {text}}}", f"{{not: {{{field}: {{not: {text}}}}}}}"):
        problems: list[Diagnostic] = []
        parse_filter(parse_document(written, "f.yaml")[0], problems)
        assert [problem.code for problem in problems] == ([] if fits else ["B106"]), written
