"""What an ablation moves most is found where it was planted, and chance alone moves nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.patterns import moves as module
from paradiplomacy_analysis.patterns.effects import difference_in_sd, standardised
from paradiplomacy_analysis.patterns.estimates import Estimate
from paradiplomacy_analysis.patterns.moves import COLUMNS, LESS, MOVES, UNTOLD, moves
from tests.support.cards import card, rows
from tests.support.cells import noise

REPLICATES = 400
WORLDS = ("weak", "helped")
HEADLINES = {"trust": True, "continuity": True, "capacity": False}


def runs(effect: dict[tuple[str, str], float], key: int) -> pd.DataFrame:
    """Return runs of two worlds, standard normal but for what is added to an outcome in one."""
    found = []
    for point, world in enumerate(WORLDS):
        values = {
            name: noise(key, point, k, size=REPLICATES) + effect.get((name, world), 0.0)
            for k, name in enumerate(HEADLINES)
        }
        found.append(pd.DataFrame(values).assign(point=point, world=world))
    return pd.concat(found).assign(replicate=np.tile(np.arange(REPLICATES), len(WORLDS)))


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what moves under one variant, called with the effects that it has."""

    def call(effect: dict[tuple[str, str], float], table: pd.DataFrame) -> pd.DataFrame:
        results: Any = SimpleNamespace(
            manifest=SimpleNamespace(
                layout=SimpleNamespace(factors=["variant", "world"]), replicates=REPLICATES
            ),
            indicators={
                name: SimpleNamespace(headline=headline) for name, headline in HEADLINES.items()
            },
        )
        both = [
            SimpleNamespace(variant=name, results=results, runs=runs(which, key))
            for name, which, key in (("default", {}, 1), ("without permits", effect, 2))
        ]
        monkeypatch.setattr(module, "by_variant", lambda _: both)
        return moves({"ceremony": results}, table)

    return call


def two(default: Estimate, other: Estimate) -> pd.DataFrame:
    """Return a card on which the second part of a pattern is alone unlike under a variant."""
    same = Estimate(0.0, -0.1, 0.1)
    return card(
        rows("F10", "default", same, default, *[same] * 6),
        rows("F10", "without permits", same, other, *[same] * 6),
    )


FLAT = two(Estimate(0.0, -0.1, 0.1), Estimate(0.0, -0.1, 0.1))


def test_the_outcome_that_moves_most_is_named_with_its_world(moved: Any) -> None:
    found = moved({("trust", "helped"): -1.0, ("continuity", "weak"): 0.4}, FLAT)
    assert list(found.columns) == list(COLUMNS)
    (row,) = found.to_dict("records")
    assert (row["variant"], row["outcome"]) == ("without permits", "trust")
    assert (row["design"], row["world"]) == ("ceremony", "world helped")
    assert row["move"] == pytest.approx(-1.0, abs=0.25)
    assert row["reading"] == MOVES


def test_what_is_no_outcome_is_left_out(moved: Any) -> None:
    (row,) = moved({("capacity", "weak"): 5.0}, FLAT).to_dict("records")
    assert row["outcome"] != "capacity"
    assert row["reading"] == LESS


def test_an_interval_that_holds_half_a_standard_deviation_tells_nothing(moved: Any) -> None:
    (row,) = moved({("trust", "weak"): 0.5}, FLAT).to_dict("records")
    assert row["move_low"] < 0.5 < row["move_high"]
    assert row["reading"] == UNTOLD


def test_the_statistic_that_moves_most_is_told_in_what_a_run_varies_by(moved: Any) -> None:
    # A standard error of 0.1 over 400 runs is a standard deviation of 2 between them.
    table = two(Estimate(0.0, -0.196, 0.196), Estimate(3.0, 2.9, 3.1))
    (row,) = moved({}, table).to_dict("records")
    assert (row["id"], row["part"], row["statistic_move"]) == ("F10", 2, pytest.approx(1.5))


def test_without_spread_there_is_no_standard_deviation_to_tell_a_move_in() -> None:
    flat, shifted, undefined = np.full(40, 0.1), np.full(40, 0.3), np.full(40, np.nan)
    assert np.isinf(difference_in_sd(shifted, flat))
    assert difference_in_sd(flat, flat) == 0.0
    assert np.isnan(difference_in_sd(undefined, flat))
    a, b = noise(1), noise(2)
    assert difference_in_sd(a, b) == pytest.approx(standardised(a, b).value)
