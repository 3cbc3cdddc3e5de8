"""A run over files: every scenario stands or falls by itself, and nothing is passed that was not evaluated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boundaries.testing.model import Unread
from boundaries.testing.suite import Counts, Report, count, run_tests
from scenarios import CONTRACT, CONTRACT_FILE, EVENING, EXAMPLE, RULE

GOOD = f"scenario: a quiet evening\n{CONTRACT}{EVENING}never: [contact-outside-hours]\n"
BAD = f"scenario: a loud evening\n{CONTRACT}{EVENING}never: [reply-outside-hours]\n"
BROKEN = f"scenario: a misspelt evening\n{CONTRACT}{EVENING}never: [reply-outside-hour]\n"
EXAMPLES = f"{RULE}{CONTRACT}{EXAMPLE}  expect: [{{at: 2026-03-03 21:10}}]\n"


def ran(folder: Path, choose: str = "", **files: str) -> Report:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return run_tests([folder], choose)


def numbers(report: Report) -> tuple[int, int, int]:
    counts = count(report.results)
    return counts.passed, counts.failed, counts.errors


def titles(report: Report) -> list[str]:
    return [result.title if isinstance(result, Unread) else result.scenario.title for result in report.results]


def test_all_others_run_where_one_cannot_be_evaluated(tmp_path: Path) -> None:
    report = ran(tmp_path, a=f"{GOOD}---\n{BROKEN}---\n{BAD}", b=GOOD, c="scenario: [\n", d=EXAMPLES)
    assert numbers(report) == (3, 1, 2)
    assert [problem.code for problem in report.problems] == ["B135", "B001"]
    assert [Path(file.file).name for file in report.files] == ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]
    assert str(count(report.results)) == "3 passed, 1 failed, 2 could not be evaluated"


def test_the_scenarios_of_a_mapping_with_a_fault_are_not_evaluated_and_the_next_one_is(tmp_path: Path) -> None:
    twice = GOOD.replace("never:", "never: [session-gap]\nnever:")
    report = ran(tmp_path, a=f"{GOOD}---\n{twice}---\n{GOOD}")
    assert numbers(report) == (2, 0, 1)
    assert [(problem.code, problem.location and problem.location.line) for problem in report.problems] == [("B006", 26)]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (CONTRACT_FILE, (0, 0, 0)),
        ("pack: p\nversion: 1\n", (0, 0, 0)),
        (f"{CONTRACT_FILE}---\n{GOOD}", (1, 0, 0)),  # a contract beside a scenario holds nothing to test
        (f"{GOOD}---\n{CONTRACT_FILE}agreed: 2026-01-12\n", (1, 0, 0)),  # its faults are its own
        (f"note: this\n---\n{GOOD}", (1, 0, 1)),
        ("note: this\nrules: [a]\n", (0, 0, 0)),
        ("key: !tag value\n", (0, 0, 0)),
        ("a: [\n", (0, 0, 0)),
        ("\0\1", (0, 0, 0)),
        (RULE, (0, 0, 0)),  # without examples
        ("", (0, 0, 0)),
        (f"{RULE}severity: violation\n", (0, 0, 1)),
        (f"{RULE}severity: violation\n{CONTRACT}{EXAMPLE}  never: [a]\n- never: [b]\n", (0, 0, 2)),
        (f"{RULE}scenario: s\n", (0, 0, 1)),
        ("rule: [a]\n", (0, 0, 1)),
        ("scenario: s\n", (0, 0, 1)),
        ("rule: r\nx: \1\n", (0, 0, 1)),
    ],
)
def test_below_a_folder_only_files_that_mean_to_be_tests_are_tests(
    tmp_path: Path, text: str, counts: tuple[int, int, int]
) -> None:
    assert numbers(ran(tmp_path, a=text)) == counts


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (CONTRACT_FILE, []),
        ("pack: p\n", []),
        (RULE, []),
        ("", ["B139"]),
        ("note: this\n", ["B139"]),
        (GOOD.replace("scenario:", "scenaro:"), ["B139"]),
        (GOOD.replace("scenario: a quiet evening\n", ""), ["B139"]),
        ("contract: c.yaml\nexpect: [x]\n", ["B139"]),
        ("- a\n", ["B103"]),
        ("a: [\n", ["B001"]),
        ("caf\udce9".encode("utf-8", "surrogateescape"), ["B009"]),
    ],
)
def test_a_file_that_is_named_has_to_be_of_a_kind(tmp_path: Path, text: str | bytes, codes: list[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = run_tests([path])
    assert [problem.code for problem in report.problems] == codes
    assert numbers(report) == (0, 0, len(codes))


def test_a_misspelt_scenario_is_told_at_its_key(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("contract: c.yaml\nscenaro: s\ntimeline: []\n", "utf-8")
    (problem,) = run_tests([path]).problems
    assert problem.render().startswith(f"{path}:2:1: B139 neither a scenario nor a rule (did you mean `scenario`?)\n")


def test_what_only_judging_finds_is_an_error_of_that_scenario_alone(tmp_path: Path) -> None:
    elsewhere = GOOD.replace("message sms\n", "message sms relationship=c-9\n").replace("length=40", "relationship=c-9")
    report = ran(tmp_path, a=f"{elsewhere}---\n{GOOD}")
    assert numbers(report) == (1, 0, 1)
    assert titles(report) == ["a quiet evening"] * 2
    assert [problem.code for problem in report.problems] == ["B136"]


def test_a_scenario_in_another_encoding_is_told_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(GOOD.replace("quiet", "caf\u00e9").encode("latin-1"))
    (tmp_path / "b.yaml").write_bytes(GOOD.encode("utf-16"))
    report = run_tests([tmp_path])
    assert numbers(report) == (0, 0, 2)
    assert {problem.code for problem in report.problems} == {"B009"}


def test_json_files_hold_scenarios_too(tmp_path: Path) -> None:
    contract = {"contract": "c", "timezone": "Europe/London", "agreed": "2026-01-12", "packs": []}
    scenario = {"scenario": "s", "contract": contract, "timeline": ["2026-03-03 21:10 client > call"], "exactly": True}
    (tmp_path / "s.json").write_text(json.dumps(scenario), encoding="utf-8")
    (tmp_path / "t.json").write_text(json.dumps(scenario, indent=2)[:-1], encoding="utf-8")
    (tmp_path / "schema.json").write_text(json.dumps({"properties": {"scenario": {}, "rule": {}}}), encoding="utf-8")
    report = run_tests([tmp_path])
    assert numbers(report) == (1, 0, 1)
    assert [problem.code for problem in report.problems] == ["B001"]


@pytest.mark.parametrize(
    ("choose", "chosen"),
    [
        ("quiet", ["a quiet evening"]),
        ("EVENING", ["a quiet evening", "a loud evening", "a misspelt evening", "evening-message: evening-message 1"]),
        ("evening-message", ["evening-message: evening-message 1"]),
        ("nowhere", []),
    ],
)
def test_some_are_chosen_by_their_name(tmp_path: Path, choose: str, chosen: list[str]) -> None:
    assert titles(ran(tmp_path, choose, a=GOOD, b=BAD, c=BROKEN, d=EXAMPLES)) == chosen


def test_what_has_no_name_is_told_whatever_is_chosen(tmp_path: Path) -> None:
    assert numbers(ran(tmp_path, "nowhere", a="scenario: [\n", b=GOOD)) == (0, 0, 1)


def test_a_problem_that_many_share_is_told_once(tmp_path: Path) -> None:
    broken = CONTRACT_FILE.replace("Europe/London", "Europe/Lodnon")
    (tmp_path / "examples.contract.yaml").write_text(broken, encoding="utf-8")
    example = f"{EXAMPLE}  never: [evening-message]\n"
    report = ran(tmp_path, a=f"{RULE}{example}", b=f"{RULE}{example}".replace("evening", "morning"))
    assert numbers(report) == (0, 0, 2)
    (problem,) = report.problems
    assert problem.location
    assert problem.location.file == str(tmp_path / "examples.contract.yaml")


def test_contracts_and_packs_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract from the scenario's folder, the pack from the contract's; never from the working directory."""
    for folder in ("frame/rules", "tests", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "frame" / "rules" / "own.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "frame" / "c.yaml").write_text(f"{CONTRACT_FILE}packs: [rules]\n", encoding="utf-8")
    scenario = f"scenario: s\ncontract: ../frame/c.yaml\n{EVENING}expect: [{{rule: evening-message}}]\n"
    (tmp_path / "tests" / "s.yaml").write_text(scenario, encoding="utf-8")
    for here, place in (("", "tests"), ("tests", "."), ("elsewhere", "../tests"), ("elsewhere", str(tmp_path))):
        monkeypatch.chdir(tmp_path / here)
        assert numbers(run_tests([place])) == (1, 0, 0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "frame" / "rules" / "own.yaml").write_text(f"{RULE}bearer: client\n", encoding="utf-8")
    (problem,) = run_tests(["tests"]).problems
    assert str(problem.location) == "tests/../frame/rules/own.yaml:5:9"
    (tmp_path / "frame" / "c.yaml").write_text(f"{CONTRACT_FILE}packs: [nowhere]\n", encoding="utf-8")
    (problem,) = run_tests(["tests/s.yaml"]).problems
    assert (problem.code, str(problem.location)) == ("B118", "tests/../frame/c.yaml:7:9")


def test_a_contract_written_out_finds_its_packs_beside_the_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(RULE, encoding="utf-8")
    text = f"scenario: s\n{CONTRACT}  packs: [./rules]\n{EVENING}expect: [{{rule: evening-message}}]\n"
    monkeypatch.chdir("/")
    assert numbers(ran(tmp_path, s=text)) == (1, 0, 0)


OWN_PACK = """\
pack: own
parameters: {evening: "18:00-24:00", long: 60}
lists: {writing: [sms, email]}
macros: {practitioner_wrote: {kind: message, by: practitioner}}
"""
OWN_RULE = """\
rule: long-evening-message
when:
  event:
    {is: practitioner_wrote, channel: $lists.writing, length: {gt: $parameters.long}, within: $parameters.evening}
says: "{count} messages."
examples:
- scenario: a long one
  timeline: [2026-03-03 21:10 practitioner > message sms length=61]
  expect: [{at: 2026-03-03 21:10, pack: own}]
- scenario: a short one
  timeline: [2026-03-03 21:10 practitioner > message sms length=60]
  never: [long-evening-message]
"""


def test_examples_are_read_with_what_their_pack_gives_them(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(OWN_PACK, encoding="utf-8")
    (tmp_path / "examples.contract.yaml").write_text(CONTRACT_FILE, encoding="utf-8")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "rule.yaml").write_text(OWN_RULE, encoding="utf-8")
    for place in (tmp_path, tmp_path / "below", tmp_path / "below" / "rule.yaml"):
        assert numbers(run_tests([place])) == (2, 0, 0)
    (tmp_path / "pack.yaml").write_text(OWN_PACK.replace("long: 60", "lang: 60"), encoding="utf-8")
    report = run_tests([tmp_path])
    assert numbers(report) == (0, 0, 2)
    assert [problem.code for problem in report.problems] == ["B124"]
    (tmp_path / "pack.yaml").write_text("pack: [own\n", encoding="utf-8")
    report = run_tests([tmp_path])
    assert numbers(report) == (0, 0, 2)
    assert {problem.code for problem in report.problems} == {"B001"}


def test_rules_of_a_pack_that_is_extended_are_tested_in_their_own_pack(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("pack: own\nextends: core\nrules: {session-gap: {enabled: false}}\n", "utf-8")
    assert numbers(ran(tmp_path, a=EXAMPLES)) == (1, 0, 0)


def test_counts_in_words() -> None:
    assert str(Counts(61, 1, 1)) == "61 passed, 1 failed, 1 could not be evaluated"
    assert str(Counts(1234, 0, 0)) == "1,234 passed"
    assert str(Counts(0, 0, 0)) == "nothing to test"
    assert Counts(1, 2, 3).total == 6
