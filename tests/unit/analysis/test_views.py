"""Views draw what the points hold, say which factors they choose, and refuse what is unfit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import Rectangle

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import FIGURES, SIZES, fitting
from paradiplomacy_analysis.figures.factors import TOLD
from paradiplomacy_analysis.figures.regions import EACH
from paradiplomacy_analysis.figures.scales import Scale, of_factor, shortened
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.sample import Factor, UnfitError, sample_of
from paradiplomacy_analysis.statistics.cells import cells_of, parts_of
from paradiplomacy_analysis.statistics.choosing import ranked, target_of
from paradiplomacy_analysis.statistics.conditions import met
from paradiplomacy_analysis.statistics.discovery import halves_of, rule_of
from paradiplomacy_analysis.statistics.limits import conditions_of
from paradiplomacy_analysis.verbs import analyse, plot
from tests.support.designs import HEAD
from tests.support.drawn import rendered, texts
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.legible import illegible
from tests.support.planted import DESIGNS, RANGES, planted
from tests.support.samples import ranges, sample

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from paradiplomacy_analysis import Results

SPREAD = '\n[sampler]\nkind = "lhs"\npoints = {}\n[analysis]\nsuccess = "trust >= {}"\n'

HOSTILE = "</script> [/foo] $\\\\frac{"
"""A name that was chosen to break things, in letters of the font, as in a basic string of TOML."""

MIXED = f"""
[factors.forgetting]
key = "trust.forgetting"
low = 0.8
high = 0.99

[factors.money]
key = "cities.baubau.budget"
low = 1.0
high = 1000.0
log = true

[factors.patience]
key = "gate.patience"
levels = {{ a_very_long_name_of_a_level = 36, short = 48, "{HOSTILE}" = 60 }}
"""

MANY = "".join(
    f'\n[factors.number_{k:02}]\nkey = "partnerships.*.cultural_distance"\nlow = 0.1\nhigh = 0.9\n'
    if k < 1
    else f'\n[factors.number_{k:02}]\nkey = "{key}"\nlow = 0.25\nhigh = 0.8\n'
    for k, key in enumerate(
        (
            "",
            *(f"cities.{city}.{what}" for city in ("baubau", "seoul")
              for what in ("capacity", "identity_salience", "participation", "dissemination",
                           "monitoring", "coordination_effort", "leader.drive")),
            "leadership.re_election",
        )
    )
)  # fmt: skip
"""Sixteen factors that do nothing in the planted world."""


TWO = RANGES.split("[factors.unit]", maxsplit=1)[0]

SPACES: dict[str, tuple[str, dict[str, float]]] = {
    "two": (TWO + SPREAD.format(120, 11), {}),
    "three": (RANGES + SPREAD.format(240, 11), {}),
    "mixed": (MIXED + SPREAD.format(160, 11), {}),
    "many": (TWO + MANY + SPREAD.format(200, 11), {}),
    "noise": (RANGES + SPREAD.format(160, 0.6), {"effect": 0.0, "noise": 1.0}),
}
"""Spaces with 2 to 18 factors, and one in which nothing matters."""


class Spaces(dict[str, "Results"]):
    """Results of spaces, each made when it is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, name: str) -> Results:
        text, engine = SPACES[name]
        head = HEAD.replace("replicates = 4", "replicates = 2")
        with pytest.MonkeyPatch.context() as monkeypatch:
            self[name] = planted(self.folder / name, monkeypatch, text, head, **engine)
        return self[name]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Spaces:
    return Spaces(tmp_path_factory.mktemp("views"))


def drawn(name: str, results: Results, **settings: str) -> Figure:
    return VIEWS[name].draw(results, **settings)


def title(figure: Figure) -> str:
    return " ".join(figure.get_suptitle().split())


