"""What several conclusions say, as one program: which premises have to hold together, and which must not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from boundaries.engine.conclude.program import Clause, Program
from boundaries.policy.conclusion import Conclude, Premise, Several, leaves


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conclusion stands in a program: its first input, how many it has, and what follows from them.

    Its inputs are the leaves of `all` in the order they are written (where they are steps: whether all were taken),
    then the premises of `none`, each as a whole.
    """

    first: int
    inputs: int
    head: int


def program_of(forms: Sequence[Conclude]) -> tuple[Program, tuple[Place, ...]]:
    """One program for several conclusions that do not rest on each other, and where each stands in it."""
    sizes = [_inputs(form) for form in forms]
    building = _Building(sum(sizes))
    places = []
    first = 0
    for form, size in zip(forms, sizes, strict=True):
        places.append(Place(first, size, building.conclusion(form, first, size)))
        first += size
    return Program(building.inputs, building.derived, tuple(building.clauses)), tuple(places)


def _inputs(form: Conclude) -> int:
    return (1 if form.in_order else sum(1 for _ in leaves(form.all))) + len(form.none)


class _Building:
    def __init__(self, inputs: int) -> None:
        self.inputs, self.derived = inputs, 0
        self.clauses: list[Clause] = []

    def conclusion(self, form: Conclude, first: int, size: int) -> int:
        """Add a conclusion whose inputs begin at a number; the number of what follows."""
        numbers = iter(range(first, first + size))
        every = (next(numbers),) if form.in_order else tuple(self._premise(p, numbers) for p in form.all)
        return self._follows([every], tuple(numbers))

    def _premise(self, premise: Premise, numbers: Iterator[int]) -> int:
        """The number of a premise: an input for a leaf, what follows from its parts for several."""
        if not isinstance(premise, Several):
            return next(numbers)
        parts = [self._premise(part, numbers) for part in premise.parts]
        return self._follows(list(combinations(parts, premise.at_least)))

    def _follows(self, ways: Sequence[tuple[int, ...]], none: tuple[int, ...] = ()) -> int:
        head = self.inputs + self.derived
        self.derived += 1
        self.clauses += [Clause(head, way, none) for way in ways]
        return head
