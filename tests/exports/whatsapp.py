"""WhatsApp's text export, of both makes of telephone."""

from __future__ import annotations

from exports.sample import Sample
from exports.words import Words

ASKED = {"me": "Dr Vexmoor Tallisandre", "client": "Zelphira Quandrix", "relationship": "c-207"}

ANDROID = (
    "2026-01-13T09:31:00Z c-207 client message channel=whatsapp length=35 actor=c-207a certainty=zone_assumed",
    "2026-01-13T09:33:00Z c-207 practitioner message channel=whatsapp length=52 certainty=zone_assumed",
    "2026-01-13T09:34:00Z c-207 client message channel=whatsapp actor=c-207a certainty=zone_assumed",
    "2026-01-13T09:34:00Z c-207 client message channel=whatsapp actor=c-207a certainty=zone_assumed",
    "2026-01-20T21:10:00Z c-207 practitioner message channel=whatsapp length=61 certainty=zone_assumed",
)
IOS = (
    "2026-01-13T09:31:02Z c-207 client message channel=whatsapp length=35 actor=c-207a certainty=zone_assumed",
    "2026-01-13T09:33:03Z c-207 practitioner message channel=whatsapp length=20 certainty=zone_assumed",
    "2026-01-13T09:34:04Z c-207 client message channel=whatsapp actor=c-207a certainty=zone_assumed",
    "2026-01-13T09:41:00Z c-207 practitioner message channel=whatsapp certainty=zone_assumed",
)


def _android(words: Words) -> bytes:
    return f"""\
13/01/2026, 09:30 - Messages and calls are end-to-end encrypted. {words.title} can read them.
13/01/2026, 09:31 - {words.client}: {words.body}
13/01/2026, 09:33 - {words.me}: {words.long_body}
{words.subject}: of several lines
13/01/2026, 09:34 - {words.client}: IMG-{words.attachment} (file attached)
13/01/2026, 09:34 - {words.client}: <Media omitted>
13/01/2026, 09:40 - {words.client} changed the subject from "{words.subject}" to "{words.title}"
20/01/2026, 20:04 - {words.client}:{words.body}
20/01/2026, 21:10 - {words.me}: https://{words.location}.example/{words.uid}
20/01/2026, 25:10 - {words.me}: {words.description}
""".encode()


def _ios(words: Words) -> bytes:
    return f"""\
\ufeff[13/01/2026, 09:30:01] {words.folder}: \u200eMessages and calls are end-to-end encrypted.
[13/01/2026, 09:31:02] {words.client}: {words.body}\r
[13/01/2026, 09:33:03] ~\u202f{words.me}: {words.long_body}\r
\u200e[13/01/2026, 09:34:04] {words.client}: \u200e{words.attachment} \u200eimage omitted\r
[13/01/2026, 09:41:00] {words.me}: \u200eYou deleted this message.\r
[31/02/2026, 09:41:00] {words.me}: {words.description}\r
""".encode()


SAMPLES = (
    Sample("whatsapp", "Android, a pair", ".txt", _android, ANDROID, (9, 5, 0, 2, 2), ASKED),
    Sample("whatsapp", "iOS, a pair", ".txt", _ios, IOS, (6, 4, 0, 1, 1), ASKED),
)
