"""The four kinds of examples that every shipped rule has, each doing its own job.

It fires. It nearly fires: little is otherwise, and nothing is found. It is excused: without its excuses the rule says
something else; a conclusion has no excuses, and ends instead. It is not known: a column is missing, or the log does not
show what is waited for; with it, the rule says something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from boundaries.core.finding import Finding
from boundaries.policy.conclusion import Conclude, OfEvents, OfKept
from boundaries.policy.condition import Agreement, NoneFor, Unanswered
from boundaries.policy.fields import columns_of
from boundaries.policy.inside import filters_of
from boundaries.policy.reads import columns_read
from boundaries.testing.model import Scenario
from boundaries.testing.outcome import Outcome
from rules.shipped import EVERY, Shipped, again, called, looked_at, outcomes, premises

every_rule = pytest.mark.parametrize("shipped", EVERY, ids=called)
CONCLUSIONS = [shipped for shipped in EVERY if isinstance(shipped.rule.when, Conclude)]
every_conclusion = pytest.mark.parametrize("shipped", CONCLUSIONS, ids=called)
every_other = pytest.mark.parametrize("shipped", [s for s in EVERY if s not in CONCLUSIONS], ids=called)
LITTLE = 1  # rows that are more, fewer or others in one example than in another

# Questions about the agreement that no example can leave unanswered, and why. The others have one like everybody.
NEVER_UNKNOWN = {
    "incomplete": "it reads the contract alone",
    "one_sided": "it reads the contract alone",
    "late": "it reads `at` and `kind` of sessions that are there, which no row lacks",
}
# Columns that no row lacks: what is read of them alone is never unknown (`at` is, where hours are asked and only the
# day is known: then `certainty` is read, too).
ALWAYS_THERE = {"at", "kind", "id", "relationship", "people"}


def said(findings: Sequence[Finding]) -> Counter[tuple[object, ...]]:
    """What findings say, without their names."""
    return Counter((f.at, f.until, f.status, f.excused_by, f.severity, f.measured, f.evidence) for f in findings)


def opened(outcome: Outcome) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.status == "open"]


def rows(scenario: Scenario) -> Counter[tuple[str, str]]:
    """Who did what, and how often; when it was, and all else, apart."""
    return Counter((line.interaction.kind, line.interaction.by) for line in scenario.lines)


def differ(one: Scenario, other: Scenario) -> int:
    """How many rows, or findings that are given, are more, fewer or others in one example than in another."""
    (here, there), (said_here, said_there) = (rows(one), rows(other)), (_given(one), _given(other))
    rows_apart = max(sum((here - there).values()), sum((there - here).values()))
    return rows_apart + max(len(said_here - said_there), len(said_there - said_here))


def _given(scenario: Scenario) -> set[frozenset[tuple[str, object]]]:
    return {frozenset(one.values.items()) for one in scenario.given}


# ---- it fires, and nearly fires -----------------------------------------------------------------------------------


@every_rule
def test_it_fires(shipped: Shipped) -> None:
    assert any(opened(outcome) for outcome in outcomes(shipped))


def nearly(outcome: Outcome) -> bool:
    """Whether a rule that could speak, of a log that shows everything, says nothing: with or without its excuses."""
    scenario = outcome.scenario
    assert scenario.rule is not None
    if outcome.findings or scenario.covers is not None or scenario.rule.name in outcome.silent:
        return False
    return (
        isinstance(scenario.rule.when, Conclude) or not again(scenario, rule=replace(scenario.rule, unless=())).findings
    )


@every_rule
def test_it_nearly_fires(shipped: Shipped) -> None:
    """Nothing is found, by rows that the rule looks at, beside an example that fires and is little different."""
    firing = [outcome.scenario for outcome in outcomes(shipped) if opened(outcome)]
    near = [
        outcome.scenario.name
        for outcome in outcomes(shipped)
        if nearly(outcome) and min(differ(outcome.scenario, other) for other in firing) <= LITTLE
        and _looks_at(shipped, outcome.scenario)
    ]  # fmt: skip
    assert near


def _looks_at(shipped: Shipped, scenario: Scenario) -> bool:
    kinds = {line.interaction.kind for line in scenario.lines}
    return isinstance(shipped.rule.when, Agreement | Conclude) or bool(kinds & looked_at(shipped.rule))


# ---- it is excused ------------------------------------------------------------------------------------------------


@every_other
def test_it_is_excused(shipped: Shipped) -> None:
    """Without its excuses the rule finds something open that it had excused, or had left out before it counted."""
    assert shipped.rule.unless, "every rule has an excuse"
    changed = []
    for outcome in outcomes(shipped):
        rule = outcome.scenario.rule
        assert rule is not None
        bare = opened(again(outcome.scenario, rule=replace(rule, unless=())))
        if said(bare) - said(opened(outcome)):
            changed.append(outcome.scenario.name)
    assert changed


@every_conclusion
def test_a_conclusion_ends(shipped: Shipped) -> None:
    assert [f for outcome in outcomes(shipped) for f in opened(outcome) if f.until is not None]


@every_rule
def test_an_excused_example_is_excused_by_an_excuse_of_the_rule(shipped: Shipped) -> None:
    excused = [f for outcome in outcomes(shipped) for f in outcome.findings if f.status == "excused"]
    assert {f.excused_by for f in excused} <= set(shipped.rule.unless)


# ---- it is not known ----------------------------------------------------------------------------------------------


def filled(scenario: Scenario) -> Scenario:
    """An example in which every row tells its channel, and when it was."""
    lines = tuple(
        replace(line, interaction=replace(i, channel=i.channel or "sms", certainty="exact"))
        for line in scenario.lines
        for i in [line.interaction]
    )
    return replace(scenario, lines=lines)


def is_of_the_unknown(outcome: Outcome) -> bool:
    """Whether what an example lacks decides what is said of it."""
    scenario = outcome.scenario
    if any(finding.status == "undetermined" for finding in outcome.findings):
        return True
    if scenario.covers is not None:
        return bool(opened(again(scenario, covers=None))) and not opened(outcome)
    asks = scenario.rule is not None and isinstance(scenario.rule.when, Agreement)
    return asks and said(again(filled(scenario)).findings) != said(outcome.findings)


def unknown_to_nobody(shipped: Shipped) -> bool:
    """Whether nothing that the rule reads can be missing: no absence is judged, and every row has its columns."""
    when = shipped.rule.when
    if isinstance(when, Conclude):
        return True  # asked below
    if isinstance(when, Agreement):
        return when.about in NEVER_UNKNOWN
    read = columns_read(when)  # not what its excuses read: an excuse is never unknown
    on_leave = any("on_leave" in columns_of(test) for test in filters_of(when))
    spans = {"planned_start", "planned_end"} if on_leave else set()  # of leave rows, which have defaults
    return not isinstance(when, Unanswered | NoneFor) and read <= ALWAYS_THERE | spans


@every_rule
def test_it_is_not_known(shipped: Shipped) -> None:
    if not unknown_to_nobody(shipped):
        assert [outcome.scenario.name for outcome in outcomes(shipped) if is_of_the_unknown(outcome)]


@every_rule
def test_an_absence_is_not_judged_where_the_log_cannot_show_it(shipped: Shipped) -> None:
    if isinstance(shipped.rule.when, Unanswered | NoneFor):
        covering = [outcome for outcome in outcomes(shipped) if outcome.scenario.covers is not None]
        assert any(is_of_the_unknown(outcome) for outcome in covering)


@every_conclusion
def test_a_conclusion_is_not_drawn_where_the_log_cannot_show_what_speaks_against_it(shipped: Shipped) -> None:
    when = shipped.rule.when
    assert isinstance(when, Conclude)
    against = any(isinstance(premise, OfEvents) for premise in premises(*when.none, *when.retract))
    kept = any(isinstance(premise, OfKept) for premise in premises(*when.all))
    covering = [outcome for outcome in outcomes(shipped) if outcome.scenario.covers is not None]
    assert bool(covering) == (against or kept)
    assert not [finding for outcome in covering for finding in outcome.findings]


@every_conclusion
def test_a_conclusion_has_an_example_that_is_drawn_from_what_happened(shipped: Shipped) -> None:
    """Not all of it is given: what it rests on is found, too."""
    assert any(opened(outcome) and not outcome.scenario.given for outcome in outcomes(shipped))


def test_hardly_any_rule_is_left_without_an_example_of_the_unknown() -> None:
    left = {shipped.name for shipped in EVERY if unknown_to_nobody(shipped) and shipped not in CONCLUSIONS}
    agreement = {"agreed-before-the-first-session", "both-agree-to-changes", "parts-still-open"}
    assert left == agreement | {"session-frequency", "goals-not-agreed", "second-role"}
