"""What became of a scenario, and a failure as a reader sees it: expected and got on one timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from boundaries.civil.zone import to_local
from boundaries.core.finding import Finding
from boundaries.core.instants import from_datetime
from boundaries.testing.expect import Comparison, Expected
from boundaries.testing.scenario import Scenario

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario that was evaluated: what was found, and how that compares with what was expected."""

    scenario: Scenario
    findings: tuple[Finding, ...]
    comparison: Comparison

    @property
    def passed(self) -> bool:
        """Whether the rules said what the scenario expects."""
        return self.comparison.agree

    @property
    def failures(self) -> tuple[str, ...]:
        """Every difference in a line of its own."""
        return tuple(f"expected {row.expected}; got {row.got}" for row in _rows(self) if row.differs)

    def render(self) -> str:
        """The scenario with its place, its timeline, and beside it expected and got; the first difference has a `>`."""
        scenario = self.scenario
        verdict = "passed" if self.passed else "failed"
        rows = sorted((*_lines(scenario), *_rows(self)), key=lambda row: (row.at is None, row.at or 0))
        width = max((len(row.expected) for row in rows if row.got), default=0)
        first = next((row for row in rows if row.differs), None)
        out = [f"{scenario.location}: {scenario.name}: {verdict}"]
        for row in rows:
            mark = ">" if row is first else ("!" if row.differs else " ")
            got = f"  got {row.got}" if row.got else ""
            shown = f"expected {row.expected.ljust(width)}" if got else row.expected
            out.append(f"{mark} {_clock(row.at, scenario.zone)}  {shown}{got}".rstrip())
        return "\n".join(out)


class _Row(NamedTuple):
    at: int | None
    expected: str
    got: str = ""
    differs: bool = False


def _lines(scenario: Scenario) -> Iterator[_Row]:
    for line in scenario.lines:
        row = line.interaction
        yield _Row(from_datetime(row.at), f"{row.id}: {line.text[line.text.index(row.by) :]}")


def _rows(outcome: Outcome) -> Iterator[_Row]:
    """Expected and got side by side; what is missing stands beside the unmatched finding that is nearest to it."""
    comparison, zone = outcome.comparison, outcome.scenario.zone
    for expected, finding in comparison.matched:
        yield _Row(from_datetime(finding.at), _said(expected, zone), _found(finding, expected, zone))
    matched = {id(finding) for _, finding in comparison.matched}
    free = [finding for finding in outcome.findings if id(finding) not in matched]
    for expected in comparison.missing:
        near = [f for f in free if {f.rule, f.code} & set(expected.names)]
        got = _NOTHING
        if near:
            nearest = min(near, key=lambda f: (len(expected.differences(f)), f.at))
            free = [finding for finding in free if finding is not nearest]
            got = _found(nearest, expected, zone)
        yield _Row(_moment(expected), _said(expected, zone), got, True)
    for finding in comparison.surplus:
        if id(finding) in {id(f) for f in free} or id(finding) in matched:
            yield _Row(from_datetime(finding.at), _NOTHING, _found(finding, None, zone), True)


def _moment(expected: Expected) -> int | None:
    at = expected.values.get("at")
    return from_datetime(at) if isinstance(at, datetime) else None


def _said(expected: Expected, zone: str) -> str:
    return " ".join(_pair(key, value, zone) for key, value in sorted(expected.values.items(), key=_order))


def _found(finding: Finding, expected: Expected | None, zone: str) -> str:
    """A finding by the keys that were asked for."""
    keys = expected.values if expected else ("rule", "status", "severity", "at")
    values = {key: getattr(finding, key) for key in keys}
    return " ".join(_pair(key, value, zone) for key, value in sorted(values.items(), key=_order))


def _order(item: tuple[str, object]) -> tuple[int, str]:
    first = ("rule", "code", "status")
    return (first.index(item[0]) if item[0] in first else len(first), item[0])


def _pair(key: str, value: object, zone: str) -> str:
    if key in ("rule", "code", "status"):
        return str(value)
    if isinstance(value, datetime):
        return f"{key}={_clock(from_datetime(value), zone)}"
    return f"{key}={','.join(map(str, value)) if isinstance(value, tuple) else value}"


def _clock(at: int | None, zone: str) -> str:
    if at is None:
        return " " * 16
    local = to_local(at, zone)
    return local.isoformat(" ", "auto" if local.second or local.microsecond else "minutes")
