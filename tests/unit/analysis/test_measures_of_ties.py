"""Measures of ties find what was planted: delivery, carriers, publics, and the controls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.patterns.measures import carriers, controls, delivery, publics
from tests.support.cells import FakeCells, noise, values

REPLICATES, YEARS = 40, 20


def grown(steps: Any) -> Any:
    """Return what adds up from yearly steps, (replicates, ties, years)."""
    return np.cumsum(steps, axis=2)


# ---------------------------------------------------------------------------------------- delivery


@pytest.mark.parametrize(("together", "surplus"), [(1.0, 0.0), (2.0, np.log(2.0))])
def test_complements_are_a_surplus_over_single_changes(together: float, surplus: float) -> None:
    def world(_: str, **levels: str) -> Any:
        high = [level == "high" for level in levels.values()]
        return np.full(REPLICATES, 5.0 * 3.0 ** sum(high) * (together if all(high) else 1.0))

    cells = FakeCells(world=world)
    # Multiplied factors add up in logs: no surplus; the surplus is what is more than that.
    assert values(delivery.complements(cells())) == [pytest.approx(surplus)] * 2


def test_money_gives_its_elasticity_and_the_ceremonies_of_the_poor() -> None:
    def ties(what: str, money: float, regime: str) -> Any:
        steps = np.full((REPLICATES, 2, YEARS), money**0.4 / YEARS)
        if what == "signed_share":
            signed = np.ones((REPLICATES, 2, YEARS))
            signed[:, 1] = 0.0
            return signed
        return grown(steps)

    cells = FakeCells(factors={"money": [0.0, 0.5, 1.0, 2.0]}, ties=ties, replicates=REPLICATES)
    elasticity, again, ceremonial = values(delivery.money(cells()))
    assert elasticity == again == pytest.approx(0.4)
    assert ceremonial == 1.0


def test_a_signed_tie_is_ceremonial_after_three_silent_years() -> None:
    def ties(what: str, world: str) -> Any:
        if what == "signed_share":
            return np.ones((REPLICATES, 2, YEARS))
        steps = np.zeros((REPLICATES, 2, YEARS))
        steps[:, 0, -4] = 1.0  # the last delivery just before
        steps[:, 1, -3] = 1.0  # the last delivery within
        return grown(steps)

    cells = FakeCells(ties=ties, replicates=REPLICATES)
    long, silent, _, first = values(delivery.ceremony(cells()))[::2]
    assert first == 0.5
    # Of fifteen years each of two ties all but one are silent; the last two of one are too short.
    assert silent == pytest.approx(28 / 30)
    assert long == pytest.approx(26 / 30)


def test_silence_under_a_paper_is_not_capped_by_its_term() -> None:
    def ties(what: str, world: str) -> Any:
        # Papers of five years, then as many without: never a delivery.
        signed = np.tile(np.arange(YEARS) % 10 < 5, (REPLICATES, 1, 1)).astype(float)
        if what == "ceremonial_share":
            return signed * (np.arange(YEARS) % 10 >= 3)
        return signed if what == "signed_share" else np.zeros((REPLICATES, 1, YEARS))

    long, silent, months, _ = values(delivery.ceremony(FakeCells(ties=ties)()))[::2]
    assert long == silent == 1.0
    assert months == pytest.approx(0.4)


def test_governance_looks_at_semarang_under_a_memorandum_only() -> None:
    rows = [
        {"replicate": k, "partnership": name, "formality": paper, "delivered": d, "promised": 10.0}
        for k in range(REPLICATES)
        for name, paper, d in (
            ("semarang-junggu", "mou" if k % 2 else "loi", 3.0 if k % 2 else 9.0),
            ("jakarta-seoul", "mou", 10.0),
        )
    ]
    cells = FakeCells(tables={"partnerships": pd.DataFrame(rows)}, replicates=REPLICATES)
    assert values(delivery.governance(cells())) == [pytest.approx(0.3)]


def test_evaluation_is_a_difference_of_means_and_slopes_over_years_three_to_ten() -> None:
    def ties(_: str, monitored: str) -> Any:
        yearly = np.arange(1.0, 11.0) * (0.5 if monitored == "yes" else 0.2)
        yearly[:2] = 100.0
        return grown(np.tile(yearly, (REPLICATES, 1, 1)))

    cells = FakeCells(ties=ties, replicates=REPLICATES)
    assert values(delivery.evaluation(cells())) == [pytest.approx(0.3 * 6.5), pytest.approx(0.3)]


def ordered(semarang: float) -> list[float]:
    """Return what is told of the order of the cases with Semarang at some place."""
    level = {
        "bandung-seoul": 9.0, "surabaya-busan": 8.0, "jakarta-seoul": 7.0,
        "semarang-junggu": semarang, "baubau-seoul": 1.0, "bandung-suwon": 50.0,
    }  # fmt: skip
    rows = [
        {"replicate": k, "partnership": name, "delivered_g2g": value}
        for k in range(12)
        for name, value in level.items()
    ]
    config = {"partnerships": dict.fromkeys(level)}
    cells = FakeCells(tables={"partnerships": pd.DataFrame(rows)}, replicates=12, config=config)
    return values(delivery.order_of_cases(cells()))


def test_cases_are_ordered_with_semarang_between_and_without_it() -> None:
    between, below, above = ordered(3.0), ordered(0.0), ordered(60.0)
    assert [told[0] for told in (between, below, above)] == [1.0, 1.0, 1.0]
    assert [told[1] for told in (between, below, above)] == [1.0, 0.0, 0.0]
    # The p as first declared calls for the order wherever Semarang stands.
    assert between[2] == below[2] < 0.001
    assert between[3] < below[3] < 0.05


def test_budgets_that_jump_have_heavy_tails() -> None:
    generator = np.random.default_rng(3)
    jumps = np.where(generator.random((REPLICATES, YEARS)) < 0.1, 0.5, 0.0)
    smooth = generator.normal(0.0, 0.05, (REPLICATES, YEARS))
    for changes, punctuated in ((jumps, True), (smooth, False)):
        level = 30.0 * np.cumprod(1.0 + changes, axis=1)
        cells = FakeCells(looks=lambda _, level=level: level, replicates=REPLICATES)
        assert (values(delivery.budgets(cells()))[0] > 0.2) == punctuated


# ---------------------------------------------------------------------------------------- carriers


def test_steadiness_compares_ties_by_their_kinds_of_actor() -> None:
    def ties(what: str, actors: str, incident: str) -> Any:
        if what == "actor_kinds":
            kinds = np.full((REPLICATES, 2, YEARS), 3.0 if actors == "several" else 1.0)
            kinds[:, 1] = 2.0  # neither several nor governments alone
            return kinds
        wave = np.where(np.arange(YEARS) % 2, 1.0, -1.0)
        trust = np.tile(wave * (0.1 if actors == "several" else 0.2), (REPLICATES, 2, 1))
        trust[:, 1] *= 50.0
        fall = {"none": 0.0, "declared": 0.1, "harder": 0.4}[incident]
        after = np.arange(YEARS) >= carriers.INCIDENT
        trust[:, 0] -= fall * after * (0.5 if actors == "several" else 1.0)
        return trust

    cells = FakeCells(ties=ties, replicates=REPLICATES)
    declared, harder, spread = values(carriers.steadiness(cells()))
    # Half of the fall, of which eight tenths were allowed.
    assert declared == pytest.approx((0.5 - 0.8) * 0.1)
    assert harder == pytest.approx((0.5 - 0.8) * 0.4)
    assert 0.4 < spread < 0.7


PATH = {
    "signed": [1] * 17,
    "memoranda": [0] * 17,
    "by_cities": [2, 4, 3, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "by_ngos": [1] * 17,
}


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        ({}, 1.0),
        ({"signed": [0, 0, *[1] * 15]}, 0.0),
        ({"memoranda": [*[0] * 10, 1, *[0] * 6]}, 0.0),
        ({"by_cities": [0, 1, 2, 3, *[0] * 13]}, 0.0),
        ({"by_cities": [2, 4, 3, 2, 2, 3, *[0] * 11]}, 0.0),
        ({"by_ngos": [*[1] * 5, *[0] * 12]}, 0.0),
        ({"by_ngos": [*[1] * 15, 0, 0]}, 0.0),
    ],
)
def test_the_path_of_baubau_needs_every_step(change: dict[str, Any], taken: float) -> None:
    told = {name: np.array(line, dtype=float) for name, line in (PATH | change).items()}

    def ties(what: str, world: str) -> Any:
        line = {
            "signed_share": told["signed"],
            "mou_share": told["memoranda"],
            "delivered_g2g": np.cumsum(told["by_cities"]),
            "delivered": np.cumsum(told["by_cities"] + told["by_ngos"]),
        }[what]
        silent = world == "no_ngo" and what != "signed_share"
        return np.tile(0.0 * line if silent else line, (REPLICATES, 1, 1))

    cells = FakeCells(factors={"world": ["as_it_was", "no_ngo"]}, ties=ties, replicates=REPLICATES)
    ratio, share = values(carriers.baubau(cells()))
    assert share == taken
    assert ratio == np.inf if taken else np.isnan(ratio)


def test_conditions_of_carriers_are_compared_with_the_least_and_the_next() -> None:
    def world(_: str, city_capacity: str, organisations: str, identity: str) -> Any:
        together = (city_capacity, organisations, identity) == ("low", "present", "high")
        return np.full(REPLICATES, 0.6 if together else 0.2 if organisations == "present" else 0.1)

    assert values(carriers.conditions(FakeCells(world=world)())) == [
        pytest.approx(6.0), pytest.approx(0.4),
    ] * 2  # fmt: skip


# ----------------------------------------------------------------------------------------- publics


def test_participation_is_correlated_with_trust_by_contact() -> None:
    strength = {"usual": 1.0, "much": 2.0, "little": 0.1}

    def world(_: str, held: float, meeting: str) -> Any:
        return strength[meeting] * held + noise(int(10 * held), len(meeting)) * 0.5

    cells = FakeCells(factors={"held": [0.0, 0.25, 0.5, 0.75, 1.0]}, world=world)
    usual, more, *_ = values(publics.participation(cells()))
    assert 0.3 < usual < 0.9
    assert more > 0.3


def test_distance_costs_less_where_there_are_contacts() -> None:
    def world(what: str, distance: float, contacts: str) -> Any:
        steep = (0.2 if contacts == "much" else 0.6) * (1.0 if what == "realised_ratio" else 0.5)
        return np.full(REPLICATES, 0.9 - steep * distance)

    cells = FakeCells(factors={"distance": [0.0, 0.5, 1.0]}, world=world)
    assert values(publics.distance(cells())) == [
        pytest.approx(-0.4), pytest.approx(-0.2), pytest.approx(0.4),
    ] * 2  # fmt: skip


def test_a_norm_is_fastest_where_its_curve_is_steepest() -> None:
    months = np.arange(240 // 3)
    curve = 1.0 / (1.0 + np.exp(-(months - 30) / 4.0))

    def looks(_: str, entrepreneurs: str) -> Any:
        late = curve if entrepreneurs == "some" else np.concatenate([np.zeros(10), curve[:-10]])
        return np.tile(late, (REPLICATES, 1))

    behind, _, later, adopted, _ = values(
        publics.norm(FakeCells(looks=looks, replicates=REPLICATES)())
    )
    assert behind == pytest.approx(0.5, abs=0.06)
    assert adopted == pytest.approx(0.5, abs=0.06)
    assert later == pytest.approx(30.0)


def test_the_place_on_the_way_is_that_of_the_cities_in_reach() -> None:
    curve = 0.6 / (1.0 + np.exp(-(np.arange(80) - 30) / 4.0))
    behind, _, _, adopted, _ = values(
        publics.norm(FakeCells(looks=lambda _, **__: np.tile(curve, (REPLICATES, 1)))())
    )
    assert behind == pytest.approx(0.5, abs=0.06)
    assert adopted == pytest.approx(0.3, abs=0.04)


def test_recovery_is_read_from_the_eve_to_half_of_the_fall() -> None:
    def looks(_: str, ties: str, coupling: str) -> Any:
        month = np.arange(240)
        pace = 10.0 if ties == "busy" and coupling == "usual" else 20.0
        since = np.clip(month - publics.INCIDENT - publics.DURATION + 1, 0, None)
        fall = np.where(month < publics.INCIDENT, 0.0, -0.3 * 0.5 ** (since / pace))
        return np.tile(0.5 + fall, (REPLICATES, 1))

    sooner, uncoupled = values(publics.recovery(FakeCells(looks=looks, replicates=REPLICATES)()))
    assert sooner == pytest.approx(-10.0, abs=0.1)
    assert uncoupled == 0.0


# ---------------------------------------------------------------------------------------- controls


@pytest.mark.parametrize(
    ("variant", "start", "times"),
    [("default", 0.3, 0), ("default", -0.1, 1), ("trust = beta_prior_half", 0.3, 0)],
)
def test_silence_counts_what_rises_above_last_and_prior(
    variant: str, start: float, times: int
) -> None:
    def ties(_: str, deliveries: str) -> Any:
        if deliveries == "some":
            return np.cumsum(np.full((REPLICATES, 1, 3), 0.1), axis=2)
        return np.tile([start, 0.2, 0.1], (REPLICATES, 1, 1))

    cells = FakeCells(ties=ties, variant=variant, replicates=REPLICATES)
    counted, gain = values(controls.silence(cells()))
    assert counted == times * REPLICATES
    assert gain == pytest.approx(0.1)


def test_controls_find_the_last_bit() -> None:
    small = np.nextafter(0.5, 1.0) - 0.5

    def ties(_: str, paper: str, proposals: str) -> Any:
        return np.full((REPLICATES, 1, 2), 0.5 + small * (paper == "mou"))

    found = values(controls.papers(FakeCells(ties=ties, replicates=REPLICATES)()))
    assert found == [small, small]
