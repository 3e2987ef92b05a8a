"""What is known of each run, to be put beside the rows of any table: its point and its levels."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from paradiplomacy_results.layout import RUNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

_LEADING = ("run", "point", "replicate")


class Keys:
    """Number, point, replicate and levels of the factors of every run, read when first asked for.

    ``names`` are those of the columns; behind the ``leading`` ones are the factors.
    """

    leading = len(_LEADING)

    def __init__(self, results: Results) -> None:
        """Read nothing yet."""
        self._results = results
        self.names = [*_LEADING, *results.manifest.layout.factors]

    @cached_property
    def _known(self) -> tuple[pa.Table, NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of all runs, their numbers in order, and where each of these stands."""
        schema = pa.schema(
            [
                field.remove_metadata()
                for field in self._results.manifest.schema_of(RUNS)
                if field.name in self.names
            ]
        )
        pieces = (piece.select(schema.names) for piece in self._results.pieces(RUNS, self.names))
        rows = [piece.cast(schema) for piece in pieces]
        table = pa.concat_tables([schema.empty_table(), *rows]).unify_dictionaries()
        runs = table["run"].to_numpy()
        order = np.argsort(runs, kind="stable")
        return table.combine_chunks(), runs[order], order

    def joined(self, piece: pa.Table) -> tuple[pa.Table, pa.Table]:
        """Return the rows of ``piece`` whose runs are known, and beside them what is known.

        Others are of a chunk that was left unfinished: its table of runs is written last.
        """
        table, numbers, order = self._known
        runs = piece["run"].to_numpy()
        place = np.searchsorted(numbers, runs)
        there = np.zeros(len(runs), dtype=np.bool_)
        inside = place < len(numbers)
        there[inside] = numbers[place[inside]] == runs[inside]
        found = piece if there.all() else piece.filter(pa.array(there))
        return found, table.take(pa.array(order[place[there]]))
