"""Who may be shown a finding: of a conclusion that is a matter of what it rests on, not of its rule alone.

A conclusion that rests on something only the practitioner may see, even among other things, is the practitioner's
too: that it holds, its numbers and its sentence would tell of it. So is one that something of that kind prolonged,
ended or could have spoken against: from when to when it held would tell of that. So is one about a clause of that
kind, and one that compares several relationships.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from boundaries.engine.about import Conclusion, Subject
from boundaries.engine.primitives import Bools, Ints
from boundaries.policy.conclusion import Conclude, OfEvents
from boundaries.policy.inside import leaves_of
from boundaries.policy.rule import Rule, usual_audience


def own(rules: Sequence[Rule], rule: Ints, about: Ints, subjects: Sequence[Subject], ids: Sequence[str]) -> Bools:
    """For each finding whether it is the practitioner's own; `about` indexes the subjects, -1 for none."""
    mine = np.array([is_own(one) for one in rules], np.bool_)[rule]
    drawn = [
        (i, subject) for i, number in enumerate(about.tolist())
        if number >= 0 and isinstance(subject := subjects[number], Conclusion)
    ]  # fmt: skip
    mine[[i for i, subject in drawn if subject.own or usual_audience(subject.clause) == "own"]] = True
    known = {ids[i] for i in np.flatnonzero(mine).tolist()}
    left = [(i, subject) for i, subject in drawn if not mine[i]]
    while resting := [i for i, subject in left if not known.isdisjoint((*subject.premises, *subject.beside))]:
        mine[resting] = True
        known |= {ids[i] for i in resting}
        left = [(i, subject) for i, subject in left if not mine[i]]
    return mine


def is_own(rule: Rule) -> bool:
    """Whether every finding of a rule is the practitioner's own."""
    return rule.audience == "own" or compares(rule)


def compares(rule: Rule) -> bool:
    """Whether a rule looks at several relationships of a practitioner together."""
    form = rule.when
    if not isinstance(form, Conclude):
        return False
    return form.practitioner or any(isinstance(leaf, OfEvents) and leaf.usual for leaf in leaves_of(form))
