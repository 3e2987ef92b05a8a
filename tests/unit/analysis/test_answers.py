"""The question comes first, then the answer with its interval and its doubt, then all else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from paradiplomacy import analyse
from paradiplomacy_analysis import report as reports
from paradiplomacy_analysis.comparison import METHOD as COMPARISON
from paradiplomacy_analysis.methods import ANSWERING, METHODS, leading
from paradiplomacy_analysis.report import html
from paradiplomacy_analysis.statistics.contrasts_text import answer
from paradiplomacy_analysis.wording import words
from paradiplomacy_cli.text.findings import report
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.execution.runner import run_scenario
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.reading import load
from tests.support.drawn import COARSE
from tests.support.fake_engine import FakeEngine, use
from tests.support.planted import DESIGNS, planted

if TYPE_CHECKING:
    from paradiplomacy_analysis import Finding, Results

ANSWERED_BY = {
    "levels": "contrasts",
    "levers": "contrasts",
    "saltelli": "sobol",
    "morris": "morris",
    "lhs": "discovery",
}

P = {"p", "p_holm", "p_clustered"}

EFFECTS = {
    "difference", "standardised", "cliffs_delta", "median_difference", "odds_ratio", "coverage",
    "density", "spread", "total", "mu_star",
}  # fmt: skip


SMALL = DESIGNS | {
    "saltelli": DESIGNS["saltelli"].replace("base = 64", "base = 16"),
    "lhs": DESIGNS["lhs"].replace("points = 240", "points = 140"),
}
FEW = '\n[keep]\nindicators = ["trust", "cost"]\n'
"""What results hold: enough for every method that is asked for."""

SAMPLED = [pytest.param(name, marks=pytest.mark.slow) for name in ("saltelli", "lhs")]


@pytest.fixture(scope="module", params=["levels", "levers", "morris", *SAMPLED])
def found(request, tmp_path_factory) -> tuple[str, Results, list[Finding]]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp(request.param)
        results = planted(folder, monkeypatch, SMALL[request.param] + FEW)
    return request.param, results, analyse(results)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Results:
    """Return runs of a world of six ties."""
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(FakeEngine(), monkeypatch)
        scenario = load_scenario("indonesia-korea", ["scenario.months=12"])
        run_scenario(scenario, out=folder / "out", replicates=6)
    return load(folder / "out")


def test_every_method_has_its_place_among_those_that_answer() -> None:
    assert sorted(ANSWERING) == sorted([*METHODS, COMPARISON])


def test_the_answer_is_that_of_the_method_which_the_design_is_made_for(found) -> None:
    name, _, findings = found
    answering = leading(findings)
    assert answering is not None
    assert answering.method == ANSWERED_BY[name]
    assert re.search(r"\d\S* to \S*\d|no interval|\d %", answering.answer)
    assert answering.answer[0].isupper() or answering.answer[0].isdigit()


@pytest.mark.slow
def test_the_report_gives_question_answer_and_doubt_before_all_else(found, monkeypatch) -> None:
    name, results, findings = found
    monkeypatch.setattr(reports, "DPI", COARSE)
    if name != "levels":  # figures stand where they stand
        monkeypatch.setattr(reports, "_pictures", lambda *arguments: iter(()))
    answering = leading(findings)
    page = " ".join(re.sub(r"<[^>]+>", " ", html(results).replace("&#39;", "'")).split())
    page = page.replace("&gt;", ">").replace("&lt;", "<")
    question = results.manifest.question
    expected = [question, answering.answer, *answering.doubts[:1], answering.question]
    places = [page.index(" ".join(text.split())) for text in expected]
    assert places == sorted(places)


def test_analyse_prints_question_answer_and_doubt_first(found) -> None:
    _, results, findings = found
    answering = leading(findings)
    head = report(findings, results.manifest.question, width=10_000).split("\n\n")[0].splitlines()
    doubt = answering.doubts[0] if answering.doubts else "none"
    assert head == [results.manifest.question, answering.answer, f"doubt: {doubt}"]


def test_sizes_of_effects_stand_before_p_in_every_table(found) -> None:
    _, _, findings = found
    for finding in findings:
        for name, table in finding.tables.items():
            columns = list(table.columns)
            first_p = min((columns.index(p) for p in P & set(columns)), default=len(columns))
            late = [column for column in columns[first_p:] if column in EFFECTS]
            assert not late, (finding.method, name)


def test_the_answer_about_levers_is_the_best_alone_and_the_best_together(found) -> None:
    name, _, findings = found
    if name != "levers":
        pytest.skip("has no levers")
    table = findings[0].tables["contrasts"]
    first = table[(table["outcome"] == table["outcome"].iloc[0]) & (table["factor"] == "levers")]
    several = first["level"].str.contains("+", regex=False)
    for rows in (first[~several], first[several]):
        best = rows.loc[rows["difference"].abs().idxmax()]
        assert f"with {words(best['level'])} than with none" in findings[0].answer


def table_of(p: float | None, low: float | None) -> dict[str, pd.DataFrame]:
    """Return a table of one contrast."""
    row = {
        "outcome": "trust", "factor": "a", "level": "1", "against": "0", "difference": 0.2,
        "low": low, "high": 0.5, "mean": 0.6, "base_mean": 0.4, "p_holm": p,
        "undefined": 0, "undefined_against": 0,
    }  # fmt: skip
    return {"contrasts": pd.DataFrame([row])}


def test_the_size_comes_first_and_what_may_be_chance_is_called_so() -> None:
    size = "Trust is 0.200 ({}) higher where a is 1 than where a is 0: 0.600 against 0.400."
    sure = " This is told from chance (p = 0.001 after Holm's correction for 1 test)."
    assert answer(table_of(0.001, 0.1), ["a"]) == size.format("0.100 to 0.500") + sure
    chance = " This cannot be told from chance (p = 0.300 after Holm's correction for 1 test)."
    assert answer(table_of(0.3, -0.1), ["a"]) == size.format("-0.100 to 0.500") + chance
    alone = " Of one replicate nothing is told from chance."
    assert answer(table_of(None, None), ["a"]) == size.format("no interval") + alone


def test_ties_of_one_world_are_told_with_their_intervals(world: Results) -> None:
    (ties,) = analyse(world, ["ties"])
    table = ties.tables["ties"]
    assert set(table["partnership"]) == set(world.config["partnerships"])
    assert (table["low"] <= table["mean"]).all()
    assert (table["mean"] <= table["high"]).all()
    stored = world.partnerships
    for row in table.to_dict("records"):
        values = stored.loc[stored["partnership"] == row["partnership"], row["outcome"]]
        assert row["mean"] == pytest.approx(values.mean())
        assert row["runs"] == values.count()
        assert row["undefined"] == len(values) - values.count()
    steady = table[table["outcome"] == "continuity"].sort_values("mean")
    assert steady["partnership"].iloc[-1] in ties.answer
    assert "6 runs only: intervals take values for about normal; run 20" in ties.doubts
    assert leading([ties]) is ties


def test_ties_are_not_told_of_a_design(found) -> None:
    _, results, _ = found
    with pytest.raises(UnfitError, match="is no run of one world"):
        analyse(results, ["ties"])


def test_without_a_finding_there_is_no_answer() -> None:
    assert leading([]) is None
