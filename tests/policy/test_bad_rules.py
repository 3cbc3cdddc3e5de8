"""Mistakes in rule files: each is found, at its place, with its code and a way out; all of a file at once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.errors import Diagnostic, PolicyError
from boundaries.policy.codes import CODES
from boundaries.policy.spec import load_rules

GOOD = """\
rule: evening-message
clause: administrative.hours
severity: notice
when: {event: {kind: message, by: practitioner, outside: $hours}}
says: "{count} messages went out."
"""


FULL = """\
rule: late
clause: cancellation
escalate: {to: crossing, at: 3, in: P90D, beyond: $reply_within * 2}
when:
  event: {kind: cancellation, notice_hours: {lt: $cancellation.notice * 2}, any: [{by: client}, {not: {by: both}}]}
  without: {kind: [invoice, waiver], minutes: {ge: 5}}
  within: 3 working days
  at_least: 2
  in: P30D
  apart: PT12H
unless: [illness, agreed]
defaults: {sessions.overrun: 10, sessions.places: [room], rest.night: "22:00-07:00"}
says: {en: {one: "One on {from}.", other: "{count} times."}, de: "{count} Mal."}
---
rule: many
when: {more_than: 5, of: {kind: call, within: "Mo-Fr 09:00-18:00"}, in: week, total: minutes}
says: >
  In a week
  {measured} minutes.
