"""Views draw what the points hold, say which factors they choose, and refuse what is unfit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.figures import SIZES, fitting
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.sample import UnfitError
from paradiplomacy_analysis.statistics.choosing import ranked, scored, target_of
from paradiplomacy_analysis.statistics.surfaces import surface_of
from paradiplomacy_analysis.verbs import analyse, plot
from tests.support.drawn import drawn_texts, rendered
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.legible import illegible
from tests.support.planted import DESIGNS, RANGES, planted
from tests.support.samples import ranges, sample
from tests.support.shipped import small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

    from paradiplomacy_analysis import Results
    from paradiplomacy_analysis.statistics.boxes import Box
    from paradiplomacy_analysis.statistics.remembered import remembered

from tests.support.spaces import SPREAD, Spaces, boxes_found_once, drawn, few_trees, title, written

WISHED = "trust >= 0.5 and continuity >= 0.6"


@pytest.fixture(scope="module")
def boxes_once() -> Iterator[remembered[..., list[Box]]]:
    with boxes_found_once() as once, few_trees():
        yield once


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, boxes_once: object) -> Spaces:
    return Spaces(tmp_path_factory.mktemp("views"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("space", "size"), [("two", "column"), ("mixed", "column"), *(("many", size) for size in SIZES)]
)
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_can_be_read(made: Spaces, name: str, space: str, size: str) -> None:
    figure = made.view(name, space, size)
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


SHIPPED = {
    "discovery": ("sampler.points=150",),
    "prior": ("sampler.points=128", "design.replicates=2"),
}
"""Shipped designs of many factors, with as few points as views and boxes are of."""


@pytest.fixture(scope="module", params=SHIPPED)
def shipped(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, boxes_once: object
) -> Results:
    return small(request.param, tmp_path_factory.mktemp("shipped"), SHIPPED[request.param])


@pytest.mark.slow
@pytest.mark.compiled
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_a_shipped_design_can_be_read(shipped: Results, name: str) -> None:
    wishes = {} if name == "contours" else {"success": WISHED}
    figure = drawn(name, shipped, size="column", **wishes)  # where there is the least room
    assert illegible(figure) == []


@pytest.fixture(scope="module")
def again(made: Spaces, boxes_once: remembered[..., list[Box]]) -> dict[str, Figure]:
    """Return the views of a space, drawn once more of what is read and found once more."""
    for name in VIEWS:
        made.view(name, "mixed", "column")
    for dear in (scored, boxes_once, surface_of):
        dear.forget()
    results = load(made["mixed"].directory)
    return {name: drawn(name, results, size="column") for name in VIEWS}


@pytest.mark.slow
@pytest.mark.parametrize("name", VIEWS)
def test_the_same_results_give_the_same_picture(
    made: Spaces, again: dict[str, Figure], name: str
) -> None:
    pictures = set()
    for figure in (made.view(name, "mixed", "column"), again[name]):
        drawn_texts(figure)  # lays out either in one way
        pictures.add(rendered(figure, made["mixed"], "svg"))
    (picture,) = pictures
    assert b"<script" not in picture


@pytest.mark.slow
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
    one = RANGES.split("[factors.patience]", maxsplit=1)[0] + SPREAD.format(100, 10)
    results = planted(tmp_path, monkeypatch, one)
    for name in ("pairs", "parallel", "stacking"):
        with pytest.raises(UnfitError, match=f"varies fewer than two factors: {name} is of"):
            drawn(name, results)
    with pytest.raises(UnfitError, match="one factor: a map has two"):
        drawn("regions", results)


@pytest.mark.slow
def test_one_world_has_no_views(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out")
    for name in VIEWS:
        with pytest.raises(UnfitError):
            plot(load(tmp_path / "out"), [name])


@pytest.mark.slow
def test_without_a_box_there_is_no_way_and_no_map(made: Spaces) -> None:
    finding = analyse(made["noise"], ["discovery"])[0]
    assert "boxes" not in finding.tables
    for name in ("peeling", "regions"):
        with pytest.raises(UnfitError, match="no box was found"):
            VIEWS[name].draw(made["noise"], finding)


# Which factors are chosen, and why.


@pytest.mark.slow
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
    assert "none is told from chance" in title(made.view("pairs", "noise"))
    stacking = made.view("stacking", "noise")
    assert "In none of" in title(stacking)
    assert np.ma.count(np.ma.asarray(stacking.axes[0].collections[0].get_array())) == 0
    assert "tell nothing that chance could not tell" in title(made.view("contours", "noise"))


@pytest.mark.slow
def test_what_is_left_out_of_many_factors_is_said(made: Spaces) -> None:
    for name in ("pairs", "parallel", "stacking"):
        said = written(made.view(name, "many"))
        assert "of 18 factors with the largest scores of trees for success" in said
        assert "forgetting" in said


@pytest.mark.slow
def test_hostile_names_are_plain_text(made: Spaces) -> None:
    data = rendered(made.view("regions", "mixed", "column"), made["mixed"], "svg")
    assert b"</script>" not in data


# Contours.


@pytest.mark.slow
def test_contours_are_drawn_of_what_is_planted_and_none_of_noise(made: Spaces) -> None:
    figure = made.view("contours", "two")
    axes = figure.axes[0]
    assert {axes.get_xlabel(), axes.get_ylabel()} == {"forgetting", "patience"}
    assert axes.get_xlabel() == "forgetting"
    assert len(axes.collections) >= 2
    assert "On average trust, both tracks goes from" in title(figure)
    noise = made.view("contours", "noise").axes[0]
    assert len(noise.collections) == 0
    assert sum(patch.get_width() for patch in noise.patches if patch.get_hatch()) == pytest.approx(
        len([patch for patch in noise.patches if patch.get_hatch()])
    )


@pytest.mark.slow
def test_contours_say_how_they_were_smoothed(made: Spaces) -> None:
    said = written(made.view("contours", "two"))
    assert "weighted by a normal kernel" in said
    assert "by cross-validation" in said
    assert "the surface foretells" in said
