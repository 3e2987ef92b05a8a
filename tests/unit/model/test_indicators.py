"""Indicators: each is defined once, and measures what its formula says."""

from __future__ import annotations

import ast
import math
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy import indicators
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, WORLD, of_level
from paradiplomacy.processes import recording
from paradiplomacy.processes.initiation.proposals import membership_sector
from paradiplomacy.state import codes
from paradiplomacy.state.codes import G2G, HYBRID, NGO_CARRIED
from tests.support.worlds import BUSY_SEED, busy, configs
from tests.unit.model.processes import scenes
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB_CC,
    BB_DD,
    CC,
    FRIENDS,
    SCHOOL,
    scene,
)

ASKED_FOR = (
    "trust", "continuity", "continuity_g2g", "continuity_ngo", "bilateral", "perception",
    "participation", "delivered", "delivered_g2g", "promised", "realised_ratio",
    "ceremonial_share", "approval_months", "lost_opportunities", "misalignment", "ngo_led_share",
    "dormant_share", "dormant_spells", "capacity", "vertical_coordination",
    "horizontal_coordination", "benefit_gini", "norm_adopted", "partnerships_per_city", "cost",
    "effectiveness",
)  # fmt: skip
"""Indicators that were asked for by name."""

MODES = ("g2g_share", "hybrid_share", "ngo_led_share")

LATER = {"name": "Later", "cities": ["aa", "dd"], "cultural_distance": 0.5, "founded": "2012-01"}

near = pytest.approx


def measured(world, name, *partnership):
    return INDICATORS[name].measure(world, *partnership)


def undefined(world, *partnership):
    """Name the indicators that are undefined, of a tie or of the world."""
    level = of_level(PARTNERSHIP if partnership else WORLD)
    return {name for name in level if math.isnan(measured(world, name, *partnership))}


def with_tie(month=0, **fields):
    """Return a world in which fields of the first tie have been set."""
    world = scene(month=month)
    for name, value in fields.items():
        setattr(world.partnerships[AA_CC], name, value)
    return world


def pass_month(world, *delivered):
    """Let a month pass in which each of these carriers delivers a milestone."""
    partnership = world.partnerships[AA_CC]
    for carrier in delivered:
        partnership.delivered_now[carrier] += 1
    recording.record_month(world, AA_CC)


# The registry.


def decorated():
    """Name the functions that are registered as indicators, as often as they are written."""
    return [
        node.name
        for path in Path(indicators.__file__).parent.glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "indicator"
    ]


def test_every_indicator_is_defined_once():
    assert sorted(decorated()) == sorted(INDICATORS)


def test_every_indicator_has_unit_formula_bounds_and_level():
    for name, indicator in INDICATORS.items():
        assert indicator.name == name == name.lower()
        assert indicator.unit.strip(), name
        assert len(indicator.formula) > 8, name
        assert indicator.low < indicator.high, name
        assert indicator.level in (PARTNERSHIP, WORLD), name
    levels = [indicator.level for indicator in INDICATORS.values()]
    assert [level for level, _ in groupby(levels)] == [PARTNERSHIP, WORLD]


def test_what_is_asked_for_is_there():
    assert set(ASKED_FOR) <= set(INDICATORS)


# All of them, in worlds in which much happens.


def watch(config, seed):
    """Run a world, hold every indicator against its bounds; name those that were ever defined."""
    model = WorldModel(config, seed=seed)
    defined = set()
    for _ in range(config.scenario.months):
        model.step()
        partnerships = model.measure()
        of_world = {name: [value] for name, value in model.measure_world().items()}
        for name, values in [*partnerships.items(), *of_world.items()]:
            for value in values:
                if not math.isnan(value):
                    assert INDICATORS[name].low <= value <= INDICATORS[name].high, name
                    defined.add(name)
        for shares in zip(*(partnerships[mode] for mode in MODES), strict=True):
            assert all(map(math.isnan, shares)) or sorted(shares) == [0.0, 0.0, 1.0]
    return defined


def test_every_value_lies_in_its_bounds_every_month():
    assert watch(busy(partnerships__later=LATER), BUSY_SEED) == set(INDICATORS)


@pytest.mark.slow
@given(config=configs())
@settings(max_examples=8)
def test_every_value_lies_in_its_bounds_every_month_of_random_worlds(config):
    watch(config, 7)


