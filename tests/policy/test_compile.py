"""What a contract and its packs become: packs by name or path, and terms that rules cannot use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import boundaries as bd
from boundaries.policy import compile as compiling

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


def many(root: Path, pack: str, count: int = 3) -> bd.Caseload:
    """Contracts in folders of their own that list one pack."""
    for number in range(count):
        path = contract(laid(root / f"k-{number}"), pack)
        path.write_text(path.read_text().replace("k-1", f"k-{number}").replace("c-1", f"c-{number}"))
    return bd.load_all(root)


def laid(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often packs were read and listed."""
    count: Counter[str] = Counter()

    def counted(name: str) -> None:
        step: Callable[..., Any] = getattr(compiling, name)

        def once_more(*given: Any) -> Any:
            count[name] += 1
            return step(*given)

        monkeypatch.setattr(compiling, name, once_more)

    counted("load_pack")
    counted("shipped_packs")
    return count


@pytest.mark.parametrize("pack", ["core", "../mine", "../mine/own.yaml"])
def test_a_pack_of_many_contracts_is_read_once(pack: str, tmp_path: Path, calls: Counter[str]) -> None:
    ruled(tmp_path / "mine")
    policy = bd.compile(many(tmp_path, pack))
    assert calls == {"load_pack": 1, "shipped_packs": 1}
    assert len(policy.packs) == 1
    assert {contract.rules for contract in policy.contracts} == {tuple(range(len(policy.rules)))}


def test_two_rules_of_one_name_are_told_once_for_all_contracts_that_list_both(tmp_path: Path) -> None:
    ruled(tmp_path / "mine")
    ruled(tmp_path / "yours")
    caseload = many(tmp_path, "../mine, ../yours")
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(caseload)
    assert [d.code for d in problem.value.diagnostics] == ["B116"]


def extending(root: Path, name: str, bases: str, own: str = "") -> Path:
    """A folder with a pack.yaml, and a rule of its own name."""
    folder = ruled(root / name) if own else laid(root / name)
    if own:
        (folder / "own.yaml").write_text(RULE.format(when=PLAIN, more="").replace("rule: own", f"rule: {own}"))
    (folder / "pack.yaml").write_text(f"pack: {name}\nversion: 2\nextends: {bases}\n", encoding="utf-8")
    return folder


def refused(path: Path) -> list[str]:
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(bd.load(path))
    return [d.render().partition("\n")[0].removeprefix(f"{path}:") for d in problem.value.diagnostics]


@pytest.mark.parametrize(("listed", "place"), [("core, core", "6:15"), ("mine, ./mine, core", "6:15")])
def test_a_pack_that_is_listed_twice_is_told_once_where_it_stands(listed: str, place: str, tmp_path: Path) -> None:
    ruled(tmp_path / "mine")
    second = listed.split(", ")[1]
    assert refused(contract(tmp_path, listed)) == [f"{place}: B116 pack `{second}` is listed twice (leave one out)"]
    path = contract(tmp_path, "core")
    assert bd.compile(bd.load(path), packs=["core", "core"]).rules == bd.compile(bd.load(path)).rules


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("relationship: c-1", "relationship: c-1", "b.yaml:2:15"),
        ("relationships: [c-1, c-2]", "relationships: [c-3, c-2]", "b.yaml:2:22"),
        ("relationship: c-1", "relationships:\n- c-9\n- c-1", "b.yaml:4:3"),
        ("# for all", "# for all", "b.yaml:1:11"),
    ],
)
def test_a_second_claim_is_told_where_it_stands(one: str, other: str, place: str, tmp_path: Path) -> None:
    for name, claim in (("a", one), ("b", other)):
        text = contract(tmp_path, "core").read_text().replace("relationship: c-1", claim).replace("k-1", name)
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "contract.yaml").unlink()
    with pytest.raises(bd.PolicyError) as problem:
        bd.compile(bd.load_all(tmp_path))
    (told,) = problem.value.diagnostics
    assert (told.code, str(told.location)) == ("B120", str(tmp_path / place))
    assert told.source


