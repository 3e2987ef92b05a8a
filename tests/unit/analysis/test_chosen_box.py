"""A box of one's own choice: another step is kept, judged by the other half, told as a choice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.statistics.choice import Choice, choices_of
from paradiplomacy_analysis.statistics.conditions import met
from paradiplomacy_analysis.statistics.discovery import discovery, halves_of, rule_of
from paradiplomacy_analysis.statistics.limits import by_restriction, conditions_of
from paradiplomacy_analysis.verbs import analyse, plot, report
from paradiplomacy_cli import exit_codes
from paradiplomacy_results.errors import UnfitError, UnknownNameError
from tests.support.command_line import call
from tests.support.drawn import texts
from tests.support.planted import DESIGNS, planted
from tests.support.spaces import boxes_found_once
from tests.unit.analysis.test_discovery import noise
from tests.unit.analysis.test_discovery import planted as planted_box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paradiplomacy_analysis import Results
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample

STEP = 8


@pytest.fixture(scope="module", autouse=True)
def boxes_once() -> Iterator[None]:
    with boxes_found_once():
        yield


@pytest.fixture(scope="module")
def sample() -> Sample:
    return planted_box(600)


@pytest.fixture(scope="module")
def ruled(sample: Sample) -> Finding:
    return discovery(sample)


@pytest.fixture(scope="module")
def chosen(sample: Sample) -> Finding:
    return discovery(replace(sample, boxes=(Choice("success", 1, STEP),)))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return planted(tmp_path_factory.mktemp("lhs"), monkeypatch, DESIGNS["lhs"])


def first(finding: Finding) -> pd.Series:
    return finding.tables["boxes"].iloc[0]


def test_a_choice_is_an_outcome_a_box_and_a_step() -> None:
    assert choices_of(["success:1:12", " Failure:2:3"]) == (
        Choice("success", 1, 12),
        Choice("failure", 2, 3),
    )


@pytest.mark.parametrize("text", ["12", "success:1", "success:0:3", "sucess:1:3", "success:1:-2"])
def test_what_is_no_choice_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnknownNameError, match="a choice is written success:1:12") as raised:
        choices_of(["success:1:2", text, "x"])
    assert repr(text) in str(raised.value)
    assert "'x'" in str(raised.value)


def test_a_box_is_chosen_once() -> None:
    with pytest.raises(UnknownNameError, match="box 1 of success is chosen more than once"):
        choices_of(["success:1:2", "success:1:3"])


@pytest.mark.slow
def test_the_way_is_the_same_whatever_step_is_kept(ruled: Finding, chosen: Finding) -> None:
    first_box = "outcome == 'success' and box == 1"
    ways = [each.tables["trajectory"].query(first_box) for each in (ruled, chosen)]
    one, other = (way.drop(columns=["chosen", "rule"], errors="ignore") for way in ways)
    pd.testing.assert_frame_equal(one, other)
    assert (chosen.tables["trajectory"]["rule"] == ruled.tables["trajectory"]["chosen"].iloc[0])[0]


@pytest.mark.slow
def test_the_chosen_step_is_what_is_kept(ruled: Finding, chosen: Finding) -> None:
    way = ruled.tables["trajectory"].query("outcome == 'success' and box == 1").set_index("step")
    assert way["chosen"].iloc[0] != STEP
    assert first(chosen)["density_searched"] == way.loc[STEP, "density"]
    assert first(chosen)["factors"] == way.loc[STEP, "factors"]


@pytest.mark.slow
def test_a_chosen_box_is_judged_by_points_that_had_no_part_in_the_search(
    sample: Sample, chosen: Finding
) -> None:
    halves = halves_of(sample, rule_of(sample))
    conditions = conditions_of(chosen.tables["limits"], "success", 1)
    inside = met(conditions, halves.points) & ~halves.searched
    cases = halves.success & ~halves.searched
    assert first(chosen)["points"] == inside.sum()
    assert first(chosen)["density"] == pytest.approx(cases[inside].mean())
    assert first(chosen)["coverage"] == pytest.approx(cases[inside].sum() / cases.sum())


@pytest.mark.slow
def test_a_choice_is_told_and_doubted_before_all_else(ruled: Finding, chosen: Finding) -> None:
    rule = ruled.tables["trajectory"]["chosen"].iloc[0]
    assert chosen.doubts[0].startswith(
        f"box 1 of success is your choice, step {STEP} of its trajectory and not {rule} as by "
        "rule: it was chosen after looking"
    )
    said = f"(box 1 at step {STEP}, your choice; the rule keeps step {rule})"
    assert said in " ".join(chosen.sentences)
    assert chosen.doubts[1:] == ruled.doubts


@pytest.mark.slow
def test_the_step_of_the_rule_is_no_choice_and_says_the_same(
    sample: Sample, ruled: Finding
) -> None:
    rule = int(ruled.tables["trajectory"]["chosen"].iloc[0])
    same = discovery(replace(sample, boxes=(Choice("success", 1, rule),)))
    assert same.sentences == ruled.sentences
    assert same.doubts == ruled.doubts
    pd.testing.assert_frame_equal(same.tables["boxes"], ruled.tables["boxes"])


@pytest.mark.slow
def test_without_a_choice_tables_have_the_columns_that_they_had(ruled: Finding) -> None:
    assert list(ruled.tables["trajectory"].columns) == [
        *("outcome", "box", "step", "coverage", "density", "mass", "factors", "chosen")
    ]


@pytest.mark.slow
def test_a_choice_that_is_not_told_from_chance_is_told_all_the_same() -> None:
    """Step 1 of a box of noise."""
    for seed in range(20):
        given = noise(seed)
        if "boxes" in (plain := discovery(given).tables):
            outcome = plain["boxes"]["outcome"].iloc[0]
            found = discovery(replace(given, boxes=(Choice(outcome, 1, 1),)))
            if first(found)["p_holm"] >= 0.05:
                assert any("is not told from what it is elsewhere (box 1 at step 1" in each
                           for each in found.sentences)  # fmt: skip
                return
    pytest.fail("no noise has a box")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice("success", 1, 0), "has the steps 1 to"),
        (Choice("success", 1, 999), "table trajectory of discovery, and in figure peeling"),
        (Choice("success", 9, 1), "there is no box 9 of success to choose a step of; found"),
    ],
)
def test_a_step_that_is_not_there_is_refused_by_those_that_are(
    sample: Sample, choice: Choice, message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message):
        discovery(replace(sample, boxes=(choice,)))


@pytest.mark.slow
def test_restriction_is_ordered_by_the_points_that_meet_it(sample: Sample, ruled: Finding) -> None:
    halves = halves_of(sample, rule_of(sample))
    conditions = conditions_of(ruled.tables["limits"], "success", 1)
    order = by_restriction(conditions, halves.points)
    left = [conditions[name].met(halves.points[name]).mean() for name in order]
    assert left == sorted(left)
    assert set(order) == set(conditions)


@pytest.mark.slow
def test_verbs_take_a_choice(results: Results, tmp_path: Path) -> None:
    (finding,) = analyse(results, ["discovery"], boxes=["success:1:3"])
    assert "your choice, step 3" in finding.doubts[0]
    (drawn,) = plot(results, ["peeling"], boxes=["success:1:3"], out=tmp_path, dpi=60)
    assert drawn.stem == "peeling"
    page = report(results, ["trust"], boxes=["success:1:3"], out=tmp_path).read_text("utf-8")
    assert "your choice, step 3 of its trajectory" in page


@pytest.mark.slow
def test_a_choice_for_nothing_is_refused(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnfitError, match="is not searched for boxes"):
        analyse(results, ["importance"], boxes=["success:1:3"])
    with pytest.raises(UnfitError, match="name a figure of boxes; they are boxes, parallel, "):
        plot(results, ["pairs"], boxes=["success:1:3"], out=tmp_path)
    levels = planted(tmp_path, monkeypatch, DESIGNS["levels"])
    with pytest.raises(UnfitError, match="one result directory at a time"):
        analyse([results, levels], boxes=["success:1:3"], labels=["a", "b"])
    with pytest.raises(UnfitError, match="is not searched for boxes"):
        report(levels, boxes=["success:1:3"], out=tmp_path)


@pytest.mark.slow
def test_the_command_takes_a_choice_and_refuses_others_by_option(
    results: Results, tmp_path: Path
) -> None:
    directory = str(results.directory)
    done = call("analyse", directory, "--box", "success:1:3", "--out", str(tmp_path))
    assert done.exit_code == 0
    assert "your choice" in done.output
    refused = call("analyse", directory, "--box", "success:1:999", "--out", str(tmp_path))
    assert refused.exit_code == exit_codes.CONFIG
    assert "--box: box 1 of success has the steps 1 to" in " ".join(refused.stderr.split())


@pytest.mark.slow
def test_the_peeling_figure_marks_the_rule_and_the_choice(results: Results) -> None:
    (ruled,) = analyse(results, ["discovery"])
    (chosen,) = analyse(results, ["discovery"], boxes=["success:1:3"])
    way = ruled.tables["trajectory"].query("outcome == 'success' and box == 1").set_index("step")
    rule = int(way["chosen"].iloc[0])
    for finding, marks in ((ruled, {"o": rule}), (chosen, {"o": rule, "D": 3})):
        axes = FIGURES["peeling"].draw(results, finding).axes[0]
        drawn = {
            line.get_marker(): (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
            for line in axes.lines
            if line.get_marker() in ("o", "D") and len(line.get_xdata())
        }
        assert drawn == {
            mark: (way.loc[step, "coverage"], way.loc[step, "density"])
            for mark, step in marks.items()
        }
    title = " ".join(FIGURES["peeling"].draw(results, chosen).get_suptitle().split())
    assert f"the rule keeps step {rule}, you chose step 3:" in title
    assert any("--box success:1:STEP" in text for text in texts(FIGURES["peeling"].draw(results)))


@pytest.mark.slow
def test_the_peeling_figure_draws_every_step(results: Results) -> None:
    (finding,) = analyse(results, ["discovery"])
    way = finding.tables["trajectory"].query("outcome == 'success' and box == 1")
    figure = FIGURES["peeling"].draw(results, finding)
    plane = next(axes for axes in figure.axes if axes.get_title("left") == "success, box 1")
    dots = plane.collections[0]
    assert dots.get_offsets().tolist() == way[["coverage", "density"]].to_numpy().tolist()
    assert dots.get_array().tolist() == way["factors"].tolist()
    steps = next(axes for axes in figure.axes if axes.get_title("left").endswith("by step"))
    drawn = {line.get_label(): list(line.get_ydata()) for line in steps.lines}
    for name in ("coverage", "density", "mass"):
        assert drawn[name] == way[name].tolist()
