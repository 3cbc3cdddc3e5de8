"""What a rule says about a relationship."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal

from boundaries.core.instants import format_instant, from_datetime
from boundaries.core.location import Location

Type = Literal["breach", "drift", "conclusion", "strength"]
Severity = Literal["notice", "crossing"]  # a violation is a disposition only a named human sets
Status = Literal["open", "excused", "undetermined"]
Bearer = Literal["practitioner", "both", "frame", "service"]  # the client is never the bearer
Unit = Literal["count", "minutes", "hours", "days", "money", "share"]
SecondOpinion = Literal["agrees", "does not see it"]  # of ranks alone, which assume less and see less
Audience = Literal["own", "shared"]  # who may be shown it: the practitioner alone, or those a view is shared with

BEARERS = ("practitioner", "both", "frame", "service")
SEVERITIES: tuple[Severity, ...] = ("notice", "crossing")
AUDIENCES: tuple[Audience, ...] = ("own", "shared")
STATUSES: tuple[Status, ...] = ("open", "excused", "undetermined")
DIMENSIONS = ("time", "contact", "channel", "money", "gifts", "disclosure", "role", "information")


# What only a drift has; of other findings it is None, and left out of their JSON.
DRIFT_FIELDS = (
    "since", "since_interval", "before", "before_interval", "after", "after_interval", "factor", "factor_interval",
    "evidence_factor", "second_opinion", "promise",
)  # fmt: skip
# What only a conclusion or a strength has, in the same way.
CONCLUSION_FIELDS = ("premises", "retracts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding; instants are aware datetimes in UTC here, and RFC 3339 text in every output.

    Of a drift, `since` is when it most likely began, `before` and `after` what a week was and is, `factor` how many
    times it is that (of a share: its odds), each with its 90 % interval; `promise` is how often such a finding comes
    by chance alone, and where that holds. Of a conclusion or a strength, `premises` are the ids of the findings it
    rests on, `retracts` says what would end it.
    """

    id: str
    type: Type
    rule: str
    code: str
    pack: str
    title: str
    relationship: str
    bearer: Bearer
    dimension: str
    clause: str | None
    contract: str
    version: str
    severity: Severity
    status: Status
    excused_by: str | None
    unknown: str | None
    audience: Audience
    review_soon: bool
    practitioner: str | None
    at: datetime
    until: datetime | None
    measured: float | None
    agreed: str | None
    unit: Unit | None
    evidence: tuple[str, ...]
    says: str
    asks: str
    suggests: str
    params: Mapping[str, object] = field(default_factory=dict)
    location: Location | None = None
    since: datetime | None = None
    since_interval: tuple[datetime, datetime] | None = None
    before: float | None = None
    before_interval: tuple[float, float] | None = None
    after: float | None = None
    after_interval: tuple[float, float] | None = None
    factor: float | None = None
    factor_interval: tuple[float, float] | None = None
    evidence_factor: float | None = None
    second_opinion: SecondOpinion | None = None
    promise: str | None = None
    premises: tuple[str, ...] | None = None
    retracts: str | None = None

    def to_dict(self) -> dict[str, object]:
        """The JSON form: plain values only, instants as text, the location as `file:line:column`."""
        left = (*(DRIFT_FIELDS if self.since is None else ()), *(CONCLUSION_FIELDS if self.premises is None else ()))
        out: dict[str, object] = {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in left}
        out["params"] = dict(self.params)
        out["location"] = str(self.location) if self.location else None
        return out


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return format_instant(from_datetime(value))
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def event_anchor(id: str) -> str:
    """The anchor of a finding that hangs on an event; `?column` is kept for undetermined findings."""
    return f"?{id}" if id.startswith("?") else id


def finding_id(rule: str, relationship: str, contract: str, anchor: str) -> str:
    """16 hex digits of a plain SHA-256 over what makes a finding the same on every run and engine."""
    (digest,) = finding_digests(rule, relationship, contract, anchor, [b""])
    return digest.hex()


def finding_digests(rule: str, relationship: str, contract: str, begin: str, ends: Iterable[bytes]) -> list[bytes]:
    """The ids of findings whose anchors begin alike, each as eight bytes: what they share is hashed once."""
    text = f"{rule}\x1f{relationship}\x1f{contract}\x1f{begin}"
    alike = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    digests = []
    for end in ends:
        each = alike.copy()
        each.update(end)
        digests.append(each.digest()[:8])
    return digests
