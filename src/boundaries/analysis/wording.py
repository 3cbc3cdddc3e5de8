"""Words that accuse, diagnose or command (B147): a finding states a fact and asks; it judges nobody.

The lists are of whole words, in the languages there are lists for; other languages are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from boundaries.core.errors import Diagnostic
from boundaries.core.language import ENGLISH
from boundaries.policy.wording import TEXTS
from boundaries.source.node import Node
from boundaries.source.reading import Problems

_COUNTS = ("one", "other")
# Stems end in `*`. What a word does decides the way out.
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "accuses": "inappropriate* guilt guilty blam* shame* shaming manipulat* boundaryless boundary-less abus* "
        "violat* breach* unprofessional* unethical* improper* misconduct offend* careless* irresponsib* negligen* "
        "reckless* selfish* seduc* toxic betray* exploit* overstep* transgress*",
        "diagnoses": "borderline codependen* co-dependen* narciss* needy obsess* histrionic hysteri* paranoi* "
        "neurotic* psychotic* addict* pathologic* dysfunctional* immatur* unhealthy",
        "commands": "must should ought mustn't shouldn't forbidden prohibited",
    },
    "de": {
        "accuses": "unangemessen* unpassend* unangebracht* ungehörig* ungebührlich* unkorrekt* schuld schuldig* "
        "schuldhaft* mitschuld* schuldgefühl* beschuldig* vorwurf* vorwürf* vorgeworfen tadel* scham schäm* beschäm* "
        "schande manipul* grenzenlos* distanzlos* missbr* täter* übergriff* grenzverletz* grenzüberschr* verletz* "
        "übertret* vertragsbr* vertrauensbr* regelbr* verstoß* verstöß* verstoss* unprofessionell* unethisch* "
        "fehlverhalten beleidig* nachlässig* vernachlässig* leichtfertig* leichtsinnig* unachtsam* sorglos* "
        "verantwortungslos* unverantwortlich* fahrlässig* rücksichtslos* egoistisch* selbstsüchtig* eigennützig* "
        "verführ* toxisch* verrat* verrät* ausnutz* ausgenutzt* ausnütz* ausgenützt* ausbeut*",
        "diagnoses": "borderline* koabhängig* ko-abhängig* co-abhängig* narziss* bedürftig* zwanghaft* obsessiv* "
        "histrionisch* hysteri* paranoi* neurotisch* psychotisch* süchtig* krankhaft* pathologisch* dysfunktional* "
        "gestört* unreif* ungesund*",
        "commands": "muss musst müssen müsst müsste* sollst sollte* verboten* untersagt* unzulässig*",
    },
}  # fmt: skip
_WAY_OUT = {
    "accuses": "say what happened and what was agreed",
    "diagnoses": "say what happened; the rule sees times and counts",
    "commands": "suggest it: `Perhaps ...`, `Would it help to ...`",
}


def _pattern(words: str) -> re.Pattern[str]:
    stems = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split())
    return re.compile(rf"(?<![\w-])(?:{stems})(?![\w'’])", re.IGNORECASE)


_PATTERNS = {
    language: {effect: _pattern(words) for effect, words in by_effect.items()} for language, by_effect in WORDS.items()
}


def unkind(text: str, language: str) -> Iterator[tuple[int, str, str]]:
    """Where a text judges: the offset of each such word, the word, and what it does."""
    found = [
        (hit.start(), hit[0], effect)
        for effect, pattern in _PATTERNS.get(language.partition("-")[0].lower(), {}).items()
        for hit in pattern.finditer(text.replace("’", "'"))
    ]
    yield from sorted(found)


def wording(document: Node, text: str, spoken: str = ENGLISH) -> Iterator[Diagnostic]:
    """The warnings about the texts of a rule, of what a pack says differently of one, or of a translation.

    `text` is the file's; `spoken` is the language of what is not said by language.
    """
    found = Problems(text=text)
    for key in TEXTS:
        given = document.get(key)
        for language, node in _texts(given, spoken) if given is not None else ():
            for offset, word, effect in unkind(str(node.value), language):
                found.add_inside("B147", f"`{word}` {effect}, in `{key}`", node, offset, _WAY_OUT[effect])
    yield from (replace(problem, level="warning") for problem in found.found)


def _texts(node: Node, language: str) -> Iterator[tuple[str, Node]]:
    """The single texts of a wording, each with its language."""
    if isinstance(node.value, str):
        yield language, node
    for key, part in node.value.items() if isinstance(node.value, dict) else ():
        yield from _texts(part, language if key in _COUNTS else key)
