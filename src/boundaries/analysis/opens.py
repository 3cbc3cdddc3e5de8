"""Whether what a filter wants open can be open where its rule speaks at all."""

from __future__ import annotations

from boundaries.analysis.reach import possible
from boundaries.contract.clauses import clause_of, short
from boundaries.contract.versions import PARTIES
from boundaries.policy.condition import Filter, StillOpen
from boundaries.policy.fields import watched_in
from boundaries.policy.rule import Rule


def never_open(rule: Rule, test: Filter) -> str:
    """The path, as it may be written, for which a filter never holds: the rule is silent where that is open.

    Empty where the filter may hold.
    """
    there = StillOpen(_settled(rule))
    wanted = [path for path in watched_in(test) if not possible(("true", StillOpen((path,))), ("false", there))]
    if not wanted or possible(("true", test), ("false", there)):
        return ""
    return short(wanted[0])


def _settled(rule: Rule) -> tuple[str, ...]:
    """The paths that are not open wherever a rule speaks; of a field with a default it takes only the clause."""
    needs = (need.path for need in rule.needs if need.path != PARTIES)
    whole = (rule.clause,) if rule.clause else ()
    return tuple(dict.fromkeys((*whole, *(clause_of(path) if path in rule.defaults else path for path in needs))))
