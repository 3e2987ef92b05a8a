"""``search`` for what is possible: ends and reachable cells of worlds in which both are known."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.finished import StoppedError
from paradiplomacy_results.reached import cells_of
from paradiplomacy_results.reading import load
from tests.support.fake_engine import use
from tests.support.planted_possible import (
    EXTREMES,
    FACTORS,
    LEAST,
    MOST,
    REACHABLE,
    SPREAD,
    Corner,
)
from tests.support.planted_search import written_search

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from paradiplomacy_experiments.finished import FinishedSearch


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Corner:
    """Return the engine of the world whose ends and cells are known."""
    found = Corner()
    use(found, monkeypatch)
    return found


def found_in(folder: Path, text: str, place: str = "out", **settings: Any) -> FinishedSearch:
    """Search in a folder of its own."""
    design = written_search(folder, FACTORS + text)
    return search_in(design, out=folder / place, **settings)


def search_in(design: Path, **settings: Any) -> FinishedSearch:
    """Search without telling how it goes."""
    from paradiplomacy_experiments.searching.verb import search

    return search(design, progress=False, **settings)


def means(done: FinishedSearch) -> pd.DataFrame:
    """Return means of all points that were evaluated, and whether each is of the plain sample."""
    results = load(done.directory)
    found = results.runs.groupby("point")[["trust", "continuity"]].mean()
    plain = results.manifest.design["search"]["plain"]
    return found.assign(plain=np.isin(np.arange(len(found)), plain))


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> FinishedSearch:
    """Return a search for both ends, which tests only read."""
    with pytest.MonkeyPatch.context() as patch:
        use(Corner(), patch)
        text = EXTREMES.replace("generations = 8", "generations = 6")
        return found_in(tmp_path_factory.mktemp("ends"), text)


@pytest.mark.slow
def test_both_ends_that_are_planted_are_found_in_one_call(ends: FinishedSearch) -> None:
    done, found = ends, means(ends)
    assert found["trust"].max() == pytest.approx(MOST, abs=0.02)
    assert found["trust"].min() == pytest.approx(LEAST, abs=0.02)
    again = load(done.directory / "front").runs.groupby("point")["trust"].mean()
    assert again.max() == pytest.approx(MOST, abs=0.02)
    assert again.min() == pytest.approx(LEAST, abs=0.02)


@pytest.mark.slow
def test_ends_go_beyond_those_of_as_many_points_that_nothing_guides(ends: FinishedSearch) -> None:
    found = means(ends)
    plain = found[found["plain"]]
    assert len(plain) == 8 * 6
    assert found["trust"].max() > plain["trust"].max()
    assert found["trust"].min() < plain["trust"].min()


@pytest.mark.slow
def test_cells_that_can_be_reached_are_and_no_others(engine: Corner, tmp_path: Path) -> None:
    found = means(found_in(tmp_path, SPREAD))
    bred = found[~found["plain"]]
    cells = [set(reached(part)) for part in (bred, found[found["plain"]])]
    assert cells[0] <= REACHABLE
    assert len(cells[0]) >= 0.9 * len(REACHABLE)
    assert len(cells[0]) > len(cells[1])


def reached(points: pd.DataFrame) -> list[int]:
    """Return the cells of points."""
    values = points[["trust", "continuity"]].to_numpy()
    return cells_of(values, [(0.0, 1.0), (0.0, 1.0)], 5).tolist()


@pytest.mark.slow
@pytest.mark.parametrize("text", [EXTREMES, SPREAD], ids=["extremes", "spread"])
def test_a_search_that_was_stopped_goes_on_to_the_same_bits(
    engine: Corner, tmp_path: Path, text: str
) -> None:
    text = re.sub("generations = .*", "generations = 2", text)
    text = re.sub("population = .*", "population = 12", text)
    whole = [each.report.manifest.contents for each in found_in(tmp_path, text, "whole").sweeps]
    calls = len(engine.calls)
    stop, left = threading.Event(), iter(range(10**6))
    engine.before = lambda: stop.set() if next(left) == calls // 2 else None
    with pytest.raises(StoppedError):
        found_in(tmp_path, text, "stopped", stop=stop, workers=1)
    again = found_in(tmp_path, text, "stopped")
    assert [each.report.manifest.contents for each in again.sweeps] == whole


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    wrong = """
[search]
algorithm = "spread"
maximise = ["cost", "trust"]
over = ["trust", "delivered", "cotninuity"]
population = 8
"""
    with pytest.raises(ConfigError) as raised:
        load_design(written_search(tmp_path, FACTORS.replace('"cost"', '"delivered"') + wrong))
    told = str(raised.value)
    for said in (
        "the best by one aim at most",
        "'trust' is an aim too",
        "delivered has no upper bound",
        "did you mean 'continuity'",
        "give 12 or more",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('algorithm = "extremes"', "extremes are of one outcome"),
        ('algorithm = "extremes"\nmaximise = ["trust"]\nover = ["cost"]', "is for spread"),
        ('algorithm = "spread"\nover = ["trust"]', "needs two outcomes"),
    ],
)
def test_a_search_that_does_not_fit_its_algorithm_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        load_design(written_search(tmp_path, FACTORS + "[search]\n" + text))


def test_cells_have_their_lower_bounds_and_the_last_one_both() -> None:
    values = np.array([[0.0, 0.0], [0.0, 1.0], [0.5, 0.49], [1.0, 1.0], [np.nan, 0.0]])
    assert cells_of(values, [(0.0, 1.0), (0.0, 1.0)], 2).tolist() == [0, 1, 2, 3, -1]
