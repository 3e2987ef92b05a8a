"""Health: what `run` checks to tell a living world from a dead, stuck or exploding one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from paradiplomacy.indicators import INDICATORS
from paradiplomacy_cli.text.summary import report
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.inspection import health
from paradiplomacy_experiments.inspection.summary import summarise
from tests.support import fake_engine
from tests.support.command_line import call

CHECKS = {check.name: check for check in health.CHECKS}


def material(**changes):
    """Return what a healthy world of ten cities and eight ties gives in 100 runs of 20 years."""
    rng = np.random.default_rng(1)
    runs = {name: rng.uniform(0.3, 0.7, 100) for name in INDICATORS}
    runs |= {
        "programmes_started": np.full(100, 160.0),
        "programmes_completed": np.full(100, 150.0),
        "repairs": np.full(100, 80.0),
        "ngo_entries": np.full(100, 12.0),
        "ngo_exits": np.full(100, 8.0),
        "mayors_changed": np.full(100, 40.0),
        "backlog": np.full(100, 1.0),
        "norm_adopted": np.repeat([0.0, 1.0], 50),
    }
    ties = {"trust": rng.uniform(0.1, 0.9, 800)}
    runs |= {name: values for name, values in changes.items() if name in runs}
    ties |= {"trust": changes["tie_trust"]} if "tie_trust" in changes else {}
    return health.Material(
        {name: column(values) for name, values in runs.items()},
        {name: column(values) for name, values in ties.items()},
        years=20.0,
        cities=10,
        tie_count=8,
    )


def column(values, pieces=1):
    """Return what a column keeps of values that come in so many pieces."""
    taken = health.Column()
    for piece in np.array_split(values, pieces):
        taken.add(piece)
    return taken


def verdicts(**changes):
    found = {check.name: check.measure(material(**changes)) for check in health.CHECKS}
    return {
        name: health.Finding(CHECKS[name], None if np.isnan(value) else value).verdict
        for name, value in found.items()
    }


def test_a_living_world_is_healthy():
    assert set(verdicts().values()) == {"healthy"}


@pytest.mark.parametrize(
    ("changes", "name", "verdict"),
    [
        ({"tie_trust": np.zeros(800)}, "trust_inside", "low"),
        ({"tie_trust": np.full(800, 0.38)}, "trust_differs", "low"),
        ({"commitment": np.full(100, 0.99)}, "stuck_stocks", "high"),
        ({"participation": np.zeros(100)}, "stuck_stocks", "high"),
        ({"realised_ratio": np.full(100, 0.01)}, "promises_kept", "low"),
        ({"backlog": np.full(100, 300.0)}, "queue_length", "high"),
        ({"backlog": np.zeros(100)}, "queue_length", "low"),
        ({"backlog": np.full(100, np.nan)}, "queue_length", "not defined"),
        ({"lost_opportunities": np.full(100, 40.0)}, "opportunities_lost", "high"),
        ({"programmes_started": np.full(100, 1.0)}, "programmes_start", "low"),
        ({"programmes_completed": np.full(100, 10.0)}, "programmes_end", "low"),
        ({"repairs": np.zeros(100)}, "programmes_repaired", "low"),
        ({"ngo_entries": np.zeros(100)}, "ngos_come", "low"),
        ({"ngo_exits": np.zeros(100)}, "ngos_go", "low"),
        ({"mayors_changed": np.full(100, 400.0)}, "mayors_change", "high"),
        ({"norm_adopted": np.zeros(100)}, "norm_spreads", "low"),
        ({"norm_adopted": np.ones(100)}, "norm_spreads", "high"),
    ],
)
def test_what_is_dead_stuck_or_exploding_is_found(changes, name, verdict):
    assert verdicts(**changes)[name] == verdict


def test_every_key_that_matters_is_a_key():
    keys = {declaration.key for declaration in declarations().values()}
    for check in health.CHECKS:
        assert check.keys
        assert set(check.keys) <= keys, check.name


def test_names_are_unique_and_ranges_are_ranges():
    assert len(CHECKS) == len(health.CHECKS)
    assert all(check.low <= check.high for check in health.CHECKS)


def test_explain_lists_the_checks_and_what_matters_for_each():
    listed = call("explain", "health").stdout
    assert all(f"health.{name}" in listed for name in CHECKS)
    one = call("explain", "health.queue_length").stdout
    assert "gate.patience" in one
    assert "health.queue_length" in call("explain", "gate.patience").stdout


def test_a_check_that_is_none_is_told_with_what_was_meant():
    result = call("explain", "health.queue_lenght")
    assert result.exit_code == 2
    assert "did you mean 'health.queue_length'" in result.stderr


@pytest.mark.slow
def test_a_result_directory_is_diagnosed_and_told(tmp_path, monkeypatch):
    fake_engine.use(fake_engine.FakeEngine(), monkeypatch)
    fake_engine.run(tmp_path / "r")
    findings = health.diagnose(tmp_path / "r")
    assert [finding.check.name for finding in findings] == list(CHECKS)
    json.dumps([finding.as_json() for finding in findings], allow_nan=False)
    # The engine for tests never keeps a promise that could be kept: the ratio is undefined.
    assert findings[list(CHECKS).index("promises_kept")].verdict == "not defined"
    text = report(summarise(tmp_path / "r"), 100, findings)
    assert health.verdict(findings) in text
    assert "paradiplomacy explain health" in text


def test_no_bit_of_a_column_depends_on_the_pieces_it_comes_in():
    values = np.random.default_rng(2).uniform(-0.2, 1.2, 1000)
    values[::7] = np.nan
    whole, pieces = column(values), column(values, pieces=13)
    for name in ("mean", "deviation", "inside", "mostly"):
        assert getattr(whole, name) == getattr(pieces, name)
    assert whole.mean == pytest.approx(np.nanmean(values))
    assert whole.deviation == pytest.approx(np.nanstd(values))
    defined = values[~np.isnan(values)]
    assert whole.inside == np.mean((defined > health.NEAR) & (defined < 1.0 - health.NEAR))
    assert whole.mostly == np.mean(defined > 0.5)


def test_an_undefined_column_has_no_numbers():
    empty = column(np.full(3, np.nan))
    assert all(np.isnan([empty.mean, empty.deviation, empty.inside, empty.mostly]))
