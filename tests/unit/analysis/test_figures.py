"""Figures: what is in them, and that no name and no gap in the data breaks them."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from paradiplomacy_analysis import NotRecordedError, Results, figures, load
from paradiplomacy_analysis.figures import (
    FIGURES,
    fitting,
    tie_history,
    trajectories,
    write_figures,
)
from paradiplomacy_analysis.figures.history import Paper, Stretch, history
from paradiplomacy_analysis.figures.network import edges
from paradiplomacy_analysis.figures.style import BAD, GOVERNMENT, INK, SIZES
from paradiplomacy_analysis.statistics.waiting import cumulative_incidence
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.drawn import COARSE, OF_A_RUN, made_up, rendered, texts
from tests.support.fake_engine import NEVER, SOMETIMES, FakeEngine, run, scenario, use

if TYPE_CHECKING:
    pass


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return made_up(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return results of a world of eight ties and two years."""
    mixed = load_scenario("mixed", ["scenario.months=24"])
    return made_up(tmp_path_factory.mktemp("world"), scenario=mixed, replicates=6)


@dataclass(frozen=True)
class Doctored(Results):
    """Stand for results of which some tables were made by hand."""

    made: dict[str, pd.DataFrame] = field(default_factory=dict)

    def read(self, table: str, columns: Any = None) -> pd.DataFrame:
        if table not in self.made:
            return super().read(table, columns)
        return self.made[table][list(columns or self.made[table].columns)]


# Trajectories.


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_trajectories_show_median_and_bands_in_calendar_time(results: Results, size: str) -> None:
    figure = trajectories(results, ("trust", "delivered", "continuity"), size=size)
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles == ["trust, both tracks", "delivered", "years with a delivery"]
    labels = [axes.get_ylabel() for axes in figure.axes]
    assert labels == ["0 to 1", "milestones", "share of years, 0 to 1"]
    for axes in figure.axes:
        assert len(axes.lines) == 1
        assert len(axes.collections) == 1
        assert axes.get_xlim() == (2009.0, 2010.0)
    assert "calendar year" in {axes.get_xlabel() for axes in figure.axes}
    assert "Line: median over runs. Band: middle 90 % of runs." in texts(figure)
    width = figure.get_size_inches()[0]
    assert width == SIZES[size].width
    assert rendered(figure, results)


def test_the_median_line_is_the_median(results: Results) -> None:
    figure = trajectories(results, ("trust",))
    drawn = figure.axes[0].lines[0].get_ydata()
    expected = results.series.groupby("month")["trust"].median()
    np.testing.assert_allclose(np.asarray(drawn, dtype=float), expected.to_numpy())


def test_indicators_without_values_leave_gaps_and_no_warning(results: Results) -> None:
    figure = trajectories(results, (NEVER, SOMETIMES))
    assert "undefined in all runs" in texts(figure)
    assert len(figure.axes[1].lines) == 1
    assert rendered(figure, results)


def test_one_run_has_a_line_and_no_bands(tmp_path: Path) -> None:
    figure = trajectories(made_up(tmp_path / "one", replicates=1), ("trust",))
    assert len(figure.axes[0].lines) == 1
    assert not figure.axes[0].collections
    assert any("1 run" in text for text in texts(figure))


@pytest.mark.slow
def test_no_run_at_all_is_drawn_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(failing=set(range(23))), monkeypatch)
    run(tmp_path / "none", events="none")
    results = load(tmp_path / "none")
    assert rendered(trajectories(results), results)


def test_an_unknown_indicator_is_an_error(results: Results) -> None:
    with pytest.raises(KeyError):
        trajectories(results, ("happiness",))


# The history of a tie.


def test_the_history_is_read_from_the_event_log(results: Results) -> None:
    told = history(results, "baubau-seoul", 0)
    assert told.papers == [Paper("LoI", 4, 12)]
    (programme,) = told.programmes
    assert (programme.start, programme.end) == (3, 9)
    assert programme.stretches == [Stretch("government and NGO", 3, 9)]
    assert programme.marks["milestone_delivered"] == [5]
    assert programme.marks["milestone_missed"] == [7]
    assert told.losses["dossier_refused"] == [1]
    assert told.mayors["baubau"]["mayor_left_early"] == [3]
    assert told.mayors["seoul"]["mayor_elected"] == [9]


