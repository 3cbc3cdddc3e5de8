"""Finding the reader of a file, and opening several files as one log."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from boundaries.core.errors import BoundariesError, LogError, UsageError
from boundaries.readers import empty
from boundaries.readers.base import BUILT_IN, Options, Reader, load_reader, pick, reader_names
from boundaries.readers.open import is_log, open_log
from boundaries.table.convert import FIRST_US, LAST_US
from chats import CANARIES, FILES, FOLDER, ME, OPTIONS, codes, read_text

JSONL = b'{"id": "m1", "relationship": "c-1", "at": "2024-01-13T10:00:00Z", "kind": "message", "by": "client"}\n'
CSV = b"id,relationship,at,kind,by\nm1,c-1,2024-01-13T10:00:00Z,message,client\n"
CHAT = b"13/01/2024, 10:00 - canaryzeta: canaryzeta\n"


def file(folder: Path, content: bytes, name: str = "Wrenna.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_reader_is_one(name: str) -> None:
    reader = load_reader(name)
    assert isinstance(reader, Reader)
    assert reader.name == name
    assert name in reader_names()


@pytest.mark.parametrize(
    ("content", "name"),
    [(JSONL, "jsonl"), (CSV, "csv"), (CHAT, "whatsapp"), (b"\xef\xbb\xbf\n" + CHAT, "whatsapp"),
     (CHAT.decode().encode("utf-16"), "whatsapp"), (b"exported\n" + CHAT, "whatsapp"), (CHAT + JSONL, "whatsapp")],
)  # fmt: skip
def test_a_format_is_known_by_its_first_bytes(content: bytes, name: str, tmp_path: Path) -> None:
    assert pick(file(tmp_path, content)).name == name


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"\x00\x01\x02\x89" * 50, "binary"), (b"PK\x03\x04canaryzeta", "zip"), (b"%PDF-1.7", "PDF"), (b"<html>", "HTML"),
     (b'[{"id": 1}]', "JSON"), (b"dear canaryzeta,\n12 - 13\n", "no format that is known"), (b"\x1f\x8b\x08", "gzip")],
)  # fmt: skip
def test_a_file_of_another_format_is_refused_with_a_way_out(content: bytes, what: str, tmp_path: Path) -> None:
    with pytest.raises(LogError) as caught:
        open_log([file(tmp_path, content)], OPTIONS)
    assert codes(caught.value) == ["B250" if what == "zip" else "B222"]
    assert what in caught.value.diagnostics[0].message
    assert re.match("log 1 (is|looks like) ", caught.value.diagnostics[0].message)
    assert caught.value.diagnostics[0].hint
    assert not [canary for canary in CANARIES if canary in str(caught.value)]


def test_a_format_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        pick(file(tmp_path, CHAT), "whatsap")
    assert codes(caught.value) == ["B220"]
    assert "did you mean `whatsapp`?" in str(caught.value)


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, what in ((tmp_path / "no", "exist"), (tmp_path, "folder"), (tmp_path / "pipe", "regular")):
        with pytest.raises(LogError, match=what) as caught:
            pick(path, log="log 3")
        assert codes(caught.value) == ["B223"]
        assert str(caught.value).startswith("B223 log 3 ")
        assert tmp_path.name not in str(caught.value)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Wrenna")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(LogError, match="log 1 may not be read"):
        pick(FOLDER / FILES[0])


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_rows_and_is_no_error(content: bytes, tmp_path: Path) -> None:
    path = file(tmp_path, content)
    assert not is_log(path)
    log = open_log([path], OPTIONS)
    assert (len(log), log.summary.rows_seen) == (0, 0)
    both = open_log([FOLDER / FILES[0], path], OPTIONS)
    assert len(both) > 3
    assert [str(warning.message) for warning in empty.warnings(both.sources)] == ["log 2 is an empty file"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_an_empty_file_is_of_every_format(name: str, tmp_path: Path) -> None:
    path = file(tmp_path, b"")
    assert pick(path, name).name == "empty"
    assert "empty" not in reader_names()
    with pytest.raises(UsageError, match="B220"):
        pick(path, "empty")


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / "no", file(tmp_path, CSV), file(tmp_path, b"\x00", "b")]
    with pytest.raises(LogError) as caught:
        open_log(paths, OPTIONS)
    assert codes(caught.value) == ["B223", "B222"]
    assert "log 1" in str(caught.value)
    assert "log 3" in str(caught.value)


def test_several_files_are_one_log(tmp_path: Path) -> None:
    log = open_log([file(tmp_path, CSV, "a"), file(tmp_path, JSONL, "b"), FOLDER / FILES[2]], OPTIONS)
    assert [(source.log, source.format) for source in log.sources] == [
        ("log 1", "csv"), ("log 2", "jsonl"), ("log 3", "whatsapp"),
    ]  # fmt: skip
    assert log.summary.duplicates == 1
    assert {reject.log for reject in log.rejects} == {"log 3"}


def test_covers_takes_away_and_never_adds(tmp_path: Path) -> None:
    options = Options(me=ME, relationship="c-1", timezone="UTC", covers=("message", "session"))
    (chat,) = open_log([FOLDER / FILES[2]], options).coverage or ()
    assert chat.kinds == {"message"}
    (table,) = open_log([file(tmp_path, CSV)], options).coverage or ()
    assert (table.kinds, table.start_us, table.end_us) == ({"message", "session"}, FIRST_US, LAST_US)
    assert open_log([file(tmp_path, CSV)], OPTIONS).coverage is None


def test_options_that_no_log_has() -> None:
    with pytest.raises(UsageError) as caught:
        open_log([], Options(date_order="dym", covers=("mesage",)))
    assert codes(caught.value) == ["B224", "B225"]
    assert "did you mean `message`?" in str(caught.value)


@pytest.mark.parametrize(
    "fail",
    [
        lambda: read_text("03/04/2024, 10:00 - A: canaryzeta\n"),
        lambda: read_text("03/04/2024, 10:00 - Wrenna: canaryzeta\n", timezone=None),
        lambda: read_text("03/04/2024, 9:00 canaryzeta - A: canaryzeta\n"),
        lambda: read_text("canaryzeta\n"),
        lambda: open_log([FOLDER / "en-GB-android.txt"], Options(timezone="UTC")),
    ],
)
def test_no_error_holds_what_was_said(fail: Callable[[], object]) -> None:
    with pytest.raises(BoundariesError) as caught:
        fail()
    ours = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [frame for frame in ours.stack if f"{os.sep}boundaries{os.sep}readers" in frame.filename]
    seen = str(caught.value) + repr(caught.value) + "".join(str(frame.locals) for frame in frames)
    assert frames
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert not [canary for canary in CANARIES if canary in seen]
