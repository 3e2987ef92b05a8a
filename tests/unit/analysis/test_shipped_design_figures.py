"""Figures of all designs that ship: what they draw equals the tables, and can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.container import BarContainer, ErrorbarContainer

from paradiplomacy_analysis.figures import fitting
from paradiplomacy_analysis.figures.labels import level_labels
from paradiplomacy_analysis.figures.style import GOVERNMENT, SOCIETY
from paradiplomacy_analysis.matching import method
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.levers import bought
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm, p_values
from paradiplomacy_analysis.wording import level_text, number
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.design.loading import DESIGNS
from paradiplomacy_results.layout import OFF
from tests.support.drawn import rendered, texts
from tests.support.legible import illegible
from tests.support.shipped import DRAWS, SMALL, small
from tests.support.shipped_figures import DRAWN, LOOKED_AT, ON_SLIDES, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

pytestmark = [pytest.mark.compiled, pytest.mark.slow]


@pytest.fixture(scope="module")
def designs() -> Iterator[dict[str, Shown]]:
    """Yield what has been run; few draws of the prior suffice for what is drawn of them."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(method, "FEWEST_DRAWS", DRAWS)
        yield {}


@pytest.fixture(params=SMALL)
def shown(
    request: pytest.FixtureRequest,
    designs: dict[str, Shown],
    tmp_path_factory: pytest.TempPathFactory,
) -> Shown:
    name = request.param
    if name not in designs:
        results = small(name, tmp_path_factory.mktemp("shipped"))
        designs[name] = Shown(name, results, sample_of(results))
    return designs[name]


def test_every_design_that_ships_is_looked_at() -> None:
    assert set(SMALL) == set(shipped_names(DESIGNS)) == set(DRAWN)
    assert {each for name in ON_SLIDES for each in DRAWN[name]} == set(CHECKS)
    assert not set(LOOKED_AT) & set(ON_SLIDES)
    assert all(set(names) <= set(DRAWN[name]) for name, names in LOOKED_AT.items())


def test_figures_are_left_out_only_for_what_a_design_is(shown: Shown) -> None:
    wanted = set(fitting(shown.results))
    assert set(DRAWN[shown.name]) <= wanted
    for name in wanted - set(DRAWN[shown.name]):
        # Left out for what the design is, never for want of room.
        with pytest.raises(Exception, match=r"no levers|did not keep|no two factors|no factors"):
            shown.figure(name)


def test_no_text_lies_on_another_or_leaves_the_figure(shown: Shown) -> None:
    for name, figure, written in shown.drawings:
        assert illegible(figure, written) == [], name


@pytest.mark.parametrize("shown", ON_SLIDES, indirect=True)
def test_blue_and_orange_stay_with_governments_and_societies(shown: Shown) -> None:
    for name in DRAWN[shown.name]:
        drawn = rendered(shown.figure(name)[0], shown.results, "svg").lower()
        for colour in (GOVERNMENT, SOCIETY):
            assert colour.lower().encode() not in drawn, name


def test_every_level_is_drawn_or_said_to_be_left_out(shown: Shown) -> None:
    for name, figure, _ in shown.drawings:
        if name not in {"heatmap", "interactions", "forest"}:
            continue
        written = " ".join(" ".join(text.split()) for text in texts(figure))
        for factor in shown.sample.factors:
            for level, label in zip(factor.levels, level_labels(factor.levels), strict=True):
                at_a_tick = factor.is_number and _is_marked(level, figure)
                # Differences to a lever's own off are drawn; "off" alone stands at no row.
                at_none = name == "forest" and str(level).endswith(OFF)
                assert label in written or at_a_tick or at_none, (name, factor.name, label)


