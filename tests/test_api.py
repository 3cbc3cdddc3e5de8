"""The public functions, as a practice-software developer calls them."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import boundaries as bd

CONTRACT = """\
contract: riverside
relationship: c-1
timezone: Europe/London
country: GB
agreed: 2026-01-12
consent: [practitioner, client]
administrative:
  hours: "Mo-Fr 09:00-18:00; PH off"
  channels: {sms: any, email: any}
  between_sessions: {at_most: 3, per: P7D}
  sessions: {at_most: 1, per: week, every: P7D, minutes: 50, overrun: 10}
amendments:
- {id: a1, agreed: 2026-03-30, effective: 2026-04-01, agreed_by: [practitioner, client],
   set: {hours: "Mo-Fr 09:00-20:00; PH off"}}
"""


def row(number: int, at: str, kind: str = "message", by: str = "practitioner", **more: Any) -> bd.Interaction:
    values = {"relationship": "c-1", "channel": "sms" if kind == "message" else None, "length": None} | more
    return bd.Interaction(id=f"e{number}", at=at, kind=kind, by=by, **values)  # type: ignore[arg-type]


ROWS = [
    row(1, "2026-03-03T17:59:59.999999Z"),
    row(2, "2026-03-03T18:00:00Z"),
    row(3, "2026-03-20T19:30:00+00:00", channel="carrier pigeon", purpose="support"),
    row(4, "2026-04-03T17:30:00Z"),
    row(5, "2026-04-07T17:30:00Z"),
    row(6, "2026-04-08T09:00:00Z", "session", "both", minutes=75),
]


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> bd.Contract:
    path = tmp_path_factory.mktemp("contract") / "contract.yaml"
    path.write_text(CONTRACT)
    return bd.load(path)


@pytest.fixture(scope="module")
def policy(contract: bd.Contract) -> bd.Policy:
    return bd.compile(contract)


def brief(result: bd.Result) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(f.rule, f.version, f.evidence) for f in result]


FOUND = [
    ("contact-outside-hours", "2026-01-12", ("e2",)),  # 18:00 is outside, a microsecond before is not
    ("channel-not-agreed", "2026-01-12", ("e3",)),
    ("contact-outside-hours", "2026-01-12", ("e3",)),
    ("contact-outside-hours", "2026-04-01", ("e4",)),  # Good Friday
    ("session-overrun", "2026-04-01", ("e6",)),
]  # e5, at 18:30 in summer time, lies inside the amended hours


def test_an_agreed_contract_and_what_happened_give_findings(policy: bd.Policy) -> None:
    result = bd.check(ROWS, policy)
    assert [f for f in brief(result) if f[0] != "session-gap"] == FOUND
    assert len(result) == len(result.findings) == result.to_arrow().num_rows
    assert result.summary().rows.accepted == len(ROWS)


def as_table(rows: list[bd.Interaction]) -> pa.Table:
    names = {name for r in rows for name, _ in r.values()}
    return pa.table({name: [getattr(r, name) for r in rows] for name in sorted(names)})


@pytest.mark.parametrize(
    "made",
    [
        lambda t: t,
        pl.from_arrow,
        lambda t: t.to_pandas(types_mapper=pd.ArrowDtype),
        duckdb.from_arrow,
        lambda t: pa.table(t).to_reader(),
    ],
    ids=["arrow", "polars", "pandas", "duckdb", "reader"],
)
def test_whatever_speaks_arrow_is_a_log(policy: bd.Policy, made: Callable[[pa.Table], Any]) -> None:
    assert brief(bd.check(made(as_table(ROWS)), policy)) == brief(bd.check(ROWS, policy))


def test_findings_do_not_depend_on_the_order_of_rows(policy: bd.Policy) -> None:
    assert bd.check(ROWS[::-1], policy).findings == bd.check(ROWS, policy).findings


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        ("2026-03-20", "e3"),  # a date includes its day
        (date(2026, 3, 19), "e2"),
        ("2026-03-20T19:30:00Z", "e3"),  # an instant includes itself
        ("2026-03-20 19:29:59", "e2"),  # local to the contract
        (datetime(2026, 4, 3, 18, 30), "e4"),  # noqa: DTZ001  (British Summer Time: 17:30 UTC)
        (datetime(2026, 4, 3, 17, 29, 59, tzinfo=UTC), "e3"),
    ],
)
def test_as_of_ends_the_world(policy: bd.Policy, as_of: Any, last: str) -> None:
    result = bd.check(ROWS, policy, as_of=as_of)
    assert max(e for f in result for e in f.evidence) == last


@pytest.mark.parametrize("as_of", [
    date(9999, 12, 31), datetime(9999, 12, 31, 12, tzinfo=UTC), datetime(2200, 1, 1), date(1, 1, 1), "9999-12-31",  # noqa: DTZ001
])  # fmt: skip
def test_an_as_of_beyond_the_years_of_a_log_is_refused_however_it_is_written(policy: bd.Policy, as_of: Any) -> None:
    with pytest.raises(bd.UsageError, match=r"B302 as_of: .* is not between 1900 and 2199"):
        bd.check(ROWS, policy, as_of=as_of)


def test_an_as_of_that_is_no_moment_says_so(policy: bd.Policy) -> None:
    with pytest.raises(bd.UsageError, match="tomorrow"):
        bd.check(ROWS, policy, as_of="tomorrow")


def test_a_policy_travels(policy: bd.Policy) -> None:
    again = pickle.loads(pickle.dumps(policy))  # noqa: S301
    assert bd.check(ROWS, again).findings == bd.check(ROWS, policy).findings


def test_the_table_says_what_the_objects_say(policy: bd.Policy) -> None:
    result = bd.check(ROWS, policy)
    for line, finding in zip(result.to_arrow().to_pylist(), result, strict=True):
        said = finding.to_dict()
        for name in set(line) - {"at", "until"}:
            assert line[name] == said[name], name
        assert (line["at"], line["until"]) == (finding.at, finding.until)


def test_ids_stay_when_rows_are_added_or_renamed_rules_are_not(policy: bd.Policy) -> None:
    before = {(f.rule, f.evidence): f.id for f in bd.check(ROWS, policy)}
    after = {(f.rule, f.evidence): f.id for f in bd.check([*ROWS, row(9, "2026-04-08T08:30:00Z")], policy)}
    assert {key: after[key] for key in before} == before


def test_a_folder_of_contracts_is_a_caseload(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CONTRACT)
    (tmp_path / "b.yaml").write_text(CONTRACT.replace("c-1", "c-2").replace("riverside", "lakeside"))
    (tmp_path / "notes.yaml").write_text("shopping: [tea]\n")
    policy = bd.compile(bd.load_all(tmp_path))
    other = [row(7, "2026-03-03T20:00:00Z", relationship="c-2"), row(8, "2026-03-03T20:00:00Z", relationship="c-3")]
    result = bd.check([*ROWS, *other], policy)
    assert {f.contract for f in result} == {"riverside", "lakeside"}
    assert (result.summary().relationships_judged, result.summary().relationships_without_contract) == (2, 1)


def test_two_contracts_may_not_claim_one_relationship(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CONTRACT)
    (tmp_path / "b.yaml").write_text(CONTRACT.replace("riverside", "lakeside"))
    with pytest.raises(bd.PolicyError, match=r"`riverside` and `lakeside` both judge relationship `c-1`"):
        bd.compile(bd.load_all(tmp_path))


def test_a_standard_contract_serves_who_has_none_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CONTRACT)
    (tmp_path / "standard.yaml").write_text(CONTRACT.replace("relationship: c-1\n", "").replace("riverside", "all"))
    policy = bd.compile(bd.load_all([tmp_path / "a.yaml", tmp_path / "standard.yaml"]))
    result = bd.check([*ROWS, row(7, "2026-03-03T20:00:00Z", relationship="c-9")], policy)
    assert {(f.relationship, f.contract) for f in result} == {("c-1", "riverside"), ("c-9", "all")}


def test_rules_may_be_added_and_packs_replaced(contract: bd.Contract) -> None:
    from boundaries.policy.spec import load_rules

    text = "rule: any-call\nwhen: {event: {kind: call}}\nsays: A call.\n"
    policy = bd.compile(contract, packs=[], rules=load_rules(text, "own.yaml"))
    result = bd.check([row(1, "2026-03-03T12:00:00Z", "call", minutes=3)], policy)
    assert [(f.rule, f.says, f.location) for f in result] == [("any-call", "A call.", None)]


def test_every_unknown_pack_is_named_at_once(contract: bd.Contract) -> None:
    with pytest.raises(bd.PolicyError) as raised:
        bd.compile(contract, packs=["cor", "telehealht"])
    assert [d.code for d in raised.value.diagnostics] == ["B118", "B118"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"at": datetime(2026, 3, 3)}, "offset"),  # noqa: DTZ001
        ({"at": "2026-03-03T10:00:60Z"}, "no such date or time"),
        ({"kind": "massage"}, "no such kind"),
        ({"by": "therapist"}, "not one of"),
        ({"minutes": -1}, "less than zero"),
        ({"length": 1.5}, "whole"),
        ({"relationship": None}, "missing"),
        ({"id": ""}, "missing"),
    ],
)
def test_an_interaction_that_cannot_be_says_why_and_never_what(change: dict[str, Any], says: str) -> None:
    values: dict[str, Any] = {
        "id": "secret-1", "at": "2026-03-03T10:00:00Z", "kind": "message", "by": "client", "relationship": "secret-c",
    }  # fmt: skip
    with pytest.raises(bd.LogError, match=says) as raised:
        bd.Interaction(**(values | change))
    assert "secret" not in str(raised.value)
    assert not {"massage", "therapist"} & set(str(raised.value).split())


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".csv", ".parquet"])
def test_findings_are_written_for_their_owner_only(policy: bd.Policy, tmp_path: Path, suffix: str) -> None:
    result, path = bd.check(ROWS, policy), tmp_path / f"findings{suffix}"
    result.write(path)
    assert path.stat().st_mode & 0o777 == 0o600
    readers: dict[str, Callable[[Path], list[str]]] = {
        ".json": lambda p: [f["id"] for f in json.loads(p.read_text())["findings"]],
        ".jsonl": lambda p: [json.loads(line)["id"] for line in p.read_text().splitlines()],
        ".csv": lambda p: pl.read_csv(p)["id"].to_list(),
        ".parquet": lambda p: pl.read_parquet(p)["id"].to_list(),
    }
    assert readers[suffix](path) == [f.id for f in result]


def test_a_page_is_not_there_yet(policy: bd.Policy, tmp_path: Path) -> None:
    with pytest.raises(bd.UsageError, match="later version"):
        bd.check(ROWS, policy).write(tmp_path / "report.html")


@pytest.mark.parametrize("odd", [[{"id": "secret"}], "chat.txt", 3, [ROWS[0], "secret"]])
def test_what_is_no_log_is_told_by_its_kind_alone(policy: bd.Policy, odd: Any) -> None:
    with pytest.raises(bd.UsageError, match="neither a log nor an interaction") as raised:
        bd.check(odd, policy)
    assert "secret" not in str(raised.value)
    assert len(bd.check([], policy)) == 0
