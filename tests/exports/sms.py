"""The XML of Android's SMS Backup & Restore: messages, pictures and groups, and calls."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from exports.sample import Sample
from exports.words import Words

ASKED = {"relationship": "c-207", "client": "+999 1555 7206943"}
START_MS = 1772532000000  # 2026-03-03T10:00:00Z


def _row(tag: str, minute: int, **cells: str) -> str:
    shown = {"date": str(START_MS + 60_000 * minute), "readable_date": "3 Mar 2026 10:00:00"} | cells
    return f"<{tag} " + " ".join(f"{name}={quoteattr(text)}" for name, text in shown.items())


def _messages(words: Words) -> bytes:
    theirs, plain = words.client_number, words.client_number.replace(" ", "")

    def sms(minute: int, kind: int, number: str, body: str, name: str = words.client) -> str:
        return _row("sms", minute, protocol="0", address=number, type=str(kind), subject=words.subject, body=body,
                    service_center=words.stranger_number, contact_name=name) + " />"  # fmt: skip

    def mms(minute: int, box: int, address: str, sender: str, others: list[str], text: str) -> str:
        addrs = "".join(f'<addr address="{n}" type="151" charset="106" />' for n in others)
        return (
            _row("mms", minute, msg_box=str(box), address=address, m_type="132", m_size="80351", sub=words.subject,
                 tr_id=f"proto:{words.uid}", contact_name=words.client) + ">\n<parts>"
            f'<part seq="0" ct="application/smil" name="{words.file}.smil" text="&lt;smil&gt;{words.title}" />'
            f'<part seq="0" ct="image/jpeg" name="{words.attachment}" text="null" data="/9j/4AAQSkZJRg==" />'
            f'<part seq="0" ct="text/plain" name="null" cl="text" text={quoteattr(text)} /></parts>\n'
            f'<addrs><addr address="{sender}" type="137" charset="106" />{addrs}</addrs>\n</mms>'
        )  # fmt: skip

    return f"""\
<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<!--File created by a backup of {words.me}-->
<smses count="3" backup_set="{words.uid}" backup_date="{START_MS + 90_000_000}" type="full">
  {sms(0, 1, theirs, words.body)}
  {sms(1, 2, plain, words.long_body + " &#55357;&#56838; ").replace("&amp;#", "&#")}
  {sms(2, 3, theirs, words.description)}
  {sms(3, 5, theirs, words.description)}
  {sms(4, 1, words.stranger_number, words.body, words.stranger)}
  {sms(5, 1, words.title, words.body, "(Unknown)")}
  {sms(6, 9, theirs, words.body)}
  {sms(7, 1, theirs, words.body).replace(str(START_MS + 420_000), words.cell)}
  {mms(10, 1, theirs, theirs, [words.my_number], words.body)}
  {mms(660, 2, f"{theirs}~{words.other_number}", "insert-address-token", [theirs, words.other_number], words.long_body)}
  {sms(661, 2, theirs, words.location)}
  <sms address="{theirs}" date="{START_MS}" type="1" body="{words.body} <b>{words.title}</b>" />
</smses>
""".encode()


def _calls(words: Words) -> bytes:
    def call(minute: int, kind: int, number: str, duration: str, name: str = words.client) -> str:
        return _row("call", minute, number=number, duration=duration, type=str(kind), presentation="1",
                    subscription_id=words.uid, contact_name=name) + " />"  # fmt: skip

    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<calls count="4" backup_set="{words.uid}" backup_date="{START_MS + 90_000_000}">
  {call(0, 1, words.client_number, "660")}
  {call(660, 2, words.client_number, "61")}
  {call(661, 3, words.client_number, "0")}
  {call(662, 2, words.stranger_number, "61", words.stranger)}
  {call(663, 2, words.client_number, words.cell)}
  {call(664, 2, "", "61")}
</calls>
""".encode()


MESSAGES = (
    "2026-03-03T10:00:00Z c-207 client message channel=sms length=35 actor=c-207a",
    "2026-03-03T10:00:00Z c-207 client message channel=sms length=54 actor=c-207a",
    "2026-03-03T10:01:00Z c-207 practitioner message channel=sms length=23",
    "2026-03-03T10:10:00Z c-207 client message channel=sms length=35 actor=c-207a",
    "2026-03-03T21:00:00Z c-207 practitioner message channel=sms length=20 people=3",
    "2026-03-03T21:01:00Z c-207 practitioner message channel=sms length=11",
)
CALLS = (
    "2026-03-03T10:00:00Z c-207 client call channel=phone minutes=11 actor=c-207a",
    "2026-03-03T21:00:00Z c-207 practitioner call channel=phone minutes=1.01667",
    "2026-03-03T21:01:00Z c-207 client call channel=phone minutes=0 actor=c-207a",
)
SAMPLES = (
    Sample("sms", "messages, pictures, a group", ".xml", _messages, MESSAGES, (12, 6, 0, 2, 4), None),
    Sample("sms", "calls", ".xml", _calls, CALLS, (6, 3, 0, 1, 2), None),
)
