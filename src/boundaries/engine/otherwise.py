"""What would not have been found had one thing in a contract been different: rules judged a second time.

Judged again are only the relationships that have enough findings in question, by only the rules concerned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from boundaries.civil.span import add, subtract
from boundaries.contract.clauses import clause_of
from boundaries.contract.versions import Amended, Timeline
from boundaries.engine.about import About, names
from boundaries.engine.excuses import may_cover
from boundaries.engine.forms import Judging, lasting
from boundaries.engine.hits import NO_ANCHOR, OPEN, Hits, hits, joined, taken
from boundaries.engine.judge import Common, judged
from boundaries.engine.primitives import NOTHING, Ints, ragged
from boundaries.engine.world import World
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement, Trend
from boundaries.policy.policy import BoundContract, Scoped
from boundaries.policy.rule import Rule


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A contract (by its index) as it might have been, and the findings in question: those of some rules (by their
    index), with `since` <= at < `until`. `at` is when it came about; None: with the n-th such finding.
    """

    contract: int
    instead: BoundContract
    about: About
    rules: tuple[int, ...]
    since: int
    until: int
    at: int | None = None


def after_practice(form: Agreement, job: Judging, others: Sequence[Hits]) -> Hits:
    """Amendments that allow what had gone before: had they been in force, enough of it had been no finding."""
    return _judged_again(form, job, others, [list(_amended(form, i, c, job)) for i, c in job.contracts])


def expired_exception(form: Agreement, job: Judging, others: Sequence[Hits]) -> Hits:
    """Exceptions that went on being used: had they no end, enough of what came after it had been no finding."""
    return _judged_again(form, job, others, [list(_endless(form, i, c, job)) for i, c in job.contracts])


# ---- as it might have been ----------------------------------------------------------------------------------


def _amended(form: Agreement, index: int, contract: BoundContract, job: Judging) -> Iterator[Otherwise]:
    """For each amendment the contract as if it had been in force from the start."""
    life, zone = contract.timeline, contract.zone
    for change in (change for change in life.amendments if change.applied and change.since_us > life.start_us):
        paths = [path for path, _ in change.changes]
        rules = tuple(i for i, rule in _watching(contract, job) if rule.clause and clause_of(rule.clause) in paths)
        if rules:
            assert form.within is not None, "the form has a time of its own where the rule says none"
            about = About(f"?amendment {change.name}", paths[0], names(paths), change.location)
            instead = replace(contract, timeline=_from_the_start(change, life), rules=rules)
            since = subtract(change.agreed_us, form.within, zone) + 1
            yield Otherwise(index, instead, about, rules, since, change.agreed_us + 1, change.agreed_us)


def _from_the_start(change: Amended, life: Timeline) -> Timeline:
    """A life in which what an amendment agreed stands in place of every version before it came into force."""
    first = replace(change.after, start_us=life.start_us)
    return replace(life, versions=(first, *(v for v in life.versions if v.start_us >= change.since_us)))


def _endless(form: Agreement, index: int, contract: BoundContract, job: Judging) -> Iterator[Otherwise]:
    """For each exception that both agreed and that ends the contract as if it did not end."""
    for place, scoped in enumerate(contract.exemptions):
        terms, until = scoped.terms, scoped.terms.until_us
        if not terms.agreed or until is None:
            continue
        rules = tuple(i for i, rule in _watching(contract, job) if any(may_cover(terms, rule, w) for w in rule.unless))
        if rules:
            assert form.within is not None, "the form has a time of its own where the rule says none"
            about = About(f"?exception {terms.id}", terms.clause, names([terms.clause]), terms.location)
            endless = Scoped(replace(terms, until_us=None), scoped.scope)
            exemptions = (*contract.exemptions[:place], endless, *contract.exemptions[place + 1 :])
            instead = replace(contract, exemptions=exemptions, rules=rules)
            yield Otherwise(index, instead, about, rules, until, add(until, form.within, contract.zone))


def _watching(contract: BoundContract, job: Judging) -> Iterator[tuple[int, Rule]]:
    """The contract's rules that look at single things that happened, each with its index: a drift crosses nothing."""
    for index in contract.rules:
        rule = job.world.policy.rules[index]
        if rule.enabled and not isinstance(rule.when, Agreement | Trend | Conclude):
            yield index, rule


# ---- judged again -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """The open findings of several rules: the rule of each, and their hits."""

    rule: Ints
    hits: Hits


def _judged_again(form: Agreement, job: Judging, others: Sequence[Hits], cases: Sequence[Sequence[Otherwise]]) -> Hits:
    """A hit for each pair and case with enough findings that would not be; `cases` has those of each contract.

    The first case of every contract is judged in one go, then the second of each, and so on.
    """
    every = {rule for contract in cases for case in contract for rule in case.rules}
    opened = _opened(others, sorted(every))
    rounds = [[case for case in together if case is not None] for together in zip_longest(*cases)]
    parts = [_round(cases, opened, form.at_least, job) for cases in rounds] if len(opened.hits) else []
    return lasting(job, joined(parts))


def _opened(others: Sequence[Hits], rules: Sequence[int]) -> Opened:
    parts = [taken(others[i], np.flatnonzero(others[i].status == OPEN)) for i in rules]
    sizes = [len(part) for part in parts]
    return Opened(np.repeat(np.array(rules, np.int64), sizes), joined(parts))


