"""Exports of other programs, read by a mapping file: a table, and JSON."""

from __future__ import annotations

import csv
import io
import json

from exports.sample import Sample
from exports.words import Words

TABLE_MAP = """\
map: console
export: csv
only: {Status: [received, delivered]}
leave_out: {Direction: outbound-api}
who:
  from: {number: From}
  to: {number: To}
columns:
  id: {from: Sid}
  at: {from: SentDate, format: iso}
  kind: {is: message}
  channel: {is: sms}
  length: {length_of: Body}
"""
JSON_MAP = """\
map: workroom
export: json
leave_out: {subtype: {missing: false}}
who:
  from: {name: user}
columns:
  id: {from: ts}
  ref: {from: thread_ts}
  at: {from: ts, format: unix}
  kind: {is: message}
  channel: {is: portal}
  length: {length_of: text}
"""


def _table(words: Words) -> bytes:
    me, client = words.my_number, words.client_number
    rows = [
        ["From", "To", "Body", "Status", "SentDate", "Sid", "Direction", words.column],
        [client, me, words.body, "received", "2026-03-03T10:00:00Z", words.uid, "inbound", words.cell],
        [
            me,
            client,
            f"{words.long_body}\nand more",
            "delivered",
            "2026-03-03T21:10:00Z",
            words.message_id,
            "outbound-reply",
            "",
        ],
        [me, client, words.subject, "undelivered", "2026-03-03T21:11:00Z", words.other_id, "outbound-reply", ""],
        [me, client, words.title, "delivered", "2026-03-03T21:12:00Z", "SM4", "outbound-api", ""],
        [words.stranger_number, me, words.body, "received", "2026-03-03T21:13:00Z", "SM5", "inbound", ""],
        [client, me, words.body, "received", words.cell, words.file, "inbound", words.location],
        [client, me, words.body, words.description, "2026-03-03T21:14:00Z", "SM7", "inbound", ""],
        [client, me, words.body, "received", "2026-03-03T21:15:00Z"],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode() + f'"{words.body}'.encode("latin-1") + b"\r\n"


def _json(words: Words) -> bytes:
    def message(user: object, text: object, ts: str, **more: object) -> dict[str, object]:
        return {"type": "message", "user": user, "text": text, "ts": ts, "team": words.folder, **more}

    return json.dumps([
        message(words.client, words.body, "1772532000.000200", files=[{"name": words.attachment}]),
        message(words.me, words.long_body, "1772572200.000300", thread_ts="1772532000.000200"),
        message(words.stranger, words.body, "1772572201.000300"),
        message(words.client, words.body, words.cell),
        message(words.client, {words.column: words.body}, "1772572202.000300"),
        message(words.client, words.title, "1772572203.000300", subtype=words.subject),
        message([words.client], words.title, "1772572204.000300"),
        words.description,
    ], indent=1).encode()  # fmt: skip


TABLE = (
    "2026-03-03T10:00:00Z c-207 client message channel=sms length=35 actor=c-207a",
    "2026-03-03T21:10:00Z c-207 practitioner message channel=sms length=29",
)
JSON = (
    "2026-03-03T10:00:00Z c-207 client message channel=portal length=35 people=3 actor=c-207a",
    "2026-03-03T21:10:00Z c-207 practitioner message channel=portal length=20 ref people=3",
    "2026-03-03T21:10:01Z c-207 other message channel=portal length=35 people=3",
)
SAMPLES = (
    Sample("map", "a table", ".csv", _table, TABLE, (9, 2, 0, 3, 4), mapped=TABLE_MAP),
    Sample("map", "JSON", ".json", _json, JSON, (8, 3, 0, 4, 1), mapped=JSON_MAP),
)
