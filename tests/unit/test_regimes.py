"""Regimes: presets, overrides, blends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paradiplomacy.regimes import Regime, RegimeChoice, resolve
from tests.worlds import CHAIN

STRICT = Regime.model_validate({"stages": CHAIN, "fast_track": {"enabled": True}})
LIGHT = Regime.model_validate(
    {"stages": {"council": CHAIN["council"] | {"service_rate": 1.0, "returns_allowed": 3}}}
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
    assert council.returns_allowed == round(0.75 * 1 + 0.25 * 3)


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
