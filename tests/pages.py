"""Runs a page of Markdown as its reader would: Python blocks in one process, commands one by one, outputs compared.

- ```` ```python ```` blocks run in order in one namespace; a ```` ```text ```` block right after one is what it prints.
- ```` ```console ```` blocks hold lines `$ boundaries ...` (or `$ python ...`, `$ cat ...`); the lines below a
  command, if any, are what it shows, standard error included. `...` stands for any text.
- A page is run in this process, its `boundaries` commands by the function that the command calls; or, where that is
  asked for, each command in a process of its own.
- A line `# exit 3` right after a command says how it ends; without it a command ends with 0.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from unittest.mock import patch

from called import call

OFFLINE = Path(__file__).parent / "offline"
SHOWN = {"NO_COLOR": "1", "COLUMNS": "120"}  # what a command looks like on a page
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, the line it starts on, what it prints (Python only)."""

    language: str
    text: str
    line: int
    prints: str | None = None


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page that can run, in order."""
    fences = list(_FENCE.finditer(page))
    for fence, after in zip_longest(fences, fences[1:]):
        output = None
        if after and after[1] == "text" and not page[fence.end() : after.start()].strip():
            output = after[2]
        if fence[1] in ("python", "console"):
            yield Block(fence[1], fence[2], page.count("\n", 0, fence.start()) + 1, output)


def matches(expected: str, shown: str) -> bool:
    """Whether a text is what was expected, `...` standing for any text; ends of lines are not compared."""
    wanted, got = ("\n".join(line.rstrip() for line in text.strip().splitlines()) for text in (expected, shown))
    return re.fullmatch(re.escape(wanted).replace(r"\.\.\.", ".*?"), got, re.DOTALL) is not None


def commands(page: str) -> Iterator[str]:
    """The commands of a page, each with what is shown below it."""
    for block in blocks(page):
        if block.language == "console":
            yield from _commands(block)


def _commands(block: Block) -> list[str]:
    return re.split(r"(?m)^\$ ", block.text)[1:]


def run_page(path: Path, spawn: bool = True) -> int:
    """Run every block of a page in the current folder; the number run. Raises AssertionError with both texts.

    `spawn`: each command in a process of its own.
    """
    namespace: dict[str, object] = {"__name__": "__page__"}
    count = 0
    for block in blocks(path.read_text("utf-8")):
        where = f"{path.name}:{block.line}"
        if block.language == "python":
            shown = io.StringIO()
            with contextlib.redirect_stdout(shown):
                exec(compile(block.text, where, "exec"), namespace)  # noqa: S102
            _compare(where, block.prints, shown.getvalue())
        else:
            for command in _commands(block):
                _run_command(where, command, spawn)
        count += 1
    return count


def _run_command(where: str, text: str, spawn: bool) -> None:
    command, _, expected = text.replace("\\\n", "").partition("\n")
    ending = re.match(r"# exit (\d)\n?", expected)
    words = shlex.split(command)
    code, shown = _spawned(words) if spawn or words[0] != "boundaries" else _called(words[1:])
    assert code == int(ending[1] if ending else 0), f"{where}: $ {command}\nended {code}\n{shown}"
    _compare(f"{where}: $ {command}", expected[ending.end() if ending else 0 :] or None, shown)


def _called(arguments: list[str]) -> tuple[int, str]:
    """What a command ends with, and shows, in this process."""
    with patch.dict(os.environ, SHOWN):
        outcome = call(*arguments)
    return outcome.code, outcome.err + outcome.out


def _spawned(words: list[str]) -> tuple[int, str]:
    """The same in a process of its own."""
    if words[0] == "boundaries":
        words[:1] = [sys.executable, "-m", "boundaries"]
    elif words[0] == "python":
        words[0] = sys.executable
    env = {**os.environ, "PYTHONPATH": str(OFFLINE), **SHOWN}
    done = subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=env, check=False
    )
    return done.returncode, done.stdout


def _compare(where: str, expected: str | None, shown: str) -> None:
    assert expected is None or matches(expected, shown), (
        f"{where}\n--- the page says\n{expected}\n--- it shows\n{shown}"
    )
