"""How long programmes and ties last, who keeps them going, and what a change of mayor does.

Read off the events of the runs that recorded them, or, for ties alone, off what was seen of them
once a year. What becomes of it is estimated in
:mod:`~paradiplomacy_analysis.statistics.kaplan_meier` and
:mod:`~paradiplomacy_analysis.statistics.hazard`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, stacked
from paradiplomacy_analysis.statistics.hazard import (
    COVARIATES,
    LEFT,
    UndefinedError,
    cities_of,
    exposed_months,
    odds_of,
    with_entry,
)
from paradiplomacy_analysis.statistics.kaplan_meier import FEWEST_CLUSTERS, Spells, log_rank
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm
from paradiplomacy_analysis.statistics.spells import (
    COLUMNS,
    TIE,
    programmes,
    spells,
    ties,
    yearly_spells,
)
from paradiplomacy_analysis.statistics.survival_text import (
    ACTIVE,
    DORMANT,
    ENDS_OF_PROGRAMMES,
    HORIZON,
    UNBROKEN,
    UNDER_WAY,
    answer,
    by_group,
    ends_sentence,
    median_difference,
    sentence,
)
from paradiplomacy_analysis.statistics.waiting import incidence
from paradiplomacy_analysis.wording import p_value
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.reading import Results

__all__ = ["ACTIVE", "DORMANT", "HORIZON", "UNBROKEN", "UNDER_WAY", "followed", "survival"]

MOST_FACTORS = 2
"""Factors of a design by whose levels curves are drawn, in the order of the design."""

MOST_LEVELS = 8
"""Most levels of such a factor."""

FEW_CLUSTERS = 30
"""With fewer, intervals by clusters are known to be too narrow."""


@dataclass
class _Notes:
    """Collect what is found."""

    curves: list[pd.DataFrame] = field(default_factory=list)
    medians: list[dict[str, Any]] = field(default_factory=list)
    tests: list[dict[str, Any]] = field(default_factory=list)
    hazard: list[dict[str, Any]] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    about_hazard: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    ends: pd.DataFrame = field(default_factory=pd.DataFrame)


def survival(sample: Sample) -> Finding:
    """Estimate how long programmes run, and ties stay active and dormant.

    Tables: ``curves`` (what, group, month, at_risk, ended, survival, low, high),
    ``medians`` (spells, ended, median and share that lasts 60 months, with bootstrap intervals),
    ``tests`` (log-rank between the levels of the first two factors and between who leads: the
    largest difference of medians in months; p by spells, by independent runs, the latter after Holm
    too), ``hazard`` (odds ratios of becoming dormant after a change of mayor) and, where events
    were recorded, ``ends`` (the shares of programmes completed and broken off, which compete, by
    month). ``months`` are those of spells. Raises :class:`UnfitError` where neither events nor
    yearly histories were recorded. The answer is how long ties stay active, or else programmes
    under way.
    """
    notes = _Notes()
    whole, unit = _recorded(sample, notes)
    for what, rows in whole.groupby("what", sort=False):
        _estimate(str(what), rows, _groupings(sample, notes), notes)
    _adjust(notes, unit)
    _doubt(whole, unit, sample.results.manifest.constants.dormant_after, notes)
    return Finding(
        method="survival",
        question="How long do programmes and ties last, and does a change of mayor end ties?",
        tables={
            "curves": stacked(notes.curves),
            "medians": pd.DataFrame(notes.medians),
            "tests": pd.DataFrame(notes.tests, columns=_TESTS),
            "hazard": pd.DataFrame(notes.hazard, columns=_HAZARD),
            **({"ends": notes.ends} if len(notes.ends) else {}),
        },
        sentences=(*notes.sentences, *notes.about_hazard),
        answer=answer(notes.sentences),
        doubts=tuple(dict.fromkeys(notes.doubts)),
    )


_TESTS = [
    "what", "groups", "median_difference", "statistic", "degrees", "p", "p_clustered", "p_holm"
]  # fmt: skip
_HAZARD = [
    "term", "odds_ratio", "low", "high", "months", "events", "monthly_rate", "monthly_base", "p"
]  # fmt: skip


def followed(sample: Sample) -> bool:
    """Tell whether the runs recorded events, or looked at ties once a year."""
    return sample.results.has("events") or _looked_at(sample.results)


def _looked_at(results: Results) -> bool:
    looked = "dormant_share" in results.manifest.layout.indicators
    return looked and results.has("histories") and results.rows("histories") > 0


def _recorded(sample: Sample, notes: _Notes) -> tuple[pd.DataFrame, str]:
    """Return all spells with their factors and clusters, and what a cluster is."""
    results, runs = sample.results, sample.runs["run"].tolist()
    if not followed(sample):
        raise UnfitError(
            f"{results.directory} holds neither events nor yearly dormant_share of ties: run with "
            '--events, or sweep with tables = ["events"] and events = "all" under [keep]'
        )
    clusters, unit = _clusters(sample)
    parts = []
    partial = True
    if results.has("events"):
        events = results.read("events", list(COLUMNS))
        if results.manifest.events != "all":
            runs = sorted(set(runs) & set(events["run"].unique()))
        partial = len(runs) < len(sample.runs)
        started = programmes(events, results.manifest.months)
        _competing(started.merge(clusters, on="run"), notes)
        parts.append(_of_programmes(started))
        if partial:
            notes.doubts.append(
                f"events were recorded in {len(runs):,} of {many(len(sample.runs), 'run')}: "
                "programmes are those of these runs"
            )
    if partial and _looked_at(results):
        seen = results.read("histories", [*TIE, "month", "dormant_share"])
        parts.append(_of_ties(yearly_spells(seen)))
        notes.doubts += [
            "ties were looked at once a year: shorter spells are missed, months are rounded up",
            "the hazard of dormancy is undefined because the events of all runs were not recorded",
        ]
    else:
        there = ties(results, events, runs)
        dormant_after = results.manifest.constants.dormant_after
        found = spells(events, there, results.manifest.months, dormant_after)
        parts.append(_of_ties(found))
        _hazard(sample, events, found.merge(clusters, on="run"), there, notes)
    whole = stacked(parts)
    if not len(whole):
        raise UnfitError(f"{results.directory} holds no programmes and no ties")
    return whole.merge(clusters, on="run"), unit


def _clusters(sample: Sample) -> tuple[pd.DataFrame, str]:
    """Return runs with their factors and clusters, and what a cluster is.

    All points of a replicate share its luck; where there is one replicate, runs stand alone.
    """
    unit = "replicate" if sample.replicates > 1 else "run"
    names = [factor.name for factor in sample.factors]
    runs = sample.runs[["run", *names]].assign(cluster=sample.runs[unit])
    return runs, unit


def _of_programmes(found: pd.DataFrame) -> pd.DataFrame:
    """Return each programme twice: until any end, and until it is broken off."""
    broken = found["end"] == "broken_off"
    columns = ["run", "lead", "months"]
    return pd.concat(
        [
            found[columns].assign(what=UNDER_WAY, ended=found["end"].notna()),
            found[columns].assign(what=UNBROKEN, ended=broken),
        ]
    )


def _competing(started: pd.DataFrame, notes: _Notes) -> None:
    """Estimate which programmes are completed and which broken off: one end rules out the other."""
    if not len(started):
        return
    rows = started.assign(run=started["cluster"], ending=started["end"].fillna("open"), files=1)
    notes.ends = incidence(rows, ENDS_OF_PROGRAMMES)
    notes.sentences.append(ends_sentence(len(rows), notes.ends))


def _of_ties(found: pd.DataFrame) -> pd.DataFrame:
    what = np.where(found["dormant"], DORMANT, ACTIVE)
    return found[["run", "lead", "months", "ended"]].assign(what=what)


def _groupings(sample: Sample, notes: _Notes) -> list[str]:
    """Return the columns by which spells are compared."""
    usable = [
        factor.name
        for factor in sample.factors
        if not factor.is_range and 2 <= len(factor.levels) <= MOST_LEVELS
    ]
    left_out = [
        factor.name for factor in sample.factors if factor.name not in usable[:MOST_FACTORS]
    ]
    if left_out:
        notes.doubts.append(
            f"not compared: levels of {', '.join(left_out)}; curves are by the first "
            f"{MOST_FACTORS} factors with at most {MOST_LEVELS} levels"
        )
    return [*usable[:MOST_FACTORS], "lead"]


def _estimate(what: str, rows: pd.DataFrame, groupings: list[str], notes: _Notes) -> None:
    """Estimate the curves of one kind of spell, and compare them."""
    for group, part in _groups(rows, groupings):
        counted = Spells(
            part["months"].to_numpy(dtype=np.int64),
            part["ended"].to_numpy(dtype=bool),
            part["cluster"].to_numpy(),
        )
        notes.curves.append(
            counted.curve().assign(what=what, group=group)[
                ["what", "group", "month", "at_risk", "ended", "survival", "low", "high"]
            ]
        )
        median, lasting = counted.median(), counted.survival_at(HORIZON)
        row = {
            "what": what,
            "group": group,
            "spells": len(part),
            "ended": int(part["ended"].sum()),
            "clusters": counted.clusters,
            "median_months": median.value if math.isfinite(median.value) else math.nan,
            "median_low": median.low if math.isfinite(median.low) else math.nan,
            "median_high": median.high if math.isfinite(median.high) else math.nan,
            f"survival_{HORIZON}": lasting.value,
            f"survival_{HORIZON}_low": lasting.low,
            f"survival_{HORIZON}_high": lasting.high,
        }
        notes.medians.append(row)
        if group == "all":
            notes.sentences.append(sentence(what, row, median.high))
    for name in groupings:
        known = rows[rows[name].notna()]
        if known[name].nunique() < 2 or not known["ended"].any():
            continue
        test = log_rank(
            known["months"].to_numpy(dtype=np.int64),
            known["ended"].to_numpy(dtype=bool),
            known[name].astype(str).to_numpy(),
            known["cluster"].to_numpy(),
        )
        notes.tests.append(
            {
                "what": what,
                "groups": name,
                "median_difference": median_difference(notes.medians, what, name),
                "statistic": test.statistic,
                "degrees": test.degrees,
                "p": test.p,
                "p_clustered": test.p_clustered,
            }
        )


def _groups(rows: pd.DataFrame, groupings: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "all", rows
    for name in groupings:
        for level, part in rows.groupby(name, observed=True):
            yield f"{name} = {level}", part


def _hazard(
    sample: Sample, events: pd.DataFrame, found: pd.DataFrame, there: pd.DataFrame, notes: _Notes
) -> None:
    """Estimate what changes of mayors do to the odds of becoming dormant."""
    active = with_entry(found[~found["dormant"]], there)
    listed = sample.results.config["partnerships"]
    cities = cities_of(
        active["partnership"], {name: [*tie["cities"]] for name, tie in listed.items()}
    )
    dormant_after = sample.results.manifest.constants.dormant_after
    exposed = exposed_months(active, events[events["kind"].isin(LEFT)], cities, dormant_after)
    exposed = exposed.merge(found[["run", "cluster"]].drop_duplicates(), on="run")
    windows = {
        "recent": ("within the last 12 months", COVARIATES),
        "earlier": ("13 to 24 months ago", ("recent", *COVARIATES)),
    }
    for term, (when, others) in windows.items():
        try:
            odds = odds_of(exposed, term, others)
        except UndefinedError as error:
            notes.doubts.append(
                f"the odds of becoming dormant where a mayor changed {when} are undefined because "
                f"{error}"
            )
            continue
        notes.hazard.append(
            dict(
                zip(
                    _HAZARD,
                    (
                        f"a mayor changed {when}", odds.ratio, odds.low, odds.high, odds.months,
                        odds.events, odds.rate, odds.base, odds.p,
                    ),
                    strict=True,
                )
            )
        )  # fmt: skip
        verdict = (
            "raise" if odds.low > 1.0 else "lower" if odds.high < 1.0 else "are not seen to change"
        )
        notes.about_hazard.append(
            f"Changes of mayor {when} {verdict} the odds that an active tie becomes dormant in a "
            f"month: odds ratio {odds.ratio:.2f} (95 % interval {odds.low:.2f} to "
            f"{odds.high:.2f}; {odds.events:,} ties became dormant in {odds.months:,} months), the "
            "age of the tie being equal."
        )


def _adjust(notes: _Notes, unit: str) -> None:
    """Adjust the p of all tests for their number, and say which differences they show."""
    for test, p in zip(notes.tests, holm([t["p_clustered"] for t in notes.tests]), strict=True):
        test["p_holm"] = p
        if p < SIGNIFICANCE:
            groups = "who leads" if test["groups"] == "lead" else test["groups"]
            told = by_group(notes.medians, test["what"], test["groups"])
            notes.sentences.append(
                f"How long {test['what']} last differs by {groups}: {told} "
                f"(log-rank statistic {test['statistic']:.1f}, {p_value(p)} with {unit}s as units, "
                f"after Holm's correction for {len(notes.tests)} tests)."
            )
    if notes.tests and not any(test["p_holm"] < SIGNIFICANCE for test in notes.tests):
        notes.sentences.append("No group is seen to last longer than another.")


def _doubt(whole: pd.DataFrame, unit: str, dormant_after: int, notes: _Notes) -> None:
    """Say what to beware of."""
    clusters = whole["cluster"].nunique()
    shared = "all points of a replicate" if unit == "replicate" else "all spells of a run"
    notes.doubts.append(
        f"{shared} share their luck, so that {unit}s ({clusters:,}), not spells, are independent: "
        "all intervals, bands and p_clustered allow for that, but p takes spells as independent "
        "and is too sure"
    )
    if clusters < FEWEST_CLUSTERS:
        notes.doubts.append(
            f"intervals and p_clustered are undefined because {clusters} {unit}s are too few"
        )
    elif clusters < FEW_CLUSTERS:
        notes.doubts.append(f"with {clusters} {unit}s intervals are rather too narrow")
    if any(test["groups"] == "lead" for test in notes.tests):
        notes.doubts.append(
            "who leads was not drawn by lot: spells led by cities and by NGOs differ in more, and "
            "their difference is no effect of who leads"
        )
    if UNBROKEN in set(whole["what"]):
        notes.doubts.append(
            "programmes not broken off are censored at their completion, which is planned: the "
            "curve is that of programmes of any length that are still due to run"
        )
    if notes.hazard:
        notes.doubts.append(
            f"a tie counts as dormant only {dormant_after} months after its last delivery: a "
            "change of mayor within those came after it and can only have kept the next one away"
        )
