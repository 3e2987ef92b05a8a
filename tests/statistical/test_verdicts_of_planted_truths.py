"""Verdicts of planted truths: each kind passes where it should and fails where it should.

A statistic is made from synthetic replicates whose truth is known, estimated with its interval, and
judged, many times over. At the threshold one trial in forty passes and one in forty fails by
construction; bounds allow for what 200 trials scatter by chance (about one in ten thousand), and
for percentile intervals of 60 replicates, which are a little short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.patterns import PATTERNS, Part
from paradiplomacy_analysis.patterns.effects import (
    at_place,
    better_of,
    contrast,
    difference,
    in_order,
    standardised,
    surpluses,
)
from paradiplomacy_analysis.patterns.estimates import (
    averages,
    cliff,
    correlation,
    estimate,
    exact,
    mean,
    ratio,
    slope,
)
from paradiplomacy_analysis.patterns.measures import gates, turnover
from paradiplomacy_analysis.patterns.parts import worst
from paradiplomacy_analysis.patterns.scorecard import shares
from paradiplomacy_analysis.statistics.kaplan_meier import restricted_means
from tests.support.cards import card, rows
from tests.support.cells import FakeCells
from tests.support.draws import draw_fewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy_analysis.patterns.estimates import Estimate

    Trial = Callable[[np.random.Generator], Estimate | list[Estimate]]

pytestmark = pytest.mark.slow

TRIALS = 200
N = 60
"""The least number of replicates of a design."""

BY_CHANCE = 0.075
"""Rate that a verdict of a truth at its threshold may have: 2.5 %, and what 200 trials add."""

SURELY = 0.9
"""Rate that a verdict of a truth far from its threshold must have."""


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw replicates less often: an interval has the same length on average, a little less sure.

    Rates of 200 trials do not show that; they do show intervals of 80 % in place of 95.
    """
    draw_fewer(monkeypatch)


def rates(part: Part, trial: Trial) -> tuple[float, float]:
    """Return how often a part passes and fails; of several estimates the worst counts."""
    generator = np.random.default_rng(20_270_301)
    found = []
    for _ in range(TRIALS):
        made = trial(generator)
        several = made if isinstance(made, list) else [made]
        found.append(worst([part.verdict(each.low, each.high) for each in several]))
    return found.count("pass") / TRIALS, found.count("fail") / TRIALS


def part(**condition: Any) -> Part:
    return Part(statistic="planted", because="planted", **condition)


def normal(truth: float, spread: float = 1.0, n: int = N) -> Trial:
    return lambda generator: mean(generator.normal(truth, spread, n))


AT, GOOD, BAD = "at", "good", "bad"


def assert_rates(where: str, found: tuple[float, float], fails_at: float = BY_CHANCE) -> None:
    """Hold rates against what a truth at, beyond and short of the threshold should give."""
    passed, failed = found
    if where == AT:
        assert passed <= BY_CHANCE
        assert failed <= fails_at
    elif where == GOOD:
        assert passed >= SURELY
        assert failed <= 0.005
    else:
        assert failed >= SURELY
        assert passed <= 0.005


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
@pytest.mark.parametrize(
    ("condition", "side"), [("at_least", 1), ("above", 1), ("at_most", -1), ("below", -1)]
)
def test_one_sided_thresholds(condition: str, side: int, where: str) -> None:
    truth = 0.3 + side * {AT: 0.0, GOOD: 0.5, BAD: -0.5}[where]
    assert_rates(where, rates(part(**{condition: 0.3}), normal(truth)))


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_equivalence_by_bounds(where: str) -> None:
    truth = {AT: 0.5, GOOD: 0.0, BAD: 1.1}[where]
    assert_rates(where, rates(part(within=(-0.5, 0.5)), normal(truth)))


def test_noise_passes_for_neither_likeness_nor_absence() -> None:
    # As wide as this, an interval holds every bound: `includes` and `unless_unclear` passed it.
    noisy = normal(0.0, spread=20.0)
    assert rates(part(within=(-0.5, 0.5)), noisy)[0] == 0.0
    assert rates(part(at_most=0.2), noisy)[0] <= BY_CHANCE


