"""Mailboxes: mbox, and a single message."""

from __future__ import annotations

from email.header import Header

from exports.sample import Sample
from exports.words import Words


def _message(
    words: Words, number: int, sent: bool, more: str = "", when: str = "Tue, 3 Mar 2026 10:0{}:00 +0000"
) -> str:
    me = f'"{words.me}" <{words.my_address}>'
    client = f"{Header(words.client + ' ä', 'utf-8').encode()} <{words.client_address}>"
    sender, receiver = (me, client) if sent else (client, me)
    date = when.format(number)
    return f"""\
Return-Path: <{words.client_address}>
Received: from {words.uid.partition("@")[2]} by {words.message_id.partition("@")[2]} for <{words.my_address}>; {date}
From: {sender}
To: {receiver}
Date: {date}
Message-ID: <{number}.{words.message_id}>
Subject: {Header(words.subject + " " + words.body, "utf-8").encode()}
{more}Content-Type: multipart/mixed; boundary="{words.attachment}"
X-Mailer: {words.description}

--{words.attachment}
Content-Type: text/plain; charset=utf-8; name="{words.attachment}"

{words.body}
>From {words.location}: {words.long_body}
--{words.attachment}--

"""


def _mbox(words: Words) -> bytes:
    line = f"From {words.client_address} Tue Mar  3 10:00:00 2026\n"
    answer = f"In-Reply-To: <1.{words.message_id}>\nReferences: <{words.other_id}>\n <1.{words.message_id}>\n"
    messages = [
        _message(words, 1, False),
        _message(words, 2, True, answer, "Tue, 3 Mar 2026 21:1{}:00 +0000"),
        _message(words, 1, False),
        _message(words, 3, False, "Auto-Submitted: auto-replied\n"),
        _message(words, 4, False, f"List-Id: {words.title} <{words.uid}>\n"),
        _message(words, 5, False).replace(words.client_address, words.stranger_address),
        _message(words, 6, True, f"Cc: {words.other} <{words.other_address}>\n"),
        _message(words, 7, False, when=f"{words.cell} {{}}"),
        f"X-Gmail-Labels: {words.title}\nDate: Tue, 3 Mar 2026 10:00:00 +0000\n\n{words.body}\n\n",
    ]
    text = "".join(line + message for message in messages)
    date = "Date: Wed, 4 Mar 2026 10:00:00 +0000"
    odd = f"From: {words.cell}\xe9 <{words.client_address}>\nTo: {words.my_address}\n{date}\n\n"
    return text.encode() + b"From caf\xe9@" + line[5:].encode() + odd.encode("latin-1")


def _eml(words: Words) -> bytes:
    return _message(words, 1, False).replace("\n", "\r\n").encode()


MBOX = (
    "2026-03-03T10:01:00Z c-207 client message channel=email actor=c-207a",
    "2026-03-03T10:06:00Z c-207 practitioner message channel=email people=3",
    "2026-03-03T21:12:00Z c-207 practitioner message channel=email ref",
    "2026-03-04T10:00:00Z c-207 client message channel=email actor=c-207a",
)
EML = ("2026-03-03T10:01:00Z c-207 client message channel=email actor=c-207a",)
SAMPLES = (
    Sample("mail", "mbox", ".mbox", _mbox, MBOX, (10, 4, 1, 2, 3)),
    Sample("mail", "one message", ".eml", _eml, EML, (1, 1, 0, 0, 0)),
)
