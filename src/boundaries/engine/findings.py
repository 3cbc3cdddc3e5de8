"""Findings as columns, sorted; one becomes an object only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from boundaries.core.columns import NAMES
from boundaries.core.finding import STATUSES, event_anchor, finding_digests
from boundaries.engine.about import About, Abouts, Conclusion, Drift, Subject, conclusion_at
from boundaries.engine.armed import Armed
from boundaries.engine.audiences import own
from boundaries.engine.columns import notice
from boundaries.engine.doubts import doubts
from boundaries.engine.hits import OPEN, UNDETERMINED, Hits, joined, taken
from boundaries.engine.primitives import Bools, Ints, firsts
from boundaries.engine.silent import Unchecked
from boundaries.engine.world import World

if TYPE_CHECKING:
    from boundaries.contract.versions import Version
    from boundaries.policy.policy import BoundContract

Digests: TypeAlias = NDArray[np.uint64]  # ids of findings as numbers
_WHOLE = (b"",)  # an anchor that nothing follows


@dataclass(slots=True)
class Findings:
    """The findings of one run, sorted by (relationship, at, rule, id).

    `rule` indexes the policy's rules; the other columns are those of `Hits`, `abouts` what some of them are about.
    `armed` has what each trend says now, by its rule.
    """

    world: World
    rule: Ints
    hits: Hits
    abouts: Abouts
    unchecked: tuple[Unchecked, ...] = ()
    armed: Mapping[int, Armed] = field(default_factory=dict)
    engine: str | None = None  # what drew the conclusions; None where no rule draws any
    _tied: tuple[Ints, Digests] | None = field(default=None)  # some places, with their ids
    _ids: list[str] | None = field(default=None)
    _evidence: list[str] | None = field(default=None)
    _unknown: NDArray[np.int8] | None = field(default=None)
    _notice: tuple[Ints, Bools] | None = field(default=None)
    _own: Bools | None = field(default=None)

    def __len__(self) -> int:
        return len(self.rule)

    @property
    def ids(self) -> list[str]:
        """The id of each finding: a plain hash over rule, relationship, contract and anchor."""
        if self._ids is None:
            digests = np.zeros(len(self), np.uint64)
            others = np.ones(len(self), np.bool_)
            if self._tied is not None:
                places, digests[places] = self._tied
                others[places] = False
            some = np.flatnonzero(others)
            digests[some] = digests_of(self.world, self.rule[some], taken(self.hits, some), self.abouts)
            self._ids = texts_of(digests)
        return self._ids

    @property
    def own(self) -> Bools:
        """For each finding whether only the practitioner may be shown it."""
        if self._own is None:
            self._own = own(self.world.policy.rules, self.rule, self.hits.about, self.abouts.every, self.ids)
        return self._own

    @property
    def unknown(self) -> NDArray[np.int8]:
        """For each finding the index in `NAMES` of the column that was missing: the one a filter wanted where it is
        undetermined, the one an excuse wanted where it is open; -1 where nothing was.
        """
        if self._unknown is None:
            undetermined = self.hits.status == UNDETERMINED
            self._unknown = np.where(undetermined, self.hits.lacking, doubts(self.world, self.rule, self.hits))
        return self._unknown

    def contract(self, i: int) -> BoundContract:
        """The contract that judged a finding."""
        return self.world.policy.contracts[int(self.world.contract[self.hits.pair[i]])]

    def about(self, i: int) -> About | None:
        """What of the agreement itself a finding is about; None: its rule's clause, and what happened."""
        about = self._about(i)
        return about if isinstance(about, About) else None

    def drift(self, i: int) -> Drift | None:
        """How what a finding is about moved; None where it is no drift."""
        about = self._about(i)
        return about if isinstance(about, Drift) else None

    def conclusion(self, i: int) -> Conclusion | None:
        """What a conclusion rests on; None where it is none."""
        about = self._about(i)
        return about if isinstance(about, Conclusion) else None

    def _about(self, i: int) -> Subject | None:
        number = int(self.hits.about[i])
        return None if number < 0 else self.abouts.every[number]

    def clause(self, i: int) -> str | None:
        """The clause (or the part) a finding is about."""
        about = self._about(i)
        return (about and about.clause) or self.world.policy.rules[int(self.rule[i])].clause

    def version(self, i: int) -> Version:
        """The contract version in force at a finding."""
        return self.world.versions[int(self.hits.version[i])]

    def evidence(self, i: int) -> Ints:
        """The rows of the world that a finding rests on."""
        return self.hits.evidence[self.hits.offsets[i] : self.hits.offsets[i + 1]]

    def evidence_ids(self, i: int) -> tuple[str, ...]:
        """The ids of those rows; the texts of all findings are fetched together, on first use."""
        if self._evidence is None:
            self._evidence = self.world.texts("id", self.hits.evidence).to_pylist()
        return tuple(self._evidence[self.hits.offsets[i] : self.hits.offsets[i + 1]])

    def notice(self, i: int) -> int | None:
        """The notice that the event a finding hangs on gave, in microseconds; those of all are looked up together."""
        if self._notice is None:
            self._notice = notice(self.world, np.maximum(self.hits.anchor, 0))
        value, known = self._notice
        return int(value[i]) if known[i] else None

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many open findings there are of each severity, strengths aside, and how many findings of each status."""
        status = self.hits.status
        strength = np.array([rule.type == "strength" for rule in self.world.policy.rules], np.bool_)[self.rule]
        crossing = self.hits.crossing[(status == OPEN) & ~strength]
        severities = {"notice": int((~crossing).sum()), "crossing": int(crossing.sum())}
        return severities, {word: int((status == i).sum()) for i, word in enumerate(STATUSES)}


def assemble(
    world: World, found: list[Hits], abouts: Abouts, unchecked: tuple[Unchecked, ...], armed: Mapping[int, Armed],
    engine: str | None = None,
) -> Findings:  # fmt: skip
    """The hits of all rules as one sorted table; `found` holds one set for each of the policy's rules."""
    rules = world.policy.rules
    rule = np.repeat(np.arange(len(rules)), [len(h) for h in found])
    every = joined([h for h in found if len(h)])
    rank = np.empty(len(rules), np.int64)
    rank[sorted(range(len(rules)), key=lambda i: (rules[i].name, i))] = np.arange(len(rules))
    order = np.lexsort((rank[rule], every.at, every.pair))
    tied = _ties_by_id(world, rule, every, abouts, order)
    return Findings(world, rule[order], taken(every, order), abouts, unchecked, armed, engine, tied)


