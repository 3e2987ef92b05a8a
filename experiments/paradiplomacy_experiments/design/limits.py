"""What a design may ask for without being asked back: runs, and with them hours and bytes."""

from __future__ import annotations

from dataclasses import dataclass

from paradiplomacy_results.wording import argument, many

MAX_SEED = 2**63 - 1
MAX_REPLICATES = 10_000_000

MOST_RUNS = 1_000_000
"""Runs of a design that are begun without asking."""

MOST_POINTS_CHECKED = 400
"""Points that are all checked before the first run; of more, each level is."""

MOST_LEVER_SETS = 100_000
"""Sets of levers that are told apart as levels."""

MOST_COMPOSITIONS = 200
"""Sets of scenarios that the levels of a design may be composed of."""

SECONDS_A_CELL = 4e-6
"""Rough time of a month of a tie or city on one processor, in seconds, for a first estimate."""

BYTES_A_RUN = 1200
"""Rough size of the row of a run on the disk, for a first estimate."""


RUN_SECONDS: float = 3600
"""Longest time for one run in a process of its own, by default."""

RANGES: dict[str, tuple[int, int]] = {
    "replicates": (1, MAX_REPLICATES),
    "draws": (2, 512),
    "seed": (0, MAX_SEED),
    "workers": (1, 1024),
    "time_limit": (1, 1_000_000),
    "series_every": (1, 1200),
    "max_runs": (1, MAX_SEED),
}
"""Least and greatest value of options of the verbs."""


class OptionsError(ValueError):
    """Options that do not go together, or a value that an option cannot have; in one line."""


def check_ranges(**values: float | None) -> None:
    """Raise :class:`OptionsError` for a value, by the name of its option, that is out of range."""
    for name, value in values.items():
        low, high = RANGES[name]
        if value is not None and not low <= value <= high:
            raise OptionsError(f"{name} must lie between {low:,} and {high:,}, not at {value}")


class RefusedError(Exception):
    """A limit that forbids a design: one line, with an estimate and what lifts the limit."""


@dataclass(frozen=True)
class Size:
    """The size of a design: points, most runs, months times ties and cities of a run."""

    points: int
    replicates: int
    cells: int

    @property
    def runs(self) -> int:
        """Return the most runs that it can take."""
        return self.points * self.replicates

    @property
    def hours(self) -> float:
        """Return roughly how long it takes on one processor."""
        return self.runs * self.cells * SECONDS_A_CELL / 3600.0

    def refuse_above(self, most_runs: int) -> None:
        """Raise :class:`RefusedError` where there are more than so many runs."""
        _, any_limit = RANGES["max_runs"]
        if self.runs > any_limit:
            raise RefusedError(f"the design asks for more than {any_limit:,} runs")
        if self.runs > most_runs:
            raise RefusedError(
                f"the design asks for {many(self.runs, 'run')} ({many(self.points, 'point')}, "
                f"{many(self.replicates, 'replicate')}): roughly {self.hours:,.1f} hours on one "
                f"processor and {self.runs * BYTES_A_RUN / 1e9:,.1f} GB; "
                f"the limit is {many(most_runs, 'run')}, {argument('max_runs', self.runs)} lifts it"
            )
