"""Indicators and state of one's own: equal on both engines, and without a trace in the rest."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from paradiplomacy.custom.files import CustomFile
from paradiplomacy.custom.together import Custom
from paradiplomacy.engines import compiled_engine, mesa_engine, results
from paradiplomacy.engines.compiled_engine import RunFailedError
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level
from paradiplomacy_results.layout import Layout, requested_of
from paradiplomacy_results.requested import REQUESTED
from paradiplomacy_results.tables import kept_of
from tests.property.test_engines_agree import same_batches
from tests.support.custom_files import GOODWILL, RECORDED
from tests.support.worlds import BUSY_SEED, busy

FILE = CustomFile("goodwill.py", "goodwill.py", GOODWILL)
CUSTOM = Custom({FILE.name: FILE}, dict.fromkeys(RECORDED, FILE.name))
OPTIONS = {"seed": BUSY_SEED, "replicates": [0, 3], "series_every": 7}
MONTHS = 60


def one(text: str, *recorded: str) -> Custom:
    file = CustomFile("mine.py", "mine.py", "from paradiplomacy.custom import *\n" + text)
    return Custom({"mine.py": file}, dict.fromkeys(recorded, "mine.py"))


def without_own(batch: results.Batch) -> results.Batch:
    """Return a batch with the built-in indicators only."""
    tables = ("run_values", "series", "partnership_values", "histories")
    kept = {
        table: {name: each for name, each in getattr(batch, table).items() if name in INDICATORS}
        for table in tables
    }
    return replace(batch, **kept)


@pytest.mark.compiled
@pytest.mark.parametrize("mechanism", ["goodwill.py", "neutral"])
def test_both_engines_give_the_same_bits(mechanism):
    config = busy(scenario__months=MONTHS, mechanisms__trust=mechanism)
    ours = mesa_engine.run_batch(config, custom=CUSTOM, events=True, **OPTIONS)
    compiled = compiled_engine.prepare(CUSTOM).run_batch(config, events=True, **OPTIONS)
    same_batches(ours, compiled)
    assert {*RECORDED} <= ours.run_values.keys()
    assert {"goodwill_gap", "looks"} <= ours.partnership_values.keys()
    moved = not np.all(ours.series["goodwill"] == 0.5)
    assert moved == (mechanism == "goodwill.py")


@pytest.mark.compiled
def test_what_only_looks_changes_not_a_bit_of_the_rest():
    config = busy(scenario__months=MONTHS)
    plain = compiled_engine.run_batch(config, **OPTIONS)
    watched = compiled_engine.prepare(CUSTOM).run_batch(config, **OPTIONS)
    same_batches(plain, without_own(watched))


def test_state_begins_as_declared_and_is_read_where_it_is_written():
    config = busy(scenario__months=12, mechanisms__trust=FILE.name)
    model = WorldModel(config, seed=BUSY_SEED, custom=CUSTOM)
    assert {city.goodwill for city in model.world.cities} == {0.5}
    assert {tie.looks for tie in model.world.partnerships} == {0.0}
    model.run()
    ties = [tie for tie in model.world.partnerships if tie.exists]
    assert [value for value in model.measure()["looks"] if not math.isnan(value)] == [
        tie.looks for tie in ties
    ]
    mean = sum(city.goodwill for city in model.world.cities) / len(model.world.cities)
    assert model.measure_world()["goodwill"] == pytest.approx(mean)
    active = sum(ngo.active for ngo in model.world.ngos)
    assert active < len(model.world.ngos)
    assert model.measure_world()["zeal"] == 0.25


@pytest.mark.compiled
def test_only_what_is_kept_is_computed_and_that_is_the_same():
    config = busy(scenario__months=MONTHS)
    engine = compiled_engine.prepare(CUSTOM)
    whole = engine.run_batch(config, **OPTIONS)
    chosen = {"cities": ["capacity", "goodwill"], "ngos": ["zeal"]}
    kept = results.Kept(
        runs=frozenset({"continuity", "goodwill"}),
        series=frozenset({"trust", "willing_cities"}),
        partnerships=frozenset({"looks"}),
        histories=frozenset({"age"}),
        # Records with state of one's own have other places for their fields.
        copies=kept_of(Layout(requested=requested_of(REQUESTED, chosen, CUSTOM.states))).copies,
    )
    some = engine.run_batch(config, kept=kept, **OPTIONS)
    same_batches(some, mesa_engine.run_batch(config, kept=kept, custom=CUSTOM, **OPTIONS))
    own = [copy for copy in kept.copies if copy.own]
    assert {copy.field for copy in own} == {"goodwill", "zeal"}
    initial = {"goodwill": 0.5, "zeal": 0.25}
    assert all((some.copied[copy] == initial[copy.field]).all() for copy in own)
    for table, names in {
        "run_values": kept.runs,
        "series": kept.series,
        "partnership_values": kept.partnerships,
        "histories": kept.histories,
    }.items():
        found, every = getattr(some, table), getattr(whole, table)
        assert found.keys() == names
        for name in names:
            np.testing.assert_array_equal(found[name], every[name])


@pytest.mark.compiled
def test_without_series_and_histories_the_last_month_is_left():
    config = busy(scenario__months=MONTHS)
    none = frozenset()
    kept = results.Kept(frozenset({"trust"}), none, frozenset({"age"}), none)
    batch = compiled_engine.run_batch(config, kept=kept, **OPTIONS)
    whole = compiled_engine.run_batch(config, **OPTIONS)
    assert batch.series_months.tolist() == batch.followed.tolist() == [MONTHS - 1]
    np.testing.assert_array_equal(batch.run_values["trust"], whole.run_values["trust"])
    np.testing.assert_array_equal(batch.partnership_values["age"], whole.partnership_values["age"])


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("text", "told", "step"),
    [
        (
            ('lean = state("cities", 0.5, "1", "lean", low=0.0, high=1.0)\n'
            "def revise_trust(world, c):\n    world.cities[c].lean += 0.2\n"),
            "after month 2 world.cities[0].lean is 1.0999999999999999, not within 0 to 1",
            "mine.py: revise_trust failed in month 2",
        ),
        (
            ('@indicator("1", "too much", high=0.5)\n'
            "def lean(world):\n    return 0.1 * world.clock.month\n"
            "def revise_trust(world, c):\n    pass\n"),
            "the indicator lean is 1.1, not within 0 to 0.5",
            "the indicator lean is 1.1, not within 0 to 0.5",
        ),
        (
            ('@indicator("1", "a division")\n'
            "def lean(world, p):\n    return 1.0 / (world.clock.month - 3.0)\n"
            "def revise_trust(world, c):\n    pass\n"),
            "float division by zero",
            "a rule outside the steps failed in month 3",
        ),
    ],
    ids=["state", "indicator", "error"],
)  # fmt: skip
def test_what_goes_out_of_bounds_is_told_on_both(text, told, step):
    custom = one(text, "lean")
    assert (custom.files["mine.py"].declared.faults, custom.offences) == ((), ())
    config = busy(mechanisms__trust="mine.py", scenario__months=12)
    with pytest.raises((ValueError, ArithmeticError)) as raised:
        mesa_engine.run_batch(config, seed=1, replicates=[0], custom=custom)
    assert told in str(raised.value)
    with pytest.raises((RunFailedError, ValueError)) as raised:
        compiled_engine.prepare(custom).run_batch(config, seed=1, replicates=[0])
    assert step in str(raised.value)


X = '@indicator("1", "x")\ndef x(world):\n    {}\n    return 0.0'
"""An indicator that does something before it returns."""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('x = state("towns", 0.0, "1", "x")', "there is no table 'towns' to add to, but countries"),
        ('x = state("cities", 2.0, "1", "x", high=1.0)', "initial is 2.0, no number within -inf"),
        ('x = state("cities", True, "1", "x")', "initial is True, no number"),
        ('x = state("cities", 0.0, "1", "x", low=1.0, high=0.0)', "low is 1.0 and high is 0.0"),
        ('x = state("cities", 0.0, "", "x")', "unit and words are texts that say something"),
        ('x = state("cities", 0.0)', "state missing 2 required positional arguments"),
        ('x = state("cities", START, "1", "x")', "a declaration holds numbers and texts as they"),
        ('x, y = state("cities", 0.0, "1", "x")', "a state is assigned to one variable"),
        ('trust = state("cities", 0.0, "1", "x")', "'trust' cannot be the name of a state"),
        ('x = state("cities", 0.0, "1", "x")\nx = state("ngos", 0.0, "1", "x")', "declared twice"),
        ('@indicator("1")\ndef x(world): return 0.0', "indicator missing 1 required positional"),
        ('@indicator("1", "x", hi=2)\ndef x(world): return 0.0', "unexpected keyword argument"),
        ('@indicator("1", "x")\ndef x(): return 0.0', "x takes the world, and of a partnership"),
        ('@indicator("1", "x")\ndef x(w, p, q): return 0.0', "x takes the world, and of a"),
        (X.format("world.cities[0].capacity = 1.0"), "x changes 'capacity': an indicator only"),
        (
            "def y(world):\n    world.cities[0].capacity = 1.0\n" + X.format("y(world)"),
            "x changes 'capacity' through y: an indicator only looks",
        ),
        (
            "from paradiplomacy.processes import trust\n"
            + X.format("trust.revise_trust(world, 0)"),
            "x changes the world through trust.revise_trust: an indicator only looks",
        ),
    ],
)
def test_a_wrong_declaration_is_told(text, told):
    (fault,) = one(text).files["mine.py"].declared.faults
    assert told in fault.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('lean = state("cities", 0.0, "1", "x")\ndef f(x):\n    return lean', "'lean' is a field"),
        ("from os import path", "another module is imported"),
        ("def f(x):\n    return world.cities[0].lean", "records have no field 'lean'"),
    ],
)
def test_what_keeps_such_a_file_from_being_compiled(text, told):
    (offence,) = one(text).offences
    assert told in offence


def test_two_files_of_one_state_share_it():
    text = 'from paradiplomacy.custom import state\nlean = state("cities", 0.0, "1", "x")\n'
    files = {name: CustomFile(name, name, text) for name in ("a.py", "b.py")}
    assert [each.name for each in Custom(files).states] == ["lean"]


def test_own_indicators_stand_behind_those_of_their_level():
    names = list(CUSTOM.indicators)
    built_in = list(of_level(PARTNERSHIP))
    assert names[: len(built_in) + 2] == [*built_in, "goodwill_gap", "looks"]
