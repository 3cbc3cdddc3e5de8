"""A rule written down as an author would write it is read back as the same rule."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import yaml
from hypothesis import given, settings

from boundaries.policy.rule import AllOf, AnyOf
from boundaries.policy.spec import load_rules
from world_rules import Dice, any_rule, dice, rule_document


def flat(value: Any) -> Any:
    """A compiled value with nested `AllOf`s drawn together: grouping has no meaning."""
    if isinstance(value, AllOf):
        parts = [part for p in map(flat, value.parts) for part in (p.parts if isinstance(p, AllOf) else (p,))]
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
    if isinstance(value, AnyOf):
        return AnyOf(tuple(map(flat, value.parts)))
    if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "__dataclass_fields__"):
        changed = {f.name: flat(getattr(value, f.name)) for f in fields(value) if is_dataclass(getattr(value, f.name))}
        return replace(value, **changed) if changed else value
    return value


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
