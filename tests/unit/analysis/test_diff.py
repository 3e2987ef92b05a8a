"""``paradiplomacy diff``: what went in, and differences with the intervals that pairing allows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from paradiplomacy_analysis import load
from paradiplomacy_analysis.diffing import Comparison
from paradiplomacy_analysis.verbs import diff
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.command_line import call, printed
from tests.support.designs import FORGETTING, HEAD, made
from tests.support.fake_engine import (
    CONSTANT,
    NEVER,
    SOMETIMES,
    FakeEngine,
    run,
    scenario,
    stopped_after,
    use,
)

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy.configuration.world_config import WorldConfig


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


class Pulled(FakeEngine):
    """Give what the other gives, with trust pulled to 1 by the rate of forgetting."""

    def run_batch(self, config: WorldConfig, **settings: Any) -> Any:
        batch = super().run_batch(config, **settings)
        trust = batch.run_values["trust"]
        trust += (1.0 - trust) * (1.0 - config.trust.forgetting)
        return batch


def sweep(folder: Path, name: str, text: str = FORGETTING, head: str = HEAD) -> Path:
    run_design(made(folder, text, head=head), out=folder / name)
    return folder / name


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return two directories of the same design, of which the second has other numbers."""
    first = sweep(tmp_path, "first")
    use(Pulled(), monkeypatch)
    return first, sweep(tmp_path, "second")


def indicator(found: Comparison, name: str) -> Any:
    (each,) = (each for each in found.indicators if each.name == name)
    return each


def merged(first: Path, second: Path, name: str = "trust") -> pd.DataFrame:
    keys = ["forgetting", "replicate"]
    both = [load(path).runs[[*keys, name]] for path in (first, second)]
    pairs = both[0].merge(both[1], on=keys)
    return pairs.assign(gain=pairs[f"{name}_y"] - pairs[f"{name}_x"])


@pytest.mark.slow
def test_the_same_experiment_is_identical_however_it_was_stored(tmp_path: Path) -> None:
    first = sweep(tmp_path, "first")
    second = tmp_path / "second"
    run_design(made(tmp_path), out=second, chunk_runs=5, workers=1)
    (told,) = printed("diff", str(first), str(second)).splitlines()
    assert told == f"{first} and {second} are identical: 12 runs, the same contents"
    found = json.loads(printed("diff", str(first), str(second), "--json"))
    assert found["identical"] is True
    assert found["tables"] == found["keys"] == []


def test_pairs_are_by_factors_and_replicate_and_intervals_by_replicate(
    two: tuple[Path, Path],
) -> None:
    found = diff(*two)
    assert (found.identical, found.pairs, found.clusters) == (False, 12, "4 replicates")
    assert found.tables == ("runs",)
    trust = indicator(found, "trust")
    pairs = merged(*two)
    assert trust.first == pytest.approx(pairs["trust_x"].mean(), rel=1e-12)
    assert trust.second == pytest.approx(pairs["trust_y"].mean(), rel=1e-12)
    # All points of a replicate lie together, so its mean is one independent number.
    gains = pairs.groupby("replicate")["gain"].mean()
    low, high = stats.t.interval(0.95, 3, gains.mean(), stats.sem(gains))
    assert [trust.ci_low, trust.ci_high] == pytest.approx([low, high], rel=1e-9)
    assert (trust.n, trust.differing) == (12, 12)
    assert indicator(found, CONSTANT).differing == 0


