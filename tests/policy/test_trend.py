"""The trend form: what is read, every mistake at its place, and what a rule with it is and reads."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import PolicyError
from boundaries.plugins.indicators import INDICATORS, indicator
from boundaries.policy.condition import Ref, Trend, Usual
from boundaries.policy.inside import filters_of, summed_of
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from builders import has

MESSAGES = has(kind=("message", "call"))
WHOLE = "among: {kind: [message, call]}"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(INDICATORS, "registered", {})
    indicator("evening-words", measure="count", reads=("length", "at"))(lambda rows: [0 for _ in rows])
    indicator("late-part", measure="share", reads=("at",))(lambda rows: [(0, 1) for _ in rows])


def read(when: str, *more: str) -> Rule:
    lines = [
        "rule: more",
        f"when: {{{when}}}",
        *more,
        *(() if any(m.startswith("says") for m in more) else ["says: x"]),
    ]
    (found,) = load_rules("\n".join(lines) + "\n", "r.yaml")
    return found


def refused(when: str, *more: str) -> tuple[str, str]:
    """The places of a rule's problems, and the first of them in words. `when` begins at column 8 of line 2."""
    with pytest.raises(PolicyError) as caught:
        read(when, *more)
    found = caught.value.diagnostics
    return " ".join(f"{d.code}:{d.location.line}:{d.location.column}" for d in found if d.location), found[0].render()


# ---- what is read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "trend"),
    [
        ("trend: count, of: {kind: [message, call]}", Trend("count", MESSAGES)),
        ("trend: count, of: {kind: [message, call]}, per: week, direction: up, mode: proved, at_least: 20",
         Trend("count", MESSAGES)),
        (f"trend: share, of: {{by: client}}, {WHOLE}, direction: down, mode: calibrated, at_least: 6",
         Trend("share", has(by="client"), MESSAGES, direction="down", mode="calibrated", at_least=6)),
        ("trend: total, of: {kind: [message, call]}, field: minutes, restarts: [calls, sessions.minutes]",
         Trend("total", MESSAGES, total="minutes",
               restarts=("administrative.calls", "administrative.sessions.minutes"))),
        (f"trend: share, of: {{reply_minutes: {{lt: usual}}}}, {WHOLE}, otherwise: 30",
         Trend("share", Usual("reply_minutes", "lt", Fraction(30)), MESSAGES)),
        (f"trend: share, of: {{reply_minutes: {{gt: usual}}}}, {WHOLE}, otherwise: PT1H",
         Trend("share", Usual("reply_minutes", "gt", Fraction(60)), MESSAGES)),
        (f"trend: share, of: {{channel: {{not: usual}}}}, {WHOLE}", Trend("share", Usual("channel", "ne"), MESSAGES)),
        (f"trend: share, of: {{thread_by: {{not: usual}}}}, {WHOLE}",
         Trend("share", Usual("thread_by", "ne"), MESSAGES)),
        ("trend: count, indicator: evening-words", Trend("count", indicator="evening-words", reads=("length", "at"))),
        ("trend: share, indicator: late-part, direction: down",
         Trend("share", indicator="late-part", direction="down", reads=("at",))),
    ],
)  # fmt: skip
def test_a_trend_is_read_as_it_is_written(when: str, trend: Trend) -> None:
    assert read(when).when == trend


@given(st.sampled_from(("up", "down")), st.sampled_from(("proved", "calibrated")), st.integers(1, 999_999))
def test_what_every_trend_may_say(direction: str, mode: str, least: int) -> None:
    found = read(f"trend: count, of: {{}}, direction: {direction}, mode: {mode}, at_least: {least}").when
    assert isinstance(found, Trend)
    assert (found.direction, found.mode, found.at_least) == (direction, mode, least)


# ---- mistakes -----------------------------------------------------------------------------------------------

