"""The report for people: by relationship, then by clause; one calm sentence for what each rule found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from boundaries.contract.words import words_of
from boundaries.core.catalogue import Catalogue, catalogue
from boundaries.core.finding import Finding
from boundaries.core.language import ENGLISH
from boundaries.core.sentence import may_have_been, render
from boundaries.report.caseload import caseload_lines
from boundaries.report.closing import closing
from boundaries.report.concluding import Shown, conclusion_lines, is_drawn, strength_lines
from boundaries.report.drifting import drift_sentences
from boundaries.report.header import header
from boundaries.report.line import SHOWN_RULES, Line, Style

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy
    from boundaries.report.caseload import CaseloadDrift
    from boundaries.report.summary import RunSummary
    from boundaries.table.log import Reject, SourceSummary

ANNOTATED = ("purpose", "reason", "account", "amount", "ref")  # what an annotations file can add
SHOWN_REJECTS = 20


def text_report(
    findings: Sequence[Finding], policy: Policy, summary: RunSummary, rejects: Sequence[Reject] = (),
    *, language: str = ENGLISH, counts: bool = True, caseload: CaseloadDrift | None = None,
) -> Iterator[Line]:  # fmt: skip
    """The whole report as lines. `findings` are sorted by relationship; `counts` False leaves the row counts out.

    `caseload` is drift over all relationships, which only the own view shows.
    """
    for number, (label, text) in enumerate(header(policy, summary, language)):
        yield Line(f"{label}: {text}" if label else text, 0, "quiet" if number else "title")
    if counts:
        yield Line("")
        yield from row_lines(summary.sources, rejects, language)
    shown = {finding.id: finding for finding in findings}
    for relationship, group in groupby(findings, key=lambda finding: finding.relationship):
        yield Line("")
        yield Line(relationship, 0, "title")
        yield from relationship_lines(tuple(group), shown, policy, language, _heading(policy, language))
    yield Line("")
    if caseload is not None:
        yield from caseload_lines(caseload, language)
    yield from closing(findings, summary, language)


def row_lines(sources: Sequence[SourceSummary], rejects: Sequence[Reject], language: str = ENGLISH) -> Iterator[Line]:
    """What became of the rows of each log, then the first of those turned away."""
    say = catalogue(language)
    for source in sources:
        r = source.rows
        yield Line(say.say(
            "report.rows", log=source.log, format=source.format, seen=say.say("count.rows", count=r.rows_seen),
            accepted=r.accepted, duplicates=say.say("count.duplicates", count=r.duplicates), rejected=r.rejected,
            system=_left_out(source, say),
        ))  # fmt: skip
    yield from (Line(str(reject), 2, "quiet") for reject in rejects[:SHOWN_REJECTS])
    if len(rejects) > SHOWN_REJECTS:
        yield Line(say.say("report.more_rejects", count=len(rejects) - SHOWN_REJECTS), 2, "quiet")


def _left_out(source: SourceSummary, say: Catalogue) -> str:
    """How many rows were left out, and why, where the format knows more than the sender's own system rows."""
    if not source.left_out:
        return say.say("count.system_rows", count=source.rows.system)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in source.left_out)
    return say.say("count.left_out", count=source.rows.system, reasons=reasons)


# ---- one relationship -------------------------------------------------------------------------------------


Heading = Callable[[Sequence[Finding]], str]  # of the findings about one clause


def _heading(policy: Policy, language: str) -> Heading:
    return lambda group: clause_heading(group[0], policy, language)


def relationship_lines(
    findings: Sequence[Finding], shown: Shown, policy: Policy, language: str, heading: Heading
) -> Iterator[Line]:
    """The conclusions of one relationship and its strengths, then its clauses, each from its own first finding on;
    then, once for all, what is not known. `shown` are the findings of the whole report."""
    clauses: dict[tuple[str, str, str], list[Finding]] = {}
    asked: set[str] = set()  # a rule speaks anew under an amended clause, and asks the same
    unknown = [finding for finding in findings if finding.status == "undetermined"]
    yield from conclusion_lines(findings, shown, language, asked)
    yield from strength_lines(findings, policy, shown, language, asked)
    for finding in findings:
        if finding.status != "undetermined" and not is_drawn(finding):
            clauses.setdefault((finding.contract, finding.clause or "", str(finding.location)), []).append(finding)
    for group in clauses.values():
        yield Line(heading(group), 2, "heading")
        rules: dict[str, list[Finding]] = {}
        for finding in group:
            rules.setdefault(finding.rule, []).append(finding)
        for name, ruled in rules.items():
            yield from _rule(name, ruled, policy, language, asked)
    opened = [finding for finding in findings if finding.status == "open"]
    lacking = (*doubts(opened, policy, language), *unknown_sentences(unknown, language))
    yield from (Line(text, 2, "quiet") for text in lacking)


def clause_heading(finding: Finding, policy: Policy, language: str) -> str:
    """The clause a finding is about: its path, its words, the contract, and the place it is written."""
    place = f", {finding.location}" if finding.location else ""
    if finding.clause is None:
        return f"{catalogue(language).form('report.no_clause')} ({finding.contract}{place})"
    words = clause_words(finding, policy, language)
    return f"{finding.clause}{f': {words}' if words else ''} ({finding.contract}{place})"


def clause_words(finding: Finding, policy: Policy, language: str) -> str:
    """What was agreed, in the words of the version in force at the finding."""
    index = policy.contract_of(finding.relationship)
    versions = () if index is None else policy.contracts[index].timeline.versions
    version = next((v for v in versions if v.effective == finding.version), None)
    there = version is not None and finding.clause in version.terms
    words = words_of(version, finding.clause, language) if version and finding.clause and there else ""
    return words or finding.agreed or ""


