"""The bilateral level: image, autoregression, what ties do for states."""

from __future__ import annotations

import pytest

from paradiplomacy.processes import bilateral
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import AA_CC, BB_CC, BB_DD, NORTH, SOUTH, let, scene, told

TO_SOUTH, TO_NORTH = 1, 2


class TestContract(MechanismContract):
    process = "bilateral"

    def while_neutral(self, world):
        assert world.bilateral == world.bilateral_base


PARAMETERS = {
    "bilateral__image_gain": 0.05,
    "bilateral__image_decay": 0.01,
    "bilateral__persistence": 0.9,
    "bilateral__up": 0.1,
    "bilateral__image": 0.02,
    "bilateral__noise": 0.0,
    "bilateral__activity_months": 12,
    "countries__north__bilateral": {"south": 0.6},
    "countries__south__bilateral": {"north": 0.4},
}


def world(**changes):
    return scene(**PARAMETERS | changes)


@pytest.mark.parametrize(("moved", "seen"), [(0.0, 0.0), (0.4, 0.4), (3.0, 1.0)])
def test_deliveries_that_reach_people_build_the_image_and_images_fade(moved, seen):
    w = world()
    partnership = w.partnerships[AA_CC]
    partnership.perception, partnership.moved_now = [0.3, 0.8], moved
    bilateral.form_image(w, AA_CC)
    assert partnership.perception == pytest.approx(
        [0.3 + 0.05 * seen * 0.7 - 0.01 * 0.3, 0.8 + 0.05 * seen * 0.2 - 0.01 * 0.8]
    )


def test_nobody_has_an_image_of_a_tie_that_is_not_founded():
    w = world()
    w.partnerships[3].moved_now = 1.0
    bilateral.form_image(w, 3)
    assert w.partnerships[3].perception == [0.0, 0.0]


@pytest.mark.parametrize(("silent", "activity"), [(0, 1.0), (3, 0.75), (12, 0.0), (40, 0.0)])
def test_activity_falls_over_a_year_of_silence(silent, activity):
    w = world()
    w.partnerships[AA_CC].silent = silent
    assert bilateral.activity(w, w.partnerships[AA_CC]) == activity


def tied(**changes):
    """Return a world whose three ties differ in trust, activity and image."""
    w = world(**changes)
    for p, trust, silent, image in (
        (AA_CC, 0.8, 0, 0.5),
        (BB_CC, 0.6, 6, 0.2),
        (BB_DD, 0.4, 20, 0.9),
    ):
        partnership = w.partnerships[p]
        partnership.trust, partnership.silent, partnership.perception = (
            [trust, trust, 0.0, 0.0],
            silent,
            [image, 0.1],
        )
    return w  # fmt: skip


def test_a_centre_sums_up_the_ties_of_its_cities():
    w = tied()
    let(w, "bilateral")
    warmth = 0.8 * 1.0 + 0.6 * 0.5 + 0.4 * 0.0
    assert w.warmth == pytest.approx([0.0, warmth, warmth, 0.0])
    # Of bb-dd, dd in the south is the first side.
    fade = 0.99
    assert w.image == pytest.approx([0.0, fade * (0.5 + 0.2 + 0.1), fade * (0.1 + 0.1 + 0.9), 0.0])


def adjusted(level=0.5, **changes):
    w = tied(**changes)
    w.bilateral[TO_SOUTH] = level
    bilateral.survey_relations(w, NORTH)
    bilateral.adjust_relations(w, NORTH)
    return w.bilateral[TO_SOUTH]


def test_the_level_returns_to_its_own_and_is_pushed_by_trust_and_image():
    expected = 0.6 + 0.9 * (0.5 - 0.6) + 0.1 * 1.1 / (5.0 + 1.1) + 0.02 * 0.8 / (5.0 + 0.8)
    assert adjusted() == pytest.approx(expected)


def test_each_push_may_be_switched_off():
    own = 0.6 + 0.9 * (0.5 - 0.6)
    assert adjusted(bilateral__up=0.0, bilateral__image=0.0) == pytest.approx(own)
    assert adjusted(bilateral__up=0.0) == pytest.approx(own + 0.02 * 0.8 / (5.0 + 0.8))
    assert adjusted(bilateral__image=0.0) == pytest.approx(own + 0.1 * 1.1 / (5.0 + 1.1))


def test_without_ties_the_level_follows_its_own_autoregression():
    assert adjusted(partnerships={}, ngos={}) == pytest.approx(0.6 + 0.9 * (0.5 - 0.6))


def test_neutral_stays_where_the_scenario_puts_it():
    assert adjusted(level=0.1, mechanisms__bilateral="neutral") == 0.6


def test_the_level_keeps_within_its_bounds():
    assert adjusted(level=1.0, bilateral__up=1.0, bilateral__persistence=1.0) == 1.0


def test_a_country_has_no_level_toward_itself():
    w = tied(bilateral__noise=0.3)
    before = w.bilateral[0], w.bilateral[3]
    let(w, "bilateral", 5)
    assert (w.bilateral[0], w.bilateral[3]) == before


def test_shocks_have_the_size_of_the_noise_and_differ_by_direction():
    w = world(bilateral__noise=0.02, bilateral__persistence=0.0, partnerships={}, ngos={})
    north, south = [], []
    for _ in range(1500):
        let(w, "bilateral")
        north.append(w.bilateral[TO_SOUTH] - 0.6)
        south.append(w.bilateral[TO_NORTH] - 0.4)
    assert sum(north) / 1500 == pytest.approx(0.0, abs=4 * 0.02 / 1500**0.5)
    spread = (sum(z * z for z in north) / 1500) ** 0.5
    assert spread == pytest.approx(0.02, rel=0.08)
    together = sum(a * b for a, b in zip(north, south, strict=True)) / 1500 / 0.02**2
    assert abs(together) < 4 / 1500**0.5


def test_relations_warm_and_cool_at_one_half():
    w = world(countries__north__bilateral={"south": 0.9}, partnerships={}, ngos={})
    w.bilateral[TO_SOUTH] = 0.48
    bilateral.adjust_relations(w, NORTH)
    assert told(w) == {"relations_warmed": 1}
    w.bilateral_base[TO_SOUTH] = 0.1
    bilateral.adjust_relations(w, NORTH)
    assert told(w) == {"relations_warmed": 1, "relations_cooled": 1}
    bilateral.adjust_relations(w, SOUTH)
    assert told(w) == {"relations_warmed": 1, "relations_cooled": 1}
