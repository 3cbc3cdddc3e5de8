"""Which contract judges which relationship, for caseloads of many thousands.

A file of assignments is CSV (comma, semicolon or tab) or Parquet with exactly the columns `relationship` and
`contract`; a contract goes by the name it gives itself. Names of people may stand in any other column, so there is
none. In outputs the file is called `assignments`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from boundaries.core.columns import is_identifier
from boundaries.core.errors import Diagnostic, LogError, did_you_mean
from boundaries.readers.base import read_head
from boundaries.readers.lines import encoding_of, text_lines
from boundaries.table.arrow import UNNAMED, one_array
from boundaries.table.convert import drop, unfit

COLUMNS = ("relationship", "contract")
FILE = "assignments"
_NO_OTHER = "its columns are `relationship` and `contract`, and no other"
_DELIMITERS = (",", ";", "\t")
_PARQUET = (b"PAR1", b"PARE")
_LONGEST_NAME = 200  # characters, as in a contract
_GUESSES = 20  # unknown names for which a nearest one is looked for, since that takes a while among thousands

_Cells = Sequence[str | None] | str  # in the order of COLUMNS; or why there are none


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of the file; a row of Parquet has no line."""

    row: int
    line: int | None = None

    def __str__(self) -> str:
        return f"row {self.row:,}" if self.line is None else f"row {self.row:,} (line {self.line:,})"


def read_assignments(
    path: Path, contracts: Mapping[str, Iterable[str]] | None
) -> tuple[dict[str, str], list[Diagnostic]]:
    """The name of each relationship's contract, and every problem of the file in the order of its rows.

    `contracts` are the names there are, each with the relationships it names itself; None where that is not known,
    and then the file is held to nothing outside it.
    """
    found = _Assigned(contracts, {pair: name for name, pairs in (contracts or {}).items() for pair in pairs})
    try:
        for place, cells in _records(path):
            found.take(place, cells)
    except LogError as error:
        found.problems += error.diagnostics
    return found.contract_of, found.problems


@dataclass(slots=True)
class _Assigned:
    """What the rows so far say, each held to the contracts there are and to the rows before it."""

    names: Mapping[str, object] | None
    own: Mapping[str, str]
    contract_of: dict[str, str] = field(default_factory=dict)
    places: dict[str, _Place] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)

    def take(self, place: _Place, cells: _Cells) -> None:
        """One row, with its problem if it has one."""
        reason = cells if isinstance(cells, str) else next(filter(None, map(_unfit, COLUMNS, cells)), "")
        if reason:
            hint = "each row names a relationship and its contract"
            self.problems.append(Diagnostic("B245", f"{FILE}, {place}: {reason}", hint=hint))
            return
        pair, contract = (str(cell).strip() for cell in cells)
        problem = self._unknown(place, contract) or self._claimed(place, pair, contract)
        if problem:
            self.problems.append(problem)
        elif pair not in self.contract_of:
            self.contract_of[pair], self.places[pair] = contract, place

    def _unknown(self, place: _Place, contract: str) -> Diagnostic | None:
        """A name that no contract has; it is shown only where it is nearly one, since it may be anything."""
        if self.names is None or contract in self.names:
            return None
        if contract not in self.guesses and len(self.guesses) < _GUESSES:
            self.guesses[contract] = did_you_mean(contract, self.names)
        guess = self.guesses.get(contract)
        what = f"no contract is called `{contract}`" if guess else "`contract` is the name of none of the contracts"
        hint = guess or "the name stands after `contract:` in the contract's file"
        return Diagnostic("B243", f"{FILE}, {place}: {what}", hint=hint)

    def _claimed(self, place: _Place, pair: str, contract: str) -> Diagnostic | None:
        """A relationship that has another contract already: its own, or that of an earlier row."""
        own, earlier = self.own.get(pair, contract), self.contract_of.get(pair, contract)
        if own != contract:
            what = f"relationship `{pair}` is assigned to `{contract}`, and contract `{own}` names it itself"
            hint = "take it out of one of the two"
            return Diagnostic("B120", f"{FILE}, {place}: {what}", hint=hint)
        if earlier != contract:
            what = f"relationship `{pair}` is assigned to `{contract}`, and in {self.places[pair]} to `{earlier}`"
            return Diagnostic("B244", f"{FILE}, {place}: {what}", hint="give each relationship one contract")
        return None


def _unfit(column: str, cell: str | None) -> str:
    """Why a cell cannot be the name of a relationship or a contract, or an empty text; never the cell."""
    text = (cell or "").strip()
    if not text:
        return f"`{column}` is empty"
    if "\ufffd" in text:
        return f"`{column}` is not UTF-8 text"
    if len(text) > _LONGEST_NAME or not text.isprintable():
        return f"`{column}` is too long for a name, or holds control characters"
    return ""