def test_an_effect_below_the_smallest_of_interest_is_told_from_want_of_runs() -> None:
    claim = part(above=0.0, smallest=0.5)
    generator = np.random.default_rng(3)
    read = {
        spread: [
            claim.reading(one.low, one.high).split(":")[0]
            for one in (mean(generator.normal(0.0, spread, N)) for _ in range(TRIALS))
        ]
        for spread in (1.0, 20.0)
    }
    assert read[1.0].count("refuted") / TRIALS >= SURELY
    assert read[20.0].count("not told") / TRIALS >= SURELY


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_the_manipulation_check_asks_for_half_a_standard_deviation(where: str) -> None:
    truth = 0.5 + {AT: 0.0, GOOD: 1.0, BAD: -0.5}[where]
    found = rates(
        part(at_least=0.5),
        lambda g: standardised(g.normal(truth, 1.0, N), g.normal(0.0, 1.0, N)),
    )
    # Nothing moved is not tested, whether it fails or is inconclusive.
    if where == BAD:
        assert found[0] <= 0.005
    else:
        assert_rates(where, found)


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_cliffs_delta(where: str) -> None:
    # P(a > b) - P(a < b) of two normals a standard deviation apart is 0.52.
    apart = {AT: 0.6029, GOOD: 1.5, BAD: -0.3}[where]
    found = rates(
        part(at_least=0.33), lambda g: cliff(g.normal(apart, 1.0, N), g.normal(0.0, 1.0, N))
    )
    assert_rates(where, found)


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_slopes_and_correlations(where: str) -> None:
    x = np.linspace(0.0, 1.0, 6)
    steep = {AT: 0.0, GOOD: -0.8, BAD: 0.8}[where]

    def runs(generator: np.random.Generator) -> Any:
        return steep * x + generator.normal(0.0, 1.0, (N, 6))

    assert_rates(where, rates(part(below=0.0), lambda g: slope(x, runs(g))))
    assert_rates(where, rates(part(below=0.0), lambda g: correlation(x, runs(g))))


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_a_ratio_of_shares(where: str) -> None:
    share = {AT: 0.3, GOOD: 0.5, BAD: 0.15}[where]

    def trial(generator: np.random.Generator) -> Estimate:
        over, under = (generator.binomial(40, p, N).astype(float) for p in (share, 0.1))
        return ratio(over, under)

    assert_rates(where, rates(part(at_least=3.0), trial))


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_a_share_of_an_effect_as_a_contrast(where: str) -> None:
    several = {AT: 0.8, GOOD: 0.2, BAD: 1.4}[where]

    def trial(generator: np.random.Generator) -> Estimate:
        ties = np.full(N, 12.0)
        sums = (12.0 * generator.normal(fall, 1.0, N) for fall in (several, 1.0))
        return contrast((next(sums), ties), (next(sums), ties), 0.8)

    assert_rates(where, rates(part(at_most=0.0), trial))


def test_where_nothing_falls_a_contrast_calls_nothing_steady() -> None:
    def trial(generator: np.random.Generator) -> Estimate:
        ties = np.ones(N)
        several, one = generator.normal(0.0, 1.0, (2, N))
        return contrast((several, ties), (one, ties), 0.8)

    assert_rates(AT, rates(part(at_most=0.0), trial))


def welfare(generator: np.random.Generator, peak: float, n: int) -> Any:
    numbers = np.arange(9)
    truth = peak * (1.0 - ((numbers - 4) / 4.0) ** 2)
    return truth + 0.3 * generator.normal(0.0, 1.0, (n, 1)) + generator.normal(0.0, 0.05, (n, 9))


@pytest.mark.parametrize("n", [N, 160])
def test_a_flat_truth_has_no_best_inside(n: int) -> None:
    # Both surpluses must pass: seldomer than one in forty. Either may fail.
    found = rates(part(above=0.0), lambda g: surpluses(welfare(g, 0.0, n), ("first", "last")))
    assert found[0] <= 0.05
    assert found[1] <= 2 * BY_CHANCE


def test_the_maximum_as_first_declared_finds_one_where_there_is_none() -> None:
    def trial(generator: np.random.Generator) -> Estimate:
        values = welfare(generator, 0.0, N)

        def inside(weights: Any) -> Any:
            means = averages(weights, values)
            return means[:, 1:-1].max(axis=1) - np.maximum(means[:, 0], means[:, -1])

        return estimate(inside, N)

    assert rates(part(above=0.0), trial)[0] > 0.05


@pytest.mark.parametrize(("peak", "where"), [(0.1, GOOD), (-0.1, BAD)])
def test_a_best_inside_is_found_where_it_is(peak: float, where: str) -> None:
    found = rates(part(above=0.0), lambda g: surpluses(welfare(g, peak, 160), ("first", "last")))
    assert_rates(where, found)


@pytest.mark.parametrize(
    ("ahead", "where"), [((-0.2, -0.2), AT), ((1.0, -1.0), GOOD), ((-1.0, -1.2), BAD)]
)
def test_who_is_beaten_in_both_by_more_than_the_margin(
    ahead: tuple[float, float], where: str
) -> None:
    def trial(generator: np.random.Generator) -> Estimate:
        pairs = [(generator.normal(by, 1.0, 160), generator.normal(0.0, 1.0, 160)) for by in ahead]
        return better_of(pairs, "rival")

    assert_rates(where, rates(part(at_least=-0.2), trial))


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_concordance_of_declared_pairs(where: str) -> None:
    # A pair of normals so far apart stands in order in three runs of four.
    apart = {AT: 0.9539, GOOD: 2.5, BAD: 0.0}[where]

    def trial(generator: np.random.Generator) -> Estimate:
        lower = generator.normal(0.0, 1.0, (150, 1))
        return mean(in_order(lower, generator.normal(apart, 1.0, (150, 2))))

    assert_rates(where, rates(part(at_least=0.75), trial))


