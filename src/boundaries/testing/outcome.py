"""What became of a scenario, and a failure as its reader sees it: expected and got on one timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.core.catalogue import Phrase
from boundaries.core.errors import printable
from boundaries.core.finding import Finding
from boundaries.policy.condition import NoneFor, Unanswered
from boundaries.policy.policy import Policy
from boundaries.testing.differences import Difference, differences, why_silent
from boundaries.testing.expect import Comparison
from boundaries.testing.model import Scenario
from boundaries.testing.timetable import Seen, timetable


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario that was evaluated: what was found, and how that compares with what was expected.

    `silent` says of each rule that could not be judged why it could not.
    """

    scenario: Scenario
    findings: tuple[Finding, ...]
    comparison: Comparison
    policy: Policy
    silent: Mapping[str, Phrase]

    @property
    def passed(self) -> bool:
        """Whether the rules said what the scenario expects."""
        return self.comparison.agree

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where the findings are not what was expected, in order of time."""
        return differences(self.comparison, self.findings)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why rules that were expected to speak could not: what they need and the contract has not."""
        return why_silent(self.comparison.missing, self.policy.rules, self.silent)

    def render(self) -> str:
        """The scenario with its place; where it failed, with what happened, was expected and was found."""
        scenario = self.scenario
        verdict = "passed" if self.passed else f"failed (times in {scenario.zone})"
        head = f"{scenario.location}: {scenario.title}: {verdict}"
        if self.passed:
            return printable(head)
        waits = frozenset(rule.name for rule in self.policy.rules if isinstance(rule.when, Unanswered | NoneFor))
        seen = Seen(scenario, self.comparison.matched, self.differences, self._aside(), waits)
        lines = (head, *timetable(seen), *(f"    {reason}" for reason in self.reasons))
        return "\n".join(map(printable, lines))

    def _aside(self) -> tuple[Finding, ...]:
        """Further findings of the rules the scenario names: none that it had to expect, or to rule out."""
        shown = {id(finding) for _, finding in self.comparison.matched} | {id(d.found) for d in self.differences}
        named = {name for expected in self.scenario.expect for name in expected.names} | set(self.scenario.never)
        return tuple(f for f in self.findings if id(f) not in shown and {f.rule, f.code} & named)
