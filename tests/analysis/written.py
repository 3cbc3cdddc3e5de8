"""Rules, filters and contracts from a few lines of text, and what lint says of files with them."""

from __future__ import annotations

from pathlib import Path

from boundaries.analysis.lint import lint
from boundaries.core.errors import Diagnostic
from boundaries.policy.condition import Filter
from boundaries.policy.filters import parse_filter
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from boundaries.source.document import compose

HEAD = "contract: c\nrelationship: r\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
EXAMPLES = "contract.yaml\nexamples:\n- {timeline: [2026-03-03 10:00 client > message], exactly: true}\n"


def written(text: str) -> Filter:
    """The filter that a text says."""
    (node,), problems = compose(text, "filter.yaml")
    test = parse_filter(node, problems)
    assert test is not None, problems
    return test


def rule_text(when: str, name: str = "x", **keys: str) -> str:
    """A rule file; `keys` are further keys as they stand."""
    given = {"clause": "administrative.hours", "when": when, "says": '"{count} found"', **keys}
    return f"rule: {name}\n" + "".join(f"{key}: {value}\n" for key, value in given.items())


def rule_of(when: str, name: str = "x", **keys: str) -> Rule:
    (found,) = load_rules(rule_text(when, name, **keys), f"{name}.yaml")
    return found


def said(folder: Path, *codes: str, **files: str) -> list[Diagnostic]:
    """What lint says of some files in a folder (`a__b_yaml` is `a/b.yaml`), all of it or the codes named."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/").removesuffix("_yaml") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [d for d in lint(folder) if not codes or d.code in codes]


def places(found: list[Diagnostic]) -> list[str]:
    """Code, level, file, line and column of each."""
    return [
        f"{d.code} {d.level} {Path(d.location.file).name}:{d.location.line}:{d.location.column}"
        for d in found
        if d.location
    ]
