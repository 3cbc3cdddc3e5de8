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
  accounts: {not_applicable: not in this story}
  reply_within: {not_applicable: not in this story}
  calls: {not_applicable: not in this story}
  after_hours: {not_applicable: not in this story}
  cancellation: {not_applicable: not in this story}
  fee: {not_applicable: not in this story}
  gifts: {not_applicable: not in this story}
  social: {not_applicable: not in this story}
  sharing: {not_applicable: not in this story}
  limits: {not_applicable: not in this story}
  supervision: {not_applicable: not in this story}
  records: {not_applicable: not in this story}
  rest: {not_applicable: not in this story}
  ending: {not_applicable: not in this story}
professional: {not_applicable: not in this story}
psychological: {not_applicable: not in this story}
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
    ("agree-first-then-change", "2026-01-12", ("e2", "e3")),  # the change would have allowed both
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
            assert line[name] == said.get(name), name
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


# ---- caseloads ------------------------------------------------------------------------------------------------

EVENING = "2026-03-03T20:00:00Z"


def named(name: str, *pairs: str) -> str:
    """A contract of that name for these relationships; for none, a standard one."""
    line = f"relationships: [{', '.join(pairs)}]\n" if pairs else ""
    return CONTRACT.replace("relationship: c-1\n", line).replace("riverside", name)


def caseload(folder: Path, *texts: str, assign: str | None = None) -> bd.Caseload:
    contracts = folder / "contracts"
    contracts.mkdir()
    for number, text in enumerate(texts):
        (contracts / f"{number}.yaml").write_text(text)
    if assign is not None:
        (folder / "assign.csv").write_text(assign)
    return bd.load_all(contracts, assign=None if assign is None else folder / "assign.csv")


def judged_by(caseload: bd.Caseload, *pairs: str) -> dict[str, str]:
    """The contract under which each relationship was judged, of those that were."""
    rows = [row(1, EVENING, relationship=pair) for pair in pairs]
    result = bd.check(rows, bd.compile(caseload))
    assert result.summary().relationships_without_contract == len(pairs) - len({f.relationship for f in result})
    return {f.relationship: f.contract for f in result}


def test_relationships_are_assigned_to_contracts_by_a_file(tmp_path: Path) -> None:
    texts = named("day", "c-1"), named("night"), named("weekend")
    found = caseload(tmp_path, *texts, assign="relationship,contract\nc-2,night\nc-3,weekend\nc-4,day\nc-1,day\n")
    assert found.assigned == {"c-1": "day", "c-2": "night", "c-3": "weekend", "c-4": "day"}
    expected = {"c-1": "day", "c-2": "night", "c-3": "weekend", "c-4": "day"}
    assert judged_by(found, "c-1", "c-2", "c-3", "c-4", "c-5") == expected  # nobody's is c-5: neither was left open


def test_of_contracts_that_name_nobody_those_assigned_are_not_standard(tmp_path: Path) -> None:
    found = caseload(tmp_path, named("night"), named("standard"), assign="contract,relationship\nnight,c-2\n")
    assert judged_by(found, "c-1", "c-2") == {"c-1": "standard", "c-2": "night"}


def test_only_one_contract_may_be_left_for_everybody_else(tmp_path: Path) -> None:
    found = caseload(tmp_path, *map(named, "abc"), assign="relationship,contract\nc-2,b\n")
    with pytest.raises(bd.PolicyError, match="B120 contracts `a` and `c` both judge every relationship"):
        bd.compile(found)


def test_the_problems_of_an_assignment_are_told_at_once(tmp_path: Path) -> None:
    text = "relationship,contract\nc-1,night\nc-2,nihgt\n,night\nc-3,night\nc-3,day\n"
    with pytest.raises(bd.ContractError) as raised:
        caseload(tmp_path, named("day", "c-1"), named("night"), assign=text)
    assert [d.code for d in raised.value.diagnostics] == ["B120", "B243", "B245", "B244"]


def test_the_problems_of_contracts_and_assignments_are_told_together(tmp_path: Path) -> None:
    """Which contracts there are is not known while one of them cannot be read: an unknown name is no problem yet."""
    text = "relationship,contract\nc-1,night\n,night\nc-1,day\n"
    with pytest.raises(bd.ContractError) as raised:
        caseload(tmp_path, named("day").replace("London", "Londn"), named("late"), assign=text)
    assert [d.code for d in raised.value.diagnostics] == ["B014", "B245", "B244"]


