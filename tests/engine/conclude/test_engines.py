"""Which engine is in use, and that nobody pays for it who concludes nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import pytest

from boundaries.engine.conclude import engines, fixpoint
from boundaries.engine.conclude.program import Clause, Program

PROGRAM = Program(1, 1, (Clause(1, (0,)),))


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    engines.engine_in_use.cache_clear()
    yield
    engines.engine_in_use.cache_clear()


def test_the_engine_in_use_names_itself():
    try:
        expected = f"durable-rules {version('durable-rules')}"
    except PackageNotFoundError:
        expected = "fixpoint"
    engine = engines.engine_in_use()
    assert engine.name == expected
    assert engine.derive(PROGRAM, [(0, 5)]) == {(1, 5)}
    assert engines.engine_in_use() is engine


def test_without_durable_rules_it_is_the_fixpoint(monkeypatch: pytest.MonkeyPatch):
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(engines, "version", absent)
    assert engines.engine_in_use() is engines.FIXPOINT


def test_installed_and_broken_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "version", lambda _: "2.0.28")
    monkeypatch.setitem(sys.modules, "durable", None)
    monkeypatch.delitem(sys.modules, "boundaries.engine.conclude.chaining", raising=False)
    monkeypatch.delattr("boundaries.engine.conclude.chaining", raising=False)
    engine = engines.engine_in_use()
    assert engine.name == "fixpoint (durable-rules is installed and does not import)"
    assert engine.derive is fixpoint.derive


def test_it_is_not_imported_before_it_is_asked_for():
    code = "import sys, boundaries, boundaries.api, boundaries.engine.conclude.engines; print('durable' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
