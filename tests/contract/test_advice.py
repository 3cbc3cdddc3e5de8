"""What a careful reader remarks on exceptions: one that is called idle never covers anything."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.policy.spec import load_rules

CONTRACT = """\
contract: c
relationship: c-207
timezone: Europe/London
agreed: 2026-01-12
ends: 2026-01-20
consent: [practitioner, client]
administrative:
  hours: "Mo-Fr 09:00-18:00"
  ending: {for: P14D}
  gifts: {not_applicable: none are given}
amendments:
- {agreed: 2026-01-15, agreed_by: [practitioner, client], set: {rest.night: "22:00-07:00"}}
exceptions:
- {id: e1, agreed_by: [practitioner, client], EXCEPTION}
"""
RULE = "rule: {name}\nclause: {clause}\nwhen: {{event: {{kind: message}}}}\nunless: agreed\nsays: hello\n{more}"
RULES = load_rules(
    "---\n".join(
        RULE.format(name=f"rule-{n}", clause=clause, more=more)
        for n, (clause, more) in enumerate(
            (("hours", ""), ("rest.night", ""), ("gifts", ""), ("sessions", ""), ("ending", "after_end: true\n"))
        )
    ),
    "r.yaml",
)
# Noon of every day from before the contract starts until after it has ended, and the edges of its life.
TIMES = [*(f"2026-01-{day:02}T12:00:00Z" for day in range(8, 29)), "2026-01-12T00:00:00Z", "2026-01-20T23:59:59Z"]
ROWS = [
    bd.Interaction(id=f"m{n}", relationship="c-207", at=at, kind="message", by="client")  # type: ignore[arg-type]
    for n, at in enumerate(TIMES)
]
DAYS = st.none() | st.integers(8, 28)
CLAUSES = ("hours", "rest", "rest.night", "gifts", "sessions", "ending", "administrative", "professional")


def remarks(exception: str) -> list[str]:
    (contract,) = load_contracts(CONTRACT.replace("EXCEPTION", exception), "c.yaml")
    return [f"{d.code} {d.message} ({d.hint})" for d in contract.diagnostics if d.code in ("B032", "B033", "B042")]


def covered(exception: str) -> bool:
    """Whether a finding is covered; the rules speak whenever they can."""
    (contract,) = load_contracts(CONTRACT.replace("EXCEPTION", exception), "c.yaml")
    found = bd.check(ROWS, bd.compile(contract, packs=[], rules=RULES), as_of="2026-01-31")
    assert {finding.rule for finding in found} == {"rule-0", "rule-1", "rule-4"}
    return any(finding.status == "excused" for finding in found)


@given(st.sampled_from(CLAUSES), DAYS, DAYS)
@example("hours", None, 11)
@example("hours", None, 12)
@example("hours", 20, None)
@example("hours", 21, None)
@example("ending", 21, None)
@settings(max_examples=120, deadline=None)
def test_an_exception_is_called_idle_exactly_if_it_covers_nothing(
    clause: str, first: int | None, last: int | None
) -> None:
    if first is not None and last is not None:
        first, last = sorted((first, last))
    days = [f"{key}: 2026-01-{day:02}" for key, day in (("from", first), ("until", last)) if day is not None]
    exception = ", ".join((f"clause: {clause}", *days))
    idle = any(remark.startswith("B042") for remark in remarks(exception))
    if idle:
        assert not covered(exception)
    elif clause in ("hours", "administrative") or (clause == "ending" and (last is None or last > 20)):
        assert covered(exception)


@pytest.mark.parametrize(
    ("exception", "why"),
    [
        ("clause: hours, until: 2026-01-11",
         "it is over before the contract starts (change `until`, or leave it out: nothing before is judged)"),
        ("clause: hours, from: 2026-01-21",
         "it begins after the contract has ended (change `from`, or leave it out: nothing after is judged)"),
        ("clause: gifts, until: 2026-01-15",
         "`administrative.gifts` was never agreed (agree on it, or leave the exception out)"),
        ("clause: sharing.gp, until: 2026-01-15",
         "`administrative.sharing.gp` was never agreed (agree on it, or leave the exception out)"),
    ],
)  # fmt: skip
def test_why_an_exception_is_idle(exception: str, why: str) -> None:
    assert remarks(exception) == [f"B042 exception `e1` can cover nothing: {why}"]


@pytest.mark.parametrize("clause", ["hours", "gifts"])
def test_of_an_exception_that_not_all_agreed_to_that_alone_is_said(clause: str) -> None:
    alone = f"clause: {clause}, agreed_by: practitioner"
    text = CONTRACT.replace("agreed_by: [practitioner, client], EXCEPTION", alone)
    (contract,) = load_contracts(text, "c.yaml")
    assert [d.code for d in contract.diagnostics if d.code in ("B032", "B033", "B042")] == ["B033"]
