"""A design as an objective of Optuna: factors are suggested, aims are means over replicates."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.adapters.evaluating import evaluate, known_outcomes, library, means
from paradiplomacy_experiments.design.factors import WHOLE
from paradiplomacy_experiments.design.limits import OptionsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_experiments.adapters.evaluating import Row
    from paradiplomacy_experiments.design.loading import Design

_LIMIT = re.compile(r"\s*(\w+)\s*(<=|>=)\s*([-+.\deE]+)\s*")


class Objective:
    """What ``study.optimize`` calls, or ``study.tell`` is told, for a trial."""

    def __init__(
        self,
        design: Design,
        aims: dict[str, str],
        limits: dict[str, tuple[str, int, float]],
        replicates: int | None,
    ) -> None:
        """Keep what is asked for; ``aims`` are directions by indicator."""
        self.design = design
        self.directions = list(aims.values())
        self._aims, self._limits, self._replicates = list(aims), limits, replicates

    def suggest(self, trial: Any) -> Row:
        """Return the point that a trial suggests, its parameters named as the factors are."""
        row: Row = {}
        for factor in self.design.points.factors:
            span = factor.range
            if span is None:
                labels = [factor.label(number) for number in range(len(factor.levels))]
                row[factor.name] = trial.suggest_categorical(factor.name, labels)
            else:
                low, high = span.ends()
                if factor.kind == WHOLE:
                    first, last = math.ceil(low), math.floor(high)
                    row[factor.name] = trial.suggest_int(factor.name, first, last)
                else:
                    row[factor.name] = trial.suggest_float(factor.name, low, high, log=span.log)
        return row

    def __call__(self, trial: Any) -> float | tuple[float, ...]:
        """Return the aims of the point that a trial suggests.

        By how much each limit is missed, 0 or less where it is met, becomes a constraint of the
        trial. A limit on what is undefined is missed.
        """
        wanted = dict.fromkeys([*self._aims, *(name for name, _, _ in self._limits.values())])
        runs = evaluate(self.design, [self.suggest(trial)], self._replicates)
        found = means(self.design, runs, list(wanted)).iloc[0]
        for text, (name, sign, bound) in self._limits.items():
            over = sign * (float(found[name]) - bound)
            trial.set_constraint(text, math.inf if math.isnan(over) else over)
        values = tuple(float(found[name]) for name in self._aims)
        return values[0] if len(values) == 1 else values


def as_objective(
    design: Design,
    maximise: Sequence[str] = (),
    minimise: Sequence[str] = (),
    *,
    limits: Sequence[str] = (),
    replicates: int | None = None,
) -> Objective:
    """Return a design as an objective of Optuna, of one aim or several.

    Args:
        design: What ``load_design`` gave.
        maximise: Indicators whose means are to be high.
        minimise: Indicators whose means are to be low; those to be high come first.
        limits: Limits on means, each as in ``"cost <= 400"``.
        replicates: Runs of each point; by default the design's. All points share their random
            numbers.

    Raises:
        OptionsError: Optuna is not installed, there is no aim, or a limit is none.
        UnknownNameError: The design keeps no such indicator.
    """
    library("optuna", "search")
    aims = dict.fromkeys(maximise, "maximize") | dict.fromkeys(minimise, "minimize")
    if not aims or len(aims) < len(maximise) + len(minimise):
        raise OptionsError("name what to maximise or to minimise, each indicator once")
    read = {text: _limit(text) for text in limits}
    known_outcomes(design, [*aims, *(name for name, _, _ in read.values())])
    return Objective(design, aims, read, replicates)


def _limit(text: str) -> tuple[str, int, float]:
    """Return the indicator of a limit, 1 where it is an upper one and -1 else, and the bound."""
    found = _LIMIT.fullmatch(text)
    try:
        if found is not None:
            return found[1], 1 if found[2] == "<=" else -1, float(found[3])
    except ValueError:
        pass
    raise OptionsError(f"{text!r} is no limit like 'cost <= 400'")
