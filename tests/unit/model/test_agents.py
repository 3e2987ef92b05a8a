"""The agents are the model: without them nothing happens, and what they decide counts."""

from __future__ import annotations

from functools import cache

import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.engines.agents import AGENT_CLASSES, NGO, CentralGovernment, CityGovernment
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.schedule import MONTH
from paradiplomacy.state import codes
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import BUSY_SEED, busy, small

QUARTER = 3
MONTHS = 84


def after(months=60, config=None, seed=1, **options):
    model = WorldModel(config or busy(), seed=seed, **options)
    model.run(months)
    return model


def total(models, name):
    """Return an indicator summed over the ties of some models."""
    return sum(value for model in models for value in model.measure()[name])


def tallied(models, kind):
    return sum(model.world.tallies[getattr(codes, kind.upper())].count for model in models)


# ------------------------------------------------------------------------------ worked examples


class Steadfast(CityGovernment):
    """A mayor who never lets a programme go: commitment never falls."""

    def hold_office(self):
        before = [
            (partnership, side, partnership.commitment[side])
            for partnership, side in self.partnerships
        ]
        super().hold_office()
        for partnership, side, commitment in before:
            partnership.commitment[side] = max(partnership.commitment[side], commitment)


class Impartial(CentralGovernment):
    """A centre that never moves a reviewer: each stage keeps its own, whatever its backlog."""

    def allot_reviewers(self):
        for k in range(self.first_desk, self.first_desk + self.desk_count):
            self.world.desks[k].reviewers = self.reviewers


class Wary(CentralGovernment):
    """A centre that never grants fast track."""

    def grant_fast_track(self):
        pass


class Shut(CentralGovernment):
    """A centre that never decides anything."""

    def review_central(self):
        pass


class Loyal(NGO):
    """An NGO that never leaves."""

    def leave(self):
        pass


class Idle(NGO):
    """An NGO that starts nothing of its own."""

    def start_informal(self):
        pass


def runs(months, seeds=(1, 2, 3), config=None, **classes):
    return [after(months, config, seed, classes=classes) for seed in seeds]


@cache
def as_they_are():
    """Return busy worlds whose agents do as they do."""
    return runs(84)


@pytest.mark.slow
def test_cities_that_keep_commitment_deliver_more():
    plain, steadfast = as_they_are(), runs(84, cities=Steadfast)
    assert total(steadfast, "delivered_g2g") > 1.2 * total(plain, "delivered_g2g")
    assert total(steadfast, "commitment") > total(plain, "commitment")
    assert tallied(steadfast, "partnership_let_go") < tallied(plain, "partnership_let_go")


@pytest.mark.slow
def test_one_mayor_who_keeps_commitment_keeps_it_in_one_city():
    class Alone(Steadfast):
        def hold_office(self):
            if self.name == "aa":
                super().hold_office()
            else:
                CityGovernment.hold_office(self)

    plain, alone = after(96), after(96, classes={"cities": Alone})
    # A tie founded on the way begins with the drive of the mayor of that day.
    least = [
        {
            city.name: min(
                (
                    partnership.commitment[side]
                    for partnership, side in city.partnerships
                    if partnership.founded == 0
                ),
                default=0.0,
            )
            for city in model.world.cities
        }
        for model in (plain, alone)
    ]
    assert least[1]["aa"] > 0.8 > least[0]["aa"]
    assert all(least[1][name] < 0.8 for name in ("bb", "cc", "dd"))


def long_chain(**changes):
    """Return a world whose northern centre has a stage that is swamped and one that is idle."""
    return small(
        regimes__one_gate__stages__home__background_load=0.95,
        regimes__one_gate__stages__foreign__background_load=0.1,
        initiation={"intercept": -2.5, "new_partnership": -50.0},
        gate={"patience": 60},
        countries__north__reviewers=1.0,
        **changes,
    )


