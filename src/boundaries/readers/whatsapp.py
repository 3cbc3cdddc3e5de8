"""WhatsApp's text export (`Export chat`), of Android and iOS, in the shapes of many languages.

What an export does not say is asked for or refused, never guessed: who the practitioner is (`--me`), the clock it
was written on (`--timezone`), and the order of day and month where the file leaves it open (`--date-order`).
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.civil.zone import UnknownZone, load_zone
from boundaries.core.errors import Diagnostic, LogError, UsageError
from boundaries.readers import whatsapp_dates as dates
from boundaries.readers.base import Options, read_head
from boundaries.readers.lines import encoding_of, text_lines
from boundaries.readers.whatsapp_rows import Sides, to_extract
from boundaries.readers.whatsapp_scan import Scan
from boundaries.readers.whatsapp_stamps import Shape, looks_like_chat, unpack
from boundaries.table.log import Extract

name = "whatsapp"


def sniff(head: bytes) -> bool:
    """Whether one of the first lines begins as a row of an export does."""
    return looks_like_chat(head, encoding_of(head))


def read(path: Path, options: Options) -> Extract:
    """The chat's messages and calls; the rows of WhatsApp itself are counted as system.

    Raises `UsageError` for what only the caller can say, `LogError` where the file cannot be read or leaves dates
    or times open.
    """
    encoding = encoding_of(read_head(path, options.log))
    try:
        with path.open("rb") as file:
            scan: Scan | None = scan_chat(file, encoding, options)
    except (OSError, UnicodeError):
        scan = None  # what went wrong names the file
    if scan is None:
        raise _refusal("B223", f"{options.log} cannot be read to its end", "check its place and its rights")
    return settle(scan, options)


def scan_chat(file: BinaryIO, encoding: str, options: Options) -> Scan:
    """One pass over a file, in bounded memory beside a few numbers a row."""
    scan = Scan(name for name in (options.me, options.client) if name)
    scan.feed(text_lines(file, encoding))
    return scan


def settle(scan: Scan, options: Options) -> Extract:
    """The rows of a pass, once it is known who is who and which number is the day; raises as `read` does."""
    shape = scan.shape
    if shape is None:
        if not len(scan):
            return to_extract(scan, np.empty(0, np.int64), Sides(-1, None), options)
        hint = "is it WhatsApp's text export?"
        raise _refusal("B230", f"{options.log}: no line begins as a row of a chat does", hint)
    if scan.unknown_words:
        what = f"{options.log}: {scan.unknown_words} times stand beside a word for a part of the day that is not known"
        raise _refusal("B231", what, "export the chat from a phone set to 24 hours, or to another language")
    if max(scan.person) < 0:  # nobody writes: whoever was named, and whatever the dates mean, there is nothing to read
        return to_extract(scan, np.ones(len(scan), np.int64), Sides(-1, None), options)
    drop_quoted(scan, _runs(scan), shape)
    sides = _sides(scan, options)
    runs = _runs(scan)
    order = dates.decide(runs.dates, shape, options.date_order)
    _refuse_open(order, runs, shape, options)
    assert order is not None
    return to_extract(scan, _days(runs, order), sides, options)


def _refusal(code: str, message: str, hint: str) -> LogError:
    return LogError(Diagnostic(code, message, hint=hint))


# ---- dates --------------------------------------------------------------------------------------------------


class _Runs(NamedTuple):
    """Rows one after the other with the same date: the date as written, and which rows have it.

    `of_row` is the place of each row's run, -1 for rows without a date.
    """

    dates: list[dates.Triple]
    of_row: NDArray[np.int64]


def _runs(scan: Scan) -> _Runs:
    date = np.array(scan.date, np.int64)
    dated = np.flatnonzero(date)
    starts = np.flatnonzero(np.diff(date[dated], prepend=0))
    of_row = np.full(len(date), -1, np.int64)
    of_row[dated] = np.searchsorted(starts, np.arange(len(dated)), side="right") - 1
    return _Runs([unpack(d) for d in date[dated][starts].tolist()], of_row)


def drop_quoted(scan: Scan, runs: _Runs, shape: Shape) -> None:
    """Give rows that are quoted from another chat back to the message that quotes them.

    A row is one of those if it lies more than a day back and the person it names wrote no other. Everything else
    that looks like a row is one: a late delivery or a wrong clock must not cost a row.
    """
    places = dates.going_back(runs.dates, shape)
    if not places:
        return
    back = np.isin(runs.of_row, places)
    person = np.array(scan.person, np.int64)
    scan.merge(set(np.flatnonzero(back & (person >= 0) & ~np.isin(person, person[~back])).tolist()))


def _refuse_open(order: str | None, runs: _Runs, shape: Shape, options: Options) -> None:
    """Refuse a file whose dates stay open, or one read under an order that its dates speak against."""
    if order is None or (options.date_order and dates.contradicts(order, runs.dates, shape)):
        counted = "; ".join(r.words() for r in dates.readings(runs.dates, shape))
        what = "the order of day and month is open" if order is None else "the dates speak against that order"
        code = "B232" if order is None else "B233"
        raise _refusal(code, f"{options.log}: {what} ({counted})", "`--date-order dmy|mdy|ymd` says which it is")


def _days(runs: _Runs, order: str) -> NDArray[np.int64]:
    """The day of each row, as an ordinal; 0 where it has none."""
    days = [dates.day_under(order, date) or 0 for date in runs.dates]
    return np.array([*days, 0], np.int64)[runs.of_row]  # the last is for rows of no run


# ---- people -------------------------------------------------------------------------------------------------


def _sides(scan: Scan, options: Options) -> Sides:
    """Who is the practitioner and who the client; raises `UsageError` with everything that the caller must add."""
    writing = sorted({*scan.person} - {-1})  # people are numbered as they appear
    people = f"{len(writing)} {'person writes' if len(writing) == 1 else 'people write'} in {options.log}"
    problems = []
    me = None if options.me is None else scan.people.find(options.me)
    client = None if options.client is None else scan.people.find(options.client)
    exactly = "write the name exactly as the export does, in quotes"
    if options.me is None:
        hint = "`--me NAME` names the practitioner, as the export writes the name"
        problems.append(Diagnostic("B234", f"{people}; which of them is the practitioner?", hint=hint))
    elif me not in writing:
        problems.append(Diagnostic("B235", f"{people}; `--me` names none of them", hint=exactly))
    if options.client is not None and (client not in writing or client == me):
        what = "the practitioner" if client == me and me is not None else "none of them"
        problems.append(Diagnostic("B236", f"{people}; `--client` names {what}", hint=exactly))
    if options.relationship is None:
        what = f"{options.log} has no pseudonym for the pair"
        problems.append(Diagnostic("B237", what, hint="`--relationship` gives it"))
    problems += _zone_problems(options)
    if problems:
        raise UsageError(*problems)
    if client is None:
        client = next((person for person in writing if person != me), None)
    assert me is not None
    return Sides(me, client)


def _zone_problems(options: Options) -> list[Diagnostic]:
    if options.timezone is None:
        hint = "`--timezone` gives the clock it was written on, such as `Europe/London`"
        return [Diagnostic("B238", f"{options.log} names no time zone", hint=hint)]
    try:
        load_zone(options.timezone)
    except UnknownZone as problem:
        return [Diagnostic("B239", problem.message, hint=problem.hint)]
    return []
