"""Where things are written: colour and progress on a terminal only, files whole and private."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from boundaries.cli import output, paint
from boundaries.core.errors import UsageError
from boundaries.report.line import Line

LINES = [
    Line("heading", 0, "heading"),
    Line("a sentence of some length " * 8, 4, "crossing"),
    Line("odd \x1b[31m\x07 name"),
    Line("a clause", 2, place="c.yaml:1:\x1b[1m"),
]
ESCAPE = "\x1b"


class Stream(io.TextIOWrapper):
    """A stream that says whether it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__(io.BytesIO(), "utf-8", newline="", write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")


def painted(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> str:
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stdout", stream)
    paint.paint(LINES)
    return stream.text()


def test_a_file_or_a_pipe_gets_plain_unwrapped_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    text = painted(monkeypatch, terminal=False)
    assert ESCAPE not in text
    assert text.splitlines()[1] == "    " + ("a sentence of some length " * 8).strip()
    assert text.splitlines()[3] == "  a clause [c.yaml:1:�[1m]"
    assert len(text.splitlines()) == 4


def test_a_terminal_gets_colour_and_lines_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    text = painted(monkeypatch, terminal=True)
    assert "\x1b[36mheading" in text
    assert "a clause\x1b[2m [c.yaml" in text  # the place is quiet
    assert len(text.splitlines()) > 5


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colour_gets_none(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert ESCAPE not in painted(monkeypatch, terminal=True)


@pytest.mark.parametrize("terminal", [True, False])
def test_what_comes_from_outside_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    text = painted(monkeypatch, terminal)
    assert "odd �[31m� name" in text
    assert "\x07" not in text


def steps(monkeypatch: pytest.MonkeyPatch, log: Path, *, terminal: bool, quiet: bool) -> str:
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    with output.progress([log], quiet) as step:
        step("reading")
        step("judging")
    return stream.text()


def test_progress_is_for_long_inputs_on_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(b"0123456789")
    missing = tmp_path / "missing.csv"
    assert steps(monkeypatch, log, terminal=True, quiet=False) == ""  # short
    assert steps(monkeypatch, missing, terminal=True, quiet=False) == ""
    monkeypatch.setattr(output, "LONG_INPUT", 10)
    assert "judging" in steps(monkeypatch, log, terminal=True, quiet=False)
    assert steps(monkeypatch, log, terminal=False, quiet=False) == ""
    assert steps(monkeypatch, log, terminal=True, quiet=True) == ""


def test_a_lone_surrogate_is_written_as_its_escape() -> None:
    assert output.encoded('"\udc80ä"') == '"\\udc80ä"'.encode()


def test_an_output_that_cannot_be_is_refused_before_the_work(tmp_path: Path) -> None:
    log, link = tmp_path / "log.csv", tmp_path / "link"
    log.write_text("rows")
    link.symlink_to(log)
    inputs = [tmp_path / "missing", log]
    for place, word in (
        (tmp_path, r"it is a folder \(name a file in it\)"), (log, "one of the inputs"),
        (tmp_path / "no" / "a.txt", r"there is no such folder \(make the folder first, or name another\)"),
        (link, "one of the inputs"), (tmp_path / "x" / ".." / "log.csv", "cannot be written"),
        (tmp_path / ("x" * 300), "too long"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=word):
            output.check_place(place, inputs)
    output.check_place(tmp_path / "new.txt", inputs)
    output.check_place(None, inputs)
    assert log.read_text() == "rows"


@pytest.mark.parametrize("terminal", [True, False])
def test_a_machine_format_is_whole_in_a_file_and_harmless_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stdout", stream)
    output.deliver(["a\x1b[2J\u202eb\n", "c\n"], None)
    assert stream.text() == ("a�[2J�b\nc\n" if terminal else "a\x1b[2J\u202eb\nc\n")
