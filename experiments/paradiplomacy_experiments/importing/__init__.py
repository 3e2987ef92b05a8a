"""Scenarios from tables of one's own: a register of ties, with or without tables of its cities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.csv_cells import Mark
    from paradiplomacy_experiments.importing.ties import ImportedTies


def import_ties(
    file: str | Path,
    out: str | Path,
    *,
    cities: str | Path | None = None,
    ngos: str | Path | None = None,
    columns: Sequence[str] = (),
    regimes: Sequence[str] = (),
    country: str | None = None,
    start: str | None = None,
    months: int | None = None,
    seed: int = 1,
    decimal: Mark | None = None,
    everything: bool = False,
    overwrite: bool = False,
) -> ImportedTies:
    """Make a scenario from a table of ties, and write it.

    What the model needs and no table gives is drawn by the rules of a synthetic world, and marked
    as such in the scenario; each other value has the file and line that gives it.

    Args:
        file: A CSV file with a row for each tie: two cities, their countries, and more.
        out: The scenario to write, a path that ends in ``.toml``.
        cities: A CSV file with a row for each city: population, capacity, budget and more.
        ngos: A CSV file with a row for each organisation: its name, its home city and more.
        columns: What a column gives, as in ``city="Name of city"``, where it is not recognised.
        regimes: The regime of a country, as in ``Norland=conservative_one_gate``, or without a
            country that of all others; ``progressive`` where none is said.
        country: The country of cities of which no table says one (of partners it is needed).
        start: First month, like ``1994-01``; by default that of the year of the first tie.
        months: Number of months; by default to ten years after the last tie, at least 240.
        seed: Number of the synthetic world by whose rules is drawn what no table gives.
        decimal: The mark before decimals, for tables in which 1.200 could be 1.2 or 1200.
        everything: Draw also what the model has defaults for, such as drive and agenda.
        overwrite: Replace the scenario where it exists.

    Raises:
        ConfigError: with everything that is wrong with the tables, each fault at its line.
        OptionsError: for a path that exists, or that is no path of a scenario.
        DiskError: where the scenario cannot be written.
    """
    from paradiplomacy_experiments.importing.ties import Wanted, make

    wanted = Wanted(
        file=Path(file),
        out=Path(out),
        cities=None if cities is None else Path(cities),
        ngos=None if ngos is None else Path(ngos),
        columns=tuple(columns),
        regimes=tuple(regimes),
        country=country,
        start=start,
        months=months,
        seed=seed,
        decimal=decimal,
        everything=everything,
        overwrite=overwrite,
    )
    return make(wanted)
