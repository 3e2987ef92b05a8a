"""Write a scorecard beside the results that it is of: tables, a document, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.saving import rendered
from paradiplomacy_analysis.figures.scorecard import ablation, over_draws, scorecard
from paradiplomacy_analysis.patterns.scorecard import documents, shares
from paradiplomacy_analysis.writing import csv_of, json_of
from paradiplomacy_results.disk import write_files

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from paradiplomacy_results.reading import Results

CARD, MATRIX, SHARES, MOVES = "scorecard", "ablation", "shares", "moves"
"""Stems of the files."""


def write_scorecard(
    table: pd.DataFrame,
    folder: Path,
    results: Results,
    drawn_from: str | None = None,
    moved: pd.DataFrame | None = None,
) -> list[Path]:
    """Write table, document and figures of a scorecard into ``folder``; return the paths.

    Where the variants are draws, ``drawn_from`` says from what, and the shares of draws are written
    too; other variants give the matrix of ablations, and ``moved`` is what each of them moves most.
    ``results`` are any of those that were scored: figures say what made them. All are written, or
    none: see :func:`~paradiplomacy_results.disk.write_files` for what is raised.
    """
    files = {f"{CARD}.csv": csv_of(table), f"{CARD}.json": json_of(documents(table))}
    files[f"{CARD}.png"] = rendered(scorecard(table), "png", results)
    if drawn_from is not None:
        held = shares(table)
        files[f"{SHARES}.csv"] = csv_of(held)
        files[f"{SHARES}.png"] = rendered(over_draws({drawn_from: held}), "png", results)
    elif len(set(table["variant"])) > 1:
        files[f"{MATRIX}.png"] = rendered(ablation(table), "png", results)
    if moved is not None:
        files[f"{MOVES}.csv"] = csv_of(moved)
    write_files(folder, files)
    return [folder / name for name in files]