@pytest.mark.parametrize("size", SIZES)
def test_the_history_is_drawn_lane_by_lane(results: Results, size: str) -> None:
    figure = tie_history(results, "baubau-seoul", size=size)
    (axes,) = figure.axes
    lanes = [label.get_text() for label in axes.get_yticklabels()]
    (sector,) = {programme.sector for programme in history(results, "baubau-seoul", 0).programmes}
    assert lanes == ["mayor of Baubau", "mayor of Seoul", "paper in force", "lost dossiers", sector]
    assert axes.get_xlim() == (2009.0, 2010.0)
    assert axes.get_xlabel() == "calendar year"
    assert {"carried by government and NGO", "LoI in force", "dossier refused"} <= texts(figure)
    assert "MoU in force" not in texts(figure)
    drawn: list[Any] = list(axes.collections)
    bars = [bar for bar in drawn if str(bar.get_label()).startswith("carried by")]
    assert len(bars) == 1
    assert bars[0].get_hatch()
    assert to_hex(bars[0].get_edgecolor()[0]) == GOVERNMENT.lower()
    strokes = [lines for lines in drawn if str(lines.get_label()).startswith("_")]
    assert [to_hex(lines.get_color()[0]) for lines in strokes] == [INK, BAD.lower()]
    assert rendered(figure, results)


@pytest.mark.slow
def test_a_paper_held_at_the_start_is_drawn(tmp_path: Path) -> None:
    paper = 'partnerships.baubau-seoul.agreement={kind="mou", expires="2009-09"}'
    told = history(made_up(tmp_path / "out", scenario=scenario(paper)), "baubau-seoul", 0)
    # The letter that is signed in month 4 leaves the memorandum in force.
    assert told.papers == [Paper("MoU", 0, 12)]


def test_a_run_without_events_is_an_error(results: Results) -> None:
    with pytest.raises(NotRecordedError, match="run 5"):
        tie_history(results, "baubau-seoul", 5)
    with pytest.raises(KeyError):
        tie_history(results, "nowhere")


@pytest.mark.slow
def test_a_real_run_is_drawn(tmp_path: Path) -> None:
    run(tmp_path / "out", scenario=scenario("scenario.months=36"), engine="mesa", replicates=1)
    results = load(tmp_path / "out")
    for size in SIZES:
        assert rendered(tie_history(results, "baubau-seoul", size=size), results)


# The world: its ties, relations, carriers, approval and network.


@pytest.mark.parametrize("size", SIZES)
def test_axes_say_what_they_measure(results: Results, size: str) -> None:
    words = {
        "trust": "trust",
        "relations": "level",
        "carriers": "share",
        "approval": "share cleared",
    }
    for name, word in words.items():
        figure = FIGURES[name].draw(results, size=size)
        below = "months since filing" if name == "approval" else "calendar year"
        for axes in figure.axes:
            assert axes.get_ylabel() == f"{word}, 0 to 1"
            assert axes.get_xlabel().startswith(below)
        assert figure.get_size_inches()[0] == SIZES[size].width


def drawn(axes: Any) -> list[Any]:
    return [np.asarray(line.get_ydata(), dtype=float) for line in axes.lines]


@pytest.mark.slow
def test_trust_is_the_median_of_each_direction(world: Results) -> None:
    figure = figures.trust(world)
    assert len(figure.axes) == 8
    tie = min(world.manifest.config["partnerships"])
    rows = world.histories[world.histories["partnership"] == tie].groupby("month")
    columns = [f"trust_{t}_{d}" for t in ("government", "society") for d in ("first", "second")]
    np.testing.assert_allclose(drawn(figure.axes[0]), rows[columns].median().T)
    assert [line.is_dashed() for line in figure.axes[0].lines] == [False, True, False, True]


def test_relations_are_medians(results: Results) -> None:
    states, tie = figures.relations(results).axes
    medians = results.histories.groupby("month")[["bilateral", "perception"]].median()
    np.testing.assert_allclose([*drawn(states), *drawn(tie)], medians.T)


@pytest.mark.slow
def test_of_many_ties_a_spread_is_drawn_and_said_and_others_can_be_asked_for(
    world: Results, monkeypatch: Any
) -> None:
    monkeypatch.setattr(figures.ties, "MAX_PARTNERSHIPS", 3)
    last = world.histories[world.histories["month"] == 23]
    ranked = last.groupby(last["partnership"].astype(str))["trust"].mean().sort_values()
    names = {tie: entry["name"] for tie, entry in world.config["partnerships"].items()}
    spread = [names[ranked.index[rank]] for rank in (0, 4, 7)]
    for name, panels in (("trust", 3), ("carriers", 3), ("relations", 4)):
        figure = FIGURES[name].draw(world)
        assert len(figure.axes) == panels
        said = "3 of 8 ties, from the lowest trust at the end to the highest"
        assert any(said in text.replace("\n", " ") for text in texts(figure))
    titles = [axes.get_title("left") for axes in figures.carriers(world).axes]
    assert titles == spread
    asked = list(ranked.index[[5, 2]])
    figure = figures.carriers(world, ties=asked)
    assert [axes.get_title("left") for axes in figure.axes] == [names[tie] for tie in asked]
    assert any("2 of 8 ties, as asked for" in text for text in texts(figure))


