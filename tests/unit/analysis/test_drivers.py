"""Drivers: effects, their doubts and their paths, as planted in made-up runs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.drivers import drivers_in
from paradiplomacy_analysis.drivers.effects import (
    LOWERS,
    NOT_TESTED,
    NOT_TOLD,
    RAISES,
    REFUTED,
    judged,
)
from paradiplomacy_analysis.drivers.runs import Runs
from paradiplomacy_analysis.drivers.writing import document, write_drivers
from paradiplomacy_analysis.figures.drivers import drivers
from paradiplomacy_experiments import verbs
from paradiplomacy_results.errors import UnfitError
from tests.support.fake_engine import FakeEngine, use
from tests.support.legible import illegible

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_analysis.drivers import Drivers

WORLD = "baubau-seoul"


class Asked(FakeEngine):
    """Plant effects: information adds to trust, through participation, and budget to continuity.

    The effort among agencies moves its stock, and nothing else; the centre's moves no stock.
    """

    def run_batch(self, config: WorldConfig, *, replicates: Any, **settings: Any) -> Any:
        batch = super().run_batch(config, replicates=replicates, **settings)
        luck = np.random.default_rng(7).normal(0.0, 0.1, 1000)[list(replicates)]
        city = config.cities["baubau"]
        thresholds = config.mechanisms.participation == "thresholds"
        through = city.dissemination if thresholds else 0.0
        made_up = {
            "trust": 0.2 * through,
            "continuity": 0.01 * city.budget,
            "participation": city.dissemination,
            "budget": city.budget,
            "horizontal_coordination": city.agency_effort or 0.0,
            "vertical_coordination": 0.0,
            "delivered": 0.0,
        }
        for name, value in made_up.items():
            batch.run_values[name][:] = value + luck
        return batch


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Drivers:
    folder = tmp_path_factory.mktemp("drivers")
    with pytest.MonkeyPatch.context() as patch:
        use(Asked(), patch)
        overrides = {"scenario.months": 12, "keep": {"tables": [], "indicators": KEPT}}
        verbs.drivers([WORLD], overrides, draws=2, replicates=6, out=folder, progress=False)
    return drivers_in(folder)


KEPT = [
    "trust", "continuity", "delivered", "cost_total", "vertical_coordination", "coordination",
    "horizontal_coordination", "budget", "participation", "ngos_engaged", "approval_months",
]  # fmt: skip


def effect(found: Drivers, driver: str, outcome: str) -> pd.Series:
    table = found.effects
    same = (table["driver"] == driver) & (table["outcome"] == outcome) & (table["draws"] > 0)
    return table[same].iloc[0]


@pytest.mark.slow
def test_planted_effects_come_out_with_their_sign_over_all_draws(found: Drivers) -> None:
    row = effect(found, "public_information", "trust")
    assert row["effect"] == pytest.approx(0.2 * (0.8 - 0.25))
    assert (row["verdict"], row["manipulated"]) == (RAISES, True)
    assert (row["share"], row["draws"]) == (1.0, 2)
    assert row["share_low"] == pytest.approx(0.025**0.5)  # Clopper and Pearson's, of two of two
    assert effect(found, "budget", "continuity")["effect"] == pytest.approx(0.01 * (60 - 12))


@pytest.mark.slow
def test_the_whole_scale_is_told_beside_low_to_high(found: Drivers) -> None:
    table = found.effects
    whole = table[(table["draws"] == 0) & (table["outcome"] == "trust")].set_index("driver")
    assert whole.loc["public_information", "effect"] == pytest.approx(0.2)
    assert "budget" not in whole.index
    assert set(whole["off"]) == {"0.0"}


@pytest.mark.slow
def test_no_effect_of_a_driver_that_moved_is_refuted_and_of_one_that_did_not_is_not_tested(
    found: Drivers,
) -> None:
    agencies = effect(found, "horizontal_coordination", "trust")
    assert (agencies["verdict"], agencies["at_most"]) == (REFUTED, 0.0)
    centre = effect(found, "vertical_coordination", "trust")
    assert (centre["verdict"], centre["manipulated"]) == (NOT_TESTED, False)


@pytest.mark.slow
def test_a_path_is_the_share_of_the_effect_that_goes_with_a_mechanism(found: Drivers) -> None:
    table = found.paths.set_index(["driver", "outcome", "mechanism"]).sort_index()
    paths = table.loc["public_information", "trust"]
    assert paths.loc["participation", "share"] == pytest.approx(1.0)
    assert paths.drop("participation")["share"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    untold = table.loc["horizontal_coordination", "trust"]
    assert not untold["told"].any()
    assert untold["share"].isna().all()


@pytest.mark.parametrize(
    ("low", "high", "tested", "verdict", "at_most"),
    [
        (0.01, 0.2, True, RAISES, math.nan),
        (-0.2, -0.01, True, LOWERS, math.nan),
        (-0.01, 0.03, True, REFUTED, 0.03),
        (-0.01, 0.07, True, NOT_TOLD, math.nan),
        (0.01, 0.2, False, NOT_TESTED, math.nan),
    ],
)
def test_a_missing_effect_is_refuted_only_where_one_of_interest_is_excluded(
    low: float, high: float, tested: bool, verdict: str, at_most: float
) -> None:
    found, most = judged(low, high, 0.05, tested=tested)
    assert found == verdict
    assert most == pytest.approx(at_most, nan_ok=True)


@pytest.mark.slow
def test_tables_document_and_figure_are_written(found: Drivers, tmp_path: Path) -> None:
    names = {path.name for path in write_drivers(found, tmp_path)}
    assert names == {"drivers.csv", "paths.csv", "drivers.json", "drivers.png"}
    assert len(pd.read_csv(tmp_path / "drivers.csv")) == len(document(found)["effects"])


@pytest.mark.slow
@pytest.mark.parametrize("size", ["slide", "column"])
def test_the_figure_can_be_read_with_four_worlds(found: Drivers, size: str) -> None:
    worlds = ("baubau-seoul", "bandung-seoul", "mixed", "indonesia-korea")
    table = pd.concat([found.effects.assign(world=world) for world in worlds])
    figure = drivers(table, size=size)
    assert illegible(figure) == []
    assert len([axes for axes in figure.axes if axes.get_title(loc="left")]) == len(worlds)


@pytest.mark.slow
def test_marks_of_drivers_that_did_not_move_their_state_are_hollow(found: Drivers) -> None:
    (axes,) = drivers(found.effects).axes
    marks = [line for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata())]
    hollow = [line.get_markerfacecolor() == "white" for line in marks]
    shown = found.effects[(found.effects["draws"] > 0) & (found.effects["outcome"] == "trust")]
    assert hollow == (~shown["manipulated"].astype(bool)).tolist()
    assert any(hollow)
    assert not all(hollow)


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitError, match="holds no results of the drivers"):
        drivers_in(tmp_path)


@pytest.mark.slow
def test_what_a_lever_sets_is_told(found: Drivers) -> None:
    assert isinstance(found.runs, Runs)
    assert found.runs.ends("public_information") == ("0.25", "0.8")
    assert found.runs.ends("organisations") == ("none", "as the scenario says")
