"""Figures of designs: what they show, whom they refuse, and that names in them are inert."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES, SIZES, fitting, write_figures
from paradiplomacy_analysis.figures.factors import arms
from paradiplomacy_analysis.figures.labels import level_labels
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.sample import UnfitError
from paradiplomacy_analysis.verbs import analyse
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.designs import HEAD
from tests.support.drawn import COARSE, HOSTILE, OF_A_RUN, rendered, texts
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.legible import illegible
from tests.support.planted import DESIGNS, LEVELS, Planted, planted

if TYPE_CHECKING:
    from paradiplomacy_analysis import Results

DATA = Path(__file__).parents[2] / "data"

FIT = {
    "levels": ["heatmap", "interactions", "forest", "front"],
    "levers": ["heatmap", "interactions", "forest", "front"],
    "saltelli": ["sobol"],
    "morris": ["morris"],
    "lhs": ["boxes"],
}

IF_ASKED = {"importance", "emulator", *VIEWS}
"""Figures that any design of enough points has, for whoever asks for them."""

ONE = """
[factors.a]
key = "trust.forgetting"
levels = [0.9, 0.95]

[factors.b]
key = "gate.patience"
levels = {{ "{name}" = 36, b = 48 }}
"""


FEWER = {"base = 64": "base = 8", "trajectories = 10": "trajectories = 4", "= 240": "= 120"}
"""Points that suffice for each figure."""


def smaller(text: str) -> str:
    """Return a design of fewer points."""
    for many, few in FEWER.items():
        text = text.replace(many, few)
    return text


class Plots(dict[tuple[str, str], "Results"]):
    """Results of designs by their text and head, planted when they are asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, key: tuple[str, str]) -> Results:
        place = self.folder / str(len(self))
        place.mkdir()
        with pytest.MonkeyPatch.context() as monkeypatch:
            self[key] = planted(place, monkeypatch, *key)
        return self[key]


@pytest.fixture(scope="module")
def plots(tmp_path_factory: pytest.TempPathFactory) -> Plots:
    return Plots(tmp_path_factory.mktemp("plots"))


@pytest.fixture(params=DESIGNS)
def made(request: pytest.FixtureRequest, plots: Plots) -> tuple[str, Results]:
    return request.param, plots[smaller(DESIGNS[request.param]), HEAD]


@pytest.fixture
def levels(plots: Plots) -> Results:
    """Return results of a design of two factors with levels."""
    return plots[LEVELS, HEAD]


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return results of the same design in a world in which neither factor does anything."""
    folder = tmp_path_factory.mktemp("noise")
    with pytest.MonkeyPatch.context() as monkeypatch:
        return planted(folder, monkeypatch, LEVELS, effect=0.0, noise=1.0)


@pytest.fixture(scope="module")
def logarithmic(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return results of a design with a logarithmic factor."""
    folder = tmp_path_factory.mktemp("logarithmic")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(Planted(), monkeypatch)
        run_design(load_design(DATA / "log-factor.toml"), out=folder / "out")
    return load(folder / "out")


@pytest.mark.slow
def test_a_design_is_drawn_by_what_it_holds(made: tuple[str, Results], tmp_path: Path) -> None:
    name, results = made
    paths = write_figures(results, tmp_path / "figures", dpi=COARSE)
    assert [path.stem for path in paths] == FIT[name]


@pytest.mark.slow
def test_what_does_not_fit_is_refused_by_a_reason(
    made: tuple[str, Results], tmp_path: Path
) -> None:
    name, results = made
    for figure in set(FIGURES) - set(FIT[name]) - set(OF_A_RUN) - IF_ASKED:
        with pytest.raises(UnfitError, match=r"\S+ \S+"):
            write_figures(results, tmp_path / "figures", names=[figure])


