"""Write what is made: sections of pages between their markers, and files that changed.

A section stands between ``<!-- made from SOURCE: NAME -->`` and ``<!-- end -->``; all else on a
page is written by hand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

THE_CODE, RESULTS = "the code", "results"
"""Sources from which sections are made."""


def without_sections(text: str, source: str) -> str:
    """Return what is written by hand on a page."""
    return _marker(source).sub("", text)


def sections_of(text: str, source: str) -> list[tuple[str, str]]:
    """Return name and body of each section of a page that is made from ``source``."""
    return [(found[2], found[3].strip()) for found in _marker(source).finditer(text)]


def filled(text: str, source: str, make: Callable[[str], str]) -> str:
    """Return a page with the body of each section as ``make`` has it, by its name."""

    def renewed(found: re.Match[str]) -> str:
        return f"{found[1]}\n{make(found[2])}\n\n{found[4]}"

    return _marker(source).sub(renewed, text)


def _marker(source: str) -> re.Pattern[str]:
    return re.compile(
        rf"^(<!-- made from {source}: (.+?) -->\n)(.*?)^(<!-- end -->)", re.DOTALL | re.MULTILINE
    )


def write_changed(texts: Mapping[Path, str]) -> list[str]:
    """Write each text that its file does not hold yet; return the names of these files."""
    changed = []
    for path, text in texts.items():
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path.name)
    return changed
