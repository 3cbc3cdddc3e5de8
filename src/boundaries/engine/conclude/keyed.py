"""The facts of a unit apart by clause (or part), where each is concluded about by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boundaries.engine.conclude.facts import Sources
from boundaries.engine.conclude.gathered import Gathered
from boundaries.engine.primitives import Ints, firsts, ragged
from boundaries.policy.conclusion import Conclude, Same, leaves


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of each number of clauses: those of number c are `key[lo[c]:hi[c]]`, indices of `names`."""

    names: Sequence[str]
    key: Ints
    lo: Ints
    hi: Ints

    def codes(self, found: Gathered) -> tuple[Ints, Ints]:
        """For each fact and each of its keys: the fact's place, and one number for its unit and key."""
        place = np.flatnonzero(found.facts.clause >= 0)
        clause = found.facts.clause[place]
        offsets, flat = ragged(self.lo[clause], self.hi[clause])
        place = np.repeat(place, np.diff(offsets))
        return place, found.unit[place] * len(self.names) + self.key[flat]


def keyed(
    form: Conclude, same: Same, every: Mapping[int, Gathered], sources: Sources
) -> tuple[dict[int, Gathered], list[str]]:  # fmt: skip
    """The same facts by unit and key, and the key of each of these units.

    A unit of one key has the facts of this key, and those of none.
    """
    keys = _keys(sources, same)
    if not keys.names:
        return {leaf: found.among(np.zeros(0, np.int64), np.zeros(0, np.int64), 0) for leaf, found in every.items()}, []
    chosen = _shared(form, every, keys)
    parted = {leaf: _parted(found, chosen, keys) for leaf, found in every.items()}
    return parted, [keys.names[number] for number in (chosen % len(keys.names)).tolist()]


def _keys(sources: Sources, same: Same) -> _Keys:
    each = [
        {path.partition(".")[0] for path in paths} if same == "part" else set(paths) for paths in sources.clauses
    ]  # fmt: skip
    names = sorted(set().union(*each))
    number = {name: i for i, name in enumerate(names)}
    ends = np.cumsum([0, *map(len, each)]).astype(np.int64)
    return _Keys(names, _ints(number[name] for those in each for name in sorted(those)), ends[:-1], ends[1:])


def _shared(form: Conclude, every: Mapping[int, Gathered], keys: _Keys) -> Ints:
    """The codes of which there may be something: facts of theirs, or of no clause, for each premise."""
    out = np.sort(np.concatenate([keys.codes(every[id(leaf)])[1] for leaf in leaves(form.all)]))
    out = out[firsts(out)]
    for premise in form.all:
        found = [every[id(leaf)] for leaf in leaves([premise])]
        of_none = np.concatenate([each.unit[each.facts.clause < 0] for each in found])
        mine = np.concatenate([keys.codes(each)[1] for each in found])
        out = out[np.isin(out // len(keys.names), of_none) | np.isin(out, mine)]
    return out


def _parted(found: Gathered, chosen: Ints, keys: _Keys) -> Gathered:
    place, code = keys.codes(found)
    new = np.searchsorted(chosen, code)
    there = np.append(chosen, -1)[new] == code
    place, new = place[there], new[there]
    loose = np.flatnonzero(found.facts.clause < 0)
    first = found.unit[loose] * len(keys.names)
    lo, hi = (np.searchsorted(chosen, code).astype(np.int64) for code in (first, first + len(keys.names)))
    offsets, flat = ragged(lo, hi)
    place, new = np.concatenate((place, np.repeat(loose, np.diff(offsets)))), np.concatenate((new, flat))
    order = np.lexsort((place, new))
    return found.among(place[order], new[order], len(chosen))


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)
