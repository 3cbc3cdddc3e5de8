"""When a rule has nothing to go by: what it needs of a contract, and a version does not have (RULINGS 1, 64, 76)."""

from __future__ import annotations

from collections.abc import Iterator

from boundaries.civil.span import Deadline
from boundaries.contract.clauses import clause_of
from boundaries.contract.versions import PARTIES, Version
from boundaries.policy.condition import Duration, NoneFor, Ref, Unanswered
from boundaries.policy.inside import conditions_in
from boundaries.policy.rule import Rule, When

HOURS = "administrative.hours"


def lacking(rule: Rule, version: Version) -> str | None:
    """The full path of what a rule lacks to speak in a version; None where it speaks.

    First its clause, then whatever it refers to; last the hours, where it counts in working time.
    """
    return next(_lacks(rule, version), None)


def _lacks(rule: Rule, version: Version) -> Iterator[str]:
    if rule.clause is not None and rule.clause not in version.terms:
        yield rule.clause
    for need in rule.needs:
        if need.path not in version.terms and value_of(rule, version, need.path) is None:
            yield need.path
    if _in_working_time(rule, version) and value_of(rule, version, HOURS) is None:
        yield HOURS


def value_of(rule: Rule, version: Version, path: str) -> object | None:
    """What a path stands for when a rule names it: the term, else the rule's default for a field that is not said."""
    if path == PARTIES:
        return version.parties
    term = version.terms.get(path)
    if term is not None and term.value is not None:
        return term.value
    return rule.defaults[path] if takes_default(rule, version, path) else None


def takes_default(rule: Rule, version: Version, path: str) -> bool:
    """Whether a rule's own default stands in: its clause was agreed, the field was not, and it is not ruled out."""
    agreed = clause_of(path) in version.terms and path not in version.terms
    return path in rule.defaults and agreed and path not in version.not_applicable


def _in_working_time(rule: Rule, version: Version) -> bool:
    """Whether what the rule waits for is due, or escalates, after open hours or working days."""
    ladder = rule.escalate.beyond if rule.escalate and isinstance(rule.when, Unanswered | NoneFor) else None
    waits = [ladder, *(_waits(when) for when in (rule.when, *conditions_in(rule.when)))]
    resolved = (value_of(rule, version, wait.path) if isinstance(wait, Ref) else wait for wait in waits)
    return any(isinstance(length, Deadline) for length in resolved)


def _waits(when: When) -> Duration | None:
    """How long a condition waits for something."""
    match when:
        case Unanswered(within=duration) | NoneFor(duration=duration):
            return duration
        case _:
            return None
