"""What is expected of findings: how it is read, and how findings are held to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.finding import Finding
from boundaries.core.location import Location
from boundaries.testing.expect import KEYS, Expected, compare
from made_result import finding
from scenarios import CONTRACT, EVENING, message, problems

HERE = Location("s.yaml", 1, 1)


def expected(**values: object) -> Expected:
    return Expected({"status": "open", **values}, HERE)


def test_a_key_of_an_expectation_is_a_key_of_a_finding() -> None:
    assert set(KEYS) == {f.name for f in fields(Finding)} - {"params", "location"}


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("status: opne", "B104 `opne` is no status (did you mean `open`?)"),
        ("severity: high", "B104 `high` is no severity (one of notice, crossing)"),
        ("severity: violation", "a violation is a disposition a named person sets"),
        ("bearer: client", "B104 `client` is no bearer"),
        ("dimension: tyme", "B104 `tyme` is no dimension (did you mean `time`?)"),
        ("type: breech", "B104 `breech` is no type (did you mean `breach`?)"),
        ("unit: minute", "B104 `minute` is no unit (did you mean `minutes`?)"),
        ("audience: all", "B104 `all` is no audience"),
        ("review_soon: soon", "B103 `review_soon` is `true` or `false`, not `soon`"),
        ("measured: nan", "B134 `measured` is a number, not `nan`"),
        ("measured: 1_000", "B134 `measured` is a number"),
        ("measured: 3 days", "B134 `measured` is a number"),
        ("at: 3.3.2026 21:10", "B133"),
        ("until: 2026-03-03", "B133 `2026-03-03` is a day, not a time (such as `2026-03-03 09:00`)"),
        ("since: 2026-03-03", "B133 `2026-03-03` is a day, not a time"),
        ("before: many", "B134 `before` is a number, not `many`"),
        ("second_opinion: maybe", "B104 `maybe` is no second_opinion"),
        ("factor_interval: [2]", "B134 `factor_interval` has two ends (from the lower to the upper one)"),
        ("after_interval: [2, more]", "B134 `after` is a number, not `more`"),
        ("evidence: [[e1]]", "B103 `evidence` is a text"),
        ("titel: Replies", "B134 a finding has no `titel` (did you mean `title`?)"),
        ("says: [a]", "B103 `says` is a text, not a list"),
    ],
)
def test_a_mistake_in_an_expectation_is_told(key: str, said: str) -> None:
    assert said in message(f"expect: [{{rule: reply-outside-hours, {key}}}]")


def test_an_item_is_a_mapping_that_names_a_rule() -> None:
    head = f"scenario: s\n{CONTRACT}{EVENING}"
    assert problems(f"{head}expect: [reply-outside-hours]\n") == [("B103", 12, 10)]
    assert problems(f"{head}expect: [{{status: open}}]\n") == [("B102", 12, 10)]
    assert problems(f"{head}expect: [{{rule: null}}]\n") == [("B103", 12, 17)]


# ---- comparing ------------------------------------------------------------------------------------------------

RULES = ("a", "b")
STATUSES = ("open", "excused", "undetermined")
FOUND = st.lists(
    st.builds(
        lambda rule, **keys: replace(finding(), rule=rule, code=rule.upper(), **keys),
        rule=st.sampled_from(RULES), status=st.sampled_from(STATUSES), severity=st.sampled_from(("notice", "crossing")),
    ),
    max_size=5,
)  # fmt: skip
EXPECTED = st.lists(
    st.builds(
        lambda name, status, severity: Expected(name | {"status": status} | severity, HERE),
        st.sampled_from([{"rule": "a"}, {"rule": "b"}, {"code": "A"}]), st.sampled_from(STATUSES),
        st.sampled_from([{}, {"severity": "notice"}, {"severity": "crossing"}]),
    ),
    max_size=4,
)  # fmt: skip


def most_met(expect: Sequence[Expected], findings: Sequence[Finding]) -> int:
    """How many expectations can be met at once, each by a finding of its own: every way is tried."""
    if not expect:
        return 0
    best = most_met(expect[1:], findings)
    for i, one in enumerate(findings):
        if not expect[0].differences(one):
            best = max(best, 1 + most_met(expect[1:], [*findings[:i], *findings[i + 1 :]]))
    return best


@settings(max_examples=200)
@given(EXPECTED, FOUND, st.sets(st.sampled_from(("a", "b", "A"))), st.booleans())
def test_as_many_expectations_are_met_as_can_be(
    expect: list[Expected], findings: list[Finding], never: set[str], exactly: bool
) -> None:
    result = compare(expect, never, exactly, findings)
    assert len(result.matched) == most_met(expect, findings)
    assert len(result.matched) + len(result.missing) == len(expect)
    assert all(not one.differences(found) for one, found in result.matched)
    assert len({id(found) for _, found in result.matched}) == len(result.matched), "each has one of its own"
    met = {id(found) for _, found in result.matched}
    named = {name for one in expect for name in one.names}
    for found in findings:
        names = {found.rule, found.code}
        ruled_out = found.status != "excused" and bool(names & never)
        further = id(found) not in met and found.status == "open" and (exactly or bool(names & named))
        assert (id(found) in {id(extra) for extra in result.surplus}) is (ruled_out or further)
    assert result.agree is (not result.missing and not result.surplus)


def test_a_measure_is_compared_to_nine_digits_and_an_instant_to_the_microsecond() -> None:
    third = replace(finding(), rule="a", measured=1 / 3)
    assert not expected(rule="a", measured=0.3333333333).differences(third)
    assert expected(rule="a", measured=0.33333).differences(third) == ("measured",)
    assert expected(rule="a", measured=None).differences(third) == ("measured",)
    assert expected(rule="a", measured=0.0).differences(replace(third, measured=None)) == ("measured",)
