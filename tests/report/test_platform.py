"""Counts that chance changes: exactly by how much, how often, and the same again where the same is asked."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.readers.pseudonyms import Key
from boundaries.report import platform
from shared_views import practice

KEYS = 6000


def key(number: int) -> Key:
    return Key(secret=hashlib.sha256(str(number).encode()).digest())


def test_chance_adds_k_with_the_probability_of_the_geometric_mechanism() -> None:
    """2^-|k| / 3, which falls by e^epsilon = 2 from each number to the next."""
    found = Counter(platform.change(key(n), "rule", "about") for n in range(KEYS))
    for k in range(-5, 6):
        meant = KEYS * 2.0 ** -abs(k) / 3
        assert abs(found[k] - meant) < 4 * meant**0.5, k
    assert abs(sum(k * n for k, n in found.items())) < 4 * 2 * KEYS**0.5, "it leans to no side"


@pytest.mark.parametrize(
    ("digits", "heads"), [("0" * 16, 0), ("7" + "f" * 15, 0), ("8" + "0" * 15, 1), ("e" + "0" * 15, 3), ("f" * 16, 64)]
)
def test_heads_before_the_first_tail(digits: str, heads: int) -> None:
    assert platform._heads(digits) == heads


@given(st.integers(0, 40), st.integers(5, 40), st.integers(0, 200))
def test_what_is_shown_lies_between_five_and_the_group(count: int, most: int, number: int) -> None:
    shown = platform.noisy(count, most, key(number), "rule", "about")
    assert shown is None or platform.FEWEST <= shown <= most


def test_the_same_question_has_the_same_answer_and_another_has_chance_of_its_own() -> None:
    names = [("rule", "about"), ("other", "about"), ("rule", "another")]
    changes = {name: [platform.change(key(n), *name) for n in range(60)] for name in names}
    assert changes[names[0]] == [platform.change(key(n), "rule", "about") for n in range(60)]
    assert len({tuple(found) for found in changes.values()}) == len(names)


def test_a_digest_is_of_who_was_asked_about_what_was_found_and_the_question() -> None:
    judged, found, question = {"a": 0, "b": 0}, {"r": {"a"}}, ({"--since": "2026-01-01"}, 7)
    first = platform.digest(judged, found, question)
    assert first == platform.digest({"b": 0, "a": 0}, {"r": {"a"}}, question)
    others = [
        ({"a": 0}, found, question), (judged, {"r": {"b"}}, question), (judged, {"s": {"a"}}, question),
        (judged, {"r": {"a", "b"}}, question), (judged, found, ({}, 7)),
        (judged, found, ({"--since": "2026-01-01"}, 8)),
    ]  # fmt: skip
    assert len({first, *(platform.digest(*other) for other in others)}) == 1 + len(others)


def counts(pairs: int, **changes: object) -> platform.Counts:
    result = practice([f"c-{n}" for n in range(pairs)], **changes)
    judged = dict.fromkeys(result.found.world.names, 0)
    return platform.counted(result.findings, judged, result.policy, key(1), ())


def test_fewer_than_five_relationships_are_no_group() -> None:
    with pytest.raises(UsageError, match="B314 fewer than 5"):
        counts(4)
    assert counts(5).relationships >= 5


def test_the_rules_are_those_that_speak_whatever_they_found() -> None:
    found = {count.rule.name for count in counts(6).counts}
    assert {"contact-outside-hours", "session-frequency", "gift-from-practitioner"} <= found
    assert not found & {"night-contact", "day-off-contact", "leave-contact"}, "what is own is nobody else's"
    assert not found & {"late-cancellation", "call-overrun"}, "nothing is agreed that they are about"
    assert not found & {"contact-received-outside-hours"}, "it is switched off"


def test_excused_and_undetermined_findings_are_not_counted() -> None:
    result = practice([f"c-{n}" for n in range(40)])
    by_rule = {f.rule: f.status for f in result if f.rule == "crisis-contact-repeated"}
    assert by_rule == {"crisis-contact-repeated": "undetermined"}
    judged = dict.fromkeys(result.found.world.names, 0)
    (count,) = (
        c for c in platform.counted(result.findings, judged, result.policy, key(1), ()).counts
        if c.rule.name == "crisis-contact-repeated"
    )  # fmt: skip
    assert count.relationships is None
