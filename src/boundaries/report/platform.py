"""Counts for a platform: of each rule, how many relationships have an open finding, give or take.

Every number is changed by chance, so that no one relationship shows, whatever other groups are asked about too: the
geometric mechanism (Ghosh, Roughgarden & Sundararajan, Universally utility-maximizing privacy mechanisms, STOC 2009),
with which a count that one relationship can change by one is epsilon-differentially private (Dwork & Roth, The
algorithmic foundations of differential privacy, 2014). Here epsilon is ln 2: what is shown is at most twice as likely
if a relationship has a finding as if it has none. With that epsilon the chance is that of counting heads before the
first tail, so it is drawn exactly, from bits, and no rounding of floats can undo it.

The bits are a keyed hash of the question and of what it is asked about: asked again, the answer is the same, and no
number of repetitions averages the change away; once anything has changed, the change is drawn anew, so that two
answers do not differ by just what is new. docs/reference/views.md says what this promises, and what not.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.engine.audiences import compares
from boundaries.policy.silence import lacking

if TYPE_CHECKING:
    from boundaries.core.finding import Finding
    from boundaries.policy.policy import BoundContract, Policy
    from boundaries.policy.rule import Rule
    from boundaries.readers.pseudonyms import Key

FEWEST = 5  # relationships a number is about; below it none is shown
EPSILON = "ln 2"  # of each number
EVERYBODY = "*"  # no rule is named so
_BITS = 64  # of a name under the key: no run of heads is longer


class Count(NamedTuple):
    """Of a rule: about how many relationships have an open finding; None: fewer than five."""

    rule: Rule
    relationships: int | None


class Counts(NamedTuple):
    """About how many relationships were judged, and the count of every rule that at least five of them have."""

    relationships: int
    counts: tuple[Count, ...]


def counted(
    findings: Iterable[Finding], judged: Mapping[str, int], policy: Policy, key: Key, question: Sequence[object]
) -> Counts:
    """The counts of a platform's view; raises `UsageError` where fewer than five relationships were judged.

    `judged` gives each relationship that was judged the index of its contract; `question` is what else was asked
    for: the period, and what was read.
    """
    if len(judged) < FEWEST:
        hint = "ask about a larger group; the own view and the supervisor's are for single relationships"
        what = f"fewer than {FEWEST} relationships were judged, which is no group"
        raise UsageError(Diagnostic("B314", what, hint=hint))
    found: dict[str, set[str]] = {}
    for finding in findings:
        if finding.status == "open" and finding.audience == "shared" and finding.type != "strength":
            found.setdefault(finding.rule, set()).add(finding.relationship)
    about = digest(judged, found, question)
    near = max(FEWEST, len(judged) + change(key, EVERYBODY, about))
    many = {name: len(relationships) for name, relationships in found.items()}
    counts = (
        Count(rule, noisy(many.get(rule.name, 0), near, key, rule.name, about)) for rule in _rules(judged, policy)
    )
    return Counts(near, tuple(counts))


def noisy(count: int, most: int, key: Key, name: str, about: str) -> int | None:
    """A count, changed by chance and kept between 0 and `most`; None where what comes out is below five."""
    near = min(most, max(0, count + change(key, name, about)))
    return near if near >= FEWEST else None


def change(key: Key, name: str, about: str) -> int:
    """What is added to a number: k with the probability 2^-|k| / 3, the difference of two runs of heads."""
    return _heads(key.name("more", name, about)) - _heads(key.name("less", name, about))


def _heads(digits: str) -> int:
    """How many of the first bits of a number in hex are 1, in a row."""
    bits = f"{int(digits, 16):0{_BITS}b}"
    return len(bits) - len(bits.lstrip("1"))


def digest(judged: Mapping[str, int], found: Mapping[str, Set[str]], question: Sequence[object]) -> str:
    """A name for what is asked about: who was judged, what was found of whom, and the question itself."""
    bits = sorted((rule, sorted(names)) for rule, names in found.items())
    text = json.dumps([sorted(judged), bits, list(question)], default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _rules(judged: Mapping[str, int], policy: Policy) -> list[Rule]:
    """The shared rules that speak in the contracts of at least five relationships, whatever they found."""
    having: Counter[str] = Counter()
    first: dict[str, Rule] = {}
    for number, many in Counter(judged.values()).items():
        contract = policy.contracts[number]
        for rule in (policy.rules[index] for index in contract.rules):
            if _counts(rule) and _speaks(rule, contract):
                having[rule.name] += many
                first.setdefault(rule.name, rule)
    return [first[name] for name in sorted(first) if having[name] >= FEWEST]


def _counts(rule: Rule) -> bool:
    """Whether findings of a rule are counted: not what is the practitioner's own, and no strengths."""
    return rule.enabled and rule.audience == "shared" and rule.type != "strength" and not compares(rule)


def _speaks(rule: Rule, contract: BoundContract) -> bool:
    """Whether what a rule is about is agreed in some version of a contract."""
    return any(lacking(rule, version) is None for version in contract.timeline.versions)
