"""What a run looked at and what became of it: the header of every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from boundaries.core.catalogue import Phrase, catalogue
from boundaries.core.finding import SEVERITIES, STATUSES
from boundaries.core.instants import format_instant
from boundaries.report.asked import OWN, Asked

if TYPE_CHECKING:
    from boundaries.core.finding import Finding
    from boundaries.table.log import SourceSummary, Summary


class ContractUse(NamedTuple):
    """A contract that judged, with the versions that were in force (the date each is in force since)."""

    name: str
    versions: tuple[str, ...]


class PackUse(NamedTuple):
    """A rule pack that was applied."""

    name: str
    version: str
    hash: str


class NotChecked(NamedTuple):
    """A rule that could not be judged, and why: for one relationship (its pseudonym), or for a number of them."""

    rule: str
    relationships: str | int
    reason: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What was read, by what it was judged, and what was found; instants are int microseconds UTC.

    `period` is from the first to the last accepted row's `at` (None: no row); `rows_without_contract` are accepted
    rows of relationships that no contract names; `severities` counts open findings, strengths aside, `statuses` all of
    them. `conclusions` is what drew the conclusions (None: no rule draws any).
    """

    rows: Summary
    sources: tuple[SourceSummary, ...] = ()
    period: tuple[int, int] | None = None
    as_of: int | None = None
    contracts: tuple[ContractUse, ...] = ()
    packs: tuple[PackUse, ...] = ()
    engine: str = ""
    conclusions: str | None = None
    tzdata: str = ""
    relationships_judged: int = 0
    relationships_without_contract: int = 0
    rows_without_contract: int = 0
    not_checked: tuple[NotChecked, ...] = ()
    severities: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    rows_inside_contract: int = 0  # rows of judged relationships in the time of their contract
    rows_outside_contract: int = 0  # judged relationships' rows before their contract starts or after it ends
    outside_period: int = 0  # findings that --since and --until leave out
    practitioner: str | None = None
    asked: Asked = OWN

    def as_dict(self) -> dict[str, object]:
        """The JSON form: plain values only, instants as RFC 3339 text."""
        return {
            "sources": [
                {"log": s.log, "format": s.format, **asdict(s.rows), "left_out": dict(s.left_out)} for s in self.sources
            ],
            "rows": asdict(self.rows),
            "period": [format_instant(at) for at in self.period] if self.period else None,
            "as_of": None if self.as_of is None else format_instant(self.as_of),
            "contracts": [{"contract": name, "versions": list(versions)} for name, versions in self.contracts],
            "packs": [{"pack": name, "version": version, "hash": digest} for name, version, digest in self.packs],
            "engine": self.engine,
            "conclusions": self.conclusions,
            "tzdata": self.tzdata,
            "relationships_judged": self.relationships_judged,
            "relationships_without_contract": self.relationships_without_contract,
            "rows_without_contract": self.rows_without_contract,
            "rows_inside_contract": self.rows_inside_contract,
            "rows_outside_contract": self.rows_outside_contract,
            "not_checked": [{"rule": r, "relationships": n, "reason": why.said()} for r, n, why in self.not_checked],
            "findings_by_severity": dict(self.severities),
            "findings_by_status": dict(self.statuses),
            "findings_outside_period": self.outside_period,
            "practitioner": self.practitioner,
            "run_by": self.asked.run_by or self.practitioner,
            "view": self.asked.view,
            "purpose": self.asked.purpose,
            "limits": catalogue().form("header.limits"),
        }


def recounted(summary: RunSummary, findings: Sequence[Finding]) -> RunSummary:
    """The same run, counting only the findings that were chosen to be shown."""
    severities = Counter(f.severity for f in findings if f.status == "open" and f.type != "strength")
    statuses = Counter(finding.status for finding in findings)
    return replace(
        summary,
        severities={word: severities[word] for word in SEVERITIES},
        statuses={word: statuses[word] for word in STATUSES},
        outside_period=sum(summary.statuses.values()) - len(findings),
    )
