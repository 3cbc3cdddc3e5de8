"""Findings as columns, sorted; one becomes an object only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.core.columns import NAMES
from boundaries.core.finding import Finding, Status, event_anchor, finding_id
from boundaries.core.sentence import render
from boundaries.engine.hits import EXCUSED, OPEN, UNDETERMINED, Hits, joined
from boundaries.engine.primitives import NOTHING, Ints, ragged
from boundaries.engine.wording import parameters, unit_of
from boundaries.engine.world import World

if TYPE_CHECKING:
    from boundaries.contract.versions import Version
    from boundaries.engine.run import Unchecked
    from boundaries.policy.policy import BoundContract
    from boundaries.policy.rule import Rule

STATUSES: tuple[Status, ...] = ("open", "excused", "undetermined")
START = ""  # the anchor of an absence counted from the contract's start; no event has an empty id


@dataclass(slots=True)
class Findings:
    """The findings of one run, sorted by (relationship, at, rule, id).

    `rule` indexes the policy's rules; the other columns are those of `Hits`.
    """

    world: World
    rule: Ints
    hits: Hits
    unchecked: tuple[Unchecked, ...] = ()
    _ids: list[str] | None = field(default=None)

    def __len__(self) -> int:
        return len(self.rule)

    @property
    def ids(self) -> list[str]:
        """The id of each finding: a plain hash over rule, relationship, contract and anchor."""
        if self._ids is None:
            self._ids = _ids(self.world, self.rule, self.hits)
        return self._ids

    def contract(self, i: int) -> BoundContract:
        """The contract that judged a finding."""
        return self.world.policy.contracts[int(self.world.contract[self.hits.pair[i]])]

    def version(self, i: int) -> Version:
        """The contract version in force at a finding."""
        number = int(self.hits.version[i])
        contract = int(self.world.contract_of_version[number])
        nth = number - int(self.world.first_version[contract])
        return self.world.policy.contracts[contract].timeline.versions[nth]

    def evidence(self, i: int) -> Ints:
        """The rows of the world that a finding rests on."""
        return self.hits.evidence[self.hits.offsets[i] : self.hits.offsets[i + 1]]

    def finding(self, i: int, language: str = "en") -> Finding:
        """One finding as an object, its sentences in a language."""
        rule, hits, world = self.world.policy.rules[int(self.rule[i])], self.hits, self.world
        version, contract = self.version(i), self.contract(i)
        term = version.terms.get(rule.clause) if rule.clause else None
        status = STATUSES[int(hits.status[i])]
        params = parameters(self, i, language)
        count = int(cast(int, params["count"]))
        return Finding(
            id=self.ids[i], type=rule.type, rule=rule.name, code=rule.code, pack=rule.pack,
            title=rule.title.pick(language, count), relationship=world.names[int(hits.pair[i])], bearer=rule.bearer,
            dimension=rule.dimension, clause=rule.clause, contract=contract.name, version=version.effective,
            severity="crossing" if hits.crossing[i] else "notice", status=status,
            excused_by=rule.unless[int(hits.excuse[i])] if status == "excused" else None,
            unknown=NAMES[int(hits.lacking[i])] if status == "undetermined" else None,
            audience="own", review_soon=rule.review_soon, practitioner=contract.practitioner,
            at=int(hits.at[i]), until=None if hits.until[i] == NOTHING else int(hits.until[i]),
            measured=_number(float(hits.measured[i])), agreed=cast("str | None", params["agreed"]),
            unit="count" if status == "undetermined" else unit_of(rule.when),
            evidence=tuple(world.texts("id", self.evidence(i)).to_pylist()),
            says=says(rule, params, status, language), asks=rule.asks.pick(language, count),
            suggests=rule.suggests.pick(language, count), params=params, location=term.location if term else None,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Finding]:
        return (self.finding(i) for i in range(len(self)))

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many open findings there are of each severity, and how many findings of each status."""
        status = self.hits.status
        crossing = self.hits.crossing[status == OPEN]
        severities = {"notice": int((~crossing).sum()), "crossing": int(crossing.sum())}
        return severities, {word: int((status == i).sum()) for i, word in enumerate(STATUSES)}

    def to_arrow(self) -> pa.Table:
        """The findings as an Arrow table, evidence as lists of ids; the sentences stay with the objects."""
        return _table(self)


def says(rule: Rule, params: dict[str, object], status: Status, language: str) -> str:
    """The sentence of a finding; an undetermined one says what could not be known instead."""

    if status == "undetermined":
        rows = "One row does" if params["count"] == 1 else f"{params['count']} rows do"
        return f"{rows} not say `{params['unknown']}` well enough, so this could not be judged."
    count = int(cast(int, params["count"]))
    return render(rule.says.pick(language, count), params, rule.title.pick(language, count))


def _number(value: float) -> float | None:
    if value != value:
        return None
    return int(value) if value.is_integer() else value


def assemble(world: World, found: list[Hits], unchecked: tuple[Unchecked, ...]) -> Findings:
    """The hits of all rules as one sorted table; `found` holds one set for each of the policy's rules."""

    rules = world.policy.rules
    rule = np.repeat(np.arange(len(rules)), [len(h) for h in found])
    every = joined([h for h in found if len(h)])
    rank = np.empty(len(rules), np.int64)
    rank[sorted(range(len(rules)), key=lambda i: (rules[i].name, i))] = np.arange(len(rules))
    order = np.lexsort((rank[rule], every.at, every.pair))
    order = _ties_by_id(world, rule, every, order, rank)
    return Findings(world, rule[order], _reordered(every, order), unchecked)


