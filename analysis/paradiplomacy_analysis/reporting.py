"""Write the report of one result directory, or of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.analysing import choices_of_one
from paradiplomacy_analysis.html_pages import require_templates
from paradiplomacy_analysis.report import html
from paradiplomacy_analysis.report_of_several import html_of_several
from paradiplomacy_results.disk import make_folder, make_way, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_analysis.figures import Counted
    from paradiplomacy_analysis.labelled import Labelled

FILE = "report.html"
"""Name of the report within its folder."""


def write_report(
    several: Sequence[Labelled],
    home: Path,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    boxes: Sequence[str] = (),
    drawing: Counted | None = None,
) -> Path:
    """Write the report into the folder ``home``; return its path.

    Raises :class:`~paradiplomacy_results.errors.UnfitError` where runs are missing or failed, and
    what :func:`~paradiplomacy_results.disk.write_files` raises. The same results give the same
    bytes.
    """
    require_templates()
    choices = choices_of_one(several, boxes)
    path = home / FILE
    make_folder(home)
    make_way(home, [path.name])
    if len(several) == 1:
        text = html(several[0].results, outcomes, success, choices, drawing)
    else:
        text = html_of_several(several, outcomes, success, drawing)
    write_file(path, text.encode())
    return path