def _is_marked(level: float, figure: Figure) -> bool:
    """Tell whether dots with bars stand at a level, or next to it where several lines do."""
    for axes in figure.axes:
        across = axes.transScale + axes.transLimits
        for bars in axes.containers:
            if isinstance(bars, ErrorbarContainer):
                found = np.atleast_1d(bars[0].get_xdata()).astype(float)
                places = across.transform(
                    np.column_stack([[*found, level], np.ones(len(found) + 1)])
                )
                if (np.abs(places[:-1, 0] - places[-1, 0]) < 0.03).any():
                    return True
    return False


# ------------------------------------------------------------------------- what dots and bars are


def _dots(axes: Axes) -> list[tuple[float, float, float, float, float, float]]:
    """Return x and y of each dot with the ends of its bars: x, y, low, high of x, and of y."""
    found = []
    for each in axes.containers:
        if not isinstance(each, ErrorbarContainer):
            continue
        x, y = (np.atleast_1d(data).astype(float) for data in each[0].get_data())
        ends = {"x": np.column_stack([x, x]), "y": np.column_stack([y, y])}
        sides = [side for side, has in (("x", each.has_xerr), ("y", each.has_yerr)) if has]
        for side, bars in zip(sides, each[2], strict=True):
            column = 0 if side == "x" else 1
            ends[side] = np.array([part[:, column] for part in bars.get_segments()])
        found += [
            (*place, *across, *up)
            for place, across, up in zip(zip(x, y, strict=True), ends["x"], ends["y"], strict=True)
        ]
    return found


def _rounded(rows: Any) -> list[tuple[float, ...]]:
    """Return rows of numbers in one order, rounded so that they can be compared."""
    return sorted(tuple(round(float(x), 9) + 0.0 for x in row) for row in rows)


def _names(axes: Axes) -> dict[float, str]:
    return {
        round(float(place), 6): " ".join(label.get_text().split())
        for place, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    }


def _outcomes(table: pd.DataFrame, figure: Figure) -> list[tuple[Axes, str]]:
    """Return the panels with their outcomes: the first ones of the table."""
    outcomes = list(dict.fromkeys(table["outcome"]))
    axes = [each for each in figure.axes if each.axison]
    return list(zip(axes, outcomes[: len(axes)], strict=True))


def _forest(shown: Shown, figure: Figure) -> None:
    """Hold dots and bars of each row against the contrasts."""
    table = shown.finding("contrasts").tables["contrasts"]
    labels = {
        (factor.name, level_text(level)): label
        for factor in shown.sample.factors
        for level, label in zip(factor.levels, level_labels(factor.levels), strict=True)
    }
    names = _names(figure.axes[0])
    for axes, outcome in _outcomes(table, figure):
        drawn = {(names[round(y, 6)], round(x, 9), round(low, 9), round(high, 9))
                 for x, y, low, high, *_ in _dots(axes)}  # fmt: skip
        rows = table[table["outcome"] == outcome].to_dict("records")
        assert drawn == {
            (labels[row["factor"], row["level"]], *(round(row[c], 9) for c in ENDS)) for row in rows
        }
        assert len(_dots(axes)) == len(rows)


ENDS = ("difference", "low", "high")


def _table(shown: Shown, outcome: str, factors: list[str]) -> pd.DataFrame:
    """Return an outcome, (replicates, pairs of levels), averaged over other factors."""
    runs = shown.sample.runs.assign(value=shown.sample.values(outcome))
    return runs.pivot_table(index="replicate", columns=factors, values="value", sort=False)


def _interactions(shown: Shown, figure: Figure) -> None:
    """Hold dots and bars against means of runs; levels without an order are not joined."""
    several = [factor for factor in shown.sample.factors if len(factor.levels) > 1][:2]
    table = shown.finding("contrasts").tables["contrasts"]
    for axes, outcome in _outcomes(table, figure):
        wide = _table(shown, outcome, [factor.name for factor in several])
        low, high = intervals(wide.to_numpy(), *shown.sample.bounds(outcome))
        expected = np.column_stack([wide.mean(axis=0), low, high])
        rows = "y" not in {"y" for bars in axes.containers if bars.has_yerr}
        drawn = [
            (x, *across) if rows else (y, *up)
            for x, y, *ends in _dots(axes)
            for across, up in [(ends[:2], ends[2:])]
        ]
        assert np.allclose(_rounded(drawn), _rounded(expected), atol=1e-6), outcome
        joined = any(bars[0].get_linestyle() != "None" for bars in axes.containers)
        assert not joined or any(factor.is_number for factor in several)


