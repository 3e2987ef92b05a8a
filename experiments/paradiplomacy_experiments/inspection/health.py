"""The health of a scenario's runs: is anything dead, stuck at a bound, or running away?

A check compares one number, taken over all runs, with the range in which a living model lies, and
names the configuration keys that matter most for it. The ranges are wide on purpose: they tell a
world in which nothing can happen from one in which something does, not a good parameter from a bad
one. A number that the scenario does not define (no central desk, no tie) is not judged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

NEAR = 0.05
"""Distance from 0 or 1 within which a stock counts as stuck at a bound."""

STOCKS = (
    "commitment",
    "contact",
    "perception",
    "bilateral",
    "participation",
    "vertical_coordination",
    "horizontal_coordination",
    "recognition",
)
"""Stocks of which none may be stuck at a bound in most runs; trust is judged tie by tie."""


class Column:
    """What checks ask of a column of numbers that comes in piece by piece; NaN is left out."""

    def __init__(self) -> None:
        from paradiplomacy_experiments.moments import Moments

        self._moments = Moments(1)
        self._inside = 0
        self._mostly = 0

    def add(self, values: NDArray[np.float64]) -> None:
        """Take in a piece, shape (values,)."""
        self._moments.add(values[:, None])
        self._inside += int(((values > NEAR) & (values < 1.0 - NEAR)).sum())
        self._mostly += int((values > 0.5).sum())

    @property
    def _count(self) -> float:
        return float(self._moments.count[0, 0])

    @property
    def mean(self) -> float:
        """Return the mean, NaN where nothing is defined, as for all that follow."""
        return float(self._moments.mean[0, 0])

    @property
    def deviation(self) -> float:
        """Return the standard deviation."""
        return math.sqrt(_ratio(float(self._moments.deviations[0, 0]), self._count))

    @property
    def inside(self) -> float:
        """Return the share that lies within 0 and 1 and near neither."""
        return _ratio(self._inside, self._count)

    @property
    def mostly(self) -> float:
        """Return the share that lies above one half."""
        return _ratio(self._mostly, self._count)


@dataclass(frozen=True)
class Material:
    """What checks look at: columns of the runs and of the ties, and the size of the world."""

    runs: dict[str, Column]
    ties: dict[str, Column]
    years: float
    cities: int
    tie_count: int


@dataclass(frozen=True)
class Check:
    """One check: what it asks, the range of health, what matters for it."""

    name: str
    question: str
    low: float
    high: float
    keys: tuple[str, ...]
    measure: Callable[[Material], float]


@dataclass(frozen=True)
class Finding:
    """What a check found; ``value`` is None where it is not defined."""

    check: Check
    value: float | None

    @property
    def verdict(self) -> str:
        """Say healthy, low, high, or not defined."""
        if self.value is None:
            return "not defined"
        if self.value < self.check.low:
            return "low"
        return "high" if self.value > self.check.high else "healthy"

    def as_json(self) -> dict[str, Any]:
        """Return plain data for a JSON document."""
        return {
            "check": self.check.name,
            "value": self.value,
            "low": self.check.low,
            "high": self.check.high,
            "verdict": self.verdict,
        }


def out_of_range(findings: Sequence[Finding]) -> list[str]:
    """Return the names of the checks whose value is out of the range of health."""
    return [finding.check.name for finding in findings if finding.verdict in ("low", "high")]


def verdict(findings: Sequence[Finding]) -> str:
    """Say in one line which checks are out of range, if any."""
    ill = out_of_range(findings)
    undefined = [finding.check.name for finding in findings if finding.value is None]
    if len(undefined) == len(findings):
        return "nothing to judge: no check has a value"
    if ill:
        return f"out of range: {', '.join(ill)}"
    rest = f" but for what is not defined: {', '.join(undefined)}" if undefined else ""
    return f"all within range{rest}"


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0.0 else math.nan


def _stuck(material: Material) -> float:
    """Return the number of stocks that lie at a bound in more than half of the runs."""
    return float(sum(material.runs[name].inside < 0.5 for name in STOCKS))


CHECKS: tuple[Check, ...] = (
    Check(
        "trust_inside",
        "share of ties whose trust lies between 0.05 and 0.95",
        0.7,
        1.0,
        ("trust.forgetting", "trust.prior_weight", "trust.negativity", "delivery.scale"),
        lambda m: m.ties["trust"].inside,
    ),
    Check(
        "trust_differs",
        "standard deviation of trust over ties and runs",
        0.05,
        0.4,
        ("delivery.scale", "trust.social_share", "trust.aspiration_rate", "delivery.substitution"),
        lambda m: m.ties["trust"].deviation,
    ),
    Check(
        "stuck_stocks",
        f"stocks at a bound in most runs, of {len(STOCKS)}",
        0.0,
        0.0,
        (
            "leadership.commitment_gain",
            "coordination.decay",
            "participation.threshold_spread",
            "bilateral.persistence",
        ),
        _stuck,
    ),
    Check(
        "promises_kept",
        "milestones delivered / promised",
        0.15,
        0.95,
        ("delivery.scale", "delivery.floor", "initiation.quality_mean", "learning.repair"),
        lambda m: m.runs["realised_ratio"].mean,
    ),
    Check(
        "queue_length",
        "dossiers waiting at a central desk, others' included",
        0.1,
        50.0,
        (
            "regimes.*.stages.*.service_rate",
            "regimes.*.stages.*.background_load",
            "countries.*.reviewers",
            "gate.patience",
        ),
        lambda m: m.runs["backlog"].mean,
    ),
    Check(
        "opportunities_lost",
        "dossiers lost and programmes never funded / programmes started",
        0.0,
        1.0,
        ("gate.patience", "regimes.*.stages.*.threshold", "regimes.*.stages.*.slope"),
        lambda m: _ratio(
            m.runs["lost_opportunities"].mean * m.tie_count, m.runs["programmes_started"].mean
        ),
    ),
    Check(
        "programmes_start",
        "programmes started per tie and year",
        0.1,
        6.0,
        ("initiation.intercept", "initiation.leader", "initiation.ngo_rate"),
        lambda m: _ratio(m.runs["programmes_started"].mean, m.tie_count * m.years),
    ),
    Check(
        "programmes_end",
        "programmes completed / started",
        0.5,
        1.0,
        ("programme.duration", "carrying.exit"),
        lambda m: _ratio(m.runs["programmes_completed"].mean, m.runs["programmes_started"].mean),
    ),
    Check(
        "programmes_repaired",
        "repairs per programme started",
        0.02,
        3.0,
        ("cities.*.monitoring", "learning.target", "learning.interval", "learning.noise"),
        lambda m: _ratio(m.runs["repairs"].mean, m.runs["programmes_started"].mean),
    ),
    Check(
        "ngos_come",
        "ties that an NGO took up, per ten cities and ten years",
        0.3,
        60.0,
        ("carrying.entry", "cities.*.identity_salience"),
        lambda m: m.runs["ngo_entries"].mean / m.cities / m.years * 100.0,
    ),
    Check(
        "ngos_go",
        "NGOs that gave up, per ten cities and ten years",
        0.1,
        60.0,
        ("carrying.exit", "carrying.disappointment", "carrying.insolvency"),
        lambda m: m.runs["ngo_exits"].mean / m.cities / m.years * 100.0,
    ),
    Check(
        "mayors_change",
        "changes of mayor per city and year",
        0.08,
        0.6,
        ("leadership.re_election", "leadership.early_exit", "countries.*.term_months"),
        lambda m: m.runs["mayors_changed"].mean / m.cities / m.years,
    ),
    Check(
        "norm_spreads",
        "share of runs in which most cities hold the norm in the end",
        0.05,
        0.95,
        ("norms.threshold_mean", "norms.broadcast", "leadership.entrepreneur_share"),
        lambda m: m.runs["norm_adopted"].mostly,
    ),
)
"""Every check, in the order of the table."""


def diagnose(directory: Path) -> list[Finding]:
    """Return what each check finds in the finished results of one scenario.

    Raises the errors of :mod:`~paradiplomacy_results.errors`.
    """
    from paradiplomacy_results.layout import PARTNERSHIPS, RUNS
    from paradiplomacy_results.reading import load

    results = load(directory)
    manifest = results.manifest
    runs = {name: Column() for name in manifest.measured(RUNS)}
    ties = {"trust": Column()}
    counted = [
        _take_in(results.pieces(table, list(columns)), columns)
        for table, columns in ((RUNS, runs), (PARTNERSHIPS, ties))
    ]
    material = Material(
        runs,
        ties,
        years=manifest.months / 12.0,
        cities=manifest.entities["cities"],
        tie_count=max(round(counted[1] / max(counted[0], 1)), 1),
    )
    return [_found(check, material) for check in CHECKS]


def _found(check: Check, material: Material) -> Finding:
    value = check.measure(material)
    return Finding(check, None if math.isnan(value) else value)


def _take_in(pieces: Iterable[pa.Table], columns: Mapping[str, Column]) -> int:
    """Let each column take in what the pieces of a table hold of it; return the number of rows."""
    rows = 0
    for piece in pieces:
        rows += len(piece)
        for name, column in columns.items():
            column.add(piece[name].to_numpy())
    return rows


def checks_that_depend_on(key: str) -> list[str]:
    """Return the names of the checks for which a declared key matters."""
    return [check.name for check in CHECKS if key in check.keys]


def explained(name: str = "") -> list[str]:
    """Return lines that explain a check, or list all checks where ``name`` is empty.

    Raises ``KeyError`` for a name that is none.
    """
    if name:
        check = {check.name: check for check in CHECKS}[name]
        return [
            f"health.{check.name}",
            f"  {check.question}",
            f"  healthy  {check.low:g} to {check.high:g}",
            "  what matters for it:",
            *(f"    {key}" for key in check.keys),
        ]
    width = max(len(check.name) for check in CHECKS)
    return [
        "health: what `run` checks to tell a living world from a dead, stuck or exploding one",
        *(f"  health.{check.name:{width}}  {check.question}" for check in CHECKS),
    ]
