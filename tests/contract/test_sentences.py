"""Every clause and every field as a sentence; a field of the table without a case fails."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from boundaries.contract.clauses import BY_PATH, CLAUSES, PARTS
from boundaries.contract.phrases import begun, channel, party
from boundaries.contract.sentences import ENTRIES, FIELDS_OF, VALUES, clause_sentences
from contract.drawn import HEAD, Document, amended, load

A, P, Y = (f"{part}." for part in PARTS)
CASES: list[tuple[str, Any, str]] = [
    (A + "hours", "Mo-Fr 09:00-18:00; PH off",
     "Contact takes place Monday to Friday from 09:00 to 18:00, not on public holidays."),
    (A + "hours", "24/7", "Contact takes place at any time."),
    (A + "hours", "off", "There are no hours of contact."),
    (A + "hours", "Mo 09:00-18:00 || PH 10:00-12:00",
     "Contact takes place at these hours: “Mo 09:00-18:00 || PH 10:00-12:00”."),
    (A + "channels", {"whatsapp": ["scheduling"], "phone": ["crisis", "support"], "email": "any", "in_person": "any"},
     "Contact is by WhatsApp for arranging sessions; by phone for a crisis or support; by email or in person for"
     " anything."),
    (A + "channels", [], "No way of contact is agreed."),
    (A + "accounts", "work", "The practitioner uses work numbers and addresses, not personal ones."),
    (A + "accounts", "personal", "The practitioner uses personal numbers and addresses, not work ones."),
    (A + "accounts", ["work", "personal"], "The practitioner uses work and personal numbers and addresses."),
    (A + "accounts", [], "No number or address of the practitioner is agreed."),
    (A + "reply_within", "1 working day", "A reply comes within 1 working day."),
    (A + "reply_within", "8 open hours", "A reply comes within 8 open hours (inside the hours of contact)."),
    (A + "between_sessions", {"at_most": "5", "per": "P7D"},
     "There are at most 5 messages and calls in any 7 days."),
    (A + "between_sessions", {"at_most": "1", "per": "day"},
     "There is at most 1 message or call on one day."),
    (A + "between_sessions", {"at_most": "0", "per": "P1D"},
     "There are no messages and calls in any 24 hours."),
    (A + "between_sessions", {"at_most": "5"},
     "There are at most 5 messages and calls; in what time is not said."),
    (A + "between_sessions", {"per": "month"},
     "Messages and calls are counted in one calendar month, but no limit is said."),
    (A + "calls", {"minutes": "10"}, "A call lasts at most 10 minutes."),
    (A + "after_hours", {"purposes": ["crisis"], "channels": ["phone"], "at_most": "3", "per": "P30D",
                         "support": ["Samaritans 116 123", "a friend"]},
     "Contact outside the hours is for a crisis. It is by phone. There are at most 3 such contacts in any 30 days."
     " Other sources of support: Samaritans 116 123 and a friend."),
    (A + "after_hours", {"channels": ["sms", "phone"]},
     "Contact outside the hours is by text message (SMS) or by phone."),
    (A + "after_hours", {"purposes": [], "channels": [], "support": []},
     "Contact outside the hours has no agreed purpose. It is by no agreed way. Other sources of support: none."),
    (A + "sessions", {"at_most": "1", "per": "week", "every": "P7D", "minutes": "50", "overrun": "10",
                      "slot": "Tu 15:00-15:15", "places": ["room", "video"]},
     "There is at most 1 session in one week (Monday to Sunday). The usual rhythm is one session every 7 days. A"
     " session lasts 50 minutes. It may run over by at most 10 minutes. Sessions usually begin in this time: Tuesday"
     " from 15:00 to 15:15. The agreed places are room and video."),
    (A + "sessions", {"every": "P1M", "overrun": "0", "slot": "off", "places": ["room"]},
     "The usual rhythm is one session every month. A session does not run over. There is no usual time. The agreed"
     " place is room."),
    (A + "sessions", {"places": []}, "No place is agreed."),
    (A + "sessions", {}, "This was agreed, without details."),
    (A + "cancellation", {"notice": "PT48H", "fee": "70", "practitioner_notice": "P1M", "reschedule_within": "P7D",
                          "noshow": "1 working day"},
     "To cancel a session, the client gives at least 48 hours' notice. A late cancellation costs 70 GBP. To cancel a"
     " session, the practitioner gives at least 1 month's notice. A new time is found within 7 days. A missed session"
     " is followed up within 1 working day."),
    (A + "cancellation", {"fee": "0"}, "A late cancellation costs nothing."),
    (A + "fee", {"amount": "70.50", "due_within": "P14D", "waiver": ["illness", "a hard time"]},
     "A session costs 70.5 GBP. It is paid within 2 weeks. The fee may be waived for illness or a hard time."),
    (A + "fee", {"due_within": "P14D", "waiver": []}, "The fee is paid within 2 weeks. The fee is not waived."),
    (A + "fee", {"amount": "0"}, "A session costs nothing."),
    (A + "gifts", {"at_most": "10", "per": "P1Y"}, "Gifts come to at most 10, by number or by value, in any year."),
    (A + "gifts", {"at_most": "10"}, "Gifts come to at most 10, by number or by value; in what time is not said."),
    (A + "gifts", {"at_most": "0"}, "There are no gifts."),
    (A + "gifts", {"per": "P1Y"}, "Gifts are counted in any year, but no limit is said."),
    (A + "social", "none", "There are no ties on social networks."),
    (A + "social", "only the practice's page", "Ties on social networks: only the practice's page."),
    (A + "sharing", [{"with": "gp", "basis": "consent", "until": "2027-01-01"}, {"with": "school", "basis": "risk"},
                     {"with": "c-9"}],
     "Information may be shared with the GP, by consent, until the end of 1 January 2027."
     " Information may be shared with the school, where there is a risk."
     " Information may be shared with c-9, on any basis."),
    (A + "sharing", [], "Nothing is shared with anybody."),
    (A + "limits", ["risk to life", "legal duty"],
     "Confidentiality has limits, of which the client was told: risk to life and legal duty."),
    (A + "limits", [], "No limits of confidentiality were named."),
    (A + "supervision", {"every": "P14D", "minutes": "90", "after_crossing": "P14D", "identifiable": "false"},
     "The practitioner goes to supervision every 2 weeks. A supervision meeting lasts 90 minutes. When something agreed"
     " was crossed, it is brought to supervision within 2 weeks. In supervision the client cannot be recognised."),
    (A + "supervision", {"identifiable": "true"}, "In supervision the client may be recognised."),
    (A + "records", {"within": "P7D", "keep": "P7Y"}, "Records are written within 7 days. They are kept for 7 years."),
    (A + "records", {"keep": "P7Y"}, "Records are kept for 7 years."),
    (A + "rest", {"night": "22:00-07:00", "days_off": "Su", "caseload_cap": "20"},
     "The practitioner rests at night, every day from 22:00 to 07:00 the next day. The practitioner's days off: Sunday."
     " The practitioner works with at most 20 clients at a time."),
    (A + "rest", {"night": "off", "days_off": "off", "caseload_cap": "1"},
     "No nights of rest are agreed. No days off are agreed. The practitioner works with at most 1 client at a time."),
    (A + "ending", {"contact": ["scheduling"], "for": "P90D"},
     "After the ending there may be contact for arranging sessions, for up to 90 days."),
    (A + "ending", {"contact": []}, "After the ending there is no contact."),
    (A + "ending", {"for": "P90D"}, "After the ending there may be contact, for up to 90 days."),
    (P + "goals", [{"goal": "sleep through the night", "stated_by": "client", "agreed_by": ["practitioner", "client"]},
                   {"goal": "see friends"}],
     "Sleep through the night (named by the client; agreed by the practitioner and the client). See friends."),
    (P + "goals", [], "There are none."),
    (P + "tasks", [{"task": "sleep diary", "owner": "client"}, {"task": "a plan", "owner": "both"},
                   {"task": "Who to call?"}],
     "Sleep diary (for the client to do). A plan (for both to do). Who to call?"),
    (P + "expectations", [{"owner": "both", "says": "progress is uneven"}, {"owner": "g-1", "says": "a word a month"}],
     "Progress is uneven (both expect it). A word a month (expected by g-1)."),
    (P + "review_every", "P12W", "The two look at their agreement together every 12 weeks."),
    (Y + "commitments", [{"by": "practitioner", "says": "name it early"}, {"by": "both", "says": "be on time"},
                         {"says": "honesty"}],
     "The practitioner commits to this: name it early. Both commit to this: be on time. Honesty."),
    (Y + "expectations", [{"voiced_by": "client", "heard_by": "practitioner", "accepted": "true", "says": "an answer"},
                          {"accepted": "false", "says": "advice"}],
     "An answer (voiced by the client; heard by the practitioner; accepted). Advice (not accepted)."),
    (Y + "needs", [{"of": "practitioner", "says": "evenings off"}, {"of": "both", "says": "time"}, {"says": "rest"}],
     "The practitioner needs this: evenings off. Both need this: time. Rest."),
]  # fmt: skip


def said(path: str, value: Any) -> str:
    """What is said of a clause in a contract that has it alone."""
    part, name = path.split(".")
    contract = load({**HEAD, "currency": "GBP", part: {name: value}})
    return " ".join(clause_sentences(contract.timeline.versions[0], path, contract.currency))


@pytest.mark.parametrize(("path", "value", "sentences"), CASES)
def test_a_clause_as_a_person_would_say_it(path: str, value: Any, sentences: str) -> None:
    assert said(path, value) == sentences


def named_in(path: str, value: Any) -> set[str]:
    """The clause, and the fields of it, that a value says something of."""
    keys = [value] if isinstance(value, dict) else [e for e in value if isinstance(e, dict)]
    return {path, *(f"{path}.{key}" for mapping in keys for key in mapping)}


def test_every_clause_and_field_of_the_table_has_a_case() -> None:
    wanted = {clause.path for clause in CLAUSES}
    for clause in CLAUSES:
        fields = clause.value.entries if clause.value else clause.fields
        wanted |= {f"{clause.path}.{field.name}" for field in fields}
    covered = {name for path, value, _ in CASES for name in named_in(path, value)}
    assert wanted <= covered
    assert {*VALUES, *FIELDS_OF, *ENTRIES} == set(BY_PATH)


@pytest.mark.parametrize("path", list(BY_PATH))
def test_what_does_not_apply_says_why(path: str) -> None:
    assert said(path, {"not_applicable": "NHS service"}) == "This does not apply (NHS service)."


@pytest.mark.parametrize("clause", [c for c in CLAUSES if c.fields], ids=lambda c: c.name)
def test_a_field_that_does_not_apply_says_why(clause: Any) -> None:
    for field in clause.fields:
        text = said(clause.path, {field.name: {"not_applicable": "agreed aloud"}})
        assert text == f"One thing does not apply: {field.about} (agreed aloud)."


def test_a_recipient_of_what_is_shared_has_sentences_of_its_own() -> None:
    sharing = [{"with": "gp", "basis": "consent"}, {"with": "school"}, {"with": "gp", "basis": "risk"}]
    (version,) = load({**HEAD, "administrative": {"sharing": sharing}}).timeline.versions
    assert clause_sentences(version, "administrative.sharing.gp") == (
        "Information may be shared with the GP, by consent.",
        "Information may be shared with the GP, where there is a risk.",
    )
    assert clause_sentences(version, "administrative.fee") == ()


def test_words_of_several_lines_are_said_on_one() -> None:
    assert said("administrative.social", "the practice's\n  page\n") == "Ties on social networks: the practice's page."
    assert said("administrative.fee", {"not_applicable": "NHS\nservice\n"}) == "This does not apply (NHS service)."


def test_money_without_a_currency_is_a_number() -> None:
    (version,) = load({**HEAD, "administrative": {"fee": {"amount": "70"}}}).timeline.versions
    assert clause_sentences(version, "administrative.fee") == ("A session costs 70.",)


@settings(max_examples=40)
@given(amended())
def test_whatever_is_agreed_is_said_in_whole_sentences(document: Document) -> None:
    contract = load(document)
    for version in contract.timeline.versions:
        for path in BY_PATH:
            sentences = clause_sentences(version, path, contract.currency)
            assert bool(sentences) == (path in version.terms or path in version.not_applicable)
            for sentence in sentences:
                assert sentence.endswith(".")
                assert not sentence.endswith("..")
                assert sentence[0] == sentence[0].upper()
                assert "{" not in sentence
                assert "  " not in sentence


def test_people_and_channels_in_a_sentence() -> None:
    assert [party(name) for name in ("practitioner", "gp", "both", "guardian", "c-207a")] == [
        "the practitioner", "the GP", "both", "the guardian", "c-207a",
    ]  # fmt: skip
    assert [channel(name) for name in ("sms", "in_person", "x_chat")] == [
        "by text message (SMS)", "in person", "by x chat",
    ]  # fmt: skip


def test_a_pseudonym_at_the_beginning_of_a_sentence_stays_as_it_is_written() -> None:
    assert begun("k-004a") == "k-004a"
    assert begun("practitioner") == "The practitioner"
    assert begun("both") == "Both"
    assert begun("gp") == "The GP"
