"""Write a scorecard beside the results that it is of: tables, a document, figures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.saving import save
from paradiplomacy_analysis.figures.scorecard import ablation, over_draws, scorecard
from paradiplomacy_analysis.patterns.scorecard import documents, shares
from paradiplomacy_analysis.writing import inert

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from paradiplomacy_results.reading import Results

CARD, MATRIX, SHARES = "scorecard", "ablation", "shares"
"""Stems of the files."""


def write_scorecard(
    table: pd.DataFrame, folder: Path, results: Results, drawn_from: str | None = None
) -> list[Path]:
    """Write table, document and figures of a scorecard into ``folder``; return the paths.

    Where the variants are draws, ``drawn_from`` says from what, and the shares of draws are written
    too; other variants give the matrix of ablations. ``results`` are any of those that were scored:
    figures say what made them. Raises ``OSError`` where the folder cannot be written.
    """
    written = [folder / f"{CARD}.csv", folder / f"{CARD}.json"]
    inert(table).to_csv(written[0], index=False, lineterminator="\n")
    document = json.dumps(documents(table), indent=1, allow_nan=False)
    written[1].write_text(document + "\n", encoding="utf-8")
    written.append(save(scorecard(table), folder / f"{CARD}.png", results))
    if drawn_from is not None:
        held = shares(table)
        written.append(folder / f"{SHARES}.csv")
        held.to_csv(written[-1], index=False, lineterminator="\n")
        figure = over_draws({drawn_from: held})
        written.append(save(figure, folder / f"{SHARES}.png", results))
    elif len(set(table["variant"])) > 1:
        written.append(save(ablation(table), folder / f"{MATRIX}.png", results))
    return written
