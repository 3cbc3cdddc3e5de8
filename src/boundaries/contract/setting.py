"""`set` of an amendment: new values by path, each read as its clause reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from boundaries.contract.clauses import BY_PATH, PARTS, SHARING, clause_of, known_paths, recipient_of, resolve
from boundaries.contract.values import Problem, ValueProblem, read_moment, tick, wrong_shape
from boundaries.core.errors import did_you_mean

_FOR_GOOD = frozenset(
    "contract relationship relationships practitioner timezone country agreed starts consent parties consent_required "
    "currency packs format".split()
)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of `set`: the key as written, and the value read; None removes."""

    key: str
    value: object


def read_set(value: object, read_path: Callable[[str, object], object]) -> Mapping[str, Change]:
    """The changes of a `set` by full path (`ends` stands for itself), in the order written; raises `ValueProblem`."""
    if not isinstance(value, dict) or not value:
        raise wrong_shape(value, "a mapping of paths", '`{administrative.hours: "Mo-Fr 09:00-19:00"}`')
    changes: dict[str, Change] = {}
    problems: list[Problem] = []
    for key, item in value.items():
        full = "ends" if key == "ends" else resolve(key)
        if full is None:
            problems.append(_nothing_there(key, item))
            continue
        if full in changes:
            problems.append(Problem("B006", f"{tick(key)} is set twice", "once is enough", (key,), on_key=True))
            continue
        try:
            if full == "ends":
                changes[full] = Change(key, None if item is None else read_moment(item))
            else:
                changes[full] = Change(key, read_path(full, item))
        except ValueProblem as wrong:
            problems += (Problem(p.code, p.message, p.hint, (key, *p.at), p.offset, p.on_key) for p in wrong.problems)
    problems += _also_as_a_whole(changes)
    if problems:
        raise ValueProblem(*problems)
    return changes


def _also_as_a_whole(changes: Mapping[str, Change]) -> Iterator[Problem]:
    """What is set twice: by itself, and by the whole clause it is a part of."""
    for full, change in changes.items():
        whole = changes.get(clause_of(full))
        if whole is not None and whole is not change:
            message = f"{tick(change.key)} is set twice: {tick(whole.key)} sets the whole clause"
            yield Problem("B006", message, f"say it inside {tick(whole.key)}", (change.key,), on_key=True)


def _nothing_there(key: str, item: object) -> Problem:
    if key in _FOR_GOOD:
        return Problem("B018", f"{tick(key)} cannot be amended", "that is a new contract", (key,), on_key=True)
    return no_path(key, item, (key,), on_key=True)


def no_path(key: str, item: object = None, at: tuple[str, ...] = (), on_key: bool = False) -> Problem:
    """The problem of a path at which a contract has nothing."""
    if key in PARTS:
        inside = [f"{key}.{name}" for name in item] if isinstance(item, dict) else []
        clause = next(path for path in (*inside, *BY_PATH) if resolve(path) == path and path.startswith(f"{key}."))
        message, hint = f"{tick(key)} is a whole part", f"name a clause: `{clause}`"
    elif all(resolve(f"{part}.{key}") for part in PARTS[1:]):
        message, hint = f"{tick(key)} stands in two parts", f"`{PARTS[1]}.{key}` or `{PARTS[2]}.{key}`"
    else:
        parent, near = key.rpartition(".")[0], did_you_mean(key, known_paths())
        message, hint = f"there is no clause {tick(key)}", near or "such as `administrative.hours`"
        above = resolve(parent) or ""
        if above == SHARING:
            message, hint = f"{tick(key)} names no recipient", "an entry is named by its `with`: `sharing.gp`"
        elif recipient_of(above) or (above and near in ("", f"did you mean `{parent}`?")):
            message, hint = f"{tick(key)} is no field of `{parent}`", f"name `{parent}` as a whole"
    return Problem("B017", message, hint, at, on_key=on_key)
