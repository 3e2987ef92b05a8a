"""How long programmes ran, ties were active and ties were dormant, read off what runs recorded.

A tie is dormant as in the model: at the end of a month up to which nobody has delivered anything
for so many months as the manifest calls ``dormant_after``, those since the founding or the start
included where nothing has been delivered yet; a delivery revives it. Activity therefore ends in the
month in which the tie becomes dormant, not in that of the last delivery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from paradiplomacy_results.reading import Results

COLUMNS = ("run", "month", "kind", "partnership", "city", "programme")
"""What is read of the events."""

TIE = ["run", "partnership"]
"""What identifies a tie."""

PROGRAMME = [*TIE, "programme"]
"""What identifies a programme."""

CITY, NGO = "city", "NGO"
"""Who leads a programme."""


def programmes(events: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return the programmes that started: run, partnership, programme, lead, months, end.

    ``end`` is completed, broken_off or, where the run of ``months`` months ended first, missing;
    ``months`` counts the months under way, those of start and end included; ``lead`` is who led at
    the start. What was abandoned for want of money never started, and is left out.
    """
    started = _of(events, "programme_started")[[*PROGRAMME, "month"]]
    ends = [
        _of(events, f"programme_{end}").assign(end=end)[[*PROGRAMME, "month", "end"]]
        for end in ("completed", "broken_off")
    ]
    found = started.merge(pd.concat(ends), on=PROGRAMME, how="left", suffixes=("", "_end"))
    stop = found["month_end"].fillna(months - 1).astype("int64")
    proposed = _of(events, "programme_proposed")[[*PROGRAMME, "city"]]
    found = found.merge(proposed, on=PROGRAMME, how="left")
    return found.assign(
        lead=np.where(found["city"].notna(), CITY, NGO), months=stop - found["month"] + 1
    )[[*PROGRAMME, "lead", "months", "end"]]


def ties(results: Results, events: pd.DataFrame, runs: list[int]) -> pd.DataFrame:
    """Return run, partnership and entry: the month of the run in which each tie is first there.

    They are those of the table of partnerships, and where there is none those of the scenario and
    those that anything happened to.
    """
    entry = (
        _of(events, "partnership_founded").groupby(TIE)["month"].min().rename("entry").reset_index()
    )
    dated = {
        name: max(results.month_of(tie["founded"]), 0) if tie.get("founded") else 0
        for name, tie in results.config["partnerships"].items()
    }
    if results.has("partnerships"):
        there = results.read("partnerships", TIE)
        there = there[there["run"].isin(runs)].astype({"partnership": str})
    else:
        listed = pd.MultiIndex.from_product([runs, [*dated]], names=TIE).to_frame(index=False)
        frame = events.loc[events["partnership"].notna(), TIE].astype({"partnership": str})
        there = pd.concat([listed, frame]).drop_duplicates()
    found = there.merge(entry, on=TIE, how="left")
    scheduled = found["partnership"].map(dated).fillna(0)
    found = found.assign(entry=found["entry"].fillna(scheduled).astype("int64"))
    entered = (found["entry"] < results.manifest.months).to_numpy()
    kept: pd.DataFrame = found.loc[entered].reset_index(drop=True)
    return kept


