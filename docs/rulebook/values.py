"""The values a rule goes by: what the contract says, what its pack gives it, and where each is set."""

from __future__ import annotations

import re
from collections.abc import Iterator

from boundaries.contract.clauses import BY_PATH, clause_of, resolve
from boundaries.policy.document import filter_document
from boundaries.policy.packs import rules_root
from boundaries.testing.outcome import Outcome
from rulebook.packs import Entry
from rulebook.words import literal, scaled, window_words

_REFERENCE = re.compile(r"\$([A-Za-z0-9_.-]+)(?:\s*\*\s*(\S+))?")
_MARKS = re.compile(r"([\\`*_\[\]<>{}#|$])")
_OWN = {"parties": "the contract names"}


def plain(text: str) -> str:
    """A text that Markdown leaves as it is, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def sentence(text: str) -> str:
    """A sentence of a finding, in which the names of columns stand in code."""
    return plain(text).replace("\\`", "`") if text.count("`") % 2 == 0 else plain(text)


def value_words(text: str, entry: Entry) -> str:
    """A value of a rule file in words: `30 days (`crisis_window`)`, `twice the agreed `reply_within``."""
    found = _REFERENCE.fullmatch(text.strip())
    if found is None:
        return window_words(text) if not re.search(r"[:;]", text) else f"`{text}`"
    name, factor = found.groups()
    if name in _OWN:
        return scaled(_OWN[name], factor)
    kind, _, rest = name.partition(".")
    if kind == "parameters" and rest in entry.context.parameters:
        return scaled(f"{window_words(str(entry.context.parameters[rest].value))} (`{rest}`)", factor)
    if kind == "lists":
        return f"one of `{rest}`"
    return scaled(f"the agreed `{name}`", factor)


def table_of_values(entry: Entry, above: str) -> Iterator[str]:
    """Every value that the rule names, as a table; nothing where it names none."""
    rows = list(_rows(entry, above))
    if rows:
        yield "| it goes by | which is | set in |\n|---|---|---|"
        yield from (f"| {name} | {value} | {place} |" for name, value, place in rows)
        yield ""


def _rows(entry: Entry, above: str) -> Iterator[tuple[str, str, str]]:
    for path in dict.fromkeys(need.path for need in entry.rule.needs):
        if resolve(path) or clause_of(path) in BY_PATH:
            clause = clause_of(path).replace(".", "-").replace("_", "-")
            said = _agreed(entry, path)
            yield f"[`{path}`]({above}contract.md#{clause})", said, "the contract"
        else:
            yield f"`{path}`", _OWN.get(path, ""), "the contract"
    for kind, name in entry.names("when", "unless", "escalate", "defaults", "severity", "bearer"):
        node = (entry.context.parameters if kind == "parameters" else entry.context.lists).get(name)
        if node is not None:
            yield f"`${kind}.{name}`", cell(node.plain()), _place(node.location.file, node.location.line)
    for name in _macros(entry):
        yield f"macro `{name}`", cell(filter_document(entry.context.macros[name])), _place(_manifest(entry), 0)


def _agreed(entry: Entry, path: str) -> str:
    """What the contract of the first example that says anything there says, else the rule's default."""
    for example in entry.examples:
        if isinstance(example.result, Outcome):
            found: object = example.result.scenario.contract.to_dict()
            for key in path.split("."):
                found = found.get(key) if isinstance(found, dict) else None
            if found is not None:
                return f"{cell(found)} in the examples"
    return f"{cell(str(entry.rule.defaults[path]))} by default" if path in entry.rule.defaults else ""


def cell(written: object) -> str:
    """A piece of a rule file in the cell of a table."""
    return literal(written).replace("|", "\\|")


def _macros(entry: Entry) -> list[str]:
    """The macros whose names its condition says."""
    said = set(re.findall(r"[A-Za-z0-9_-]+", entry.written("when")))
    return [name for name in entry.context.macros if name in said]


def _manifest(entry: Entry) -> str:
    return next((file for file in entry.context.texts if file.endswith("pack.yaml")), "pack.yaml")


def _place(file: str, line: int) -> str:
    """A place in a file of the shipped packs; a pack that another extends is named without the folder of all."""
    root = rules_root().resolve()
    shown = (root / file).resolve().relative_to(root.parent).as_posix()
    return f"`{shown}`, line {line}" if line else f"`{shown}`"
