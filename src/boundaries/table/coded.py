"""Text of few values: numpy codes into a small Arrow dictionary, with -1 for a missing value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.table.log import CODED


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Coded:
    """A text column: `codes` (int32, -1 missing) into `values` (string array without nulls).

    `arrow` is the same column as Arrow had it, where it came from there in the very form `to_arrow` gives.
    """

    codes: NDArray[np.int32]
    values: pa.Array
    arrow: pa.Array | None = None

    def recode(self, lookup: NDArray[np.int32], values: pa.Array) -> Coded:
        """The same column with each code replaced; `lookup` has one element a value."""
        return Coded(np.append(lookup, np.int32(-1)).astype(np.int32)[self.codes], values)

    def canonical(self) -> Coded:
        """The one form of these values: the dictionary sorted by code points, each value once and in use."""
        used = np.zeros(len(self.values) + 1, np.bool_)
        used[self.codes] = True
        used = used[:-1]
        if used.all() and _ascending(self.values):
            return self
        kept = self.values.filter(pa.array(used))
        distinct = kept.unique()
        distinct = distinct.take(pc.array_sort_indices(distinct))  # byte order of UTF-8 is code point order
        lookup = np.full(len(self.values), -1, np.int32)
        lookup[used] = pc.index_in(kept, distinct).to_numpy(zero_copy_only=False)
        return self.recode(lookup, distinct)

    def to_arrow(self) -> pa.Array:
        """As dictionary<int32, string>."""
        if self.arrow is not None:
            return self.arrow
        missing = self.codes < 0
        codes = pa.array(self.codes, mask=missing) if missing.any() else pa.array(self.codes)
        return pa.DictionaryArray.from_arrays(codes, self.values)


def from_arrow(array: pa.Array) -> Coded:
    """The codes and values of a string or dictionary array; nulls in the dictionary are missing values too."""
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    values = array.dictionary.cast(pa.string())
    codes = array.indices.cast(pa.int32())
    if codes.null_count:
        codes = codes.fill_null(-1)
    coded = Coded(codes.to_numpy(), values, array if array.type == CODED else None)
    if values.null_count:
        present = values.is_valid().to_numpy(zero_copy_only=False)
        lookup = np.where(present, np.cumsum(present) - 1, -1).astype(np.int32)
        coded = coded.recode(lookup, values.drop_null())
    return coded


def _ascending(values: pa.Array) -> bool:
    return len(values) < 2 or bool(pc.all(pc.less(values[:-1], values[1:])).as_py())
