"""What is told of ends and of reached cells in worlds in which both are known."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.text import Text

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES, fitting
from paradiplomacy_analysis.figures.ends import extremes as draw_extremes
from paradiplomacy_analysis.figures.reached import spread as draw_spread
from paradiplomacy_analysis.figures.style import SIZES
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.sample import Sample, sample_of
from paradiplomacy_analysis.statistics.possible import extremes, spread
from paradiplomacy_experiments.searching.verb import search
from paradiplomacy_results.errors import UnfitError
from tests.support.fake_engine import use
from tests.support.legible import illegible
from tests.support.planted_possible import (
    EXTREMES,
    FACTORS,
    LEAST,
    MOST,
    REACHABLE,
    SPREAD,
    Corner,
)
from tests.support.planted_search import LEVERS, Priced, written_search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from matplotlib.figure import Figure


def shorter(text: str, generations: int) -> str:
    """Return a search of fewer generations, of half as many points each."""
    text = re.sub(r"generations = \d+", f"generations = {generations}", text)
    return text.replace("population = 24", "population = 12")


EACH = {
    name: shorter(text, 3).replace("[search]\n", '[search]\neach = ["unit"]\n')
    for name, text in {"extremes": EXTREMES, "spread": SPREAD}.items()
}
"""The same for either level of a factor by itself, in short: what is found is not looked at."""

SEARCHES = {
    "extremes": EXTREMES,
    "spread": SPREAD.replace("generations = 12", "generations = 8"),
    "spread without cells": shorter(SPREAD, 1).replace("cells = 5\n", ""),
    **{f"{name} of each": text for name, text in EACH.items()},
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Sample]]:
    """Return what gives the points of a search in a world that is known, searched once."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(Corner(), monkeypatch)

        @cache
        def searched(name: str) -> Sample:
            folder = tmp_path_factory.mktemp("search")
            file = written_search(folder, FACTORS + SEARCHES[name])
            done = search(file, out=folder / "out", progress=False)
            return sample_of(load(done.directory))

        yield searched


@pytest.mark.slow
def test_both_ends_are_told_by_other_luck_beside_a_plain_sample(
    sample: Callable[[str], Sample],
) -> None:
    seen = sample("extremes")
    table = extremes(seen).tables["extremes"].set_index("end")
    assert table.loc["most", "mean"] == pytest.approx(MOST, abs=0.02)
    assert table.loc["least", "mean"] == pytest.approx(LEAST, abs=0.02)
    assert table.loc["most", "plain"] < table.loc["most", "searched"]
    assert set(table["plain_points"]) == {64}
    assert "no bound" in extremes(seen).doubts[-1]
    assert METHODS["extremes"].fits(seen)
    assert not METHODS["search"].fits(seen)
    with pytest.raises(UnfitError, match='algorithm = "spread"'):
        spread(seen)


@pytest.mark.slow
def test_settings_that_are_left_out_are_those_by_default(
    sample: Callable[[str], Sample],
) -> None:
    seen = sample("spread without cells")
    assert "of 100 cells" in spread(seen).answer


@pytest.mark.slow
def test_cells_are_told_with_conditions_and_whether_other_luck_confirms_them(
    sample: Callable[[str], Sample],
) -> None:
    seen = sample("spread")
    tables = spread(seen).tables
    cells, coverage = tables["cells"], tables["coverage"]
    assert set(cells["cell"]) <= REACHABLE
    assert cells["confirmed"].all()
    assert (cells["trust from"] <= cells["trust again"]).all()
    assert {"memory", "people", "unit"} <= set(cells.columns)
    assert coverage["searched"].is_monotonic_increasing
    assert coverage["searched"].iloc[-1] > coverage["plain"].iloc[-1]


# ------------------------------------------------------------------------------------- figures


