"""P8: the whole table is health data: every file the library writes can be read by its owner alone."""

from __future__ import annotations

import ast
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import boundaries
from called import call
from shared_views import files, practice

ROOT = Path(boundaries.__file__).parent
PAIRS = [f"c-{n}" for n in range(5)]


@pytest.fixture(autouse=True)
def anybody_may_read_by_default() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
@pytest.mark.parametrize("view", ["own", "supervisor", "platform"])
def test_reports(tmp_path: Path, view: str, form: str) -> None:
    contract, log = files(tmp_path, PAIRS)
    out = tmp_path / "report"
    purpose = () if view == "own" else ("--purpose", "x")
    done = call("check", log, "--contract", contract, "--view", view, *purpose, "--key", tmp_path / "key",
                "--output-format", form, "--output", out)  # fmt: skip
    assert done.code == 0, done.err
    assert mode(out) == "0o600"
    assert view == "own" or mode(tmp_path / "key") == "0o600"


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".parquet"])
def test_converted_logs(tmp_path: Path, ending: str) -> None:
    _, log = files(tmp_path, PAIRS)
    assert call("convert", log, "-o", tmp_path / f"out{ending}").code == 0
    assert mode(tmp_path / f"out{ending}") == "0o600"


def test_results_and_views_from_python(tmp_path: Path) -> None:
    result = practice(PAIRS)
    for ending in (".json", ".jsonl", ".csv", ".parquet"):
        result.write(tmp_path / f"own{ending}")
        assert mode(tmp_path / f"own{ending}") == "0o600"
    for name in ("supervisor", "platform"):
        view = result.view(name, purpose="x", key=tmp_path / "new" / "key")
        for ending in (".json", ".jsonl", ".csv"):
            view.write(tmp_path / f"{name}{ending}")
            assert mode(tmp_path / f"{name}{ending}") == "0o600"
    assert mode(tmp_path / "new") == "0o700"
    assert mode(tmp_path / "new" / "key") == "0o600"


def test_the_starter_files(tmp_path: Path) -> None:
    assert call("init", tmp_path / "mine").code == 0
    written = [path for path in (tmp_path / "mine").rglob("*") if path.is_file()]
    assert written
    assert {mode(path) for path in written} == {"0o600"}


# Where a file is written: through `write_private`, or into a file that it has made, or with 0600 from the start.
WRITERS = {"api.py", "cli/init.py", "cli/output.py", "report/view.py", "table/write.py", "readers/pseudonyms.py",
           "core/files.py", "cli/run.py"}  # fmt: skip


def test_nothing_else_writes_files() -> None:
    """The calls that could: a new writer is looked at, and added here, once it goes through `write_private`."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _writes(node):
                found.add(str(path.relative_to(ROOT)))
    assert found <= WRITERS


def _writes(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in (
        "write_text",
        "write_bytes",
        "write_table",
        "mkstemp",
        "NamedTemporaryFile",
        "TemporaryFile",
        "mkdtemp",
    ):
        return True
    modes = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    return name in ("open", "fdopen") and any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and set(one.value) <= set("wxabt+") and one.value
        for one in modes
    )
