"""Mistakes in pack.yaml and in what rules make of it: each at its place, in exact words, all of a pack at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.policy.codes import CODES
from pack_folders import OF_BASE, a_rule, problems_of, write

CORPUS = Path(__file__).parents[1] / "corpus" / "packs" / "mistakes.txt"


def corpus() -> Iterator[tuple[str, dict[str, str], str]]:
    """What is wrong, the files, what is told."""
    for entry in re.split(r"(?m)^== ", CORPUS.read_text("utf-8"))[1:]:
        what, _, rest = entry.partition("\n")
        shown, _, told = rest.partition(">>\n")
        parts = re.split(r"(?m)^-- (.+)\n", shown)
        files = dict(zip(parts[1::2], parts[2::2], strict=True))
        yield what, (OF_BASE if parts[0] == "+ base\n" else {}) | files, told.strip()


def alone(manifest: str, test: str = "{kind: message}") -> dict[str, str]:
    return {"pack.yaml": manifest, "mine.yaml": a_rule("mine", test)}


def growing(step: str, count: int) -> str:
    """Macros each of which names the one before."""
    return "macros:\n  a0: {}\n" + "".join(f"  a{n + 1}: {step.format(f'a{n}')}\n" for n in range(count))


SIZE = "(at most 1,000, and 40 levels, with the macros it names written out)"
LARGE: list[tuple[str, dict[str, str], str]] = [
    (
        "more names than anybody can read",
        alone("parameters: {" + ", ".join(f"p{n}: 1" for n in range(1001)) + "}\n"),
        "pack.yaml:1:13: B124 a pack has no more than 1,000 parameters",
    ),
    (
        "a macro that grows",
        alone(growing("{{any: [{0}, {0}]}}", 60), "a60"),
        f"pack.yaml:11:3: B124 macro `a9` holds too many tests to be read {SIZE}",
    ),
    (
        "a macro that goes down and down",
        alone(growing("{{not: {0}}}", 200), "a200"),
        f"pack.yaml:42:3: B124 macro `a40` holds too many tests to be read {SIZE}",
    ),
    (
        "a rule of macros beyond measure",
        alone("macros: {a: {any: [" + 900 * "{}," + "]}}\n", "{any: [" + 30 * "a," + "]}"),
        "mine.yaml:2:1: B124 more than 20,000 tests, with the macros written out (name fewer macros, or smaller ones)",
    ),
]
MISTAKES = [*corpus(), *LARGE]


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing registered from Python but one condition, and one shipped pack."""
    monkeypatch.setattr("boundaries.policy.filters.condition_names", lambda: ("weekend-call",))
    for room in ("pack_files", "lineage"):
        monkeypatch.setattr(f"boundaries.policy.{room}.shipped_packs", lambda: ("core",))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("files", "told"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_told_at_its_place_in_these_words(files: dict[str, str], told: str, tmp_path: Path) -> None:
    write(tmp_path / "pack", files)
    found = problems_of("pack")
    assert "\n".join(p.render().partition("\n")[0].removeprefix("pack/") for p in found) == told
    assert all(p.code in CODES or p.code.startswith("B00") for p in found)
    for problem in found:
        assert problem.location
        path = Path(problem.location.file)
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        assert problem.source == "".join(lines[problem.location.line - 1 : problem.location.line])


TOP = """\
pack: top
extends: [base, core]
parameters: {most: 4, wait: 2 working days, own: 3}
lists: {writing: [portal], talk: [phone, video]}
macros: {wrote: {kind: message, not: spoke}, spoke: {is: [called], channel: $lists.talk}, called: {kind: call}}
rules:
  many: {severity: notice, escalate: {to: crossing, at: $parameters.own, in: P14D}, unless: [agreed]}
  session-gap: {enabled: false, title: {en: Gap, de: Pause}, says: {one: one, other: "{count}"}}
"""
MINE = """\
rule: mine
when: {more_than: $parameters.own * 2, of: {is: [wrote, spoke], any: [called, {channel: $lists.talk}]}, in: P7D}
says: hello
"""


@settings(max_examples=100)
@given(data=st.data())
def test_a_mangled_pack_is_read_or_refused_and_nothing_else(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = OF_BASE | {"pack.yaml": TOP, "mine.yaml": MINE}
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(files)))
        text, words = files[name], re.findall(r"[\w$.-]+", "".join(files.values()))
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        piece = data.draw(st.sampled_from(sorted(set(words))) | st.text("{}[]:,'\"|>&*!#$%\n\t -1PT.", max_size=4))
        files[name] = text[:start] + piece + text[end:]
    folder = write(tmp_path_factory.mktemp("mangled"), files)
    for problem in problems_of(folder):
        assert problem.code in CODES or problem.code.startswith("B00")
        assert problem.location
        path = Path(problem.location.file)
        assert path.is_dir() or problem.location.line <= path.read_text("utf-8").count("\n") + 2


def test_a_file_that_is_no_text_is_told_wherever_it_stands(tmp_path: Path) -> None:
    write(tmp_path, OF_BASE | {"pack.yaml": "extends: base\n", "mine.yaml": a_rule("mine")})
    (tmp_path / "base" / "late.yaml").write_bytes(b"rule: \xff")
    assert [f"{p.location} {p.code}" for p in problems_of(".")] == ["base/late.yaml:1:7 B009"]
    (tmp_path / "pack.yaml").write_bytes(b"\xff\xfe")
    assert [f"{p.location} {p.code}" for p in problems_of("mine.yaml")] == ["pack.yaml:1:1 B009"]
