"""Print what becomes of every fixture of every format: `python tests/readers/format_table.py`.

docs/reference/formats.md shows the sums; tests/docs/test_formats.py holds it to them. That the rows accepted are the
right ones, each with its time, side and length, is what the tests of each format say of the same files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import backups
import calendars
import chats
import mails
import maps
import signals
import telegrams
from boundaries.core.errors import BoundariesError
from boundaries.readers import calendar, mail, signal, sms, telegram
from boundaries.readers.base import Options
from boundaries.readers.pseudonyms import Key
from boundaries.table.log import Extract

LONDON = Options(relationship="c-1", timezone="Europe/London", key=Key(secret=b"k" * 32))


def extracts(format: str) -> Iterator[Extract | None]:
    """Every fixture of a format as its tests read it; None where it is refused whole."""
    readings = {
        "whatsapp": lambda: (chats.read_bytes((chats.FOLDER / f).read_bytes()) for f in chats.FILES),
        "sms": lambda: (_or_refused(f) for f in backups.FILES),
        "telegram": lambda: (telegram.read(telegrams.FOLDER / f, telegrams.corpus_options()) for f in telegrams.FILES),
        "signal": lambda: (signal.read(signals.FOLDER / f, LONDON) for f in signals.FILES),
        "mail": lambda: (mail.read(mails.FOLDER / f, mails.corpus_options()) for f in mails.FILES),
        "ics": lambda: (calendar.read(calendars.FOLDER / f, calendars.options_of(f)) for f in calendars.FILES),
        "map": lambda: map(maps.corpus, maps.EXPORTS),
    }
    yield from readings[format]()


def _or_refused(file: str) -> Extract | None:
    try:
        return sms.read(backups.FOLDER / file, backups.options())
    except BoundariesError:
        return None


FORMATS = ("whatsapp", "sms", "telegram", "signal", "mail", "ics", "map")


def counts(format: str) -> tuple[int, int, int, int, int, int]:
    """Fixtures, rows seen, accepted, left out, turned away, and fixtures refused whole."""
    found = list(extracts(format))
    read = [extract for extract in found if extract is not None]
    return (
        len(found), sum(e.rows_seen for e in read), sum(e.table.num_rows for e in read), sum(e.system for e in read),
        sum(len(e.rejects) for e in read), len(found) - len(read),
    )  # fmt: skip


if __name__ == "__main__":
    for format in FORMATS:
        print(f"| {format} | {' | '.join(map(str, counts(format)))} |")
