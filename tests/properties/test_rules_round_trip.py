"""A rule written down as an author would write it is read back as the same rule."""

from __future__ import annotations

import yaml
from hypothesis import given, settings

from boundaries.policy.spec import load_rules
from rules_alike import flat
from world_filters import Dice, dice
from world_rules import any_rule, rule_document


@settings(max_examples=150, deadline=None)
@given(dice(40))
def test_a_rule_is_read_as_it_is_written(by: Dice) -> None:
    rule = any_rule("some-rule", by)
    (read,) = load_rules(yaml.safe_dump(rule_document(rule), sort_keys=False), "rules.yaml")
    assert flat(read.when) == flat(rule.when)
    assert set(read.needs) == set(rule.needs)
    assert read.columns >= rule.columns
    for name in ("name", "clause", "unless", "escalate", "defaults", "after_end", "severity", "enabled"):
        assert getattr(read, name) == getattr(rule, name)
