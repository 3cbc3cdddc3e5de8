"""The three parts of a contract, clause by clause, as a version has them."""

from __future__ import annotations

from collections.abc import Iterator

from boundaries.civil.day_words import joined
from boundaries.contract.clauses import CLAUSES, clause_of, label_of, recipient_of, short
from boundaries.contract.completeness import Completeness, completeness
from boundaries.contract.model import Contract
from boundaries.contract.phrases import one_line, party
from boundaries.contract.sentences import clause_sentences, is_listed
from boundaries.contract.versions import Version
from boundaries.report.line import Line

_HEADINGS = {
    "administrative": "The administrative contract: how the two work together",
    "professional": "The professional contract: what the work is",
    "psychological": "The psychological contract: what each brings, said aloud",
}
_NAMES = {
    "administrative.reply_within": "the time a reply may take",
    "administrative.between_sessions": "contact between sessions",
    "administrative.after_hours": "contact after hours",
    "administrative.sharing": "sharing information",
    "administrative.ending": "contact after the ending",
    "professional.review_every": "reviews",
}


def parts_said(contract: Contract, version: Version) -> Iterator[Line]:
    """Every part with its heading: what was agreed, what does not apply and why, what is still open."""
    for part, settled in completeness(version).items():
        yield Line("")
        yield Line(_HEADINGS[part], 0, "heading")
        yield from _part(contract, version, part, settled)


def _part(contract: Contract, version: Version, part: str, settled: Completeness) -> Iterator[Line]:
    reasons = set(settled.not_applicable.values())
    if not settled.agreed and not settled.open and len(reasons) == 1:
        yield Line(f"The whole part does not apply ({one_line(reasons.pop())}).", 2)
        return
    for clause in CLAUSES:
        if clause.part == part:
            yield from clause_said(contract, version, clause.path)
    if settled.open:
        yield Line(f"Still open: {joined([clause_name(path) for path in settled.open])}.", 2)


def clause_said(contract: Contract, version: Version, path: str) -> Iterator[Line]:
    """One clause behind its label, with its place; several entries of a list stand below each other."""
    sentences, term = clause_sentences(version, path, contract.currency), version.terms.get(path)
    if not sentences:
        return
    label, place = label_of(path), str(term.location) if term else ""
    if is_listed(path) and len(sentences) > 1:
        yield Line(f"{label}:", 2, "plain", place)
        yield from (Line(sentence, 4) for sentence in sentences)
    else:
        yield Line(f"{label}: {' '.join(sentences)}", 2, "plain", place)


def clause_name(path: str) -> str:
    """What a full path is called inside a sentence: `contact after hours`, `sessions (overrun)`, `sharing with gp`."""
    clause, recipient, label = clause_of(path), recipient_of(path), label_of(path)
    if recipient:
        return f"sharing information with {party(recipient)}"
    name = _NAMES.get(clause, f"{label[:1].lower()}{label[1:]}")
    return name if clause == path else f"{name} ({short(path).rpartition('.')[2].replace('_', ' ')})"
