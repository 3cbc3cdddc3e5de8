"""The `escalate` of a rule: what makes a finding weigh more than the rule's own severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from boundaries.civil.span import Span
from boundaries.core.finding import SEVERITIES, Severity
from boundaries.core.location import Location
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import NoneFor, Trend, Unanswered
from boundaries.policy.operands import read_count, read_duration
from boundaries.policy.rule import Escalate, When
from boundaries.source.node import Node
from boundaries.source.reading import Problems, known_keys, mapping_of, missing_key, tick, word_of

CALM = "a violation is a disposition a named person sets after reading the context; a rule says `crossing` at most"
FRAME = "what a client does is no finding about the client; the frame or the practitioner bears it"
HINTS = {"severity": {"violation": CALM}, "bearer": {"client": FRAME}}  # at words that no rule says, with their key
_KEYS = ("to", "at", "in", "beyond")
_EXAMPLE = "such as `{to: crossing, at: 3, in: P14D}`"


def read_escalate(
    node: Node, where: Location, severity: Severity, problems: Problems, deadlines: bool = True
) -> Escalate | None:  # fmt: skip
    """What a rule says under `escalate`; None, with its problems noted, if it cannot be read.

    `deadlines`: whether what lasts may be measured in working time.
    """
    parts = mapping_of(node, "`escalate`", problems, _EXAMPLE)
    if parts is None:
        return None
    before = len(problems.found)
    known_keys(node, _KEYS, "`escalate`", problems)
    counts = "at" in parts or "in" in parts  # either way will do; one that is begun has to be whole
    hint = _EXAMPLE if counts or "beyond" in parts else f"{_EXAMPLE}; for an absence also `beyond: P14D`"
    for key in ("to", "at", "in") if counts or "beyond" not in parts else ("to",):
        if key not in parts:
            missing_key(key, "`escalate`", where, problems, hint)
    to = _step(parts["to"], severity, problems) if "to" in parts else None
    count = read_count(parts["at"], "`at`", problems) if "at" in parts else None
    span = read_duration(parts["in"], "`in`", problems, references=False) if "in" in parts else None
    beyond = read_duration(parts["beyond"], "`beyond`", problems, deadlines=deadlines) if "beyond" in parts else None
    if len(problems.found) > before:
        return None
    assert span is None or isinstance(span, Span), "neither references nor working time are read here"
    return Escalate(cast(Severity, to), count, span, beyond)


def _step(node: Node, severity: Severity, problems: Problems) -> str | None:
    """The severity a rule escalates to: one above its own."""
    to = word_of(node, "severity", SEVERITIES, problems, HINTS["severity"].get(str(node.value), ""))
    if to is not None and SEVERITIES.index(to) <= SEVERITIES.index(severity):
        hint = f"the rule's severity is `{severity}` from the start"
        problems.add("B104", f"{tick(to)} is no step up", node.location, hint)
    return to


def note_beyond(keys: Mapping[str, Node], when: When | None, problems: Problems) -> None:
    """Note an `escalate` with `beyond` in a rule that waits for nothing; a trend has no `escalate` at all."""
    beyond = keys["escalate"].get("beyond") if "escalate" in keys else None
    if beyond is not None and when is not None and not isinstance(when, Unanswered | NoneFor | Trend | Conclude):
        hint = "it says how long an absence (`event` with `without`, `none` with `for`) or a conclusion lasts"
        message = "`beyond` does not fit a condition that waits for nothing"
        problems.add("B110", message, keys["escalate"].key_place("beyond"), hint)
