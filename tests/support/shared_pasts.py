"""Runs of worlds that share a past, and of the same worlds alone, to be compared bit by bit."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.prepared import EditedWorld, built
from paradiplomacy.engines.results import Batch
from tests.support.worlds import BUSY_SEED, busy, date_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy.engines.compiled_engine import CompiledEngine

START = "2009-01"
MONTHS = 48
REFORM = {"field": "countries.north.regime", "regime": "progressive"}


def at(month: int) -> str:
    return date_after(START, month)


def with_events(*, months: int = MONTHS, **events: Any) -> WorldConfig:
    """Return the busy world with other events than its own."""
    return busy(scenario__months=months, events=events)


def counted(engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the months, of all runs, of each call of the compiled driver."""
    months: list[int] = []
    simulate = type(engine).simulate

    def noted(self: Any, *given: Any) -> None:
        outputs, rows, stretch = given[-3:]
        last = len(outputs.occasions) if stretch.last is None else stretch.last
        months.append((last - stretch.first) * len(outputs.replicates[rows]))
        simulate(self, *given)

    monkeypatch.setattr(type(engine), "simulate", noted)
    return months


def runs(
    engine: CompiledEngine,
    worlds: Sequence[EditedWorld],
    replicates: Sequence[Sequence[int]],
    *,
    share: bool,
    kept: Any = None,
) -> dict[tuple[int, int], dict[str, bytes]]:
    """Return all that comes of each run, by the place of its world and its replicate."""
    engine.shares_pasts = share
    pairs = list(zip(worlds, replicates, strict=True))
    try:
        found = engine.run_worlds(pairs, seed=BUSY_SEED, kept=kept)
    finally:
        engine.shares_pasts = True
    return {
        (int(place), int(batch.replicates[row])): content(batch, row)
        for places, batch in found
        for row, place in enumerate(places)
    }


def content(batch: Batch, row: int) -> dict[str, bytes]:
    """Return what a batch has of one of its runs."""
    told: dict[str, bytes] = {"rows": repr(batch.waiting_rows).encode()}
    for name in (each.name for each in fields(Batch)):
        value = getattr(batch, name)
        if name in ("run_values", "series", "partnership_values", "histories", "copied"):
            told |= {f"{name} {key}": array[row].tobytes() for key, array in value.items()}
        elif name in ("partners", "waits", "tallies"):
            told[name] = value[row].tobytes()
    return told


def same_either_way(
    engine: CompiledEngine, worlds: Sequence[WorldConfig], replicates: Sequence[Sequence[int]]
) -> None:
    """Assert that all runs have the same bits, shared or not."""
    prepared = [built(config) for config in worlds]
    shared = runs(engine, prepared, replicates, share=True)
    alone = runs(engine, prepared, replicates, share=False)
    assert shared.keys() == alone.keys()
    for run, told in alone.items():
        assert shared[run] == told, run
