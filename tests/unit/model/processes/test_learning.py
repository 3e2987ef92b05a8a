"""Evaluation and learning: repair, experience, absorbed know-how."""

from __future__ import annotations

from typing import ClassVar

import pytest

from paradiplomacy.processes import learning
from paradiplomacy.state.codes import APPROVED, NGO_LEAD, RUNNING
from tests.support.engines import arrays_of, first_difference
from tests.unit.model.processes.contract import MechanismContract, run
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB,
    CC,
    CULTURE,
    EDUCATION,
    TECHNOLOGY,
    let,
    scene,
    told,
)


class TestContract(MechanismContract):
    process = "learning"
    settings: ClassVar = {
        "learning__neutral_quality": 0.53,
        "events": {},
    }

    def while_neutral(self, world):
        made = [programme for programme in world.programmes if programme.status]
        assert {programme.quality for programme in made} <= {0.53}
        self.while_off(world)

    def while_off(self, world):
        assert not any(world.experience)
        assert [c.capacity for c in world.cities] == [c.capacity for c in self.first.cities]
        assert not {"programme_evaluated", "programme_repaired"} & told(world).keys()


PARAMETERS = {
    "learning__interval": 6,
    "learning__noise": 0.3,
    "learning__target": 0.65,
    "learning__repair": 0.3,
    "learning__experience": 0.5,
    "learning__experience_decay": 0.2,
    "learning__absorption": 0.5,
    "learning__forget": 0.1,
    "cities__aa__monitoring": 1.0,
}


def evaluated(quality=0.4, months_run=6, lead=0, status=RUNNING, **changes):
    """Return a world after city aa has looked at a programme, and the programme."""
    w = scene(**PARAMETERS | changes)
    programme = w.programmes[0]
    programme.status, programme.lead, programme.sector = status, lead, CULTURE
    programme.quality, programme.months_run = quality, months_run
    learning.evaluate(w, AA)
    return w, programme


def test_effort_is_the_citys_own_or_the_mandates_as_far_as_means_allow():
    w = scene(cities__aa__monitoring=0.2, countries__north__monitoring_mandate=0.5)
    w.cities[AA].lever_share = 0.6
    assert learning.effort(w, AA) == pytest.approx(0.3)
    w.cities[AA].monitoring = 0.9
    assert learning.effort(w, AA) == pytest.approx(0.54)


def test_a_poor_programme_is_repaired_as_far_as_the_effort_goes():
    w, programme = evaluated()
    assert programme.quality == pytest.approx(0.4 + 0.3 * 0.6)
    assert told(w) == {"programme_evaluated": 1, "programme_repaired": 1}
    _, programme = evaluated(cities__aa__monitoring=0.5, learning__noise=0.0)
    assert programme.quality == pytest.approx(0.4 + 0.3 * 0.5 * 0.6)


@pytest.mark.parametrize(("quality", "repairs"), [(0.649, 1), (0.65, 0), (0.9, 0)])
def test_at_full_effort_the_signal_is_the_quality(quality, repairs):
    w, _ = evaluated(quality)
    assert told(w).get("programme_repaired", 0) == repairs
    assert told(w)["programme_evaluated"] == 1


def test_the_less_effort_the_noisier_the_signal():
    def mistakes(effort):
        w = scene(**PARAMETERS | {"cities__aa__monitoring": effort})
        programme = w.programmes[0]
        programme.status, programme.months_run, programme.sector = RUNNING, 6, CULTURE
        for month in range(400):
            w.clock.month, programme.quality = month, 0.75
            learning.evaluate(w, AA)
        return told(w).get("programme_repaired", 0)

    assert mistakes(1.0) == 0
    assert 0 < mistakes(0.7) < mistakes(0.1) - 20


@pytest.mark.parametrize("months_run", [0, 1, 5, 7])
def test_between_evaluations_nobody_looks(months_run):
    assert told(evaluated(months_run=months_run)[0]) == {}


@pytest.mark.parametrize("months_run", [6, 12, 18])
def test_evaluation_comes_round(months_run):
    assert told(evaluated(months_run=months_run)[0])["programme_evaluated"] == 1


@pytest.mark.parametrize(("lead", "status"), [(1, RUNNING), (NGO_LEAD, RUNNING), (0, APPROVED)])
def test_a_city_evaluates_only_running_programmes_that_it_leads(lead, status):
    assert told(evaluated(lead=lead, status=status)[0]) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"cities__aa__monitoring": 0.0},
        {"mechanisms__learning": "neutral"},
        {"mechanisms__learning": "off"},
    ],
)
def test_without_monitoring_nothing_is_repaired(changes):
    w, programme = evaluated(**changes)
    assert programme.quality == 0.4
    assert told(w) == {}


def practised(kept=3, reported=4, lead=0, **changes):
    """Return the experience of aa, which had some, after a month in which a programme delivered."""
    w = scene(**PARAMETERS | {"month": 4} | changes)
    w.experience[CULTURE] = w.experience[EDUCATION] = 5.0
    programme = w.programmes[0]
    programme.lead, programme.sector = lead, EDUCATION
    programme.reported, programme.due_now, programme.kept_now = reported, 4, kept
    for c in (AA, BB, CC):
        learning.gain_experience(w, c)
    return w.experience


