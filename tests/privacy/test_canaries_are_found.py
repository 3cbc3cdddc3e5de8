"""The search for canaries finds them: a reader that lets one out, in each way there is, is caught."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import pyarrow as pa
import pytest

from boundaries.core.errors import Diagnostic, LogError
from boundaries.readers import base
from boundaries.readers.base import File, Options
from boundaries.readers.rows import Rows
from boundaries.table.log import Extract
from exports import SAMPLES, WORDS, Sample
from exports.places import gather
from exports.words import traces

pytestmark = pytest.mark.untraced  # one path, walked many times

NAME = WORDS.client
ROW = {"kind": "message", "by": "client", "at_us": 1772532000000000, "channel": "sms"}


def _rows(options: Options, id: str = "a", reason: str = "", **cells: str) -> Extract:
    rows = Rows(options, "leaky")
    rows.add(id=id, **{**ROW, **cells})
    if reason:
        rows.reject(reason, 1)
    return rows.extract(())


def _fails(message: str, note: str = "", cause: str = "") -> Extract:
    error = LogError(Diagnostic("B207", message))
    if note:
        error.add_note(note)
    raise error from (ValueError(cause) if cause else None)


def _writes(options: Options) -> Extract:
    handle, path = tempfile.mkstemp(text=True)
    os.write(handle, NAME.encode())
    os.close(handle)
    Path(path).unlink()
    return _rows(options)


def _unused(options: Options) -> Extract:
    found = _rows(options)
    codes = pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), pa.array(["sms", NAME]))
    table = found.table.set_column(found.table.column_names.index("channel"), "channel", codes)
    return Extract(table, (), 0, 1, "leaky", ())


def _described(options: Options) -> Extract:
    found = _rows(options)
    return Extract(found.table.replace_schema_metadata({"of": NAME}), (), 0, 1, "leaky", ())


def _warned(options: Options) -> Extract:
    warnings.warn(f"odd: {NAME}", UserWarning, stacklevel=1)
    return _rows(options)


def _logged(options: Options) -> Extract:
    logging.getLogger("leaky").debug("read %s", NAME)
    return _rows(options)


def _printed(options: Options) -> Extract:
    print(NAME, file=sys.stderr)
    return _rows(options)


ROWS_OUT = "converted logs, in every format"
LEAKS: dict[str, tuple[Callable[[Options], Extract], str]] = {
    "a reason": (
        lambda o: _rows(o, reason=f"no such person: {NAME}"), "rows turned away or left out, and a log's warnings",
    ),
    "a cell": (lambda o: _rows(o, id=NAME), ROWS_OUT),
    "a number's end": (lambda o: _rows(o, id=WORDS.client_number[-7:]), ROWS_OUT),
    "a hash": (lambda o: _rows(o, id=hashlib.sha256(NAME.lower().encode()).hexdigest()[:16]), ROWS_OUT),
    "a hash of digits": (lambda o: _rows(o, id=hashlib.md5(b"99915557206943").hexdigest()), ROWS_OUT),  # noqa: S324
    "base64": (lambda o: _rows(o, id=base64.b64encode(f"x {NAME} y".encode()).decode()), ROWS_OUT),
    "percent": (lambda o: _rows(o, id=quote(WORDS.body)), ROWS_OUT),
    "UTF-16, in hexadecimal": (lambda o: _rows(o, channel=NAME.lower().encode().hex()), ROWS_OUT),
    "a message": (lambda o: _fails(f"{o.log}: no row of {NAME}"), "standard error"),
    "the file's name": (lambda _: _fails(f"{WORDS.file}.leaky cannot be read"), "standard error"),
    "a file on the way": (_writes, ""),
    "a word of no row": (_unused, "tables in memory, with what their buffers still hold"),
    "metadata": (_described, "tables in memory, with what their buffers still hold"),
    "a warning": (_warned, "Python's warnings"),
    "a record": (_logged, "logging records, at every level"),
    "a line of its own": (_printed, "standard error"),
}  # fmt: skip


def _leaky(read: Callable[[Options], Extract]) -> ModuleType:
    def read_file(file: File, options: Options) -> Extract:
        return read(options)

    module = ModuleType("leaky_reader")
    vars(module).update(name="leaky", sniff=lambda head: head.startswith(b"LEAKY"), read=read_file)
    return module


@pytest.mark.parametrize("leak", [name for name in LEAKS if LEAKS[name][1]])
def test_a_leak_is_found(leak: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, place = LEAKS[leak]
    _install(monkeypatch, read)
    places = gather(_sample().write(tmp_path))
    assert any(found.startswith(place) for found in places.leaks(WORDS)), places.leaks(WORDS)


def test_an_object_that_shows_what_it_holds_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rows, "__repr__", lambda _: f"<rows of {NAME}>")
    _install(monkeypatch, _rows)
    found = gather(_sample().write(tmp_path)).leaks(WORDS)
    assert [place.partition(":")[0] for place in found] == [
        "repr and text of every object of the library met on the way"
    ]


def test_a_file_written_on_the_way_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, LEAKS["a file on the way"][0])
    with pytest.raises(AssertionError, match="written on the way"):
        gather(_sample().write(tmp_path))


def test_nothing_is_found_where_nothing_leaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, _rows)
    assert gather(_sample().write(tmp_path)).leaks(WORDS) == []


def _install(monkeypatch: pytest.MonkeyPatch, read: Callable[[Options], Extract]) -> None:
    monkeypatch.setitem(sys.modules, "leaky_reader", _leaky(read))
    monkeypatch.setattr(base, "BUILT_IN", {"leaky": "leaky_reader"})


def _sample() -> Sample:
    told = {"timezone": "UTC", "relationship": "c-207"}
    return Sample("leaky", "leaks", ".leaky", lambda _: b"LEAKY", (), (1, 1, 0, 0, 0), told=told)


@pytest.mark.parametrize(
    "text", ["", "c-207 practitioner message 2026-03-03T10:00:00Z", "a" * 64, repr(sorted(range(100)))]
)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert traces(text.encode()) == []


def test_every_word_of_every_kind_is_looked_for() -> None:
    for text in WORDS.all():
        assert traces(text.upper().encode()) or traces(text.encode()), text
    assert len(SAMPLES) > 20
