"""From what pydantic says to what a person reads: each problem with its place, in the words of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from boundaries.contract.values import Problem, ValueProblem, listed, shape, tick
from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location
from boundaries.source.node import Node, with_source

Model = TypeVar("Model", bound=BaseModel)
_MAPPING = frozenset(("model_type", "model_attributes_type", "dict_type", "dataclass_type", "mapping_type"))
_LIST = frozenset(("list_type", "tuple_type", "set_type", "iterable_type"))


def validate(
    model: type[Model], node: Node, text: str = "", codes: Mapping[str, str] | None = None
) -> Model | tuple[Diagnostic, ...]:
    """The model of a node, or every problem of it with its place.

    `codes` renames codes (`{"B002": "B101"}`) for files that are no contracts.
    """
    try:
        return model.model_validate(node.plain())
    except ValidationError as error:
        return diagnostics(problems_of(error, model), node, text, codes)


def diagnostics(
    problems: Iterable[Problem], node: Node, text: str = "", codes: Mapping[str, str] | None = None
) -> tuple[Diagnostic, ...]:
    """Problems of a node's value as diagnostics with places and source lines."""
    codes = codes or {}
    found = (Diagnostic(codes.get(p.code, p.code), p.message, locate(p, node), p.hint) for p in problems)
    return tuple(with_source(problem, text) for problem in found)


def locate(problem: Problem, root: Node) -> Location:
    """The place a problem points to: a value, a character of it, or (`on_key`) a key.

    What the whole lacks is pointed to at its start: 1:1, for the first document of a file.
    """
    node, place = root, root.document or root.location
    for step in problem.at:
        if isinstance(node.value, dict) and step in node.value:
            place = node.key_locations[str(step)]
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            place = node.location
    return place if problem.on_key else node.place(problem.offset)


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """What pydantic found, in plain words; the readers' own problems as they are."""
    found = [problem for item in error.errors(include_url=False) for problem in _problems(item, model)]
    meant = {(p.at[:-1], p.hint) for p in found if p.code == "B002"}
    return [p for p in found if p.code != "B004" or (p.at, _spelt(p)) not in meant]


def _spelt(missing: Problem) -> str:
    """The way out of a misspelt key, where it is the one that is missing: one mistake is said once."""
    return f"did you mean {missing.message.split(' ', 1)[0]}?"


def _problems(found: Any, model: type[BaseModel]) -> Iterator[Problem]:
    kind, at, value = found["type"], tuple(found["loc"]), found["input"]
    cause = found.get("ctx", {}).get("error")
    if isinstance(cause, ValueProblem):
        for p in cause.problems:
            yield Problem(p.code, p.message, p.hint, (*at, *p.at), p.offset, p.on_key)
    elif kind == "missing":
        owner, field = _owner(model, at), at[-1]
        hint = _example(owner, field)
        yield Problem("B004", f"`{field}` is missing{_whose(at[:-1])}", hint, at[:-1], on_key=True)
    elif kind == "extra_forbidden":
        yield _unknown(_owner(model, at), at)
    elif kind in _MAPPING or kind in _LIST:
        wanted = "a mapping" if kind in _MAPPING else "a list"
        keys = tuple(step for step in at if isinstance(step, str))
        yield Problem(
            "B005", f"{shape(value)} where {wanted} is expected", _example(_owner(model, keys), keys[-1:]), at
        )
    else:
        yield Problem("B005", f"{shape(value)}: {found['msg'].lower()}", "", at)


def _unknown(owner: type[BaseModel] | None, at: tuple[Any, ...]) -> Problem:
    from boundaries.contract.clauses import resolve

    key, known = str(at[-1]), _keys(owner)
    hint = did_you_mean(key, known)
    full = resolve(key)
    if full and len(at) == 1:
        hint = f"it stands under `{full.partition('.')[0]}`"
    place = _whose(at[:-1], " of") or f" of a {owner.__name__.lower() if owner else 'file'}"
    return Problem("B002", f"{tick(key)} is not a key{place}", hint or _known(known), at, on_key=True)


def _known(keys: list[str]) -> str:
    return f"the keys here are {listed(f'`{key}`' for key in keys)}".replace(" or ", " and ") if keys else ""


def _whose(at: tuple[Any, ...], word: str = " in") -> str:
    names = [str(step) for step in at if isinstance(step, str)]
    return f"{word} `{'.'.join(names)}`" if names else ""


def _keys(model: type[BaseModel] | None) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()] if model else []


def _example(owner: type[BaseModel] | None, step: Any) -> str:
    name = step[-1] if isinstance(step, tuple) and step else step
    for field, info in (owner.model_fields if owner else {}).items():
        if name in (field, info.alias) and info.examples:
            return f"such as `{info.examples[0]}`"
    return ""


def _owner(model: type[BaseModel], at: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model whose key the last step of `at` is."""
    owner: type[BaseModel] | None = model
    for step in at[:-1]:
        if isinstance(step, str) and owner is not None:
            infos = {info.alias or name: info for name, info in owner.model_fields.items()}
            owner = next(_models(infos[step].annotation), None) if step in infos else None
    return owner


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
