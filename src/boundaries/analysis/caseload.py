"""Contracts held to their packs, and to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from boundaries.analysis.packs import Shelves
from boundaries.analysis.pairs import pairs
from boundaries.analysis.watched import packs_of, watched
from boundaries.contract.folder import namesakes
from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.policy.compile import compile_policy
from boundaries.policy.misfits import misfits
from boundaries.policy.pack_files import manifest_above
from boundaries.policy.policy import Policy
from boundaries.policy.rule import Rule


def caseload(shelves: Shelves) -> Iterator[Diagnostic]:
    """What compiling the contracts gives, and what their packs leave unsaid; examples' contracts are no caseload."""
    for contract in shelves.examples:
        try:
            shelves.scenarios.policy(contract, None)
        except BoundariesError as error:
            yield from error.diagnostics
    if not shelves.contracts:
        return
    yield from namesakes(shelves.contracts)
    try:
        policy = compile_policy(shelves.contracts)
    except BoundariesError as error:
        yield from error.diagnostics
    else:
        yield from _held(shelves, policy)


def _held(shelves: Shelves, policy: Policy) -> Iterator[Diagnostic]:
    """Each contract and the rules that apply to it, or that are looked at beside it."""
    inside = {linted.file.name for linted in shelves.rules}
    beside = _beside(shelves, policy)
    found: dict[tuple[int, ...], tuple[Diagnostic, ...]] = {}
    for contract, bound in zip(shelves.contracts, policy.contracts, strict=True):
        rules = [policy.rules[index] for index in bound.rules]
        if bound.rules not in found:
            found[bound.rules] = tuple(pairs(rules))
        for problem in found[bound.rules]:
            here = problem.location is not None and problem.location.file in inside
            yield problem if here else replace(problem, location=packs_of(contract))
        yield from watched(contract, rules, beside)
        yield from (replace(misfit, level="warning") for rule in beside for misfit in misfits(rule, bound))


def _beside(shelves: Shelves, policy: Policy) -> list[Rule]:
    """The rules that were looked at and belong to no pack: each may be meant for any of the contracts."""
    applied = {rule.name for rule in policy.rules}
    loose = [linted for linted in shelves.rules if manifest_above(linted.file.path) is None]
    return [linted.rule for linted in loose if linted.rule.enabled and linted.rule.name not in applied]
