"""When two compiled rules are one: what stands together may be grouped in any way."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from boundaries.policy.condition import AllOf, AnyOf


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
