"""Points that differ in numbers only are run together, and give what each would give alone."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy.engines.results import Batch, Kept
from paradiplomacy_experiments.design import variations
from paradiplomacy_experiments.design.loading import Design, load_design
from paradiplomacy_experiments.execution.chunks import Engine, Job, edited_worlds, tables_of
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.plan import Plan
from paradiplomacy_experiments.execution.runner import job_of
from paradiplomacy_results.hashing import hash_of
from tests.support.designs import TWO, made
from tests.support.fake_engine import FakeEngine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.prepared import EditedWorld

MIXED = (
    TWO
    + """
[factors.patience]
key = "gate.patience"
levels = [6, 12]
[factors.unit]
key = "cities.baubau.unit"
levels = [false, true]
[sampler]
kind = "lhs"
points = 12
[keep]
tables = ["series", "partnerships", "histories", "waits", "cities", "ngos", "papers"]
"""
)
"""Twelve points of two variations and two shapes of results."""


class _Alone:
    """An engine of which nothing is known but that it runs configurations."""

    def __init__(self, engine: Engine) -> None:
        self.run_batch = engine.run_batch


@dataclass
class _Together(FakeEngine):
    """An engine that runs edited worlds, too: as it runs ``config``, whose numbers it ignores."""

    config: WorldConfig | None = None
    together: list[int] = field(default_factory=list)

    def run_worlds(
        self,
        worlds: Sequence[tuple[EditedWorld, Sequence[int]]],
        *,
        seed: int,
        series_every: int = 1,
        kept: Kept | None = None,
    ) -> list[tuple[NDArray[np.int64], Batch]]:
        assert self.config is not None
        self.together.append(len(worlds))
        found = []
        for longest in sorted({world.frame.longest_wait for world, _ in worlds}):
            gate = self.config.gate.model_copy(update={"patience": longest})
            config = self.config.model_copy(update={"gate": gate})
            # In another order than they were asked for.
            places = [k for k, (world, _) in enumerate(worlds)
                      if world.frame.longest_wait == longest][::-1]  # fmt: skip
            batches = [
                self.run_batch(
                    config, seed=seed, replicates=worlds[k][1], series_every=series_every, kept=kept
                )
                for k in places
            ]
            runs = [len(worlds[k][1]) for k in places]
            found.append((np.repeat(places, runs), joined(batches)))
        return found


def joined(batches: list[Batch]) -> Batch:
    """Return the runs of several batches of one shape as one."""
    first = batches[0]
    shared = ("series_months", "partnership_ids", "followed", "waiting_rows", "events", "months")
    values: dict[str, Any] = {}
    for name in (each.name for each in fields(Batch)):
        parts = [getattr(batch, name) for batch in batches]
        if name in shared:
            values[name] = parts[0]
        elif isinstance(parts[0], dict):
            values[name] = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        else:
            values[name] = np.concatenate(parts)
    assert first.events is None
    return Batch(**values)


def tables(design: Design, engine: Engine, **changes: Any) -> dict[str, pa.Table]:
    """Return the tables of all runs of a design, computed as one chunk."""
    manifest = manifest_of(design)
    job = Job(**vars(job_of(design, manifest)) | changes)
    plan = Plan(10_000, job.events, job.layout)
    specs = plan.specs_of(plan.add(range(len(design.points)), range(design.replication.most)))
    return tables_of(job, plan.chunk(next(specs)), engine)


def hashes(found: dict[str, pa.Table]) -> dict[str, str]:
    """Return the hash of each table, by which undefined numbers are equal."""
    return {name: hash_of(table) for name, table in found.items()}


@pytest.mark.slow
def test_points_together_give_the_tables_of_points_alone(tmp_path: Path) -> None:
    design = made(tmp_path, MIXED)
    engine = _Together(config=design.base.config)
    assert hashes(tables(design, engine)) == hashes(tables(design, _Alone(FakeEngine())))
    assert engine.together == [12], "one call for all of them"


@pytest.mark.slow
def test_where_some_fail_together_each_is_run_alone_and_tells_its_own_error(
    tmp_path: Path,
) -> None:
    design = made(tmp_path, MIXED)
    engine = _Together(config=design.base.config, failing={2})
    found = tables(design, engine)
    alone = tables(design, _Alone(FakeEngine(failing={2})))
    assert hashes(found) == hashes(alone)
    assert found["runs"]["error"].to_pylist().count("ValueError: no such luck") == 12


def test_runs_whose_events_are_recorded_are_run_alone(tmp_path: Path) -> None:
    design = made(tmp_path, MIXED)
    engine = _Together(config=design.base.config)
    tables(design, engine, events="all")
    assert engine.together == []


def test_a_world_is_not_prepared_for_one_point(tmp_path: Path) -> None:
    points = made(tmp_path, TWO + '[sampler]\nkind = "lhs"\npoints = 3\n').points
    plan = Plan(100, "none", load_design("discovery").layout)
    chunk = plan.chunk(next(plan.specs_of(plan.add(range(3), range(2)))))
    [(_, alone)] = edited_worlds(points, chunk.tasks[:1])
    assert alone.recording.places.size == 0, "it is built"
    [(_, again)] = edited_worlds(points, chunk.tasks[:1])
    assert again is alone, "once"
    assert all(world.recording.places.size for _, world in edited_worlds(points, chunk.tasks))
    [(_, edited)] = edited_worlds(points, chunk.tasks[:1])
    assert edited.recording.places.size, "what is prepared is used"


def test_worlds_are_kept_for_the_next_chunk_and_large_ones_are_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = made(tmp_path, MIXED).points
    chunk = Plan(100, "none", load_design("discovery").layout)
    tasks = chunk.chunk(next(chunk.specs_of(chunk.add(range(len(points)), range(1))))).tasks
    (first,), (again,) = edited_worlds(points, tasks[:1]), edited_worlds(points, tasks[:1])
    assert first[1] is again[1]
    monkeypatch.setattr(variations, "MOST_BYTES", 1)
    edited_worlds(points, tasks)
    assert len(points.variations._kept) == 1


def test_points_are_sent_without_what_was_prepared_of_them(tmp_path: Path) -> None:
    design = made(tmp_path, MIXED)
    before = len(pickle.dumps(design.points))
    tables(design, _Together(config=design.base.config))
    assert len(pickle.dumps(design.points)) == before
    again = pickle.loads(pickle.dumps(design.points))
    assert again.config(3) == design.points.config(3)


@pytest.mark.compiled
def test_the_compiled_engine_gives_the_same_bits_for_edited_worlds(tmp_path: Path) -> None:
    from paradiplomacy.engines import compiled_engine

    design = made(tmp_path, MIXED, "scenario.months=60")
    found = tables(design, compiled_engine)
    assert hashes(found) == hashes(tables(design, _Alone(compiled_engine)))
    assert found["runs"]["status"].to_pylist() == ["ok"] * found["runs"].num_rows
