"""The lives of programmes, read off their slots month by month.

A tie has a few places for programmes, which one programme after another takes. A life begins in the
month in which a place has a programme of another number, and lasts until the next one, or to the
end of the run; a programme that has ended stays in its place until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.state.codes import BY_NGO, DOSSIER_SLOTS, NGO_LEAD, NONE, PROGRAMME_SLOTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.requested.snapshots import Snapshots

    Numbers = NDArray[Any]


class Lives:
    """The lives of all programmes of some runs: arrays (runs, months, places) read along time.

    What is told of a life stands where it begins; ``begins`` tells where that is.
    """

    def __init__(self, world: Snapshots) -> None:
        programmes = world.programmes
        self.world = world
        self.taken: Numbers = programmes.partnership != NONE
        self.begins: Numbers = self.taken.copy()
        other = programmes.ordinal[:, 1:] != programmes.ordinal[:, :-1]
        self.begins[:, 1:] &= other | ~self.taken[:, :-1]
        self._starts = np.flatnonzero(_along_time(self.begins))

    def at_start(self, values: Numbers) -> Numbers:
        """Tell what ``values`` are in the month in which a life begins."""
        return values

    def at_end(self, values: Numbers) -> Numbers:
        """Tell what ``values`` are in the last month of a life."""
        months = self.taken.shape[1]
        following = np.append(self._starts[1:], self.taken.size)
        # The places stand one after the other, each with all its months.
        ends = np.minimum(following, (self._starts // max(months, 1) + 1) * months)
        return self._told(_along_time(values)[ends - 1])

    def total(self, values: Numbers, where: Numbers) -> Numbers:
        """Tell the sum of ``values`` over those months of a life that are marked."""
        cells, lives = self._cells(where)
        summed = np.bincount(lives, _along_time(values)[cells], len(self._starts))
        return self._told(summed)

    def first(self, where: Numbers) -> Numbers:
        """Tell the first month of a life that is marked, NONE where none is."""
        return self._month(where, slice(None, None, -1))

    def last(self, where: Numbers) -> Numbers:
        """Tell the last month of a life that is marked, NONE where none is."""
        return self._month(where, slice(None))

    def before(self, values: Numbers, first: Numbers) -> Numbers:
        """Tell what ``values`` were a month earlier, ``first`` in the month of the beginning."""
        shifted = np.concatenate([values[:, :1], values[:, :-1]], axis=1)
        return np.where(self.begins, first, shifted)

    @property
    def proposer(self) -> Numbers:
        """Tell which side filed it, NGO_LEAD where an organisation set it up."""
        side = _of_programmes(self.world.dossiers.proposer)
        return np.where(self.world.programmes.origin == BY_NGO, NGO_LEAD, side)

    @property
    def runs(self) -> Numbers:
        """Tell in which months a programme has run, which are those in which it was paid for."""
        months = self.world.programmes.months_run
        return np.asarray(self.taken & (months > self.before(months, np.zeros_like(months))))

    def decided(self, decision: int) -> Numbers:
        """Tell which sides have decided so on its dossier: an array (..., sides)."""
        return np.asarray(_of_programmes(self.world.dossiers.decision) == decision)

    def by_scale(self, values: Numbers) -> Numbers:
        """Return for each programme that of three parameters which goes with its scale."""
        scale = self.world.programmes.scale.astype(np.intp)
        return np.take_along_axis(values[:, :, 0, :], scale, axis=2)

    def _month(self, where: Numbers, order: slice) -> Numbers:
        cells, lives = self._cells(where)
        months = np.full(len(self._starts), NONE, dtype=np.int64)
        # Of several that are written to one place the last one stays.
        months[lives[order]] = cells[order] % max(self.taken.shape[1], 1)
        return self._told(months)

    def _cells(self, where: Numbers) -> tuple[Numbers, Numbers]:
        """Return the marked months of lives as places along time, and which life each is of."""
        cells = np.flatnonzero(_along_time(where & self.taken))
        return cells, np.searchsorted(self._starts, cells, side="right") - 1

    def _told(self, values: Numbers) -> Numbers:
        """Return an array (runs, months, places) with a value where each life begins."""
        runs, months, places = self.taken.shape
        told = np.zeros(self.taken.size, dtype=values.dtype)
        told[self._starts] = values
        return np.moveaxis(told.reshape(runs, places, months), 2, 1)


def _along_time(values: Numbers) -> Numbers:
    """Return values place by place, the months of each one after the other."""
    return np.moveaxis(values, 1, 2).ravel()


def _of_programmes(values: Numbers) -> Numbers:
    """Return what a field of dossiers holds of each programme; a tie's last one is of a paper."""
    runs, months, rows = values.shape[:3]
    ties = rows // DOSSIER_SLOTS
    each = values.reshape(runs, months, ties, DOSSIER_SLOTS, *values.shape[3:])
    kept = each[:, :, :, :PROGRAMME_SLOTS]
    return kept.reshape(runs, months, ties * PROGRAMME_SLOTS, *values.shape[3:])
