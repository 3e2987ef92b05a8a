"""Importance from any sample: functions whose importance is known, and what has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import delta as salib_delta
from SALib.analyze import pawn as salib_pawn
from scipy.stats import qmc

from paradiplomacy_analysis.figures.importance import importance as drawn
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.sample import Factor, UnfitError
from paradiplomacy_analysis.statistics import importance as of_any_sample
from paradiplomacy_analysis.statistics import importance_measures
from paradiplomacy_analysis.statistics.importance import importance
from paradiplomacy_analysis.statistics.importance_columns import (
    classes_of,
    columns_of,
)
from paradiplomacy_analysis.statistics.importance_measures import Ordered, by_classes
from tests.support.legible import illegible
from tests.support.samples import ranges, sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample

TURN = np.pi


@pytest.fixture
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grow fewer trees, and draw points less often, than what is told of noise needs."""
    monkeypatch.setattr(importance_measures, "TREES", 60)
    monkeypatch.setattr(importance_measures, "TREES_EACH", 3)
    monkeypatch.setattr(of_any_sample, "RESAMPLES", 20)


quickly = pytest.mark.usefixtures("few_trees")


def cube(points: int, count: int, seed: int = 7) -> NDArray[np.float64]:
    return qmc.LatinHypercube(count, rng=np.random.default_rng(seed)).random(points)


def of_ranges(
    x: NDArray[np.float64], outcomes: dict[str, Any], kind: str = "lhs", low: float = 0.0
) -> Sample:
    points = {f"x{k + 1}": x[:, k] for k in range(x.shape[1])}
    factors = ranges(x.shape[1], low, 1.0 if low == 0.0 else -low)
    return sample(factors, points, outcomes, sampling={"kind": kind})


def by_factor(found: Finding, measure: str, outcome: str = "trust") -> pd.DataFrame:
    table = found.tables["importance"]
    mine = table[(table["measure"] == measure) & (table["outcome"] == outcome)]
    return mine.set_index("factor")


def told(found: Finding, outcome: str = "trust") -> set[str]:
    table = found.tables["importance"]
    return set(table.loc[table["told"] & (table["outcome"] == outcome), "factor"])


