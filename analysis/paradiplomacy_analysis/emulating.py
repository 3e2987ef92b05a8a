"""An emulator of an outcome, for those who want to ask it themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy_analysis.labelled import opened
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.emulated import Emulated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pandas as pd
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.labelled import Source
    from paradiplomacy_analysis.statistics.emulator import Check
    from paradiplomacy_results.reading import Results


@dataclass(frozen=True, repr=False)
class OutcomeEmulator:
    """An outcome of a design as a function of its factors; see :func:`emulate`."""

    results: Results
    emulated: Emulated

    @property
    def check(self) -> Check:
        """Return how it fares on points that it did not learn from: ``explained``, ``covered``."""
        return self.emulated.check

    @property
    def held_out(self) -> pd.DataFrame:
        """Return each point as observed, and as predicted without it, with a 95 % interval."""
        return self.emulated.held_out

    def predict(self, rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Return ``mean`` and ``sd`` of the outcome at rows of values, one for each factor.

        ``sd`` is that of the mean over ever more replicates, ``sd_of_point`` that of a mean over as
        many replicates as the design has; both in the outcome's unit. Raises
        :class:`~paradiplomacy_results.errors.UnfitError`, with all faults, for a factor or level
        that is not there and a value outside of what was tried.
        """
        return self.emulated.predict(rows)

    def shares(self) -> pd.DataFrame:
        """Return the first-order and total index of each factor, with 95 % intervals.

        Raises :class:`~paradiplomacy_results.errors.UnfitError` where the held-out error is too
        large for any to be told.
        """
        from paradiplomacy_analysis.statistics.emulated_shares import shares

        self.emulated.refuse_poor()
        return shares(self.emulated)

    def effects(self) -> pd.DataFrame:
        """Return the mean of the outcome along each factor, with 95 % intervals.

        Raises :class:`~paradiplomacy_results.errors.UnfitError` as :meth:`shares` does.
        """
        from paradiplomacy_analysis.statistics.emulated_shares import effects

        self.emulated.refuse_poor()
        return effects(self.emulated)

    def figure(self, size: str = "slide") -> Figure:
        """Draw predicted over observed, and the main effects where they can be told."""
        from paradiplomacy_analysis.figures.emulator import emulator as draw
        from paradiplomacy_analysis.statistics.emulation import emulator

        sample = sample_of(self.results, [self.emulated.outcome])
        return draw(self.results, emulator(sample, [self.emulated]), size=size)

    def __repr__(self) -> str:
        """Return what it emulates, and how well."""
        return repr(self.emulated)


def emulate(results: Source, outcome: str, *, partial: bool = False) -> OutcomeEmulator:
    """Learn an outcome of a design by a Gaussian process, and check it on held-out points.

    Args:
        results: A result directory, or what ``load`` gave, of a design that fills its space: lhs,
            sobol, or a table. Names as levels are taken one-hot.
        outcome: The indicator to learn: its means over the replicates of each point.
        partial: Work on the runs that are there where others are missing or failed.

    Raises:
        ResultsError: The results cannot be read or not be emulated, or there is no such indicator;
            each kind is a class of its own.
    """
    (only,) = opened(results, partial=partial)
    sample = sample_of(only.results, [outcome])
    return OutcomeEmulator(only.results, Emulated.of(sample, outcome))