def _round(cases: Sequence[Otherwise], opened: Opened, least: int, job: Judging) -> Hits:
    """The hits of one case for each of some contracts."""
    world = job.world
    of_contract = np.full(len(world.policy.contracts), -1, np.int64)
    of_contract[[case.contract for case in cases]] = np.arange(len(cases))
    chosen = _enough(_in_question(cases, of_contract, opened, world), opened, least)
    if len(chosen) == 0:
        return Hits()
    still = _still_open(cases, of_contract, np.unique(opened.hits.pair[chosen]), world)
    gone = _enough(chosen[~np.isin(_keys(opened, world)[chosen], still)], opened, least)
    if len(gone) == 0:
        return Hits()
    return _grouped(gone, [cases[i] for i in of_contract[world.contract[opened.hits.pair[gone]]]], opened, least, job)


def _in_question(cases: Sequence[Otherwise], of_contract: Ints, opened: Opened, world: World) -> Ints:
    """The findings of the rules and the time that the case of their contract asks about."""
    chosen = np.flatnonzero(of_contract[world.contract[opened.hits.pair]] >= 0)
    case, at = of_contract[world.contract[opened.hits.pair[chosen]]], opened.hits.at[chosen]
    watched = np.zeros((len(cases), len(world.policy.rules)), np.bool_)
    for i, each in enumerate(cases):
        watched[i, list(each.rules)] = True
    since, until = np.array([c.since for c in cases], np.int64), np.array([c.until for c in cases], np.int64)
    kept: Ints = chosen[watched[case, opened.rule[chosen]] & (since[case] <= at) & (at < until[case])]
    return kept


def _enough(chosen: Ints, opened: Opened, least: int) -> Ints:
    """The findings of the pairs that have at least so many of them."""
    pair = opened.hits.pair[chosen]
    kept: Ints = chosen[np.bincount(pair)[pair] >= least] if len(chosen) else chosen
    return kept


def _keys(opened: Opened, world: World) -> Ints:
    """A number for each finding: the same only for the same rule and anchor (the pair, where it has no event)."""
    anchor = opened.hits.anchor
    there = np.where(anchor == NO_ANCHOR, len(world) + opened.hits.pair, anchor)
    return opened.rule * (len(world) + len(world.names)) + there


def _still_open(cases: Sequence[Otherwise], of_contract: Ints, pairs: Ints, world: World) -> Ints:
    """The keys of what is found in some pairs under the other contracts."""
    part, rows = _of_pairs(cases, of_contract, pairs, world)
    common, rules = Common(part), sorted({i for contract in part.policy.contracts for i in contract.rules})
    found = [judged(common.judging(i)) for i in rules]
    opened = _opened(found, range(len(rules)))
    h = opened.hits
    h.pair, h.anchor = pairs[h.pair], np.where(h.anchor == NO_ANCHOR, NO_ANCHOR, rows[h.anchor])
    return _keys(Opened(np.array(rules, np.int64)[opened.rule], h), world)


def _of_pairs(cases: Sequence[Otherwise], of_contract: Ints, pairs: Ints, world: World) -> tuple[World, Ints]:
    """The world of some pairs under the other contracts, and where its rows stand in the whole one."""
    contracts = np.unique(world.contract[pairs])
    policy = replace(world.policy, contracts=tuple(cases[of_contract[c]].instead for c in contracts.tolist()))
    chosen = np.zeros(len(world.names), np.bool_)
    chosen[pairs] = True
    rows = np.flatnonzero(chosen[world.pair])
    part = World(
        policy=policy, log=world.log, row=world.table_rows(rows),
        pair=np.searchsorted(pairs, world.pair[rows]).astype(np.int32), at=world.at[rows],
        names=tuple(world.names[p] for p in pairs.tolist()),
        contract=np.searchsorted(contracts, world.contract[pairs]), as_of=world.as_of[pairs],
    )  # fmt: skip
    return part, rows


def _grouped(gone: Ints, cases: Sequence[Otherwise], opened: Opened, least: int, job: Judging) -> Hits:
    """One hit for each pair; `cases` has one for each of the findings."""
    h = opened.hits
    order = np.lexsort((h.at[gone], h.pair[gone]))
    gone, cases = gone[order], [cases[i] for i in order.tolist()]
    pair, at = h.pair[gone], h.at[gone]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    count = np.diff(first, append=len(pair))
    its = [cases[i] for i in first.tolist()]
    nth, last = at[first + least - 1], at[first + count - 1]
    dated = np.array([case.at is not None for case in its], np.bool_)
    came = np.array([case.at or 0 for case in its], np.int64)
    group = np.repeat(np.arange(len(first)), count)
    offsets, rows = _united(group, gone, len(first), h, len(job.world))
    when = np.where(dated, came, nth)
    return hits(
        pair[first], np.full(len(first), NO_ANCHOR), when, job.world.version_at(pair[first], when),
        until=np.where(dated | (last == nth), NOTHING, last), measured=count.astype(np.float64),
        about=np.array([job.abouts.number(case.about) for case in its], np.int64), offsets=offsets, evidence=rows,
    )  # fmt: skip


def _united(group: Ints, chosen: Ints, groups: int, h: Hits, rows: int) -> tuple[Ints, Ints]:
    """The rows behind the hits of each group, in order and each once: offsets, and the rows end to end."""
    offsets, flat = ragged(h.offsets[chosen], h.offsets[chosen + 1])
    both = np.unique(np.repeat(group, np.diff(offsets)) * rows + h.evidence[flat])
    bounds: Ints = np.searchsorted(both // rows, np.arange(groups + 1)).astype(np.int64)
    return bounds, both % rows
