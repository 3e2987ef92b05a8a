"""The table of programmes: every life is told as the events and the books of the ties tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy.engines.mesa_engine import WorldModel, run_batch
from paradiplomacy.initialisation.names import names
from paradiplomacy_results.layout import Layout, requested_of
from paradiplomacy_results.tables import batch_tables, kept_of
from tests.support.worlds import BUSY_SEED, busy

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy.configuration.world_config import WorldConfig

MONTHS, REPLICATES = 70, [5, 0]
RUNS = np.array([70, 71])
KEY = ["run", "partnership", "programme"]


def world() -> WorldConfig:
    return busy(scenario__months=MONTHS, gate__patience=12)


def frames(config: WorldConfig, replicates: list[int], runs: Any) -> dict[str, pd.DataFrame]:
    layout = Layout(tables=("runs", "programmes", "events"), requested=requested_of(["programmes"]))
    batch = run_batch(
        config, seed=BUSY_SEED, replicates=replicates, events=True, kept=kept_of(layout)
    )
    tables = batch_tables(batch, runs, names(config), layout)
    return {name: table.to_pandas() for name, table in tables.items()}


@pytest.fixture(scope="module")
def both() -> dict[str, pd.DataFrame]:
    return frames(world(), REPLICATES, RUNS)


@pytest.fixture(scope="module")
def lives(both: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return both["programmes"]


@pytest.fixture(scope="module")
def ends() -> list[Any]:
    """Return the worlds at the end of both runs."""
    models = [WorldModel(world(), seed=BUSY_SEED, replicate=each) for each in REPLICATES]
    for model in models:
        model.run()
    return [model.world for model in models]


def told(frame: pd.DataFrame, month: str) -> set[tuple[Any, ...]]:
    return set(frame[[*KEY, month]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("kind", "column"), [("programme_proposed", "proposed"), ("programme_started", "started")]
)
def test_programmes_begin_as_events_tell(both: dict[str, Any], kind: str, column: str) -> None:
    events, rows = both["events"], both["programmes"]
    expected = told(events[events["kind"] == kind], "month")
    assert expected
    assert told(rows[rows[column].notna()], column) == expected


@pytest.mark.parametrize("ending", ["completed", "broken_off", "abandoned"])
def test_programmes_end_as_events_tell(both: dict[str, Any], ending: str) -> None:
    events, rows = both["events"], both["programmes"]
    expected = told(events[events["kind"] == f"programme_{ending}"], "month")
    assert expected
    assert told(rows[rows["ending"] == ending], "ended") == expected


def test_files_end_no_oftener_than_dossiers_do(lives: pd.DataFrame, ends: list[Any]) -> None:
    # Dossiers of papers are among those of the ties too.
    for run, end in zip(RUNS, ends, strict=True):
        mine = lives[lives["run"] == run]
        for column, ending in (("refused", "refused"), ("lapsed", "lapsed")):
            counted = sum(getattr(tie, column) for tie in end.partnerships)
            assert 0 < (mine["ending"] == ending).sum() <= counted
        approved = sum(tie.approved for tie in end.partnerships)
        assert 0 < mine["cleared"].notna().sum() <= approved


def test_milestones_are_those_of_the_events(both: dict[str, Any]) -> None:
    events, rows = both["events"], both["programmes"].set_index(KEY)
    kept = events[events["kind"] == "milestone_delivered"]
    groups = kept.groupby(KEY, observed=True)["month"]
    counted = groups.size()
    delivered = rows[rows["delivered"] > 0]
    assert delivered["delivered"].to_dict() == counted.to_dict()
    assert delivered["first_delivered"].to_dict() == groups.min().to_dict()
    assert delivered["last_delivered"].to_dict() == groups.max().to_dict()
    assert rows[rows["delivered"] == 0]["last_delivered"].isna().all()
    kinds = ["milestone_delivered", "milestone_missed", "ceremony"]
    due = events[events["kind"].isin(kinds)].groupby(KEY, observed=True).size()
    assert rows[rows["promised"] > 0]["promised"].to_dict() == due.to_dict()


def test_money_adds_up_to_what_the_ties_have_booked(lives: pd.DataFrame, ends: list[Any]) -> None:
    for run, end in zip(RUNS, ends, strict=True):
        mine = lives[lives["run"] == run]
        cities = sum(tie.paid[0] + tie.paid[1] for tie in end.partnerships)
        assert mine["paid_cities"].sum() == pytest.approx(cities)
        ngos = sum(tie.paid[2] for tie in end.partnerships)
        assert 0.9 * ngos <= mine["paid_ngo"].sum() <= ngos * (1 + 1e-12)


def test_what_an_organisation_takes_over_it_carries(both: dict[str, Any]) -> None:
    events, rows = both["events"], both["programmes"].set_index(KEY)
    taken = events[events["kind"] == "programme_taken_over"]
    assert not taken.empty
    keys = set(taken[KEY].itertuples(index=False, name=None))
    assert set(rows.index[rows["taken_over"]]) == keys
    assert (rows.loc[rows["taken_over"], "carrier"] == "ngo").all()
    assert rows.loc[rows["origin"] == "by_ngo", "cleared"].isna().all()
    assert rows.loc[rows["origin"] == "by_ngo", "proposer"].isna().all()


@pytest.mark.slow
def test_a_run_tells_the_same_alone_and_among_others(lives: pd.DataFrame) -> None:
    alone = frames(world(), REPLICATES[1:], RUNS[1:])["programmes"]
    among = lives[lives["run"] == RUNS[1]].reset_index(drop=True)
    assert alone.astype(str).equals(among.astype(str))
    for money in ("paid_cities", "paid_ngo"):
        assert alone[money].to_numpy().tobytes() == among[money].to_numpy().tobytes()
