"""What is told of ends and of reached cells in worlds in which both are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.sample import Sample, sample_of
from paradiplomacy_analysis.statistics.possible import extremes, spread
from paradiplomacy_experiments.searching.verb import search
from paradiplomacy_results.errors import UnfitError
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


def sample(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """Return the points of a search in a world that is known."""
    use(Corner(), monkeypatch)
    done = search(written_search(folder, FACTORS + text), out=folder / "out", progress=False)
    return sample_of(load(done.directory))


def test_both_ends_are_told_by_other_luck_beside_a_plain_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sample(tmp_path, EXTREMES, monkeypatch)
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


def test_settings_that_are_left_out_are_those_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sample(tmp_path, SPREAD.replace("cells = 5\n", ""), monkeypatch)
    assert "of 100 cells" in spread(seen).answer


def test_cells_are_told_with_conditions_and_whether_other_luck_confirms_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sample(tmp_path, SPREAD, monkeypatch)
    tables = spread(seen).tables
    cells, coverage = tables["cells"], tables["coverage"]
    assert set(cells["cell"]) <= REACHABLE
    assert cells["confirmed"].all()
    assert (cells["trust from"] <= cells["trust again"]).all()
    assert {"memory", "people", "unit"} <= set(cells.columns)
    assert coverage["searched"].is_monotonic_increasing
    assert coverage["searched"].iloc[-1] > coverage["plain"].iloc[-1]
