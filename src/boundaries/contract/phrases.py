"""The words of a contract's values inside an English sentence: `the client`, `by text message`, `in any 7 days`."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from boundaries.civil.day_words import joined
from boundaries.civil.hours import Hours
from boundaries.civil.hours_prose import hours_prose
from boundaries.civil.span import DAY, Calendar, Deadline, Span, in_words
from boundaries.contract.words import number_words

_ROLES = frozenset(
    "practitioner client couple family guardian parent partner interpreter supervisor carer insurer school court "
    "police employer".split()
)  # these take an article; a pseudonym does not
_CHANNELS = {
    "sms": "by text message (SMS)", "in_person": "in person", "portal": "through the portal", "whatsapp": "by WhatsApp",
    "signal": "by Signal",
}  # fmt: skip
_PURPOSES = {"scheduling": "arranging sessions", "crisis": "a crisis", "other": "other matters"}
BASES = {
    "consent": "by consent", "legal_duty": "where the law requires it", "risk": "where there is a risk",
    "supervision": "for supervision",
}  # fmt: skip
REASONS = {
    "crisis": "a crisis", "illness": "illness", "legal_duty": "a legal duty", "on_call": "being on call",
    "technical": "a technical fault", "modality": "the way of working", "access": "access needs",
    "culture": "a cultural custom", "other": "another reason",
}  # fmt: skip
_WINDOWS = {"day": "on one day", "week": "in one week (Monday to Sunday)", "month": "in one calendar month"}


def capital(text: str) -> str:
    """The text as a sentence begins: only the first letter is touched."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """A text of several lines as one."""
    return " ".join(text.split())


def ended(text: str) -> str:
    """The text on one line and with a full stop, unless its author ended it."""
    said = one_line(text)
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def party(name: str) -> str:
    """Somebody in a sentence: a known role with its article, a pseudonym or `both` as it is."""
    role = name.replace("_", " ")
    if name == "gp":
        return "the GP"
    return f"the {role}" if name in _ROLES else role


def begun(name: str) -> str:
    """Somebody at the beginning of a sentence: a pseudonym stays as it is written."""
    said = party(name)
    return said if said == name and name != "both" else capital(said)


def parties(names: Iterable[str]) -> str:
    """`the practitioner and the client`."""
    return joined([party(name) for name in names])


def channel(name: str) -> str:
    """`by phone`, `in person`."""
    return _CHANNELS.get(name) or f"by {name.replace('_', ' ')}"


def purposes(words: Iterable[str]) -> str:
    """`arranging sessions or a crisis`."""
    return joined([_PURPOSES.get(word, word) for word in words], "or")


def counted(number: Fraction, noun: str, many: str = "") -> str:
    """`1 minute`, `50 minutes`."""
    return f"{number_words(number)} {noun if number == 1 else many or f'{noun}s'}"


def length(value: Span | Deadline) -> str:
    """How long something takes: `2 weeks`, `8 open hours (inside the hours of contact)`."""
    said = in_words(value)
    return f"{said} (inside the hours of contact)" if getattr(value, "kind", "") == "open_hours" else said


def window(per: Span | Calendar) -> str:
    """The time in which something is counted: `in any 7 days`, `in one week (Monday to Sunday)`."""
    if isinstance(per, Calendar):
        return _WINDOWS[per.unit]
    if not per.months and per.micros % DAY == 0 and per.micros != DAY:
        return f"in any {per.micros // DAY} days"
    return f"in any {in_words(per).removeprefix('1 ')}"


def often(every: Span) -> str:
    """`every 7 days`, `every month`."""
    return f"every {in_words(every).removeprefix('1 ')}"


def when(hours: Hours) -> str:
    """Opening hours behind a verb: `Monday to Friday from 09:00 to 18:00`, `at these hours: “..”`."""
    said = hours_prose(hours)
    return f"at these hours: {said}" if said.startswith("“") else said
