"""Regimes: presets, overrides, blends, and the charters that come of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paradiplomacy.configuration.regimes import Regime, RegimeChoice, resolve
from paradiplomacy.initialisation.build import build_world
from tests.support.worlds import CHAIN, small

STRICT = Regime.model_validate({"stages": CHAIN, "fast_track": {"enabled": True}})
LIGHT = Regime.model_validate(
    {"stages": {"council": CHAIN["council"] | {"service_rate": 1.0, "returns_allowed": 2}}}
)
PRESETS = {"strict": STRICT, "light": LIGHT}


def chosen(**choice):
    return resolve(RegimeChoice.model_validate(choice), PRESETS)


def blended(weight):
    return chosen(preset="strict", blend_with="light", blend=weight)


def test_a_preset_is_itself_and_the_ends_of_a_blend_are_its_presets():
    assert chosen(preset="strict") == STRICT == blended(0.0)
    assert chosen(preset="light") == LIGHT == blended(1.0)


def test_numbers_interpolate():
    council = blended(0.25).stages["council"]
    assert council.service_rate == pytest.approx(0.75 * 0.6 + 0.25 * 1.0)
    assert council.returns_allowed == round(0.75 * 5 + 0.25 * 2)


def test_a_stage_that_one_side_lacks_is_required_of_fewer_and_otherwise_the_same():
    foreign = blended(0.25).stages["foreign"]
    assert foreign.required_share.mou == pytest.approx(0.75)
    assert foreign.threshold == STRICT.stages["foreign"].threshold
    assert foreign.service_rate == STRICT.stages["foreign"].service_rate


def test_what_is_no_number_comes_from_the_nearer_side():
    assert blended(0.4).fast_track.enabled
    assert not blended(0.6).fast_track.enabled


def test_an_override_holds_whatever_the_blend():
    for weight in (0.0, 0.3, 1.0):
        regime = chosen(
            preset="strict",
            blend_with="light",
            blend=weight,
            stages={"council": {"required_share": {"mou": 0.1}}},
        )
        assert regime.stages["council"].required_share.mou == 0.1
        assert regime.stages["council"].threshold == 0.35


def test_an_override_leaves_its_neighbours_alone():
    regime = chosen(preset="strict", stages={"home": {"threshold": 0.9}})
    assert regime.stages["home"].required_share == STRICT.stages["home"].required_share
    assert regime.stages["foreign"] == STRICT.stages["foreign"]


def test_a_regime_of_ones_own_needs_no_preset():
    assert chosen(stages=CHAIN).stages == STRICT.stages


def test_a_new_stage_must_be_whole():
    with pytest.raises(ValidationError):
        chosen(preset="light", stages={"senate": {"threshold": 0.5}})


@given(weight=st.floats(0.0, 1.0), load=st.floats(0.0, 0.99), other=st.floats(0.0, 0.99))
def test_a_blend_lies_between_its_ends(weight, load, other):
    ends = {
        name: Regime.model_validate({"stages": {"a": CHAIN["home"] | {"background_load": value}}})
        for name, value in (("one", load), ("other", other))
    }
    choice = RegimeChoice(preset="one", blend_with="other", blend=weight)
    value = resolve(choice, ends).stages["a"].background_load
    assert min(load, other) <= value <= max(load, other)


def charters(**changes):
    """Return the charters of the northern country of a small world, and their stages."""
    world = build_world(small(**changes))
    north = world.countries[0]
    found = []
    for charter in world.charters[north.charter : world.countries[1].charter]:
        last = charter.first_stage + charter.stage_count
        found.append((charter, world.stages[charter.first_stage : last]))
    return found


def reform(regime):
    return {"field": "countries.north.regime", "month": "2010-01", "regime": regime}


def test_a_country_has_a_charter_for_its_regime_and_one_for_each_reform():
    assert len(charters()) == 1
    (one, chain), (other, lighter), (third, _) = charters(
        events={"b": reform("one_gate"), "a": reform({"preset": "progressive"})}
    )
    assert (one.stage_count, other.stage_count, third.stage_count) == (3, 1, 3)
    assert (one.fast_track, other.fast_track) == (1, 0)
    assert lighter[0].key == chain[0].key, "a stage of the same name is the same to its draws"
    assert (one.local_count, one.desk_count) == (1, 2)
    assert (other.local_count, other.desk_count) == (1, 0)
    assert [one.first_local, other.first_local, third.first_local] == [0, 1, 2]


def test_a_reform_may_override_and_blend_as_a_country_may():
    choice = {"preset": "one_gate", "blend_with": "progressive", "blend": 0.25,
              "stages": {"home": {"threshold": 0.9}}, "top_down_share": 0.4}  # fmt: skip
    as_reform = charters(events={"it": reform(choice)})[1]
    as_regime = charters(countries__north__regime=choice)[0]
    assert as_reform[0].top_down_share == as_regime[0].top_down_share == 0.4
    for one, other in zip(as_reform[1], as_regime[1], strict=True):
        for name in ("key", "local", "required_share", "service_rate", "threshold", "slope"):
            assert getattr(one, name) == getattr(other, name)


def test_each_city_has_desks_of_its_own_for_every_charter():
    world = build_world(small(events={"it": reform("progressive")}))
    north = [city for city in world.cities if city.country == 0]
    places = [range(city.own_desks, city.own_desks + 2) for city in north]
    for city, own in zip(north, places, strict=True):
        assert city.first_desk == city.own_desks
        assert all(world.stages[world.desks[k].stage].local for k in own)
        keys = {world.desks[k].key for k in own}
        assert len(keys) == 1, "desks of one stage under two charters share their draws"
    assert not set(places[0]) & set(places[1])
