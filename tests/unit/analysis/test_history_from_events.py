"""What is read off a tie’s events is what the indicators count, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from paradiplomacy.engines import results as engine_results
from paradiplomacy_analysis import Results, load
from paradiplomacy_analysis.figures.history import (
    GOVERNMENT_CARRIED,
    NGO_CARRIED,
    SHARED,
    History,
    Paper,
    Stretch,
    history,
    papers,
    programmes,
)
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.execution.runner import run_scenario
from tests.support.shipped import small_scenario

if TYPE_CHECKING:
    from pathlib import Path

RUNS = {"world": 1}
"""Runs of a scenario: two, but of the one that has 150 ties."""


def events(*rows: tuple[int, str] | tuple[int, str, dict[str, object]]) -> pd.DataFrame:
    """Return a log of one tie: month, kind and, where it matters, who and which programme."""
    blank: dict[str, object] = {"city": None, "ngo": None, "sector": "culture", "programme": None}
    return pd.DataFrame(
        [{"month": month, "kind": kind, **blank, **dict(*more)} for month, kind, *more in rows]
    )


def test_a_paper_renewed_in_the_month_in_which_it_lapses_stays_in_force() -> None:
    log = events((20, "renewal_filed"), (24, "agreement_lapsed"), (24, "agreement_renewed"))
    assert papers(log, "MoU", 0, 60) == [Paper("MoU", 0, 60)]


def test_a_paper_renewed_in_time_is_one_paper() -> None:
    log = events((20, "renewal_filed"), (22, "agreement_renewed"), (48, "agreement_lapsed"))
    assert papers(log, "MoU", 0, 60) == [Paper("MoU", 0, 48)]


def test_a_paper_renewed_after_it_lapsed_leaves_a_gap() -> None:
    log = events((20, "renewal_filed"), (24, "agreement_lapsed"), (30, "agreement_renewed"))
    assert papers(log, "MoU", 0, 60) == [Paper("MoU", 0, 24), Paper("MoU", 30, 60)]


def test_a_letter_leaves_a_memorandum_in_force_and_a_memorandum_follows_a_letter() -> None:
    log = events((5, "loi_signed"), (9, "mou_signed"), (12, "loi_signed"))
    assert papers(log, "", 0, 20) == [Paper("LoI", 5, 9), Paper("MoU", 9, 20)]


def test_a_tie_that_begins_later_holds_its_paper_from_then_on() -> None:
    assert papers(events(), "LoI", 6, 20) == [Paper("LoI", 6, 20)]


def test_who_carries_a_programme_changes_when_the_ngo_leaves_or_takes_over() -> None:
    ours: dict[str, object] = {"city": "a", "ngo": "n", "programme": 0}
    shared: dict[str, object] = {"ngo": "n", "programme": 0}
    log = events((0, "programme_proposed", ours), (2, "programme_started", shared))
    (alone,) = programmes(log, {"n": [1, 7]}, 20)
    assert alone.stretches == [Stretch(SHARED, 2, 8), Stretch(GOVERNMENT_CARRIED, 8, 20)]
    log = events(
        (0, "programme_proposed", ours),
        (2, "programme_started", {"programme": 0}),
        (9, "programme_taken_over", shared),
        (12, "programme_broken_off", shared),
    )
    (taken,) = programmes(log, {"n": [12]}, 20)
    assert taken.stretches == [Stretch(GOVERNMENT_CARRIED, 2, 10), Stretch(NGO_CARRIED, 10, 13)]


# The tables of every shipped scenario.


@pytest.fixture(scope="module", params=shipped_names())
def monthly(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return runs of a shipped scenario with its ties followed every month, and all events."""
    folder: Path = tmp_path_factory.mktemp("monthly") / "out"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(engine_results, "FOLLOWED_EVERY", 1)
        scenario = small_scenario(request.param)
        run_scenario(
            scenario, out=folder, replicates=RUNS.get(request.param, 2), events="all", workers=1
        )
    return load(folder)


@pytest.mark.slow
@pytest.mark.compiled
def test_papers_and_programmes_are_those_of_the_tables(monthly: Results) -> None:
    table = monthly.histories
    for (run, tie), rows in table.groupby(["run", table["partnership"].astype(str)]):
        told = counted(history(monthly, str(tie), int(str(run))))
        for column, expected in told.items():
            np.testing.assert_array_equal(
                rows[column].to_numpy(), expected[rows["month"].to_numpy()], f"{tie} {run} {column}"
            )


def counted(past: History) -> dict[str, np.ndarray]:
    """Return what the indicators should be at the end of each month, from what is drawn."""
    told = {"signed_share": np.zeros(past.months), "mou_share": np.zeros(past.months)}
    for paper in past.papers:
        told["signed_share"][paper.start : paper.end] = 1.0
        if paper.kind == "MoU":
            told["mou_share"][paper.start : paper.end] = 1.0
    kept = {name: np.zeros(past.months) for name in (GOVERNMENT_CARRIED, SHARED, NGO_CARRIED)}
    due = np.zeros(past.months)
    held = np.zeros(past.months)
    for programme in past.programmes:
        for month in programme.marks["milestone_delivered"]:
            kept[programme.carrier(month)][month] += 1.0
        for months in programme.marks.values():
            np.add.at(due, months, 1.0)
        np.add.at(held, programme.marks["ceremony"], 1.0)
    lost = {kind: np.bincount(m, minlength=past.months) for kind, m in past.losses.items() if m}
    nothing = np.zeros(past.months)
    flows = {
        "delivered": sum(kept.values()),
        "delivered_g2g": kept[GOVERNMENT_CARRIED] + kept[SHARED],
        "delivered_ngo": kept[SHARED] + kept[NGO_CARRIED],
        "promised": due,
        "ceremonies": held,
        "refusals": lost.get("dossier_refused", nothing),
        "lapses": lost.get("dossier_lapsed", nothing),
        "lost_opportunities": sum(lost.values(), nothing),
    }
    return told | {name: np.cumsum(flow) for name, flow in flows.items()}
