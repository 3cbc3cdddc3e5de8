"""P5: three views. A platform's numbers hide one relationship, whatever overlapping groups are asked about.

What is tried is the promise of docs/reference/views.md, on the counts that a platform gets: two worlds that differ in
whether relationship x has a finding; the numbers of a group G and of G with x, over thousands of keys. Whatever is
seen in one world is at most e^epsilon = 2 times as likely as in the other. Leaving out groups below five, and rounding
to fives, are tried the same way, and break it: x is found out for certain.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable

import pytest

import boundaries as bd
from boundaries.readers.pseudonyms import Key
from boundaries.report import platform
from shared_views import contract, rows

KEYS = 3000
RULE = "gifts-over-agreed"
GROUP = tuple(f"c-{n}" for n in range(7))
WITH_X = (*GROUP, "x")
OTHERS = frozenset(GROUP[:4])  # they have a finding in both worlds; with x there are five
BOUND = 2.0
ENOUGH = 150  # of KEYS: rarer outcomes are weighed together
POLICY = bd.compile(contract(WITH_X))


def findings(x_has_one: bool) -> list[bd.Finding]:
    log = [row for pair in WITH_X for row in rows(pair, pair in OTHERS or (x_has_one and pair == "x"))]
    return [finding for finding in bd.check(log, POLICY, as_of="2026-04-30") if finding.rule == RULE]


WORLDS = {has: findings(has) for has in (True, False)}


def key(number: int) -> Key:
    return Key(secret=hashlib.sha256(f"key {number}".encode()).digest())


def shown(group: tuple[str, ...], has: bool, number: int) -> int | None:
    """What a platform is shown of the rule for a group, in one of the worlds."""
    inside = [finding for finding in WORLDS[has] if finding.relationship in group]
    about = platform.digest(dict.fromkeys(group, 0), {RULE: {f.relationship for f in inside}}, ())
    most = max(platform.FEWEST, len(group) + platform.change(key(number), platform.EVERYBODY, about))
    return platform.noisy(len({f.relationship for f in inside}), most, key(number), RULE, about)


def plain(group: tuple[str, ...], has: bool, _: int) -> int | None:
    """The exact number, where it is five or more."""
    count = len({finding.relationship for finding in WORLDS[has] if finding.relationship in group})
    return count if count >= platform.FEWEST else None


def rounded(group: tuple[str, ...], has: bool, _: int) -> int:
    count = len({finding.relationship for finding in WORLDS[has] if finding.relationship in group})
    return count // platform.FEWEST * platform.FEWEST


def odds(mechanism: Callable[[tuple[str, ...], bool, int], int | None]) -> float:
    """How many times as likely as in the other world the most telling outcome is, of both groups together."""
    seen = {
        has: Counter((mechanism(GROUP, has, n), mechanism(WITH_X, has, n)) for n in range(KEYS))
        for has in (True, False)
    }
    common = {
        outcome for outcome in set(seen[True]) | set(seen[False]) if max(w[outcome] for w in seen.values()) >= ENOUGH
    }
    rare = {has: sum(n for outcome, n in found.items() if outcome not in common) for has, found in seen.items()}
    pairs = [(seen[True][outcome], seen[False][outcome]) for outcome in common]
    if max(rare.values()) >= ENOUGH:
        pairs.append((rare[True], rare[False]))
    return max(max(a, b) / max(min(a, b), 0.5) for a, b in pairs)


def test_the_worlds_differ_in_x_alone() -> None:
    having = {has: {finding.relationship for finding in found} for has, found in WORLDS.items()}
    assert having == {False: OTHERS, True: OTHERS | {"x"}}


def test_two_overlapping_groups_tell_no_more_of_x_than_the_promise() -> None:
    slack = 1 + 4 * (2 / ENOUGH) ** 0.5  # of counts that are themselves drawn
    assert odds(shown) <= BOUND * slack


@pytest.mark.parametrize("mechanism", [plain, rounded])
def test_leaving_out_small_groups_and_rounding_tell_it_for_certain(
    mechanism: Callable[[tuple[str, ...], bool, int], int | None],
) -> None:
    assert odds(mechanism) >= KEYS


def test_the_promise_holds_exactly_for_each_number() -> None:
    """The probabilities themselves: of every outcome for counts that are one apart, at most twice, and some twice."""

    def probability(shift: int) -> float:
        return 2.0 ** -abs(shift) / 3

    ratios = [probability(out - count) / probability(out - count - 1) for out in range(-20, 40) for count in range(12)]
    assert max(*ratios, *(1 / ratio for ratio in ratios)) == BOUND


def test_asked_again_nothing_averages_out() -> None:
    assert len({shown(WITH_X, True, 1) for _ in range(20)}) == 1


def test_a_change_over_time_is_not_the_difference_of_two_answers() -> None:
    """The same group after x has got a finding: were chance the same, every difference would be exactly one."""
    differences = Counter(
        (shown(WITH_X, True, n) or 0) - (shown(WITH_X, False, n) or 0) for n in range(400)
    )  # fmt: skip
    assert len(differences) > 3


def test_the_view_itself_gives_these_numbers() -> None:
    """What is tried above is what `Result.view` shows, for the real question and the real rows."""
    log = [row for pair in WITH_X for row in rows(pair, pair in OTHERS)]
    result = bd.check(log, POLICY, as_of="2026-04-30")
    summary = result.summary()
    found: dict[str, set[str]] = {}
    for finding in result:
        if finding.status == "open" and finding.audience == "shared":
            found.setdefault(finding.rule, set()).add(finding.relationship)
    question = ({}, summary.period, summary.as_of, summary.rows.accepted)
    about = platform.digest(dict.fromkeys(WITH_X, 0), found, question)
    from boundaries.api import share
    from boundaries.report.asked import asked

    for number in range(5):
        view = share(result, asked("platform", "x"), result.findings, {}, key(number))
        most = view.summary["relationships_judged"]
        assert isinstance(most, int)
        (count,) = [row["relationships"] for row in view if row["rule"] == RULE]
        assert count == platform.noisy(len(OTHERS), most, key(number), RULE, about)


def test_the_own_view_has_everything_and_the_others_less() -> None:
    result = bd.check([row for pair in WITH_X for row in rows(pair)], POLICY, as_of="2026-04-30")
    assert {finding.audience for finding in result} == {"own", "shared"}
