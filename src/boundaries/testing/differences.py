"""Each place where the findings of a scenario are not what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from boundaries.core.catalogue import Phrase
from boundaries.core.finding import Finding
from boundaries.core.instants import from_datetime
from boundaries.engine.silent import NOT_COVERED
from boundaries.policy.rule import Rule
from boundaries.testing.expect import Comparison, Expected


@dataclass(frozen=True, slots=True)
class Difference:
    """Something expected and not found, something found and not expected, or the two that differ by some keys."""

    expected: Expected | None
    found: Finding | None

    @property
    def rule(self) -> str:
        """The rule, by the name of the finding, or as it was named."""
        return self.found.rule if self.found else self.expected.names[0] if self.expected else ""

    @property
    def at(self) -> int | None:
        """The instant of the finding, or the one at which it was expected; None where none was named."""
        moment = self.found.at if self.found else self.expected and self.expected.values.get("at")
        return from_datetime(moment) if isinstance(moment, datetime) else None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys by which the two differ; none where one of the two is missing."""
        return self.expected.differences(self.found) if self.expected and self.found else ()


def differences(comparison: Comparison, findings: Iterable[Finding]) -> tuple[Difference, ...]:
    """What is missing, beside the finding that is nearest to it, and what ought not to be there; in order of time."""
    found = sorted(_unordered(comparison, findings), key=lambda d: (d.at is None, d.at or 0))
    return tuple(found)


def _unordered(comparison: Comparison, findings: Iterable[Finding]) -> Iterator[Difference]:
    matched = {id(finding) for _, finding in comparison.matched}
    near = _nearest(comparison, [finding for finding in findings if id(finding) not in matched])
    yield from (Difference(expected, near.get(i)) for i, expected in enumerate(comparison.missing))
    beside = {id(finding) for finding in near.values()}
    yield from (Difference(None, finding) for finding in comparison.surplus if id(finding) not in beside)


def _nearest(comparison: Comparison, free: list[Finding]) -> dict[int, Finding]:
    """For missing expectations, by their number, a finding of the same rule and instant: nearest pairs first."""
    pairs = sorted(
        (len(expected.differences(finding)), i, j)
        for i, expected in enumerate(comparison.missing)
        for j, finding in enumerate(free)
        if {finding.rule, finding.code} & set(expected.names) and finding.at == expected.values.get("at", finding.at)
    )
    near: dict[int, Finding] = {}
    taken: set[int] = set()
    for _, i, j in pairs:
        if i not in near and j not in taken:
            near[i] = free[j]
            taken.add(j)
    return near


def why_silent(missing: Iterable[Expected], rules: Iterable[Rule], silent: Mapping[str, Phrase]) -> tuple[str, ...]:
    """Why rules that are expected to speak could not; `silent` has the engine's reason for each that could not."""
    named = {name for expected in missing for name in expected.names}
    return tuple(
        f"{rule.name} is {'not checked' if silent[rule.name] == NOT_COVERED else 'silent'}: {silent[rule.name]}"
        for rule in rules
        if {rule.name, rule.code} & named and rule.name in silent and rule.enabled
    )
