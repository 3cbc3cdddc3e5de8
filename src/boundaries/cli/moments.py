"""`--as-of`, `--since`, `--until`: a date, a local date-time, or an instant; and which findings they choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.core.instants import from_datetime

if TYPE_CHECKING:
    from boundaries.contract.moments import Moment
    from boundaries.core.finding import Finding
    from boundaries.policy.policy import Policy

_HINT = "`2026-03-31`, `2026-03-31 18:00` on the contract's clock, or an instant `2026-03-31T18:00:00Z`"


def moment(text: str | None, option: str) -> Moment | None:
    """The moment an option names, or None where it is not given; raises `UsageError` for anything else."""
    if text is None:
        return None
    from boundaries.contract.moments import MomentError, parse_moment

    try:
        return parse_moment(text.strip())
    except MomentError as problem:
        raise UsageError(Diagnostic("B302", f"{option}: {problem.message[:200]}", hint=_HINT)) from None


def check_period(since: Moment | None, until: Moment | None, zones: Iterable[str]) -> None:
    """Raises `UsageError` for a period that holds no instant on any contract's clock: a clean report of it would
    say nothing."""
    if since is None or until is None or any(since.start(zone) < until.end(zone) for zone in zones):
        return
    what = f"the period from `{since.text}` to `{until.text}` holds no instant"
    raise UsageError(Diagnostic("B306", what, hint="--since is the earlier one, --until the later"))


def chosen(
    findings: Iterable[Finding], policy: Policy, since: Moment | None, until: Moment | None
) -> tuple[Finding, ...]:
    """The findings whose `at` lies in the period: dates inclusive, instants half-open, on each contract's clock."""
    if since is None and until is None:
        return tuple(findings)
    zones = tuple(contract.zone for contract in policy.contracts)
    starts = {zone: since.start(zone) for zone in zones} if since else {}
    ends = {zone: until.end(zone) for zone in zones} if until else {}

    def inside(finding: Finding) -> bool:
        index = policy.contract_of(finding.relationship)
        assert index is not None, "a finding's relationship has a contract"
        zone = zones[index]
        at = from_datetime(finding.at)
        return starts.get(zone, at) <= at < ends.get(zone, at + 1)

    return tuple(filter(inside, findings))
