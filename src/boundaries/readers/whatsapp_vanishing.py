"""Disappearing messages: what WhatsApp says of them in a chat, and the time in which an export shows all there was.

While messages disappear, what is not in an export may have been there all the same. So silence is shown only up to
the notice that they were switched on, and again from the one that they were switched off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# What it is called, by language: also where somebody sets another time, or a default for new chats.
_CALLED = re.compile(
    "disappearing messages|disappear from this chat|message timer|selbstlöschende|verschwinden|éphémères|"
    "mensajes temporales|mensajes (nuevos )?desaparecerán|mensagens temporárias|mensagens que desaparecem|"
    "messaggi effimeri|messaggi temporanei|katoavat viestit|katoavia viestejä|katoavien viestien|"
    "försvinnande meddelanden|tillfälliga meddelanden|meddelanden som försvinner|tidsbegränsade meddelanden|"
    "消えるメッセージ|限时消息|限時訊息|阅后即焚|自動銷毀訊息|ذاتية الاختفاء|الرسائل المؤقتة|المختفية|"
    "डिसअपियरिंग|गायब होने वाले|süreli mesaj|kaybolan mesaj|verdwijnende berichten|исчезающие сообщения|"
    "исчезающих сообщений|사라지는 메시지"
)
# That it is switched off. Anything else that WhatsApp says of it is taken to mean that messages do disappear.
_OFF = re.compile(
    r"turned off|\boff\b|deaktiviert|ausgeschaltet|désactivé|desactiv|desativ|disattivat|pois (käytöstä|päältä)|"
    "käytöstä|inaktivera|stängde av|avaktivera|オフ|無効|关闭|關閉|停用|إيقاف|أوقف|تعطيل|عطّل|عطل|बंद|kapat|"
    "devre dışı|uitgeschakeld|uitgezet|отключил|выключил|отключен|выключен|껐|해제|사용 중지"
)
_QUOTED = re.compile('["“„«「『].*["”“»」』]')  # what somebody called the chat

_LONGEST = 1000  # characters of a notice: a longer text is somebody's own

Span = tuple[int, int]


def vanishing(notice: str) -> bool | None:
    """Whether messages disappear from a notice on; None where it is not about that.

    `notice` is WhatsApp's own text in lower case, without marks.
    """
    if len(notice) > _LONGEST or _CALLED.search(notice) is None:
        return None
    own = _QUOTED.sub("", notice)
    return None if _CALLED.search(own) is None else _OFF.search(own) is None


def shown(first: int, last: int, notices: Iterable[tuple[int, bool]]) -> tuple[Span, ...]:
    """The spans of [first, last] in which nothing disappears, by the notices: when, and whether it does from then on.

    Before a first notice that switches it off it was on.
    """
    spans: list[Span] = []
    since: int | None = first
    for number, (at, on) in enumerate(sorted(notices)):
        if on:
            spans += [] if since is None else [(since, at)]
            since = None
        elif since is None or not number:
            since = at
    return tuple(spans if since is None else [*spans, (since, last)])
