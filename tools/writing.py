"""Write what is made, and tell what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_changed(texts: Mapping[Path, str]) -> list[str]:
    """Write each text that its file does not hold yet; return the names of these files."""
    changed = []
    for path, text in texts.items():
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path.name)
    return changed
