"""A small practice on disk: a contract, a chat and a log with known findings, and the words nobody may ever see."""

from __future__ import annotations

from pathlib import Path

CANARY = "canary"  # in every message and every name; never in what a command shows or writes
NAME = "Dr Canary Marsh"

CONTRACT = """\
contract: riverside-017
relationship: c-207
practitioner: p-03
timezone: Europe/London
country: GB
agreed: 2026-01-12
consent: [practitioner, client]
administrative:
  hours: "Mo-Fr 09:00-18:00; PH off"
  channels: {sms: any, whatsapp: any, email: any, in_person: any}
  between_sessions: {at_most: 20, per: P7D}
  sessions: {at_most: 1, per: week, minutes: 50, overrun: 10}
  cancellation: {notice: PT48H}
  accounts: {not_applicable: not in this story}
  reply_within: {not_applicable: not in this story}
  calls: {not_applicable: not in this story}
  after_hours: {not_applicable: not in this story}
  fee: {not_applicable: not in this story}
  gifts: {not_applicable: not in this story}
  social: {not_applicable: not in this story}
  sharing: {not_applicable: not in this story}
  limits: {not_applicable: not in this story}
  supervision: {not_applicable: not in this story}
  records: {not_applicable: not in this story}
  rest: {not_applicable: not in this story}
  ending: {not_applicable: not in this story}
professional: {not_applicable: not in this story}
psychological: {not_applicable: not in this story}
"""

CHAT = f"""\
12/01/2026, 17:01 - Messages and calls are end-to-end encrypted. Nobody reads the canary.
13/01/2026, 09:31 - Robin Canary: a canary sang
13/01/2026, 09:33 - {NAME}: and the canary sang again, for a while
20/01/2026, 20:04 - Robin Canary: late canary
20/01/2026, 21:10 - {NAME}: a reply in the evening, the canary asleep
"""

ROWS = """\
id,relationship,at,kind,by,channel,length
m1,c-207,2026-03-03T17:59:00Z,message,client,sms,60
m2,c-207,2026-03-03T21:10:00Z,message,practitioner,sms,40
m3,c-207,2026-03-10T21:10:00Z,message,practitioner,sms,40
"""


def write(folder: Path, **files: str | bytes) -> dict[str, Path]:
    """Files of a folder by their stem: `write(tmp, contract_yaml=CONTRACT)` writes `contract.yaml`."""
    paths = {}
    for key, content in files.items():
        stem, _, suffix = key.rpartition("_")
        path = folder / f"{stem}.{suffix}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths[key] = path
    return paths


def practice(folder: Path) -> tuple[Path, Path]:
    """The contract and the log of ROWS: one evening reply, one evening message of the practitioner's own."""
    paths = write(folder, contract_yaml=CONTRACT, log_csv=ROWS)
    return paths["contract_yaml"], paths["log_csv"]
