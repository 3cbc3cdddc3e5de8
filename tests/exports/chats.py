"""The JSON of Telegram Desktop and what signal-export writes of Signal: chats, of which one is a whole account's."""

from __future__ import annotations

import json

from exports.sample import Sample
from exports.words import Words

TELEGRAM = {"me": "Dr Vexmoor Tallisandre", "client": "Zelphira Quandrix", "relationship": "c-207"}
_START = 1772532000  # 2026-03-03T10:00:00Z


def _message(words: Words, id: int, minute: int, sender: str, text: object, **more: object) -> dict[str, object]:
    number = {words.me: "user5550001", words.client: "user5550002", words.other: "user5550003"}.get(
        sender, "user5550009"
    )
    return {
        "id": id, "type": "message", "date": "2026-03-03T10:00:00", "date_unixtime": str(_START + 60 * minute),
        "from": sender, "from_id": number, "text": text, "text_entities": [{"type": "plain", "text": text}], **more,
    }  # fmt: skip


def _chat(words: Words) -> list[dict[str, object]]:
    link = {"type": "link", "text": f"https://{words.uid}"}
    card = {"phone_number": words.stranger_number}
    own = {"type": "service", "date_unixtime": str(_START + 40_400), "actor": words.me, "actor_id": "user5550001"}
    return [
        _message(words, 101, 0, words.client, words.body),
        _message(words, 102, 5, words.me, [words.long_body, link], reply_to_message_id=101),
        _message(words, 103, 6, words.client, "", photo=f"photos/{words.attachment}", contact_information=card),
        _message(words, 104, 671, words.me, words.description, forwarded_from=words.stranger),
        {"id": 105, **own, "action": "phone_call", "duration_seconds": 660},
        {"id": 106, **own, "action": "edit_group_title", "title": words.title},
        _message(words, 107, 680, words.client, words.body, date_unixtime=words.cell, date=words.cell),
        {"id": 108, "type": words.cell, "date_unixtime": str(_START), "text": words.body},
    ]  # fmt: skip


def _telegram_chat(words: Words) -> bytes:
    whole = {"name": words.client, "type": "personal_chat", "id": 5550002, "messages": _chat(words)}
    return json.dumps(whole, indent=1, ensure_ascii=False).encode()


def _telegram_account(words: Words) -> bytes:
    stranger = [_message(words, 201, 3, words.stranger, words.body)]
    group = [_message(words, 301, 7, words.other, words.body), _message(words, 302, 8, words.client, words.body),
             _message(words, 303, 9, words.me, words.subject)]  # fmt: skip
    return json.dumps({
        "about": words.description,
        "personal_information": {"user_id": 5550001, "first_name": words.me, "phone_number": words.my_number},
        "contacts": {"list": [{"first_name": words.client, "phone_number": words.client_number}]},
        "chats": {"about": words.subject, "list": [
            {"name": words.client, "type": "personal_chat", "id": 5550002, "messages": _chat(words)},
            {"name": words.stranger, "type": "personal_chat", "id": 5550009, "messages": stranger},
            {"name": words.title, "type": "private_group", "id": 88, "messages": group},
            {"type": "saved_messages", "id": 5550001, "messages": [_message(words, 401, 1, words.me, words.body)]},
        ]},
    }).encode()  # fmt: skip


def _signal_text(words: Words) -> bytes:
    return f"""\
[2026-03-03 10:00] {words.client}: {words.body}  

[2026-03-03 10:05] Me: {words.long_body}
{words.subject} in a second line  

[2026-03-03 10:06] {words.client}: ![{words.attachment}](./media/{words.attachment})  

[2026-03-03 21:10] Me: {words.description}  
(- {words.client}: {words.location} -)  

[2026-03-03 99:10] Me: {words.description}  

[2026-03-03 21:12] No-Sender: {words.title}  
""".encode()  # noqa: W291


def _signal_json(words: Words) -> bytes:
    def row(date: str, sender: str, body: str, **more: object) -> str:
        usual = {"quote": "", "sticker": "", "reactions": [], "attachments": []}
        return json.dumps({"date": date, "sender": sender, "body": body, **usual, **more})

    return "\n".join([
        row("2026-03-03 10:00:05", words.client, words.body),
        row("2026-03-03 10:05:06", "Me", words.long_body, quote=words.body, reactions=[[words.client, words.title]]),
        row("2026-03-03 10:06:07", words.client, "", attachments=[{"name": words.attachment, "path": words.file}]),
        row("2026-03-03 21:10:08", "Me", words.description),
        row(words.cell, "Me", words.description),
        row("2026-03-03 21:12:00", words.cell, "")[:-4],
    ]).encode()  # fmt: skip


CHAT = (
    "2026-03-03T10:00:00Z c-207 client message channel=telegram length=35 actor=c-207a",
    "2026-03-03T10:05:00Z c-207 practitioner message channel=telegram length=61 ref",
    "2026-03-03T10:06:00Z c-207 client message channel=telegram actor=c-207a",
    "2026-03-03T21:11:00Z c-207 practitioner message channel=telegram length=12",
    "2026-03-03T21:13:20Z c-207 practitioner call channel=telegram minutes=11",
)
ACCOUNT = (
    "2026-03-03T10:00:00Z c-207 client message channel=telegram length=35 actor=c-207a",
    "2026-03-03T10:05:00Z c-207 practitioner message channel=telegram length=61 ref",
    "2026-03-03T10:06:00Z c-207 client message channel=telegram actor=c-207a",
    "2026-03-03T10:07:00Z c-207 other message channel=telegram length=35 people=3 actor=g-1",
    "2026-03-03T10:08:00Z c-207 client message channel=telegram length=35 people=3 actor=c-207a",
    "2026-03-03T10:09:00Z c-207 practitioner message channel=telegram length=13 people=3",
    "2026-03-03T21:11:00Z c-207 practitioner message channel=telegram length=12",
    "2026-03-03T21:13:20Z c-207 practitioner call channel=telegram minutes=11",
)
TEXT = (
    "2026-03-03T10:00:00Z c-207 client message channel=signal length=35 actor=c-207a certainty=zone_assumed",
    "2026-03-03T10:05:00Z c-207 practitioner message channel=signal length=51 certainty=zone_assumed",
    "2026-03-03T10:06:00Z c-207 client message channel=signal actor=c-207a certainty=zone_assumed",
    "2026-03-03T21:10:00Z c-207 practitioner message channel=signal length=12 certainty=zone_assumed",
)
LINES = (
    "2026-03-03T10:00:05Z c-207 client message channel=signal length=35 actor=c-207a certainty=zone_assumed",
    "2026-03-03T10:05:06Z c-207 practitioner message channel=signal length=20 certainty=zone_assumed",
    "2026-03-03T10:06:07Z c-207 client message channel=signal actor=c-207a certainty=zone_assumed",
    "2026-03-03T21:10:08Z c-207 practitioner message channel=signal length=12 certainty=zone_assumed",
)
SIGNAL = {"relationship": "c-207"}
SAMPLES = (
    Sample("telegram", "one chat", ".json", _telegram_chat, CHAT, (8, 5, 0, 2, 1), TELEGRAM),
    Sample("telegram", "an account", ".json", _telegram_account, ACCOUNT, (13, 8, 0, 2, 3), TELEGRAM),
    Sample("signal", "text", ".md", _signal_text, TEXT, (6, 4, 0, 2, 0), SIGNAL),
    Sample("signal", "JSON", ".json", _signal_json, LINES, (6, 4, 0, 2, 0), SIGNAL),
)
