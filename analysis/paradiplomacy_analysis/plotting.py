"""Draw the figures that are asked for into files: of one result directory, or of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures import FIGURES, FOLDER, Wanted, file_of, write_figures
from paradiplomacy_analysis.figures.notebooks import Drawn
from paradiplomacy_analysis.figures.saving import rendered
from paradiplomacy_analysis.figures.together import COMPARING, Together
from paradiplomacy_results.disk import inner_folder, write_files
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.names import check_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_analysis.figures import Counted
    from paradiplomacy_analysis.labelled import Labelled


def plot_one(
    several: Sequence[Labelled],
    figures: Sequence[str],
    wanted: Wanted,
    *,
    home: Path,
    kind: str,
    dpi: int,
    drawing: Counted | None,
) -> Drawn:
    """Draw figures of the only result directory, each whole or not at all.

    Raises what :func:`~paradiplomacy_analysis.figures.write_figures` raises, and
    :class:`UnfitError` where nothing is drawn.
    """
    results = several[0].results
    compared = [name for name in figures if name in COMPARING]
    if compared:
        raise UnfitError(f"{', '.join(compared)}: it is drawn of several result directories")
    check_names("tie", wanted.ties, results.config.get("partnerships", ()))
    check_names("outcome", wanted.outcomes, results.indicators)
    wanted.check(figures)
    folder = inner_folder(home, FOLDER)
    drawn = write_figures(
        results, folder, names=figures, kind=kind, dpi=dpi, wanted=wanted, drawing=drawing
    )
    if not drawn:
        raise UnfitError(
            f"{results.directory} holds nothing that is drawn; figures are {', '.join(FIGURES)}"
        )
    return Drawn(drawn)


def plot_several(
    several: Sequence[Labelled],
    figures: Sequence[str],
    wanted: Wanted,
    *,
    home: Path,
    kind: str,
    dpi: int,
    drawing: Counted | None,
) -> Drawn:
    """Draw figures of several result directories, all of them or none.

    Raises :class:`UnfitError` where nothing is drawn, with the reasons.
    """
    everything = [each.results for each in several]
    ties = dict.fromkeys(tie for one in everything for tie in one.config.get("partnerships", ()))
    check_names("tie", wanted.ties, ties)
    check_names(
        "outcome", wanted.outcomes, dict.fromkeys(n for one in everything for n in one.indicators)
    )
    wanted.check([name for name in figures if name in FIGURES])
    together = Together(several, wanted)
    files = {
        file_of(stem, kind, wanted): rendered(figure, kind, everything, dpi=dpi)
        for stem, figure in together.drawings(figures, drawing)
    }
    if not files:
        reasons = "; ".join(together.left_out)
        raise UnfitError(f"nothing can be drawn of these results together: {reasons}")
    folder = inner_folder(home, FOLDER)
    write_files(folder, files)
    return Drawn([folder / name for name in files], together.left_out)
