"""What a scenario expects of findings, and how far the findings agree with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import get_args

from boundaries.contract.moments import MomentError, parse_moment
from boundaries.core.finding import (
    BEARERS,
    DIMENSIONS,
    SEVERITIES,
    STATUSES,
    Finding,
    SecondOpinion,
    Type,
    Unit,
)
from boundaries.core.instants import to_datetime
from boundaries.core.location import Location
from boundaries.source.node import Node
from boundaries.source.reading import Problems, flag_of, items_of, mapping_of, nearest, text_of, tick, word_of

KEYS = tuple(f.name for f in fields(Finding) if f.name not in ("params", "location"))
MOMENTS = ("at", "until", "since")
NUMBERS = ("premises", "measured", "before", "after", "factor", "evidence_factor")
INTERVALS = {"since_interval": "since", "before_interval": "before", "after_interval": "after",
             "factor_interval": "factor"}  # fmt: skip
WORDS: dict[str, tuple[str, ...]] = {
    "type": get_args(Type), "severity": SEVERITIES, "status": STATUSES, "bearer": BEARERS, "dimension": DIMENSIONS,
    "unit": get_args(Unit), "audience": ("own", "shared"), "second_opinion": get_args(SecondOpinion),
}  # fmt: skip
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_CALM = "a violation is a disposition a named person sets; a finding is a notice or a crossing"
_EXAMPLE = "such as `{rule: reply-outside-hours, at: 2026-03-03 21:10}`"
_CLOSE = 1e-9  # a measure written with nine digits is the measure


@dataclass(frozen=True, slots=True)
class Expected:
    """One finding that is expected: the values of the keys it names, `status` among them (open, if unsaid)."""

    values: Mapping[str, object]
    location: Location = field(compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The rule it is about, by name or code."""
        return tuple(str(self.values[key]) for key in ("rule", "code") if key in self.values)

    def differences(self, finding: Finding) -> tuple[str, ...]:
        """The keys on which a finding says something else."""
        found = {key: getattr(finding, key) for key in self.values}
        if "premises" in found:  # by how many: nobody can know their ids
            found["premises"] = len(finding.premises or ())
        return tuple(key for key, value in self.values.items() if not _equal(value, found[key]))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Expected against found: what belongs together, what is missing, and what ought not to be there."""

    matched: tuple[tuple[Expected, Finding], ...]
    missing: tuple[Expected, ...]
    surplus: tuple[Finding, ...]

    @property
    def agree(self) -> bool:
        """Whether nothing is missing and nothing is there that ought not to be."""
        return not self.missing and not self.surplus


def compare(
    expect: Sequence[Expected], never: Collection[str], exactly: bool, findings: Sequence[Finding]
) -> Comparison:
    """Each expectation gets one finding of its own, so that as many as can be are met.

    Surplus are a further open finding of a rule that `expect` names (of any rule, if `exactly`), and an open or
    undetermined one of a rule in `never`.
    """
    owner = _assign([[i for i, f in enumerate(findings) if not e.differences(f)] for e in expect])
    met = {e: f for f, e in owner.items()}
    named = {name for expected in expect for name in expected.names}

    def surplus(finding: Finding) -> bool:
        names = {finding.rule, finding.code}
        if names & set(never) and finding.status != "excused":
            return True
        return finding.status == "open" and (exactly or bool(names & named))

    return Comparison(
        tuple((e, findings[met[i]]) for i, e in enumerate(expect) if i in met),
        tuple(e for i, e in enumerate(expect) if i not in met),
        tuple(f for i, f in enumerate(findings) if (i not in owner or {f.rule, f.code} & set(never)) and surplus(f)),
    )


def _assign(candidates: Sequence[Sequence[int]]) -> dict[int, int]:
    """A largest matching of expectations to findings, as finding -> expectation (augmenting paths)."""
    owner: dict[int, int] = {}

    def place(expected: int, tried: set[int]) -> bool:
        for finding in candidates[expected]:
            if finding not in tried:
                tried.add(finding)
                if finding not in owner or place(owner[finding], tried):
                    owner[finding] = expected
                    return True
        return False

    for expected in range(len(candidates)):
        place(expected, set())
    return owner


def _equal(expected: object, found: object) -> bool:
    if isinstance(expected, tuple) and isinstance(found, tuple) and len(expected) == len(found):
        return all(map(_equal, expected, found))
    if isinstance(expected, float) and isinstance(found, int | float):
        return abs(expected - found) <= _CLOSE * max(1.0, abs(expected))
    return expected == found


def read_expected(node: Node, rule: str | None, zone: str, problems: Problems) -> Expected | None:
    """One item of `expect`; `rule` is the rule of an item that names none. Its moments are on the scenario's clock."""
    keys = mapping_of(node, "an item of `expect`", problems, _EXAMPLE)
    if keys is None:
        return None
    values: dict[str, object] = {"status": "open"}
    if rule is not None and not keys.keys() & {"rule", "code"}:
        values["rule"] = rule
    for key, value in keys.items():
        if key in KEYS:
            values[key] = _value(key, value, zone, problems)
        else:
            problems.add("B134", f"a finding has no {tick(key)}", node.key_place(key), nearest(key, KEYS))
    if rule is None and not keys.keys() & {"rule", "code"}:
        problems.add("B102", "an item of `expect` needs `rule`", node.location, _EXAMPLE)
    return Expected(values, node.location)


def _value(key: str, node: Node, zone: str, problems: Problems) -> object:
    """The value of a key as a finding holds it."""
    if node.value is None and key not in ("rule", "code"):
        return None
    if key == "evidence":
        return tuple(text_of(item, "`evidence`", problems) for item in items_of(node))
    if key == "review_soon":
        return flag_of(node, "`review_soon`", problems)
    if key in WORDS:
        return word_of(node, key, WORDS[key], problems, _CALM if node.value == "violation" else "")
    if key in INTERVALS:
        ends = items_of(node)
        if len(ends) != 2:
            problems.add("B134", f"`{key}` has two ends", node.location, "from the lower to the upper one")
        return tuple(_one(INTERVALS[key], end, zone, problems) for end in ends)
    return _one(key, node, zone, problems)


def _one(key: str, node: Node, zone: str, problems: Problems) -> object:
    """One instant, number or text."""
    text = text_of(node, f"`{key}`", problems)
    if text is None:
        return None
    if key in MOMENTS:
        return _moment(text, node, zone, problems)
    return _number(text, key, node, problems) if key in NUMBERS else text


def _moment(text: str, node: Node, zone: str, problems: Problems) -> datetime | None:
    try:
        moment = parse_moment(text)
    except MomentError as problem:
        problems.add("B133", problem.message, node.location, problem.hint)
        return None
    if moment.day is not None:
        problems.add("B133", f"{tick(text)} is a day, not a time", node.location, f"such as `{text} 09:00`")
    return to_datetime(moment.start(zone))


def _number(text: str, key: str, node: Node, problems: Problems) -> float | None:
    if _NUMBER.fullmatch(text):
        return float(text)
    problems.add("B134", f"`{key}` is a number, not {tick(text)}", node.location, "such as `21` or `0.5`")
    return None