---
rule: side
when: {more_than: 0.5, of: {by: client}, among: {kind: task}, in: P8W, at_least: 6}
says: So many.
"""


def without(key: str) -> str:
    return "".join(line for line in GOOD.splitlines(True) if not line.startswith(f"{key}:"))


def having(line: str) -> str:
    """The good rule with one of its lines replaced, or the line added at its end (line 6)."""
    key = line.partition(":")[0]
    lines = GOOD.splitlines()
    at = next((i for i, old in enumerate(lines) if old.startswith(f"{key}:")), len(lines))
    return "\n".join([*lines[:at], line, *lines[at + 1 :]]) + "\n"


def when(condition: str) -> str:
    return having(f"when: {condition}")


def waits(more: str) -> str:
    """The good rule as one that waits for an answer; what more it says begins at column 71."""
    return when(f"{{event: {{by: client}}, without: {{by: practitioner}}, within: P1D, {more}}}")


# what is wrong; the file; code:line:column of every problem; a part of the first one's text
MISTAKES: tuple[tuple[str, str, str, str], ...] = (
    ("not YAML", "rule: [a\n", "B001:1:7", ""),
    ("an empty file", "", "B102:1:1", "a file without a rule"),
    ("a list", "- rule: a\n", "B103:1:1", "a rule is a mapping"),
    ("no name", without("rule"), "B102:1:1", "a rule needs `rule`"),
    ("no condition", without("when"), "B102:1:1", "needs `when`"),
    ("no sentence", without("says"), "B102:1:1", "needs `says`"),
    ("an unknown key", having("sevrity: notice"), "B101:6:1", "did you mean `severity`?"),
    ("a key twice", GOOD + "says: again\n", "B006:6:1", "`says`"),
    ("a name with blanks", having("rule: Evening message"), "B105:1:7", "did you mean `evening-message`?"),
    ("a code with blanks", having("code: COM HOURS"), "B105:6:7", "`COM HOURS`"),
    ("a violation", having("severity: violation"), "B104:3:11", "a named person sets"),
    ("the client as bearer", having("bearer: client"), "B104:6:9", "no finding about the client"),
    ("an unknown dimension", having("dimension: tme"), "B104:6:12", "did you mean `time`?"),
    ("an unknown type", having("type: violation"), "B104:6:7", "breach, drift"),
    ("no clause of a contract", having("clause: administrative.hour"), "B106:2:9", "`administrative.hours`?"),
    ("a reference as clause", having("clause: $hours"), "B106:2:9", "did you mean `hours`?"),
    ("an unknown excuse", having("unless: [crisis, admin]"), "B104:6:18", "did you mean `scheduling`?"),
    ("an excuse twice", having("unless: [crisis, crisis]"), "B104:6:18", "stands twice"),
    ("a switch that is no switch", having("enabled: no"), "B103:6:10", "`true` or `false`, not `no`"),
    ("another format", having("format: 2"), "B104:6:9", "`2`"),
    ("examples that are no list", having("examples: {}"), "B103:6:11", "a list of scenarios"),
    # --- forms
    ("an empty condition", when("{}"), "B110:4:1", "keys of no condition (there are `event`, "),
    ("a text as condition", when("often"), "B103:4:7", "`often`"),
    ("a key nearly of a form", when("{evnt: {kind: message}}"), "B101:4:8", "did you mean `event`?"),
    ("a test beside the filter", when("{event: {kind: message}, outside: $hours}"), "B110:4:32", "inside the filter"),
    ("a test beside a count", when("{more_than: 3, of: {}, in: P7D, by: client}"), "B110:4:39", "filter, `of: {...}`"),
    ("a test in place of the filter", when("{kind: message}"), "B110:4:8", "put it in `event: {...}`"),
    ("a cap without its window", when("{more_than: 3, of: {kind: message}}"), "B102:4:1", "needs `in`"),
    ("a key of another form", when("{more_than: 3, of: {kind: message}, in: P7D, then: {}}"), "B110:4:52", "`then`"),
    ("half an event too many", when("{more_than: 2.5, of: {kind: message}, in: P7D}"), "B107:4:19", "is no count"),
    ("fewer than none", when("{more_than: -1, of: {kind: message}, in: P7D}"), "B107:4:19", "`-1`"),
    ("no window", when("{more_than: 3, of: {kind: message}, in: fortnight}"), "B108:4:47", "`fortnight`"),
    ("a sum of words", when("{more_than: 3, of: {}, in: P7D, total: channel}"), "B113:4:46", "no number to add up"),
    ("a sum of nothing", when("{more_than: 3, of: {}, in: P7D, total: minuts}"), "B112:4:46", "mean `minutes`?"),
    # --- what counts
    ("a time without a number", waits("in: P7D"), "B102:4:71", "`in` beside `without` needs `at_least`"),
    ("half an event at least", waits("at_least: 2.5"), "B107:4:81", "not `2.5`"),
    ("none at least", waits("at_least: 0"), "B107:4:81", "a count from 1 on"),
    ("hours at least", waits("at_least: $hours"), "B106:4:81", "`at_least` needs a number; `$hours` is hours"),
    ("minutes at least", waits("at_least: $sessions.minutes"), "B106:4:81", "is a count; `$sessions.minutes` is"),
    ("a calendar to look back over", waits("at_least: 2, in: week"), "B108:4:88", "`week` is not a duration"),
    ("working time to look back over", waits("at_least: 2, in: 8 open hours"), "B108:4:88", "`in` cannot be working"),
    ("working time apart", waits("apart: 1 working day"), "B108:4:78", "`apart` cannot be working time"),
    ("no time apart", waits("apart: PT0S"), "B108:4:78", "no time at all"),
    ("enough of answers by ref", waits("matching: ref, at_least: 2, in: P7D, apart: P1D"),
     "B110:4:86 B110:4:99 B110:4:108", "`at_least` does not fit beside `matching`"),
    ("a practice in no time", when("{none: {}, for: P7D, at_least: 2}"), "B102:4:28", "beside `none` needs `in`"),
    ("a practice of how many", when("{none: {}, for: P7D, in: P9D}"), "B102:4:28", "beside `none` needs `at_least`"),
    ("a pause apart", when("{none: {}, for: P7D, apart: P1D}"), "B102:4:28", "`apart` beside `none` needs `at_least`"),
    ("a sum of occasions", when("{more_than: 3, of: {}, in: P7D, total: minutes, apart: P1D}"), "B110:4:55",
     "`apart` does not fit beside `total` (a sum adds up every event"),
    ("at least of no share", when("{more_than: 3, of: {}, in: P7D, at_least: 3}"), "B102:4:39", "needs `among`"),
    ("more than the whole", when("{more_than: 1, of: {}, among: {}, in: P7D}"), "B107:4:19", "from 0 to less than 1"),
    ("a share below nothing", when("{more_than: -0.1, of: {}, among: {}, in: P7D}"), "B107:4:19", "`0.5`"),
    ("a share in percent", when("{more_than: 50%, of: {}, among: {}, in: P7D}"), "B107:4:19", "not `50%`"),
    ("a share by agreement", when("{more_than: $fee.amount, of: {}, among: {}, in: P7D}"), "B106:4:19",
     "a number of its own"),
    ("a share by the calendar", when("{more_than: 0.5, of: {}, among: {}, in: week}"), "B108:4:47", "`week`"),
    ("a share by an agreed window", when("{more_than: 0.5, of: {}, among: {}, in: $sessions.per}"), "B106:4:47",
     "`in` of a share needs a duration; `$sessions.per` is a window"),
    ("a share of sums and occasions", when("{more_than: 0.5, of: {}, among: {}, in: P7D, total: minutes, apart: P1D}"),
     "B110:4:52 B110:4:68", "`total` does not fit beside `among`"),
    ("a share of what is unknown", when("{more_than: 0.5, of: {}, among: {knid: task}, in: P7D}"), "B112:4:40",
     "did you mean `kind`?"),
    ("a whole without a part", when("{among: {kind: task}}"), "B110:4:1", "keys of no condition"),
    # --- forms still
    ("a sequence unbounded", when("{first: {by: client}, then: {by: practitioner}}"), "B102:4:7", "needs `within`"),
    ("a sequence in working time", when("{first: {}, then: {}, within: 8 open hours}"), "B108:4:37", "working time"),
    ("answers matched by id", when("{event: {}, without: {}, within: P1D, matching: id}"), "B104:4:55", "`ref` only"),
    ("an absence of no length", when("{none: {kind: session}, for: PT0S}"), "B108:4:36", "no time at all"),
    ("a conclusion", when("{all: [{findings: {}}], event: {}}"), "B110:4:31", "`event` does not fit beside `all`"),
    ("an absence of findings", when("{none: [{findings: {}}]}"), "B102:4:1", "`none` needs `all`"),
    # --- filters
    ("an unknown field", when("{event: {knid: message}}"), "B112:4:16", "did you mean `kind`?"),
    ("content", when("{event: {body: hello}}"), "B112:4:16", "an interaction has no content"),
    ("content by another name", when("{event: {msg_text: hello}}"), "B112:4:16", "an interaction has no content"),
    ("a kind as a field", when("{event: {message: sms}}"), "B112:4:16", "did you mean `kind: message`?"),
    ("an unknown kind", when("{event: {kind: [mesage, call]}}"), "B104:4:23", "did you mean `message`?"),
    ("an unknown purpose", when("{event: {purpose: {not: suport}}}"), "B104:4:31", "did you mean `support`?"),
    ("an unknown kind referred to", when("{event: {ref_kind: [mesage]}}"), "B104:4:27", "did you mean `message`?"),
    ("a kind of one's own, badly", when("{event: {ref_kind: X-walk}}"), "B104:4:26", "did you mean `x-walk`?"),
    ("words for what is referred to", when("{event: {ref_kind: $accounts}}"), "B113:4:26", "name its words: message,"),
    ("a leave that is neither", when("{event: {on_leave: yes}}"), "B104:4:26", "one of true, false"),
    ("a leave that is counted", when("{event: {on_leave: {gt: 1}}}"), "B113:4:27", "is no number"),
    ("open, but what", when("{event: {open: }}"), "B103:4:22", "`open` is a text, not nothing"),
    ("open, and nothing named", when("{event: {open: []}}"), "B103:4:22", "can never be true"),
    ("open, and no path", when("{event: {open: [{goals: x}]}}"), "B103:4:23", "such as `open: goals`"),
    ("open, and no clause", when("{event: {open: [gols, tasks]}}"), "B106:4:23", "did you mean `goals`?"),
    ("open, as a reference", when("{event: {open: $goals}}"), "B106:4:22", "did you mean `goals`?"),
    ("open, in either part", when("{event: {open: expectations}}"), "B106:4:22", "`professional.expectations` or `psy"),
    ("open, beside the filter", when("{event: {}, open: goals}"), "B110:4:19", "put it inside the filter"),
    ("open, in no filter", when("{open: goals}"), "B110:4:8", "put it in `event: {...}`"),
    ("parties, misspelt", when("{event: {people: {gt: $partys}}}"), "B106:4:29", "did you mean `parties`?"),
    ("parties, and a field", when("{event: {people: {gt: $parties.n}}}"), "B106:4:29", "no contract has a clause"),
    ("parties as minutes", when("{event: {minutes: {gt: $parties}}}"), "B106:4:30", "`$parties` is a count"),
    ("parties as hours", when("{event: {outside: $parties}}"), "B106:4:25", "needs hours; `$parties` is a number"),
    ("parties as words", when("{event: {party: $parties}}"), "B106:4:23", "needs a list of words; `$parties` is a"),
    ("parties as a time", when("{none: {}, for: $parties}"), "B106:4:23", "needs a duration; `$parties` is a number"),
    ("parties by nothing", when("{event: {people: $parties * 0}}"), "B107:4:35", "no factor above zero"),
    ("parties as the clause", having("clause: parties"), "B106:2:9", "it is a number, for filters: `people: {gt: $par"),
    ("parties by default", having("defaults: {parties: 2}"), "B106:6:12", "it is a number, for filters"),
    ("no kinds at all", when("{event: {kind: []}}"), "B103:4:22", "can never be true"),
    ("an unknown comparison", when("{event: {minutes: {over: 10}}}"), "B113:4:26", "such as `{gt: 60}`"),
    ("a comparison of words", when("{event: {channel: {is: sms}}}"), "B113:4:26", "not, missing, such as `{not: ...}`"),
    ("a comparison of instants", when("{event: {at: {before: 10}}}"), "B113:4:21", "such as `{missing: true}`"),
    ("a text compared", when("{event: {channel: {gt: 10}}}"), "B113:4:26", "is no number"),
    ("a number that is none", when("{event: {minutes: {gt: ten}}}"), "B107:4:30", "`ten`"),
    ("months as hours", when("{event: {notice_hours: {lt: P1M}}}"), "B107:4:35", "no fixed number of hours"),
    ("a length in days", when("{event: {length: {gt: P1D}}}"), "B107:4:29", "is a number"),
    ("an instant compared", when("{event: {planned_start: 2026-03-03}}"), "B113:4:31", "is an instant"),
    ("missing perhaps", when("{event: {channel: {missing: maybe}}}"), "B103:4:35", "`true` or `false`"),
    ("nothing compared", when("{event: {minutes: {}}}"), "B103:4:25", "compared with nothing"),
    ("a null", when("{event: {channel: null}}"), "B103:4:25", "`{missing: true}`"),
    ("hours that do not parse", when('{event: {outside: "Mo-Fr 25:00-26:00"}}'), "B109:4:32", "`25:00`"),
    ("a duration as hours", when("{event: {within: PT48H}}"), "B109:4:24", "in a filter `within` is hours"),
    ("any of one", when("{event: {any: {kind: call}}}"), "B103:4:21", "a list of filters"),
    # --- filters by name
    ("a filter nobody registered", when("{event: my_condition}"), "B126:4:15", "register it with `@boundaries.cond"),
    ("a kind as a filter", when("{event: message}"), "B126:4:15", "did you mean `{kind: message}`?"),
    ("a sentence as a filter", when("{event: often enough}"), "B103:4:15", "`often enough` is no filter"),
    ("a reference as a filter", when("{event: $hours}"), "B103:4:15", "`$hours` is no filter"),
    ("nobody's filters", when("{event: {kind: call, is: [a, b], any: [c], not: d}}"),
     "B126:4:33 B126:4:36 B126:4:46 B126:4:55", "no filter is called `a`"),
    ("a filter that is a mapping", when("{event: {is: {kind: call}}}"), "B103:4:20", "names a macro or a condition"),
    ("a filter that is nothing", when("{event: {is: []}}"), "B103:4:20", "can never be true"),
    ("filters in a list", when("{event: [a, b]}"), "B103:4:15", "a filter is a mapping of keys, not a list"),
    # --- words of the contract
    ("a reference among words", when("{event: {place: [room, $sessions.places]}}"), "B106:4:30", "stands alone"),
    ("one reference in a list", when("{event: {place: {not: [$sessions.places]}}}"), "B106:4:30", "stands alone"),
    ("hours as words", when("{event: {place: $hours}}"), "B106:4:23", "needs a list of words; `$hours` is hours"),
    ("a number as words", when("{event: {place: {not: $calls.minutes}}}"), "B106:4:29", "is a number"),
    ("a clause as words", when("{event: {place: $sessions}}"), "B106:4:23", "`$sessions` is a whole clause"),
    ("words times two", when("{event: {place: $sessions.places * 2}}"), "B106:4:23", "words cannot be multiplied"),
    ("words of another kind", when("{event: {by: $accounts}}"), "B106:4:20", "never one of `$accounts`, which are"),
    ("bases as accounts", when("{event: {account: $sharing.gp}}"), "B106:4:25", "never one of `$sharing.gp`"),
    ("words of a derived field", when("{event: {thread_by: $accounts}}"), "B113:4:27", "name its words: practitioner"),
    ("words nowhere", when("{event: {place: $session.places}}"), "B106:4:23", "did you mean `sessions.places`?"),
    # --- what a pack gives, where there is no pack
    ("a parameter of no pack", when("{event: {minutes: {gt: $parameters.long}}}"), "B124:4:30", "under `parameters`"),
    ("a list of no pack", when("{event: {kind: $lists.contact}}"), "B124:4:22", "has no list `contact`"),
    ("a parameter in the singular", when("{event: {minutes: {gt: $parameter.long}}}"), "B106:4:30",
     "did you mean `parameters.long`?"),
    ("a parameter without a name", when("{event: {minutes: {gt: $parameters}}}"), "B124:4:30", "names no parameter"),
    ("a parameter as clause", having("clause: $parameters.clause"), "B106:2:9", "names a clause by its path"),
    ("a parameter in a sentence", having("says: More than $parameters.n, or so."), "B114:5:17", "said as it stands"),
    ("every name that is none",
     when("{more_than: $parameters.a, of: {channel: $lists.b, is: c, knid: d}, in: $parameters.e}"),
     "B124:4:19 B124:4:48 B126:4:62 B112:4:65 B124:4:79", "no parameter `a`"),
    # --- references
    ("a reference to nothing", when("{event: {minutes: {gt: $session.minutes}}}"), "B106:4:30", "`sessions.minutes`?"),
    ("a reference to a clause", when("{event: {minutes: {gt: $sessions}}}"), "B106:4:30", "`$sessions.minutes`"),
    ("hours as a number", when("{event: {minutes: {gt: $hours}}}"), "B106:4:30", "is hours"),
    ("a number as hours", when("{event: {outside: $sessions.minutes}}"), "B106:4:25", "needs hours"),
    ("a factor that is none", when("{none: {}, for: $sessions.every * twice}"), "B107:4:41", "`twice`"),
    ("a factor of zero", when("{none: {}, for: $sessions.every * 0}"), "B107:4:41", "`0`"),
    ("a factor in front", when("{none: {}, for: 2 * $sessions.every}"), "B108:4:23", ""),
    ("hours times two", when("{event: {outside: $hours * 2}}"), "B106:4:25", "cannot be multiplied"),
    ("a list as number", when("{event: {minutes: {gt: [1]}}}"), "B103:4:30", "a number such as"),
    ("nothing as duration", when("{none: {}, for: }"), "B103:4:23", "a duration such as"),
    ("nothing as window", when("{more_than: 1, of: {}, in: }"), "B103:4:34", "day"),
    ("nothing as hours", when("{event: {within: }}"), "B103:4:24", "$hours"),
    ("half a reference", when("{none: {}, for: $}"), "B106:4:23", "`$`"),
    ("more digits than a number has", when("{event: {minutes: {gt: " + 5000 * "9" + "}}}"), "B107:4:30", "too long"),
    ("more digits behind the point", when("{event: {amount: 0." + 16 * "1" + "}}"), "B107:4:24", "up to 15 digits"),
    ("a factor of many digits", when("{event: {minutes: {gt: $calls.minutes * " + 16 * "1" + "}}}"), "B107:4:30",
     "a factor is too long"),
    ("hours beside minutes", when("{event: {notice_hours: {lt: $sessions.minutes}}}"), "B106:4:35",
     "`notice_hours` is a number of hours; `$sessions.minutes` is a number of minutes"),
    ("money beside minutes", when("{more_than: $fee.amount, of: {}, in: week, total: minutes}"), "B106:4:19",
     "`$fee.amount` is an amount of money"),
    ("a kind of one's own in capitals", when("{event: {kind: x-Long Letter}}"), "B104:4:22",
     "a kind of your own is in lower case, words joined by `-`: did you mean `x-long-letter`?"),
    ("a kind of one's own without a name", when("{event: {kind: x-}}"), "B104:4:22", "such as `x-letter`"),
    # --- texts
    ("an unknown placeholder", having('says: "{count} by {form}."'), "B114:5:19", "did you mean `from`?"),
    ("half a brace", having('says: "{count by me"'), "B114:5:8", "other half"),
    ("a placeholder in a title", having('title: "{count} messages"'), "B114:6:9", "no placeholders"),
    ("a placeholder in a block", having("says: |\n  Some went\n  {wen} out"), "B114:7:3", "`{wen}`"),
    ("no language", having("says: {English: hello}"), "B115:5:8", "`English` is no language"),
    ("one without other", having("says: {one: hello}"), "B102:5:7", "needs `other`"),
    ("nothing said", having("says:"), "B103:5:6", "`says` is a text"),
    # --- defaults
    ("a default for a clause", having("defaults: {hours: Mo-Fr 09:00-18:00}"), "B117:6:12", "a whole clause"),
    ("a default for an entry", having("defaults: {sharing.gp: consent}"), "B117:6:12", "is an entry of `sharing`"),
    ("a default by reference", having("defaults: {sessions.overrun: $calls.minutes}"), "B117:6:30", "is a value"),
    ("a default for nothing", having("defaults: {sessions.overun: 10}"), "B106:6:12", "`sessions.overrun`?"),
    ("a default without hours", having("defaults: {rest.night: late}"), "B109:6:24", "`late`"),
    ("a default of no value", having("defaults: {sessions.minutes: }"), "B103:6:30", "is a text"),
    ("a default of another type", having("defaults: {sessions.every: often}"), "B108:6:28", "`often`"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "places", "words"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_named_where_it_stands(text: str, places: str, words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load_rules(text, "my.yaml")
    found = caught.value.diagnostics
    assert " ".join(f"{d.code}:{d.location.line}:{d.location.column}" for d in found if d.location) == places
    assert words in found[0].render()
    assert all(d.message[:1].islower() or d.message[:1] in "`<" for d in found)


def test_every_problem_of_a_file_is_told_at_once() -> None:
    text = """\
