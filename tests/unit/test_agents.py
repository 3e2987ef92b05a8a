"""The agents are the model: without them nothing happens, and what they decide counts."""

from __future__ import annotations

import pytest

from paradiplomacy.agents import AGENT_CLASSES, NGO, CentralGovernment, CityGovernment
from paradiplomacy.schedule import MONTH
from paradiplomacy.simulation import ParadiplomacyModel
from tests.engines import arrays_of, first_difference
from tests.worlds import small


def after(months=60, **options):
    model = ParadiplomacyModel(small(), seed=1, **options)
    model.run(months)
    return model


class Steadfast(CityGovernment):
    """A mayor who never lets a programme go: commitment never falls."""

    def hold_office(self):
        before = [(tie, side, tie.commitment[side]) for tie, side in self.ties]
        super().hold_office()
        for tie, side, commitment in before:
            tie.commitment[side] = max(tie.commitment[side], commitment)


class Shut(CentralGovernment):
    """A centre that never decides anything."""

    def review_central(self):
        pass


class Idle(NGO):
    """An NGO that starts nothing of its own."""

    def start_informal(self):
        pass


def test_a_city_that_keeps_commitment_delivers_more():
    plain = after(240)
    steadfast = after(240, classes={"cities": Steadfast})
    assert sum(steadfast.measure()["delivered"]) > sum(plain.measure()["delivered"])
    assert min(steadfast.measure()["commitment"]) > min(plain.measure()["commitment"])


def test_a_centre_that_never_decides_lets_dossiers_lapse():
    model = after(120, classes={"countries": Shut})
    assert after(120).measure()["approval_months"] != model.measure()["approval_months"]
    assert sum(model.measure()["signed_share"]) == 0.0
    assert sum(tie.lapsed for tie in model.world.partnerships) > sum(
        tie.lapsed for tie in after(120).world.partnerships
    )


def test_an_ngo_that_starts_nothing_carries_less():
    idle = after(120, classes={"ngos": Idle})
    assert sum(idle.measure()["delivered_ngo"]) < sum(after(120).measure()["delivered_ngo"])


@pytest.mark.parametrize("table", AGENT_CLASSES)
@pytest.mark.parametrize("step", MONTH, ids=lambda step: step.behaviour)
def test_overriding_any_behaviour_changes_the_run(table, step):
    if step.table != table:
        return
    silent = type("Silent", (AGENT_CLASSES[table],), {step.behaviour: lambda self: None})
    config = small(initiation__city_rate=0.3, initiation__ngo_rate=0.3)
    runs = []
    for classes in ({}, {table: silent}):
        model = ParadiplomacyModel(config, seed=1, classes=classes)
        model.run(60)
        runs.append(arrays_of(model.world))
    assert first_difference(*runs) != ""


def test_without_its_agents_a_world_stands_still():
    model = ParadiplomacyModel(small(), seed=1)
    model.run(24)
    before = model.measure()
    for agent in list(model.agents):
        agent.remove()
    tallies = [tally.count for tally in model.world.tallies]
    model.run(24)
    assert [tally.count for tally in model.world.tallies] == tallies
    for name in ("delivered", "promised", "trust", "commitment", "cost", "mou_share"):
        assert model.measure()[name] == before[name]


@pytest.mark.parametrize(
    ("agent_class", "indicator"),
    [(CityGovernment, "delivered_g2g"), (NGO, "delivered_ngo"), (CentralGovernment, "mou_share")],
)
def test_removing_one_kind_of_agent_stops_its_part(agent_class, indicator):
    model = ParadiplomacyModel(small(initiation__hybrid_share=0.0), seed=1)
    for tie in model.world.partnerships:
        tie.formality = 0
    for agent in list(model.agents_by_type[agent_class]):
        agent.remove()
    model.run(120)
    assert sum(model.measure()[indicator]) == 0.0
    other = "delivered_ngo" if agent_class is CityGovernment else "delivered_g2g"
    if agent_class is not CentralGovernment:
        assert sum(model.measure()[other]) > 0.0


def test_attributes_of_an_agent_are_the_state_of_the_world():
    model = ParadiplomacyModel(small(), seed=1)
    city = next(iter(model.agents_by_type[CityGovernment]))
    assert model.world.cities[city.index] is city
    city.capacity = 0.0123
    assert arrays_of(model.world).cities["capacity"][city.index] == 0.0123
    assert {agent.name for agent in model.agents} == {
        "north", "south", "aa", "bb", "cc", "dd", "friends", "school",
    }  # fmt: skip
