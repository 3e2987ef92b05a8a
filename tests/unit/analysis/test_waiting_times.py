"""The product-limit estimate of waiting, by hand, against SciPy's, and with runs as units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import CensoredData, ecdf

from paradiplomacy_analysis.statistics.waiting import median_wait, share_cleared, whole_chains


def waits(*rows: tuple[int, str, int, int]) -> pd.DataFrame:
    """Return waits of one country's MoUs: run, ending, months, files."""
    frame = pd.DataFrame(rows, columns=["run", "ending", "months", "files"])
    return frame.assign(country="c", instrument="mou", stage=None)


FILES = (("cleared", 1, 2), ("refused", 1, 1), ("cleared", 2, 1), ("open", 3, 1))


def test_the_share_cleared_is_the_product_limit() -> None:
    found = share_cleared(waits(*((0, *row) for row in FILES)))
    assert found["at_risk"].tolist() == [5, 5, 2, 1]
    np.testing.assert_allclose(found["cleared"], [0.0, 0.4, 0.7, 0.7])
    survival = ecdf(CensoredData(uncensored=[1, 1, 2], right=[1, 3])).sf
    np.testing.assert_allclose(1.0 - survival.evaluate([0, 1, 2, 3]), found["cleared"])
    band = survival.confidence_interval(method="log-log")
    np.testing.assert_allclose(1.0 - band.high.evaluate([1, 2, 3]), found["low"][1:])
    np.testing.assert_allclose(1.0 - band.low.evaluate([1, 2, 3]), found["high"][1:])


def test_the_band_takes_runs_for_units() -> None:
    def width(*rows: tuple[int, str, int, int]) -> Any:
        found = share_cleared(waits(*rows))
        spread = np.log(
            np.log1p(-found[["low", "high"]]) / np.log1p(-found[["cleared"]]).to_numpy()
        )
        return (spread["high"] - spread["low"]).to_numpy()[1:]

    units = [row[:2] for row in FILES for _ in range(row[2])]
    apart = width(*((k, *unit, 1) for k, unit in enumerate(units)))
    np.testing.assert_allclose(apart, width(*((0, *row) for row in FILES)) * np.sqrt(5 / 4))
    alike = width(*((k, *unit, 7) for k, unit in enumerate(units)))
    np.testing.assert_allclose(alike, apart)


def test_countries_and_instruments_are_apart_and_stages_left_out() -> None:
    """A stage of the chain is not the chain; runs that filed nothing weigh nothing."""
    own = waits((0, "cleared", 2, 3), (4, "cleared", 0, 1))
    other = own.assign(country="d", months=own["months"] + 1)
    stage = own.assign(stage="council", files=100)
    both = pd.concat([own, other, stage], ignore_index=True)
    assert len(whole_chains(both)) == 4
    found = share_cleared(both).groupby("country")["cleared"].apply(list)
    assert found.to_dict() == {"c": [0.25, 0.25, 1.0], "d": [0.0, 0.25, 0.25, 1.0]}
    assert share_cleared(both.iloc[:0]).empty


def test_the_median_is_the_first_month_by_which_half_is_cleared() -> None:
    months = np.arange(3)
    assert median_wait(months, np.array([0.2, 0.5, 0.9])) == 1.0
    assert np.isnan(median_wait(months, np.array([0.0, 0.1, 0.4])))
