"""The neutral variants stand at the means of the default ones: ablation removes dynamics only.

Means over the cases that ship and all months; tolerance 15 % of the value. With 40 runs a case
their standard errors are below 4 %, and seeds are fixed. To measure them anew, run
``PYTHONPATH=model:experiments python -m tests.statistical.test_neutral_values``.
"""

from __future__ import annotations

from collections import Counter
from statistics import mean

import pytest

from paradiplomacy.engines.mesa_engine import ParadiplomacyModel
from paradiplomacy.state.codes import (
    BY_NGO,
    CLEARED,
    ENGAGED_SLOTS,
    FREE,
    NONE,
    OPEN,
    PENDING,
    REFUSED,
    RUNNING,
)
from paradiplomacy_experiments.configuration.scenario import load_scenario

CASES = ("bandung-seoul", "baubau-seoul")
RUNS = 40
TOLERANCE = 0.15


class Gauge:
    """Watch runs and keep what the neutral variants freeze."""

    def __init__(self):
        self.stocks = {
            key: []
            for key in (
                "leadership.neutral_commitment",
                "trust.neutral_level",
                "coordination.neutral_vertical",
                "coordination.neutral_horizontal",
                "coordination.neutral_dyad",
                "participation.neutral_level",
                "norms.neutral_internalised",
                "learning.neutral_quality",
            )
        }
        self.promised = self.delivered = 0
        self.waited = self.passed = self.refused = 0
        self.side_months = self.ngo_months = 0
        self.by_ngos = 0
        self.wanted = Counter()

    def watch(self, config, seed):
        model = ParadiplomacyModel(config, seed=seed)
        world = model.world
        places, made = {}, {}
        for _ in range(config.scenario.months):
            model.step()
            self._look_at_stocks(world)
            for p in range(world.clock.partnership_count):
                partnership = world.partnerships[p]
                self.side_months += 2 * (partnership.carried[0] + partnership.carried[1] == 2)
                self.ngo_months += sum(partnership.engaged[k] != NONE for k in range(ENGAGED_SLOTS))
            self._count_proposals(world, made)
            for d, dossier in enumerate(world.dossiers):
                for side in (0, 1):
                    self._follow(places, (d, side, dossier.key), dossier, side)
        for partnership in world.partnerships:
            self.promised += partnership.promised
            self.delivered += sum(partnership.delivered)

    def _look_at_stocks(self, world):
        stocks = self.stocks
        for partnership in world.partnerships[: world.clock.partnership_count]:
            stocks["leadership.neutral_commitment"] += partnership.commitment
            stocks["trust.neutral_level"] += partnership.trust
            stocks["coordination.neutral_dyad"].append(partnership.coordination)
        for city in world.cities:
            stocks["coordination.neutral_vertical"].append(city.vertical)
            stocks["coordination.neutral_horizontal"].append(city.horizontal)
            stocks["participation.neutral_level"].append(city.participation)
            stocks["norms.neutral_internalised"].append(city.internalised)
        stocks["learning.neutral_quality"] += [
            programme.quality for programme in world.programmes if programme.status == RUNNING
        ]

    def _count_proposals(self, world, made):
        """Count what cities and NGOs proposed, and how large, when it is first seen."""
        for programme in world.programmes:
            if programme.status != FREE and programme.key not in made:
                made[programme.key] = True
                if programme.origin == BY_NGO:
                    self.by_ngos += 1
                else:
                    self.wanted[programme.scale] += 1
        for dossier in world.dossiers:
            asked = dossier.status == OPEN and dossier.paper and not dossier.renews
            if asked and dossier.key not in made:
                made[dossier.key] = True
                self.wanted[dossier.paper] += 1

    def _follow(self, places, file, dossier, side):
        """Count the months a file waits at required stages, and how it leaves them."""
        before = places.get(file)
        if before == "gone" or (before is None and dossier.status != OPEN):
            return
        if dossier.decision[side] == PENDING and dossier.status == OPEN:
            self.waited += 1
            self.passed += before is not None and dossier.stage[side] > before
            places[file] = dossier.stage[side]
            return
        if before is not None:
            self.passed += dossier.decision[side] == CLEARED
            self.refused += dossier.decision[side] == REFUSED
        places[file] = "gone"

    def values(self):
        """Return what was measured, by parameter."""
        found = {key: mean(values) for key, values in self.stocks.items()}
        found["delivery.neutral_chance"] = self.delivered / self.promised
        found["gate.neutral_wait"] = self.waited / (self.passed + self.refused)
        found["gate.neutral_acceptance"] = self.passed / (self.passed + self.refused)
        proposals = self.wanted.total()
        found["initiation.neutral_city_rate"] = proposals / self.side_months
        found["initiation.neutral_ngo_rate"] = self.by_ngos / self.ngo_months
        for scale in range(3):
            found[f"initiation.neutral_scale.{scale}"] = self.wanted[scale] / proposals
        return found


def measured():
    """Return the means of the default variants over the cases that ship."""
    watched = Gauge()
    for case in CASES:
        config = load_scenario(case).config
        for seed in range(RUNS):
            watched.watch(config, seed)
    return watched.values()


def shipped(key):
    """Return the value of a parameter as it ships."""
    place = load_scenario(CASES[0]).config
    for part in key.split("."):
        place = place[int(part)] if part.isdigit() else getattr(place, part)
    return place


@pytest.fixture(scope="module")
def means():
    return measured()


KEYS = [
    *Gauge().stocks,
    "delivery.neutral_chance",
    "gate.neutral_wait",
    "gate.neutral_acceptance",
    "initiation.neutral_city_rate",
    "initiation.neutral_ngo_rate",
    *(f"initiation.neutral_scale.{scale}" for scale in range(3)),
]


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
def test_the_neutral_value_is_the_mean_of_the_default_variant(key, means):
    assert shipped(key) == pytest.approx(means[key], rel=TOLERANCE)


if __name__ == "__main__":
    for name, value in measured().items():
        print(f"{name:34} ships {shipped(name):.3f}, measured {value:.3f}")  # noqa: T201