OF = "of: {kind: message}"
SHARE = "trend: share, of: {by: client}, among: {}"
# what is wrong; what stands under `when`; code:line:column of every problem; a part of the first one's text
MISTAKES: tuple[tuple[str, str, str, str], ...] = (
    ("no measure", f"trend: counts, {OF}", "B104:2:15", "`counts` is no measure of a trend (did you mean `count`?)"),
    ("no measure at all", f"trend: , {OF}", "B103:2:15", "is a text"),
    ("nothing counted", "trend: count", "B102:2:8", "`trend: count` needs `of` (what it counts, such as"),
    ("a share of nothing", "trend: share, of: {}", "B102:2:8", "`trend: share` needs `among` (the whole, such as"),
    ("half a share", "trend: share", "B102:2:8 B102:2:8", "needs `of`"),
    ("a total of nothing", "trend: total, of: {}", "B102:2:8", "`trend: total` needs `field` (of it what, such as"),
    ("a count among others", f"trend: count, {OF}, among: {{}}", "B110:2:43",
     "`among` does not fit `trend: count` (only a share is a part of something)"),
    ("a total among others", "trend: total, of: {}, field: minutes, among: {}", "B110:2:46", "only a share is a part"),
    ("a count of minutes", f"trend: count, {OF}, field: minutes", "B110:2:43", "only a total adds a field up"),
    ("a share of minutes", f"{SHARE}, field: minutes", "B110:2:51", "`field` does not fit `trend: share`"),
    ("a total of words", "trend: total, of: {}, field: channel", "B113:2:37", "`channel` is no number to add up"),
    ("a total of no field", "trend: total, of: {}, field: minuts", "B112:2:37", "did you mean `minutes`?"),
    ("another step", f"trend: count, {OF}, per: month", "B104:2:48", "`month` is no step of a trend (one of week)"),
    ("no direction", f"trend: count, {OF}, direction: upward", "B104:2:54", "`upward` is no direction of a trend"),
    ("no mode", f"trend: count, {OF}, mode: prove", "B104:2:49", "`prove` is no mode of a trend (did you mean `prov"),
    ("half an event", f"trend: count, {OF}, at_least: 2.5", "B107:2:53", "a count from 1 on, not `2.5`"),
    ("no event", f"trend: count, {OF}, at_least: 0", "B107:2:53", "a count from 1 on, not `0`"),
    ("events by agreement", f"trend: count, {OF}, at_least: $sessions.at_most", "B107:2:53", "`$sessions.at_most`"),
    ("no clause to restart at", f"trend: count, {OF}, restarts: [hours, betwen_sessions]", "B106:2:61",
     "did you mean `between_sessions`?"),
    ("a reference to restart at", f"trend: count, {OF}, restarts: $hours", "B106:2:53", "did you mean `hours`?"),
    ("a clause twice", f"trend: count, {OF}, restarts: [hours, administrative.hours]", "B104:2:61", "stands twice"),
    ("nothing to restart at", f"trend: count, {OF}, restarts: [{{a: b}}]", "B103:2:54", "names a clause or a field"),
    ("an unknown key", f"trend: count, {OF}, direktion: up", "B110:2:43", "did you mean `direction`?"),
    ("a key of another form", f"trend: count, {OF}, in: P7D", "B110:2:43", "`in` does not fit beside `trend`"),
    ("another form", f"trend: count, {OF}, more_than: 3", "B110:2:43", "`more_than` does not fit beside `trend`"),
    ("a test beside the filter", f"trend: count, {OF}, by: client", "B110:2:43", "inside the filter, `of: {...}`"),
    ("filters that are none", "trend: share, of: {knid: x}, among: [a]", "B112:2:27 B103:2:44", "did you mean `kind`"),
    # --- what is usual
    ("usual, and counted", "trend: count, of: {reply_minutes: {lt: usual}}", "B113:2:47", "`usual` does not fit here"),
    ("usual in the whole", f"{SHARE[:-2]}{{minutes: {{gt: usual}}}}", "B113:2:62", "other tests stand in `among`"),
    ("usual beside a test", f"trend: share, of: {{kind: call, minutes: {{gt: usual}}}}, {WHOLE}", "B113:2:53",
     "it is all that `of` of a share says"),
    ("usual beside a limit", f"trend: share, of: {{minutes: {{gt: usual, lt: 9}}}}, {WHOLE}", "B113:2:41", "all that"),
    ("usual twice", f"trend: share, of: {{minutes: {{gt: usual, lt: usual}}}}, {WHOLE}", "B113:2:41 B113:2:52", "all"),
    ("usual inside any", f"trend: share, of: {{any: [{{minutes: {{gt: usual}}}}]}}, {WHOLE}", "B113:2:48", "all that"),
    ("usual inside not", f"trend: share, of: {{not: {{minutes: {{gt: usual}}}}}}, {WHOLE}", "B113:2:47", "all that"),
    ("usual in a list", f"trend: share, of: {{channel: {{not: [usual, sms]}}}}, {WHOLE}", "B113:2:43", "all that"),
    ("usual at most", f"trend: share, of: {{minutes: {{le: usual}}}}, {WHOLE}", "B113:2:37",
     "`minutes` cannot be compared so with what is usual (it is held to it by `{lt: usual}` or `{gt: usual}`)"),
    ("usual, as a number", f"trend: share, of: {{minutes: usual}}, {WHOLE}", "B113:2:36", "by `{lt: usual}` or"),
    ("words less than usual", f"trend: share, of: {{channel: {{lt: usual}}}}, {WHOLE}", "B113:2:37", "`{not: usual}`"),
    ("the usual word", f"trend: share, of: {{channel: usual}}, {WHOLE}", "B113:2:36", "`{not: usual}`"),
    ("a usual instant", f"trend: share, of: {{at: {{not: usual}}}}, {WHOLE}", "B113:2:32", "no two interactions share"),
    ("otherwise than what", f"{SHARE}, otherwise: 30", "B110:2:51", "`otherwise` does not fit without `usual`"),
    ("otherwise, counted", f"trend: count, {OF}, otherwise: 30", "B110:2:43", "it stands in for a usual value"),
    ("otherwise than a word", f"trend: share, of: {{channel: {{not: usual}}}}, {WHOLE}, otherwise: 30", "B110:2:83",
     "`otherwise` does not fit `channel`, which is no number"),
    ("otherwise a word", f"trend: share, of: {{minutes: {{lt: usual}}}}, {WHOLE}, otherwise: half an hour", "B107:2:93",
     "`otherwise` is a number, not `half an hour`"),
    ("otherwise by agreement", f"trend: share, of: {{minutes: {{lt: usual}}}}, {WHOLE}, otherwise: $calls.minutes",
     "B106:2:93", "`otherwise` is a number of its own"),
    # --- indicators
    ("an indicator and a filter", f"trend: count, indicator: evening-words, {OF}, among: {{}}", "B110:2:48 B110:2:69",
     "`of` does not fit beside `indicator` (it says itself what every interaction adds)"),
    ("an indicator and a field", "trend: share, indicator: late-part, field: minutes, otherwise: 3",
     "B110:2:44 B110:2:60", "`field` does not fit beside `indicator`"),
    ("nobody's indicator", "trend: count, indicator: evening-word", "B126:2:33",
     "no indicator is called `evening-word` (did you mean `evening-words`?)"),
    ("an indicator of nobody", "trend: count, indicator: zz", "B126:2:33", "register it with `@boundaries.indicator`"),
    ("an indicator that is none", "trend: count, indicator: [a]", "B103:2:33", "the name of one that is registered"),
    ("a count of shares", "trend: count, indicator: late-part", "B127:2:33",
     "indicator `late-part` gives a share, and no count (write `trend: share`)"),
    ("a total by indicator", "trend: total, indicator: evening-words", "B127:2:33", "gives a count, and no total"),
)  # fmt: skip


