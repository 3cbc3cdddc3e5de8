"""From a contract file to a contract, or to every problem it has."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from boundaries.contract.amend import build
from boundaries.contract.checks import cross_checks, not_a_contract
from boundaries.contract.model import Contract
from boundaries.contract.validate import diagnostics, problems_of
from boundaries.contract.values import Problem
from boundaries.core.errors import ContractError, Diagnostic
from boundaries.core.location import Location
from boundaries.source.document import SourceError, compose, read_text
from boundaries.source.node import Node

_ONE_EACH = "a file of its own for each"
_LIKE_A_CONTRACT = re.compile(
    r"""^[ \t{]*["']?(contract|timezone|country|agreed|consent|packs|amendments|exceptions"""
    r"""|administrative|professional|psychological|scenario|rule|pack)["']?[ \t]*:""",
    re.MULTILINE,
)


def load_contract(path: str | Path) -> Contract:
    """The one contract of a file; raises `ContractError` with every problem it has."""
    try:
        found = load_contracts(read_text(path), str(path))
    except SourceError as problem:
        raise ContractError(*problem.diagnostics) from None
    if len(found) > 1:
        place = found[1].source.location
        raise ContractError(Diagnostic("B023", f"{len(found)} contracts where one is expected", place, _ONE_EACH))
    return found[0]


def load_contracts(text: str, file_name: str) -> tuple[Contract, ...]:
    """Every contract of a text (one a YAML document); raises `ContractError` with every problem it has."""
    return contracts_of(*compose(text, file_name), text, file_name)


def contracts_of(nodes: list[Node], problems: list[Diagnostic], text: str, file_name: str) -> tuple[Contract, ...]:
    """Every contract of a text that is read already, as by `compose`."""
    if not nodes and not problems:
        start = Location(file_name, 1, 1)
        nodes = [Node(None, start, document=start)]
    contracts: list[Contract] = []
    names: set[str] = set()
    nodes = [node for node in nodes if node.value is not None] or nodes[:1]  # a `---` at the end opens nothing
    for node in nodes:
        contract, found = read_contract(node, text)
        problems += found
        if contract is None:
            continue
        if contract.name in names:
            twice = Problem("B006", f"`{contract.name}` stands here a second time", "", ("contract",))
            problems += diagnostics([twice], node, text)
        names.add(contract.name)
        contracts.append(contract)
    if problems:
        raise ContractError(*(problems if _LIKE_A_CONTRACT.search(text) else _nothing_of(problems, file_name)))
    return tuple(contracts)


def _nothing_of(problems: list[Diagnostic], file_name: str) -> list[Diagnostic]:
    """The problems of a file without a single key of a contract, without a word of it: it may be a chat or a letter."""
    safe = [replace(problem, source="") for problem in problems if is_wordless(problem)]
    hint = "is it the log? `boundaries check LOG --contract CONTRACT`"
    return safe or [Diagnostic("B023", "not a contract: it has no key of one", Location(file_name, 1, 1), hint)]


def is_wordless(problem: Diagnostic) -> bool:
    """Whether a problem is told without text of the file."""
    quotes = "`" in re.sub(r"`[^`\w]+`", "", problem.message)  # a colon is nobody's text
    return problem.code in ("B008", "B009", "B023") or (problem.code == "B001" and not quotes)


def read_contract(node: Node, text: str) -> tuple[Contract | None, list[Diagnostic]]:
    """The contract a node of a text says (a document, or a part of one), or every problem it has."""
    if wrong := not_a_contract(node):
        return None, list(diagnostics([wrong], node, text))
    problems: list[Problem] = cross_checks(node)
    try:
        contract = Contract.model_validate(node.plain())
    except ValidationError as error:
        problems += problems_of(error, Contract)
        return None, list(diagnostics(problems, node, text))
    if problems:
        return None, list(diagnostics(problems, node, text))
    contract._root, contract._text = node, text
    life = build(contract)
    contract._timeline = life
    return contract, []
