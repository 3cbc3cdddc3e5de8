"""Reads how many facts a premise takes, in what time, and from when on each counts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from boundaries.civil.span import Deadline
from boundaries.policy.conclusion import Distinct
from boundaries.policy.operands import read_count, read_duration, read_number
from boundaries.source.node import Node
from boundaries.source.reading import Problems, tick


def read_counting(
    keys: Mapping[str, Node], distinct: Distinct | None, problems: Problems, share: bool = False
) -> dict[str, Any]:
    """The fields of `Counting`; with `share` what it takes is a part of all."""
    found: dict[str, Any] = {"distinct": distinct}
    if "at_least" in keys:
        found["at_least"] = read_count(keys["at_least"], "`at_least`", problems) or 1
    if "more_than" in keys:
        found["more_than"] = _more_than(keys["more_than"], problems, share)
        if "at_least" in keys:
            hint = "`more_than: 2` is `at_least: 3`; leave one out"
            problems.add("B110", "`more_than` does not fit beside `at_least`", keys["more_than"].location, hint)
    for key, name in (("in", "window"), ("after", "after")):
        if key in keys:
            length = read_duration(keys[key], f"`{key}`", problems)
            assert not isinstance(length, Deadline), "working time is not read here"
            found[name] = length
    return found


def _more_than(node: Node, problems: Problems, share: bool) -> object:
    found = read_number(node, "`more_than`", problems, None if share else "count")
    if share and (not isinstance(found, Fraction) or not 0 <= found < 1):
        if found is not None:
            message = f"with `among` it is a share, from 0 to less than 1, not {tick(node.value)}"
            problems.add("B107", message, node.location, "more than half is `0.5`")
    elif not share and isinstance(found, Fraction) and (found < 0 or found.denominator > 1):
        problems.add("B107", f"`more_than` counts: {tick(node.value)} is no count", node.location, "such as `3`")
    return found
