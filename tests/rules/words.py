"""Words that no text of a shipped rule has: they judge, label, command, or speak of a motive or a diagnosis.

The list of `boundaries lint` (`analysis/wording.py`) is for everybody's rules; this one is stricter, for ours.
"""

from __future__ import annotations

import re

from boundaries.analysis.wording import unkind

_WORDS = {
    "en": r"""inappropriate\w* guilt\w* manipulat\w* boundary-less boundaryless abus\w* borderline codependen\w* must
        should shouldn't mustn't ought fail\w* fault blame\w* shame\w* violat\w* wrong\w* bad badly unprofessional
        unethical unhealthy dependent dependency needy seducti\w* improper\w* mistake\w* guilty careless obsess\w* toxic
        narciss\w* breach\w* offend\w* misconduct forbidden illegal always why excessive\w* neglect\w*
        irresponsib\w* rescu\w* crossing crossed symptom\w* disorder\w* pathol\w* trauma\w* attach\w* motive\w*
        intention\w* deliberate\w* secret\w* suspicious\w* victim\w* perpetrat\w* diagnos\w* risk-score score""",
    "de": r"""unangemessen\w* schuld\w* beschuldig\w* vorwurf\w* vorwürf\w* manipul\w* missbr\w* mißbr\w* übergriff\w*
        grenzverletz\w* grenzüber\w* grenzenlos\w* unprofessionell\w* unethisch\w* fehlverhalten fehler\w* falsch\w*
        verstoß\w* verstöß\w* verstoss\w* verletz\w* versag\w* versäum\w* nachlässig\w* fahrlässig\w* muss musst müsst
        müssen müsst\w* sollst sollt\w* darfst dürfen\s+nicht darf\s+nicht verboten\w* unzulässig\w* unerlaubt\w*
        abhängig\w* bedürftig\w* narziss\w* borderline\w* koabhängig\w* süchtig\w* krankhaft\w* gestört\w* toxisch\w*
        warum wieso weshalb schlecht\w* scham beschäm\w* peinlich\w* absicht\w* motiv\w*
        heimlich\w* verdächtig\w* opfer täter\w* symptom\w* störung\w* trauma\w* diagnos\w* übermäßig\w* retter\w*
        grundlos\w* unnötig\w* leider verführ\w*""",
}  # fmt: skip
_FORBIDDEN = {
    language: re.compile(rf"(?<![\w-])(?:{'|'.join(words.split())})(?![\w-])", re.IGNORECASE)
    for language, words in _WORDS.items()
}


def forbidden(text: str, language: str) -> list[str]:
    """The words of a text that it is not to have, in a language that has a list."""
    ours = [hit[0] for hit in _FORBIDDEN[language].finditer(text)]
    return ours + [word for _, word, _ in unkind(text, language)]
