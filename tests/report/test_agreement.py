"""A contract as a page: whole pages as they are kept, and what each kind of contract has to say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.contract.moments import parse_moment
from boundaries.policy.compile import compile_policy
from boundaries.report.agreement import agreement
from contract.drawn import BOTH, HEAD, Document

PAGES = Path(__file__).parent / "pages"
ROOT = Path(__file__).parents[2]


def page(contract: Contract, as_of: str | None = None, language: str = "en") -> list[str]:
    """The page of a contract under the rules kept beside the pages."""
    policy = compile_policy([contract], packs=[PAGES / "rules.yaml"])
    lines = agreement(contract, policy.contracts[0], policy, language, parse_moment(as_of) if as_of else None)
    return [f"{' ' * line.indent}{line.text}{f' [{line.place}]' if line.place else ''}" for line in lines]


def made(**keys: object) -> Contract:
    document: Document = {**HEAD, **keys}
    return load_contracts(yaml.safe_dump(document, sort_keys=False), "c.yaml")[0]


def part(lines: list[str], heading: str) -> list[str]:
    """The lines under a heading, without their places."""
    start = next((n for n, line in enumerate(lines) if line.startswith(heading)), len(lines))
    rest = lines[start + 1 :]
    return [line.partition(" [c.yaml")[0].strip() for line in rest[: rest.index("") if "" in rest else None]]


# ---- whole pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "as_of", "language"),
    [("newest", None, "en"), ("in-february", "2026-02-10", "en"), ("in-german", "2026-03-16", "de")],
)
def test_the_sample_as_it_is_kept(kept: str, as_of: str | None, language: str) -> None:
    name = "examples/contract.yaml"
    (contract,) = load_contracts((ROOT / name).read_text("utf-8"), name)
    assert page(contract, as_of, language) == (PAGES / f"{kept}.txt").read_text("utf-8").splitlines()


def test_each_clause_is_said_once() -> None:
    (contract,) = load_contracts((ROOT / "examples/contract.yaml").read_text("utf-8"), "c.yaml")
    assert sum("48 hours' notice. A late cancellation" in line for line in page(contract)) == 1
    assert sum("Contact is by WhatsApp" in line for line in page(contract)) == 1


# ---- the head ---------------------------------------------------------------------------------------------------


def test_for_whom_and_by_whom() -> None:
    assert page(made(relationship="c-207", practitioner="p-03", currency="GBP"))[:4] == [
        "c-1",
        "  For relationship c-207; the practitioner is p-03.",
        "  Agreed on 12 January 2026 by the practitioner and the client. In force from 12 January 2026 on, without an"
        " end.",
        "  Times are on the clock of Europe/London; public holidays are those of GB; amounts are in GBP.",
    ]
    several = page(made(relationships=["c-1", "c-2"], consent=["practitioner"], starts="2026-01-19 09:00",
                        ends="2026-06-30"))  # fmt: skip
    assert several[1:3] == [
        "  For relationships c-1 and c-2.",
        "  Agreed on 12 January 2026 by the practitioner; the consent of the client is not noted. In force from"
        " 19 January 2026 at 09:00 until the end of 30 June 2026.",
    ]
    assert page(made())[1] == "  For every relationship without a contract of its own."
    many = page(made(relationships=[f"c-{n}" for n in range(1, 14)]))[1]
    assert many == "  For relationships c-1, c-2, c-3, c-4, c-5, c-6, c-7, c-8, c-9, c-10 and 3 more."


def test_others_who_are_part_of_it() -> None:
    text = page(made(parties=[{"id": "g-1", "role": "guardian"}], consent_required=[*BOTH, "guardian"]))[1]
    assert text.endswith(
        "Also part of it: g-1 (guardian). What is agreed needs the consent of the practitioner, the client and the"
        " guardian."
    )


# ---- the parts --------------------------------------------------------------------------------------------------

OPEN = {"administrative": {"hours": "Mo 09:00-10:00", "fee": {"not_applicable": "NHS service"}}}


def test_what_does_not_apply_and_what_is_still_open() -> None:
    lines = page(made(**OPEN, professional={"not_applicable": "assessment only"}))
    said = part(lines, "The administrative contract")
    assert said[:2] == [
        "Hours: Contact takes place Monday from 09:00 to 10:00.",
        "Fee: This does not apply (NHS service).",
    ]
    assert said[2].startswith("Still open: channels, accounts, the time a reply may take, contact between sessions, ")
    assert part(lines, "The professional contract") == ["The whole part does not apply (assessment only)."]
    assert part(lines, "The psychological contract") == ["Still open: commitments, voiced expectations and needs."]


def test_a_contract_to_which_nothing_applies() -> None:
    parts = ("administrative", "professional", "psychological")
    lines = page(made(**{name: {"not_applicable": "assessment only"} for name in parts}))
    assert sum("The whole part does not apply (assessment only)." in line for line in lines) == 3
    assert part(lines, "What watches over it")[1:4] == [
        "Whatever is agreed", "A second role is seen [second-role, P-ROLE]",
        "What it finds is a crossing. Covered by: a cultural custom.",
    ]  # fmt: skip
    assert [line.partition(" [")[0] for line in part(lines, "Rules that are silent here")] == [
        "Replies wait for the agreed hours: what it watches, hours, does not apply (assessment only).",
        "Sessions end on time: it needs `sessions.minutes`, which does not apply (assessment only).",
        "Other support is used: it needs `after_hours.support`, which does not apply (assessment only).",
        "Contact after the ending is as agreed: it looks at the time after the end, and no end is set.",
        "Messages received outside the hours: switched off in the pack.",
        "Gifts are spoken about: what it watches, gifts, does not apply (assessment only).",
    ]


def test_several_entries_stand_below_each_other() -> None:
    needs = [{"of": "client", "says": "time"}, {"of": "practitioner", "says": "evenings off"}]
    lines = page(made(psychological={"needs": needs}))
    assert part(lines, "The psychological contract")[:3] == [
        "Needs:", "The client needs this: time.", "The practitioner needs this: evenings off.",
    ]  # fmt: skip


# ---- what changed -----------------------------------------------------------------------------------------------


def amended(*amendments: Document, **keys: object) -> Contract:
    return made(**(OPEN | keys), amendments=list(amendments))


def test_an_amendment_tells_its_whole_story() -> None:
    lines = page(amended({
        "id": "a1", "agreed": "2026-03-09", "effective": "2026-03-16 12:00", "proposed_by": "client",
        "need_of": "client", "because": "shift work", "agreed_by": BOTH, "set": {"hours": "Mo 09:00-12:00"},
    }))  # fmt: skip
    assert (
        "  What follows is in force from 16 March 2026 at 12:00 on. What it was before stands under “What changed”."
        in lines
    )
    assert part(lines, "What changed") == [
        "Amendment a1: agreed on 9 March 2026 by the practitioner and the client. It is in force from 16 March 2026 at"
        " 12:00 on. Proposed by the client. It answers a need of the client. The reason: shift work.",
        "Hours (looser). Before: Contact takes place Monday from 09:00 to 10:00. Since then: Contact takes place Monday"
        " from 09:00 to 12:00.",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hours": "Mo 09:00-09:30"}, "Hours (tighter). Before: "),
        ({"hours": "Mo 09:30-10:30"}, "Hours (looser in one way, tighter in another). Before: "),
        ({"social": "none"}, "Social networks (tighter). Before, nothing was agreed. Since then: There are no ties"),
        ({"hours": None}, "Hours (looser). Before: Contact takes place Monday from 09:00 to 10:00. Since then it is no"
                          " longer agreed."),
        ({"fee": {"not_applicable": "a charity"}}, "Fee. Before: This does not apply (NHS service). Since then: This"
                                                   " does not apply (a charity)."),
        ({"fee": {"amount": "70"}}, "Fee (tighter). Before: This does not apply (NHS service). Since then: A session"
                                    " costs 70."),
        ({"hours": {"not_applicable": "no contact"}}, "Hours (looser). Before: Contact takes place Monday from 09:00 to"
                                                      " 10:00. Since then: This does not apply (no contact)."),
        ({"hours": "Mo 09:00-10:00"}, "No clause says anything else than before."),
        ({"hours": "Mo 09:00-09:30,09:30-10:00"}, "Hours (worded anew, the same in effect)."),
        ({"professional.goals": [{"goal": "rest"}]}, "Goals (tighter). Before, nothing was agreed. Since then: Rest."),
    ],
)  # fmt: skip
def test_the_direction_of_each_clause(change: Document, told: str) -> None:
    contract = amended({"agreed": "2026-03-09", "agreed_by": BOTH, "set": change})
    title, *changes = part(page(contract), "What changed")
    assert title.startswith("Amendment number 1: agreed on 9 March 2026")
    assert len(changes) == 1
    assert changes[0].startswith(told)


def test_only_the_sentences_that_changed_are_told() -> None:
    contract = amended(
        {"agreed": "2026-03-09", "agreed_by": BOTH, "set": {"sessions.minutes": "60"}},
        administrative={"sessions": {"minutes": "50", "every": "P7D"}},
    )
    assert part(page(contract), "What changed")[1] == (
        "Sessions (looser). Before: A session lasts 50 minutes. Since then: A session lasts 60 minutes."
    )


def test_what_was_not_applied_says_who_did_not_agree() -> None:
    contract = amended({"id": "a1", "agreed": "2026-03-09", "agreed_by": ["client"], "set": {"hours": None}})
    lines = page(contract)
    assert part(lines, "What changed") == [
        "Amendment a1: agreed on 9 March 2026 by the client. It is not applied: the practitioner did not agree to it.",
        "Hours (looser). Before: Contact takes place Monday from 09:00 to 10:00. It would no longer be agreed.",
    ]
    assert part(lines, "The administrative contract")[0].startswith("Hours: Contact takes place")
    wider = amended({"id": "a1", "agreed": "2026-03-09", "agreed_by": ["client"], "set": {"hours": "24/7"}})
    assert part(page(wider), "What changed")[1].endswith("It would be: Contact takes place at any time.")


def test_the_practitioner_alone_late_ends_and_after_the_end() -> None:
    contract = amended(
        {"id": "alone", "agreed": "2026-02-02", "effective": "2026-02-10", "agreed_by": ["practitioner"],
         "set": {"hours": "Mo 09:00-09:30"}},
        {"id": "late", "agreed": "2026-03-02", "effective": "2026-03-01", "agreed_by": BOTH, "set": {"social": "none"}},
        {"id": "ends", "agreed": "2026-04-02", "agreed_by": BOTH, "set": {"ends": "2026-05-31"}},
        {"id": "no-end", "agreed": "2026-04-03", "agreed_by": ["client"], "set": {"ends": None}},
        {"id": "after", "agreed": "2026-07-02", "agreed_by": BOTH, "set": {"hours": "Mo"}},
    )  # fmt: skip
    said = " ".join(part(page(contract), "What changed"))
    assert "by the practitioner. It is in force from 10 February 2026 on. The practitioner alone may make the" in said
    assert "on. It was agreed after the day it was meant for, and makes nothing right afterwards." in said
    assert "It moves the end of the contract to the end of 31 May 2026." in said
    assert "It would have taken the end of the contract away." in said
    assert "It would come into force after the end of the contract, so it changes nothing." in said
    moved = amended({"agreed": "2026-04-02", "agreed_by": ["client"], "set": {"ends": "2026-05-31"}})
    assert "It would have moved the end of the contract" in " ".join(part(page(moved), "What changed"))
    endless = amended({"agreed": "2026-04-02", "agreed_by": BOTH, "set": {"ends": None}}, ends="2026-05-31")
    assert "It takes the end of the contract away." in part(page(endless), "What changed")


# ---- exceptions -------------------------------------------------------------------------------------------------

EXCEPTIONS = [
    {
        "id": "e1",
        "clause": "hours",
        "from": "2026-02-06",
        "until": "2026-02-15",
        "reason": "illness",
        "agreed_by": BOTH,
    },
    {"clause": "sessions.minutes", "agreed_by": ["client"], "scope": {"channel": ["phone", "video"], "by": "client"}},
    {
        "id": "e3",
        "clause": "hours",
        "from": "2026-03-01 12:00",
        "agreed_by": BOTH,
        "scope": {"not": {"channel": "sms"}},
    },
]


def test_exceptions_say_what_when_why_and_who() -> None:
    assert part(page(made(**OPEN, exceptions=EXCEPTIONS)), "Exceptions") == [
        "Exception e1, about hours: from 6 February 2026 until the end of 15 February 2026. The reason: illness. Agreed"
        " by the practitioner and the client.",
        "Exception 2, about sessions (minutes): from the start on, without an end. It is only for interactions with"
        " channel phone or video, by client. It covers nothing: the practitioner did not agree to it.",
        "Exception e3, about hours: from 1 March 2026 at 12:00 on, without an end. It is only for interactions with"
        " `{'not': {'channel': 'sms'}}`. Agreed by the practitioner and the client.",
    ]


def test_an_exception_about_what_is_shared_with_one() -> None:
    sharing = {"administrative": {"sharing": [{"with": "gp", "basis": "consent"}]}}
    contract = made(
        **sharing, exceptions=[{"id": "e1", "clause": "sharing.gp", "from": "2026-02-06", "agreed_by": BOTH}]
    )
    assert part(page(contract), "Exceptions")[0].startswith("Exception e1, about sharing information with the GP: from")


@pytest.mark.parametrize(
    ("as_of", "now"),
    [("2026-02-05", "It has not begun by then."), ("2026-02-06", "It is in force then."),
     ("2026-02-15 23:59", "It is in force then."), ("2026-02-16", "It is over by then.")],
)  # fmt: skip
def test_an_exception_in_force_at_a_moment(as_of: str, now: str) -> None:
    assert part(page(made(**OPEN, exceptions=EXCEPTIONS), as_of), "Exceptions")[0].endswith(now)


# ---- at a moment ------------------------------------------------------------------------------------------------

LIFE: Document = {
    "ends": "2026-06-30", "exceptions": EXCEPTIONS,
    "administrative": {"hours": "Mo 09:00-10:00", "ending": {"contact": ["scheduling"]}},
    "amendments": [{"id": "a1", "agreed": "2026-03-09", "agreed_by": BOTH, "set": {"hours": "Mo 09:00-12:00"}}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "said", "hours"),
    [
        ("2026-01-12", "What follows is in force on 12 January 2026.", "10:00"),
        ("2026-03-08T23:59:59Z",
         "What follows is in force on 8 March 2026 at 23:59, unchanged since 12 January 2026.", "10:00"),
        ("2026-03-09", "What follows is in force on 9 March 2026.", "12:00"),
        ("2026-06-30 23:59",
         "What follows is in force on 30 June 2026 at 23:59, unchanged since 9 March 2026.", "12:00"),
    ],
)  # fmt: skip
def test_the_version_in_force_at_a_moment(as_of: str, said: str, hours: str) -> None:
    lines = page(made(**LIFE), as_of)
    assert f"  {said}" in lines
    assert f"Hours: Contact takes place Monday from 09:00 to {hours}." in part(lines, "The administrative contract")
    comes_later = "Amendment a1 comes later: it is in force from 9 March 2026 on."
    assert (comes_later in part(lines, "What changed until then")) == (hours == "10:00")


def test_before_it_starts() -> None:
    lines = page(made(**LIFE), "2026-01-11")
    assert lines[4:] == ["  On 11 January 2026 it was not in force yet: it starts on 12 January 2026."]


def test_after_it_has_ended() -> None:
    lines = page(made(**LIFE), "2026-07-01")
    assert lines[4:6] == [
        "  On 1 July 2026 it was over: it was in force until the end of 30 June 2026.",
        "  Ending: After the ending there may be contact for arranging sessions. [c.yaml:36:5]",
    ]
    assert part(lines, "What watches over it")[2:] == [
        "Contact after the ending is as agreed [contact-after-end, P-END]",
        "What it finds is a notice. It looks only at the time after the end of the contract. Nothing covers it.",
    ]
    assert part(lines, "Rules that are silent here")[0] == "The contract has ended:"
    assert "It is in force then." not in "".join(lines)
