"""The neutral variants stand at the means of the default ones: ablation removes dynamics only.

Means over the shipped cases and all months; tolerance 15 % of the value. With 40 runs a case their
standard errors are below 3 %, and seeds are fixed.
"""

from __future__ import annotations

from statistics import mean

import pytest

from paradiplomacy.codes import CLEARED, OPEN, PENDING, REFUSED
from paradiplomacy.simulation import ParadiplomacyModel
from paradiplomacy_experiments.scenario import load_scenario

CASES = ("bandung-seoul", "baubau-seoul")
RUNS = 40
TOLERANCE = 0.15


class Gauge:
    """Watch runs and keep what the neutral variants freeze."""

    def __init__(self):
        self.commitment = []
        self.trust = []
        self.promised = self.delivered = 0
        self.waited = self.passed = self.refused = 0

    def watch(self, config, seed):
        model = ParadiplomacyModel(config, seed=seed)
        places = {}
        for _ in range(config.scenario.months):
            model.step()
            for tie in model.world.partnerships:
                self.commitment += tie.commitment
                self.trust += tie.trust
            for d, dossier in enumerate(model.world.dossiers):
                for side in (0, 1):
                    self._follow(places, (d, side, dossier.key), dossier, side)
        for tie in model.world.partnerships:
            self.promised += tie.promised
            self.delivered += sum(tie.delivered)

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


@pytest.fixture(scope="module")
def gauge():
    watched = Gauge()
    for case in CASES:
        config = load_scenario(case).config
        for seed in range(RUNS):
            watched.watch(config, seed)
    return watched


@pytest.fixture(scope="module")
def parameters():
    return load_scenario(CASES[0]).config


def test_commitment(gauge, parameters):
    value = parameters.leadership.neutral_commitment
    assert value == pytest.approx(mean(gauge.commitment), rel=TOLERANCE)


def test_trust(gauge, parameters):
    assert parameters.trust.neutral_level == pytest.approx(mean(gauge.trust), rel=TOLERANCE)


def test_delivery(gauge, parameters):
    kept = gauge.delivered / gauge.promised
    assert parameters.delivery.neutral_chance == pytest.approx(kept, rel=TOLERANCE)


def test_waiting_at_a_required_stage(gauge, parameters):
    waited = gauge.waited / (gauge.passed + gauge.refused)
    assert parameters.gate.neutral_wait == pytest.approx(waited, rel=TOLERANCE)


def test_acceptance_at_a_required_stage(gauge, parameters):
    passed = gauge.passed / (gauge.passed + gauge.refused)
    assert parameters.gate.neutral_acceptance == pytest.approx(passed, rel=TOLERANCE)
