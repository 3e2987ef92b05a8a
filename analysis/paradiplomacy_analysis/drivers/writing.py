"""Write what was found of the drivers beside their results: tables, a document, the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.figures.drivers import drivers
from paradiplomacy_analysis.figures.saving import rendered
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.writing import csv_of, json_of
from paradiplomacy_results.disk import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis.drivers import Drivers

STEM, PATHS = "drivers", "paths"
"""Stems of the files."""


def document(found: Drivers) -> dict[str, Any]:
    """Return plain data for one JSON document; undefined numbers are null."""
    return {"effects": records(found.effects), "paths": records(found.paths)}


def write_drivers(found: Drivers, folder: Path) -> list[Path]:
    """Write the tables, the document and the figure into ``folder``; return the paths.

    All are written, or none: see :func:`~paradiplomacy_results.disk.write_files` for what is
    raised.
    """
    picture = rendered(drivers(found.effects), "png", found.runs.sample.results)
    files = {
        f"{STEM}.csv": csv_of(found.effects),
        f"{PATHS}.csv": csv_of(found.paths),
        f"{STEM}.json": json_of(document(found)),
        f"{STEM}.png": picture,
    }
    write_files(folder, files)
    return [folder / name for name in files]
