"""Conclusions that ask for findings which no rule of their pack can make (B155)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boundaries.core.errors import Diagnostic
from boundaries.policy.conclusion import Conclude
from boundaries.policy.premises_document import said_of
from boundaries.policy.rule import Rule
from boundaries.policy.stratify import filters_of_findings, may_match


def unmet(rules: Sequence[Rule]) -> Iterator[Diagnostic]:
    """The warnings about the filters of findings, in the rules of a pack, that let nothing through."""
    for rule in rules:
        if not isinstance(rule.when, Conclude) or not rule.enabled:
            continue
        for chosen in filters_of_findings((*rule.when.all, *rule.when.none, *rule.when.retract)):
            if not any(may_match(chosen, other) for other in rules if other is not rule and other.enabled):
                message = f"no rule of the pack finds what `findings: {said_of(chosen)}` asks for"
                hint = "look at the names, or extend the pack that has the rules"
                yield Diagnostic("B155", message, rule.location, hint, "warning")
