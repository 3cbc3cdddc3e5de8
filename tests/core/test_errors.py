"""What an error shows of the text it quotes."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.contract.clauses import CLAUSES
from boundaries.core.columns import KINDS, NAMES
from boundaries.core.errors import Diagnostic, LogError, did_you_mean, printable, raised_anew
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


KNOWN = sorted({*NAMES, *KINDS, *(clause.name for clause in CLAUSES)})
LONG = st.sampled_from([word for word in KNOWN if len(word) > 3])


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and the word with one letter left out, doubled, or taken for another."""
    word = draw(LONG)
    at = draw(st.integers(0, len(word) - 1))
    letters = draw(st.sampled_from(["", word[at] * 2, "y"]))
    return word, word[:at] + letters + word[at + 1 :]


@given(slips())
def test_a_word_with_one_slip_is_near_the_word_meant(slip: tuple[str, str]) -> None:
    word, slipped = slip
    assert did_you_mean(slipped, [word]) == f"did you mean `{word}`?"


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("parking", ["sharing", "fee"], None),
        ("body", ["by", "kind"], None),
        ("therapist", ["other", "client"], None),
        ("knid", ["kind"], "kind"),
        ("horus", ["hours"], "hours"),
        ("HOURS", ["hours"], "hours"),
        ("com-hors", ["COM-HOURS"], "COM-HOURS"),
        ("ill", ["illness", "crisis"], "illness"),
        ("re", ["record"], None),
        ("con", ["consent", "contract"], None),
        ("", ["a"], None),
    ],
)
def test_only_what_is_near_is_suggested(word: str, known: list[str], meant: str | None) -> None:
    assert did_you_mean(word, known) == (f"did you mean `{meant}`?" if meant else "")


def test_an_error_raised_anew_has_no_frame_that_holds_an_argument() -> None:
    @raised_anew
    def read(name: str) -> None:
        try:
            raise ValueError(name)
        except ValueError:
            raise LogError(Diagnostic("B207", "log 1 cannot be read")) from None

    with pytest.raises(LogError, match="B207") as caught:
        read("canaryzeta")
    assert caught.value.__context__ is None
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True).stack
    inner = [frame for frame in frames if frame.name != "test_an_error_raised_anew_has_no_frame_that_holds_an_argument"]
    assert inner
    assert "canaryzeta" not in str([frame.locals for frame in inner])
    assert read.__name__ == "read"
