"""Filters: what is written is what is compiled; and what a filter reads and refers to."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.civil.hours import parse_hours
from boundaries.contract.source import parse_document
from boundaries.core.columns import BASES, KINDS, PARTIES, PURPOSES
from boundaries.core.errors import Diagnostic
from boundaries.policy.filters import columns_of, parse_filter, references_of
from boundaries.policy.rule import AllOf, Among, AnyOf, Compare, Filter, Inside, Missing, Not, Ref

WORDS = {
    "kind": (*KINDS, "x-walk"),
    "by": PARTIES,
    "purpose": PURPOSES,
    "basis": BASES,
    "channel_agreed": ("true", "false"),
}
NUMBERS = ("minutes", "length", "people", "amount", "overrun_minutes", "notice_hours")
REFERENCES = {
    "$sessions.minutes": Ref("administrative.sessions.minutes"),
    "$administrative.sessions.overrun * 2": Ref("administrative.sessions.overrun", Fraction(2)),
    "$cancellation.fee * 0.5": Ref("administrative.cancellation.fee", Fraction(1, 2)),
}
FIFTY, SIXTY, FIVE, TEN = map(Fraction, (50, 60, 5, 10))
NOTICE = Ref("administrative.cancellation.notice")
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
        text = draw(st.sampled_from(sorted(REFERENCES)))
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


FILTERS = st.recursive(words() | numbers() | hours() | missing(), wider, max_leaves=8)


@settings(max_examples=150)
@given(FILTERS)
def test_a_filter_reads_as_it_is_written(written: Written) -> None:
    plain, compiled = written
    assert read(json.dumps(plain)) == compiled


@settings(max_examples=60)
@given(FILTERS)
def test_every_field_a_filter_names_is_among_its_columns(written: Written) -> None:
    plain, compiled = written
    named = {key for key in json.dumps(plain).split('"') if key in (*WORDS, *NUMBERS)}
    assert named - {"true"} <= columns_of(compiled) | set(PARTIES)
    assert {ref.path for ref in references_of(compiled)} >= {
        ref.path for text, ref in REFERENCES.items() if f'"{text}"' in json.dumps(plain)
    }


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
    ],
)  # fmt: skip
def test_remembered_filters(text: str, compiled: Filter) -> None:
    assert read(text) == compiled


def test_derived_fields_read_columns_and_refer_to_clauses() -> None:
    test = read(
        "{overrun_minutes: {gt: 0}, channel_agreed: true, notice_hours: {lt: 2}, thread_by: client, within: $hours}"
    )
    assert columns_of(test) == {
        "overrun_minutes", "minutes", "channel_agreed", "channel", "purpose", "notice_hours", "planned_start", "ref",
        "at", "thread_by", "kind", "by", "certainty",
    }  # fmt: skip
    assert [ref.path for ref in references_of(test)] == [
        "administrative.sessions.minutes", "administrative.channels", "administrative.hours",
    ]  # fmt: skip


def test_a_filter_with_a_problem_is_no_filter() -> None:
    problems: list[Diagnostic] = []
    node = parse_document("{kind: message, colour: red}", "contract.yaml")[0]
    assert parse_filter(node, problems) is None
    assert [(d.code, d.location and d.location.column) for d in problems] == [("B112", 17)]