def test_a_claim_by_assignment_is_told_where_the_other_contract_names_it(tmp_path: Path) -> None:
    for name, claim in (("a", "relationship: c-1"), ("b", "relationship: c-2")):
        text = contract(tmp_path, "core").read_text().replace("relationship: c-1", claim).replace("k-1", name)
        (tmp_path / f"{name}.yaml").write_text(text)
    contracts = (bd.load(tmp_path / "a.yaml"), bd.load(tmp_path / "b.yaml"))
    with pytest.raises(bd.PolicyError, match=r"a\.yaml:2:15: B120 contracts `a` and `b` both judge"):
        bd.compile(bd.Caseload(contracts, {"c-1": "b"}))


def test_a_policy_names_every_pack_it_rests_on(tmp_path: Path) -> None:
    extending(tmp_path, "riverside", "core", "extra")
    extending(tmp_path, "top", "[../riverside, core]")
    (core,) = bd.compile(bd.load(contract(tmp_path, "core"))).packs
    policy = bd.compile(bd.load(contract(tmp_path, "top")))
    assert [(pack.name, pack.version) for pack in policy.packs] == [
        ("top", "2"),
        ("riverside", "2"),
        ("core", core.version),
    ]
    assert policy.packs[-1] == core
    assert len({rule.name for rule in policy.rules}) == len(policy.rules)


def test_rule_files_of_one_pack_may_stand_side_by_side(tmp_path: Path) -> None:
    folder = extending(tmp_path, "riverside", "core", "first")
    (folder / "second.yaml").write_text(RULE.format(when=PLAIN, more="").replace("rule: own", "rule: second"))
    policy = bd.compile(bd.load(contract(tmp_path, "core, riverside/own.yaml, riverside/second.yaml")))
    assert [rule.pack for rule in policy.rules][-2:] == ["riverside", "riverside"]
    assert [pack.name for pack in policy.packs] == ["core", "riverside", "riverside"]  # read from another file each


def test_the_shipped_pack_comes_before_a_folder_of_its_name(tmp_path: Path) -> None:
    ruled(tmp_path / "core")
    assert "own" not in {rule.name for rule in bd.compile(bd.load(contract(tmp_path, "core"))).rules}
    assert {rule.name for rule in bd.compile(bd.load(contract(tmp_path, "./core"))).rules} == {"own"}


def test_a_name_too_long_for_a_file_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(bd.PolicyError, match="B118 there is no pack"):
        bd.compile(bd.load(contract(tmp_path, "x" * 180 + "/" + "y" * 300)))


@pytest.mark.parametrize("nothing", ["", " null", " ~"])
def test_packs_left_empty_are_those_of_a_contract_that_lists_none(nothing: str, tmp_path: Path) -> None:
    path = contract(tmp_path, "core")
    none = path.read_text().replace("packs: [core]", f"packs:{nothing}")
    assert "[core]" not in none
    path.write_text(none)
    assert bd.compile(bd.load(path)).packs == bd.compile(bd.load(contract(tmp_path, "core"))).packs


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
    ({"reply": "1 working day"}, "{more_than: 1, of: {}, in: P7D, apart: $reply_within}", "9:17",
     "`1 working day` cannot be the distance of rule `own`: working time counts only"),
    ({"reply": "1 working day"}, "{event: {}, without: {}, within: P7D, apart: $reply_within}", "9:17",
     "`1 working day` cannot be the distance of rule `own`"),
    ({"reply": "8 open hours"}, "{event: {}, without: {}, within: P7D, at_least: 2, in: $reply_within}", "9:17",
     "`8 open hours` cannot be the window of rule `own`"),
    ({"reply": "8 open hours"}, "{none: {}, for: P7D, at_least: 2, in: $reply_within}", "9:17",
     "`8 open hours` cannot be the window of rule `own`"),
    ({"reply": "8 open hours"}, "{more_than: 0.5, of: {}, among: {}, in: $reply_within}", "9:17",
     "`8 open hours` cannot be the window of rule `own`"),
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


def test_an_escalation_is_held_to_the_same(tmp_path: Path) -> None:
    waits = "{event: {by: client}, without: {by: practitioner}, within: P1D}"
    pack = ruled(tmp_path / "mine", waits, "escalate: {to: crossing, beyond: $reply_within * 1.5}\n")
    assert bd.compile(bd.load(contract(tmp_path, reply="2 working days")), packs=[pack])
    words = "`1 working day` cannot be the time of escalation of rule `own`"
    with pytest.raises(bd.PolicyError, match=f"contract.yaml:9:17: B121 {words}"):
        bd.compile(bd.load(contract(tmp_path, reply="1 working day")), packs=[pack])


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
