"""From a log and a policy to the world that is judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pyarrow as pa

from boundaries.engine.conclude.given import Given
from boundaries.engine.practitioners import spread
from boundaries.engine.primitives import NOTHING, Bools, Ints
from boundaries.engine.world import World, one_chunk
from boundaries.policy.policy import Policy
from boundaries.table.log import Log


def build(log: Log, policy: Policy, as_of: int | Mapping[int, int] | None = None, given: Sequence[Given] = ()) -> World:
    """The world of a log under a policy.

    `as_of` is an instant, or one for each contract index (a date means another instant on another clock);
    by default the latest `at` of all accepted rows. Rows after it do not exist. A relationship of which only a finding
    is `given` is there too, without rows.
    """
    table = log.table
    at = one_chunk(table.column("at")).cast(pa.int64()).to_numpy(zero_copy_only=False)
    relation = one_chunk(table.column("relationship"))
    code = (relation.indices.fill_null(-1) if relation.null_count else relation.indices).to_numpy(zero_copy_only=False)
    words = relation.dictionary.to_pylist()
    words += sorted({one.relationship for one in given} - set(words))
    contract_of_word = np.array([-1 if (c := policy.contract_of(w)) is None else c for w in words] + [-1], np.int64)
    ends = _world_ends(len(policy.contracts), as_of, int(at.max()) if len(at) else 0)
    limit = np.append(ends, NOTHING)[contract_of_word]
    keep = (code >= 0) & (contract_of_word[code] >= 0)
    if as_of is not None:
        keep &= at <= limit[code]
    own = code >= 0
    unjudged = own & (contract_of_word[code] < 0)
    rows = None if keep.all() else np.flatnonzero(keep)
    code = code if rows is None else code[rows]
    present = _present(code, words, contract_of_word, {one.relationship for one in given})
    pair_of_word = np.full(len(words) + 1, -1, np.int32)
    pair_of_word[present] = np.arange(len(present), dtype=np.int32)
    world = World(
        policy=policy, log=log, row=rows, pair=pair_of_word[code], at=at if rows is None else at[rows],
        names=tuple(words[w] for w in present), contract=contract_of_word[present], as_of=limit[present],
        unjudged_rows=int(unjudged.sum()), unjudged_relationships=len(np.unique(_codes_of(relation, unjudged))),
    )  # fmt: skip
    return spread(world) if relation.null_count else world


def _present(code: Ints, words: list[str], contract: Ints, given: Collection[str]) -> Ints:
    """The words of the relationships that are judged, in code point order: of a log they stand in it already."""
    if not words:
        return np.zeros(0, np.int64)
    has_rows = np.bincount(code, minlength=len(words)) > 0
    present = np.flatnonzero(has_rows | (np.array([word in given for word in words]) & (contract[:-1] >= 0)))
    return np.array(sorted(present.tolist(), key=words.__getitem__), np.int64) if given else present


def _codes_of(relation: pa.DictionaryArray, chosen: Bools) -> Ints:
    """The relationship codes of chosen rows."""
    return relation.indices.filter(pa.array(chosen)).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _world_ends(contracts: int, as_of: int | Mapping[int, int] | None, latest: int) -> Ints:
    if isinstance(as_of, Mapping):
        return np.array([as_of[c] for c in range(contracts)], np.int64)
    return np.full(contracts, latest if as_of is None else as_of, np.int64)
