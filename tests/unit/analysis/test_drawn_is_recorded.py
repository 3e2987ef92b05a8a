"""What figures of runs draw is what the tables hold, for every shipped scenario; no text is lost.

Lines, bands, areas and rows are read back from the figure and compared with sums over the tables
that are made here in another way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection, QuadMesh

from paradiplomacy.engines import results as of_engines
from paradiplomacy_analysis import NotRecordedError, Results, TooLargeError, load
from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.figures.carriers import MODES
from paradiplomacy_analysis.figures.network import MAX_CITIES
from paradiplomacy_analysis.figures.relations import MAX_PAIRS
from paradiplomacy_analysis.figures.style import SIZES
from paradiplomacy_analysis.figures.trajectories import DEFAULT
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.execution.runner import run_scenario
from tests.support.drawn import OF_A_RUN, overlaps
from tests.support.shipped import small_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

pytestmark = [pytest.mark.slow, pytest.mark.compiled]

RUNS = 3

FOLLOWED = 40
"""Ties that are followed of a world of more: more than a figure has room to name."""

UNLIKE = ("indonesia-korea", "baubau-seoul", "reform", "world")
"""Scenarios whose figures look unlike each other's: many ties or one, with a record or without,
with a reform on the way, of more countries than two."""

ALIKE = [name for name in shipped_names() if name not in UNLIKE]
"""All others have as many cities and ties as one of those, and differ in settings alone."""

ON_SLIDES = ("baubau-seoul", "world")
"""Those that are drawn as slides too: of one tie, and of many."""

SIZE = "column"
"""Where there is the least room."""


@dataclass
class Shown:
    """The results of a scenario, and what was drawn of them so far."""

    name: str
    results: Results
    figures: dict[tuple[str, ...], Figure] = field(default_factory=dict)

    def figure(self, name: str, *tie: str, size: str = SIZE) -> Figure:
        if (name, *tie, size) not in self.figures:
            self.figures[name, *tie, size] = FIGURES[name].draw(self.results, *tie, size=size)
        return self.figures[name, *tie, size]


class Worlds(dict[str, Shown]):
    """Results of scenarios with what is drawn of them, each made when it is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, name: str) -> Shown:
        out = self.folder / name
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(of_engines, "MOST_FOLLOWED", FOLLOWED)
            run_scenario(small_scenario(name), out=out, replicates=RUNS, events="first", workers=1)
        self[name] = Shown(name, load(out))
        return self[name]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return Worlds(tmp_path_factory.mktemp("shipped"))


def of_tie(results: Results, tie: str) -> Any:
    """Return the years of a tie, over runs."""
    rows = results.histories[results.histories["partnership"] == tie]
    return rows.drop(columns=["partnership", "formality", "mode"]).groupby("month")


def times(results: Results, months: Any) -> Any:
    return (results.start + np.asarray(months) + 1) / 12.0


def panels(results: Results, figure: Figure, *, past: int = 0) -> Iterator[tuple[str, Axes]]:
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


def _trust(drawn: Shown) -> None:
    results = drawn.results
    for tie, axes in panels(results, drawn.figure("trust")):
        rows = of_tie(results, tie)
        tracks = lines(axes)
        for k, track in enumerate(("government", "society")):
            for d, direction in enumerate(("first", "second")):
                expected = rows[f"trust_{track}_{direction}"].median()
                np.testing.assert_allclose(tracks[2 * k + d][:, 0], times(results, expected.index))
                np.testing.assert_allclose(tracks[2 * k + d][:, 1], expected)
            both = rows[f"trust_{track}"]
            expected = [both.quantile(0.05), both.quantile(0.95)]
            np.testing.assert_allclose(bands(axes)[2 * k], expected, atol=1e-12)


def _relations(drawn: Shown) -> None:
    results, figure = drawn.results, drawn.figure("relations")
    config = results.config
    pairs = {
        tuple(sorted(config["cities"][city]["country"] for city in tie["cities"]))
        for name, tie in config["partnerships"].items()
        if (results.histories["partnership"] == name).any()
    }
    for tie, axes in panels(results, figure, past=min(len(pairs), MAX_PAIRS)):
        expected = of_tie(results, tie)["perception"]
        np.testing.assert_allclose(lines(axes)[0][:, 1], expected.median())
        edges = [expected.quantile(0.05), expected.quantile(0.95)]
        np.testing.assert_allclose(bands(axes)[0], edges, atol=1e-12)


