"""`boundaries wording`: the words of a pack's rules in a language, as a file to fill in."""

from __future__ import annotations

from typing import Annotated

import typer


def wording(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A shipped pack by its name, or the folder of one.")],
    language: Annotated[str, typer.Argument(metavar="LANG", help="A language, such as `de` or `pt-BR`.")],
) -> None:
    """Print the wording file of a pack in a language: what is translated, and the English of what is not yet."""
    from boundaries.cli.output import deliver
    from boundaries.core.language import ENGLISH
    from boundaries.policy.packs import open_pack
    from boundaries.policy.wording import is_language
    from boundaries.policy.wording_file import wording_file

    if not is_language(language):
        raise typer.BadParameter(f"`{language[:40]}` is no language, such as `de` or `pt-BR`", param_hint="LANG")
    if language == ENGLISH:
        raise typer.BadParameter("English stands in the rules' own files", param_hint="LANG")
    deliver(wording_file(*open_pack(pack), language), None)
