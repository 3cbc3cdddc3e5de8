"""A file that is nowhere: what readers are given in tests."""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedReader, BytesIO
from typing import Literal, cast


@dataclass(frozen=True, repr=False)
class Bytes:
    """Some bytes that can be opened as often as a file."""

    data: bytes

    def open(self, mode: Literal["rb"]) -> BufferedReader:
        """A stream from the first byte."""
        assert mode == "rb"
        return BufferedReader(cast("BufferedReader", BytesIO(self.data)))
