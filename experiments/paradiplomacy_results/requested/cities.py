"""The table of cities: each city year by year, its means, money, staff, public and mayors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.processes.delivery.resources import staff_of
from paradiplomacy.state.actors import City
from paradiplomacy.state.fields import specs
from paradiplomacy_results.requested.columns import (
    YEAR,
    RequestedTable,
    field,
    flow,
    made,
    row_of,
)
from paradiplomacy_results.requested.snapshots import EVERY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.requested.snapshots import Snapshots


def _population(world: Snapshots) -> NDArray[Any]:
    return np.asarray(np.rint(10.0 ** world.cities[EVERY].size))


def _budget(world: Snapshots) -> NDArray[Any]:
    city = world.cities[EVERY]
    return np.asarray(city.revenue * city.budget_share)


def _staff(world: Any) -> NDArray[Any]:
    return np.asarray(staff_of(world, EVERY))


def _trust(world: Snapshots) -> NDArray[Any]:
    """Return the mean trust of each city in its partners, NaN for one without a tie."""
    ties = world.partnerships
    ends, trust, there = ties.cities, ties.trust, ties.exists == 1
    totals, counts = np.zeros(world.cities.shape), np.zeros(world.cities.shape)
    found = np.nonzero(there)
    for side in range(2):
        place = (*found[:2], ends[found][..., side])
        np.add.at(totals, place, 0.5 * (trust[found][..., side] + trust[found][..., 2 + side]))
        np.add.at(counts, place, 1.0)
    return np.divide(totals, counts, out=np.full_like(totals, np.nan), where=counts > 0)


def _everywhere(world: Snapshots) -> NDArray[Any]:
    return np.ones(world.cities.shape, dtype=bool)


CITIES = RequestedTable(
    name="cities",
    about="city and year",
    source=City,
    every=YEAR,
    there=_everywhere,
    columns={
        "city": row_of(City, "id of the city"),
        "country": field(City, "country", names="countries"),
        "population": made(_population, "people", "its inhabitants"),
        "capacity": field(City, "capacity"),
        "unit": field(City, "unit"),
        "ties": field(City, "partnership_count"),
        "budget": made(
            _budget,
            specs(City)["revenue"].unit,
            "money of a year's grant: its revenue times the share of foreign programmes; what the "
            "centre adds comes on top",
        ),
        "granted": flow(City, "granted"),
        "spent": flow(City, "spent"),
        "upkeep": flow(City, "upkeep"),
        "returned": flow(City, "returned"),
        "funds": field(City, "funds"),
        "staff": made(_staff, "programme-equivalents", "staff that it has"),
        "load": field(City, "load"),
        "participation": field(City, "participation"),
        "informed": field(City, "informed"),
        "vertical_coordination": field(City, "vertical_coordination"),
        "horizontal_coordination": field(City, "horizontal_coordination"),
        "mayors_changed": flow(City, "mayors"),
        "drive": field(City, "drive"),
        "norm_adopted": field(City, "norm_adopted"),
    },
    more=field,
    further={
        "trust": made(
            _trust, "1", "its trust in its partners, mean over both tracks and its ties", high=1.0
        ),
    },
)
"""Each city at the end of each year; granted = spent + returned + what is left in ``funds``."""
