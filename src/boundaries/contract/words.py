"""What was agreed in a few words, as findings show it; sentences.py says the same as a person would."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from boundaries.civil.span import Calendar, Deadline, Span
from boundaries.civil.span import in_words as span_in_words
from boundaries.contract.clauses import CLAUSES, FIELDS, Clause, clause_of
from boundaries.contract.values import listed

_MONEY = frozenset(("administrative.fee.amount", "administrative.cancellation.fee"))


def number_words(number: Fraction) -> str:
    """A number as it is written: `50`, `7.5`."""
    whole = number.denominator == 1
    return str(number.numerator) if whole else f"{float(number):.6f}".rstrip("0")


def value_words(value: object) -> str:
    """One value in plain words."""
    if isinstance(value, Fraction):
        return number_words(value)
    if isinstance(value, Span | Deadline | Calendar):
        return span_in_words(value)
    if isinstance(value, dict):
        return ", ".join(_channel_words(channel, purposes) for channel, purposes in value.items()) or "none"
    if isinstance(value, tuple):
        return listed(value) if value else "none"
    return str(getattr(value, "text", value))


def _channel_words(channel: str, purposes: tuple[str, ...] | None) -> str:
    named = channel.replace("_", " ")
    return f"{named} for anything" if purposes is None else f"{named} for {listed(purposes)}"


def cap_words(at_most: object, per: object) -> str:
    """A cap: `at most 5 in 7 days` (rolling), `at most 1 a week` (calendar)."""
    if isinstance(per, Calendar):
        return f"at most {value_words(at_most)} {value_words(per)}"
    days = isinstance(per, Span) and not per.months and per.micros % (24 * 3_600_000_000) == 0
    window = f"{per.micros // (24 * 3_600_000_000)} days" if days and isinstance(per, Span) else value_words(per)
    return f"at most {value_words(at_most)} in {'1 day' if window == '1 days' else window}"


def path_words(path: str, values: Mapping[str, object], currency: str | None = None) -> str:
    """The words of one path, among the values of its version; a cap's two fields say the cap."""
    clause = clause_of(path)
    at_most, per = f"{clause}.at_most", f"{clause}.per"
    if path in (at_most, per) and values.get(at_most) is not None and values.get(per) is not None:
        return cap_words(values[at_most], values[per])
    field = FIELDS.get(path)
    if field is None:
        found = (f"{path}.{name.name}" for name in _clause(path).fields)
        parts = (path_words(p, values, currency) for p in found if p in values)
        return ", ".join(dict.fromkeys(parts)) or "agreed, without details"
    value = values[path]
    free = isinstance(value, tuple) and (field.looser == "changed" or field.entries)
    text = ", ".join(map(str, value)) if free and value and isinstance(value, tuple) else value_words(value)
    if path in _MONEY and currency:
        text = f"{text} {currency}"
    return field.says.format(value=text, whose=f"{text}'" if text.endswith("s") else f"{text}'s")


def _clause(path: str) -> Clause:
    return next(clause for clause in CLAUSES if clause.path == path)
