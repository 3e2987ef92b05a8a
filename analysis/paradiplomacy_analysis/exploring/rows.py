"""The rows of a page: each run of a design, or each run of a scenario by its ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.exploring.switches import MOST_LETTERS, Switch, switches_of
from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_analysis.figures.ties import tie_histories
from paradiplomacy_analysis.statistics.discovery import rule_of
from paradiplomacy_analysis.wording import phrase, sentence_case
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.layout import HISTORIES, PARTNERSHIPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.reading import Results

SUCCESS = "success"
"""Name of the outcome that tells which runs meet the criterion of a design."""

ALL_TIES = "all ties"

TIE = "tie"
"""Name of the switch between the ties of a run."""


@dataclass(frozen=True)
class Outcome:
    """What is measured of each row: words for it, its unit, what it is, and its bounds."""

    name: str
    label: str
    unit: str
    formula: str
    low: float
    high: float


@dataclass(frozen=True)
class Rows:
    """What a page shows, a row each.

    ``frame`` has the columns run, point, replicate and :attr:`outcomes`; points are the places of
    the ``switches``' codes, from 0. ``ties`` names the tie of each point, "" for all together;
    it is empty where points are those of a design. ``note`` says what is left out.
    """

    frame: pd.DataFrame
    outcomes: tuple[Outcome, ...]
    switches: tuple[Switch, ...]
    numbers: NDArray[np.int64]
    ties: tuple[str, ...] = ()
    note: str = ""

    @property
    def points(self) -> int:
        """Return the number of points."""
        return len(self.numbers)


def rows_of(sample: Sample) -> Rows:
    """Return the rows of results: of one point they are told by tie, where it has several."""
    frame = _with_success(sample)
    outcomes = _outcomes(sample, frame)
    if sample.factors:
        numbers, places = np.unique(frame["point"].to_numpy(), return_inverse=True)
        switches = tuple(switches_of(sample))
        return Rows(frame.assign(point=places), outcomes, switches, numbers)
    frame = frame.assign(point=0)
    ties, note = _ties_of(sample.results)
    if len(ties) < 2:
        return Rows(frame, outcomes, (), np.zeros(1, dtype=np.int64))
    frame = pd.concat([frame, *_by_tie(sample, frame, ties)], ignore_index=True)
    options = (ALL_TIES, *(tie_name(sample.results, tie) for tie in ties))
    switch = Switch(
        TIE, TIE, options, np.arange(len(options)), (0,) * len(options), free=False, alone=True
    )
    return Rows(frame, outcomes, (switch,), np.arange(len(options)), ("", *ties), note)


def front_of(rows: Rows, findings: Sequence[Finding]) -> list[Switch]:
    """Return the switch of the front that a search found; none without others."""
    tables = [each.tables["front"] for each in findings if "front" in each.tables]
    if not tables or not len(tables[0]) or "point" not in tables[0]:
        return []
    codes = np.isin(rows.numbers, tables[0]["point"]).astype(np.int64)
    if codes.all() or not codes.any():
        return []  # nothing to tell them from
    options = ("points off the front", "points on the front")
    return [Switch("front", "front of the search", options, codes, (0, 0), alone=True)]


def tie_name(results: Results, tie: str) -> str:
    """Return a tie by the names of its cities."""
    cities = results.config["cities"]
    pair = results.config["partnerships"][tie]["cities"]
    return inert("–".join(cities[city]["name"] for city in pair), MOST_LETTERS)


def _with_success(sample: Sample) -> pd.DataFrame:
    """Return the runs with all outcomes; success is 1 where a run meets the design's criterion."""
    frame = sample.runs[["run", "point", "replicate", *sample.outcomes]].reset_index(drop=True)
    if sample.success is None:
        return frame
    rule = rule_of(sample)
    met = rule.of({name: sample.measured(name).to_numpy() for name in rule.names})
    return frame.assign(**{SUCCESS: met.astype(np.float64)})


def _outcomes(sample: Sample, frame: pd.DataFrame) -> tuple[Outcome, ...]:
    found = []
    for name in sample.outcomes:
        about = sample.results.indicators[name]
        label = sentence_case(inert(_in_brackets(phrase(name)), MOST_LETTERS))
        found.append(Outcome(name, label, about.unit, about.formula, about.low, about.high))
    if SUCCESS in frame:
        text = inert(f"runs in which {sample.success}", 4 * MOST_LETTERS)
        success = Outcome(SUCCESS, "Success", "share of runs", text, 0.0, 1.0)
        found.insert(0, success)
    return tuple(found)


def _in_brackets(text: str) -> str:
    """Write what follows a comma in brackets, so that the whole can stand within a sentence."""
    head, comma, tail = text.partition(", ")
    return f"{head} ({tail})" if comma else text


def _ties_of(results: Results) -> tuple[list[str], str]:
    """Return the ties that are told one by one, and what is said of the others."""
    if not (results.has(PARTNERSHIPS) and results.has(HISTORIES)):
        return [], ""
    try:
        histories = tie_histories(results, [])
    except NotRecordedError:
        return [], ""
    said = []
    if len(histories.shown) < len(histories.ties):
        said.append(
            f"{len(histories.shown)} of {len(histories.ties):,} ties can be chosen, from the "
            "lowest trust at the end to the highest, at equal steps of rank."
        )
    if "found on their way" in histories.unfollowed:
        said.append("Ties that cities found on their way count among all, and cannot be chosen.")
    return list(histories.shown), " ".join(said)


def _by_tie(sample: Sample, frame: pd.DataFrame, ties: Sequence[str]) -> list[pd.DataFrame]:
    """Return the runs told of each tie; NaN where an outcome is not measured of ties."""
    results = sample.results
    kept = results.manifest.measured(PARTNERSHIPS)
    measured = [name for name in sample.outcomes if name in kept]
    ends = results.read(PARTNERSHIPS, ["run", "partnership", *measured])
    of = ends["partnership"].astype(str)
    found = []
    for place, tie in enumerate(ties, start=1):
        mine = ends[of == tie].set_index("run")[measured].reindex(frame["run"])
        blank = pd.DataFrame(np.nan, frame.index, list(frame.columns))
        told = blank.assign(run=frame["run"], replicate=frame["replicate"], point=place)
        found.append(told.assign(**{name: mine[name].to_numpy() for name in measured}))
    return found