# ---- the file -----------------------------------------------------------------------------------------------


def _records(path: Path) -> Iterator[tuple[_Place, _Cells]]:
    """The rows of a file; raises `LogError` where it is no file of assignments or cannot be read."""
    head = read_head(path, f"the file of {FILE}")
    if head.startswith(_PARQUET):
        yield from _parquet(path)
        return
    try:
        with path.open("rb") as file:
            yield from _table(text_lines(file, encoding_of(head)))
            return
    except OSError:
        error = _unreadable("cannot be read to its end", "check its place and its rights")
    raise error


def _table(lines: Iterator[tuple[str, bool]]) -> Iterator[tuple[_Place, _Cells]]:
    """The records of a CSV file, one a line."""
    numbered = ((number, line, whole) for number, (line, whole) in enumerate(lines, 1) if line.strip())
    _, header, whole = next(numbered, (0, "", True))
    delimiter = max(_DELIMITERS, key=lambda d: len(set(COLUMNS).intersection(_names(header, whole, d))))
    names = _names(header, whole, delimiter)
    _check_names(names)
    order = [names.index(column) for column in COLUMNS]
    for row, (number, line, whole) in enumerate(numbered, 1):
        cells = _cells(line, delimiter) if whole else None
        place = _Place(row, number)
        if cells is None:
            yield place, "not a record of CSV" if whole else "longer than 1 MiB"
        elif len(cells) != len(names):
            yield place, "more or fewer cells than the header has names"
        else:
            yield place, [cells[index] for index in order]


def _names(header: str, whole: bool, delimiter: str) -> list[str]:
    return [name.strip() for name in (_cells(header, delimiter) or () if whole else ())]


def _cells(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _parquet(path: Path) -> Iterator[tuple[_Place, _Cells]]:
    """The rows of a Parquet file; one with another column is refused before any value is read."""
    from pyarrow import parquet  # 30 ms that only this format needs

    try:
        names = parquet.read_schema(path, memory_map=True).names
        _check_names(names)
        table = parquet.ParquetFile(path, memory_map=True).read()
        columns = [_texts(table[name], name) for name in COLUMNS]
    except (pa.ArrowException, OSError, ValueError):
        error = _unreadable(
            "is not a Parquet file that can be read", "it may be cut short or encrypted: write it again"
        )
    else:
        for row, cells in enumerate(zip(*columns, strict=True), 1):
            yield _Place(row), cells
        return
    raise error  # outside the handler: the library's own message may name the file


def _texts(column: pa.ChunkedArray, name: str) -> list[str | None]:
    """The texts of a column, however it is encoded; where one cannot be a name, a character that none has."""
    array = one_array(column)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_null(array.type):
        array = pa.nulls(len(array), pa.string())
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        raise LogError(Diagnostic("B242", f"the column `{name}` of {FILE} is not text", hint="cast it to text"))
    bad = unfit(array)
    texts: list[str | None] = drop(array, bad).to_pylist()
    for row, reason in bad.items():
        texts[row] = "\ufffd" if reason == "not UTF-8 text" else "\0"
    return texts


def _check_names(names: Sequence[str]) -> None:
    """Refuse a file by its columns, all problems at once; of a file of another kind nothing is shown."""
    if not set(COLUMNS).intersection(names):
        raise LogError(Diagnostic("B242", f"the file of {FILE} has no header with its columns", hint=_NO_OTHER))
    problems = [_other(name) for name in names if name not in COLUMNS]
    meant = " ".join(problem.hint for problem in problems)
    for name in COLUMNS:
        if names.count(name) > 1:
            problems.append(Diagnostic("B242", f"the column `{name}` of {FILE} is there twice", hint="keep one"))
        elif name not in names and f"mean `{name}`" not in meant:
            problems.append(Diagnostic("B242", f"the file of {FILE} has no column `{name}`", hint=_NO_OTHER))
    if problems:
        raise LogError(*problems)


def _other(name: str) -> Diagnostic:
    """A column that is not to be there: a name of a person may stand in it, or be its name."""
    shown = f"`{name}`" if is_identifier(name) else UNNAMED
    near = did_you_mean(name, COLUMNS) if is_identifier(name) else ""
    return Diagnostic("B242", f"{shown} is no column of {FILE}", hint=near or f"leave it out: {_NO_OTHER}")


def _unreadable(what: str, hint: str) -> LogError:
    return LogError(Diagnostic("B223", f"the file of {FILE} {what}", hint=hint))
