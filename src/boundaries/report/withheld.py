"""What of a finding a supervisor is shown: field by field what is needed to talk about it, and nothing to find it by.

Left out are the ids of rows and findings, places in files, where somebody met, who exactly it was, sums of money, the
time of day, and every word that an author or an export may have coined. docs/reference/views.md has the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from boundaries.civil.zone import to_local
from boundaries.contract.clauses import BY_PATH, CHANNELS, FIELDS, clause_of, recipient_of
from boundaries.contract.words import words_of
from boundaries.core.catalogue import catalogue
from boundaries.core.columns import KINDS
from boundaries.core.finding import Finding
from boundaries.core.instants import from_datetime
from boundaries.core.sentence import OF_DRIFT
from boundaries.engine.objects import says

if TYPE_CHECKING:
    from boundaries.contract.versions import Term, Version
    from boundaries.policy.policy import Policy
    from boundaries.policy.rule import Rule

IDENTIFIABLE = "administrative.supervision.identifiable"
WITHHELD = "…"
_KEPT = OF_DRIFT.union("count measured limit unit by minutes notice_hours overrun_minutes days terms unknown".split())
_KNOWN = {"channel": CHANNELS, "kind": KINDS}  # other words of these columns are somebody's own
_MONEY = frozenset(("measured", "limit", "before", "after"))  # where the unit is money
_MEASURES = ("hours", "number", "span", "duration", "per")
_SUMS = frozenset(f"administrative.{path}" for path in ("fee.amount", "cancellation.fee", "gifts.at_most"))
_CLOCK = re.compile(r" \d\d:\d\d$")  # of a civil reading, in every language


def shown(
    finding: Finding, policy: Policy, label: str, rows: dict[tuple[str, str], str], language: str
) -> Finding:  # fmt: skip
    """A finding as it may be shown under a label; instants become days, rows the numbers that `rows` has for them."""
    index = policy.contract_of(finding.relationship)
    assert index is not None, "a finding's relationship has a contract"
    zone = policy.contracts[index].zone
    rule, version = rule_of(finding, policy), version_of(finding, policy)
    terms = _agreed(rule, version, finding.clause, language)
    params = _params(finding, terms, rule.says.spoken(language))
    reduced = replace(
        finding,
        id="", relationship=label, clause=clause_of(finding.clause) if finding.clause else None,
        contract="", version="", at=_day(finding.at, zone), until=finding.until and _day(finding.until, zone),
        agreed=terms, since=finding.since and _day(finding.since, zone),
        since_interval=finding.since_interval and _days(finding.since_interval, zone),
        evidence=tuple(rows.setdefault((finding.relationship, id), str(len(rows))) for id in finding.evidence),
        params=params, location=None,
        says=says(rule, params, finding.status, finding.unknown, language),
    )  # fmt: skip
    if finding.unit != "money":
        return reduced
    return replace(reduced, measured=None, before=None, before_interval=None, after=None, after_interval=None)


def rule_of(finding: Finding, policy: Policy) -> Rule:
    """The rule that found it, as the packs of its contract have it."""
    index = policy.contract_of(finding.relationship)
    mine = () if index is None else policy.contracts[index].rules
    named = (policy.rules[i] for i in mine if policy.rules[i].name == finding.rule)
    return next(named, None) or policy.rule(finding.rule)


def version_of(finding: Finding, policy: Policy) -> Version | None:
    """The version of the contract that judged a finding."""
    index = policy.contract_of(finding.relationship)
    versions = () if index is None else policy.contracts[index].timeline.versions
    return next((version for version in versions if version.effective == finding.version), None)


def identifiable(versions: Iterable[Version]) -> bool:
    """Whether the two agreed, in every one of some versions, that the client can be recognised in supervision."""
    said = [version.terms[IDENTIFIABLE].value if IDENTIFIABLE in version.terms else None for version in versions]
    return bool(said) and all(value == "true" for value in said)


def _params(finding: Finding, terms: str | None, spoken: str) -> dict[str, object]:
    """The values of its sentence; what is not said of them is `…`, so that the sentence stays whole."""
    said = {name: value for name, value in finding.params.items() if value not in (None, "")}
    say = catalogue(spoken)
    words = {name: {say.word(name, word) for word in known} for name, known in _KNOWN.items()}
    for name, value in said.items():
        if name in ("from", "until"):
            said[name] = day_of(str(value))
        elif name == "agreed":
            said[name] = terms or WITHHELD
        elif not (value in words[name] if name in words else name in _kept(finding)):
            said[name] = WITHHELD
    return said


def _day(at: datetime, zone: str) -> datetime:
    """The day of an instant on the contract's clock, as if it were one of UTC."""
    return to_local(from_datetime(at), zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)


def _days(interval: tuple[datetime, datetime], zone: str) -> tuple[datetime, datetime]:
    return _day(interval[0], zone), _day(interval[1], zone)


def _kept(finding: Finding) -> frozenset[str]:
    return _KEPT - _MONEY if finding.unit == "money" else _KEPT


def day_of(reading: str) -> str:
    """A civil reading without its time of day."""
    return _CLOCK.sub("", reading)


def _agreed(rule: Rule, version: Version | None, clause: str | None, language: str) -> str | None:
    """What was agreed, of the terms that are times, numbers and words of a closed list; None where there is none."""
    if version is None:
        return None
    may = {path: term for path, term in version.terms.items() if _may_be_said(path, term)}
    reduced = replace(version, terms=may)
    named = [ref.path for ref in rule.needs if ref.path in version.terms]
    paths = [path for one in named or [clause or ""] for path in _inside(one, version)]
    words = dict.fromkeys(words_of(reduced, path, language) if path in may else WITHHELD for path in paths)
    return ", ".join(words) if set(words) - {WITHHELD} else None


def _inside(path: str, version: Version) -> list[str]:
    """A path that carries a value, or those below it."""
    if path in FIELDS or path not in BY_PATH:
        return [path] if path in version.terms else []
    below = (f"{path}.{field.name}" for field in BY_PATH[path].fields)
    return [one for one in below if one in version.terms]


def _may_be_said(path: str, term: Term) -> bool:
    if recipient_of(path) or path not in FIELDS or path in _SUMS:
        return False
    field, value = FIELDS[path], term.value
    if field.kind == "channels" or path.endswith(".channels"):
        return isinstance(value, dict | tuple) and set(value) <= set(CHANNELS)
    return field.kind in _MEASURES or field.reads in ("word", "words", "flag")
