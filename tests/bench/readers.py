"""Every reader on an export of its own format: rows a second of CPU, beside our own CSV log in the same run.

    python tests/bench/readers.py [ROWS]

The exports hold the same contact of one pair (and as much with somebody who is not listed), each as its program would
write it. CPU time of one process, the formats in turn, round by round, medians; memory is the peak of Python's and
Arrow's own allocations above what was there before.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

import boundaries as bd

ROUNDS = 3
SEED = 20261123
PEOPLE = """\
people:
- {role: practitioner, names: [Dr Morgan Hale], addresses: [hale@practice.example]}
- {role: client, relationship: c-1, names: [Anna Berg], numbers: ["+447700900123"], addresses: [anna@home.example]}
"""
MAP = """\
map: texts
export: csv
columns:
  id: {from: Sid}
  at: {from: SentDate}
  kind: {is: message}
  channel: {is: sms}
  length: {length_of: Body}
who:
  from: {number: From}
  to: {number: To}
"""
OURS, ANNA, OTHER = "+447700900001", "+447700900123", "+447700900777"
TEXT = "could we move the session to next week I will be away on that day thank you for letting me know".split()


class Sent(NamedTuple):
    """One thing that happened: when, by whom, with whom, and what was said (which no log keeps)."""

    at: datetime
    ours: bool
    listed: bool
    text: str


def contact(rows: int) -> Iterator[Sent]:
    chance = random.Random(SEED)
    at = datetime(2015, 1, 5, 9, 0, tzinfo=UTC)
    for i in range(rows):
        at += timedelta(seconds=int(chance.expovariate(1 / 900)) + 1)
        yield Sent(at, chance.random() < 0.45, i % 2 == 0, " ".join(chance.choices(TEXT, k=chance.randint(1, 25))))


# ---- the exports ----------------------------------------------------------------------------------------------


def log_csv(sent: list[Sent]) -> Iterator[str]:
    yield "id,relationship,at,kind,by,channel,length\n"
    for i, s in enumerate(sent):
        by = "practitioner" if s.ours else "client"
        yield f"m-{i},c-{1 if s.listed else 2},{s.at:%Y-%m-%dT%H:%M:%SZ},message,{by},sms,{len(s.text)}\n"


def log_jsonl(sent: list[Sent]) -> Iterator[str]:
    for i, s in enumerate(sent):
        row = {"id": f"m-{i}", "relationship": f"c-{1 if s.listed else 2}", "at": f"{s.at:%Y-%m-%dT%H:%M:%SZ}"}
        by = "practitioner" if s.ours else "client"
        yield json.dumps(row | {"kind": "message", "by": by, "channel": "sms", "length": len(s.text)}) + "\n"


def whatsapp(sent: list[Sent]) -> Iterator[str]:
    for s in sent:
        yield f"{s.at:%d/%m/%Y, %H:%M} - {'Dr Morgan Hale' if s.ours else 'Anna Berg'}: {s.text}\n"


def signal(sent: list[Sent]) -> Iterator[str]:
    for s in sent:
        yield f"[{s.at:%Y-%m-%d, %H:%M}] {'Me' if s.ours else 'Anna Berg'}: {s.text}\n"


def sms(sent: list[Sent]) -> Iterator[str]:
    yield f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"{len(sent)}\">\n"
    for s in sent:
        yield (
            f'  <sms protocol="0" address="{ANNA if s.listed else OTHER}" date="{int(s.at.timestamp() * 1000)}" '
            f'type="{2 if s.ours else 1}" subject="null" body="{s.text}" toa="null" sc_toa="null" '
            'service_center="null" read="1" status="-1" locked="0" date_sent="0" sub_id="-1" '
            'readable_date="Dec 2, 2017 06:49:27" contact_name="(Unknown)" />\n'
        )
    yield "</smses>\n"


def calls(sent: list[Sent]) -> Iterator[str]:
    yield f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<calls count=\"{len(sent)}\">\n"
    for s in sent:
        yield (
            f'  <call number="{ANNA if s.listed else OTHER}" duration="{len(s.text)}" '
            f'date="{int(s.at.timestamp() * 1000)}" type="{2 if s.ours else 1}" presentation="1" '
            'readable_date="Nov 3, 2014 5:34:13 PM" contact_name="(Unknown)" />\n'
        )
    yield "</calls>\n"


def telegram(sent: list[Sent]) -> Iterator[str]:
    yield '{"name": "Anna Berg", "type": "personal_chat", "id": 77, "messages": [\n'
    for i, s in enumerate(sent):
        row = {
            "id": i, "type": "message",
            "date": f"{s.at:%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(s.at.timestamp())),
            "from": "Dr Morgan Hale" if s.ours else "Anna Berg", "from_id": "user1" if s.ours else "user77",
            "text": s.text, "text_entities": [{"type": "plain", "text": s.text}],
        }  # fmt: skip
        yield json.dumps(row) + (",\n" if i < len(sent) - 1 else "\n")
    yield "]}\n"


def mbox(sent: list[Sent]) -> Iterator[str]:
    ours = "Dr Morgan Hale <hale@practice.example>"
    for i, s in enumerate(sent):
        other = "Anna Berg <anna@home.example>" if s.listed else "Somebody <else@home.example>"
        pair = (ours, other) if s.ours else (other, ours)
        yield (
            f"From MAILER {s.at:%a %b %d %H:%M:%S %Y}\nReceived: from a by b; {format_datetime(s.at)}\n"
            f"From: {pair[0]}\nTo: {pair[1]}\nSubject: {s.text}\nDate: {format_datetime(s.at)}\n"
            f"Message-ID: <{i}@home.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
            + f"{s.text}\n" * 8 + "\n"
        )  # fmt: skip


def calendar(sent: list[Sent]) -> Iterator[str]:
    yield "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
    for i, s in enumerate(sent):
        end = s.at + timedelta(minutes=50)
        yield (
            f"BEGIN:VEVENT\r\nUID:{i}@practice.example\r\nDTSTAMP:20400101T000000Z\r\n"
            f"SUMMARY:{'Anna Berg' if s.listed else 'Somebody'}\r\nDTSTART;TZID=Africa/Accra:{s.at:%Y%m%dT%H%M%S}\r\n"
            f"DTEND;TZID=Africa/Accra:{end:%Y%m%dT%H%M%S}\r\nDESCRIPTION:{s.text}\r\nEND:VEVENT\r\n"
        )
    yield "END:VCALENDAR\r\n"


def mapped(sent: list[Sent]) -> Iterator[str]:
    yield "From,To,Body,SentDate,Sid\n"
    for i, s in enumerate(sent):
        pair = (OURS, ANNA if s.listed else OTHER) if s.ours else (ANNA if s.listed else OTHER, OURS)
        yield f"{pair[0]},{pair[1]},{s.text},{s.at:%Y-%m-%dT%H:%M:%SZ},SM{i}\n"


class Format(NamedTuple):
    """How an export is written, how many rows of it are the pair's, and what its reader is told."""

    write: Callable[[list[Sent]], Iterator[str]]
    half: bool  # whether half of it is with somebody who is not listed
    options: dict[str, object]


