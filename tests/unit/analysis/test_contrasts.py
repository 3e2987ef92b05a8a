"""Contrasts: what was planted comes out, with intervals that hold as often as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from paradiplomacy_analysis import load
from paradiplomacy_analysis.sample import Factor, UnfitError, sample_of
from paradiplomacy_analysis.statistics.contrasts import contrasts
from paradiplomacy_analysis.statistics.significance import holm, p_values
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results.errors import UnknownNameError
from tests.support.designs import FORGETTING, HEAD, TWO, made
from tests.support.fake_engine import NEVER, FakeEngine, use
from tests.support.planted import LEVELS, LEVERS, Planted
from tests.support.samples import sample

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis.finding import Finding


def found(
    folder: Path,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    text: str = LEVELS,
    head: str = HEAD,
) -> Finding:
    use(engine, monkeypatch)
    run_design(made(folder, text, head=head), out=folder / "out", chunk_runs=10_000)
    return contrasts(sample_of(load(folder / "out"), ["trust"]))


MANY = HEAD.replace("replicates = 4", "replicates = 40")


@pytest.mark.slow
def test_planted_effects_come_out_against_the_first_level(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = found(tmp_path, Planted(), monkeypatch, head=MANY).tables["contrasts"]
    assert list(zip(table["factor"], table["level"], table["against"], strict=True)) == [
        ("forgetting", "0.95", "0.9"),
        ("forgetting", "0.99", "0.9"),
        ("patience", "48", "36"),
    ]
    # Means over the levels of the other factor: 36 and 48 months, and 0.9, 0.95 and 0.99.
    expected = [0.5 + 4.2 * 0.05, 0.9 + 4.2 * 0.09, 0.24 + 1.2 * (0.05 + 0.09) / 3]
    assert table["difference"].tolist() == pytest.approx(expected, abs=0.02)
    assert (table["low"] < table["difference"]).all()
    assert (table["difference"] < table["high"]).all()
    assert (table["p_holm"] < 0.001).all()
    assert table["p_holm"].tolist() == holm(table["p"]).tolist()
    assert table["pairs"].tolist() == [80, 80, 120]


@pytest.mark.slow
def test_pairing_takes_shared_luck_out_of_intervals_but_not_out_of_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Planted(), monkeypatch)
    out = tmp_path / "out"
    run_design(made(tmp_path, LEVELS, head=MANY), out=out)
    sample = sample_of(load(out), ["trust"])
    row = contrasts(sample).tables["contrasts"].iloc[2]
    runs = sample.runs
    treated, control = (runs.loc[runs["patience"] == p, "trust"] for p in (48, 36))
    delta = 2 * stats.mannwhitneyu(treated, control).statistic / (120 * 120) - 1
    assert row["cliffs_delta"] == pytest.approx(delta, rel=1e-12)
    spread = np.sqrt((treated.var() + control.var()) / 2)
    assert row["standardised"] == pytest.approx((treated.mean() - control.mean()) / spread)
    by_replicate = runs.pivot_table(index="replicate", columns="patience", values="trust")
    paired = stats.ttest_rel(by_replicate[48], by_replicate[36])
    assert row["p"] == pytest.approx(max(paired.pvalue, 2.0**-39), rel=1e-6)
    assert row["high"] - row["low"] < 0.1 * spread


def test_interactions_are_what_both_change_beyond_the_sum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = found(tmp_path, Planted(), monkeypatch, head=MANY)
    (row,) = finding.tables["interactions"].to_dict("records")
    assert (row["level"], row["with_level"]) == ("0.99", "48")
    assert row["difference"] == pytest.approx(0.1 * 12 * 0.09, abs=0.02)
    assert row["low"] < row["difference"] < row["high"]
    assert any("patience" in text and "more to trust" in text for text in finding.sentences)


def test_levers_together_are_held_against_the_sum_of_their_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = MANY.replace("replicates", 'combine = "all combinations"\nreplicates', 1)
    finding = found(tmp_path, Planted(), monkeypatch, LEVERS, head)
    (row,) = finding.tables["levers"].to_dict("records")
    assert row["levers"] == "unit+patience"
    assert row["gain"] == pytest.approx(row["sum_of_parts"], abs=0.05)
    assert row["low"] < 0.0 < row["high"] or abs(row["difference"]) < 0.02


@pytest.mark.slow
def test_of_levers_without_a_pair_no_sum_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = MANY.replace("replicates", 'combine = "all combinations"\nreplicates', 1)
    use(Planted(), monkeypatch)
    text = f"{FORGETTING}{LEVERS}"
    run_design(made(tmp_path, text, head=head), out=tmp_path / "out", part="1/5")
    finding = contrasts(sample_of(load(tmp_path / "out", partial=True)))
    assert "levers" not in finding.tables


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 1, 7, 40])
def test_p_values_are_corrected_as_holm_does(size: int) -> None:
    rng = np.random.default_rng(size)
    p = np.round(rng.uniform(size=size) ** 3, 2)  # some alike, some that come out above 1
    assert holm(p).tolist() == (multipletests(p, method="holm")[1].tolist() if size else [])
    p[: size // 2] = np.nan
    assert np.isnan(holm(p)).tolist() == np.isnan(p).tolist()
    assert holm(p)[size // 2 :].tolist() == holm(p[size // 2 :]).tolist()


@pytest.mark.slow
def test_where_nothing_is_planted_little_is_found() -> None:
    """Of 40 experiments at 5 % each, more than 7 have a discovery in 0.07 % of all suites."""
    rng = np.random.default_rng(1)
    factors = (Factor("a", (0.9, 0.95, 0.99)), Factor("b", (36, 48)))
    points = [(one, other) for one in factors[0].levels for other in factors[1].levels]
    columns = {factor.name: [point[k] for point in points] for k, factor in enumerate(factors)}
    discoveries = 0
    for _ in range(40):
        luck = rng.normal(size=40) + rng.normal(size=(len(points), 40))
        finding = contrasts(sample(factors, columns, {"trust": luck}))
        discoveries += bool((finding.tables["contrasts"]["p_holm"] < 0.05).any())
    assert discoveries <= 7


def test_one_replicate_has_differences_and_no_intervals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = HEAD.replace("replicates = 4", "replicates = 1")
    finding = found(tmp_path, Planted(), monkeypatch, head=head)
    table = finding.tables["contrasts"]
    assert table["difference"].notna().all()
    assert table[["low", "high", "p", "p_holm"]].isna().all(axis=None)
    assert finding.doubts[0].startswith("undefined because each point has one replicate")
    assert finding.as_json()["tables"]["contrasts"][0]["low"] is None


def test_few_replicates_and_vague_intervals_are_doubts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = found(tmp_path, Planted(0.0), monkeypatch)
    assert any(text.startswith("only 4 replicates") for text in finding.doubts)
    assert any("not told from none" in text for text in finding.doubts)


def test_a_constant_is_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = found(tmp_path, Planted(0.0, 0.0), monkeypatch, head=MANY).tables["contrasts"]
    assert table["difference"].tolist() == pytest.approx([0.0] * 3, abs=1e-12)
    assert table["p_holm"].tolist() == [1.0] * 3


def test_an_outcome_undefined_in_some_run_is_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    run_design(made(tmp_path, LEVELS), out=tmp_path / "out")
    finding = contrasts(sample_of(load(tmp_path / "out"), ["trust", NEVER]))
    assert set(finding.tables["contrasts"]["outcome"]) == {"trust"}
    assert any(NEVER in text and "undefined in runs 0, 6" in text for text in finding.doubts)


def test_runs_without_a_value_are_left_out_counted_and_told() -> None:
    luck = np.random.default_rng(2).normal(0.5, 0.1, 30)
    trust = np.array([luck, luck + 0.2])
    trust[1, :6] = np.nan
    points = {"a": ["x", "y"]}
    finding = contrasts(sample((Factor("a", ("x", "y")),), points, {"trust": trust}))
    (row,) = finding.tables["contrasts"].to_dict("records")
    assert (row["undefined"], row["undefined_against"], row["pairs"]) == (6, 0, 24)
    assert row["replicates"] == 24
    assert row["difference"] == pytest.approx(0.2)
    assert row["mean"] - row["base_mean"] == pytest.approx(0.2)
    assert "(6 runs without a value left out)" in finding.sentences[0]
    assert finding.doubts[0].startswith("trust has no value in 6 runs where a is y and in 0 where")


@pytest.mark.parametrize("replicates", [2, 5, 8])
def test_what_is_the_same_in_all_runs_has_the_p_of_so_many_signs(replicates: int) -> None:
    values = np.full((replicates, 2), 0.3)
    values[:, 1] = 0.0
    assert p_values(values).tolist() == [2.0 ** (1 - replicates), 1.0]


def test_no_p_is_below_what_the_replicates_can_attain() -> None:
    nearly = np.array([[0.3], [0.3], [0.3], [0.301]])
    assert p_values(nearly).tolist() == [0.125]
    normal = np.random.default_rng(1).normal(0.5, 1.0, (30, 4))
    assert p_values(normal) == pytest.approx(stats.ttest_1samp(normal, 0.0).pvalue)
    assert np.isnan(p_values(np.array([[0.3], [np.nan]]))).all()


@pytest.mark.slow
def test_the_number_of_tests_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = found(tmp_path, Planted(), monkeypatch, head=MANY)
    assert finding.sentences[-1] == (
        "3 of 3 contrasts are told from chance after Holm's correction for 3 tests of 1 outcome."
    )


def test_failed_and_missing_runs_are_refused_with_their_numbers_and_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(failing={1}), monkeypatch)
    command = ("paradiplomacy", "sweep", "design.toml")
    run_design(made(tmp_path, LEVELS), out=tmp_path / "out", command=command)
    with pytest.raises(UnfitError, match=r"runs 6, 7, .* failed.*sweep design.toml --retry-failed"):
        sample_of(load(tmp_path / "out"))


def test_a_sample_of_ranges_has_no_contrasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TWO + '[sampler]\nkind = "lhs"\npoints = 8\n'
    with pytest.raises(UnfitError, match="no levels to compare"):
        found(tmp_path, FakeEngine(), monkeypatch, text)


def test_outcomes_that_are_not_there_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(), monkeypatch)
    run_design(made(tmp_path, LEVELS), out=tmp_path / "out")
    with pytest.raises(UnknownNameError, match=r"no indicator 'happiness' in .*: there are"):
        sample_of(load(tmp_path / "out"), ["happiness"])
    sample = sample_of(load(tmp_path / "out"))
    assert isinstance(sample.points(), pd.DataFrame)
    assert sample.point_means("trust").shape == (6,)
