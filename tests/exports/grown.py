"""Exports of any size: so many rows, and so much beside them that nobody reads, written piece by piece."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from exports import mapped
from exports.sample import Sample
from exports.words import WORDS

_START = datetime(2026, 1, 13, 9, 0, tzinfo=UTC)
_FILLER = "hobbelquist "


def _moments(rows: int) -> Iterator[tuple[int, datetime]]:
    return ((n, _START + timedelta(seconds=37 * n)) for n in range(rows))


def _text(size: int) -> str:
    return (_FILLER * (size // len(_FILLER) + 1))[:size]


def csv(rows: int, beside: int) -> Iterator[str]:
    yield "id,at,kind,by,channel,relationship\n"
    for n, at in _moments(rows):
        yield f"m{n},{at:%Y-%m-%dT%H:%M:%SZ},message,client,sms,c-207\n"


def jsonl(rows: int, beside: int) -> Iterator[str]:
    for n, at in _moments(rows):
        row = {
            "id": f"m{n}",
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "kind": "message",
            "by": "client",
            "relationship": "c-207",
        }
        yield json.dumps(row) + "\n"


def whatsapp(rows: int, beside: int) -> Iterator[str]:
    text = _text(beside)
    for n, at in _moments(rows):
        yield f"{at:%d/%m/%Y, %H:%M} - {WORDS.client if n % 3 else WORDS.me}: hello {text}\n"


def sms(rows: int, beside: int) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<smses count="1">\n'
    text = _text(beside)
    for _, at in _moments(rows):
        ms = int(at.timestamp() * 1000)
        yield (
            f'<mms date="{ms}" msg_box="1" address="{WORDS.client_number}" m_type="132" m_size="null"><parts>'
            f'<part ct="text/plain" text="hello" /><part ct="image/jpeg" text="null" data="{text}" /></parts>'
            f'<addrs><addr address="{WORDS.client_number}" type="137" /></addrs></mms>\n'
        )
    yield "</smses>\n"


def mail(rows: int, beside: int) -> Iterator[str]:
    text = _text(beside)
    for n, at in _moments(rows):
        yield (
            f"From x@y.example Tue Mar  3 10:00:00 2026\nFrom: {WORDS.client_address}\nTo: {WORDS.my_address}\n"
            f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\nMessage-ID: <{n}@x.example>\n\n{text}\n\n"
        )


def ics(rows: int, beside: int) -> Iterator[str]:
    yield "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
    text = _text(beside)
    for n, at in _moments(rows):
        until = at + timedelta(minutes=50)
        yield (
            f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20260425T120000Z\r\n"
            f"DTSTART:{at:%Y%m%dT%H%M%SZ}\r\nDTEND:{until:%Y%m%dT%H%M%SZ}\r\n"
            f"SUMMARY:{WORDS.client}\r\nDESCRIPTION:{text}\r\nEND:VEVENT\r\n"
        )
    yield "END:VCALENDAR\r\n"


def telegram(rows: int, beside: int) -> Iterator[str]:
    yield json.dumps({"name": WORDS.client, "type": "personal_chat", "id": 5550002})[:-1] + ', "messages": ['
    text = _text(beside)
    for n, at in _moments(rows):
        row = {"id": n + 1, "type": "message", "date_unixtime": str(int(at.timestamp())), "from": WORDS.client,
               "from_id": "user5550002", "text": text, "text_entities": []}  # fmt: skip
        yield ("," if n else "") + json.dumps(row) + "\n"
    yield "]}"


def signal(rows: int, beside: int) -> Iterator[str]:
    text = _text(beside)
    for n, at in _moments(rows):
        yield f"[{at:%Y-%m-%d %H:%M}] {WORDS.client if n % 3 else 'Me'}: hello {text}  \n\n"


def signal_json(rows: int, beside: int) -> Iterator[str]:
    text = _text(beside)
    for n, at in _moments(rows):
        yield (
            json.dumps(
                {
                    "date": f"{at:%Y-%m-%d %H:%M:%S}",
                    "sender": WORDS.client if n % 3 else "Me",
                    "body": f"hello {text}",
                    "attachments": [],
                }
            )
            + "\n"
        )


def table(rows: int, beside: int) -> Iterator[str]:
    yield "From,To,Body,Status,SentDate,Sid,Direction\n"
    text = _text(beside)
    for n, at in _moments(rows):
        yield f"{WORDS.client_number},{WORDS.my_number},{text},received,{at:%Y-%m-%dT%H:%M:%SZ},SM{n},inbound\n"


def list_of_json(rows: int, beside: int) -> Iterator[str]:
    text = _text(beside)
    for n, at in _moments(rows):
        row = {
            "type": "message",
            "user": WORDS.client if n % 3 else WORDS.me,
            "text": text,
            "ts": f"{at.timestamp():.6f}",
            "n": n,
        }
        yield ("," if n else "[") + json.dumps(row) + "\n"
    yield "]"


Make = Callable[[int, int], Iterator[str]]
# Each with the kind of file it is, and whether anything can stand beside its rows.
GROWN: dict[str, tuple[Make, bool]] = {
    "csv": (csv, False), "jsonl": (jsonl, False), "parquet": (csv, False), "whatsapp": (whatsapp, True),
    "sms": (sms, True), "mail": (mail, True), "ics": (ics, True), "telegram": (telegram, True),
    "signal": (signal, True), "signal JSON": (signal_json, True), "map": (table, True),
    "map JSON": (list_of_json, True), "zip": (whatsapp, True),
}  # fmt: skip


def write(name: str, path: Path, rows: int, beside: int = 0) -> Sample:
    """Write an export of this size; the sample that says how it is read."""
    make, _ = GROWN[name]
    if name == "parquet":
        lines = [line.rstrip("\n").split(",") for line in make(rows, beside)]
        pq.write_table(pa.table(dict(zip(lines[0], map(list, zip(*lines[1:], strict=True)), strict=True))), path)
    elif name == "zip":
        with zipfile.ZipFile(path, "w") as archive, archive.open("chat.txt", "w") as member:
            _fill(member, make(rows, beside))  # type: ignore[arg-type]
    else:
        with path.open("wb") as file:
            _fill(file, make(rows, beside))
    format, _, json_map = name.partition(" ")
    maps = mapped.JSON_MAP if json_map else mapped.TABLE_MAP
    people = format not in ("csv", "jsonl", "parquet")
    return Sample(
        format,
        name,
        "",
        lambda _: b"",
        (),
        (0, 0, 0, 0, 0),
        people=people,
        as_of="2030-01-01",
        mapped=maps if format == "map" else None,
    )


def _fill(file: io.BufferedWriter, pieces: Iterator[str]) -> None:
    for piece in pieces:
        file.write(piece.encode())
