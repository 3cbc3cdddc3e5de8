"""Whether durable-rules is installed: where it is, its tests fail if it is broken; where it is not, they say so."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version


def _version() -> str | None:
    try:
        return version("durable-rules")
    except PackageNotFoundError:
        return None


VERSION = _version()
ABSENT = (
    "durable-rules does not import on this Python, and is not installed: nothing of it was run"
    if sys.version_info >= (3, 13)
    else "durable-rules was not built here, and nothing of it was run: see durable.log in the environment's folder"
)
