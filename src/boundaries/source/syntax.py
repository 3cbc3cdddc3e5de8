"""Faults of YAML syntax in words for somebody who does not know YAML."""

from __future__ import annotations

import re
from typing import Any

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.source.node import source_line

_TABBED = re.compile(r" *\t[ \t]*\S")
_EXPLAINED: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a `:` where none can be", "put text that holds `: ` in quotes"),
    ("expected ',' or ']'", "a list that is not closed, or a comma missing in it", "`[one, two]`"),
    ("expected ',' or '}'", "a mapping that is not closed, or a comma missing in it", "`{one: 1, two: 2}`"),
    ("did not find expected ',' or ']'", "a list that is not closed, or a comma missing in it", "`[one, two]`"),
    ("did not find expected ',' or '}'", "a mapping that is not closed, or a comma missing in it", "`{a: 1, b: 2}`"),
    ("unexpected end of stream", "a quote that is not closed", "text in quotes ends with the same quote"),
    ("found unexpected document separator", "a quote that is not closed", "text in quotes ends with the same quote"),
    ("could not find expected ':'", "a line without a `:` where a key is expected", "`key: value`"),
    ("did not find expected key", "a line that does not line up with those above", "keys side by side share an indent"),
    ("expected <block end>", "a line that does not line up with those above", "keys side by side share an indent"),
    ("did not find expected '-'", "a line that does not line up with the list above", "each item starts with `- `"),
    ("expected the node content", "a value is missing, or starts with a character that needs quotes", ""),
    ("did not find expected node content", "a value is missing, or starts with a character that needs quotes", ""),
    ("cannot start any token", "a value that starts with a character that needs quotes", 'such as `"@home"`'),
    ("unknown escape character", "an escape that YAML does not know", "use single quotes, or write `\\\\`"),
    ("found unknown escape", "an escape that YAML does not know", "use single quotes, or write `\\\\`"),
    ("block sequence entries are not allowed", "a `-` where no list can start", "start the list on a line of its own"),
    ("expected alphabetic or numeric", "a value that starts with `*` or `&`", "put it in quotes"),
    ("undefined tag", "`!` at the start of a value gives it a type", "put it in quotes"),
)


def explain_syntax(problem: Any, text: str, file: str) -> Diagnostic:
    """The diagnostic of a YAML fault: a tab in the indentation is named as such, wherever the parser stumbled."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    for number in range(max(1, line - 1), line + 1):
        if _TABBED.match(source := source_line(text, number)):
            place = Location(file, number, source.index("\t") + 1)
            return Diagnostic("B001", "a tab in the indentation", place, "indent with spaces")
    said = str(getattr(problem, "problem", "") or getattr(problem, "reason", "") or "")
    context = str(getattr(problem, "context", "") or "")
    for part, message, hint in _EXPLAINED:
        if part in said:
            opened = getattr(problem, "context_mark", None)
            if "closed" in message and opened is not None:
                line, column = opened.line + 1, opened.column + 1  # where it opens says more than where it ends
            return Diagnostic("B001", message, Location(file, line, column), hint)
    detail = ", ".join(part for part in (context, said) if part).lower().rstrip(".")
    return Diagnostic("B001", f"not YAML: {detail}" if detail else "not YAML", Location(file, line, column))