def test_what_a_city_delivers_is_experience_of_the_sector_and_fades():
    experience = practised()
    assert experience[CULTURE] == pytest.approx(0.8 * 5.0)
    assert experience[EDUCATION] == pytest.approx(0.8 * 5.0 + 3.0)
    assert set(experience[EDUCATION + 1 :]) == {0.0}  # nobody else learns from it


def test_experience_needs_no_monitoring():
    assert practised(cities__aa__monitoring=0.0) == practised()


def test_the_city_that_leads_gains_the_experience():
    experience = practised(lead=1)
    assert experience[EDUCATION] == pytest.approx(0.8 * 5.0)
    assert experience[3 * CC + EDUCATION] == 3.0


@pytest.mark.parametrize(
    "changes", [{"kept": 0}, {"reported": 3}, {"lead": NGO_LEAD}], ids=["missed", "old", "ngo"]
)
def test_nobody_gains_experience_without_deliveries_of_its_own_this_month(changes):
    assert practised(**changes)[EDUCATION] == pytest.approx(0.8 * 5.0)
    assert not any(practised(**changes)[3:])


@pytest.mark.parametrize(
    "changes", [{"learning__experience": 0.0}, {"mechanisms__learning": "off"}]
)
def test_where_experience_has_no_weight_there_is_none(changes):
    experience = practised(**changes)
    assert (experience[EDUCATION], sum(experience)) == (5.0, 10.0)


@pytest.mark.parametrize(
    ("weight", "experience", "part"),
    [(0.5, 3.0, 0.5), (1.0, 3.0, 0.75), (0.5, 0.0, 0.0), (0.0, 3.0, 0.0)],
)
def test_mastery_is_a_power_of_experience(weight, experience, part):
    w = scene(learning__experience=weight)
    w.experience[3 * CC + TECHNOLOGY] = experience
    assert learning.mastery(w, CC, TECHNOLOGY) == part
    assert learning.mastery(w, CC, CULTURE) == learning.mastery(w, AA, TECHNOLOGY) == 0.0


def outcome_of(**changes):
    """Return what the busy world has become after some months."""
    return arrays_of(run(24, **changes).world)


def test_at_no_weight_how_fast_experience_fades_changes_no_bit():
    forgotten, kept = (
        outcome_of(learning__experience=0.0, learning__experience_decay=decay)
        for decay in (1.0, 0.0)
    )
    assert first_difference(forgotten, kept, apart_from=("parameters",)) == ""
    of_weight = outcome_of(learning__experience=0.3)
    assert first_difference(kept, of_weight, apart_from=("parameters", "experience")) != ""


def absorbing(own=0.4, partners=0.8, know_how=0.6, base=None, **changes):
    """Return city aa after a month in which know-how came to it."""
    w = scene(**PARAMETERS | changes)
    city = w.cities[AA]
    city.capacity, city.capacity_base = own, own if base is None else base
    w.cities[CC].capacity = w.cities[CC].capacity_base = partners
    w.partnerships[AA_CC].taught_now = know_how
    let(w, "learning")
    return w, city.capacity


def test_know_how_is_absorbed_by_gap_and_own_capacity():
    assert absorbing()[1] == pytest.approx(0.4 + 0.5 * 0.6 * 0.4 * 0.4)


@pytest.mark.parametrize(
    ("own", "partners", "know_how"), [(0.4, 0.3, 0.6), (0.0, 0.8, 0.6), (0.4, 0.8, 0.0)]
)
def test_without_a_gap_or_capacity_or_know_how_nothing_is_absorbed(own, partners, know_how):
    assert absorbing(own, partners, know_how)[1] == own


def test_the_giver_loses_nothing():
    w, _ = absorbing()
    assert w.cities[CC].capacity == 0.8


def test_both_sides_learn_from_what_stood_before():
    w = scene(**PARAMETERS)
    w.cities[BB].capacity = w.cities[BB].capacity_base = 0.5
    for partnership in w.partnerships[:3]:
        partnership.taught_now = 1.0
    gap_aa, gap_bb = 0.8 - 0.3, 0.8 - 0.5
    let(w, "learning")
    assert w.cities[AA].capacity == pytest.approx(0.3 + 0.5 * gap_aa * 0.3)
    assert w.cities[BB].capacity == pytest.approx(0.5 + 0.5 * gap_bb * 0.5)


@pytest.mark.parametrize("base", [0.2, 0.7])
def test_what_is_not_kept_up_is_lost_and_what_was_lost_comes_back(base):
    assert absorbing(know_how=0.0, base=base)[1] == pytest.approx(0.4 - 0.1 * (0.4 - base))


@pytest.mark.parametrize("variant", ["neutral", "off"])
def test_other_variants_leave_capacity_where_it_is(variant):
    assert absorbing(base=0.9, mechanisms__learning=variant)[1] == 0.4


def test_capacity_is_gained_and_lost_at_one_half():
    assert told(absorbing(own=0.46, partners=1.0, know_how=1.0)[0]) == {"capacity_gained": 1}
    assert told(absorbing(own=0.51, base=0.1, know_how=0.0)[0]) == {"capacity_lost": 1}
