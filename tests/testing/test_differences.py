"""Every difference is told once: what is missing beside what is nearest to it, and what ought not to be there."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from boundaries.core.finding import Finding
from boundaries.core.instants import to_datetime
from boundaries.core.location import Location
from boundaries.testing.differences import differences
from boundaries.testing.expect import Expected, compare
from made_result import AT, DAY, finding
from testing.test_expect import EXPECTED, FOUND


@settings(max_examples=200)
@given(EXPECTED, FOUND)
def test_each_side_is_told_once(expect: list[Expected], findings: list[Finding]) -> None:
    comparison = compare(expect, ("b",), True, findings)
    told = differences(comparison, findings)
    missing = [id(one.expected) for one in told if one.expected]
    assert sorted(missing) == sorted(map(id, comparison.missing))
    found = [id(one.found) for one in told if one.found]
    assert len(found) == len(set(found))
    assert {id(one) for one in comparison.surplus} <= set(found)
    assert bool(told) is not comparison.agree
    for one in told:
        if one.expected and one.found:
            assert one.keys, "the two differ"
            assert {one.found.rule, one.found.code} & set(one.expected.names)


def expected(**values: object) -> Expected:
    return Expected({"rule": "a", "status": "open", **values}, Location("s.yaml", 1, 1))


def found(day: int, **changes: object) -> Finding:
    return replace(finding(at=AT + day * DAY), rule="a", **changes)  # type: ignore[arg-type]


def test_nearest_is_who_differs_least_and_never_who_is_of_another_instant() -> None:
    first, second = found(0, severity="crossing", measured=3.0), found(0, severity="crossing", measured=4.0)
    elsewhere = found(1)
    wanted = expected(at=first.at, severity="notice", measured=4.0)
    findings = [first, second, elsewhere]
    (pair, *rest) = differences(compare([wanted], (), False, findings), findings)
    assert (pair.expected, pair.found, pair.keys) == (wanted, second, ("severity",))
    assert [(one.expected, one.found) for one in rest] == [(None, first), (None, elsewhere)]


def test_they_stand_in_order_of_time_and_what_has_none_comes_last() -> None:
    findings = [found(2), found(0)]
    expect = [expected(severity="crossing", status="excused"), expected(at=to_datetime(AT + DAY))]
    told = differences(compare(expect, (), False, findings), findings)
    assert [None if one.at is None else (one.at - AT) // DAY for one in told] == [0, 1, 2]
    alone = differences(compare(expect, (), False, []), [])
    assert [one.at for one in alone] == [AT + DAY, None]
    assert [one.rule for one in alone] == ["a", "a"]
