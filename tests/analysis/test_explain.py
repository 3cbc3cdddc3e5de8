"""The page of every code, as its reader would try it.

The blocks of a page are followed in order, in an empty folder (with a copy of `examples/`, if the page names it):

- ```` ```yaml contract.yaml ````: a block with a name is a file, written as it stands (in folders, if the name has
  some); a later block of that name replaces it;
- ```` ```text ```` without a name: what `boundaries lint .` says of the files so far, these lines among others;
- ```` ```console ````: commands `$ boundaries ...`, each with the lines it shows below it; `# exit 3` right after a
  command says how it ends (0 if unsaid), `...` stands for any text;
- ```` ```python ````: runs, and what it prints is the unnamed ```` ```text ```` block right after it.

A page whose problem lint can say shows it in a `text` block, and the files as they stand at its end are clean of it.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

import boundaries
from boundaries.analysis.explain import codes, page
from boundaries.plugins.conditions import CONDITIONS
from boundaries.plugins.indicators import INDICATORS
from called import call
from pages import matches

pytestmark = pytest.mark.untraced  # one path, walked many times

ROOT = Path(__file__).parents[2]
PAGES = Path(boundaries.__file__).parent / "analysis" / "pages"
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Rooms whose codes lint says; those of them that it cannot, and why.
LINTED = ("source", "contract", "policy", "testing", "analysis")
OF_MAPS = ("B280", "B281", "B282", "B283", "B287")  # of the codes of logs, those of what is written by hand for them
NOT_FROM_LINT: dict[str, str] = {
    "B009": "a file that is not there, or is no text, cannot be shown as one",
    "B127": "only judging asks a condition",
    "B139": "lint calls such a file B149; only `boundaries test` and `load_scenarios` say it",
}
CODES = sorted(path.stem for path in PAGES.glob("*.md"))


class Block(NamedTuple):
    language: str
    name: str | None
    text: str


def blocks(code: str) -> list[Block]:
    return [Block(language, name or None, text) for language, name, text in FENCE.findall(page(code))]


def test_every_code_has_a_page() -> None:
    assert {path.name for path in PAGES.iterdir()} == {f"{code}.md" for code in codes()}


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_short_and_begins_with_what_the_code_means(code: str) -> None:
    title, blank, *rest = page(code).splitlines()
    assert title == f"# {code} {codes()[code]}"
    assert blank == ""
    prose = FENCE.sub("", "\n".join(rest) + "\n").strip()
    assert 60 < len(prose) < 1200
    assert all(len(line) <= 160 for line in prose.splitlines())
    assert re.match(r"[A-Z`]", prose), "it begins with a sentence"
    assert "!" not in prose


def linted_room(code: str) -> bool:
    return code in OF_MAPS or any(code in import_module(f"boundaries.{room}.codes").CODES for room in LINTED)


@pytest.mark.parametrize("code", CODES)
def test_what_a_page_shows_is_what_a_reader_gets(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "examples/" in page(code):
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    for registry in (CONDITIONS, INDICATORS):  # what a page registers is its own
        monkeypatch.setattr(registry, "registered", {})
    lint_says, shows_code = False, False
    namespace: dict[str, object] = {"__name__": "__page__"}
    following = [*blocks(code), Block("", None, "")]
    printed: str | None = None
    for block, after in pairwise(following):
        shows_code |= code in block.text
        if block.name is not None:
            path = Path(block.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            printed = run_python(block.text, namespace)
            assert after.language == "text" or not printed
        elif block.language == "console":
            for command, code_expected, shown in commands(block.text):
                outcome = call(*shlex.split(command))
                assert outcome.code == code_expected, outcome.out + outcome.err
                assert not shown or matches(shown, outcome.out + outcome.err), outcome.out + outcome.err
        elif printed is not None:
            assert matches(block.text, printed), printed
            printed = None
        else:
            outcome = call("lint", ".")
            assert block.text in outcome.out, outcome.out
            assert code in block.text
            lint_says = True
    assert shows_code, "the page shows its code nowhere"
    assert lint_says == (linted_room(code) and code not in NOT_FROM_LINT)
    if lint_says:
        assert f" {code} " not in call("lint", ".").out, "what the page says to write instead is no better"


def run_python(text: str, namespace: dict[str, object]) -> str:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(text, "page", "exec"), namespace)  # noqa: S102
    return shown.getvalue()


def commands(text: str) -> Iterator[tuple[str, int, str]]:
    """Each command without `$ boundaries`, how it ends, and what it shows."""
    for part in re.split(r"(?m)^\$ boundaries ", text)[1:]:
        command, _, shown = part.replace("\\\n", "").partition("\n")
        ending = re.match(r"# exit (\d)\n?", shown)
        yield command, int(ending[1]) if ending else 0, shown[ending.end() :] if ending else shown


def test_the_command_prints_a_page() -> None:
    outcome = call("lint", "--explain", "b003")
    assert (outcome.code, outcome.out, outcome.err) == (0, page("B003"), "")


@pytest.mark.parametrize("code", ["B999", "B", "", "contract", "../B003"])
def test_a_code_that_is_none_is_a_slip_of_the_command(code: str) -> None:
    outcome = call("lint", "--explain", code)
    assert outcome.code == 2
    assert "is no code" in outcome.err
    with pytest.raises(KeyError):
        page(code)
