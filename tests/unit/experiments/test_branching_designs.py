"""A design whose points differ from some month on gives the same results with the past run once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_experiments.execution.common_past import CommonPast, common_pasts
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.designs import made

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_results.manifest import Manifest

HEAD = """
[design]
title = "A design"
question = "When is a reform too late?"
scenario = "one-gate"
replicates = 3

[settings]
"scenario.months" = 48
"gate.spin_up" = 12
"""

DATES = """
[factors.reform_in.alternatives.never]

[factors.reform_in.alternatives.from_the_start]
scenario = "integrative"

[factors.reform_in.alternatives.2001]
scenario = "reform"
set = { "events.*.month" = "2001-01" }

[factors.reform_in.alternatives.2003]
scenario = "reform"
set = { "events.*.month" = "2003-01" }
"""

FORGETTING = """
[factors.forgetting]
key = "trust.forgetting"
levels = [0.9, 0.99]
"""

LEVER = """
[levers.reform]
state = "backlog"

[levers.reform.off]
"events.reform" = { field = "countries.west.regime", regime = "integrative", month = "2003-01" }
"trust.forgetting" = { value = 0.9, assumption = "a test" }

[levers.reform.set]
"events.reform" = { field = "countries.west.regime", regime = "integrative", month = "2002-01" }
"trust.forgetting" = { value = 0.99, assumption = "a test" }
"""


def test_dates_of_a_reform_have_their_past_in_common(tmp_path: Path) -> None:
    points = made(tmp_path, DATES, head=HEAD).points
    assert common_pasts(points) == (CommonPast((0, 2, 3), "2001-01"),)


def test_points_share_a_past_within_each_level_of_another_factor(tmp_path: Path) -> None:
    points = made(tmp_path, DATES + FORGETTING, head=HEAD).points
    groups = [set(common.points) for common in common_pasts(points)]
    assert [len(group) for group in groups] == [3, 3]
    for group in groups:
        assert len({points.levels(number)["forgetting"] for number in group}) == 1


def test_a_factor_that_is_not_dated_shares_nothing(tmp_path: Path) -> None:
    assert common_pasts(made(tmp_path, FORGETTING, head=HEAD).points) == ()
    sampled = '[sampler]\nkind = "lhs"\npoints = 4\n[factors.a]\nkey = "trust.forgetting"\n'
    assert common_pasts(made(tmp_path, sampled + "low = 0.8\nhigh = 0.9\n", head=HEAD).points) == ()


def test_a_lever_that_changes_a_number_beside_a_date_shares_nothing(tmp_path: Path) -> None:
    assert common_pasts(made(tmp_path, LEVER, head=HEAD).points) == ()
    only_dated = "".join(line + "\n" for line in LEVER.splitlines() if "forgetting" not in line)
    dated = common_pasts(made(tmp_path / "dated", only_dated, head=HEAD).points)
    assert [common.until for common in dated] == ["2002-01"]


def test_a_sampled_amount_of_a_dated_change_shares_the_past_of_all_points(tmp_path: Path) -> None:
    sampled = """
[sampler]
kind = "lhs"
points = 5
[factors.blow]
key = "events.west_protests.change"
low = -0.5
high = -0.1
"""
    head = HEAD.replace("one-gate", "incident").replace("= 48", "= 132")
    [common] = common_pasts(made(tmp_path, sampled, head=head).points)
    assert (len(common.points), common.until) == (5, "2010-01")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the first month of each stretch of runs of the compiled engine."""
    from paradiplomacy.engines.compiled_engine import CompiledEngine

    firsts: list[int] = []
    simulate = CompiledEngine.simulate

    def noted(self: Any, *given: Any) -> None:
        if len(given) == 8:
            firsts.append(given[-1].first)
        simulate(self, *given)

    monkeypatch.setattr(CompiledEngine, "simulate", noted)
    return firsts


@pytest.mark.compiled
def test_results_are_the_same_for_any_chunks_and_workers_and_without_sharing(
    tmp_path: Path, calls: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from paradiplomacy.engines.branching import Kinship

    few = HEAD.replace("replicates = 3", "replicates = 2")
    design = made(tmp_path, DATES + FORGETTING, head=few)

    def swept(name: str, **options: Any) -> Manifest:
        return run_design(design, out=tmp_path / name, **options).manifest

    manifests = [
        swept("one chunk", chunk_runs=100, workers=1),
        swept("small chunks", chunk_runs=5, workers=2),
        swept("one by one", chunk_runs=1, workers=2),
    ]
    assert max(calls) > 0, "some runs went on from a past"
    monkeypatch.setattr(Kinship, "families", lambda *_: [])
    calls.clear()
    manifests.append(swept("alone", chunk_runs=100, workers=1))
    assert max(calls) == 0
    assert len({manifest.contents for manifest in manifests}) == 1
    assert [manifest.failed_runs for manifest in manifests] == [0] * 4


@pytest.mark.compiled
@pytest.mark.slow
def test_both_engines_give_the_same_results_for_dates_of_a_reform(tmp_path: Path) -> None:
    design = made(tmp_path, DATES, head=HEAD.replace("replicates = 3", "replicates = 2"))
    found = {
        engine: run_design(
            design, out=tmp_path / engine, engine=engine, workers=1
        ).manifest.contents
        for engine in ("compiled", "mesa")
    }
    assert found["compiled"] == found["mesa"]


@pytest.mark.compiled
@pytest.mark.parametrize("broken", ["past", "branch"])
def test_what_fails_in_a_past_or_a_branch_fails_as_it_would_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """A stretch that fails is run again, each run by itself."""
    from paradiplomacy.engines.compiled_engine import CompiledEngine, RunFailedError

    design = made(tmp_path, DATES, head=HEAD)
    well = run_design(design, out=tmp_path / "well").manifest.contents
    simulate = CompiledEngine.simulate

    def failing(self: Any, *given: Any) -> None:
        stretch = given[-1]
        ends = len(given) == 8 and (len(stretch.kept) > 0 if broken == "past" else stretch.first)
        if ends:
            raise RunFailedError("no such luck")
        simulate(self, *given)

    monkeypatch.setattr(CompiledEngine, "simulate", failing)
    again = run_design(design, out=tmp_path / broken).manifest
    assert again.contents == well
    assert again.failed_runs == 0


@pytest.mark.compiled
def test_a_branch_that_fails_is_a_failed_row_of_that_run_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paradiplomacy.engines.compiled_engine import CompiledEngine, RunFailedError

    design = made(tmp_path, DATES, head=HEAD)
    simulate = CompiledEngine.simulate

    def failing(self: Any, config: Any, *given: Any) -> None:
        outputs, rows = given[4:6]
        events = {event.month for event in config.events.values()}
        if "2003-01" in events and 1 in outputs.replicates[rows]:
            raise RunFailedError("no such luck")
        simulate(self, config, *given)

    monkeypatch.setattr(CompiledEngine, "simulate", failing)
    manifest = run_design(design, out=tmp_path / "out").manifest
    assert manifest.failed_runs == 1
    [failure] = manifest.failures
    assert failure.error == "RunFailedError: no such luck"
