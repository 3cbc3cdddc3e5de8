"""`boundaries check`: the main job."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import FOUND, NOTHING, OK, complain
from boundaries.cli.moments import check_period, chosen, moment
from boundaries.cli.output import check_place
from boundaries.cli.sharing import check_notice, check_shared, counts, publish_shared, tell
from boundaries.report.asked import OWN, asked

if TYPE_CHECKING:
    from boundaries.api import Caseload, Result
    from boundaries.contract.moments import Moment
    from boundaries.report.asked import Asked


def check(
    logs: o.Logs,
    contract: Annotated[
        list[Path], typer.Option("--contract", "-c", metavar="C", help="A contract, or a folder of them; repeatable.")
    ],
    assign: Annotated[
        Path | None, typer.Option("--assign", metavar="FILE",
                                  help="Which contract judges which relationship: CSV or Parquet with the columns "
                                       "relationship and contract."),
    ] = None,
    format: o.Format = "auto",
    me: o.Me = None,
    client: o.Client = None,
    relationship: o.Relationship = None,
    timezone: o.Timezone = None,
    date_order: o.DateOrderOption = None,
    people: o.People = None,
    map: o.Maps = None,
    key: o.Key = None,
    annotations: o.Annotations = None,
    covers: o.Covers = None,
    pack: o.Packs = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="T", rich_help_panel=o.JUDGING,
                                 help="Judge the log as it stood then: a date, a local date-time, or an instant."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="T", rich_help_panel=o.JUDGING, help="Only findings from then on."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="T", rich_help_panel=o.JUDGING,
                                 help="Only findings before then (a date includes its day)."),
    ] = None,
    fail_on: Annotated[
        o.Severity | None, typer.Option("--fail-on", rich_help_panel=o.JUDGING,
                                        help="Exit 1 for an open finding of this weight or more. Default: never."),
    ] = None,
    view: o.View = o.ViewName.own,
    purpose: o.Purpose = None,
    run_by: o.RunBy = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="L", rich_help_panel=o.OUTPUT, help="The language of the sentences."),
    ] = "en",
    output_format: Annotated[
        o.OutputFormat, typer.Option("--output-format", rich_help_panel=o.OUTPUT, help="How findings are written.")
    ] = o.OutputFormat.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", rich_help_panel=o.OUTPUT,
                                  help="Write to a file, readable by its owner only, instead of stdout."),
    ] = None,
    quiet: o.Quiet = False,
) -> None:  # fmt: skip
    """Check logs against the contracts they were agreed under.

    Each finding cites the clause it crossed and asks one open question. The log's content is never read.
    """
    question = asked(view, purpose, run_by)
    check_shared(question, fail_on)
    moment(as_of, "--as-of")  # so that a slip is told before a long log is read
    period = moment(since, "--since"), moment(until, "--until")
    check_place(
        output, [*logs, *contract, *(file for file in (assign, annotations, people, key, *(map or ())) if file)]
    )
    from boundaries import api
    from boundaries.cli.output import progress
    from boundaries.readers import empty
    from boundaries.readers.pseudonyms import Key

    contracts = api.load_all(contract, assign)
    check_period(*period, (one.timezone for one in contracts.contracts))
    policy = api.compile(contracts, packs=pack)
    o.check_language(lang, policy)
    tell((d for bound in policy.contracts for d in bound.timeline.diagnostics), question)
    check_notice(question, contracts)
    with progress(logs, quiet) as step:
        step("reading")
        log = api.read(
            logs, me=me, client=client, relationship=relationship or _only_relationship(contracts),
            timezone=o.known_zone(timezone) or _only_timezone(contracts), date_order=date_order, format=format,
            covers=covers, annotations=annotations, people=people, maps=map or (), key=key, as_of=as_of,
            columns=policy.columns,
        )  # fmt: skip
        step("judging")
        result = api.check(log, policy, as_of=as_of, language=lang)
    tell((*empty.warnings(log.sources), *log.warnings), question)
    if question.view != "own" and len(log):
        texts = {option: text for option, text in (("--as-of", as_of), ("--since", since), ("--until", until)) if text}
        shared = api.share(result, question, chosen(result.findings, policy, *period), texts, Key(key))
        raise typer.Exit(publish_shared(shared, output_format, output, fail_on))
    if question.view != "own":
        complain("no row was accepted, so there is nothing to share")
        raise typer.Exit(NOTHING)
    raise typer.Exit(publish(result, period, output_format, output, lang, fail_on, quiet, question))


def publish(
    result: Result, period: tuple[Moment | None, Moment | None], form: o.OutputFormat, output: Path | None,
    language: str, fail_on: o.Severity | None, quiet: bool, question: Asked = OWN,
) -> int:  # fmt: skip
    """Write a result out; the exit code."""
    from boundaries.cli.output import deliver
    from boundaries.cli.paint import paint
    from boundaries.report import machine
    from boundaries.report.summary import recounted
    from boundaries.report.text import row_lines, text_report

    findings = chosen(result.findings, result.policy, *period)
    summary = replace(recounted(result.summary(), findings), asked=question)
    if form is o.OutputFormat.text:
        lines = text_report(
            findings, result.policy, summary, result.log.rejects, language=language, counts=not quiet,
            caseload=result.caseload(),
        )  # fmt: skip
        paint(lines, output)
    elif form is o.OutputFormat.json:
        deliver(machine.as_json(findings, summary, result.log.rejects), output)
    else:
        deliver(machine.as_jsonl(findings) if form is o.OutputFormat.jsonl else machine.as_csv(findings), output)
    if quiet and result.log.rejects:
        complain(f"{len(result.log.rejects):,} of {result.log.summary.rows_seen:,} rows were turned away")
    if not quiet and (form is not o.OutputFormat.text or output is not None):
        for line in row_lines(result.log.sources, result.log.rejects, language):
            complain(" " * line.indent + line.text)
    if len(result.log) == 0:
        return NOTHING
    return FOUND if any(counts(f.severity, f.status, f.type, fail_on) for f in findings) else OK


def _only_relationship(contracts: Caseload) -> str | None:
    """The one relationship there is, or None where there are several, or a standard contract for any."""
    names = {name for contract in contracts.contracts for name in contract.relationships} | contracts.assigned.keys()
    taken = set(contracts.assigned.values())
    standard = any(not contract.relationships and contract.name not in taken for contract in contracts.contracts)
    return names.pop() if len(names) == 1 and not standard else None


def _only_timezone(contracts: Caseload) -> str | None:
    zones = {contract.timezone for contract in contracts.contracts}
    return zones.pop() if len(zones) == 1 else None
