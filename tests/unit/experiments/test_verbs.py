"""From Python: load a scenario, run it, look at what came of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

import paradiplomacy_experiments
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP
from paradiplomacy_analysis import load
from paradiplomacy_experiments import FinishedRun, Scenario, load_scenario, run
from paradiplomacy_experiments.html_text import html_table
from paradiplomacy_results.errors import DirectoryDiffersError
from tests.support.fake_engine import FakeEngine, use

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
