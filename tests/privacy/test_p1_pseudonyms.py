"""P1: who is who follows from the user's own files alone, and without the key no pseudonym can be made again."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

import boundaries as bd
from boundaries.core.errors import UsageError
from boundaries.readers.directory import load_people
from boundaries.readers.mapped_file import load_map
from called import call
from exports import SAMPLES, WORDS, Sample, Written, traces
from practice import CONTRACT

pytestmark = pytest.mark.untraced  # one path, walked many times

KEYED = tuple(s for s in SAMPLES if s.format in ("mail", "ics", "map"))


def _ids(written: Written) -> list[str]:
    return written.read().table["id"].to_pylist()


@pytest.mark.parametrize("sample", KEYED, ids=repr)
def test_ids_that_identify_need_the_key(sample: Sample, tmp_path: Path) -> None:
    written = sample.write(tmp_path)
    first, again = _ids(written), _ids(written)
    assert first == again
    assert written.key.exists() or sample.format == "map"
    if written.key.exists():
        written.key.unlink()
        assert set(_ids(written)).isdisjoint(first)


def test_the_key_is_made_for_its_owner_alone_and_apart_from_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "log").mkdir()
    sample = next(sample for sample in KEYED if sample.format == "mail")
    written = sample.write(tmp_path / "log")
    arguments = written.arguments(command="convert")
    place = arguments.index("--key")
    out = tmp_path / "log" / "out.jsonl"
    assert call("convert", *arguments[:place], *arguments[place + 2 :], "-o", out).code == 0
    key = tmp_path / "config" / "boundaries" / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert {path.name for path in (tmp_path / "log").iterdir()} == {
        written.log.name,
        written.people and written.people.name,
        "out.jsonl",
    }
    assert key.read_bytes().strip() not in out.read_bytes()


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    written = next(sample for sample in KEYED if sample.format == "mail").write(tmp_path)
    written.read()
    written.key.chmod(0o640)
    with pytest.raises(UsageError, match="B247"):
        written.read()


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.people], ids=repr)
def test_nobody_is_joined_by_anything_but_the_file_of_people(sample: Sample, tmp_path: Path) -> None:
    """With other people listed, none of the log's rows is anybody's."""
    written = sample.write(tmp_path)
    assert written.people is not None
    others = WORDS.people().replace("Tallisandre", "Else").replace("Quandrix", "Else").replace("Wickersnath", "Else")
    written.people.write_text(
        others.replace("1555", "2666").replace(".example", ".invalid").replace(", Me]", "]"), "utf-8"
    )
    assert len(written.read()) == 0


def _mistakes() -> dict[str, str]:
    people, name = WORDS.people(), WORDS.client
    return {
        "a chat": SAMPLES[3].make(WORDS).decode(), "a table": SAMPLES[0].make(WORDS).decode("latin-1"),
        "a letter": f"Dear {name}: {WORDS.body}\n- {name}\n", "a word": name, "a key alone": f"{name}: x\n",
        "twice": f"{people}people: [{name}]\n", "no role": people.replace("role: client", f"role: {name}"),
        "no number": people.replace(f'"{WORDS.client_number}"', name), "an alias": f"{people}- *{WORDS.file}\n",
        "a tab": people.replace("- role: other", f"\t- {name}: x"), "an open quote": f'{people}- "{name}\n',
        "not closed": people.replace(f"[{name}]", f"[{name}"), "too long": people.replace(name, name * 40),
        "two people's": f"{people}- role: client\n  names: [{WORDS.me}]\n",
        "no key": f"{people}- role: client\n  {name}: [x]\n", "an anchor": f"{people}- &{WORDS.file} {name}\n",
        "no address": people.replace(WORDS.client_address, name),
        "no pseudonym": people.replace("relationship: c-207", f"relationship: [{name}]"),
        "backticks": people.replace("role: other", f"role: id` {name} `id"),
    }  # fmt: skip


@pytest.mark.parametrize("mistake", _mistakes())
@pytest.mark.parametrize("file", ["people.yaml", "people.json", "map.yaml"])
def test_a_mistake_in_a_file_of_people_is_told_without_them(mistake: str, file: str, tmp_path: Path) -> None:
    """Nor is a log shown that is named in its place by mistake."""
    path = tmp_path / file
    path.write_text(_mistakes()[mistake], "utf-8")
    (tmp_path / "contract.yaml").write_text(CONTRACT)
    with pytest.raises(UsageError) as caught:
        (load_map if file == "map.yaml" else load_people)(path, file)
    option = "--map" if file == "map.yaml" else "--people"
    outcome = call("check", path, option, path, "-c", tmp_path / "contract.yaml")
    assert outcome.code == 2
    assert traces((str(caught.value) + repr(caught.value.diagnostics) + outcome.out + outcome.err).encode()) == []


@pytest.mark.parametrize("argument", ["me", "client"])
@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.asked is not None and s.people], ids=repr)
def test_a_name_on_the_command_line_is_not_said_again(sample: Sample, argument: str, tmp_path: Path) -> None:
    written = sample.write(tmp_path)
    try:
        said = repr(bd.read(written.log, **written.said(asked=True) | {argument: WORDS.column}).table.to_pydict())
    except UsageError as problem:
        said = str(problem)
    assert traces(said.encode()) == []
