"""The agreement form: what it can ask of a contract, with how many it takes and in what time where no rule says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from boundaries.civil.span import DAY, Span
from boundaries.policy.condition import About, Agreement
from boundaries.policy.operands import read_count, read_duration
from boundaries.source.node import Node
from boundaries.source.reading import Problems, listed, word_of

ABOUTS: tuple[About, ...] = get_args(About)
# What each is where a rule gives neither `at_least` nor `in`.
DEFAULTS: Mapping[About, Agreement] = {
    form.about: form
    for form in (
        Agreement("incomplete", 1),
        Agreement("late", 1),
        Agreement("one_sided", 1),
        Agreement("after_practice", 2, Span(0, 60 * DAY)),
        Agreement("expired_exception", 1, Span(0, 30 * DAY)),
        Agreement("unnamed_practice", 4, Span(0, 60 * DAY)),
    )
}
COLUMNS: Mapping[About, frozenset[str]] = {  # of the log, that each reads
    "late": frozenset({"at", "kind"}),
    "unnamed_practice": frozenset({"at", "kind", "by", "channel"}),
}


def keys_that_fit(about: About) -> tuple[str, ...]:
    """The keys that may stand beside `agreement`: how many it takes where there can be several, a time where it looks
    back over one.
    """
    if about == "one_sided":
        return ()
    return ("at_least",) if DEFAULTS[about].within is None else ("at_least", "in")


def read_agreement(node: Node, problems: Problems) -> Agreement | None:
    """The condition of the form; None, with its problems noted, if it cannot be read."""
    keys = cast("dict[str, Node]", node.value)
    about = cast("About | None", word_of(keys["agreement"], "question about the agreement", ABOUTS, problems))
    count = read_count(keys["at_least"], "`at_least`", problems) if "at_least" in keys else None
    within = read_duration(keys["in"], "`in`", problems, references=False) if "in" in keys else None
    if about is None:
        return None
    fitting, default = keys_that_fit(about), DEFAULTS[about]
    for key in ("at_least", "in"):
        if key in keys and key not in fitting:
            hint = f"beside it {listed(f'`{k}`' for k in fitting)} may stand" if fitting else "it stands alone"
            problems.add("B110", f"`{key}` does not fit `agreement: {about}`", node.key_place(key), hint)
    assert within is None or isinstance(within, Span), "neither references nor working time are read here"
    return Agreement(about, count or default.at_least, within or default.within)


def note_after_end(keys: Mapping[str, Node], problems: Problems) -> None:
    """Note `after_end: true` in a rule of this form: nothing is agreed on after the end."""
    when, after_end = keys.get("when"), keys.get("after_end")
    if when is not None and when.get("agreement") and after_end is not None and after_end.value == "true":
        hint = "leave it out: it looks at the contract while it lasts"
        problems.add("B110", "`after_end` does not fit `agreement`", after_end.location, hint)