def written(figure: Figure) -> str:
    return " ".join(" ".join(texts(figure)).split())


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("space", ["two", "three", "mixed", "many"])
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_can_be_read(made: Spaces, name: str, space: str, size: str) -> None:
    figure = drawn(name, made[space], size=size)
    assert illegible(figure) == []
    assert title(figure).startswith("A design: ")
    assert len(figure.axes) <= 40


@pytest.mark.slow
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_drawn_where_it_is_named_and_else_not(
    made: Spaces, name: str, tmp_path: Path
) -> None:
    assert name not in fitting(made["two"])
    (path,) = plot(made["two"], [name], out=tmp_path, dpi=40)
    assert path.name == f"{name}.png"


@pytest.mark.slow
@pytest.mark.parametrize("name", VIEWS)
def test_the_same_results_give_the_same_picture(made: Spaces, name: str) -> None:
    results = made["mixed"]
    first, again = (rendered(drawn(name, results), results, "svg") for _ in range(2))
    assert first == again
    assert b"<script" not in first


def test_a_view_of_too_few_points_is_refused_by_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = planted(tmp_path, monkeypatch, DESIGNS["levels"])
    for name in ("pairs", "stacking"):
        with pytest.raises(UnfitError, match=f"has 6 points: {name} needs 50 or more"):
            drawn(name, results)
    with pytest.raises(UnfitError, match="no two factors with ranges: contours need them"):
        drawn("contours", results)
    with pytest.raises(UnfitError, match=r"has neither success .* nor a front of two aims"):
        drawn("parallel", results)
    for name in ("peeling", "regions"):
        with pytest.raises(UnfitError, match="does not say what counts as success"):
            drawn(name, results)


@pytest.mark.slow
def test_a_view_of_one_factor_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = RANGES.split("[factors.patience]", maxsplit=1)[0] + SPREAD.format(120, 10)
    results = planted(tmp_path, monkeypatch, one)
    for name in ("pairs", "parallel", "stacking"):
        with pytest.raises(UnfitError, match=f"varies fewer than two factors: {name} is of"):
            drawn(name, results)
    with pytest.raises(UnfitError, match="one factor: a map has two"):
        drawn("regions", results)


