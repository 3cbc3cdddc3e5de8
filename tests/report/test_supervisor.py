from __future__ import annotations

import boundaries as bd
from boundaries.core.finding import CONCLUSION_FIELDS, DRIFT_FIELDS, Finding
from boundaries.report import supervisor
from report.test_platform import key
from shared_views import contract, practice, rows, terms

PAIRS = tuple(f"canary-pair-{n}" for n in range(6))


def shared(pairs: tuple[str, ...] = PAIRS, number: int = 1, **changes: object) -> tuple[Finding, ...]:
    result = practice(pairs, **changes)
    judged = dict.fromkeys(result.found.world.names, 0)
    as_of = result.summary().as_of
    return supervisor.shared(result.findings, judged, result.policy, as_of, key(number), "client {number}", "en")


def order(findings: tuple[Finding, ...]) -> list[str]:
    return list(dict.fromkeys(finding.relationship for finding in findings))


def test_only_what_is_shared() -> None:
    own = {f.rule for f in practice() if f.audience == "own"}
    # In the year of one step after another there was a night: from when to when it held would tell of it.
    assert own == {"night-contact", "one-step-after-another"}
    assert not own & {finding.rule for finding in shared()}


def test_clients_are_numbered_from_one() -> None:
    assert order(shared()) == [f"client {n}" for n in range(1, 7)]
    alone = practice(PAIRS[:1])
    assert len(shared(PAIRS[:1])) == sum(f.audience == "shared" for f in alone)


def test_who_has_which_number_only_the_key_knows() -> None:
    """The one relationship with a gift has another number under another key, and the same again under the same."""
    policy = bd.compile(contract(PAIRS))
    result = bd.check([row for pair in PAIRS for row in rows(pair, pair == PAIRS[2])], policy, as_of="2026-04-30")
    judged = dict.fromkeys(result.found.world.names, 0)

    def number(of: int) -> str:
        found = supervisor.shared(result.findings, judged, policy, None, key(of), "client {number}", "en")
        (label,) = {f.relationship for f in found if f.rule == "gifts-over-agreed"}
        return label

    numbers = [number(n) for n in range(12)]
    assert len(set(numbers)) > 3
    assert numbers == [number(n) for n in range(12)]


def test_a_client_who_may_be_recognised_keeps_the_pseudonym() -> None:
    said = terms(supervision={"identifiable": True})
    assert set(order(shared(administrative=said))) == set(PAIRS)
    assert order(shared(("client 1",), administrative=said)) == ["client 1"]


def test_a_number_that_is_somebodys_pseudonym_is_passed_over() -> None:
    assert list(supervisor._labels(["a", "client 1", "b"], {"client 1"}, "client {number}")) == [
        ("a", "client 2"), ("client 1", "client 1"), ("b", "client 3"),
    ]  # fmt: skip


def test_a_row_for_machines_has_days_and_no_key_that_leads_back() -> None:
    for finding in shared():
        row = supervisor.row(finding)
        beside = (*DRIFT_FIELDS, *CONCLUSION_FIELDS)
        assert tuple(row) == tuple(key for key in supervisor.KEYS if key in row)
        assert set(supervisor.KEYS) - set(beside) <= set(row)
        assert not {"id", "contract", "version", "evidence", "params", "location"} & set(row)
        assert len(str(row["at"])) == 10
