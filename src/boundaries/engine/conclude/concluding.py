"""Draws conclusions: layer by layer facts are gathered, situations put to the engine, and what held becomes hits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from boundaries.civil.span import Span
from boundaries.engine.about import Conclusion
from boundaries.engine.audiences import is_own
from boundaries.engine.conclude.candidates import Asked
from boundaries.engine.conclude.engines import Engine
from boundaries.engine.conclude.fact import Fact
from boundaries.engine.conclude.facts import NO_RULE, Sources
from boundaries.engine.conclude.gather import Gathering, step_window
from boundaries.engine.conclude.ids import Ids
from boundaries.engine.conclude.kept import Kept
from boundaries.engine.conclude.logic import program_of
from boundaries.engine.conclude.measure import Measure
from boundaries.engine.conclude.situations import Situations
from boundaries.engine.conclude.standing import Standing
from boundaries.engine.conclude.unit import Held, Situation, Unit
from boundaries.engine.coverage import Covered, awaited, covered
from boundaries.engine.forms import Judging
from boundaries.engine.hits import NO_ANCHOR, Hits, hits
from boundaries.engine.judge import Common
from boundaries.engine.primitives import NEVER, NOTHING, Ints, ragged
from boundaries.policy.conclusion import Conclude, Counting, OfEvents, OfKept, Premise, leaves
from boundaries.policy.condition import Length, Ref
from boundaries.policy.rule import usual_audience

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
        cases = [case for case in cases if not case.gathering.settled]
        plain = [case for case in cases if case.is_plain]
        joining = [case for case in cases if not case.is_plain]
        yield from ((case.index, case.plainly()) for case in plain)
        if joining:
            program, places = program_of([case.gathering.form for case in joining])
            asked = [
                (number, situation)
                for number, case in enumerate(joining) for situation in case.situations()
            ]  # fmt: skip
            given = {
                (places[number].first + i, bucket)
                for bucket, (number, situation) in enumerate(asked)
                for i in range(places[number].inputs) if situation >> i & 1
            }  # fmt: skip
            follows = self.engine.derive(program, given)
            holding: list[set[Situation]] = [set() for _ in joining]
            for bucket, (number, situation) in enumerate(asked):
                if (places[number].head, bucket) in follows:
                    holding[number].add(situation)
            yield from ((case.index, case.hits(held)) for case, held in zip(joining, holding, strict=True))


class Drawn(NamedTuple):
    """A conclusion that was drawn: of which clause (or part) alone, when, and what it rests on."""

    key: str | None
    span: Held
    facts: Sequence[Fact]
    measured: float
    beside: Sequence[Fact]  # conclusions that had a part in when it held
    own: bool  # whether something had that only the practitioner is shown


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
        self._last: tuple[int, Unit] | None = None
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
        of = np.unique(found.clause).tolist()
        numbers = np.zeros(len(self._sources.clauses), np.int64)
        for clause in of:
            numbers[clause] = self._job.abouts.number(Conclusion(self._sources.clauses[clause][0], ()))
        return self._made(found.pair, found.at, found.end, numbers[found.clause], np.ones(len(found)))

    # ---- units ----------------------------------------------------------------------------------------------

    @cached_property
    def _found(self) -> tuple[Asked, Ints]:
        gathering = self.gathering
        return Situations(self._form, gathering.every, self._sources, self._turns(), self._unit).found()

    def situations(self) -> list[Situation]:
        """Every situation that came up in some unit, once."""
        different: list[Situation] = np.unique(self._found[1]).tolist()
        return different

    def _unit(self, number: int) -> Unit:
        """One unit, fact by fact; they are asked for in order, so only the last is remembered."""
        if self._last is None or self._last[0] != number:
            known = {name: found.known(number, self._sources) for name, found in self.gathering.every.items()}
            latest = sorted((f.due, -f.pair) for leaf in leaves(self._form.all) for f in known[id(leaf)].facts)
            standing = Standing(self._form, known, self._measure, self._limit_of_step, partial(_pair_at, latest))
            keys = self.gathering.keys
            self._last = number, Unit(standing, None if keys is None else keys[number])
        return self._last[1]

    def _limit_of_step(self, leaf: Premise, at: int, pair: int) -> int:
        return self._after(step_window(leaf), at, pair)

    def _turns(self) -> Asked:
        """The instants at which what the rule refers to may change, in every unit."""
        none = np.zeros(0, np.int64)
        if not self._job.rule.needs:
            return Asked(none, none)
        every = self.gathering.every.values()
        unit = np.concatenate([found.unit for found in every])
        contract = self._world.contract[np.concatenate([found.facts.pair for found in every])].astype(np.int64)
        contracts = len(self._world.policy.contracts)
        unit, contract = np.divmod(np.unique(unit * contracts + contract), contracts)
        versions = self._world.first_version
        offsets, flat = ragged(versions[contract], versions[contract + 1])
        return Asked(np.repeat(unit, np.diff(offsets)), self._world.begins[flat])

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
        if not self._shown:
            return True
        pairs = self.gathering.pairs_beside(pair)
        first = min((f.at for _, found in unit.counted(at) for f in found), default=at)
        for leaf, of_none, shown in self._shown:
            until = at if not of_none else self._until(leaf, at, pair)
            since = self._before(step_window(leaf), until, pair) + 1 if of_none else first
            asked = np.maximum(since, self._world.start[pairs])
            before = asked > until  # a time that ended before the contract began: there was nothing to show
            if not (before | shown.spans(pairs, asked, np.full(len(pairs), until))).all():
                return False
        return True

    def _until(self, leaf: Premise, at: int, pair: int) -> int:
        """Up to when a premise of `none` looks, for what is judged at an instant."""
        after = leaf.after if isinstance(leaf, Counting) else None
        return at if after is None else self._before(after, at, pair)

    # ---- hits -----------------------------------------------------------------------------------------------

    def hits(self, holding: set[Situation]) -> Hits:
        """What held, as hits."""
        found = list(self._drawn(holding))
        self._measure.ids.work_out((fact.rule, fact.item) for one in found for fact in one.facts if fact.rule >= 0)
        abouts, evidence = [], []
        for one in found:
            ids = {name for fact in one.facts if (name := self._measure.id(fact)) is not None}
            beside = {name for fact in one.beside if (name := self._measure.id(fact)) is not None}
            about = Conclusion(one.key, tuple(sorted(ids)), tuple(sorted(beside - ids)), one.own)
            abouts.append(self._job.abouts.number(about))
            rows = {row for fact in one.facts if fact.rule == -1 for row in self._measure.evidence(fact)}
            evidence.append(tuple(sorted(rows)))
        pair, at = (np.array([getattr(one.span, name) for one in found], np.int64) for name in ("pair", "at"))
        until = np.array([NEVER if one.span.until is None else one.span.until for one in found], np.int64)
        measured = np.array([one.measured for one in found], np.float64)
        return self._made(pair, at, until, np.array(abouts, np.int64), measured, evidence)

    def _drawn(self, holding: set[Situation]) -> Iterator[Drawn]:
        """What held, unit by unit."""
        asked, situation = self._found
        held = np.isin(situation, list(holding))
        some = np.unique(asked.unit[held])
        lo, hi = (np.searchsorted(asked.unit, some, side).tolist() for side in ("left", "right"))
        for number, first, last in zip(some.tolist(), lo, hi, strict=True):
            unit = self._unit(number)
            instants = zip(asked.at[first:last].tolist(), held[first:last].tolist(), strict=True)
            for span in unit.spans(instants, partial(self.admits, unit)):
                facts = [fact for _, counted in unit.counted(span.at) for fact in counted]
                beside = unit.beside(span, min(fact.at for fact in facts))
                yield Drawn(unit.key, span, facts, unit.measured(span.at), *self._of_others(beside))

    def _of_others(self, beside: Iterable[Fact]) -> tuple[list[Fact], bool]:
        """Of the facts that had a part in it the conclusions, and whether one is shown to the practitioner alone."""
        rules, drawn, own = self._world.policy.rules, [], False
        for fact in beside:
            if fact.rule >= 0:
                own = own or self._is_own[fact.rule]
                drawn += [fact] if isinstance(rules[fact.rule].when, Conclude) else []
            elif fact.rule == NO_RULE:  # a clause that was kept, or changed
                own = own or any(usual_audience(path) == "own" for path in fact.clauses)
        return drawn, own

    @cached_property
    def _is_own(self) -> list[bool]:
        return [is_own(rule) for rule in self._world.policy.rules]

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
        self, pair: Ints, at: Ints, until: Ints, about: Ints, measured: np.ndarray,
        evidence: Sequence[tuple[int, ...]] | None = None,
    ) -> Hits:  # fmt: skip
        world, job = self._world, self._job
        ends = job.ends(pair)
        over = until > ends if job.rule.after_end else (until > world.as_of[pair]) | (until >= world.end[pair])
        until = np.where(over, NOTHING, until)
        version = np.minimum(world.version_at(pair, at), world.last_version[pair])
        crossed = np.full(len(at), NEVER)
        if job.rule.escalate is not None and job.rule.escalate.beyond is not None:
            edge = job.later(at, pair, version, job.rule.escalate.beyond)
            crossed = np.where(edge < np.where(over, ends, until), edge, NEVER)
        lengths = np.zeros(len(at), np.int64) if evidence is None else [len(rows) for rows in evidence]
        return hits(
            pair, np.full(len(at), NO_ANCHOR), at, version, until=until, measured=measured, crossed=crossed,
            about=about, offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            evidence=np.array([row for rows in evidence or () for row in rows], np.int64),
        )  # fmt: skip


def _pair_at(latest: Sequence[tuple[int, int]], at: int) -> int:
    """Whose terms hold at an instant: the first relationship with the latest fact; (due, minus the pair), in order."""
    place = bisect_right(latest, (at, 1))
    return -latest[max(place - 1, 0)][1]