def test_one_world_has_no_views(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out")
    for name in VIEWS:
        with pytest.raises(UnfitError):
            plot(load(tmp_path / "out"), [name])


def test_without_a_box_there_is_no_way_and_no_map(made: Spaces) -> None:
    finding = analyse(made["noise"], ["discovery"])[0]
    assert "boxes" not in finding.tables
    for name in ("peeling", "regions"):
        with pytest.raises(UnfitError, match="no box was found"):
            VIEWS[name].draw(made["noise"], finding)


# Which factors are chosen, and why.


def test_factors_are_ranked_by_what_they_do() -> None:
    rng = np.random.default_rng(1)
    x = rng.random((400, 6))
    trust = 3.0 * x[:, 4] + x[:, 1] + rng.normal(0.0, 0.1, 400)
    given = sample(ranges(6), {f"x{k + 1}": x[:, k] for k in range(6)}, {"trust": trust})
    order = ranked(given, target_of(given))
    assert [factor.name for factor in order.first(2)] == ["x5", "x2"]
    assert {factor.name for factor in order.sure} == {"x5", "x2"}


@pytest.mark.slow
def test_titles_claim_nothing_that_chance_could_have_done(made: Spaces) -> None:
    assert "none is told from chance" in title(drawn("pairs", made["noise"]))
    assert "In none of" in title(drawn("stacking", made["noise"]))
    assert "tell nothing that chance could not tell" in title(drawn("contours", made["noise"]))


@pytest.mark.slow
def test_what_is_left_out_of_many_factors_is_said(made: Spaces) -> None:
    for name in ("pairs", "parallel", "stacking"):
        said = written(drawn(name, made["many"]))
        assert "of 18 factors with the largest scores of trees for success" in said
        assert "forgetting" in said


# Pairs.


def test_pairs_draw_every_point_in_the_colour_of_what_it_did(made: Spaces) -> None:
    results = made["three"]
    figure = drawn("pairs", results)
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
    axes = drawn("parallel", results).axes[0]
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
@pytest.mark.compiled
def test_without_success_the_front_stands_before_the_rest(tmp_path: Path) -> None:
    from tests.support.shipped import small

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


def test_stacking_colours_what_is_told_and_hatches_the_rest(made: Spaces) -> None:
    figure = drawn("stacking", made["three"])
    axes = figure.axes[0]
    colours = np.ma.asarray(axes.collections[0].get_array())
    hatched = [patch for patch in axes.patches if patch.get_hatch()]
    assert np.ma.count(colours) + len(hatched) == colours.size
    assert np.ma.count(colours) > 0
    assert "most frequent where forgetting high" in title(figure)
    noise = drawn("stacking", made["noise"])
    assert np.ma.count(np.ma.asarray(noise.axes[0].collections[0].get_array())) == 0


@pytest.mark.slow
def test_stacking_takes_an_outcome_in_place_of_success(made: Spaces) -> None:
    figure = VIEWS["stacking"].draw(made["three"], ["trust"])
    assert title(figure).startswith("A design: Trust, both tracks is furthest from its mean")


# Regional maps.


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


# Contours.


def test_contours_are_drawn_of_what_is_planted_and_none_of_noise(made: Spaces) -> None:
    figure = drawn("contours", made["two"])
    axes = figure.axes[0]
    assert {axes.get_xlabel(), axes.get_ylabel()} == {"forgetting", "patience"}
    assert axes.get_xlabel() == "forgetting"
    assert len(axes.collections) >= 2
    assert "On average trust, both tracks goes from" in title(figure)
    noise = drawn("contours", made["noise"]).axes[0]
    assert len(noise.collections) == 0
    assert sum(patch.get_width() for patch in noise.patches if patch.get_hatch()) == pytest.approx(
        len([patch for patch in noise.patches if patch.get_hatch()])
    )


@pytest.mark.slow
def test_contours_say_how_they_were_smoothed(made: Spaces) -> None:
    said = written(drawn("contours", made["two"]))
    assert "weighted by a normal kernel" in said
    assert "by cross-validation" in said
    assert "the surface foretells" in said


# Scales.


def test_a_logarithmic_scale_has_its_middle_at_the_geometric_mean() -> None:
    scale = of_factor(Factor("money", (), 1.0, 1000.0, log=True))
    assert scale.places([1.0, 1000.0**0.5, 1000.0]) == pytest.approx([0.0, 0.5, 1.0])
    assert scale.value(0.5) == pytest.approx(1000.0**0.5)
    assert [text for _, text in scale.ticks(5)] == ["1", "10", "100", "1000"]
    assert scale.label == "money, logarithmic"


def test_levels_have_their_parts_side_by_side() -> None:
    scale = of_factor(Factor("unit", (False, True)))
    assert scale.places([True, False]) == pytest.approx([0.75, 0.25])
    assert scale.ticks(5) == [(0.25, "no"), (0.75, "yes")]


def test_a_scale_without_width_has_one_tick() -> None:
    assert Scale("a", "a", 2.0, 2.0).ticks(4) == [(0.5, "2")]
    assert Scale("a", "a", 2.0, 2.0).places([2.0]).tolist() == [0.5]


def test_labels_that_are_cut_are_still_told_apart() -> None:
    assert shortened(["alpha one", "alpha two", "b"], 6) == ["alph1", "alph2", "b"]
    assert shortened(["alpha", "beta"], 5) == ["alpha", "beta"]


@pytest.mark.slow
def test_hostile_names_are_plain_text(made: Spaces) -> None:
    data = rendered(FIGURES["regions"].draw(made["mixed"]), made["mixed"], "svg")
    assert b"</script>" not in data
