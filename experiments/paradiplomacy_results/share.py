"""How much of an experiment is in a result directory, for all that works on what is there.

A sweep that was stopped, a part of a design's points, and runs of which some failed are incomplete
samples: whoever analyses one has asked for it, and every output says so in the same words.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import OK, RUNS
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from paradiplomacy_results.manifest import Manifest
    from paradiplomacy_results.reading import Results


@dataclass(frozen=True)
class Share:
    """The sound ``runs`` that are there ``of`` all, and the ``points`` that have any ``of_points``.

    ``at_most`` tells that there may turn out to be fewer in all, ``failed`` counts the runs that
    failed and are left out, ``part`` names the part of a design that a directory holds ("2/4").
    """

    runs: int
    of: int
    points: int
    of_points: int
    failed: int = 0
    at_most: bool = False
    part: str | None = None

    @property
    def whole(self) -> bool:
        """Tell whether nothing is missing."""
        return self.part is None and not self.failed and self.runs == self.of

    @property
    def text(self) -> str:
        """Say it in one line: "12 of 48 runs (25 %) of 12 of 12 points: an incomplete sample"."""
        most = "at most " if self.at_most else ""
        size = f"{self.runs:,} of {most}{many(self.of, 'run')} ({self._percent} %)"
        points = f"{self.points:,} of {many(self.of_points, 'point')}"
        part = f", part {self.part} of its design" if self.part else ""
        failed = f", without {self.failed:,} that failed" if self.failed else ""
        return f"{size} of {points}: an incomplete sample{part}{failed}"

    @property
    def _percent(self) -> str:
        """Return the share of runs, rounded down: what is incomplete is never called 100 %."""
        share = 100 * self.runs // self.of
        return "under 1" if share == 0 and self.runs else f"{share}"

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        told: dict[str, Any] = {
            "runs": self.runs,
            "of": self.of,
            "points": self.points,
            "of_points": self.of_points,
        }
        return told | {"failed": self.failed, "at_most": self.at_most, "part": self.part}


def share_of(results: Results) -> Share:
    """Count what is there; of complete results without failed runs nothing is read."""
    manifest = results.manifest
    part = results.manifest.part
    # A part of a design says of itself how many runs it has, not how many its design has.
    of = manifest.points * manifest.replicates if part else manifest.most_runs
    if results.complete and part is None and not manifest.failed_runs:
        return Share(of, of, manifest.points, manifest.points)
    runs = sound = 0
    points: set[int] = set()
    for piece in results.pieces(RUNS, ["point", "status"]):
        there = piece.filter(pc.equal(piece["status"], OK))
        runs += len(piece)
        sound += len(there)
        points.update(there["point"].to_pylist())
    return Share(
        runs=sound,
        of=of,
        points=len(points),
        of_points=manifest.points,
        failed=runs - sound,
        at_most=_open_ended(manifest),
        part=part,
    )


def _open_ended(manifest: Manifest) -> bool:
    """Tell whether the number of runs in all depends on an interval, and is not known yet."""
    until = "until" in manifest.design["design"]
    return until and (manifest.runs is None or not manifest.complete or bool(manifest.part))


def refuse_incomplete(results: Results) -> None:
    """Refuse results of which runs are missing, unless they were opened as partial.

    Raises :class:`UnfitError`, with what completes them and how to work on what is there.
    """
    part = results.manifest.part
    if results.partial or (results.complete and part is None):
        return
    anyway = f"to look at the runs that are there: {argument('partial', True)}"
    if part is not None:
        raise UnfitError(
            f"{results.directory} is part {part} of its design; merge all parts, or, {anyway}"
        )
    again = shlex.join(results.manifest.command) or "the call that made them"
    raise UnfitError(f"{results.directory} is not complete; to complete it: {again}; or, {anyway}")
