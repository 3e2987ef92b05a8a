"""Nothing is lost: money, dossiers, files, programmes, events, month by month on random worlds."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings

from paradiplomacy.engines.agents import NGO, CentralGovernment, CityGovernment
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.schedule import MONTH
from paradiplomacy.state import codes
from paradiplomacy.state.codes import (
    DOSSIER_SLOTS,
    EVENT_KINDS,
    FREE,
    NGO_LEAD,
    NONE,
    OPEN,
    PENDING,
    PROGRAMME,
    PROGRAMME_SLOTS,
    PROPOSED,
    RUNNING,
)
from tests.support.worlds import BUSY_SEED, busy, configs
from tests.unit.model.processes.contract import out_of_bounds

LOG = 30_000


def near(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def slots_of(world, p):
    return world.programmes[p * PROGRAMME_SLOTS : (p + 1) * PROGRAMME_SLOTS]


class Treasurer(CityGovernment):
    """A city that keeps books of its own: what it was granted, what each programme cost it."""

    own_grants = 0.0
    parts = 0.0
    lost = 0

    def grant_budget(self):
        granted, funds, returned = self.granted, self.funds, self.returned
        super().grant_budget()
        if self.granted != granted or self.returned != returned:
            assert self.returned == returned + funds
            assert self.funds == self.revenue * self.budget_share
        self.own_grants += self.granted - granted

    def resource_programmes(self):
        spent, upkeep = self.spent, self.upkeep
        super().resource_programmes()
        part = sum(self.part_of(p, side) for p, side in memberships(self.world, self.index))
        assert self.spent - spent == near(part + self.upkeep - upkeep)
        self.parts += part

    def part_of(self, p, side):
        """Return what this city paid this month for the programmes of one of its ties."""
        parameters = self.world.parameters
        total = 0.0
        for programme in slots_of(self.world, p):
            if programme.status == RUNNING and programme.lead != NGO_LEAD:
                lead = parameters.budgeting.lead_share
                share = lead if programme.lead == side else 1.0 - lead
                total += share * programme.paid[side] * parameters.programme.cost[programme.scale]
        return total

    def follow_up(self):
        proposed = self.proposed()
        super().follow_up()
        self.lost += sum(programme.status == FREE for programme in proposed)

    def proposed(self):
        """List the programmes of its ties that wait for clearance."""
        return [
            programme
            for p, _ in memberships(self.world, self.index)
            for programme in slots_of(self.world, p)
            if programme.status == PROPOSED
        ]


class Matcher(CentralGovernment):
    """A centre whose matching is held against its fund."""

    def match_funds(self):
        matched = self.matched
        before = [city.funds for city in self.cities]
        super().match_funds()
        extra = [city.funds - funds for city, funds in zip(self.cities, before, strict=True)]
        assert self.matched - matched == near(sum(extra))
        assert sum(extra) <= self.matching_fund + 1e-9
        assert all(more <= funds * (1.0 + 1e-9) for more, funds in zip(extra, before, strict=True))

    @property
    def cities(self):
        return self.world.cities[self.first_city : self.first_city + self.city_count]


def by_ngos(partnership):
    return partnership.paid[NGO_LEAD]


class Bookkeeper(NGO):
    """An NGO whose spending is held against what its programmes cost it."""

    def resource_informal(self):
        spent, costs = self.spent, [by_ngos(each) for each in self.world.partnerships]
        super().resource_informal()
        now = [by_ngos(each) for each in self.world.partnerships]
        assert self.spent - spent == near(sum(now) - sum(costs))


AUDITED = {"countries": Matcher, "cities": Treasurer, "ngos": Bookkeeper}


def tally(world, kind):
    return world.tallies[getattr(codes, kind.upper())].count


def check_money(world):
    for payer in (*world.cities, *world.ngos):
        assert payer.granted == near(payer.spent + payer.returned + payer.funds)
        assert payer.funds >= 0.0
    for city in world.cities:
        assert city.spent == near(city.parts + city.upkeep)
    for country in world.countries:
        granted = sum(city.granted - city.own_grants for city in country.cities)
        assert country.matched == near(granted)
    for ngo in world.ngos:
        assert ngo.active == 1 or ngo.funds == 0.0
    partnerships = world.partnerships
    assert sum(ngo.spent for ngo in world.ngos) == near(
        sum(by_ngos(partnership) for partnership in partnerships)
    )
    for c, city in enumerate(world.cities):
        sides = [each.paid[each.cities.index(c)] for each in partnerships if c in each.cities]
        assert city.parts == near(sum(sides))


def check_dossiers(world):
    waiting = sum(dossier.status == OPEN for dossier in world.dossiers)
    partnerships = world.partnerships
    ends = {end: tally(world, f"dossier_{end}") for end in ("approved", "refused", "lapsed")}
    assert tally(world, "dossier_filed") == waiting + sum(ends.values())
    for end, count in ends.items():
        assert count == sum(getattr(partnership, end) for partnership in partnerships)
    assert tally(world, "let_down") == sum(
        partnership.let_down_total for partnership in partnerships
    )


def check_files(world):
    """Each waiting file stands in exactly one list, and no other does."""
    found = Counter()
    heads = [country.registry for country in world.countries]
    heads += [head for desk in world.desks for head in (desk.head, desk.tray)]
    for head in heads:
        file = head
        while file >= 0:
            found[file] += 1
            assert found[file] == 1
            file = world.dossiers[file // 2].next[file % 2]
    assert set(found) == {
        2 * d + side
        for d, dossier in enumerate(world.dossiers)
        for side in (0, 1)
        if dossier.status == OPEN and dossier.decision[side] == PENDING
        # Without queues a file waits in no list once it is registered.
        if world.mechanisms.gate == 0 or dossier.filed == world.clock.month
        if world.mechanisms.gate == 0 or dossier.stage[side] == NONE
    }
    for desk in world.desks:
        last = NONE
        file = desk.head
        while file >= 0:
            last = file
            file = world.dossiers[file // 2].next[file % 2]
        assert desk.tail == last


def check_programmes(world):
    living = sum(programme.status != FREE for programme in world.programmes)
    begun = tally(world, "programme_completed") + tally(world, "programme_broken_off")
    ended = begun + tally(world, "programme_abandoned")
    lost = sum(city.lost for city in world.cities)
    assert tally(world, "programme_proposed") == living + ended + lost
    running = sum(programme.status == RUNNING for programme in world.programmes)
    assert tally(world, "programme_started") == running + begun
    assert tally(world, "programme_abandoned") == sum(
        partnership.abandoned for partnership in world.partnerships
    )
    for slot, programme in enumerate(world.programmes):
        p, k = divmod(slot, PROGRAMME_SLOTS)
        dossier = world.dossiers[p * DOSSIER_SLOTS + k]
        assert (dossier.status == OPEN) == (programme.status == PROPOSED)
        if dossier.status == OPEN:
            assert dossier.instrument == PROGRAMME
            assert (dossier.agreement, dossier.renews, dossier.programme) == (0, 0, slot)
    for p in range(len(world.partnerships)):
        dossier = world.dossiers[p * DOSSIER_SLOTS + PROGRAMME_SLOTS]
        if dossier.status == OPEN:
            assert dossier.agreement > 0
            assert dossier.programme == NONE


def last_in_use(world, p):
    """Return how many slots of a tie there are up to the last that holds a programme."""
    held = [k for k, programme in enumerate(slots_of(world, p), 1) if programme.status != FREE]
    return max(held, default=0)


def open_dossiers(world, p):
    dossiers = world.dossiers[p * DOSSIER_SLOTS : (p + 1) * DOSSIER_SLOTS]
    return sum(dossier.status == OPEN for dossier in dossiers)


def check_slots(world):
    """At the end of a month a tie counts just the slots that its programmes need."""
    for p, partnership in enumerate(world.partnerships):
        assert (partnership.slots, partnership.pending) == (
            last_in_use(world, p),
            open_dossiers(world, p),
        )


def check_milestones(world):
    delivered = sum(sum(partnership.delivered) for partnership in world.partnerships)
    promised = sum(partnership.promised for partnership in world.partnerships)
    assert tally(world, "milestone_delivered") == delivered
    assert tally(world, "ceremony") == sum(
        partnership.ceremonies for partnership in world.partnerships
    )
    assert promised == delivered + tally(world, "milestone_missed") + tally(world, "ceremony")


def check_ties(world, first):
    """``first`` holds the ties, the holders of the norm and the NGOs of the start."""
    partnerships, holders, ngos = first
    founded = [partnership for partnership in world.partnerships if partnership.exists]
    known = world.partnerships[: world.clock.partnership_count]
    assert len(founded) == partnerships + tally(world, "partnership_founded")
    assert founded == [partnership for partnership in known if partnership.exists]
    assert len(known) - len(founded) == world.clock.awaited
    for c, city in enumerate(world.cities):
        pairs = list(memberships(world, c))
        assert len(set(pairs)) == len(pairs) == city.partnership_count
        assert all(world.partnerships[p].cities[side] == c for p, side in pairs)
    assert sum(city.partnership_count for city in world.cities) == 2 * len(founded)
    holding = sum(city.norm_adopted for city in world.cities)
    assert holding == holders + tally(world, "norm_adopted") - tally(world, "norm_abandoned")
    founded_later = sum(ngo.generation for ngo in world.ngos)
    active = sum(ngo.active for ngo in world.ngos)
    assert active == ngos + founded_later - tally(world, "ngo_left")
    for partnership in founded:
        present = [n for n in partnership.engaged if n != NONE]
        assert len(set(present)) == len(present)
        assert all(
            world.ngos[n].active and world.ngos[n].home in partnership.cities for n in present
        )


def start_of(world):
    return (
        world.clock.partnership_count - world.clock.awaited,
        sum(city.norm_adopted for city in world.cities),
        sum(ngo.active for ngo in world.ngos),
    )


CHECKS = (
    check_money,
    check_dossiers,
    check_files,
    check_programmes,
    check_slots,
    check_milestones,
)


def audit(config, seed):
    """Run a world and hold it against all its books every month."""
    model = WorldModel(config, seed=seed, classes=AUDITED)
    first = start_of(model.world)
    for _ in range(config.scenario.months):
        model.step()
        for check in CHECKS:
            check(model.world)
        check_ties(model.world, first)
    assert out_of_bounds(model.world) == []
    return model


@pytest.mark.slow
@given(config=configs())
@settings(max_examples=15)
def test_everything_is_conserved_every_month(config):
    audit(config, 7)


@pytest.mark.slow
def test_everything_is_conserved_where_everything_happens():
    world = audit(busy(), BUSY_SEED).world
    assert [kind for kind in EVENT_KINDS if tally(world, kind) == 0] == []


def watch_slots(config, seed, months):
    """Hold every tie's slots in use and open dossiers against its tables after every step."""
    world = WorldModel(config, seed=seed).world
    for _ in range(months):
        world.clock.month += 1
        for step in MONTH:
            for row in range(len(getattr(world, step.table))):
                step.rule(world, row)
            for p, partnership in enumerate(world.partnerships[: world.clock.partnership_count]):
                assert last_in_use(world, p) <= partnership.slots <= PROGRAMME_SLOTS
                assert partnership.pending == open_dossiers(world, p)
        check_slots(world)
    return world


