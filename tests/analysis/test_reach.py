"""What is called impossible, or implied, is so in every generated world; and the cases an author meets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

import pytest

import oracle
from analysis.written import written
from boundaries.analysis.reach import Wish, implies, possible
from boundaries.policy.condition import Agreement, Filter
from boundaries.policy.inside import filters_of
from boundaries.policy.rule import Rule
from oracle_case import Case, setting, visible
from oracle_fields import Row
from oracle_filters import judge
from worlds import World, seeded

LONG = os.environ.get("BOUNDARIES_LONG") == "1"
WISHES: dict[bool | None, tuple[Wish, ...]] = {
    True: ("true", "not false"), False: ("false", "not true"), None: ("not true", "not false"),
}  # fmt: skip


def filters(rule: Rule) -> tuple[Filter, ...]:
    return () if isinstance(rule.when, Agreement) else filters_of(rule.when)


def judged(world: World, rule: Rule, tests: tuple[Filter, ...]) -> Iterator[tuple[Row, list[bool | None]]]:
    """Each row that a rule sees, and what each of the filters says of it."""
    contracts = [agreement.for_oracle() for agreement in world.agreements]
    until = max((row["at"] for row in world.rows), default=0)
    rows = sorted(world.rows, key=oracle.order)
    for pair in sorted({row["relationship"] for row in world.rows if row["relationship"] is not None}):
        contract = oracle.contract_of(pair, contracts)
        if contract is not None:
            case = Case(rule, contract, pair, oracle.rows_of(pair, contract, rows), until, None)
            for row in visible(case):
                yield row, [judge(test, row, setting(row, case)).truth for test in tests]


@pytest.mark.parametrize("block", range(100 if LONG else 6))
def test_what_a_row_is_was_called_possible(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        world = seeded(seed)
        for rule in world.rules:
            for row, verdicts in judged(world, rule, filters(rule)):
                for test, truth in zip(filters(rule), verdicts, strict=True):
                    for wish in WISHES[truth]:
                        assert possible((wish, test)), f"seed {seed}, {rule.name}, {row}: {truth}"


def test_what_a_row_is_to_two_filters_was_called_possible_together() -> None:
    seen = impossible = 0
    for seed in range(2000 if LONG else 200):
        world = seeded(seed)
        for one, other in pairwise(world.rules):
            both = replace(one, clause=None, needs=(*one.needs, *other.needs), defaults={})
            for pair in product(filters(one), filters(other)):
                impossible += not possible(("true", pair[0]), ("true", pair[1]))
                for row, (first, second) in judged(world, both, pair):
                    seen += 1
                    for wishes in product(WISHES[first], WISHES[second]):
                        assert possible(*zip(wishes, pair, strict=True)), f"seed {seed}, {row}: {first} {second}"
    assert seen > 500
    assert impossible > 50


CONTRADICTORY = """
{kind: [message], by: client, not: {kind: message}}
{kind: session, thread_by: client}
{by: system, thread_by: client}
{thread_by: system}
{thread_by: {missing: true}, kind: call, by: client}
{outside: $hours, within: $hours}
{outside: 24/7}
{within: "Mo off"}
{within: "Mo 09:00-10:00", outside: "Mo-Fr 08:00-12:00"}
{within: "Sa-Su", any: [{within: "Mo-Fr 09:00-17:00"}, {within: "We"}]}
{certainty: date_only, outside: $hours}
{minutes: {lt: 0}}
{minutes: {gt: 60, le: 60}}
{minutes: {gt: 60, missing: true}}
{minutes: 10, overrun_minutes: {missing: true}}
{minutes: {le: $sessions.minutes}, overrun_minutes: {gt: 0}}
{overrun_minutes: {gt: $sessions.overrun, lt: $sessions.overrun}}
{notice_hours: {gt: $cancellation.notice * 2, lt: $cancellation.notice}}
{notice_hours: {lt: 48}, planned_start: {missing: true}, ref: {missing: true}}
{length: {gt: 20, lt: 21}}
{people: {missing: true}}
{by: {missing: true}}
{channel: sms, channel_agreed: {missing: true}}
{purpose: {missing: true}, any: [{purpose: crisis}, {purpose: {not: support}}]}
{purpose: {not: [scheduling, support, crisis, other]}}
{kind: exception, reason: {missing: true}}
{channel_agreed: {not: [true, false]}}
{account: {not: $accounts}, any: [{account: $accounts}]}
{ref_kind: session, any: [{ref_kind: [message, call]}]}
{ref_kind: session, ref: {missing: true}}
{ref_kind: x-walk, not: {ref_kind: x-walk}}
{on_leave: {missing: true}}
{on_leave: true, not: {on_leave: true}}
{on_leave: {not: [true, false]}}
{open: goals, not: {open: goals}}
{open: goals, not: {open: [tasks, goals]}}
{open: sessions, not: {open: sessions.minutes}}
{people: {gt: $parties, le: $parties}}
{people: {lt: $parties, gt: $parties * 2}}
{opens_thread: true, not: {opens_thread: {missing: false}}}
{opens_thread: true, previous_by: client}
{opens_thread: false, previous_by: {missing: true}}
{opens_thread: {not: [true, false]}}
{opens_thread: true, kind: session}
{opens_thread: false, by: system}
{opens_thread: {missing: true}, kind: call, by: client}
{reply_minutes: {lt: 0}}
{reply_minutes: {ge: 0}, by: client}
{reply_minutes: {missing: false}, kind: session}
{reply_minutes: {gt: 10}, not: {reply_minutes: {missing: false}}}
"""
SOUND = """
{}
{kind: message, by: {not: client}}
{kind: {not: [message, call, session]}}
{by: unknown}
{kind: call, by: client, thread_by: client}
{thread_by: {missing: true}, kind: call}
{outside: $hours, within: $rest.night}
{outside: $hours}
{within: "Mo 09:00-10:00", outside: "Mo-Fr 09:30-12:00"}
{within: "PH", outside: "Mo-Fr"}
{within: "2031 Mo"}
{within: "Feb 29 Mo"}
{minutes: {ge: 60, le: 60}}
{minutes: {gt: $sessions.minutes, lt: 10}}
{overrun_minutes: {lt: 0}}
{overrun_minutes: {gt: $sessions.overrun, lt: $sessions.overrun * 2}}
{notice_hours: {lt: -1}}
{notice_hours: {lt: 48}, planned_start: {missing: true}}
{length: {gt: 20, lt: 22}}
{amount: {lt: 0}}
{people: {ge: 3}}
{reason: {missing: true}}
{channel: {not: sms}, channel_agreed: false}
{any: [{minutes: {lt: 0}}, {kind: gift}]}
{ref_kind: session, any: [{ref_kind: {not: [message, call]}}]}
{ref_kind: {missing: true}, ref: {missing: false}}
{kind: leave, on_leave: false}
{open: [goals, tasks], not: {open: goals}}
{open: sessions.minutes, not: {open: sessions}}
{people: {gt: $parties}}
{opens_thread: true, by: practitioner, thread_by: practitioner}
{opens_thread: {not: true}, previous_by: {missing: false}}
{opens_thread: {missing: true}, kind: gift}
{reply_minutes: {gt: 10.5, lt: 11}, kind: call, previous_by: {missing: true}}
{reply_minutes: {missing: true}, kind: message, by: practitioner}
"""


@pytest.mark.parametrize("text", CONTRADICTORY.strip().splitlines())
def test_a_filter_nothing_can_match(text: str) -> None:
    assert not possible(("true", written(text)))


@pytest.mark.parametrize("text", SOUND.strip().splitlines())
def test_a_filter_something_can_match(text: str) -> None:
    assert possible(("true", written(text)))


@pytest.mark.parametrize(
    ("narrow", "wide", "holds"),
    [
        ("{kind: message, by: client}", "{kind: [message, call]}", True),
        ("{kind: [message, call]}", "{kind: message}", False),
        ("{minutes: {gt: 60}}", "{minutes: {ge: 60}}", True),
        ("{minutes: {ge: 60}}", "{minutes: {gt: 60}}", False),
        ("{channel: sms}", "{channel: {not: email}}", True),
        ("{not: {channel: sms}}", "{channel: {not: sms}}", True),
        ("{kind: message}", "{not: {kind: call}}", True),
        ("{}", "{channel: {not: sms}}", False),  # a row without a channel is not one whose channel is another
        ("{}", "{not: {thread_by: client}}", False),
        ("{kind: gift}", "{not: {thread_by: client}}", True),
        ("{kind: gift}", "{thread_by: {not: client}}", False),
        ("{within: 'Mo 10:00-11:00'}", "{within: 'Mo-Fr 09:00-12:00'}", True),
        ("{overrun_minutes: {gt: 10}}", "{minutes: {gt: $sessions.minutes}}", True),
        ("{kind: message}", "{any: [{kind: message}, {by: client}]}", True),
        ("{ref_kind: session}", "{ref_kind: {not: message}}", True),
        ("{}", "{ref_kind: {not: message}}", False),
        ("{}", "{any: [{on_leave: true}, {on_leave: false}]}", True),
        ("{open: sessions}", "{open: [sessions.minutes, goals]}", True),
        ("{open: sessions.minutes}", "{open: sessions}", False),
        ("{}", "{any: [{open: goals}, {not: {open: goals}}]}", True),
        ("{people: {gt: $parties * 2}}", "{people: {gt: $parties}}", True),
        ("{opens_thread: true}", "{kind: [message, call]}", True),
        ("{opens_thread: true}", "{opens_thread: {not: false}}", True),
        ("{}", "{any: [{opens_thread: true}, {opens_thread: false}]}", False),  # what is in no thread is neither
        ("{}", "{any: [{opens_thread: true}, {not: {opens_thread: true}}]}", True),
        ("{}", "{any: [{reply_minutes: {lt: 5}}, {not: {reply_minutes: {lt: 5}}}]}", True),  # never unknown
        ("{}", "{any: [{reply_minutes: {lt: 5}}, {reply_minutes: {ge: 5}}]}", False),
        ("{reply_minutes: {not: 5}}", "{by: practitioner}", True),
    ],
)
def test_whether_one_filter_implies_another(narrow: str, wide: str, holds: bool) -> None:
    assert implies(written(narrow), written(wide)) is holds


def test_a_search_that_grows_too_large_says_that_it_may_be_so() -> None:
    never = "{any: [{minutes: {lt: 0}}, {length: {lt: 0}}, {people: {lt: 0}}]}"
    assert not possible(("true", written(never)))
    either = [f"{{any: [{{channel: {{not: {c}}}}}, {{place: {{not: {c}}}}}]}}" for c in "abcdefghijklmnop"]
    wish: Wish = "true"
    assert possible(*((wish, written(text)) for text in (never, *either)))
