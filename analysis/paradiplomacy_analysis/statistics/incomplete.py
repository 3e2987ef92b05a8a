"""What of an incomplete sample bears a method that needs its points in whole groups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from paradiplomacy_analysis.sample import Sample

FEWEST = 2
"""Groups below which nothing is told: from one there is no spread."""


def in_whole_groups(sample: Sample, size: int, what: str) -> tuple[Sample, list[str]]:
    """Return a sample without points whose group of ``size`` is not all there, and what to doubt.

    Groups are the points of a design one after the other, ``what`` is the word for one. A complete
    sample is returned as it is. Raises :class:`UnfitError` for fewer than :data:`FEWEST` whole
    groups.
    """
    if not sample.partial:
        return sample, []
    design = sample.results.manifest.points
    group = sample.runs["point"] // size
    kept = sample.runs.groupby(group)["point"].transform("nunique") == size
    groups, every = group[kept].nunique(), design // size
    if design % size or groups < FEWEST:
        raise UnfitError(
            f"{sample.results.directory} has {groups:,} whole {what} of {size:,} points, and needs "
            f"{FEWEST} or more; a part of a design, which has points by turns, may have none"
        )
    left = sample.runs[kept].reset_index(drop=True)
    if groups == every:
        return replace(sample, runs=left), []
    torn = f"left out: all that is in no whole {what} of {size:,} points"
    return replace(sample, runs=left), [f"{torn}: {groups:,} of {every:,} are whole"]
