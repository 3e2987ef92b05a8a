"""The figure that ``diff`` draws: how far one result directory lies from another, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.differences import differences
from paradiplomacy_analysis.figures.saving import FORMATS, rendered
from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_analysis.labelled import opened
from paradiplomacy_results.disk import make_folder, write_file
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_SETTINGS = 4
"""Differing settings that are named under the figure."""

MAX_TEXT = 100
"""Letters of a setting that is named."""


def draw_difference(
    first: Path, second: Path, file: Path, settings: Sequence[str] = (), *, size: str = "slide"
) -> Path:
    """Draw how far the second result directory lies from the first into ``file``; return its path.

    ``settings`` are texts on what went in and differs: they stand under the figure. The ending of
    the file says its format. Of incomplete directories it is of the runs that are there, and says
    so. Raises :class:`UnfitError` for another format, and where nothing can be drawn.
    """
    kind = file.suffix.removeprefix(".")
    if kind not in FORMATS:
        raise UnfitError(f"cannot draw {file}: its ending must be one of {', '.join(FORMATS)}")
    several = opened([first, second], partial=True)
    incomplete = [
        f"{inert(each.label)}: {each.results.note}" for each in several if each.results.note
    ]
    figure = differences(several, size=size, notes=[*_told(settings), *incomplete])
    make_folder(file.parent)
    write_file(file, rendered(figure, kind, [each.results for each in several]))
    return file


def _told(settings: Sequence[str]) -> list[str]:
    """Name what went in and differs, a line each."""
    if not settings:
        return ["the same went in"]
    named = [inert(text, MAX_TEXT) for text in settings[:MAX_SETTINGS]]
    more = len(settings) - len(named)
    rest = [f"and {many(more, 'setting')} more"] if more else []
    return ["what went in and differs: " + "; ".join([*named, *rest])]
