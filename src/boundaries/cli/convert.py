"""`boundaries convert`: a real export becomes an interaction log; what was said is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import NOTHING, OK, complain, complain_of
from boundaries.cli.moments import moment
from boundaries.cli.output import check_place
from boundaries.core.columns import KINDS
from boundaries.core.errors import Diagnostic

if TYPE_CHECKING:
    from boundaries.table.log import Log


def convert(
    logs: o.Logs,
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="A .jsonl, .csv or .parquet file.")],
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
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="T", rich_help_panel=o.READING,
                                 help="Up to when a calendar's sessions have been, where it does not say so itself."),
    ] = None,
    quiet: o.Quiet = False,
) -> None:  # fmt: skip
    """Turn exports into one interaction log, content dropped.

    The file is written whole, for its owner only. Exit 5 where no row was accepted: then nothing is written.
    """
    from boundaries.table.write import write_log, writer_of

    writer_of(out)  # so that a slip is told before a long log is read
    check_place(out, [*logs, *(file for file in (annotations, people, key, *(map or ())) if file)])
    from boundaries.api import read
    from boundaries.cli.output import progress
    from boundaries.readers import empty
    from boundaries.report.text import row_lines

    with progress(logs, quiet) as step:
        step("reading")
        log = read(
            logs, me=me, client=client, relationship=relationship, timezone=o.known_zone(timezone),
            date_order=date_order, format=format, annotations=annotations, covers=covers,
            people=people, maps=map or (), key=key,
            as_of=moment(as_of, "--as-of"),
        )  # fmt: skip
        if len(log):
            step("writing")
            write_log(log, out)
    complain_of((*empty.warnings(log.sources), *log.warnings), "warning")
    if not quiet:
        for line in row_lines(log.sources, log.rejects):
            complain(" " * line.indent + line.text)
        if len(log) and (log.coverage is not None or log.blind):
            complain(_not_written(log).render())
    raise typer.Exit(OK if len(log) else NOTHING)


def _not_written(log: Log) -> Diagnostic:
    """What is lost on the way: a log in these formats covers everything, unless `--covers` says less.

    Kinds of which some are unknown in places (`Log.blind`) are left out whole: a file cannot say where.
    """
    shown = KINDS if log.coverage is None else [kind for entry in log.coverage for kind in entry.kinds or KINDS]
    hidden = {kind for entry in log.blind for kind in entry.kinds or KINDS}
    hint = f"check it with `--covers {','.join(sorted({*shown} - hidden)) or 'none'}`"
    return Diagnostic("B253", "what the exports cover is not written with the log", None, hint, "note")
