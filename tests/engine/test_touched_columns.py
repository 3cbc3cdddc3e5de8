"""Judging touches no column that the rules do not declare, and of each shipped rule every one that it declares."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

import boundaries as bd
from boundaries.core.instants import from_datetime
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement
from boundaries.policy.policy import ALWAYS, Policy
from boundaries.table.assemble import to_log
from boundaries.table.log import Log
from rules.shipped import EVERY, SHELF, Shipped, called, outcomes
from touched import touched_by
from worlds import World, end_of, lines_of, log_of, policy_of, worlds

pytestmark = pytest.mark.untraced  # one path, walked many times

LOOKS_AT_OTHERS = ("after_practice", "expired_exception")  # these ask what other rules found, as conclusions do


def examples(shipped: Shipped) -> list[tuple[Policy, Log, int | None]]:
    """The examples of a rule: by what they are judged, their rows, and the end of their world."""
    scenarios = [outcome.scenario for outcome in outcomes(shipped)]
    return [
        (SHELF.policy(s.contract, shipped.on), to_log(line.interaction for line in s.lines), s.as_of) for s in scenarios
    ]


@pytest.mark.parametrize("shipped", EVERY, ids=called)
def test_a_shipped_rule_reads_the_columns_that_it_declares_and_no_others(shipped: Shipped) -> None:
    touched: set[str] = set()
    for policy, log, as_of in examples(shipped):
        looked_at = touched_by(policy, log, as_of)
        assert looked_at <= policy.columns
        touched |= looked_at
    when = shipped.rule.when
    if isinstance(when, Conclude) or (isinstance(when, Agreement) and when.about in LOOKS_AT_OTHERS):
        assert touched >= shipped.rule.columns
    else:
        assert touched - ALWAYS == shipped.rule.columns - ALWAYS


@settings(deadline=None)
@given(worlds(18))
def test_no_column_is_touched_that_the_policy_does_not_read(world: World) -> None:
    as_of = end_of(world)
    assert touched_by(policy_of(world), log_of(world), None if as_of is None else from_datetime(as_of)) <= (
        policy_of(world).columns
    )


@settings(deadline=None)
@given(worlds(18))
def test_the_columns_that_are_read_give_the_findings_of_the_whole_log(world: World) -> None:
    log, policy = log_of(world), policy_of(world)
    read = [name for name in log.table.column_names if name in policy.columns]
    whole, part = (
        bd.check(each, policy, as_of=end_of(world)) for each in (log, replace(log, table=log.table.select(read)))
    )
    assert lines_of(part) == lines_of(whole)
    assert [finding.to_dict() for finding in part] == [finding.to_dict() for finding in whole]