def test_areas_are_shares_of_runs_and_begin_with_the_tie(results: Results) -> None:
    modes = np.resize(["g2g", "g2g", "ngo_led", "none"], len(results.histories))
    made = {"histories": results.histories.assign(mode=modes)}
    late = copy.deepcopy(results.manifest)
    late.config["partnerships"]["baubau-seoul"]["founded"] = "2009-07"
    (axes,) = figures.carriers(Doctored(results.directory, late, made)).axes
    corners = [np.concatenate([p.vertices for p in a.get_paths()]) for a in axes.collections]
    assert {corner[:, 0].min() for corner in corners} == {2009.5}
    assert [round(corner[:, 1].max() * 23) for corner in corners] == [12, 12, 18, 23]
    np.testing.assert_allclose(drawn(axes), [[results.histories["continuity"].median()]])


def test_the_approval_line_is_the_estimate(results: Results) -> None:
    (axes,) = figures.approval(results).axes
    assert axes.get_title("left") == "MoUs"
    estimate = cumulative_incidence(results.waits)
    for line, (_, rows) in zip(drawn(axes), estimate.groupby("country"), strict=True):
        np.testing.assert_allclose(line[1 : len(rows) + 1], rows["cleared"])
    (label, _) = axes.get_legend_handles_labels()[1]
    last = estimate[estimate["country"] == "indonesia"].iloc[-1]
    assert label.startswith(f"Indonesia\n92 files: {100 * last['cleared']:.0f} % cleared,\n")
    assert f"{100 * last['refused']:.0f} % refused" in label


def test_the_network_draws_what_is_alive(world: Results) -> None:
    config = world.manifest.config
    tie, other, *_ = config["partnerships"]
    one, two = (list(config["cities"])[k] for k in (0, -1))
    rows = [(k, tie, "g2g" if k < 40 else "ngo_led", float(k >= 70)) for k in range(100)]
    rows += [(0, f"{one}~{two}", "hybrid", 0.0), (1, f"{two}~{one}", "hybrid", 0.0)]
    rows += [(0, other, "g2g", 0.0)]
    frame = pd.DataFrame(rows, columns=["run", "partnership", "mode", "dormant_at_end"])
    runs = pd.DataFrame({"run": range(100), "status": "ok"})
    made = Doctored(world.directory, world.manifest, {"partnerships": frame, "runs": runs})
    found = [(edge.cities, edge.alive, edge.mode) for edge in edges(made)]
    assert found[0] == (tuple(sorted(config["partnerships"][tie]["cities"])), 0.7, "g2g")
    assert found[1] == (tuple(sorted((one, two))), 0.02, "hybrid")
    start, end = (figure := figures.network(made)).axes
    assert (len(start.lines), len(end.lines)) == (8, 2)
    assert "Ties alive in under 2 % of runs are not drawn: 1 of 3." in "\n".join(texts(figure))


@pytest.mark.slow
def test_one_run_has_all_figures_and_no_bands_of_runs(tmp_path: Path) -> None:
    one = made_up(tmp_path / "one", scenario=scenario("scenario.months=7"), replicates=1)
    assert not figures.trust(one).axes[0].collections
    assert any("between files." in text for text in texts(figures.approval(one)))
    paths = write_figures(one, one.directory / "figures", analysed=False, dpi=COARSE)
    each = [f"{n}-baubau-seoul" if FIGURES[n].per_partnership else n for n in OF_A_RUN]
    assert [path.stem for path in paths] == each
    assert sorted(one.directory.glob("figures/*")) == sorted(paths)


@pytest.mark.slow
def test_a_world_without_ties_has_fewer_figures(results: Results) -> None:
    empty = {name: results.read(name).iloc[:0] for name in ("histories", "partnerships", "waits")}
    made = Doctored(results.directory, results.manifest, empty)
    for name in ("trust", "relations", "carriers", "approval", "network"):
        with pytest.raises(NotRecordedError):
            FIGURES[name].draw(made)
    assert len(write_figures(made, results.directory / "few", analysed=False, dpi=COARSE)) == 2


def test_without_events_there_is_no_history(tmp_path: Path) -> None:
    found = fitting(made_up(tmp_path / "out", events="none"), analysed=False)
    assert found == [name for name in OF_A_RUN if name != "history"]
