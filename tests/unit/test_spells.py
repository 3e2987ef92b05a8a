"""Spells read off events: dormancy and revival in turn, who led, what is censored."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from paradiplomacy_analysis.spells import programmes, spells, yearly_spells

MONTHS = 60


def events(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return events of the tie a-b in run 0: month, kind, programme, city."""
    return pd.DataFrame(
        [
            {
                "run": 0,
                "month": month,
                "kind": kind,
                "partnership": "a-b",
                "programme": programme,
                "city": city,
            }
            for month, kind, programme, city in rows
        ]
    )


def there(entry: int = 0) -> pd.DataFrame:
    return pd.DataFrame({"run": [0], "partnership": ["a-b"], "entry": [entry]})


LED = (
    (0, "programme_proposed", 1, "a"),
    (0, "programme_proposed", 2, None),
)


def told(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return dormant, start, months and ended of each spell in the order of time."""
    ordered = frame.sort_values("start")
    return list(ordered[["dormant", "start", "months", "ended"]].itertuples(index=False, name=None))


def test_silence_of_a_year_is_dormancy_and_a_delivery_revives() -> None:
    log = events(*LED, (5, "milestone_delivered", 1, None), (30, "milestone_delivered", 1, None))
    assert told(spells(log, there(), MONTHS)) == [
        (False, -1, 18, True),  # active until twelve months after month 5
        (True, 17, 13, True),  # dormant until the delivery of month 30
        (False, 30, 12, True),
        (True, 42, 17, False),  # still dormant at the end
    ]


def test_a_tie_in_which_things_go_on_is_censored() -> None:
    log = events(*LED, *((month, "milestone_delivered", 1, None) for month in range(0, 60, 6)))
    assert told(spells(log, there(), MONTHS)) == [(False, -1, 60, False)]


def test_a_tie_without_any_delivery_falls_dormant_after_a_year() -> None:
    assert told(spells(events(*LED), there(), MONTHS)) == [
        (False, -1, 12, True),
        (True, 11, 48, False),
    ]


def test_a_late_tie_is_counted_from_its_entry() -> None:
    assert told(spells(events(*LED), there(24), MONTHS))[0] == (False, 23, 12, True)


def test_the_lead_of_a_dormant_spell_is_that_of_the_last_delivery() -> None:
    log = events(*LED, (5, "milestone_delivered", 1, None), (30, "milestone_delivered", 2, None))
    found = spells(log, there(), MONTHS)
    dormant = found[found["dormant"]].sort_values("start")
    assert dormant["lead"].tolist() == ["city", "NGO"]
    active = found[~found["dormant"]].sort_values("start")
    assert pd.isna(active["lead"].iloc[0])
    assert active["lead"].iloc[1] == "NGO"


def test_a_programme_that_was_taken_over_is_led_by_an_ngo_from_the_next_month_on() -> None:
    log = events(
        *LED,
        (5, "milestone_delivered", 1, None),
        (5, "programme_taken_over", 1, None),
        (30, "milestone_delivered", 1, None),
    )
    found = spells(log, there(), MONTHS)
    dormant = found[found["dormant"]].sort_values("start")
    assert dormant["lead"].tolist() == ["city", "NGO"]


def test_programmes_end_or_are_censored() -> None:
    log = events(
        *LED,
        (0, "programme_proposed", 3, "a"),
        (2, "programme_started", 1, None),
        (13, "programme_completed", 1, None),
        (4, "programme_started", 2, None),
        (9, "programme_broken_off", 2, None),
        (50, "programme_started", 3, None),
    )
    found = programmes(log, MONTHS).set_index("programme")
    assert found["months"].to_dict() == {1: 12, 2: 6, 3: 10}
    assert found["lead"].to_dict() == {1: "city", 2: "NGO", 3: "city"}
    assert found["end"].loc[[1, 2]].tolist() == ["completed", "broken_off"]
    assert pd.isna(found.loc[3, "end"])


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([0.0, 0.0, 0.0], [(False, -1, 36, False)]),
        ([0.0, 1.0, 0.0], [(False, -1, 24, True), (True, 23, 12, True), (False, 35, 0, False)]),
        ([1.0, 1.0, 1.0], [(False, -1, 12, True), (True, 11, 24, False)]),
    ],
)
def test_yearly_looks_give_spells_of_whole_years(
    looks: list[float], expected: list[tuple[Any, ...]]
) -> None:
    seen = pd.DataFrame(
        {"run": 0, "partnership": "a-b", "month": [11, 23, 35], "dormant_share": looks}
    )
    assert told(yearly_spells(seen)) == expected
