"""Exit codes, and what a mistake of the program may show."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from boundaries import __version__
from boundaries.cli import main
from boundaries.cli.exits import complain, complain_of
from boundaries.cli.run import run
from boundaries.core.errors import ContractError, Diagnostic, LogError, UsageError
from boundaries.core.location import Location
from called import call

BOUNDARIES = [sys.executable, "-m", "boundaries"]
CANARY = "canary said this"


def raising(problem: BaseException) -> object:
    def command(*_: object, **__: object) -> None:
        raise problem

    return patch("boundaries.cli.app.command", lambda: command)


def test_version_and_help() -> None:
    assert call("--version").out.strip() == f"boundaries {__version__}"
    outcome = call("--help")
    assert outcome.code == 0
    for command in ("init", "check", "convert", "rules", "schema", "demo"):
        assert command in outcome.out


def test_without_a_command_the_help_is_shown() -> None:
    outcome = call()
    assert outcome.code == 2
    assert "Usage" in outcome.out + outcome.err


@pytest.mark.parametrize(
    "args",
    [
        ["nope"],
        ["check"],
        ["check", "log.csv"],
        ["check", "log.csv", "--contract", "c.yaml", "--nope"],
        ["check", "log.csv", "--contract", "c.yaml", "--output-format", "sarif"],
        ["check", "log.csv", "--contract", "c.yaml", "--fail-on", "violation"],
        ["check", "log.csv", "--contract", "c.yaml", "--date-order", "ydm"],
        ["check", "log.csv", "--contract", "c.yaml", "--view", "supervisor"],
        ["check", "log.csv", "--contract", "c.yaml", "--purpose", "an audit"],
        ["check", "log.csv", "--contract", "c.yaml", "--as-of", "soon"],
        ["check", "log.csv", "--contract", "c.yaml", "--since", "2026-13-01"],
        ["check", "log.csv", "--contract", "c.yaml", "--until", "tomorrow"],
        ["convert", "log.csv"],
        ["convert", "log.csv", "-o", "log.xlsx"],
        ["schema", "person"],
    ],
)
def test_a_slip_on_the_command_line_is_2_with_a_word_about_it(args: list[str]) -> None:
    outcome = call(*args)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.strip()
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (ContractError(Diagnostic("B001", "wrong")), 3),
        (LogError(Diagnostic("B222", "wrong")), 3),
        (UsageError(Diagnostic("B301", "wrong")), 2),
        (KeyboardInterrupt(), 130),
        (MemoryError(), 3),
        (ValueError("wrong"), 4),
        (RecursionError("wrong"), 4),
    ],
)
def test_each_kind_of_problem_has_its_code(problem: BaseException, code: int) -> None:
    with raising(problem):
        assert call("check").code == code


def test_every_problem_is_told_with_its_place_and_they_are_counted() -> None:
    two = ContractError(
        Diagnostic("B003", "the second", Location("c.yaml", 9, 4), "this way", source="  x: y"),
        Diagnostic("B002", "the first", Location("c.yaml", 2, 1)),
    )
    with raising(two):
        outcome = call("check")
    assert outcome.err.splitlines() == [
        "c.yaml:2:1: B002 the first", "c.yaml:9:4: B003 the second (this way)", "  9 |   x: y", "    |    ^",
        "2 problems",
    ]  # fmt: skip


def test_of_many_warnings_the_first_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = [Diagnostic("B030", f"warning {n}", level="warning") for n in range(30)]
    complain_of([*told, Diagnostic("B040", "a note", level="note")], "warning")
    err = capsys.readouterr().err
    assert "warning: B030 warning 19" in err
    assert err.endswith("... and 10 more\n")
    assert "a note" not in err


def test_a_closed_stderr_is_nobody_listening() -> None:
    closed = io.StringIO()
    closed.close()
    with patch.object(sys, "stderr", closed):
        complain("anybody?")


def test_main_leaves_with_the_code() -> None:
    with pytest.raises(SystemExit) as left:
        main(["schema", "person"])
    assert left.value.code == 2


def test_a_mistake_of_the_program_shows_neither_data_nor_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    with raising(ValueError(CANARY)):
        outcome = call("check")
        assert "internal error: ValueError" in outcome.err
        assert CANARY not in outcome.err
        assert "Traceback" not in outcome.err
        monkeypatch.setenv("BOUNDARIES_DEBUG", "1")
        assert CANARY in call("check").err


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from boundaries.cli.run import run; run(['--help']);"
        "print([m for m in ('numpy', 'pyarrow', 'pydantic', 'pendulum') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m boundaries schema interaction | head -1"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_a_closed_reader_keeps_the_exit_code(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*BOUNDARIES, "schema", "finding"], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(("close", "code"), [(">&-", 0), ("2>&-", 0), (">&- 2>&-", 0), ("<&-", 0)])
def test_a_stream_that_the_caller_closed_is_nobody_listening(close: str, code: int) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m boundaries schema finding {close}"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (code, b"")


def test_what_the_parser_makes_of_an_interrupt_or_a_closed_pipe() -> None:
    class Abort(RuntimeError):  # noqa: N818 (its name is what it is known by)
        pass

    for problem, code in ((Abort(), 130), (SystemExit(1), 0)):
        with raising(problem):
            assert call("check").code == code


def test_the_help_fits_any_encoding() -> None:
    done = subprocess.run(
        [*BOUNDARIES, "--help"], capture_output=True, check=False,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


def test_a_message_is_told_on_a_stream_that_cannot_write_all_of_it() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    with patch.object(sys, "stderr", stream):
        complain("no file é\udcff")
    assert stream.buffer.getvalue() == b"no file \\xe9\\udcff\n"


def test_a_full_disk_is_told() -> None:
    class Full(io.BytesIO):
        def writelines(self, _: object) -> None:
            raise OSError(28, "No space left on device")

    stream = io.TextIOWrapper(Full())
    with patch.object(sys, "stdout", stream), patch("boundaries.cli.output.forget_stdout"):
        assert run(["schema", "finding"]) == 2