@pytest.mark.slow
def test_a_centre_that_moves_no_reviewers_lets_files_wait_longer():
    config = long_chain(regimes__one_gate__fast_track__enabled=False)
    seeds = range(1, 13)
    both = runs(96, seeds, config=config), runs(96, seeds, config=config, countries=Impartial)
    months, approved = (
        [sum(getattr(each, name) for model in models for each in model.world.partnerships)
         for models in both]
        for name in ("approval_months", "approved")
    )  # fmt: skip
    assert months[1] / approved[1] > months[0] / approved[0]
    assert approved[1] < approved[0]


@pytest.mark.slow
def test_a_centre_that_never_grants_fast_track_sends_every_file_down_the_chain():
    config = long_chain(regimes__one_gate__fast_track__month_value=0.1)
    plain, wary = runs(96, config=config), runs(96, config=config, countries=Wary)
    assert tallied(plain, "fast_tracked") > 0
    assert tallied(wary, "fast_tracked") == 0
    # Nobody skips the foreign ministry any more: in the end it has served more tickets.
    desks = [[model.world.desks[model.world.countries[0].first_desk + 1] for model in models]
             for models in (plain, wary)]  # fmt: skip
    served = [sum(desk.arrived for desk in each) for each in desks]
    assert served[1] > served[0]


@pytest.mark.slow
def test_a_centre_that_never_decides_lets_dossiers_lapse():
    config = long_chain(partnerships__bbTOdd__agreement=None)
    plain, shut = runs(96, config=config), runs(96, config=config, countries=Shut)
    assert tallied(plain, "mou_signed") > 0
    assert tallied(shut, "mou_signed") == 0
    assert tallied(shut, "dossier_lapsed") > tallied(plain, "dossier_lapsed")


@pytest.mark.slow
def test_ngos_that_never_leave_deliver_more():
    plain, loyal = as_they_are(), runs(84, ngos=Loyal)
    assert tallied(plain, "ngo_left") > 0
    assert tallied(loyal, "ngo_left") == 0
    assert total(loyal, "ngos_engaged") > total(plain, "ngos_engaged")
    assert total(loyal, "delivered_ngo") > total(plain, "delivered_ngo")


@pytest.mark.slow
def test_an_ngo_that_starts_nothing_carries_less():
    plain, idle = as_they_are(), runs(84, ngos=Idle)
    assert total(idle, "delivered_ngo") < total(plain, "delivered_ngo")


# ------------------------------------------------------------------------------ every behaviour


AT_WORK = {
    f"mechanisms__{process}": mechanism.names[1]
    for process, mechanism in REGISTRY.items()
    if mechanism.default == "off"
}
"""Processes that are off by default, on."""


