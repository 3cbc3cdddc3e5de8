"""How much the facts of a premise come to: how many, how many different ones, what share; and whether it is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from boundaries.core.finding import DIMENSIONS
from boundaries.engine.conclude.fact import Fact
from boundaries.engine.conclude.facts import FIRST_GIVEN, NO_RULE, Sources
from boundaries.engine.conclude.ids import Ids
from boundaries.policy.conclusion import Counting, Distinct, OfFindings, Premise
from boundaries.policy.condition import Length, Ref

ENOUGH_ROWS = len(DIMENSIONS)  # with so many interactions a dimension finds one of its own, whatever the others take
REMEMBERED = 65_536  # findings whose rows have been looked up


@dataclass(eq=False)
class Measure:
    """Tells of facts what they are of, and how many of them there are.

    `limit` gives the number a reference stands for at an instant of a pair, `later` an instant plus a duration.
    """

    sources: Sources
    ids: Ids
    limit: Callable[[Ref, int, int], Fraction | None]
    later: Callable[[Length, int, int], int]
    _rows: dict[tuple[int, int], Sequence[int]] = field(default_factory=dict)

    def enough(self, premise: Premise, found: Sequence[Fact], at: int, pair: int) -> bool:
        """Whether the facts of a leaf that count are enough."""
        if not isinstance(premise, Counting):
            return True
        number = self.number(premise, found)
        if premise.more_than is None:
            return number >= premise.at_least
        limit = self.limit(premise.more_than, at, pair) if isinstance(premise.more_than, Ref) else premise.more_than
        return limit is not None and number > limit

    def number(self, premise: Premise, found: Sequence[Fact]) -> int | Fraction:
        """What the facts of a leaf come to."""
        if isinstance(premise, OfFindings):
            if premise.among is not None:
                return Fraction(sum(fact.part for fact in found), len(found)) if found else 0
            if premise.each_within is not None and premise.distinct is not None:
                found = self.run(found, premise.distinct, premise.each_within)
        distinct = premise.distinct if isinstance(premise, Counting) else None
        if distinct is None:
            return len(found)
        return self._matched(found) if distinct == "dimension" else len(self._each(found, distinct))

    # ---- what a fact is of ----------------------------------------------------------------------------------

    def of(self, fact: Fact, distinct: Distinct) -> object:
        """What facts are told apart by; None where a fact has no such thing."""
        match distinct:
            case "clause":
                return fact.clauses or None
            case "relationship":
                return fact.pair
            case "day":
                return self.sources.day(fact.pair, fact.at)
            case _:
                return self._of_finding(fact, distinct)

    def _of_finding(self, fact: Fact, what: str) -> str | None:
        if fact.rule >= 0:
            return self._names[what][fact.rule]
        return None if fact.rule == NO_RULE else getattr(self.sources.given[FIRST_GIVEN - fact.rule], what)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """What each rule is called, and its dimension."""
        rules = self.sources.world.policy.rules
        return {"rule": [rule.name for rule in rules], "dimension": [rule.dimension for rule in rules]}

    def _each(self, found: Iterable[Fact], distinct: Distinct) -> set[object]:
        values = {self.of(fact, distinct) for fact in found} - {None}
        if distinct == "clause":  # an amendment may change several
            return {path for paths in values if isinstance(paths, tuple) for path in paths}
        return values

    def evidence(self, fact: Fact) -> Sequence[int]:
        """The rows that a fact rests on."""
        if fact.rule == NO_RULE:
            return () if fact.item < 0 else (fact.item,)
        if fact.rule < NO_RULE:
            return ()
        hits = self.sources.found[fact.rule]
        rows: list[int] = hits.evidence[hits.offsets[fact.item] : hits.offsets[fact.item + 1]].tolist()
        return rows

    # ---- one interaction supports one dimension ---------------------------------------------------------------

    def _rows_of(self, fact: Fact) -> Sequence[int]:
        """The rows of a finding, looked up once."""
        if (fact.rule, fact.item) not in self._rows:
            if len(self._rows) == REMEMBERED:
                self._rows.clear()
            self._rows[fact.rule, fact.item] = self.evidence(fact)
        return self._rows[fact.rule, fact.item]

    def _matched(self, found: Sequence[Fact]) -> int:
        """The largest number of dimensions that each have an interaction of their own."""
        rows: dict[str, set[int]] = {}
        free: set[str] = set()
        for fact in found:
            dimension = self._of_finding(fact, "dimension") or ""
            known = rows.setdefault(dimension, set())
            if dimension in free or len(known) >= ENOUGH_ROWS:
                continue
            evidence = self._rows_of(fact)
            known.update(evidence)
            if not evidence:
                free.add(dimension)
        return len(free) + _matching({d: r for d, r in rows.items() if d not in free})

    # ---- one after another ------------------------------------------------------------------------------------

    def run(self, found: Sequence[Fact], distinct: Distinct, within: Length) -> list[Fact]:
        """Of the first of each the run that ends with the last, each close enough behind the one before."""
        alike: dict[object, tuple[tuple[int, str], list[Fact]]] = {}  # of each those first, at one instant, of one rule
        for fact in found:
            value, when = self.of(fact, distinct), self._when(fact)
            others = alike.get(value)
            if others is None or when < others[0]:
                alike[value] = when, [fact]
            elif when == others[0]:
                others[1].append(fact)
        alike.pop(None, None)
        firsts = [next(self._in_order(facts)) for _, facts in alike.values()]
        run: list[Fact] = []
        for fact in sorted(self._in_order(firsts), key=lambda fact: fact.due):
            if run and fact.due > self.later(within, run[-1].due, run[-1].pair):
                run = []
            run.append(fact)
        return run

    def _in_order(self, found: Iterable[Fact]) -> Iterator[Fact]:
        """Facts by instant, rule and id; an id is worked out only where it decides."""
        for _, alike in groupby(sorted(found, key=self._when), key=self._when):
            several = list(alike)
            yield from several if len(several) == 1 else sorted(several, key=self._id)

    def _id(self, fact: Fact) -> str:
        return "" if fact.rule == NO_RULE else self.ids.of(fact.rule, fact.item, fact.pair)

    def _when(self, fact: Fact) -> tuple[int, str]:
        return fact.at, self._of_finding(fact, "rule") or ""


def _matching(rows: dict[str, set[int]]) -> int:
    """The size of the largest matching of dimensions with rows (augmenting paths; there are eight dimensions)."""
    taken: dict[int, str] = {}

    def place(dimension: str, seen: set[int]) -> bool:
        for row in rows[dimension] - seen:
            seen.add(row)
            if row not in taken or place(taken[row], seen):
                taken[row] = dimension
                return True
        return False

    return sum(place(dimension, set()) for dimension in sorted(rows))
