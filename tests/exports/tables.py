"""Interaction logs: CSV, JSON Lines and Parquet, with rows that nobody could read."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

from exports.sample import Sample
from exports.words import Words

GOOD = [
    ("m1", "2026-03-03T17:59:00Z", "message", "client", "sms", 60),
    ("m2", "2026-03-03T21:10:00Z", "message", "practitioner", "sms", 40),
    ("s1", "2026-03-10T10:00:00+01:00", "session", "both", "video", None),
    ("m3", "2026-03-10T21:10:00.5Z", "message", "practitioner", "sms", 40),
]
NAMES = ("id", "at", "kind", "by", "channel", "length")
SHOWN = (
    "2026-03-03T17:59:00Z c-207 client message channel=sms length=60",
    "2026-03-03T21:10:00Z c-207 practitioner message channel=sms length=40",
    "2026-03-10T09:00:00Z c-207 both session channel=video",
    "2026-03-10T21:10:00Z c-207 practitioner message channel=sms length=40",
)


def _csv(words: Words) -> bytes:
    rows = [[*map(str, row[:5]), "" if row[5] is None else str(row[5]), "c-207"] for row in GOOD]
    bad = [
        ["b1", words.cell, "message", "client", "sms", "1", "c-207"],
        ["b2", "2026-03-04T10:00:00Z", words.cell, "client", "sms", "1", "c-207"],
        ["b3", "2026-03-04T10:00:00Z", "message", words.client, "sms", "1", "c-207"],
        ["b4", "2026-03-04T10:00:00Z", "message", "client", "sms", words.body, "c-207"],
        ["b5", "2026-03-04T10:00:00Z", "message", "client", "sms", "1", "c-207", words.body],
        [f'"{words.body}', words.client],
        [words.client_number],
    ]
    lines = [",".join((*NAMES, "relationship")), *(",".join(row) for row in [*rows[:2], *bad, *rows[2:]])]
    return (
        ("\r\n".join(lines) + "\r\n" + f"{words.cell}\0,").encode() + b"\xff\xfe" + words.body.encode("latin-1") + b"\n"
    )


def _jsonl(words: Words) -> bytes:
    good = [
        {k: v for k, v in zip(NAMES, row, strict=True) if v is not None} | {"relationship": "c-207"} for row in GOOD
    ]
    first = good[0]
    bad = [
        first | {"id": "b1", "at": words.cell},
        first | {"id": "b2", "kind": words.cell},
        first | {"id": "b3", "length": words.body},
        first | {"id": "b4", "body": words.body},
        first | {"id": "b5", words.column: words.cell},
        [words.body],
        words.client,
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in [*good[:2], *good[2:]]]
    lines[2:2] = [*(json.dumps(row) for row in bad), f'{{"id": "{words.cell}", "at": ', f'{{"id": {words.cell}}}']
    return "\n".join(lines).encode() + b'\n{"id": "' + words.body.encode("latin-1") + b'"}\n'


def _parquet(words: Words) -> bytes:
    columns: dict[str, list[object]] = {name: [row[i] for row in GOOD] for i, name in enumerate(NAMES)}
    more = {"id": ["b1", "b2", "b3"], "at": [words.cell, GOOD[0][1], GOOD[0][1]],
            "kind": ["message", words.cell, "message"],
            "by": ["client", "client", words.client], "channel": ["sms"] * 3, "length": [1, 1, 1]}  # fmt: skip
    table = pa.table({name: pa.array(columns[name] + more[name]) for name in NAMES})
    table = table.append_column("relationship", pa.array(["c-207"] * table.num_rows).dictionary_encode())
    table = table.replace_schema_metadata({"made by": words.client})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


SAMPLES = (
    Sample("csv", "rows of every kind of mistake", ".csv", _csv, SHOWN, (12, 4, 0, 8, 0), {}, people=False),
    Sample("jsonl", "rows of every kind of mistake", ".jsonl", _jsonl, SHOWN, (14, 4, 0, 10, 0), {}, people=False),
    Sample("parquet", "rows of every kind of mistake", ".parquet", _parquet, SHOWN, (7, 4, 0, 3, 0), {}, people=False),
)