@pytest.mark.parametrize(("level", "where"), [(None, AT), (1.0, GOOD), (9.0, BAD), (-9.0, BAD)])
def test_a_place_of_five_against_chance(level: float | None, where: str) -> None:
    def trial(generator: np.random.Generator) -> Estimate:
        # The others are always in order; at random a fifth falls into each of five places.
        others = np.sort(generator.random((150, 4)), axis=1)
        if level is None:
            it = generator.random(150)
            others = np.sort(others, axis=1)
        else:
            others = others + np.array([0.0, 2.0, 2.0, 2.0])
            it = generator.normal(level, 1.0, 150) + 0.5
        return mean(at_place(others[:, :1], it, others[:, 1:]))

    assert_rates(where, rates(part(above=0.2), trial))


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_months_to_an_answer(where: str) -> None:
    later = {AT: 1, GOOD: 3, BAD: 0}[where]

    def trial(generator: np.random.Generator) -> Estimate:
        slow, fast = (answers(generator, shift) for shift in (later, 0))

        def longer(weights: Any) -> Any:
            late, early = (
                restricted_means(each, each, gates.HORIZON)
                for each in (weights @ slow, weights @ fast)
            )
            return late - early

        return estimate(longer, N)

    assert_rates(where, rates(part(at_least=1.0), trial))


def answers(generator: np.random.Generator, shift: int) -> Any:
    """Return how many of five files of each replicate are answered in each month."""
    months = generator.integers(0, 11, (N, 5)) + shift
    return (months[:, :, None] == np.arange(gates.HORIZON + 1)).sum(axis=1).astype(float)


def spells(generator: np.random.Generator, hazards: tuple[float, float]) -> turnover._Matched:
    """Return months at risk after a change and without, of two ages with unlike hazards."""
    changed, age = np.repeat([1, 0], 50 * N), generator.integers(0, 2, 100 * N)
    chance = np.where(changed == 1, *hazards) * (1.0 + age)
    exposed = pd.DataFrame(
        {
            "replicate": np.tile(np.arange(N), 100), "age": age, "first": 0.0,
            "event": generator.random(100 * N) < chance,
        }
    )  # fmt: skip
    return turnover._Matched(turnover._Side(exposed, changed == 1), FakeCells(replicates=N)())


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_a_hazard_ratio(where: str) -> None:
    times = {AT: 1.5, GOOD: 2.5, BAD: 1.0}[where]
    found = rates(part(at_least=1.5), lambda g: estimate(spells(g, (0.05 * times, 0.05)).ratio, N))
    assert_rates(where, found)


@pytest.mark.parametrize("where", [AT, GOOD, BAD])
def test_an_excess_risk_with_a_shield_and_without(where: str) -> None:
    left = {AT: 0.7, GOOD: 0.0, BAD: 1.4}[where]

    def trial(generator: np.random.Generator) -> Estimate:
        bare, shielded = (spells(generator, (0.05 + e, 0.05)) for e in (0.05, 0.05 * left))
        return estimate(lambda w: shielded.difference(w) - turnover.KEPT * bare.difference(w), N)

    assert_rates(where, rates(part(at_most=0.0), trial))


def test_what_is_exact_passes_only_where_it_is() -> None:
    control = part(exactly=0.0)
    assert rates(control, lambda _: exact(0.0)) == (1.0, 0.0)
    assert rates(control, lambda _: exact(1e-300)) == (0.0, 1.0)


@pytest.mark.parametrize(("truth", "passes"), [(0.0, (0.0, 0.15)), (1.5, (0.8, 1.0))])
def test_draws_are_judged_by_their_own_intervals(truth: float, passes: tuple[float, float]) -> None:
    # Twenty runs of each draw. Without intervals half of the draws at the threshold would pass.
    generator = np.random.default_rng(4)
    threshold = PATTERNS["F16"].parts[0].threshold
    draws = [mean(generator.normal(threshold + truth, 1.0, 20)) for _ in range(100)]
    table = card(
        rows("F16", "default", draws[0], draws[0]),
        *(rows("F16", f"draw {k}", one, one) for k, one in enumerate(draws)),
    )
    (found,) = shares(table).to_dict("records")
    low, high = passes
    assert low <= found["share"] <= high
    assert found["share"] + found["inconclusive"] + found["fail"] == pytest.approx(1.0)


def test_a_difference_of_worlds_is_told_within_replicates() -> None:
    def trial(generator: np.random.Generator) -> Estimate:
        luck = generator.normal(0.0, 50.0, N)
        return difference(luck + generator.normal(0.5, 1.0, N), luck)

    assert rates(part(above=0.0), trial)[0] >= SURELY
