"""What a rule's `$` references mean in every contract version: small arrays, looked up by a row's version."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from boundaries.civil.hours import Hours
from boundaries.civil.span import Calendar, Deadline, Span, scale
from boundaries.contract.versions import Version
from boundaries.engine.clock import OpenMinutes, open_minutes
from boundaries.engine.primitives import Bools, Ints
from boundaries.engine.world import World
from boundaries.policy.condition import Ref
from boundaries.policy.rule import Rule
from boundaries.policy.silence import lacking, value_of

HOURS_PATH = "administrative.hours"
BEYOND = 2**62  # a count that nothing reaches


@dataclass(frozen=True, slots=True)
class Spans:
    """A duration for each version: calendar months and microseconds; `deadline` where it counts open time."""

    months: Ints
    micros: Ints
    deadline: tuple[Deadline | None, ...]


@dataclass(eq=False)
class Params:
    """The parameters of one rule over all versions of all contracts of a world."""

    world: World
    rule: Rule
    index: int | None = None  # of the rule in the policy; None: whatever the contracts' packs hold

    def value(self, version: Version, path: str) -> object | None:
        """The value in force, the rule's default where the field is absent, or None; `not_applicable` has none."""
        return value_of(self.rule, version, path)

    @cached_property
    def listed(self) -> Bools:
        """Whether the rule is of each contract's packs."""
        contracts = self.world.policy.contracts
        return np.array([self.index is None or self.index in c.rules for c in contracts], np.bool_)

    @cached_property
    def speaks(self) -> Bools:
        """Whether the rule speaks in each version: its clause and every reference are there."""
        applies = self.listed[self.world.contract_of_version].tolist()
        versions = zip(applies, self.world.versions, strict=True)
        return np.array([applied and lacking(self.rule, version) is None for applied, version in versions], np.bool_)

    # ---- lookups --------------------------------------------------------------------------------------------

    def numbers(self, operand: Fraction | Ref) -> NDArray[np.float64]:
        """A number for each version; NaN where the rule does not speak."""
        return np.array([np.nan if (f := x) is None else float(f) for x in self.fractions(operand)], np.float64)

    def fractions(self, operand: Fraction | Ref) -> list[Fraction | None]:
        """The same, exact."""
        if isinstance(operand, Fraction):
            return [operand] * len(self.world.versions)
        values = (self.value(v, operand.path) for v in self.world.versions)
        return [v * operand.factor if isinstance(v, Fraction) else None for v in values]

    def counts(self, operand: Fraction | Ref) -> Ints:
        """How many it takes in each version: a whole number from one on, the least that is not below a number."""
        found = (max(Fraction(1), f or Fraction(1)) for f in self.fractions(operand))
        return np.array([min(ceil(f), BEYOND) for f in found], np.int64)

    def agreed(self, length: Span | Ref | None) -> Bools:
        """Whether a length is agreed in each version; one that is written out, or none at all, always is."""
        if not isinstance(length, Ref):
            return np.ones(len(self.world.versions), np.bool_)
        spans = self.spans(length)
        agreed: Bools = (spans.months > 0) | (spans.micros > 0)
        return agreed

    def spans(self, duration: Span | Deadline | Ref) -> Spans:
        """A duration for each version; zero where the rule does not speak."""
        found = [self._duration(v, duration) for v in self.world.versions]
        months = [d.months if isinstance(d, Span) else 0 for d in found]
        micros = [d.micros if isinstance(d, Span) else 0 for d in found]
        deadline = tuple(d if isinstance(d, Deadline) else None for d in found)
        return Spans(np.array(months, np.int64), np.array(micros, np.int64), deadline)

    def window(self, window: Span | Calendar | Ref) -> list[Span | Calendar | None]:
        """The window in force in each version."""
        if not isinstance(window, Ref):
            return [window] * len(self.world.versions)
        found = [self._duration(v, window) for v in self.world.versions]
        return [w if isinstance(w, (Span, Calendar)) else None for w in found]

    def operand(self, operand: Fraction | Ref | Span, unit_us: int | None) -> NDArray[np.float64]:
        """What a column is compared with, for each version; durations in the column's unit (`unit_us` each)."""
        out = np.full(len(self.world.versions), np.nan)
        for i, version in enumerate(self.world.versions):
            value = operand
            if isinstance(operand, Ref):
                found = self.value(version, operand.path)
                if isinstance(found, (Span, Fraction)):
                    value = scale(found, operand.factor) if isinstance(found, Span) else found * operand.factor
                else:
                    continue
            if isinstance(value, Span):
                assert unit_us is not None
                assert value.months == 0, "a number is compared with days, hours or minutes"
                value = Fraction(value.micros, unit_us)
            assert isinstance(value, Fraction)
            out[i] = float(value)
        return out

    def _duration(self, version: Version, duration: object) -> object:
        if not isinstance(duration, Ref):
            return duration
        found = self.value(version, duration.path)
        if duration.factor == 1:
            return found
        if isinstance(found, Span):
            return scale(found, duration.factor)
        return scale(found, duration.factor) if isinstance(found, Deadline) else found

    def words(self, ref: Ref, column: str) -> tuple[list[frozenset[str]], Ints]:
        """The lists of words for a column, each once, and which one each version has; none where there is none."""
        lists: dict[frozenset[str], int] = {}
        found = (words_of(self.value(v, ref.path), column) for v in self.world.versions)
        which = [lists.setdefault(words, len(lists)) for words in found]
        return list(lists), np.array(which, np.int64)

    # ---- hours ----------------------------------------------------------------------------------------------

    def hours(self, hours: Hours | Ref) -> tuple[OpenMinutes, Ints]:
        """The opening hours in force: day tables around the log's period, and which one each version uses."""
        keys: dict[tuple[Hours, str | None], int] = {}
        which = np.zeros(len(self.world.versions), np.int64)
        contracts = self.world.policy.contracts
        for i, version in enumerate(self.world.versions):
            value = hours if isinstance(hours, Hours) else self.value(version, hours.path)
            if isinstance(value, Hours):
                country = contracts[int(self.world.contract_of_version[i])].country
                which[i] = keys.setdefault((value, country), len(keys))
        return open_minutes([self.world.days(*key) for key in keys]), which


def words_of(value: object, column: str) -> frozenset[str]:
    """The words a value of a contract lists: of a list its entries, of channels their names, of a text itself.

    Channels are in lower case wherever they stand, as the log has them.
    """
    match value:
        case str():
            words = frozenset({value})
        case dict() | tuple():
            words = frozenset(value)
        case _:
            words = frozenset()
    return frozenset(word.lower() for word in words) if column == "channel" else words
