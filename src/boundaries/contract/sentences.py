"""Each clause of a contract as a person would say it; `Term.words` has the same in short, for findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from boundaries.civil.day_words import joined
from boundaries.civil.hours_prose import hours_prose
from boundaries.contract.clauses import BY_PATH, FIELDS, clause_of, recipient_of
from boundaries.contract.entries import ENTRIES, NOTHING
from boundaries.contract.phrases import (
    capital,
    channel,
    counted,
    ended,
    length,
    often,
    one_line,
    purposes,
    when,
    window,
)  # fmt: skip
from boundaries.contract.versions import Version
from boundaries.contract.words import number_words
from boundaries.core.columns import ACCOUNTS


class _Values:
    """The values of one clause by field, None where there is none; `money` adds the contract's currency."""

    def __init__(self, version: Version, clause: str, currency: str | None) -> None:
        self._terms, self._clause, self._currency = version.terms, clause, currency

    def __getitem__(self, field: str) -> Any:
        term = self._terms.get(f"{self._clause}.{field}")
        return None if term is None else term.value

    def money(self, field: str) -> str:
        """An amount: `70 GBP`."""
        amount = number_words(self[field])
        return f"{amount} {self._currency}" if self._currency else amount


def clause_sentences(version: Version, path: str, currency: str | None = None) -> tuple[str, ...]:
    """What a version says at the full path of a clause, or of a recipient of `sharing`; nothing where it is silent.

    Lists of mappings give a sentence for each entry, other clauses one or more short ones that belong together.
    """
    return tuple(_sentences(version, path, currency))


def _sentences(version: Version, path: str, currency: str | None) -> Iterator[str]:
    term = version.terms.get(path)
    if path in version.not_applicable:
        yield f"This does not apply ({one_line(version.not_applicable[path])})."
    elif term is None:
        return
    elif path in ENTRIES or recipient_of(path):
        yield from (ended(ENTRIES[clause_of(path)](entry)) for entry in term.entries)
        if not term.entries:
            yield NOTHING[path]
    elif path in VALUES:
        yield ended(VALUES[path](term.value))
    else:
        found = [ended(text) for text in FIELDS_OF[path](_Values(version, path, currency))]
        found += _ruled_out(version, path)
        yield from found or ["This was agreed, without details."]


def is_listed(path: str) -> bool:
    """Whether a clause is a list of mappings, whose sentences each stand alone."""
    return path in ENTRIES


def _ruled_out(version: Version, clause: str) -> Iterator[str]:
    """The fields of a clause that were said not to apply."""
    for field in BY_PATH[clause].fields:
        if (reason := version.not_applicable.get(f"{clause}.{field.name}")) is not None:
            yield f"One thing does not apply: {FIELDS[f'{clause}.{field.name}'].about} ({one_line(reason)})."


# ---- clauses that are one value -------------------------------------------------------------------------------


def _hours(value: Any) -> str:
    said = when(value)
    return "There are no hours of contact" if said == "never" else f"Contact takes place {said}"


def _channels(value: Mapping[str, tuple[str, ...] | None]) -> str:
    groups: dict[tuple[str, ...] | None, list[str]] = {}
    for name, for_what in value.items():
        groups.setdefault(for_what, []).append(channel(name))
    said = [
        f"{joined(names, 'or')} for {'anything' if for_what is None else purposes(for_what)}"
        for for_what, names in groups.items()
    ]
    return f"Contact is {'; '.join(said)}" if said else "No way of contact is agreed"


def _accounts(value: tuple[str, ...]) -> str:
    if not value:
        return "No number or address of the practitioner is agreed"
    other = next((f", not {word} ones" for word in ACCOUNTS if word not in value), "")
    return f"The practitioner uses {joined(value)} numbers and addresses{other}"


def _limits(value: tuple[str, ...]) -> str:
    if not value:
        return "No limits of confidentiality were named"
    return f"Confidentiality has limits, of which the client was told: {joined(value)}"


VALUES: dict[str, Callable[[Any], str]] = {
    "administrative.hours": _hours,
    "administrative.channels": _channels,
    "administrative.accounts": _accounts,
    "administrative.reply_within": lambda value: f"A reply comes within {length(value)}",
    "administrative.social": lambda value: (
        "There are no ties on social networks" if value == "none" else f"Ties on social networks: {value}"
    ),
    "administrative.limits": _limits,
    "professional.review_every": lambda value: f"The two look at their agreement together {often(value)}",
}


# ---- clauses of several fields --------------------------------------------------------------------------------


def _cap(v: _Values, noun: str, many: str) -> Iterator[str]:
    """A limit in a window: `There is at most 1 session in one week`; of half a cap what there is."""
    number, per = v["at_most"], v["per"]
    if number is None:
        if per is not None:
            yield f"{capital(many)} are counted {window(per)}, but no limit is said"
        return
    verb, count = ("is", f"at most 1 {noun}") if number == 1 else ("are", f"at most {number_words(number)} {many}")
    limit = f"There {verb} {count if number else f'no {many}'}"
    yield f"{limit} {window(per)}" if per is not None else f"{limit}; in what time is not said" if number else limit


def _between(v: _Values) -> Iterator[str]:
    yield from _cap(v, "message or call", "messages and calls")


def _calls(v: _Values) -> Iterator[str]:
    if v["minutes"] is not None:
        yield f"A call lasts at most {counted(v['minutes'], 'minute')}"


