"""The neutral variants stand at the means of the default ones: ablation removes dynamics only."""

from __future__ import annotations

import pytest

from tools import neutral


@pytest.fixture(scope="module")
def means():
    return neutral.measured()


KEYS = [
    *neutral.Gauge().stocks,
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
    assert neutral.is_close(neutral.shipped(key), means[key]), "run `make refresh WHAT=neutral`"
