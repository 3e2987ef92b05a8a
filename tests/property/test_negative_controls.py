"""Negative controls: where a channel is cut, nothing passes, to the last bit.

N1: without delivery no trust. N2: no term from papers to trust. N3: no term from ties to the
bilateral level where its two coefficients are 0. N4: no term from a regime to anything but papers
and waiting where there is no money. Each is paired with a positive run in which the same quantity
moves.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.agents import CentralGovernment
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.randomness import RELATIONS, child_key, mixed, normal, uniform, wrap
from paradiplomacy.state.codes import MOU
from tests.support.worlds import BUSY_SEED, busy, configs, raw, small

PRIOR_MEANS = {"subjective_logic": 0.0, "asymmetric_exponential": 0.0, "beta_prior_half": 0.5}
FLOWS = ("promised_now", "delivered_now", "due", "kept", "let_downs")
NO_NEW_TIES = {"initiation": {"new_partnership": -50.0, "ngo_search": 0.0}}


def changed(config, *changes):
    """Return ``config`` with tables of changes laid over its own, table by table."""

    def lay(base, over):
        for name, value in over.items():
            if isinstance(value, dict) and isinstance(base.get(name), dict):
                lay(base[name], value)
            else:
                base[name] = value

    data = config.model_dump(exclude_unset=True)
    for over in changes:
        lay(data, over)
    return WorldConfig.model_validate(data)


# ------------------------------------------------------------------------------------------- N1


def evidence(world):
    return [(list(partnership.trust), list(partnership.good)) for partnership in world.partnerships]


@pytest.mark.slow
@given(config=configs(), seed=st.integers(0, 10_000))
@settings(max_examples=15)
def test_without_delivery_good_evidence_never_grows_and_trust_is_bounded_by_its_prior(config, seed):
    variant = config.mechanisms.trust
    assume(variant in PRIOR_MEANS)
    model = WorldModel(config, seed=seed)
    for _ in range(config.scenario.months):
        before = evidence(model.world)
        model.step()
        for (trust, good), partnership in zip(before, model.world.partnerships, strict=True):
            if partnership.delivered_last[0] == 0:
                assert all(partnership.good[i] <= good[i] for i in range(4))
                assert all(
                    partnership.trust[i] <= max(trust[i], PRIOR_MEANS[variant]) for i in range(4)
                )


@pytest.mark.slow
@pytest.mark.parametrize("variant", PRIOR_MEANS)
def test_with_deliveries_good_evidence_grows_and_trust_rises_above_its_prior(variant):
    model = WorldModel(busy(mechanisms__trust=variant), seed=BUSY_SEED)
    grown = 0
    risen = 0
    for _ in range(72):
        before = evidence(model.world)
        model.step()
        for (trust, good), partnership in zip(before, model.world.partnerships, strict=True):
            for i in range(4):
                grown += partnership.good[i] > good[i]
                risen += partnership.trust[i] > max(trust[i], PRIOR_MEANS[variant])
    assert grown > 100
    assert risen > 50


# ------------------------------------------------------------------------------------------- N2


class Records(CentralGovernment):
    """A centre that writes down the flows of the month that trust is revised by."""

    def publish_results(self):
        if self.index == 0:
            flows = [
                [_copy(getattr(partnership, name)) for name in FLOWS]
                for partnership in self.partnerships
            ]
            self.model.__dict__.setdefault("flows", []).append(flows)
        super().publish_results()

    @property
    def partnerships(self):
        return self.world.partnerships[: self.world.clock.partnership_count]


class Replays(Records):
    """A centre that lets trust be revised by the flows written down in another run."""

    def publish_results(self):
        if self.index == 0:
            for partnership, flows in zip(
                self.partnerships, self.model.script[self.world.clock.month], strict=True
            ):
                for name, value in zip(FLOWS, flows, strict=True):
                    setattr(partnership, name, _copy(value))
                self.flip(partnership)
        CentralGovernment.publish_results(self)

    def flip(self, partnership):
        """Leave the papers as they are."""


class Flips(Replays):
    """A centre that moreover deals out papers at random just before trust is revised."""

    def flip(self, partnership):
        partnership.formality = random.Random(self.world.clock.month + partnership.key).randrange(3)


def _copy(value):
    return list(value) if isinstance(value, list) else value


def sign_all(model):
    """Give every tie a memorandum for longer than any run."""
    for partnership in model.world.partnerships[: model.world.clock.partnership_count]:
        partnership.formality = MOU
        partnership.expires = 10_000


def trust_by_month(model, months):
    seen = []
    papers = []
    for _ in range(months):
        model.step()
        partnerships = model.world.partnerships[: model.world.clock.partnership_count]
        seen.append(
            [
                repr((partnership.trust, partnership.good, partnership.bad, partnership.aspiration))
                for partnership in partnerships
            ]
        )
        papers.append([partnership.formality for partnership in partnerships])
    return seen, papers


def with_other_papers(config, seed, months):
    """Return trust and papers of three runs: one as it is, two with its deliveries only."""
    one = WorldModel(config, seed=seed, classes={"countries": Records})
    found = [trust_by_month(one, months)]
    for centre in (Replays, Flips):
        other = WorldModel(config, seed=seed, classes={"countries": centre})
        other.script = one.flows
        sign_all(other)
        found.append(trust_by_month(other, months))
    return found


@pytest.mark.slow
@given(config=configs(), seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_with_deliveries_held_fixed_papers_change_no_trust(config, seed):
    config = changed(config, NO_NEW_TIES)
    (trust, papers), *others = with_other_papers(config, seed, config.scenario.months)
    for other_trust, other_papers in others:
        assert other_papers != papers
        assert other_trust == trust


@pytest.mark.slow
def test_papers_that_change_what_is_delivered_change_trust():
    config = changed(busy(), NO_NEW_TIES)
    plain, signed = (WorldModel(config, seed=BUSY_SEED) for _ in range(2))
    sign_all(signed)
    (trust, papers), (other_trust, other_papers) = (
        trust_by_month(model, 72) for model in (plain, signed)
    )
    assert papers[0] != other_papers[0]
    assert trust[-1] != other_trust[-1]
    held = with_other_papers(config, BUSY_SEED, 72)
    assert held[0][0] == held[1][0] == held[2][0] == trust


# ------------------------------------------------------------------------------------------- N3


class Autoregressive(CentralGovernment):
    """A centre whose relations are held against their own autoregression, worked out here."""

    def adjust_relations(self):
        expected = self.autoregression()
        super().adjust_relations()
        size = len(self.world.countries)
        assert self.world.bilateral[self.index * size : (self.index + 1) * size] == expected

    def autoregression(self):
        world, size = self.world, len(self.world.countries)
        parameters = world.parameters.bilateral
        levels = []
        for other in range(size):
            place = self.index * size + other
            base, before = world.bilateral_base[place], world.bilateral[place]
            if other == self.index:
                levels.append(before)
                continue
            key = mixed(wrap(child_key(self.key, 0) + world.countries[other].key))
            shock = parameters.noise * normal(uniform(world.clock, RELATIONS, key, 0))
            level = base + parameters.persistence * (before - base) + shock
            levels.append(min(max(level, 0.0), 1.0))
        return levels


COEFFICIENTS = ("bilateral.up", "bilateral.image")
"""What lets ties move the level between states; an event may set it too."""

LIVES = ({}, {"mechanisms": {"delivery": "off"}}, {"mechanisms": {"initiation": "off"}})


def relations(config, seed, months, **options):
    """Return the bilateral levels by month, and what was delivered in the end."""
    model = WorldModel(config, seed=seed, **options)
    levels = []
    for _ in range(months):
        model.step()
        levels.append(repr(model.world.bilateral))
    return levels, sum(sum(partnership.delivered) for partnership in model.world.partnerships)


@pytest.mark.slow
@given(config=configs(), seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_without_its_coefficients_the_bilateral_level_is_an_autoregression_with_events(
    config, seed
):
    assume(config.mechanisms.bilateral == "autoregression")
    moved = {*config.timelines, *(event.field for event in config.events.values())}
    assume(not moved & set(COEFFICIENTS))
    still = changed(config, {"bilateral": {"up": 0.0, "image": 0.0}})
    classes = {"countries": Autoregressive}
    runs = [
        relations(changed(still, life), seed, config.scenario.months, classes=classes)
        for life in LIVES[:2]
    ]
    assert runs[0][0] == runs[1][0]


@pytest.mark.slow
@pytest.mark.parametrize(("up", "image"), [(0.0, 0.0), (0.02, 0.0), (0.0, 0.02)])
def test_only_with_a_coefficient_do_ties_move_the_bilateral_level(up, image):
    config = busy(bilateral__up=up, bilateral__image=image)
    runs = [relations(changed(config, life), BUSY_SEED, 48) for life in LIVES]
    assert runs[0][1] > 20
    assert runs[1][1] == runs[2][1] == 0
    assert (runs[0][0] == runs[1][0]) == (up == image == 0.0)
    # An event moves it whatever the coefficients.
    quiet = relations(changed(config, {"mechanisms": {"context": "neutral"}}), BUSY_SEED, 48)
    assert quiet[0] != runs[0][0]


# ------------------------------------------------------------------------------------------- N4


def poor(config):
    """Return ``config`` without money, events that bring some, and trust that can be hurt."""
    data = {
        "countries": {name: {"matching_fund": 0.0} for name in config.countries},
        "cities": {name: {"budget": 0.0} for name in config.cities},
        "ngos": {name: {"budget": 0.0} for name in config.ngos},
        "carrying": {"entrant_budget": 0.0},
        "partnerships": {name: {"trust": 0.0} for name in config.partnerships},
    }
    events = {
        name: event
        for name, event in config.model_dump(exclude_unset=True).get("events", {}).items()
        if not event["field"].endswith((".budget", ".matching_fund"))
    }
    without = changed(config, data).model_dump(exclude_unset=True)
    return WorldConfig.model_validate(without | {"events": events})


def swapped(config):
    """Return ``config`` and the same world with the regimes of its two countries exchanged."""
    data = config.model_dump(exclude_unset=True)
    regimes = {name: data["countries"][name]["regime"] for name in ("north", "south")}
    other = {"north": {"regime": regimes["south"]}, "south": {"regime": regimes["north"]}}
    return config, changed(config, {"countries": other})


def history(config, seed, months):
    """Return month by month what no regime may touch without money, and what it may."""
    model = WorldModel(config, seed=seed)
    kept, papers = [], []
    for _ in range(months):
        model.step()
        partnerships = {
            partnership.key: partnership
            for partnership in model.world.partnerships
            if partnership.exists
        }
        tied = {
            key: repr(
                (
                    partnership.delivered,
                    partnership.promised,
                    partnership.ceremonies,
                    partnership.trust,
                    partnership.perception,
                )
            )
            for key, partnership in partnerships.items()
        }
        kept.append((tied, repr(model.world.bilateral)))
        papers.append([(t.formality, t.approved, t.approval_months, t.refused, t.lapsed)
                       for t in partnerships.values()])  # fmt: skip
    return kept, papers


def assert_untouched(one, other):
    """Compare two histories; ties founded in one of them only are left out."""
    for (partnerships, bilateral), (other_ties, other_bilateral) in zip(one, other, strict=True):
        both = partnerships.keys() & other_ties.keys()
        assert {key: partnerships[key] for key in both} == {key: other_ties[key] for key in both}
        assert bilateral == other_bilateral


@pytest.mark.slow
@given(config=configs(), seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_without_money_swapping_regimes_leaves_deliveries_trust_images_and_relations(config, seed):
    """The rival with prior one half lets let-downs count where nothing was ever delivered."""
    assume(config.mechanisms.trust != "beta_prior_half")
    (one, _), (other, _) = (
        history(each, seed, config.scenario.months) for each in swapped(poor(config))
    )
    assert_untouched(one, other)


def crowded(**changes):
    """Return a world of many cities and few ties, in which partners are sought and found."""
    data = raw(
        initiation={"intercept": -2.0, "new_partnership": -1.0, "outside": -1.0},
        **changes,
    )
    for n in range(4):
        data["cities"][f"n{n}"] = data["cities"]["bb"] | {"name": f"N{n}"}
        data["cities"][f"s{n}"] = data["cities"]["dd"] | {"name": f"S{n}"}
    return WorldConfig.model_validate(data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_nor_do_ties_founded_under_a_regime_carry_it_anywhere_without_money(seed):
    (one, papers), (other, other_papers) = (
        history(each, seed, 48) for each in swapped(poor(crowded()))
    )
    assert len(one[-1][0]) > 5
    assert papers != other_papers
    assert_untouched(one, other)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_without_money_papers_and_waiting_differ_and_with_money_all_else_too(seed):
    config = small(initiation={"intercept": -2.0, "new_partnership": -50.0, "ngo_search": 0.0})
    for money in (False, True):
        (one, papers), (other, other_papers) = (
            history(each, seed, 72) for each in swapped(config if money else poor(config))
        )
        assert papers != other_papers
        assert (one == other) == (not money)
        delivered = [value for partnerships, _ in one for value in partnerships.values()]
        assert len(set(delivered)) > 1
    assert one[-1][1] != other[-1][1]
