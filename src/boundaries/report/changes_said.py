"""What changed over the time of a contract: its amendments, and the exceptions that were agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from boundaries.civil.day_words import joined, since_words, until_words
from boundaries.contract import consent
from boundaries.contract.clauses import BY_PATH, label_of
from boundaries.contract.model import Amendment, Contract
from boundaries.contract.phrases import REASONS, capital, ended, parties, party
from boundaries.contract.sentences import clause_sentences
from boundaries.contract.versions import Amended, Direction, Exemption
from boundaries.policy.document import filter_document
from boundaries.policy.policy import Scoped
from boundaries.report.clauses_said import clause_name
from boundaries.report.line import Line

_WAYS: dict[Direction, str] = {
    "looser": "looser", "tighter": "tighter", "both": "looser in one way, tighter in another", "changed": "changed",
    "equal": "worded anew, the same in effect",
}  # fmt: skip


# ---- amendments -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Written:
    """An amendment as the file has it, and what became of it; None where it comes after the end of the contract."""

    amendment: Amendment
    place: str
    became: Amended | None


def amendments_said(contract: Contract, at_us: int | None) -> Iterator[Line]:
    """Each amendment, in the order in which it comes into force; those after `at_us` only by name and date."""
    for written in _written(contract):
        if at_us is not None and written.became is not None and written.became.since_us > at_us:
            yield Line(f"{_title(written)} comes later: it {_in_force(written.became, contract)}.", 2)
        else:
            yield from _amendment(contract, written)


def _written(contract: Contract) -> list[_Written]:
    source, became = contract.source.get("amendments"), {a.location: a for a in contract.timeline.amendments}
    nodes = source.value if source and isinstance(source.value, list) else []
    found = [
        _Written(amendment, str(node.location), became.get(node.location))
        for amendment, node in zip(contract.amendments or [], nodes, strict=True)
    ]
    order = {a.location: n for n, a in enumerate(contract.timeline.amendments)}
    return sorted(found, key=lambda w: order[w.became.location] if w.became else len(order))


def _title(written: _Written) -> str:
    name = written.amendment.id or (written.became.name if written.became else "")
    return f"Amendment {name}".strip()


def _in_force(became: Amended, contract: Contract) -> str:
    since = since_words(became.since_us, contract.timezone)
    return f"is in force from {since} on" if became.applied else f"was to be in force from {since} on"


def _amendment(contract: Contract, written: _Written) -> Iterator[Line]:
    became = written.became
    said = [f"agreed on {since_words(written.amendment.agreed.start(contract.timezone), contract.timezone)}"]
    if written.amendment.agreed_by:
        said[0] += f" by {parties(written.amendment.agreed_by)}"
    if became is None:
        yield Line(f"{_title(written)}: {said[0]}. {_AFTER_THE_END}", 2, "plain", written.place)
        return
    yield Line(" ".join((f"{_title(written)}: {said[0]}.", *_history(contract, written, became))), 2, "plain",
               written.place)  # fmt: skip
    yield from (Line(text, 4) for text in _changes(contract, became))
    if "ends" in written.amendment.set:
        yield Line(_moved_end(contract, written.amendment, became.applied), 4)


_AFTER_THE_END = "It would come into force after the end of the contract, so it changes nothing."


def _history(contract: Contract, written: _Written, became: Amended) -> Iterator[str]:
    """Whether it is in force, and who proposed it for which need."""
    if became.applied:
        yield f"It {_in_force(became, contract)}."
        if became.lacking:
            yield "The practitioner alone may make the contract tighter, with notice."
    else:
        yield f"It is not applied: {parties(became.lacking)} did not agree to it."
    if _is_late(written, contract):
        yield "It was agreed after the day it was meant for, and makes nothing right afterwards."
    if became.proposed_by:
        yield f"Proposed by {party(became.proposed_by)}."
    if became.need_of:
        yield f"It answers a need of {party(became.need_of)}."
    if became.because:
        yield ended(f"The reason: {became.because}")


def _is_late(written: _Written, contract: Contract) -> bool:
    effective, agreed = written.amendment.effective, written.amendment.agreed
    return effective is not None and effective.start(contract.timezone) < agreed.start(contract.timezone)


def _changes(contract: Contract, became: Amended) -> Iterator[str]:
    """What each clause said before and says since, with the direction of the change."""
    ways, unchanged = dict(became.changes), True
    for path in BY_PATH:
        old, new = (clause_sentences(version, path, contract.currency) for version in (became.before, became.after))
        if old != new or path in ways:
            unchanged = False
            way = f" ({_WAYS[ways[path]]})" if path in ways else ""
            yield f"{label_of(path)}{way}. {_before(old, new)} {_since(old, new, became.applied)}"
    if unchanged:
        yield "No clause says anything else than before."


def _before(old: Sequence[str], new: Sequence[str]) -> str:
    if not old:
        return "Before, nothing was agreed."
    gone = _apart(old, new)
    return f"Before: {gone}" if gone else "Before, nothing was said of this."


def _since(old: Sequence[str], new: Sequence[str], applied: bool) -> str:
    if not new:
        return "Since then it is no longer agreed." if applied else "It would no longer be agreed."
    come = _apart(new, old)
    if not come:
        return "Since then that is no longer said." if applied else "That would no longer be said."
    return f"{'Since then' if applied else 'It would be'}: {come}"


def _apart(sentences: Sequence[str], others: Sequence[str]) -> str:
    """The sentences that are not among the others; all of them where both say the same."""
    same = set(sentences) == set(others)
    return " ".join(sentence for sentence in sentences if same or sentence not in others)


def _moved_end(contract: Contract, amendment: Amendment, applied: bool) -> str:
    end, verb = amendment.set["ends"].value, "takes" if applied else "would have taken"
    if end is None:
        return f"It {verb} the end of the contract away."
    verb = "moves" if applied else "would have moved"
    return f"It {verb} the end of the contract to {until_words(end.end(contract.timezone), contract.timezone)}."


# ---- exceptions -----------------------------------------------------------------------------------------------


def exceptions_said(contract: Contract, exemptions: Sequence[Scoped], at_us: int | None) -> Iterator[Line]:
    """Each exception: about what, from when until when, why, who agreed; and whether it is in force at `at_us`."""
    for item, scoped in zip(contract.exceptions or [], exemptions, strict=True):
        terms, zone = scoped.terms, contract.timezone
        title = f"{capital(terms.id)}" if item.id is None else f"Exception {item.id}"
        said = [f"{title}, about {clause_name(terms.clause)}: {_period(terms, zone)}."]
        if terms.reason:
            said.append(f"The reason: {REASONS[terms.reason]}.")
        if scoped.scope is not None:
            said.append(f"It is only for interactions with {_scope(filter_document(scoped.scope))}.")
        missing = consent.missing(contract, item.agreed_by)
        if missing:
            said.append(f"It covers nothing: {parties(missing)} did not agree to it.")
        else:
            said.append(f"Agreed by {parties(item.agreed_by or ())}.")
            said += _now(terms, at_us)
        yield Line(" ".join(said), 2, "plain", str(terms.location))


def _period(terms: Exemption, zone: str) -> str:
    start = f"from {since_words(terms.from_us, zone)}" if terms.from_us is not None else "from the start"
    if terms.until_us is None:
        return f"{start} on, without an end"
    return f"{start} until {until_words(terms.until_us, zone)}"


def _now(terms: Exemption, at_us: int | None) -> Iterator[str]:
    if at_us is None:
        return
    if terms.from_us is not None and at_us < terms.from_us:
        yield "It has not begun by then."
    elif terms.until_us is not None and at_us >= terms.until_us:
        yield "It is over by then."
    else:
        yield "It is in force then."


def _scope(document: object) -> str:
    """A filter in words where it is plain (`kind message or call, channel sms`), else as it is written."""
    assert isinstance(document, dict)
    parts = []
    for key, value in document.items():
        words = value if isinstance(value, list) else [value]
        if key in ("any", "not", "is") or not all(isinstance(word, str) for word in words):
            return f"`{document}`"
        parts.append(f"{key.replace('_', ' ')} {joined(words, 'or')}")
    return ", ".join(parts)
