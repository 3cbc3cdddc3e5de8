"""What a share of events measures and how it is said (what it means: the properties)."""

from __future__ import annotations

from fractions import Fraction

import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.policy.compile import compile_policy
from boundaries.policy.spec import load_rules

CONTRACT = (
    "contract: k\nrelationship: c-1\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
)
RULE = """\
rule: own
when: {more_than: LIMIT, of: {by: practitioner}, among: {kind: task}, in: P7D, at_least: 3}
says: "{measured} of the tasks ({unit}, limit {limit})."
"""


def found(who: str, limit: str = "0.5") -> list[bd.Finding]:
    """What a rule finds in tasks a second apart; p and c tell whose they are."""
    names = {"p": "practitioner", "c": "client"}
    rows = [
        bd.Interaction.from_mapping(
            {"id": f"{n:04}", "relationship": "c-1", "kind": "task", "by": names[by],
             "at": f"2026-03-02T10:{n // 60:02}:{n % 60:02}Z"}
        )
        for n, by in enumerate(who)
    ]  # fmt: skip
    (rule,) = load_rules(RULE.replace("LIMIT", limit), "own.yaml")
    return list(bd.check(rows, compile_policy(load_contracts(CONTRACT, "c.yaml"), packs=[], rules=[rule])))


def test_a_share_has_a_unit_of_its_own() -> None:
    (finding,) = found("cpp")
    assert (finding.unit, finding.measured, finding.evidence) == ("share", float(Fraction(2, 3)), ("0001", "0002"))
    assert finding.params["limit"] == 0.5
    assert finding.says == "0.7 of the tasks (share, limit 0.5)."


@pytest.mark.parametrize(("limit", "hits"), [("0.333333333333333", 1), ("0.333333333333334", 0)])
def test_a_share_is_compared_exactly(limit: str, hits: int) -> None:
    assert len(found("cpc" + "ccp" * 1000, limit)) == hits