@cache
def plain_run():
    """Return a busy world at the end of each quarter, as arrays."""
    model = WorldModel(busy(**AT_WORK), seed=BUSY_SEED)
    found = []
    for _ in range(MONTHS // QUARTER):
        model.run(QUARTER)
        found.append(arrays_of(model.world))
    return found


BEHAVIOURS = [(step.table, step.behaviour) for step in MONTH if step.table in AGENT_CLASSES]


@pytest.mark.parametrize(("table", "behaviour"), BEHAVIOURS)
def test_overriding_any_behaviour_changes_the_run(table, behaviour):
    silent = type("Silent", (AGENT_CLASSES[table],), {behaviour: lambda self: None})
    model = WorldModel(busy(**AT_WORK), seed=BUSY_SEED, classes={table: silent})
    for plain in plain_run():
        model.run(QUARTER)
        if first_difference(plain, arrays_of(model.world)):
            return
    pytest.fail("nothing came of it")


def test_overriding_nothing_changes_nothing():
    classes = {
        table: type("Same", (agent,), {"deliver": agent.deliver} if table == "cities" else {})
        for table, agent in AGENT_CLASSES.items()
    }
    model = WorldModel(busy(**AT_WORK), seed=BUSY_SEED, classes=classes)
    model.run(QUARTER)
    assert first_difference(plain_run()[0], arrays_of(model.world)) == ""


# ------------------------------------------------------------------------------ without agents


def test_without_its_agents_a_world_stands_still():
    model = after(36, busy(events={}))
    partnerships, world = model.measure(), model.measure_world()
    tallies = [tally.count for tally in model.world.tallies]
    for agent in list(model.agents):
        agent.remove()
    model.run(24)
    # What belongs to a tie moves by itself: contacts, images, coordination of the two cities.
    moving = (codes.COORDINATION_BUILT, codes.COORDINATION_LOST)
    for code, tally in enumerate(model.world.tallies):
        assert code in moving or tally.count == tallies[code], codes.EVENT_KINDS[code]
    for name in (
        "trust", "commitment", "promised", "delivered", "cost", "signed_share", "mou_share",
        "lost_opportunities", "let_downs", "ngos_engaged", "carried_share", "misalignment",
    ):  # fmt: skip
        assert repr(model.measure()[name]) == repr(partnerships[name]), name
    assert model.measure()["contact"] != partnerships["contact"]
    for name in (
        "bilateral", "norm_adopted", "norm_internalised", "participation", "capacity", "budget",
        "ngos_active", "partnerships_per_city", "vertical_coordination", "horizontal_coordination",
        "backlog", "recognition",
    ):  # fmt: skip
        assert model.measure_world()[name] == world[name], name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("agent_class", "indicator", "goes_on"),
    [
        (CityGovernment, "delivered_g2g", "delivered_ngo"),
        (NGO, "delivered_ngo", "delivered_g2g"),
        (CentralGovernment, "approved", "delivered_ngo"),
    ],
)
def test_removing_one_kind_of_agent_stops_its_part(agent_class, indicator, goes_on):
    config = busy(initiation__hybrid_share=0.0)
    model = WorldModel(config, seed=BUSY_SEED)
    for agent in list(model.agents_by_type[agent_class]):
        agent.remove()
    model.run(72)
    if indicator == "approved":
        assert sum(partnership.approved for partnership in model.world.partnerships) == 0
    else:
        assert total([model], indicator) == 0.0
    assert total([model], goes_on) > 0.0


def test_attributes_of_an_agent_are_the_state_of_the_world():
    model = WorldModel(small(), seed=1)
    city = next(iter(model.agents_by_type[CityGovernment]))
    assert model.world.cities[city.index] is city
    city.capacity = 0.0123
    assert arrays_of(model.world).cities["capacity"][city.index] == 0.0123


def test_there_is_an_agent_for_each_country_city_and_organisation_latent_ones_included():
    model = WorldModel(small(), seed=1)
    names = {kind: {agent.name for agent in model.agents_by_type[kind]}
             for kind in AGENT_CLASSES.values()}  # fmt: skip
    assert names[CentralGovernment] == {"north", "south"}
    assert names[CityGovernment] == {"aa", "bb", "cc", "dd"}
    assert {ngo.name for ngo in model.agents_by_type[NGO] if ngo.active} == {"friends", "school"}
    assert len(names[NGO]) == 4 * len(codes.NGO_KINDS)
    assert "aa: business" in names[NGO]
    assert "aa: education" not in names[NGO]


def test_a_city_knows_its_ties_those_founded_later_included():
    model = after(72, seed=BUSY_SEED)
    assert model.world.clock.partnership_count > len(busy().partnerships)
    for city in model.world.cities:
        rows = [p for p in range(model.world.clock.partnership_count)
                if city.index in model.world.partnerships[p].cities]  # fmt: skip
        assert (
            sorted(
                model.world.partnerships.index(partnership) for partnership, _ in city.partnerships
            )
            == rows
        )
        assert all(
            partnership.cities[side] == city.index for partnership, side in city.partnerships
        )
