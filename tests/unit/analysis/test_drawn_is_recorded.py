"""What figures of runs draw is what the tables hold, for every shipped scenario; no text is lost.

Lines, bands, areas and rows are read back from the figure and compared with sums over the tables
that are made here in another way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection, QuadMesh

from paradiplomacy_analysis import NotRecordedError, Results, TooLargeError, figures, load
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.figures.carriers import MODES
from paradiplomacy_analysis.figures.relations import MAX_PAIRS
from paradiplomacy_analysis.figures.style import SIZES
from paradiplomacy_analysis.figures.trajectories import DEFAULT
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.execution.runner import run_scenario
from tests.support.drawn import OF_A_RUN, overlaps
from tests.support.shipped import small_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

pytestmark = [pytest.mark.slow, pytest.mark.compiled]

RUNS = 3

DIFFERENT = ("indonesia-korea", "baubau-seoul", "mixed", "reform", "world")
"""Scenarios whose figures look unlike each other's: many ties or one, with a record or without."""


@pytest.fixture(scope="module", params=shipped_names())
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("shipped") / "out"
    scenario = small_scenario(request.param)
    run_scenario(scenario, out=folder, replicates=RUNS, events="first", workers=1)
    return load(folder)


def of_tie(results: Results, tie: str) -> Any:
    """Return the years of a tie, over runs."""
    rows = results.histories[results.histories["partnership"] == tie]
    return rows.drop(columns=["partnership", "formality", "mode"]).groupby("month")


def times(results: Results, months: Any) -> Any:
    return (results.start + np.asarray(months) + 1) / 12.0


def shown(results: Results, figure: Figure, *, past: int = 0) -> Iterator[tuple[str, Axes]]:
    """Yield each panel of a tie with its id, by the names above panels."""
    arrows, names = {}, {}
    for tie, entry in results.config["partnerships"].items():
        cities = [results.config["cities"][city]["name"] for city in entry["cities"]]
        arrows[" → ".join(cities)] = tie
        names[entry["name"]] = tie
    for axes in figure.axes[past:]:
        title = axes.get_title("left")
        yield names.get(title) or arrows[title], axes


def lines(axes: Axes) -> list[Any]:
    return [np.asarray(line.get_xydata()) for line in axes.lines]


def bands(axes: Axes) -> list[Any]:
    """Return the lower and the upper edge of each band, an array (2, months) for each."""
    found = []
    for band in axes.collections:
        assert isinstance(band, PolyCollection)
        (corners,) = [path.vertices for path in band.get_paths()]
        table = pd.DataFrame(corners, columns=["x", "y"]).groupby("x")["y"]
        found.append(np.array([table.min(), table.max()]))
    return found


def test_trust(results: Results) -> None:
    for tie, axes in shown(results, figures.trust(results)):
        rows = of_tie(results, tie)
        drawn = lines(axes)
        for k, track in enumerate(("government", "society")):
            for d, direction in enumerate(("first", "second")):
                expected = rows[f"trust_{track}_{direction}"].median()
                np.testing.assert_allclose(drawn[2 * k + d][:, 0], times(results, expected.index))
                np.testing.assert_allclose(drawn[2 * k + d][:, 1], expected)
            both = rows[f"trust_{track}"]
            expected = [both.quantile(0.05), both.quantile(0.95)]
            np.testing.assert_allclose(bands(axes)[2 * k], expected, atol=1e-12)


def test_relations(results: Results) -> None:
    figure = figures.relations(results)
    config = results.config
    pairs = {
        tuple(sorted(config["cities"][city]["country"] for city in tie["cities"]))
        for name, tie in config["partnerships"].items()
        if (results.histories["partnership"] == name).any()
    }
    for tie, axes in shown(results, figure, past=min(len(pairs), MAX_PAIRS)):
        expected = of_tie(results, tie)["perception"]
        np.testing.assert_allclose(lines(axes)[0][:, 1], expected.median())
        edges = [expected.quantile(0.05), expected.quantile(0.95)]
        np.testing.assert_allclose(bands(axes)[0], edges, atol=1e-12)


