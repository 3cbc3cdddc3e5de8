"""Takes a sample through everything a user can do with it, and gathers what is left in every place there is."""

from __future__ import annotations

import contextlib
import pickle
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import FrameType
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq

import boundaries as bd
from boundaries.core.errors import BoundariesError
from boundaries.policy.packs import Pack, load_pack
from boundaries.readers.base import Options
from boundaries.readers.open import read_file
from called import call
from exports.reading import error_text
from exports.sample import Written
from exports.words import Words, traces
from practice import CONTRACT
from watched import watching

LIBRARY = str(Path(bd.__file__).parent)
ROOMS = ("boundaries.readers", "boundaries.table", "boundaries.api")  # `source` is all text that somebody wrote by hand
SUFFIXES = (".jsonl", ".csv", ".parquet")
FORMS = ("text", "json", "jsonl", "csv")
VIEWS = (("--view", "supervisor", "--purpose", "supervision"), ("--view", "platform", "--purpose", "quality"))
EACH = 40  # objects of one class whose repr is taken


class Places(dict[str, list[bytes]]):
    """What was found in each place."""

    def put(self, place: str, *found: object) -> None:
        """Add what was found in a place."""
        texts = [one if isinstance(one, bytes) else str(one).encode("utf-8", "backslashreplace") for one in found]
        self.setdefault(place, []).extend(texts)

    def leaks(self, words: Words) -> list[str]:
        """Each place in which a word is, with what it looks like there."""
        return [
            f"{place}: {', '.join(found)}"
            for place, parts in self.items()
            if (found := traces(b"\n".join(parts), words))
        ]


@cache
def _load_pack(name: str) -> Pack:
    return load_pack(name)


def gather(written: Written, asked: bool = False, every: bool = True) -> Places:
    """Check, convert and read from Python, whatever becomes of it; `every`: in every form that a report can have.

    The pack of rules, which knows nothing of any log, is read once for all.
    """
    places = Places()
    room = written.log.parent / "room"
    room.mkdir()
    contract = room / "contract.yaml"
    contract.write_text(CONTRACT)
    before = set(written.log.parent.rglob("*"))
    with watching() as seen, patch("boundaries.policy.compile.load_pack", _load_pack):
        outputs = [*_checks(places, written, contract, asked, every), *_conversions(places, written, asked, every)]
        outputs += _from_python(places, written, contract, asked)
    places.put("logging records, at every level", *seen.logged)
    places.put("Python's warnings", *seen.warned)
    assert seen.started == [], "another process, or the network"
    _files(places, written, before, outputs, seen.wrote)
    return places


def _files(places: Places, written: Written, before: set[Path], outputs: list[Path], wrote: list[str]) -> None:
    left = set(written.log.parent.rglob("*")) - before
    places.put(
        "names of files made, temporary ones included", *(path.name for path in left), *(Path(p).name for p in wrote)
    )
    strange = left - {*outputs, written.key}
    assert not strange, f"files nobody named: {strange}"
    for path in wrote:  # what is there no more was a scratch file beside an output, and became it
        place = Path(path)
        known = place in {
            *outputs,
            written.key,
            written.key.parent,
            *(p.resolve() for p in outputs),
        } or place.name.startswith(".boundaries-")
        assert known or "__pycache__" in place.parts, f"written on the way: {path}"
    if written.key.exists():
        key = written.key.read_bytes().strip()
        spread = [
            place
            for place, parts in places.items()
            if key in b"\n".join(parts) or bytes.fromhex(key.decode()) in b"\n".join(parts)
        ]
        assert not spread, f"the key itself stands in: {spread}"


def _checks(places: Places, written: Written, contract: Path, asked: bool, every: bool) -> Iterator[Path]:
    arguments = ["check", *written.arguments(asked), "-c", str(contract)]
    for form in FORMS if every else ():
        report = written.log.parent / f"report.{form}"
        outcome = call(*arguments, "--output-format", form, "-o", report)
        places.put("standard error", outcome.err)
        if report.exists():
            places.put("reports written to a file, in every output format", report.read_bytes())
            yield report
    for more in ((), ("--output-format", "jsonl"), ("-q",), *VIEWS)[: None if every else 1]:
        outcome = call(*arguments, *more)
        places.put("standard output", outcome.out)
        places.put("standard error", outcome.err)
        assert "internal error" not in outcome.err
    outcome = call(*arguments, "--lang", "de") if every else outcome
    places.put("reports in another language", outcome.out, outcome.err)


def _conversions(places: Places, written: Written, asked: bool, every: bool) -> Iterator[Path]:
    for suffix in SUFFIXES if every else SUFFIXES[:1]:
        out = written.log.parent / f"converted{suffix}"
        outcome = call("convert", *written.arguments(asked, "convert"), "-o", out)
        places.put("standard output", outcome.out)
        places.put("standard error", outcome.err)
        if out.exists():
            assert out.stat().st_mode & 0o077 == 0
            places.put(
                "converted logs, in every format", out.read_bytes(), *(_parquet(out) if suffix == ".parquet" else ())
            )
            yield out


