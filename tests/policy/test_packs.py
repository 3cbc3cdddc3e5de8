"""Packs: shipped ones by name, own ones by folder or file; what they were read from is in their hash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from boundaries.core.errors import PolicyError
from boundaries.policy.packs import find_pack, load_pack, shipped_packs

RULE = "rule: {name}\nwhen: {{event: {{kind: message}}}}\nsays: hello\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def named(name: str) -> str:
    return RULE.format(name=name)


def test_core_has_the_first_eight_among_its_own() -> None:
    core = load_pack("core")
    assert (core.name, core.version) == ("core", "0.1")
    assert len(core.hash) == 12
    assert {(rule.name, rule.code) for rule in core.rules} > {
        ("channel-not-agreed", "COM-CHANNEL"),
        ("contact-outside-hours", "COM-HOURS"),
        ("contact-volume", "COM-VOLUME"),
        ("late-cancellation", "CAN-NOTICE"),
        ("reply-outside-hours", "COM-REPLY-HOURS"),
        ("session-frequency", "SES-FREQ"),
        ("session-gap", "SES-GAP"),
        ("session-overrun", "SES-OVERRUN"),
    }
    assert all(rule.pack == "core" for rule in core.rules)
    assert len({rule.name for rule in core.rules}) == len(core.rules)


def test_places_of_shipped_rules_are_those_of_the_pack_not_of_the_machine() -> None:
    files = {rule.location.file for rule in load_pack("core").rules if rule.location}
    assert "core/administrative/session-gap.yaml" in files
    assert not any(file.startswith("/") for file in files)


def test_a_folder_is_a_pack(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "mine", b=named("second"), a__x=named("first"), contract="contract: c\n", note="scenario: s\n"
    )
    pack = load_pack(folder)
    assert (pack.name, pack.version, [r.name for r in pack.rules]) == ("mine", "0", ["first", "second"])
    assert all(rule.pack == "mine" for rule in pack.rules)


def test_a_manifest_names_a_pack(tmp_path: Path) -> None:
    folder = write(tmp_path, pack='pack: trainee\nversion: "1.10"\ntitle: For trainees\n', a=named("first"))
    pack = load_pack(str(folder))
    assert (pack.name, pack.version, pack.title, pack.rules[0].pack) == ("trainee", "1.10", "For trainees", "trainee")


def test_one_file_is_a_pack(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path, mine=named("only")) / "mine.yaml")
    assert (pack.name, [rule.name for rule in pack.rules]) == ("mine", ["only"])


def test_the_hash_is_that_of_the_rules_text(tmp_path: Path) -> None:
    folder = write(tmp_path / "mine", a=named("first"))
    before = load_pack(folder).hash
    write(folder, contract="contract: c\n")
    (folder / "a.yaml").write_bytes(named("first").replace("\n", "\r\n").encode())
    assert load_pack(folder).hash == before
    write(folder, a=named("first") + "# a comment\n")
    assert load_pack(folder).hash != before


def test_examples_are_not_read_with_a_pack_wherever_they_stand(tmp_path: Path) -> None:
    examples = "examples:\n# none of it is looked at\n- {timeline: [x]}\n\n-\n  never: [a]\n"
    folder = write(tmp_path, a=f"rule: a\n{examples}when: {{event: {{}}}}\nsays: hello\nwhy: !!str bad\n")
    with pytest.raises(PolicyError) as caught:
        load_pack(folder)
    assert [(d.code, d.location and d.location.line) for d in caught.value.diagnostics] == [("B007", 10)]


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"a": named("same"), "b": named("same")}, [("B116", "b.yaml", 1)]),
        ({"a": named("one") + "---\n" + named("one")}, [("B116", "a.yaml", 5)]),
        ({"a": "rul: x\nwhen: {event: {}}\n"}, [("B101", "a.yaml", 1), *[("B102", "a.yaml", 1)] * 2]),
        ({"a": "rul: x\n"}, [("B119", "", 1)]),
        ({"contract": "contract: c\n"}, [("B119", "", 1)]),
        ({"pack": "pack: x\ncolour: red\n", "a": named("one")}, [("B101", "pack.yaml", 2)]),
        ({"pack": "pack: x\n---\npack: y\n", "a": named("one")}, [("B119", "pack.yaml", 1)]),
        ({"pack": "- x\n", "a": named("one")}, [("B103", "pack.yaml", 1)]),
        ({"a": "rule: Bad\n", "b": "rule: b\nwhen: {event: {x: 1}}\nsays: x\n"},
         [("B102", "a.yaml", 1), ("B102", "a.yaml", 1), ("B105", "a.yaml", 1), ("B112", "b.yaml", 2)]),
    ],
)  # fmt: skip
def test_mistakes_in_packs(tmp_path: Path, files: dict[str, str], places: list[tuple[str, str, int]]) -> None:
    folder = write(tmp_path / "mine", **files)
    with pytest.raises(PolicyError) as caught:
        load_pack(folder)
    found = [(d.code, Path(d.location.file).name, d.location.line) for d in caught.value.diagnostics if d.location]
    assert found == [(code, name or "mine", line) for code, name, line in places]


def test_an_unknown_pack_has_a_near_one() -> None:
    with pytest.raises(PolicyError, match=r"B118 there is no pack `cor` .did you mean `core`"):
        load_pack("cor")
    with pytest.raises(PolicyError, match=r"shipped packs: .*\bcore\b"):
        load_pack("xyz")


def test_a_shipped_name_comes_before_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "core", a=named("mine"))
    monkeypatch.chdir(tmp_path)
    assert find_pack("core")[1]
    assert [rule.name for rule in load_pack("./core").rules] == ["mine"]
    assert "core" in shipped_packs()


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"rule: \xff\xfe")
    with pytest.raises(PolicyError, match=r"a\.yaml:1:7: B009"):
        load_pack(tmp_path)


def test_reading_rules_needs_neither_pydantic_nor_arrays() -> None:
    code = "import sys; from boundaries.policy.packs import load_pack; load_pack('core'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pydantic", "numpy", "pyarrow"} & set(loaded)