def _heatmap(shown: Shown, figure: Figure) -> None:
    """Hold numbers against means; colours against differences told from chance by Holm's rule."""
    several = [factor for factor in shown.sample.factors if len(factor.levels) > 1][:2]
    table = shown.finding("contrasts").tables["contrasts"]
    panels = list(_outcomes(table, figure))
    tables = [_table(shown, outcome, [factor.name for factor in several]) for _, outcome in panels]
    firsts = [wide[tuple(factor.levels[0] for factor in several)] for wide in tables]
    differences = [
        wide.sub(first, axis=0).to_numpy() for wide, first in zip(tables, firsts, strict=True)
    ]
    p = np.concatenate([p_values(each) for each in differences])
    # The cells of first levels are compared with nothing.
    own = np.concatenate(
        [wide.columns == first.name for wide, first in zip(tables, firsts, strict=True)]
    )
    told_of_all = holm(np.where(own, np.nan, p)) < SIGNIFICANCE
    for (axes, _), wide, beside, told in zip(
        panels, tables, differences, np.split(told_of_all, len(panels)), strict=True
    ):
        assert sorted(text.get_text() for text in axes.texts) == sorted(map(number, wide.mean()))
        colours = np.ma.asarray(axes.collections[0].get_array())
        expected = beside.mean(axis=0)[told]
        assert np.allclose(sorted(colours.compressed()), sorted(expected), atol=1e-9)
        hatched = [patch for patch in axes.patches if patch.get_hatch()]
        assert len(hatched) == int((~told).sum())


def _front(shown: Shown, figure: Figure) -> None:
    """Hold all points against the table of fronts."""
    table = shown.finding("tradeoffs").tables["fronts"]
    columns = [f"{side}_{end}" for side in ("first", "second") for end in ("mean", "low", "high")]
    panels = [axes for axes in figure.axes if axes.axison]
    for axes, (_, part) in zip(panels, table.groupby("aims", sort=False), strict=True):
        drawn = [(x, a, b, y, c, d) for x, y, a, b, c, d in _dots(axes)]
        assert np.allclose(_rounded(drawn), _rounded(part[columns].to_numpy()), atol=1e-6)


def _levers(shown: Shown, figure: Figure) -> None:
    """Hold gains and costs against what levers buy."""
    table = bought(shown.sample, ["effectiveness", "cost_total"])
    panels = [axes for axes in figure.axes if axes.axison]
    for axes, (_, part) in zip(panels, table.groupby("where", sort=False), strict=True):
        wide = part.pivot_table(index="lever", columns="outcome", values=list(ENDS))
        expected = [
            [
                wide.loc[lever, (end, outcome)]
                for outcome in ("cost_total", "effectiveness")
                for end in ENDS
            ]
            for lever in wide.index
        ]
        drawn = [(x, a, b, y, c, d) for x, y, a, b, c, d in _dots(axes)]
        assert np.allclose(_rounded(drawn), _rounded(expected), atol=1e-6)


def _sobol(shown: Shown, figure: Figure) -> None:
    """Hold bars and whiskers against the indices, cut where no share can be."""
    table = shown.finding("sobol").tables["sobol"]
    for axes, outcome in _outcomes(table, figure):
        mine = table[table["outcome"] == outcome]
        bars = [each for each in axes.containers if isinstance(each, BarContainer)]
        for column, each in zip(("total", "first"), bars, strict=True):
            widths = [patch.get_width() for patch in each]
            assert np.allclose(sorted(widths), sorted(mine[column].clip(0.0, 1.0)))
        whiskers = np.concatenate([c.get_segments() for c in axes.collections])[:, :, 0]
        ends = [mine[[f"{c}_low", f"{c}_high"]].clip(0.0, 1.0) for c in ("total", "first")]
        assert np.allclose(_rounded(whiskers), _rounded(np.concatenate(ends)), atol=1e-6)
        assert axes.get_xlim()[1] <= 1.0


