"""`boundaries convert` says what a log in these formats cannot."""

from __future__ import annotations

from pathlib import Path

from called import call

DIARY = "id,relationship,at,kind,by\ns-1,c-1,2026-03-01T10:00:00Z,session,both\n"
SIGNAL = "[2026-03-03, 10:00] Anna: hello\n[2026-03-20, 10:00] Me: hello\n"
OPTIONS = ("--relationship", "c-1", "--timezone", "Europe/London")


def noted(folder: Path, *logs: str) -> str:
    paths = [folder / f"log{i}" for i in range(len(logs))]
    for path, text in zip(paths, logs, strict=True):
        path.write_text(text, "utf-8")
    outcome = call("convert", *map(str, paths), "-o", str(folder / "out.csv"), *OPTIONS)
    assert outcome.code == 0, outcome.err
    return "".join(line for line in outcome.err.splitlines() if "B253" in line)


def test_silence_that_nobody_knows_is_not_lost_beside_a_diary(tmp_path: Path) -> None:
    assert noted(tmp_path, DIARY) == ""
    assert "`--covers none`" in noted(tmp_path, SIGNAL)
    both = noted(tmp_path, SIGNAL, DIARY).partition("--covers ")[2].partition("`")[0].split(",")
    assert "session" in both
    assert not {"message", "call"} & {*both}
