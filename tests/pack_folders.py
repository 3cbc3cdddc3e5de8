"""Folders of packs from a few words, for the tests of packs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.policy.packs import load_pack

BASE = """\
pack: base
version: "1"
parameters: {most: 3, wait: PT24H}
lists: {writing: [sms, email]}
macros: {wrote: {kind: message, channel: $lists.writing}}
"""
MANY = """\
rule: many
severity: notice
when: {more_than: $parameters.most, of: {is: wrote, by: client}, in: P7D}
escalate: {to: crossing, at: $parameters.most, in: P14D}
says: hello
"""
LATE = """\
rule: late
when: {event: wrote, without: {by: practitioner}, within: $parameters.wait * 2}
says: hello
"""
OF_BASE = {"base/pack.yaml": BASE, "base/many.yaml": MANY, "base/late.yaml": LATE}


def a_rule(name: str, test: str = "{kind: message}") -> str:
    """A rule of the form each."""
    return f"rule: {name}\nwhen: {{event: {test}}}\nsays: hello\n"


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Files below a folder, each under its path."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def problems_of(path: Path | str) -> tuple[Diagnostic, ...]:
    """What is wrong with a pack; nothing for one that can be read."""
    try:
        load_pack(path)
    except PolicyError as error:
        return error.diagnostics
    return ()
