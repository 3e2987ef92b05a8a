"""Where the waves of a history matching lie in its folder."""

from __future__ import annotations

from pathlib import Path

from paradiplomacy_results.manifest import MANIFEST


def wave_name(number: int) -> str:
    """Return the name of a wave, the first of which is 1."""
    return f"wave-{number}"


def waves_of(folder: str | Path) -> list[Path]:
    """Return the result directories of the waves in a folder, in order; none where it has none."""
    found: list[Path] = []
    while ((place := Path(folder) / wave_name(len(found) + 1)) / MANIFEST).is_file():
        found.append(place)
    return found
