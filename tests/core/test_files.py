"""Files are whole and private, or not there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from boundaries.core.errors import UsageError
from boundaries.core.files import write_private


def test_a_private_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_private(target, lambda path: path.write_text("new"))
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600

    def breaks(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(UsageError, match="no space left on device"):
        write_private(target, breaks)
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_any_failure_leaves_no_scratch_file(tmp_path: Path) -> None:
    def breaks(path: Path) -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - ours, whatever it says
        write_private(tmp_path / "a.txt", breaks)
    assert list(tmp_path.iterdir()) == []


def test_a_device_or_a_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_private(pipe, lambda path: path.write_text("through"))
    assert os.read(reading, 100) == b"through"
    os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed(tmp_path: Path) -> None:
    target, link, circle = tmp_path / "a.txt", tmp_path / "link", tmp_path / "circle"
    target.write_text("old")
    link.symlink_to(target)
    write_private(link, lambda path: path.write_text("new"))
    assert link.is_symlink()
    assert target.read_text() == "new"
    circle.symlink_to(circle)
    with pytest.raises(UsageError, match="cannot be written"):
        write_private(circle, lambda path: path.write_text("new"))
