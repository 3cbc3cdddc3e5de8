"""The report for people: by relationship, then by clause; one calm sentence for what each rule found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from boundaries.core.finding import Finding
from boundaries.core.sentence import may_have_been, render, show
from boundaries.report.header import header

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy
    from boundaries.report.summary import RunSummary
    from boundaries.table.log import Reject, SourceSummary

Style = Literal["plain", "title", "heading", "crossing", "notice", "quiet"]
ANNOTATED = ("purpose", "reason", "account", "amount", "ref")  # what an annotations file can add
SHOWN_REJECTS = 20
SHOWN_NOT_CHECKED = 20


class Line(NamedTuple):
    """One paragraph of the report: its text, how far it is indented, what kind of text it is, and where it is written.

    The place stands in brackets behind the text, quiet where there is colour.
    """

    text: str
    indent: int = 0
    style: Style = "plain"
    place: str = ""


def text_report(
    findings: Sequence[Finding], policy: Policy, summary: RunSummary, rejects: Sequence[Reject] = (),
    *, language: str = "en", counts: bool = True,
) -> Iterator[Line]:  # fmt: skip
    """The whole report as lines. `findings` are sorted by relationship; `counts` False leaves the row counts out."""
    for label, text in header(policy, summary):
        yield Line(f"{label}: {text}" if label else text, 0, "title" if label == "boundaries" else "quiet")
    if counts:
        yield Line("")
        yield from row_lines(summary.sources, rejects)
    for relationship, group in groupby(findings, key=lambda finding: finding.relationship):
        yield Line("")
        yield Line(relationship, 0, "title")
        yield from _relationship(tuple(group), policy, language)
    yield Line("")
    yield from _closing(findings, summary)


def row_lines(sources: Sequence[SourceSummary], rejects: Sequence[Reject]) -> Iterator[Line]:
    """What became of the rows of each log, then the first of those turned away."""
    for source in sources:
        r = source.rows
        yield Line(
            f"{source.log} ({source.format}): {_count(r.rows_seen, 'row')} seen = {r.accepted:,} accepted + "
            f"{_count(r.duplicates, 'duplicate')} + {r.rejected:,} rejected + {_count(r.system, 'system row')}"
        )
    yield from (Line(str(reject), 2, "quiet") for reject in rejects[:SHOWN_REJECTS])
    if len(rejects) > SHOWN_REJECTS:
        more = f"... and {len(rejects) - SHOWN_REJECTS:,} more (--output-format json lists them all)"
        yield Line(more, 2, "quiet")


# ---- one relationship -------------------------------------------------------------------------------------


def _relationship(findings: Sequence[Finding], policy: Policy, language: str) -> Iterator[Line]:
    """The clauses of one relationship, each from its own first finding on, in the order of those."""
    clauses: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        clauses.setdefault((finding.contract, finding.clause or "", str(finding.location)), []).append(finding)
    for group in clauses.values():
        yield Line(clause_heading(group[0], policy), 2, "heading")
        rules: dict[str, list[Finding]] = {}
        for finding in group:
            rules.setdefault(finding.rule, []).append(finding)
        for name, ruled in rules.items():
            yield from _rule(name, ruled, policy, language)


def clause_heading(finding: Finding, policy: Policy) -> str:
    """The clause a finding is about: its path, its words, the contract, and the place it is written."""
    place = f", {finding.location}" if finding.location else ""
    if finding.clause is None:
        return f"no single clause ({finding.contract}{place})"
    words = clause_words(finding, policy)
    return f"{finding.clause}{f': {words}' if words else ''} ({finding.contract}{place})"


def clause_words(finding: Finding, policy: Policy) -> str:
    """What was agreed, in the words of the version in force at the finding."""
    index = policy.contract_of(finding.relationship)
    versions = () if index is None else policy.contracts[index].timeline.versions
    version = next((v for v in versions if v.effective == finding.version), None)
    term = version.terms.get(finding.clause or "") if version else None
    return (term.words if term else "") or finding.agreed or ""


def _rule(name: str, findings: Sequence[Finding], policy: Policy, language: str) -> Iterator[Line]:
    """What one rule found at one clause: the open findings in one sentence, the others after them."""
    opened = [finding for finding in findings if finding.status == "open"]
    if opened:
        crossings = sum(f.severity == "crossing" for f in opened)
        worst: Style = "crossing" if crossings else "notice"
        rest = len(opened) - crossings
        share = f" (and {_count(rest, 'notice')})" if crossings and rest else ""
        yield Line(f"{worst}{share}: {group_sentence(opened, policy, language)} [{name}]", 4, worst)
        for text in dict.fromkeys((opened[0].asks, opened[0].suggests)):
            if text:
                yield Line(text, 6)
        if rows := len(_evidence(opened)):
            yield Line(f"evidence: {_count(rows, 'row')}", 6, "quiet")
        if len(opened) > 1:  # a single one says so in its sentence
            yield from (Line(text, 6, "quiet") for text in doubts(opened, policy))
    excuses = Counter(finding.excused_by or "other" for finding in findings if finding.status == "excused")
    if excuses:
        total, each = sum(excuses.values()), ", ".join(f"{why} {n:,}" for why, n in sorted(excuses.items()))
        more = "more " if opened else ""
        yield Line(f"{total:,} {more}{'was' if total == 1 else 'were'} covered: {each} [{name}]", 4, "quiet")
    yield from (Line(unknown_sentence(f), 4, "quiet") for f in findings if f.status == "undetermined")


def group_sentence(findings: Sequence[Finding], policy: Policy, language: str = "en") -> str:
    """One sentence for several findings of one rule: how many, from the first to the last.

    The single finding keeps its own sentence. Values that differ are shown as a range (numbers) or a list (words).
    """
    if len(findings) == 1:
        return findings[0].says
    first, last = findings[0].params, findings[-1].params
    params: dict[str, object] = {name: _together([f.params.get(name) for f in findings]) for name in first}
    params |= {"from": first.get("from"), "until": last.get("until") or last.get("from")}
    fallback = f"{len(findings):,} times: {findings[0].title}"
    try:
        rule = policy.rule(findings[0].rule)
    except KeyError:  # a rule of another engine's making
        return fallback
    return render(rule.says.pick(language, len(findings)), params | {"count": len(findings)}, fallback)


def doubts(findings: Sequence[Finding], policy: Policy) -> Iterator[str]:
    """For each column that an excuse of open findings of one rule wanted: in how many, and what is not known then."""
    unless = next((rule.unless for rule in policy.rules if rule.name == findings[0].rule), ())
    for column, count in Counter(finding.unknown for finding in findings if finding.unknown).items():
        maybe = may_have_been(column, unless)
        yield f"not known in {count:,} of {len(findings):,}: whether it was {maybe}; the log does not say `{column}`"


def _evidence(findings: Sequence[Finding]) -> set[str]:
    return {row for finding in findings for row in finding.evidence}


def _together(values: Sequence[object]) -> object:
    """One value for many: itself where all agree, a range of numbers, or each word once."""
    known = list(dict.fromkeys(value for value in values if value is not None))
    if len(known) < 2:
        return known[0] if known else None
    if all(isinstance(value, int | float) for value in known):
        numbers = sorted(known, key=float)  # type: ignore[arg-type]
        return f"{show(numbers[0])}–{show(numbers[-1])}"
    return ", ".join(show(value) for value in known)


def unknown_sentence(finding: Finding) -> str:
    """What could not be judged for want of a column, and what would supply it."""
    rows = _count(len(finding.evidence), "row")
    if finding.unknown == "at":
        lacks, way = "the time of day is not known well enough", "nothing is concluded from that"
    elif finding.unknown == "by":
        lacks, way = "who it came from is not known", "nothing is concluded from that"
    else:
        lacks = f"`{finding.unknown}` is missing"
        way = (
            "an annotations file (--annotations) can add it"
            if finding.unknown in ANNOTATED
            else "a log that has it would tell"
        )
    return f"not known: in {rows} {lacks}; {way} [{finding.rule}]"


# ---- the end ----------------------------------------------------------------------------------------------


def _closing(findings: Sequence[Finding], summary: RunSummary) -> Iterator[Line]:
    for rule, where, reason in summary.not_checked[:SHOWN_NOT_CHECKED]:
        place = where if isinstance(where, str) else _count(where, "relationship")
        yield Line(f"not checked: {rule} ({place}): {reason}", 0, "quiet")
    if (more := len(summary.not_checked) - SHOWN_NOT_CHECKED) > 0:
        yield Line(f"... and {more:,} more that were not checked", 0, "quiet")
    if summary.relationships_without_contract:
        yield Line(
            f"{_count(summary.relationships_without_contract, 'relationship')} "
            f"({_count(summary.rows_without_contract, 'row')}) without a contract: not judged", 0, "quiet",
        )  # fmt: skip
    if summary.rows_outside_contract:
        rows = _count(summary.rows_outside_contract, "row")
        yield Line(f"{rows} outside the time of their contract (before it starts, or after it ends)", 0, "quiet")
    yield Line(counted(findings, summary), 0, "title")


def counted(findings: Iterable[Finding], summary: RunSummary) -> str:
    """The last line: how many findings of each weight, or that nothing was crossed as far as these rows show."""
    kinds: Counter[str] = Counter(f.severity if f.status == "open" else f.status for f in findings)
    judged = _count(summary.relationships_judged, "relationship")
    if not summary.relationships_judged or not (kinds or summary.rows_inside_contract):
        return f"{judged} judged: there was nothing to judge"
    if summary.outside_period:
        more = f"{_count(summary.outside_period, 'finding')} outside the period asked for"
        return f"{judged} judged: {_weights(kinds) or 'none in the period'}; {more}"
    if not kinds:
        return f"{judged} judged: nothing agreed was crossed, as far as these rows can show"
    return f"{judged} judged: {_weights(kinds)}"


def _weights(kinds: Counter[str]) -> str:
    words = [("crossing", "crossing", "crossings"), ("notice", "notice", "notices"),
             ("excused", "covered", "covered"), ("undetermined", "not known", "not known")]  # fmt: skip
    return ", ".join(f"{kinds[key]:,} {one if kinds[key] == 1 else many}" for key, one, many in words if kinds[key])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
