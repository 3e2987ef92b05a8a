"""Write what waves of history matching tell beside their results: tables, a document, a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.saving import rendered
from paradiplomacy_analysis.figures.waves import waves as figure_of
from paradiplomacy_analysis.writing import csv_of, json_of
from paradiplomacy_results.disk import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.matching.refocusing import Waves

STEM = "matching"
"""Stem of the document and of the figure."""


def write_waves(found: Finding, waves: Waves, folder: Path) -> list[Path]:
    """Write each table, the document and the figure into ``folder``; return the paths.

    All are written, or none: see :func:`~paradiplomacy_results.disk.write_files` for what is
    raised.
    """
    picture = rendered(figure_of(found, waves.results[-1]), "png", waves.results[-1])
    files = {f"{name}.csv": csv_of(table) for name, table in found.tables.items()}
    files |= {f"{STEM}.json": json_of(found.as_json()), f"{STEM}.png": picture}
    write_files(folder, files)
    return [folder / name for name in files]