rule: Two words
severity: bad
when: {event: {knid: message, minutes: {gt: ten}}}
says: "{cuont}"
asks: {}
---
rule: second
when: {more_than: 3, of: {kind: call}}
"""
    with pytest.raises(PolicyError) as caught:
        load_rules(text, "two.yaml")
    found = [(d.code, d.location.line, d.location.column) for d in caught.value.diagnostics if d.location]
    assert found == [
        ("B105", 1, 7), ("B104", 2, 11), ("B112", 3, 16), ("B107", 3, 45), ("B114", 4, 8), ("B103", 5, 7),
        ("B102", 7, 1), ("B102", 8, 1),
    ]  # fmt: skip


def test_a_second_rule_of_a_name_is_a_problem() -> None:
    with pytest.raises(PolicyError, match=r"my\.yaml:7:7: B116 .*`evening-message` \(the first is at my\.yaml:1:7\)"):
        load_rules(f"{GOOD}---\n{GOOD}", "my.yaml")


def test_an_error_shows_its_line_with_a_caret() -> None:
    with pytest.raises(PolicyError) as caught:
        load_rules(when("{event: {kind: mesage}}"), "my.yaml")
    assert str(caught.value) == (
        "my.yaml:4:22: B104 `kind` cannot be `mesage` (did you mean `message`?)\n"
        "  4 | when: {event: {kind: mesage}}\n"
        "    |                      ^"
    )


def test_a_missing_key_is_told_at_the_top_of_the_file() -> None:
    with pytest.raises(PolicyError, match=r"^my\.yaml:1:1: B102"):
        load_rules("# a comment first\n\n" + without("says"), "my.yaml")


@settings(max_examples=200)
@given(st.data())
def test_a_mangled_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from((GOOD, FULL)))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        piece = data.draw(st.text("{}[]:,'\"|>&*!#$%\n\t -1PT.", max_size=4))
        text = text[:start] + piece + text[end:]
    for problem in problems_of(text):
        assert problem.code in CODES or problem.code.startswith("B00")
        assert problem.location
        assert problem.location.line <= text.count("\n") + 2


def problems_of(text: str) -> tuple[Diagnostic, ...]:
    try:
        assert load_rules(text, "m.yaml")
    except PolicyError as error:
        return error.diagnostics
    return ()
