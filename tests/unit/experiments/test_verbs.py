"""From Python: run a scenario, sweep a design, look at what came of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

import paradiplomacy_experiments
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP
from paradiplomacy_analysis import load
from paradiplomacy_experiments import (
    FinishedRun,
    FinishedSweep,
    Scenario,
    load_design,
    load_scenario,
    run,
    sweep,
)
from paradiplomacy_experiments.design.limits import OptionsError, RefusedError
from paradiplomacy_experiments.execution.progress import STEPS, Lines
from paradiplomacy_experiments.finished import MOST_POINTS_SHOWN, StoppedError
from paradiplomacy_experiments.html_text import html_table
from paradiplomacy_experiments.verbs import estimate
from paradiplomacy_results.errors import DirectoryDiffersError
from tests.support.designs import written
from tests.support.fake_engine import FakeEngine, stopped_after, use
from tests.support.shipped import small_scenario

if TYPE_CHECKING:
    from pathlib import Path

TIES = ["bandung-seoul", "bandung-suwon", "baubau-seoul"]


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeEngine:
    monkeypatch.chdir(tmp_path)
    return use(FakeEngine(), monkeypatch)


class Cells(HTMLParser):
    """Collect the texts of cells, and check that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.texts.append(data)


def cells(html: str) -> list[str]:
    parser = Cells()
    parser.feed(html)
    assert parser.open == []
    return parser.texts


def small() -> Scenario:
    return load_scenario("indonesia-korea", ["scenario.months=12"])


def test_a_run_leaves_a_directory_and_a_summary() -> None:
    finished = run(load_scenario("baubau-seoul", ["scenario.months=12"]), replicates=6, seed=3)
    assert isinstance(finished, FinishedRun)
    assert finished.directory.as_posix() == "results/baubau-seoul"
    runs = load(finished.directory).runs
    assert len(runs) == 6
    assert finished.summary.indicators["trust"].mean == pytest.approx(runs["trust"].mean())
    assert str(finished) == (
        "baubau-seoul: 6 runs of 12 months, seed 3, compiled engine; results in "
        "results/baubau-seoul"
    )


def test_a_notebook_shows_the_headlines_tie_by_tie() -> None:
    told = cells(run(small(), replicates=4)._repr_html_())
    headlines = [name for name, indicator in INDICATORS.items() if indicator.headline]
    of_ties = [name for name in headlines if INDICATORS[name].level == PARTNERSHIP]
    assert set(TIES) < set(told)
    assert [text for text in told if text in INDICATORS] == [*headlines, *of_ties]
    assert any(re.fullmatch(r"0\.\d{3} \+-0\.\d{3}", text) for text in told)


def test_a_notebook_shows_one_tie_once() -> None:
    scenario = load_scenario("baubau-seoul", ["scenario.months=12"])
    html = run(scenario, replicates=4)._repr_html_()
    assert html.count("<table>") == 1
    assert "health: " in html


@pytest.mark.slow
def test_runs_that_are_there_are_not_computed_again(engine: FakeEngine) -> None:
    run(small(), replicates=4)
    before = len(engine.calls)
    run(small(), replicates=4)
    assert len(engine.calls) == before
    with pytest.raises(DirectoryDiffersError):
        run(small(), replicates=4, seed=2)
    assert run(small(), replicates=4, seed=2, overwrite=True).summary.seed == 2


def test_where_and_what_is_recorded_can_be_chosen(tmp_path: Path) -> None:
    finished = run(small(), replicates=3, out=tmp_path / "mine", events=True)
    assert set(load(finished.directory).events["run"]) == {0, 1, 2}


def test_a_name_or_a_path_will_do(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = ["baubau-seoul"]\n[scenario]\nmonths = 12\n', encoding="utf-8")
    assert run(path, replicates=2).directory.as_posix() == "results/mine"


def test_a_scenario_shows_its_question_and_its_ties() -> None:
    html = small()._repr_html_()
    told = cells(html)
    assert "Baubau-Seoul" in told
    assert "1994-01" in told
    assert "Which of six ties" in html


def test_results_show_what_is_there() -> None:
    html = load(run(small(), replicates=3).directory)._repr_html_()
    told = cells(html)
    assert {".runs", ".series", ".partnerships", ".histories", ".waits", ".events"} <= set(told)
    assert told[told.index(".runs") + 1] == "3"


def test_hostile_names_are_inert() -> None:
    assert html_table(["<b>"], [["<script>x</script>", "&"]]) == (
        "<table><thead><tr><th>&lt;b&gt;</th></tr></thead><tbody><tr>"
        "<td>&lt;script&gt;x&lt;/script&gt;</td><td>&amp;</td></tr></tbody></table>"
    )
    scenario = load_scenario("baubau-seoul", ['partnerships.baubau-seoul.name="<i>"'])
    assert "<i>" not in scenario._repr_html_()


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="no attribute 'walk'"):
        _ = paradiplomacy_experiments.walk


# A sweep.


