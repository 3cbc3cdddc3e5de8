"""The words WhatsApp itself writes into an export, by language: day periods, placeholders, notices.

A day period that is not listed makes a file refused, never guessed. A placeholder or a notice that is not listed
is still a row: of a message, without a length.
"""

from __future__ import annotations

import re
from functools import lru_cache

from boundaries.readers.privacy import without_marks

# ---- beside the time ----------------------------------------------------------------------------------------

# Hours [from, to) of the day a word can stand for; the second range is of words that reach over midnight.
_MORNING, _AFTERNOON = range(12), range(12, 24)
_PERIODS: dict[str, tuple[range, ...]] = {
    "am a.m. ص ق.ظ 午前 上午 오전 पूर्वाह्न öö vorm. π.μ. fm ap. de. dop. sa": (_MORNING,),
    "pm p.m. م ب.ظ 午後 下午 오후 अपराह्न ös nachm. μ.μ. em ip. du. odp. ch": (_AFTERNOON,),
    "凌晨 فجرا": (range(7),),
    "早上 清晨 早晨": (range(4, 12),),
    "中午 ظهرا दोपहर": (range(10, 17),),
    "傍晚 शाम": (range(15, 21),),
    "晚上": (range(17, 24),),
    "午夜 半夜": (range(22, 24), range(6)),
    "सुबह": (range(3, 12),),
    "रात": (range(19, 24), range(5)),
    "صباحا": (_MORNING,),
    "بعدالظهر مساء": (_AFTERNOON,),
}
_FILLERS = frozenset(["", "klo", "kl", "à", "at", "um", "às", "alas", "alle", "lúc", "ore", "ч", "h", "hs", "uhr"])
_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")  # Arabic short vowels: written or not, the word is the same


def plain_word(text: str) -> str:
    """A word beside the time as it is looked up: lower case, without dots, commas, spaces, marks."""
    return _VOWEL_SIGNS.sub("", re.sub(r"[\s.,،'\"״]+", "", without_marks(text).lower()))


PERIODS = {plain_word(word): hours for words, hours in _PERIODS.items() for word in words.split()}


def is_filler(word: str) -> bool:
    """Whether a word between date and time says nothing (`klo`, `à`, `um`)."""
    return word in _FILLERS


@lru_cache(maxsize=4096)
def hour_of(hour: int, word: str) -> int | None:
    """The hour 0-23 that a clock's hour and its day period mean together; None where they contradict each other.

    `12 am` and `0 am` are 0, `12 pm` and `0 pm` are 12; an hour after 12 stands for itself if the word allows it.
    """
    candidates = {hour} if hour > 12 else {hour % 12, hour % 12 + 12}
    fitting = [h for h in candidates if any(h in hours for hours in PERIODS[word])]
    return fitting[0] if len(fitting) == 1 else None


# ---- instead of a text --------------------------------------------------------------------------------------