def _ties_by_id(world: World, rule: Ints, every: Hits, abouts: Abouts, order: Ints) -> tuple[Ints, Digests]:
    """Puts findings of one rule at one instant in order of their ids: the places of these, and the ids there."""
    same = np.ones(max(len(order) - 1, 0), np.bool_)
    for column in (every.pair[order], every.at[order], rule[order]):
        same &= column[1:] == column[:-1]
    tied = np.append(False, same) | np.append(same, False)
    places = np.flatnonzero(tied[: len(order)])
    members, group = order[places], np.cumsum(np.append(True, ~same))[places]
    digests = digests_of(world, rule[members], taken(every, members), abouts)
    by_id = np.lexsort((digests, group))
    order[places] = members[by_id]
    return places, digests[by_id]


def texts_of(digests: Digests) -> list[str]:
    """Ids as they are written."""
    text = digests.astype(">u8").tobytes().hex()
    return [text[i : i + 16] for i in range(0, len(text), 16)]


def digests_of(world: World, rule: Ints, every: Hits, abouts: Abouts) -> Digests:
    """The ids of some hits, each with its rule, as numbers, which are in the same order as they are written."""
    ends = abouts.ends(every)
    drawn = np.isin(every.about, list(ends))
    digests = np.zeros(len(rule), np.uint64)
    for of, some in ((_of_conclusions, np.flatnonzero(drawn)), (_of_others, np.flatnonzero(~drawn))):
        found = of(world, rule[some], taken(every, some), abouts) if len(some) else []
        digests[some] = np.frombuffer(b"".join(found), ">u8")
    return digests


def _of_conclusions(world: World, rule: Ints, every: Hits, abouts: Abouts) -> list[bytes]:
    """The ids of conclusions: those of one rule and relationship at one instant begin alike."""
    contracts = world.policy.contracts
    numbered = {number: end.encode("utf-8", "surrogatepass") for number, end in abouts.ends(every).items()}
    ends = [numbered[number] for number in every.about.tolist()]
    first = np.flatnonzero(firsts(rule) | firsts(every.pair) | firsts(every.at))
    pair = every.pair[first]
    columns = (rule[first], pair, world.contract[pair], every.at[first], first, np.append(first[1:], len(rule)))
    digests: list[bytes] = []
    for r, p, c, at, lo, hi in zip(*(column.tolist() for column in columns), strict=True):
        begin = conclusion_at(at)
        digests += finding_digests(world.policy.rules[r].name, world.names[p], contracts[c].name, begin, ends[lo:hi])
    return digests


def _of_others(world: World, rule: Ints, every: Hits, abouts: Abouts) -> list[bytes]:
    """The ids of hits that are no conclusions."""
    rules, contracts = world.policy.rules, world.policy.contracts
    ids = map(event_anchor, world.texts("id", np.maximum(every.anchor, 0)).to_pylist())
    columns = (rule, every.pair, world.contract[every.pair], every.lacking)
    digests: list[bytes] = []
    for r, p, c, lacking, name in zip(
        *(column.tolist() for column in columns), abouts.names(every, list(ids)), strict=True
    ):
        anchor = f"?{NAMES[lacking]}" if lacking >= 0 else name
        digests += finding_digests(rules[r].name, world.names[p], contracts[c].name, anchor, _WHOLE)
    return digests
