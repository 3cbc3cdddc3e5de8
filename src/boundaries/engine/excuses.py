"""What excuses an event: purposes, short and automatic messages, exception and leave rows, agreed exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from boundaries.contract.versions import Exemption
from boundaries.core.columns import REASONS
from boundaries.engine.params import Params
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, grouped
from boundaries.engine.select import Selector
from boundaries.engine.spans import Spans, rows_of_kind, spans_of
from boundaries.engine.world import World
from boundaries.policy.condition import Filter, Trend
from boundaries.policy.fields import references_of
from boundaries.policy.policy import Scoped
from boundaries.policy.rule import Rule

INCIDENTAL_LENGTH = 20  # characters: a one-word acknowledgement
UNEXCUSED = np.int8(-1)


@dataclass(eq=False)
class Covers:
    """What covers times of one world: exception rows by reason, agreed exceptions; each made once."""

    world: World
    _kept: dict[str, Spans] = field(default_factory=dict)

    @cached_property
    def agreed(self) -> list[tuple[int, Scoped]]:
        """The exceptions that both agreed, each with its contract's index, in the order of the contracts."""
        contracts = self.world.policy.contracts
        return [(i, e) for i, c in enumerate(contracts) for e in c.exemptions if e.terms.agreed]

    def exception(self, reason: str) -> Spans:
        """When an exception of this reason was recorded (crisis where the row gives none)."""
        if reason not in self._kept:
            rows = rows_of_kind(self.world, "exception")
            reasons = self.world.coded("reason")
            named = np.array([w == reason for w in reasons.words] + [reason == "crisis"])[reasons.codes[rows]]
            self._kept[reason] = spans_of(self.world, rows[named])
        return self._kept[reason]


@dataclass(eq=False)
class Excuses:
    """The excuses of one rule."""

    selector: Selector
    covers: Covers

    @cached_property
    def _bare(self) -> Selector:
        """Selects for scopes: the rule's defaults do not reach them."""
        world = self.selector.world
        return Selector(world, Params(world, replace(self._rule, defaults={})), self.selector.derived)

    @property
    def _rule(self) -> Rule:
        return self.selector.params.rule

    def of(self, rows: Ints | None, pair: NDArray[np.integer], instant: Ints) -> NDArray[np.int8]:
        """For each hit the index in `unless` of the first excuse that applies, or -1.

        `rows` carry the event excuses (None: nothing carries them), `instant` is where the others look.
        """
        out = np.full(len(instant), UNEXCUSED, np.int8)
        for i, word in enumerate(self._rule.unless):
            open_ = np.flatnonzero(out == UNEXCUSED)
            if len(open_) == 0:
                break
            carried = None if rows is None else rows[open_]
            out[open_[self._applies(word, carried, pair[open_], instant[open_])]] = i
        return out

    def _applies(self, word: str, rows: Ints | None, pair: NDArray[np.integer], instant: Ints) -> Bools:
        out = np.zeros(len(instant), np.bool_)
        if rows is not None:
            out |= self._event(word, rows)
        if word == "cover":
            out |= self.selector.derived.leave().cover(pair, instant)
        if word in REASONS:
            out |= self.covers.exception(word).cover(pair, instant)
        return out | self._agreed(word, rows, pair, instant)

    def _event(self, word: str, rows: Ints) -> Bools:
        world = self.selector.world
        if word in ("crisis", "scheduling"):
            purpose = world.coded("purpose")
            return np.array([w == word for w in purpose.words] + [False])[purpose.codes[rows]]
        if word == "incidental":
            by = world.coded("by")
            length, there = world.numbers("length")
            short = there[rows] & (length[rows] <= INCIDENTAL_LENGTH)
            return np.array([w == "system" for w in by.words] + [False])[by.codes[rows]] | short
        return np.zeros(len(rows), np.bool_)

    def _agreed(self, word: str, rows: Ints | None, pair: NDArray[np.integer], instant: Ints) -> Bools:
        """Whether an exception that both agreed covers the clause and the instant."""
        world, out = self.selector.world, np.zeros(len(instant), np.bool_)
        terms = [(c, e) for c, e in self.covers.agreed if may_cover(e.terms, self._rule, word)]
        if not terms:
            return out
        counts = np.bincount([c for c, _ in terms], minlength=len(world.policy.contracts))
        first, contract = np.cumsum(counts) - counts, world.contract[pair]
        since = np.array([_or(e.terms.from_us, int(NOTHING)) for _, e in terms], np.int64)
        until = np.array([_or(e.terms.until_us, int(NEVER)) for _, e in terms], np.int64)
        scopes = tuple(dict.fromkeys(e.scope for _, e in terms))
        number = {scope: i for i, scope in enumerate(scopes)}
        scope_of = np.array([number[e.scope] for _, e in terms], np.int64)
        for nth in range(int(np.max(counts))):  # all contracts at once: memory never grows with their exceptions
            left = np.flatnonzero(~out & (counts[contract] > nth))
            term = first[contract[left]] + nth
            within = (since[term] <= instant[left]) & (instant[left] < until[term])
            left, term = left[within], term[within]
            for i, mine in grouped(scope_of[term]):
                out[left[mine]] = self._in_scope(scopes[i], None if rows is None else rows[left[mine]])
        return out

    def _in_scope(self, scope: Filter | None, rows: Ints | None) -> Bools | bool:
        """Whether a scope is true on each row; without one every instant is inside, with one it takes a row."""
        if scope is None or rows is None:
            return scope is None
        return self._scope(scope, rows)

    def _scope(self, scope: Filter, rows: Ints) -> Bools:
        """Whether a scope is true on each row; it takes no defaults, and an absent reference makes it not true."""
        selector, world = self._bare, self.selector.world
        unique, back = np.unique(rows, return_inverse=True)
        true = np.isin(unique, selector.select(scope, unique).matching)
        versions, needs = self.selector.versions(unique), [ref.path for ref in references_of(scope)]
        absent = [
            v for v in np.unique(versions).tolist()
            if any(selector.params.value(world.versions[v], path) is None for path in needs)
        ]  # fmt: skip
        covered: Bools = (true & ~np.isin(versions, absent))[back]
        return covered


def may_cover(terms: Exemption, rule: Rule, word: str) -> bool:
    """Whether an exception of the contract excuses findings of a rule, its instant and its scope aside.

    Of a trend also one of a clause whose amendment begins a new baseline: either way the two agreed on a change.
    """
    if not (word == "agreed" or terms.reason == word):
        return False
    paths = (rule.clause or "", *(rule.when.restarts if isinstance(rule.when, Trend) else ()))
    return any(path == terms.clause or path.startswith(terms.clause + ".") for path in paths)


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
