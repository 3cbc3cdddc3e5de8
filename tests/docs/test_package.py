"""What is installed, what is public, and what a start costs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import boundaries

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "pyarrow", "pydantic", "pendulum", "holidays", "yaml")
PUBLIC = """
    BoundariesError Caseload CaseloadDrift Changes Contract ContractError Finding Interaction Log
    LogError Monitor Policy PolicyError Result StoreError UsageError View __version__ check compile
    condition indicator lint load load_all read
""".split()


def _loaded_by(code: str) -> set[str]:
    """The modules a new process has loaded after running some code."""
    code = f"{code}\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_importing_the_library_loads_nothing_heavy() -> None:
    assert not _loaded_by("import boundaries") & set(HEAVY)


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["check", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    run = f"import sys; sys.argv[1:] = {words!r}\nfrom boundaries.cli import main\ntry: main()\nexcept SystemExit: pass"
    assert not _loaded_by(run) & (set(HEAVY) - {"pydantic"})  # some versions of typer load pydantic themselves


def test_the_public_names_are_these() -> None:
    assert sorted(boundaries.__all__) == PUBLIC
    assert set(PUBLIC) <= set(dir(boundaries))
    assert all(getattr(boundaries, name) is not None for name in PUBLIC)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """A wheel built from this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True)
    (built,) = out.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_the_wheel_holds_the_package_the_rules_and_the_sample_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    beside = [path for folder in ("rules", "examples") for path in ROOT.glob(f"{folder}/**/*") if path.is_file()]
    taken_in = {f"boundaries/_{path.relative_to(ROOT).as_posix()}" for path in beside}
    package = {path.relative_to(ROOT / "src").as_posix() for path in ROOT.glob("src/boundaries/**/*") if path.is_file()}
    installed = {n for n in wheel.namelist() if not n.startswith(f"boundaries-{boundaries.__version__}.dist-info/")}
    for name in ("py.typed", "_rules/core/administrative/reply-outside-hours.yaml", "_examples/chat.txt"):
        assert f"boundaries/{name}" in installed
    assert installed == taken_in | {name for name in package if not name.endswith(".pyc")}


def test_the_wheel_works_away_from_the_checkout(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    run = "import boundaries, sys; print(boundaries.__file__); sys.argv[1:] = ['demo']; boundaries.cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", f"import boundaries.cli; {run}"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.stdout.startswith(str(tmp_path)), done.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert "packs: core " in done.stdout
    assert str(tmp_path / "boundaries" / "_examples") in done.stdout
