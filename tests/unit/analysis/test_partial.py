"""Incomplete sweeps and parts of designs are analysed on request, and every output says so."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_analysis import UnfitError, load
from paradiplomacy_analysis.figures.notes import alternative
from paradiplomacy_analysis.figures.together import Together
from paradiplomacy_analysis.labelled import opened
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.sensitivity import morris, sobol
from paradiplomacy_analysis.verbs import analyse, plot, report
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results.share import Share
from tests.support.command_line import call, printed
from tests.support.designs import made
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.planted import DESIGNS, LEVELS, Planted

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis import Results


def stopping(engine: FakeEngine, calls: int) -> threading.Event:
    """Return a stop that an engine asks for when it is called for the so manyth time."""
    stop = threading.Event()
    batches = engine.run_batch
    count = iter(range(10**6))

    def run_batch(*arguments: Any, **settings: Any) -> Any:
        if next(count) + 1 >= calls:
            stop.set()
        return batches(*arguments, **settings)

    engine.run_batch = run_batch  # type: ignore[method-assign]
    return stop


def stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, calls: int, chunk: int
) -> Path:
    engine = Planted()
    use(engine, monkeypatch)
    run_design(
        made(folder, text), out=folder / "out", chunk_runs=chunk, stop=stopping(engine, calls),
        workers=1,
    )  # fmt: skip
    return folder / "out"


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a sweep of 24 runs of which there are some: the last point has not all."""
    return stopped(tmp_path, monkeypatch, LEVELS, 6, 3)


def opened_part(part: Path) -> Results:
    return load(part, partial=True)


def test_the_share_is_told_in_one_line_and_as_numbers(part: Path) -> None:
    share = opened_part(part).share
    runs = load(part).runs
    assert share.runs == len(runs)
    assert share.points == runs["point"].nunique()
    assert (share.of, share.of_points) == (24, 6)
    assert not share.whole
    assert share.text.startswith(f"{share.runs} of 24 runs (")


def test_shares_are_rounded_down_and_name_parts_and_failures() -> None:
    assert Share(12, 48, 12, 12).text == (
        "12 of 48 runs (25 %) of 12 of 12 points: an incomplete sample"
    )
    assert "(99 %)" in Share(999, 1000, 5, 5).text
    assert "(under 1 %)" in Share(1, 1000, 1, 5).text
    assert Share(6, 24, 2, 8, part="2/4").text.endswith("sample, part 2/4 of its design")
    assert Share(6, 8, 1, 1, failed=2).text.endswith("sample, without 2 that failed")
    assert "of at most 9 runs" in Share(6, 9, 1, 1, at_most=True).text
    assert Share(8, 8, 1, 1).whole


@pytest.mark.parametrize("command", ["analyse", "plot", "report"])
def test_it_is_refused_unless_asked_for_and_the_refusal_says_how(part: Path, command: str) -> None:
    result = call(command, str(part))
    assert result.exit_code == exit_codes.REFUSED
    assert "is not complete" in result.stderr
    assert "--partial" in result.stderr
    with pytest.raises(UnfitError, match="partial=True"):
        sample_of(load(part))


def test_a_part_of_a_design_is_incomplete_although_its_runs_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    run_design(made(tmp_path, LEVELS), out=tmp_path / "out")
    results = load(tmp_path / "out")
    object.__setattr__(results.manifest, "part", "2/4")
    with pytest.raises(UnfitError, match=r"is part 2/4 of its design; merge all parts"):
        sample_of(results)
    (again,) = opened(results, partial=True)
    assert again.results.note.endswith("an incomplete sample, part 2/4 of its design")


def test_the_text_begins_with_the_share(part: Path) -> None:
    out = printed("analyse", str(part), "--partial", "--method", "contrasts")
    share = opened_part(part).share
    assert out.splitlines()[0] == share.text
    assert f"doubt: {share.text}" in out


def test_json_and_the_documents_beside_tables_have_the_sample(part: Path) -> None:
    (found,) = json.loads(
        printed("analyse", str(part), "--partial", "--method", "contrasts", "--json")
    )
    share = opened_part(part).share
    assert found["sample"]["runs"] == share.runs
    assert {"of", "points", "of_points"} <= set(found["sample"])
    document = json.loads((part / "analysis/contrasts.json").read_text("utf-8"))
    assert document["sample"] == found["sample"]


@pytest.mark.slow
def test_figures_and_report_say_so(part: Path) -> None:
    share = opened_part(part).share
    drawn = plot(part, ["forest"], partial=True, dpi=40)
    assert [path.name for path in drawn] == ["forest.png"]
    text = report(part, ["trust"], partial=True).read_text("utf-8")
    assert f"<b>{share.text}.</b>" in text
    assert share.text in text.partition("<figure>")[2].partition("</figure>")[0]