@pytest.mark.slow
@given(config=configs(months=24))
@settings(max_examples=10)
def test_no_programme_stands_behind_the_slots_in_use(config):
    watch_slots(config, 7, 24)


def test_no_programme_stands_behind_the_slots_in_use_where_everything_happens():
    world = watch_slots(busy(), BUSY_SEED, 60)
    assert all(tally(world, f"dossier_{end}") for end in ("approved", "refused", "lapsed"))
    assert tally(world, "programme_completed") > 0


def years_of(config, seed):
    """Yield each fiscal year of each city: granted, spent in it, and left at its end."""
    model = WorldModel(config, seed=seed)
    opened = {}
    for month in range(config.scenario.months):
        ended = {city: (city.granted, city.spent, city.returned) for city in model.world.cities}
        model.step()
        for city, (granted, spent, returned) in ended.items():
            country = model.world.countries[city.country]
            if (model.world.clock.start + month) % 12 == country.fiscal_month - 1:
                if city in opened:
                    before = opened[city]
                    left = city.returned - returned
                    yield granted - before[0], spent - before[1], left
                opened[city] = (granted, spent)
            elif city in opened:
                assert city.granted == granted
                assert city.returned == returned


@pytest.mark.slow
@given(config=configs())
@settings(max_examples=10)
def test_each_year_each_city_spends_or_returns_what_it_was_granted(config):
    for granted, spent, left in years_of(config, 7):
        assert granted == near(spent + left)


def test_some_years_are_spent_to_the_last_and_some_are_not():
    years = list(years_of(busy(), BUSY_SEED))
    assert any(left == 0.0 < spent for _, spent, left in years)
    assert any(left > 0.0 for _, _, left in years)
    assert len({round(granted, 6) for granted, _, _ in years}) > 10
    for granted, spent, left in years:
        assert granted == near(spent + left)


def check_events(world):
    assert world.clock.unlogged == 0
    logged = Counter(event.kind for event in world.events[: world.clock.logged])
    assert [logged[kind] for kind in range(len(world.tallies))] == [
        tally.count for tally in world.tallies
    ]


@pytest.mark.slow
@given(config=configs())
@settings(max_examples=10)
def test_counts_equal_the_event_log(config):
    model = WorldModel(config, seed=7, log_size=LOG)
    model.run()
    check_events(model.world)


def test_counts_equal_the_event_log_where_everything_happens():
    model = WorldModel(busy(), seed=BUSY_SEED, log_size=LOG)
    model.run()
    check_events(model.world)
    assert model.world.clock.logged > 1000
