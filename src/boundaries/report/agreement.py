"""A contract in plain words: its clauses as each version has them, and the rules that watch over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from boundaries.contract.versions import Exemption, Term, Version
from boundaries.policy.policy import BoundContract, Policy
from boundaries.policy.rule import Rule
from boundaries.report.header import instant_words
from boundaries.report.text import Line


def agreement(contract: BoundContract, policy: Policy, language: str = "en") -> Iterator[Line]:
    """One contract as lines: for whom, since when, what was agreed, what changed, what is excepted, the rules."""
    pairs = ", ".join(contract.relationships) or "every relationship without a contract of its own"
    clock = f"clock {contract.zone}{f', public holidays {contract.country}' if contract.country else ''}"
    yield Line(f"{contract.name}: {pairs} ({clock})", 0, "title")
    before: Mapping[str, Term] = {}
    for version in contract.timeline.versions:
        yield from _version(version, before)
        before = version.terms
    if contract.timeline.end_us is not None:
        yield Line(f"ends {instant_words(contract.timeline.end_us, contract.zone)}", 2, "heading")
    for scoped in contract.exemptions:
        yield from _exemption(scoped.terms, contract.zone)
    yield Line("rules", 2, "heading")
    for index in contract.rules:
        yield from _rule(policy.rules[index], contract, language)


def _version(version: Version, before: Mapping[str, Term]) -> Iterator[Line]:
    """The clauses of the first version; of a later one what is new, changed or gone."""
    yield Line(f"in force since {version.effective}", 2, "heading")
    clauses = {path: term for path, term in version.terms.items() if path.count(".") == 1}
    for path, term in clauses.items():
        old = before.get(path)
        if old is None or old.words != term.words:
            yield Line(f"{path}: {term.words} ({term.location})", 4)
    for path in before:
        if path.count(".") == 1 and path not in clauses:
            yield Line(f"{path}: no longer agreed", 4)
    for path in sorted(version.not_applicable):
        yield Line(f"{path}: does not apply", 4)


def _exemption(terms: Exemption, zone: str) -> Iterator[Line]:
    start = f" from {instant_words(terms.from_us, zone)}" if terms.from_us is not None else ""
    end = f" until {instant_words(terms.until_us, zone)}" if terms.until_us is not None else ", without an end"
    reason = f", {terms.reason}" if terms.reason else ""
    agreed = "" if terms.agreed else "; not agreed by both, so it excuses nothing"
    scope = ", within its scope" if terms.scope is not None else ""
    yield Line(
        f"exception {terms.id}: {terms.clause}{start}{end}{scope}{reason}{agreed} ({terms.location})", 2, "heading"
    )


def _rule(rule: Rule, contract: BoundContract, language: str) -> Iterator[Line]:
    """One rule: what it asks for, and the clause it watches with its place; or why it is silent."""
    title = rule.title.pick(language)
    if not rule.enabled:
        yield Line(f"{rule.name} ({rule.code}): {title}: switched off", 4, "quiet")
        return
    term = _term(rule, contract)
    if rule.clause is not None and term is None:
        yield Line(f"{rule.name} ({rule.code}): {title}: silent, the contract has no {rule.clause}", 4, "quiet")
        return
    yield Line(f"{rule.name} ({rule.code}): {title}", 4)
    step = f", {rule.escalate.to} from the {_ordinal(rule.escalate.at_count)} on" if rule.escalate else ""
    unless = f"; unless {', '.join(rule.unless)}" if rule.unless else ""
    yield Line(f"{rule.severity}{step}{unless}", 6, "quiet")
    if term is not None:
        yield Line(f"{rule.clause}: {term.words} ({term.location})", 6, "quiet")
    if why := rule.why.pick(language):
        yield Line(why, 6, "quiet")


def _term(rule: Rule, contract: BoundContract) -> Term | None:
    """The clause a rule watches, in the newest version that has it."""
    found = (v.terms.get(rule.clause or "") for v in reversed(contract.timeline.versions))
    return next((term for term in found if term is not None), None)


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
