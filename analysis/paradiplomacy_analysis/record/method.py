"""The method ``record``: which dated facts lie inside what the model says, and which do not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.matching.claims import numbers_of
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.intervals import of_shares
from paradiplomacy_results.record import Record
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.reading import Results
    from paradiplomacy_results.record import Bounded, Fact

INSIDE = 0.025
"""Share of runs in which a fact has to hold to lie inside the central 95 % of what runs do."""

SURE = 0.975
"""Share above which it holds in nearly every run, so that it hardly tests anything."""

FEW_RUNS = 100
"""With fewer, shares near the edge of the band are uncertain."""

COLUMNS = (
    "case", "fact", "begins", "ends", "what", "role", "predicted", "holds", "low", "high", "inside",
)  # fmt: skip


def is_of_cases(sample: Sample) -> bool:
    """Tell whether results are runs of one world that has a record, kept year by year."""
    results = sample.results
    single = results.manifest.points == 1
    return single and results.has("histories") and bool(record_in(results).facts)


def record_in(results: Results) -> Record:
    """Return the record of the scenario of some results; an empty one where it names none."""
    return results.manifest.analysis.record or Record()


def record(sample: Sample) -> Finding:
    """Say in which share of runs each dated fact of the record holds.

    Table ``facts``: case, fact, begins, ends, what, role, predicted (whether the case is kept out
    of the calibration), holds (share of runs), low and high (its 95 % interval), inside.
    A fact lies inside the model's band where it holds in at least 2.5 % of the runs; inputs,
    context and what lies outside the months of the runs have no share. Table ``together``: case,
    facts, holds (share of runs in which all facts of the case hold), low, high, inside. Raises
    :class:`UnfitError` where no case is among the ties, or the results have several points.
    """
    if not is_of_cases(sample):
        raise UnfitError(
            f"{sample.results.directory} is no run with a record and its histories: name one in "
            'its scenario, as in record = "my-record.toml", and run it again, which keeps its runs'
        )
    table, joint = facts(sample.results), together(sample.results)
    sentences = tuple(_sentences(table, joint))
    return Finding(
        method="record",
        question="Which dated facts of the cases lie inside what the model says of them?",
        tables={"facts": table, "together": joint},
        sentences=sentences,
        answer=sentences[0],
        doubts=tuple(_doubts(table, sample.replicates)),
    )


def facts(results: Results) -> pd.DataFrame:
    """Return a row for each fact of the cases that are there; see :func:`record`."""
    met, record = _met(results), record_in(results)
    rows = []
    for name, fact in record.facts.items():
        nothing = (math.nan, math.nan, math.nan)
        share = _share(met[name]) if name in met else nothing
        inside = share[0] >= INSIDE if name in met else None
        rows.append(
            (
                fact.case, name, fact.begins, fact.ends, fact.what, fact.role,
                record.cases[fact.case].predicted, *share, inside,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def together(results: Results) -> pd.DataFrame:
    """Return a row for each case: the share of runs in which all of its facts hold."""
    met, known = _met(results), record_in(results).facts
    rows = []
    for case in dict.fromkeys(known[name].case for name in met):
        mine = [held for name, held in met.items() if known[name].case == case]
        share = _share(np.logical_and.reduce(mine))
        rows.append((case, len(mine), *share, share[0] >= INSIDE))
    return pd.DataFrame(rows, columns=["case", "facts", "holds", "low", "high", "inside"])


def _met(results: Results) -> dict[str, NDArray[np.bool_]]:
    """Tell of each fact that is a test in which runs it holds."""
    record = record_in(results)
    claims = {
        name: record.claim_of(name) for name, fact in record.facts.items() if fact.role == "test"
    }
    judged = [name for name in claims if _in_span(record.facts[name], claims[name], results)]
    if not judged:
        return {}
    numbers = numbers_of(results, [claims[name] for name in judged])[0]
    return {name: claims[name].met(numbers[:, k]) for k, name in enumerate(judged)}


def _in_span(fact: Fact, claim: Bounded, results: Results) -> bool:
    """Tell whether a run lasts until a fact, and what it claims, is over, and begins before."""
    dates = [fact.ends, *(f"{term.at}-12" for term in claim.terms if term.at is not None)]
    months = [results.month_of(date) for date in dates]
    return results.month_of(fact.ends) >= 0 and max(months) < results.manifest.months


def _share(held: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the share of runs, and its interval."""
    low, high = of_shares(held.sum(), len(held))
    return float(held.mean()), float(low), float(high)


def _sentences(table: pd.DataFrame, joint: pd.DataFrame) -> Iterator[str]:
    tests = records(table[table["inside"].notna()])
    if not tests:
        yield "No dated fact lies within the months of the runs: there is nothing to judge."
        return
    inside = [row for row in tests if row["inside"]]
    yield (
        f"Of {many(len(tests), 'dated fact')} that are no inputs, {len(inside)} lie inside what "
        f"95 % of the runs do."
    )
    for row in sorted(tests, key=lambda row: row["holds"]):
        if row["inside"] and row["holds"] >= 0.5:
            continue
        where = "inside, but in a minority of runs" if row["inside"] else "outside"
        yield (
            f"{row['case']}, {_when(row)}: {row['what']}: {where} "
            f"({percent(row['holds'])} of runs)."
        )

    for row in sorted(records(joint), key=lambda row: row["holds"]):
        if row["facts"] > 1:
            yield (
                f"All {row['facts']} facts of {row['case']} hold together in "
                f"{percent(row['holds'])} of runs ({percent(row['low'])} to "
                f"{percent(row['high'])})."
            )


def _doubts(table: pd.DataFrame, runs: int) -> Iterator[str]:
    tests = table[table["inside"].notna()]
    beyond = int((table["role"] == "test").sum()) - len(tests)
    if beyond:
        yield f"{many(beyond, 'fact')} outside the months of the runs: not judged"
    if runs < FEW_RUNS:
        yield f"{many(runs, 'run')} only: shares near the edge of the band are uncertain"
    sure = int((tests["holds"] > SURE).sum())
    if sure:
        yield f"{many(sure, 'fact')} of {len(tests)} hold in nearly every run and test little"
    yield (
        "facts are few, coded by hand, and about whole years; sources tell what was done, and "
        "seldom what was not"
    )


def _when(row: dict[str, object]) -> str:
    same = row["begins"] == row["ends"]
    return str(row["begins"]) if same else f"{row['begins']} to {row['ends']}"
