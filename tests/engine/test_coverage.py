"""The kinds whose absence a filter waits for: every kind for which it may be true, nothing else being known."""

from __future__ import annotations

import pytest

from boundaries.core.columns import KINDS
from boundaries.engine.coverage import awaited
from builders import AllOf, AnyOf, Filter, Listed, Not, Registered, has, ref

LISTED, ASKED = Listed("kind", ref("after_hours.support")), Registered("anything", ("kind",))


@pytest.mark.parametrize("test", [LISTED, Listed("place", ref("sessions.places"), negated=True), ASKED], ids=repr)
def test_words_of_the_contract_and_conditions_from_python_say_nothing_of_a_kind(test: Filter) -> None:
    for whole in (test, Not(test), AnyOf((test, has(kind="call"))), AllOf((test, Not(test)))):
        assert awaited(whole) == frozenset(KINDS)
    assert awaited(AllOf((test, has(kind=("session", "x-walk"))))) == {"session", "x-walk"}
    assert awaited(AllOf((test, Not(has(kind=KINDS))))) == frozenset()
