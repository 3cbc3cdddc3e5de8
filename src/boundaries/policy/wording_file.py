"""The wording file of a pack in a language, to be filled in: what is translated, and what is not with its English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from boundaries.core.language import ENGLISH
from boundaries.policy.lineage import Opened
from boundaries.policy.packs import Pack
from boundaries.policy.rule import Wording
from boundaries.policy.said import texts_of
from boundaries.policy.wording import COUNTS, TEXTS, Forms

_HEAD = """\
# What the rules of {pack} say in `{language}`. What is empty is not translated, and shown in English; the
# English stands above it. A word in braces stands as it is.
wording: {language}
format: 1
"""


def wording_file(opened: Opened, pack: Pack, language: str) -> Iterator[str]:
    """The lines of the file: every text the pack says itself, but those whose own file says it in the language too."""
    said = list(texts_of(opened))
    inline = {(one.rule, one.key) for one in said if one.language == language and not one.translated}
    own = {(one.rule, one.key): None for one in said if not one.translated or one.language == language}
    rules = {rule.name: rule for rule in pack.rules}
    wanted: dict[str, dict[str, Wording]] = {}
    for name in dict.fromkeys(rule for rule, _ in own):
        keys = [key for key in TEXTS if (name, key) in own and (name, key) not in inline]
        if name in rules and keys:
            wanted[name] = {key: getattr(rules[name], key) for key in keys}
    yield _HEAD.format(pack=pack.name, language=language)
    yield "rules:\n" if wanted else "rules: {}\n"
    for name, texts in wanted.items():
        yield f"  {name}:\n"
        yield from (line for key, wording in texts.items() for line in _text(key, wording.texts, language))


def _text(key: str, texts: Mapping[str, Forms], language: str) -> Iterator[str]:
    """One text: as it is translated, or empty below its English."""
    given = texts.get(language)
    if given is not None:
        said = given[0] if given[0] == given[1] else dict(zip(COUNTS, given, strict=True))
        text = yaml.safe_dump({key: said}, allow_unicode=True, width=1_000_000, sort_keys=False)
        yield from (f"    {line}\n" for line in text.splitlines())
        return
    english = texts.get(ENGLISH) or next(iter(texts.values()))
    if english[0] == english[1]:
        yield f"    # {english[0]}\n"
        yield f"    {key}:\n"
        return
    yield f"    {key}:\n"
    for count, text in zip(COUNTS, english, strict=True):
        yield f"      # {text}\n"
        yield f"      {count}:\n"
