"""The kinds whose absence a filter waits for: every kind for which it may be true, nothing else being known."""

from __future__ import annotations

import pytest

from boundaries.core.columns import KINDS
from boundaries.engine.coverage import awaited
from boundaries.policy.condition import StillOpen
from builders import AllOf, AnyOf, Filter, Listed, Missing, Not, Registered, has, ref

NEVER_OF_A_KIND = (has(ref_kind="session"), has(on_leave="true"), StillOpen(("professional.goals",)),
                   Missing("ref_kind", True))  # fmt: skip
LISTED, ASKED = Listed("kind", ref("after_hours.support")), Registered("anything", ("kind",))


PLACES = Listed("place", ref("sessions.places"), negated=True)


@pytest.mark.parametrize("test", [LISTED, PLACES, ASKED, *NEVER_OF_A_KIND], ids=repr)
def test_what_is_no_test_on_the_kind_says_nothing_of_it(test: Filter) -> None:
    for whole in (test, Not(test), AnyOf((test, has(kind="call"))), AllOf((test, Not(test)))):
        assert awaited(whole) == frozenset(KINDS)
    assert awaited(AllOf((test, has(kind=("session", "x-walk"))))) == {"session", "x-walk"}
    assert awaited(AllOf((test, Not(has(kind=KINDS))))) == frozenset()
