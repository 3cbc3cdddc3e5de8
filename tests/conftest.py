"""What holds for the whole suite: no network, patient property tests, and the slow ones only when asked for."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

LONG = os.environ.get("BOUNDARIES_LONG") == "1"

# A shared machine may pause at any moment, so no example has a deadline. `make test` draws the same examples every
# time, so that a change is what breaks it; `make long` draws new ones.
settings.register_profile(
    "boundaries", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None
)
settings.register_profile("long", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=2000)
settings.load_profile("long" if LONG else "boundaries")


# Tracing branches doubles what a test takes. These folders, every property, and what is marked `untraced` walk one path
# many times over, so they run without it: the floor of coverage is held by the remembered cases alone.
UNTRACED = ("docs", "properties", "rules")


# They all look at what became of the examples of the shipped rules. Side by side and first, they stand in the half that
# one process begins with, so that the examples are run there alone.
ON_EXAMPLES = ("docs", "privacy", "rules")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests that share dear set-up side by side; skip what is marked `long`, saying how to run it."""
    items.sort(key=lambda item: _folder(item) not in ON_EXAMPLES)
    if not LONG:
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: make long"))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run without coverage what is not to count (`no_cover` of pytest-cov takes nothing away where xdist runs)."""
    generated = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    if not (generated or _folder(item) in UNTRACED or item.get_closest_marker("untraced")):
        return (yield)
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Any attempt to reach another machine, or to look up its name, fails the test that made it."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the library tried to reach the network")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto", "bind"):
            patch.setattr(socket.socket, name, refuse)
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            patch.setattr(socket, name, refuse)
        yield
