"""Several result directories in one analysis, one plot, one report: labelled, compared, whole."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from paradiplomacy_analysis import UnfitError, load
from paradiplomacy_analysis.comparison import comparison
from paradiplomacy_analysis.figures import FIGURES, Wanted
from paradiplomacy_analysis.figures.differences import differences
from paradiplomacy_analysis.figures.overlaid_forest import overlaid_forest
from paradiplomacy_analysis.figures.overlays import overlaid_survival, overlaid_trajectories
from paradiplomacy_analysis.figures.together import Together
from paradiplomacy_analysis.labelled import Labelled, home_of, opened
from paradiplomacy_analysis.verbs import analyse, plot, report
from paradiplomacy_cli import exit_codes
from tests.support.command_line import call, printed
from tests.support.designs import HEAD
from tests.support.fake_engine import FakeEngine, run, scenario, use
from tests.support.planted import LEVELS, planted

if TYPE_CHECKING:
    from pathlib import Path

SEEDED = HEAD.replace("[design]\n", "[design]\nseed = 9\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two sweeps of one design and seed, one of another seed, two worlds."""
    made = tmp_path_factory.mktemp("several")
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, head, effect in (("one", HEAD, 1.0), ("two", HEAD, 1.2), ("three", SEEDED, 1.2)):
            (made / name).mkdir()
            planted(made / name, monkeypatch, LEVELS, head=head, effect=effect)
        use(FakeEngine(), monkeypatch)
        run(made / "world", replicates=6)
        run(made / "longer", replicates=5, scenario=scenario("scenario.months=24"), seed=4)
    return made


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def sweeps(folder: Path) -> list[Labelled]:
    return opened([folder / "one/out", folder / "two/out"], ["before", "after"])


def worlds(folder: Path) -> list[Labelled]:
    return opened([folder / "world", folder / "longer"])


# Labels, and where it goes.


def test_labels_are_as_much_of_the_paths_as_tells_them_apart(folder: Path) -> None:
    both = opened([folder / "one/out", folder / "two/out"])
    assert [each.label for each in both] == ["one/out", "two/out"]
    assert [each.label for each in worlds(folder)] == ["world", "longer"]
    assert opened(folder / "world")[0].label == ""


def test_a_directory_given_twice_is_refused_by_whatever_path(folder: Path) -> None:
    with pytest.raises(UnfitError, match="given twice"):
        opened([folder / "world", folder / "one/../world"])


@pytest.mark.parametrize("labels", [["x"], ["x", "x"], ["x", " "]])
def test_labels_must_be_as_many_as_directories_differ_and_say_something(
    folder: Path, labels: list[str]
) -> None:
    with pytest.raises(UnfitError, match="label"):
        opened([folder / "world", folder / "longer"], labels)


def test_what_is_told_of_several_goes_beside_the_results_unless_told_otherwise(
    folder: Path, tmp_path: Path
) -> None:
    both = sweeps(folder)
    assert str(home_of(both, None)) == "results/comparison-of-before-and-after"
    assert home_of(both, tmp_path / "x") == tmp_path / "x"
    assert home_of(both[:1], None) == folder / "one/out"
    result = call("report", *_paths(folder), "--out", str(folder / "world"))
    assert result.exit_code == exit_codes.DIFFERS
    assert "holds results of its own" in result.stderr


def _paths(folder: Path) -> list[str]:
    return [str(folder / "one/out"), str(folder / "two/out")]


# The comparison.


def test_pairs_of_one_seed_give_the_interval_of_their_mean_difference(folder: Path) -> None:
    found = comparison(sweeps(folder), ["trust"])
    (row,) = found.tables["comparison"].to_dict("records")
    one, two = (load(path).runs.set_index("run") for path in _paths(folder))
    apart = (two["trust"] - one["trust"]).groupby(one["replicate"]).mean()
    interval = stats.t.interval(0.95, len(apart) - 1, apart.mean(), apart.sem())
    assert row["paired"]
    assert row["difference"] == pytest.approx(apart.mean())
    assert (row["low"], row["high"]) == pytest.approx(interval, rel=1e-6)


def test_other_seeds_are_held_apart_and_it_is_said(folder: Path) -> None:
    found = comparison(opened([folder / "two/out", folder / "three/out"]), ["trust"])
    assert not found.tables["comparison"]["paired"].any()
    assert any("not paired, since their seeds differ (9 and" in doubt for doubt in found.doubts)


