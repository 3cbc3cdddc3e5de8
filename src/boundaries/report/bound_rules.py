"""The rules of a contract as YAML, with what the contract says now in place of every reference to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import yaml

from boundaries.contract.moments import Moment
from boundaries.contract.versions import Version
from boundaries.policy.condition import Ref
from boundaries.policy.document import rule_document
from boundaries.policy.policy import BoundContract, Policy
from boundaries.policy.rule import Rule
from boundaries.policy.silence import value_of
from boundaries.report.rules_said import silence


def bound_rules(contract: BoundContract, policy: Policy, as_of: Moment | None = None) -> Iterator[str]:
    """One YAML document a rule, by the version in force at a moment (a date: as it ends), else the newest one.

    A rule that is silent there is a comment that says so.
    """
    life, version, ended = contract.timeline, contract.timeline.versions[-1], False
    if as_of is not None:
        at_us = as_of.last(contract.zone)
        if at_us < life.start_us:
            yield f"# {contract.name}: not in force yet on {as_of.text}\n"
            return
        ended = life.end_us is not None and at_us >= life.end_us
        version = life.at(at_us) or version
    over = f"; over on {as_of.text}" if as_of is not None and ended else ""
    yield f"# {contract.name}, as in force since {version.effective}{over}\n"
    for rule in (policy.rules[index] for index in contract.rules):
        if why := silence(rule, version, ended=ended, ends=life.end_us is not None):
            yield f"---\n# {rule.name}: silent, {why}\n"
            continue
        document = rule_document(rule, partial(_value, rule=rule, version=version))
        yield "---\n" + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _value(reference: Ref, *, rule: Rule, version: Version) -> object:
    """What a reference stands for in a version; where there is neither a term nor a default, the reference."""
    found = value_of(rule, version, reference.path)
    return reference if found is None else found
