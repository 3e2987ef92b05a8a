"""What lasts and what ends it, and sentences about how long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.wording import level_text, percent, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

HORIZON = 60
"""Months after which the share that lasts is given."""

UNDER_WAY, UNBROKEN, ACTIVE, DORMANT = KINDS = (
    "programmes under way",
    "programmes not broken off",
    "ties active",
    "ties dormant",
)
"""What lasts: until any end, until broken off, until dormant, until revived."""

ENDS = {
    UNDER_WAY: "ended",
    UNBROKEN: "been broken off",
    ACTIVE: "become dormant",
    DORMANT: "been revived",
}
"""What ends each kind, in words."""


def answer(sentences: Iterable[str]) -> str:
    """Return the sentence on how long ties stay active, or else programmes under way."""
    told = list(sentences)
    kinds = (f" spells of {what}, " for what in (ACTIVE, UNDER_WAY))
    found = (each for kind in kinds for each in told if kind in each)
    return next(found, "")


def median_difference(medians: Sequence[Mapping[str, Any]], what: str, groups: str) -> float:
    """Return the largest difference of medians between groups, in months; NaN where undefined."""
    found = [row["median_months"] for _, row in _of(medians, what, groups)]
    return math.nan if any(map(math.isnan, found)) else max(found) - min(found)


def by_group(medians: Sequence[Mapping[str, Any]], what: str, groups: str) -> str:
    """Say of each group after how many months half have ended, or which share lasts."""
    return ", ".join(_lasting(level, row, ENDS[what]) for level, row in _of(medians, what, groups))


def _lasting(level: str, row: Mapping[str, Any], ended: str) -> str:
    if not math.isnan(row["median_months"]):
        return f"{level}, half have {ended} after {row['median_months']:.0f} months"
    share = row[f"survival_{HORIZON}"]
    if math.isnan(share):
        return f"{level}, fewer than half have {ended}"
    return f"{level}, {percent(share)} last longer than {HORIZON} months"


def _of(
    medians: Sequence[Mapping[str, Any]], what: str, groups: str
) -> list[tuple[str, Mapping[str, Any]]]:
    """Return level and row of each group of some spells."""
    head = f"{groups} = "
    return [
        (words(level_text(str(row["group"]).removeprefix(head))), row)
        for row in medians
        if row["what"] == what and str(row["group"]).startswith(head)
    ]


ENDS_OF_PROGRAMMES = COMPLETED, BROKEN_OFF = "completed", "broken_off"
"""Ends of programmes that compete: what is broken off will not be completed."""


def ends_sentence(started: int, ends: pd.DataFrame) -> str:
    """Say what has become of programmes by the horizon, or the longest that any was watched."""
    row = ends.iloc[min(HORIZON, len(ends) - 1)]
    completed, broken = (
        f"{percent(row[end])} (no interval)"
        if math.isnan(row[f"{end}_low"])
        else f"{percent(row[end])} ({percent(row[f'{end}_low'])} to {percent(row[f'{end}_high'])})"
        for end in ENDS_OF_PROGRAMMES
    )
    return (
        f"Of {started:,} programmes that started, {completed} are completed within "
        f"{row['months']:.0f} months and {broken} broken off; {percent(row['waiting'])} go on."
    )


def sentence(what: str, row: dict[str, Any], high: float) -> str:
    """Say how long spells of a kind last."""
    head = f"Of {row['spells']:,} spells of {what}, {row['ended']:,} had {ENDS[what]} by the end"
    value = row["median_months"]
    upper = "none" if math.isinf(high) else f"{high:.0f}"
    if math.isnan(value):
        middle = "; fewer than half end within the runs"
    elif math.isnan(row["median_low"]):
        middle = f"; half have {ENDS[what]} after {value:.0f} months"
    else:
        middle = (
            f"; half have {ENDS[what]} after {value:.0f} months (95 % interval "
            f"{row['median_low']:.0f} to {upper})"
        )
    share = row[f"survival_{HORIZON}"]
    if math.isnan(share) or share in (0.0, 1.0):
        return f"{head}{middle}."
    within = ""
    if not math.isnan(row[f"survival_{HORIZON}_low"]):
        within = (
            f" ({100 * row[f'survival_{HORIZON}_low']:.0f} to "
            f"{100 * row[f'survival_{HORIZON}_high']:.0f} %)"
        )
    return f"{head}{middle}; {100 * share:.0f} %{within} last longer than {HORIZON} months."