@pytest.mark.parametrize("assign", [None, "relationship,contract\n"])
def test_two_contracts_of_a_caseload_have_two_names(tmp_path: Path, assign: str | None) -> None:
    with pytest.raises(bd.ContractError, match=r"1\.yaml:1:11: B024 a second contract is called `day`"):
        caseload(tmp_path, named("day", "c-1"), named("day", "c-2"), assign=assign)


def test_an_assignment_may_be_made_by_hand(tmp_path: Path) -> None:
    contracts = caseload(tmp_path, named("day"), named("night", "c-1")).contracts
    assert judged_by(bd.Caseload(contracts, {"c-2": "day", "c-1": "night"}), "c-1", "c-2", "c-3") == {
        "c-1": "night", "c-2": "day"
    }  # fmt: skip
    with pytest.raises(bd.PolicyError) as raised:
        bd.compile(bd.Caseload((*contracts, contracts[0]), {"c-1": "day", "c-2": "nigt", "c-3": "nigt"}))
    assert [d.code for d in raised.value.diagnostics] == ["B024", "B243", "B120", "B120"]
    assert "B243 no contract is called `nigt`, to which relationship `c-2` is assigned (did you mean `night`?)" in str(
        raised.value
    )


def test_rules_may_be_added_and_packs_replaced(contract: bd.Contract) -> None:
    from boundaries.policy.spec import load_rules

    text = "rule: any-call\nwhen: {event: {kind: call}}\nsays: A call.\n"
    policy = bd.compile(contract, packs=[], rules=load_rules(text, "own.yaml"))
    result = bd.check([row(1, "2026-03-03T12:00:00Z", "call", minutes=3)], policy)
    assert [(f.rule, f.says, f.location) for f in result] == [("any-call", "A call.", None)]


def test_one_pack_and_one_rule_may_stand_for_a_list_of_one(contract: bd.Contract, tmp_path: Path) -> None:
    from boundaries.policy.spec import load_rules

    text = "rule: any-call\nwhen: {event: {kind: call}}\nsays: A call.\n"
    file = tmp_path / "own.yaml"
    file.write_text(text)
    (rule,) = load_rules(text, "own.yaml")
    for pack in (str(file), file):
        assert [r.name for r in bd.compile(contract, packs=pack).rules] == ["any-call"]
    assert bd.compile(contract, packs="core").rules == bd.compile(contract, packs=["core"]).rules
    assert [r.name for r in bd.compile(contract, packs=(), rules=rule).rules] == ["any-call"]


def test_rules_are_given_by_path_or_as_a_mapping(contract: bd.Contract, tmp_path: Path) -> None:
    file = tmp_path / "weekend-message.yaml"
    file.write_text("rule: weekend-message\nwhen: {event: {kind: message, outside: Mo-Fr}}\nsays: A message.\n")
    plain = {"rule": "any-call", "when": {"event": {"kind": "call"}}, "says": "A call."}
    policy = bd.compile(contract, packs=[], rules=[str(file), plain])
    rows = [row(1, "2026-03-03T12:00:00Z", "call"), row(2, "2026-03-07T12:00:00Z"), row(3, "2026-03-06T12:00:00Z")]
    assert brief(bd.check(rows, policy)) == [
        ("any-call", "2026-01-12", ("e1",)), ("weekend-message", "2026-01-12", ("e2",))
    ]  # fmt: skip
    with pytest.raises(bd.PolicyError, match=r"rules:2:10: B116 .* \(the first is at rules:2:10; rename one"):
        bd.compile(contract, packs=[], rules=[plain, plain])


@pytest.mark.parametrize("odd", ["contract.yaml", Path("contract.yaml"), None, ["contract.yaml"], {}])
def test_what_is_no_contract_is_told_with_the_way_out(odd: Any) -> None:
    with pytest.raises(bd.UsageError, match=r"B310 `compile` takes contracts.*`bd\.compile\(bd\.load\(\.\.\.\)\)`"):
        bd.compile(odd)
    with pytest.raises(bd.UsageError, match="B310"):
        bd.compile(bd.Caseload((odd,)))


def test_a_contract_is_no_policy(contract: bd.Contract) -> None:
    with pytest.raises(bd.UsageError, match=r"B310 `check` takes .* not `Contract` .*`bd\.compile\(contract\)`"):
        bd.check(ROWS, contract)  # type: ignore[arg-type]


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
