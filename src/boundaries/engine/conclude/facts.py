"""The facts that premises count, as columns: findings, amendments and exceptions, each with its instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from boundaries.civil.span import DAY, Span
from boundaries.contract.clauses import clause_of
from boundaries.contract.looser import combine
from boundaries.contract.versions import Amended
from boundaries.core.finding import STATUSES
from boundaries.engine.about import Abouts
from boundaries.engine.clock import DAY_US
from boundaries.engine.conclude.given import Given
from boundaries.engine.hits import EXCUSED, UNDETERMINED, Hits
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints
from boundaries.engine.world import World
from boundaries.policy.conclusion import Conclude, OfExceptions, Said
from boundaries.policy.conclusion import Facts as Chosen
from boundaries.policy.condition import Agreement, NoneFor, Trend, Unanswered
from boundaries.policy.rule import Rule
from boundaries.policy.stratify import NAMING, USUAL_TYPES, asks_for, may_match, names

NINETY_DAYS = Span(0, 90 * DAY)  # where a premise says no other time
NO_RULE = -1  # of a fact that is no finding
FIRST_GIVEN = -2  # of the first that is given; the others are -3, -4 ...
Paths = tuple[str, ...]
Worded: TypeAlias = tuple[Sequence[str | None], NDArray[np.int64]]  # words, and of each that is tested which is its own


@dataclass(slots=True)
class Facts:
    """Facts as columns.

    `at` is when one came to be, `end` when it was over: of an instant the same, of what still lasts NEVER. `item` is
    the place of a finding among the hits of its `rule`, else the row (or -1); `clause` the place of its clauses in
    `Sources.clauses` (-1: it is of none).
    """

    pair: Ints
    at: Ints
    end: Ints
    rule: Ints
    item: Ints
    clause: Ints

    def __len__(self) -> int:
        return len(self.at)

    def taken(self, chosen: NDArray[np.integer] | Bools) -> Facts:
        """Some of the facts."""
        return Facts(*(getattr(self, name)[chosen] for name in self.__slots__))


def facts(
    pair: NDArray[np.integer], at: Ints, end: Ints | None = None, rule: int = NO_RULE, item: Ints | None = None,
    clause: Ints | None = None,
) -> Facts:  # fmt: skip
    """Facts of one sort from their columns; without `end` they are instants."""
    none = np.full(len(at), -1, np.int64)
    return Facts(
        pair.astype(np.int64), at, at if end is None else end, np.full(len(at), rule, np.int64),
        none if item is None else item, none if clause is None else clause,
    )  # fmt: skip


def together(parts: Iterable[Facts]) -> Facts:
    """Several columns of facts as one."""
    every = [facts(np.zeros(0, np.int64), np.zeros(0, np.int64)), *parts]
    return Facts(*(np.concatenate([getattr(part, name) for part in every]) for name in Facts.__slots__))


@dataclass(eq=False)
class Sources:
    """What conclusions are drawn from in one run: its world, what its rules found, and what is given as found."""

    world: World
    found: Sequence[Hits]
    abouts: Abouts
    given: Sequence[Given] = ()
    clauses: list[Paths] = field(default_factory=list)
    _numbers: dict[Paths, int] = field(default_factory=dict)
    _known: dict[tuple[Chosen, int], Facts] = field(default_factory=dict)

    def number(self, paths: Paths) -> int:
        """The number of some clauses; -1 of none."""
        if not paths:
            return -1
        if paths not in self._numbers:
            self._numbers[paths] = len(self.clauses)
            self.clauses.append(paths)
        return self._numbers[paths]

    def day(self, pair: int, at: int) -> int:
        """The local day of an instant in a relationship."""
        zone = self.world.zone_of_pair(np.array([pair]))
        return int(self.world.clocks.local(np.array([at]), zone)[0]) // DAY_US

    @cached_property
    def pair_of(self) -> dict[str, int]:
        """The pairs by name, for what is given."""
        return {name: pair for pair, name in enumerate(self.world.names)} if self.given else {}

    def dimension(self, found: Facts) -> Ints:
        """The number of the dimension of each finding."""
        names = [rule.dimension for rule in self.world.policy.rules]
        names += [one.dimension for one in reversed(self.given)]  # their rules are -2, -3 ...
        numbers = {name: i for i, name in enumerate(dict.fromkeys(names))}
        return np.array([*(numbers[name] for name in names), 0], np.int64)[found.rule]

    # ---- findings -------------------------------------------------------------------------------------------

    def findings(self, chosen: Chosen) -> Facts:
        """The findings that a filter lets through, those given among them."""
        rules = self.world.policy.rules
        listed = (i for i, rule in enumerate(rules) if len(self.found[i]) and may_match(chosen, rule))
        return together([*(self._of_rule(chosen, i) for i in listed), *self._of_given(chosen)])

    def _of_rule(self, chosen: Chosen, index: int) -> Facts:
        """The same of one rule, looked for once: several conclusions ask alike, and what a rule found stays."""
        if (chosen, index) not in self._known:
            self._known[chosen, index] = self._let_through(chosen, index)
        return self._known[chosen, index]

    def _let_through(self, chosen: Chosen, index: int) -> Facts:
        rule, hits = self.world.policy.rules[index], self.found[index]
        late, at, end = hits.crossing & (hits.crossed > hits.at), hits.at, ends(rule, hits)
        through = matching(chosen, partial(self._words, rule, hits, hits.crossing), len(hits))
        if late.any() and asks_for(chosen, ("severity",)):  # it was a notice, before it was a crossing
            before = matching(chosen, partial(self._words, rule, hits, hits.crossing & ~late), len(hits))
            at = np.where(late & through & ~before, hits.crossed, at)
            end = np.where(late & before & ~through, hits.crossed, end)
            through = through | before
        items = np.flatnonzero(through)
        clauses, code = self._clauses(rule, hits)
        clause = np.array([self.number(() if path is None else (path,)) for path in clauses], np.int64)[code[items]]
        return facts(hits.pair[items], at[items], end[items], index, items, clause)

    def _clauses(self, rule: Rule, hits: Hits) -> Worded:
        """The clause that each hit of a rule is of."""
        numbers, code = np.unique(hits.about, return_inverse=True)
        own = (None if number < 0 else self.abouts.every[number].clause for number in numbers.tolist())
        return [clause or rule.clause for clause in own], code

    def _words(self, rule: Rule, hits: Hits, crossing: Bools, key: str) -> Worded:
        """What a test of findings is about."""
        match key:
            case "type":
                return [rule.type, "breach"], (hits.status == UNDETERMINED).astype(np.int64)
            case "severity":
                return ["notice", "crossing"], crossing.astype(np.int64)
            case "status":
                return STATUSES, hits.status.astype(np.int64)
            case "excused_by":
                return [*rule.unless, None], np.where(hits.status == EXCUSED, hits.excuse, len(rule.unless))
            case "clause":
                return self._clauses(rule, hits)
            case "direction":
                return one_word(rule.when.direction if isinstance(rule.when, Trend) else None)
            case "rule":
                return one_word(rule.name)
            case _:
                return one_word(getattr(rule, key))

    def _of_given(self, chosen: Chosen) -> Iterator[Facts]:
        names = self.pair_of
        for number, one in enumerate(self.given):
            words = {key: getattr(one, key, None) for key in _OF_GIVEN}
            if one.relationship in names and matching(chosen, lambda key, w=words: one_word(w.get(key)), 1)[0]:  # type: ignore[misc]
                end = end_of(one)
                clause = self.number(() if one.clause is None else (one.clause,))
                columns = ([value] for value in (names[one.relationship], one.at, end, -1, clause))
                pair, at, until, item, clauses = (np.array(column, np.int64) for column in columns)
                yield facts(pair, at, until, FIRST_GIVEN - number, item, clauses)

    # ---- the contract ---------------------------------------------------------------------------------------

    def amendments(self, chosen: Chosen) -> Facts:
        """The amendments that a filter lets through, in every relationship of their contract."""
        parts, followed = [], self._followed
        for index, contract in enumerate(self.world.policy.contracts):
            pairs = np.flatnonzero(self.world.contract == index)
            for change in contract.timeline.amendments if len(pairs) else ():
                late = np.isin(pairs, followed.get(f"?amendment {change.name}", ()))
                through = [_lets_through(chosen, change, is_late) for is_late in (False, True)]
                mine = pairs[np.array(through)[late.astype(np.int64)]]
                at = max(change.since_us if change.applied else change.agreed_us, contract.timeline.start_us)
                clause = self.number(tuple(path for path, _ in change.changes))
                parts.append(facts(mine, np.full(len(mine), at), clause=np.full(len(mine), clause)))
        return together(parts)

    @cached_property
    def _followed(self) -> dict[str, list[int]]:
        """The amendments that a practice came before, each with its pairs."""
        out: dict[str, list[int]] = {}
        for rule, hits in zip(self.world.policy.rules, self.found, strict=True):
            if isinstance(rule.when, Agreement) and rule.when.about == "after_practice":
                names = self.abouts.names(hits, [""] * len(hits))
                for pair, name in zip(hits.pair.tolist(), names, strict=True):
                    out.setdefault(name, []).append(pair)
        return out

    def exceptions(self, premise: OfExceptions) -> Facts:
        """When an exception of the contract that names a word was in force."""
        parts, word = [], premise.naming.casefold()
        for index, contract in enumerate(self.world.policy.contracts):
            pairs = np.flatnonzero(self.world.contract == index)
            for scoped in contract.exemptions:
                terms = scoped.terms
                if terms.agreed and word in f"{terms.id} {terms.reason or ''}".casefold():
                    start = max(contract.timeline.start_us, terms.from_us or 0)
                    end = NEVER if terms.until_us is None else terms.until_us
                    parts.append(facts(pairs, np.full(len(pairs), start), np.full(len(pairs), end)))
        return together(parts)


def ends(rule: Rule, hits: Hits) -> Ints:
    """When each finding of a rule was over: at its `until`; NEVER where what lasts has none; else at its instant."""
    lasts = isinstance(rule.when, Conclude | Unanswered | NoneFor | Trend)
    lasts = lasts or (isinstance(rule.when, Agreement) and rule.when.about == "incomplete")
    end = np.where(hits.until != NOTHING, hits.until, NEVER if lasts else hits.at)
    return np.where(hits.status == UNDETERMINED, hits.at, end)


def end_of(one: Given) -> int:
    """The same of a finding that is given."""
    if one.until is not None:
        return one.until
    return int(NEVER) if one.type in ("conclusion", "strength") else one.at


_OF_GIVEN = ("rule", "code", "type", "dimension", "severity", "status", "bearer", "clause", "excused_by", "direction")


def _lets_through(chosen: Chosen, change: Amended, followed: bool) -> bool:
    """Whether a filter lets an amendment through; where it does not ask, one that was applied."""
    words = {
        "direction": combine(direction for _, direction in change.changes), "proposed_by": change.proposed_by,
        "because": change.because, "need_of": change.need_of, "applied": str(change.applied).lower(),
        "followed_practice": str(followed).lower(),
    }  # fmt: skip
    if not change.applied and not asks_for(chosen, ("applied",)):
        return False
    paths: list[str | None] = [clause_of(path) for path, _ in change.changes]
    paths = paths or [None]
    # A clause is one of those it changes: the filter is asked once for each.
    return any(matching(chosen, partial(_word_of_change, words, path), 1)[0] for path in paths)


def _word_of_change(words: Mapping[str, str | None], path: str | None, key: str) -> Worded:
    return one_word(path if key == "clause" else words.get(key))


# ---- filters ------------------------------------------------------------------------------------------------


def matching(chosen: Chosen, words: Callable[[str], Worded], count: int) -> Bools:
    """Which of so many findings (or amendments) a filter lets through; `words` gives the words of a key."""
    status = _each(words("status"), lambda word: word in (None, "open")) | _named_so(
        chosen, words, ("status", "excused_by")
    )
    kind = _each(words("type"), lambda word: word is None or word in USUAL_TYPES) | _named_so(chosen, words, NAMING)
    return np.broadcast_to(_let(chosen, words) & status & kind, count)


def _named_so(chosen: Chosen, words: Callable[[str], Worded], keys: Sequence[str]) -> Bools:
    """Which a filter lets through on a way on which it names one of some keys: a part of `any` speaks for itself."""
    named: Bools = np.full(1, names(chosen, keys))
    for part in (part for either in chosen.any for part in either):
        named = named | _named_so(part, words, keys)
    return named & _let(chosen, words)


def one_word(word: str | None) -> Worded:
    """One word for all that is tested."""
    return [word], np.zeros(1, np.int64)


def _let(chosen: Chosen, words: Callable[[str], Worded]) -> Bools:
    out: Bools = np.ones(1, np.bool_)
    for test in chosen.tests:
        out = out & _each(words(test.key), partial(_tested, test))
    for either in chosen.any:
        some: Bools = np.zeros(1, np.bool_)
        for part in either:
            some = some | _let(part, words)
        out = out & some
    for part in chosen.none:
        out = out & ~_let(part, words)
    return out


def _each(worded: Worded, lets: Callable[[str | None], bool]) -> Bools:
    """Of each whether its word is let through: every word is asked once."""
    words, code = worded
    through: Bools = np.array([lets(word) for word in words], np.bool_)[code]
    return through


def _tested(test: Said, word: str | None) -> bool:
    if test.missing is not None:
        return (word is None) == test.missing
    return (word is not None and _named(test.key, word, test.words)) != test.negated


def _named(key: str, word: str, words: frozenset[str]) -> bool:
    return word in words or (key == "clause" and any(word.startswith(f"{path}.") for path in words))
