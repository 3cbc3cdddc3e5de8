"""While messages disappear, a chat shows no silence: its coverage has a hole, in whatever language it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.instants import to_datetime
from boundaries.readers.whatsapp_vanishing import shown, vanishing
from boundaries.readers.whatsapp_words import plain_text
from chats import read_text

# What WhatsApp writes when somebody switches it on, and off.
NOTICES = {
    "en": ("A turned on disappearing messages. New messages will disappear from this chat 7 days after they're sent.",
           "A turned off disappearing messages."),
    "en, you": ("You turned on disappearing messages. Tap to change.", "You turned off disappearing messages."),
    "de": ("A hat selbstlöschende Nachrichten aktiviert. Neue Nachrichten verschwinden nach 24 Stunden.",
           "A hat selbstlöschende Nachrichten deaktiviert."),
    "fr": ("A a activé les messages éphémères.", "A a désactivé les messages éphémères."),
    "es": ("A activó los mensajes temporales. Los mensajes nuevos desaparecerán de este chat.",
           "A desactivó los mensajes temporales."),
    "pt": ("A ativou as mensagens temporárias.", "A desativou as mensagens temporárias."),
    "it": ("A ha attivato i messaggi effimeri.", "A ha disattivato i messaggi effimeri."),
    "fi": ("A otti katoavat viestit käyttöön.", "A poisti katoavat viestit käytöstä."),
    "sv": ("A aktiverade försvinnande meddelanden.", "A inaktiverade försvinnande meddelanden."),
    "ja": ("Aが消えるメッセージをオンにしました。", "Aが消えるメッセージをオフにしました。"),
    "zh": ("A开启了限时消息。", "A关闭了限时消息。"),
    "ar": ("قام A بتشغيل الرسائل ذاتية الاختفاء.", "قام A بإيقاف تشغيل الرسائل ذاتية الاختفاء."),
    "hi": ("A ने डिसअपियरिंग मैसेज चालू किए.", "A ने डिसअपियरिंग मैसेज बंद किए."),
    "tr": ("A süreli mesajları açtı.", "A süreli mesajları kapattı."),
    "nl": ("A heeft verdwijnende berichten ingeschakeld.", "A heeft verdwijnende berichten uitgeschakeld."),
}  # fmt: skip
WAITING = (
    "Waiting for this message. This may take a while.", "Warte auf diese Nachricht. Dies kann einen Moment dauern.",
    "En attente de ce message. Cela peut prendre un moment.", "Esperando el mensaje. Esto puede tomar tiempo.",
    "In attesa del messaggio. Potrebbe volerci un po' di tempo.", "正在等待此消息。这可能需要一段时间。",
)  # fmt: skip


def chat(*lines: str, ios: bool) -> str:
    """Rows of one a day from the 13th, as Android or iOS writes them; those that begin with a name have one."""
    stamp = "[{:02}/01/2024, 10:00:00] " if ios else "{:02}/01/2024, 10:00 - "
    return "".join(f"{stamp.format(day)}{line}\n" for day, line in enumerate(lines, 13))


def notice(text: str, ios: bool) -> str:
    """What WhatsApp says: on iOS under somebody's name, behind its mark."""
    return f"A: \u200e{text}" if ios else text


def covered(text: str) -> list[tuple[int, int]]:
    return [(to_datetime(c.start_us).day, to_datetime(c.end_us).day) for c in read_text(text).coverage or ()]


@pytest.mark.parametrize("ios", [True, False])
@pytest.mark.parametrize("language", NOTICES)
def test_the_time_in_which_messages_disappear_is_not_covered(language: str, ios: bool) -> None:
    on, off = (notice(text, ios) for text in NOTICES[language])
    extract = read_text(chat("A: a", on, "B: b", off, "A: c", ios=ios))
    assert (extract.table.num_rows, extract.system, extract.rejects) == (3, 2, ())
    assert covered(chat("A: a", on, "B: b", off, "A: c", ios=ios)) == [(13, 14), (16, 17)]
    assert covered(chat("A: a", on, "B: b", "A: c", ios=ios)) == [(13, 14)]


@pytest.mark.parametrize("ios", [True, False])
def test_where_it_is_only_switched_off_it_was_on_before(ios: bool) -> None:
    off = notice(NOTICES["en"][1], ios)
    assert covered(chat("A: a", "B: b", off, "A: c", ios=ios)) == [(15, 16)]


@pytest.mark.parametrize("ios", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "You updated the message timer. New messages will disappear from this chat 90 days after they're sent.",
        "A uses a default timer for disappearing messages in new chats.",
    ],
)
def test_another_time_for_them_is_one_all_the_same(text: str, ios: bool) -> None:
    assert covered(chat("A: a", notice(text, ios), "B: b", ios=ios)) == [(13, 14)]


@pytest.mark.parametrize(
    "line",
    [
        "A: I turned on disappearing messages",
        "B: Du hast selbstlöschende Nachrichten aktiviert",
        "A: message timer off",
    ],
)
def test_what_people_say_of_it_is_a_message(line: str) -> None:
    text = chat("A: a", line, "B: b", ios=False)
    assert covered(text) == [(13, 15)]
    assert read_text(text).table.num_rows == 3


def test_what_a_group_is_called_says_nothing() -> None:
    assert vanishing(plain_text("A changed the subject to “disappearing messages”")) is None


@pytest.mark.parametrize("text", WAITING)
@pytest.mark.parametrize("mark", ["", "\u200e"])
def test_a_message_that_has_not_been_decrypted_has_no_length(text: str, mark: str) -> None:
    table = read_text(chat("A: a", f"B: {mark}{text}", ios=True)).table
    assert table.select(["by", "kind", "length"]).to_pylist() == [
        {"by": "practitioner", "kind": "message", "length": 1},
        {"by": "client", "kind": "message", "length": None},
    ]


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=6))
def test_an_instant_is_shown_where_the_notice_before_it_says_that_nothing_disappears(
    notices: list[tuple[int, bool]],
) -> None:
    spans = shown(0, 30, notices)
    told = sorted(notices)
    for at in (0.5 + n for n in range(30)):
        before = [on for when, on in told if when < at]
        on = before[-1] if before else bool(told) and not told[0][1]
        assert any(begin < at < end for begin, end in spans) is not on
    assert all(begin <= end for begin, end in spans)


def test_a_text_longer_than_any_notice_is_none() -> None:
    assert vanishing("disappearing messages " + "„" * 60_000) is None
    assert vanishing("disappearing messages " + "„" * 900) is True
