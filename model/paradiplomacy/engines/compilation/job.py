"""What the compiled driver is told: where everything stands, and how much of it there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from paradiplomacy.engines.results import Outputs

JOB = np.dtype(
    [
        (name, np.int64)
        for name in (
            # The workspace: its block, its memory, the template of it, and their bytes.
            "block",
            "memory",
            "template",
            "bytes",
            # Numbers of the template that differ from run to run: at which byte of the memory
            # each stands and in how many bytes, how many they are, and words that begin with
            # these bytes, run by run.
            "places",
            "place_count",
            "edits",
            # The months that are run: from the first, to before the last. Where runs go on from
            # states: for each run which, bytes of one, and of the memory in it, and what of that
            # goes on: to which byte of the memory, from which, how many; how many such spans; and
            # whether the world is begun first. Where runs stop on the way: room for the states in
            # which they do, and the bytes of one.
            "first_month",
            "last_month",
            "begins",
            "goes_on",
            "states",
            "state_of",
            "state_bytes",
            "past_bytes",
            "spans",
            "span_count",
            "stops",
            "kept_states",
            "kept_bytes",
            # The parts: addresses of functions, and of tables of such addresses.
            "begin",
            "close",
            "steps",
            "step_count",
            # What is checked after custom steps: records of CHECK, in the order of the steps.
            "checks",
            "check_count",
            "tie_groups",
            "tie_group_count",
            "world_groups",
            "world_group_count",
            # The indicators: how many of partnerships, and of all; where the values of each group
            # begin, in bytes; how each is summed up; for each occasion, which are wanted, the
            # places of those of partnerships, and the groups that hold one of them.
            "of_ties",
            "indicators",
            "tie_offsets",
            "world_offsets",
            "kinds",
            "wanted",
            "chosen",
            "chosen_counts",
            "called",
            "called_counts",
            "world_called",
            # Runs: their keys; months of each, and the occasion that each month is.
            "runs",
            "keys",
            "months",
            "occasions",
            # Room to reckon in: values of a tie, of the world, sums and counts of them; of each
            # tie, and of the world, what the window begins with or adds up, and of how many months.
            "told",
            "values",
            "totals",
            "defined",
            "carried",
            "counted",
            "world_carried",
            "world_counted",
            # The last four stand together as sums, in so many bytes: they are part of a state.
            "sums",
            "sum_bytes",
            # Outputs, and their shapes.
            "series",
            "series_months",
            "histories",
            "history_months",
            "followed_ties",
            "summed",
            "summed_world",
            "ties",
            "partners",
            "waits",
            "tallies",
            # What is copied from the state on the way: records of COPY, and how many.
            "copies",
            "copy_count",
            # What failed: for each run the month from 1, and the number of the part that raised.
            "failed",
            "failed_part",
        )
    ]
)
"""The layout of a job: counts, and addresses of contiguous float64 and int64 arrays."""


CHECK = np.dtype(
    [
        *[(name, np.int64) for name in ("step", "table", "offset", "count")],
        *[(name, np.float64) for name in ("low", "high")],
    ]
)
"""A check after a step: of so many floats, from a place in each row of a table, and their bounds.

``table`` is the place of the table in the block.
"""


COPY = np.dtype(
    [(name, np.int64) for name in ("table", "rows", "offset", "size", "target", "moments", "step")]
)
"""A field that is copied: of so many rows of a table, bytes from an offset of each row.

``table`` is as in CHECK. Copies go to the address ``target``, run after run, in each ``moments``
times, at months that lie ``step`` apart.
"""


def listed(chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of what is true in each row, int64 as ``chosen``, and how many they are.

    The places of a row stand at its beginning.
    """
    return np.argsort(~chosen, axis=1, kind="stable"), chosen.sum(axis=1)


def order(arrays: Mapping[str, NDArray[Any]], counts: Mapping[str, int]) -> NDArray[Any]:
    """Return a job: the addresses of ``arrays`` and the ``counts``, which are all of its fields.

    Raises ``ValueError`` for an array that is not contiguous.
    """
    scattered = [name for name, array in arrays.items() if not array.flags.c_contiguous]
    if scattered:
        raise ValueError(f"the driver reads contiguous arrays only, not {scattered}")
    fields = {name: array.ctypes.data for name, array in arrays.items()} | dict(counts)
    return np.array([tuple(fields[name] for name in JOB.names or ())], dtype=JOB)


class Sums:
    """What a run adds up on the way, in one piece: of each tie, and of the world."""

    def __init__(self, of_ties: int, of_world: int) -> None:
        self.numbers = np.empty(2 * (of_ties + of_world))
        parts = np.split(self.numbers, np.cumsum([of_ties, of_ties, of_world]))
        self.carried, self.counted, self.world_carried, self.world_counted = parts

    @classmethod
    def of(cls, outputs: Outputs) -> Sums:
        """Return room for the sums of a run with such outputs."""
        return cls(outputs.summed[:1].size, outputs.summed_world[:1].size)
