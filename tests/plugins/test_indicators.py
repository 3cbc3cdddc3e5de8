"""Indicators registered from Python; what they share with conditions is held in test_conditions.py."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import boundaries as bd
import installed
from boundaries.plugins.conditions import CONDITIONS, condition, condition_names
from boundaries.plugins.indicators import (
    INDICATORS,
    Indicator,
    find_indicator,
    indicator,
    indicator_names,
    registered_as,
)

SOURCE = """
from boundaries import indicator

@indicator("evening-words", measure="count", reads=("length",))
def evening_words(interactions):
    return [interaction.length or 0 for interaction in interactions]
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    for registry in (CONDITIONS, INDICATORS):
        monkeypatch.setattr(registry, "registered", {})


def words(interactions: Sequence[bd.Interaction]) -> list[int]:
    return [interaction.length or 0 for interaction in interactions]


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(bd.UsageError) as caught:
        call()
    return str(caught.value).splitlines()


def test_a_function_is_registered_and_returned() -> None:
    assert bd.indicator("words", measure="count", reads=["length", "length"])(words) is words
    assert find_indicator("words") == registered_as(words) == Indicator("words", "count", ("length",), words)
    assert indicator_names() == ("words",)


def test_conditions_and_indicators_know_nothing_of_each_other() -> None:
    condition("words", reads=("length",))(lambda _: True)
    assert (find_indicator("words"), indicator_names(), condition_names()) == (None, (), ("words",))
    indicator("words", measure="count", reads=("length",))(words)
    assert (indicator_names(), condition_names()) == (("words",), ("words",))


@pytest.mark.parametrize(
    ("name", "measure", "reads", "problems"),
    [
        ("Words", "count", ("at",), [
            "B309 an indicator cannot be called `Words` (lower case, words joined by `-`: `long-evenings`)"]),
        ("words", "total", ("at",), [
            'B309 `total` is no measure of an indicator (`measure="count"` or `measure="share"`)']),
        ("words", None, (), [
            'B309 an indicator reads no column (name what it depends on, such as `reads=("at", "kind")`)',
            'B309 `None` is no measure of an indicator (`measure="count"` or `measure="share"`)']),
    ],
)  # fmt: skip
def test_every_mistake_is_told_at_once(name: str, measure: Any, reads: Any, problems: list[str]) -> None:
    assert refused(lambda: indicator(name, measure=measure, reads=reads)) == problems
    assert indicator_names() == ()


def test_what_is_no_function_is_refused() -> None:
    assert refused(lambda: indicator("words", measure="count", reads=("at",))(3)) == [  # type: ignore[type-var]
        "B309 indicator `words` is registered without a function "
        "(put `@indicator(...)` above a function that takes a sequence of interactions)"
    ]
    assert refused(lambda: registered_as(words))[0].startswith("B309 the function is not registered as an indicator")


def test_the_entry_point_of_the_name_is_loaded_on_first_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    install = partial(installed.install, tmp_path, group="boundaries.indicators")
    install("meadow_rules", SOURCE, evening_words="meadow_rules:evening_words")
    install("field_rules", "raise KeyError('x')", other="field_rules")
    assert indicator_names() == ("evening-words", "other")
    assert condition_names() == ()
    found = find_indicator("evening-words")
    assert found is not None
    assert (found.measure, found.reads, found.adds.__module__) == ("count", ("length",), "meadow_rules")
    with pytest.raises(bd.PolicyError, match="B127 indicator `other` cannot be used: KeyError "):
        find_indicator("other")
    monkeypatch.delitem(sys.modules, "meadow_rules")
