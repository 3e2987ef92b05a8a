"""Compare two result directories: what went in, and how far the indicators lie apart.

How runs are paired, and intervals taken, is said in :mod:`~paradiplomacy_results.pairing`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.identity import differences
from paradiplomacy_results.layout import TABLES
from paradiplomacy_results.manifest import Manifest
from paradiplomacy_results.pairing import IndicatorDifference, held_together, side_of
from paradiplomacy_results.reading import load

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Comparison:
    """What came of comparing two directories.

    ``identical`` tells whether the hashes of their contents are equal, ``keys`` has a text for each
    thing that decides the results and differs, ``tables`` names those whose rows differ. Of the
    runs of both, ``pairs`` could be paired (None where the seeds or the factors do not allow it),
    over ``clusters`` replicates or points.
    """

    first: Path
    second: Path
    identical: bool
    keys: tuple[str, ...]
    tables: tuple[str, ...]
    runs: tuple[int, int]
    pairs: int | None
    clusters: str
    indicators: list[IndicatorDifference]

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self) | {"first": str(self.first), "second": str(self.second)}


def compare(first: Path, second: Path) -> Comparison:
    """Compare two result directories; of incomplete ones, the runs that are there.

    Raises the errors of :mod:`~paradiplomacy_results.errors`.
    """
    one, other = side_of(load(first)), side_of(load(second))
    held = held_together(one, other)
    contents = [side.manifest.contents for side in (one, other)]
    return Comparison(
        first=first,
        second=second,
        identical=contents[0] is not None and contents[0] == contents[1],
        keys=differences(one.manifest, other.manifest, ("in the first", "in the second")),
        tables=_differing_tables(one.manifest, other.manifest),
        runs=(len(one.runs), len(other.runs)),
        pairs=held.pairs,
        clusters=held.clusters,
        indicators=held.indicators,
    )


def _differing_tables(one: Manifest, other: Manifest) -> tuple[str, ...]:
    """Name the tables whose rows differ, as far as both have hashes."""
    hashes, others = one.tables, other.tables
    shared = [name for name in TABLES if name in hashes and name in others]
    return tuple(name for name in shared if hashes[name] != others[name])