def _carriers(drawn: Shown) -> None:
    results = drawn.results
    for tie, axes in panels(results, drawn.figure("carriers")):
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


def _ties(drawn: Shown) -> None:
    results, figure = drawn.results, drawn.figure("ties")
    last = results.histories[results.histories["month"] == results.histories["month"].max()]
    means = last.groupby(last["partnership"].astype(str))["trust"].mean()
    ranked = list(means.sort_values(kind="stable").index)
    columns = {"trust_government": "median", "trust_society": "median", "dormant_share": "mean"}
    for axes, (column, over) in zip(figure.axes, columns.items(), strict=False):
        (mesh,) = axes.collections
        assert isinstance(mesh, QuadMesh)
        coloured = np.ma.filled(mesh.get_array(), np.nan)
        wide = results.histories.pivot_table(
            index="partnership", columns="month", values=column, aggfunc=over, observed=True
        )
        np.testing.assert_allclose(coloured, wide.loc[ranked].to_numpy())


def _trajectories(drawn: Shown) -> None:
    results, figure = drawn.results, drawn.figure("trajectories")
    for axes, name in zip(figure.axes, DEFAULT, strict=False):
        by_month = results.series.groupby("month")[name]
        median = lines(axes)[0]
        np.testing.assert_allclose(median[:, 0], times(results, by_month.median().index))
        np.testing.assert_allclose(median[:, 1], by_month.median())
    others = figure.axes[len(DEFAULT) :]
    for axes in others:
        ends = results.partnerships.groupby("run").size()
        assert lines(axes)[0][-1, 1] == ends.median()
    if not others:
        assert (
            results.partnerships.groupby("run").size() == len(results.config["partnerships"])
        ).all()


def _network(drawn: Shown) -> None:
    results = drawn.results
    if len(results.config["cities"]) > MAX_CITIES:
        with pytest.raises(TooLargeError):
            drawn.figure("network")
        return
    start, end = drawn.figure("network").axes
    assert len(start.lines) == len(results.config["partnerships"])
    ends = results.partnerships[results.partnerships["dormant_at_end"] == 0.0]
    pairs = ends["partnership"].astype(str).map(lambda tie: pair(results, tie))
    alive = ends.groupby(pairs)["run"].nunique() / RUNS
    widths = sorted(line.get_linewidth() for line in end.lines)
    expected = sorted(max(6.0 * share, 0.4) * SIZES[SIZE].line for share in alive)
    np.testing.assert_allclose(widths, expected)


def pair(results: Results, tie: str) -> tuple[str, ...]:
    stated = results.config["partnerships"].get(tie)
    return tuple(sorted(stated["cities"] if stated else tie.split("~")))


CHECKS = {
    "trust": _trust,
    "relations": _relations,
    "carriers": _carriers,
    "ties": _ties,
    "trajectories": _trajectories,
    "network": _network,
}

CASES = [
    *product(UNLIKE, CHECKS),
    *((name, figure) for name, figure in zip(ALIKE, cycle(CHECKS), strict=False)),
]
"""Every figure of scenarios that are unlike, and one of each that looks like one of those."""


def test_every_scenario_that_ships_is_drawn() -> None:
    assert {name for name, _ in CASES} == set(shipped_names())


@pytest.mark.parametrize(("name", "figure"), CASES)
def test_what_is_drawn_equals_the_tables(worlds: Worlds, name: str, figure: str) -> None:
    CHECKS[figure](worlds[name])


@pytest.mark.parametrize("scenario", UNLIKE)
@pytest.mark.parametrize("name", [*OF_A_RUN, "survival"])
def test_no_text_lies_on_another_or_leaves_the_figure(
    worlds: Worlds, scenario: str, name: str
) -> None:
    drawn = worlds[scenario]
    ties = sorted(drawn.results.config["partnerships"])[: 2 if scenario == "indonesia-korea" else 1]
    calls = [(tie,) for tie in ties] if FIGURES[name].per_partnership else [()]
    sizes = SIZES if scenario in ON_SLIDES else (SIZE,)
    for size, call in product(sizes, calls):
        try:
            figure = drawn.figure(name, *call, size=size)
        except (NotRecordedError, TooLargeError):
            continue
        assert overlaps(figure) == [], (size, call)