_DELETED = """
This message was deleted|You deleted this message|This message was deleted by admin
Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht
Ce message a été supprimé|Vous avez supprimé ce message
Se eliminó este mensaje|Este mensaje fue eliminado|Este mensaje se eliminó|Eliminaste este mensaje
Mensagem apagada|Essa mensagem foi apagada|Esta mensagem foi apagada|Você apagou esta mensagem|Você apagou essa mensagem
Questo messaggio è stato eliminato|Hai eliminato questo messaggio
Tämä viesti poistettiin|Tämä viesti on poistettu|Poistit tämän viestin
Det här meddelandet raderades|Du raderade det här meddelandet|Du raderade detta meddelande
このメッセージは削除されました|このメッセージを削除しました|あなたはこのメッセージを削除しました
此消息已被删除|此消息已删除|您已删除此消息|你已删除此消息|你删除了这条消息|此訊息已刪除|此訊息已被刪除|你已刪除此訊息|您已刪除此訊息|你已收回此訊息
تم حذف هذه الرسالة|لقد حذفت هذه الرسالة|حذفت هذه الرسالة
यह मैसेज डिलीट कर दिया गया|यह मैसेज हटा दिया गया|यह संदेश हटा दिया गया था|आपने यह मैसेज डिलीट किया|आपने यह संदेश हटाया
Bu mesaj silindi|Bu mesajı sildiniz
Dit bericht is verwijderd|U hebt dit bericht verwijderd|Данное сообщение удалено|Вы удалили данное сообщение
이 메시지는 삭제되었습니다|삭제된 메시지입니다
"""
_WAITING = """
Waiting for this message|Warte auf diese Nachricht|Warten auf diese Nachricht|En attente de ce message
Esperando este mensaje|Esperando el mensaje|Esperando mensaje|Aguardando mensagem|Aguardando esta mensagem
In attesa del messaggio|In attesa di questo messaggio|Odotetaan tätä viestiä|Odotetaan viestiä
Väntar på det här meddelandet|Väntar på detta meddelande|このメッセージを待っています|このメッセージを待機中
正在等待此消息|正在等待这条消息|正在等待此訊息|正在等待這則訊息|في انتظار هذه الرسالة|इस मैसेज का इंतज़ार|इस संदेश की प्रतीक्षा
Bu mesaj bekleniyor|Wachten op dit bericht|Ожидание данного сообщения|Ожидание этого сообщения|이 메시지를 기다리는 중
"""  # how a message begins that has not been decrypted here
_EDITED = """
This message was edited|Diese Nachricht wurde bearbeitet|Ce message a été modifié|Se editó este mensaje|Mensagem editada
Questo messaggio è stato modificato|Tätä viestiä on muokattu|Tätä viestiä muokattiin|Det här meddelandet redigerades
このメッセージは編集されました|此消息已被编辑|此消息已编辑|此訊息已編輯|已編輯此訊息|تم تعديل هذه الرسالة
यह मैसेज एडिट किया गया|यह मैसेज एडिट किया गया था|Bu mesaj düzenlendi|Dit bericht is bewerkt|Сообщение изменено
"""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.casefold() for line in text.strip().splitlines() for phrase in line.split("|"))


DELETED = _phrases(_DELETED) | {"null"}  # what stands for messages to be seen once
EDITED = _phrases(_EDITED)
WAITING = tuple(_phrases(_WAITING))
_LONGEST_WAITING = 120
_WAITS = frozenset(phrase[0] for line in _WAITING.strip().splitlines() for phrase in line.split("|")) | {"\u200e"}
_LONGEST = max(map(len, DELETED)) + 8  # with outer spaces and marks

# Parts of media placeholders (`image omitted`). They are tried before the notices, whose words are looser.
_MEDIA = re.compile(
    "omitted|weggelassen|ausgelassen|omis|absent|omitid|ocultad|oculto|omess|jätetty pois|jätettiin pois|utelämna|"
    "含まれていません|省略|忽略|略去|استبعاد|छोड़|dahil edilmedi|weggelaten|пропущен|생략"
)
# Parts of the notices that iOS writes under a person's or the chat's name, always after U+200E.
_NOTICE = re.compile(
    # encryption
    "end-to-end|ende-zu-ende|bout en bout|extremo a extremo|ponta a ponta|crittografat|salattu|krypterad|暗号化|加密|"
    "مشفر|تشفير|एन्क्रिप्ट|uçtan uca|"
    # created, added, removed, left, joined, changed
    "created|added|removed| left|joined|changed|erstellt|hinzugefügt|entfernt|verlassen|beigetreten|geändert|"
    "créé|ajouté|retiré|quitté|rejoint|changé|modifié|"
    "creó|creaste|añadi|agreg|eliminó a|salió|se unió|cambió|criou|adicionou|removeu|saiu|entrou|mudou|alterou|"
    "creato|aggiunt|rimoss|abbandonat|uscit|cambiato|modificato|loi ryhm|lisäsi|poisti |poistui|liittyi|vaihtoi|"
    "muutti|skapade|lade till|tog bort|lämnade|gick med|ändrade|bytte|作成しま|追加しま|退出しま|参加しま|"
    "変更しま|変更されま|创建|建立|添加|新增|加入|移除|退出|离开|離開|更改|变更|變更|أنشأ|أضاف|أزال|غادر|انضم|غيّر|تغيير|बनाया|जोड़ा|हटाया|शामिल|बदल|"
    "oluşturdu|ekledi|çıkardı|ayrıldı|katıldı|değiş|"
    # calls without a length
    "missed|no answer|voice call|video call|verpasst|anruf|appel|llamada|chamada|ligação|chiamata|puhelu|samtal|"
    "不在着信|通話|通话|未接|مكالمة|कॉल|arama|"
    # blocked, pinned, timers, business accounts
    "blocked|pinned|disappearing|business account|blockiert|angepinnt|bloqué|bloque|bloccat|esti|blockera|"
    "ブロック|屏蔽|封鎖|حظر|ब्लॉक|engelle"
)
_FIRST_NOTICE = re.compile(  # before U+200E was put there, and for it alone: it opens nearly every chat
    "Messages (and calls|to this chat|you send)[^.]{0,60} are (now )?(secured with )?end-to-end|"
    "Nachrichten (und Anrufe|in diesem Chat)[^.]{0,60} Ende-zu-Ende"
)
_ATTACHED = re.compile(r"\S.{0,200}\.[A-Za-z0-9]{2,5} \([^()]{4,40}\)")  # `IMG-1.jpg (file attached)`
_BRACKETED = re.compile(r"<[^<>]{3,80}>")  # `<Media omitted>`