@pytest.mark.slow
def test_one_world_has_no_figures_of_a_design(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out")
    found = fitting(load(tmp_path / "out"))
    assert set(found) <= {*OF_A_RUN, "survival"}


def test_cells_of_a_heatmap_are_means(levels: Results) -> None:
    figure = FIGURES["heatmap"].draw(levels)
    means = levels.runs.groupby(["forgetting", "patience"])["trust"].mean()
    shown = texts(figure)
    for value in means:
        assert shown & {f"{value:.3f}", f"{value:.2f}"}


@pytest.mark.slow
def test_a_forest_has_a_row_for_each_contrast(plots: Plots) -> None:
    results = plots[DESIGNS["levers"], HEAD]
    (finding,) = analyse(results, ["contrasts"])
    figure = FIGURES["forest"].draw(results, finding)
    rows = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert rows[:6] == [
        "forgetting, against 0.9",
        "0.95",
        "0.99",
        "patience, against 36",
        "48",
        "levers, against none",
    ]
    assert set(rows[6:]) == {"unit", "patience", "unit + patience"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_hostile_names_are_inert(plots: Plots, kind: str) -> None:
    results = plots[ONE.format(name=HOSTILE), HEAD.replace("A design", HOSTILE)]
    for name in FIT["levels"] if kind == "svg" else FIT["levels"][:1]:
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


def test_numbers_are_plain_and_as_short_as_tells_them_apart() -> None:
    assert level_labels([2.15443469, 464.158883, 1000.0]) == ["2.15", "464", "1000"]
    assert level_labels([0.12341, 0.12342]) == ["0.12341", "0.12342"]
    assert level_labels([1e-7, True]) == ["1e-07", "yes"]
    assert level_labels([False, True]) == ["no", "yes"]
    assert level_labels([]) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_a_logarithmic_factor_has_a_logarithmic_axis_with_plain_numbers(
    logarithmic: Results, size: str
) -> None:
    figure = FIGURES["interactions"].draw(logarithmic, size=size)
    assert illegible(figure) == []
    for axes in figure.axes:
        assert axes.get_xscale() == "log"
        low, high = axes.get_xlim()
        shown = [
            label.get_text()
            for place, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
            if low <= place <= high
        ]
        assert shown == ["1", "10", "100", "1000"]
        assert axes.get_xlabel().endswith(", logarithmic")


def test_no_interval_covers_another_of_the_same_level(levels: Results) -> None:
    figure = FIGURES["interactions"].draw(levels)
    for axes in figure.axes:
        places = [place for one in axes.containers for place in one[0].get_xdata()]
        assert len(axes.containers) > 1
        assert len(set(places)) == len(places)


REPEATED = HEAD.replace("replicates = 4", "replicates = 20")
"""So many that differences are told from chance."""

MANY = """
[analysis]
outcomes = ["trust", "continuity"]

[factors.a.alternatives]
{alternatives}
"""


@pytest.mark.slow
def test_levels_that_find_no_room_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = "\n".join(f'l{k:02} = {{ set = {{ "gate.patience" = {k + 12} }} }}' for k in range(45))
    results = planted(tmp_path, monkeypatch, MANY.format(alternatives=levels))
    figure = FIGURES["interactions"].draw(results)
    assert illegible(figure) == []
    written = " ".join(" ".join(texts(figure)).split())
    assert "not drawn: 5 of 45 levels of a" in written
    assert all(f"l{k:02}" in written for k in range(45))
    forest = FIGURES["forest"].draw(results)
    assert "drawn: the 40 of 44 contrasts with the largest differences" in " ".join(
        " ".join(texts(forest)).split()
    )


@pytest.mark.slow
def test_titles_tell_what_was_found_with_its_interval(plots: Plots) -> None:
    results = plots[LEVELS, REPEATED]
    title = " ".join(FIGURES["forest"].draw(results).get_suptitle().split())
    said = r"A design: Trust is \S+ \(\S+ to \S+\) higher where forgetting is 0.99 than where"
    assert re.match(said, title)


@pytest.mark.slow
def test_titles_claim_nothing_that_chance_could_have_done(noise: Results) -> None:
    for name in ("forest", "heatmap"):
        title = " ".join(FIGURES[name].draw(noise).get_suptitle().split())
        assert re.fullmatch(r"A design: None of \d+ differences is told from chance", title)
    title = " ".join(FIGURES["interactions"].draw(noise).get_suptitle().split())
    assert "is not told from chance in any of" in title


@pytest.mark.slow
def test_colours_and_title_of_a_heatmap_follow_one_rule(plots: Plots) -> None:
    """Of four replicates no p is below 0.125, however large an effect is: none has a colour."""
    told = {}
    for name, head in (("few", HEAD), ("many", REPEATED)):
        figure = FIGURES["heatmap"].draw(plots[LEVELS, head])
        coloured = np.ma.count(np.ma.asarray(figure.axes[0].collections[0].get_array()))
        told[name] = coloured, " ".join(figure.get_suptitle().split())
        assert "not told from it after Holm's correction for" in " ".join(texts(figure))
    assert told["few"][0] == 0
    assert "None of" in told["few"][1]
    assert told["many"][0] == 5
    assert re.search(r"higher at forgetting 0.99, patience 48 than at", told["many"][1])


def test_a_heatmap_of_noise_has_no_colour(noise: Results) -> None:
    axes = FIGURES["heatmap"].draw(noise).axes[0]
    assert np.ma.count(np.ma.asarray(axes.collections[0].get_array())) <= 1
    assert len([patch for patch in axes.patches if patch.get_hatch()]) >= 5


@pytest.mark.slow
def test_names_are_sorted_by_what_they_do_and_not_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = ", ".join(f"{name} = {patience}" for name, patience in NAMES.items())
    design = f'[factors.a]\nkey = "gate.patience"\nlevels = {{ {levels} }}\n'
    results = planted(tmp_path, monkeypatch, design)
    axes = FIGURES["interactions"].draw(results).axes[0]
    # Place 0 is the top, and more patience is more trust.
    assert [label.get_text() for label in axes.get_yticklabels()] == ["long", "medium", "short"]
    assert {bars[0].get_linestyle() for bars in axes.containers} == {"None"}


NAMES = {"medium": 36, "long": 48, "short": 24}
