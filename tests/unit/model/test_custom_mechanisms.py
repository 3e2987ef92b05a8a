"""A custom mechanism stands in for a step of the month, and for nothing else."""

from __future__ import annotations

import math

import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.custom.files import CustomFile
from paradiplomacy.custom.mechanisms import steps_of
from paradiplomacy.custom.together import Custom
from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.agents import CityGovernment
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.processes import trust
from paradiplomacy.schedule import MONTH
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import BUSY_SEED, busy, small


def after(months=36, **options):
    """Return the world after some months of much activity."""
    model = WorldModel(busy(), seed=BUSY_SEED, **options)
    model.run(months)
    return model.world


@pytest.fixture(scope="module")
def plain():
    return arrays_of(after())


def revise_trust(world, c):
    """Let a government trust its partner no further than its people do."""
    trust.revise_trust(world, c)
    for partnership, side in world.cities[c].partnerships:
        partnership.trust[side] = min(partnership.trust[side], partnership.trust[2 + side])


def leaving(value, table="partnerships", field="trust"):
    """Return a mechanism that leaves ``value`` in a field in the third month."""

    def revise_trust(world, c):
        if world.clock.month == 2:
            record = getattr(world, table)[0]
            if isinstance(getattr(record, field), list):
                getattr(record, field)[0] = value
            else:
                setattr(record, field, value)

    return revise_trust


def test_steps_are_told_apart_by_name():
    names = [step.behaviour for step in MONTH]
    assert len(set(names)) == len(names)


def test_every_process_has_a_step_to_replace():
    assert all(steps_of(process) for process in REGISTRY)


STEPS = [step for step in MONTH if step.process in REGISTRY]


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.behaviour)
def test_a_function_that_does_what_the_rule_does_changes_not_a_bit(step, plain):
    rows = set()

    def own(world, row):
        rows.add(row)
        step.rule(world, row)

    own.__name__ = step.behaviour
    world = after(mechanisms={step.process: own})
    assert rows == set(range(len(getattr(world, step.table))))
    assert first_difference(arrays_of(world), plain) == ""


def test_a_rival_theory_makes_a_difference_and_keeps_what_it_says(plain):
    world = after(mechanisms={"trust": revise_trust})
    assert first_difference(arrays_of(world), plain) != ""
    for partnership in world.partnerships:
        assert partnership.trust[0] <= partnership.trust[2]
        assert partnership.trust[1] <= partnership.trust[3]


def test_several_steps_of_several_processes_are_replaced_at_once():
    seen = set()

    def note(name):
        def own(world, row):
            seen.add(name)

        own.__name__ = name
        return own

    names = ["publish_results", "review_record"]
    after(3, mechanisms={"trust": [note(name) for name in names], "gate": note("follow_up")})
    assert seen == {*names, "follow_up"}


def test_a_mechanism_wins_over_the_method_of_an_agent():
    called = set()

    class Loud(CityGovernment):
        def revise_trust(self):
            called.add("method")

        def propose(self):
            called.add("other method")

    def revise_trust(world, c):
        called.add("mechanism")

    after(3, classes={"cities": Loud}, mechanisms={"trust": revise_trust})
    assert called == {"mechanism", "other method"}


def test_an_agent_that_is_gone_acts_through_no_mechanism():
    rows = set()

    def revise_trust(world, c):
        rows.add(c)

    model = WorldModel(small(), mechanisms={"trust": revise_trust})
    next(iter(model.agents_by_type[CityGovernment])).remove()
    model.run(1)
    assert rows == {1, 2, 3}


@pytest.mark.parametrize(("choice", "runs_in"), [("mine.py", 0), ("beta_prior_half", 2)])
def test_the_other_steps_run_in_the_variant_named_or_in_the_default(choice, runs_in):
    config = small(mechanisms__trust=choice)
    model = WorldModel(config, mechanisms={"trust": revise_trust})
    assert model.world.mechanisms.trust == runs_in
    assert model.config is config


@pytest.mark.parametrize(
    ("mechanisms", "told"),
    [
        ({"trst": revise_trust}, "'trst'; there are context, leadership"),
        ({"gate": revise_trust}, "'revise_trust' is no step of gate; name .* or review_local"),
        ({"trust": lambda world, c: None}, "publish_results or revise_trust or review_record"),
        ({"trust": [revise_trust, revise_trust]}, "two functions replace the step 'revise_trust'"),
        ({"trust": [3]}, "'3' is no step of trust"),
    ],
)
def test_what_replaces_nothing_is_refused(mechanisms, told):
    with pytest.raises(ValueError, match=told):
        WorldModel(small(), mechanisms=mechanisms)


def test_a_file_whose_functions_are_not_given_is_refused():
    config = small(mechanisms__trust="mine.py")
    with pytest.raises(ValueError, match=r"mechanisms\.trust is 'mine\.py': hand over"):
        WorldModel(config)
    with pytest.raises(ValueError, match="no built-in variant of trust"):
        build_world(config)  # what the compiled engine starts from


@pytest.mark.parametrize(
    ("mechanism", "told"),
    [
        (leaving(math.nan), r"after month 2 world\.partnerships\[0\]\.trust is nan"),
        (leaving(1.5), r"trust is 1\.5, not within 0 to 1"),
        (leaving(math.inf, "cities", "funds"), r"cities\[0\]\.funds is inf"),
        (leaving(-1.0, "cities", "funds"), r"cities\[0\]\.funds is -1\.0"),
        (leaving(-2, "countries", "first_city"), r"countries\[0\]\.first_city is -2"),
    ],
)
def test_what_leaves_a_field_out_of_its_bounds_is_told_in_its_month(mechanism, told):
    with pytest.raises(ValueError, match=told):
        after(mechanisms={"trust": mechanism})


def test_a_vector_out_of_its_bounds_is_told():
    def revise_trust(world, c):
        world.bilateral[3] = math.nan

    with pytest.raises(ValueError, match=r"world\.bilateral\[3\] is nan"):
        after(1, mechanisms={"trust": revise_trust})


def test_runs_of_a_batch_share_nothing_that_their_mechanisms_remember():
    text = """
from paradiplomacy.custom import indicator

SEEN = []

def revise_trust(world, c):
    SEEN.append(world.clock.month)

@indicator("calls", "calls of the step so far")
def calls(world):
    return float(len(SEEN))
"""
    file = CustomFile("mine.py", "mine.py", text)
    custom = Custom({"mine.py": file}, {"calls": "mine.py"})
    config = small(scenario__months=2, mechanisms__trust="mine.py")
    batch = mesa_engine.run_batch(config, seed=1, replicates=range(3), custom=custom)
    assert batch.series["calls"].tolist() == [[4.0, 8.0]] * 3