@pytest.mark.slow
def test_standard_errors_are_those_of_a_clustered_regression(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replicates of unequal numbers of pairs, as where an indicator is undefined in some."""
    head = HEAD.replace("replicates = 4", "replicates = 9")

    first = sweep(tmp_path, "first", head=head)
    use(_Patchy(), monkeypatch)
    second = sweep(tmp_path, "second", head=head)
    trust = indicator(diff(first, second), "trust")
    pairs = merged(first, second).dropna()
    assert 0 < len(pairs) < 27
    fit = smf.ols("gain ~ 1", pairs).fit(
        cov_type="cluster", cov_kwds={"groups": pairs["replicate"], "use_correction": True}
    )
    # statsmodels multiplies by (n - 1) / (n - k) as well, which is 1 for a mean.
    count = len(pairs["replicate"].unique())
    half = stats.t.ppf(0.975, count - 1) * fit.bse["Intercept"]
    assert trust.difference == pytest.approx(fit.params["Intercept"], rel=1e-9)
    assert trust.ci_high - trust.difference == pytest.approx(half, rel=1e-9)


class _Patchy(Pulled):
    """Leave trust undefined in one of nine replicates at one level, and in another at two."""

    def run_batch(self, config: WorldConfig, **settings: Any) -> Any:
        batch = super().run_batch(config, **settings)
        lost = {0.9: [2], 0.95: [2, 5]}.get(config.trust.forgetting, [])
        batch.run_values["trust"][np.isin(batch.replicates, lost)] = np.nan
        return batch


@pytest.mark.slow
def test_of_one_replicate_the_points_are_independent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = HEAD.replace("replicates = 4", "replicates = 1")
    first = sweep(tmp_path, "first", head=head)
    use(Pulled(), monkeypatch)
    second = sweep(tmp_path, "second", head=head)
    found = diff(first, second)
    assert found.clusters == "3 points"
    gains = merged(first, second)["gain"]
    low, high = stats.t.interval(0.95, 2, gains.mean(), stats.sem(gains))
    trust = indicator(found, "trust")
    assert [trust.ci_low, trust.ci_high] == pytest.approx([low, high], rel=1e-9)


@pytest.mark.slow
def test_without_pairs_the_interval_is_welchs(tmp_path: Path) -> None:
    run(tmp_path / "first", replicates=23)
    run(tmp_path / "second", replicates=15, seed=2)
    found = diff(tmp_path / "first", tmp_path / "second")
    assert (found.pairs, found.runs) == (None, (23, 15))
    values = [load(tmp_path / name).runs["trust"] for name in ("first", "second")]
    interval = stats.ttest_ind(values[1], values[0], equal_var=False).confidence_interval(0.95)
    trust = indicator(found, "trust")
    assert [trust.ci_low, trust.ci_high] == pytest.approx(list(interval), rel=1e-9)
    assert (trust.n, trust.differing) == (38, None)
    constant = indicator(found, CONSTANT)
    assert (constant.difference, constant.ci_low, constant.ci_high) == (0.0, 0.0, 0.0)
    never = indicator(found, NEVER)
    assert (never.first, never.difference, never.ci_low, never.n) == (None, None, None, 0)


@pytest.mark.slow
def test_an_indicator_undefined_in_the_same_runs_does_not_differ(tmp_path: Path) -> None:
    first, second = sweep(tmp_path, "first"), sweep(tmp_path, "second")
    found = diff(first, second)
    assert indicator(found, SOMETIMES).n == 6
    assert {each.differing for each in found.indicators} == {0}


@pytest.mark.slow
def test_factors_that_only_one_has_are_left_out_of_the_pairing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sweep of one level against a scenario: the same replicates are paired."""
    one = '[factors.forgetting]\nkey = "trust.forgetting"\nlevels = [0.9]\n'
    first = sweep(tmp_path, "first", one)
    use(Pulled(), monkeypatch)
    run(tmp_path / "second", replicates=4)
    found = diff(first, tmp_path / "second")
    assert (found.pairs, found.clusters) == (4, "4 replicates")


@pytest.mark.slow
def test_points_that_are_not_told_apart_are_not_paired(tmp_path: Path) -> None:
    first = sweep(tmp_path, "first")
    run(tmp_path / "second", replicates=4)
    assert diff(first, tmp_path / "second").pairs is None


@pytest.mark.slow
def test_a_single_replicate_has_no_interval(tmp_path: Path) -> None:
    run(tmp_path / "first", replicates=1)
    run(tmp_path / "second", replicates=1, scenario=scenario("trust.forgetting=0.9"))
    trust = indicator(diff(tmp_path / "first", tmp_path / "second"), "trust")
    assert trust.difference is not None
    assert (trust.ci_low, trust.ci_high) == (None, None)


@pytest.mark.slow
def test_the_command_tells_keys_tables_and_indicators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path / "first")
    use(Pulled(), monkeypatch)
    run(tmp_path / "second", scenario=scenario("trust.forgetting=0.9"))
    done = call("diff", str(tmp_path / "first"), str(tmp_path / "second"))
    assert done.exit_code == exit_codes.DIFFERS
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == f"{tmp_path / 'first'} and {tmp_path / 'second'} differ"
    assert lines[1] == "what went in:"
    assert "  trust.forgetting: 0.98 in the first, 0.9 in the second" in lines
    assert "rows differ in: runs" in lines
    assert any("23 pairs share their random numbers" in line for line in lines)
    header = next(line for line in lines if line.startswith("indicator "))
    assert header.split()[:3] == ["indicator", "first", "second"]
    (row,) = (line for line in lines if line.startswith("trust "))
    trust = indicator(diff(tmp_path / "first", tmp_path / "second"), "trust")
    shown = row.split()
    assert float(shown[3]) == pytest.approx(trust.difference, rel=0.01)
    assert lines[-1].endswith("indicators are equal in every pair")


@pytest.mark.slow
def test_runs_that_are_there_are_compared_while_others_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path / "first")
    stop, engine = stopped_after(2)
    use(engine, monkeypatch)
    run(tmp_path / "second", stop=stop, workers=1)
    found = diff(tmp_path / "first", tmp_path / "second")
    assert not found.identical
    assert found.pairs == found.runs[1] < found.runs[0]


@pytest.mark.slow
def test_failed_runs_are_in_no_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path / "first")
    use(FakeEngine(failing={3}), monkeypatch)
    run(tmp_path / "second")
    found = diff(tmp_path / "first", tmp_path / "second")
    trust = indicator(found, "trust")
    assert (found.pairs, trust.n, trust.differing) == (23, 22, 1)
    assert trust.difference == 0.0
    assert trust.undefined == (0, 1)
    told = call("diff", str(tmp_path / "first"), str(tmp_path / "second")).stdout
    assert "runs without a value, in the first and in the second" in told
    assert "trust (0 and 1)" in " ".join(told.split())


@pytest.mark.slow
def test_a_damaged_directory_is_refused_by_name(tmp_path: Path) -> None:
    run(tmp_path / "first")
    run(tmp_path / "second")
    damaged = tmp_path / "second" / "runs" / "part-00002.parquet"
    damaged.write_bytes(b"")
    done = call("diff", str(tmp_path / "first"), str(tmp_path / "second"))
    assert done.exit_code == exit_codes.DAMAGED
    assert str(damaged) in done.stderr
