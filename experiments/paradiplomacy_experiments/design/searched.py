"""The table ``[search]`` of a design: what of it does not fit the rest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.names import closest
from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.configuration.faults import Fault, dotted
from paradiplomacy_experiments.design.declarations import Search
from paradiplomacy_results.criteria import CriterionError, criterion
from paradiplomacy_results.layout import LEVERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy_experiments.design.declarations import DesignFile
    from paradiplomacy_experiments.design.factors import Factor
    from paradiplomacy_experiments.design.reading_factors import Locate

FEWEST = 12
"""Least population of a search that shares it out."""

MOST_OVER = 4
"""Most outcomes that are spread over: cells are a power of their number."""

AIMED = ("front",)
"""Algorithms that need an aim."""


def with_sampler(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a design in which a search without a sampler has one: a spread of its population.

    The search chooses its points itself; a sweep of the design has these.
    """
    search = table.get("search")
    if not isinstance(search, dict) or "sampler" in table or not _has_factors(table):
        return dict(table)
    population = search.get("population", Search.model_fields["population"].default)
    return {**table, "sampler": {"kind": "lhs", "points": population}}


def _has_factors(table: Mapping[str, Any]) -> bool:
    return bool(table.get("factors") or table.get("levers"))


def faults_of_search(
    file: DesignFile,
    factors: Sequence[Factor],
    known: Sequence[str],
    kept: Sequence[str],
    locate: Locate,
) -> Iterator[Fault]:
    """Yield what is wrong with what a search is after.

    ``known`` are all indicators, ``kept`` those of each run.
    """
    search = file.search or Search()

    def fault(kind: str, key: str, message: str, meant: Sequence[str] = (), of: str = "") -> Fault:
        path = ("search", key) if key else ("search",)
        origin = locate(path)
        near = closest(of, meant) if meant else None
        where = origin.file_name, origin.line
        return Fault(kind, dotted(path), message, *where, near, tuple(meant))

    for key in ("maximise", "minimise", "limits", "over"):
        texts = getattr(search, key)
        for text in dict.fromkeys(text for text in texts if texts.count(text) > 1):
            yield fault("duplicate_entry", key, f"names {text!r} twice")
        for text in texts:
            if key != "limits" and text.isidentifier():
                if text not in known:
                    yield fault("not_a_choice", key, f"{text!r} is no indicator", known, text)
                    continue
                names: Sequence[str] = (text,)
            else:
                try:
                    names = criterion(text, known).names
                except CriterionError as error:
                    yield fault("bad_expression", key, f"{text!r}: {error}")
                    continue
            for name in names:
                if name not in kept:
                    message = f"{name!r} is not among keep.indicators"
                    yield fault("bad_expression", key, message)
    for text in search.maximise:
        if text in search.minimise:
            yield fault("duplicate_entry", "minimise", f"{text!r} is to be maximised too")
    for text in search.limits:
        if text in (*search.maximise, *search.minimise):
            yield fault("duplicate_entry", "limits", f"{text!r} is an aim too: it cannot be both")
    if search.algorithm in AIMED and not search.maximise and not search.minimise:
        yield fault("empty", "", "has no aim: maximise or minimise something")
    yield from _faults_of_algorithm(search, fault)
    if file.design.until is not None:
        message = "compares points by equal luck: give design.replicates, not design.until"
        yield fault("bad_sampler", "", message)
    yield from _faults_of_each(file, search, factors, fault)


def _faults_of_algorithm(search: Search, fault: Any) -> Iterator[Fault]:
    aims = [*search.maximise, *search.minimise]
    if search.algorithm == "extremes" and len(aims) != 1:
        yield fault(
            "bad_expression", "", f"extremes are of one outcome, maximised or not: {len(aims)}"
        )
    if search.algorithm != "front" and search.population < FEWEST:
        message = f"is split by {search.algorithm}: give {FEWEST} or more"
        yield fault("out_of_bounds", "population", message)
    if search.algorithm != "spread":
        if search.over:
            yield fault("bad_expression", "over", f"is for spread, not for {search.algorithm}")
        return
    if len(aims) > 1:
        yield fault("bad_expression", "", "a cell keeps the best by one aim at most")
    if not 2 <= len(search.over) <= MOST_OVER:
        yield fault("bad_expression", "over", f"needs two outcomes to {MOST_OVER}")
    for text in search.over:
        if text in aims:
            yield fault("duplicate_entry", "over", f"{text!r} is an aim too: it cannot be both")
        if text in INDICATORS and not math.isfinite(INDICATORS[text].high - INDICATORS[text].low):
            message = f'{text} has no upper bound: give a share of runs, such as "{text} >= 1"'
            yield fault("bad_expression", "over", message)


def _faults_of_each(
    file: DesignFile, search: Search, factors: Sequence[Factor], fault: Any
) -> Iterator[Fault]:
    ranges = [each.name for each in factors if each.range is not None]
    for name in search.each:
        if name == LEVERS and file.levers:
            yield fault("bad_factor", "each", "levers are what is searched")
        elif name not in file.factors:
            yield fault("not_a_choice", "each", f"{name!r} is no factor", list(file.factors), name)
        elif name in ranges:
            yield fault("bad_factor", "each", f"{name} has a range: a search for each takes levels")
    if not file.levers and set(file.factors) <= set(search.each):
        yield fault("empty", "", "has nothing to choose: give levers, or factors beside each")
    for name, section in file.factors.items():
        own = (section.levels, section.low, section.high, section.distribution, section.steps)
        listed = section.alternatives or section.scenarios
        if not listed and all(each is None for each in own):
            yield fault("bad_factor", "", f"needs levels or a range of the factor {name}")
