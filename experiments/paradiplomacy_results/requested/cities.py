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
)
"""Each city at the end of each year; granted = spent + returned + what is left in ``funds``."""
