"""Draws conclusions: layer by layer facts are gathered, situations put to the engine, and what held becomes hits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

import numpy as np

from boundaries.civil.span import Span
from boundaries.engine.about import Conclusion
from boundaries.engine.conclude.engines import Engine
from boundaries.engine.conclude.fact import Fact
from boundaries.engine.conclude.facts import Sources
from boundaries.engine.conclude.gather import Gathering, step_window
from boundaries.engine.conclude.ids import Ids
from boundaries.engine.conclude.kept import Kept
from boundaries.engine.conclude.logic import program_of
from boundaries.engine.conclude.measure import Measure
from boundaries.engine.conclude.standing import Known, Standing
from boundaries.engine.conclude.unit import Held, Situation, Unit
from boundaries.engine.coverage import Covered, awaited, covered
from boundaries.engine.forms import Judging
from boundaries.engine.hits import NO_ANCHOR, Hits, hits
from boundaries.engine.judge import Common
from boundaries.engine.primitives import NEVER, NOTHING, Ints
from boundaries.policy.conclusion import Counting, OfEvents, OfKept, Premise, leaves
from boundaries.policy.condition import Length, Ref

Layer = Sequence[tuple[int, Judging]]  # conclusions that do not rest on each other, each by its rule's index


@dataclass(eq=False)
class Concluding:
    """Draws the conclusions of one run; `engine` tells what follows from what holds together."""

    common: Common
    sources: Sources
    engine: Engine
    ids: Ids = field(init=False)
    kept: Kept = field(init=False)

    def __post_init__(self) -> None:
        world = self.common.world
        self.ids = Ids(world, self.sources.found, self.common.abouts)
        self.kept = Kept(self.sources, self.common)

    def layer(self, jobs: Layer) -> Iterator[tuple[int, Hits]]:
        """The hits of each rule of a layer; what they rest on has been found before."""
        cases = [Case(index, job, self) for index, job in jobs if job.params.speaks.any()]
        plain = [case for case in cases if case.is_plain]
        joining = [case for case in cases if not case.is_plain]
        yield from ((case.index, case.plainly()) for case in plain)
        if joining:
            program, places = program_of([case.gathering.form for case in joining])
            asked = [
                (number, situation) for number, case in enumerate(joining) for situation in case.situations()
            ]  # fmt: skip
            given = {
                (places[number].first + i, bucket)
                for bucket, (number, situation) in enumerate(asked) for i, held in enumerate(situation) if held
            }  # fmt: skip
            follows = self.engine.derive(program, given)
            holding: list[set[Situation]] = [set() for _ in joining]
            for bucket, (number, situation) in enumerate(asked):
                if (places[number].head, bucket) in follows:
                    holding[number].add(situation)
            yield from ((case.index, case.hits(held)) for case, held in zip(joining, holding, strict=True))


class Case:
    """One conclusion at work."""

    def __init__(self, index: int, job: Judging, concluding: Concluding) -> None:
        self.index, self._job, self._world = index, job, job.world
        self._sources = concluding.sources
        self.gathering = Gathering(concluding.sources, concluding.common, concluding.kept, job, index)
        self._form = self.gathering.form
        self._measure = Measure(concluding.sources, concluding.ids, self._limit, self._after)
        self._numbers: dict[Ref, list[Fraction | None]] = {}
        self._begins: dict[int, list[int]] = {}  # of each contract, when its versions begin
        self._units: list[Unit] = []
        self._shown = self._coverage()

    # ---- terms at an instant --------------------------------------------------------------------------------

    def _version(self, pair: int, at: int) -> int:
        contract = int(self._world.contract[pair])
        if contract not in self._begins:
            versions = self._world.policy.contracts[contract].timeline.versions
            self._begins[contract] = [version.start_us for version in versions]
        place = bisect_right(self._begins[contract], at) - 1
        return int(self._world.first_version[contract]) + max(place, 0)

    def _limit(self, ref: Ref, at: int, pair: int) -> Fraction | None:
        if ref not in self._numbers:
            self._numbers[ref] = self._job.params.fractions(ref)
        return self._numbers[ref][self._version(pair, at)]

    def _after(self, length: Length, at: int, pair: int) -> int:
        if isinstance(length, Span) and not length.months:  # as nearly all are; one by one, arrays are dear
            return at + length.micros
        pairs, instants = np.array([pair]), np.array([at])
        return int(self._job.later(instants, pairs, self._world.version_at(pairs, instants), length)[0])

    def _before(self, length: Length, at: int, pair: int) -> int:
        pairs, instants = np.array([pair]), np.array([at])
        return int(self._job.earlier(instants, pairs, self._world.version_at(pairs, instants), length)[0])

    # ---- a conclusion that is its one premise ---------------------------------------------------------------

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than that a clause was kept: nothing has to be joined."""
        form = self._form
        alone = len(form.all) == 1 and isinstance(form.all[0], OfKept) and not (form.none or form.retract)
        return alone and form.after is None and form.same == "clause" and not form.practitioner

    def plainly(self) -> Hits:
        """Its facts as hits."""
        found = self.gathering.every[id(self._form.all[0])].facts
        paths = [path for path, *_ in self._sources.clauses] if len(found) else []
        each = zip(found.at.tolist(), found.clause.tolist(), strict=True)
        abouts = [Conclusion(at, paths[clause], ()) for at, clause in each]
        return self._made(found.pair, found.at, found.end, abouts, np.ones(len(found)), [()] * len(abouts))

    # ---- units ----------------------------------------------------------------------------------------------

    def situations(self) -> set[Situation]:
        """Every situation that came up in some unit."""
        self._units = [unit for number in self.gathering.possible().tolist() for unit in self._of_unit(number)]
        return {situation for unit in self._units for _, situation in unit.situations}

    def _of_unit(self, number: int) -> Iterator[Unit]:
        every = {name: list(g.of_unit(number, self._sources)) for name, g in self.gathering.every.items()}
        if self._form.same is None:
            yield self._unit(every, None)
            return
        for key in sorted(self._shared_keys(every)):
            yield self._unit({
                name: [f for f in found if not f.clauses or key in self._keys(f)] for name, found in every.items()
            }, key)  # fmt: skip

    def _shared_keys(self, every: dict[int, list[Fact]]) -> set[str]:
        """The clauses (or parts) of which there may be something: facts of theirs, or of none, for each premise."""
        found = {key for leaf in leaves(self._form.all) for f in every[id(leaf)] for key in self._keys(f)}
        for premise in self._form.all:
            facts = [f for leaf in leaves([premise]) for f in every[id(leaf)]]
            if all(fact.clauses for fact in facts):
                found &= {key for fact in facts for key in self._keys(fact)}
        return found

    def _keys(self, fact: Fact) -> set[str]:
        if self._form.same == "part":
            return {path.partition(".")[0] for path in fact.clauses}
        return set(fact.clauses)

    def _unit(self, every: dict[int, list[Fact]], key: str | None) -> Unit:
        known = {name: Known(found) for name, found in every.items()}
        latest = sorted((f.due, -f.pair) for leaf in leaves(self._form.all) for f in every[id(leaf)])
        turns = self._turns({fact.pair for found in every.values() for fact in found})
        return Unit(
            Standing(self._form, known, self._measure, self._limit_of_step, partial(_pair_at, latest)), key, turns
        )

    def _turns(self, pairs: set[int]) -> frozenset[int]:
        """The instants at which what the rule refers to may change."""
        if not self._job.rule.needs:
            return frozenset()
        contracts = {int(self._world.contract[pair]) for pair in pairs}
        lives = (self._world.policy.contracts[contract].timeline for contract in contracts)
        return frozenset(version.start_us for life in lives for version in life.versions)

    def _limit_of_step(self, leaf: Premise, at: int, pair: int) -> int:
        return self._after(step_window(leaf), at, pair)

    # ---- what the log can show ------------------------------------------------------------------------------

    def _coverage(self) -> list[tuple[Premise, bool, Covered]]:
        """Of the interactions that would speak against it, where the log shows whether they were."""
        out = []
        for of_none, premises in ((True, self._form.none), (False, self._form.retract)):
            for leaf in leaves(premises):
                shown = covered(self._world, awaited(leaf.of)) if isinstance(leaf, OfEvents) else None
                if shown is not None:
                    self._job.no_show(shown.none)
                    out.append((leaf, of_none, shown))
        return out

    def _is_shown(self, unit: Unit, at: int, pair: int) -> bool:
        """Whether the log would show what speaks against a conclusion that begins at an instant."""
        unit_of = self.gathering.unit_of
        pairs = np.flatnonzero((unit_of == unit_of[pair]) & self._job.params.listed[self._world.contract])
        first = min((f.at for _, found in unit.counted(at) for f in found), default=at) if self._shown else at
        for leaf, of_none, shown in self._shown:
            until = at if not of_none else self._until(leaf, at, pair)
            since = self._before(step_window(leaf), until, pair) + 1 if of_none else first
            asked = np.maximum(since, self._world.start[pairs])
            if not shown.spans(pairs, asked, np.full(len(pairs), until)).all():
                return False
        return True

    def _until(self, leaf: Premise, at: int, pair: int) -> int:
        """Up to when a premise of `none` looks, for what is judged at an instant."""
        after = leaf.after if isinstance(leaf, Counting) else None
        return at if after is None else self._before(after, at, pair)

    # ---- hits -----------------------------------------------------------------------------------------------

    def hits(self, holding: set[Situation]) -> Hits:
        """What held, as hits."""
        found: list[tuple[Unit, Held]] = []
        for unit in self._units:
            found += [(unit, span) for span in unit.spans(holding.__contains__, partial(self.admits, unit))]
        rests_on = [[fact for _, counted in unit.counted(span.at) for fact in counted] for unit, span in found]
        self._measure.ids.work_out((fact.rule, fact.item) for facts in rests_on for fact in facts if fact.rule >= 0)
        abouts, measured, evidence = [], [], []
        for (unit, span), facts in zip(found, rests_on, strict=True):
            ids = {name for fact in facts if (name := self._measure.id(fact)) is not None}
            abouts.append(Conclusion(span.at, unit.key, tuple(sorted(ids))))
            rows = {row for fact in facts if fact.rule == -1 for row in self._measure.evidence(fact)}
            evidence.append(tuple(sorted(rows)))
            measured.append(unit.measured(span.at))
        pair, at = (np.array([getattr(span, name) for _, span in found], np.int64) for name in ("pair", "at"))
        until = np.array([NEVER if span.until is None else span.until for _, span in found], np.int64)
        return self._made(pair, at, until, abouts, np.array(measured, np.float64), evidence)

    def admits(self, unit: Unit, at: int, pair: int) -> bool:
        """Whether it may begin at an instant: the rule speaks, the world is there, and the log would show otherwise."""
        world, rule = self._world, self._job.rule
        inside = int(world.start[pair]) <= at <= int(world.as_of[pair])
        inside = inside and (rule.after_end or at < int(world.end[pair]))
        return inside and bool(self._job.params.speaks[self._judged(pair, at)]) and self._is_shown(unit, at, pair)

    def _judged(self, pair: int, at: int) -> int:
        """The version that judges an instant: the one in force, after the end the last."""
        ended = at >= int(self._world.end[pair])
        return int(self._world.last_version[pair]) if ended else self._version(pair, at)

    def _made(
        self, pair: Ints, at: Ints, until: Ints, abouts: Sequence[Conclusion], measured: np.ndarray,
        evidence: Sequence[tuple[int, ...]],
    ) -> Hits:  # fmt: skip
        world, job = self._world, self._job
        ends = job.ends(pair)
        over = until > ends if job.rule.after_end else (until > world.as_of[pair]) | (until >= world.end[pair])
        until = np.where(over, NOTHING, until)
        version = np.minimum(world.version_at(pair, at), world.last_version[pair])
        crossing = np.zeros(len(at), np.bool_)
        if job.rule.escalate is not None and job.rule.escalate.beyond is not None:
            crossing = job.later(at, pair, version, job.rule.escalate.beyond) < np.where(over, ends, until)
        offsets = np.concatenate(([0], np.cumsum([len(rows) for rows in evidence]))).astype(np.int64)
        return hits(
            pair, np.full(len(at), NO_ANCHOR), at, version, until=until, measured=measured, crossing=crossing,
            about=np.array([job.abouts.number(about) for about in abouts], np.int64), offsets=offsets,
            evidence=np.array([row for rows in evidence for row in rows], np.int64),
        )  # fmt: skip


def _pair_at(latest: Sequence[tuple[int, int]], at: int) -> int:
    """Whose terms hold at an instant: the first relationship with the latest fact; (due, minus the pair), in order."""
    place = bisect_right(latest, (at, 1))
    return -latest[max(place - 1, 0)][1]
