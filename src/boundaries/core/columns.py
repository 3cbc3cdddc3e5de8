"""The columns of an interaction log: the one list that readers, models, schemas and errors share.

There is no column for content anywhere, and there never is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "instant", "enum", "number", "integer"]

KINDS = (
    "message", "call", "session", "cancellation", "reschedule", "no_show", "invoice", "payment", "waiver",
    "gift", "barter", "connection", "role_change", "disclosure", "share", "consent", "supervision", "record",
    "review", "goal", "task", "signpost", "support_used", "leave", "exception",
)  # fmt: skip
OWN_KIND = re.compile(r"x-[a-z0-9]+(-[a-z0-9]+)*")
PARTIES = ("practitioner", "client", "both", "other", "system", "unknown")
PURPOSES = ("scheduling", "support", "crisis", "other")
ACCOUNTS = ("work", "personal")
BASES = ("consent", "legal_duty", "risk", "supervision")
REASONS = (
    "crisis", "illness", "legal_duty", "on_call", "technical", "modality", "access", "culture", "other",
)  # fmt: skip
CERTAINTIES = ("exact", "zone_assumed", "date_only", "ambiguous")
UNSURE = ("date_only", "ambiguous")  # civil tests on rows of these certainties are unknown


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a log: its name, type, whether a row needs it, the words of an enum, and what it means."""

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    words: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "unique within its relationship", required=True),
    Column("relationship", "text", "pseudonym of the pair; absent on rows of a practitioner"),
    Column("at", "instant", "when it happened; a session's actual start", required=True),
    Column("kind", "enum", "what happened", required=True, words=KINDS),
    Column("by", "enum", "who did it", required=True, words=PARTIES),
    Column("channel", "text", "sms, email, phone, video, in_person ... in lower case"),
    Column("minutes", "number", "how long it lasted"),
    Column("length", "integer", "characters of a message"),
    Column("planned_start", "instant", "the appointment's planned start"),
    Column("planned_end", "instant", "the appointment's planned end"),
    Column("ref", "text", "id, in the same relationship, of what it answers, cancels, moves, bills or records"),
    Column("purpose", "enum", "what it was for", words=PURPOSES),
    Column("account", "enum", "from which account", words=ACCOUNTS),
    Column("amount", "number", "money or gift value in the contract's currency"),
    Column("place", "text", "where"),
    Column("people", "integer", "people in the thread or room; 2 if absent"),
    Column("actor", "text", "pseudonym of who exactly, where several share a role"),
    Column("party", "text", "of a share: the recipient's role"),
    Column("basis", "enum", "of a share: on what basis", words=BASES),
    Column("reason", "enum", "of an exception, waiver, leave or share", words=REASONS),
    Column("practitioner", "text", "pseudonym; without a relationship, a row of all of the practitioner's"),
    Column("certainty", "enum", "how well `at` is known; exact if absent", words=CERTAINTIES),
)
BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}
NAMES: tuple[str, ...] = tuple(BY_NAME)

CONTENT_LIKE = frozenset(
    "text body content subject message messages note notes title summary description comment comments caption "
    "memo transcript snippet preview msg html plain attachment attachments file filename name".split()
)  # refused with the advice to drop it or to use a reader that does


def looks_like_content(column: str) -> bool:
    """Whether an unknown column's name suggests what was said or who said it."""
    return any(part in CONTENT_LIKE for part in re.split(r"[^a-z]+", column.lower()))


def is_kind(word: str) -> bool:
    """Whether a word is one of the kinds, or an `x-` kind of somebody's own."""
    return word in KINDS or OWN_KIND.fullmatch(word) is not None


def is_identifier(word: str) -> bool:
    """Whether a column's name may be echoed in an error: short and shaped like an identifier."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,39}", word) is not None
