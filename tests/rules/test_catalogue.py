"""The catalogue of the first cut: every rule with its code and severity; none is missing, and none is there besides.

What all rules keep to beside their wording (`test_wording_law.py`) and their examples (`test_kinds.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import pytest
import yaml

from boundaries.core.finding import BEARERS, DIMENSIONS, SEVERITIES, STATUSES, Bearer, Severity, Type
from boundaries.engine.excuses import INCIDENTAL_LENGTH
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement, Trend
from rules.shipped import EVERY, Shipped, called, outcomes
from rules.sources import unconfirmed

every_rule = pytest.mark.parametrize("shipped", EVERY, ids=called)

# Rule, code, severity (`notice>crossing` where it escalates); `off` where it is shipped switched off, `soon` where it
# is to be taken up before the next session.
CORE = """
contact-outside-hours COM-HOURS crossing
contact-received-outside-hours COM-HOURS notice off
reply-outside-hours COM-REPLY-HOURS notice>crossing
reply-overdue COM-REPLY-LATE notice>crossing
channel-not-agreed COM-CHANNEL crossing
channel-not-agreed-client COM-CHANNEL notice off
account-not-agreed COM-PERSONAL notice>crossing
social-network-tie COM-SOCIAL crossing
contact-volume COM-VOLUME notice
call-overrun COM-LENGTH notice>crossing
others-present COM-GROUP crossing soon
contact-lapsed COM-LAPSE notice
crisis-follow-up AFT-ROUTE crossing soon
crisis-contact-repeated AFT-REPEAT notice
other-support-unnamed AFT-SUPPORT notice
night-contact AFT-NIGHT notice
day-off-contact REST-DAYOFF notice
leave-contact REST-LEAVE notice
session-frequency SES-FREQ notice>crossing
session-gap SES-GAP notice
session-overrun SES-OVERRUN notice>crossing
place-not-agreed PLACE notice
late-cancellation CAN-NOTICE notice>crossing
practitioner-cancelled-late CAN-THERAPIST crossing
no-new-time-offered CAN-THERAPIST notice
missed-session-follow-up CAN-NOSHOW notice
fee-not-agreed FEE-AMOUNT notice>crossing
session-unbilled FEE-UNBILLED notice>crossing
barter FEE-BARTER crossing soon
gift-from-practitioner GIFT crossing
gifts-over-agreed GIFT notice
sharing-not-agreed INF-SHARE crossing soon
sharing-without-basis INF-SHARE notice
record-missing REC-MISSING notice>crossing
contact-record-missing REC-CONTACT notice
supervision-interval SUP-INTERVAL notice>crossing
agreed-before-the-first-session CON-FIRST crossing
parts-still-open CON-COMPLETE notice
unnamed-practice CON-GAP notice
both-agree-to-changes AMD-ONESIDED crossing
agree-first-then-change AMD-AFTER notice
exceptions-end EXC-EXPIRED notice
goals-not-agreed GOAL-NONE notice
review-due GOAL-REVIEW notice>crossing
tasks-on-one-side TASK-SIDE notice
second-role ROLE-DUAL crossing soon
contact-after-ending END-CONTACT crossing
reply-after-ending END-CONTACT notice
drift-out-of-hours DRIFT-HOURS notice
drift-replies-sooner DRIFT-REPLY notice
drift-replies-later DRIFT-REPLY notice
drift-contact-volume DRIFT-VOLUME notice
drift-threads-by-practitioner DRIFT-INIT notice
drift-threads-by-client DRIFT-INIT notice
drift-client-threads-count DRIFT-INIT notice
drift-channel DRIFT-CHANNEL notice
drift-session-length DRIFT-LENGTH notice
drift-call-minutes DRIFT-CALL notice
drift-night DRIFT-NIGHT notice
drift-fee DRIFT-FEE notice
drift-contact-falls DRIFT-WITHDRAW notice
drift-sessions-fall DRIFT-WITHDRAW notice
crossing-not-in-supervision SUP-CROSSING notice>crossing
clause-kept KEPT notice
carrying-more-than-half C1 notice
more-contact-less-other-support C2 notice
hard-to-be-off C3 notice
frame-moving C4 crossing
frame-moving-widely C4 crossing soon
only-ever-looser C5 notice
carrying-this-alone C6 crossing soon
differs-from-your-usual C7 notice
contact-rising-from-both-sides C8 notice soon
from-a-lot-to-a-little C9 notice
exception-become-rule C10 notice
unsaid-then-lapsed C11 notice
unsaid-for-long C11 notice
care-for-the-carer C12 notice
care-for-the-carer-caseload C12 notice
one-step-after-another C13 notice
container-incomplete C14 notice
agreed-first-with-a-reason C15 notice
asked-for-and-kept C15 notice
other-support-grows C15 notice
repaired C16 notice
repaired-by-agreeing-anew C16 notice
"""
STRENGTHS = ("C15", "C16", "KEPT")
FRAME = {  # what the client does
    "contact-received-outside-hours", "channel-not-agreed-client", "gifts-over-agreed", "drift-threads-by-client",
    "drift-client-threads-count",
}  # fmt: skip


def line(shipped: Shipped) -> str:
    """A rule as the table has it."""
    rule = shipped.rule
    severity = rule.severity if rule.escalate is None else f"{rule.severity}>{rule.escalate.to}"
    marks = (word for word, said in (("off", not rule.enabled), ("soon", rule.review_soon)) if said)
    return " ".join((rule.name, rule.code, severity, *marks))


def test_the_rules_of_core_are_those_of_the_first_cut() -> None:
    assert sorted(line(s) for s in EVERY if s.pack == "core") == sorted(CORE.strip().splitlines())


@every_rule
def test_a_code_is_short_words_in_capitals(shipped: Shipped) -> None:
    assert re.fullmatch(r"C(?:[1-9]|1[0-6])|[A-Z]+(?:-[A-Z0-9]+)*", shipped.rule.code)
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)+|barter|repaired", shipped.name)


@every_rule
def test_a_shipped_rule_says_everything_itself(shipped: Shipped) -> None:
    """Nothing is left to a default; only a clause may be wanting, and then no reference asks for one either."""
    needed = {"code", "title", "dimension", "bearer", "severity", "when", "says", "asks", "suggests", "why"}
    own = "retracts" if isinstance(shipped.rule.when, Conclude) else "unless"
    assert needed | {own, "sources", "examples"} <= set(shipped.written)
    assert shipped.source.path.stem == shipped.name
    assert set(shipped.written["says"]) == {"one", "other"}
    if "clause" not in shipped.written:
        assert not [need for need in shipped.rule.needs if need.path != "parties"]


@every_rule
def test_the_keys_stand_in_one_order(shipped: Shipped) -> None:
    order = """rule code title clause dimension bearer severity type audience review_soon enabled after_end when unless
        escalate defaults says asks suggests retracts why sources examples""".split()
    assert [key for key in order if key in shipped.written] == list(shipped.written)


@every_rule
def test_the_client_never_bears_a_rule(shipped: Shipped) -> None:
    assert shipped.rule.bearer in BEARERS
    assert shipped.rule.bearer == "frame" or shipped.name not in FRAME
    assert shipped.rule.dimension in DIMENSIONS
    assert (shipped.rule.type == "drift") == isinstance(shipped.rule.when, Trend)
    concludes = isinstance(shipped.rule.when, Conclude)
    assert (shipped.rule.type in ("conclusion", "strength")) == concludes
    assert (shipped.rule.type == "strength") == (shipped.rule.code in STRENGTHS)


@every_rule
def test_no_severity_is_more_than_a_crossing(shipped: Shipped) -> None:
    assert shipped.rule.severity in SEVERITIES
    assert shipped.rule.escalate is None or shipped.rule.escalate.to in SEVERITIES
    for outcome in outcomes(shipped):
        assert {finding.severity for finding in outcome.findings} <= {"notice", "crossing"}
        assert {finding.bearer for finding in outcome.findings} <= {"practitioner", "both", "frame", "service"}
        assert {finding.type for finding in outcome.findings} <= set(get_args(Type))
        assert {finding.status for finding in outcome.findings} <= set(STATUSES)


def test_there_is_no_violation_to_be_had() -> None:
    assert set(get_args(Severity)) == set(SEVERITIES) == {"notice", "crossing"}
    assert set(get_args(Bearer)) == set(BEARERS)
    assert "client" not in BEARERS


@every_rule
def test_what_is_taken_up_soon_is_a_crossing(shipped: Shipped) -> None:
    """But for contact that rises on both sides: its catalogue asks for supervision in the same week."""
    soon = shipped.rule.severity == "crossing" or shipped.rule.code == "C8"
    assert not shipped.rule.review_soon or soon


@every_rule
def test_every_source_was_read_or_is_a_local_choice(shipped: Shipped) -> None:
    sources = shipped.written["sources"]
    assert sources
    assert [place for source in sources for place in unconfirmed(source)] == []
    assert len(set(sources)) == len(sources)


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("local choice", False),
        ("local choice: three in 14 days", False),
        ("locally chosen", True),
        ("BACP Ethical Framework 2018, Good Practice 30 and 31e", False),
        ("BACP Ethical Framework 2018, Good Practice", True),
        ("ACA Code of Ethics 2014, A.6.c", True),  # known by hearsay only
        ("ACA Code of Ethics 2014, A.10.f", True),
        ("APA Ethics Code 2017, 3.05 and 6.05", True),
        ("Epstein & Simon 1990, Exploitation Index", True),
        ("Steiner, Scripts People Live: mutual consent", False),
        ("Steiner, Scripts People Live, p. 3", True),
    ],
)
def test_the_table_of_sources_is_looked_at(source: str, refused: bool) -> None:
    assert bool(list(unconfirmed(source))) == refused


def test_a_threshold_that_is_a_local_choice_is_a_parameter() -> None:
    """What stands as a number or a time in a condition is one of the first eight's, or zero, or none."""
    literal = re.compile(r"\bP(?:T?\d+[A-Z])+\b|(?<![\w.$])[1-9]\d*(?:\.\d+)?(?![\w:])")
    free = {shipped.name for shipped in EVERY if literal.search(_numbers(shipped))}
    assert free <= {"reply-outside-hours", "session-frequency", "session-overrun", "late-cancellation"}


def _numbers(shipped: Shipped) -> str:
    """A rule's condition and escalation, without the factors of what they refer to, and without the length of a word
    of thanks, which is that of the excuse `incidental`.
    """
    asked = {key: shipped.written[key] for key in ("when", "escalate") if key in shipped.written}
    text = yaml.safe_dump(asked, width=1000).replace(f"le: {INCIDENTAL_LENGTH}\n", "")
    return re.sub(r"(\$[\w.]+) \* \S+", r"\1", text)


def test_every_question_about_the_agreement_is_asked_once() -> None:
    asked = Counter(s.rule.when.about for s in EVERY if s.pack == "core" and isinstance(s.rule.when, Agreement))
    assert set(asked.values()) == {1}
    assert len(asked) == 6
