"""Rule files: YAML in, compiled rules out, every problem at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import cast

from boundaries.civil.hours import HoursError, parse_hours
from boundaries.civil.span import SpanError, parse_duration, parse_per, parse_span
from boundaries.contract import clauses
from boundaries.core.errors import PolicyError
from boundaries.core.finding import AUDIENCES, BEARERS, DIMENSIONS, SEVERITIES, Audience, Bearer, Severity, Type
from boundaries.core.location import Location
from boundaries.policy import trend
from boundaries.policy.agreement import note_after_end
from boundaries.policy.context import Context, tell_where_used, written_out
from boundaries.policy.escalation import HINTS, note_beyond, read_escalate
from boundaries.policy.forms import read_when
from boundaries.policy.inside import needs_of
from boundaries.policy.operands import read_number, resolve_path
from boundaries.policy.premises import note_beside_conclusion
from boundaries.policy.reads import columns_read
from boundaries.policy.rule import EXCUSES, NO_WORDS, TYPES, Rule, Wording, usual_audience, usual_type
from boundaries.policy.schema import KEYS, rule_schema
from boundaries.policy.told import is_another
from boundaries.policy.wording import TEXTS, plain, read_wording, values_of
from boundaries.source.document import compose
from boundaries.source.node import Node
from boundaries.source.reading import (
    Problems,
    flag_of,
    items_of,
    known_format,
    known_keys,
    mapping_of,
    missing_key,
    text_of,
    tick,
    word_of,
)

__all__ = ["documents_of", "load_rules", "note_duplicates", "read_rule", "read_rules", "rule_schema"]

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE = re.compile(r"\S{1,40}")
# The keys whose values may name what the pack gives; the others are names, or words that a person reads.
_WRITTEN_OUT = ("when", "unless", "escalate", "defaults", "severity", "bearer", "dimension", "type", "audience")
_ALONE = Context()  # of a rule that stands in no pack
_HINTS = HINTS | {"unless": {"admin": "did you mean `scheduling`?"}}


def load_rules(text: str, file: str, context: Context = _ALONE) -> tuple[Rule, ...]:
    """The rules of a file of one or several YAML documents; raises `PolicyError` with every problem of the file.

    `context` is what its pack gives them; `packs.context_of` finds it for a path.
    """
    problems = Problems(text=text)
    rules = read_rules(text, file, context, problems)
    if problems.found:
        raise PolicyError(*problems.found)
    return rules


def read_rules(text: str, file: str, context: Context, problems: Problems) -> tuple[Rule, ...]:
    """The rules of a file that can be read; what cannot is noted in `problems`."""
    said = (read_rule(node, context, problems) for node in documents_of(text, file, problems))
    rules = tuple(rule for rule in said if rule is not None)
    note_duplicates(rules, problems)
    return rules


def documents_of(text: str, file: str, problems: Problems) -> list[Node]:
    """The documents of a rule file, scenarios and the like left out; without one, that is a problem."""
    nodes, faults = compose(text, file)
    problems.found.extend(faults)
    nodes = [node for node in nodes if node.value is not None and not is_another(node)]
    if not nodes and not faults:
        problems.add("B102", "a file without a rule", Location(file, 1, 1), "a rule begins with `rule: its-name`")
    return nodes


def note_duplicates(rules: Collection[Rule], problems: Problems) -> None:
    """Note every rule that bears the name of an earlier one."""
    first: dict[str, Rule] = {}
    for rule in rules:
        earlier = first.setdefault(rule.name, rule)
        if earlier is not rule:
            assert rule.location
            hint = f"the first is at {earlier.location}"
            problems.add("B116", f"a second rule is named {tick(rule.name)}", rule.location, hint)


def read_rule(node: Node, context: Context, problems: Problems) -> Rule | None:
    """The rule one document says; None, with its problems noted, if it says none."""
    before = len(problems.found)
    problems.texts |= context.texts
    keys = mapping_of(node, "a rule", problems, "it begins with `rule: its-name`")
    if keys is None:
        return None
    known_keys(node, KEYS, "a rule", problems, {"content": "a rule sees no content"})
    for key in KEYS.values():
        if key.required and key.name not in keys:
            missing_key(key.name, "a rule", node.document or node.location, problems, key.meaning)
    rule = _written_out(node, keys, context, problems)
    return rule if len(problems.found) == before else None


def _written_out(node: Node, keys: dict[str, Node], context: Context, problems: Problems) -> Rule | None:
    """The rule, with what its pack gives in the place of names; a problem with that says which rule it is."""
    before = len(problems.found)
    keys = {k: written_out(value, context, problems) if k in _WRITTEN_OUT else value for k, value in keys.items()}
    begun = len(problems.found)
    rule = _rule(node, keys, context, problems)
    user = f"rule {tick(keys['rule'].value)}" if "rule" in keys else "a rule"
    tell_where_used(problems, before, begun, user, context)
    return rule


def _rule(node: Node, keys: dict[str, Node], context: Context, problems: Problems) -> Rule | None:
    """Every key read, so that every problem is found; None where a part the rule cannot be without is missing."""
    name = _name(keys, problems)
    severity = cast(Severity, _word("severity", keys, SEVERITIES, "notice", problems))
    clause, unless = _clause(keys, problems), _unless(keys, problems)
    defaults, escalate = _defaults(keys, problems), None
    if "escalate" in keys:
        waits = "when" not in keys or keys["when"].get("all") is None  # a conclusion is no answer that is due
        escalate = read_escalate(keys["escalate"], node.key_place("escalate"), severity, problems, deadlines=waits)
    when = read_when(keys["when"], node.key_place("when"), context, problems) if "when" in keys else None
    note_after_end(keys, problems)
    trend.note_beside(node, keys, problems)
    note_beyond(keys, when, problems)
    note_beside_conclusion(node, keys, problems)
    texts = {k: _wording(k, keys, problems, trend.is_trend(keys.get("when"))) for k in TEXTS}
    after_end, enabled, soon = (_flag(k, keys, default, problems) for k, default in _FLAGS.items())
    _check_rest(keys, problems)
    kind, bearer = (
        _word("type", keys, TYPES, usual_type(when), problems),
        _word("bearer", keys, BEARERS, "practitioner", problems),
    )
    dimension, code = _word("dimension", keys, DIMENSIONS, "contact", problems), _code(keys, name, problems)
    audience = cast(Audience, _word("audience", keys, AUDIENCES, usual_audience(clause), problems))
    if when is None or name is None:
        return None
    if texts["title"] is NO_WORDS:
        texts["title"] = plain(name.replace("-", " ").capitalize())
    return Rule(
        name=name, code=code, pack=context.pack, type=cast(Type, kind), severity=severity, bearer=cast(Bearer, bearer),
        dimension=dimension, clause=clause, when=when, unless=unless, escalate=escalate, defaults=defaults,
        needs=needs_of(when, escalate), columns=columns_read(when, unless, texts.values()),
        location=keys["rule"].location,
        title=texts["title"], says=texts["says"], asks=texts["asks"], suggests=texts["suggests"], why=texts["why"],
        retracts=texts["retracts"],
        after_end=after_end, enabled=enabled, review_soon=soon, audience=audience,
    )  # fmt: skip


_FLAGS = {"after_end": False, "enabled": True, "review_soon": False}


def _name(keys: dict[str, Node], problems: Problems) -> str | None:
    name = text_of(keys["rule"], "`rule`", problems) if "rule" in keys else None
    if name is not None and not _NAME.fullmatch(name):
        kebab = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        hint = f"did you mean `{kebab}`?" if _NAME.fullmatch(kebab) else "such as `contact-outside-hours`"
        message = f"a rule's name is small letters and digits, words joined by `-`, not {tick(name)}"
        problems.add("B105", message, keys["rule"].location, hint)
    return name


def _code(keys: dict[str, Node], name: str | None, problems: Problems) -> str:
    if "code" not in keys:
        return name or ""
    code = text_of(keys["code"], "`code`", problems)
    if code is not None and not _CODE.fullmatch(code):
        where, hint = keys["code"].location, "such as `COM-HOURS`"
        problems.add("B105", f"a code is one short word, not {tick(code)}", where, hint)
    return code or ""


def _word(key: str, keys: dict[str, Node], words: Collection[str], default: str, problems: Problems) -> str:
    if key not in keys:
        return default
    hint = _HINTS.get(key, {}).get(str(keys[key].value), "")
    return word_of(keys[key], key, words, problems, hint) or default


def _flag(key: str, keys: dict[str, Node], default: bool, problems: Problems) -> bool:
    found = flag_of(keys[key], f"`{key}`", problems) if key in keys else None
    return default if found is None else found


def _wording(key: str, keys: dict[str, Node], problems: Problems, of_trend: bool) -> Wording:
    if key not in keys:
        return NO_WORDS
    return read_wording(keys[key], f"`{key}`", problems, values_of(key, of_trend)) or NO_WORDS


def _clause(keys: dict[str, Node], problems: Problems) -> str | None:
    text = text_of(keys["clause"], "`clause`", problems, "such as `administrative.hours`") if "clause" in keys else None
    if text is not None and text.startswith("$"):
        hint = f"did you mean `{text[1:]}`?"
        problems.add("B106", f"`clause` names a clause by its path, not {tick(text)}", keys["clause"].location, hint)
        return None
    return None if text is None else resolve_path(text, keys["clause"].location, problems)


def _unless(keys: dict[str, Node], problems: Problems) -> tuple[str, ...]:
    words: list[str] = []
    for item in items_of(keys["unless"]) if "unless" in keys else ():
        hint = _HINTS["unless"].get(str(item.value), "")
        word = word_of(item, "excuse", EXCUSES, problems, hint)
        if word in words:
            problems.add("B104", f"{tick(word)} stands twice in `unless`", item.location)
        elif word is not None:
            words.append(word)
    return tuple(words)


def _defaults(keys: dict[str, Node], problems: Problems) -> dict[str, object]:
    if "defaults" not in keys:
        return {}
    example = "such as `{sessions.overrun: 10}`"
    values = mapping_of(keys["defaults"], "`defaults`", problems, example) or {}
    found: dict[str, object] = {}
    for path, node in values.items():
        where = keys["defaults"].key_place(path)
        full = resolve_path(path, where, problems)
        if full is None:
            continue
        if full.count(".") < 2:
            hint = f"a rule is silent where its clause is absent; a field has a default, {example}"
            problems.add("B117", f"{tick(path)} is a whole clause, which has no default", where, hint)
        elif clauses.recipient_of(full):
            hint = f"what is shared, and with whom, is agreed in each contract; a field has a default, {example}"
            problems.add("B117", f"{tick(path)} is an entry of `sharing`, which has no default", where, hint)
        elif (value := _default(node, path, clauses.kind_of(full) or "clause", problems)) is not None:
            found[full] = value
    return found


_PARSERS: dict[str, Callable[[str], object]] = {
    "span": parse_span,
    "duration": parse_duration,
    "per": parse_per,
    "hours": parse_hours,
}


def _default(node: Node, path: str, kind: str, problems: Problems) -> object | None:
    """The value of a default, of the type the contract itself would give the field."""
    if isinstance(node.value, str) and node.value.strip().startswith("$"):
        problems.add("B117", f"a default is a value, not {tick(node.value)}", node.location, "write the value itself")
        return None
    if kind == "list":
        return tuple(t for item in items_of(node) if (t := text_of(item, tick(path), problems)) is not None)
    text = text_of(node, tick(path), problems)
    if text is None or kind == "text":
        return text
    if kind == "number":
        return read_number(node, tick(path), problems)
    parse = _PARSERS[kind]
    try:
        return parse(str(node.value))
    except (SpanError, HoursError) as problem:
        code = "B108" if isinstance(problem, SpanError) else "B109"
        problems.add_inside(code, problem.message, node, problem.offset, problem.hint)
        return None


def _check_rest(keys: dict[str, Node], problems: Problems) -> None:
    """The keys a compiled rule does not carry: sources, examples, format."""
    known_format(keys, "a rule file", problems)
    for item in items_of(keys["sources"]) if "sources" in keys else ():
        text_of(item, "a source", problems, '"local choice", if it rests on nothing written')
    examples = keys.get("examples")
    if examples is not None and not isinstance(examples.value, list):
        problems.add("B103", "`examples` is a list of scenarios", examples.location)
    elif examples is not None:
        for item in cast("list[Node]", examples.value):
            mapping_of(item, "an example", problems, "such as `{timeline: [...], expect: [...]}`")
