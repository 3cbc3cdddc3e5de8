"""Conditions registered from Python: by a decorator, or by the entry point of an installed package."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import boundaries as bd
import installed
from boundaries.core.columns import NAMES
from boundaries.plugins.conditions import CONDITIONS, Condition, condition, condition_names, find_condition

CANARY = "canary-of-a-key"
LETTERS, DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(CONDITIONS, "registered", {})


def on_a_weekend(interaction: bd.Interaction) -> bool:
    return interaction.at.weekday() >= 5


def another(interaction: bd.Interaction) -> bool:
    return interaction.kind == "call"


def above(number: int, interaction: bd.Interaction) -> bool:
    return interaction.people is not None and interaction.people > number


def refused(call: Callable[[], object]) -> list[str]:
    """The problems a registration is refused for, as they are shown."""
    with pytest.raises(bd.UsageError) as caught:
        call()
    return str(caught.value).splitlines()


# ---- the decorator ------------------------------------------------------------------------------------------


def test_a_function_is_registered_and_returned() -> None:
    assert bd.condition("weekend", reads=("at", "kind"))(on_a_weekend) is on_a_weekend
    assert find_condition("weekend") == Condition("weekend", ("at", "kind"), on_a_weekend)
    assert condition_names() == ("weekend",)


def test_columns_may_be_any_list_and_count_once() -> None:
    condition("weekend", reads=(name for name in ["at", "kind", "at"]))(on_a_weekend)
    found = find_condition("weekend")
    assert found is not None
    assert found.reads == ("at", "kind")


def test_one_function_may_have_several_names() -> None:
    for name in ("weekend", "on_a-weekend2"):
        condition(name, reads=["at"])(on_a_weekend)
    assert condition_names() == ("on_a-weekend2", "weekend")


def may_be_called(name: str) -> bool:
    """Words of letters and digits, the first begun by a letter, joined by single `-` or `_`."""
    words = name.replace("_", "-").split("-")
    return all(word and set(word) <= set(LETTERS + DIGITS) for word in words) and words[0][0] in LETTERS


@given(st.text(alphabet="ab1_-", min_size=1, max_size=8) | st.text(max_size=4))
def test_a_name_is_possible_or_refused(name: str) -> None:
    CONDITIONS.registered.clear()
    if may_be_called(name):
        condition(name, reads=("at",))(on_a_weekend)
        assert condition_names() == (name,)
    else:
        (problem,) = refused(lambda: condition(name, reads=("at",)))
        assert problem.startswith("B309 a condition cannot be called `")
        assert problem.isprintable()


@pytest.mark.parametrize(
    ("name", "reads", "problems"),
    [
        ("Weekend", ("at",), [
            "B309 a condition cannot be called `Weekend` (lower case, words joined by `-`: `weekend-call`)"]),
        (None, ("at",), ["B309 a condition cannot be called `None` (lower case, words joined by `-`: `weekend-call`)"]),
        ("weekend", (), ['B309 a condition reads no column (name what it depends on, such as `reads=("at", "kind")`)']),
        ("weekend", None, [
            'B309 a condition reads no column (name what it depends on, such as `reads=("at", "kind")`)']),
        ("weekend", "at", ['B309 `reads` is a list of columns, not one text (write `reads=["at"]`)']),
        ("weekend", ("at", "plase", "thread_by"), [
            "B309 no interaction has a column `plase` (did you mean `place`?)",
            "B309 no interaction has a column `thread_by` (`boundaries schema interaction` lists the columns)"]),
        ("a b", ("text", 5), [
            "B309 a condition cannot be called `a b` (lower case, words joined by `-`: `weekend-call`)",
            "B309 no interaction has a column `text` (`boundaries schema interaction` lists the columns)",
            "B309 no interaction has a column `5` (`boundaries schema interaction` lists the columns)"]),
    ],
)  # fmt: skip
def test_every_mistake_is_told_at_once(name: Any, reads: Any, problems: list[str]) -> None:
    assert refused(lambda: condition(name, reads)) == problems
    assert condition_names() == ()


@pytest.mark.parametrize("column", NAMES)
def test_every_column_of_an_interaction_can_be_read(column: str) -> None:
    condition("weekend", reads=(column,))(on_a_weekend)


def test_what_is_no_function_is_refused() -> None:
    assert refused(lambda: condition("weekend", reads=("at",))("x")) == [  # type: ignore[type-var]
        "B309 condition `weekend` is registered without a function "
        "(put `@condition(...)` above a function that takes an interaction)"
    ]


def test_another_function_of_the_same_name_is_refused() -> None:
    condition("weekend", reads=("at",))(on_a_weekend)
    condition("weekend", reads=("at", "kind"))(on_a_weekend)  # the same once more
    place = f"`{__name__}.on_a_weekend`"
    assert refused(lambda: condition("weekend", reads=("at",))(another)) == [
        f"B309 condition `weekend` is registered for another function, {place} (give one of the two another name)"
    ]
    assert find_condition("weekend") == Condition("weekend", ("at", "kind"), on_a_weekend)


@pytest.mark.parametrize("made", [lambda n: lambda i: i.people > n, lambda n: partial(above, n)])
def test_functions_that_only_look_alike_are_two(made: Callable[[int], Callable[[bd.Interaction], bool]]) -> None:
    first, second = made(1), made(2)
    condition("crowd", reads=("people",))(first)
    condition("crowd", reads=("people",))(first)
    assert refused(lambda: condition("crowd", reads=("people",))(second))[0].startswith("B309 condition `crowd` is reg")


def test_a_module_that_is_reloaded_replaces_its_conditions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        "from boundaries import condition\n@condition('long', reads=('length',))\ndef long(i): return i.length > {}\n"
    )
    (tmp_path / "reloaded_rules.py").write_text(source.format(10), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = importlib.import_module("reloaded_rules")
    first = find_condition("long")
    (tmp_path / "reloaded_rules.py").write_text(source.format(2000).replace("('length',)", "('length', 'by')"), "utf-8")
    importlib.reload(module)
    second = find_condition("long")
    monkeypatch.delitem(sys.modules, "reloaded_rules")
    assert first is not None
    assert second is not None
    assert (first.reads, second.reads) == (("length",), ("length", "by"))
    assert first.holds is not second.holds


def test_many_threads_may_register_and_look() -> None:
    def work(number: int) -> list[bool]:
        condition(f"c-{number}", reads=("at",))(on_a_weekend)
        condition("shared", reads=("at",))(on_a_weekend)
        return [find_condition(name) is not None for name in (f"c-{number}", "shared")]

    with ThreadPoolExecutor(8) as pool:
        assert all(all(found) for found in pool.map(work, range(200)))
    assert len(condition_names()) == 201


# ---- entry points -------------------------------------------------------------------------------------------

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs packages into a folder on the path; what they brought is forgotten after the test."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield partial(installed.install, tmp_path)
    for module in set(sys.modules) - before:
        if module.endswith("_rules"):
            del sys.modules[module]


SOURCE = """
from boundaries import condition

