"""The rules of a contract as YAML, with what the contract says now in place of every reference to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import yaml

from boundaries.contract.clauses import clause_of
from boundaries.contract.versions import Version
from boundaries.policy.document import rule_document
from boundaries.policy.policy import BoundContract, Policy
from boundaries.policy.rule import Ref, Rule


def bound_rules(contract: BoundContract, policy: Policy) -> Iterator[str]:
    """One YAML document a rule, by the newest version; a rule that is silent there is a comment that says so."""
    version = contract.timeline.versions[-1]
    yield f"# {contract.name}, as in force since {version.effective}\n"
    for rule in (policy.rules[index] for index in contract.rules):
        lacking = _lacking(rule, version)
        if lacking:
            yield f"---\n# {rule.name}: silent, the contract has no {lacking}\n"
            continue
        document = rule_document(rule, partial(_value, rule=rule, version=version))
        yield "---\n" + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _lacking(rule: Rule, version: Version) -> str:
    """The first path the rule needs and the version does not have."""
    if rule.clause is not None and rule.clause not in version.terms:
        return rule.clause
    paths = (need.path for need in rule.needs if isinstance(_value(need, rule=rule, version=version), Ref))
    return next((path for path in paths if path not in version.terms), "")


def _value(reference: Ref, *, rule: Rule, version: Version) -> object:
    """What a reference stands for in a version, else the rule's default; where there is neither, the reference."""
    path, term = reference.path, version.terms.get(reference.path)
    if term is not None and term.value is not None:
        return term.value
    ruled_out = path in version.not_applicable or clause_of(path) not in version.terms
    return reference if ruled_out else rule.defaults.get(path, reference)
