"""The oracle held to the rulings, by hand: excuses (17, 30-35, 42, 43, 53, 65-68)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from boundaries.policy.condition import Filter
from builders import (
    HERE,
    AnyOf,
    Each,
    Exemption,
    Missing,
    NoneFor,
    Not,
    Sequence,
    Unanswered,
    compare,
    contract,
    days,
    has,
    ref,
    row,
    t,
    version,
)
from oracle_cases import CLIENT, EACH, MESSAGE, OFFICE, PRACTITIONER, SESSION, judged, statuses, verdicts


def test_r17_excuses_need_evidence() -> None:
    rows = [
        row("a", "03-02 10:00"), row("b", "03-02 11:00", purpose="crisis"),
        row("c", "03-02 12:00", purpose="scheduling"),
        row("d", "03-02 13:00", length=20), row("e", "03-02 14:00", length=21), row("f", "03-02 15:00", "system"),
        row("g", "03-02 16:00", purpose="support"),
    ]  # fmt: skip
    assert statuses(EACH, rows, unless=("crisis", "scheduling", "incidental")) == [
        ("a", "open", None), ("b", "excused", "crisis"), ("c", "excused", "scheduling"), ("d", "excused", "incidental"),
        ("e", "open", None), ("f", "excused", "incidental"), ("g", "open", None),
    ]  # fmt: skip
    assert [s for _, s, _ in statuses(EACH, rows)] == ["open"] * 7
    assert [s for _, s, _ in statuses(EACH, rows, unless=("agreed", "illness"))] == ["open"] * 7


def test_r17_r42_an_excused_row_is_not_undetermined() -> None:
    rows = [
        row("a", "03-02 10:00", length=3),
        row("b", "03-03 10:00"),
        row("l", "03-03 09:00", kind="leave", length=99),
    ]
    for when in (
        Each(has(channel="sms")),
        NoneFor(has(channel="sms"), days(900)),
        Sequence(SESSION, has(channel="sms")),
    ):
        found = judged(when, rows, unless=("incidental", "cover"))
        assert [f.evidence for f in found] == []
        assert [f.evidence for f in judged(when, rows, unless=("incidental",))] == [("l", "b")]


def exempt(
    id: str = "e", clause: str = "hours", since: str | None = None, until: str | None = None,
    reason: str | None = None, agreed: bool = True, scope: object | None = None,
) -> Exemption:  # fmt: skip
    return Exemption(
        id, f"administrative.{clause}", since and t(since), until and t(until), reason, agreed, scope, HERE
    )  # type: ignore[arg-type]


def excused(exemption: Exemption, *rows: dict[str, Any], scope: Filter | None = None, **fields: Any) -> list[str]:
    """The rows an exception of the contract excuses, for a rule on `hours`."""
    agreed = contract(
        version("01-01 00:00", {"hours": OFFICE, "sessions.minutes": 50}), exemptions=(exemption,),
        scopes={} if scope is None else {exemption.id: scope},
    )  # fmt: skip
    settings = {"clause": "hours", "unless": ("agreed",)} | fields
    return [f.anchor for f in judged(EACH, rows, agreed, **settings) if f.status == "excused"]


def test_r33_an_exception_covers_its_period_half_open() -> None:
    rows = [
        row("a", "03-01 23:59:59.999999"),
        row("b", "03-02 00:00"),
        row("c", "03-03 23:59"),
        row("d", "03-04 00:00"),
    ]
    assert excused(exempt(since="03-02 00:00", until="03-04 00:00"), *rows) == ["b", "c"]
    assert excused(exempt(until="03-02 00:00"), *rows) == ["a"]
    assert excused(exempt(), *rows) == ["a", "b", "c", "d"]
    assert excused(exempt(agreed=False), *rows) == []


def test_r33_an_exception_covers_its_clause_and_what_is_below_it() -> None:
    m = row("m", "03-02 10:00")
    assert excused(exempt(clause="sessions"), m, clause="sessions.minutes") == ["m"]
    assert excused(exempt(clause="sessions.minutes"), m, clause="sessions.minutes") == ["m"]
    assert excused(exempt(clause="sessions.minutes"), m, clause="sessions") == []
    assert excused(exempt(clause="hours"), m, clause="sessions.minutes") == []
    assert excused(exempt(clause="session"), m, clause="sessions") == []
    assert excused(exempt(), m, clause=None) == []


def test_r33_r43_the_scope_must_be_true() -> None:
    rows = [row("a", "03-02 10:00", channel="sms"), row("b", "03-02 11:00", channel="email"), row("c", "03-02 12:00")]
    assert excused(exempt(scope="sms"), *rows, scope=has(channel="sms")) == ["a"]
    assert excused(exempt(scope="not sms"), *rows, scope=Not(has(channel="sms"))) == ["b"]
    absent = AnyOf((MESSAGE, compare("minutes", "gt", ref("calls.minutes"))))
    assert excused(exempt(scope="absent"), *rows, scope=absent) == []
    assert len(rows) == 3


def test_r65_defaults_do_not_reach_a_scope() -> None:
    long = row("m", "03-02 10:00", minutes=70.0)
    over = compare("overrun_minutes", "gt", ref("sessions.overrun"))
    default = {"administrative.sessions.overrun": Fraction(10)}
    assert excused(exempt(scope="over"), long, scope=over, defaults=default) == []
    assert excused(exempt(scope="over"), long, scope=compare("overrun_minutes", "gt", 10)) == ["m"]


def test_r30_where_an_excuse_looks_in_a_sequence() -> None:
    when = Sequence(CLIENT, PRACTITIONER, within=days(1))
    first = [row("a", "03-02 10:00", "client", purpose="crisis"), row("b", "03-02 11:00")]
    then = [row("a", "03-02 10:00", "client"), row("b", "03-02 11:00", purpose="crisis")]
    assert statuses(when, first, unless=("crisis",)) == [("b", "open", None)]
    assert statuses(when, then, unless=("crisis",)) == [("b", "excused", "crisis")]
    again = [*then, row("c", "03-02 12:00")]
    assert statuses(when, again, unless=("crisis",)) == [("b", "excused", "crisis")]  # it stays in the merge


def test_r30_where_an_excuse_looks_in_unanswered() -> None:
    when = Unanswered(CLIENT, has(by="practitioner", kind="message"), days(2))
    leave = row("l", "03-04 00:00", kind="leave", planned_end="03-05 00:00")
    on_start = row("l", "03-02 00:00", kind="leave", planned_end="03-03 00:00")
    asked = row("a", "03-02 10:00", "client")
    unless = {"as_of": "03-09 00:00", "unless": ("cover", "scheduling")}
    assert statuses(when, [asked, leave], **unless) == [("a", "excused", "cover")]  # the due instant, 03-04 10:00
    assert statuses(when, [asked, on_start], **unless) == [("a", "open", None)]
    planned = row("a", "03-02 10:00", "client", purpose="scheduling")
    assert statuses(when, [planned], **unless) == [("a", "excused", "scheduling")]
    follow = row("b", "03-02 11:00", "client")
    assert statuses(when, [planned, follow], **unless) == [("a", "excused", "scheduling")]  # it stays the start


def test_r30_r33_where_an_excuse_looks_in_none_for() -> None:
    when = NoneFor(SESSION, days(7))
    held = row("s", "03-02 10:00", "system", kind="session", purpose="scheduling", length=1)
    unless = {"as_of": "03-20 00:00", "unless": ("scheduling", "incidental", "cover", "agreed"), "clause": "hours"}
    began = version("03-02 00:00", {"hours": OFFICE})
    assert statuses(when, [held], contract(began), **unless) == [("s", "open", None)]
    leave = row("l", "03-09 10:00", kind="leave", planned_end="03-09 10:00:00.000001")
    assert statuses(when, [held, leave], contract(began), **unless) == [("s", "excused", "cover")]
    scopes = {"e": SESSION}
    scoped = contract(began, exemptions=(exempt(scope="x"),), scopes=scopes)
    assert statuses(when, [held], scoped, **unless) == [("s", "open", None)]
    assert statuses(when, [held], contract(began, exemptions=(exempt(),)), **unless) == [("s", "excused", "agreed")]


def test_r30_an_exception_of_the_contract_looks_at_the_due_instant_and_its_scope_at_the_start() -> None:
    when = Unanswered(CLIENT, PRACTITIONER, days(2))
    rows = [row("a", "03-02 10:00", "client", channel="sms")]
    base = version("01-01 00:00", {"hours": OFFICE})
    at_due = exempt(since="03-04 10:00", until="03-04 10:00:00.000001", scope="x")
    at_start = exempt(since="03-02 00:00", until="03-04 10:00", scope="x")
    for exemption, status in ((at_due, "excused"), (at_start, "open")):
        agreed = contract(base, exemptions=(exemption,), scopes={"e": has(channel="sms")})
        found = judged(when, rows, agreed, "03-09 00:00", clause="hours", unless=("agreed",))
        assert [f.status for f in found] == [status]


def test_r32_the_time_exception_and_leave_rows_cover() -> None:
    rows = [row(h, f"03-0{d} {h}:00") for d, h in ((2, "09"), (2, "10"), (3, "08"))]
    rows += [row("z", "03-03 09:59:59.999999"), row("zz", "03-03 10:00")]
    leave = row("l", "03-02 10:00", "client", kind="leave")
    assert [a for a, s, _ in statuses(EACH, [*rows, leave], unless=("cover",)) if s == "excused"] == ["10", "08", "z"]
    after_the_fact = row("l", "03-09 10:00", kind="leave", planned_start="03-03 09:00")
    assert [a for a, s, _ in statuses(EACH, [*rows, after_the_fact], unless=("cover",)) if s == "excused"] == [
        "z",
        "zz",
    ]
    ahead = row("l", "03-02 10:00", kind="leave", planned_end="03-03 08:00")
    assert [a for a, s, _ in statuses(EACH, [*rows, ahead], unless=("cover",)) if s == "excused"] == ["10"]


def test_r32_they_count_where_the_rule_does_not_see_them() -> None:
    began = contract(version("03-02 00:00", {}))
    rows = [row("e", "02-20 10:00", kind="exception", planned_end="03-05 00:00"), row("m", "03-02 10:00")]
    assert statuses(EACH, rows, began, unless=("crisis",)) == [("m", "excused", "crisis")]


def test_r53_r66_r68_reasons() -> None:
    m = row("m", "03-02 10:00")
    plain = row("e", "03-02 09:00", kind="exception")
    ill = row("e", "03-02 09:00", kind="exception", reason="illness")
    ill_leave = row("e", "03-02 09:00", kind="leave", reason="illness")
    assert statuses(EACH, [m, plain], unless=("crisis",)) == [("m", "excused", "crisis")]
    assert statuses(EACH, [m, ill], unless=("crisis",)) == [("m", "open", None)]
    assert statuses(EACH, [m, ill], unless=("illness",)) == [("m", "excused", "illness")]
    before = row("e", "03-01 09:59", kind="exception")
    assert statuses(EACH, [m, before], unless=("crisis",)) == [("m", "open", None)]
    assert statuses(EACH, [m, plain], unless=("agreed", "cover")) == [("m", "open", None)]
    assert statuses(EACH, [m, ill_leave], unless=("illness", "crisis")) == [("m", "open", None)]
    assert statuses(EACH, [m, ill_leave], unless=("cover",)) == [("m", "excused", "cover")]


def test_r53_r67_an_exception_of_the_contract_excuses_under_agreed_and_its_reason() -> None:
    m = row("m", "03-02 10:00")
    assert excused(exempt(reason="illness"), m, unless=("illness",)) == ["m"]
    assert excused(exempt(reason="illness"), m, unless=("agreed",)) == ["m"]
    assert excused(exempt(reason="illness"), m, unless=("crisis",)) == []
    assert excused(exempt(reason="crisis"), m, unless=("crisis",)) == ["m"]
    assert excused(exempt(), m, unless=("crisis", "illness")) == []


def test_r66_the_reason_of_an_exception_row_is_crisis_unless_it_is_given() -> None:
    rows = [row("e", "03-02 09:00", kind="exception"), row("l", "03-02 09:00", kind="leave")]
    assert verdicts(has(reason="crisis"), *rows) == {"e": "true", "l": "reason"}
    assert verdicts(Missing("reason", True), *rows) == {"l": "true"}


def test_r35_the_first_in_the_order_of_unless() -> None:
    rows = [row("m", "03-02 10:00", "system", purpose="scheduling")]
    for unless in (("scheduling", "incidental"), ("incidental", "scheduling")):
        assert statuses(EACH, rows, unless=unless) == [("m", "excused", unless[0])]
