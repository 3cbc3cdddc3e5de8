"""Findings for machines: JSON, JSON Lines, CSV. Each is an iterable of text lines with their ends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from boundaries.core.catalogue import show
from boundaries.core.finding import Finding
from boundaries.report.summary import RunSummary

if TYPE_CHECKING:
    from boundaries.table.log import Reject

COLUMNS = tuple(f.name for f in fields(Finding))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(findings: Iterable[Finding], summary: RunSummary, rejects: Iterable[Reject]) -> Iterator[str]:
    """One object: `findings`, `summary`, `rejects` (every one, never a row's text)."""
    yield from _array('{"findings": [', (finding.to_dict() for finding in findings))
    yield f',\n"summary": {_dump(summary.as_dict())},\n'
    yield from _array('"rejects": [', map(reject_dict, rejects))
    yield "}\n"


def as_jsonl(findings: Iterable[Finding]) -> Iterator[str]:
    """One finding a line; nothing where there is none."""
    return rows_as_jsonl(finding.to_dict() for finding in findings)


def as_csv(findings: Iterable[Finding]) -> Iterator[str]:
    """One finding a row under a header; safe to open in a spreadsheet: no cell of text is a formula."""
    return rows_as_csv(COLUMNS, (
        finding.to_dict() | {"params": _dump(dict(finding.params))}
        for finding in findings
    ))  # fmt: skip


def rows_as_json(name: str, rows: Iterable[Mapping[str, object]], summary: Mapping[str, object]) -> Iterator[str]:
    """One object: the rows under their name, then `summary`."""
    yield from _array(f'{{"{name}": [', rows)
    yield f',\n"summary": {_dump(dict(summary))}}}\n'


def rows_as_jsonl(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One row a line."""
    return (f"{_dump(row)}\n" for row in rows)


def rows_as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Rows under a header, every cell of text safe in a spreadsheet; lists joined by `;`, empty what a row lacks."""
    yield _row(columns)
    yield from (_row([_cell(row.get(name)) for name in columns]) for row in rows)


def reject_dict(reject: Reject) -> dict[str, object]:
    """A reject's JSON form."""
    return {"log": reject.log, "row": reject.row, "line": reject.line, "column": reject.column, "reason": reject.reason}


def _array(head: str, items: Iterable[Mapping[str, object]]) -> Iterator[str]:
    yield head
    separator = "\n"
    for item in items:
        yield f"{separator}{_dump(item)}"
        separator = ",\n"
    yield "]"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=show, allow_nan=False)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list):
        value = ";".join(_number(item) if isinstance(item, int | float) else str(item) for item in value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _number(value: float) -> str:
    return show(value) if float(value).is_integer() else repr(value)


def _row(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)  # lines end in CRLF (RFC 4180), so a lone CR in a cell is quoted, too
    return buffer.getvalue()
