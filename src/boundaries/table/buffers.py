"""The bytes behind Arrow text: offsets and data as numpy arrays, and a hash of every text."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_BLOCK = 1 << 15  # rows at a time: the working arrays stay in the cache
_LONG = 512  # bytes hashed eight at a time; longer texts are few and hashed by Python
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


Offsets = NDArray[np.int32] | NDArray[np.int64]


def text_buffers(texts: pa.Array) -> tuple[Offsets, NDArray[np.uint8]]:
    """Offsets (one more than rows) into the data, and the data, of a string or large_string array; views."""
    _, offsets, data = texts.buffers()
    if offsets is None or offsets.size == 0:
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    wide = pa.types.is_large_string(texts.type)
    every: Offsets = np.frombuffer(offsets, np.int64) if wide else np.frombuffer(offsets, np.int32)
    bounds = every[texts.offset : texts.offset + len(texts) + 1]
    return bounds, np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)


def windows(data: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Every eight bytes of the data as one little-endian number: element i is bytes i to i + 7; a view."""
    words: NDArray[np.uint64] = np.ndarray((max(0, len(data) - 7),), np.dtype("<u8"), data, strides=(1,))
    return words


def mix(state: NDArray[np.uint64], word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One round of a multiplicative hash. Equal in, equal out; it need not withstand anybody."""
    state = (state ^ word) * _ODD
    return state ^ (state >> _SHIFT)


def fingerprints(texts: pa.Array) -> NDArray[np.uint64]:
    """A 64-bit hash of each text, equal for equal texts; good for this process only."""
    offsets, data = text_buffers(texts)
    low, high = int(offsets[0]), int(offsets[-1])
    padded = np.concatenate([data[low:high], np.zeros(8, np.uint8)])
    offsets = offsets.astype(np.int64) - low
    out = np.empty(len(texts), np.uint64)
    for start in range(0, len(texts), _BLOCK):
        block = slice(start, start + _BLOCK)
        out[block] = _hash_block(padded, offsets[start : start + _BLOCK + 1])
    for row in np.flatnonzero(np.diff(offsets) > _LONG).tolist():
        text = padded[offsets[row] : offsets[row + 1]].tobytes()
        out[row] = np.uint64(hash(text) & 0xFFFFFFFFFFFFFFFF)
    return out


def _hash_block(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    words, starts, lengths = windows(data), offsets[:-1], np.diff(offsets)
    state = mix(lengths.astype(np.uint64), np.uint64(0))  # type: ignore[arg-type]
    rows = np.arange(len(lengths))
    for done in range(0, min(int(lengths.max(initial=0)), _LONG), 8):
        if done and (lengths[rows] <= done).any():
            rows = rows[lengths[rows] > done]
        left = np.minimum(lengths[rows] - done, 8).astype(np.uint64)
        keep = ~np.uint64(0) >> (np.uint64(64) - left * np.uint64(8))
        keep[left == 0] = 0  # shifting by 64 is not defined
        state[rows] = mix(state[rows], words[starts[rows] + done] & keep)
    return state
