"""N6: no network, no other program. The suite runs with sockets blocked (tests/conftest.py), import-linter keeps the
modules out (pyproject.toml); here the sources are read for every other way, and the commands run with no way out."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

import boundaries
from called import call
from shared_views import files

ROOT = Path(boundaries.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))
MODULES = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc",
           "asyncio", "socketserver", "subprocess", "multiprocessing", "webbrowser", "pty", "requests", "httpx",
           "aiohttp", "urllib3", "ctypes", "cffi", "syslog"}  # fmt: skip
CALLS = {"system", "popen", "fork", "forkpty", "posix_spawn", "posix_spawnp", "execv", "execve", "execvp", "execl",
         "execlp", "spawnl", "spawnv", "startfile", "__import__"}  # fmt: skip


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_reaches_for_the_network_or_another_program(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not imported(tree) & MODULES
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _is_os(node.value)}
    called |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"__import__", "eval", "exec"}
    assert not called & (CALLS | {"eval", "exec"})


def _is_os(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("os", "posix", "sys")


def test_the_commands_work_with_every_way_out_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the library tried to leave the machine, or to start a program")

    monkeypatch.setattr(socket, "socket", refuse)
    for name in ("Popen", "run", "call", "check_output"):
        monkeypatch.setattr(subprocess, name, refuse)
    for name in CALLS & set(dir(os)):
        monkeypatch.setattr(os, name, refuse)
    pairs = [f"c-{n}" for n in range(5)]
    contract, log = files(tmp_path, pairs)
    shared = ("--purpose", "x", "--key", tmp_path / "key")
    for args in (
        ("check", log, "--contract", contract), ("check", log, "--contract", contract, "--view", "platform", *shared),
        ("check", log, "--contract", contract, "--view", "supervisor", *shared),
        ("convert", log, "-o", tmp_path / "out.parquet"), ("rules", contract), ("lint", contract),
        ("schema", "finding"),
    ):  # fmt: skip
        done = call(*args)
        assert done.code in (0, 1), done.err