def test_where_nothing_has_happened_ratios_are_undefined():
    w = scene()
    years = {"continuity", "continuity_g2g", "continuity_ngo", "effectiveness", "trust_volatility"}
    files = {"approval_months", "clearance_months_first", "clearance_months_second", "delay_gap"}
    ratios = {"realised_ratio", "dormant_months", "revival_rate", "misalignment"}
    ratios |= {"misalignment_programmes", "misalignment_lois", "misalignment_mous"}
    ratios |= {"benefit_gini", "dependence", "initiated_share_first"}
    assert undefined(w, AA_CC) == years | files | ratios | set(MODES)
    # In two countries no two partners of a city can be partners.
    assert undefined(w) == {"programme_survival", "closure"}
    assert undefined(scene(partnerships={}, ngos={})) == {
        "programme_survival", "degree_gini", "closure",
    }  # fmt: skip


# Of ties.

PROMISES = {"trust": [0.2, 0.4, 0.6, 0.8], "age": 48, "active_years": [1, 0, 2], "promised": 8}
PAPER = {"month": 40, "formality": codes.MOU, "signed": 4, "silent": 36}

READINGS = [
    ({"month": 0, "founded": 0}, {"age": 1 / 12}),
    ({"month": 23, "founded": 12}, {"age": 1.0}),
    ({"month": 5, "founded": -18}, {"age": 2.0}),
    (
        {"trust": [0.1, 0.3, 0.6, 0.8]},
        {
            "trust": 0.45, "trust_government": 0.2, "trust_society": 0.7,
            "trust_government_first": 0.1, "trust_government_second": 0.3,
            "trust_society_first": 0.6, "trust_society_second": 0.8,
            "trust_government_gap": 0.2, "trust_society_gap": 0.2,
        },
    ),
    ({"age": 11, "active_years": [1, 0, 1]}, {"continuity": None}),
    ({"age": 12, "active_years": [1, 0, 1]}, {"continuity": 1.0, "continuity_g2g": 0.0}),
    (
        {"age": 35, "active_years": [2, 1, 1], "active_now": [1, 0, 1]},
        {"continuity": 0.5, "continuity_g2g": 0.5, "continuity_ngo": 0.0},
    ),
    ({"age": 48, "active_years": [3, 1, 2]}, {"continuity_g2g": 0.25, "continuity_ngo": 0.5}),
    (
        PROMISES | {"delivered": [3, 2, 1]},
        {
            "delivered": 6.0, "delivered_g2g": 5.0, "delivered_ngo": 3.0, "realised_ratio": 0.75,
            "effectiveness": (0.5 + 0.25 + 0.75) / 3,
        },
    ),
    # Who promised nothing has kept nothing.
    (PROMISES | {"promised": 0}, {"realised_ratio": None, "effectiveness": (0.5 + 0.25) / 3}),
    (PROMISES | {"age": 0}, {"effectiveness": None, "continuity": None}),
    (PAPER, {"ceremonial_share": 1.0, "signed_share": 1.0, "mou_share": 1.0}),
    (PAPER | {"formality": codes.LOI}, {"ceremonial_share": 1.0, "mou_share": 0.0}),
    (PAPER | {"formality": 0}, {"ceremonial_share": 0.0, "signed_share": 0.0}),
    (PAPER | {"signed": 6}, {"ceremonial_share": 0.0}),
    (PAPER | {"silent": 35}, {"ceremonial_share": 0.0}),
    (
        {"cleared": [2, 4], "clearance_months": [10, 4]},
        {"clearance_months_first": 5.0, "clearance_months_second": 1.0, "delay_gap": 4.0},
    ),
    ({"cleared": [2, 4], "clearance_months": [2, 28]}, {"delay_gap": 6.0}),
    (
        {"cleared": [2, 0], "clearance_months": [2, 0]},
        {"clearance_months_first": 1.0, "clearance_months_second": None, "delay_gap": None},
    ),
    (
        {
            "refused": 4, "lapsed": 2, "abandoned": 1, "let_down_total": 3,
            "approved": 4, "approval_months": 18,
        },
        {
            "lost_opportunities": 7.0, "refusals": 4.0, "lapses": 2.0, "let_downs": 3.0,
            "approval_months": 4.5,
        },
    ),
    ({"benefit": [2.5, 2.5]}, {"benefit_gini": 0.0}),
    ({"benefit": [4.0, 0.0]}, {"benefit_gini": 0.5}),
    ({"benefit": [0.0, 0.1]}, {"benefit_gini": 0.5}),
    ({"benefit": [1.0, 3.0]}, {"benefit_gini": 0.25}),
    (
        {"paid": [5.0, 1.0, 2.0]},
        {"cost": 8.0, "cost_first": 5.0, "cost_second": 1.0, "cost_ngo": 2.0, "dependence": 0.25},
    ),
    (
        {"let_go": [3, 2, 1]},
        {"let_go_active": 3.0, "let_go_dormant": 2.0, "let_go_in_office": 1.0},
    ),
    ({"aspiration": [0.25, 0.75]}, {"aspiration_first": 0.25, "aspiration_second": 0.75}),
    (
        {"delivered": [5, 3, 2]},
        {
            "delivered": 10.0, "delivered_g2g": 8.0, "delivered_ngo": 5.0, "delivered_hybrid": 3.0,
            "delivered_ngo_alone": 2.0,
        },
    ),
]  # fmt: skip
"""What a tie has become (and the month), and what its indicators then are, None: undefined."""