def _parquet(path: Path) -> Iterator[str]:
    """All that a Parquet file holds, unpacked: values, whole dictionaries, statistics and metadata."""
    opened = pq.ParquetFile(path)
    yield repr(opened.metadata.metadata) + repr(opened.schema_arrow.metadata) + repr(opened.schema)
    text = [
        field.name
        for field in opened.schema_arrow
        if pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)
    ]
    table = pq.read_table(path, read_dictionary=text)
    for column in table.columns:
        yield repr(column.to_pylist())
        for chunk in column.chunks:
            yield repr(chunk.dictionary.to_pylist() if pa.types.is_dictionary(chunk.type) else "")
    for group in range(opened.metadata.num_row_groups):
        parts = opened.metadata.row_group(group)
        yield repr([parts.column(i).to_dict() for i in range(parts.num_columns)])


def _from_python(places: Places, written: Written, contract: Path, asked: bool) -> Iterator[Path]:
    try:
        with _shown_objects(places):
            log = written.read(asked)
    except BoundariesError as problem:
        _error(places, problem)
        return
    result = bd.check(log, bd.compile(bd.load(contract)))
    _objects(places, log, result)
    places.put("rows turned away or left out, and a log's warnings", *log.rejects, *log.warnings, *log.sources)
    options: Options = written.sample.options(written.words)
    if asked or not written.people:
        options = replace(options, directory=None, **(written.sample.asked or {}))
    try:
        extracts = read_file(written.log, options)
    except BoundariesError as problem:  # a broken log that a map is for where both are named in one call
        places.put("errors: text, arguments, notes, causes and contexts", error_text(problem))
        return
    _objects(places, *extracts, options, options.key, options.directory)
    for one in (options, options.directory):
        with contextlib.suppress(TypeError):  # refused: they hold the user's own names
            places.put("pickles", pickle.dumps(one))
    places.put("pickles", *(pickle.dumps(one) for one in (log, result, *extracts, options.key, *log.warnings)))
    for found in (log.table, *(extract.table for extract in extracts)):
        places.put("tables in memory, with what their buffers still hold", *_buffers(found))
    for suffix in (".json", *SUFFIXES):
        out = written.log.parent / f"findings{suffix}"
        result.write(out)
        places.put(
            "findings written from Python, Parquet unpacked",
            out.read_bytes(),
            *(_parquet(out) if suffix == ".parquet" else ()),
        )
        yield out


def _buffers(table: pa.Table) -> Iterator[bytes]:
    yield repr(table.schema.metadata).encode()
    for column in table.columns:
        for chunk in column.chunks:
            parts = [chunk, chunk.dictionary] if pa.types.is_dictionary(chunk.type) else [chunk]
            yield from (buffer.to_pybytes() for part in parts for buffer in part.buffers() if buffer is not None)


def _objects(places: Places, *objects: object) -> None:
    for one in objects:
        texts = [repr(one), str(one), f"{one}"]
        if isinstance(one, bd.Result):
            texts += [repr(finding) for finding in one] + [repr(one.summary())]
        places.put("repr and text of every object of the library met on the way", *texts)


def _error(places: Places, error: BoundariesError) -> None:
    places.put("errors: text, arguments, notes, causes and contexts", error_text(error), *map(repr, error.diagnostics))
    places.put("pickles", pickle.dumps(error))
    places.put("tracebacks, with the local variables of the library's frames", *_locals(error))


def _locals(error: BaseException) -> Iterator[str]:
    """The local variables of the library's own frames, of an error and of all that came before it."""
    left: list[traceback.TracebackException | None] = [
        traceback.TracebackException.from_exception(error, capture_locals=True)
    ]
    while left:
        one = left.pop()
        if one is not None:
            yield from (f"{f.name} {f.line} {f.locals}" for f in one.stack if f.filename.startswith(LIBRARY))
            left += [one.__cause__, one.__context__]


@contextmanager
def _shown_objects(places: Places) -> Iterator[None]:
    """Takes the repr of the library's objects wherever one of its functions returns."""
    taken: dict[type, int] = {}
    busy = False

    def look(frame: FrameType, event: str, _: object) -> None:
        nonlocal busy
        if (
            event != "return"
            or busy
            or not frame.f_code.co_filename.startswith(LIBRARY)
            or frame.f_code.co_name == "__init__"
        ):
            return
        busy = True
        try:
            for value in frame.f_locals.values():
                kind = type(value)
                if kind.__module__.startswith(ROOMS) and taken.setdefault(kind, 0) < EACH:
                    taken[kind] += 1
                    places.put(
                        "repr and text of every object of the library met on the way", f"{kind.__name__}: {value!r}"
                    )
        finally:
            busy = False

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)
