"""Macros: a name is the filter it stands for, whatever order they are written in, and never more than can be read."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.location import Location
from boundaries.policy.condition import Filter
from boundaries.policy.context import Context
from boundaries.policy.filters import EVERYTHING, read_filter
from boundaries.policy.macros import Macro, read_macros
from boundaries.source.document import parse_document
from boundaries.source.reading import Problems

NAMES = tuple("pqrstu")
PLAIN = ({"kind": "message"}, {"by": ["client", "both"]}, {"minutes": {"gt": "5"}}, {"outside": "$hours"})


def read(written: dict[str, Any], problems: Problems) -> dict[str, Filter]:
    text = yaml.safe_dump(written, sort_keys=False)
    node = parse_document(text, "pack.yaml")[0]
    assert isinstance(node.value, dict)
    context = Context(macros=dict.fromkeys(written, EVERYTHING))
    macros = {name: Macro(part, Location("pack.yaml", 1, 1), context) for name, part in node.value.items()}
    return read_macros(macros, problems)


@st.composite
def macros(draw: st.DrawFn) -> dict[str, Any]:
    """Macros that use those after them in the alphabet only, written in any order."""

    def one(number: int) -> Any:
        later = NAMES[number + 1 :]
        plain = draw(st.sampled_from(PLAIN))
        if not later:
            return plain
        used = draw(st.lists(st.sampled_from(later), min_size=1, max_size=3))
        return draw(st.sampled_from(
            [plain, used[0], {"is": used}, {**plain, "not": used[0]}, {"any": [*used, plain], **plain}]
        ))  # fmt: skip

    written = {name: one(number) for number, name in enumerate(NAMES)}
    return {name: written[name] for name in draw(st.permutations(NAMES))}


def inlined(filter_: Any, written: dict[str, Any]) -> Any:
    """What an author would have written without names, one mapping in each place of one."""
    if isinstance(filter_, str):
        return inlined(written[filter_], written)
    if "is" in filter_:
        names = filter_["is"]
        return inlined(names[0], written) if len(names) == 1 else {"any": [inlined(name, written) for name in names]}
    nested = {
        "not": lambda part: inlined(part, written),
        "any": lambda parts: [inlined(part, written) for part in parts],
    }
    return {key: nested[key](value) if key in nested else value for key, value in filter_.items()}


@settings(max_examples=150)
@given(macros())
def test_macros_are_the_filters_they_stand_for(written: dict[str, Any]) -> None:
    problems = Problems()
    found = read(written, problems)
    for name in NAMES:
        node = parse_document(yaml.safe_dump(inlined(name, written), sort_keys=False), "f.yaml")[0]
        assert found[name] == read_filter(node, Context(), problems)
    assert not problems.found


def circles(uses: dict[str, str]) -> set[frozenset[str]]:
    """The circles among names each of which uses one."""
    found = set()
    for start in uses:
        path = [start]
        while uses[path[-1]] not in path:
            path.append(uses[path[-1]])
        found.add(frozenset(path[path.index(uses[path[-1]]) :]))
    return found


@settings(max_examples=100)
@given(st.fixed_dictionaries({name: st.sampled_from(NAMES) for name in NAMES}))
def test_every_circle_is_told_once(uses: dict[str, str]) -> None:
    problems = Problems()
    read({name: {"not": used} for name, used in uses.items()}, problems)
    told = [frozenset(p.message.replace("`", "").replace("uses", "").split()) & set(NAMES) for p in problems.found]
    assert sorted(map(sorted, told)) == sorted(map(sorted, circles(uses)))
    assert {p.code for p in problems.found} == {"B124"}


def test_many_names_in_a_row_are_read_without_end_of_the_stack() -> None:
    problems, count = Problems(), 900
    written: dict[str, Any] = {f"m{n}": f"m{n + 1}" for n in range(count)} | {f"m{count}": {"kind": "call"}}
    found = read(written, problems)
    assert not problems.found
    assert found["m0"] is found[f"m{count}"]


def test_what_grows_beyond_measure_is_refused_at_once() -> None:
    problems = Problems()
    written = {"m0": {"kind": "call"}} | {f"m{n + 1}": {"any": [f"m{n}"] * 30} for n in range(300)}
    read(written, problems)  # would not end if it were looked at in full
    assert [p.message for p in problems.found] == ["macro `m3` holds too many tests to be read"]