def test_what_directories_do_not_share_is_named(folder: Path) -> None:
    found = comparison(opened([folder / "one/out", folder / "longer"]))
    doubts = " ".join(found.doubts)
    assert "runs last 24 and 12 months" in doubts
    assert "factors of the latter only: forgetting, patience" in doubts
    assert len(found.tables["comparison"])


def test_each_method_tells_of_each_directory_and_then_they_are_compared(folder: Path) -> None:
    found = analyse(_paths(folder), ["contrasts"], ["trust"], labels=["before", "after"])
    assert [(each.method, each.label) for each in found] == [
        ("contrasts", "before"),
        ("contrasts", "after"),
        ("comparison", ""),
    ]


def test_a_method_that_one_does_not_bear_is_a_doubt_of_it_alone(folder: Path) -> None:
    found = analyse([folder / "one/out", folder / "world"], ["contrasts"])
    assert found[0].tables
    assert not found[1].tables
    assert "no levels to compare" in found[1].doubts[0]


@pytest.mark.slow
def test_the_command_prints_all_and_writes_a_file_for_each(folder: Path, tmp_path: Path) -> None:
    options = ["--method", "contrasts", "--outcome", "trust", "--label", "a/b", "--label", "=c()"]
    out = printed("analyse", *_paths(folder), *options, "--out", str(tmp_path / "x"))
    assert "contrasts, a/b: Which level" in out
    assert "Trust is 2.161" in out
    names = {path.name for path in (tmp_path / "x/analysis").iterdir()}
    assert {"contrasts-of-a%2Fb.json", "contrasts-of-%3Dc%28%29.csv", "comparison.csv"} <= names
    with (tmp_path / "x/analysis/comparison.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["label"], row["against"]) == ("'=c()", "a/b")
    document = json.loads((tmp_path / "x/analysis/comparison.json").read_text("utf-8"))
    assert set(document["of"]) == {"a/b", "=c()"}


@pytest.mark.slow
def test_one_document_of_json_has_all_labelled(folder: Path) -> None:
    found = json.loads(printed("analyse", *_paths(folder), "--method", "contrasts", "--json"))
    assert [each.get("label") for each in found] == ["one/out", "two/out", None]
    assert found[-1]["method"] == "comparison"


@pytest.mark.slow
def test_a_damaged_directory_among_several_is_told_and_nothing_is_written(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder / "two/out", tmp_path / "damaged")
    part = next((tmp_path / "damaged/runs").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-20])
    for command in ("analyse", "plot", "report"):
        words = [str(folder / "one/out"), str(tmp_path / "damaged"), "--out", str(tmp_path / "x")]
        result = call(command, *words)
        assert result.exit_code == exit_codes.DAMAGED
        assert part.name in result.stderr
    assert not [path for path in (tmp_path / "x").rglob("*") if path.is_file()]


# Figures.


def test_trajectories_of_several_are_lines_in_one_panel_over_the_months_of_all(
    folder: Path,
) -> None:
    several = worlds(folder)
    figure = overlaid_trajectories(several, ["trust"])
    (axes,) = figure.axes
    assert len(axes.lines) == 2
    assert axes.get_xlim() == (2009.0, 2011.0)
    for line, each in zip(axes.lines, several, strict=True):
        drawn = each.results.series.groupby("month")["trust"].median().to_numpy()
        assert np.asarray(line.get_ydata()) == pytest.approx(drawn)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["world", "longer"]


def test_survival_of_several_is_a_curve_of_all_spells_of_each(folder: Path) -> None:
    figure = overlaid_survival(worlds(folder))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["world", "longer"]


@pytest.mark.slow
def test_a_forest_of_several_has_a_mark_for_each_below_another(folder: Path) -> None:
    several = sweeps(folder)
    found = analyse(_paths(folder), ["contrasts"], ["trust"])[:2]
    axes = overlaid_forest(several, found).axes[0]
    marks = [bar.lines[0].get_xydata()[0] for bar in axes.containers]
    expected = pd.concat(each.tables["contrasts"] for each in found)["difference"]
    assert sorted(mark[0] for mark in marks) == pytest.approx(sorted(expected))
    assert len({round(float(mark[1]), 6) for mark in marks}) == 6


