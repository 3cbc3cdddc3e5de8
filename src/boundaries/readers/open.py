"""Files to one log: each gets its name and its reader, then all are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from boundaries.core.columns import KINDS, is_kind
from boundaries.core.errors import BoundariesError, Diagnostic, LogError, UsageError, did_you_mean
from boundaries.readers import archive, empty
from boundaries.readers.annotations import annotate
from boundaries.readers.base import File, Options, pick, read_head
from boundaries.readers.blind import blind
from boundaries.readers.circle import NOT_LISTED
from boundaries.readers.sessions import match_sessions
from boundaries.readers.tabular import only_read
from boundaries.table.assemble import assemble
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import Coverage, Extract, Log, SourceSummary

_LONGEST_NAME = 200
MOST_LOGS = 1_000  # of one archive
# What tells that rows of several files are one: of sessions, of chats.
MATCHED_BY = frozenset({"planned_start", "planned_end", "ref", "minutes", "certainty", "length", "people"})
DATE_ORDERS = ("dmy", "mdy", "ymd")


def open_log(paths: Sequence[Path | str], options: Options, annotations: Path | str | None = None) -> Log:
    """The interactions of all files together, under the names `log 1`, `log 2` ... in the order given.

    A file without rows gives none and is no error. Raises `LogError` with what is wrong with every file that cannot
    be read, or `UsageError` where an option is missing or wrong; neither holds a file's name or a row's text.
    """
    check_options(options)
    if options.maps:
        from boundaries.readers.mapped import for_logs  # most runs do without

        options = replace(options, maps=for_logs(options.maps, [*_heads(paths)]))
    each = options if len(paths) == 1 else _wider(options)
    extracts: list[Extract] = []
    problems: list[BoundariesError] = []
    for number, path in enumerate(paths, 1):
        try:
            extracts += read_file(Path(path), replace(each, log=f"log {number}"))
        except BoundariesError as problem:
            problems.append(problem)
    if problems:
        error = UsageError if all(isinstance(p, UsageError) for p in problems) else LogError
        raise error(*dict.fromkeys(diagnostic for problem in problems for diagnostic in problem.diagnostics))
    matched = match_sessions(_aligned(extracts, options))
    extracts.clear()
    unknown = blind(matched)
    log = replace(assemble(_narrowed(matched, options)), blind=unknown)
    if options.directory is not None:
        log = replace(log, warnings=(*_of_nobody(log.sources), *options.directory.warnings()))
    return log if annotations is None else annotate(log, Path(annotations), options.relationship, options.columns)


def _of_nobody(sources: Sequence[SourceSummary]) -> Iterator[Diagnostic]:
    """A word about each log in which nobody who is listed was met: a slip in one name loses a whole chat."""
    hint = "is there a name that the export writes in another way?"
    for source in sources:
        if source.rows.rows_seen == source.rows.system and NOT_LISTED in dict(source.left_out):
            yield Diagnostic("B254", f"{source.log}: every row is with nobody who is listed", None, hint, "warning")


def _heads(paths: Sequence[Path | str]) -> Iterator[bytes]:
    """The beginnings of all files, of an archive those of its members; what cannot be opened is told elsewhere."""
    for path in paths:
        with suppress(LogError):
            head = read_head(Path(path))
            if not head.startswith(archive.MAGIC):
                yield head
                continue
            with archive.members(Path(path), "log 1") as members:
                yield from map(read_head, members)


def _wider(options: Options) -> Options:
    """The same with the columns by which rows of several files are told to be one."""
    return replace(options, columns=None if options.columns is None else options.columns | MATCHED_BY)


def _aligned(extracts: list[Extract], options: Options) -> Sequence[Extract]:
    """The extracts, those of one chat with the same ids for the same rows."""
    if sum(extract.format == "whatsapp" for extract in extracts) < 2:
        return extracts
    from boundaries.readers.whatsapp_windows import aligned  # most runs have one chat, or none

    return aligned(extracts, options)


def _narrowed(extracts: list[Extract], options: Options) -> Iterator[Extract]:
    """The extracts without the columns that nobody will look at; each is given away, so that its memory can go."""
    while extracts:
        found = extracts.pop(0)
        yield replace(found, table=only_read(found.table, options))


def read_file(path: Path, options: Options) -> list[Extract]:
    """A file's rows; of an archive those of every file in it that is read here, as `log 1.1`, `log 1.2` ..."""
    if not read_head(path, options.log).startswith(archive.MAGIC):
        return [extract(path, options)]
    with archive.members(path, options.log) as members:
        return _read_members(
            [member for member in members if knows(member, options)], options, archive.is_office(members)
        )


def _read_members(known: Sequence[File], options: Options, office: bool) -> list[Extract]:
    if office:
        what = f"{options.log} is an office document, not a text file"
        raise LogError(Diagnostic("B222", what, hint="save the table as CSV"))
    if not known:
        what = f"{options.log} is a zip archive in which no file is of a format that is known"
        raise LogError(Diagnostic("B252", what, hint="unpack it, and name the export itself"))
    if len(known) > MOST_LOGS:
        what = f"{options.log} is a zip archive of more than {MOST_LOGS:,} logs"
        raise LogError(Diagnostic("B251", what, hint="unpack it, and put them together first"))
    names = [f"{options.log}.{i}" for i in range(1, len(known) + 1)] if len(known) > 1 else [options.log]
    each = options if len(known) == 1 else _wider(options)
    return [extract(member, replace(each, log=log)) for member, log in zip(known, names, strict=True)]


def knows(file: File, options: Options) -> bool:
    """Whether a reader knows a member of an archive; media and whatever else lies beside an export are nobody's."""
    try:
        return pick(file, options.format, options.log, options.maps).name != empty.name
    except LogError as problem:
        if problem.diagnostics[0].code != "B222":
            raise
    return False


def is_log(path: Path) -> bool:
    """Whether a reader knows the file for one of its own; an empty one is nobody's."""
    try:
        return pick(path).name != empty.name
    except BoundariesError:
        return False


def extract(file: File, options: Options) -> Extract:
    """One file's rows and what they can show; an empty file has neither."""
    read = pick(file, options.format, options.log, options.maps).read(file, options)
    found = replace(read, log=options.log)
    return found if options.covers is None else replace(found, coverage=covering(found.coverage, options.covers))


def covering(coverage: tuple[Coverage, ...] | None, kinds: Sequence[str]) -> tuple[Coverage, ...]:
    """What a log can show if it records only some kinds: `--covers` takes away, it never adds."""
    named = frozenset(kinds)
    if coverage is None:
        return (Coverage(FIRST_US, LAST_US, named),)
    return tuple(replace(c, kinds=named if c.kinds is None else c.kinds & named) for c in coverage)


def check_options(options: Options) -> None:
    """Raises `UsageError` for an option's value that is none of those it can have."""
    problems = []
    if options.date_order is not None and options.date_order not in DATE_ORDERS:
        text = f"`{options.date_order}` is no order of a date"
        problems.append(Diagnostic("B224", text, hint="one of dmy, mdy, ymd"))
    pair = options.relationship
    if pair is not None and not (pair.isprintable() and 0 < len(pair.strip()) <= _LONGEST_NAME):
        text = "the name of a pair is a short word, without control characters"
        problems.append(Diagnostic("B226", text, hint="such as `--relationship c-207`"))
    for kind in options.covers or ():
        if not is_kind(kind):
            hint = did_you_mean(kind, KINDS) or f"kinds are {', '.join(KINDS)}"
            problems.append(Diagnostic("B225", f"`{kind}` is no kind of interaction", hint=hint))
    if problems:
        raise UsageError(*problems)
