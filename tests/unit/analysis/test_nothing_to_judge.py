"""A verdict needs something to be over: no run, one run, one value, none defined, no success.

Every method of analysis then says what it cannot say, or says of what it judges; it neither breaks
nor finds everything in order.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_analysis import load, report
from paradiplomacy_analysis.figures import FIGURES, drawings
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.inspection.health import diagnose, verdict
from paradiplomacy_experiments.inspection.points_summary import summarise_points
from paradiplomacy_experiments.inspection.summary import summarise
from paradiplomacy_results.errors import ResultsError
from tests.support.designs import HEAD, made
from tests.support.drawn import COARSE
from tests.support.fake_engine import FakeEngine, run, use
from tests.support.planted import LEVELS, RANGES

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_analysis.finding import Finding

TABLES = """
[keep]
tables = ["runs", "series", "partnerships", "histories", "waits", "events"]
events = "all"
"""
WISHES = '[analysis]\nsuccess = "trust >= 10"\noutcomes = ["trust", "cost"]\n'
DESIGNS = {
    "no factor": TABLES + WISHES,
    "levels": LEVELS + TABLES + WISHES,
    "saltelli": RANGES + '[sampler]\nkind = "saltelli"\nbase = 4\n' + TABLES + WISHES,
    "morris": RANGES + '[sampler]\nkind = "morris"\ntrajectories = 2\n' + TABLES + WISHES,
    "lhs": RANGES + '[sampler]\nkind = "lhs"\npoints = 30\n' + TABLES + WISHES,
}
PICTURED = (("levels", "undefined"),)
"""The case of which the report holds its figures: some are drawn, others refused."""

FILLED = {"constant": 0.5, "undefined": math.nan, "no success": 1.0, "all success": 20.0}


class Filled(FakeEngine):
    """Give every indicator of every run one value."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def run_batch(self, config: WorldConfig, **settings: Any) -> Any:
        batch = super().run_batch(config, **settings)
        for values in (batch.run_values, batch.series, batch.partnership_values):
            for column in values.values():
                column[:] = self.value
        return batch


class Fails(FakeEngine):
    """Fail in every run."""

    def run_batch(self, config: WorldConfig, **settings: Any) -> Any:
        raise ValueError("no such luck")


VALUES = (*FILLED, "one replicate", "none succeeded")
CASES = [
    pytest.param((design, value), marks=[pytest.mark.slow] if design != "levels" else [])
    for design in DESIGNS
    for value in VALUES
    # Success is counted in boxes, and drawn of levels; to all others it is one more constant.
    if design in ("levels", "lhs") or "success" not in value
]
"""Designs by name, and what their runs give."""


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    return found


@pytest.fixture(scope="module")
def degenerate(case: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return results of a design over which little or nothing can be said."""
    folder = tmp_path_factory.mktemp("degenerate")
    engines = {"one replicate": FakeEngine(), "none succeeded": Fails()}
    design, value = case
    engine = engines.get(value) or Filled(FILLED[value])
    head = HEAD.replace("replicates = 4", "replicates = 1") if engine in engines.values() else HEAD
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(engine, monkeypatch)
        run_design(made(folder, DESIGNS[design], head=head), out=folder / "out", chunk_runs=10_000)
    return folder / "out"


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Let through a refusal that says in one line why."""
    refusal = ""
    try:
        yield
    except ResultsError as error:
        refusal = str(error)
    assert "\n" not in refusal


@pytest.fixture(scope="module")
def told(degenerate: Path) -> dict[str, Finding | ResultsError]:
    """Return what each method finds there, or its refusal."""
    try:
        sample = sample_of(load(degenerate))
    except ResultsError as error:
        return dict.fromkeys(METHODS, error)
    found: dict[str, Finding | ResultsError] = {}
    for name, method in METHODS.items():
        try:
            found[name] = method.find(sample)
        except ResultsError as error:
            found[name] = error
    return found


def test_every_method_says_something_or_why_not(told: dict[str, Finding | ResultsError]) -> None:
    for method, finding in told.items():
        if isinstance(finding, ResultsError):
            assert "\n" not in str(finding), method
            continue
        assert finding.sentences or finding.doubts, method
        finding.as_json()


def figures_of(design: str, value: str, found: Container[str]) -> list[str]:
    """Return the figures that have something of their own to say of a design and a value.

    Those that look at runs, however their points were chosen, are drawn of one world, and once of
    a design. Those of a method that refused have said so with it.
    """
    of_runs = design == "no factor" or (design, value) in PICTURED
    return [
        name for name, spec in FIGURES.items() if of_runs or spec.method in found or name in VIEWS
    ]


@pytest.mark.slow
def test_every_figure_is_drawn_or_says_why_not(
    degenerate: Path, case: tuple[str, str], told: dict[str, Finding | ResultsError]
) -> None:
    results = load(degenerate)
    findings = {name: each for name, each in told.items() if not isinstance(each, ResultsError)}
    for name in figures_of(*case, findings):
        with told_in_one_line():
            for _, figure in drawings(results, names=[name], findings=findings):
                figure.draw_without_rendering()


@pytest.mark.slow
def test_a_report_is_made_or_says_why_not(
    degenerate: Path,
    case: tuple[str, str],
    told: dict[str, Finding | ResultsError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report, "DPI", COARSE)
    if case not in PICTURED:  # its findings and figures are those of the tests above
        monkeypatch.setattr(report, "applied", lambda method, _: found_in(told, method))
        monkeypatch.setattr(report, "_pictures", lambda *arguments: iter(()))
    with told_in_one_line():
        assert report.html(load(degenerate))


def found_in(told: dict[str, Finding | ResultsError], method: str) -> Finding:
    """Return what a method has found, or raise its refusal."""
    finding = told[method]
    if isinstance(finding, ResultsError):
        raise finding
    return finding


def test_points_are_summarised_all_the_same(degenerate: Path) -> None:
    summarise_points(degenerate).as_json()
    summarise(degenerate).as_json()


@pytest.mark.slow
def test_where_no_run_succeeded_there_is_nothing_to_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Fails(), monkeypatch)
    run(tmp_path / "out")
    assert verdict(diagnose(tmp_path / "out")) == "nothing to judge: no check has a value"
