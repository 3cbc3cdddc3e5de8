"""`--since` and `--until` choose findings on each contract's own clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from boundaries.cli.moments import check_period, chosen, moment
from boundaries.core.errors import UsageError
from made_result import AT, finding, sample

HOUR = 3_600_000_000
MINUTE = HOUR // 60


def in_zone(zone: str) -> object:
    policy = sample().policy
    return replace(policy, contracts=(replace(policy.contracts[0], zone=zone),))


@pytest.mark.parametrize(
    ("since", "until", "zone", "inside"),
    [
        ("2026-03-03", None, "Europe/London", True),
        ("2026-03-04", None, "Europe/London", False),
        ("2026-03-04", None, "Asia/Tokyo", True),  # 06:10 of the next day there
        (None, "2026-03-03", "Europe/London", True),  # a date includes its day
        (None, "2026-03-03", "Asia/Tokyo", False),
        ("2026-03-03 21:10", None, "Europe/London", True),  # inclusive
        (None, "2026-03-03 21:10", "Europe/London", False),  # exclusive
        (None, "2026-03-03 21:11", "Europe/London", True),
        ("2026-03-03T21:10:00.000001Z", None, "Europe/London", False),
        ("2026-03-03T23:10+02:00", "2026-03-03T21:10:00.000001Z", "Asia/Tokyo", True),
    ],
)
def test_a_finding_is_chosen_by_its_instant(since: str | None, until: str | None, zone: str, inside: bool) -> None:
    found = chosen([finding(at=AT)], in_zone(zone), moment(since, "--since"), moment(until, "--until"))  # type: ignore[arg-type]
    assert bool(found) is inside


def test_without_bounds_everything_is_chosen_in_order() -> None:
    findings = [finding(at=AT), finding(at=AT + MINUTE)]
    assert chosen(findings, sample().policy, None, None) == tuple(findings)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-02-30", "2026-3-3", "03.03.2026", "2026-03-03 25:00", "20260303", "2026-W10-2", "9999999999"],
)
def test_nonsense_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(UsageError, match=r"--as-of: .*2026-03-31 18:00"):
        moment(text, "--as-of")


@pytest.mark.parametrize(
    ("since", "until", "empty"),
    [
        ("2026-05-01", "2026-01-01", True),
        ("2026-05-01", "2026-05-01", False),  # a day
        ("2026-05-01 10:00", "2026-05-01 10:00", True),  # half-open
        ("2026-05-02", "2026-05-01", True),
        ("2026-05-01T10:00:00Z", "2026-05-01 10:30", False),  # not in London, where it is summer, but in Reykjavik
        (None, "1900-01-01", False),
        ("2199-01-01", None, False),
    ],
)
def test_a_period_without_an_instant_is_refused(since: str | None, until: str | None, empty: bool) -> None:
    period = moment(since, "--since"), moment(until, "--until")
    zones = ["Europe/London", "Atlantic/Reykjavik"]
    if not empty:
        check_period(*period, zones)
        return
    with pytest.raises(UsageError, match="holds no instant"):
        check_period(*period, zones)
