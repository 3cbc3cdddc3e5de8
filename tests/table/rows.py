"""Interaction rows for the tests of this room, as strategies and as files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from hypothesis import strategies as st

from boundaries.core.columns import BASES, CERTAINTIES, KINDS, NAMES, PARTIES, PURPOSES, REASONS
from boundaries.core.instants import format_instant
from boundaries.table.arrow import column_of, normalise
from boundaries.table.log import Extract

Row = dict[str, object]

BASE_US = 1_772_000_000_000_000
INSTANTS = st.one_of(
    st.integers(BASE_US, BASE_US + 3),
    st.integers(-(10**15), 7 * 10**15),
).map(format_instant)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6) | st.sampled_from(
    ["=1+1", '"', "a,b", "a\nb", "a\r\nb", " ", ";", "\t", "\u2028", "\U0001f600", "\uffff"]
)
PLAIN_WORDS = st.text("abcxyz0189-_", min_size=1, max_size=4)


def rows(words: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[Row]:
    """One good row, with any of the optional columns."""
    numbers = st.floats(0, 1e300, allow_nan=False) | st.integers(0, 300)
    return st.fixed_dictionaries(
        {
            "id": words,
            "at": INSTANTS,
            "kind": st.sampled_from([*KINDS, "x-own", "x-a-1"]),
            "by": st.sampled_from(PARTIES),
            "relationship": words,
        },
        optional={
            "channel": words.map(str.lower),
            "minutes": numbers,
            "length": st.integers(0, 2**53 - 1),
            "planned_start": INSTANTS,
            "planned_end": INSTANTS,
            "ref": words,
            "purpose": st.sampled_from(PURPOSES),
            "account": st.sampled_from(["work", "personal"]),
            "amount": st.floats(-1e300, 1e300, allow_nan=False),
            "place": words,
            "people": st.integers(0, 40),
            "actor": words,
            "party": words,
            "basis": st.sampled_from(BASES),
            "reason": st.sampled_from(REASONS),
            "practitioner": words,
            "certainty": st.sampled_from(CERTAINTIES),
        },
    )


def table(found: Sequence[Mapping[str, object]]) -> pa.Table:
    """The rows as a table, not yet normalised."""
    return pa.table({name: column_of(name, [row.get(name) for row in found]) for name in NAMES})


def extract(found: Sequence[Mapping[str, object]], log: str = "log 1") -> Extract:
    """The rows as a reader would give them."""
    kept, rejects = normalise(table(found))
    return Extract(kept, tuple(rejects), 0, len(found), "jsonl", log=log)


def good(**more: object) -> Row:
    """One good row."""
    return {
        "id": "m1",
        "relationship": "c-1",
        "at": "2026-03-03T21:10:00Z",
        "kind": "message",
        "by": "client",
    } | more


def write_jsonl(path: Path, found: Sequence[Mapping[str, object] | bytes]) -> Path:
    """A JSON Lines file of rows, and of lines as they are."""
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in found]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path
