"""The zones of a calendar: what each TZID means, as a zone of the `tzdata` package or as none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from boundaries.civil.zone import zone_names

FLOATING, UTC = 0, 1
_MOST = 2_000  # names of zones in one file
_COPY = re.compile(r" \d{1,2}$")  # Outlook numbers zones of one name that are defined twice


@dataclass(slots=True, repr=False)
class Zones:
    """The zones a file names, by number in order of appearance. Holds names of zones alone, and shows none."""

    floating: str | None = None  # the zone of times that name none
    _numbers: dict[bytes, int] = field(default_factory=dict)
    _located: dict[bytes, str] = field(default_factory=dict)
    _names: dict[int, str | None] = field(default_factory=dict)

    def number(self, tzid: bytes) -> int:
        """The number of a TZID; one without a zone where there are more of them than any calendar has."""
        key = tzid.strip(b'" ')
        known = self._numbers.get(key)
        if known is None:
            known = UTC + 1 + len(self._numbers)
            if len(self._numbers) == _MOST:
                return known
            self._numbers[key] = known
        return known

    def locate(self, tzid: bytes, location: bytes) -> None:
        """A VTIMEZONE says which zone it stands for (X-LIC-LOCATION)."""
        if len(self._located) < _MOST:
            self._located[tzid.strip(b'" ')] = location.decode("utf-8", "replace").strip()

    def name(self, number: int) -> str | None:
        """The zone of a number, once the whole file is read; None for one that is not known."""
        if number == FLOATING:
            return self.floating
        if number == UTC:
            return "UTC"
        if number not in self._names:
            found = next((tzid for tzid, known in self._numbers.items() if known == number), None)
            self._names[number] = None if found is None else self._zone(found)
        return self._names[number]

    def _zone(self, tzid: bytes) -> str | None:
        text = tzid.decode("utf-8", "replace")
        if text.upper() in ("Z", "UTC"):
            return "UTC"
        parts = text.split("/")
        endings = ["/".join(parts[-n:]) for n in (3, 2, 1)] if text.startswith("/") else []
        for name in (text, *endings, self._located.get(tzid, "")):
            if name in zone_names():
                return name
        return _windows(text) or _windows(_COPY.sub("", text))


def _windows(name: str) -> str | None:
    """The zone that Windows calls so."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = WINDOWS_TO_OLSON.get(name)
    return found if found in zone_names() else None
