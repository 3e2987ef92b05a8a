"""Where the parts of a search lie in its result directory."""

from __future__ import annotations

from pathlib import Path

GENERATIONS = "generations"
"""Folder of the generations of a search that goes on; removed once they are one with the others."""

FRONT = "front"
"""Folder of what was found, run again with luck that had no part in the search."""

ROBUST = "robust"
"""Folder of what was found, held against draws of what is not known."""

OVER_DRAWS = ", over draws"
"""What the title of policies over draws adds to that of their search."""

OF_A_SEARCH = (GENERATIONS, FRONT, ROBUST)
"""Folders that a search has made before its result directory has a manifest."""


def generation_in(folder: Path, number: int) -> Path:
    """Return the result directory of a generation, the first of which is 1."""
    return folder / GENERATIONS / f"{number:03d}"
