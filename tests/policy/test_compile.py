"""What a contract and its packs become: packs by name or path, and terms that rules cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd

CONTRACT = """\
contract: k-1
relationship: c-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
packs: [{pack}]
administrative:
  hours: "Mo-Fr 09:00-18:00"
  reply_within: {reply}
  sessions: {{every: {every}}}
  cancellation: {{notice: {notice}}}
  between_sessions: {{at_most: 5, per: {per}}}
"""
RULE = "rule: own\n{more}when: {when}\nsays: hello\n"
PLAIN = "{event: {kind: message}}"


TERMS = {"reply": "P1D", "every": "P7D", "notice": "PT48H", "per": "P7D"}


def contract(folder: Path, pack: str = "", **terms: str) -> Path:
    path = folder / "contract.yaml"
    path.write_text(CONTRACT.format(pack=pack, **(TERMS | terms)), encoding="utf-8")
    return path


def ruled(folder: Path, when: str = PLAIN, more: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.yaml").write_text(RULE.format(when=when, more=more), encoding="utf-8")
    return folder


@pytest.mark.parametrize("named", ["./mine", "mine", "mine/own.yaml"])
def test_a_pack_of_ones_own_is_found_from_the_folder_of_the_contract(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled(tmp_path / "practice" / "mine")
    path = contract(tmp_path / "practice", named)
    monkeypatch.chdir(tmp_path)
    assert [rule.name for rule in bd.compile(bd.load(path)).rules] == ["own"]
    monkeypatch.chdir(tmp_path / "practice")
    assert [rule.name for rule in bd.compile(bd.load("contract.yaml")).rules] == ["own"]


def test_a_pack_that_is_nowhere_is_told_at_its_place_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(bd.PolicyError, match=r"contract\.yaml:6:9: B118 there is no pack `\./mine`"):
        bd.compile(bd.load(contract(tmp_path, "./mine")))


def test_what_only_the_policy_finds_still_shows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "contract.yaml"
    scope = "exceptions: [{id: e1, clause: hours, scope: {kind: cal}, agreed_by: [practitioner, client]}]"
    path.write_text(
        "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\npacks: [cor]\n"
        f"administrative: {{hours: 24/7}}\n{scope}\n"
    )
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(bd.load(path))
    told = str(problem.value)
    assert f"  5 | packs: [cor]\n    | {' ' * 8}^" in told
    assert f"  7 | {scope}\n    | {' ' * scope.index('cal')}^" in told


NOTICE = "{event: {kind: cancellation, notice_hours: {lt: $cancellation.notice}}}"
NOTICE_WORDS = "`1 month` cannot be the limit of `notice_hours` of rule `own`: months are no fixed number of hours"
MISFITS = [
    ({"notice": "P1M"}, NOTICE, "11:26", NOTICE_WORDS),
    ({"notice": "P1M"}, "{more_than: 1, of: {not: {notice_hours: {lt: $cancellation.notice}}}, in: P7D}", "11:26",
     NOTICE_WORDS),
    ({"reply": "1 working day"}, "{event: {kind: call, minutes: {gt: $reply_within}}}", "9:17",
     "`1 working day` cannot be the limit of `minutes` of rule `own`: working time counts only"),
    ({"reply": "1 working day"}, "{first: {by: client}, then: {by: practitioner}, within: $reply_within}", "9:17",
     "`1 working day` cannot be the gap of rule `own`: working time counts only"),
    ({"every": "P1M"}, "{none: {kind: session}, for: $sessions.every * 1.5}", "10:21",
     "`1 month` cannot be the longest gap of rule `own`"),
    ({"per": "week"}, "{more_than: 1, of: {}, in: $between_sessions.per * 2}", "12:39",
     "`a week` cannot be the window of rule `own`: a calendar window cannot be multiplied"),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "when", "place", "words"), MISFITS)
def test_a_term_a_rule_cannot_use_is_told_at_the_term(
    terms: dict[str, str], when: str, place: str, words: str, tmp_path: Path
) -> None:
    loaded = bd.load(contract(tmp_path, **terms))
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(loaded, packs=[ruled(tmp_path / "mine", when)])
    assert f"contract.yaml:{place}: B121 {words}" in str(problem.value)


def test_a_default_a_rule_cannot_use_is_told_at_the_rule(tmp_path: Path) -> None:
    pack = ruled(tmp_path / "mine", NOTICE, "defaults: {cancellation.notice: P2M}\n")
    with pytest.raises(bd.PolicyError, match=r"own\.yaml:1:7: B121 `2 months` cannot be the limit of `notice_hours`"):
        bd.compile(bd.load(contract(tmp_path)), packs=[pack])


def test_a_scope_is_held_to_the_same(tmp_path: Path) -> None:
    path = contract(tmp_path, notice="P1M")
    exception = (
        "exceptions: [{id: e1, clause: hours, until: 2026-03-01, agreed_by: [practitioner, client], "
        "scope: {notice_hours: {lt: $cancellation.notice}}}]\n"
    )
    path.write_text(path.read_text("utf-8") + exception, encoding="utf-8")
    with pytest.raises(bd.PolicyError, match="of the scope of exception `e1`: months are no fixed number of hours"):
        bd.compile(bd.load(path))


@pytest.mark.parametrize(
    ("terms", "when"),
    [({"notice": "P2D"}, NOTICE), ({"every": "P1M"}, "{none: {kind: session}, for: $sessions.every * 2}"),
     ({"reply": "1 working day"}, "{event: {by: client}, without: {by: practitioner}, within: $reply_within * 2}")],
)  # fmt: skip
def test_a_term_that_fits_is_no_problem(terms: dict[str, str], when: str, tmp_path: Path) -> None:
    pack = ruled(tmp_path / "mine", when)
    assert len(bd.compile(bd.load(contract(tmp_path, **terms)), packs=[pack]).rules) == 1
