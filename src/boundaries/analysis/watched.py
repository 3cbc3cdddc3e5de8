"""What the rules of a contract's packs say of it: which stay silent (B143), and which clauses nobody watches (B144)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from boundaries.contract.advice import plain_label
from boundaries.contract.clauses import BY_PATH, CLAUSES, clause_of, short
from boundaries.contract.model import Contract
from boundaries.contract.versions import Timeline
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.policy.fields import watched_in
from boundaries.policy.inside import filters_of
from boundaries.policy.rule import Rule
from boundaries.policy.silence import lacking

_NAMED = 6  # so many silent rules are named; of more, only what they lack


def watched(contract: Contract, rules: Sequence[Rule], beside: Sequence[Rule] = ()) -> Iterator[Diagnostic]:
    """The notes on a contract and the rules that apply to it, or are looked at beside it: at most one of each kind."""
    enabled, place = [rule for rule in rules if rule.enabled], packs_of(contract)
    yield from _silent((*enabled, *beside), contract.timeline, place)
    yield from _unwatched(enabled, contract.timeline, place)


def packs_of(contract: Contract) -> Location:
    """Where a contract lists its packs; else where it is named."""
    node = contract.source.get("packs") or contract.source.get("contract")
    return node.location if node else contract.source.location


def _silent(rules: Iterable[Rule], life: Timeline, place: Location) -> Iterator[Diagnostic]:
    """The rules that speak in no version, by what each of them lacks.

    What is said not to apply is no surprise, and neither is a contract without an end.
    """
    by_lack: dict[str, list[str]] = {}
    for rule in rules:
        lack = None if rule.after_end and life.end_us is None else _lacking(rule, life)
        if lack and not _not_applicable(lack, life):
            by_lack.setdefault(lack, []).append(rule.name)
    if not by_lack:
        return
    count = sum(map(len, by_lack.values()))
    if count > _NAMED:
        lacks = [f"no {_called(lack)} ({len(names)})" for lack, names in by_lack.items()]
    else:
        lacks = [f"{_listed(names)} (no {_called(lack)})" for lack, names in by_lack.items()]
    message = f"{count} {'rules have' if count > 1 else 'rule has'} nothing to go by here: {'; '.join(lacks)}"
    yield Diagnostic("B143", message, place, "agree on it, or say `{not_applicable: why}`", "note")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _called(path: str) -> str:
    return plain_label(path) if path in BY_PATH else f"`{short(path)}`"


def _lacking(rule: Rule, life: Timeline) -> str | None:
    """What the first version lacks for the rule to speak; None where some version lacks nothing."""
    lacks = [lacking(rule, version) for version in life.versions]
    return lacks[0] if all(lacks) else None


def _not_applicable(path: str, life: Timeline) -> bool:
    """Whether the two said that it does not apply."""
    return any({path, clause_of(path)} & version.not_applicable.keys() for version in life.versions)


def _looked_at(rule: Rule) -> Iterator[str]:
    """The paths a rule is about, refers to, or finds open."""
    yield from (rule.clause,) if rule.clause else ()
    yield from (ref.path for ref in rule.needs)
    for test in filters_of(rule.when):
        yield from watched_in(test)


def _unwatched(rules: Iterable[Rule], life: Timeline, place: Location) -> Iterator[Diagnostic]:
    """The clauses that were agreed and that no rule is about or refers to."""
    seen = {path for rule in rules for path in _looked_at(rule)}
    clauses = {clause_of(path) for path in seen}
    agreed = {path for version in life.versions for path in version.terms}
    alone = [plain_label(clause.path) for clause in CLAUSES if clause.path in agreed and clause.path not in clauses]
    if alone:
        hint = "what was agreed holds all the same"
        yield Diagnostic("B144", f"no rule of the packs watches {', '.join(alone)}", place, hint, "note")