@pytest.mark.parametrize(("when", "places", "words"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_named_where_it_stands(when: str, places: str, words: str) -> None:
    found, first = refused(when)
    assert found == places
    assert words in first


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        (
            "type: breach",
            "B110:3:1",
            "`type: breach` does not fit `trend` (what it finds is a drift: leave it out)",
        ),
        ("type: strength", "B110:3:1", "`type: strength` does not fit"),
        (
            "severity: crossing",
            "B110:3:1",
            "`severity: crossing` does not fit `trend` (that something has moved is a `n",
        ),
        ("escalate: {to: crossing, at: 3, in: P14D}", "B110:3:1", "`escalate` does not fit `trend`"),
        ("escalate: {to: crossing, beyond: P14D}", "B110:3:1", "`escalate` does not fit `trend`"),
        ("after_end: true", "B110:3:1", "`after_end: true` does not fit `trend`"),
        ("bearer: client", "B104:3:9", "no finding about the client"),
        ('asks: "Since {since}?"', "B114:3:14", "only `says` of a rule with `trend` has it"),
    ],
)
def test_what_does_not_fit_beside_a_trend(line: str, place: str, words: str) -> None:
    found, first = refused("trend: count, of: {}", line)
    assert found == place
    assert words in first


def test_several_mistakes_are_told_at_once() -> None:
    found, _ = refused("trend: shares, of: {a: b}, per: day, restarts: x, at_least: no", "type: breach", "says: '{y}'")
    assert sorted(found.split()) == sorted(
        ["B104:2:15", "B112:2:28", "B104:2:40", "B106:2:55", "B107:2:68", "B110:3:1", "B114:4:8"]
    )