@condition("evening-call", reads=("at", "kind"))
def evening_call(interaction):
    return interaction.kind == "call" and interaction.at.hour >= 18
"""


@pytest.mark.parametrize("value", ["riverside_rules", "riverside_rules:evening_call"])
def test_the_entry_point_of_the_name_is_loaded_on_first_use(install: Install, value: str) -> None:
    install("riverside_rules", SOURCE, evening_call=value)
    assert condition_names() == ("evening-call",)
    assert find_condition("no-such") is None
    assert "riverside_rules" not in sys.modules
    found = find_condition("evening-call")
    assert found is not None
    assert (found.name, found.reads, found.holds.__module__) == ("evening-call", ("at", "kind"), "riverside_rules")
    assert find_condition("evening-call") is found


def test_what_is_registered_comes_before_an_entry_point(install: Install) -> None:
    install("riverside_rules", SOURCE, evening_call="riverside_rules")
    condition("evening-call", reads=("kind",))(another)
    found = find_condition("evening-call")
    assert found is not None
    assert found.holds is another
    assert "riverside_rules" not in sys.modules


@pytest.mark.parametrize(
    ("source", "value", "reason"),
    [
        (None, "riverside_rules", "there is no module `riverside_rules`"),
        ("import no_such_library", "riverside_rules", "there is no module `no_such_library`"),
        (SOURCE + "raise KeyError", "riverside_rules", "KeyError"),
        (SOURCE.replace("evening-call", "morning-call"), "riverside_rules:evening_call",
         "what it names registers no condition of this name"),
        (f"raise RuntimeError('{CANARY}')", "riverside_rules", "RuntimeError"),
        (f"raise SystemExit('{CANARY}')", "riverside_rules", "SystemExit"),
        (f"{CANARY} is no Python", "riverside_rules", "SyntaxError"),
        (SOURCE.replace('"at"', '"plase"'), "riverside_rules", "no interaction has a column `plase`"),
    ],
)  # fmt: skip
def test_an_entry_point_that_cannot_be_used(install: Install, source: str | None, value: str, reason: str) -> None:
    install("riverside_rules", source, evening_call=value)
    for _ in range(2):  # as often as it is asked for
        with pytest.raises(bd.PolicyError) as caught:
            find_condition("evening-call")
        point = f"its entry point of package `riverside-rules` is `{value}`"
        hint = f"{point}; `python -c 'import riverside_rules'` shows more"
        assert str(caught.value) == f"B127 condition `evening-call` cannot be used: {reason} ({hint})"
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert condition_names() == tuple(sorted({"evening-call", *CONDITIONS.registered}))


def test_two_packages_with_conditions_of_one_name(install: Install) -> None:
    install("riverside_rules", SOURCE, evening_call="riverside_rules")
    install("hillside_rules", SOURCE, evening_call="hillside_rules")
    with pytest.raises(bd.PolicyError, match=r"B127 .* is registered for another function, `.*_rules\.evening_call` "):
        find_condition("evening-call")


def test_neither_importing_the_library_nor_registering_loads_anything_heavy(tmp_path: Path) -> None:
    code = (
        "import boundaries as bd, sys\n"
        "@bd.condition('weekend', reads=('at',))\n"
        "def weekend(interaction): return interaction.at.weekday() >= 5\n"
        "heavy = {'numpy', 'pyarrow', 'pydantic', 'pendulum', 'holidays', 'yaml', 'importlib.metadata'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}"],
                          capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    assert done.stdout == "[]\n"
