"""The log and the contracts of the benchmarks: a year of many practices, every clause agreed, every kind of row.

An ordinary relationship: sessions that mostly end on time, each charged and recorded, short messages in working hours,
now and then a crisis, a gift, a share, a task. About one row in twenty gives a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

SEED = 20261123
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
YEAR_US = 365 * DAY_US
START_US = 1_735_689_600_000_000  # 2025-01-01
ROWS_A_RELATIONSHIP = 100
CONTRACTS = 50
ZONES = ("Europe/London", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata")
HOURS = ("Mo-Su 06:00-23:00", "Mo-Sa 06:00-22:30; PH 10:00-16:00", "Mo-Su 05:00-24:00")
CONTRACT = """\
contract: bench-{i}
relationships: [{names}]
practitioner: p-{i}
timezone: {zone}
country: GB
agreed: 2024-12-01
consent: [practitioner, client]
packs: [core]
administrative:
  hours: "{hours}"
  channels: {{sms: any, email: any, phone: any, whatsapp: [scheduling, crisis]}}
  accounts: work
  reply_within: P3D
  between_sessions: {{at_most: 7, per: P7D}}
  calls: {{minutes: 20}}
  after_hours: {{purposes: [crisis], channels: [phone], support: [Samaritans], at_most: 3, per: P30D}}
  sessions: {{at_most: 2, per: week, every: P35D, minutes: 50, overrun: 10, places: [room, video]}}
  cancellation: {{notice: PT24H, fee: 70, reschedule_within: P14D, practitioner_notice: PT24H, noshow: P2D}}
  fee: {{amount: 70, due_within: P14D, waiver: [illness]}}
  gifts: {{at_most: 10, per: P1Y}}
  social: none
  sharing: [{{with: gp, basis: consent}}]
  limits: [risk to life]
  supervision: {{every: P28D, minutes: 90, after_crossing: P14D}}
  records: {{within: P7D, keep: P7Y}}
  rest: {{night: "23:30-05:00", days_off: "Su 00:00-05:00"}}
  ending: {{contact: [scheduling], for: P90D}}
professional:
  goals: [{{goal: sleep}}]
  tasks: [{{task: diary, owner: client}}]
  expectations: [{{owner: both, says: progress is uneven}}]
  review_every: P1Y
