"""The main job, from files to findings."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import pytest

from called import Outcome, call
from practice import CANARY, CHAT, CONTRACT, NAME, ROWS, practice, write


def findings(outcome: Outcome) -> list[tuple[str, str]]:
    return [(f["rule"], f["at"][:16]) for f in map(json.loads, outcome.out.splitlines())]


def check(folder: Path, *args: str | Path) -> Outcome:
    contract, log = practice(folder)
    return call("check", log, "--contract", contract, *args)


def test_each_finding_cites_the_clause_it_crossed(tmp_path: Path) -> None:
    outcome = check(tmp_path)
    assert outcome.code == 0
    assert outcome.err == ""
    for part in (
        "log 1 (csv): 3 rows seen = 3 accepted + 0 duplicates + 0 rejected + 0 system rows", "c-207",
        f"{tmp_path / 'contract.yaml'}:9:", "[reply-outside-hours]", "[contact-outside-hours]", "Tue 3 Mar 2026 21:10",
        "1 crossing, 1 notice", "It cannot see touch, tone or content",
    ):  # fmt: skip
        assert part in outcome.out


def test_a_chat_is_checked_without_a_word_of_it(tmp_path: Path) -> None:
    paths = write(tmp_path, contract_yaml=CONTRACT, canary_txt=CHAT)
    for form in ("text", "json", "jsonl", "csv"):
        outcome = call(
            "check", paths["canary_txt"], "-c", paths["contract_yaml"], "--me", NAME, "--output-format", form
        )
        assert outcome.code == 0
        assert "reply-outside-hours" in outcome.out
        assert (
            "5 rows seen = 4 accepted + 0 duplicates + 0 rejected + 1 system row" in outcome.out + outcome.err
            or form == "json"
        )
        assert CANARY not in (outcome.out + outcome.err).lower().replace(str(tmp_path).lower(), "")


def test_machine_formats_leave_stdout_clean_and_agree(tmp_path: Path) -> None:
    expected = [("reply-outside-hours", "2026-03-03T21:10"), ("contact-outside-hours", "2026-03-10T21:10")]
    lines = check(tmp_path, "--output-format", "jsonl")
    assert findings(lines) == expected
    assert "3 rows seen" in lines.err
    whole = json.loads(check(tmp_path, "--output-format", "json").out)
    assert [(f["rule"], f["at"][:16]) for f in whole["findings"]] == expected
    assert whole["summary"]["rows"]["accepted"] == 3
    rows = csv.DictReader(io.StringIO(check(tmp_path, "--output-format", "csv").out))
    assert [(r["rule"], r["at"][:16]) for r in rows] == expected


def test_quiet_hides_the_counts(tmp_path: Path) -> None:
    for form in ("text", "jsonl"):
        outcome = check(tmp_path, "--output-format", form, "-q")
        assert "rows seen" not in outcome.out + outcome.err
        assert "contact-outside-hours" in outcome.out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ([], 0),
        (["--fail-on", "notice"], 1),
        (["--fail-on", "crossing"], 1),
        (["--fail-on", "crossing", "--until", "2026-03-09"], 0),  # only the notice is left
        (["--fail-on", "notice", "--until", "2026-03-09"], 1),
        (["--fail-on", "notice", "--since", "2026-04-01"], 0),
        (["--fail-on", "notice", "--as-of", "2026-03-03 21:09"], 0),
    ],
)
def test_fail_on(tmp_path: Path, args: list[str], code: int) -> None:
    assert check(tmp_path, *args).code == code


def test_what_went_well_fails_nothing(tmp_path: Path) -> None:
    """A call that was short enough, and for three months no other: the log of a clause kept ends with 0."""
    text = "contract: c\nrelationships: [c-1]\ntimezone: Europe/London\nagreed: 2026-01-05\npacks: [core]\n"
    text += "consent: [practitioner, client]\nadministrative: {calls: {minutes: 20}}\n"
    head = "id,relationship,at,kind,by,minutes\n"
    calls = "".join(f"k{m},c-1,2026-0{m}-12T10:00:00Z,call,both,15\n" for m in range(1, 7))
    paths = write(tmp_path, contract_yaml=text, log_csv=head + calls)
    command = "check", paths["log_csv"], "-c", paths["contract_yaml"], "--output-format", "jsonl", "--fail-on", "notice"
    outcome = call(*command, "--since", "2026-04-01", "--until", "2026-04-30")
    assert [(f["rule"], f["type"]) for f in map(json.loads, outcome.out.splitlines())] == [("clause-kept", "strength")]
    assert outcome.code == 0


def test_as_of_ends_the_world_and_since_and_until_choose(tmp_path: Path) -> None:
    def rules(*args: str) -> list[str]:
        return [rule for rule, _ in findings(check(tmp_path, "--output-format", "jsonl", *args))]

    assert rules("--as-of", "2026-03-03") == ["reply-outside-hours"]
    assert rules("--as-of", "2026-03-02") == []
    assert rules("--since", "2026-03-04") == ["contact-outside-hours"]
    assert rules("--until", "2026-03-09") == ["reply-outside-hours"]
    assert rules("--since", "2026-03-04", "--until", "2026-03-09") == []
    summary = json.loads(check(tmp_path, "--output-format", "json", "--until", "2026-03-09").out)["summary"]
    assert (summary["findings_by_severity"], summary["rows"]["accepted"]) == ({"notice": 1, "crossing": 0}, 3)


def test_output_goes_to_a_file_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "findings.jsonl"
    target.write_text("what stood here before")
    outcome = check(tmp_path, "--output-format", "jsonl", "--output", target)
    assert (outcome.code, outcome.out) == (0, "")
    assert "3 rows seen" in outcome.err
    assert len(target.read_text().splitlines()) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".boundaries-*"))


def test_a_place_that_cannot_be_written_is_2_and_leaves_nothing(tmp_path: Path) -> None:
    outcome = check(tmp_path, "--output", tmp_path / "nowhere" / "report.txt")
    assert outcome.code == 2
    assert "cannot be written" in outcome.err
    folder = tmp_path / "folder"
    folder.mkdir()
    assert check(tmp_path, "--output", folder).code == 2
    assert not list(tmp_path.glob(".boundaries-*"))


def test_several_logs_are_one_world(tmp_path: Path) -> None:
    contract, log = practice(tmp_path)
    more = write(tmp_path, zebra_csv=ROWS.replace("m3,c-207,2026-03-10", "m4,c-207,2026-03-11"))["zebra_csv"]
    outcome = call("check", log, more, "-c", contract)
    assert "log 1 (csv): 3 rows seen = 3 accepted" in outcome.out
    assert "log 2 (csv): 3 rows seen = 1 accepted + 2 duplicates" in outcome.out
    assert "zebra" not in outcome.out


def test_a_folder_of_contracts_judges_each_relationship_by_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    late = CONTRACT.replace("c-207", "c-208").replace("riverside-017", "riverside-018").replace("18:00", "22:00")
    write(folder, one_yaml=CONTRACT, two_yaml=late)
    (folder / "evening.scenario.yaml").write_text("# a note: not a contract\nscenario: x\ncontract: one.yaml\n")
    (folder / "contract.schema.json").write_text('{"properties": {"contract": {}}}')
    log = write(tmp_path, log_csv=ROWS + ROWS.partition("\n")[2].replace("c-207", "c-208"))["log_csv"]
    outcome = call("check", log, "--contract", folder, "--output-format", "jsonl")
    assert {json.loads(line)["contract"] for line in outcome.out.splitlines()} == {"riverside-017"}
    outcome = call("check", log, "--contract", folder)
    assert "2 relationships judged" in outcome.out


def caseload(folder: Path, assign: str) -> Outcome:
    """Three relationships under two contracts that name nobody."""
    contracts = folder / "contracts"
    contracts.mkdir()
    day = CONTRACT.replace("relationship: c-207\n", "")
    write(contracts, day_yaml=day, late_yaml=day.replace("riverside-017", "riverside-018").replace("18:00", "22:00"))
    rows = ROWS.partition("\n")[2]
    log = ROWS + rows.replace("c-207", "c-208") + rows.replace("c-207", "c-209")
    paths = write(folder, log_csv=log, assign_csv=assign)
    return call("check", paths["log_csv"], "-c", contracts, "--assign", paths["assign_csv"], "--output-format", "json")


def test_a_file_assigns_relationships_to_contracts(tmp_path: Path) -> None:
    outcome = caseload(tmp_path, "relationship,contract\nc-207,riverside-017\nc-208,riverside-018\n")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert {(f["relationship"], f["contract"]) for f in told["findings"]} == {("c-207", "riverside-017")}
    summary = told["summary"]
    assert (summary["relationships_judged"], summary["relationships_without_contract"]) == (2, 1)


def test_wrong_assignments_are_told_without_the_name_of_their_file(tmp_path: Path) -> None:
    outcome = caseload(tmp_path, "relationship,contract\nc-207,riverside-17\nc-208\n")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.splitlines() == [
        "B243 assignments, row 1 (line 2): no contract is called `riverside-17` (did you mean `riverside-017`?)",
        "B245 assignments, row 2 (line 3): more or fewer cells than the header has names "
        "(each row names a relationship and its contract)",
        "2 problems",
    ]


def test_of_very_many_wrong_assignments_the_first_are_told(tmp_path: Path) -> None:
    outcome = caseload(tmp_path, "relationship,contract\n" + "c-1,\n" * 300)
    assert (outcome.code, len(outcome.err.splitlines())) == (3, 102)
    assert outcome.err.endswith("... and 200 more\n300 problems\n")


def test_the_one_relationship_assigned_is_that_of_a_log_that_names_none(tmp_path: Path) -> None:
    standard = CONTRACT.replace("relationship: c-207\n", "")
    rows = "\n".join(line.replace(",c-207", "").replace(",relationship", "") for line in ROWS.splitlines())
    paths = write(tmp_path, log_csv=rows, c_yaml=standard, assign_csv="relationship,contract\nc-207,riverside-017\n")
    args = ["-c", paths["c_yaml"], "--output-format", "jsonl"]
    assert len(findings(call("check", paths["log_csv"], *args, "--assign", paths["assign_csv"]))) == 2
    assert "3 rejected" in call("check", paths["log_csv"], *args).err  # a standard contract's pair has to be said


@pytest.mark.parametrize("text", ["x" * 5000, "\x1b[31m\x07", "\udcff", "", "nowhere.csv"])
def test_a_file_of_assignments_that_is_none_is_told_without_its_name(tmp_path: Path, text: str) -> None:
    outcome = check(tmp_path, "--assign", text)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("B223 the file of assignments ")
    assert not text or text not in outcome.err


def test_the_assignments_are_never_written_over(tmp_path: Path) -> None:
    contract, log = practice(tmp_path)
    assign = write(tmp_path, assign_csv="relationship,contract\n")["assign_csv"]
    assert call("check", log, "-c", contract, "--assign", assign, "-o", assign).code == 2
    assert assign.read_text() == "relationship,contract\n"


def test_rows_without_a_contract_are_counted_not_judged(tmp_path: Path) -> None:
    contract, _ = practice(tmp_path)
    log = write(tmp_path, other_csv=ROWS.replace("c-207", "c-999"))["other_csv"]
    outcome = call("check", log, "-c", contract, "--fail-on", "notice")
    assert outcome.code == 0
    assert "1 relationship (3 rows) without a contract: not judged" in outcome.out


def test_annotations_add_what_an_export_cannot_know(tmp_path: Path) -> None:
    notes = write(tmp_path, notes_csv="relationship,id,purpose\nc-207,m3,crisis\n")["notes_csv"]
    outcome = check(tmp_path, "--annotations", notes, "--fail-on", "crossing")
    assert outcome.code == 0
    assert "1 was covered: crisis 1 [contact-outside-hours]" in outcome.out


def test_a_pack_can_be_a_file_of_ones_own(tmp_path: Path) -> None:
    rule = write(tmp_path, own_yaml="rule: any-message\nwhen: {event: {kind: message}}\nsays: A message went out.\n")[
        "own_yaml"
    ]
    assert findings(check(tmp_path, "--pack", rule, "--output-format", "jsonl"))[0] == (
        "any-message",
        "2026-03-03T17:59",
    )


def test_language(tmp_path: Path) -> None:
    """Dates speak the language of their sentence: English where a rule has no German."""
    pack, bare = tmp_path / "own", tmp_path / "bare"
    bare.mkdir()
    (bare / "any.yaml").write_text("rule: any-message\nwhen: {event: {kind: message}}\nsays: On {from}.\n")
    pack.mkdir()
    rule = "rule: any-message\nwhen: {event: {kind: message}}\nsays: {en: 'On {from}.', de: 'Am {from}.'}\n"
    (pack / "any.yaml").write_text(rule)
    assert "Am Di 3. Mär 2026" in check(tmp_path, "--lang", "de", "--pack", str(pack)).out
    english = check(tmp_path, "--lang", "de", "--pack", str(bare))
    assert english.code == 0
    assert "On Tue 3 Mar 2026" in english.out
    assert "On Di" not in english.out
