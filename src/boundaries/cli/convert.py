"""`boundaries convert`: a real export becomes an interaction log; what was said is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import NOTHING, OK, complain, complain_of
from boundaries.cli.output import check_place


def convert(
    logs: o.Logs,
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="A .jsonl, .csv or .parquet file.")],
    format: o.Format = "auto",
    me: o.Me = None,
    client: o.Client = None,
    relationship: o.Relationship = None,
    timezone: o.Timezone = None,
    date_order: o.DateOrderOption = None,
    annotations: o.Annotations = None,
    covers: o.Covers = None,
    quiet: o.Quiet = False,
) -> None:
    """Turn exports into one interaction log, content dropped.

    The file is written whole, for its owner only. Exit 5 where no row was accepted: then nothing is written.
    """
    from boundaries.table.write import write_log, writer_of

    writer_of(out)  # so that a slip is told before a long log is read
    check_place(out, [*logs, *([annotations] if annotations else [])])
    from boundaries.api import read
    from boundaries.cli.output import progress
    from boundaries.readers import empty
    from boundaries.report.text import row_lines

    with progress(logs, quiet) as step:
        step("reading")
        log = read(
            logs, me=me, client=client, relationship=relationship, timezone=o.known_zone(timezone),
            date_order=date_order, format=format, annotations=annotations, covers=covers,
        )  # fmt: skip
        if len(log):
            step("writing")
            write_log(log, out)
    complain_of(empty.warnings(log.sources), "warning")
    if not quiet:
        for line in row_lines(log.sources, log.rejects):
            complain(" " * line.indent + line.text)
    raise typer.Exit(OK if len(log) else NOTHING)