psychological:
  commitments: [{{by: practitioner, says: name it}}]
  expectations: [{{voiced_by: client, says: an answer within three days}}]
  needs: [{{of: practitioner, says: evenings off}}]
{amendments}"""
AMENDMENT = """\
amendments:
- {id: a1, agreed: 2025-06-01, effective: 2025-06-15, agreed_by: [practitioner, client], set: {calls: {minutes: 25}}}
"""
# What the rows of a relationship are, apart from the invoice and the record that follow a session.
KINDS = ("message", "session", "call", "cancellation", "payment", "task", "review", "share", "gift", "signpost")
SHARES = (0.50, 0.40, 0.03, 0.01, 0.03, 0.015, 0.005, 0.004, 0.001, 0.005)
FOLLOWED = 0.98  # of the sessions, by an invoice, and by a record; of the client's messages and calls, by a reply
OPENED = 0.9  # of the messages and calls, by the client


def write_log(path: Path, rows: int, pairs: int | None = None, presented: bool = True) -> None:
    """A year of interactions of so many relationships (rows / 100 unless told otherwise), sorted by time.

    Every client comes up in supervision now and then; in a log where none is `presented` every second relationship is
    carried alone.
    """
    rng = np.random.default_rng(SEED)
    pairs = pairs or max(rows // ROWS_A_RELATIONSHIP, 1)
    supervision = _supervision(pairs)
    if presented:
        supervision = pa.concat_tables([supervision, _presented(pairs)], promote_options="default")
    own = round((rows - len(supervision)) / (1 + FOLLOWED * (2 * SHARES[1] + OPENED * (SHARES[0] + SHARES[2]))))
    table = pa.concat_tables([_rows(rng, own, pairs), supervision], promote_options="default").sort_by("at")
    pq.write_table(table, path)


def write_contracts(folder: Path, rows: int) -> None:
    """Fifty contracts that share the relationships."""
    pairs = max(rows // ROWS_A_RELATIONSHIP, 1)
    for i in range(min(CONTRACTS, pairs)):
        names = [f"c-{r:06d}" for r in range(i, pairs, CONTRACTS)]
        (folder / f"bench-{i}.yaml").write_text(contract_text(i, names))


def contract_text(i: int, names: Sequence[str]) -> str:
    """The i-th contract, of some relationships (of none: a standard one); every tenth was amended."""
    text = CONTRACT.format(
        i=i, names=", ".join(names), zone=ZONES[i % len(ZONES)], hours=HOURS[i % len(HOURS)],
        amendments=AMENDMENT if i % 10 == 0 else "",
    )  # fmt: skip
    return text if names else text.replace("relationships: []\n", "")


def _rows(rng: np.random.Generator, count: int, pairs: int) -> pa.Table:
    relationship = rng.integers(0, pairs, count)
    at = rng.integers(START_US, START_US + YEAR_US, count)
    at = np.where(rng.random(count) < 0.985, _in_waking_hours(at, relationship), at)
    kind = rng.choice(np.array(KINDS), count, p=np.array(SHARES) / sum(SHARES))
    contact = np.isin(kind, ("message", "call"))
    by = np.where(rng.random(count) < np.where(contact, OPENED, 0.5), "client", "practitioner")
    by = np.where(np.isin(kind, ("session", "review")), "both", by)
    purposes, channels = (
        np.array(["scheduling", "support", "crisis", "other"]),
        np.array(["sms", "email", "phone", "whatsapp"]),
    )
    base = {
        "id": np.char.add("e", np.arange(count).astype(str)), "relationship": relationship, "at": at, "kind": kind,
        "by": by,
        "channel": pa.array(rng.choice(channels, count, p=[0.5, 0.3, 0.19, 0.01]), mask=~contact),
        "minutes": pa.array(_minutes(rng, kind), mask=~np.isin(kind, ("session", "call"))),
        "length": pa.array(rng.integers(1, 400, count), mask=kind != "message"),
        "planned_start": pa.array(at + rng.integers(0, 96 * HOUR_US, count), mask=kind != "cancellation"),
        "purpose": pa.array(rng.choice(purposes, count, p=[0.7, 0.25, 0.01, 0.04]),
                            mask=~contact | (rng.random(count) < 0.3)),
        "account": pa.array(np.where(rng.random(count) < 0.99, "work", "personal"), mask=~contact),
        "place": pa.array(np.where(rng.random(count) < 0.99, "room", "cafe"), mask=kind != "session"),
        "amount": pa.array(np.full(count, 5.0), mask=kind != "gift"),
        "party": pa.array(np.full(count, "gp"), mask=kind != "share"),
        "basis": pa.array(np.full(count, "consent"), mask=kind != "share"),
    }  # fmt: skip
    parts = [base]
    sessions = np.flatnonzero(kind == "session")
    for name, prefix in (("invoice", "i"), ("record", "r")):
        parts.append(_after(base, sessions[rng.random(len(sessions)) < FOLLOWED], name, prefix, rng))
    asked = np.flatnonzero(contact & (by == "client") & (rng.random(count) < FOLLOWED))
    parts.append(_replies(base, asked, rng))
    return pa.concat_tables([_typed(part) for part in parts], promote_options="default")


def _after(
    base: dict[str, object], of: NDArray[np.int64], kind: str, prefix: str, rng: np.random.Generator
) -> dict[str, object]:
    """Rows that name a session, some days later."""
    ids, at, relationship = (np.asarray(base[name])[of] for name in ("id", "at", "relationship"))
    out: dict[str, object] = {
        "id": np.char.add(prefix, ids), "relationship": relationship, "kind": np.full(len(of), kind),
        "at": at + rng.integers(HOUR_US, 6 * DAY_US, len(of)), "by": np.full(len(of), "practitioner"), "ref": ids,
    }  # fmt: skip
    if kind == "invoice":
        out["amount"] = np.full(len(of), 70.0)
    return out


def _replies(base: dict[str, object], to: NDArray[np.int64], rng: np.random.Generator) -> dict[str, object]:
    """The practitioner's messages within two hours of the client's, about the same, by the same channel."""
    same = {name: pa.array(base[name]).take(pa.array(to)) for name in ("relationship", "channel", "purpose", "account")}
    return {
        "id": np.char.add("a", np.asarray(base["id"])[to]), **same, "kind": np.full(len(to), "message"),
        "at": np.asarray(base["at"])[to] + rng.integers(60_000_000, 2 * HOUR_US, len(to)),
        "by": np.full(len(to), "practitioner"), "length": rng.integers(1, 400, len(to)),
    }  # fmt: skip


def _supervision(pairs: int) -> pa.Table:
    """Every four weeks for every practitioner: rows of all their relationships."""
    practices = np.repeat(np.arange(min(CONTRACTS, pairs)), 13)
    at = START_US + np.tile(np.arange(13) * 28 * DAY_US, min(CONTRACTS, pairs))
    return _supervised("s", at, practitioner=[f"p-{p}" for p in practices])


def _presented(pairs: int) -> pa.Table:
    """Every second supervision a client is spoken of; from relationship to relationship it is the other one."""
    of, number = np.divmod(np.arange(pairs * 7), 7)
    at = START_US + (2 * number + of // CONTRACTS % 2) * 28 * DAY_US
    return _supervised("p", at, relationship=[f"c-{r:06d}" for r in of])


def _supervised(prefix: str, at: NDArray[np.int64], **whose: list[str]) -> pa.Table:
    words = {"kind": ["supervision"] * len(at), "by": ["practitioner"] * len(at)} | whose
    columns = {name: pa.array(values).dictionary_encode() for name, values in words.items()}
    ids = [f"{prefix}{i}" for i in range(len(at))]
    return pa.table({"id": ids, "at": pa.array(at, pa.timestamp("us", "UTC")), **columns})


def _typed(columns: dict[str, object]) -> pa.Table:
    """Columns as a platform writes them: instants as such, words as dictionaries."""
    out = {}
    for name, values in columns.items():
        array = values if isinstance(values, pa.Array) else pa.array(values)
        if name == "relationship":
            array = pa.array([f"c-{r:06d}" for r in array.to_pylist()])
        if name in ("at", "planned_start"):
            array = array.cast(pa.timestamp("us", "UTC"))
        words = pa.types.is_string(array.type) and name not in ("id", "ref")
        out[name] = array.dictionary_encode() if words else array
    return pa.table(out)


def _in_waking_hours(at: NDArray[np.int64], relationship: NDArray[np.int64]) -> NDArray[np.int64]:
    """Moves most instants into the waking hours of their contract's zone: people mostly keep what they agreed."""
    hour = np.array([0, 5, -1, -10, -5.5])[relationship % CONTRACTS % len(ZONES)]
    day = at // DAY_US * DAY_US
    return day + ((8 + hour) * HOUR_US).astype(np.int64) + (at - day) // 2


def _minutes(rng: np.random.Generator, kind: NDArray[np.str_]) -> NDArray[np.float64]:
    """How long it lasted: sessions 50 minutes, three in a hundred too long; calls up to 20."""
    session = np.where(rng.random(len(kind)) < 0.97, 50, 65)
    return np.where(kind == "session", session, rng.integers(1, 22, len(kind))).astype(float)
