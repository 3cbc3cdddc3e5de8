"""What a report says of a drift beside its sentence: since when, from what to what, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boundaries.core.catalogue import Catalogue, catalogue
from boundaries.core.finding import Finding
from boundaries.core.language import ENGLISH
from boundaries.core.sentence import calm

TOLD = 1000  # the largest factor that is said as a number
_TIMES = ("minutes", "hours", "days")  # units that are said with a number; money has none, counts need none


def drift_sentences(finding: Finding, language: str = ENGLISH) -> Iterator[str]:
    """The lines of one drift; what a view does not show of it is left out."""
    say, told = catalogue(language), finding.params
    yield say.say("report.drift_since", since=told["since"], first=told["since_from"], last=told["since_until"])
    levels = dict(_levels(finding, say))
    if "factor" in levels:
        yield say.say("report.drift_share" if finding.unit == "share" else "report.drift_count", **levels)
    if finding.evidence_factor is not None:
        yield say.say("report.drift_evidence", found=told["from"], evidence=_evidence(finding.evidence_factor, say))
    if finding.second_opinion == "does not see it":
        yield say.form("report.drift_doubted")
    if finding.until is not None:
        yield say.say("report.drift_over", until=told["until"])


def _evidence(factor: float, say: Catalogue) -> str:
    """How much better, as far as that says anything."""
    if factor <= TOLD:
        return calm(factor, None, say.language)
    return say.say("report.drift_beyond", value=calm(TOLD, None, say.language))


def _levels(finding: Finding, say: Catalogue) -> Iterator[tuple[str, str]]:
    """What a week was and is, and how many times that, each with its interval; nothing where a view withholds it."""
    unit = "share" if finding.unit == "share" else None
    said = f" {say.word('unit', finding.unit)}" if finding.unit in _TIMES else ""
    for name in ("before", "after", "factor"):
        value, interval = getattr(finding, name), getattr(finding, f"{name}_interval")
        if value is None or interval is None:
            return
        measure, beside = (None, "") if name == "factor" else (unit, said)
        yield name, f"{calm(value, measure, say.language)}{beside}"
        for end, bound in zip(("low", "high"), interval, strict=True):
            yield f"{name}_{end}", calm(bound, measure, say.language)


def promises(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What is promised of the drifts among some findings, and where it holds; once for all of one kind."""
    return tuple(dict.fromkeys(finding.promise for finding in findings if finding.promise is not None))