def test_a_sweep_leaves_a_directory_and_a_summary_of_its_points(tmp_path: Path) -> None:
    finished = sweep(str(written(tmp_path)), ["design.replicates=2"])
    assert isinstance(finished, FinishedSweep)
    assert finished.directory.as_posix() == "results/design"
    assert [levels["forgetting"] for levels in finished.summary.levels] == [0.9, 0.95, 0.99]
    assert str(finished) == (
        "design: 3 points, 6 runs of 12 months, seed 1, compiled engine; results in results/design"
    )
    assert repr(finished) == f"<FinishedSweep {finished}>"


def test_a_notebook_shows_a_sweep_point_by_point(tmp_path: Path) -> None:
    told = cells(sweep(str(written(tmp_path)))._repr_html_())
    assert told[:2] == ["forgetting", "trust"]
    width = told.index("0.9")
    assert [told[0], *told[width::width]] == ["forgetting", "0.9", "0.95", "0.99"]
    assert re.fullmatch(r"0\.\d{3} \+-0\.\d{3}", told[width + 1])


@pytest.mark.slow
def test_a_notebook_shows_the_first_of_many_points(tmp_path: Path) -> None:
    text = '[factors.forgetting]\nkey = "trust.forgetting"\nlow = 0.5\nhigh = 0.9\nsteps = 60\n'
    html = sweep(str(written(tmp_path, text)), ["design.replicates=1"])._repr_html_()
    assert html.count("<tr>") == 1 + MOST_POINTS_SHOWN
    assert "and 20 more points" in html


def test_what_a_sweep_takes_is_estimated_and_nothing_is_written(tmp_path: Path) -> None:
    found = estimate(str(written(tmp_path)))
    assert (found.points, found.replicates, found.runs) == (3, 4, 12)
    assert not (tmp_path / "results").exists()


def test_a_design_that_is_loaded_will_do(tmp_path: Path) -> None:
    design = load_design(written(tmp_path))
    assert len(load(sweep(design).directory).runs) == 12
    with pytest.raises(RefusedError, match="12 runs"):
        sweep(design, max_runs=11)


# What is told, and what is refused.


def test_a_short_run_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run(small(), replicates=4)
    assert capsys.readouterr() == ("", "")


def test_progress_is_told_in_at_most_ten_lines_once_it_takes_long(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for patience, lines in ((0.0, 10), (1e9, 0)):
        progress = Lines(patience)
        progress.running(200, 0)
        for _ in range(200):
            progress.advanced(1)
        out, told = capsys.readouterr()
        assert out == ""
        assert len(told.splitlines()) == lines
        assert lines == 0 or told.endswith("200 of 200 runs\n")


def test_compiling_is_told_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    for done in range(56):
        lines.compiling(done, 55)
    out, told = capsys.readouterr()
    assert out == ""
    assert told.startswith("compiling what is new in the model: 0 of 55 parts\n")
    assert told.endswith("compiling what is new in the model: 55 of 55 parts\n")
    assert len(told.splitlines()) == STEPS + 1


@pytest.mark.slow
def test_a_run_that_is_stopped_says_how_far_it_is_and_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop, engine = stopped_after(1)
    use(engine, monkeypatch)
    with pytest.raises(StoppedError, match=r"of 400 runs are in results") as raised:
        run(small(), replicates=400, workers=1, stop=stop)
    assert 0 < raised.value.report.done < 400
    use(FakeEngine(), monkeypatch)
    assert run(small(), replicates=400).report.computed == 400 - raised.value.report.done


def test_failed_runs_are_counted_and_the_others_summarised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(FakeEngine(failing={1}), monkeypatch)
    finished = run(small(), replicates=4)
    assert finished.report.failed == 1
    assert "; 1 failed; results in" in str(finished)
    assert "1 run failed" in finished._repr_html_()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"replicates": 0}, "replicates must lie between 1 and 10,000,000, not at 0"),
        ({"seed": -1}, "seed must lie between 0 and"),
        ({"workers": 0}, "workers must lie between 1 and 1,024"),
        ({"time_limit": float("nan")}, "time_limit must lie between"),
        ({"series_every": 0}, "series_every must lie between 1 and 1,200"),
        ({"engine": "steam"}, "no engine 'steam': engines are 'compiled' and 'mesa'"),
        ({"months": 3}, "months are for load_scenario"),
        ({"overrides": ["gate.patience=3"]}, "overrides .* are for load_scenario"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    engine: FakeEngine, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(OptionsError, match=reason):
        run(small(), **options)
    assert engine.calls == []


def test_workers_of_this_machine_go_not_with_a_cluster(tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="goes not with dask"):
        sweep(str(written(tmp_path)), dask="tcp://x:1", workers=2)


@pytest.mark.parametrize("name", ["indonesia-korea", "world"])
def test_a_scenario_is_one_line_that_counts_what_is_in_it(name: str) -> None:
    told = repr(small_scenario(name))
    assert told.startswith(f"<Scenario {name!r}: ")
    assert " cities, " in told
    assert len(told) < 500


def test_a_design_is_one_line_that_counts_its_points(tmp_path: Path) -> None:
    told = repr(load_design(written(tmp_path)))
    assert told == "<Design 'design': A design; 3 points, 4 replicates>"