@pytest.mark.parametrize(("state", "values"), READINGS)
def test_an_indicator_of_a_tie_says_what_its_formula_says(state, values):
    w = with_tie(**state)
    assert undefined(w, AA_CC) & set(values) == {n for n, value in values.items() if value is None}
    for name, value in values.items():
        if value is not None:
            assert measured(w, name, AA_CC) == near(value), name


def test_volatility_is_the_standard_deviation_of_trust_over_the_months_of_a_tie():
    model = WorldModel(busy(partnerships__later=LATER, scenario__months=80), seed=3)
    trusts = {}
    for _ in range(80):
        model.step()
        for p, trust in enumerate(model.measure()["trust"]):
            if not math.isnan(trust):
                trusts.setdefault(p, []).append(trust)
    assert {44, 80} <= {len(months) for months in trusts.values()}
    assert max(np.std(months) for months in trusts.values()) > 0.01
    for p, months in trusts.items():
        expected = np.std(months)
        assert measured(model.world, "trust_volatility", p) == near(expected, abs=1e-9)


@given(silences=st.lists(st.integers(0, 20), min_size=1, max_size=5))
@settings(max_examples=40)
def test_dormancy_is_counted_off_any_past(silences):
    w = scene()
    for k, silence in enumerate(silences):
        deliveries = [[NGO_CARRIED]] if k else []
        for delivered in [*deliveries, *[[]] * silence]:
            pass_month(w, *delivered)
    spells = [silence for silence in silences if silence >= 12]
    ended = [silence for silence in silences[:-1] if silence >= 12]
    assert measured(w, "dormant_spells", AA_CC) == len(spells)
    assert measured(w, "dormant_share", AA_CC) == float(silences[-1] >= 12)
    if spells:
        assert measured(w, "dormant_months", AA_CC) == near(np.mean(spells))
        assert measured(w, "revival_rate", AA_CC) == near(len(ended) / len(spells))
    else:
        assert undefined(w, AA_CC) >= {"dormant_months", "revival_rate"}


def test_a_running_spell_counts_as_long_as_it_has_lasted_and_a_delivery_revives():
    w = scene()

    def after(months, *delivered):
        for _ in range(months):
            pass_month(w, *delivered)
        return [measured(w, name, AA_CC) for name in ("dormant_months", "revival_rate")]

    assert after(11) == near([math.nan, math.nan], nan_ok=True)
    assert after(1) == [12.0, 0.0]
    assert after(3) == [15.0, 0.0]
    assert after(1, HYBRID) == [15.0, 1.0]
    assert after(13) == [14.0, 0.5]


@pytest.mark.parametrize(
    ("deliveries", "mode"),
    [
        ([], []),
        ([G2G], ["g2g_share"]),
        ([NGO_CARRIED], ["ngo_led_share"]),
        ([HYBRID], ["hybrid_share"]),
        ([G2G, G2G, NGO_CARRIED], ["hybrid_share"]),  # a third exactly
        ([G2G, NGO_CARRIED, NGO_CARRIED], ["hybrid_share"]),  # two thirds exactly
        ([G2G, G2G, G2G, NGO_CARRIED], ["g2g_share"]),
        ([G2G, HYBRID], ["g2g_share"]),  # one that is shared counts half
        ([NGO_CARRIED, HYBRID], ["ngo_led_share"]),
    ],
)
def test_the_mode_is_read_off_the_share_of_the_ngos_in_24_months(deliveries, mode):
    w = scene()
    pass_month(w, *deliveries)
    for _ in range(23):
        pass_month(w)
    assert [name for name in MODES if measured(w, name, AA_CC) == 1.0] == mode
    pass_month(w)
    assert undefined(w, AA_CC) >= set(MODES)


