"""The designs of waves: the prior, and its factors at the draws that are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.matching import wave_design

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.loading import Design


@pytest.fixture(scope="module")
def prior() -> Design:
    return load_design("prior")


@pytest.mark.slow
def test_the_first_wave_is_the_prior(prior: Design) -> None:
    wave = wave_design(1)
    assert wave.name == "wave-1"
    assert wave.points.sample.sha256 == prior.points.sample.sha256
    assert (wave.replication, wave.file.design.seed) == (prior.replication, 1)
    assert wave.layout == prior.layout


def test_a_later_wave_lists_draws_and_has_luck_of_its_own(prior: Design) -> None:
    units = np.vstack(
        [np.zeros(len(prior.points.factors)), np.full(len(prior.points.factors), 0.5)]
    )
    wave = wave_design(3, units, {"design.replicates": 4, "cities.baubau.capacity": 0.9})
    assert len(wave.points) == 2
    assert (wave.file.design.seed, wave.file.design.title) == (3, "Prior, wave 3")
    for name, value in wave.points.levels(0).items():
        section = prior.file.factors[name]
        assert value == pytest.approx(section.low)
    assert wave.replication.most == 4
    assert wave.points.config(1).cities["baubau"].capacity == 0.9


def test_places_in_the_cube_are_those_of_the_priors_own_draws(prior: Design) -> None:
    factors = prior.points.factors
    units = np.random.default_rng(1).random((3, len(factors)))
    wave = wave_design(2, units)
    for number, row in enumerate(units):
        expected = {
            one.name: one.label(float(one.column(row[place : place + 1])[0]))
            for place, one in enumerate(factors)
        }
        assert wave.points.levels(number) == expected
