"""How waiting ends: by hand, beside statsmodels, and with runs as units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from statsmodels.duration.survfunc import CumIncidenceRight

from paradiplomacy_analysis.statistics.waiting import (
    COLUMNS,
    ENDS,
    cumulative_incidence,
    incidence,
    median_wait,
    whole_chains,
)


def waits(*rows: tuple[int, str, int, int]) -> pd.DataFrame:
    """Return waits of one country's MoUs: run, ending, months, files."""
    frame = pd.DataFrame(rows, columns=["run", "ending", "months", "files"])
    return frame.assign(country="c", instrument="mou", stage=None)


FILES = (
    ("cleared", 1, 2), ("refused", 1, 1), ("cleared", 2, 1), ("lapsed", 3, 1), ("open", 3, 1),
)  # fmt: skip


def test_ends_compete_for_the_files() -> None:
    found = cumulative_incidence(waits(*((0, *row) for row in FILES)))
    assert found["at_risk"].tolist() == [6, 6, 3, 2]
    np.testing.assert_allclose(found["cleared"], [0.0, 2 / 6, 3 / 6, 3 / 6])
    np.testing.assert_allclose(found["refused"], [0.0, 1 / 6, 1 / 6, 1 / 6])
    np.testing.assert_allclose(found["lapsed"], [0.0, 0.0, 0.0, 1 / 6])
    assert (found["withdrawn"] == 0.0).all()
    np.testing.assert_allclose(found["waiting"] + found[list(ENDS)].sum(axis=1), 1.0)


def test_refused_files_do_not_count_as_cleared_later() -> None:
    """Half are refused at once, the others cleared: with refusals censored, all would seem so."""
    found = cumulative_incidence(waits((0, "refused", 0, 50), (0, "cleared", 5, 50)))
    assert found["cleared"].iloc[-1] == 0.5
    assert found["refused"].iloc[-1] == 0.5
    assert median_wait(found["months"].to_numpy(), found["cleared"].to_numpy()) == 5.0


def many_files(seed: int = 1) -> pd.DataFrame:
    """Return one run of 400 files of all ends."""
    rng = np.random.default_rng(seed)
    endings = rng.choice([*ENDS, "open"], 400, p=[0.3, 0.3, 0.1, 0.1, 0.2])
    rows = pd.DataFrame({"ending": endings, "months": rng.integers(0, 12, 400), "files": 1})
    rows = rows.groupby(["ending", "months"], as_index=False)["files"].sum()
    return rows.assign(run=0, country="c", instrument="mou", stage=None)


def test_shares_and_their_errors_are_those_of_statsmodels_where_files_are_independent() -> None:
    rows = many_files()
    each = rows.loc[rows.index.repeat(rows["files"])]
    codes = each["ending"].map({name: k for k, name in enumerate(("open", *ENDS))})
    theirs = CumIncidenceRight(each["months"] + 1.0, codes)
    found = cumulative_incidence(rows)
    for end, share, error in zip(ENDS, theirs.cinc, theirs.cinc_se, strict=True):
        np.testing.assert_allclose(found[end], share, atol=1e-12)
        left = np.log1p(-found[end])
        width = np.log(np.log1p(-found[f"{end}_high"]) / left)
        ours = width / t.ppf(0.975, 399) * -left * (1.0 - found[end])
        np.testing.assert_allclose(ours, error, rtol=0.02)


def test_the_band_takes_runs_for_units() -> None:
    """Seven times as many files in each run, all alike, tell no more."""
    columns = [name for name in COLUMNS if name.endswith(("_low", "_high"))]
    units = [row[:2] for row in FILES for _ in range(row[2])]
    once = cumulative_incidence(waits(*((k, *unit, 1) for k, unit in enumerate(units))))
    alike = cumulative_incidence(waits(*((k, *unit, 7) for k, unit in enumerate(units))))
    np.testing.assert_allclose(once[columns], alike[columns])


def test_what_no_file_came_to_is_not_certain() -> None:
    found = cumulative_incidence(waits(*((k, "cleared", 1, 3) for k in range(10))))
    assert found["refused"].iloc[-1] == 0.0
    assert (1.0 - found["refused_high"].iloc[-1]) ** 10 == pytest.approx(0.025)
    assert found["cleared_low"].iloc[-1] == pytest.approx(1.0 - found["refused_high"].iloc[-1])


def test_one_file_has_no_band() -> None:
    assert cumulative_incidence(waits((0, "cleared", 1, 1)))["cleared_low"].isna().all()


def clustered(rng: Any, runs: int) -> pd.DataFrame:
    """Return eight files a run, whose chance to be cleared each month is the run's own."""
    chance = np.repeat(np.clip(0.12 * np.exp(0.6 * rng.normal(size=runs)), 0.0, 0.5), 8)
    drawn = rng.random((8 * runs, 24))
    done = drawn < (chance + 0.05)[:, None]
    months = np.where(done.any(axis=1), done.argmax(axis=1), 24)
    last = drawn[np.arange(8 * runs), np.minimum(months, 23)]
    ending = np.where(months == 24, "open", np.where(last < chance, "cleared", "refused"))
    rows = pd.DataFrame({"run": np.repeat(np.arange(runs), 8), "ending": ending, "months": months})
    return rows.assign(files=1, country="c", instrument="mou", stage=None)


@pytest.fixture(scope="module")
def truth() -> pd.Series:
    """Return what has come to each end by the seventh month, of very many runs."""
    return incidence(clustered(np.random.default_rng(0), 40_000)).iloc[6]


@pytest.mark.slow
@pytest.mark.parametrize("runs", [5, 10, 20])
def test_bands_hold_the_truth_with_few_runs(runs: int, truth: pd.Series) -> None:
    held = dict.fromkeys(("cleared", "refused"), 0)
    rng = np.random.default_rng(5)
    for _ in range(300):
        row = incidence(clustered(rng, runs)).iloc[6]
        for end in held:
            held[end] += bool(row[f"{end}_low"] <= truth[end] <= row[f"{end}_high"])
    # Of 300 at 92 %, fewer than 258 hold in one of ten thousand.
    assert min(held.values()) >= 258, held


def test_countries_and_instruments_are_apart_and_stages_left_out() -> None:
    """A stage of the chain is not the chain; runs that filed nothing weigh nothing."""
    own = waits((0, "cleared", 2, 3), (4, "cleared", 0, 1))
    other = own.assign(country="d", months=own["months"] + 1)
    stage = own.assign(stage="council", files=100)
    both = pd.concat([own, other, stage], ignore_index=True)
    assert len(whole_chains(both)) == 4
    found = cumulative_incidence(both).groupby("country")["cleared"].apply(list)
    assert found.to_dict() == {"c": [0.25, 0.25, 1.0], "d": [0.0, 0.25, 0.25, 1.0]}
    assert cumulative_incidence(both.iloc[:0]).empty


def test_the_median_is_the_first_month_by_which_half_is_cleared() -> None:
    months = np.arange(3)
    assert median_wait(months, np.array([0.2, 0.5, 0.9])) == 1.0
    assert np.isnan(median_wait(months, np.array([0.0, 0.1, 0.4])))