def test_kinds_of_actors_are_counted_once_each_and_governments_if_both_carry():
    w = scene()
    partnership = w.partnerships[AA_CC]
    assert [measured(w, "actor_kinds", p) for p in (AA_CC, BB_CC, BB_DD)] == [3.0, 2.0, 1.0]
    w.ngos[SCHOOL].kind = w.ngos[FRIENDS].kind
    assert measured(w, "actor_kinds", AA_CC) == 2.0
    assert measured(w, "ngos_engaged", AA_CC) == 2.0
    partnership.carried[1] = 0
    assert measured(w, "actor_kinds", AA_CC) == 1.0
    for kind in range(len(codes.NGO_KINDS)):
        w.ngos[kind].kind, partnership.engaged[kind] = kind, kind
    partnership.carried[1] = 1
    assert measured(w, "actor_kinds", AA_CC) == 5.0 == INDICATORS["actor_kinds"].high


def test_legitimacy_is_the_mean_over_the_engaged():
    w = scene(ngos__friends__legitimacy=0.9, ngos__school__legitimacy=0.4)
    assert [measured(w, "legitimacy", p) for p in (AA_CC, BB_CC)] == near([0.65, 0.9])
    assert "legitimacy" in undefined(w, BB_DD)


def test_misalignment_is_a_share_of_both_sides_of_what_is_live():
    w = scene(gate__national_threshold=0.5)
    slots = w.programmes[AA_CC * codes.PROGRAMME_SLOTS :]
    cases = [(codes.APPROVED, 0), (codes.RUNNING, 1)]
    cases += [(codes.PROPOSED, 0), (codes.RUNNING, codes.NGO_LEAD)]
    for programme, (status, lead) in zip(slots, cases, strict=False):
        programme.status, programme.lead, programme.alignment = status, lead, [0.49, 0.5]
    assert measured(w, "misalignment", AA_CC) == 0.5
    partnership = w.partnerships[AA_CC]
    partnership.formality, partnership.agreement_alignment = codes.LOI, [0.9, 0.9]
    assert measured(w, "misalignment", AA_CC) == near(2 / 6)


def test_two_sides_are_averaged_or_compared():
    w = scene(countries__north__bilateral={"south": 0.8}, countries__south__bilateral={"north": 0})
    assert measured(w, "bilateral", BB_DD) == near(0.4)
    w.cities[AA].capacity, w.cities[CC].capacity = 0.25, 0.75
    assert measured(w, "capacity", AA_CC) == measured(w, "capacity_gap", AA_CC) == 0.5


def test_initiative_is_counted_by_side_and_sector():
    names = ("sectors_first", "sectors_second", "initiated_share_first")
    w = scene()
    for side, sector, number in [
        (0, scenes.CULTURE, 1), (1, scenes.EDUCATION, 3), (1, scenes.TECHNOLOGY, 2),
    ]:  # fmt: skip
        w.initiated[membership_sector(w, AA_CC, side, sector)] = float(number)
    assert [measured(w, name, AA_CC) for name in names] == near([1.0, 2.0, 1 / 6])
    assert [measured(w, name, BB_CC) for name in names[:2]] == [0.0, 0.0]
    assert names[2] in undefined(w, BB_CC)


# Of the world.


@given(degrees=st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_the_gini_of_degrees_is_that_of_its_definition(degrees):
    w = SimpleNamespace(cities=[SimpleNamespace(partnership_count=degree) for degree in degrees])
    assert measured(w, "degree_max") == max(degrees)
    if any(degrees):
        # The mean difference of two cities over twice the mean.
        differences = np.abs(np.subtract.outer(degrees, degrees)).mean()
        expected = differences / (2.0 * np.mean(degrees))
        assert measured(w, "degree_gini") == near(expected, abs=1e-12)
    else:
        assert math.isnan(measured(w, "degree_gini"))


@pytest.mark.parametrize(
    ("degrees", "gini"),
    [([2, 2, 2, 2], 0.0), ([5, 0, 0, 0], 0.75), ([4, 1, 1, 1, 1], 0.3), ([0, 1, 2, 3], 5 / 12)],
)
def test_the_gini_of_degrees_where_all_have_as_many_and_where_one_is_a_hub(degrees, gini):
    w = SimpleNamespace(cities=[SimpleNamespace(partnership_count=degree) for degree in degrees])
    assert measured(w, "degree_gini") == near(gini)
