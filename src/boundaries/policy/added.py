"""Rules that are added to a policy from Python: files, plain mappings, or rules that are compiled already."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from boundaries.core.errors import Diagnostic, PolicyError, UsageError
from boundaries.policy.context import Context
from boundaries.policy.pack_files import text_of_file
from boundaries.policy.packs import load_pack
from boundaries.policy.rule import Rule
from boundaries.policy.spec import read_rule
from boundaries.source.json import compose_json
from boundaries.source.reading import Problems

Added: TypeAlias = Rule | str | Path | Mapping[str, Any]

FILE = "rules"  # where the problems of a mapping are said to stand, and its pack
_WAY_OUT = "a path, a mapping such as `{'rule': ..., 'when': ..., 'says': ...}`, or a list of them"


def read_added(given: Added | Iterable[Added]) -> tuple[Rule, ...]:
    """The rules of one or several files, mappings and rules.

    A file is read with the pack.yaml of the folder it stands in, or the nearest above; a mapping has none.
    Raises `UsageError` for anything else, and `PolicyError` with every problem of every rule.
    """
    several = isinstance(given, Iterable) and not isinstance(given, str | Path | Mapping)
    rules: list[Rule] = []
    problems: list[Diagnostic] = []
    for one in given if several else (given,):  # type: ignore[union-attr]
        try:
            rules += _read(one)
        except PolicyError as error:
            problems += error.diagnostics
    if problems:
        raise PolicyError(*problems)
    return tuple(rules)


def _read(given: object) -> tuple[Rule, ...]:
    if isinstance(given, Rule):
        return (given,)
    if isinstance(given, Mapping):
        return (_of_mapping(given),)
    if not isinstance(given, str | Path):
        raise UsageError(
            Diagnostic("B310", f"`{type(given).__name__}` is no rule, and no file of rules", None, _WAY_OUT)
        )
    if os.path.isdir(given):
        hint = "give a pack to `packs`, or extend it"
        raise UsageError(Diagnostic("B310", f"`{given}` is a folder, and no file of rules", None, hint))
    text_of_file(Path(given), str(given))  # one that is not there is told as a file, not as a pack
    return load_pack(Path(given)).rules


def _of_mapping(given: Mapping[str, Any]) -> Rule:
    try:
        text = json.dumps(dict(given), ensure_ascii=False, indent=1, default=_plain)
    except (TypeError, ValueError, RecursionError):
        message = "a mapping that holds more than texts, numbers, true and false, lists and mappings is no rule"
        raise UsageError(Diagnostic("B310", message, None, _WAY_OUT)) from None
    nodes, faults = compose_json(text, FILE)
    problems = Problems(found=faults, text=text)
    rules = [read_rule(node, Context(FILE), problems) for node in nodes]
    if problems.found:
        raise PolicyError(*problems.found)
    (rule,) = rules
    assert rule is not None, "what cannot be read is a problem"
    return rule


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
