"""What a world has by itself goes on beside what it shares: each thing of either kind, to the bit.

Every design here parts at a month at which something of another kind is going on or is to come; a
state that lacked it would show in the runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy.engines.copies import Copy
from paradiplomacy.engines.pasts import may_share, parting, past_of
from paradiplomacy.engines.prepared import PreparedWorld, built
from tests.support.shared_pasts import (
    MONTHS,
    REFORM,
    at,
    counted,
    runs,
    same_either_way,
    with_events,
)
from tests.support.worlds import busy

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.compiled_engine import CompiledEngine

BUDGET = "cities.bb.budget"


@pytest.fixture(scope="module")
def engine() -> CompiledEngine:
    from paradiplomacy.engines import compiled_engine

    return compiled_engine.prepare()


def parts_at(month: int, **common: Any) -> list[WorldConfig]:
    """Return worlds with events in common, that part at a month; those of one have rows before."""
    cut = {"field": "cities.cc.budget", "change": -20.0}
    return [
        with_events(**common),
        with_events(**common, aa=cut | {"month": at(month)}),
        with_events(**common, zz=cut | {"month": at(month + 3), "duration": 6}),
    ]


def timelines(*amounts: float, months: tuple[int, ...] = (6, 18, 30)) -> WorldConfig:
    values = dict(zip(map(at, months), amounts, strict=True))
    return busy(scenario__months=MONTHS, events={}, timelines={BUDGET: {"values": values}})


def elected(month: int) -> WorldConfig:
    return busy(scenario__months=MONTHS, events={}, cities__aa__next_election=at(month))


def founded(month: int) -> WorldConfig:
    return busy(scenario__months=MONTHS, events={}, partnerships__bbTOcc__founded=at(month))


WHILE_IT_LASTS = {"field": BUDGET, "scale": 0.1, "month": at(8), "duration": 16}
BY_CHANCE = {"field": BUDGET, "scale": 0.1, "rate": 0.3, "duration": 12}

DESIGNS = {
    "a dated event that goes on": parts_at(15, crisis=WHILE_IT_LASTS),
    "a random event that goes on": parts_at(15, crisis=BY_CHANCE),
    "a reform that goes on": parts_at(15, opening=REFORM | {"month": at(8), "duration": 16}),
    "a timeline that goes on": [
        timelines(2.0, 60.0, 5.0), timelines(2.0, 60.0, 90.0), timelines(2.0, 9.0, 90.0),
    ],
    "a timeline of another key": [
        busy(scenario__months=MONTHS, events={}, timelines={
            BUDGET: {"values": {at(6): 2.0, at(20): 60.0}},
            key: {"values": {at(20): 3.0, at(30): 70.0}},
        })
        for key in ("cities.cc.budget", "cities.dd.budget")
    ],
    "elections to come": [elected(20), elected(33), elected(40)],
    "ties to come": [founded(15), founded(25), founded(40)],
    "a random event beside a reform to come": [
        with_events(crisis=BY_CHANCE),
        with_events(crisis=BY_CHANCE, aa=REFORM | {"month": at(20)}),
        with_events(crisis=BY_CHANCE, zz=REFORM | {"month": at(30), "regime": "one_gate"}),
    ],
    "elections and a reform to come": [
        busy(scenario__months=MONTHS, cities__aa__next_election=at(month),
             events={"aa": REFORM | {"month": at(35)}} if reformed else {})
        for month, reformed in ((25, True), (25, False), (32, True))
    ],
}  # fmt: skip


@pytest.mark.compiled
@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_a_world_goes_on_with_all_that_it_shares_and_with_what_is_its_own(
    engine: CompiledEngine, design: list[WorldConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    replicates = [range(3)] * len(design)
    same_either_way(engine, design, replicates)
    months = counted(engine, monkeypatch)
    runs(engine, [built(config) for config in design], replicates, share=True)
    assert sum(months) < 3 * len(design) * MONTHS, "they share a past"


@pytest.mark.parametrize(
    "design",
    [DESIGNS["a timeline that goes on"], DESIGNS["elections to come"], DESIGNS["ties to come"]],
    ids=str,
)
@pytest.mark.compiled
def test_what_is_to_come_matters_once_it_is_there(
    engine: CompiledEngine, design: list[WorldConfig]
) -> None:
    """Else the runs above would be the same whatever went on."""
    told = runs(engine, [built(config) for config in design], [range(3)] * 3, share=False)
    for other in range(1, len(design)):
        assert any(told[other, replicate] != told[0, replicate] for replicate in range(3))


@pytest.mark.compiled
def test_values_of_a_timeline_are_edits_of_one_world_of_which_each_keeps_its_own(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ("timelines", BUDGET, "values", at(30))
    prepared = PreparedWorld(timelines(2.0, 60.0, 5.0), [path])
    worlds = [prepared.edited([amount]) for amount in (5.0, 40.0, 90.0)]
    assert None not in worlds
    replicates = [range(2)] * 3
    alone = runs(engine, worlds, replicates, share=False)  # type: ignore[arg-type]
    assert alone[1, 0] != alone[2, 0]
    months = counted(engine, monkeypatch)
    assert runs(engine, worlds, replicates, share=True) == alone  # type: ignore[arg-type]
    assert sum(months) == 2 * 30 + 2 * 3 * 18
    built_anew = [built(timelines(2.0, 60.0, amount)) for amount in (5.0, 40.0, 90.0)]
    assert runs(engine, built_anew, replicates, share=False) == alone


def test_reforms_that_may_come_in_any_month_are_of_the_present() -> None:
    reform = {"field": "countries.north.regime", "rate": 0.1}
    pasts = [
        past_of(built(with_events(reform=reform | {"regime": regime})))
        for regime in ("progressive", "one_gate")
    ]
    assert pasts[0].present != pasts[1].present


def test_rooms_that_a_change_to_come_needs_are_of_the_present() -> None:
    """A longer patience is counted in another table of waits from the start."""

    def world(months: int, start: int) -> WorldConfig:
        change = {"field": "gate.patience", "set": months, "month": at(start)}
        return with_events(change=change)

    longer, shorter, later = (
        past_of(built(world(*told))) for told in ((60, 20), (50, 20), (60, 30))
    )
    assert longer.present != shorter.present
    assert longer.present == later.present
    assert parting([longer, later]) == 20


@pytest.mark.parametrize("table", ["external_events", "dated_values", "waits", "desks"])
def test_runs_of_which_a_table_that_tells_of_what_is_to_come_is_copied_share_nothing(
    table: str,
) -> None:
    assert may_share([Copy("cities", "capacity")])
    assert not may_share([Copy("cities", "capacity"), Copy(table, "key")])
