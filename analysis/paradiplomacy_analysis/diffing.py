"""Compare two result directories: what went in, and how far the indicators lie apart.

How runs are paired, and intervals taken, is said in :mod:`~paradiplomacy_results.pairing`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.identity import differences
from paradiplomacy_results.layout import TABLES
from paradiplomacy_results.manifest import Manifest
from paradiplomacy_results.pairing import IndicatorDifference, held_together, side_of
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy_analysis.labelled import Source


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        """Return the directories, and whether they are identical."""
        told = "identical" if self.identical else f"different in {many(len(self.keys), 'setting')}"
        return f"<Comparison of {self.first} and {self.second}: {told}>"

    def _repr_html_(self) -> str:
        """Return the indicators as a table, which is what a notebook shows."""
        return str(self.table.to_html())

    @property
    def table(self) -> pd.DataFrame:
        """Return a row for each indicator: means, difference, 95 % interval, unit."""
        import pandas as pd

        names = [each.name for each in fields(IndicatorDifference)]
        rows = [asdict(each) for each in self.indicators]
        return pd.DataFrame(rows, columns=names).set_index("name")

    def draw(self, file: str | Path) -> Path:
        """Draw the differences into ``file``, a .png, .svg or .pdf, and return its path.

        Raises :class:`~paradiplomacy_results.errors.UnfitError` for another ending, and where
        nothing can be drawn.
        """
        from paradiplomacy_analysis.figures.of_diff import draw_difference

        return draw_difference(self.first, self.second, Path(file), self.keys)

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self) | {"first": str(self.first), "second": str(self.second)}


def compared(first: Source, second: Source) -> Comparison:
    """Compare two result directories; of incomplete ones, the runs that are there.

    Raises the errors of :mod:`~paradiplomacy_results.errors`.
    """
    opened = [each if isinstance(each, Results) else load(each) for each in (first, second)]
    one, other = map(side_of, opened)
    held = held_together(one, other)
    contents = [side.manifest.contents for side in (one, other)]
    return Comparison(
        first=opened[0].directory,
        second=opened[1].directory,
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
