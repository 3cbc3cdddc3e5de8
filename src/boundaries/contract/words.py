"""What was agreed in a few words, as findings show it; sentences.py says the same as a person would."""

from __future__ import annotations

from fractions import Fraction

from boundaries.civil.span import DAY, Calendar, Counted, Deadline, Span, amounts, in_words
from boundaries.contract.clauses import BY_PATH, FIELDS, clause_of, recipient_of
from boundaries.contract.sharing import Entry
from boundaries.contract.versions import Version
from boundaries.core.catalogue import Catalogue, catalogue, show
from boundaries.core.language import ENGLISH

_A = "administrative."
_MONEY = frozenset((_A + "fee.amount", _A + "cancellation.fee"))
_EVERY = frozenset((_A + "sessions.every", _A + "supervision.every", "professional.review_every"))
_WORDS = {  # what the words at a path are words of
    _A + "accounts": "account", _A + "after_hours.purposes": "purpose", _A + "after_hours.channels": "channel",
    _A + "ending.contact": "purpose", _A + "supervision.identifiable": "flag", _A + "social": "social",
    _A + "fee.waiver": "excuse", _A + "sharing": "recipient",
}  # fmt: skip


def number_words(number: Fraction) -> str:
    """A number as it is written: `50`, `7.5`."""
    return show(number)


def value_words(value: object, language: str = ENGLISH, group: str = "", form: str = "") -> str:
    """One value in plain words; `group` is the list its words are on, `form` one that durations have in a language."""
    spoken = catalogue(language)
    if isinstance(value, Fraction):
        return spoken.number(value)
    if isinstance(value, Span | Deadline | Calendar | Counted):
        return in_words(value, language, form)
    if isinstance(value, dict):
        listed = ", ".join(_channel_words(channel, purposes, spoken) for channel, purposes in value.items())
        return listed or spoken.form("list.none")
    if isinstance(value, tuple):
        return spoken.either(_word(str(one), group, spoken) for one in value) or spoken.form("list.none")
    return _word(str(getattr(value, "text", value)), group, spoken)


def _word(word: str, group: str, spoken: Catalogue) -> str:
    return spoken.word(group, word) if group and spoken.has(f"{group}.{word}") else word


def _channel_words(channel: str, purposes: tuple[str, ...] | None, spoken: Catalogue) -> str:
    named = spoken.word("channel", channel)
    if purposes is None:
        return spoken.say("agreed.channel_any", channel=named)
    wanted = spoken.either(spoken.word("purpose", purpose) for purpose in purposes)
    return spoken.say("agreed.channel", channel=named, purposes=wanted)


def cap_words(at_most: object, per: object, language: str = ENGLISH) -> str:
    """A cap: `at most 5 in 7 days` (rolling), `at most 1 a week` (calendar)."""
    key = "agreed.cap_calendar" if isinstance(per, Calendar) else "agreed.cap"
    days = isinstance(per, Span) and not per.months and per.micros % DAY == 0  # told in days, however many
    window = Counted(Fraction(per.micros // DAY), "day") if isinstance(per, Span) and days else per
    return catalogue(language).say(key, at_most=value_words(at_most, language), **_forms(window, language))


def words_of(version: Version, path: str, language: str = ENGLISH) -> str:
    """What a version says at one path of its terms; a cap's two fields say the cap."""
    term, spoken = version.terms[path], catalogue(language)
    if recipient_of(path):
        return "; ".join(_recipient(entry, spoken) for entry in term.entries)
    clause = clause_of(path)
    at_most, per = (version.terms.get(f"{clause}.{name}") for name in ("at_most", "per"))
    if at_most and per and path in (f"{clause}.at_most", f"{clause}.per"):
        return cap_words(at_most.value, per.value, language)
    if path not in FIELDS:
        below = (f"{path}.{field.name}" for field in BY_PATH[path].fields)
        parts = dict.fromkeys(words_of(version, one, language) for one in below if one in version.terms)
        return ", ".join(parts) or spoken.form("agreed.nothing_more")
    if path in _EVERY and isinstance(term.value, Span):
        return _every(term.value, language)
    values = _forms(term.value, language, _WORDS.get(path, ""), _is_list(path, term.value))
    if path in _MONEY and version.currency:
        values = {name: f"{value} {version.currency}" for name, value in values.items()}
    keys = (f"agreed.{path}", f"agreed.{path.rpartition('.')[2]}")
    key = next((key for key in keys if spoken.has(key)), None)
    return spoken.say(key, **values) if key else values["value"]


def _is_list(path: str, value: object) -> bool:
    """Whether the words at a path all hold, and are no choice between them."""
    field = FIELDS[path]
    return isinstance(value, tuple) and bool(value) and (field.looser == "changed" or bool(field.entries))


def _forms(value: object, language: str, group: str = "", of_all: bool = False) -> dict[str, str]:
    """A value as the phrases of a language may want it: `value`, and `value:dative` and the like."""
    if of_all and isinstance(value, tuple):
        return {"value": ", ".join(_word(str(one), group, catalogue(language)) for one in value)}
    forms = ("", *sorted(catalogue(language).forms))
    return {f"value:{form}".removesuffix(":"): value_words(value, language, group, form) for form in forms}


def _every(span: Span, language: str) -> str:
    """`every 7 days`, `every month`."""
    spoken, parts = catalogue(language), amounts(span)
    if len(parts) == 1 and parts[0][0] == 1:
        return spoken.form(f"every.{parts[0][1]}")
    return spoken.say("every.span", **_forms(span, language))


def _recipient(entry: Entry, spoken: Catalogue) -> str:
    """What is agreed with a recipient: `gp on the basis of consent, until 2027-01-01`."""
    basis, until, who = entry.get("basis"), entry.get("until"), spoken.word("recipient", str(entry["with"]))
    said = (
        spoken.say("agreed.recipient_any", who=who)
        if basis is None
        else spoken.say("agreed.recipient", who=who, basis=spoken.word("basis", str(basis)))
    )
    return spoken.say("agreed.until", what=said, date=str(until)) if until else said
