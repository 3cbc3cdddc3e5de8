"""The overview of all shipped rules: pack by pack, part by part of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boundaries.contract.clauses import BY_PATH, PARTS, clause_of
from boundaries.policy.packs import Pack
from rulebook.packs import Entry, Shelf, changes_of
from rulebook.page import clause_link
from rulebook.values import cell, plain

_ORDER = {path: number for number, path in enumerate(BY_PATH)}
_NO_CLAUSE = "no single clause"


def overview(shelf: Shelf) -> Iterator[str]:
    """A section for each pack: its rules by part and clause, and what it changes in others."""
    for pack in shelf.packs:
        yield f"## {plain(pack.name)}\n"
        yield f"{plain(pack.title)}. Version {plain(pack.version)}.{_rests_on(pack)}\n"
        own = sorted(shelf.of(pack), key=_place)
        for part in (*PARTS, _NO_CLAUSE):
            if found := [entry for entry in own if _part(entry) == part]:
                yield from _table(part, found)
        yield from _changes(pack, shelf)
        if own:
            yield from ("```{toctree}\n:hidden:", *(f"rules/{entry.page}" for entry in own), "```\n")


def _rests_on(pack: Pack) -> str:
    if not pack.extends:
        return ""
    return f" It extends {', '.join(f'[{plain(base.name)}](#{base.name})' for base in pack.extends)}."


def _place(entry: Entry) -> tuple[int, str]:
    clause = entry.rule.clause
    return _ORDER[clause_of(clause)] if clause else len(_ORDER), entry.rule.name


def _part(entry: Entry) -> str:
    return entry.rule.clause.partition(".")[0] if entry.rule.clause else _NO_CLAUSE


def _table(part: str, entries: Iterable[Entry]) -> Iterator[str]:
    """The rules of one part; a clause is named with the first of its rules."""
    yield f"| {part} | rule | a finding is | dimension |\n|---|---|---|---|"
    before = None
    for entry in entries:
        rule = entry.rule
        clause = clause_link(rule.clause, "") if rule.clause and rule.clause != before else ""
        clause = clause.replace(f"`{part}.", "`")
        before = rule.clause
        title = f"[{plain(rule.title.pick('en'))}](rules/{entry.page}.md)"
        yield f"| {clause} | {title} | {_severity(entry)} | {rule.dimension} |"
    yield ""


def _severity(entry: Entry) -> str:
    rule = entry.rule
    heavier = f", later a {rule.escalate.to}" if rule.escalate and rule.escalate.to != rule.severity else ""
    said = "a strength" if rule.type == "strength" else f"a {rule.severity}{heavier}"
    return said if rule.enabled else f"{said}; **switched off**"


def _changes(pack: Pack, shelf: Shelf) -> Iterator[str]:
    """What the pack has different in rules of the packs it extends."""
    changed = [(entry, changes) for entry in shelf.entries if (changes := changes_of(pack, entry))]
    if changed:
        yield "| changed | to |\n|---|---|"
        for entry, changes in changed:
            said = "; ".join(f"`{key}`: {_said(new)}" for key, (_, new) in changes.items())
            yield f"| [{plain(entry.rule.title.pick('en'))}](rules/{entry.page}.md) | {said} |"
        yield ""


def _said(new: object) -> str:
    return "as by default" if new is None else cell(new)