def _rule(name: str, findings: Sequence[Finding], policy: Policy, language: str, asked: set[str]) -> Iterator[Line]:
    """What one rule found at one clause: the open findings in one sentence, the others after them.

    `asked` are the questions and steps that stand above already.
    """
    say = catalogue(language)
    opened = [finding for finding in findings if finding.status == "open"]
    if opened:
        # Each drift is told by itself: what two of them say of different times makes no one sentence.
        told = [opened] if opened[0].since is None else [[finding] for finding in opened]
        for together in told:
            yield _open(name, together, group_sentence(together, policy, language), say)
            if together[0].since is not None:
                yield from (Line(text, 6) for text in drift_sentences(together[0], language))
        for text in dict.fromkeys((opened[0].asks, opened[0].suggests)):
            if text and text not in asked:
                asked.add(text)
                yield Line(text, 6)
        if rows := len(_evidence(opened)):
            yield Line(say.say("report.evidence", count=rows), 6, "quiet")
    excuses = Counter(finding.excused_by or "other" for finding in findings if finding.status == "excused")
    if excuses:
        each = ", ".join(f"{say.word('excuse', why)} {n:,}" for why, n in sorted(excuses.items()))
        key = "report.more_covered" if opened else "report.covered"
        yield Line(say.say(key, count=sum(excuses.values()), reasons=each, rule=name), 4, "quiet")


def _open(name: str, opened: Sequence[Finding], sentence: str, say: Catalogue) -> Line:
    """The sentence of the open findings of a rule, with the heaviest of their weights."""
    crossings = sum(finding.severity == "crossing" for finding in opened)
    rest = len(opened) - crossings
    weight: Style = "crossing" if crossings else "notice"
    if crossings and rest:
        notices = say.say("count.notices", count=rest)
        return Line(say.say("report.mixed", notices=notices, says=sentence, rule=name), 4, weight)
    return Line(say.say("report.crossing" if crossings else "report.notice", says=sentence, rule=name), 4, weight)


def group_sentence(findings: Sequence[Finding], policy: Policy, language: str = ENGLISH) -> str:
    """One sentence for several findings of one rule: how many, from the first to the last.

    The single finding keeps its own sentence, but for what could not be known of it: `doubts` says that once for all.
    Values that differ are shown as a range (numbers) or a list (words).
    """
    if len(findings) == 1 and findings[0].unknown is None:
        return findings[0].says
    first, last = findings[0].params, findings[-1].params
    fallback = catalogue(language).say("finding.times", count=len(findings), title=findings[0].title)
    try:
        rule = policy.rule(findings[0].rule)
    except KeyError:  # a rule of another engine's making
        return fallback if len(findings) > 1 else findings[0].says
    spoken = rule.says.spoken(language)
    say = catalogue(spoken)
    params: dict[str, object] = {name: _together([f.params.get(name) for f in findings], say) for name in first}
    params |= {"from": first.get("from"), "until": last.get("until") or last.get("from"), "count": len(findings)}
    return render(rule.says.pick(language, len(findings)), params, fallback, spoken)


def doubts(findings: Sequence[Finding], policy: Policy, language: str = ENGLISH) -> Iterator[str]:
    """For each column that excuses of open findings wanted: in how many of which rules, and what is not known then."""
    say = catalogue(language)
    unless = {rule.name: rule.unless for rule in policy.rules}
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.unknown is not None:
            maybe = may_have_been(finding.unknown, unless.get(finding.rule, ()), language)
            groups.setdefault((finding.unknown, maybe), []).append(finding)
    for (column, maybe), group in groups.items():
        rules = list(dict.fromkeys(finding.rule for finding in group))
        values = {"maybe": maybe, "column": column, "rules": say.shown(rules, SHOWN_RULES)}
        yield say.say("report.doubt", some=len(group), count=sum(f.rule in rules for f in findings), **values)


def _evidence(findings: Sequence[Finding]) -> set[str]:
    return {row for finding in findings for row in finding.evidence}


def _together(values: Sequence[object], say: Catalogue) -> object:
    """One value for many: itself where all agree, a range of numbers, or each word once."""
    known = list(dict.fromkeys(value for value in values if value is not None))
    if len(known) < 2:
        return known[0] if known else None
    if all(isinstance(value, int | float) for value in known):
        numbers = sorted(known, key=float)  # type: ignore[arg-type]
        return f"{say.number(numbers[0])}–{say.number(numbers[-1])}"
    return ", ".join(map(say.number, known))


def unknown_sentences(findings: Sequence[Finding], language: str = ENGLISH) -> Iterator[str]:
    """What could not be judged, once for each column that was missing: in how many rows, and what would supply it."""
    by_column: dict[str, list[Finding]] = {}
    for finding in findings:
        by_column.setdefault(finding.unknown or "", []).append(finding)
    say = catalogue(language)
    for column, found in by_column.items():
        if column in ("at", "by"):
            lacks, way = say.form("report.lacks_at" if column == "at" else "report.lacks_by"), "report.way_none"
        else:
            lacks = say.say("report.lacks", column=column)
            way = "report.way_annotations" if column in ANNOTATED else "report.way_log"
        rules = say.shown(list(dict.fromkeys(finding.rule for finding in found)), SHOWN_RULES)
        rows = len(_evidence(found))
        yield say.say("report.not_known", count=rows, lacks=lacks, way=say.form(way), rules=rules)