# ---- calls that took place ----------------------------------------------------------------------------------

_CALL = re.compile(
    "(?:voice|video) call|(?:sprach|video)anruf|appel (?:vocal|vidéo)|(?:video)?llamada|chamada de|ligação de|"
    "(?:video)?chiamata|(?:ääni|video)puhelu|(?:röst|video)samtal|音声通話|ビデオ通話|语音通话|視訊通話|视频通话|語音通話|"
    "مكالمة|(?:वॉइस|वीडियो) कॉल|(?:sesli|görüntülü) arama"
)
_AMOUNT = re.compile(r"(\d+)\s*([^\d\s.,_]+)")
_UNITS = (
    (re.compile(r"h|std|tunt|tim|ora|ore|sa|小时|小時|時間|ساع|घं"), 60.0),
    (re.compile(r"s|sek|seg|sn|秒|ثا|ثوا|से"), 1 / 60),
    (re.compile(r"m|dk|dak|分|دق|मि"), 1.0),
)


def minutes_of_call(text: str) -> float | None:
    """How long a call lasted that a placeholder tells of; None for any other text, and for calls nobody took."""
    if _CALL.match(text) is None:
        return None
    total, found = 0.0, False
    for amount, unit in _AMOUNT.findall(text):
        size = next((size for pattern, size in _UNITS if pattern.match(unit)), None)
        if size is None:
            return None
        total, found = total + int(amount) * size, True
    return round(total, 3) if found else None


# ---- what a text is -----------------------------------------------------------------------------------------


def plain_text(text: str) -> str:
    """A placeholder as it is looked up: without marks, outer spaces and a last full stop, lower case."""
    return without_marks(text).strip().rstrip(".。").casefold()


def is_placeholder(text: str) -> bool:
    """Whether a whole text stands for something left out, deleted or not yet decrypted."""
    if len(text) <= _LONGEST and plain_text(text) in DELETED:
        return True
    if text[:1] in _WAITS and len(text) <= _LONGEST_WAITING and plain_text(text).startswith(WAITING):
        return True
    if not text.endswith((">", ")")) or len(text) > 260:
        return False
    plain = without_marks(text)
    return bool(_BRACKETED.fullmatch(plain) or _ATTACHED.fullmatch(plain))


def is_media(plain: str) -> bool:
    """Whether a text that WhatsApp wrote stands for a picture, a recording, a file."""
    return plain.startswith(("<", "location: http", "poll:")) or _MEDIA.search(plain) is not None


def is_notice(plain: str) -> bool:
    """Whether a text that WhatsApp wrote tells of the chat itself: nobody said anything."""
    return _NOTICE.search(plain) is not None


def is_first_notice(text: str) -> bool:
    """Whether a text is the notice of encryption, also where no mark precedes it."""
    return text[:1] in "MN" and _FIRST_NOTICE.match(text) is not None


def without_edit_mark(text: str) -> str:
    """The text without the marker of an edit at its end."""
    head, opening, tail = text.rpartition("<")
    edited = opening and plain_text(tail[:-1]) in EDITED
    return without_marks(head).rstrip() if edited else text