def _after_hours(v: _Values) -> Iterator[str]:
    if v["purposes"] is not None:
        what = f"is for {purposes(v['purposes'])}" if v["purposes"] else "has no agreed purpose"
        yield f"Contact outside the hours {what}"
    if v["channels"] is not None:
        ways = joined([channel(name) for name in v["channels"]], "or") if v["channels"] else "by no agreed way"
        yield f"It is {ways}" if v["purposes"] is not None else f"Contact outside the hours is {ways}"
    yield from _cap(v, "such contact", "such contacts")
    if v["support"] is not None:
        yield f"Other sources of support: {joined(v['support']) if v['support'] else 'none'}"


def _sessions(v: _Values) -> Iterator[str]:
    yield from _cap(v, "session", "sessions")
    if v["every"] is not None:
        yield f"The usual rhythm is one session {often(v['every'])}"
    if v["minutes"] is not None:
        yield f"A session lasts {counted(v['minutes'], 'minute')}"
    if v["overrun"] is not None:
        over = f"may run over by at most {counted(v['overrun'], 'minute')}" if v["overrun"] else "does not run over"
        yield f"{'It' if v['minutes'] is not None else 'A session'} {over}"
    if v["slot"] is not None:
        said = hours_prose(v["slot"])
        yield "There is no usual time" if said == "never" else f"Sessions usually begin in this time: {said}"
    if v["places"] is not None:
        yield f"The agreed places are {joined(v['places'])}" if len(v["places"]) > 1 else _place(v["places"])


def _place(places: tuple[str, ...]) -> str:
    return f"The agreed place is {places[0]}" if places else "No place is agreed"


def _cancellation(v: _Values) -> Iterator[str]:
    if v["notice"] is not None:
        yield f"To cancel a session, the client gives at least {_notice(v['notice'])}"
    if v["fee"] is not None:
        yield f"A late cancellation costs {v.money('fee') if v['fee'] else 'nothing'}"
    if v["practitioner_notice"] is not None:
        yield f"To cancel a session, the practitioner gives at least {_notice(v['practitioner_notice'])}"
    if v["reschedule_within"] is not None:
        yield f"A new time is found within {length(v['reschedule_within'])}"
    if v["noshow"] is not None:
        yield f"A missed session is followed up within {length(v['noshow'])}"


def _notice(value: Any) -> str:
    said = length(value)
    ending = "'" if said.endswith("s") else "'s"
    return f"{said}{ending} notice"


def _fee(v: _Values) -> Iterator[str]:
    if v["amount"] is not None:
        yield f"A session costs {v.money('amount') if v['amount'] else 'nothing'}"
    if v["due_within"] is not None:
        yield f"{'It' if v['amount'] is not None else 'The fee'} is paid within {length(v['due_within'])}"
    if v["waiver"] is not None:
        why = f"may be waived for {joined(v['waiver'], 'or')}" if v["waiver"] else "is not waived"
        yield f"The fee {why}"


def _gifts(v: _Values) -> Iterator[str]:
    limit, per = v["at_most"], v["per"]
    if limit is None:
        yield from _cap(v, "gift", "gifts")
    elif limit:
        time = f", {window(per)}" if per is not None else "; in what time is not said"
        yield f"Gifts come to at most {number_words(limit)}, by number or by value{time}"
    else:
        yield "There are no gifts"


def _supervision(v: _Values) -> Iterator[str]:
    if v["every"] is not None:
        yield f"The practitioner goes to supervision {often(v['every'])}"
    if v["minutes"] is not None:
        yield f"A supervision meeting lasts {counted(v['minutes'], 'minute')}"
    if v["after_crossing"] is not None:
        yield f"When something agreed was crossed, it is brought to supervision within {length(v['after_crossing'])}"
    if v["identifiable"] is not None:
        yield f"In supervision the client {'may' if v['identifiable'] == 'true' else 'cannot'} be recognised"


def _records(v: _Values) -> Iterator[str]:
    if v["within"] is not None:
        yield f"Records are written within {length(v['within'])}"
    if v["keep"] is not None:
        yield f"{'They' if v['within'] is not None else 'Records'} are kept for {length(v['keep'])}"


def _rest(v: _Values) -> Iterator[str]:
    if v["night"] is not None:
        said = when(v["night"])
        yield "No nights of rest are agreed" if said == "never" else f"The practitioner rests at night, {said}"
    if v["days_off"] is not None:
        said = when(v["days_off"]).replace(" all day", "")
        yield "No days off are agreed" if said == "never" else f"The practitioner's days off: {said}"
    if v["caseload_cap"] is not None:
        yield f"The practitioner works with at most {counted(v['caseload_cap'], 'client')} at a time"


def _ending(v: _Values) -> Iterator[str]:
    for_what, how_long = v["contact"], v["for"]
    if for_what == ():
        yield "After the ending there is no contact"
    elif for_what is not None or how_long is not None:
        what = f" for {purposes(for_what)}" if for_what else ""
        time = f", for up to {length(how_long)}" if how_long is not None else ""
        yield f"After the ending there may be contact{what}{time}"


FIELDS_OF: dict[str, Callable[[_Values], Iterator[str]]] = {
    "administrative.between_sessions": _between,
    "administrative.calls": _calls,
    "administrative.after_hours": _after_hours,
    "administrative.sessions": _sessions,
    "administrative.cancellation": _cancellation,
    "administrative.fee": _fee,
    "administrative.gifts": _gifts,
    "administrative.supervision": _supervision,
    "administrative.records": _records,
    "administrative.rest": _rest,
    "administrative.ending": _ending,
}
