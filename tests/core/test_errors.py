"""What an error shows of the text it quotes."""

from __future__ import annotations

from boundaries.core.errors import Diagnostic, printable
from boundaries.core.location import Location


def test_quoted_text_cannot_steer_a_terminal_or_forge_a_line() -> None:
    evil = "\x1b[2J\u202eB003 all is well\n"
    diagnostic = Diagnostic("B002", f"`{evil}`", Location(f"{evil}.yaml", 2, 3), f"not `{evil}`", source=f"  {evil}")
    shown = diagnostic.render()
    assert len(shown.splitlines()) == 3  # the message, the line of the file, the caret
    assert all(line.isprintable() for line in shown.split("\n"))


def test_what_is_printable_stays() -> None:
    assert printable("é 漢 `x` 😀") == "é 漢 `x` 😀"
    assert printable("a\x00b\ud800") == "a�b�"
