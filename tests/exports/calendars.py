"""A calendar with a series, a moved and a cancelled session, guests, and all the texts that programs put in one."""

from __future__ import annotations

from exports.sample import Sample
from exports.words import Words


def _event(words: Words, uid: str, start: str, end: str, *more: str, title: str | None = None) -> str:
    lines = [
        "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260425T120000Z", f"DTSTART{start}", f"DTEND{end}", *more,
        f"SUMMARY;LANGUAGE=en:{title or words.client}",
        f"DESCRIPTION:{words.body}\\, {words.description}\\n{words.long_body}",
        f"LOCATION:{words.location}", f"COMMENT:{words.subject}", f"CATEGORIES:{words.title}",
        f"X-ALT-DESC:<b>{words.cell}</b>",
        f'ATTACH;FMTTYPE=image/jpeg;FILENAME="{words.attachment}":https://{words.folder}.example/{words.file}',
        f"ORGANIZER;CN={words.me}:mailto:{words.my_address}",
        f"ATTENDEE;PARTSTAT=ACCEPTED;CN={words.client}:mailto:{words.client_address}",
        "BEGIN:VALARM", "ACTION:EMAIL", f"ATTENDEE:mailto:{words.stranger_address}", f"DESCRIPTION:{words.subject}",
        "TRIGGER:-P1D", "END:VALARM", "END:VEVENT",
    ]  # fmt: skip
    return "\n".join(lines)


def _calendar(words: Words) -> bytes:
    zone = ";TZID=Europe/London:"
    when = f"{zone}20260303T100000", f"{zone}20260303T105000"
    moved = f"{zone}20260312T143000", f"{zone}20260312T152000", f"RECURRENCE-ID{zone}20260310T100000", "SEQUENCE:1"
    off = f"{zone}20260317T100000", f"{zone}20260317T105000", f"RECURRENCE-ID{zone}20260317T100000", "SEQUENCE:1"
    strange = _event(words, words.other_id, ":20260319T130000Z", ":20260319T135000Z", title=words.stranger)
    events = [
        _event(words, words.uid, *when, "RRULE:FREQ=WEEKLY;COUNT=4", f"EXDATE{zone}20260324T100000"),
        _event(words, words.uid, *moved, "LAST-MODIFIED:20260308T090000Z"),
        _event(words, words.uid, *off, "STATUS:CANCELLED", "LAST-MODIFIED:20260316T210000Z"),
        _event(words, words.message_id, ":20260318T130000Z", ":20260318T135000Z"),
        strange.replace(words.client_address, words.stranger_address).replace(words.client, words.stranger),
        _event(words, words.file, f":{words.cell}", ":20260319T135000Z"),
        _event(words, words.file, ";VALUE=DATE:20260320", ";VALUE=DATE:20260321"),
    ]
    lines = [
        "BEGIN:VCALENDAR", f"PRODID:-//{words.folder}//EN", "VERSION:2.0", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{words.me} {words.title}", "X-WR-TIMEZONE:Europe/London", *"\n".join(events).split("\n"),
        "BEGIN:VTODO", f"UID:{words.location}", f"SUMMARY:{words.subject}", "END:VTODO", "END:VCALENDAR", "",
    ]  # fmt: skip
    return b"\r\n".join(_folded(line.encode()) for line in lines)


def _folded(line: bytes) -> bytes:
    """A line of at most 75 bytes, the rest on further ones after a blank, as RFC 5545 has it; letters may be cut."""
    return b"\r\n ".join([line[:75], *(line[at : at + 74] for at in range(75, len(line), 74))])


ROWS = (
    "2026-03-03T10:00:00Z c-207 both session planned_start=2026-03-03T10:00:00Z planned_end=2026-03-03T10:50:00Z",
    "2026-03-08T09:00:00Z c-207 unknown reschedule planned_start=2026-03-10T10:00:00Z ref certainty=ambiguous",
    "2026-03-12T14:30:00Z c-207 both session planned_start=2026-03-12T14:30:00Z planned_end=2026-03-12T15:20:00Z",
    "2026-03-16T21:00:00Z c-207 unknown cancellation planned_start=2026-03-17T10:00:00Z "
    "planned_end=2026-03-17T10:50:00Z certainty=ambiguous",
    "2026-03-18T13:00:00Z c-207 both session planned_start=2026-03-18T13:00:00Z planned_end=2026-03-18T13:50:00Z",
)
SAMPLES = (Sample("ics", "a series and single sessions", ".ics", _calendar, ROWS, (9, 5, 0, 1, 3), as_of="2026-04-25"),)
