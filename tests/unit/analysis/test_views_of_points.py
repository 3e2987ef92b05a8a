"""Views draw what the points hold, in the colours of what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import Rectangle

from paradiplomacy_analysis.figures.factors import TOLD
from paradiplomacy_analysis.figures.regions import EACH
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.sample import UnfitError, sample_of
from paradiplomacy_analysis.statistics.cells import cells_of, parts_of
from paradiplomacy_analysis.statistics.conditions import met
from paradiplomacy_analysis.statistics.discovery import halves_of, rule_of
from paradiplomacy_analysis.statistics.limits import conditions_of
from paradiplomacy_analysis.verbs import analyse, plot
from tests.support.legible import illegible
from tests.support.planted import RANGES, planted
from tests.support.samples import ranges, sample
from tests.support.shipped import small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paradiplomacy_analysis.statistics.boxes import Box
    from paradiplomacy_analysis.statistics.remembered import remembered

from tests.support.spaces import Spaces, boxes_found_once, drawn, few_trees, title


@pytest.fixture(scope="module")
def boxes_once() -> Iterator[remembered[..., list[Box]]]:
    with boxes_found_once() as once, few_trees():
        yield once


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, boxes_once: object) -> Spaces:
    return Spaces(tmp_path_factory.mktemp("views"))


# Pairs.


@pytest.mark.slow
def test_pairs_draw_every_point_in_the_colour_of_what_it_did(made: Spaces) -> None:
    results = made["three"]
    figure = made.view("pairs", "three")
    count = int(np.sqrt(len(figure.axes)))
    panel = figure.axes[count]  # the second row, first column
    success = results.runs.groupby("point")["trust"].apply(lambda run: (run >= 11).mean() >= 0.5)
    sizes = {to_hex(dots.get_facecolor()[0]): len(dots.get_offsets()) for dots in panel.collections}
    assert sizes[TOLD.lower()] == success.sum()
    assert sum(sizes.values()) == len(success)
    assert "forgetting" in title(figure)
    diagonal = figure.axes[0]
    assert sum(bar.get_height() for bar in diagonal.patches) == len(success)


@pytest.mark.slow
def test_pairs_without_success_are_coloured_by_the_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = RANGES + '\n[sampler]\nkind = "lhs"\npoints = 60\n'
    results = planted(tmp_path, monkeypatch, text)
    figure = drawn("pairs", results)
    coloured = [dots for axes in figure.axes for dots in axes.collections
                if dots.get_array() is not None and len(dots.get_offsets()) == 60]  # fmt: skip
    means = results.runs.groupby("point")["trust"].mean().to_numpy()
    assert np.allclose(coloured[0].get_array(), means)
    assert illegible(figure) == []


# Parallel coordinates.


@pytest.mark.slow
def test_successes_stand_before_the_rest_and_the_box_is_marked(made: Spaces) -> None:
    results = made["three"]
    axes = made.view("parallel", "three").axes[0]
    rest, before = (each for each in axes.collections if isinstance(each, LineCollection))
    success = results.runs.groupby("point")["trust"].apply(lambda run: (run >= 11).mean() >= 0.5)
    assert len(before.get_segments()) == success.sum()
    assert len(rest.get_segments()) == (~success).sum()
    assert to_rgba(before.get_color()[0])[:3] == to_rgba(TOLD)[:3]
    (finding,) = analyse(results, ["discovery"])
    box = conditions_of(finding.tables["limits"], "success", 1)
    names = [label.get_text() for label in axes.get_xticklabels()]
    thick = max(line.get_linewidth() for line in axes.lines)
    marks = {names[int(line.get_xdata()[0])]: line.get_ydata() for line in axes.lines
             if line.get_linewidth() == thick}  # fmt: skip
    assert set(marks) == set(box)
    low = (box["forgetting"].low - 0.8) / 0.19
    assert list(marks["forgetting"]) == pytest.approx([low, 1.0])


@pytest.mark.slow
def test_the_box_of_a_choice_is_marked_and_told(made: Spaces, tmp_path: Path) -> None:
    results = made["three"]
    (finding,) = analyse(results, ["discovery"], boxes=["success:1:3"])
    low = conditions_of(finding.tables["limits"], "success", 1)["forgetting"].low
    figure = VIEWS["parallel"].draw(results, boxes=["success:1:3"])
    axes = figure.axes[0]
    thick = max(axes.lines, key=lambda line: line.get_linewidth())
    assert thick.get_ydata()[0] == pytest.approx((low - 0.8) / 0.19)
    assert "(box 1 at step 3, your choice; the rule keeps step" in title(figure)
    by_command = plot(results, ["parallel"], boxes=["success:1:3"], out=tmp_path, dpi=40)
    ruled = plot(results, ["parallel"], out=tmp_path / "ruled", dpi=40)
    assert by_command[0].read_bytes() != ruled[0].read_bytes()
    with pytest.raises(UnfitError, match="marks the first box of success alone"):
        VIEWS["parallel"].draw(results, boxes=["failure:1:3"])


@pytest.mark.slow
@pytest.mark.compiled
def test_without_success_the_front_stands_before_the_rest(tmp_path: Path) -> None:
    results = small("autonomy-capacity", tmp_path)
    (finding,) = analyse(results, ["tradeoffs"])
    front = finding.tables["fronts"]
    first = front[front["aims"] == front["aims"].iloc[0]]
    figure = drawn("parallel", results)
    lines = [each for each in figure.axes[0].collections if isinstance(each, LineCollection)]
    assert len(lines[1].get_segments()) == first["on_front"].sum()
    assert illegible(figure) == []


# Dimensional stacking.


def test_cells_hold_the_share_of_their_points_and_are_told_by_a_planted_corner() -> None:
    rng = np.random.default_rng(1)
    x = rng.random((900, 2))
    success = (rng.random(900) < np.where((x[:, 0] > 2 / 3) & (x[:, 1] > 2 / 3), 0.9, 0.1)) * 1.0
    given = sample(ranges(2), {"x1": x[:, 0], "x2": x[:, 1]}, {"trust": success})
    parts = [parts_of(factor, given.points()[factor.name]) for factor in given.factors]
    cells = cells_of(parts, success, shares=True)
    assert cells.count.sum() == 900
    for row in range(3):
        for column in range(3):
            mine = (parts[0].of_points == row) & (parts[1].of_points == column)
            assert cells.count[row, column] == mine.sum()
            assert cells.mean[row, column] == pytest.approx(success[mine].mean())
    assert cells.told[2, 2]
    assert cells.mean[2, 2] == pytest.approx(0.9, abs=0.08)


@pytest.mark.slow
def test_stacking_colours_what_is_told_and_hatches_the_rest(made: Spaces) -> None:
    figure = made.view("stacking", "three")
    axes = figure.axes[0]
    colours = np.ma.asarray(axes.collections[0].get_array())
    hatched = [patch for patch in axes.patches if patch.get_hatch()]
    assert np.ma.count(colours) + len(hatched) == colours.size
    assert np.ma.count(colours) > 0
    assert "most frequent where forgetting high" in title(figure)


@pytest.mark.slow
def test_stacking_takes_an_outcome_in_place_of_success(made: Spaces) -> None:
    figure = VIEWS["stacking"].draw(made["three"], ["trust"])
    assert title(figure).startswith("A design: Trust, both tracks is furthest from its mean")


# Regional maps.


@pytest.mark.slow
def test_a_map_shows_the_shares_of_points_that_judge_and_the_box(made: Spaces) -> None:
    results = made["three"]
    (finding,) = analyse(results, ["discovery"])
    given = sample_of(results)
    halves = halves_of(given, rule_of(given))
    box = conditions_of(finding.tables["limits"], "success", 1)
    figure = VIEWS["regions"].draw(results, finding)
    axes = next(each for each in figure.axes if each.get_title("left") == "success, box 1")
    pair = [axes.get_xlabel(), axes.get_ylabel()]
    others = {name: one for name, one in box.items() if name not in pair}
    there = met(others, halves.points) & ~halves.searched
    filled = [line for line in axes.lines if line.get_marker() == "o"]
    assert sum(len(line.get_xdata()) for line in filled) == there.sum()
    dark = next(line for line in filled if line.get_markerfacecolor() != "white")
    assert len(dark.get_xdata()) == halves.success[there].sum()
    frame = next(patch for patch in axes.patches if isinstance(patch, Rectangle))
    assert frame.get_x() == pytest.approx((box["forgetting"].low - 0.8) / 0.19)
    assert frame.get_x() + frame.get_width() == pytest.approx(1.0)
    mesh = np.ma.asarray(axes.collections[0].get_array())
    assert 0.0 <= mesh.min() <= mesh.max() <= 1.0
    assert mesh.size <= max(there.sum() / EACH, 9) * 1.5
