"""What a supervisor is not shown, field by field; docs/reference/views.md is the table of it."""

from __future__ import annotations

import pytest

from boundaries.core.finding import Finding
from boundaries.report import supervisor
from boundaries.report.withheld import WITHHELD, day_of, identifiable, rule_of, shown, version_of
from shared_views import CANARIES, practice, terms

RESULT = practice(("canary-pair-a",))


def found(rule: str) -> Finding:
    return next(f for f in RESULT if f.rule == rule and f.status == "open")


def seen(rule: str) -> Finding:
    return shown(found(rule), RESULT.policy, "client 1", {}, "en")


def test_what_tells_who_it_is_and_where_it_stands_is_left_out() -> None:
    for finding in RESULT:
        out = shown(finding, RESULT.policy, "client 1", {}, "en")
        assert (out.id, out.contract, out.version, out.location, out.relationship) == ("", "", "", None, "client 1")
        assert not [word for word in CANARIES if word in repr(out)]
        assert (out.at.hour, out.at.minute, out.at.microsecond) == (0, 0, 0)
        assert set(out.evidence) <= set(map(str, range(20)))


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("contact-outside-hours", "went to the client on Mon 2 Mar 2026, outside the agreed Mo-Fr 09:00-18:00."),
        ("place-not-agreed", "was held on Tue 10 Mar 2026 (place: …). On places the agreement says: …."),
        ("gifts-over-agreed", "what was agreed (…, per 1 year), and came to … in one such period."),
        ("fee-not-agreed", "names an amount other than the agreed …."),
        ("session-overrun", "ran 25 min over, where the agreement says 50 minutes."),
    ],
)
def test_a_sentence_stays_whole_and_says_days_and_no_sums(rule: str, sentence: str) -> None:
    assert sentence in seen(rule).says


def test_a_channel_of_the_list_is_named_and_one_of_somebody_s_own_is_not() -> None:
    said = [shown(f, RESULT.policy, "client 1", {}, "en").says for f in RESULT if f.rule == "channel-not-agreed"]
    assert [("by phone" in text, f"by {WITHHELD}" in text) for text in said] == [(True, False), (False, True)]


def test_money_is_not_measured_for_others() -> None:
    assert found("gifts-over-agreed").measured == 4712.5
    assert seen("gifts-over-agreed").measured is None
    assert seen("fee-not-agreed").agreed is None


def test_days_are_those_of_the_contracts_clock() -> None:
    result = practice(("c-1",), timezone="Pacific/Auckland", administrative=terms(hours="Mo-Fr 00:00-01:00"))
    evening = next(f for f in result if f.rule == "contact-outside-hours" and f.at.day == 2)
    out = shown(evening, result.policy, "client 1", {}, "en")
    assert supervisor.row(out)["at"] == "2026-03-03"
    assert "Tue 3 Mar 2026," in out.says
    assert day_of("Di 3. Mär 2026 21:10") == "Di 3. Mär 2026"


def test_a_row_on_which_two_findings_rest_is_one_row() -> None:
    rows: dict[tuple[str, str], str] = {}
    together = [shown(f, RESULT.policy, "client 1", rows, "en").evidence for f in RESULT]
    assert len({row for evidence in together for row in evidence}) == len({r for f in RESULT for r in f.evidence})


def test_who_may_be_recognised_is_agreed_in_every_version() -> None:
    def versions(*said: object) -> list[object]:
        changes = {} if said[0] is None else {"supervision": {"identifiable": said[0]}}
        amendments = [
            {
                "agreed": f"2026-02-0{n}",
                "agreed_by": ["practitioner", "client"],
                "set": {"supervision": {"identifiable": one}},
            }
            for n, one in enumerate(said[1:], 1)
        ]
        policy = practice(("c-1",), administrative=terms(**changes), amendments=amendments).policy
        return list(policy.contracts[0].timeline.versions)

    assert identifiable(versions(True))
    assert identifiable(versions(True, True))
    assert not identifiable(versions(True, False))
    assert not identifiable(versions(False, True))
    assert not identifiable(versions(None))
    assert not identifiable([])


def test_the_rule_and_the_version_are_those_of_its_own_contract() -> None:
    finding = found("contact-outside-hours")
    assert rule_of(finding, RESULT.policy).name == finding.rule
    version = version_of(finding, RESULT.policy)
    assert version is not None
    assert version.effective == finding.version