@pytest.mark.slow
def test_figures_side_by_side_have_the_same_limits(folder: Path) -> None:
    ((stem, figure),) = Together(sweeps(folder)).drawings(["interactions"])
    assert stem == "interactions"
    assert len(figure.subfigs) == 2
    titles = [part.get_suptitle().splitlines()[0] for part in figure.subfigs]
    assert titles == ["before", "after"]
    one, two = (part.axes[0] for part in figure.subfigs)
    assert one.get_title("left") == two.get_title("left")
    assert one.get_ylim() == two.get_ylim()


def test_differences_are_drawn_point_by_point_and_of_worlds_over_time(
    folder: Path, tmp_path: Path
) -> None:
    axes = differences(sweeps(folder), ["trust"]).axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "all points"
    assert names[1] == "forgetting 0.9, patience 36"
    assert len(names) == 7
    shutil.copytree(folder / "world", tmp_path / "copy")
    (axes,) = differences(opened([folder / "world", tmp_path / "copy"]), ["trust"]).axes
    assert axes.get_xlabel() == "calendar year"
    assert np.asarray(axes.lines[1].get_ydata()) == pytest.approx(np.zeros(12))


@pytest.mark.slow
def test_what_cannot_be_drawn_of_several_is_left_out_with_the_reason(folder: Path) -> None:
    drawn = plot([folder / "one/out", folder / "world"], ["forest", "differences"], dpi=40)
    assert [path.name for path in drawn] == ["differences.png"]
    assert drawn.left_out == (
        "forest: fewer than two of the results have what it shows; world: it is of a design",
    )
    result = call("plot", str(folder / "one/out"), str(folder / "world"), "--figure", "forest")
    assert result.exit_code == exit_codes.REFUSED
    assert "nothing can be drawn of these results together: forest" in result.stderr
    assert not list(drawn[0].parent.glob("forest*"))


def test_more_directories_than_colours_are_refused(folder: Path) -> None:
    seven = [Labelled(str(number), sweeps(folder)[0].results) for number in range(7)]
    with pytest.raises(UnfitError, match="at most 6 result directories apart, not 7"):
        Together(seven)


def test_a_figure_of_several_only_is_refused_for_one(folder: Path) -> None:
    result = call("plot", str(folder / "world"), "--figure", "differences")
    assert result.exit_code == exit_codes.REFUSED
    assert "of several result directories" in result.stderr


def test_every_figure_says_whether_it_overlays() -> None:
    overlaid = {name for name, spec in FIGURES.items() if spec.overlay is not None}
    assert overlaid == {"trajectories", "forest", "survival"}


@pytest.mark.slow
def test_every_figure_of_worlds_is_drawn_of_two(folder: Path) -> None:
    together = Together(worlds(folder), Wanted())
    drawn = {stem.partition("-")[0] for stem, _ in together.drawings()}
    unasked = {n for n, spec in FIGURES.items() if not spec.points and not spec.if_asked}
    assert drawn == unasked | {"differences"}
    assert together.left_out == []


# The report.


@pytest.mark.slow
def test_a_report_of_several_has_a_section_for_each_and_escapes_labels(folder: Path) -> None:
    path = report(_paths(folder), ["trust"], labels=["<script>alert(1)</script>", "after"])
    text = path.read_text("utf-8")
    assert path.parent.parent.name == "results"
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert text.count('<section id="results-') == 2
    assert "How far do the results lie apart?" in text
    assert len(set(_ids(text))) == len(_ids(text))


def _ids(text: str) -> list[str]:
    return [part.partition('"')[0] for part in text.split(' id="')[1:]]


# diff draws.


@pytest.mark.slow
def test_diff_draws_differences_and_names_the_settings(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "deep/figure.svg"
    result = call("diff", str(folder / "two/out"), str(folder / "three/out"), "--figure", str(file))
    assert result.exit_code == exit_codes.DIFFERS
    assert str(file) not in result.stdout
    text = file.read_text("utf-8")
    assert "seed: " in text
    assert "9 in the second" in text


def test_diff_refuses_another_format_before_it_compares(folder: Path, tmp_path: Path) -> None:
    result = call("diff", *_paths(folder), "--figure", str(tmp_path / "x.gif"))
    assert result.exit_code == exit_codes.CONFIG
    assert "png, svg, pdf" in result.stderr
    assert result.stdout == ""
