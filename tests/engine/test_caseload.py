"""A caseload of many contracts costs what its terms differ by, not contracts times rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.engine import findings, world
from boundaries.engine.excuses import Excuses
from boundaries.engine.working import WorkingTime
from boundaries.policy.spec import load_rules
from boundaries.table.assemble import to_log
from boundaries.table.log import Coverage, Log

COUNT = 30
CONTRACT = """\
contract: k-{i}
relationship: r-{i:02}
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative:
  hours: "Mo-Fr 09:00-18:00"
  reply_within: 4 open hours
  cancellation: {{notice: PT48H}}
exceptions:
- {{clause: hours, reason: access, agreed_by: [practitioner, client], scope: {{channel: sms}}}}
"""
RULES = """rule: late
clause: administrative.hours
when: {event: {kind: message, outside: $hours}}
unless: [access]
says: x
---
rule: evening
clause: administrative.hours
when: {event: {kind: message, by: client, outside: $hours}}
unless: [access]
says: x
---
rule: unanswered
clause: administrative.reply_within
when: {event: {kind: message, by: client}, without: {kind: message, by: practitioner}, within: $reply_within}
says: x
---
rule: short-notice
clause: administrative.cancellation
when: {event: {kind: cancellation, notice_hours: {lt: $cancellation.notice}}}
says: "{notice_hours}"
"""


def caseload() -> bd.Policy:
    contracts = [c for i in range(COUNT) for c in load_contracts(CONTRACT.format(i=i), f"k-{i}.yaml")]
    return bd.compile(bd.Caseload(tuple(contracts)), packs=[], rules=load_rules(RULES, "rules.yaml"))


def log() -> Log:
    rows = []
    for i in range(COUNT):
        common: dict[str, Any] = {"relationship": f"r-{i:02}", "by": "client"}
        rows += [
            bd.Interaction(id="m", at="2026-03-03T20:00:00Z", kind="message", channel="sms", **common),  # type: ignore[arg-type]
            bd.Interaction(
                id="s", at="2026-03-01T09:00:00Z", kind="session", planned_start="2026-03-05T20:00:00Z", **common
            ),  # type: ignore[arg-type]
            bd.Interaction(id="c", at="2026-03-04T20:00:00Z", kind="cancellation", ref="s", **common),  # type: ignore[arg-type]
        ]
    return to_log(rows)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the costly steps was taken."""
    count: Counter[str] = Counter()

    def counted(owner: Any, name: str) -> None:
        step: Callable[..., Any] = getattr(owner, name)

        def once_more(*given: Any) -> Any:
            count[name] += 1
            return step(*given)

        monkeypatch.setattr(owner, name, once_more)

    counted(Excuses, "_scope")
    counted(WorkingTime, "due")
    counted(world, "day_table")
    counted(findings, "notice")
    return count


def test_equal_terms_of_many_contracts_are_worked_out_once(calls: Counter[str]) -> None:
    result = bd.check(log(), caseload(), as_of="2026-03-10")
    told = Counter((f.rule, f.status, f.says) for f in result)
    assert told == {
        ("late", "excused", "x"): COUNT, ("evening", "excused", "x"): COUNT, ("unanswered", "open", "x"): COUNT,
        ("short-notice", "open", "24"): COUNT,
    }  # fmt: skip
    assert calls == {"_scope": 2, "due": 1, "day_table": 1, "notice": 1}  # a scope is looked at by each of two rules


def test_a_practitioners_rows_reach_the_relationships_assigned_to_their_contracts() -> None:
    """Leave of p-1 is a row of every relationship of theirs that the log knows, named or assigned, and of no other."""
    head = "timezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
    texts = [
        f"contract: {name}\n{pairs}practitioner: {who}\n{head}"
        for name, pairs, who in (("k-1", "relationship: named\n", "p-1"), ("k-2", "", "p-1"), ("k-3", "", "p-2"))
    ]
    contracts = tuple(c for text in texts for c in load_contracts(text, "k.yaml"))
    given = bd.Caseload(contracts, {"assigned": "k-1", "alone": "k-2", "never seen": "k-2", "of another": "k-3"})
    away = load_rules("rule: away\nwhen: {event: {kind: leave}}\nsays: x\n", "rules.yaml")
    rows: list[Any] = [
        bd.Interaction(id="m", relationship=pair, at="2026-03-01T09:00:00Z", kind="message", by="client")  # type: ignore[arg-type]
        for pair in ("named", "assigned", "alone", "of another", "nobody's")
    ]
    leave: Any = {"kind": "leave", "by": "practitioner", "relationship": None}
    rows += [
        bd.Interaction(id=f"l-{who}", at="2026-03-02T09:00:00Z", practitioner=who, **leave) for who in ("p-1", "p-2")
    ]
    result = bd.check(rows, bd.compile(given, packs=[], rules=away))
    assert [(f.relationship, f.contract, f.practitioner, f.evidence) for f in result] == [
        ("alone", "k-2", "p-1", ("l-p-1",)), ("assigned", "k-1", "p-1", ("l-p-1",)),
        ("named", "k-1", "p-1", ("l-p-1",)), ("of another", "k-3", "p-2", ("l-p-2",)),
    ]  # fmt: skip


def test_one_contract_of_many_relationships_costs_what_its_terms_cost(calls: Counter[str]) -> None:
    (contract,) = load_contracts(CONTRACT.format(i=0), "k-0.yaml")
    assigned = {f"r-{i:02}": "k-0" for i in range(COUNT)}
    policy = bd.compile(bd.Caseload((contract,), assigned), packs=[], rules=load_rules(RULES, "rules.yaml"))
    named, given = (bd.check(log(), its, as_of="2026-03-10") for its in (caseload(), policy))
    assert [(f.rule, f.relationship, f.status) for f in given] == [(f.rule, f.relationship, f.status) for f in named]
    assert calls == {"_scope": 4, "due": 2, "day_table": 2, "notice": 2}  # of both runs


def test_each_relationship_is_shown_by_its_own_coverage_and_that_of_all() -> None:
    policy, everything = caseload(), log()
    begin, end = 1_767_225_600_000_000, 1_798_761_600_000_000  # the year 2026
    middle = 1_772_568_000_000_000  # 3 March, 20:00: the messages
    pieces = (
        Coverage(begin, middle, None, None), Coverage(middle + 1, end, frozenset({"message"}), "r-07"),
        Coverage(middle + 1, end, frozenset({"call"}), "r-08"),
    )  # fmt: skip
    shown = Log(everything.table, everything.rejects, everything.sources, pieces)
    result = bd.check(shown, policy, as_of="2026-03-10")
    assert [f.relationship for f in result if f.rule == "unanswered"] == ["r-07"]


@pytest.mark.parametrize("limit", ["9" * 14, "9" * 15, "9" * 15 + "." + "9" * 15])
def test_a_cap_beyond_every_sum_is_never_reached(tmp_path: Path, limit: str) -> None:
    (tmp_path / "own.yaml").write_text(
        f"rule: own\nwhen: {{more_than: {limit}, of: {{kind: session}}, in: P7D, total: minutes}}\nsays: x\n"
    )
    (contract,) = load_contracts(CONTRACT.format(i=0), "k-0.yaml")
    row = bd.Interaction(id="a", relationship="r-00", at="2026-03-03T20:00:00Z", kind="session", by="both", minutes=5.5)  # type: ignore[arg-type]
    assert len(bd.check([row], bd.compile(contract, packs=[tmp_path / "own.yaml"]))) == 0