@pytest.mark.slow
def test_of_several_each_that_is_incomplete_says_so(
    part: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    whole = tmp_path / "whole"
    run_design(made(tmp_path, LEVELS), out=whole)
    several = opened([part, whole], ["part", "whole"], partial=True)
    ((_, figure),) = Together(several).drawings(["differences"])
    _, seen = alternative(figure)
    assert f"part: {several[0].results.note}" in seen
    assert "whole: " not in seen.partition("Key")[2].replace("whole: undefined", "")
    found = analyse([part, whole], ["contrasts"], ["trust"], partial=True, labels=["part", "whole"])
    assert [each.sample is not None for each in found] == [True, False, False]
    assert found[-1].doubts[0] == f"part: {several[0].results.note}"


def test_points_that_have_hardly_begun_are_left_out_and_counted(part: Path) -> None:
    sample = sample_of(opened_part(part))
    counts = sample.runs.groupby("point").size()
    assert counts.min() * 2 >= counts.max()
    there = opened_part(part).share.points
    if counts.size < there:
        assert sample.left_out == ("1 point with less than half the replicates of others",)


def test_failed_runs_are_left_out_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(failing={2}), monkeypatch)
    run_design(made(tmp_path, LEVELS), out=tmp_path / "out")
    with pytest.raises(UnfitError, match="or leave them out: partial=True"):
        sample_of(load(tmp_path / "out"))
    sample = sample_of(load(tmp_path / "out", partial=True))
    assert len(sample.runs) == 18
    assert sample.results.note.endswith("without 6 that failed")


@pytest.mark.slow
def test_indices_are_of_whole_rows_and_trajectories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, method, size in (("saltelli", sobol, 5), ("morris", morris, 4)):
        (tmp_path / name).mkdir()
        # Chunks of eleven runs: one, two or three of them tear a group of either size.
        out = stopped(tmp_path / name, monkeypatch, DESIGNS[name], 3, 11)
        sample = sample_of(load(out, partial=True), ["trust"])
        points = sample.runs["point"].nunique()
        assert points % size
        assert points // size >= 2
        whole = [doubt for doubt in method(sample).doubts if doubt.startswith("left out: all that")]
        assert f"of {size} points: {points // size} of" in whole[0]


@pytest.mark.slow
def test_without_a_whole_row_indices_are_undefined_because(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = stopped(tmp_path, monkeypatch, DESIGNS["saltelli"], 1, 4)
    found = analyse(out, partial=True)
    assert [each.method for each in found] == ["sobol"]
    assert not found[0].tables
    undefined = found[0].doubts[-1]
    assert "whole row of the base of" in undefined
    assert "needs 2 or more" in undefined
    result = call("analyse", str(out), "--partial", "--method", "sobol")
    assert result.exit_code == exit_codes.REFUSED


@pytest.mark.slow
def test_one_world_is_analysed_and_drawn_of_the_runs_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine()
    use(engine, monkeypatch)
    run(tmp_path / "out", replicates=8, chunk_runs=2, workers=1, stop=stopping(engine, 3))
    results = load(tmp_path / "out", partial=True)
    found = {each.method: each for each in analyse(results)}
    assert {"ties", "survival"} <= set(found)
    assert all(each.sample is not None for each in found.values())
    assert plot(results, ["trajectories"], dpi=40)


def test_tables_whose_runs_are_not_written_yet_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine()
    use(engine, monkeypatch)
    run(tmp_path / "out", replicates=8, chunk_runs=2, workers=1, stop=stopping(engine, 3))
    last = max((tmp_path / "out/runs").glob("*.parquet"))
    last.unlink()
    results = load(tmp_path / "out", partial=True)
    assert set(results.series["run"]) == set(results.runs["run"])


def test_nothing_there_is_nothing_to_analyse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine()
    use(engine, monkeypatch)
    stop = stopping(engine, 1)
    stop.set()
    run(tmp_path / "out", replicates=8, chunk_runs=2, stop=stop)
    result = call("analyse", str(tmp_path / "out"), "--partial")
    assert result.exit_code in (exit_codes.CONFIG, exit_codes.REFUSED)
    assert "holds no" in result.stderr


@pytest.mark.slow
def test_complete_results_are_told_as_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Planted(), monkeypatch)
    run_design(made(tmp_path, LEVELS), out=tmp_path / "out")
    plain = printed("analyse", str(tmp_path / "out"))
    assert printed("analyse", str(tmp_path / "out"), "--partial") == plain