def test_carriers(results: Results) -> None:
    for tie, axes in shown(results, figures.carriers(results)):
        rows = results.histories[results.histories["partnership"] == tie]
        tops = np.zeros(rows["month"].nunique())
        for area, mode in zip(axes.collections, MODES, strict=True):
            before = tops
            tops = before + (rows["mode"] == mode).groupby(rows["month"]).mean().to_numpy()
            middles = times(results, np.unique(rows["month"])) - 0.25
            for x, low, high in zip(middles, before, tops, strict=True):
                if high > low + 1e-9:
                    (path,) = area.get_paths()
                    assert path.contains_point((x, (low + high) / 2))
                    assert not path.contains_point((x, high + 1e-6))
                    assert not path.contains_point((x, low - 1e-6))
        np.testing.assert_allclose(tops, 1.0)
        expected = of_tie(results, tie)["continuity"].median()
        np.testing.assert_allclose(lines(axes)[0][:, 1], expected)


def test_all_ties(results: Results) -> None:
    figure = figures.every_tie(results)
    last = results.histories[results.histories["month"] == results.histories["month"].max()]
    means = last.groupby(last["partnership"].astype(str))["trust"].mean()
    ranked = list(means.sort_values(kind="stable").index)
    columns = {"trust_government": "median", "trust_society": "median", "dormant_share": "mean"}
    for axes, (column, over) in zip(figure.axes, columns.items(), strict=False):
        (mesh,) = axes.collections
        assert isinstance(mesh, QuadMesh)
        drawn = np.ma.filled(mesh.get_array(), np.nan)
        wide = results.histories.pivot_table(
            index="partnership", columns="month", values=column, aggfunc=over, observed=True
        )
        np.testing.assert_allclose(drawn, wide.loc[ranked].to_numpy())


def test_trajectories(results: Results) -> None:
    figure = figures.trajectories(results)
    for axes, name in zip(figure.axes, DEFAULT, strict=False):
        by_month = results.series.groupby("month")[name]
        drawn = lines(axes)[0]
        np.testing.assert_allclose(drawn[:, 0], times(results, by_month.median().index))
        np.testing.assert_allclose(drawn[:, 1], by_month.median())
    others = figure.axes[len(DEFAULT) :]
    for axes in others:
        ends = results.partnerships.groupby("run").size()
        assert lines(axes)[0][-1, 1] == ends.median()
    if not others:
        assert (
            results.partnerships.groupby("run").size() == len(results.config["partnerships"])
        ).all()


def test_the_network(results: Results) -> None:
    try:
        start, end = figures.network(results).axes
    except TooLargeError:
        pytest.skip("too many cities for a network")
    assert len(start.lines) == len(results.config["partnerships"])
    ends = results.partnerships[results.partnerships["dormant_at_end"] == 0.0]
    pairs = ends["partnership"].astype(str).map(lambda tie: pair(results, tie))
    alive = ends.groupby(pairs)["run"].nunique() / RUNS
    widths = sorted(line.get_linewidth() for line in end.lines)
    expected = sorted(max(6.0 * share, 0.4) * SIZES["slide"].line for share in alive)
    np.testing.assert_allclose(widths, expected)


def pair(results: Results, tie: str) -> tuple[str, ...]:
    stated = results.config["partnerships"].get(tie)
    return tuple(sorted(stated["cities"] if stated else tie.split("~")))


@pytest.mark.parametrize("results", DIFFERENT, indirect=True)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*OF_A_RUN, "survival"])
def test_no_text_lies_on_another_or_leaves_the_figure(
    results: Results, name: str, size: str
) -> None:
    spec = FIGURES[name]
    ties = sorted(results.config["partnerships"])[:3] if spec.per_partnership else [None]
    for tie in ties:
        try:
            figure = spec.draw(results, *([tie] if tie else []), size=size)
        except (NotRecordedError, TooLargeError):
            continue
        assert overlaps(figure) == [], tie
