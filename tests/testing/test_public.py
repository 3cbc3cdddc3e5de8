"""What is public of scenarios, and what it costs to name it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from boundaries import testing

PUBLIC = ["Outcome", "Scenario", "ScenarioError", "check_indicator", "load_scenarios", "read_scenarios", "run"]


def test_the_public_names_are_these() -> None:
    assert testing.__all__ == PUBLIC
    assert set(PUBLIC) <= set(dir(testing))
    assert all(getattr(testing, name).__doc__ for name in PUBLIC)
    with pytest.raises(AttributeError, match=r"boundaries\.testing"):
        _ = testing.nothing


def test_naming_them_loads_nothing_heavy() -> None:
    run = "import boundaries.testing, sys; print([m for m in ('numpy', 'pyarrow', 'pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True).stdout == "[]\n"
