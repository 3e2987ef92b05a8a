"""Figures of designs: what they show, whom they refuse, and that names in them are inert."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES, fitting, write_figures
from paradiplomacy_analysis.figures.factors import arms
from paradiplomacy_analysis.figures.interactions import drawn
from paradiplomacy_analysis.sample import Factor, UnfitError
from paradiplomacy_analysis.verbs import analyse
from tests.support.designs import HEAD
from tests.support.drawn import HOSTILE, OF_A_RUN, rendered, texts
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.planted import DESIGNS, LEVELS, planted

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis import Results

FIT = {
    "levels": ["heatmap", "interactions", "forest", "front"],
    "levers": ["heatmap", "interactions", "forest", "front"],
    "saltelli": ["sobol"],
    "morris": ["morris"],
    "lhs": ["boxes"],
}

ONE = """
[factors.a]
key = "trust.forgetting"
levels = [0.9, 0.95]

[factors.b]
key = "gate.patience"
levels = {{ "{name}" = 36, b = 48 }}
"""


@pytest.fixture(scope="module", params=DESIGNS)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Results]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp(request.param)
        return request.param, planted(folder, monkeypatch, DESIGNS[request.param])


@pytest.mark.slow
def test_a_design_is_drawn_by_what_it_holds(made: tuple[str, Results], tmp_path: Path) -> None:
    name, results = made
    paths = write_figures(results, tmp_path / "figures", size="column")
    assert [path.stem for path in paths] == FIT[name]


@pytest.mark.slow
def test_what_does_not_fit_is_refused_by_a_reason(
    made: tuple[str, Results], tmp_path: Path
) -> None:
    name, results = made
    for figure in set(FIGURES) - set(FIT[name]) - set(OF_A_RUN):
        with pytest.raises(UnfitError, match=r"\S+ \S+"):
            write_figures(results, tmp_path / "figures", names=[figure])


def test_one_world_has_no_figures_of_a_design(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out")
    found = fitting(load(tmp_path / "out"))
    assert set(found) <= {*OF_A_RUN, "survival"}


def test_cells_of_a_heatmap_are_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = planted(tmp_path, monkeypatch, LEVELS)
    figure = FIGURES["heatmap"].draw(results)
    means = results.runs.groupby(["forgetting", "patience"])["trust"].mean()
    shown = texts(figure)
    for value in means:
        assert shown & {f"{value:.3f}", f"{value:.2f}"}


@pytest.mark.slow
def test_a_forest_has_a_row_for_each_contrast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, DESIGNS["levers"])
    (finding,) = analyse(results, ["contrasts"])
    figure = FIGURES["forest"].draw(results, finding)
    rows = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert rows == [
        "forgetting: 0.95",
        "forgetting: 0.99",
        "patience: 48",
        "unit",
        "patience",
        "unit + patience",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_hostile_names_are_inert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    head = HEAD.replace("A design", HOSTILE)
    results = planted(tmp_path, monkeypatch, ONE.format(name=HOSTILE), head)
    for name in FIT["levels"]:
        spec = FIGURES[name]
        findings = analyse(results, [spec.method]) if spec.method else []
        data = rendered(spec.draw(results, *findings), results, kind)
        assert b"<script" not in data
        assert b"</script>" not in data


def test_arms_of_error_bars_are_never_negative() -> None:
    below, above = arms([0.0, 1.0, np.nan], [1e-17, 0.5, np.nan], [0.0, 0.9, np.nan])
    assert below[:2].tolist() == [0.0, 0.5]
    assert above[:2].tolist() == [0.0, 0.0]
    assert np.isnan(below[2])


def test_of_levers_the_single_ones_are_drawn() -> None:
    levels = ("none", "a", "b", "c", "a+b", "a+c", "b+c", "a+b+c")
    assert drawn(Factor("levers", levels)) == [0, 1, 2, 3]
    assert len(drawn(Factor("x", tuple(range(40))))) == 6
