"""N10: no rule puts a threshold on an outcome or alliance instrument: there is no column, field or unit for a score."""

from __future__ import annotations

from boundaries.core.columns import COLUMNS, KINDS
from boundaries.policy.fields import FIELDS
from boundaries.policy.packs import load_pack, shipped_packs


def test_the_numbers_a_rule_can_ask_about_are_of_time_size_money_and_people() -> None:
    numbers = {field.name for field in FIELDS.values() if field.sort == "number"}
    assert numbers == {"minutes", "length", "amount", "people", "overrun_minutes", "notice_hours", "reply_minutes"}
    assert {c.name for c in COLUMNS if c.type in ("number", "integer")} == {"minutes", "length", "amount", "people"}


def test_no_kind_is_a_questionnaire_s_and_no_shipped_rule_looks_at_a_kind_of_one_s_own_for_a_number() -> None:
    assert not {kind for kind in KINDS if "score" in kind or "outcome" in kind or "scale" in kind}
    for pack in shipped_packs():
        for rule in load_pack(pack).rules:
            assert not {
                word for word in rule.name.split("-") if word in ("score", "outcome", "alliance", "phq", "core10")
            }
