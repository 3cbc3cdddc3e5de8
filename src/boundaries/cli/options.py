"""The options that several commands share, worded once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.cli.exits import complain
from boundaries.core.errors import Diagnostic, UsageError
from boundaries.core.language import wider

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy

READING = "Reading the log"
JUDGING = "Judging"
OUTPUT = "Output"


class DateOrder(StrEnum):
    """How a chat writes its dates, where the file alone cannot tell."""

    dmy = "dmy"
    mdy = "mdy"
    ymd = "ymd"


class OutputFormat(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class ViewName(StrEnum):
    """Who is to see the report."""

    own = "own"
    supervisor = "supervisor"
    platform = "platform"


class Severity(StrEnum):
    """What counts for --fail-on."""

    notice = "notice"
    crossing = "crossing"


def known_zone(name: str | None) -> str | None:
    """A zone's name as it was given; raises `UsageError` for one that is none, before a long log is read."""
    if name is not None:
        from boundaries.civil.zone import UnknownZone, load_zone

        try:
            load_zone(name)
        except UnknownZone as problem:
            raise UsageError(Diagnostic("B239", f"--timezone: {problem.message}", hint=problem.hint)) from None
    return name


def check_language(language: str, policy: Policy) -> None:
    """Warn where no rule speaks the language that was asked for, and say in which its sentences come then."""
    wordings = [rule.says for rule in policy.rules if rule.says.texts]
    spoken = sorted({language for says in wordings for language in says.texts})
    if not spoken or not set(wider(language)).isdisjoint(spoken):
        return
    instead = sorted({says.spoken(language) for says in wordings}, key=lambda word: (word != "en", word))
    named = " or ".join("English" if word == "en" else f"`{word}`" for word in instead)
    what = f"no rule speaks `{language[:40]}`, so its sentences are in {named}"
    complain(Diagnostic("B307", what, hint=f"languages: {', '.join(spoken)}", level="warning").render())


Logs = Annotated[list[Path], typer.Argument(metavar="LOG", help="Logs or exports; outputs call them log 1, log 2.")]
Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", rich_help_panel=READING,
                      help="auto, whatsapp, telegram, signal, sms, mail, ics, jsonl, csv or parquet."),
]  # fmt: skip
People = Annotated[
    Path | None, typer.Option("--people", metavar="FILE", rich_help_panel=READING,
                              help="Who is who: names, numbers and addresses of practitioner, clients and others."),
]  # fmt: skip
Key = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", rich_help_panel=READING,
                              help="The secret that pseudonyms are made with; made there if there is none yet. "
                                   "Default: ~/.config/boundaries/key."),
]  # fmt: skip
Maps = Annotated[
    list[Path] | None, typer.Option("--map", metavar="FILE", rich_help_panel=READING,
                                    help="How to read a CSV or JSON export of another program; repeatable."),
]  # fmt: skip
Me = Annotated[
    str | None, typer.Option("--me", metavar="NAME", rich_help_panel=READING,
                             help="Who the practitioner is, as the export writes the name."),
]  # fmt: skip
Client = Annotated[
    str | None, typer.Option("--client", metavar="NAME", rich_help_panel=READING,
                             help="Who the client is, where more than two write."),
]  # fmt: skip
Relationship = Annotated[
    str | None, typer.Option("--relationship", metavar="R", rich_help_panel=READING,
                             help="The pair's pseudonym, where the log has none. Default: the contract's one."),
]  # fmt: skip
Timezone = Annotated[
    str | None, typer.Option("--timezone", metavar="ZONE", rich_help_panel=READING,
                             help="The clock the export was written on. Default: the contract's."),
]  # fmt: skip
DateOrderOption = Annotated[
    DateOrder | None, typer.Option("--date-order", rich_help_panel=READING,
                                   help="The order of day and month, where the file leaves it open."),
]  # fmt: skip
Annotations = Annotated[
    Path | None, typer.Option("--annotations", metavar="FILE", rich_help_panel=READING,
                              help="What an export cannot know: relationship, id, purpose, reason ..."),
]  # fmt: skip
Covers = Annotated[
    str | None, typer.Option("--covers", metavar="KIND,...", rich_help_panel=READING,
                             help="The kinds the log records completely, or none; absence of others is not judged."),
]  # fmt: skip
Packs = Annotated[
    list[str] | None, typer.Option("--pack", metavar="PACK", rich_help_panel=JUDGING,
                                   help="A rule pack's name or folder, or a rule file, instead of the contract's."),
]  # fmt: skip
View = Annotated[
    ViewName, typer.Option("--view", rich_help_panel=OUTPUT,
                           help="own: all of it, for the practitioner; supervisor: what is shared, under labels; "
                                "platform: counts of groups of five or more."),
]  # fmt: skip
Purpose = Annotated[
    str | None, typer.Option("--purpose", metavar="TEXT", rich_help_panel=OUTPUT,
                             help="What the report is for; shared views need it. Own: own reflection."),
]  # fmt: skip
RunBy = Annotated[
    str | None, typer.Option("--run-by", metavar="NAME", rich_help_panel=OUTPUT,
                             help="Who asks, as the report is to name them. Default: the practitioner's pseudonym."),
]  # fmt: skip
Quiet = Annotated[bool, typer.Option("--quiet", "-q", rich_help_panel=OUTPUT, help="No row counts, no progress.")]
