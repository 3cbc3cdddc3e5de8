"""The pictures of `docs/explanation/drift.md`, drawn each time the documentation is built.

`{drift-picture} NAME` with a title behind the name stands for the picture of that story; its content is the caption.
"""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from driftbook.picture import picture
from driftbook.stories import story


class DriftPicture(SphinxDirective):
    """`{drift-picture} step A step`."""

    required_arguments = 2
    final_argument_whitespace: ClassVar = True
    has_content: ClassVar = True

    def run(self) -> list[nodes.Node]:
        """A figure; the drawing stands by itself in HTML, and by its words elsewhere."""
        name, title = self.arguments
        self.env.note_reread()
        drawn = picture(story(name), title)
        return [
            nodes.raw("", f'<figure class="drift">{drawn}<figcaption>', format="html"),
            *self.parse_content_to_nodes(),
            nodes.raw("", "</figcaption></figure>", format="html"),
        ]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("drift-picture", DriftPicture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
