"""Draws conclusions: layer by layer facts are gathered, situations put to the engine, and what held becomes hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from boundaries.engine.about import Conclusion
from boundaries.engine.audiences import is_own
from boundaries.engine.conclude.asked import Asked, nothing_asked
from boundaries.engine.conclude.drawing import Begins, Counted, Drawing
from boundaries.engine.conclude.engines import Engine
from boundaries.engine.conclude.facts import NO_RULE, Facts, Sources
from boundaries.engine.conclude.gather import Gathering, step_window
from boundaries.engine.conclude.holding import Holding
from boundaries.engine.conclude.ids import Ids
from boundaries.engine.conclude.kept import Kept
from boundaries.engine.conclude.logic import program_of
from boundaries.engine.conclude.measure import Measure
from boundaries.engine.conclude.situations import Latest, Situation, Situations
from boundaries.engine.conclude.terms import Terms
from boundaries.engine.coverage import Covered, awaited, covered
from boundaries.engine.findings import texts_of
from boundaries.engine.forms import Judging
from boundaries.engine.hits import NO_ANCHOR, Hits, hits
from boundaries.engine.judge import Common
from boundaries.engine.primitives import NEVER, NOTHING, Bools, Ints, once, ragged
from boundaries.policy.conclusion import Conclude, Counting, OfEvents, OfKept, Premise, leaves
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
        able = [(index, job) for index, job in jobs if job.params.speaks.any()]
        yield from ((index, self._kept(job)) for index, job in able if _is_kept_alone(_form(job)))
        cases = (Case(index, job, self) for index, job in able if not _is_kept_alone(_form(job)))
        joining = [case for case in cases if not case.gathering.settled]
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

    def _kept(self, job: Judging) -> Hits:
        """What says no more than that a clause was kept: nothing has to be joined."""
        (premise,) = _form(job).all
        assert isinstance(premise, OfKept), "it is of clauses that were kept"
        job.no_show(self.kept.unshown(premise, job))
        found = self.kept.facts(premise, job, job.params.listed[job.world.contract])
        clauses = self.sources.clauses
        numbers = np.zeros(len(clauses), np.int64)
        for clause in np.flatnonzero(np.bincount(found.clause, minlength=len(clauses))).tolist():
            numbers[clause] = job.abouts.number(Conclusion(clauses[clause][0], ()))
        return made(job, found.pair, found.at, found.end, numbers[found.clause], np.ones(len(found)))


def _form(job: Judging) -> Conclude:
    assert isinstance(job.rule.when, Conclude), "only conclusions are concluded"
    return job.rule.when


def _is_kept_alone(form: Conclude) -> bool:
    """Whether a conclusion is its one premise: that a clause was kept."""
    alone = len(form.all) == 1 and isinstance(form.all[0], OfKept) and not (form.none or form.retract)
    return alone and form.after is None and form.same == "clause" and not form.practitioner


class Case:
    """One conclusion at work."""

    def __init__(self, index: int, job: Judging, concluding: Concluding) -> None:
        self.index, self._job, self._world = index, job, job.world
        self._sources, self._terms = concluding.sources, Terms(job)
        self._measure = Measure(concluding.sources, concluding.ids, self._terms.limit, self._terms.after)
        self.gathering = Gathering(concluding.sources, concluding.common, concluding.kept, job, index)
        self._form = self.gathering.form
        self._shown = self._coverage()

    # ---- situations -----------------------------------------------------------------------------------------

    @cached_property
    def _situations(self) -> Situations:
        every = self.gathering.every
        holding = Holding(self._measure, Latest(self._form.all, every).pair_at)
        return Situations(self._form, every, holding, self._terms.later, self._turns())

    def situations(self) -> list[Situation]:
        """Every situation that came up in some unit, once."""
        different: list[Situation] = np.unique(self._situations.code).tolist()
        return different

    def _turns(self) -> Asked:
        """The instants at which what the rule refers to may change, in every unit."""
        if not self._job.rule.needs:
            return nothing_asked()
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

    def _is_shown(self, begins: Begins) -> Bools:
        """Whether the log would show what speaks against a conclusion that begins at an instant."""
        _, at, pair = begins
        counted, first = Drawing(self._situations).counted(begins), at.copy()
        np.minimum.at(first, counted.of, counted.facts.at)
        which, beside = self.gathering.pairs_beside(pair)
        shown: Bools = np.ones(len(at), np.bool_)
        for leaf, of_none, where in self._shown:
            until, since = at, first
            if of_none:
                after = leaf.after if isinstance(leaf, Counting) else None
                until = at if after is None else self._terms.earlier(after, at, pair)  # what is judged now
                since = self._terms.earlier(step_window(leaf), until, pair) + 1
            asked = np.maximum(since[which], self._world.start[beside])
            before = asked > until[which]  # a time that ended before the contract began: there was nothing to show
            shown[which[~(before | where.spans(beside, asked, until[which]))]] = False
        return shown

    # ---- hits -----------------------------------------------------------------------------------------------

    def hits(self, holding: set[Situation]) -> Hits:
        """What held, as hits."""
        drawing = Drawing(self._situations)
        begins, until = drawing.drawn(np.isin(self._situations.code, list(holding)), self._admits)
        counted = drawing.counted(begins)
        since = begins.at.copy()
        np.minimum.at(since, counted.of, counted.facts.at)
        beside = drawing.beside(begins, until, since, self._matters)
        own = np.bincount(beside.of[self._is_own(beside.facts)], minlength=len(since)) > 0
        premises, others = self._ids(counted, len(since)), self._ids(self._drawn(beside), len(since))
        about = [
            self._job.abouts.number(Conclusion(key, rests, tuple(sorted({*more}.difference(rests))), is_own))
            for key, rests, more, is_own in zip(self._keys(begins), premises, others, own.tolist(), strict=True)
        ]
        return made(
            self._job, begins.pair, begins.at, until, np.array(about, np.int64), drawing.measured(begins),
            _rows(counted),
        )  # fmt: skip

    def _keys(self, begins: Begins) -> list[str | None]:
        """The clause (or part) that each is of alone."""
        keys = self.gathering.keys
        return [None] * len(begins.at) if keys is None else [keys[unit] for unit in begins.unit.tolist()]

    def _ids(self, counted: Counted, count: int) -> Iterator[tuple[str, ...]]:
        """The ids of the findings among the facts of each of so many conclusions, in order."""
        found = np.flatnonzero(counted.facts.rule != NO_RULE)
        facts = counted.facts.taken(found)
        of, digests = counted.of[found], self._measure.ids.digests(facts.rule, facts.item, facts.pair)
        apart = once(of, digests)
        names, ends = texts_of(digests[apart]), np.searchsorted(of[apart], np.arange(count), "right").tolist()
        return (tuple(names[begin:end]) for begin, end in zip([0, *ends], ends, strict=False))

    def _matters(self, found: Facts) -> Bools:
        """Which facts have a part in who is shown a conclusion that they are beside, or are conclusions."""
        return self._is_own(found) | self._conclusions[found.rule]

    def _drawn(self, beside: Counted) -> Counted:
        """The conclusions among facts."""
        drawn = self._conclusions[beside.facts.rule]
        return Counted(beside.of[drawn], beside.facts.taken(drawn))

    @cached_property
    def _conclusions(self) -> Bools:
        """Which rules are conclusions; what is given, or of no rule, comes last, as it is numbered below 0."""
        rules = (isinstance(rule.when, Conclude) for rule in self._world.policy.rules)
        return np.array([*rules, *(False for _ in self._sources.given), False], np.bool_)

    @cached_property
    def _own_rules(self) -> Bools:
        """Which rules only the practitioner is shown, in the same order."""
        return np.array(
            [*map(is_own, self._world.policy.rules), *(False for _ in self._sources.given), False], np.bool_
        )

    def _is_own(self, found: Facts) -> Bools:
        """Which facts only the practitioner is shown: of a rule, or of a clause that was kept, or changed."""
        clauses = (any(usual_audience(path) == "own" for path in paths) for paths in self._sources.clauses)
        of_clause = np.array([*clauses, False], np.bool_)[found.clause]
        own: Bools = self._own_rules[found.rule] | ((found.rule == NO_RULE) & of_clause)
        return own

    def _admits(self, begins: Begins) -> Bools:
        """Whether it may begin at an instant: the rule speaks, the world is there, and the log would show otherwise."""
        world, (_, at, pair) = self._world, begins
        able: Bools = (world.start[pair] <= at) & (at <= world.as_of[pair]) & self._terms.speaks(at, pair)
        if not self._job.rule.after_end:
            able &= at < world.end[pair]
        if self._shown and able.any():
            able[able] = self._is_shown(begins.some(able))
        return able


def made(
    job: Judging, pair: Ints, at: Ints, until: Ints, about: Ints, measured: np.ndarray,
    evidence: tuple[Ints, Ints] | None = None,
) -> Hits:  # fmt: skip
    """Conclusions as hits: of whom, from when, until when (NEVER: they still hold), about what, on which rows."""
    world = job.world
    ends = job.ends(pair)
    over = until > ends if job.rule.after_end else (until > world.as_of[pair]) | (until >= world.end[pair])
    until = np.where(over, NOTHING, until)
    version = np.minimum(world.version_at(pair, at), world.last_version[pair])
    crossed = np.full(len(at), NEVER)
    if job.rule.escalate is not None and job.rule.escalate.beyond is not None:
        edge = job.later(at, pair, version, job.rule.escalate.beyond)
        crossed = np.where(edge < np.where(over, ends, until), edge, NEVER)
    of, rows = (np.zeros(0, np.int64), np.zeros(0, np.int64)) if evidence is None else evidence
    return hits(
        pair, np.full(len(at), NO_ANCHOR), at, version, until=until, measured=measured, crossed=crossed,
        about=about, offsets=np.searchsorted(of, np.arange(len(at) + 1)).astype(np.int64), evidence=rows,
    )  # fmt: skip


def _rows(counted: Counted) -> tuple[Ints, Ints]:
    """The rows among facts, each once and in order: of which conclusion each is, and the row."""
    some = (counted.facts.rule == NO_RULE) & (counted.facts.item >= 0)
    of, row = counted.of[some], counted.facts.item[some]
    apart = once(of, row)
    return of[apart], row[apart]
