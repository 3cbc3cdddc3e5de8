"""What is promised, and the thresholds it is promised for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from boundaries.core.catalogue import catalogue
from boundaries.core.language import ENGLISH

Mode = Literal["proved", "calibrated"]

THRESHOLD: Mapping[Mode, float] = MappingProxyType({"proved": 20.0, "calibrated": 7.0})


def promise(mode: Mode, language: str = ENGLISH) -> str:
    """The promise of a mode and its limits, to be printed wherever a drift is shown."""
    return catalogue(language).form(f"promise.{mode}")