def ishigami(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ishigami & Homma 1990, with a = 7 and b = 0.1."""
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.fixture(scope="module")
def of_ishigami() -> Finding:
    x = (2.0 * cube(1500, 4) - 1.0) * TURN
    return importance(of_ranges(x, {"trust": ishigami(x)}, low=-TURN))


@pytest.mark.slow
def test_measures_of_ishigami_are_those_of_the_literature(of_ishigami: Finding) -> None:
    # Plischke, Borgonovo & Smith 2013 and the suite of SALib; the fourth factor does nothing.
    delta = by_factor(of_ishigami, "delta")["value"].to_numpy()
    assert delta == pytest.approx([0.21, 0.36, 0.16, 0.0], abs=0.06)
    first = by_factor(of_ishigami, "RBD-FAST")["value"].to_numpy()
    assert first == pytest.approx([0.3139, 0.4424, 0.0, 0.0], abs=0.05)
    assert by_factor(of_ishigami, "PAWN")["rank"].to_list() == [2, 1, 3, 4]
    assert told(of_ishigami) == {"x1", "x2", "x3"}


@pytest.mark.slow
def test_what_matters_only_with_others_is_no_share_of_its_own(of_ishigami: Finding) -> None:
    assert by_factor(of_ishigami, "score").loc["x3", "told"]
    assert not by_factor(of_ishigami, "RBD-FAST").loc["x3", "told"]
    (said,) = of_ishigami.sentences
    assert said.startswith("Of trust, x")
    assert "told by score, delta and PAWN only" in said
    assert "matter most" in said
    assert "1 factor not told from columns of lot" in said


@pytest.mark.slow
def test_measures_agree_on_what_they_order_alike(of_ishigami: Finding) -> None:
    table = of_ishigami.tables["agreement"].set_index(["measure", "with_measure"])["correlation"]
    assert table["delta", "PAWN"] == 1.0
    assert table["score", "RBD-FAST"] < 1.0
    assert of_ishigami.tables["convergence"].set_index("measure").loc["delta", "settled"]


@pytest.mark.slow
def test_trees_that_foretell_well_are_told_by_r_squared(of_ishigami: Finding) -> None:
    (row,) = of_ishigami.tables["checks"].to_dict("records")
    assert 0.7 < row["r2"] < 1.0
    assert not any("foretell" in doubt for doubt in of_ishigami.doubts)


@pytest.mark.parametrize("points", [200, 2000])
def test_delta_and_pawn_are_those_of_salib(points: int) -> None:
    x = (2.0 * cube(points, 3) - 1.0) * TURN
    values = ishigami(x)
    frame = pd.DataFrame(x, columns=["x1", "x2", "x3"])
    columns = columns_of(ranges(3, -TURN, TURN), frame)
    outcome = Ordered.of(values)
    delta, pawn = by_classes(columns, outcome, np.ones(points, dtype=np.int64))[:, :3]
    count = classes_of(points)
    problem = {"num_vars": 3, "names": list(frame), "bounds": [[-TURN, TURN]] * 3}
    assert pawn == pytest.approx(
        salib_pawn.analyze(problem, x, values, S=count)["mean"], abs=4.0 * count / points
    )
    grid = np.linspace(outcome.scores.min() - 1, outcome.scores.max() + 1, 400)
    edges = np.linspace(0, points, count + 1)
    theirs = [salib_delta.calc_delta(outcome.scores, grid, column, edges) for column in x.T]
    assert delta == pytest.approx(theirs, abs=0.01)


@pytest.mark.slow
@quickly
def test_a_linear_function_has_the_order_of_its_slopes() -> None:
    x = cube(600, 5)
    found = importance(of_ranges(x, {"trust": x @ [1.0, 4.0, 0.0, -2.0, 0.0]}))
    for measure in ("score", "delta", "PAWN", "RBD-FAST"):
        order = by_factor(found, measure)["rank"].sort_values().index[:3]
        assert order.to_list() == ["x2", "x4", "x1"], measure
    assert told(found) == {"x1", "x2", "x4"}
    assert found.sentences[0].startswith("Of trust, x2 (score")
    assert "matters most, then x4 (" in found.sentences[0]
    assert found.answer == found.sentences[0]


def noise(seed: int) -> Sample:
    generator = np.random.default_rng(seed)
    factors = (*ranges(3), Factor("regime", ("a", "b", "c")), Factor("unit", (False, True)))
    points = {
        **{f"x{k + 1}": column for k, column in enumerate(cube(150, 3, seed).T)},
        "regime": generator.choice(["a", "b", "c"], 150),
        "unit": generator.choice([False, True], 150),
    }
    heavy = generator.standard_t(3, size=(150, 2))
    return sample(factors, points, {"trust": generator.normal(size=(150, 2)), "cost": heavy})


@pytest.mark.slow
@quickly
def test_of_noise_nothing_is_told() -> None:
    found = importance(noise(0))
    assert told(found) == told(found, "cost") == set()
    assert found.sentences[0] == "For trust, none of 5 factors is told from columns of lot."
    assert any("scores describe little" in doubt for doubt in found.doubts)
    assert any("is chance, and would be another" in doubt for doubt in found.doubts)


@pytest.mark.slow
def test_of_noise_something_is_told_no_more_often_than_one_time_in_twenty() -> None:
    found = [importance(noise(seed)) for seed in range(100, 103)]
    wrong = sum(bool(told(each, outcome)) for each in found for outcome in ("trust", "cost"))
    # 6 outcomes with all their factors and measures: at a rate of 5 % more than 1 are 1 in 30.
    # Of intervals half as wide as they are to be, 2 are told.
    assert wrong <= 1


@pytest.mark.slow
@quickly
def test_a_level_in_the_middle_is_seen_by_every_measure() -> None:
    generator = np.random.default_rng(4)
    levels = generator.choice(["a", "b", "c", "d"], 400)
    other = generator.choice(["p", "q", "r", "s"], 400)
    factors = (Factor("regime", ("a", "b", "c", "d")), Factor("other", ("p", "q", "r", "s")))
    trust = (levels == "c") + generator.normal(0.0, 0.1, 400)
    given = sample(factors, {"regime": levels, "other": other}, {"trust": trust})
    found = importance(given)
    assert told(found) == {"regime"}
    assert by_factor(found, "delta").loc["regime", "told"]
    assert by_factor(found, "PAWN").loc["regime", "told"]
    assert "left out: RBD-FAST of all factors, as it is of ranges" in " ".join(found.doubts)


@pytest.mark.slow
@quickly
def test_the_order_of_the_points_of_a_grid_tells_nothing() -> None:
    first, second = (each.ravel() for each in np.meshgrid([0.0, 1.0], range(12), indexing="ij"))
    frame = {"a": np.repeat(first, 10), "b": np.repeat(second, 10)}
    factors = (Factor("a", (0.0, 1.0)), Factor("b", tuple(range(12))))
    trust = frame["b"] + np.random.default_rng(1).normal(0.0, 0.1, 240)
    assert told(importance(sample(factors, frame, {"trust": trust}))) == {"b"}


@pytest.mark.slow
@quickly
def test_what_acts_only_together_is_seen_by_trees_alone() -> None:
    x = cube(1000, 4)
    both = (x[:, 0] > 0.5) ^ (x[:, 1] > 0.5)
    found = importance(of_ranges(x, {"trust": both + 0.0}))
    assert told(found) == {"x1", "x2"}
    for measure in ("delta", "PAWN", "RBD-FAST"):
        assert not by_factor(found, measure)["told"].any(), measure
    assert "shows only together with them" in found.sentences[1]


@pytest.mark.slow
@quickly
def test_an_outcome_that_is_the_same_throughout_a_class_is_told() -> None:
    x = cube(1000, 3)
    trust = np.where(x[:, 0] > 0.5, np.random.default_rng(2).random(1000), 0.0)
    found = importance(of_ranges(x, {"trust": trust}))
    assert by_factor(found, "delta")["told"].to_list() == [True, False, False]
    # Half of the points lie at 0, the others do not; kernels blur where the halves meet.
    assert by_factor(found, "delta").loc["x1", "value"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.slow
@quickly
def test_scales_and_distributions_of_a_factor_change_nothing() -> None:
    x = cube(200, 2)
    plain = of_ranges(x, {"trust": x[:, 0]})
    bent = (Factor("x1", (), 1.0, np.exp(9.0), log=True), Factor("x2", (), 0.0, 1.0))
    points = {"x1": np.exp(9.0 * x[:, 0]), "x2": x[:, 1] ** 5}
    again = sample(bent, points, {"trust": x[:, 0]})
    pd.testing.assert_frame_equal(
        importance(plain).tables["importance"], importance(again).tables["importance"]
    )


@pytest.mark.slow
@quickly
def test_the_same_results_give_the_same_finding_and_disturb_no_other_lot() -> None:
    x = cube(100, 2)
    given = of_ranges(x, {"trust": x[:, 0] + x[:, 1]})
    np.random.seed(3)  # noqa: NPY002  (that of other libraries)
    before = np.random.get_state()[1]  # noqa: NPY002
    findings = [importance(given).as_json() for _ in range(2)]
    assert findings[0] == findings[1]
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.slow
@quickly
def test_factors_that_go_together_are_doubted() -> None:
    x = cube(300, 4)
    x[:, 1] = 0.8 * x[:, 0] + 0.2 * x[:, 1]
    found = importance(of_ranges(x, {"trust": x[:, 0]}, kind="table"))
    (doubt,) = (each for each in found.doubts if "correlated" in each)
    assert "x1 with x2 0.9" in doubt
    assert "x3" not in doubt


@pytest.mark.slow
@quickly
@pytest.mark.parametrize("shared", [0.0, 50.0])
def test_the_share_of_chance_is_that_of_the_replicates(shared: float) -> None:
    generator = np.random.default_rng(5)
    x = cube(1000, 2)
    luck = shared * generator.normal(size=(1, 4))  # of all points of a replicate alike
    trust = x[:, [0]] + generator.normal(0.0, 0.3, size=(1000, 4)) + luck
    (row,) = importance(of_ranges(x, {"trust": trust})).tables["checks"].to_dict("records")
    assert row["noise"] == pytest.approx(0.0225 / (0.0225 + 1 / 12), abs=0.03)


@pytest.mark.slow
@quickly
def test_what_factors_do_with_the_luck_of_a_replicate_is_not_told_of_them() -> None:
    x = cube(300, 3)
    slopes = np.array([1.0, -1.0, 0.9, -0.8, 1.1, -0.9])
    luck = x[:, [0]] * slopes + 0.05 * x[:, [1]]
    found = importance(of_ranges(x, {"trust": luck}))
    assert told(found) == set()
    assert found.tables["checks"]["noise"].item() > 0.9
    assert any("would be another of other replicates" in doubt for doubt in found.doubts)
    # That one replicate is like the other is what tells it.
    alike = importance(of_ranges(x, {"trust": x[:, [0]] * abs(slopes) + 0.05 * x[:, [1]]}))
    assert "x1" in told(alike)


@pytest.mark.slow
@quickly
def test_one_replicate_does_not_tell_chance() -> None:
    x = cube(100, 2)
    found = importance(of_ranges(x, {"trust": x[:, 0]}))
    assert np.isnan(found.tables["checks"]["noise"]).all()
    assert any("not told by one replicate a point" in doubt for doubt in found.doubts)


@pytest.mark.slow
@quickly
def test_a_sample_that_is_too_small_begins_its_sentence_with_that() -> None:
    x = (2.0 * cube(60, 3) - 1.0) * TURN
    found = importance(of_ranges(x, {"trust": x @ [1.0, 0.9, 0.95]}, low=-TURN))
    assert told(found)
    assert found.sentences[0].startswith("The sample is too small to order what matters for trust")
    assert "ranks move by" in found.sentences[0]
    assert any("are not settled" in doubt for doubt in found.doubts)


@quickly
def test_runs_without_a_value_are_left_out_and_counted() -> None:
    x = cube(100, 2)
    trust = np.repeat(x[:, [0]], 3, axis=1)
    trust[:7, 1] = np.nan
    found = importance(of_ranges(x, {"trust": trust}))
    assert told(found) == {"x1"}
    assert any("7 runs without a value left out" in doubt for doubt in found.doubts)


@quickly
def test_an_outcome_that_a_point_lacks_is_left_out_and_others_stay() -> None:
    x = cube(100, 2)
    cost = x[:, 1].copy()
    cost[3] = np.nan
    found = importance(of_ranges(x, {"cost": cost, "trust": x[:, 0]}))
    assert set(found.tables["importance"]["outcome"]) == {"trust"}
    assert any(doubt.startswith("left out: cost is undefined in run 3") for doubt in found.doubts)


def test_what_does_not_vary_has_no_importance() -> None:
    found = importance(of_ranges(cube(100, 2), {"trust": np.full(100, 0.25)}))
    assert found.tables == {}
    assert found.sentences == ()
    assert found.doubts[0].startswith("undefined because trust is 0.250 at all points")


@quickly
@pytest.mark.parametrize("kind", ["saltelli", "draws"])
def test_points_that_share_coordinates_are_doubted(kind: str) -> None:
    x = cube(100, 2)
    found = importance(of_ranges(x, {"trust": x[:, 0]}, kind=kind))
    assert any(f"a sample of {kind} share coordinates" in doubt for doubt in found.doubts)
    assert "RBD-FAST" not in set(found.tables["importance"]["measure"])
    assert any(f"and this is one of {kind}" in doubt for doubt in found.doubts)


@pytest.mark.slow
@quickly
def test_of_very_many_points_some_are_drawn_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_any_sample, "MOST_POINTS", 80)
    x = cube(200, 2)
    found = importance(of_ranges(x, {"trust": x[:, 0]}))
    assert found.tables["checks"]["points"].to_list() == [80]
    assert told(found) == {"x1"}
    assert "left out: 120 of 200 points, drawn by lot, to save time" in found.doubts


def test_too_few_points_and_what_varies_nothing_are_refused() -> None:
    x = cube(20, 2)
    with pytest.raises(UnfitError, match=r"has 20 points: importance needs 50"):
        importance(of_ranges(x, {"trust": x[:, 0]}))
    one = sample((Factor("a", (1.0,)),), {"a": np.ones(60)}, {"trust": np.arange(60.0)})
    with pytest.raises(UnfitError, match="no factor varies"):
        importance(one)


@quickly
def test_it_is_applied_where_it_is_named_and_no_sample_asks_for_it() -> None:
    x = cube(100, 2)
    given = of_ranges(x, {"trust": x[:, 0]}, kind="table")
    assert not METHODS["importance"].fits(given)
    assert importance(given).sentences[0].startswith("Of trust, x1")


@pytest.mark.slow
@quickly
def test_a_figure_leaves_blank_what_is_not_told() -> None:
    from types import SimpleNamespace
    from typing import cast

    from paradiplomacy_analysis import Results

    x = cube(300, 3)
    given = of_ranges(x, {"trust": x[:, 0], "cost": x[:, 0] * x[:, 1]})
    found = importance(given)
    results = cast("Results", SimpleNamespace(manifest=SimpleNamespace(title="A design")))
    for size in ("slide", "column"):
        figure = drawn(results, found, size=size)
        assert illegible(figure) == []
        table = found.tables["importance"].query("measure != 'RBD-FAST'")
        cells = [text.get_text() for axes in figure.axes for text in axes.texts]
        assert cells.count("·") == int((~table["told"]).sum()) > 0
        assert len(cells) == len(table)
        filled = [np.ma.count(axes.collections[0].get_array()) for axes in figure.axes]
        assert sum(filled) == int(table["told"].sum())
