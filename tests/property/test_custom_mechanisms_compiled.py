"""Custom mechanisms give the same bits on both engines, and what fails fails on both."""

from __future__ import annotations

import numpy as np
import pytest

from paradiplomacy.custom.files import CustomFile
from paradiplomacy.custom.together import Custom
from paradiplomacy.engines import compiled_engine, mesa_engine
from paradiplomacy.engines.compiled_engine import RunFailedError
from tests.property.test_engines_agree import same_batches
from tests.support.worlds import BUSY_SEED, busy

pytestmark = pytest.mark.compiled

PEOPLE_FIRST = """
from paradiplomacy.processes import trust
from paradiplomacy.processes.shared.memberships import memberships

def revise_trust(world, c):
    trust.revise_trust(world, c)
    for p, side in memberships(world, c):
        tie = world.partnerships[p]
        tie.trust[side] = min(tie.trust[side], tie.trust[2 + side])
"""

RIVALS = {
    "trust": PEOPLE_FIRST,
    "norms": """
from paradiplomacy.processes import norms
from paradiplomacy.processes.shared.forms import clip, logistic
from paradiplomacy.randomness import NORM_ATTENTION, uniform

SHARE = 0.1

def internalise(world, c):
    norms.internalise(world, c)
    city = world.cities[c]
    u = uniform(world.clock, NORM_ATTENTION, city.key, 7)
    city.norm_internalised = clip(city.norm_internalised + SHARE * (u - logistic(1.0)), 0.0, 1.0)
""",
    "coordination": """
def coordinate(world, c):
    city = world.cities[c]
    # The last row of a table, as in Python.
    other = world.cities[-1]
    city.vertical_coordination = 0.5 * (city.vertical_coordination + other.vertical_coordination)
""",
}


def custom(text: str, process: str = "trust") -> tuple[Custom, dict[str, str]]:
    """Return what a file adds, all of it recorded, and the setting of a world that names it."""
    file = CustomFile("mine.py", "mine.py", text)
    recorded = dict.fromkeys(file.declared.indicators, file.name)
    return Custom({file.name: file}, recorded), {f"mechanisms__{process}": file.name}


def on_both(text: str, process: str = "trust", **options):
    files, setting = custom(text, process)
    config = busy(**setting, scenario__months=60)
    assert files.offences == ()
    options = {"seed": BUSY_SEED, "replicates": [0, 3], **options}
    ours = mesa_engine.run_batch(config, custom=files, **options)
    return ours, compiled_engine.prepare(files).run_batch(config, **options)


@pytest.mark.parametrize("process", RIVALS)
def test_both_engines_give_the_same_bits(process):
    ours, compiled = on_both(RIVALS[process], process, events=True)
    same_batches(ours, compiled)
    plain = compiled_engine.run_batch(busy(scenario__months=60), seed=BUSY_SEED, replicates=[0, 3])
    differing = [
        name for name, values in plain.series.items()
        if not np.array_equal(values, compiled.series[name], equal_nan=True)
    ]  # fmt: skip
    assert differing


def test_a_step_that_calls_the_built_in_rule_changes_not_a_bit():
    files, setting = custom("""
from paradiplomacy.processes import trust

def revise_trust(world, c):
    trust.revise_trust(world, c)
""")
    options = {"seed": BUSY_SEED, "replicates": [0, 3]}
    engine = compiled_engine.prepare(files)
    compiled = engine.run_batch(busy(**setting, scenario__months=60), **options)
    plain = compiled_engine.run_batch(busy(scenario__months=60), **options)
    same_batches(compiled, plain)


WRONG = {
    "tie.trust[0] = 1.5": "after month 5 world.partnerships[0].trust is 1.5",
    "tie.trust[0] = -0.25": "after month 5 world.partnerships[0].trust is -0.25",
    "tie.trust[0] = tie.trust[0] / (tie.trust[0] - tie.trust[0])": "division by zero",
    "tie.trust[0] = 1e308 * 1e308": "trust is inf, not within 0 to 1",
    "world.agenda[0] = -1.0": "world.agenda[0] is -1.0, not within 0 to 1",
    "world.cities[1000].capacity = 0.5": "list index out of range",
    "tie.trust[9] = 0.5": "list assignment index out of range",
}
"""What one rule does, by the patience of the gate: compiled once, it goes wrong in every way."""


@pytest.mark.parametrize(("patience", "told"), [*enumerate(WRONG.values(), 6)], ids=WRONG)
def test_what_goes_wrong_goes_wrong_on_both(patience, told):
    deeds = "".join(
        f"        if world.parameters.gate.patience == {number}:\n            {line}\n"
        for number, line in enumerate(WRONG, 6)
    )
    files, setting = custom(f"""
def revise_trust(world, c):
    tie = world.partnerships[0]
    if world.clock.month == 5:
{deeds}
""")
    config = busy(**setting, scenario__months=12, gate__patience=patience)
    with pytest.raises((ValueError, ArithmeticError, IndexError)) as raised:
        mesa_engine.run_batch(config, seed=1, replicates=[0], custom=files)
    assert told in str(raised.value)
    with pytest.raises(RunFailedError, match=r"mine.py: revise_trust failed in month 5"):
        compiled_engine.prepare(files).run_batch(config, seed=1, replicates=[0])


def test_a_file_outside_the_dialect_is_refused_with_its_lines():
    files, _ = custom("def revise_trust(world, c):\n    world.cities[c].gone = 1.0 ** 2\n")
    with pytest.raises(ValueError, match=r"mine.py, line 2: a power gives other bits"):
        compiled_engine.prepare(files)


def test_a_changed_file_runs_as_it_is_now():
    text = "def revise_trust(world, c):\n    world.partnerships[0].trust[0] = {}\n"
    first, setting = custom(text.format(0.25))
    second, _ = custom(text.format(0.75))
    config = busy(**setting, scenario__months=12)
    values = []
    for files in (first, second, first):
        batch = compiled_engine.prepare(files).run_batch(config, seed=1, replicates=[0])
        values.append(batch.partnership_values["trust_government_first"][0, 0])
    assert values == [0.25, 0.75, 0.25]
