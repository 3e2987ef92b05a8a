"""Worlds that differ only in what is to come run their past once, and lose no bit by it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines import branching, mesa_engine
from paradiplomacy.engines.copies import Copy
from paradiplomacy.engines.pasts import parting, past_of
from paradiplomacy.engines.prepared import PreparedWorld, built
from paradiplomacy.engines.results import everything
from paradiplomacy.indicators import INDICATORS
from tests.support.shared_pasts import (
    MONTHS,
    REFORM,
    at,
    content,
    counted,
    runs,
    same_either_way,
    with_events,
)
from tests.support.worlds import BUSY_SEED, busy, configs, date_after

if TYPE_CHECKING:
    from paradiplomacy.engines.compiled_engine import CompiledEngine


@pytest.fixture(scope="module")
def engine() -> CompiledEngine:
    from paradiplomacy.engines import compiled_engine

    return compiled_engine.prepare()


amounts = st.floats(0.0, 90.0)


@st.composite
def dated_designs(draw: st.DrawFn) -> list[WorldConfig]:
    """Draw worlds that differ in what is dated, and now and then in something else.

    A tie and the values of a timeline are to come in all of them, at the same dates or at others.
    """
    config = draw(st.one_of(configs(36), st.just(busy(scenario__months=40))))
    start, months = config.scenario.start, int(config.scenario.months)
    later = st.integers(0, months + 2).map(lambda month: date_after(start, month))
    common = config.model_dump(exclude_unset=True)
    common["partnerships"]["bb-cc"]["founded"] = date_after(start, draw(st.integers(1, months)))
    dates = draw(st.lists(later, min_size=2, max_size=4, unique=True))
    line = {"values": {date: draw(amounts) for date in dates}}
    common.setdefault("timelines", {})["cities.cc.budget"] = line
    found = []
    for _ in range(draw(st.integers(2, 5))):
        data = deepcopy(common)
        for _ in range(draw(st.integers(0, 3))):
            _changed(draw, data, later)
        found.append(WorldConfig.model_validate(data))
    return found


def _changed(draw: st.DrawFn, data: dict[str, Any], later: st.SearchStrategy[str]) -> None:
    """Change one thing about a world that is to come."""
    events = data.setdefault("events", {})
    dated = sorted(name for name, event in events.items() if event.get("month"))
    kinds = ["new event", "new reform", "new timeline", "value", "election", "number"]
    kinds += ["date", "amount", "duration", "none"] if dated else []
    waiting = [tie for tie in data["partnerships"].values() if tie.get("founded")]
    waiting = [tie for tie in waiting if tie["founded"] > data["scenario"]["start"]]
    kinds += ["founding"] if waiting else []
    kind = draw(st.sampled_from(kinds))
    if kind == "new event":
        how = draw(st.sampled_from(["change", "scale", "set"]))
        change = draw(st.floats(0.0, 0.5))
        field = draw(st.sampled_from(["countries.south.bilateral.north", "cities.aa.need"]))
        events["added"] = {"field": field, how: change, "month": draw(later), "duration": 5}
    elif kind == "new reform":
        regime = draw(st.sampled_from(["one_gate", "progressive"]))
        field = f"countries.{draw(st.sampled_from(['north', 'south']))}.regime"
        duration = draw(st.sampled_from([0, 0, 9]))
        events[draw(st.sampled_from(["zz", "a"]))] = {
            "field": field, "regime": regime, "month": draw(later), "duration": duration,
        }  # fmt: skip
    elif kind == "new timeline":
        key = draw(st.sampled_from(["cities.aa.budget", "gate.returns", "countries.*.recognition"]))
        values = {draw(later): draw(st.floats(0.1, 0.9)) for _ in range(2)}
        between = draw(st.sampled_from(["step", "linear"]))
        data.setdefault("timelines", {})[key] = {"values": values, "between": between}
    elif kind == "value":
        values = data["timelines"]["cities.cc.budget"]["values"]
        values[draw(st.sampled_from(sorted(values)))] = draw(amounts)
    elif kind == "election":
        data["cities"][draw(st.sampled_from(["aa", "cc"]))]["next_election"] = draw(later)
    elif kind == "number":
        data.setdefault("trust", {})["negativity"] = draw(st.sampled_from([1.5, 2.5]))
    elif kind == "founding":
        waiting[0]["founded"] = draw(later.filter(lambda date: date > data["scenario"]["start"]))
    else:
        event = events[draw(st.sampled_from(dated))]
        if kind == "date":
            event["month"] = draw(later)
        elif kind == "amount" and "regime" not in event:
            event["change"] = draw(st.floats(-1.0, 1.0))
        elif kind == "duration":
            event["duration"] = draw(st.integers(0, 12))
        elif kind == "none":
            del events[draw(st.sampled_from(dated))]


@pytest.mark.compiled
@pytest.mark.slow
@given(design=dated_designs())
@settings(max_examples=50, deadline=None)
def test_runs_have_the_same_bits_whether_they_share_a_past_or_not(
    engine: CompiledEngine, design: list[WorldConfig]
) -> None:
    replicates = [range(3)] * (len(design) - 1) + [range(1, 4)]
    same_either_way(engine, design, replicates)


FAMILY = {
    "never": with_events(),
    "soon": with_events(reform=REFORM | {"month": at(12)}),
    "later": with_events(reform=REFORM | {"month": at(30)}),
    "otherwise": with_events(reform=REFORM | {"month": at(30), "regime": "one_gate"}),
    "for a time": with_events(reform=REFORM | {"month": at(30), "duration": 6}),
}
"""A country that is never reformed, soon, later, later otherwise, later for a time."""


@pytest.mark.compiled
def test_a_reform_of_several_dates_and_kinds_runs_the_common_past_once(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    same_either_way(engine, [*FAMILY.values()], [range(3)] * len(FAMILY))
    months = counted(engine, monkeypatch)
    worlds = [built(config) for config in FAMILY.values()]
    runs(engine, worlds, [range(3)] * len(FAMILY), share=True)
    # Twelve months of all, then one alone; eighteen of the rest, and eighteen of each of the four.
    assert sum(months) == 3 * (12 + 36 + 18 + 4 * 18)
    runs(engine, worlds, [range(3)] * len(FAMILY), share=False)
    assert sum(months) == 3 * (12 + 36 + 18 + 4 * 18) + 3 * 5 * MONTHS


@pytest.mark.compiled
def test_only_replicates_that_worlds_have_in_common_are_shared(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = [FAMILY["never"], FAMILY["later"]]
    same_either_way(engine, pair, [range(2), range(1, 4)])
    months = counted(engine, monkeypatch)
    runs(engine, [built(config) for config in pair], [range(2), range(1, 4)], share=True)
    assert sum(months) == (30 + 18 + 18) + 3 * MONTHS


@pytest.mark.compiled
def test_states_are_kept_of_few_replicates_at_a_time_where_they_are_large(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branching, "MOST_STATES", 1)
    same_either_way(engine, [*FAMILY.values()], [range(3)] * len(FAMILY))


@pytest.mark.compiled
def test_amounts_of_a_dated_change_are_edits_of_one_world_and_share_its_past(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = {"field": "cities.bb.budget", "change": -10.0, "month": at(40)}
    config = with_events(cut=event)
    prepared = PreparedWorld(config, [("events", "cut", "change")])
    worlds = [prepared.edited([change]) for change in (-1.0, -5.0, -20.0)]
    assert None not in worlds
    alone = runs(engine, worlds, [range(2)] * 3, share=False)  # type: ignore[arg-type]
    months = counted(engine, monkeypatch)
    assert runs(engine, worlds, [range(2)] * 3, share=True) == alone  # type: ignore[arg-type]
    assert months == [2 * 40, 2 * 3 * 8], "one go for the past, and one for the three that follow"


@pytest.mark.compiled
def test_what_is_kept_of_a_run_on_the_way_is_that_of_its_own_past(engine: CompiledEngine) -> None:
    """Fields that tell of what is to come are not shared, all others are."""
    names = ("to_election", "first_desk", "capacity")
    copies = frozenset({Copy("cities", name, 6) for name in names} | {Copy("ngos", "budget", 6)})
    told = everything(INDICATORS)
    kept = type(told)(told.runs, told.series, told.partnerships, told.histories, copies)
    worlds = [*FAMILY.values(), busy(scenario__months=MONTHS, events={},
                                     cities__aa__next_election=at(36))]  # fmt: skip
    prepared = [built(config) for config in worlds]
    replicates = [range(2)] * len(prepared)
    assert runs(engine, prepared, replicates, share=True, kept=kept) == runs(
        engine, prepared, replicates, share=False, kept=kept
    )


@pytest.mark.compiled
def test_a_world_with_a_shared_past_has_the_bits_of_the_mesa_engine(engine: CompiledEngine) -> None:
    worlds = [FAMILY["never"], FAMILY["later"], FAMILY["for a time"]]
    shared = runs(engine, [built(config) for config in worlds], [range(1)] * 3, share=True)
    for place, config in enumerate(worlds):
        batch = mesa_engine.run_batch(config, seed=BUSY_SEED, replicates=[0])
        told = content(batch, 0)
        assert {name: shared[place, 0][name] for name in told} == told


# ------------------------------------------------------------------------- when worlds share, read


def shared_months(*worlds: WorldConfig) -> int:
    """Return the months that worlds have in common; 0 where they differ from the start."""
    pasts = [past_of(built(config)) for config in worlds]
    if len({past.present for past in pasts}) > 1:
        return 0
    return parting(pasts)


CUT = {"field": "cities.bb.budget", "change": -10.0}


@pytest.mark.parametrize(
    ("one", "other", "months"),
    [
        ({"month": at(20)}, {"month": at(30)}, 20),
        ({"month": at(20)}, {"month": at(20), "change": -12.0}, 20),
        ({"month": at(20)}, {"month": at(20), "duration": 4}, 20),
        ({"month": at(20)}, {"month": at(20)}, MONTHS),
        ({"month": at(60)}, {"month": at(70)}, MONTHS),
        ({"month": at(0)}, {"month": at(30)}, 0),
        ({"rate": 0.1}, {"rate": 0.2}, 0),
        ({"month": at(20)}, {"rate": 0.2}, 0),
    ],
    ids=str,
)
def test_dated_changes_part_worlds_in_the_month_of_the_earlier_one(
    one: dict[str, Any], other: dict[str, Any], months: int
) -> None:
    assert shared_months(with_events(cut=CUT | one), with_events(cut=CUT | other)) == months


def test_values_of_timelines_part_worlds_in_the_month_in_which_they_differ() -> None:
    def world(*values: float, between: str = "step") -> WorldConfig:
        dated = dict(zip((at(6), at(18), at(30)), values, strict=True))
        timeline = {"values": dated, "between": between}
        return busy(scenario__months=MONTHS, timelines={"cities.bb.budget": timeline})

    assert shared_months(world(9.0, 20.0, 30.0), world(9.0, 20.0, 40.0)) == 30
    assert shared_months(world(9.0, 20.0, 30.0), world(9.0, 10.0, 30.0)) == 18
    linear = [world(9.0, 20.0, last, between="linear") for last in (30.0, 40.0)]
    assert shared_months(*linear) == 19


def test_elections_and_foundings_part_worlds_in_their_months() -> None:
    plain = busy(scenario__months=MONTHS)
    dated = [
        busy(scenario__months=MONTHS, cities__aa__next_election=at(month)) for month in (20, 33)
    ]
    assert shared_months(*dated) == 20
    assert shared_months(plain, dated[1]) == 33
    founded = [
        busy(scenario__months=MONTHS, partnerships__bbTOcc__founded=at(month)) for month in (15, 25)
    ]
    assert shared_months(*founded) == 15
    assert shared_months(plain, founded[0]) == 0, "a tie that is there is not to come"


def test_what_is_not_dated_shares_nothing_beside_a_date_or_by_itself() -> None:
    plain = with_events(cut=CUT | {"month": at(20)})
    for change in (
        {"trust__negativity": 2.5},
        {"mechanisms__learning": "off"},
        {"cities__aa__capacity": 0.31},
        {"gate__spin_up": 12},
        {"scenario__evaluate": 2},
        {"scenario__months": MONTHS + 12},
    ):
        events = {"cut": CUT | {"month": at(30)}}
        other = busy(**{"scenario__months": MONTHS, "events": events} | change)
        assert shared_months(plain, other) == 0, change


def test_titles_and_questions_do_not_matter() -> None:
    other = busy(
        scenario__months=MONTHS,
        scenario__title="Another one",
        events={"cut": CUT | {"month": at(30)}},
    )
    assert shared_months(with_events(cut=CUT | {"month": at(20)}), other) == 20


def test_a_mayor_whose_office_has_no_term_has_no_election_to_come() -> None:
    worlds = [
        busy(scenario__months=MONTHS, mechanisms__leadership="off",
             cities__aa__next_election=at(month))
        for month in (20, 33)
    ]  # fmt: skip
    assert shared_months(*worlds) == 0


def test_the_state_that_goes_on_is_all_of_a_world_but_what_is_to_come() -> None:
    from paradiplomacy.engines.pasts import carried

    pasts = [past_of(built(FAMILY[name])) for name in ("never", "later", "for a time")]
    for other in pasts:
        carry = carried(pasts[0], other, 30)
        ends = carry.spans[:, 0] + carry.spans[:, 2]
        assert np.all(carry.spans[1:, 0] >= ends[:-1]), "no byte is written twice"
        assert carry.anew == (other is not pasts[0])