def test_usual_elsewhere_is_told_with_a_way_out() -> None:
    found, first = refused("event: {minutes: {gt: usual}}")
    assert found == "B107:2:30"
    assert "`usual` stands in `of` of a share that is a trend" in first
    assert read("event: {place: usual}").when


# ---- what such a rule is ------------------------------------------------------------------------------------


def test_it_finds_a_drift_a_notice() -> None:
    for more in ((), ("type: drift",), ("severity: notice",), ("after_end: false",)):
        found = read("trend: count, of: {}", *more)
        assert (found.type, found.severity, found.escalate, found.after_end) == ("drift", "notice", None, False)
    assert read("event: {}").type == "breach"


def test_its_sentence_may_say_what_moved() -> None:
    says = "Since {since} (or {since_from} to {since_until}): {before} to {after}, {factor}, {count} by {until}."
    assert read("trend: count, of: {}", f'says: "{says}"').says.pick("en") == says


@pytest.mark.parametrize(
    ("when", "filters", "summed", "needs", "columns"),
    [
        ("trend: count, of: {kind: message, outside: $hours}", 1, (), ["administrative.hours"], {"at", "certainty"}),
        (SHARE, 2, (), [], {"by"}),
        ("trend: total, of: {kind: session}, field: overrun_minutes", 1, ("overrun_minutes",),
         ["administrative.sessions.minutes"], {"minutes"}),
        ("trend: share, of: {notice_hours: {lt: usual}}, among: {kind: cancellation}", 1, ("notice_hours",), [],
         {"at", "ref"}),
        ("trend: share, of: {channel_agreed: {not: usual}}, among: {}", 1, ("channel_agreed",),
         ["administrative.channels"], {"channel", "purpose"}),
        ("trend: count, indicator: evening-words", 0, (), [], {"length", "at"}),
        ("trend: count, of: {by: client}, restarts: [calls]", 1, (), [], {"by"}),
    ],
)  # fmt: skip
def test_what_it_reads_and_refers_to(
    when: str, filters: int, summed: tuple[str, ...], needs: list[str], columns: set[str]
) -> None:
    found = read(when)
    assert len(filters_of(found.when)) == filters
    assert summed_of(found.when) == summed
    assert found.needs == tuple(map(Ref, needs))  # what it restarts at silences nothing
    assert found.columns == columns | {"kind", "planned_start", "planned_end"}  # and when somebody is away
