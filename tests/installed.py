"""A tiny installed package, as an installer leaves it: a module, and a folder that says what it offers."""

from __future__ import annotations

import importlib
from pathlib import Path


def install(
    folder: Path, module: str, source: str | None, *, group: str = "boundaries.conditions", **points: str
) -> None:
    """Write the module (None: it is not there) and its entry points of a group (`_` stands for `-`)."""
    if source is not None:
        (folder / f"{module}.py").write_text(source, "utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    name = module.replace("_", "-")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    lines = [f"{point.replace('_', '-')} = {value}" for point, value in points.items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{group}]", *lines, ""]), "utf-8")
    importlib.invalidate_caches()
