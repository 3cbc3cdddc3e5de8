"""From the tags of a backup to rows: what each message and call says of who reached whom, and when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from boundaries.readers.base import Options
from boundaries.readers.circle import NOT_LISTED, SEVERAL, Circle, Sides
from boundaries.readers.directory import Identity
from boundaries.readers.rows import Rows
from boundaries.readers.sms_scan import CUT, Tag
from boundaries.readers.sms_thread import Mms, thread_of
from boundaries.readers.sms_values import measured, milliseconds, name_of, party_of, text_of, whole_number
from boundaries.readers.tabular import TOO_LONG
from boundaries.table.convert import LAST_US
from boundaries.table.log import Coverage, Extract

DRAFT: Final = "a draft"
WAITING: Final = "not sent yet"
FAILED: Final = "could not be sent"
REPORT: Final = "a report of delivery"
UNKNOWN_NUMBER: Final = "unknown number"

NO_DATE: Final = "not in milliseconds since 1970"
NO_TYPE: Final = "no such type"
NO_NUMBER: Final = "no number"
NO_DURATION: Final = "not a number of seconds"
NO_SUCH_ROW: Final = "a kind of row that is not known"

_SENT = {b"1": False, b"2": True}
_UNSENT = {b"3": DRAFT, b"4": WAITING, b"5": FAILED, b"6": WAITING}
_REPORTS = (b"134", b"135", b"136")  # delivery.ind, read-rec.ind, read-orig.ind (OMA MMS encapsulation)
_OUTGOING, _ELSEWHERE = b"2", b"7"
_CALLS = (b"1", _OUTGOING, b"3", b"4", b"5", b"6", _ELSEWHERE)
_NOT_TAKEN = (b"3", b"5", b"6")
_ROWS = (b"sms", b"mms", b"call")
_ROOTS = (b"smses", b"calls")
_OWNER, _OTHER = 0, 1
_MOST_KNOWN = 4096  # people remembered at a time, listed or not
_CROWD = 100  # people of a thread that is not remembered
_US = 1000

_People = tuple[tuple[Identity, ...], ...]


class Backup:
    """Takes in the tags of one backup. Shows only how many rows there were."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._rows = Rows(options, "sms")
        self._circle = Circle(options, many=True)
        self._known: dict[tuple[bytes, bytes | None], _People | None] = {}
        self._sides: dict[_People, Sides | None] = {}
        self._mms: Mms | None = None
        self._inside = self._ended = False
        self._made_ms: int | None = None
        self._spans: dict[str, tuple[int, int]] = {}

    def __repr__(self) -> str:
        return f"<Backup: {self._rows.seen} rows seen>"

    def feed(self, tags: Iterable[Tag]) -> None:
        """Take in the tags; raises `UsageError` for what only the caller can say."""
        for tag in tags:
            if tag.name == b"sms":
                self._leave_mms()
                self._sms(tag)
            elif tag.name == b"call":
                self._leave_mms()
                self._call(tag)
            else:
                self._other(tag)

    def extract(self) -> Extract:
        """The rows, once the last tag is in."""
        self._leave_mms()
        return self._rows.extract(self._coverage())

    def _coverage(self) -> tuple[Coverage, ...]:
        """From the first row to the last, whoever it was with; of a whole file to the moment it was made."""
        found = []
        for kind, (first, last) in self._spans.items():
            made = self._made_ms if self._ended else None
            end = made if made is not None and last <= made < LAST_US // _US else last
            found.append(Coverage(first * _US, end * _US, frozenset((kind,))))
        return tuple(found)

    # ---- the file ----

    def _other(self, tag: Tag) -> None:
        mms = self._mms
        if tag.name == b"mms":
            self._leave_mms()
            self._open(tag)
        elif mms is not None and tag.name == b"part":
            mms.part(tag)
        elif mms is not None and tag.name == b"addr":
            mms.addr(tag)
        elif mms is not None and tag.name == b"/mms":
            self._mms = None
            self._settle(mms)
        elif tag.name in _ROOTS:
            self._inside = True
            self._made_ms = milliseconds(tag.cells.get(b"backup_date"))
        elif tag.name in (b"/smses", b"/calls"):
            self._leave_mms()
            self._ended = tag.flaw is None
        elif mms is None and self._looks_like_a_row(tag):
            self._rows.reject(tag.flaw or NO_SUCH_ROW, tag.line)

    def _looks_like_a_row(self, tag: Tag) -> bool:
        """Whether an unknown tag may have been a row: it has what rows have, or the file ends inside of it."""
        if tag.flaw == CUT:
            return self._inside and any(name.startswith(tag.name) for name in _ROWS)
        return b"date" in tag.cells and (b"address" in tag.cells or b"number" in tag.cells)

    def _open(self, tag: Tag) -> None:
        if tag.flaw is not None:
            self._rows.reject(tag.flaw, tag.line)
        elif tag.closed:
            self._settle(Mms(tag))
        else:
            self._mms = Mms(tag)

    def _leave_mms(self) -> None:
        """A message whose end never came: what of it is missing, nobody knows."""
        if self._mms is not None:
            self._rows.reject(self._mms.flaw or CUT, self._mms.tag.line)
            self._mms = None

    # ---- rows ----

    def _sms(self, tag: Tag) -> None:
        sent = self._direction(tag, b"type")
        if sent is None:
            return
        at = self._moment(tag, "message")
        if at is None:
            return
        people = self._pair(tag, b"address")
        sides = None if people is None else self._of(people, tag)
        if sides is not None:
            sender = _OWNER if sent else _OTHER
            self._message(
                "sms", at, sides, sides.by[sender], sides.actor[sender], measured(tag.cells.get(b"body")), tag
            )

    def _settle(self, mms: Mms) -> None:
        """A picture or group message, now whole."""
        tag = mms.tag
        tag.too_long += [mms.too_long] if mms.too_long else []
        if mms.flaw is not None:
            self._rows.reject(mms.flaw, tag.line)
            return
        if tag.cells.get(b"m_type") in _REPORTS:
            self._rows.leave_out(REPORT)
            return
        sent = self._direction(tag, b"msg_box")
        at = None if sent is None else self._moment(tag, "message")
        if sent is None or at is None:
            return
        thread = thread_of(mms, sent)
        if not thread.others:
            self._without_number(tag, b"address")
            return
        name = name_of(tag.cells.get(b"contact_name")) if len(thread.others) == 1 else None
        others = tuple((one, name) if name else (one,) for one in thread.others)
        sides = self._of(((thread.owner,) if thread.owner else (), *others), tag)
        if sides is None:
            return
        place = _OWNER if sent else None if thread.sender is None else thread.sender + 1
        by, actor = ("unknown", None) if place is None else (sides.by[place], sides.actor[place])
        length = None if mms.unspelled else mms.length
        self._message("mms", at, sides, by, actor, length, tag, people=thread.people)

    def _message(
        self, prefix: str, at: int, sides: Sides, by: str, actor: str | None, length: int | None, tag: Tag,
        people: int = 2,
    ) -> None:  # fmt: skip
        """One message. Its id is the moment, who, the length and a picture message's size: none of it is a text.

        So the same message has the same id in every backup, and two of one second differ by what they weigh.
        """
        size = whole_number(tag.cells.get(b"m_size"))
        parts = [prefix, at, by, "x" if length is None else length, *([size] if size else [])]
        self._rows.add(
            id="-".join(map(str, parts)), kind="message", by=by, at_us=at * _US, relationship=sides.relationship,
            channel="sms", length=length, people=people if people > 2 else None, actor=actor,
            account=sides.account[_OWNER], line=tag.line,
        )  # fmt: skip

    def _call(self, tag: Tag) -> None:
        cells, kind = tag.cells, tag.cells.get(b"type")
        if tag.flaw is not None:
            self._rows.reject(tag.flaw, tag.line)
            return
        if kind not in _CALLS:
            self._rows.reject(NO_TYPE, tag.line, "type")
            return
        at = self._moment(tag, "call")
        if at is None:
            return
        seconds = whole_number(cells.get(b"duration"))
        if seconds is None and cells.get(b"duration", b"null") != b"null":
            self._rows.reject(NO_DURATION, tag.line, "duration")
            return
        people = self._pair(tag, b"number")
        sides = None if people is None else self._of(people, tag)
        if sides is None:
            return
        by, actor = (side[_OWNER if kind == _OUTGOING else _OTHER] for side in (sides.by, sides.actor))
        if kind in _NOT_TAKEN:
            seconds = 0
        elif kind == _ELSEWHERE and not seconds:
            seconds = None  # it was taken, on a device that counts for itself
        assert by is not None
        self._rows.add(
            id=f"call-{at}-{by}", kind="call", by=by, at_us=at * _US, relationship=sides.relationship,
            channel="phone", minutes=None if seconds is None else seconds / 60, actor=actor,
            account=sides.account[_OWNER], line=tag.line,
        )  # fmt: skip

    # ---- what rows have in common ----

    def _direction(self, tag: Tag, column: bytes) -> bool | None:
        """Whether the owner sent a message; None where the row is counted as something else."""
        kind = tag.cells.get(column)
        if tag.flaw is not None:
            self._rows.reject(tag.flaw, tag.line)
        elif kind in _UNSENT:
            self._rows.leave_out(_UNSENT[kind])
        elif kind not in _SENT:
            self._rows.reject(NO_TYPE, tag.line, column.decode("ascii"))
        else:
            return _SENT[kind]
        return None

    def _moment(self, tag: Tag, kind: str) -> int | None:
        """When a row happened, in milliseconds; None where the row is turned away."""
        at = milliseconds(tag.cells.get(b"date"))
        if at is None or at >= LAST_US // _US:
            self._rows.reject(NO_DATE, tag.line, "date")
            return None
        if tag.too_long:
            self._rows.reject(TOO_LONG, tag.line, tag.too_long[0].decode("ascii"))
            return None
        first, last = self._spans.get(kind, (at, at))
        self._spans[kind] = (min(first, at), max(last, at))
        return at

    def _pair(self, tag: Tag, column: bytes) -> _People | None:
        """The owner and whoever the row names; None where that is nobody, and the row is counted."""
        key = (tag.cells.get(column, b""), tag.cells.get(b"contact_name"))
        people = self._known.get(key)
        if people is None:
            party, name = party_of(text_of(key[0])), name_of(key[1])
            if party is None:
                self._without_number(tag, column)
                return None
            people = ((), (party, name) if name else (party,))
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = people
        return people

    def _without_number(self, tag: Tag, column: bytes) -> None:
        if column in tag.cells:
            self._rows.leave_out(UNKNOWN_NUMBER)
        else:
            self._rows.reject(NO_NUMBER, tag.line, column.decode("ascii"))

    def _of(self, people: _People, tag: Tag) -> Sides | None:
        """The sides of these people; None where they are not listed, or of several pairs, and the row is counted."""
        if people in self._sides:
            sides = self._sides[people]
        else:
            sides = self._circle.sides(people, owner=_OWNER)
            if len(self._sides) >= _MOST_KNOWN:
                self._sides.clear()
            if len(people) <= _CROWD:
                self._sides[people] = sides
        if sides is None:
            self._rows.leave_out(NOT_LISTED)
        elif sides.relationship is None:
            self._rows.reject(SEVERAL, tag.line)
        else:
            return sides
        return None
