"""Sphinx settings. Every page is Markdown; every example on it is run by tests/docs."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "boundaries"
author = "The boundaries founders"
copyright = "2026, The boundaries founders"
release = version = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "generated", "rulebook", "driftbook"]
myst_enable_extensions = ["attrs_inline", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
language = "en"
html_theme = "furo"
html_title = "boundaries"
html_static_path = ["_static"]
html_css_files = ["rules.css", "drift.css"]
html_show_sphinx = False
autodoc_typehints = "description"
autodoc_member_order = "bysource"
add_module_names = False