def labels(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text)}


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_the_figure_of_ends_has_what_either_saw_and_what_is_true_of_them(
    sample: Callable[[str], Sample], size: str
) -> None:
    seen = sample("extremes")
    found = extremes(seen)
    figure = draw_extremes(seen.results, found, size=size)
    growth, conditions = figure.axes
    table = found.tables["generations"]
    assert (table.filter(like="most").diff().iloc[1:] >= 0.0).all(axis=None)
    assert (table.filter(like="least").diff().iloc[1:] <= 0.0).all(axis=None)
    drawn = [line.get_ydata().tolist() for line in growth.lines]
    for name in ("guided_most", "guided_least", "plain_most", "plain_least"):
        assert table[name].tolist() in drawn
    marks = [float(bars[0].get_ydata()[0]) for bars in growth.containers]
    assert marks == found.tables["extremes"]["mean"].tolist()
    assert [each.get_text() for each in conditions.get_yticklabels()] == [
        "memory",
        "people",
        "unit",
    ]
    assert {"yes", "no"} <= labels(figure)
    title = " ".join(figure.get_suptitle().split())
    assert re.search("Trust comes to 1.000 at most and 0.0.* at least; a plain sample saw", title)
    assert illegible(figure) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_the_figure_of_cells_holds_as_many_points_as_either_put_there(
    sample: Callable[[str], Sample], size: str
) -> None:
    seen = sample("spread")
    found = spread(seen)
    figure = draw_spread(seen.results, found, size=size)
    cells, last = found.tables["cells"], found.tables["coverage"].iloc[-1]
    bred = cells["points"] - cells["plain_points"]
    for axes, points, reached in zip(
        figure.axes, (bred, cells["plain_points"]), (last["searched"], last["plain"]), strict=False
    ):
        (mesh,) = axes.collections
        held = mesh.get_array().compressed()
        assert held.sum() == points.sum()
        assert len(held) == (points > 0).sum() == reached
        assert axes.get_xlim() == axes.get_ylim() == (0.0, 1.0)
    rows, columns = np.nonzero(~figure.axes[0].collections[0].get_array().mask)
    assert {5 * int(x) + int(y) for y, x in zip(rows, columns, strict=True)} <= REACHABLE
    assert f"the search reached {last['searched']}" in " ".join(figure.get_suptitle().split())
    assert illegible(figure) == []


@pytest.mark.slow
def test_cells_that_other_luck_does_not_reach_are_ringed(
    sample: Callable[[str], Sample],
) -> None:
    seen = sample("spread")
    found = spread(seen)
    assert not any("not reached again" in text for text in labels(draw_spread(seen.results, found)))
    cells = found.tables["cells"]
    doubted = cells.assign(confirmed=[None, False, *[True] * (len(cells) - 2)])
    figure = draw_spread(seen.results, replace(found, tables={**found.tables, "cells": doubted}))
    (rings,) = [line for line in figure.axes[0].lines if line.get_marker() == "o"][:1]
    assert len(rings.get_xdata()) == 2
    assert any("not reached again" in text for text in labels(figure))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", EACH)
def test_each_search_has_panels_of_its_own_under_its_name(
    sample: Callable[[str], Sample], name: str, size: str
) -> None:
    seen = sample(f"{name} of each")
    figure = FIGURES[name].draw(seen.results, size=size)
    titles = [" ".join(axes.get_title("left").split()) for axes in figure.axes[:4]]
    assert [title.partition(":")[0] for title in titles] == [*["unit no"] * 2, *["unit yes"] * 2]
    assert "with unit yes" in " ".join(figure.get_suptitle().split())
    assert illegible(figure) == []


@pytest.mark.slow
def test_levers_that_an_end_pulls_are_told_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Priced(), monkeypatch)
    text = LEVERS + shorter(EXTREMES, 3)
    done = search(written_search(tmp_path, text), out=tmp_path / "out", progress=False)
    figure = draw_extremes(load(done.directory))
    named = {label.get_text() for label in figure.axes[1].get_yticklabels()}
    assert named == {"unit", "patience", "forgetting", "people"}
    assert illegible(figure) == []


@pytest.mark.slow
def test_searches_are_drawn_by_their_own_figures(
    sample: Callable[[str], Sample],
) -> None:
    seen = sample("spread")
    assert "spread" in fitting(seen.results)
    assert not {"extremes", "search"} & set(fitting(seen.results))
    with pytest.raises(UnfitError, match='algorithm = "extremes"'):
        draw_extremes(seen.results)
