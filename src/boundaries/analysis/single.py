"""What is wrong with one file, whatever stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from boundaries.analysis.documents import File
from boundaries.analysis.idle import idle
from boundaries.analysis.packs import Linted, Shelves
from boundaries.analysis.spare import spare, without_example
from boundaries.analysis.unloaded import unloaded
from boundaries.analysis.wording import wording
from boundaries.contract.checks import not_a_contract
from boundaries.contract.folder import PACK_CONTRACT
from boundaries.contract.load import contracts_of, read_contract
from boundaries.contract.validate import diagnostics
from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.core.language import ENGLISH
from boundaries.policy.rule import Rule
from boundaries.policy.spec import note_duplicates, read_rule
from boundaries.policy.translations import Reader
from boundaries.source.node import Node
from boundaries.source.reading import Problems
from boundaries.testing.model import Unread
from boundaries.testing.scenario import read_documents


def one_file(file: File, shelves: Shelves) -> Iterator[Diagnostic]:
    """Every problem of a file's documents; its contracts and rules are put on the shelves."""
    yield from _contracts(file, shelves)
    yield from _rules(file, shelves)
    yield from _wordings(file)
    yield from _maps(file)
    told = [*file.nodes("scenario"), *(node for node in file.nodes("rule") if node.get("examples"))]
    for scenario in read_documents(told, file.text, file.name, file.path.parent, shelves.scenarios, ()):
        if isinstance(scenario, Unread):
            yield from scenario.problems
    yield from _people(file)


def _contracts(file: File, shelves: Shelves) -> Iterator[Diagnostic]:
    nodes = file.nodes("contract")
    if nodes:  # `check` reads every document of such a file as a contract
        yield from _of_others(file)
    try:
        contracts = contracts_of(nodes, [], file.text, file.name) if nodes else ()
    except BoundariesError as error:
        yield from error.diagnostics
        contracts = tuple(c for node in nodes if (c := read_contract(node, file.text)[0]) is not None)
    of_examples = file.path.name == PACK_CONTRACT
    loaded = contracts if _is_whole(file) else ()
    for node in nodes:
        if not any(contract.source is node for contract in loaded):
            yield from unloaded(node)
    for contract in loaded:
        (shelves.examples if of_examples else shelves.contracts).append(contract)
        yield from (d for d in contract.diagnostics if not (of_examples and d.level == "note"))


def _of_others(file: File) -> Iterator[Diagnostic]:
    """The documents that may not stand beside a contract."""
    for document in file.documents:
        if document.kind != "contract" and (wrong := not_a_contract(document.node)) is not None:
            beside = replace(wrong, hint="a file of its own: one with a contract holds contracts only")
            yield from diagnostics([beside], document.node, file.text)


def _is_whole(file: File) -> bool:
    """Whether the file could be read as it stands, whatever a document is: what cannot be loaded gets no advice."""
    return not any(problem.level == "error" and problem.code != "B149" for problem in file.problems)


def _rules(file: File, shelves: Shelves) -> Iterator[Diagnostic]:
    nodes = file.nodes("rule")
    problems = Problems(text=file.text)
    context = shelves.context(file, problems) if nodes else None
    read: list[Rule] = []
    for node in nodes if context is not None else ():
        assert context is not None
        rule = read_rule(node, context, problems)
        if rule is not None:
            read.append(rule)
            shelves.rules.append(Linted(rule, file))
            yield from _remarks(rule, node)
        yield from wording(node, file.text)
    note_duplicates(read, problems)
    yield from problems.found


def _wordings(file: File) -> Iterator[Diagnostic]:
    problems = Problems(text=file.text)
    reader = Reader(problems)
    for node in file.nodes("wording"):
        language, rules = reader.read(node), node.get("rules")
        for texts in rules.value.values() if rules is not None and isinstance(rules.value, dict) else ():
            yield from wording(texts, file.text, language or ENGLISH)
    yield from problems.found


def _maps(file: File) -> Iterator[Diagnostic]:
    if not file.nodes("map"):
        return
    from boundaries.readers.mapped_file import parse_map  # it loads the columns of logs, which most runs do without

    told = {(problem.code, problem.location) for problem in file.problems}
    try:
        parse_map(file.text, file.name)
    except BoundariesError as error:
        yield from (problem for problem in error.diagnostics if (problem.code, problem.location) not in told)


def _people(file: File) -> Iterator[Diagnostic]:
    """The problems of a file of people by their places alone: its text is forgotten, no line of it is shown."""
    if not file.nodes("people"):
        return
    from boundaries.readers.directory import read_people

    text, file.text, file.problems = file.text, "", []  # what is wrong with its YAML is told again, without words
    try:
        read_people(text, file.name)
    except BoundariesError as error:
        yield from error.diagnostics


def _remarks(rule: Rule, node: Node) -> Iterator[Diagnostic]:
    yield from idle(rule, node)
    yield from spare(rule, node)
    yield from without_example(rule, node)
