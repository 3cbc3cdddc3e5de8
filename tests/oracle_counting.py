"""Whether a premise of a conclusion holds at an instant: which of its facts count then, and how many that makes.

`oracle_premises` has the facts, `oracle_conclude` what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from boundaries.civil.span import add
from boundaries.civil.zone import to_local
from boundaries.policy.conclusion import Counting, OfFindings, Premise, Several
from boundaries.policy.condition import Ref
from oracle_case import Case, version_at
from oracle_facts import USUAL_WINDOW, Fact, RowKey, span_at
from oracle_fields import resolve


@dataclass(frozen=True)
class Node:
    """A premise with its facts, or several of them of which so many must hold."""

    premise: Premise
    facts: tuple[Fact, ...] = ()
    parts: tuple[Node, ...] = ()

    def leaves(self) -> Iterator[Node]:
        if isinstance(self.premise, Several):
            for part in self.parts:
                yield from part.leaves()
        else:
            yield self

    def every(self) -> list[Fact]:
        """Its facts, without those that are there only for a share to be a share of them."""
        return [fact for leaf in self.leaves() for fact in leaf.facts if fact.part]


@dataclass(frozen=True)
class View:
    """What counts: at an instant, of a clause (None: of any), after a retract, after the step before."""

    at: int
    key: str | None
    case: Case  # whose contract says what `$` refers to
    same: str | None
    cut: int | None = None
    since: int | None = None
    case_before: Case | None = None  # whose contract says it at the step before

    def counts(self, fact: Fact) -> bool:
        if not fact.due <= self.at or (fact.gone is not None and fact.gone <= self.at):
            return False
        if not of_key(fact, self.key, self.same):
            return False
        if self.cut is not None and fact.at <= self.cut:
            return False
        if self.since is None or fact.at > self.since:
            return True
        return fact.lasts and fact.due <= self.since and (fact.end is None or fact.end > self.since)

    def latest(self, premise: Premise) -> int | None:
        """Up to when the facts of a premise are soon enough after the step before."""
        if self.since is None:
            return None
        assert self.case_before is not None
        window = premise.window if isinstance(premise, Counting) else None
        length = span_at(window or USUAL_WINDOW, self.since, self.case_before)
        return self.since if length is None else add(self.since, length, self.case_before.contract.timezone)


def of_key(fact: Fact, key: str | None, same: str | None) -> bool:
    """Whether a fact is of a clause, or of none, and then it counts for each."""
    return key is None or not fact.clauses or key in keys_of(fact, same)


def keys_of(fact: Fact, same: str | None) -> list[str]:
    """The clauses that a fact is of, or their parts."""
    return [path.partition(".")[0] if same == "part" else path for path in fact.clauses or ()]


# ---- one premise at one instant ---------------------------------------------------------------------------


def counting(leaf: Node, view: View) -> list[Fact]:
    """The facts that count."""
    latest = view.latest(leaf.premise)
    return [fact for fact in leaf.facts if view.counts(fact) and (latest is None or fact.due <= latest)]


def counted(leaf: Node, view: View) -> list[Fact]:
    """What a premise rests on: of `each_within` the run that ends with the last of them."""
    found, premise = counting(leaf, view), leaf.premise
    if isinstance(premise, OfFindings) and premise.each_within is not None:
        return run_of(found, premise, view)
    return found


def run_of(found: Sequence[Fact], premise: OfFindings, view: View) -> list[Fact]:
    firsts: dict[str, Fact] = {}
    for fact in sorted(found, key=by_finding):
        for value in values_of(fact, premise, view.case):
            firsts.setdefault(value, fact)
    width = span_at(premise.each_within, view.at, view.case)
    run: list[Fact] = []
    for fact in sorted(firsts.values(), key=by_finding):
        if width is None or (run and fact.at > add(run[-1].at, width, view.case.contract.timezone)):
            run = []
        run.append(fact)
    return [] if width is None else run


def by_finding(fact: Fact) -> tuple[int, str, str]:
    assert fact.found is not None
    return fact.at, fact.found.rule.name, fact.found.id


def values_of(fact: Fact, premise: Counting, case: Case) -> list[str]:
    """What a fact is counted as where different ones are counted; nothing where it has no such thing."""
    if premise.distinct == "day":
        assert fact.row is not None
        return [str(to_local(fact.row["at"], case.contract.timezone).date())]
    if premise.distinct == "relationship":
        return [fact.scope]  # of a practitioner's row the first that sees it
    if premise.distinct == "clause":
        return list(fact.clauses or ())
    assert fact.found is not None
    return [fact.found.rule.dimension if premise.distinct == "dimension" else fact.found.rule.name]


def number(leaf: Node, view: View) -> Fraction:
    """How many count, how many different ones, or which share."""
    found, premise = counted(leaf, view), leaf.premise
    part = [fact for fact in found if fact.part]
    if isinstance(premise, OfFindings) and premise.among is not None:
        return Fraction(len(part), len(found)) if found else Fraction(0)
    if isinstance(premise, Counting) and premise.distinct == "dimension":
        return Fraction(most_dimensions(part))
    if isinstance(premise, Counting) and premise.distinct is not None:
        return Fraction(len({value for fact in part for value in values_of(fact, premise, view.case)}))
    return Fraction(len(part))


def most_dimensions(found: Sequence[Fact]) -> int:
    """The most dimensions of which each has an interaction of its own; one found without any needs none."""
    free, rows = set(), dict[str, set[RowKey]]()
    for one in (fact.found for fact in found):
        assert one is not None
        if one.rows:
            rows.setdefault(one.rule.dimension, set()).update(one.rows)
        else:
            free.add(one.rule.dimension)
    return len(free) + matched([rows[name] for name in sorted(rows) if name not in free], frozenset())


def matched(wants: Sequence[set[RowKey]], taken: frozenset[RowKey]) -> int:
    """The most of some wants that can be met, each by a row of its own: every way is tried."""
    if not wants:
        return 0
    without = matched(wants[1:], taken)
    if without == len(wants):
        return without
    return max([without, *(1 + matched(wants[1:], taken | {row}) for row in wants[0] - taken)])


def holds(node: Node, view: View) -> bool:
    premise = node.premise
    if isinstance(premise, Several):
        return sum(holds(part, view) for part in node.parts) >= premise.at_least
    if isinstance(premise, OfFindings) and premise.among is not None and not counted(node, view):
        return False
    if isinstance(premise, Counting) and premise.more_than is not None:
        limit = premise.more_than
        if isinstance(limit, Ref):
            limit = resolve(limit, version_at(view.at, view.case), view.case.rule.defaults)  # type: ignore[assignment]
        return isinstance(limit, Fraction) and number(node, view) > limit
    return number(node, view) >= (premise.at_least if isinstance(premise, Counting) else 1)
