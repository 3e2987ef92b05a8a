"""A design as a model of the EMA workbench, of version 2.5 or 3."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.adapters.evaluating import (
    evaluated,
    known_outcomes,
    library,
    means,
)
from paradiplomacy_experiments.design.factors import WHOLE
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_results.layout import LEVERS, RUNS, SERIES
from paradiplomacy_results.names import check_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from paradiplomacy_experiments.design.factors import Factor
    from paradiplomacy_experiments.design.loading import Design


def as_ema_model(
    design: Design,
    outcomes: Sequence[str] = (),
    *,
    levers: Sequence[str] = (LEVERS,),
    series: Sequence[str] = (),
    replicates: int | None = None,
) -> Any:
    """Return a design as a ``Model`` of the EMA workbench, evaluated on the engine of a sweep.

    An outcome is the mean over the replicates of a point, NaN where none is defined. All points
    share their random numbers, so that two policies differ by what they do.

    Args:
        design: What ``load_design`` gave.
        outcomes: Indicators; by default those of the design.
        levers: Factors that a policy sets; by default the factor of levers. All others are
            uncertainties.
        series: Indicators that are time series, called ``series_NAME``, in the months kept.
        replicates: Runs of each point; by default the design's.

    Raises:
        OptionsError: The workbench is not installed, or a factor is drawn by weights, which the
            workbench has not.
        UnknownNameError: There is no such factor or indicator.
    """
    ema = library("ema_workbench", "analysis")
    factors = {factor.name: factor for factor in design.points.factors}
    check_names("factor", [name for name in levers if name != LEVERS], factors, design.name)
    wanted = known_outcomes(design, outcomes)
    told = known_outcomes(design, series, SERIES) if series else ()
    tables = (RUNS, SERIES) if told else (RUNS,)

    def function(**row: Any) -> dict[str, Any]:
        frames = evaluated(design, [row], replicates, tables=tables)
        found: dict[str, Any] = dict(means(design, frames[RUNS], wanted).iloc[0])
        if told:
            months = frames[SERIES].groupby("month")[list(told)].mean()
            found |= {f"series_{name}": months[name].to_numpy() for name in told}
        return found

    model = ema.Model(re.sub(r"[^A-Za-z0-9]", "", design.name) or "design", function=function)
    single = [each for each in factors.values() if not each.range and len(each.levels) == 1]
    varied = [each for each in factors.values() if each not in single]
    model.constants = [ema.Constant(each.name, each.label(0)) for each in single]
    model.uncertainties = [_parameter(ema, each) for each in varied if each.name not in levers]
    model.levers = [_parameter(ema, each) for each in varied if each.name in levers]
    model.outcomes = [
        *(ema.ScalarOutcome(name) for name in wanted),
        *(ema.TimeSeriesOutcome(f"series_{name}") for name in told),
    ]
    return model


def _parameter(ema: ModuleType, factor: Factor) -> Any:
    """Return a factor as a parameter that is drawn as the factor is."""
    if factor.weights:
        raise OptionsError(f"{factor.name}: the EMA workbench draws no level by its weight")
    span = factor.range
    if span is None:
        labels = [factor.label(number) for number in range(len(factor.levels))]
        return ema.CategoricalParameter(factor.name, labels)
    if span.distribution is None and factor.kind == WHOLE:
        return ema.IntegerParameter(factor.name, math.ceil(span.low), math.floor(span.high))
    if span.distribution is None and not span.log:
        return ema.RealParameter(factor.name, span.low, span.high)
    kind = ema.IntegerParameter if factor.kind == WHOLE else ema.RealParameter
    return kind.from_dist(factor.name, _drawn(factor))


def _drawn(factor: Factor) -> Any:
    """Return a distribution of scipy with the inverse distribution function of a factor."""
    from scipy import stats

    def _ppf(_: Any, places: Any) -> Any:
        shape = np.shape(places)
        return factor.column(np.atleast_1d(places).ravel().astype(float)).reshape(shape)

    base = stats.rv_discrete if factor.kind == WHOLE else stats.rv_continuous
    low, high = factor.column(np.array([0.0, 1.0]))
    made = type("Drawn", (base,), {"_ppf": _ppf})
    return made(a=low, b=high, name="drawn")()