def spells(
    events: pd.DataFrame,
    there: pd.DataFrame,
    months: int,
    dormant_after: int,
    led_by: str | None = None,
) -> pd.DataFrame:
    """Return the spells of ties: run, partnership, dormant, lead, start, months, ended.

    ``there`` is what :func:`ties` returns, ``dormant_after`` the months of silence after which a
    tie is dormant. With ``led_by``, :data:`CITY` or :data:`NGO`, only
    months count in which the deliveries were led so. ``start`` is the month at whose end the spell
    had begun, -1 for the eve of the run; ``lead`` is who led the delivery that revived the tie, or
    the last one before it became dormant, missing where nothing had been delivered.
    """
    delivered = _deliveries(events)
    if led_by is not None:
        delivered = delivered[delivered["lead"] == led_by]
    points = pd.concat(
        [there[TIE].assign(month=there["entry"] - 1, lead=None), delivered]
    ).sort_values([*TIE, "month"], ignore_index=True)
    tie = points.groupby(TIE, sort=False)
    following = tie["month"].shift(-1)
    silent = following.fillna(months) - points["month"] - 1
    silent = silent.astype("int64")
    asleep = silent >= dormant_after
    begins = asleep.groupby([points["run"], points["partnership"]], sort=False).shift(1)
    number = begins.fillna(value=True).astype(bool).cumsum()
    points = points.assign(
        sleep=points["month"] + dormant_after, asleep=asleep, awake=following, number=number
    )
    active = points.groupby("number", as_index=False).agg(
        run=("run", "first"),
        partnership=("partnership", "first"),
        lead=("lead", _first_or_none),
        start=("month", "first"),
        sleep=("sleep", "last"),
        ended=("asleep", "last"),
    )
    stop = active["sleep"].where(active["ended"], months - 1)
    active = active.assign(dormant=False, months=stop - active["start"])
    dormant = points[points["asleep"]].rename(columns={"sleep": "start"})
    stop = dormant["awake"].fillna(months - 1).astype("int64")
    dormant = dormant.assign(
        dormant=True, months=stop - dormant["start"], ended=dormant["awake"].notna()
    )
    columns = [*TIE, "dormant", "lead", "start", "months", "ended"]
    return pd.concat([active[columns], dormant[columns]], ignore_index=True)


def yearly_spells(histories: pd.DataFrame) -> pd.DataFrame:
    """Return the same from what was seen of ties once a year; no lead is known.

    Takes run, month, partnership and dormant_share of the table of histories. A change of state
    counts in the month in which it was seen, so that spells between two looks are missed.
    """
    seen = histories.sort_values([*TIE, "month"], ignore_index=True).astype({"partnership": str})
    first = seen.drop_duplicates(TIE)
    # A tie begins active, at most a year before it is first seen.
    eve = first.assign(month=np.maximum(first["month"] - 12, -1), dormant_share=0.0)
    looks = pd.concat([eve, seen]).sort_values([*TIE, "month"], ignore_index=True)
    state = looks["dormant_share"] > 0.5
    tie = looks.groupby(TIE, sort=False).ngroup()
    changed = (tie != tie.shift()) | (state != state.shift())
    last = looks.groupby(tie)["month"].transform("max")
    starts = looks.assign(dormant=state, tie=tie, last=last).loc[changed]
    following = starts.groupby("tie")["month"].shift(-1)
    stop = following.fillna(starts["last"]).astype("int64")
    found = starts.rename(columns={"month": "start"})
    found = found.assign(lead=None, months=stop - found["start"], ended=following.notna())
    columns = [*TIE, "dormant", "lead", "start", "months", "ended"]
    kept: pd.DataFrame = found.loc[:, columns].reset_index(drop=True)
    return kept


def _of(events: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the events of a kind, names of ties as text."""
    return events[events["kind"] == kind].astype({"partnership": str})


def _deliveries(events: pd.DataFrame) -> pd.DataFrame:
    """Return run, partnership, month and lead of months with a delivery; a city's lead prevails."""
    delivered = _of(events, "milestone_delivered")[[*PROGRAMME, "month"]]
    proposed = _of(events, "programme_proposed")[[*PROGRAMME, "city"]]
    taken = _of(events, "programme_taken_over").groupby(PROGRAMME)["month"].min()
    found = delivered.merge(proposed, on=PROGRAMME, how="left").merge(
        taken.rename("taken").reset_index(), on=PROGRAMME, how="left"
    )
    # Taking over is the last that happens in a month.
    by_city = found["city"].notna() & ~(found["taken"] < found["month"])
    months = found.assign(city=by_city).groupby([*TIE, "month"])["city"].max().reset_index()
    return months.assign(lead=np.where(months["city"], CITY, NGO)).drop(columns="city")


def _first_or_none(values: pd.Series) -> object:
    """Return the first entry, missing or not; pandas' own skips what is missing."""
    return values.iloc[0]
