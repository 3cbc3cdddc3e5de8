"""Parts of the reference, written from what the library itself goes by.

`{generated} NAME` in a page stands for the Markdown of the function of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import EnumType
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

from docutils import nodes
from pydantic import BaseModel
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from typer.models import ArgumentInfo

from boundaries.cli.app import command
from boundaries.contract.clauses import CLAUSES, PARTS, Clause
from boundaries.contract.model import AgreedException, Amendment, Contract, Metadata, Party
from boundaries.core.columns import COLUMNS, KINDS, Column
from boundaries.policy.schema import KEYS, PACK_KEYS, WORDING_KEYS
from boundaries.readers.mapped_words import CELL_KEYS, FORMS, ROW_KEYS, WHO_KEYS, cell_keys
from boundaries.readers.mapped_words import KEYS as MAP_KEYS
from boundaries.readers.mapped_words import Key as MapKey
from driftbook.ladders import drift_ladders
from rulebook import rules

ROOT = Path(__file__).parents[1]


def columns() -> Iterator[str]:
    """The columns of a log as a table."""
    yield "| column | type | meaning |\n|---|---|---|"
    yield from map(_column, COLUMNS)
    yield f"\n**Kinds**: {_words(KINDS)}, and words of your own that begin with `x-`."


def _column(column: Column) -> str:
    kind = {"enum": "word", "integer": "whole number"}.get(column.type, column.type)
    words = "" if column.name == "kind" or not column.words else f": {_words(column.words)}"
    return f"| `{column.name}` | {kind}{', required' if column.required else ''} | {column.meaning}{words} |"


def clauses() -> Iterator[str]:
    """The clauses of each part, with their fields."""
    for part in PARTS:
        yield f"## `{part}`\n\n| clause | meaning | example |\n|---|---|---|"
        yield from (_clause(clause) for clause in CLAUSES if clause.part == part)
        yield ""


def _clause(clause: Clause) -> str:
    fields = "".join(f"; `{f.name}`: {f.about}" for f in clause.fields)
    name = f"[`{clause.name}`]{{#{clause.path.replace('.', '-').replace('_', '-')}}}"  # pages of rules link to it
    return f"| {name} | {clause.about}{fields} | `{clause.example}` |"


def contract_keys() -> Iterator[str]:
    """The keys of a contract file."""
    yield from _keys(Contract)


def party_keys() -> Iterator[str]:
    """The keys of an entry of `parties`."""
    yield from _keys(Party)


def metadata_keys() -> Iterator[str]:
    """The keys of `metadata`."""
    yield from _keys(Metadata)


def exception_keys() -> Iterator[str]:
    """The keys of an entry of `exceptions`."""
    yield from _keys(AgreedException)


def amendment_keys() -> Iterator[str]:
    """The keys of an entry of `amendments`."""
    yield from _keys(Amendment)


def _keys(model: type[BaseModel]) -> Iterator[str]:
    """The keys of a mapping of a contract file, as its model describes them."""
    yield "| key | meaning |\n|---|---|"
    for name, field in model.model_fields.items():
        needed = " (required)" if field.is_required() else ""
        yield f"| `{field.alias or name}`{needed} | {_cell(field.description)} |"


def rule_keys() -> Iterator[str]:
    """The keys of a rule file."""
    yield "| key | meaning |\n|---|---|"
    for key in KEYS.values():
        yield f"| `{key.name}`{' (required)' if key.required else ''} | {_cell(key.meaning)} |"


def pack_keys() -> Iterator[str]:
    """The keys of a pack.yaml."""
    yield "| key | meaning |\n|---|---|"
    yield from (f"| `{key.name}` | {_cell(key.meaning)} |" for key in PACK_KEYS.values())


def wording_keys() -> Iterator[str]:
    """The keys of a wording file."""
    yield "| key | meaning |\n|---|---|"
    for key in WORDING_KEYS.values():
        yield f"| `{key.name}`{' (required)' if key.required else ''} | {_cell(key.meaning)} |"


def map_keys() -> Iterator[str]:
    """The keys of a mapping file."""
    yield from _of_map(MAP_KEYS)


def map_who_keys() -> Iterator[str]:
    """The keys of `who` in a mapping file."""
    yield from _of_map(WHO_KEYS)


def map_row_keys() -> Iterator[str]:
    """The keys of an item of `rows` in a mapping file."""
    yield from _of_map(ROW_KEYS)


def map_cell_keys() -> Iterator[str]:
    """The keys of a column in a mapping file."""
    yield from _of_map(CELL_KEYS)


def map_forms() -> Iterator[str]:
    """How each column of a log may be made by a mapping file."""
    yield "| column | made by | beside it |\n|---|---|---|"
    for column, forms in FORMS.items():
        others = dict.fromkeys(key for key in cell_keys(column) if key not in forms)
        yield f"| `{column}` | {_words(forms)} | {_words(others)} |"


def _of_map(keys: Mapping[str, MapKey]) -> Iterator[str]:
    yield "| key | meaning |\n|---|---|"
    for key in keys.values():
        yield f"| `{key.name}`{' (required)' if key.required else ''} | {_cell(key.meaning)} |"


def _words(words: object) -> str:
    return ", ".join(f"`{word}`" for word in words)  # type: ignore[attr-defined]


def codes() -> Iterator[str]:
    """The error codes of every room that has a list of them."""
    yield "| code | meaning |\n|---|---|"
    for file in sorted((ROOT / "src" / "boundaries").glob("*/codes.py")):
        meanings = import_module(f"boundaries.{file.parent.name}.codes").CODES
        yield from (f"| {code} | {meaning} |" for code, meaning in meanings.items())


def commands() -> Iterator[str]:
    """The commands with their arguments and options."""
    for name in command().commands:
        function = getattr(import_module(f"boundaries.cli.{name}"), name)
        yield f"## `{name}`\n\n{cleandoc(function.__doc__)}\n\n| | |\n|---|---|"
        for parameter, hint in get_type_hints(function, include_extras=True).items():
            if get_origin(hint) is Annotated:
                kind, described = get_args(hint)
                yield f"| {_spelled(parameter, kind, described)} | {_cell(described.help)} |"
        yield ""


def _spelled(name: str, kind: Any, described: Any) -> str:
    """An option's names, and what it takes; an argument's own name."""
    if isinstance(described, ArgumentInfo):
        return f"`{described.metavar or name.upper()}`"
    words = [word for part in (kind, *get_args(kind)) if isinstance(part, EnumType) for word in part]
    takes = "" if kind is bool else f" {described.metavar or '/'.join(words)}"
    declared = (described.default, *described.param_decls)  # typer keeps the first name where a default would be
    return f"`{', '.join(n for n in declared if isinstance(n, str) and n.startswith('-'))}{takes}`"


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


class Generated(SphinxDirective):
    """`{generated} NAME`."""

    required_arguments = 1
    parts: ClassVar = {
        f.__name__: f
        for f in (
            amendment_keys, clauses, codes, columns, commands, contract_keys, drift_ladders, exception_keys,
            map_cell_keys, map_forms, map_keys, map_row_keys, map_who_keys, metadata_keys, pack_keys, party_keys,
            rule_keys, rules, wording_keys,
        )
    }  # fmt: skip

    def run(self) -> list[nodes.Node]:
        """The parsed Markdown, headings included."""
        self.env.note_reread()
        text = "\n".join(self.parts[self.arguments[0]]())
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def as_markdown(_app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Docstrings write code in single backticks, as the pages do; reStructuredText wants two."""
    text = re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", "\n".join(lines))
    lines[:] = re.sub(r"``(?=\w)(?<=\w``)", r"``\\ ", text).split("\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive, and how docstrings are read."""
    app.add_directive("generated", Generated)
    app.connect("autodoc-process-docstring", as_markdown)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
