"""What was agreed, in plain English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from boundaries.civil.span import Calendar, Deadline, Span
from boundaries.civil.span import in_words as span_in_words
from boundaries.contract.clauses import CLAUSES, FIELDS, PARTS, Clause, clause_of, short
from boundaries.contract.values import listed

if TYPE_CHECKING:
    from boundaries.contract.versions import Timeline, Version

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


def version_in_words(version: Version, timezone: str | None = None) -> list[str]:
    """The clauses of a version, a sentence each: `Hours: Mo-Fr 09:00-18:00; PH off (Europe/London)`."""
    return list(_sentences(version, timezone))


def _sentences(version: Version, timezone: str | None) -> Iterator[str]:
    for clause in CLAUSES:
        if clause.path in version.not_applicable:
            yield f"{clause.label}: does not apply"
        elif clause.path in version.terms:
            zone = f" ({timezone})" if timezone and clause.value and clause.value.kind == "hours" else ""
            yield f"{clause.label}: {version.terms[clause.path].words}{zone}"


def in_words(subject: Timeline | Version, timezone: str | None = None) -> list[str]:
    """Plain sentences for a version, or for every version of a timeline in turn."""
    from boundaries.contract.versions import Version

    if isinstance(subject, Version):
        return version_in_words(subject, timezone)
    lines: list[str] = []
    before: list[str] = []
    for version in subject.versions:
        sentences = version_in_words(version, timezone)
        changed = [s for s in sentences if s not in before]
        gone = {s.partition(":")[0] for s in before} - {s.partition(":")[0] for s in sentences}
        lines.append(f"In force since {version.effective}")
        lines += [*changed, *(f"{label}: no longer agreed" for label in sorted(gone))]
        before = sentences
    return lines


def completeness(version: Version) -> dict[str, tuple[str, ...]]:
    """The clauses still open in each part: neither agreed nor said not to apply."""
    settled = {*version.terms, *version.not_applicable}
    return {part: tuple(short(c.path) for c in CLAUSES if c.part == part and c.path not in settled) for part in PARTS}
