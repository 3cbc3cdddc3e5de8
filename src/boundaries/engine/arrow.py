"""Findings as an Arrow table, made without building an object for any of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.core.columns import NAMES
from boundaries.core.finding import DRIFT_FIELDS, STATUSES
from boundaries.engine.about import Conclusion, Drift
from boundaries.engine.findings import Findings
from boundaries.engine.hits import EXCUSED, UNDETERMINED
from boundaries.engine.primitives import NOTHING, Ints
from boundaries.engine.wording import unit_of


def to_arrow(f: Findings) -> pa.Table:
    """The findings as an Arrow table, evidence as lists of ids; the sentences stay with the objects."""
    world, h, rules = f.world, f.hits, f.world.policy.rules
    contracts = world.policy.contracts
    contract = world.contract[h.pair] if len(f) else h.pair
    status = h.status

    def by_rule(words: list[str | None]) -> pa.Array:
        return _coded(f.rule, words)

    columns: dict[str, pa.Array] = {
        "id": pa.array(f.ids, pa.string()),
        "type": _coded(np.where(status == UNDETERMINED, len(rules), f.rule), [*(r.type for r in rules), "breach"]),
        "rule": by_rule([r.name for r in rules]),
        "code": by_rule([r.code for r in rules]),
        "pack": by_rule([r.pack for r in rules]),
        "relationship": _coded(h.pair, list(world.names)),
        "bearer": by_rule([r.bearer for r in rules]),
        "dimension": by_rule([r.dimension for r in rules]),
        "clause": _clauses(f),
        "contract": _coded(contract, [c.name for c in contracts]),
        "version": _coded(h.version, [v.effective for v in world.versions]),
        "severity": _coded(h.crossing.astype(np.int32), ["notice", "crossing"]),
        "status": _coded(status, list(STATUSES)),
        "excused_by": _excused(f, status),
        "unknown": _coded(f.unknown, list(NAMES)),
        "practitioner": _coded(contract, [c.practitioner for c in contracts]),
        "at": _instants(h.at),
        "until": _instants(h.until),
        "measured": pa.array(h.measured, pa.float64(), mask=np.isnan(h.measured)),
        "unit": _coded(
            np.where(status == UNDETERMINED, len(rules), f.rule), [*(unit_of(r.when) for r in rules), "count"]
        ),
        "evidence": pa.ListArray.from_arrays(pa.array(h.offsets, pa.int32()), world.texts("id", h.evidence)),
    }
    return pa.table(columns | _drifts(f) | {"premises": _premises(f)})


def _drifts(f: Findings) -> dict[str, pa.Array]:
    """What only a drift has, but for its promise, which is a sentence; null of other findings, intervals as pairs."""
    every: list[Drift | None] = [about if isinstance(about, Drift) else None for about in f.abouts.every]
    which = pa.array(np.where(f.hits.about < 0, len(every), f.hits.about))
    instant, number, text = pa.timestamp("us", "UTC"), pa.float64(), pa.string()
    types = {"since": instant, "before": number, "after": number, "factor": number}
    types |= {f"{name}_interval": pa.list_(type, 2) for name, type in types.items()}
    types |= {"evidence_factor": number, "second_opinion": text}
    return {
        name: pa.array([*(None if d is None else getattr(d, name) for d in every), None], types[name]).take(which)
        for name in DRIFT_FIELDS
        if name in types
    }


def _premises(f: Findings) -> pa.Array:
    """The ids of the findings that a conclusion or a strength rests on; null of other findings."""
    every = [about.premises if isinstance(about, Conclusion) else None for about in f.abouts.every]
    which = pa.array(np.where(f.hits.about < 0, len(every), f.hits.about))
    return pa.array([*every, None], pa.list_(pa.string())).take(which)


def _clauses(f: Findings) -> pa.Array:
    """The clause of each finding: what it is itself about, else its rule's."""
    own: list[str | None] = [about.clause for about in f.abouts.every]
    has_own = np.append(np.array([clause is not None for clause in own], np.bool_), False)[f.hits.about]
    codes = np.where(has_own, f.hits.about, len(own) + f.rule)
    return _coded(codes, [*own, *(rule.clause for rule in f.world.policy.rules)])


def _excused(f: Findings, status: NDArray[np.int8]) -> pa.Array:
    words: list[str | None] = list(dict.fromkeys(w for r in f.world.policy.rules for w in r.unless))
    width = max((len(r.unless) for r in f.world.policy.rules), default=0) + 1
    table = np.full((len(f.world.policy.rules), width), -1, np.int64)
    for i, rule in enumerate(f.world.policy.rules):
        table[i, : len(rule.unless)] = [words.index(w) for w in rule.unless]
    return _coded(np.where(status == EXCUSED, table[f.rule, f.hits.excuse], -1), words)


def _coded(codes: NDArray[np.integer], words: list[str | None]) -> pa.Array:
    """A column of few words as codes; a word None stands for null."""
    known = [w for w in dict.fromkeys(words) if w is not None]
    index = {w: i for i, w in enumerate(known)}
    place = np.array([index.get(w, -1) if w is not None else -1 for w in words] + [-1], np.int32)
    code = place[codes]
    return pa.DictionaryArray.from_arrays(pa.array(code, mask=code < 0), pa.array(known, pa.string()))


def _instants(at: Ints) -> pa.Array:
    return pa.array(at, pa.timestamp("us", "UTC"), mask=at == NOTHING)