LISTED: dict[str, object] = {"people": "people.yaml", "key": "key"}
PAIR: dict[str, object] = {"me": "Dr Morgan Hale", "relationship": "c-1", "timezone": "UTC"}
FORMATS = {
    "log in CSV": Format(log_csv, False, {}),
    "log in JSONL": Format(log_jsonl, False, {}),
    "whatsapp": Format(whatsapp, False, PAIR),
    "signal (text)": Format(signal, False, PAIR | {"me": "Me"}),
    "telegram": Format(telegram, False, PAIR),
    "sms": Format(sms, True, LISTED),
    "calls": Format(calls, True, LISTED),
    "mail (mbox)": Format(mbox, True, LISTED),
    "calendar": Format(calendar, True, LISTED),
    "CSV by a map": Format(mapped, True, LISTED | {"people": "phones.yaml", "maps": ["map.yaml"]}),
}


def main(rows: int) -> None:
    """Write the exports, read each in turn, print a table."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "people.yaml").write_text(PEOPLE, "utf-8")
        (place / "phones.yaml").write_text(PEOPLE.replace("names: [Dr Morgan Hale]", f'numbers: ["{OURS}"]'), "utf-8")
        (place / "map.yaml").write_text(MAP, "utf-8")
        sent = list(contact(rows))
        for name, format in FORMATS.items():
            with (place / name).open("w", encoding="utf-8", newline="") as file:
                file.writelines(format.write(sent))
        _report(place, rows)


def _report(place: Path, rows: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in FORMATS}
    for _ in range(ROUNDS):
        for name, format in FORMATS.items():
            began = time.process_time()
            log = _read(place, name, format)
            times[name].append(time.process_time() - began)
            expected = (rows + 1) // 2 if format.half else rows
            assert len(log) == expected, (name, len(log), log.rejects[:3])
    floor = statistics.median(times["log in CSV"])
    print(f"{rows:,} rows; CPU seconds, median of {ROUNDS}; the log in CSV is 1")
    print(f"{'':16}{'rows/s':>12}{'MB/s':>8}{'ratio':>8}{'bytes/row':>11}")
    for name, format in FORMATS.items():
        took = statistics.median(times[name])
        size = (place / name).stat().st_size / 1e6
        tracemalloc.start()
        _read(place, name, format)
        peak = tracemalloc.get_traced_memory()[1] / rows
        tracemalloc.stop()
        print(f"{name:16}{rows / took:>12,.0f}{size / took:>8.1f}{took / floor:>8.1f}{peak:>11,.0f}")


def _read(place: Path, name: str, format: Format) -> bd.Log:
    places = {
        key: str(place / value) if key in ("people", "key") else [str(place / one) for one in value]  # type: ignore[attr-defined]
        for key, value in format.options.items()
        if key in ("people", "key", "maps")
    }
    return bd.read(place / name, **(format.options | places))  # type: ignore[arg-type]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
