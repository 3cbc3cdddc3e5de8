"""The mail of tests/corpus/mail and what must be read from it; mailboxes made up at random."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from boundaries.readers import mail
from boundaries.readers.base import Options
from boundaries.readers.directory import load_people, read_people
from boundaries.readers.pseudonyms import Key
from boundaries.table.log import Extract
from in_memory import Bytes

FOLDER = Path(__file__).parent / "corpus" / "mail"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
FILES = tuple(EXPECTED["files"])
CANARIES = tuple(EXPECTED["canaries"])
KEY = Key(secret=b"k" * 32)
ENVELOPE = "From x@y.example Tue Mar  3 10:00:00 2026\n"
PEOPLE = """people:
- {role: practitioner, account: work, names: [Dr M], addresses: [m@p.example]}
- {role: practitioner, account: personal, addresses: [m@home.example]}
- {role: client, relationship: c-1, id: c-1a, names: [Anna Ng], addresses: [a@x.example, a@y.example]}
- {role: client, relationship: c-2, addresses: [b@x.example]}
- {role: client, relationship: c-3, names: [Cleo Ng]}
- {role: other, relationship: c-1, id: g-1, addresses: [g@x.example]}
"""


def corpus_options() -> Options:
    """What the fixtures are read with."""
    return Options(directory=load_people(FOLDER / "people.yaml"), key=KEY)


def options(**changes: Any) -> Options:
    """Options with the people of `PEOPLE`."""
    return Options(**{"directory": read_people(PEOPLE, "people.yaml"), "key": KEY} | changes)


def read_mail(text: str | bytes, **changes: Any) -> Extract:
    """Messages from text or bytes."""
    return mail.read(Bytes(text.encode() if isinstance(text, str) else text), options(**changes))


def message(body: str = "hello", **fields: str) -> str:
    """One message from the client, its fields changed (`in_reply_to` is `In-Reply-To`; empty leaves one out)."""
    known = {
        "from": "a@x.example", "to": "m@p.example", "date": "Tue, 3 Mar 2026 10:00:00 +0000",
        "message-id": "<1@x.example>",
    }  # fmt: skip
    known |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name.title()}: {value}\n" for name, value in known.items() if value]
    return "".join([ENVELOPE, *lines, "\n", body, "\n\n"])


def rows_of(extract: Extract) -> list[list[Any]]:
    """An extract's rows as `expected.json` has them."""
    assert extract.lines is not None
    return [
        [
            line, f"{row['at']:%Y-%m-%dT%H:%M:%SZ}", row["by"], row["relationship"], row.get("certainty") or "exact",
            row.get("account"), row.get("people") or 2,
        ]
        for line, row in zip(extract.lines.tolist(), extract.table.to_pylist(), strict=True)
    ]  # fmt: skip


# ---- made up ------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["Subject", "Received", "From", "To", "Date", "X-Trap", "x-gm-thrid", "Content-Length", "Status"]
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=30)
BODY_LINE = st.one_of(
    st.sampled_from([
        "", "From here on", ">From x@y.example Tue Mar  3 10:00:00 2026", "From: a@b.example",
        "From Anna\nsaid", "From ", "From",
        "Date: Mon, 1 Jan 2001 00:00:00 +0000", "From x@y.example Tue Mar  3 10:00:00 2026\nand so it goes on\n",
        "From Anna\nTo: somebody\nsaid", "Message-ID: <1@x.example>", "\tindented", " ", "From - Tue",
    ]),
    TEXT.filter(lambda text: not text.startswith("From ")),
)  # fmt: skip


@st.composite
def made_messages(draw: st.DrawFn) -> tuple[str, str]:
    """An envelope line and fields (some folded), without the line ends behind them; and a body."""
    envelope = draw(
        st.sampled_from([
            ENVELOPE, "From - Tue Mar 03 10:00:00 2026\n", "From 1790@xxx Tue Mar 03 10:00:00 +0000 2026\n",
            "From nobody Tue Mar  3 10:00 MET 2026\n", "From \u00e9 Tue, 3 Mar 2026 10:00:00 +0000\n",
            "From MAILER-DAEMON\n",
        ])
    )  # fmt: skip
    fields = [("Date", "d"), ("From", "f"), *draw(st.lists(st.tuples(NAMES, TEXT), max_size=6)), ("To", "t")]
    folded = [f"{name}: {value}" + draw(st.sampled_from(["", "\n\tmore", "\n From x"])) for name, value in fields]
    body = "\n".join(draw(st.lists(BODY_LINE, max_size=12)))
    return envelope + "\n".join(folded), body


@st.composite
def made_mailboxes(draw: st.DrawFn) -> tuple[list[str], str]:
    """The blocks of fields of some messages, and the mailbox that holds them, its lines ending with LF."""
    made = draw(st.lists(made_messages(), min_size=1, max_size=6))
    return [head.partition("\n")[2] for head, _ in made], "".join(f"{head}\n\n{body}\n\n" for head, body in made)
