"""What shipped rules may cite: what was read in a copy, and nowhere more; all else is a local choice."""

from __future__ import annotations

import re
from collections.abc import Iterator

LOCAL = "local choice"


def _letters(place: str, letters: str) -> tuple[str, ...]:
    return tuple(place + letter for letter in letters)


# A source as it is written, and the places of it that were read; () where it has none of its own.
CONFIRMED: dict[str, tuple[str, ...]] = {
    "BACP Ethical Framework 2018, Good Practice": (
        "30", "31", *_letters("31", "abcdef"), "32", "33", "60",
    ),
    "BACP Ethical Framework 2018, Commitment": ("2d", "2e", "4c", "6b", "6c"),
    "BACP Ethical Framework 2016, Good Practice": ("33c", "33d"),
    "BACP, supervision page": (),
    "NASW Code of Ethics": ("1.03", "1.06", *(f"1.06({letter})" for letter in "abcdefgh"), "3.01"),
    "ACA Code of Ethics 2014": (
        *(f"A.{n}" for n in range(1, 13)), *(f"B.{n}" for n in range(1, 8)),
        "A.1.b", "A.1.c", "A.1.d", "A.2.a", "A.6.d", "A.6.e", "B.1.d", "H.6.d",
    ),
    "ACA Code of Ethics 2014, section": ("H",),  # distance counselling
    "APA Ethics Code 2017": (
        "2.06", "3.04", "3.05", "3.06", "3.08", "3.10", "3.12", "4.01", "4.02", "10.01", "10.09", "10.10",
    ),
    "UKCP Code 2019, paragraph": ("7", "23"),
    "ITAA Code of Ethics": (),
    "Walker & Clark 1999, Psychiatric Services 50(11):1435": (),
    "Norris, Gutheil & Strasburger 2003, Psychiatric Services 54(4):517": (),
    "Gutheil & Gabbard 1998, American Journal of Psychiatry 155:409": (),
    "Pope & Keith-Spiegel 2008, Journal of Clinical Psychology 64(5):638": (),
    "Wheeler ed., Psychotherapy for the APPN, Box 5-1": (),
    "Steiner, Scripts People Live": (),
    "DBT programme pages": (),
}  # fmt: skip


def unconfirmed(source: str) -> Iterator[str]:
    """What of an entry of `sources` is neither confirmed nor said to be a local choice."""
    if source == LOCAL or source.startswith(f"{LOCAL}: "):
        return
    named = next((name for name in sorted(CONFIRMED, key=len, reverse=True) if source.startswith(name)), None)
    if named is None:
        yield source
        return
    cited, _, _ = source.removeprefix(named).partition(": ")  # what follows says what is found there
    places = [place for place in re.split(r", | and ", cited.strip(" ,")) if place]
    yield from (f"{named}, {place}" for place in places if place not in CONFIRMED[named])
    if bool(places) != bool(CONFIRMED[named]):
        yield f"{source}: a place of it" if CONFIRMED[named] else source
