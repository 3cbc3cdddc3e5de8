"""N5: the client is never the subject of a finding: whatever the rule, the log and the contract."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import boundaries as bd
from boundaries.core.errors import PolicyError
from boundaries.core.finding import BEARERS
from boundaries.policy.spec import load_rules
from rules.shipped import EVERY, outcomes
from worlds import World, end_of, log_of, policy_of, worlds


def test_who_may_bear_a_finding() -> None:
    assert BEARERS == ("practitioner", "both", "frame", "service")


def test_no_rule_can_name_the_client() -> None:
    with pytest.raises(PolicyError, match="no finding about the client"):
        load_rules("rule: r\nsays: hello\nbearer: client\nwhen: {event: {by: client}}", "r.yaml")


def test_a_shipped_rule_on_what_a_client_does_is_about_the_frame_or_both() -> None:
    bearers = {f.bearer for shipped in EVERY for outcome in outcomes(shipped) for f in outcome.findings}
    assert bearers <= set(BEARERS)
    frame = {shipped.name for shipped in EVERY if shipped.rule.bearer == "frame"}
    assert {"contact-received-outside-hours", "channel-not-agreed-client"} <= frame
    off = {shipped.name for shipped in EVERY if not shipped.rule.enabled}
    assert {"contact-received-outside-hours", "channel-not-agreed-client"} <= off


@settings(max_examples=60)
@given(worlds())
def test_no_finding_of_any_world_is_about_the_client(world: World) -> None:
    for finding in bd.check(log_of(world), policy_of(world), as_of=end_of(world)):
        assert finding.bearer in BEARERS
