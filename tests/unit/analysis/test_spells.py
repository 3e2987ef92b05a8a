"""Spells read off small tables of events and of yearly looks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from paradiplomacy_analysis.statistics.spells import (
    CITY,
    COLUMNS,
    NGO,
    TIE,
    programmes,
    spells,
    yearly_spells,
)

MONTHS = 60


def log(*rows: tuple[int, str, str | None, int | None], tie: str = "a~b") -> pd.DataFrame:
    """Return events of run 0 as results have them: month, kind, city, programme."""
    table = pd.DataFrame(
        [(0, month, kind, tie, city, programme) for month, kind, city, programme in rows],
        columns=list(COLUMNS),
    )
    names = dict.fromkeys(("kind", "partnership", "city"), "category")
    return table.astype({"run": "int64", "month": "int64", "programme": "Int64", **names})


def delivered(*months: int) -> pd.DataFrame:
    """Return the events of one programme of a city that delivers in these months."""
    return log(
        (0, "programme_proposed", "a", 1), *((m, "milestone_delivered", None, 1) for m in months)
    )


def there(entry: int = 0) -> pd.DataFrame:
    return pd.DataFrame({"run": [0], "partnership": ["a~b"], "entry": [entry]})


def told(found: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return dormant, start, months and ended of spells in the order of their starts."""
    ordered = found.sort_values(["start", "dormant"])
    return list(ordered[["dormant", "start", "months", "ended"]].itertuples(index=False, name=None))


def test_ties_fall_dormant_and_revive_again_and_again() -> None:
    found = spells(delivered(5, 30), there(), MONTHS, 12)
    assert told(found) == [
        (False, -1, 18, True),
        (True, 17, 13, True),
        (False, 30, 12, True),
        (True, 42, 17, False),
    ]


def test_a_tie_in_which_nothing_happens_is_dormant_after_a_year() -> None:
    found = spells(delivered(), there(), MONTHS, 12)
    assert told(found) == [(False, -1, 12, True), (True, 11, 48, False)]


@pytest.mark.parametrize(("second", "dormant"), [(17, []), (18, [1])])
def test_dormancy_takes_twelve_silent_months(second: int, dormant: list[int]) -> None:
    found = spells(delivered(5, second), there(), MONTHS, 12)
    assert found.loc[found["dormant"] & found["ended"], "months"].tolist() == dormant


def test_a_spell_that_the_run_cuts_short_is_censored() -> None:
    found = spells(delivered(*range(0, MONTHS, 6)), there(), MONTHS, 12)
    assert told(found) == [(False, -1, 60, False)]


def test_a_tie_founded_within_the_run_begins_then() -> None:
    found = spells(delivered(48, 55), there(entry=40), MONTHS, 12)
    assert told(found) == [(False, 39, 20, False)]


def test_ties_of_other_names_and_runs_are_kept_apart() -> None:
    events = pd.concat([delivered(5), delivered(5).assign(run=1)])
    both = pd.concat([there(), there().assign(run=1), there().assign(partnership="c~d")])
    found = spells(events, both, MONTHS, 12)
    assert found.groupby(TIE).size().tolist() == [2, 2, 2]
    assert set(found.loc[found["partnership"] == "c~d", "start"]) == {-1, 11}


def test_lead_is_that_of_the_delivery_that_revives_or_of_the_last_before() -> None:
    events = log(
        (0, "programme_proposed", "a", 1),
        (1, "programme_proposed", None, 2),
        (5, "milestone_delivered", None, 1),
        (30, "milestone_delivered", None, 2),
    )
    found = spells(events, there(), MONTHS, 12).sort_values("start")
    leads = found["lead"].astype(object).where(found["lead"].notna(), None)
    assert leads.tolist() == [None, CITY, NGO, NGO]


def test_a_programme_taken_over_is_led_by_an_organisation_from_the_next_month() -> None:
    events = log(
        (0, "programme_proposed", "a", 1),
        (3, "milestone_delivered", None, 1),
        (3, "programme_taken_over", None, 1),
        (25, "milestone_delivered", None, 1),
        (59, "milestone_delivered", None, 1),
    )
    dormant = spells(events, there(), MONTHS, 12).query("dormant").sort_values("start")
    assert dormant["lead"].tolist() == [CITY, NGO]


def test_programmes_last_from_start_to_end_and_may_be_cut_short() -> None:
    events = log(
        (0, "programme_proposed", "a", 1),
        (0, "programme_proposed", None, 2),
        (0, "programme_proposed", "a", 3),
        (0, "programme_proposed", "a", 4),
        (3, "programme_started", None, 1),
        (4, "programme_started", None, 2),
        (5, "programme_started", None, 3),
        (8, "programme_completed", None, 1),
        (9, "programme_broken_off", None, 2),
    )
    found = programmes(events, MONTHS).set_index("programme")
    assert found["months"].to_dict() == {1: 6, 2: 6, 3: 55}
    assert found["lead"].to_dict() == {1: CITY, 2: NGO, 3: CITY}
    assert found["end"].fillna("none").to_dict() == {1: "completed", 2: "broken_off", 3: "none"}


def test_yearly_looks_tell_spells_in_whole_years() -> None:
    looks = pd.DataFrame(
        {
            "run": 0,
            "partnership": pd.Categorical(["a~b"] * 5),
            "month": [11, 23, 35, 47, 59],
            "dormant_share": [0.0, 1.0, 1.0, 0.0, 0.0],
        }
    )
    found = yearly_spells(looks)
    assert told(found) == [(False, -1, 24, True), (True, 23, 24, True), (False, 47, 12, False)]
    assert found["lead"].isna().all()


def test_a_tie_first_seen_dormant_was_active_before() -> None:
    looks = pd.DataFrame(
        {
            "run": 0,
            "partnership": pd.Categorical(["a~b", "a~b"]),
            "month": [35, 47],
            "dormant_share": [1.0, 1.0],
        }
    )
    assert told(yearly_spells(looks)) == [(False, 23, 12, True), (True, 35, 12, False)]