def _morris(shown: Shown, figure: Figure) -> None:
    """Hold dots, bars and diamonds against the elementary effects."""
    table = shown.finding("morris").tables["morris"]
    for axes, outcome in _outcomes(table, figure):
        mine = table[table["outcome"] == outcome]
        drawn = [(x, low, high) for x, _, low, high, *_ in _dots(axes)]
        low = mine["mu_star_low"].clip(lower=0.0)
        expected = np.column_stack([mine["mu_star"], low, mine["mu_star_high"]])
        assert np.allclose(_rounded(drawn), _rounded(expected), atol=1e-6)
        sigma = [line.get_xdata() for line in axes.lines if line.get_marker() == "D"]
        whole = next(np.asarray(each) for each in sigma if len(each) == len(mine))
        assert np.allclose(sorted(whole), sorted(mine["sigma"]))


def _boxes(shown: Shown, figure: Figure) -> None:
    """Hold ways and limits against what was peeled."""
    tables = shown.finding("discovery").tables
    ways = [axes for axes in figure.axes if "peeled" in axes.get_title("left")]
    for axes, (_, part) in zip(
        ways, tables["trajectory"].groupby("outcome", sort=False), strict=True
    ):
        for box, way in part.groupby("box"):
            line = axes.lines[2 * (int(box) - 1)]
            assert np.allclose(line.get_xdata(), way["coverage"])
            assert np.allclose(line.get_ydata(), way["density"])
    asked = [axes for axes in figure.axes if "ask" in axes.get_title("left")]
    assert sum(len(axes.get_yticks()) for axes in asked) == len(tables["limits"])


def _matching(shown: Shown, figure: Figure) -> None:
    """Hold bars against what targets rule out, and what is left of factors."""
    tables = shown.finding("matching").tables
    targets, factors = figure.axes
    assert np.allclose(
        [bar.get_width() for bar in targets.containers[0]], tables["targets"]["ruled_out"]
    )
    declared = {factor.name: factor for factor in shown.sample.factors}
    for place, row in enumerate(tables["factors"].to_dict("records")):
        scale = np.log if declared[row["factor"]].log else np.asarray
        ends = scale(np.array([row["prior_low"], row["prior_high"]]))
        left = (scale(np.array([row["low"], row["high"]])) - ends[0]) / np.ptp(ends)
        bar = factors.containers[2 * place + 1][0]
        assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx(tuple(left))


def _survival(shown: Shown, figure: Figure) -> None:
    """Hold curves against the table of curves."""
    curves = shown.finding("survival").tables["curves"]
    whole = curves[curves["group"] == "all"]
    for axes in figure.axes:
        line = next(each for each in axes.lines if len(each.get_ydata()))
        expected = [
            part["survival"].to_numpy()
            for _, part in whole.groupby("what")
            if len(part) == len(line.get_ydata())
        ]
        assert any(np.allclose(line.get_ydata(), each) for each in expected)
        assert axes.get_ylim()[0] == 0.0


CHECKS = {
    "boxes": _boxes,
    "forest": _forest,
    "front": _front,
    "heatmap": _heatmap,
    "interactions": _interactions,
    "levers": _levers,
    "matching": _matching,
    "morris": _morris,
    "sobol": _sobol,
    "survival": _survival,
}


def test_what_is_drawn_equals_the_tables(shown: Shown) -> None:
    for name, figure, _ in shown.drawings:
        CHECKS[name](shown, figure)