def _ties_by_id(world: World, rule: Ints, every: Hits, order: Ints, rank: Ints) -> Ints:
    """Findings of one rule at one instant go by id; only those need their ids for sorting."""
    pair, at, name = every.pair[order], every.at[order], rank[rule[order]]
    same = (pair[1:] == pair[:-1]) & (at[1:] == at[:-1]) & (name[1:] == name[:-1])
    tied = np.append(False, same) | np.append(same, False)
    places = np.flatnonzero(tied)
    if len(places) == 0:
        return order
    members = order[places]
    ids = _ids(world, rule[members], _reordered(every, members))
    group = np.cumsum(np.append(True, ~same))[places] if len(same) else np.zeros(len(places), np.int64)
    order[places] = members[[i for _, _, i in sorted(zip(group.tolist(), ids, range(len(ids)), strict=True))]]
    return order


def _reordered(every: Hits, order: Ints) -> Hits:
    offsets, flat = ragged(every.offsets[order], every.offsets[order + 1])
    return Hits(
        every.pair[order], every.anchor[order], every.at[order], every.until[order], every.measured[order],
        every.version[order], every.excuse[order], every.lacking[order], every.crossing[order],
        offsets, every.evidence[flat],
    )  # fmt: skip


def _ids(world: World, rule: Ints, every: Hits) -> list[str]:
    names = [r.name for r in world.policy.rules]
    contracts = [world.policy.contracts[c].name for c in world.contract.tolist()]
    anchors = world.texts("id", np.maximum(every.anchor, 0)).to_pylist()
    return [
        finding_id(
            names[r],
            world.names[p],
            contracts[p],
            f"?{NAMES[lacking]}" if lacking >= 0 else event_anchor(anchor) if a >= 0 else START,
        )
        for r, p, a, lacking, anchor in zip(
            rule.tolist(), every.pair.tolist(), every.anchor.tolist(), every.lacking.tolist(), anchors, strict=True
        )
    ]


# ---- Arrow --------------------------------------------------------------------------------------------------


def _coded(codes: NDArray[np.integer], words: list[str | None]) -> pa.Array:
    """A column of few words as codes; a word None stands for null."""
    known = [w for w in dict.fromkeys(words) if w is not None]
    index = {w: i for i, w in enumerate(known)}
    place = np.array([index.get(w, -1) if w is not None else -1 for w in words] + [-1], np.int32)
    code = place[codes]
    return pa.DictionaryArray.from_arrays(pa.array(code, mask=code < 0), pa.array(known, pa.string()))


def _instants(at: Ints) -> pa.Array:
    return pa.array(at, pa.timestamp("us", "UTC"), mask=at == NOTHING)


def _table(f: Findings) -> pa.Table:
    world, h, rules = f.world, f.hits, f.world.policy.rules
    contracts = world.policy.contracts
    versions = list(chain.from_iterable(c.timeline.versions for c in contracts))
    contract = world.contract[h.pair] if len(f) else h.pair
    status = h.status

    def by_rule(words: list[str | None]) -> pa.Array:
        return _coded(f.rule, words)

    columns: dict[str, pa.Array] = {
        "id": pa.array(f.ids, pa.string()),
        "type": by_rule([r.type for r in rules]),
        "rule": by_rule([r.name for r in rules]),
        "code": by_rule([r.code for r in rules]),
        "pack": by_rule([r.pack for r in rules]),
        "relationship": _coded(h.pair, list(world.names)),
        "bearer": by_rule([r.bearer for r in rules]),
        "dimension": by_rule([r.dimension for r in rules]),
        "clause": by_rule([r.clause for r in rules]),
        "contract": _coded(contract, [c.name for c in contracts]),
        "version": _coded(h.version, [v.effective for v in versions]),
        "severity": _coded(h.crossing.astype(np.int32), ["notice", "crossing"]),
        "status": _coded(status, list(STATUSES)),
        "excused_by": _excused(f, status),
        "unknown": _coded(np.where(status == UNDETERMINED, h.lacking, -1), list(NAMES)),
        "practitioner": _coded(contract, [c.practitioner for c in contracts]),
        "at": _instants(h.at),
        "until": _instants(h.until),
        "measured": pa.array(h.measured, pa.float64(), mask=np.isnan(h.measured)),
        "unit": _coded(
            np.where(status == UNDETERMINED, len(rules), f.rule), [*(unit_of(r.when) for r in rules), "count"]
        ),
        "evidence": pa.ListArray.from_arrays(pa.array(h.offsets, pa.int32()), world.texts("id", h.evidence)),
    }
    return pa.table(columns)


def _excused(f: Findings, status: NDArray[np.int8]) -> pa.Array:
    words: list[str | None] = list(dict.fromkeys(w for r in f.world.policy.rules for w in r.unless))
    width = max((len(r.unless) for r in f.world.policy.rules), default=0) + 1
    table = np.full((len(f.world.policy.rules), width), -1, np.int64)
    for i, rule in enumerate(f.world.policy.rules):
        table[i, : len(rule.unless)] = [words.index(w) for w in rule.unless]
    return _coded(np.where(status == EXCUSED, table[f.rule, f.hits.excuse], -1), words)
