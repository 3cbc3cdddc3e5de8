"""What is kept of a message's header fields, and whether a person sent it.

Fields are looked for by name; all others (`Subject` before any) are passed over as bytes. What is kept is compared, or
keyed, and forgotten with the message.
"""

from __future__ import annotations

import re

from boundaries.readers.mail_addresses import as_text, decoded

NOT_SENT = "not sent"
AUTOMATIC = "sent by a program"
LIST_MAIL = "sent to a list or in bulk"
REPORT = "a report of a mail server, or a receipt"
JUNK = "marked as junk"
CHAT = "a chat that lies among the mail"

_WANTED = {name: name.decode("ascii") for name in (
    b"date received from sender to cc bcc message-id in-reply-to references return-path content-type content-class "
    b"auto-submitted x-autoreply x-autorespond x-autoresponse x-failed-recipients precedence list-id list-unsubscribe "
    b"list-post x-mozilla-status x-mozilla-draft-info x-gmail-labels".split()
)}  # fmt: skip
_JOINED = ("to", "cc", "bcc")  # two such fields name people of both; of others the first counts
_LONGEST_NAME = max(map(len, _WANTED)) + 8

_MESSAGE_ID = re.compile(r"<([^<>]{1,998})>")
_QUEUED = 0x0800  # of X-Mozilla-Status: waits to be sent
_AUTOMATIC = ("auto-submitted", "x-autoreply", "x-autorespond", "x-autoresponse")
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_DRAFTS = frozenset(
    "draft|drafts|entwürfe|brouillons|borradores|rascunhos|bozze|concepten|utkast|kladder|luonnokset|wersje robocze|"
    "koncepty|черновики|чернетки|下書き|草稿|임시보관함|taslaklar|المسودات".split("|")
)  # Gmail's labels are in the language of the account
_SPAM = frozenset(
    "spam|skräppost|søppelpost|roskaposti|спам|迷惑メール|垃圾邮件|垃圾郵件|스팸함|رسائل غير مرغوب فيها".split("|")
)


class Fields:
    """The wanted fields of one message, by name in lower case, each as it stands. Shows none of them."""

    __slots__ = ("_found",)

    def __init__(self, block: bytes) -> None:
        found: dict[str, list[bytes]] = {}
        here: list[bytes] | None = None
        for line in block.split(b"\n"):
            if line[:1] in (b" ", b"\t"):
                if here is not None:
                    here.append(line)
                continue
            here = None
            name = _WANTED.get(line[:_LONGEST_NAME].partition(b":")[0].rstrip().lower())
            if name is not None and (name not in found or name in _JOINED):
                here = found.setdefault(name, [])
                here += [b","] * bool(here) + [line.partition(b":")[2]]
        self._found = found

    def __repr__(self) -> str:
        return f"<{len(self._found)} fields>"

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def value(self, name: str) -> bytes:
        """A field's value on one line, with one space where there was more; empty where there is none."""
        return b" ".join(b" ".join(self._found.get(name, ())).replace(b"\x00", b"").split())

    def word(self, name: str) -> str:
        """The first word of a value, in lower case: what stands before a comment or a parameter."""
        return re.split(r"[\s;(,]", as_text(self.value(name)), maxsplit=1)[0].lower()

    def message_id(self) -> str | None:
        """The message's own id; None where it has none."""
        return _first_id(self.value("message-id"))

    def answered(self) -> str | None:
        """The id of the message that this one answers; None where it says none."""
        first = _first_id(self.value("in-reply-to"))
        if first is not None:
            return first
        ids = _MESSAGE_ID.findall(as_text(self.value("references")))
        return ids[-1].strip() if ids else None


def _first_id(value: bytes) -> str | None:
    text = as_text(value)
    found = _MESSAGE_ID.search(text)
    if found:
        return found[1].strip() or None
    plain = text.strip(" <>")
    return plain if plain and "@" in plain and " " not in plain and len(plain) <= 998 else None


# ---- what is no contact of people ---------------------------------------------------------------------------


def why_left_out(fields: Fields) -> str | None:
    """The reason why a message is no contact of two people; None where it is one, as far as its fields say.

    RFC 3834 (automatic answers), 2919 and 2369 (lists), 3464 and 8098 (reports), and what was written before them.
    """
    labels = _labels(fields)
    if "x-mozilla-draft-info" in fields or _status(fields) & _QUEUED or labels & _DRAFTS:
        return NOT_SENT
    if labels & _SPAM:
        return JUNK
    if labels & {"chat", "chats"}:
        return CHAT
    if fields.word("content-type") in ("multipart/report", "message/delivery-status"):
        return REPORT
    if "x-failed-recipients" in fields:
        return REPORT
    if any(fields.word(name) not in ("", "no") for name in _AUTOMATIC):
        return AUTOMATIC
    if fields.value("return-path").replace(b" ", b"") == b"<>":  # so that nothing answers it
        return AUTOMATIC
    precedence = fields.word("precedence")
    if precedence in _BULK:
        return AUTOMATIC if precedence.startswith("auto") else LIST_MAIL
    return LIST_MAIL if any(name in fields for name in ("list-id", "list-unsubscribe", "list-post")) else None


def is_invitation(fields: Fields) -> bool:
    """Whether a message is an appointment sent as such; one in which a text says so is a message like others."""
    return fields.word("content-type") == "text/calendar" or "calendarmessage" in fields.word("content-class")


def _status(fields: Fields) -> int:
    """The flags of Mozilla's programs: four hex digits."""
    word = fields.word("x-mozilla-status")
    return int(word, 16) if re.fullmatch("[0-9a-f]{1,8}", word) else 0


def _labels(fields: Fields) -> frozenset[str]:
    """Gmail's labels, to be compared with its own and forgotten: people make more of their own."""
    if "x-gmail-labels" not in fields:
        return frozenset()
    text = decoded(as_text(fields.value("x-gmail-labels")))
    return frozenset(label.strip(' "').lower() for label in text.split(","))
