"""The words of opening hours, and what somebody may have meant who wrote others."""

from __future__ import annotations

import re

from boundaries.core.errors import did_you_mean

WEEKDAYS = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
STATES = {"open": True, "off": False, "closed": False}
_KNOWN = (*(day.title() for day in WEEKDAYS), *(month.title() for month in MONTHS), *STATES, "PH", "week")

# English, German, French, Spanish, Italian, Dutch and Portuguese weekdays; a short form may mean two days.
_DAY_WORDS = (
    "mon monday montag mon. lun lundi lunes lunedi lunedì lu maandag ma segunda",
    "tue tues tuesday dienstag di mardi martes martedi martedì dinsdag terça terca",
    "wed weds wednesday mittwoch mi mer mercredi miercoles miércoles mercoledi mercoledì me mie woensdag wo quarta",
    "thu thur thurs thursday donnerstag do jeudi je jue jueves giovedi giovedì gi gio donderdag quinta",
    "fri friday freitag vendredi ve vie viernes venerdi venerdì ven vrijdag vr sexta",
    "sat saturday samstag sonnabend samedi sam sab sábado sabado sabato zaterdag za",
    "sun sunday sonntag so dimanche dim dom domingo domenica zondag zo",
)
_MONTH_WORDS = (
    "january januar janvier enero gennaio januari janeiro jänner ene gen",
    "february februar février fevrier febrero febbraio februari fevereiro",
    "march märz maerz mars marzo maart março mrz mär",
    "april avril abril aprile abr avr",
    "mai mayo maggio mei maio",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août aout agosto augustus ago",
    "sept september septembre septiembre settembre setembro set",
    "october oktober octobre octubre ottobre outubro okt out ott",
    "november novembre noviembre novembro",
    "december dezember décembre decembre diciembre dicembre dezembro dez dic déc",
)
_MEANT: dict[str, str] = {
    **{word: tuple(MONTHS)[i].title() for i, words in enumerate(_MONTH_WORDS) for word in words.split()},
    **{word: tuple(WEEKDAYS)[i].title() for i, words in enumerate(_DAY_WORDS) for word in words.split()},
    "daily": "Mo-Su", "weekdays": "Mo-Fr", "weekday": "Mo-Fr", "weekend": "Sa-Su", "weekends": "Sa-Su",
    "täglich": "Mo-Su", "werktags": "Mo-Fr", "always": "24/7", "never": "off", "shut": "off", "geschlossen": "off",
    "fermé": "off", "cerrado": "off", "chiuso": "off", "feiertag": "PH", "feiertage": "PH", "holiday": "PH",
    "holidays": "PH", "bank": "PH", "weeks": "week", "kw": "week", "midnight": "24:00", "noon": "12:00",
}  # fmt: skip
_JOINTS = {"to": "-", "till": "-", "until": "-", "through": "-", "bis": "-", "and": ",", "und": ",", "et": ","}
_REFUSED = {
    **dict.fromkeys(
        ("sunrise", "sunset", "dawn", "dusk"),
        ("moves with the sun", "write clock times, such as `07:00-19:00`"),
    ),
    "unknown": ("is neither open nor closed", "say `open` or `off`"),
    "sh": ("stands for school holidays, which are not known here", "write their dates: `Jul 20-Aug 31 off`"),
    "easter": ("is not understood as a date", "`PH` covers public holidays; else write dates: `2026 Apr 05`"),
    "hours": ("is a length of time, not a time of day", "write clock times, such as `09:00-17:00`"),
}


def about_word(word: str) -> tuple[str, str]:
    """What is wrong with a word, and a way out."""
    low = word.lower()
    if low in _REFUSED:
        return _REFUSED[low]
    if low in WEEKDAYS or low in MONTHS or low in STATES or low in ("ph", "week"):
        return "does not stand here", "days stand before times, `off` behind them; separate rules with `;`"
    if low in _JOINTS:
        return "is not part of opening hours", f"write `{_JOINTS[low]}` in its place"
    hint = _meant(low) or did_you_mean(low, _KNOWN) or _meant(did_you_mean(low, _MEANT))
    return "is not part of opening hours", hint or "days are `Mo` to `Su`, months `Jan` to `Dec`, holidays `PH`"


def _meant(word: str) -> str:
    """What a word of some language, or one in backticks that is near, is in opening hours."""
    meant = _MEANT.get(word.rpartition("`")[0].rpartition("`")[2] or word)
    return f"did you mean `{meant}`?" if meant else ""


_CLOCK = r"(\d{{1,2}})(?:\s?[.:h]\s?(\d{{2}})|h)?\s?(?:(?P<{0}>[ap])\.?m?\.?(?![a-z]))?(?:uhr|\s?h\b)?"
_SPAN_MEANT = re.compile(_CLOCK.format("first") + r"\s*[-–—]\s*" + _CLOCK.format("last"), re.IGNORECASE | re.ASCII)
_TIME_MEANT = re.compile(_CLOCK.format("half"), re.IGNORECASE | re.ASCII)
_DIGITS_MEANT = re.compile(r"([01]\d|2\d)([0-5]\d)\s*-\s*([01]\d|2\d)([0-5]\d)(?!\d)", re.ASCII)


def times_meant(text: str, offset: int) -> str:
    """A hint for what looks like clock times written in another way at `offset`: `9-17`, `9am`, `9.00`, `0900-1700`."""
    if found := _DIGITS_MEANT.match(text, offset):
        return f"did you mean `{found[1]}:{found[2]}-{found[3]}:{found[4]}`?"
    if found := _SPAN_MEANT.match(text, offset):
        first, last = _clock(found[1], found[2], found["first"]), _clock(found[4], found[5], found["last"])
        if last <= first < last + 12 * 60 and not found["last"] and last < 12 * 60:
            last += 12 * 60  # 9-5 ends in the afternoon, 22-7 on the next morning
        if max(first, last) <= 24 * 60:
            return f"did you mean `{written(first)}-{written(last)}`?"
    if (found := _TIME_MEANT.match(text, offset)) and (time := _clock(found[1], found[2], found["half"])) < 24 * 60:
        return f"a time is written `{written(time)}`, a span `{written(time)}-{written(min(time + 60, 24 * 60))}`"
    return "times are written `09:00-17:00`"


def _clock(hour: str, minute: str | None, half: str | None) -> int:
    """Minutes from midnight of a clock time of twelve or 24 hours."""
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half in "pP" else 0)
    return hours * 60 + int(minute or 0)


def written(minutes: int) -> str:
    """A time of day as opening hours write it."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
