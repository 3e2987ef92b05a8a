"""What happened in one run, year by year: so that averages are seen beside a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.exploring.switches import MOST_LETTERS
from paradiplomacy_analysis.exploring.yearly import years_before
from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_analysis.wording import words
from paradiplomacy_results.layout import EVENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

MOST_EVENTS = 3000
"""Events that a page holds, the first of the run."""

TAKING_PART = {"city": "cities", "ngo": "ngos"}
"""Columns of those who take part, and the tables of the configuration that name them."""


def happenings(
    results: Results, ties: Sequence[str], months: NDArray[np.int64]
) -> dict[str, Any] | None:
    """Return the events of the first run that recorded any, as plain data; None without.

    Each is the place of its year in ``months``, when, what and who, and the places in ``ties`` of
    those that it is of: its own, those of its city, or none where it is of all.
    """
    if not results.has(EVENTS):
        return None
    events = results.events
    if events.empty:
        return None
    run = int(events["run"].min())
    mine = events[events["run"] == run]
    recorded, mine = len(mine), mine.head(MOST_EVENTS)
    year = np.searchsorted(-years_before(results, months),
                           -years_before(results, mine["month"].to_numpy()))  # fmt: skip
    inside = year < len(months)
    told = [
        [int(place), *_told(results, row, ties)]
        for place, row in zip(year[inside], mine[inside].to_dict("records"), strict=True)
    ]
    return {"run": run, "events": told, "recorded": recorded}


def first_of(found: Mapping[str, Any] | None) -> str:
    """Say that a page holds only the first events of its run; "" where it holds all."""
    if found is None or found["recorded"] <= MOST_EVENTS:
        return ""
    return (
        f"Events are the first {MOST_EVENTS:,} of the {found['recorded']:,} of run {found['run']}."
    )


def _told(results: Results, row: Mapping[Any, Any], ties: Sequence[str]) -> list[Any]:
    return [
        results.date_of(int(row["month"])),
        words(str(row["kind"])),
        _who(results, row),
        _of(results, row, ties),
    ]


def _who(results: Results, row: Mapping[Any, Any]) -> str:
    """Name those who took part, a city before an organisation, and the sector."""
    named = [
        results.config[table].get(row[column], {}).get("name") or str(row[column])
        for column, table in TAKING_PART.items()
        if _is_there(row[column])
    ]
    if _is_there(row["sector"]):
        named.append(words(str(row["sector"])))
    return ", ".join(inert(str(name), MOST_LETTERS) for name in named)


def _of(results: Results, row: Mapping[Any, Any], ties: Sequence[str]) -> list[int]:
    if _is_there(row["partnership"]):
        return [k for k, tie in enumerate(ties) if tie == row["partnership"]]
    if not _is_there(row["city"]):
        return []
    pairs = {tie: results.config["partnerships"][tie]["cities"] for tie in ties if tie}
    return [k for k, tie in enumerate(ties) if row["city"] in pairs.get(tie, ())]


def _is_there(value: Any) -> bool:
    return isinstance(value, str)
