"""N1 and P1: no text, title, name, number, address or file name of a log is kept, shown, logged or hashed, anywhere.

Words are planted in every sample of every format (tests/exports) and looked for, afterwards, in every one of PLACES:
as they are, in other encodings, and as hashes that anybody could make again. The page docs/explanation/privacy.md
lists the same places.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from exports import SAMPLES, WORDS, Sample
from exports.places import Places, gather
from exports.words import traces
from mutations import mutant

pytestmark = pytest.mark.untraced  # one path, walked many times

PLACES = (
    "standard output",
    "standard error",
    "reports written to a file, in every output format",
    "reports in another language",
    "findings written from Python, Parquet unpacked",
    "converted logs, in every format",
    "errors: text, arguments, notes, causes and contexts",
    "tracebacks, with the local variables of the library's frames",
    "rows turned away or left out, and a log's warnings",
    "logging records, at every level",
    "Python's warnings",
    "pickles",
    "tables in memory, with what their buffers still hold",
    "repr and text of every object of the library met on the way",
    "names of files made, temporary ones included",
)
ASKED = tuple(sample for sample in SAMPLES if sample.asked is not None and sample.people)
SPAWNED = tuple({s.format: s for s in SAMPLES if s.format in ("csv", "whatsapp", "mail", "zip")}.values())
BROKEN = range(1001, 1004)


def _none_in(places: Places) -> None:
    assert set(places) <= set(PLACES)
    assert places.leaks(WORDS) == []


@pytest.mark.parametrize("sample", SAMPLES, ids=repr)
def test_nothing_of_a_log_is_found_anywhere(sample: Sample, tmp_path: Path) -> None:
    places = gather(sample.write(tmp_path))
    _none_in(places)
    assert sum(map(len, places["converted logs, in every format"])) > 3


@pytest.mark.parametrize("sample", ASKED, ids=repr)
def test_nor_where_the_people_are_named_on_the_command_line(sample: Sample, tmp_path: Path) -> None:
    _none_in(gather(sample.write(tmp_path), asked=True))


@pytest.mark.parametrize("seed", BROKEN)
@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.people], ids=repr)
def test_nor_of_a_broken_one(sample: Sample, seed: int, tmp_path: Path) -> None:
    data, _ = mutant(sample.make(WORDS), repr(sample), seed)
    _none_in(gather(sample.write(tmp_path, data=data), every=False))


@pytest.mark.parametrize("lacking", ["people", "timezone", "known people", "names that are there"])
@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.people and s.format != "zip"], ids=repr)
def test_nor_where_the_caller_must_say_more(sample: Sample, lacking: str, tmp_path: Path) -> None:
    if lacking == "people":
        sample = replace(sample, people=False)
    elif lacking == "timezone":
        sample = replace(sample, told={})
    elif lacking == "names that are there":
        sample = replace(
            sample, asked={"me": "Nobody Else", "client": WORDS.stranger, "relationship": "c-207"}, people=False
        )
    written = sample.write(tmp_path)
    if lacking == "known people" and written.people:
        written.people.write_text("people:\n- {role: client, relationship: c-9, names: [Nobody Else]}\n")
    _none_in(gather(written, asked=lacking == "names that are there", every=False))


def test_every_place_is_searched(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    sample = next(sample for sample in SAMPLES if sample.format == "whatsapp")
    places = gather(sample.write(tmp_path / "good"), asked=True)
    refused = gather(sample.write(tmp_path / "bad", data=b"PK\3\4" + WORDS.body.encode()))
    assert {*places, *refused} == set(PLACES)


@pytest.mark.parametrize("sample", SPAWNED, ids=repr)
def test_a_process_of_its_own_leaves_nothing_behind(sample: Sample, tmp_path: Path) -> None:
    """With a home, a folder for temporary files and a working directory of its own, all of them looked at after."""
    folders = {name: tmp_path / name for name in ("home", "temporary", "here", "input", "output")}
    for folder in folders.values():
        folder.mkdir()
    written = replace(sample.write(folders["input"]), key=folders["home"] / "config" / "boundaries" / "key")
    contract = folders["input"] / "contract.yaml"
    from practice import CONTRACT

    contract.write_text(CONTRACT)
    out = folders["output"]
    runs = (
        [
            "check",
            *_without_key(written.arguments()),
            "-c",
            str(contract),
            "-o",
            str(out / "report.json"),
            "--output-format",
            "json",
        ],
        ["convert", *_without_key(written.arguments(command="convert")), "-o", str(out / "log.jsonl")],
    )
    tests = Path(__file__).parents[1]
    environment = {
        "HOME": str(folders["home"]), "XDG_CONFIG_HOME": str(folders["home"] / "config"),
        "TMPDIR": str(folders["temporary"]),
        "PATH": os.environ["PATH"], "PYTHONPATH": str(tests / "audited"), "PYTHONWARNINGS": "default",
        "PYTHONDONTWRITEBYTECODE": "1", "BOUNDARIES_WATCHED": str(tmp_path / "seen"), "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    for arguments in runs:
        done = subprocess.run(
            [sys.executable, "-m", "boundaries", *arguments],
            env=environment,
            cwd=folders["here"],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        assert traces(done.stdout + done.stderr) == []
        assert b"Warning" not in done.stderr
        seen = [line.split("\t") for line in (tmp_path / "seen").read_text().splitlines()]
        wrote = {path for event, path in seen if event == "wrote"} - {str(tmp_path / "seen")}
        allowed = {str(written.key), *(path for path in wrote if Path(path).parent == out)}
        assert wrote <= allowed, "written on the way"
        assert [
            event
            for event, _ in seen
            if event.startswith(("socket", "subprocess", "os.system", "os.exec", "os.fork", "os.posix"))
        ] == []
    left = [
        path
        for folder in ("home", "temporary", "here", "output")
        for path in folders[folder].rglob("*")
        if path.is_file()
    ]
    assert {path for path in left if path != written.key} == {out / "report.json", out / "log.jsonl"}
    for path in left:
        assert traces(path.read_bytes() + path.name.encode()) == []
        assert path.stat().st_mode & 0o077 == 0


def _without_key(arguments: list[str]) -> list[str]:
    place = arguments.index("--key")
    return arguments[:place] + arguments[place + 2 :]
